"""Rows that lead from a baseline to a target: a dot, a line, a triangle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.publishing.drawing import LABEL, Look, colour, legend_of_marks, point, sign
from analysis.publishing.figures.frame import rows_axis
from analysis.publishing.fitting import quantity
from analysis.publishing.words import say

#: A triangle points to where the target is open; a diamond is a target to be met exactly.
TARGET_MARKERS = {">=": ">", ">": ">", "<=": "<", "<": "<"}
MARKS = ("inferred", "damaged", "flagged", "conflict")


def dumbbells(
    ax: Axes, places: Sequence[Mapping[Any, Any] | None], labels: Sequence[str], axis: str, language: str,
    brief: bool = False,
) -> Axes:  # fmt: skip
    """Draw rows of :func:`analysis.comparing.baseline_and_target` in one unit; shares stand between 0 and 100.

    A place without a row is a heading. ``brief``: the words “not stated” are left to the reader, who sees one sign.
    """
    rows = [row for row in places if row is not None]
    values = [float(row[key]) for row in rows for key in ("baseline", "target", "target_max") if not pd.isna(row[key])]
    share = {row["unit"] for row in rows} == {"%"}
    top = max(100.0 if share else max(values) * 1.1, max(values) * 1.02)
    bottom = min(0.0, min(values) * 1.1)
    room = (
        (top - bottom) * 0.07 if min(values) < (top - bottom) * (0.2 if brief else 0.1) else 0.0
    )  # for labels left of small values
    ax.set_xlim(bottom - room, top)
    sides = [_marks(row, side) for row in rows for side in ("baseline", "target")]
    there = {side for row in rows for side in ("baseline", "target") if not pd.isna(row[side])}
    shapes = {TARGET_MARKERS.get(str(row["target_comparator"]), "D") for row in rows if not pd.isna(row["target"])}
    entries = [
        *([sign("o", colour(0), say("role.baseline", language))] if "baseline" in there else []),
        *(sign(shape, colour(1), say(f"target.{shape}", language)) for shape in (">", "<", "D") if shape in shapes),
        *legend_of_marks([side for side in sides if side["there"]], language),
    ]
    rows_axis(ax, labels, entries)
    ax.set_xlabel(axis)
    for y, row in enumerate(places):
        if row is not None:
            _dumbbell(ax, y, row, bottom + (top - bottom) * 0.6, "" if brief else language)
    return ax


def _marks(row: Mapping[Any, Any], side: str) -> dict[str, Any]:
    own = {mark: row[f"{side}_{mark}"] for mark in MARKS} | {"there": not pd.isna(row[side])}
    return own | {"fact_id": row.get(f"{side}_fact", "")}


def _dumbbell(ax: Axes, y: int, row: Mapping[Any, Any], beyond: float, language: str) -> None:
    """One row; a lone value that lies ``beyond`` a place has its words on its left, where there is room. Without a
    language nothing is said of the side that is missing."""
    there = {side: float(row[side]) for side in ("baseline", "target") if not pd.isna(row[side])}
    if len(there) == 2:
        ax.plot(list(there.values()), [y, y], "-", color="#a0a0a0", linewidth=1.4, zorder=1)
    rising = len(there) < 2 or there["target"] >= there["baseline"]
    for side, x in there.items():
        tint = colour(0 if side == "baseline" else 1)
        comparator = str(row[f"{side}_comparator"])
        marker = "o" if side == "baseline" else TARGET_MARKERS.get(comparator, "D")
        point(ax, x, y, Look(marker), tint, _marks(row, side))
        upper = row[f"{side}_max"]
        if not pd.isna(upper):
            ax.plot([x, float(upper)], [y, y], "-", color=tint, linewidth=2.4, alpha=0.5)
        words = quantity(x, comparator, None if pd.isna(upper) else float(upper))
        rightward = (side == "target") == rising
        if len(there) == 1:
            other = "target" if side == "baseline" else "baseline"
            words += say("not_stated", language, what=say(f"role.{other}", language)) if language else ""
            rightward = x <= beyond
        ax.annotate(
            words, (x, y), (6 if rightward else -6, 0), textcoords="offset points", va="center",
            ha="left" if rightward else "right", color=tint, fontsize=LABEL, annotation_clip=False,
        )  # fmt: skip
