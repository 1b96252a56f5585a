"""Series over years in one axes: colour says which region, marker and dash which group or role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.comparing.panels import clearest, places
from analysis.publishing.drawing import (
    GREY,
    LEGEND_ROW,
    LINE,
    MARKER_SIZE,
    PAD,
    Label,
    Look,
    colour,
    legend_below,
    legend_of_marks,
    legend_shape,
    nothing,
    point,
    room,
    side_labels,
    years_axis,
)
from analysis.publishing.fitting import quantity, wrap
from analysis.publishing.fonts import legible
from analysis.publishing.theme import THINNEST
from analysis.publishing.words import name, say

GROUPS = {"城市": Look("o"), "农村": Look("s", "--"), "城乡": Look("D", "-."), "": Look("^", ":")}
ROLES = {"attained": Look("o"), "target": Look("^", joined=False), "past target": Look("v", joined=False)}
OTHER = Look("P", ":")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn over the years: the looks of its styles, their kind of word, and its own words."""

    looks: Mapping[str, Look]
    what: str  # group or role
    axis: str
    name: str
    parity: float | None = None  # a level worth a line


def margins(figure: Figure, **inches: float) -> None:
    """Set margins of the figure in inches; those not named stay."""
    wide, high = figure.get_size_inches()
    share = {side: inches[side] / (wide if side in ("left", "right") else high) for side in inches}
    figure.subplots_adjust(**{side: 1 - value if side in ("right", "top") else value for side, value in share.items()})


def make_room(figure: Figure, entries: Sequence[Artist], bottom: float, top: float) -> None:
    """Make the figure higher by the rows of its legend, below a bottom margin for the axis; inches."""
    wide, high = figure.get_size_inches()
    _, rows = legend_shape([str(entry.get_label()) for entry in entries], wide - 0.2)
    legend = rows * LEGEND_ROW + (0.12 if rows else 0)
    figure.set_size_inches(wide, high + legend)
    margins(figure, bottom=bottom + legend, top=top)


def over_years(
    ax: Axes, rows: pd.DataFrame, subject: Subject, order: Sequence[str], language: str, scale: pd.DataFrame | None
) -> Axes:
    """Draw ``rows`` (region, year, style, y, upper, comparator, kind and marks); labels stand beside the last points.

    ``scale``: the rows from which the axes take their limits; an axes that is alone in its figure takes its own rows,
    and gets the margins that its labels need.
    """
    if rows.empty:
        return nothing(ax, language, subject.name)
    rows = rows.assign(upper=rows["upper"].astype(float), year=rows["year"].astype(int))
    _frame(ax, rows if scale is None else scale, subject)
    regions = places(rows)
    lowest, highest = (int(edge) for edge in (rows["year"].min(), rows["year"].max()))
    dodge = min(0.1, 0.3 / len(regions)) * max(1, (highest - lowest) / 5)  # years between regions at the same point
    starts: list[Label] = []
    ends: list[Label] = []
    drawn: list[pd.DataFrame] = []
    for place, region in enumerate(regions):
        tint = colour(order.index(region) if region in order else place)
        shift = (place - (len(regions) - 1) / 2) * dodge
        same = rows[rows["region"].eq(region)]
        for style in dict.fromkeys(same["style"]):
            series = clearest(same[same["style"].eq(style)], ["year", "kind", "y", "upper", "comparator"])
            series = series.sort_values(["year", "inferred"], kind="stable")
            drawn.append(series)
            _series(ax, series, subject.looks.get(style, OTHER), tint, shift)
            first, last = series.iloc[0], series.iloc[-1]
            words = [*([legible(region)] if len(regions) > 1 else []), *_style_words(last, subject, language)]
            text = " ".join([*words, _written(last)])
            ends.append(Label(last["year"] + shift, last["y"], text, tint, last["year"]))
            if first["year"] < last["year"]:
                starts.append(Label(first["year"] + shift, first["y"], _written(first), tint, first["year"]))
    entries = _legend(pd.concat(drawn), subject, language)
    if isinstance(ax.figure, Figure) and len(ax.figure.axes) == 1:
        margins(ax.figure, left=0.55, right=0.1 + room(ends))
        if len(regions) == 1:
            ax.set_title(legible(regions[0]))
        make_room(ax.figure, entries, bottom=0.34, top=0.28 if len(regions) == 1 else 0.12)
    _make_room_left(ax, room(starts) if starts else 0.0)
    side_labels(ax, ends, "right")
    side_labels(ax, starts, "left")
    legend_below(ax, entries)
    return ax


