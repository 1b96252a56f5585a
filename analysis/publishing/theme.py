"""The one look of all figures, and the one way to save them.

Sizes are final sizes: a figure is made as wide as it is printed (``SINGLE`` or ``DOUBLE`` column) and is never scaled
afterwards, so its text is 5–7 pt and no line is thinner than 0.5 pt. Colours are told apart by people with any colour
vision, and never carry meaning alone: ``style(n)`` gives the n-th series a colour, a marker, a dash and a hatch.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from analysis.publishing.files import write_whole
from analysis.publishing.fonts import FontError, register

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MILLIMETRE = 1 / 25.4  # inches
SINGLE = 89 * MILLIMETRE  # one column, inches
DOUBLE = 183 * MILLIMETRE  # two columns, inches
DPI = 300  # of PNG files; PDF and SVG are vector drawings
THINNEST = 0.5  # points; thinner lines break in print

# Seaborn's "colorblind" palette, without its yellow, which is too pale for lines on white.
COLOURS = ("#0173B2", "#DE8F05", "#029E73", "#D55E00", "#CC78BC", "#56B4E9", "#CA9161", "#949494")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (4, 1.5)),
    (0, (1, 1)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (7, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (2, 2)),
    (0, (1, 2.5)),
)
# No dots or circles: hundreds of curves a bar make an SVG file of a megabyte.
HATCHES = ("", "////", "\\\\\\\\", "----", "xxxx", "||||", "++++", "/////////")

# Points: text, tick labels and notes. Chinese characters close up below 6 pt, Latin letters below 5.
SIZES = {"zh": (7.0, 6.0), "en": (6.5, 5.5)}


class GlyphError(RuntimeError):
    """A figure holds a character that its font lacks."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one series is drawn; no two of the first eight agree in any of the four."""

    colour: str
    marker: str
    dash: Any  # a matplotlib line style
    hatch: str


def style(number: int) -> Style:
    """The style of the series with this number, counted from 0; after eight the colours come again with other signs.

    >>> style(0)
    Style(colour='#0173B2', marker='o', dash='-', hatch='')
    >>> style(8).colour == style(0).colour, style(8).marker == style(0).marker
    (True, False)
    """
    turn, place = divmod(number, len(COLOURS))
    other = (place + turn) % len(COLOURS)
    return Style(COLOURS[place], MARKERS[other], DASHES[other], HATCHES[other])


def parameters(language: str = "zh") -> dict[str, Any]:
    """The theme as matplotlib's ``rcParams``; ``language`` (``zh`` or ``en``) sets the sizes of text.

    Registers the font, building it when absent. Meant also for ``seaborn.set_theme(rc=parameters())``, which would
    otherwise reset the font. Raises ``ValueError`` for another language.
    """
    from matplotlib.rcsetup import cycler

    if language not in SIZES:
        raise ValueError(f"The language of figures is {language!r}, expected one of {', '.join(SIZES)}.")
    family = register()
    text, small = SIZES[language]
    return {
        "font.family": [family],
        "font.sans-serif": [family],
        "font.size": text,
        "axes.titlesize": text,
        "axes.labelsize": text,
        "figure.titlesize": text,
        "figure.labelsize": text,
        "legend.title_fontsize": small,
        "legend.fontsize": small,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "axes.titleweight": "bold",
        "figure.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.unicode_minus": True,  # the font has U+2212
        "mathtext.fontset": "custom",
        "mathtext.rm": family,
        "mathtext.it": family,
        "mathtext.bf": f"{family}:bold",
        **{f"mathtext.{name}": family for name in ("sf", "tt", "cal")},
        "mathtext.bfit": f"{family}:bold",
        "mathtext.default": "regular",
        "axes.linewidth": THINNEST,
        "axes.edgecolor": "#333333",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=COLOURS, marker=MARKERS, linestyle=DASHES),
        "grid.linewidth": THINNEST,
        "grid.color": "#D9D9D9",
        "lines.linewidth": 1.0,
        "lines.markersize": 3.5,
        "lines.markeredgewidth": THINNEST,
        "patch.linewidth": THINNEST,
        "hatch.linewidth": THINNEST,
        "boxplot.flierprops.markersize": 2.5,
        "errorbar.capsize": 1.5,
        **{f"{axis}tick.{size}.width": THINNEST for axis in "xy" for size in ("major", "minor")},
        **{f"{axis}tick.major.size": 2.5 for axis in "xy"},
        **{f"{axis}tick.minor.size": 1.5 for axis in "xy"},
        "legend.frameon": False,
        "legend.handlelength": 2.2,
        "figure.figsize": (SINGLE, SINGLE * 0.72),
        "figure.constrained_layout.use": True,
        "figure.dpi": 200,
        "figure.facecolor": "white",
        "savefig.dpi": DPI,
        "savefig.facecolor": "white",
        "savefig.bbox": None,  # "tight" would change the width
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "minzheng-plans",
    }


def apply(language: str = "zh") -> None:
    """Set the theme for the rest of the process: for the first cell of a notebook."""
    import matplotlib

    matplotlib.rcParams.update(cast(Any, parameters(language)))


@contextmanager
def theme(language: str = "zh") -> Iterator[None]:
    """Set the theme within a ``with`` block and give back afterwards what was set before."""
    import matplotlib

    with matplotlib.rc_context(cast(Any, parameters(language))):
        yield


def save(figure: Figure, stem: Path, formats: Sequence[str] = ("png", "pdf", "svg")) -> tuple[Path, ...]:
    """Write the figure to ``stem`` plus each ending and return the files; missing folders are made.

    The same figure gives the same bytes on every run: no dates, no version in the metadata. Saved under the theme's
    settings for files, whether or not the theme is set. Raises ``GlyphError``, and writes nothing, when the figure
    holds a character that its font lacks (use ``fonts.legible`` for labels that come from documents), ``ValueError``
    for a format other than png, pdf and svg.
    """
    unknown = [ending for ending in formats if ending not in _METADATA]
    if unknown:
        raise ValueError(f"Figures are saved as {', '.join(_METADATA)}, not as {', '.join(unknown)}.")
    drawn = [(stem.with_name(f"{stem.name}.{ending}"), _drawn(figure, ending, stem.name)) for ending in formats]
    for path, data in drawn:
        write_whole(path, data)
    return tuple(path for path, _ in drawn)


_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
}
_FILES = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "minzheng-plans",
    "savefig.bbox": None,
    "savefig.dpi": DPI,
    "path.simplify": True,
    # A figure whose margins were set by hand would be laid out anew with each file, and differ from one to the next.
    "figure.constrained_layout.use": False,
}


def _drawn(figure: Figure, ending: str, name: str) -> bytes:
    import matplotlib

    buffer = BytesIO()
    with matplotlib.rc_context(cast(Any, _FILES)), warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Glyph \d+ .*missing from", category=UserWarning)
        warnings.filterwarnings("error", message=r"Font '.*' does not have a glyph")  # mathtext says it this way
        try:
            figure.savefig(buffer, format=ending, metadata=_METADATA[ending])
        except UserWarning as warning:
            raise GlyphError(
                f"Figure {name}: {warning}. Draw it under theme.apply() or theme.theme(), and pass labels that come "
                "from documents through fonts.legible()."
            ) from None
    return buffer.getvalue()


__all__ = [
    "COLOURS",
    "DASHES",
    "DOUBLE",
    "HATCHES",
    "MARKERS",
    "SINGLE",
    "FontError",
    "GlyphError",
    "Style",
    "apply",
    "parameters",
    "save",
    "style",
    "theme",
]
