"""Which measures documents cover, and how firmly: a map of measures by document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.model import Strength
from analysis.publishing.drawing import GREY, LABEL, LEGEND_ROW, legend_below, legend_shape, nothing
from analysis.publishing.figures.frame import alone, column_width, themed
from analysis.publishing.fitting import cut, width, wrap
from analysis.publishing.fonts import legible
from analysis.publishing.lines import margins
from analysis.publishing.spots import about
from analysis.publishing.theme import THINNEST
from analysis.publishing.words import name, say

STRENGTHS = tuple(strength.value for strength in Strength)
#: Darker and larger is firmer: either alone tells the four apart, also in print without colour.
SHADES = {"mentioned": "#BBD6EB", "committed": "#6BAED6", "dated": "#2878B8", "quantified": "#08306B"}
SIDES = {"mentioned": 0.3, "committed": 0.48, "dated": 0.66, "quantified": 0.84}  # of the height of a row
ROW = 0.122  # inches
WIDE = 0.54  # of the size of letters: the width of one column of text
CELL = 0.2  # inches, the least width of a document's column
LONGEST = 46  # columns of text that a measure's name may take where there is room
ROWS_OF_A_PANEL = 46
HEAD = 18  # columns of text of a document's name, in one line
MAPPED = 20  # documents up to which each has a column of its own


Line = tuple[str, str]  # "" and a domain's name (a heading), or a measure's id and its name


@themed
def measure_map(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Measures (rows, under their domains) by document (columns): the size and shade of a square say how firmly.

    ``data``: the panel of :func:`analysis.comparing.measure_panel`. An empty cell: the document says nothing of it;
    hatched: the document cannot tell; ×: it may have stood in a table that the crawl lost; –: the measure was no task
    of civil affairs in that period. With more than ``MAPPED`` documents a bar shows their shares instead.
    """
    lines = _lines(data, language)
    ax = _panel(ax, column, len(lines))
    if not lines:
        return nothing(ax, language, say("measures", language))
    _draw(ax, data, lines, language, _room(data, column_width(column)))
    figure = alone(ax)
    if figure is not None:
        _fit(figure, data, lines, language, panels=1)
        legend_below(figure, _entries(data, language))
    return ax


@themed
def measure_pages(data: pd.DataFrame, *, language: str = "zh", column: str = "double") -> list[Figure]:
    """:func:`measure_map` for all domains, on as many pages as they take."""
    lines = _lines(data, language)
    if not lines:
        figure = measure_map(data, language=language, column=column).get_figure()
        assert isinstance(figure, Figure)
        return [figure]
    panels = list(_split(lines, language))
    beside = 2 if column == "double" and _documents(data) * CELL < 1.5 else 1
    return [
        _page(data, panels[start : start + beside], beside, language, column) for start in range(0, len(panels), beside)
    ]


def _documents(data: pd.DataFrame) -> int:
    count = data["doc_id"].nunique()
    return 1 if count > MAPPED else count


def _lines(data: pd.DataFrame, language: str) -> list[Line]:
    """Headings and measures in the order of the codebook."""
    found: list[Line] = []
    domain = ""
    for row in data.drop_duplicates("measure_id").to_dict("records"):
        if row["domain"] != domain:
            domain = row["domain"]
            found.append(("", name("domain", domain, language)))
        found.append((row["measure_id"], name("measure_id", row["measure_id"], language)))
    return found


