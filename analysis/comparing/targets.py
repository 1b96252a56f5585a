"""Targets of any indicator beside what they start from, one row for each document, indicator and group."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.comparing.panels import marked
from analysis.comparing.sides import columns, side, types
from analysis.tables.schema import Tables

SIDES = ("baseline", "target")
KEYS = ["region", "region_code", "doc_id", "plan_period", "indicator_id", "indicator", "group", "unit", "attribute"]


def target_pairs(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """The targets of each document's own period with their baselines as the table ``targets`` has them.

    Of statements that agree in indicator, group, year and value the one with a baseline stands for all, then one whose
    date is written; ``target_conflict`` marks those that disagree. A goal for the years before the document's own
    period, a goal in words and an undated one are not here. Columns: region … attribute (empty, 约束性 binding or
    预期性 anticipatory), for each side value, ``_max``, ``_year`` (last of a span), ``_comparator``, marks and
    ``_fact``; change (percentage points for shares), change_percent, years, change_yearly, baseline_note.
    """
    rows = tables.targets[tables.targets["doc_id"].isin(plans["doc_id"]) & tables.targets["value"].notna()]
    rows = marked(rows.drop(columns=["region", "region_code", "plan_period"]), plans)
    rows["last"] = rows["year"].fillna(rows["period_end"])
    future = rows["last"].notna() & ~rows["last"].lt(rows["plan_start"]).fillna(False).astype(bool)
    rows = rows[future].copy()
    rows["name"] = rows["indicator_id"].where(rows["indicator_id"].ne(""), rows["indicator_text"])
    rows["alone"] = rows["baseline_fact_id"].eq("")
    same = ["doc_id", "name", "group", "unit", "last"]
    rows["conflict"] = rows.groupby(same, sort=False)["value"].transform("nunique").gt(1)
    rows = rows.sort_values(["alone", "inferred", "damaged", "char_start"], kind="stable")
    rows = rows.drop_duplicates([*same, "value", "value_max"]).sort_values(
        ["region_code", "region", "doc_id", "char_start"], kind="stable"
    )
    by_id = tables.facts.drop_duplicates("fact_id").set_index("fact_id")
    made = [_pair(row, by_id) for row in rows.to_dict("records")]
    names = [*KEYS, *columns(SIDES), "change", "change_percent", "years", "change_yearly", "baseline_note"]
    frame = pd.DataFrame(made, columns=names)
    numbers = dict.fromkeys(["change", "change_percent", "change_yearly"], "float64") | {"years": "Int64"}
    return frame.astype(dict.fromkeys(names, "str") | types(SIDES) | numbers)


def peer_targets(pairs: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    """The targets of a document in percent, each beside those of others for the same indicator, group and year.

    ``pairs``: rows of :func:`target_pairs` of several documents. ``beside`` is the ``target_fact`` of the document's
    own target that a row stands beside (its own row, too). Targets that no other document has are left out.
    """
    shares = pairs[pairs["unit"].eq("%") & pairs["indicator_id"].ne("")]
    same = ["indicator_id", "group", "target_year"]
    own = shares.loc[shares["doc_id"].eq(doc_id), [*same, "target_fact"]].rename(columns={"target_fact": "beside"})
    both = own.merge(shares, on=same, how="inner")
    both = both[both["doc_id"].ne(doc_id) | both["target_fact"].eq(both["beside"])]
    others = both["doc_id"].ne(doc_id).groupby(both["beside"]).transform("any")
    return both.loc[others.astype(bool), [*pairs.columns, "beside"]].reset_index(drop=True)


def _pair(row: dict[Any, Any], by_id: pd.DataFrame) -> dict[str, Any]:
    pair = {key: row[key] for key in KEYS}
    pair["indicator"] = row["indicator"] or row["indicator_text"]
    pair |= side("target", row)
    base = row["baseline_fact_id"]
    pair |= side("baseline", _stated(by_id.loc[base].to_dict() | {"fact_id": base}) if base in by_id.index else None)
    years = row["last"] - row["baseline_year"] if not pd.isna(row["baseline_year"]) else None
    yearly = row["change"] / years if years and not pd.isna(row["change"]) else None
    pair |= {"change": row["change"], "change_percent": row["change_percent"], "baseline_note": row["baseline_note"]}
    return pair | {"years": years, "change_yearly": yearly}


def _stated(fact: dict[Any, Any]) -> dict[Any, Any]:
    """A fact with the marks that panels have."""
    last = fact["year"] if not pd.isna(fact["year"]) else fact["period_end"]
    marks = {"inferred": fact["time_inferred"], "flagged": fact["flags"] != "", "conflict": False}
    return fact | marks | {"last": last}
