"""Promises: how far each target was attained, and how many of each sort were met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.comparing.panels import MARKS
from analysis.comparing.promises import STATUS
from analysis.publishing.drawing import GREY, LABEL, Look, colour, legend_of_marks, nothing, point, sign
from analysis.publishing.figures.bars import stacked
from analysis.publishing.figures.frame import (
    beside,
    blank,
    row_height,
    row_label,
    rows_axis,
    said_beside,
    say_behind,
    subject_label,
    themed,
)
from analysis.publishing.fitting import short, wrap
from analysis.publishing.words import name, say

LOOKS = {"met": ("o", 0), "missed": ("v", 1), "redefined": ("D", 4), "not judged": ("s", 7), "not comparable": ("P", 7)}
MOST = 200.0  # percent of the target; what lies beyond stands at the edge, which is marked ≥ then


@themed
def promise_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """What was attained in percent of what was promised, one row for each promise; a line marks the target itself.

    Shape and colour say whether a promise was met, missed or cannot be judged; a promise of which the later plan gives
    no value has no point, only words. ``data``: the frame of :func:`analysis.comparing.promises`.
    """
    rows = data.to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("promises", language))
    shares = [_share(row) for row in rows]
    said = [said_beside(_said(row, language), column) for row in rows]
    drawn = [row | {mark: row[f"attained_{mark}"] for mark in MARKS} for row, x in zip(rows, shares, strict=True) if x]
    seen = dict.fromkeys(row["promise_status"] for row in rows if row["promise_status"] in LOOKS)
    entries = [
        sign(LOOKS[one][0], colour(LOOKS[one][1]), name("promise", one, language)) for one in LOOKS if one in seen
    ]
    ax.set_xlim(0, MOST)
    ax.set_xticks(range(0, int(MOST) + 1, 50))
    if any(x is not None and x > MOST for x in shares):  # what lies beyond stands at the edge
        ax.set_xticklabels([*(f"{tick:g}" for tick in range(0, int(MOST), 50)), f"≥{MOST:g}"])
    ax.axvline(100, color=GREY, linewidth=0.7, zorder=0)
    labels = [subject_label(row, language, column, f"{row['year']}") for row in rows]
    rows_axis(ax, labels, [*entries, *legend_of_marks(drawn, language)], right=beside(said))
    ax.set_xlabel(wrap(say("axis.promises", language), 60 if column == "double" else 40))
    for y, (row, x, words) in enumerate(zip(rows, shares, said, strict=True)):
        if x is not None:
            marker, tint = LOOKS.get(row["promise_status"], ("o", 7))
            marks = {mark: row[f"attained_{mark}"] for mark in MARKS} | {"fact_id": row["attained_fact"]}
            point(ax, min(x, MOST), y, Look(marker), colour(tint), marks)
        else:
            told = name("promise", row["promise_status"], language)
            ax.annotate(told, (0, y), (4, 0), textcoords="offset points", va="center", fontsize=LABEL, color=GREY)
        say_behind(ax, y, words)
    return ax


def _share(row: Mapping[Any, Any]) -> float | None:
    if pd.isna(row["attained"]) or not row["promise"]:
        return None
    return max(0.0, float(row["attained"]) / float(row["promise"]) * 100)


def _said(row: Mapping[Any, Any], language: str) -> str:
    unit = "%" if row["unit"] == "%" else ""
    aim = short(row["promise"], row["promise_comparator"], row["promise_max"], language) + unit
    if pd.isna(row["attained"]):
        return say("said.aim", language, aim=aim)
    got = short(row["attained"], row["attained_comparator"], row["attained_max"], language) + unit
    return say("said.aim_got", language, aim=aim, got=got)


@themed
def promise_bars(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """How many promises were met, missed and so on, one bar for each region and sort (binding, anticipatory).

    ``data``: the frame of :func:`promise_counts`.
    """
    rows = data.to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("promises", language))
    parts = {status: name("promise", status, language) for status in STATUS}
    labels = [row_label(str(row["region"]), name("attribute", row["attribute"], language), column) for row in rows]
    said = [say("said.met", language, met=row["met"], total=sum(row[status] for status in STATUS)) for row in rows]
    return stacked(ax, rows, labels, parts, say("axis.promise_counts", language), said)


def promise_counts(data: pd.DataFrame) -> pd.DataFrame:
    """Promises by region and attribute (约束性, 预期性, empty) and status, one column for each status."""
    keys = ["region", "region_code", "doc_id", "attribute"]
    counts = data.groupby([*keys, "promise_status"], sort=False).size().unstack("promise_status", fill_value=0)
    counts = counts.reindex(columns=list(STATUS), fill_value=0).reset_index()
    counts.columns.name = None
    counts["documents"] = (~counts["doc_id"].duplicated()).astype("int64")
    return counts.sort_values(["region_code", "region", "doc_id", "attribute"], kind="stable", ignore_index=True)
