"""One document in figures: its targets, its benefit levels, and its targets among those of other documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.publishing.drawing import GREY, MARKER_SIZE, Look, colour, legend_of_marks, nothing, point, sign
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


@themed
def benefit_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Benefit levels in 元/人/月, one row for each benefit and group: a dot for each year, joined, the last one filled.

    ``data``: the table ``standards`` of one document; levels that have no monthly value are left out.
    """
    used = data[data["monthly_value"].notna() & data["year"].notna()]
    used = used.assign(flagged=used["flags"].ne(""))  # of levels that are said twice the clearest is drawn
    used = used.sort_values(["time_inferred", "damaged", "flagged", "char_start"], kind="stable")
    used = used.drop_duplicates(["indicator_id", "indicator", "group", "year", "monthly_value"])
    keys = list(dict.fromkeys(zip(used["indicator_id"], used["indicator"], used["group"], strict=True)))
    ax = blank(ax, column, row_height(len(keys)))
    if not keys:
        return nothing(ax, language, say("benefits", language))
    ax.set_xlim(0, float(used["monthly_value"].max()) * 1.08)
    labels, said, series = [], [], []
    for indicator_id, indicator, group in keys:
        same = used[used["indicator_id"].eq(indicator_id) & used["indicator"].eq(indicator) & used["group"].eq(group)]
        rows = same.sort_values("year", kind="stable").to_dict("records")
        rows = [row | {"inferred": row["time_inferred"]} for row in rows]
        ends = [rows[0], rows[-1]] if len(rows) > 1 else rows
        words = " →\n" if column == "single" else " → "
        said.append(words.join(f"{quantity(row['monthly_value'], row['comparator'])} ({row['year']})" for row in ends))
        labels.append(_label(rows[0], "", language, column))
        series.append(rows)
    every = [row for rows in series for row in rows]
    entries = [sign("o", colour(0), say("level_of_year", language)), *legend_of_marks(every, language)]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.benefits", language))
    for y, rows in enumerate(series):
        values = [row["monthly_value"] for row in rows]
        ax.plot([min(values), max(values)], [y, y], "-", color="#a0a0a0", linewidth=1.0, zorder=1)
        for row in rows:
            point(ax, row["monthly_value"], y, Look("o"), colour(0), row)
        say_behind(ax, y, said[y])
    return ax


@themed
def peer_rows(
    data: pd.DataFrame, doc_id: str = "", *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """A document's targets (coloured) among those of others for the same indicator, group and year (grey).

    ``data``: rows of :func:`analysis.comparing.target_pairs` of several documents, in percent; indicators that no other
    document aims at are left out.
    """
    keys = peers(data, doc_id)
    ax = blank(ax, column, row_height(len(keys)))
    if not keys:
        return nothing(ax, language, say("peers", language))
    top = max(100.0, float(max(row["target"] for _, rows in keys for row in rows)))
    ax.set_xlim(0, top)
    said = [say("said.peers", language, count=len({row["doc_id"] for row in rows}) - 1) for _, rows in keys]
    entries = [
        sign("D", colour(1), say("this_document", language)),
        sign("o", GREY, say("other_documents", language), face="none"),
        *legend_of_marks([{"conflict": own["target_conflict"]} for own, _ in keys], language),
    ]
    labels = [_label(own, f"{own['target_year']}", language, column) for own, _ in keys]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel("%")
    for y, (own, rows) in enumerate(keys):
        others = [row for row in rows if row["doc_id"] != doc_id]
        values = [own["target"], *(row["target"] for row in others)]
        ax.plot([min(values), max(values)], [y, y], "-", color="#c8c8c8", linewidth=1.0, zorder=1)
        marker = TARGET_MARKERS.get(str(own["target_comparator"]), "D")
        marks = {"conflict": own["target_conflict"], "fact_id": own["target_fact"]}
        point(ax, own["target"], y, Look(marker), colour(1), marks)
        for row in others:  # rings, so that a target of the same height shows through
            (ring,) = ax.plot([row["target"]], [y], "o", markersize=MARKER_SIZE + 2, color=GREY, **RING)
            about(ring, {"fact_id": row["target_fact"]})
        say_behind(ax, y, said[y])
    return ax


RING: dict[str, Any] = {"linestyle": "none", "markerfacecolor": "none", "clip_on": False, "zorder": 4}


def peers(data: pd.DataFrame, doc_id: str) -> list[tuple[dict, list[dict]]]:  # type: ignore[type-arg]
    """The document's targets in percent that others have too, each with all of them."""
    shares = data[data["unit"].eq("%") & data["indicator_id"].ne("")]
    found = []
    for own in shares[shares["doc_id"].eq(doc_id)].to_dict("records"):
        same = shares[
            shares["indicator_id"].eq(own["indicator_id"])
            & shares["group"].eq(own["group"])
            & shares["target_year"].eq(own["target_year"])
        ]
        if same["doc_id"].nunique() > 1:
            found.append((own, same.to_dict("records")))
    return found
