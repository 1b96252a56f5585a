"""Beds for the elderly: per 1,000 elderly, and the shares that are nursing, government-run or 普惠 beds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.codebook import codebook
from analysis.comparing.panels import MARKS, chosen, comparable, disputed, marked
from analysis.comparing.sides import columns, side, types
from analysis.tables import views

#: The indicators of the panel, in its order.
BEDS = (
    "elder_beds_per_1000", "nursing_bed_share", "government_bed_share", "inclusive_bed_share", "elder_beds",
    "elder_institution_beds",
)  # fmt: skip

COLUMNS = [
    "indicator_id", "indicator", "region", "region_code", "doc_id", "plan_period", "role", "year", "group", "value",
    "value_max", "unit", "comparator", "attribute", "kind", "inferred", "damaged", "flagged", "implied", "flags",
    "conflict", "left_out", "line", "quote", "fact_id",
]  # fmt: skip


def bed_ratios(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Every statement about elderly-care beds in ``plans``, one row per fact.

    ``role`` is ``attained`` (a count or share reached), ``past target`` (a goal for a year before the document's own
    period, as tables of the last period print them) or ``target``. ``conflict`` marks values that differ although
    document, indicator, group, year and role are the same. ``left_out`` says why a row cannot be compared (no value,
    no year, a unit other than the indicator's); such rows stay in the panel.
    """
    rows = chosen(facts, plans, BEDS)
    panel = marked(rows[rows["kind"].isin(["outcome", "target"])], plans)
    past = panel["year"].lt(panel["plan_start"]).fillna(False).astype(bool)
    panel["role"] = panel["kind"].map({"outcome": "attained", "target": "target"})
    panel["role"] = panel["role"].mask(panel["kind"].eq("target") & past, "past target").astype("str")
    panel["left_out"] = pd.Series([_left_out(row) for row in panel.to_dict("records")], dtype="str")
    panel["conflict"] = disputed(panel, ["doc_id", "indicator_id", "group", "year", "role"], "value")
    panel["_rank"] = panel["indicator_id"].map({indicator: rank for rank, indicator in enumerate(BEDS)})
    return panel.sort_values("_rank", kind="stable", ignore_index=True)[COLUMNS]


def _left_out(row: dict[Any, Any]) -> str:
    if pd.isna(row["value"]):
        return "the text gives no number"
    unit = codebook().indicators[row["indicator_id"]].unit
    if row["unit"] != unit:
        return f"{row['unit'] or 'no unit'} is not {unit}"
    return "no year" if pd.isna(row["year"]) else ""


