"""The figures. Each is a function ``data, …, ax=None -> ax``: it draws one panel of a comparison into one axes.

Every mark means the same in every figure: hollow, the date is inferred; ring, the fact carries a flag; cross, the crawl
damaged it; ≠, the document states another value for the same thing. A figure that has nothing to compare says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparing.panels import comparable, places
from analysis.publishing.drawing import (
    LABEL,
    MARKER_SIZE,
    Look,
    colour,
    legend_of_marks,
    nothing,
    point,
    sign,
)
from analysis.publishing.fitting import quantity, wrap
from analysis.publishing.fonts import legible
from analysis.publishing.lines import GROUPS, ROLES, Subject, margins, over_years
from analysis.publishing.theme import DOUBLE, theme
from analysis.publishing.words import check_language, name, say

P = ParamSpec("P")
R = TypeVar("R")

PER_PAGE = 12
TOGETHER = 5  # more regions than these in one axes cannot be told apart: each gets its own


def themed(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw under the theme of the ``language`` asked for, so that Chinese is shown wherever the caller stands."""

    @wraps(draw)
    def within(*args: P.args, **options: P.kwargs) -> R:
        with theme(check_language(str(options.get("language", "zh")))):
            return draw(*args, **options)

    return within


def _axes(ax: Axes | None, height: float = 2.6) -> Axes:
    """The axes given, or new ones at the width of a page, made for Chinese."""
    if ax is not None:
        return ax
    figure, axes = plt.subplots(figsize=(DOUBLE, height), layout="none")
    margins(figure, left=0.75, right=1.4, top=0.12, bottom=0.62)
    return axes


