"""Targets of any indicator beside what they start from, one row for each document, indicator and group."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.comparing.panels import marked
from analysis.tables.schema import Tables

SIDES = ("baseline", "target")
MARKS = ("inferred", "damaged", "flagged", "conflict")
PARTS = ("", "_max", "_year", "_comparator", *(f"_{mark}" for mark in MARKS), "_fact")
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
    sides = [f"{side}{part}" for side in SIDES for part in PARTS]
    names = [*KEYS, *sides, "change", "change_percent", "years", "change_yearly", "baseline_note"]
    frame = pd.DataFrame(made, columns=names)
    numbers = [
        "change",
        "change_percent",
        "change_yearly",
        *(f"{side}{part}" for side in SIDES for part in ("", "_max")),
    ]
    whole = ["years", "baseline_year", "target_year"]
    types = dict.fromkeys(names, "str") | dict.fromkeys(numbers, "float64") | dict.fromkeys(whole, "Int64")
    types |= {f"{side}_{mark}": "bool" for side in SIDES for mark in MARKS}
    return frame.astype(types)


def _pair(row: dict[Any, Any], by_id: pd.DataFrame) -> dict[str, Any]:
    pair = {key: row[key] for key in KEYS}
    pair["indicator"] = row["indicator"] or row["indicator_text"]
    pair |= _side("target", row, row["conflict"])
    base = row["baseline_fact_id"]
    pair |= _side("baseline", by_id.loc[base].to_dict() | {"fact_id": base}, False) if base in by_id.index else NONE
    years = row["last"] - row["baseline_year"] if not pd.isna(row["baseline_year"]) else None
    yearly = row["change"] / years if years and not pd.isna(row["change"]) else None
    pair |= {"change": row["change"], "change_percent": row["change_percent"], "baseline_note": row["baseline_note"]}
    return pair | {"years": years, "change_yearly": yearly}


def _side(side: str, row: dict[Any, Any], conflict: bool) -> dict[str, Any]:
    year = row["year"] if not pd.isna(row["year"]) else row["period_end"]
    values = {"": row["value"], "_max": row["value_max"], "_year": year, "_comparator": row["comparator"]}
    marks = {"_inferred": row["time_inferred"], "_damaged": row["damaged"], "_flagged": row["flags"] != ""}
    return {f"{side}{part}": value for part, value in (values | marks).items()} | {
        f"{side}_conflict": bool(conflict),
        f"{side}_fact": row["fact_id"],
    }


NONE: dict[str, Any] = {
    "baseline": None, "baseline_max": None, "baseline_year": None, "baseline_comparator": "", "baseline_fact": "",
    **{f"baseline_{mark}": False for mark in MARKS},
}  # fmt: skip
