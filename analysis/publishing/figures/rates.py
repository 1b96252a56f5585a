"""Coverage rates (覆盖率) across documents: from what to what each is to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.publishing.drawing import LABEL, MARKER_SIZE, colour, nothing, sign
from analysis.publishing.figures.beds import spans
from analysis.publishing.figures.dumbbells import dumbbells
from analysis.publishing.figures.frame import (
    LABELS,
    ROWS,
    beside,
    blank,
    row_height,
    row_label,
    rows_axis,
    say_behind,
    themed,
)
from analysis.publishing.fitting import cut, width
from analysis.publishing.fonts import legible
from analysis.publishing.words import group_of, name, say

LINE = 0.15  # inches of a row
PLAIN = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # behind the name of a rate, over the axis
PER_PAGE = 30  # rows, without the names of the rates
TOGETHER = 20  # documents up to which each has rows of its own


@themed
def coverage_rate_rows(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """Targets of coverage rates, one row for each document below its rate: a dot, a line, a triangle.

    ``data``: rows of :func:`analysis.comparing.coverage_rates`; those without a target are left out. Rates that more
    documents aim at come first. A row without a dot states no baseline.
    """
    rows = _with_target(data)
    if rows.empty:
        return nothing(blank(ax, column), language, say("rates", language))
    places: list[Mapping[Any, Any] | None] = []
    labels: list[str] = []
    heads: dict[int, str] = {}
    for rate, same in rows.groupby("indicator_id", sort=False):
        places.append(None)
        heads[len(labels)] = name("indicator", str(rate), language)
        labels.append("")
        for row in same.to_dict("records"):
            places.append(row)
            labels.append(legible(" ".join(filter(None, (row["region"], group_of(row, language), spans(row))))))
    ax = blank(ax, column, height=0.75 + LINE * len(places))
    dumbbells(ax, places, labels, say("axis.rates", language), language, brief=True)
    left = max(map(width, labels)) * LABEL * 0.55 + 4  # where the labels of the rows begin
    for y, head in heads.items():
        ax.annotate(
            cut(head, LABELS[column] * 2 + 16), (0, y), (-left, 0), ax.get_yaxis_transform(), "offset points",
            va="center", fontsize=LABEL, fontweight="bold", annotation_clip=False, bbox=PLAIN,
        )  # fmt: skip
    return ax


@themed
def coverage_rate_spread(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """Coverage rates of many documents, one row for each rate: every baseline a ring above, every target a triangle."""
    rows = _with_target(data)
    rates = list(dict.fromkeys(rows["indicator_id"]))
    ax = blank(ax, column, height=row_height(len(rates)))
    if not rates:
        return nothing(ax, language, say("rates", language))
    said = [f"n = {rows.loc[rows['indicator_id'].eq(rate), 'doc_id'].nunique()}" for rate in rates]
    entries = [
        sign("o", colour(0), say("role.baseline", language), face="white"),
        sign("^", colour(1), say("role.target", language)),
    ]
    ax.set_xlim(0, max(100.0, float(rows[["baseline", "target"]].max().max())))
    labels = [row_label(name("indicator", rate, language), column=column) for rate in rates]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.rates", language))
    for y, rate in enumerate(rates):
        same = rows[rows["indicator_id"].eq(rate)]
        shown = same["baseline"].dropna()
        ring: dict[str, Any] = {"linestyle": "none", "markersize": MARKER_SIZE - 1, "alpha": 0.6, "clip_on": False}
        ax.plot(shown, [y - 0.16] * len(shown), "o", color=colour(0), markerfacecolor="none", **ring)
        ax.plot(same["target"], [y + 0.18] * len(same), "^", color=colour(1), markeredgewidth=0, **ring)
        say_behind(ax, y, said[y])
    return ax


def rate_pages(data: pd.DataFrame, *, language: str = "zh", column: str = "double") -> list[Figure]:
    """Coverage rates of any number of documents, on as many pages as they take."""
    rows = _with_target(data)
    many = rows["doc_id"].nunique() > TOGETHER
    counts = rows.groupby("indicator_id", sort=False).size().clip(upper=1 if many else None)
    page = (counts.cumsum() - 1) // (ROWS if many else PER_PAGE)
    draw = coverage_rate_spread if many else coverage_rate_rows
    parts = [rows[rows["indicator_id"].isin(same.index)] for _, same in counts.groupby(page)] or [rows]
    drawn = [draw(part, language=language, column=column).get_figure() for part in parts]
    return [figure for figure in drawn if isinstance(figure, Figure)]


def _with_target(data: pd.DataFrame) -> pd.DataFrame:
    """Rows that have a target, the rates that most documents aim at first, then in the order of the data."""
    rows = data[data["target"].notna()].reset_index(drop=True)
    documents = rows.groupby("indicator_id")["doc_id"].transform("nunique")
    order = rows["indicator_id"].map({rate: place for place, rate in enumerate(dict.fromkeys(rows["indicator_id"]))})
    by = pd.DataFrame({"documents": -documents, "order": order})
    return rows.loc[by.sort_values(["documents", "order"], kind="stable").index].reset_index(drop=True)
