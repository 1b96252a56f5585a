"""One document in figures: its targets, its benefit levels, and its targets among those of other documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.comparing.panels import clearest, comparable
from analysis.publishing.drawing import GREY, MARKER_SIZE, Look, colour, joint, legend_of_marks, nothing, point, sign
from analysis.publishing.figures.beds import spans
from analysis.publishing.figures.dumbbells import TARGET_MARKERS, dumbbells
from analysis.publishing.figures.frame import beside, blank, row_height, row_label, rows_axis, say_behind, themed
from analysis.publishing.fitting import quantity
from analysis.publishing.fonts import legible
from analysis.publishing.spots import about
from analysis.publishing.words import group_of, say, subject


def _label(row: Mapping[Any, Any], under: str, language: str, column: str) -> str:
    return row_label(subject(row, language), " ".join(filter(None, (group_of(row, language), under))), column)


@themed
def target_rows(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", regions: bool = False, ax: Axes | None = None
) -> Axes:
    """Shares that documents aim at and what they start from, one row for each indicator and group.

    ``regions``: labels name the region too, where rows are those of several documents. ``data``: the frame of
    :func:`analysis.comparing.target_pairs`; targets in other units than percent are left out.
    """
    rows = data[data["unit"].eq("%")].to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("shares", language))
    under = [" ".join([*([legible(str(row["region"]))] if regions else []), spans(row)]) for row in rows]
    labels = [_label(row, one, language, column) for row, one in zip(rows, under, strict=True)]
    return dumbbells(ax, rows, labels, "%", language)


BENEFIT_ROW = ("indicator_id", "indicator", "group")  # columns in which levels of one row agree


@themed
def benefit_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Benefit levels in 元/人/月, one row for each benefit and group: a dot for each year, joined.

    ``data``: the panel of :func:`analysis.comparing.benefit_levels` for one document; of levels that are said twice the
    clearest is drawn.
    """
    used = clearest(comparable(data), [*BENEFIT_ROW, "year", "monthly_value"])
    ax = blank(ax, column, row_height(used.groupby(list(BENEFIT_ROW)).ngroups))
    if used.empty:
        return nothing(ax, language, say("benefits", language))
    ax.set_xlim(0, float(used["monthly_value"].max()) * 1.08)
    series = [
        same.sort_values("year", kind="stable").to_dict("records")
        for _, same in used.groupby(list(BENEFIT_ROW), sort=False)
    ]
    arrow = " →\n" if column == "single" else " → "
    said = [
        arrow.join(
            f"{quantity(row['monthly_value'], row['comparator'])} ({row['year']})"
            for row in ([rows[0], rows[-1]] if len(rows) > 1 else rows)
        )
        for rows in series
    ]
    labels = [_label(rows[0], "", language, column) for rows in series]
    every = [row for rows in series for row in rows]
    entries = [sign("o", colour(0), say("level_of_year", language)), *legend_of_marks(every, language)]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.benefits", language))
    for y, rows in enumerate(series):
        joint(ax, y, (row["monthly_value"] for row in rows), thick=1.0)
        for row in rows:
            point(ax, row["monthly_value"], y, Look("o"), colour(0), row)
        say_behind(ax, y, said[y])
    return ax


PEER_ROW = ("beside",)


@themed
def peer_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """A document's targets (coloured) among those of others for the same indicator, group and year (grey).

    ``data``: the frame of :func:`analysis.comparing.peer_targets`.
    """
    rows = [same.to_dict("records") for _, same in data.groupby(list(PEER_ROW), sort=False)]
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("peers", language))
    ax.set_xlim(0, max(100.0, float(data["target"].max())))
    owns = [next(row for row in same if row["target_fact"] == row["beside"]) for same in rows]
    others = [[row for row in same if row["target_fact"] != row["beside"]] for same in rows]
    said = [say("said.peers", language, count=len({row["doc_id"] for row in same})) for same in others]
    entries = [
        sign("D", colour(1), say("this_document", language)),
        sign("o", GREY, say("other_documents", language), face="none"),
        *legend_of_marks([{"conflict": own["target_conflict"]} for own in owns], language),
    ]
    labels = [_label(own, f"{own['target_year']}", language, column) for own in owns]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel("%")
    for y, (own, same) in enumerate(zip(owns, others, strict=True)):
        joint(ax, y, (row["target"] for row in (own, *same)), tint="#c8c8c8", thick=1.0)
        marker = TARGET_MARKERS.get(str(own["target_comparator"]), "D")
        marks = {"conflict": own["target_conflict"], "fact_id": own["target_fact"]}
        point(ax, own["target"], y, Look(marker), colour(1), marks)
        for row in same:  # rings, so that a target of the same height shows through
            (ring,) = ax.plot([row["target"]], [y], "o", markersize=MARKER_SIZE + 2, color=GREY, **RING)
            about(ring, {"fact_id": row["target_fact"]})
        say_behind(ax, y, said[y])
    return ax


RING: dict[str, Any] = {"linestyle": "none", "markerfacecolor": "none", "clip_on": False, "zorder": 4}
