"""Panels: what is comparable, how it was made so, and why the rest is not."""

from __future__ import annotations

import pandas as pd
import pytest
from made_tables import (
    GOVERNMENT,
    GROWTH,
    INCLUSIVE,
    NURSING,
    PER_1000,
    STANDARD,
    Facts,
    made_facts,
    made_plans,
)

from analysis.comparing import (
    SelectionError,
    baseline_and_target,
    bed_ratios,
    comparable,
    destitute_multiple,
    low_income_standards,
    rural_urban_ratio,
    select_plans,
    stated_growth,
)
from analysis.publishing.findings import about_beds, about_standards

MONTH, YEAR = "元/人/月", "元/人/年"


def levels(facts: Facts) -> pd.DataFrame:
    return low_income_standards(facts.frame(), made_plans())


def of(frame: pd.DataFrame, **same: object) -> pd.DataFrame:
    for column, value in same.items():
        frame = frame[frame[column].eq(value)]
    return frame


# --- selection -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regions", "periods", "found"),
    [
        ([], [], ["hulunbuir", "jiangjin", "suizhou", "wulong", "wuxi"]),
        (["500116"], [], ["jiangjin"]),
        (["江津"], [], ["jiangjin"]),
        ('["500116"]', "[]", ["jiangjin"]),
        (500116, None, ["jiangjin"]),
        (["呼伦贝尔市", "421300"], [], ["hulunbuir", "suizhou"]),
        ([], ["十三五"], ["suizhou"]),
        ([], ["2021–2025"], ["hulunbuir", "jiangjin", "wuxi"]),
        ([], ["2024"], ["wulong"]),
        (["巫溪县"], ["十四五"], ["wuxi"]),
    ],
)
def test_documents_are_chosen_by_region_and_period(regions: object, periods: object, found: list[str]) -> None:
    assert select_plans(made_plans(), regions, periods)["doc_id"].tolist() == found


@pytest.mark.parametrize(
    ("regions", "periods", "said"),
    [
        (["999999"], [], r"region “999999”.*江津区 \(500116\)"),
        (["江津区", "江建区"], [], "“江建区”"),
        ([""], [], "“”"),
        ([], ["十五五"], "period “十五五”.*十四五"),
        (["随州市"], ["十四五"], "go together"),
    ],
)
def test_what_no_document_has_is_refused_in_a_sentence(regions: list[str], periods: list[str], said: str) -> None:
    with pytest.raises(SelectionError, match=said):
        select_plans(made_plans(), regions, periods)


def test_an_empty_corpus_has_nothing_to_choose_from() -> None:
    nothing = made_plans().iloc[:0]
    assert select_plans(nothing).empty
    with pytest.raises(SelectionError, match="No document has a known region"):
        select_plans(nothing, ["500116"])


# --- standards -----------------------------------------------------------------------------------------------------


def test_yearly_amounts_are_divided_by_twelve_and_the_step_is_named() -> None:
    panel = of(low_income_standards(made_facts(), made_plans()), region="呼伦贝尔市", group="农村")
    assert panel["year"].tolist() == [2016, 2017, 2018, 2019, 2020]
    assert panel["level"].tolist() == [291.67, 316.67, 418.33, 460.17, 501.33]
    assert panel["value"].tolist() == [3500, 3800, 5020, 5522, 6016]
    assert set(panel["conversion"]) == {"÷12"} and set(panel["unit"]) == {YEAR}


def test_monthly_amounts_stay_as_written() -> None:
    panel = of(low_income_standards(made_facts(), made_plans()), region="江津区")
    assert list(zip(panel["year"], panel["group"], panel["level"], strict=True)) == [
        (2016, "城市", 460), (2016, "农村", 300), (2020, "城市", 620), (2020, "农村", 496),
    ]  # fmt: skip
    assert set(panel["conversion"]) == {"as written"}
    assert panel["inferred"].tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("value", "unit", "year", "reason"),
    [
        (700, "元", 2024, "month or per year"),
        (700, "", 2024, "no unit"),
        (700, "元/人/次", 2024, "per case"),
        (700, "%", 2024, "%"),
        (0, MONTH, 2024, "zero"),
        (None, MONTH, 2024, "no number"),
        (700, MONTH, None, "no year"),
    ],
)
def test_what_cannot_be_compared_stays_with_its_reason(value: float, unit: str, year: int, reason: str) -> None:
    facts = Facts()
    facts.add("wulong", "standard", STANDARD, "城市", value, unit, year)
    panel = levels(facts)
    assert len(panel) == 1 and reason in panel["left_out"][0]
    assert comparable(panel).empty and rural_urban_ratio(panel).empty


