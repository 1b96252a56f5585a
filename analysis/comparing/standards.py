"""Low-income standards (最低生活保障标准) of regions and years, made comparable in 元/人/月."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.panels import MARKS, chosen, clearest, comparable, disputed, marked
from analysis.tables import views
from analysis.tables.schema import Tables

LEVEL = "low_income_standard"
GROWTH = "low_income_standard_growth"

COLUMNS = [
    "region", "region_code", "doc_id", "plan_period", "year", "group", "kind", "level", "level_max", "conversion",
    "value", "value_max", "unit", "comparator", "inferred", "damaged", "flagged", "flags", "conflict", "left_out",
    "line", "quote", "fact_id",
]  # fmt: skip


def low_income_standards(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Every statement of a low-income standard in ``plans``, one row per fact, with its level in 元/人/月.

    Levels in force (kind ``standard``) and planned ones (``target``). ``level`` (and ``level_max`` for a range) is the
    written value, divided by 12 where the document states an amount a year; ``conversion`` names that step.
    ``conflict`` marks levels that differ although region, group, year and kind are the same. ``left_out`` says why a
    row has no comparable level (one of zero has lost its digits) or no year: such rows stay in the panel. No unit is
    guessed, no value changed.
    """
    rows = chosen(facts, plans, [LEVEL])
    rows = rows[rows["kind"].isin(["standard", "target"])].reset_index(drop=True)
    # the view of standards knows the one way to 元/人/月; a planned level is converted in the same way
    monthly = views.standards(rows.assign(kind="standard"), plans)
    rows["level"], rows["level_max"] = monthly["monthly_value"], monthly["monthly_value_max"]
    rows["conversion"], rows["left_out"] = monthly["conversion"], monthly["conversion_note"]
    rows["left_out"] = _without_place(rows["left_out"], rows["level"], rows["year"])
    panel = marked(rows, plans)
    panel["conflict"] = disputed(panel, ["region_code", "region", "group", "year", "kind"], "level")
    return panel[COLUMNS]


def rural_urban_ratio(panel: pd.DataFrame) -> pd.DataFrame:
    """The rural level as a share of the urban one, for each document, kind and year that states both.

    Columns: region, region_code, doc_id, year, kind, urban, rural (元/人/月), ratio (1 is parity), inferred, damaged,
    flagged, conflict, urban_fact, rural_fact. Only levels of the same document are set beside each other, and only
    where each group has one single level: no ranges, no “at least”.
    """
    usable = comparable(panel)
    usable = usable[usable["level_max"].isna() & usable["comparator"].isin(["=", "~"])]
    rows: list[dict[str, Any]] = []
    keys = ["region", "region_code", "doc_id", "year", "kind"]
    for key, same in usable.groupby(keys, sort=False):
        urban, rural = same[same["group"].eq("城市")], same[same["group"].eq("农村")]
        if urban["level"].nunique() != 1 or rural["level"].nunique() != 1:
            continue
        one, other = (side.sort_values(["inferred", "damaged"], kind="stable").iloc[0] for side in (urban, rural))
        marks = {name: bool(one[name] or other[name]) for name in MARKS}
        levels = {"urban": one["level"], "rural": other["level"], "ratio": other["level"] / one["level"]}
        known = dict(zip(keys, key, strict=True))
        rows.append(known | levels | marks | {"urban_fact": one["fact_id"], "rural_fact": other["fact_id"]})
    frame = pd.DataFrame(rows, columns=[*keys, "urban", "rural", "ratio", *MARKS, "urban_fact", "rural_fact"])
    types = dict.fromkeys(frame.columns, "str") | dict.fromkeys(["urban", "rural", "ratio"], "float64")
    types |= dict.fromkeys(MARKS, "bool") | {"year": "Int64"}
    return frame.astype(types).sort_values(
        ["region_code", "region", "doc_id", "year"], kind="stable", ignore_index=True
    )


