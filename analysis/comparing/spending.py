"""Money by programme and flow, never mixing periods; per recipient and year where document and years allow it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.cautions import across
from analysis.comparing.panels import MARKS, disputed, marked
from analysis.model import PART_OF_YEAR
from analysis.tables.schema import Tables, joined, parted

COLUMNS = [
    "region", "region_code", "doc_id", "plan_period", "indicator_id", "indicator", "group", "flow", "flow_cue", "span",
    "first", "last", "years", "value", "value_max", "unit", "comparator", "annual_value", "annual_value_max",
    "inferred", "damaged", "flagged", "flags", "conflict", "left_out", "caution", "line", "quote", "fact_id",
]  # fmt: skip


def spending(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Every sum of money spent, raised, sold or planned in ``plans``, one row per fact, by region, programme and place.

    ``span`` is the period that the sum is about (2016–2020, 2024), ``first`` and ``last`` its years: sums of different
    spans must not be set beside each other, whatever their yearly averages. ``left_out`` says why a sum cannot be shown
    beside others (no date, no amount in 元, of some months of a year alone); several values for the same thing are only
    marked. ``caution`` has the codebook's words where duties of civil affairs changed within the span.
    """
    rows = tables.expenditures[tables.expenditures["doc_id"].isin(plans["doc_id"])]
    rows = marked(rows.drop(columns=["region", "region_code", "plan_period"]), plans)
    rows["first"] = rows["period_start"].fillna(rows["year"])
    rows["last"] = rows["period_end"].fillna(rows["year"])
    rows["span"] = [_span(*edges) for edges in zip(rows["first"], rows["last"], strict=True)]
    rows["span"] = rows["span"].astype("str")
    rows["left_out"] = pd.Series([_left_out(row) for row in rows.to_dict("records")], dtype="str")
    rows["caution"] = pd.Series([_caution(row) for row in rows.to_dict("records")], dtype="str")
    rows["indicator"] = rows["indicator"].where(rows["indicator"].ne(""), rows["indicator_text"])
    same = ["doc_id", "indicator_id", "indicator", "group", "flow", "span"]
    rows["conflict"] = disputed(rows, same, "value") & rows["indicator_id"].ne("")
    order = ["region_code", "region", "doc_id", "first", "last", "char_start"]
    return rows.sort_values(order, kind="stable", ignore_index=True)[COLUMNS]


def _span(first: Any, last: Any) -> str:
    if pd.isna(first) or pd.isna(last):
        return ""
    return f"{first}" if first == last else f"{first}–{last}"


def _left_out(row: dict[Any, Any]) -> str:
    if pd.isna(row["value"]):
        return "the text gives no number"
    if row["unit"] != "元":
        return f"{row['unit'] or 'no unit'} is not 元"
    if PART_OF_YEAR in parted(row["flags"]):
        return "some months of the year alone"
    return "" if row["span"] else "no date"


def _caution(row: dict[Any, Any]) -> str:
    if not row["span"]:
        return ""
    found = across(row["indicator_id"], int(row["first"]), int(row["last"]))
    return found.reason if found is not None else ""


# --- per recipient -------------------------------------------------------------------------------------------------


@cache
def recipients_of() -> dict[str, tuple[str, ...]]:
    """Money → those who are paid out of it, from ``check_money.csv``; several where the money is for all of them."""
    found: dict[str, list[str]] = {}
    for row in read_table("check_money"):
        if row["way"] in ("line", "average"):
            found.setdefault(row["funds"], []).append(row["recipients"])
    return {funds: tuple(dict.fromkeys(people)) for funds, people in found.items()}


PER_COLUMNS = [
    "region", "region_code", "doc_id", "indicator_id", "indicator", "group", "flow", "span", "value", "recipient_id",
    "recipients", "recipient_years", "per_year", "per_what", "inferred", "damaged", "flagged", "conflict", "left_out",
    "fact_id", "recipient_facts",
]  # fmt: skip


