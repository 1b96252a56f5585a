"""Rows that lead from a baseline to a target: a dot, a line, a triangle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.comparing.panels import MARKS
from analysis.publishing.drawing import LABEL, Look, colour, joint, legend_of_marks, point, sign
from analysis.publishing.figures.frame import alone, rows_axis
from analysis.publishing.fitting import quantity, width
from analysis.publishing.words import say

#: A triangle points to where the target is open; a diamond is a target to be met exactly.
TARGET_MARKERS = {">=": ">", ">": ">", "<=": "<", "<": "<"}


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
    ax.set_xlim(bottom, top)
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
    beyond = bottom + (top - bottom) * 0.6
    words = {y: _words(row, beyond, "" if brief else language) for y, row in enumerate(places) if row is not None}
    _make_room_left(ax, [one for same in words.values() for one in same])
    for y, row in enumerate(places):
        if row is not None:
            _dumbbell(ax, y, row, words[y])
    return ax


@dataclass(frozen=True, slots=True)
class Words:
    """What stands beside a value, and on which side of it."""

    side: str  # baseline or target
    x: float
    text: str
    rightward: bool


def _marks(row: Mapping[Any, Any], side: str) -> dict[str, Any]:
    own = {mark: row[f"{side}_{mark}"] for mark in MARKS} | {"there": not pd.isna(row[side])}
    return own | {"fact_id": row.get(f"{side}_fact", "")}


def _words(row: Mapping[Any, Any], beyond: float, language: str) -> list[Words]:
    """The words of a row's values; those of a lone value that lies ``beyond`` a place stand on its left, where there is
    room. Without a language nothing is said of the side that is missing."""
    there = {side: float(row[side]) for side in ("baseline", "target") if not pd.isna(row[side])}
    rising = len(there) < 2 or there["target"] >= there["baseline"]
    found = []
    for side, x in there.items():
        upper = row[f"{side}_max"]
        text = quantity(x, str(row[f"{side}_comparator"]), None if pd.isna(upper) else float(upper))
        rightward = (side == "target") == rising
        if len(there) == 1:
            other = "target" if side == "baseline" else "baseline"
            text += say("not_stated", language, what=say(f"role.{other}", language)) if language else ""
            rightward = x <= beyond
        disputed = bool(row[f"{side}_conflict"])  # said in the row itself: a sign above it would stand in the next
        text = (f"{text} ≠" if rightward else f"≠ {text}") if disputed else text
        found.append(Words(side, x, text, rightward))
    return found


def _make_room_left(ax: Axes, words: Sequence[Words]) -> None:
    """Move the left limit so that words on the left of small values stand inside the axes."""
    figure = alone(ax)
    if figure is None:
        return
    inches = ax.get_position().width * figure.get_figwidth()
    low, high = ax.get_xlim()
    for one in words:
        need = (width(one.text) * LABEL * 0.55 + AWAY + 2) / 72
        if not one.rightward and need < inches * 0.8:
            # the limit at which the point stands as far from the edge as its words need
            low = min(low, (one.x * inches - need * high) / (inches - need))
    ax.set_xlim(low, high)


AWAY = 6  # points between a value and its words


def _dumbbell(ax: Axes, y: int, row: Mapping[Any, Any], words: Sequence[Words]) -> None:
    if len(words) == 2:
        joint(ax, y, (one.x for one in words))
    for one in words:
        tint = colour(0 if one.side == "baseline" else 1)
        marker = "o" if one.side == "baseline" else TARGET_MARKERS.get(str(row[f"{one.side}_comparator"]), "D")
        point(ax, one.x, y, Look(marker), tint, _marks(row, one.side) | {"conflict": False})
        upper = row[f"{one.side}_max"]
        if not pd.isna(upper):
            ax.plot([one.x, float(upper)], [y, y], "-", color=tint, linewidth=2.4, alpha=0.5)
        ax.annotate(
            one.text, (one.x, y), (AWAY if one.rightward else -AWAY, 0), textcoords="offset points", va="center",
            ha="left" if one.rightward else "right", color=tint, fontsize=LABEL, annotation_clip=False,
        )  # fmt: skip
