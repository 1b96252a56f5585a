"""The Chinese font of every figure: cut once from Noto Sans SC into the user's cache.

A fresh machine has no Chinese font, and the Chinese fonts that are easily had do not serve: matplotlib draws a variable
font at its thinnest weight, and CFF outlines (most ``.otf`` and ``.ttc`` files) embedded as Type 42, which journals ask
for, vanish in Ghostscript and MuPDF. So two static TrueType files, weights 400 and 700, are cut from the variable
TrueType font that the package ``justmytype-intl-cjk`` ships. Each holds what simplified Chinese figures need
(``WANTED``) and is about 2 MB. The same versions of the source and of fontTools give the same bytes.

The licence (SIL Open Font License 1.1) asks that changed versions carry another name than the reserved one and keep
licence and copyright: the family is ``FAMILY``, and the name table keeps both.

``python -m analysis.publishing.fonts`` builds the files and prints where they are.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.publishing.files import write_whole

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Minzheng Sans"
WEIGHTS = {"Regular": 400, "Bold": 700}
RECIPE = 1  # raise it whenever a change of the steps in build() changes the bytes of the files
GETA = "〓"  # the printers' mark for a character that is not in the case

# Characters of names of divisions (GB/T 2260) that GB 2312 lacks.
DIVISION_NAMES = "埇埗氹沚浉瀍猇硚萣鄠"
# GB 2312 has its own middle dot and dash (U+30FB, U+2015); documents and figures use these.
PUNCTUATION = "·—–‐‘’“”‚„…‧•‰′″‹›※〈〉《》「」『』【】〔〕〖〗〇〓～￥％＋－＝｜"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
SIGNS = "±×÷≈≠≤≥≦≧∞∑√∥−←↑→↓↔↗↘■□▲△▼▽◆◇○●◎★☆✓€£¥℃℉№™®©°²³½¼¾㎡㎥㎏㎜㎝㎞㎎"


class FontError(RuntimeError):
    """The font cannot be built or used; the message says why and what to do."""


@cache
def wanted() -> frozenset[str]:
    """The characters the font is cut to: GB 2312 (with Greek, Cyrillic, kana, pinyin), Latin-1, punctuation, signs."""
    characters = set(DIVISION_NAMES + PUNCTUATION + SIGNS + CIRCLED)
    characters.update(map(chr, range(0x20, 0x7F)), map(chr, range(0xA0, 0x100)), map(chr, range(0xFF01, 0xFF5F)))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):  # each by itself: a decoder that skips one byte of a hole reads the rest askew
            characters.update(bytes((row, cell)).decode("gb2312", errors="ignore"))
    return frozenset(characters)


def legible(text: str) -> str:
    """The text with every character that the font lacks replaced by ``〓``; line ends and tabs stay.

    For labels that come from documents: a rare character must not stop a report.

    >>> legible("巫溪县 2025年 ≥55％")
    '巫溪县 2025年 ≥55％'
    >>> legible("𰻝面")
    '〓面'
    """
    return "".join(c if c in "\n\t" or c in wanted() else GETA for c in text)


def cache_folder() -> Path:
    """Where derived files of the user live: ``$MINZHENG_CACHE``, else ``minzheng-plans`` in the user's cache folder."""
    named = os.environ.get("MINZHENG_CACHE")
    if named:
        return Path(named).expanduser()
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"]) / "minzheng-plans" / "Cache"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "minzheng-plans"


def font_paths() -> tuple[Path, Path]:
    """The regular and the bold file; built on the first call (about ten seconds), found on later ones.

    The folder's name is made of the source's size, fontTools' version, ``RECIPE`` and the characters: a change of any
    of them builds anew beside the old files. Raises ``FontError`` when the source is not installed or the cache cannot
    be written.
    """
    import fontTools

    source = _source()
    mark = f"{source.stat().st_size}/{fontTools.version}/{RECIPE}/{''.join(sorted(wanted()))}"
    folder = cache_folder() / "fonts" / hashlib.sha256(mark.encode()).hexdigest()[:12]
    regular, bold = (folder / f"{FAMILY.replace(' ', '')}-{style}.ttf" for style in WEIGHTS)
    if not (regular.is_file() and bold.is_file()):
        for path, style in ((regular, "Regular"), (bold, "Bold")):
            _write(path, build(source, style))
    return regular, bold


def register() -> str:
    """Make the font known to matplotlib in this process and return its family name; building it when absent."""
    from matplotlib.font_manager import fontManager

    paths = [str(path) for path in font_paths()]
    known = {entry.fname for entry in fontManager.ttflist}
    for path in paths:
        if path not in known:
            fontManager.addfont(path)
    return FAMILY


def build(source: Path, style: str, characters: frozenset[str] | None = None) -> bytes:
    """One static TrueType file out of the variable one: ``style`` is a key of ``WEIGHTS``.

    ``characters`` defaults to ``wanted()``; those that the source lacks are left out. Hinting and everything for
    vertical setting goes; kerning stays. The bytes depend on the arguments alone, not on clock or hash seed.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    options = subset.Options()
    options.layout_features = ["kern", "mark"]
    options.drop_tables = [*options.drop_tables, "GSUB", "BASE", "vhea", "vmtx", "DSIG"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_legacy = True
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(map(ord, wanted() if characters is None else characters)))

    font = TTFont(source, recalcTimestamp=False, lazy=True)
    try:
        cutter.subset(font)
        weight = WEIGHTS[style]
        static = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=False)
        _rename(static, style)
        return _saved(static)
    finally:
        font.close()


def _rename(font: TTFont, style: str) -> None:
    """Give the font its family and style names; keep copyright, trademark, licence and its address."""
    if "STAT" in font:
        del font["STAT"]
    table = font["name"]
    version = f"{table.getDebugName(5)}; {FAMILY} {RECIPE}"
    table.names = [record for record in table.names if record.nameID in (0, 7, 8, 9, 13, 14)]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    for number, text in {
        1: FAMILY,
        2: style,
        3: f"{postscript};{RECIPE}",
        4: FAMILY if style == "Regular" else f"{FAMILY} {style}",
        5: version,
        6: postscript,
        10: "A subset and static instance of Noto Sans SC, renamed as its licence asks.",
    }.items():
        table.setName(text, number, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1100001) | (0b100000 if bold else 0b1000000)
    font["head"].macStyle = 1 if bold else 0


def _saved(font: TTFont) -> bytes:
    from io import BytesIO

    buffer = BytesIO()
    font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def _source() -> Path:
    from importlib.util import find_spec

    spec = find_spec("justmytype_intl_cjk")
    if spec is None or spec.origin is None:
        raise FontError("The package justmytype-intl-cjk with Noto Sans SC is not installed: run 'make setup'.")
    path = Path(spec.origin).parent / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
    if not path.is_file():
        raise FontError(f"The package justmytype-intl-cjk has no {path.name} in {path.parent}: install version 0.1.")
    return path


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        raise FontError(
            f"The Chinese font cannot be written to {path.parent} ({error.strerror or error}): "
            "set MINZHENG_CACHE to a folder that can be written."
        ) from error


def main() -> int:
    """Build the font when it is absent and print the files; exit status 1 with one sentence when that fails."""
    try:
        paths = font_paths()
    except FontError as error:
        print(error, file=sys.stderr)
        return 1
    for path in paths:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