def per_recipient(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Money spent on each recipient and year, where the document gives the recipients of every year of the span.

    Money over several years is divided by the recipients of each of those years together (``recipient_years``), so that
    no period is mixed with another; person-times are counted over the same span and give an average per grant
    (``per_what``). Money for city and countryside needs both numbers. ``left_out`` says why money is not divided: no
    recipients in the document, recipients of some years only, money that was not spent, or paid to two groups at once
    whose members overlap. Only ``spent`` money is divided.
    """
    money = spending(tables, plans)
    outcomes = tables.outcomes[tables.outcomes["doc_id"].isin(plans["doc_id"]) & tables.outcomes["value"].notna()]
    rows: list[dict[str, Any]] = []
    by_document = dict(list(outcomes.groupby("doc_id", sort=False)))
    for row in money[money["indicator_id"].isin(recipients_of())].to_dict("records"):
        out = {key: row[key] for key in PER_COLUMNS if key in row}
        rows.append(out | EMPTY | _divided(row, by_document.get(row["doc_id"], outcomes.iloc[:0])))
    frame = pd.DataFrame(rows, columns=PER_COLUMNS)
    numbers = ["value", "recipients", "recipient_years", "per_year"]
    types = dict.fromkeys(PER_COLUMNS, "str") | dict.fromkeys(numbers, "float64") | dict.fromkeys(MARKS, "bool")
    return frame.astype(types)


EMPTY: dict[str, Any] = {
    "recipient_id": "", "recipients": None, "recipient_years": None, "per_year": None, "per_what": "",
    "recipient_facts": "",
}  # fmt: skip


def _divided(row: dict[Any, Any], outcomes: pd.DataFrame) -> dict[str, Any]:
    people = recipients_of()[row["indicator_id"]]
    if row["left_out"]:
        return {}
    if row["flow"] != "spent":
        return {"left_out": "the money was not spent on recipients"}
    if len(people) > 1:
        return {"left_out": "paid to two groups whose members overlap"}
    counts = outcomes[outcomes["indicator_id"].eq(people[0]) & outcomes["value_max"].isna()]
    counts = counts[counts["comparator"].isin(["=", "~"])]
    times = counts["unit"].eq("人次").any()
    known = _flow(counts, row) if times else _stock(counts, row)
    if isinstance(known, str):
        return {"recipient_id": people[0], "left_out": known}
    total = float(known["value"].sum())
    if total <= 0:
        return {"recipient_id": people[0], "left_out": "no recipients are stated"}
    return {
        "recipient_id": people[0], "recipient_years": total, "per_year": row["value"] / total,
        "recipients": None if times else total / int(row["years"]), "per_what": "grant" if times else "person and year",
        "inferred": bool(row["inferred"] or known["time_inferred"].any()),
        "damaged": bool(row["damaged"] or known["damaged"].any()),
        "flagged": bool(row["flagged"] or known["flags"].ne("").any()),
        "recipient_facts": joined(known["fact_id"]),
    }  # fmt: skip


def _flow(counts: pd.DataFrame, row: dict[Any, Any]) -> pd.DataFrame | str:
    """Grants over the same span."""
    first, last = counts["period_start"].fillna(counts["year"]), counts["period_end"].fillna(counts["year"])
    same = counts[first.eq(row["first"]) & last.eq(row["last"]) & counts["group"].eq(row["group"])]
    if counts.empty:
        return "no recipients are stated"
    if len(same["value"].unique()) != 1:
        return "recipients of another period"
    return same.head(1)


def _stock(counts: pd.DataFrame, row: dict[Any, Any]) -> pd.DataFrame | str:
    """Recipients of every year of the span: of the money's own group, else of city and countryside together."""
    if counts.empty:
        return "no recipients are stated"
    wanted = range(int(row["first"]), int(row["last"]) + 1)
    parts = ("城市", "农村")
    sums = [("",), ("城乡",), parts] if row["group"] in ("", "城乡") else [(row["group"],)]
    for groups in sums:
        found = counts[counts["group"].isin(groups) & counts["year"].isin(list(wanted))]
        found = found.sort_values(["time_inferred", "char_start"], kind="stable")
        if found.groupby(["group", "year"])["value"].nunique().gt(1).any():
            return "the document states several numbers of recipients"
        found = found.drop_duplicates(["group", "year"])
        if len(found) == len(groups) * len(wanted):
            return found
    years = sorted({int(year) for year in counts["year"].dropna()})
    return f"recipients are stated for {', '.join(map(str, years))} only" if years else "recipients of another period"