def _frame(ax: Axes, rows: pd.DataFrame, subject: Subject) -> None:
    """Limits, ticks and the name of the vertical axis."""
    years_axis(ax, (int(year) for year in rows["year"].unique()))
    values = pd.concat([rows["y"], rows["upper"]]).dropna().astype(float)
    low, high = _limits(float(values.min()), float(values.max()))
    if subject.parity is not None and high >= subject.parity * 0.95:
        high = max(high, subject.parity * 1.04)
        ax.axhline(subject.parity, color=GREY, linewidth=THINNEST, linestyle=":", zorder=0)
    ax.set_ylim(low, high)
    ax.set_ylabel(wrap(subject.axis, 46))


def _make_room_left(ax: Axes, inches: float) -> None:
    """Move the left limit so that labels of the first points stand inside the axes, clear of its ticks."""
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    wide = ax.get_position().width * figure.get_size_inches()[0]
    low, high = ax.get_xlim()
    first = low + PAD
    if inches < wide * 0.8:
        ax.set_xlim(min(low, first - inches * (high - first) / (wide - inches)), high)


def _series(ax: Axes, series: pd.DataFrame, look: Look, tint: str, shift: float) -> None:
    """The points of one region and style, joined where they are levels in force; a range is a bar."""
    # through values that the document disputes itself no line is drawn: which of them is right is not ours to say
    line = series[series["kind"].ne("target") & ~series["conflict"]].drop_duplicates("year")
    if look.joined and len(line) > 1:
        ax.plot(line["year"] + shift, line["y"], linestyle=look.dash, marker="", color=tint, linewidth=LINE, zorder=2)
    for row in series.to_dict("records"):
        x = row["year"] + shift
        if not pd.isna(row["upper"]):
            ax.plot([x, x], [row["y"], row["upper"]], "-", color=tint, linewidth=2.2, alpha=0.4, solid_capstyle="butt")
        point(ax, x, row["y"], look, tint, row)


def _style_words(row: pd.Series, subject: Subject, language: str) -> list[str]:
    if subject.what == "role":
        return [] if row["style"] == "attained" else [name("role", row["style"], language)]
    planned = [say("role.target", language)] if row["kind"] == "target" else []
    return [name(subject.what, row["style"], language), *planned]


def _written(row: pd.Series) -> str:
    upper = None if pd.isna(row["upper"]) else float(row["upper"])
    return quantity(float(row["y"]), str(row["comparator"]), upper)


def _limits(bottom: float, top: float) -> tuple[float, float]:
    """From zero unless all values lie far from it, with room above."""
    span = max(top - bottom, abs(top) * 0.1, 1.0)
    low = 0.0 if bottom - span * 0.6 <= 0 or bottom < top * 0.35 else bottom - span * 0.25
    return low, top + span * 0.15


def _legend(rows: pd.DataFrame, subject: Subject, language: str) -> list[Line2D]:
    """Legend entries: the styles that occur, then the marks that occur."""
    styles = {style: subject.looks.get(style, OTHER) for style in dict.fromkeys(rows["style"])}
    entries = [
        Line2D(
            [], [], color=GREY, marker=look.marker, markersize=MARKER_SIZE, linewidth=LINE,
            linestyle=look.dash if look.joined else "none", label=name(subject.what, style, language),
        )
        for style, look in styles.items()
    ]  # fmt: skip
    return entries + legend_of_marks(rows.to_dict("records"), language)
