"""Shapes that figures share: points with marks, labels that keep apart, the legend of marks, the empty figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from analysis.comparing.panels import MARKS
from analysis.publishing.fitting import width, wrap
from analysis.publishing.spots import about
from analysis.publishing.theme import COLOURS, THINNEST
from analysis.publishing.words import say

GREY = "#6b6b6b"
MARKER_SIZE = 4.2
LINE = 0.9
APART = (0, 1, 2, 4, 3, 5, 6, 7)  # the theme's two oranges are not neighbours
LABEL = 6.0  # points, of labels beside the data


@dataclass(frozen=True, slots=True)
class Look:
    """How the points of one style are drawn."""

    marker: str
    dash: Any = "-"  # a line style of matplotlib
    joined: bool = True


def colour(place: int) -> str:
    """The colour of the n-th series, so that the first ones differ most; after the last colour they begin again."""
    return COLOURS[APART[place % len(APART)]]


def ink(shade: tuple[float, float, float, float]) -> str:
    """Black or white, whichever is read better on a shade (the larger contrast of WCAG 2).

    >>> ink((0.03, 0.19, 0.42, 1.0)), ink((0.42, 0.68, 0.84, 1.0))
    ('white', 'black')
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shade[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def point(ax: Axes, x: float, y: float, look: Look, tint: str, marks: Mapping[Any, Any]) -> None:
    """One value: hollow where its date is inferred, crossed where damaged, ringed where flagged, ≠ where disputed.

    ``marks``: the row that the value comes from; the point remembers its fact.
    """
    alone: dict[str, Any] = {"linestyle": "none", "clip_on": False}
    face = "white" if marks.get("inferred") else tint
    style = alone | {"color": tint, "markerfacecolor": face, "markersize": MARKER_SIZE}
    (line,) = ax.plot([x], [y], marker=look.marker, zorder=3, **style)
    about(line, marks)
    if marks.get("damaged"):
        ax.plot([x], [y], marker="x", color="black", markersize=MARKER_SIZE + 2, markeredgewidth=0.8, zorder=4, **alone)
    if marks.get("flagged"):
        ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgewidth": THINNEST, "markersize": MARKER_SIZE + 4}
        ax.plot([x], [y], marker="o", color="black", zorder=4, **alone, **ring)
    if marks.get("conflict"):
        ax.annotate("≠", (x, y), (0, 4), textcoords="offset points", ha="center", va="bottom", zorder=4)


def joint(ax: Axes, y: float, values: Iterable[float], tint: str = "#a0a0a0", thick: float = 1.4) -> None:
    """The line of a row from its lowest to its highest value, behind the points."""
    values = list(values)
    ax.plot([min(values), max(values)], [y, y], "-", color=tint, linewidth=thick, zorder=1)


def legend_of_marks(rows: Iterable[Mapping[Any, Any]], language: str) -> list[Line2D]:
    """Legend entries for those marks that occur in ``rows``."""
    seen = {mark for row in rows for mark in MARKS if row.get(mark)}
    base: dict[str, Any] = {"linestyle": "none", "color": "black", "markersize": MARKER_SIZE}
    shapes: dict[str, dict[str, Any]] = {
        "inferred": {"marker": "o", "markerfacecolor": "white"},
        "damaged": {"marker": "x"},
        "flagged": {
            "marker": "o",
            "markerfacecolor": "none",
            "markersize": MARKER_SIZE + 3,
            "markeredgewidth": THINNEST,
        },
        "conflict": {"marker": "$≠$"},
    }
    return [
        Line2D([], [], label=say(f"mark.{mark}", language), **(base | shape))
        for mark, shape in shapes.items()
        if mark in seen
    ]


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions moved as little as needed so that neighbours stand at least ``gap`` apart within ``[low, high]``.

    The order is kept. Where they cannot all fit, they are spaced evenly over the whole range.

    >>> spread([10.0, 10.5, 30.0], 4.0, 0.0, 40.0)
    [8.25, 12.25, 30.0]
    >>> spread([1.0, 1.0, 1.0], 5.0, 0.0, 6.0)
    [0.0, 3.0, 6.0]
    """
    count = len(positions)
    if count < 2:
        return list(positions)
    if (count - 1) * gap >= high - low:
        step = (high - low) / (count - 1)
        order = sorted(range(count), key=lambda place: positions[place])
        even = [0.0] * count
        for rank, place in enumerate(order):
            even[place] = low + rank * step
        return even
    order = sorted(range(count), key=lambda place: positions[place])
    clusters: list[tuple[float, list[int]]] = []  # centre, members in order
    for place in order:
        clusters.append((positions[place], [place]))
        while len(clusters) > 1 and _overlap(clusters[-2], clusters[-1], gap):
            (one, some), (other, more) = clusters[-2], clusters[-1]
            total = len(some) + len(more)
            clusters[-2:] = [((one * len(some) + other * len(more)) / total, some + more)]
    moved = [0.0] * count
    for centre, members in clusters:
        for rank, place in enumerate(members):
            moved[place] = centre + (rank - (len(members) - 1) / 2) * gap
    return _inside(moved, order, gap, low, high)


def _overlap(one: tuple[float, list[int]], other: tuple[float, list[int]], gap: float) -> bool:
    return other[0] - one[0] < gap * (len(one[1]) + len(other[1])) / 2


def _inside(moved: list[float], order: list[int], gap: float, low: float, high: float) -> list[float]:
    """Push what stands beyond the ends back in, its neighbours before it."""
    floor = low
    for place in order:
        moved[place] = max(moved[place], floor)
        floor = moved[place] + gap
    ceiling = high
    for place in reversed(order):
        moved[place] = min(moved[place], ceiling)
        ceiling = moved[place] - gap
    return moved


@dataclass(frozen=True, slots=True)
class Label:
    """Text that belongs to a point of the data; labels of one ``column`` (a year) stand below each other."""

    x: float
    y: float
    text: str
    tint: str
    column: int


def room(labels: Sequence[Label]) -> float:
    """Inches that labels need beside the axes."""
    columns = max((width(label.text) for label in labels), default=0)
    return (columns * LABEL * 0.55 + 12) / 72


def side_labels(ax: Axes, labels: Sequence[Label], side: str) -> None:
    """Write labels beside the data, left or right, moved apart vertically so that none covers another.

    A thin line leads back to the point where a label had to move by more than half a line. Limits and size of the axes
    must be final: the room is measured in their units.
    """
    low, high = ax.get_ylim()
    height = ax.get_window_extent().height * 72 / ax.figure.dpi
    gap = LABEL * 1.25 * (high - low) / height
    align, away, outermost = ("left", 7, max) if side == "right" else ("right", -7, min)
    for column in sorted({label.column for label in labels}):
        beside = [label for label in labels if label.column == column]
        edge = outermost(label.x for label in beside)
        for label, y in zip(beside, spread([label.y for label in beside], gap, low, high), strict=True):
            ax.annotate(
                label.text, (edge, y), (away, 0), textcoords="offset points", ha=align, va="center",
                color=label.tint, fontsize=LABEL, annotation_clip=False, path_effects=HALO, zorder=5,
            )  # fmt: skip
            if abs(y - label.y) > gap / 2:
                lead = {"arrowstyle": "-", "linewidth": THINNEST, "color": label.tint, "shrinkA": 3, "shrinkB": 3}
                ax.annotate(
                    "", (label.x, label.y), (away * 0.9, (y - label.y) / (high - low) * height),
                    textcoords="offset points", arrowprops=lead, annotation_clip=False,
                )  # fmt: skip


HALO = [withStroke(linewidth=1.5, foreground="white")]


def sign(marker: str, tint: str, label: str, face: str | None = None) -> Line2D:
    """A legend entry that is one marker."""
    face = tint if face is None else face
    return Line2D(
        [], [], linestyle="none", marker=marker, color=tint, markerfacecolor=face, markersize=MARKER_SIZE, label=label
    )


LEGEND_ROW = 0.16  # inches
PAD = 0.6  # years beside the first and the last


def legend_shape(labels: Sequence[str], inches: float) -> tuple[int, int]:
    """Columns and rows of a legend that is at most so wide."""
    if not labels:
        return 1, 0
    size = float(matplotlib.rcParams["legend.fontsize"])
    entry = (max(map(width, labels)) * 0.55 + 4.6) * size / 72
    rows = -(-len(labels) // max(1, min(len(labels), int(inches / entry))))
    return -(-len(labels) // rows), rows


def _by_columns(count: int, columns: int) -> list[int]:
    """Places of entries in the order in which a legend, which fills its columns, shows them row by row.

    >>> _by_columns(7, 4)
    [0, 4, 1, 5, 2, 6, 3]
    """
    return [place for column in range(columns) for place in range(column, count, columns)]


def legend_below(owner: Axes | Figure, entries: Sequence[Artist], labels: Sequence[str] = ()) -> None:
    """A legend at the bottom of the figure, or below axes that share theirs; it takes the rows that it needs."""
    names = list(labels) or [str(entry.get_label()) for entry in entries]
    if not entries:
        return
    figure = owner if isinstance(owner, Figure) else owner.get_figure()
    assert isinstance(figure, Figure)
    wide, high = figure.get_size_inches()
    columns, _ = legend_shape(names, wide - 0.2)
    order = _by_columns(len(names), columns)
    entries, names = [entries[place] for place in order], [names[place] for place in order]
    shape: dict[str, Any] = {
        "ncols": columns, "frameon": False, "handlelength": 2.2, "columnspacing": 1.4, "borderaxespad": 0,
        "borderpad": 0, "labelspacing": 0.35,
    }  # fmt: skip
    if isinstance(owner, Figure):
        owner.legend(entries, names, loc="lower center", bbox_to_anchor=(0.5, 0.05 / high), **shape)
    elif len(figure.axes) == 1:
        place = {"bbox_to_anchor": (0.5, 0.05 / high), "bbox_transform": figure.transFigure}
        owner.legend(entries, names, loc="lower center", **place, **shape)
    else:
        owner.legend(entries, names, loc="upper center", bbox_to_anchor=(0.5, -0.25), **shape)


def years_axis(ax: Axes, years: Iterable[int]) -> None:
    """Whole years on the horizontal axis, with room at both ends."""
    there = sorted(set(years))
    ax.set_xlim(there[0] - PAD, there[-1] + PAD)
    if len(there) <= 8:
        ax.set_xticks(there)
    else:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))


def nothing(ax: Axes, language: str, what: str) -> Axes:
    """Say in the figure itself that there is nothing to compare."""
    ax.set_axis_off()
    words = wrap(say("nothing", language, what=what), 44)
    ax.text(0.5, 0.5, words, ha="center", va="center", transform=ax.transAxes, color=GREY)
    return ax