def test_no_fact_about_standards_is_dropped() -> None:
    facts = made_facts()
    stated = facts[facts["indicator_id"].eq(STANDARD)]
    assert sorted(low_income_standards(facts, made_plans())["fact_id"]) == sorted(stated["fact_id"])


def test_a_planned_level_is_converted_and_kept_apart() -> None:
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "农村", 496, MONTH, 2020)
    facts.add("wuxi", "target", STANDARD, "农村", 7200, YEAR, 2025, ">=")
    panel = levels(facts)
    assert panel["level"].tolist() == [496, 600] and panel["kind"].tolist() == ["standard", "target"]


def test_two_values_for_the_same_thing_are_marked() -> None:
    facts = Facts()
    for value in (620, 630):
        facts.add("wuxi", "standard", STANDARD, "城市", value, MONTH, 2020)
    facts.add("wuxi", "standard", STANDARD, "农村", 496, MONTH, 2020)
    facts.add("wuxi", "standard", STANDARD, "农村", 5952, YEAR, 2020)  # the same level, per year
    panel = levels(facts)
    assert panel["conflict"].tolist() == [True, True, False, False]
    assert rural_urban_ratio(panel).empty  # which of the two urban levels is right is not ours to say


def test_the_ratio_is_that_of_one_document_and_year() -> None:
    ratios = rural_urban_ratio(low_income_standards(made_facts(), made_plans()))
    assert of(ratios, region="江津区")["ratio"].round(4).tolist() == [0.6522, 0.8]
    assert of(ratios, region="江津区")["inferred"].tolist() == [False, True]
    assert of(ratios, region="呼伦贝尔市", year=2020)["flagged"].tolist() == [True]
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "城市", 620, MONTH, 2020)
    facts.add("jiangjin", "standard", STANDARD, "农村", 496, MONTH, 2020)
    assert rural_urban_ratio(levels(facts)).empty


@pytest.mark.parametrize("more", [{"comparator": ">="}, {"value_max": 700.0}])
def test_a_floor_or_a_range_has_no_ratio(more: dict[str, object]) -> None:
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "城市", 620, MONTH, 2020, **more)
    facts.add("wuxi", "standard", STANDARD, "农村", 496, MONTH, 2020)
    assert rural_urban_ratio(levels(facts)).empty


def test_stated_growth_stands_beside_growth_recomputed() -> None:
    growth = stated_growth(made_facts(), made_plans())
    urban = of(growth, region="呼伦贝尔市", group="城市").iloc[0]
    assert (urban["measure"], urban["stated"], round(urban["recomputed"], 2)) == ("yearly", 7.1, 7.84)
    assert (urban["from_year"], urban["to_year"], urban["years"]) == (2016, 2020, 4)
    total = of(growth, region="江津区", measure="total")
    assert total["recomputed"].round(2).tolist() == [34.78, 65.33]
    assert total["difference"].abs().lt(0.01).all()


def test_nothing_is_divided_by_a_level_of_zero() -> None:
    facts = Facts()
    for year, urban, rural in ((2019, 0, 0), (2020, 620, 0)):
        facts.add("wuxi", "standard", STANDARD, "城市", urban, MONTH, year)
        facts.add("wuxi", "standard", STANDARD, "农村", rural, YEAR, year)
    facts.add("wuxi", "outcome", GROWTH, "城市", 30, "%", None, period_start=2019, period_end=2020)
    facts.add("wuxi", "standard", "destitute_standard", "", 900, MONTH, 2020)
    panel = levels(facts)
    ratios, growth = rural_urban_ratio(panel), stated_growth(facts.frame(), made_plans())
    assert len(panel) == 4 and ratios.empty
    assert growth["left_out"].tolist() == ["fewer than two levels in the span"]
    assert destitute_multiple(facts.frame(), made_plans())["basis"].tolist() == ["城市"]
    said = [claim.text for claim in about_standards(panel, ratios, growth, "zh")]
    assert said == ["巫溪县城市低保标准 2020 年为每人每月 620 元。"]


def test_growth_without_levels_says_why() -> None:
    facts = Facts()
    facts.add("wuxi", "outcome", GROWTH, "城市", 30, "%", None, period_start=2016, period_end=2020)
    facts.add("wuxi", "outcome", GROWTH, "农村", 30, "%", None)
    facts.add("wuxi", "standard", STANDARD, "城市", 620, MONTH, 2020)
    growth = stated_growth(facts.frame(), made_plans())
    assert growth["left_out"].tolist() == ["fewer than two levels in the span", "no span"]
    assert growth["recomputed"].isna().all()