def baseline_and_target(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per document, indicator and group: what was attained, what is aimed at, and the change that asks for.

    The target is the document's latest (of equal dates one with a baseline, then one whose date is written). Its
    baseline is that of the table ``targets``: nothing is borrowed from another document. A document that states only
    what was attained, or only a target, keeps its row with the other side empty. ``change`` is target minus baseline
    (percentage points for shares; for a range to its lower end).

    Columns: indicator_id, indicator, region, region_code, doc_id, plan_period, group, unit; for each side (``baseline``
    and ``target``) its value, ``_max``, ``_year``, ``_comparator``, the marks and ``_fact``; change.
    """
    panel = bed_ratios(facts, plans)
    goals = views.targets(chosen(facts, plans, BEDS), plans)
    baselines = dict(zip(goals["fact_id"], goals["baseline_fact_id"], strict=True))
    records = comparable(panel.assign(last=panel["year"])).to_dict("records")
    by_fact = {row["fact_id"]: row for row in records}
    keys = ["indicator_id", "region", "region_code", "doc_id", "plan_period", "group", "unit"]
    groups: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in records:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    rows = []
    for key, same in groups.items():
        same.sort(
            key=lambda row: (
                -row["year"],
                baselines.get(row["fact_id"], "") not in by_fact,
                row["inferred"],
                row["damaged"],
            )
        )
        aims = [row for row in same if row["role"] == "target"]
        attained = [row for row in same if row["role"] == "attained"]
        if not aims and not attained:
            continue
        aim = aims[0] if aims else None
        start = by_fact.get(baselines.get(aim["fact_id"], "")) if aim else attained[0]
        known = dict(zip(keys, key, strict=True)) | {"indicator": same[0]["indicator"]}
        rows.append(known | side("baseline", start) | side("target", aim))
    names = ["indicator_id", "indicator", *keys[1:], *columns(SIDES)]
    frame = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names, "str") | types(SIDES))
    return frame.assign(change=frame["target"] - frame["baseline"])


SIDES = ("baseline", "target")


#: Beds that imply the elderly population, and how: institution beds are part of all beds, so they imply a lower bound.
NUMERATORS = {"elder_beds": "=", "elder_institution_beds": ">="}
ELDERLY = "elderly_60"


def implied_elderly(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """How many elderly people a document's beds and its beds per 1,000 elderly imply, same year, both attained.

    Beds of all kinds imply the number, institution beds a lower bound (the ratio may count beds in communities too);
    ``comparator`` says which, ``~`` where a side is about. None at all, or a ratio of zero, imply nothing.
    ``stated_people`` is the population of 60 or over that the document gives for that year, if it gives one, and
    ``difference`` by how many percent it departs. Columns: region, region_code, doc_id, year, indicator_id (of the
    beds), beds, ratio, implied, comparator, stated_people, difference, the marks, beds_fact, ratio_fact, stated_fact.
    """
    used = comparable(bed_ratios(facts, plans))
    used = used[used["role"].eq("attained") & used["group"].eq("") & used["value_max"].isna() & ~used["conflict"]]
    used = used[used["comparator"].isin(["=", "~"]) & used["value"].gt(0)]
    everybody = ["", *codebook().groups_in(codebook().indicators[ELDERLY].name_zh)]  # 60岁以上 is said by the name, too
    people = chosen(facts, plans, [ELDERLY])
    people = people[people["group"].isin(everybody) & people["value"].notna() & people["unit"].eq("人")]
    rows: list[dict[str, Any]] = []
    for doc_id, year in dict.fromkeys(zip(used["doc_id"].tolist(), used["year"].tolist(), strict=True)):
        same = used[used["doc_id"].eq(doc_id) & used["year"].eq(year)]
        ratios = same[same["indicator_id"].eq("elder_beds_per_1000")].sort_values("inferred", kind="stable")
        for indicator, bound in NUMERATORS.items():
            beds = same[same["indicator_id"].eq(indicator)].sort_values("inferred", kind="stable")
            if ratios.empty or beds.empty:
                continue
            one, ratio = beds.iloc[0], ratios.iloc[0]
            about = "~" in (one["comparator"], ratio["comparator"]) and bound == "="
            implied = one["value"] / ratio["value"] * 1000
            told = people[people["doc_id"].eq(doc_id) & people["year"].eq(year)]
            stated = float(told["value"].iloc[0]) if told["value"].nunique() == 1 else None
            rows.append(
                {key: one[key] for key in ("region", "region_code", "doc_id", "year", "indicator_id")}
                | {"beds": one["value"], "ratio": ratio["value"], "implied": implied, "stated_people": stated}
                | {"comparator": "~" if about else bound}
                | {"difference": None if stated is None else (stated / implied - 1) * 100}
                | {mark: bool(one[mark] or ratio[mark]) for mark in MARKS}
                | {"beds_fact": one["fact_id"], "ratio_fact": ratio["fact_id"]}
                | {"stated_fact": "" if stated is None else told["fact_id"].iloc[0]}
            )
    measured = ["beds", "ratio", "implied", "stated_people", "difference"]
    names = ["region", "region_code", "doc_id", "year", "indicator_id", *measured[:3], "comparator", *measured[3:]]
    frame = pd.DataFrame(rows, columns=[*names, *MARKS, "beds_fact", "ratio_fact", "stated_fact"])
    types = dict.fromkeys(frame.columns, "str") | dict.fromkeys(measured, "float64") | dict.fromkeys(MARKS, "bool")
    return frame.astype(types | {"year": "Int64"})
