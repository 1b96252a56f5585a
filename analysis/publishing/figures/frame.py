"""What all figures share: axes at the width of a column, rows with their labels, legends below, small multiples.

A figure is a function ``data, …, ax=None -> ax``. Its own axes are as wide as one or two columns of a journal
(``column="single"`` or ``"double"``) and are never scaled afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparing.panels import places
from analysis.model import PlainError
from analysis.publishing.drawing import GREY, LABEL, LEGEND_ROW, legend_below, legend_shape
from analysis.publishing.fitting import cut, width, wrap
from analysis.publishing.fonts import legible
from analysis.publishing.lines import make_room, margins
from analysis.publishing.parameters import WIDTHS
from analysis.publishing.theme import DOUBLE, SINGLE, theme
from analysis.publishing.words import check_language, group_of, subject

P = ParamSpec("P")
R = TypeVar("R")

COLUMNS = dict(zip(WIDTHS, (SINGLE, DOUBLE), strict=True))  # inches
PER_PAGE = 6  # rows of small multiples
TOGETHER = 5  # more regions than these in one axes cannot be told apart: each gets its own
ROWS = 20  # of a page of rows, whose labels take up to four lines: 240 mm, what a journal has room for
MOST = 4  # pages of one figure; nobody reads more, and whoever wants them asks for fewer regions


class Pages(list[Figure]):
    """The pages of a figure; ``left`` regions or rows of ``total`` were not drawn because they would fill too many."""

    def __init__(self, figures: Sequence[Figure], left: int = 0, total: int = 0) -> None:
        super().__init__(figures)
        self.left, self.total = left, total


class ColumnError(PlainError):
    """A width that is neither one nor two columns."""


def column_width(column: str) -> float:
    """Inches of a column; raises :class:`ColumnError` for another word than ``single`` and ``double``."""
    if column not in COLUMNS:
        raise ColumnError(f"A figure is as wide as “{column}”: give single (89 mm) or double (183 mm).")
    return COLUMNS[column]


def themed(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw under the theme of the ``language`` asked for, so that Chinese is shown wherever the caller stands."""

    @wraps(draw)
    def within(*args: P.args, **options: P.kwargs) -> R:
        with theme(check_language(str(options.get("language", "zh")))):
            return draw(*args, **options)

    return within


def blank(ax: Axes | None, column: str, height: float = 2.6) -> Axes:
    """The axes given, or new ones as wide as a column, made for Chinese."""
    if ax is not None:
        return ax
    figure, axes = plt.subplots(figsize=(column_width(column), height), layout="none")
    margins(figure, left=0.6, right=0.3, top=0.12, bottom=0.62)
    return axes


def alone(ax: Axes) -> Figure | None:
    """The figure of axes that are its only ones, so that its margins are ours to set."""
    return ax.figure if isinstance(ax.figure, Figure) and len(ax.figure.axes) == 1 else None


# --- rows ----------------------------------------------------------------------------------------------------------

LABELS = {"single": 26, "double": 32}  # columns of text that a row's label may take
ROW = 0.3  # inches of a row
LINES = 3  # of a label that a row has room for; rows grow by the lines above that
LINE = LABEL * 1.15 / 72  # inches


def row_height(rows: int) -> float:
    """Inches of a figure with one row for each document, without its legend."""
    return 0.75 + ROW * max(rows, 2)


def beside(words: Sequence[str]) -> float:
    """Inches that labels need to the right of the data."""
    return 0.2 + max((width(line) for one in words for line in one.split("\n")), default=0) * LABEL * 0.55 / 72


def say_behind(ax: Axes, y: float, words: str, x: float | None = None, away: float = 7) -> None:
    """Words of a row behind its data: at the right edge of the axes, or ``away`` points from ``x``."""
    ax.annotate(
        words, (ax.get_xlim()[1] if x is None else x, y), (away, 0), textcoords="offset points", va="center",
        fontsize=LABEL, annotation_clip=False,
    )  # fmt: skip


def rows_axis(
    ax: Axes, labels: Sequence[str], entries: Sequence[Artist], right: float = 0.5, top: float = 0.08
) -> None:
    """One row for each label, from above; ``entries`` are the legend, ``right`` the room of labels beside the data."""
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#dddddd")
    figure = alone(ax)
    if figure is not None:
        widest = max((max(map(width, label.split("\n"))) for label in labels), default=0)
        more = max((label.count("\n") + 1 for label in labels), default=0) - LINES
        if more > 0:
            figure.set_size_inches(figure.get_figwidth(), figure.get_figheight() + len(labels) * more * LINE)
        margins(figure, left=0.16 + widest * LABEL * 0.55 / 72, right=right)
        make_room(figure, entries, bottom=0.42, top=top)
    legend_below(ax, entries)


def row_label(text: str, under: str = "", column: str = "double") -> str:
    """A label of at most three lines of its own, and a line below it (years, say)."""
    lines = wrap(legible(text), LABELS[column]).split("\n")
    if len(lines) > 3:
        lines = [*lines[:2], cut(" ".join(lines[2:]), LABELS[column])]
    return "\n".join([*lines, *([under] if under else [])])


