"""What a corpus consists of: its documents, how damaged they are, how they were read, what could not be read."""

from __future__ import annotations

import pandas as pd

from analysis.model import Certainty, Kind
from analysis.tables.schema import Tables

KINDS = tuple(kind.value for kind in Kind)
CERTAINTIES = tuple(f"edits_{certainty.value}" for certainty in Certainty)
RUNS = ("runs_fact", "runs_excluded", "runs_unread")
DOUBTS = ("inferred", "damaged", "flagged", "unknown")
COUNTS = ("characters", "facts", *KINDS, *DOUBTS, "implied", *RUNS, *CERTAINTIES)

ABOUT = ["doc_id", "title", "region", "region_code", "parent", "doc_type", "plan_period", "period_start", "period_end",
         "date"]  # fmt: skip
COLUMNS = [*ABOUT, "documents", *COUNTS]


def document_overview(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per document of ``plans``, by region code and period: what it is and what came out of reading it.

    Counts of facts by kind; of facts whose date is inferred, whose number is damaged, that carry a flag, whose
    indicator the codebook does not know (``unknown``), that stand in words only (``implied``); of digit runs by
    what became of them (``runs_…``); of repairs by how certain they are (``edits_…``). ``region`` is the document's
    name where the region is unknown; ``date`` is that of publication, else of writing, else empty; ``documents`` is 1.
    """
    frame = plans.rename(columns={"period": "plan_period"}).reset_index(drop=True)
    frame["region"] = frame["region"].where(frame["region"].ne(""), frame["doc_id"])
    frame["date"] = frame["date_published"].where(frame["date_published"].ne(""), frame["date_written"])
    facts = tables.facts[tables.facts["doc_id"].isin(frame["doc_id"])]
    marks = {
        "inferred": facts["time_inferred"],
        "damaged": facts["damaged"],
        "flagged": facts["flags"].ne(""),
        "unknown": facts["indicator_id"].eq(""),
        "implied": facts["implied"],
    }
    counted = {kind: facts["kind"].eq(kind) for kind in KINDS} | marks
    counts = {name: _per_document(facts, chosen, frame) for name, chosen in counted.items()}
    counts["facts"] = _per_document(facts, facts["doc_id"].ne(""), frame)
    counts |= {run: _per_document(tables.ledger, tables.ledger["status"].eq(run[5:]), frame) for run in RUNS}
    counts |= {name: _per_document(tables.edits, tables.edits["certainty"].eq(name[6:]), frame) for name in CERTAINTIES}
    frame = frame.assign(documents=1, **counts)
    frame[["documents", *COUNTS]] = frame[["documents", *COUNTS]].astype("int64")
    return frame.sort_values(["region_code", "region", "period_start", "doc_id"], kind="stable", ignore_index=True)[
        COLUMNS
    ]


def _per_document(rows: pd.DataFrame, chosen: pd.Series, frame: pd.DataFrame) -> pd.Series:
    counts = rows.loc[chosen, "doc_id"].value_counts()
    return frame["doc_id"].map(counts).fillna(0).astype("int64")


def summed(overview: pd.DataFrame) -> pd.DataFrame:
    """The overview of a corpus too large to be shown document by document: summed by period and sort of document.

    Same columns; of what documents are, only period and sort are left, the rest is empty.
    """
    keys = ["plan_period", "doc_type"]
    sums = overview.groupby(keys, sort=True)[["documents", *COUNTS]].sum().reset_index()
    for column in ABOUT:
        if column not in keys:
            sums[column] = pd.Series([pd.NA] * len(sums), dtype="Int64") if column.startswith("period_") else ""
    return sums[COLUMNS]


def exclusions(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Why digit runs are no facts: status (excluded, unread), reason, count and in how many documents; most first."""
    ledger = tables.ledger[tables.ledger["doc_id"].isin(plans["doc_id"]) & tables.ledger["status"].ne("fact")]
    grouped = ledger.groupby(["status", "reason"], sort=True)["doc_id"]
    frame = pd.DataFrame({"count": grouped.size(), "documents": grouped.nunique()}).reset_index()
    frame = frame.astype({"status": "str", "reason": "str", "count": "int64", "documents": "int64"})
    return frame.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def repairs(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Repairs of the text by name and certainty: count and in how many documents; most first."""
    edits = tables.edits[tables.edits["doc_id"].isin(plans["doc_id"])]
    grouped = edits.groupby(["repair", "certainty"], sort=True)["doc_id"]
    frame = pd.DataFrame({"count": grouped.size(), "documents": grouped.nunique()}).reset_index()
    frame = frame.astype({"repair": "str", "certainty": "str", "count": "int64", "documents": "int64"})
    return frame.sort_values("count", ascending=False, kind="stable", ignore_index=True)
