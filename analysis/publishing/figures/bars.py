"""Rows of stacked bars: colour and hatch say which part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.publishing.drawing import APART
from analysis.publishing.figures.frame import beside, rows_axis, say_behind
from analysis.publishing.theme import COLOURS, HATCHES

HEIGHT = 0.62  # of a bar, in rows


def stacked(
    ax: Axes, rows: Sequence[Mapping[Any, Any]], labels: Sequence[str], parts: Mapping[str, str], axis: str,
    said: Sequence[str], full: float | None = None,
) -> Axes:  # fmt: skip
    """One bar for each row, made of ``parts`` (key of the row → name in the legend); ``said`` stands behind the bars.

    ``full``: where all bars end (100 for shares); a row without anything has no bar, only its words.
    """
    looks = {key: (COLOURS[APART[rank % 8]], HATCHES[rank % 8]) for rank, key in enumerate(parts)}
    there = [key for key in parts if any(row[key] for row in rows)] or list(parts)[:1]
    entries = [
        Patch(facecolor=looks[key][0], hatch=looks[key][1], edgecolor="white", linewidth=0, label=parts[key])
        for key in there
    ]
    ends = [sum(float(row[key]) for key in parts) for row in rows]
    limit = full or max([*ends, 1.0]) * 1.02
    ax.set_xlim(0, limit)
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(axis)
    for y, row in enumerate(rows):
        start = 0.0
        for key in parts:
            tint, hatch = looks[key]
            ax.barh(y, float(row[key]), HEIGHT, left=start, color=tint, hatch=hatch, edgecolor="white", linewidth=0)
            start += float(row[key])
        say_behind(ax, y, said[y], limit if full else start, away=4)
    return ax