def test_growth_of_one_year_is_over_the_year_before() -> None:
    facts = Facts()
    for year, value in ((2018, 500), (2019, 600), (2020, 660)):
        facts.add("wuxi", "standard", STANDARD, "城市", value, MONTH, year)
    facts.add("wuxi", "outcome", GROWTH, "城市", 10, "%", 2020)
    growth = stated_growth(facts.frame(), made_plans()).iloc[0]
    assert (growth["from_year"], growth["to_year"], round(growth["recomputed"], 6)) == (2019, 2020, 10)


# --- beds ----------------------------------------------------------------------------------------------------------


def test_a_goal_of_the_last_period_is_told_from_a_goal() -> None:
    panel = of(bed_ratios(made_facts(), made_plans()), indicator_id=PER_1000)
    jiangjin = of(panel, region="江津区")
    assert list(zip(jiangjin["year"], jiangjin["role"], jiangjin["value"], strict=True)) == [
        (2015, "attained", 24), (2020, "past target", 35), (2020, "attained", 35.5),
    ]  # fmt: skip
    assert of(panel, region="随州市")["role"].tolist() == ["target"]  # 2020 is the end of its own period
    assert not panel["conflict"].any()


def test_what_became_of_a_share_is_said_in_percent() -> None:
    facts = Facts()
    facts.add("wuxi", "target", NURSING, "", 30, "%", 2020, ">=")
    facts.add("wuxi", "outcome", NURSING, "", 36, "%", 2020)
    pairs, panel = baseline_and_target(facts.frame(), made_plans()), bed_ratios(facts.frame(), made_plans())
    said = [claim.text for claim in about_beds(pairs, panel, "en")]
    assert any("for 2020 was ≥30%; attained: 36%." in text for text in said)


def test_baseline_and_target_of_each_document() -> None:
    pairs = of(baseline_and_target(made_facts(), made_plans()), indicator_id=NURSING).set_index("region")
    shown = ["baseline", "baseline_comparator", "target", "target_comparator", "change"]
    assert pairs.loc["江津区", shown].tolist() == [34.77, "=", 60, ">=", pytest.approx(25.23)]
    assert pairs.loc["呼伦贝尔市", shown].tolist() == [42, "=", 55, ">=", 13]
    assert pairs.loc["巫溪县", shown].tolist() == [30, ">", 60, ">=", 30]
    alone = pairs.loc["随州市"]
    assert alone["target"] == 30 and alone["target_year"] == 2020
    assert pd.isna(alone["baseline"]) and pd.isna(alone["change"]) and alone["baseline_fact"] == ""


def test_a_document_with_one_side_only_keeps_its_row() -> None:
    pairs = baseline_and_target(made_facts(), made_plans())
    attained = of(pairs, indicator_id=GOVERNMENT, region="江津区").iloc[0]
    assert attained["baseline"] == 48.9 and pd.isna(attained["target"])
    assert of(pairs, indicator_id=INCLUSIVE)["target"].tolist() == [80]


def test_of_equal_targets_the_one_with_its_baseline_is_taken() -> None:
    facts = Facts()
    facts.add("wuxi", "target", NURSING, "", 60, "%", 2025, ">=", time_inferred=True)
    row = {"source": "table", "char_start": 500, "char_end": 520}
    baseline = facts.add("wuxi", "outcome", NURSING, "", 31, "%", 2020, **row)
    target = facts.add("wuxi", "target", NURSING, "", 60, "%", 2025, ">=", **row)
    pair = baseline_and_target(facts.frame(), made_plans()).iloc[0]
    assert (pair["baseline_fact"], pair["target_fact"]) == (baseline, target)


def test_a_share_in_another_unit_is_left_out_with_its_reason() -> None:
    facts = Facts()
    facts.add("wuxi", "outcome", NURSING, "", 300, "张", 2020)
    facts.add("wuxi", "target", NURSING, "", None, "%", 2025)
    panel = bed_ratios(facts.frame(), made_plans())
    assert panel["left_out"].tolist() == ["张 is not %", "the text gives no number"]
    assert baseline_and_target(facts.frame(), made_plans()).empty


def test_panels_do_not_depend_on_the_order_of_rows() -> None:
    facts = made_facts()
    shuffled = facts.sample(frac=1, random_state=3).reset_index(drop=True)
    plans = made_plans().iloc[::-1].reset_index(drop=True)
    for make in (low_income_standards, bed_ratios, baseline_and_target, stated_growth):
        pd.testing.assert_frame_equal(make(facts, made_plans()), make(shuffled, plans))


def test_empty_tables_give_empty_panels_of_the_same_shape() -> None:
    facts, plans = made_facts(), made_plans()
    for make in (low_income_standards, bed_ratios, baseline_and_target, stated_growth):
        full, none = make(facts, plans), make(facts.iloc[:0], plans.iloc[:0])
        assert none.empty and list(none.columns) == list(full.columns)
        assert none.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()
