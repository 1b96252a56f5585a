"""Money: sums of one span of years by programme and flow, and what is spent on each recipient."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from analysis.publishing.drawing import Look, colour, legend_of_marks, nothing, point, sign
from analysis.publishing.figures.frame import (
    beside,
    blank,
    row_height,
    rows_axis,
    said_beside,
    say_behind,
    subject_label,
    themed,
)
from analysis.publishing.fitting import quantity, short
from analysis.publishing.words import name, say

FLOWS = {"spent": ("o", 0), "raised": ("^", 1), "sold": ("s", 2), "planned": ("D", 4), "": ("P", 7)}


@themed
def spending_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Sums of one span, one row for each statement, on a logarithmic scale: the total as written, and in words
    the yearly average. Shape and colour say whether money was spent, raised, sold or planned.

    ``data``: rows of :func:`analysis.comparing.spending` of a single ``span``; raises ``ValueError`` for several, which
    cannot be set beside each other.
    """
    rows = data[data["left_out"].eq("") & data["value"].gt(0)].to_dict("records")
    spans = sorted({row["span"] for row in rows})
    if len(spans) > 1:
        raise ValueError(f"Sums of different periods are not comparable: {', '.join(spans)}; give rows of one span.")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("money", language))
    said = []
    for row in rows:
        total = short(row["value"], row["comparator"], row["value_max"], language)
        yearly = short(row["annual_value"], "=", None, language) if row["annual_value"] and row["years"] > 1 else ""
        words = say("said.money", language, total=total, yearly=yearly) if yearly else total
        said.append(said_beside(words, column))
    values = [float(row["value"]) for row in rows]
    ax.set_xscale("log")
    ax.set_xlim(min(values) / 2, max(values) * 2)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value, "=", None, language)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    flows = [flow for flow in FLOWS if flow in {row["flow"] for row in rows}]
    entries = [sign(FLOWS[flow][0], colour(FLOWS[flow][1]), name("flow", flow, language)) for flow in flows]
    labels = [subject_label(row, language, column) for row in rows]
    rows_axis(ax, labels, [*entries, *legend_of_marks(rows, language)], right=beside(said))
    ax.set_xlabel(say("axis.money", language, span=spans[0]))
    for y, (row, words) in enumerate(zip(rows, said, strict=True)):
        marker, tint = FLOWS.get(row["flow"], FLOWS[""])
        point(ax, float(row["value"]), y, Look(marker), colour(tint), row)
        if not pd.isna(row["value_max"]):
            ax.plot([row["value"], row["value_max"]], [y, y], "-", color=colour(tint), linewidth=2.4, alpha=0.5)
        say_behind(ax, y, words)
    return ax


@themed
def per_recipient_rows(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """Money spent on each recipient and year (dot) or grant (diamond), one row for each sum that can be divided.

    ``data``: the frame of :func:`analysis.comparing.per_recipient`.
    """
    rows = data[data["left_out"].eq("")].to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("per_recipient", language))
    ax.set_xlim(0, (max(float(row["per_year"]) for row in rows) or 1.0) * 1.1)
    said = [
        said_beside(say("said.per_recipient", language, value=quantity(row["per_year"]), span=row["span"]), column)
        for row in rows
    ]
    shapes = {"person and year": ("o", 0), "grant": ("D", 1)}
    seen = {row["per_what"] for row in rows}
    entries = [
        sign(shape, colour(tint), say(f"per.{what}", language))
        for what, (shape, tint) in shapes.items()
        if what in seen
    ]
    labels = [subject_label(row, language, column) for row in rows]
    rows_axis(ax, labels, [*entries, *legend_of_marks(rows, language)], right=beside(said))
    ax.set_xlabel(say("axis.per_recipient", language))
    for y, (row, words) in enumerate(zip(rows, said, strict=True)):
        marker, tint = shapes[row["per_what"]]
        point(ax, float(row["per_year"]), y, Look(marker), colour(tint), row)
        say_behind(ax, y, words)
    return ax
