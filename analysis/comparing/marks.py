"""Measures of the codebook in the documents chosen: what each covers, how firmly, and where it says so."""

from __future__ import annotations

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.panels import labels
from analysis.tables.coverage import CANNOT_TELL, FOUND

PANEL = [
    "doc_id", "region", "region_code", "label", "plan_period", "measure_id", "measure", "domain", "in_force", "state",
    "strength", "strength_rank", "marks", "mark_id", "about", "quote", "line", "char_start", "why_not",
]  # fmt: skip


def measure_panel(coverage: pd.DataFrame, measures: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Every measure in every document of ``plans``, with the quote and place of its firmest mark.

    Rows of the table ``coverage`` in the order of region codes and of the codebook, with ``label`` (a short name of the
    document), and of the mark: about, quote, line, char_start. ``why_not`` says why a document cannot tell whether it
    covers the measure (not readable, damaged, or the measure was no task of civil affairs in its period); it is empty
    where the measure is found or simply not stated.
    """
    rows = coverage[coverage["doc_id"].isin(plans["doc_id"])]
    marks = measures[["mark_id", "about", "quote", "line", "char_start"]].drop_duplicates("mark_id")
    names = labels(plans)
    panel = rows.merge(marks, on="mark_id", how="left")
    panel["label"] = panel["doc_id"].map(names).astype("str")
    panel["region"] = panel["region"].where(panel["region"].ne(""), panel["doc_id"])
    told = panel["state"].where(panel["state"].isin(CANNOT_TELL), "")
    told = told.where(panel["in_force"], "not in force")
    panel["why_not"] = told.where(panel["state"].ne(FOUND), "").astype("str")
    for column in ("about", "quote"):
        panel[column] = panel[column].fillna("").astype("str")
    rank = {row["id"]: place for place, row in enumerate(read_table("measures"))}
    panel["_rank"] = panel["measure_id"].map(rank)
    by = ["region_code", "region", "doc_id", "_rank"]
    return panel.sort_values(by, kind="stable", ignore_index=True)[PANEL]