def stated_growth(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Growth as the document states it beside growth recomputed from the levels of the same document.

    ``measure`` is ``total`` (``last / first - 1``) or ``yearly`` (年均: ``(last / first) ** (1 / years) - 1``); both in
    percent, from the first and the last level the document states within the span of the statement. ``from_year``,
    ``to_year`` and ``years`` say which: a span of five years whose base year is not in the document is recomputed over
    four. Where there are fewer than two levels, ``recomputed`` is missing and ``left_out`` says why. Columns: region,
    region_code, doc_id, group, measure, stated, recomputed, difference (stated minus recomputed, percentage points),
    from_year, to_year, years, first, last (元/人/月), left_out, fact_id, first_fact, last_fact.
    """
    growth = marked(chosen(facts, plans, [GROWTH]), plans)
    growth = growth[growth["unit"].eq("%") & growth["value"].notna() & growth["kind"].ne("target")]
    levels = comparable(low_income_standards(facts, plans))
    levels = levels[levels["kind"].eq("standard") & levels["level_max"].isna() & ~levels["conflict"]]
    rows = [_beside_levels(row, levels) for row in growth.to_dict("records")]
    years, measured = ["from_year", "to_year", "years"], ["stated", "recomputed", "difference", "first", "last"]
    names = ["region", "region_code", "doc_id", "group", "measure", *measured[:3], *years, *measured[3:]]
    frame = pd.DataFrame(rows, columns=[*names, "left_out", "fact_id", "first_fact", "last_fact"])
    words = dict.fromkeys(frame.columns, "str")
    return frame.astype(words | dict.fromkeys(years, "Int64") | dict.fromkeys(measured, "float64"))


@cache
def _yearly_words() -> tuple[str, ...]:
    return tuple(row["wording"] for row in read_table("cues") if row["class"] == "annual")


def _is_yearly(row: dict[Any, Any]) -> bool:
    """Whether the document calls the growth a yearly average."""
    return any(word in row["indicator_text"] or word in row["indicator"] for word in _yearly_words())


def _beside_levels(row: dict[Any, Any], levels: pd.DataFrame) -> dict[str, Any]:
    out = {name: row[name] for name in ("region", "region_code", "doc_id", "group", "fact_id")}
    out |= {
        "measure": "yearly" if _is_yearly(row) else "total",
        "stated": row["value"],
        "first_fact": "",
        "last_fact": "",
    }
    start, end = row["period_start"], row["period_end"]
    if pd.isna(start) and not pd.isna(row["year"]):  # growth of one year is growth over the year before
        start, end = row["year"] - 1, row["year"]
    if pd.isna(start) or pd.isna(end):
        return out | {"left_out": "no span"}
    same = levels[levels["doc_id"].eq(row["doc_id"]) & levels["group"].eq(row["group"])]
    same = same[same["year"].between(start, end)].sort_values("year", kind="stable")
    if same["year"].nunique() < 2:
        return out | {"left_out": "fewer than two levels in the span"}
    first, last = same.iloc[0], same.iloc[-1]
    years = int(last["year"] - first["year"])
    factor = last["level"] / first["level"]
    recomputed = ((factor ** (1 / years) if out["measure"] == "yearly" else factor) - 1) * 100
    span = {"from_year": first["year"], "to_year": last["year"], "years": years, "left_out": ""}
    ends = {
        "first": first["level"],
        "last": last["level"],
        "first_fact": first["fact_id"],
        "last_fact": last["fact_id"],
    }
    return out | span | ends | {"recomputed": recomputed, "difference": row["value"] - recomputed}


def benefit_levels(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Every benefit level in force in ``plans``, one row per fact of the table ``standards``, in its order.

    Adds the columns of :func:`analysis.comparing.panels.marked`, and ``left_out``, which says why a level has no place
    among others: no amount a month, one of zero, or no year.
    """
    rows = tables.standards[tables.standards["doc_id"].isin(plans["doc_id"])]
    panel = marked(rows.drop(columns=["region", "region_code", "plan_period"]), plans)
    return panel.assign(left_out=_without_place(panel["conversion_note"], panel["monthly_value"], panel["year"]))


def _without_place(left_out: pd.Series, monthly: pd.Series, year: pd.Series) -> pd.Series:
    """``left_out`` with the reasons why a level by the month has no place among others."""
    told = left_out.mask(left_out.eq("") & monthly.eq(0), "zero is no level")
    return told.mask(told.eq("") & year.isna(), "no year").astype("str")


DESTITUTE = "destitute_standard"
BOTH = ("城市", "农村")


def destitute_multiple(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """The support standard of destitute persons (特困) as a multiple of the low-income standard of document and year.

    A destitute standard for urban or rural persons is divided by the low-income standard of that group; one without a
    group by each of the two, and ``basis`` says which. Only single levels are divided: no ranges, no “at least”, none
    that the document states twice with different values. Columns: region, region_code, doc_id, year, group, basis,
    destitute and low_income (元/人/月), multiple, the marks of either side, destitute_fact, low_income_fact.
    """
    lines = _single_levels(low_income_standards(facts, plans))
    asked = facts[facts["indicator_id"].eq(DESTITUTE)].assign(indicator_id=LEVEL)
    supports = _single_levels(low_income_standards(asked, plans))
    rows = []
    for one in supports.to_dict("records"):
        bases = (one["group"],) if one["group"] in BOTH else BOTH if one["group"] in ("", "城乡") else ()
        same = lines[lines["doc_id"].eq(one["doc_id"]) & lines["year"].eq(one["year"]) & lines["group"].isin(bases)]
        for other in same.to_dict("records"):
            known = {key: one[key] for key in ("region", "region_code", "doc_id", "year", "group")}
            levels = {
                "destitute": one["level"],
                "low_income": other["level"],
                "multiple": one["level"] / other["level"],
            }
            marks = {name: bool(one[name] or other[name]) for name in MARKS}
            ends = {"destitute_fact": one["fact_id"], "low_income_fact": other["fact_id"]}
            rows.append(known | {"basis": other["group"]} | levels | marks | ends)
    measured = ["destitute", "low_income", "multiple"]
    names = ["region", "region_code", "doc_id", "year", "group", "basis", *measured, *MARKS]
    frame = pd.DataFrame(rows, columns=[*names, "destitute_fact", "low_income_fact"])
    types = dict.fromkeys(frame.columns, "str") | dict.fromkeys(measured, "float64") | dict.fromkeys(MARKS, "bool")
    frame = frame.astype(types | {"year": "Int64"})
    keys = ["region_code", "region", "doc_id", "basis", "year"]
    return frame.sort_values(keys, kind="stable", ignore_index=True)


def _single_levels(panel: pd.DataFrame) -> pd.DataFrame:
    """Levels in force that stand for themselves, one for each document, group and year."""
    used = comparable(panel)
    used = used[used["kind"].eq("standard") & used["level_max"].isna() & used["comparator"].isin(["=", "~"])]
    return clearest(used[~used["conflict"]], ["doc_id", "group", "year"])


def national_gap(panel: pd.DataFrame) -> pd.DataFrame:
    """Levels in force beside the national average of the same group and year, as ``codebook/national.csv`` has it.

    Adds ``national`` (元/人/月, a yearly average divided by 12), ``gap`` (元/人/月), ``gap_percent`` and the ``source``
    of the national figure. ``left_out`` says why a level is compared with nothing: no year is interpolated.
    """
    known = {
        (row["group"], int(row["year"])): (
            float(row["value"]) / (12 if row["unit"] == "元/人/年" else 1),
            row["source"],
        )
        for row in read_table("national")
        if row["indicator_id"] == LEVEL
    }
    rows = clearest(panel[panel["kind"].eq("standard")], ["doc_id", "group", "year", "level", "level_max", "left_out"])
    keys = [
        (group, None if pd.isna(year) else int(year)) for group, year in zip(rows["group"], rows["year"], strict=True)
    ]
    found = [known.get((group, year)) if year is not None else None for group, year in keys]
    frame = rows.assign(
        national=pd.Series([round(one[0], 2) if one else None for one in found], index=rows.index, dtype="float64"),
        source=pd.Series([one[1] if one else "" for one in found], index=rows.index, dtype="str"),
    )
    frame["gap"] = frame["level"] - frame["national"]
    frame["gap_percent"] = frame["gap"] / frame["national"] * 100
    without = frame["left_out"].eq("") & frame["national"].isna()
    frame["left_out"] = frame["left_out"].mask(without, "no national figure on file for group and year").astype("str")
    return frame.sort_values(["region_code", "region", "doc_id", "group", "year"], kind="stable", ignore_index=True)