@themed
def standard_levels(
    data: pd.DataFrame, *, language: str = "zh", order: Sequence[str] = (), ax: Axes | None = None,
    scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """Low-income standards in 元/人/月 over the years, a line for each region and group.

    ``data``: the panel of :func:`analysis.comparing.low_income_standards`. ``order``: regions in the order of their
    colours, for several figures of one report. ``scale``: the panel from which the axes take their limits, where
    several are to be compared.
    """
    subject = Subject(GROUPS, "group", say("axis.level", language), say("levels", language))

    def rows(panel: pd.DataFrame) -> pd.DataFrame:
        used = comparable(panel)
        return used.assign(style=used["group"], y=used["level"], upper=used["level_max"])

    return over_years(_axes(ax), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def rural_urban(
    data: pd.DataFrame, *, language: str = "zh", order: Sequence[str] = (), ax: Axes | None = None,
    scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """Rural level as a share of the urban one, in percent, over the years; a dotted line marks parity.

    ``data``: the frame of :func:`analysis.comparing.rural_urban_ratio`; ``order`` and ``scale`` as in
    :func:`standard_levels`.
    """
    subject = Subject(ROLES, "role", say("axis.ratio", language), say("ratios", language), parity=100)

    def rows(ratios: pd.DataFrame) -> pd.DataFrame:
        role = ratios["kind"].map({"standard": "attained", "target": "target"})
        return ratios.assign(style=role, y=ratios["ratio"] * 100, upper=float("nan"), comparator="=")

    return over_years(_axes(ax), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def beds_per_thousand(
    data: pd.DataFrame, *, language: str = "zh", order: Sequence[str] = (), ax: Axes | None = None,
    scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """Beds per 1,000 elderly over the years: what was attained, joined by a line, and what was aimed at.

    ``data``: the panel of :func:`analysis.comparing.bed_ratios`; ``order`` and ``scale`` as in
    :func:`standard_levels`.
    """
    subject = Subject(ROLES, "role", say("axis.beds", language), say("beds", language))

    def rows(panel: pd.DataFrame) -> pd.DataFrame:
        used = comparable(panel[panel["indicator_id"].eq("elder_beds_per_1000")])
        return used.assign(style=used["role"], y=used["value"], upper=used["value_max"])

    return over_years(_axes(ax), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def baseline_to_target(
    data: pd.DataFrame, indicator: str = "nursing_bed_share", *, language: str = "zh", ax: Axes | None = None
) -> Axes:
    """What a plan starts from and what it aims at, one row for each document: a dot, a line, a triangle.

    A triangle that points right stands for “at least”, one that points left for “at most”. Where a document gives only
    one of the two, only that one is drawn and the row says so. ``data``: the frame of
    :func:`analysis.comparing.baseline_and_target`.
    """
    rows = data[data["indicator_id"].eq(indicator)].reset_index(drop=True)
    subject = name("indicator", indicator, language)
    ax = _axes(ax, height=_row_height(len(rows)))
    if rows.empty:
        return nothing(ax, language, subject)
    unit = str(rows["unit"].iloc[0])
    values = pd.concat([rows["baseline"], rows["target"], rows["target_max"]]).dropna().astype(float)
    top = 100.0 if unit == "%" else float(values.max()) * 1.2
    ax.set_xlim(0, max(top, float(values.max()) * 1.05))
    _rows_axis(ax, [_row_label(row) for row in rows.to_dict("records")])
    ax.set_xlabel(f"{subject} ({unit})")
    for y, row in enumerate(rows.to_dict("records")):
        _dumbbell(ax, y, row, language)
    sides = [_side(row, side) for row in rows.to_dict("records") for side in ("baseline", "target")]
    entries = [
        sign("o", colour(0), say("role.baseline", language)),
        sign(">", colour(1), say("role.target", language)),
        *legend_of_marks([side for side in sides if side["there"]], language),
    ]  # fmt: skip
    ax.legend(
        handles=entries, loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, handlelength=1.2, borderaxespad=0
    )
    return ax


TARGET_MARKERS = {">=": ">", ">": ">", "<=": "<", "<": "<"}


def _side(row: Mapping[Any, Any], side: str) -> dict[str, object]:
    marks = {mark: row[f"{side}_{mark}"] for mark in ("inferred", "damaged", "flagged", "conflict")}
    return marks | {"there": not pd.isna(row[side])}


def _dumbbell(ax: Axes, y: int, row: Mapping[Any, Any], language: str) -> None:
    there = {side: float(row[side]) for side in ("baseline", "target") if not pd.isna(row[side])}
    if len(there) == 2:
        ax.plot(list(there.values()), [y, y], "-", color="#a0a0a0", linewidth=1.4, zorder=1)
    rising = len(there) < 2 or there["target"] >= there["baseline"]
    for side, x in there.items():
        tint = colour(0 if side == "baseline" else 1)
        comparator = str(row[f"{side}_comparator"])
        marker = "o" if side == "baseline" else TARGET_MARKERS.get(comparator, "D")
        point(ax, x, y, Look(marker), tint, _side(row, side))
        upper = row[f"{side}_max"]
        if not pd.isna(upper):
            ax.plot([x, float(upper)], [y, y], "-", color=tint, linewidth=2.4, alpha=0.5)
        words = quantity(x, comparator, None if pd.isna(upper) else float(upper))
        if len(there) == 1:
            other = "target" if side == "baseline" else "baseline"
            words += say("not_stated", language, what=say(f"role.{other}", language))
        rightward = (side == "target") == rising
        ax.annotate(
            words, (x, y), (6 if rightward else -6, 0), textcoords="offset points", va="center",
            ha="left" if rightward else "right", color=tint, fontsize=LABEL, annotation_clip=False,
        )  # fmt: skip


ROW_LABEL = 26  # columns


def _row_height(rows: int) -> float:
    """Inches of a figure with one row for each document."""
    return 0.75 + 0.3 * max(rows, 2)


def _rows_axis(ax: Axes, labels: Sequence[str]) -> None:
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#dddddd")
    if isinstance(ax.figure, Figure) and len(ax.figure.axes) == 1:
        margins(ax.figure, left=0.2 + ROW_LABEL * LABEL * 0.55 / 72, right=1.4, bottom=0.42, top=0.08)


def _row_label(row: Mapping[Any, Any]) -> str:
    years = [f"{row[f'{side}_year']}" for side in ("baseline", "target") if not pd.isna(row[f"{side}_year"])]
    where = " ".join(str(part) for part in (row["region"], row["group"]) if part)
    return wrap(legible(where), ROW_LABEL) + "\n" + "→".join(dict.fromkeys(years))


@themed
def growth_check(data: pd.DataFrame, *, language: str = "zh", ax: Axes | None = None) -> Axes:
    """Growth of the standards as stated (dot) beside growth recomputed from the document's own levels (diamond).

    ``data``: the frame of :func:`analysis.comparing.stated_growth`; rows that could not be recomputed are left out.
    """
    rows = data[data["left_out"].eq("")].reset_index(drop=True)
    ax = _axes(ax, height=_row_height(len(rows)))
    if rows.empty:
        return nothing(ax, language, say("growths", language))
    stated, recomputed = rows["stated"].astype(float), rows["recomputed"].astype(float)
    both = pd.concat([stated, recomputed])
    ax.set_xlim(min(0.0, both.min() * 1.15), both.max() * 1.2)
    _rows_axis(
        ax,
        [
            wrap(legible(f"{row['region']} {name('group', row['group'], language)}"), ROW_LABEL)
            + f"\n{row['from_year']}–{row['to_year']} {say('measure.' + row['measure'], language)}"
            for row in rows.to_dict("records")
        ],
    )
    ax.set_xlabel(say("axis.growth", language))
    for y, (one, other) in enumerate(zip(stated, recomputed, strict=True)):
        ax.plot([one, other], [y, y], "-", color="#a0a0a0", linewidth=1.4, zorder=1)
        ax.plot([other], [y], "D", color=colour(1), markerfacecolor="white", markersize=MARKER_SIZE + 2, zorder=2)
        ax.plot([one], [y], "o", color=colour(0), markersize=MARKER_SIZE - 1, zorder=3)
        words = say("stated_recomputed", language, stated=quantity(one), recomputed=quantity(other))
        ax.annotate(words, (max(one, other), y), (7, 0), textcoords="offset points", va="center", fontsize=LABEL)
    entries = [
        sign("o", colour(0), say("stated", language)),
        sign("D", colour(1), say("recomputed", language), face="white"),
    ]
    ax.legend(handles=entries, loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, handlelength=1.2)
    return ax


@themed
def pages(draw: Callable[..., Axes], data: pd.DataFrame, *, language: str = "zh", **options: object) -> list[Figure]:
    """The figure of ``draw`` for any number of regions, as one or more pages.

    Up to five regions share one axes; more are drawn as small multiples, one region each, twelve on a page.
    """
    regions = places(data) if len(data) else []
    if len(regions) <= TOGETHER:
        figure = draw(data, language=language, **options).get_figure()
        assert isinstance(figure, Figure)
        return [figure]
    return [
        _page(draw, data, regions[start : start + PER_PAGE], language, options)
        for start in range(0, len(regions), PER_PAGE)
    ]


def _page(
    draw: Callable[..., Axes], data: pd.DataFrame, regions: Sequence[str], language: str, options: Mapping[Any, Any]
) -> Figure:
    """Small multiples on one scale, with one legend for the page."""
    down = -(-len(regions) // 2)
    figure, grid = plt.subplots(down, 2, figsize=(DOUBLE, 1.45 * down + 0.4), squeeze=False, layout="none")
    figure.subplots_adjust(wspace=0.55, hspace=0.55)
    margins(figure, left=0.55, right=0.85, top=0.3, bottom=0.6)
    entries: dict[str, Artist] = {}
    axis = ""
    for ax, region in zip(grid.flat, regions, strict=False):
        draw(data[data["region"].eq(region)], language=language, ax=ax, scale=data, **options)
        ax.set_title(wrap(legible(region), 30))
        axis = ax.get_ylabel() or axis
        ax.set_ylabel("")
        legend = ax.get_legend()
        if legend is not None:
            entries |= {text.get_text(): one for text, one in zip(legend.texts, legend.legend_handles, strict=True)}
            legend.remove()
    for ax in grid.flat[len(regions) :]:
        ax.set_visible(False)
    figure.supylabel(wrap(axis.replace("\n", " "), 60 if down > 1 else 24), x=0.01, ha="left")
    figure.legend(
        entries.values(), entries.keys(), loc="lower center", ncols=min(max(len(entries), 1), 6), frameon=False,
        handlelength=2.2,
    )  # fmt: skip
    return figure


@themed
def rows_pages(
    draw: Callable[..., Axes], data: pd.DataFrame, *, language: str = "zh", per_page: int = 24, **options: object
) -> list[Figure]:
    """Like :func:`pages` for figures with one row for each document: ``per_page`` rows on a page."""
    starts = range(0, max(len(data), 1), per_page)
    drawn = [draw(data.iloc[start : start + per_page], language=language, **options).get_figure() for start in starts]
    return [figure for figure in drawn if isinstance(figure, Figure)]
