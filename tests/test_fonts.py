"""The Chinese font: complete, static, renamed, the same bytes on every build, safe when two build at once."""

from __future__ import annotations

import hashlib
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from analysis.publishing import fonts

FEW = frozenset("民政部门2025 %≥")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def files() -> tuple[TTFont, TTFont]:
    regular, bold = fonts.font_paths()
    return TTFont(regular), TTFont(bold)


def test_all_wanted_characters_are_there(files: tuple[TTFont, TTFont]) -> None:
    for font in files:
        missing = "".join(sorted(c for c in fonts.wanted() if ord(c) not in font.getBestCmap()))
        assert missing == ""


def test_wanted_holds_gb2312_and_the_names_of_divisions() -> None:
    characters = fonts.wanted()
    hanzi = {c for c in characters if "一" <= c <= "鿿"}
    assert len(hanzi) == 6763 + 10
    assert set("埇埗氹沚浉瀍猇硚萣鄠≥≤～—“”·‰㎡％，。、；：？！（）〔〕〇①⑳Ⅻāǚ−") <= characters


def test_every_character_of_the_codebook_can_be_drawn(root: Path) -> None:
    """Names of regions, indicators and units come into figures; words for traditional script do not."""
    tables = [root / "analysis" / "codebook" / f"{name}.csv" for name in ("regions", "indicators", "units", "groups")]
    there = [table for table in tables if table.is_file()]
    assert there, "no codebook table was found"
    for table in there:
        text = table.read_text(encoding="utf-8")
        missing = {c for c in text if c not in fonts.wanted() and not c.isspace() and c != "\ufeff"}
        assert not missing, f"{table.name} has characters that the font lacks: {''.join(sorted(missing))}"


@pytest.mark.parametrize(("index", "style", "weight"), [(0, "Regular", 400), (1, "Bold", 700)])
def test_files_are_static_truetype_with_their_own_name_and_the_licence(
    files: tuple[TTFont, TTFont], index: int, style: str, weight: int
) -> None:
    font = files[index]
    assert "glyf" in font
    assert not {"fvar", "gvar", "CFF ", "STAT"} & set(font.keys())
    assert font["OS/2"].usWeightClass == weight
    assert bool(font["head"].macStyle & 1) == (style == "Bold")
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == fonts.FAMILY
    assert names[2] == style
    assert "Open Font License" in names[13]
    assert "Adobe" in names[0]
    assert "Source" not in names[1] + names[4] + names[6]
    assert "Noto" not in names[1] + names[4] + names[6]


def test_bold_is_bolder(files: tuple[TTFont, TTFont]) -> None:
    """A variable font that was not instanced would draw both at its thinnest."""

    def stem(font: TTFont) -> int:
        glyph = font["glyf"][font.getBestCmap()[ord("丨")]]
        return int(glyph.xMax - glyph.xMin)

    assert 50 < stem(files[0]) < stem(files[1])


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """In another process with another hash seed; the first build may be weeks old."""
    target = tmp_path / "again.ttf"
    code = (
        "import sys; from pathlib import Path; from analysis.publishing import fonts;"
        "Path(sys.argv[1]).write_bytes(fonts.build(fonts._source(), 'Regular'))"
    )
    root = Path(__file__).resolve().parents[1]
    environment = {"PYTHONHASHSEED": "4711", "PYTHONPATH": str(root), "TZ": "Asia/Shanghai", "SOURCE_DATE_EPOCH": "1"}
    subprocess.run([sys.executable, "-c", code, str(target)], check=True, env=environment, timeout=300)
    assert _digest(target) == _digest(fonts.font_paths()[0])


def _fill(folder: str) -> None:
    from analysis.publishing import fonts

    fonts._write(Path(folder) / "font.ttf", fonts.build(fonts._source(), "Bold", FEW))


def test_two_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(str(tmp_path),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["font.ttf"]
    assert (tmp_path / "font.ttf").read_bytes() == fonts.build(fonts._source(), "Bold", FEW)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fonts.os, "replace", fail)
    with pytest.raises(fonts.FontError, match=r"No space left on device.*MINZHENG_CACHE"):
        fonts._write(tmp_path / "font.ttf", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_is_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("MINZHENG_CACHE", str(blocked))
    monkeypatch.setattr(fonts, "build", lambda *_: b"font")
    with pytest.raises(fonts.FontError, match="MINZHENG_CACHE"):
        fonts.font_paths()


def test_the_cache_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINZHENG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert fonts.cache_folder() == tmp_path / "xdg" / "minzheng-plans"
    monkeypatch.setenv("MINZHENG_CACHE", str(tmp_path / "own"))
    assert fonts.cache_folder() == tmp_path / "own"


def test_files_that_are_there_are_not_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINZHENG_CACHE", str(tmp_path))
    built: list[str] = []

    def build(_: Path, style: str) -> bytes:
        built.append(style)
        return style.encode()

    monkeypatch.setattr(fonts, "build", build)
    assert fonts.font_paths() == fonts.font_paths()
    assert built == ["Regular", "Bold"]
    assert [path.read_bytes() for path in fonts.font_paths()] == [b"Regular", b"Bold"]


def test_registering_makes_both_weights_known() -> None:
    from matplotlib.font_manager import FontProperties, findfont, fontManager

    family = fonts.register()
    count = len(fontManager.ttflist)
    assert fonts.register() == family
    assert len(fontManager.ttflist) == count
    regular, bold = (findfont(FontProperties(family=family, weight=w), fallback_to_default=False) for w in (400, 700))
    assert (Path(regular), Path(bold)) == fonts.font_paths()


def test_a_missing_source_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert fonts.main() == 1
    assert "justmytype-intl-cjk" in capsys.readouterr().err


def test_legible_replaces_only_what_the_font_lacks() -> None:
    assert fonts.legible("石硚口镇\n≥55％\t—“〔2022〕20号”") == "石硚口镇\n≥55％\t—“〔2022〕20号”"
    assert fonts.legible("民政\U00030edd😀") == "民政〓〓"