def subject_label(row: Mapping[Any, Any], language: str, column: str, *more: str) -> str:
    """The label of a row about an indicator: that, and on one line below its region, group and what is ``more``."""
    under = " ".join(filter(None, (legible(str(row["region"])), group_of(row, language), *more)))
    return row_label(subject(row, language), wrap(under, LABELS[column] + 4).split("\n")[0], column)


def said_beside(text: str, column: str) -> str:
    """Words beside a row; where the figure is narrow they are broken once, before what explains the first of them.

    >>> said_beside("41.9亿（年均 8.38亿）", "single"), said_beside("target 35, attained 36", "double")
    ('41.9亿\\n（年均 8.38亿）', 'target 35, attained 36')
    """
    return text if column == "double" else BREAK.sub("\n", text, count=1)


BREAK = re.compile(r"(?<=[，,])\s*|\s*(?=[（(→])")


# --- pages ---------------------------------------------------------------------------------------------------------


@themed
def pages(
    draw: Callable[..., Axes], data: pd.DataFrame, *, language: str = "zh", column: str = "double", most: int = MOST,
    **options: object,
) -> Pages:  # fmt: skip
    """The figure of ``draw`` for any number of regions, as one or more pages, at most ``most``.

    Up to five regions share one axes; more are drawn as small multiples, one region each, six rows on a page, two
    beside each other where the page is two columns wide.
    """
    used = _usable(data)
    regions = places(used) if len(used) else []
    if len(regions) <= TOGETHER:
        figure = draw(data, language=language, column=column, **options).get_figure()
        assert isinstance(figure, Figure)
        return Pages([figure], 0, len(regions))
    across = 1 if column == "single" else 2
    step = PER_PAGE * across
    shown = regions[: most * step]
    made = [
        _page(draw, used, shown[start : start + step], language, column, across, options)
        for start in range(0, len(shown), step)
    ]
    return Pages(made, len(regions) - len(shown), len(regions))


def _usable(data: pd.DataFrame) -> pd.DataFrame:
    """Rows that can be drawn, so that no page is left to those that cannot."""
    return data[data["left_out"].eq("")] if "left_out" in data else data


def _page(
    draw: Callable[..., Axes], data: pd.DataFrame, regions: Sequence[str], language: str, column: str, across: int,
    options: Mapping[Any, Any],
) -> Figure:  # fmt: skip
    """Small multiples on one scale, with one legend for the page."""
    down = -(-len(regions) // across)
    size = (column_width(column), 1.45 * down + 0.4)
    figure, grid = plt.subplots(down, across, figsize=size, squeeze=False, layout="none")
    figure.subplots_adjust(wspace=0.55, hspace=0.55)
    margins(figure, left=0.55, right=0.85, top=0.3, bottom=0.6)
    entries: dict[str, Artist] = {}
    axis = ""
    for ax, region in zip(grid.flat, regions, strict=False):
        draw(data[data["region"].eq(region)], language=language, column=column, ax=ax, scale=data, **options)
        ax.set_title(wrap(legible(region), 30))
        axis = ax.get_ylabel() or axis
        ax.set_ylabel("")
        legend = ax.get_legend()
        if legend is not None:
            entries |= {text.get_text(): one for text, one in zip(legend.texts, legend.legend_handles, strict=True)}
            legend.remove()
    for ax in grid.flat[len(regions) :]:
        ax.set_visible(False)
    figure.supylabel(wrap(axis.replace("\n", " "), 60 if down > 1 else 24), x=0.01, ha="left", color=GREY)
    _, rows = legend_shape(list(entries), column_width(column) - 0.2)
    figure.set_size_inches(size[0], size[1] + rows * LEGEND_ROW)
    margins(figure, top=0.3, bottom=0.4 + rows * LEGEND_ROW)
    legend_below(figure, list(entries.values()), list(entries))
    return figure


@themed
def rows_pages(
    draw: Callable[..., Axes], data: pd.DataFrame, *, by: Sequence[str] = (), language: str = "zh",
    column: str = "double", most: int = MOST, per_page: int = ROWS, **options: object,
) -> Pages:  # fmt: skip
    """Like :func:`pages` for figures with one row for each line of ``data``; pages are even.

    ``by``: lines that agree in these columns are one row of the figure, and stay together. ``per_page`` is the most
    rows of one page, as many as fit a page of a journal.
    """
    used = _usable(data)
    if by:
        row = used.groupby(list(by), sort=False, dropna=False).ngroup()
    else:
        row = pd.Series(range(len(used)), index=used.index)
    total = row.nunique()
    shown = min(total, per_page * most)
    even = -(-shown // max(1, -(-shown // per_page))) or 1
    starts = range(0, max(shown, 1), even)
    drawn = [
        draw(used[row.ge(start) & row.lt(start + even)], language=language, column=column, **options).get_figure()
        for start in starts
    ]
    return Pages([figure for figure in drawn if isinstance(figure, Figure)], total - shown, total)
