"""Measures over periods and levels: what a next plan changes, what a lower plan takes up, what spreads."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.publishing.drawing import Look, colour, joint, nothing, point, sign
from analysis.publishing.figures.bars import stacked
from analysis.publishing.figures.frame import ROWS, beside, blank, row_height, row_label, rows_axis, say_behind, themed
from analysis.publishing.fonts import legible
from analysis.publishing.words import name, say

CHANGES = ("new", "tightened", "kept", "loosened", "dropped", "entered", "left", "unknown")
ENOUGH = 5  # documents of a period; a share of fewer says little


def change_counts(changes: pd.DataFrame) -> pd.DataFrame:
    """How many measures of each sort of change, one row for each two documents that follow each other."""
    keys = ["region", "region_code", "period_one", "period_other", "doc_id_one", "doc_id_other"]
    counts = changes.groupby([*keys, "change"], sort=False).size().unstack("change", fill_value=0)
    counts = counts.reindex(columns=list(CHANGES), fill_value=0).reset_index()
    counts.columns.name = None
    return counts


@themed
def change_bars(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """What became of measures from one plan to the next of the same region, one bar for each two plans.

    ``data``: the frame of :func:`change_counts`.
    """
    rows = data.to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("periods", language))
    spans = ["→".join(name("period", row[key], language) for key in ("period_one", "period_other")) for row in rows]
    labels = [row_label(str(row["region"]), span, column) for row, span in zip(rows, spans, strict=True)]
    parts = {change: name("measure_change", change, language) for change in CHANGES}
    said = [str(sum(row[change] for change in CHANGES)) for row in rows]
    return stacked(ax, rows, labels, parts, say("axis.changes", language), said)


@themed
def fit_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """The share of an upper plan's commitments that a lower plan takes up, one row for each two plans.

    ``data``: the frame of :func:`analysis.comparing.vertical_fit`; upper plans without commitments are left out.
    """
    rows = data[data["of"].gt(0)].to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("upper_plans", language))
    ax.set_xlim(0, 100)
    labels = [row_label(str(row["region_one"]), f"↑ {legible(str(row['region_other']))}", column) for row in rows]
    said = [say("said.fit", language, both=row["both"], of=row["of"], own=row["own"]) for row in rows]
    rows_axis(ax, labels, [sign("o", colour(0), say("taken_up", language))], right=beside(said))
    ax.set_xlabel(say("axis.taken_up", language))
    for y, (row, words) in enumerate(zip(rows, said, strict=True)):
        point(ax, 100 * row["taken_up"], y, Look("o"), colour(0), {})
        say_behind(ax, y, words)
    return ax


def spread_most(data: pd.DataFrame, most: int = ROWS) -> pd.DataFrame:
    """The measures whose share of documents changed most from one five-year period to the latest, the risen first.

    ``data``: the frame of :func:`analysis.comparing.diffusion`. Only periods of at least five documents count; years of
    annual documents are not set beside periods. Columns: measure_id, measure, domain, and for ``first`` and ``last``
    the period, its documents and the share in percent; change in percentage points. Empty where there are no two such
    periods.
    """
    names = ["measure_id", "measure", "domain", "first_period", "first_documents", "first_share", "last_period",
             "last_documents", "last_share", "change"]  # fmt: skip
    told = data[data["documents"].ge(ENOUGH) & ~data["period"].str.isdigit()]
    found = []
    for measure, same in told.groupby("measure_id", sort=False):
        first, last = same.iloc[0], same.iloc[-1]
        if first["period_start"] < last["period_start"]:
            sides = [(one["period"], one["documents"], 100 * one["share"]) for one in (first, last)]
            found.append((measure, first["measure"], first["domain"], *sides[0], *sides[1], sides[1][2] - sides[0][2]))
    frame = pd.DataFrame(found, columns=names)
    frame = frame.loc[frame["change"].abs().sort_values(ascending=False, kind="stable").index].head(most)
    return frame.sort_values("change", ascending=False, kind="stable", ignore_index=True)


@themed
def diffusion_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """The share of documents that cover a measure, in an earlier and a later period: a ring, a line, a dot.

    ``data``: the frame of :func:`spread_most`.
    """
    rows = data.to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("spreading", language, least=ENOUGH))
    ax.set_xlim(0, 100)
    spans = ["→".join(name("period", row[f"{side}_period"], language) for side in ("first", "last")) for row in rows]
    labels = [
        row_label(name("measure_id", row["measure_id"], language), span, column)
        for row, span in zip(rows, spans, strict=True)
    ]
    said = [f"{row['change']:+.0f} (n = {row['first_documents']}, {row['last_documents']})" for row in rows]
    entries = [
        sign("o", colour(0), say("earlier", language), face="white"),
        sign("o", colour(0), say("later", language)),
    ]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.documents_share", language))
    for y, (row, words) in enumerate(zip(rows, said, strict=True)):
        joint(ax, y, (row["first_share"], row["last_share"]))
        point(ax, row["first_share"], y, Look("o"), colour(0), {"inferred": True})
        point(ax, row["last_share"], y, Look("o"), colour(0), {})
        say_behind(ax, y, words)
    return ax
