"""Measures of the codebook in the documents chosen: what each covers, how firmly, and where it says so."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.panels import labels

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
    told = panel["state"].where(panel["state"].isin(["not readable", "damaged"]), "")
    told = told.where(panel["in_force"] | panel["state"].eq("found"), "not in force")
    panel["why_not"] = told.where(panel["state"].ne("found"), "").astype("str")
    for column in ("about", "quote"):
        panel[column] = panel[column].fillna("").astype("str")
    rank = {row["id"]: place for place, row in enumerate(read_table("measures"))}
    panel["_rank"] = panel["measure_id"].map(rank)
    by = ["region_code", "region", "doc_id", "_rank"]
    return panel.sort_values(by, kind="stable", ignore_index=True)[PANEL]


def domain_shares(panel: pd.DataFrame) -> pd.DataFrame:
    """For each document and domain: how many of its measures are covered, and how firmly on average.

    Columns: doc_id, region, label, domain, measures (those that the document could tell of), found, share (percent),
    firm (found with a commitment or more), depth (mean strength of those found, 1 mentioned to 4 quantified), why_not
    (why there is nothing to share: not in force, not readable, damaged). Measures that were no task of civil affairs in
    the document's period count only where they are found all the same.
    """
    rows: list[dict[str, Any]] = []
    for (doc_id, domain), same in panel.groupby(["doc_id", "domain"], sort=False):
        telling = same[same["why_not"].eq("")]
        found = telling[telling["state"].eq("found")]
        reasons = same.loc[same["why_not"].ne(""), "why_not"]
        rows.append(
            {"doc_id": doc_id, "region": same["region"].iloc[0], "label": same["label"].iloc[0], "domain": domain}
            | {"measures": len(telling), "found": len(found), "firm": int(found["strength_rank"].ge(2).sum())}
            | {"share": 100 * len(found) / len(telling) if len(telling) else None}
            | {"depth": float(found["strength_rank"].mean()) if len(found) else None}
            | {"why_not": "" if len(telling) else reasons.mode().iloc[0]}
        )
    types = dict.fromkeys(["doc_id", "region", "label", "domain"], "str")
    types |= dict.fromkeys(["measures", "found", "firm"], "Int64") | dict.fromkeys(["share", "depth"], "float64")
    return (
        pd.DataFrame(rows, columns=[*types, "why_not"])
        .astype(types | {"why_not": "str"})
        .round({"share": 1, "depth": 2})
    )
