"""Beds for the elderly: per 1,000 elderly over the years, and shares from baseline to target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.comparing.panels import comparable
from analysis.publishing.drawing import MARKER_SIZE, Look, colour, legend_of_marks, nothing, point, sign
from analysis.publishing.figures.dumbbells import dumbbells
from analysis.publishing.figures.frame import (
    beside,
    blank,
    row_height,
    row_label,
    rows_axis,
    said_beside,
    say_behind,
    themed,
)
from analysis.publishing.fitting import quantity, short
from analysis.publishing.fonts import legible
from analysis.publishing.lines import ROLES, Subject, over_years
from analysis.publishing.words import group_of, name, say


@themed
def beds_per_thousand(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", order: Sequence[str] = (),
    ax: Axes | None = None, scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """Beds per 1,000 elderly over the years: what was attained, joined by a line, and what was aimed at.

    ``data``: the panel of :func:`analysis.comparing.bed_ratios`; ``order`` and ``scale`` as in
    :func:`standard_levels`.
    """
    subject = Subject(ROLES, "role", say("axis.beds", language), say("beds", language))

    def rows(panel: pd.DataFrame) -> pd.DataFrame:
        used = comparable(panel[panel["indicator_id"].eq("elder_beds_per_1000")])
        return used.assign(style=used["role"], y=used["value"], upper=used["value_max"])

    return over_years(blank(ax, column), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def baseline_to_target(
    data: pd.DataFrame, indicator: str = "nursing_bed_share", *, language: str = "zh", column: str = "double",
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """What a plan starts from and what it aims at, one row for each document: a dot, a line, a triangle.

    A triangle that points right stands for “at least”, one that points left for “at most”. Where a document gives only
    one of the two, only that one is drawn and the row says so. ``data``: the frame of
    :func:`analysis.comparing.baseline_and_target`.
    """
    rows = data[data["indicator_id"].eq(indicator)].reset_index(drop=True)
    subject = name("indicator", indicator, language)
    ax = blank(ax, column, row_height(len(rows)))
    if rows.empty:
        return nothing(ax, language, subject)
    records = rows.to_dict("records")
    labels = [_label(row, language, column) for row in records]
    return dumbbells(ax, records, labels, f"{subject} ({records[0]['unit']})", language)


def _label(row: Mapping[Any, Any], language: str, column: str) -> str:
    return row_label(" ".join(filter(None, (str(row["region"]), group_of(row, language)))), spans(row), column)


def spans(row: Mapping[Any, Any]) -> str:
    """The years of a row's two sides: 2020→2025."""
    years = [f"{row[f'{side}_year']}" for side in ("baseline", "target") if not pd.isna(row[f"{side}_year"])]
    return "→".join(dict.fromkeys(years))


@themed
def implied_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """The elderly population that beds and beds per 1,000 imply; a triangle to the right where it is a lower bound.

    A bar marks the population that the document itself gives. ``data``: :func:`analysis.comparing.implied_elderly`.
    """
    rows = data.to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("implied", language))
    values = [row[key] / PER for row in rows for key in ("implied", "stated_people") if not pd.isna(row[key])]
    ax.set_xlim(0, max(values) * 1.1)
    said = [
        say("said.implied", language, beds=quantity(row["beds"]), ratio=quantity(row["ratio"]),
            implied=short(row["implied"], row["comparator"], None, language))
        for row in rows
    ]  # fmt: skip
    said = [said_beside(words, column) for words in said]
    labels = [
        row_label(name("indicator", row["indicator_id"], language), f"{legible(row['region'])} {row['year']}", column)
        for row in rows
    ]
    shapes = {">=": (">", "implied_bound"), "=": ("o", "implied_equal"), "~": ("o", "implied_equal")}
    seen = dict.fromkeys(shapes[row["comparator"]] for row in rows)
    entries = [sign(shape, colour(0), say(word, language)) for shape, word in seen]
    if any(not pd.isna(row["stated_people"]) for row in rows):
        entries.append(sign("|", "black", say("stated_population", language)))
    rows_axis(ax, labels, [*entries, *legend_of_marks(rows, language)], right=beside(said))
    ax.set_xlabel(say("axis.implied", language))
    for y, (row, words) in enumerate(zip(rows, said, strict=True)):
        point(ax, row["implied"] / PER, y, Look(shapes[row["comparator"]][0]), colour(0), row)
        if not pd.isna(row["stated_people"]):
            ax.plot(
                [row["stated_people"] / PER], [y], "|", color="black", markersize=MARKER_SIZE + 4, markeredgewidth=1.2
            )
        say_behind(ax, y, words)
    return ax


PER = 10_000  # people are counted in 万
