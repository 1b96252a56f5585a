"""A corpus in figures: its documents in time, what was read in them, what was repaired, agreement with people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.comparing.corpus import CERTAINTIES, KINDS, RUNS
from analysis.publishing.drawing import GREY, LABEL, MARKER_SIZE, colour, nothing, sign
from analysis.publishing.figures.bars import HEIGHT, stacked
from analysis.publishing.figures.frame import beside, blank, row_height, row_label, rows_axis, say_behind, themed
from analysis.publishing.fitting import figure as number
from analysis.publishing.words import name, say

SHARES = {"digits": RUNS, "repairs": CERTAINTIES, "kinds": KINDS}


def document_label(row: Mapping[Any, Any], language: str, column: str) -> str:
    """Region, sort of document and period; for a row that sums several documents their number."""
    sort, period = name("doc_type", row["doc_type"], language), name("period", row["plan_period"], language)
    under = " ".join(part for part in (period, sort) if part)
    if row["region"]:
        return row_label(str(row["region"]), under, column)
    return row_label(under or say("period_unknown", language), f"n = {row['documents']}", column)


@themed
def corpus_documents(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """The years that each document is about (bar) and the date it bears (diamond).

    ``data``: the frame of :func:`analysis.comparing.document_overview`. A document that bears neither says so.
    """
    ax = blank(ax, column, row_height(len(data)))
    rows = data.to_dict("records")
    dates = [_year(row["date"]) for row in rows]
    years = [edge for row in rows for edge in (row["period_start"], row["period_end"]) if not pd.isna(edge)]
    known = [*years, *(year for year in dates if year is not None)]
    if not known:
        return nothing(ax, language, say("documents", language))
    said = ["" if date or not pd.isna(row["period_start"]) else say("undated", language)
            for row, date in zip(rows, dates, strict=True)]  # fmt: skip
    entries = [
        sign("s", colour(0), say("legend.period", language)),
        sign("D", colour(1), say("legend.date", language)),
    ]
    low, high = int(min(known)) - 0.3, int(max(known)) + 1.2
    ax.set_xlim(low, high)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
    rows_axis(ax, [document_label(row, language, column) for row in rows], entries, right=beside(said))
    for y, (row, date, words) in enumerate(zip(rows, dates, said, strict=True)):
        if not pd.isna(row["period_start"]) and not pd.isna(row["period_end"]):
            start, end = int(row["period_start"]), int(row["period_end"])
            ax.barh(y, end - start + 1, HEIGHT / 2, left=start, color=colour(0), alpha=0.75)
        if date is not None:
            ax.plot([date], [y], "D", color=colour(1), markersize=MARKER_SIZE, clip_on=False)
        if words:
            ax.annotate(words, (low, y), (4, 0), textcoords="offset points", va="center", fontsize=LABEL, color=GREY)
    return ax


def _year(date: str) -> float | None:
    """A date as a year with its fraction.

    >>> _year("2021-07-01"), _year("")
    (2021.5, None)
    """
    if len(date) < 7:
        return None
    return int(date[:4]) + (int(date[5:7]) - 1) / 12


@themed
def corpus_bars(
    data: pd.DataFrame, what: str = "kinds", *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """What came out of each document, as stacked bars.

    ``what``: ``kinds``, facts by kind; ``digits``, what became of its digit runs, in percent; ``repairs``, repairs of
    the text on 1,000 characters by how certain they are. ``data``: the frame of
    :func:`analysis.comparing.document_overview` or :func:`analysis.comparing.summed`.
    """
    ax = blank(ax, column, row_height(len(data)))
    keys = SHARES[what]
    rows: list[dict[Any, Any]] = []
    said: list[str] = []
    for row in data.to_dict("records"):
        total = sum(row[key] for key in keys)
        scale = {"kinds": 1.0, "digits": 100 / max(total, 1), "repairs": 1000 / max(row["characters"], 1)}[what]
        rows.append(row | {key: row[key] * scale for key in keys})
        said.append(say(f"said.{what}", language, total=total, unread=row["runs_unread"], unknown=row["unknown"]))
    if not rows:
        return nothing(ax, language, say("documents", language))
    parts = {key: name("kind", key, language) if what == "kinds" else say(f"part.{key}", language) for key in keys}
    labels = [document_label(row, language, column) for row in rows]
    return stacked(ax, rows, labels, parts, say(f"axis.{what}", language), said, 100.0 if what == "digits" else None)


AGREEMENT_ROW = ("doc_id", "kind")  # columns in which the levels of one row agree
LEVELS = {"quantity": ("o", 0), "fact": ("D", 1)}


@themed
def agreement_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """F1 against human-coded records, one row for each document and kind: dot, quantities; diamond, facts.

    A line leads from precision to recall. ``data``: the frame of
    :func:`analysis.publishing.reliability.measured_agreement`.
    """
    rows = [same.to_dict("records") for _, same in data.groupby(list(AGREEMENT_ROW), sort=False)]
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("agreement", language))
    ax.set_xlim(0, 1.0)
    entries = [
        sign(marker, colour(tint), say(f"agreement.{level}", language)) for level, (marker, tint) in LEVELS.items()
    ]
    said, labels = [], []
    for same in rows:
        first, f1 = same[0], {row["agreement"]: row["f1"] for row in same}
        named = name("kind", first["kind"], language) if first["kind"] else say("all_together", language)
        labels.append(row_label(first["doc_id"] or named, f"n = {first['coded']}", column))
        said.append(" / ".join(number(f1[level], 3) for level in LEVELS))
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.f1", language))
    for y, same in enumerate(rows):
        for row in same:
            marker, tint = LEVELS[row["agreement"]]
            at = y + (-0.16 if row["agreement"] == "quantity" else 0.16)
            ax.plot([row["precision"], row["recall"]], [at, at], "-", color=colour(tint), linewidth=0.8)
            ax.plot([row["f1"]], [at], marker, color=colour(tint), markersize=MARKER_SIZE, clip_on=False)
        say_behind(ax, y, said[y])
    return ax
