"""The theme: sizes fit for print, Chinese drawn with real glyphs, files the same on every run."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from analysis.publishing import theme

DRAW = """
import sys
from pathlib import Path
import matplotlib.pyplot as plt
from analysis.publishing import theme
with theme.theme("zh"):
    figure, ax = plt.subplots(figsize=(theme.SINGLE, 2))
    for number in range(3):
        style = theme.style(number)
        ax.bar([number], [number - 2], color=style.colour, hatch=style.hatch, label=f"硚口区 {number}％")
    ax.plot([0, 1, 2], label="全国")
    ax.set_title("每千名老年人拥有养老床位（张）")
    ax.legend()
    theme.save(figure, Path(sys.argv[1]))
"""


@pytest.fixture
def figure() -> Figure:
    with theme.theme("zh"):
        drawn, ax = plt.subplots(figsize=(theme.DOUBLE, 2))
        ax.plot([1, 2, 3], [-1, 2, -3], label="城市低保标准")
        ax.set_xlabel("年份")
        ax.set_ylabel("元/人/月，≥")
        ax.legend()
    yield drawn
    plt.close(drawn)


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_figure_gives_the_same_bytes_in_every_process(tmp_path: Path, root: Path) -> None:
    found = []
    for number, (seed, epoch) in enumerate([("1", None), ("2", "86400")]):
        stem = tmp_path / str(number) / "figure"
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "MPLBACKEND": "Agg", **_cache()}
        if epoch:
            environment["SOURCE_DATE_EPOCH"] = epoch
        subprocess.run([sys.executable, "-c", DRAW, str(stem)], check=True, env=environment, timeout=300)
        found.append(_digests(stem.parent))
    assert list(found[0]) == ["figure.pdf", "figure.png", "figure.svg"]
    assert found[0] == found[1]


def _cache() -> dict[str, str]:
    from analysis.publishing.fonts import cache_folder

    return {"MINZHENG_CACHE": str(cache_folder())}


def test_pdf_embeds_the_font_as_type_42(figure: Figure, tmp_path: Path) -> None:
    (path,) = theme.save(figure, tmp_path / "figure", formats=["pdf"])
    data = path.read_bytes()
    assert b"MinzhengSans-Regular" in data
    assert b"/CIDFontType2" in data  # TrueType outlines
    assert b"/FontFile2" in data
    assert b"/Type3" not in data
    assert b"DejaVu" not in data
    assert b"CreationDate" not in data


def test_svg_needs_no_font(figure: Figure, tmp_path: Path) -> None:
    (path,) = theme.save(figure, tmp_path / "figure", formats=["svg"])
    text = path.read_text(encoding="utf-8")
    assert "<text" not in text
    assert "<dc:date>" not in text


def test_png_has_the_width_in_print(figure: Figure, tmp_path: Path) -> None:
    (path,) = theme.save(figure, tmp_path / "figure", formats=["png"])
    data = path.read_bytes()
    width = int.from_bytes(data[16:20], "big")
    assert width == int(theme.DOUBLE * theme.DPI)
    assert b"Software" not in data


def test_a_character_without_a_glyph_stops_the_figure_and_writes_nothing(tmp_path: Path) -> None:
    with theme.theme("zh"):
        drawn, ax = plt.subplots()
        ax.set_title("民政\U00030edd")
    with pytest.raises(theme.GlyphError, match=r"Figure rare: .*legible"):
        theme.save(drawn, tmp_path / "sub" / "rare")
    plt.close(drawn)
    assert list(tmp_path.iterdir()) == []


def test_chinese_without_the_theme_stops_too(tmp_path: Path) -> None:
    with matplotlib.rc_context({"font.family": ["DejaVu Sans"]}):
        drawn, ax = plt.subplots()
        ax.set_title("养老床位")
        with pytest.raises(theme.GlyphError):
            theme.save(drawn, tmp_path / "figure")
    plt.close(drawn)


def test_no_warning_for_powers_and_minus_signs(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    with theme.theme("en"):
        drawn, ax = plt.subplots()
        ax.bar([0, 1], [-1e3, 1e6])
        ax.set_yscale("symlog")
        theme.save(drawn, tmp_path / "powers", formats=["svg"])
    plt.close(drawn)
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sizes_are_fit_for_print(language: str) -> None:
    parameters = theme.parameters(language)
    sizes = {key: value for key, value in parameters.items() if re.search(r"(font|title|label)\.?size|fontsize", key)}
    assert len(sizes) >= 9
    assert all(5 <= size <= 7 for size in sizes.values()), sizes
    widths = {key: value for key, value in parameters.items() if key.endswith(("linewidth", "tick.major.width"))}
    assert len(widths) >= 6
    assert all(width >= 0.5 for width in widths.values()), widths
    assert parameters["pdf.fonttype"] == 42
    assert round(theme.SINGLE * 25.4, 6) == 89
    assert round(theme.DOUBLE * 25.4, 6) == 183


def test_every_parameter_is_one_of_matplotlib() -> None:
    with matplotlib.rc_context():
        matplotlib.rcParams.update(theme.parameters("zh"))


def test_the_theme_ends_with_its_block() -> None:
    before = dict(matplotlib.rcParams)
    with pytest.raises(KeyError), theme.theme("zh"):
        assert matplotlib.rcParams["font.family"] == ["Minzheng Sans"]
        raise KeyError
    assert dict(matplotlib.rcParams) == before


def test_apply_stays(tmp_path: Path) -> None:
    with matplotlib.rc_context():
        theme.apply("en")
        assert matplotlib.rcParams["font.size"] == theme.SIZES["en"][0]


def test_seaborn_keeps_the_font() -> None:
    import seaborn

    with matplotlib.rc_context():
        seaborn.set_theme(rc=theme.parameters("zh"))
        assert matplotlib.rcParams["font.family"] == ["Minzheng Sans"]


def test_series_differ_in_more_than_colour() -> None:
    styles = [theme.style(number) for number in range(len(theme.COLOURS))]
    for sign in ("colour", "marker", "hatch"):
        assert len({getattr(each, sign) for each in styles}) == len(styles), sign
    assert len({str(each.dash) for each in styles}) == len(styles)
    pairs = [(each.colour, each.marker) for each in map(theme.style, range(64))]
    assert len(set(pairs)) == 64


def test_unknown_language_and_format_are_named(figure: Figure, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'fr', expected one of zh, en"):
        theme.parameters("fr")
    with pytest.raises(ValueError, match="not as gif"):
        theme.save(figure, tmp_path / "figure", formats=["gif"])
    assert list(tmp_path.iterdir()) == []


def test_margins_set_by_hand_are_kept_in_every_file(tmp_path: Path) -> None:
    """Saved under the theme, which lays out new figures by itself, a figure must not be laid out anew."""
    with theme.theme("en"):
        figure, axes = plt.subplots(layout="none")
        figure.subplots_adjust(left=0.3, right=0.6)
        before = axes.get_position().bounds
        for ending in ("png", "pdf", "svg"):
            theme.save(figure, tmp_path / "figure", [ending])
            assert axes.get_position().bounds == before, ending
    plt.close(figure)