def _split(lines: Sequence[Line], language: str) -> Iterator[list[Line]]:
    """Panels of about equal length; a domain that goes on has its heading again, and none stands at the end."""
    count = -(-len(lines) // ROWS_OF_A_PANEL)
    most = -(-len(lines) // count) + 2
    panel: list[Line] = []
    heading = ""
    for at, line in enumerate(lines):
        full = len(panel) >= most or (not line[0] and len(panel) >= most - 2 and at)
        if full:
            yield panel
            panel = [] if not line[0] else [("", heading + say("continued", language))]
        heading = line[1] if not line[0] else heading
        panel.append(line)
    if panel:
        yield panel


def _panel(ax: Axes | None, column: str, rows: int) -> Axes:
    if ax is not None:
        return ax
    return plt.subplots(figsize=(column_width(column), 1.2 + ROW * max(rows, 4)), layout="none")[1]


def _page(data: pd.DataFrame, panels: Sequence[Sequence[Line]], beside: int, language: str, column: str) -> Figure:
    most = max(map(len, panels))
    figure, grid = plt.subplots(
        1, beside, figsize=(column_width(column), 1.2 + ROW * most), squeeze=False, layout="none"
    )
    room = _room(data, column_width(column) / beside)
    for ax, lines in zip(grid.flat, panels, strict=False):
        _draw(ax, data, lines, language, room)
        ax.set_ylim(most - 0.4, -0.6)
    for ax in grid.flat[len(panels) :]:
        ax.set_visible(False)
    _fit(figure, data, [line for lines in panels for line in lines], language, beside)
    legend_below(figure, _entries(data, language))
    return figure


def _fit(figure: Figure, data: pd.DataFrame, lines: Sequence[Line], language: str, panels: int) -> None:
    """Room for names on the left, documents above, and the legend below."""
    wide, high = figure.get_size_inches()
    room = _room(data, wide / panels)
    left = 0.1 + max(width(cut(text, room)) for _, text in lines) * LABEL * WIDE / 72
    mapped = data["doc_id"].nunique() <= MAPPED
    heads = [line for label in set(data["label"]) for line in wrap(label, HEAD).split("\n")] if mapped else []
    above = 0.12 + max(map(width, heads), default=0) * LABEL * WIDE / 72
    _, rows = legend_shape([str(entry.get_label()) for entry in _entries(data, language)], wide - 0.2)
    bottom = 0.12 + rows * LEGEND_ROW + (0 if mapped else 0.36)
    figure.set_size_inches(wide, high - 1.2 + above + bottom)
    margins(figure, left=left, right=0.08, top=above, bottom=bottom)
    figure.subplots_adjust(wspace=(left + 0.1) / max((wide - (left + 0.1) * panels) / panels, 0.3))


def _room(data: pd.DataFrame, inches: float) -> int:
    """Columns of text that a panel of this width leaves for names."""
    cells = 1.2 if data["doc_id"].nunique() > MAPPED else max(data["doc_id"].nunique() * CELL, 0.8)
    return min(LONGEST, int((inches - cells - 0.2) / (LABEL * WIDE / 72)))


def _draw(ax: Axes, data: pd.DataFrame, lines: Sequence[Line], language: str, room: int) -> None:
    ax.set_ylim(len(lines) - 0.4, -0.6)
    ax.set_yticks(range(len(lines)), [legible(cut(text, room)) for _, text in lines])
    for label, (measure, _) in zip(ax.get_yticklabels(), lines, strict=True):
        label.set_fontweight("normal" if measure else "bold")
    ax.tick_params(length=0, pad=1.5)
    for side in ax.spines.values():
        side.set_visible(False)
    rows = {str(key): same for key, same in data.groupby("measure_id", sort=False)}
    names = dict(zip(data["doc_id"], data["label"], strict=True))
    if len(names) > MAPPED:
        _shares(ax, rows, lines, language)
        return
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(names)), [legible(wrap(label, HEAD)) for label in names.values()], rotation=90)
    place = {doc_id: number for number, doc_id in enumerate(names)}
    for y, (measure, _) in enumerate(lines):
        for row in rows[measure].to_dict("records") if measure else ():
            _cell(ax, place[row["doc_id"]], y, row)


def _cell(ax: Axes, x: float, y: float, row: Mapping[Any, Any]) -> None:
    if row["state"] != "found" and not row["in_force"]:
        ax.plot([x - 0.15, x + 0.15], [y, y], "-", color="#a0a0a0", linewidth=THINNEST)
        return
    hatch = "//////" if row["state"] == "not readable" else ""
    frame = Rectangle(
        (x - 0.46, y - 0.46), 0.92, 0.92, facecolor="white", edgecolor="#d0d0d0", linewidth=THINNEST, hatch=hatch
    )
    ax.add_patch(frame)
    if row["state"] == "found":
        side = ROW * 72 * SIDES[row["strength"]]
        (square,) = ax.plot([x], [y], "s", color=SHADES[row["strength"]], markersize=side, markeredgewidth=0)
        about(square, row)
    elif row["state"] == "damaged":
        ax.plot([x], [y], "x", color="black", markersize=3, markeredgewidth=0.7)


def _shares(ax: Axes, rows: Mapping[str, pd.DataFrame], lines: Sequence[Line], language: str) -> None:
    """Of the documents that can tell, the share that covers each measure, the firmest on the left."""
    ax.set_xlim(0, 100)
    ax.set_xlabel(say("axis.documents_share", language))
    ax.tick_params(axis="x", length=2)
    ax.grid(axis="x", color="#dddddd")
    for y, (measure, _) in enumerate(lines):
        if not measure:
            continue
        same = rows[measure]
        telling = same[same["state"].eq("found") | (same["in_force"] & same["state"].eq("not stated"))]
        start = 0.0
        for strength in reversed(STRENGTHS):
            share = 100 * telling["strength"].eq(strength).sum() / max(len(telling), 1)
            ax.barh(y, share, 0.74, left=start, color=SHADES[strength], linewidth=0)
            start += share


def _entries(data: pd.DataFrame, language: str) -> list[Artist]:
    """The strengths, and those empty states that occur."""
    entries: list[Artist] = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker="s",
            color=SHADES[strength],
            markeredgewidth=0,
            markersize=7 * SIDES[strength],
            label=name("strength", strength, language),
        )
        for strength in STRENGTHS
    ]
    if data["doc_id"].nunique() > MAPPED:
        return entries
    empty: dict[str, dict[str, Any]] = {
        "not stated": {"facecolor": "white"},
        "not readable": {"facecolor": "white", "hatch": "//////"},
    }
    there = set(data.loc[data["in_force"], "state"])
    entries += [
        Patch(edgecolor="#b0b0b0", linewidth=THINNEST, label=name("state", state, language), **look)
        for state, look in empty.items()
        if state in there
    ]
    signs = {"damaged": "x"} if "damaged" in there else {}
    if (~data["in_force"] & data["state"].ne("found")).any():
        signs["not in force"] = "_"
    for state, marker in signs.items():
        tint = GREY if marker == "_" else "black"
        entries.append(Line2D([], [], linestyle="none", marker=marker, color=tint, markersize=4,
                              label=name("state", state, language)))  # fmt: skip
    return entries
