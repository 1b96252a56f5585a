"""Multiples, national averages, implied populations, promises and money: what follows, and what is not compared."""

from __future__ import annotations

import pandas as pd
import pytest
from made_tables import NURSING, PER_1000, STANDARD, Facts, made_facts, made_plans, made_tables, plan

from analysis.comparing import (
    destitute_multiple,
    implied_elderly,
    low_income_standards,
    national_gap,
    per_recipient,
    promises,
    spending,
    target_pairs,
)
from analysis.comparing.cautions import across, between, over_definitions, within
from analysis.publishing.findings import confirmed
from analysis.publishing.findings_promises import (
    about_ambition,
    about_implied,
    about_multiples,
    about_national,
    about_promises,
    about_spending,
    about_targets,
)
from analysis.tables.schema import Tables, frame_of

MONTH, YEAR, PERSONS = "元/人/月", "元/人/年", "人"
DESTITUTE, COVERAGE, WORKERS = "destitute_standard", "community_elder_facility_coverage", "social_workers"
SPAN = {"period_start": 2016, "period_end": 2020}


def tables_of(facts: Facts, plans: pd.DataFrame | None = None) -> Tables:
    return made_tables(facts.frame(), plans)


def judged(facts: Facts, plans: pd.DataFrame | None = None) -> pd.DataFrame:
    tables = tables_of(facts, plans)
    return promises(tables, tables.plans)


# --- standards -----------------------------------------------------------------------------------------------------


def test_a_multiple_is_that_of_the_same_group_and_one_without_a_group_is_of_both() -> None:
    facts = Facts()
    for group, value, unit in (("城市", 660, MONTH), ("农村", 6000, YEAR)):
        facts.add("wuxi", "standard", STANDARD, group, value, unit, 2020)
    facts.add("wuxi", "standard", DESTITUTE, "城市", 858, MONTH, 2020)
    facts.add("wuxi", "standard", DESTITUTE, "", 900, MONTH, 2020)
    facts.add("wuxi", "standard", DESTITUTE, "城市", 900, MONTH, 2019)  # no low-income standard of that year
    found = destitute_multiple(facts.frame(), made_plans())
    shown = list(zip(found["group"], found["basis"], found["multiple"].round(2), strict=True))
    assert sorted(shown) == [("", "农村", 1.8), ("", "城市", 1.36), ("城市", "城市", 1.3)]
    assert confirmed(about_multiples(found, "zh"), facts.frame())


@pytest.mark.parametrize("more", [{"comparator": ">="}, {"value_max": 900.0}])
def test_a_floor_or_a_range_has_no_multiple(more: dict[str, object]) -> None:
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "城市", 660, MONTH, 2020)
    facts.add("wuxi", "standard", DESTITUTE, "城市", 858, MONTH, 2020, **more)
    assert destitute_multiple(facts.frame(), made_plans()).empty


def test_levels_meet_the_national_average_of_their_own_year_only() -> None:
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "农村", 3500, YEAR, 2016)
    facts.add("wuxi", "standard", STANDARD, "农村", 300, MONTH, 1999)
    facts.add("wuxi", "standard", STANDARD, "", 300, MONTH, 2016)
    gaps = national_gap(low_income_standards(facts.frame(), made_plans())).set_index("fact_id")
    assert gaps.loc["f000", "national"] == 312 and round(gaps.loc["f000", "gap_percent"], 1) == -6.5
    for other in ("f001", "f002"):
        assert pd.isna(gaps.loc[other, "gap"]) and "no national figure" in gaps.loc[other, "left_out"]
    assert confirmed(about_national(gaps.reset_index(), "en"), facts.frame())


# --- beds ----------------------------------------------------------------------------------------------------------


def test_institution_beds_imply_a_lower_bound_and_all_beds_the_number() -> None:
    facts = Facts()
    facts.add("wuxi", "outcome", PER_1000, "", 35.5, "张/千名老人", 2020)
    facts.add("wuxi", "outcome", "elder_institution_beds", "", 5936, "张", 2020)
    facts.add("jiangjin", "outcome", PER_1000, "", 30, "张/千名老人", 2020)
    facts.add("jiangjin", "outcome", "elder_beds", "", 6000, "张", 2020, "~")
    facts.add("jiangjin", "outcome", "elderly_60", "", 210000, PERSONS, 2020)
    facts.add("hulunbuir", "outcome", PER_1000, "", 30, "张/千名老人", 2020)
    facts.add("hulunbuir", "outcome", "elder_beds", "", 6000, "张", 2019)  # another year
    found = implied_elderly(facts.frame(), made_plans()).set_index("region")
    assert (round(found.loc["巫溪县", "implied"]), found.loc["巫溪县", "comparator"]) == (167211, ">=")
    assert (found.loc["江津区", "implied"], found.loc["江津区", "comparator"]) == (200000, "~")
    assert found.loc["江津区", "difference"] == pytest.approx(5) and "呼伦贝尔市" not in found.index
    assert confirmed(about_implied(found.reset_index(), "zh"), facts.frame())


@pytest.mark.parametrize(
    ("stated", "people"),
    [
        ([("60岁以上", 210000)], 210000),  # the group that the indicator's own name says
        ([("", 210000), ("60岁以上", 210000)], 210000),
        ([("农村", 90000)], None),
        ([("60岁以上", 210000), ("60岁以上", 250000)], None),  # which of them is right is not ours to say
    ],
)
def test_the_stated_population_is_that_of_all_elderly(stated: list[tuple[str, float]], people: float | None) -> None:
    facts = Facts()
    facts.add("jiangjin", "outcome", PER_1000, "", 30, "张/千名老人", 2020)
    facts.add("jiangjin", "outcome", "elder_beds", "", 6000, "张", 2020)
    for group, value in stated:
        facts.add("jiangjin", "outcome", "elderly_60", group, value, PERSONS, 2020)
    found = implied_elderly(facts.frame(), made_plans()).iloc[0]
    assert (None if pd.isna(found["stated_people"]) else found["stated_people"]) == people
    assert bool(found["stated_fact"]) == (people is not None)


def test_beds_or_a_ratio_of_zero_imply_nobody() -> None:
    facts = Facts()
    for doc_id, beds, ratio in (("wuxi", 0, 30), ("jiangjin", 900, 0), ("suizhou", 0, 0)):
        facts.add(doc_id, "outcome", "elder_beds", "", beds, "张", 2020)
        facts.add(doc_id, "outcome", PER_1000, "", ratio, "张/千名老人", 2020)
        facts.add(doc_id, "outcome", "elderly_60", "", 30000, PERSONS, 2020)
    assert implied_elderly(facts.frame(), made_plans()).empty


# --- promises ------------------------------------------------------------------------------------------------------


def promise(aim: float, got: float, *, comparator: str = "=", got_comparator: str = "=", indicator: str = COVERAGE,
            start: float | None = None, unit: str = "%") -> pd.Series:  # fmt: skip
    facts = Facts()
    if start is not None:
        facts.add("wuxi", "outcome", indicator, "", start, unit, 2015)
    facts.add("wuxi", "target", indicator, "", aim, unit, 2020, comparator)
    facts.add("wuxi", "outcome", indicator, "", got, unit, 2020, got_comparator)
    return judged(facts).iloc[0]


@pytest.mark.parametrize(
    ("given", "status", "source"),
    [
        ({"aim": 60, "got": 33.7}, "missed", "codebook"),
        ({"aim": 60, "got": 60}, "met", "codebook"),
        ({"aim": 60, "got": 70, "comparator": ">="}, "met", "comparator"),
        ({"aim": 60, "got": 50, "comparator": "<="}, "met", "comparator"),
        ({"aim": 60, "got": 70, "comparator": "<="}, "missed", "comparator"),
        ({"aim": 40, "got": 50, "start": 60}, "missed", "starting value"),
        ({"aim": 40, "got": 35, "start": 60}, "met", "starting value"),
        ({"aim": 60, "got": 50, "got_comparator": ">="}, "not judged", "codebook"),  # 50 or more may be 60
        ({"aim": 60, "got": 70, "got_comparator": ">="}, "met", "codebook"),
        ({"aim": 60, "got": 59, "got_comparator": "~"}, "not judged", "codebook"),
        ({"aim": 60, "got": 20, "got_comparator": "~"}, "missed", "codebook"),
        ({"aim": 500, "got": 400, "indicator": "low_income_persons", "unit": "人"}, "not judged", ""),
        ({"aim": 50, "got": 40, "indicator": "government_bed_share"}, "met", "codebook"),
    ],
)
def test_a_promise_is_judged_by_its_direction_or_not_at_all(given: dict[str, object], status: str, source: str) -> None:
    row = promise(**given)  # type: ignore[arg-type]
    assert (row["promise_status"], row["direction_from"]) == (status, source)


@pytest.mark.parametrize("rate", ["donation_growth", "donations.growth", "donations.decline"])
def test_a_change_over_five_years_is_not_attained_in_one_of_them(rate: str) -> None:
    facts = Facts()
    facts.add("wuxi", "target", rate, "", 30, "%", None, **SPAN)
    facts.add("wuxi", "outcome", rate, "", 31, "%", 2020)
    assert judged(facts)["promise_status"].tolist() == ["redefined"]
    facts.add("wuxi", "outcome", rate, "", 32, "%", None, **SPAN)
    assert judged(facts)["attained"].tolist() == [32]


def test_a_promise_without_a_value_is_not_reported_and_one_in_another_group_redefined() -> None:
    facts = Facts()
    facts.add("wuxi", "target", COVERAGE, "城市", 60, "%", 2020)
    facts.add("wuxi", "target", WORKERS, "", 300, PERSONS, 2020)
    facts.add("wuxi", "outcome", COVERAGE, "农村", 60, "%", 2020)
    found = judged(facts).set_index("indicator_id")
    assert found.loc[COVERAGE, "promise_status"] == "redefined"
    assert found.loc[WORKERS, "promise_status"] == "not reported" and pd.isna(found.loc[WORKERS, "attained"])
    assert set(found["next_status"]) == {"no plan"}


def test_what_lies_far_beyond_its_target_is_redefined_wherever_it_is_said() -> None:
    facts = Facts()
    aim = facts.add("wuxi", "target", WORKERS, "", 265, PERSONS, 2020)
    facts.add("wuxi", "outcome", WORKERS, "", 2981, PERSONS, 2020)
    again = facts.add("wuxi", "outcome", WORKERS, "", 2981, PERSONS, 2020)
    tables = tables_of(facts)
    assert promises(tables, tables.plans)["promise_status"].tolist() == ["met"]
    row = ["wuxi", "far-beyond-target", "warning", 1, "265", "2981", f"{aim};{again}", "x"]
    tables.issues.loc[0] = row
    assert promises(tables, tables.plans)["promise_status"].tolist() == ["redefined"]


def test_what_the_next_plan_asks_for() -> None:
    facts = Facts()
    for indicator, aim, ahead in (("cremation_rate", 35, 40), ("volunteer_share", 14, 14), ("election_rate", 90, 80)):
        facts.add("wuxi", "target", indicator, "", aim, "%", 2020)
        facts.add("wuxi", "target", indicator, "", ahead, "%", 2025)
    facts.add("wuxi", "target", "elder_quality_rate", "", 50, "%", 2020)
    facts.add("wuxi", "target", "low_income_standard_ratio", "", 0.8, "城市=1", 2020)
    facts.add("wuxi", "target", "low_income_standard_share", "", 85, "%", 2025)  # the same in another way
    found = judged(facts).set_index("indicator_id")["next_status"]
    assert found.to_dict() == {
        "cremation_rate": "raised", "volunteer_share": "held", "election_rate": "lowered",
        "elder_quality_rate": "dropped", "low_income_standard_ratio": "redefined",
    }  # fmt: skip


def two_plans() -> pd.DataFrame:
    return frame_of(
        "plans",
        [plan("old", "江津区", "500116", "十三五", 2016, 2020), plan("new", "江津区", "500116", "十四五", 2021, 2025)],
    )


def test_the_next_plan_of_the_same_place_reports_on_the_last_one() -> None:
    facts = Facts()
    facts.add("old", "target", COVERAGE, "", 60, "%", 2020)
    facts.add("old", "target", NURSING, "", 30, "%", 2020, ">=")
    facts.add("new", "outcome", COVERAGE, "", 70, "%", 2020)
    facts.add("new", "outcome", NURSING, "", 35, "%", 2020)
    found = judged(facts, two_plans()).set_index("indicator_id")
    assert (found.loc[COVERAGE, "promise_status"], found.loc[COVERAGE, "attained_doc"]) == ("met", "new")
    # the codebook: base of institution beds in one period, of all beds in the other
    assert found.loc[NURSING, "promise_status"] == "not comparable"
    assert "Share of institution" in found.loc[NURSING, "reason"]


def test_a_promise_that_the_next_plan_prints_again_is_counted_once() -> None:
    facts = Facts()
    facts.add("old", "target", COVERAGE, "", 60, "%", 2020)
    facts.add("new", "target", COVERAGE, "", 60, "%", 2020)
    facts.add("new", "outcome", COVERAGE, "", 70, "%", 2020)
    assert judged(facts, two_plans())["doc_id"].tolist() == ["new"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_claims_about_promises_follow_from_the_facts(language: str) -> None:
    tables = made_tables()
    kept, pairs = promises(tables, tables.plans), target_pairs(tables, tables.plans)
    claims = [*about_promises(kept, language), *about_ambition(pairs, language), *about_targets(pairs, language)]
    assert len(claims) > 8 and confirmed(claims, tables.facts)


# --- cautions ------------------------------------------------------------------------------------------------------


def test_the_codebook_says_what_must_not_be_compared() -> None:
    assert between("elder_institution_beds", "elder_beds") == between("elder_beds", "elder_institution_beds")
    assert between("elder_beds", "elder_beds_per_1000") is None
    assert [one.divided_by for one in within(["nursing_bed_share", "elder_beds"])] == ["base"]
    assert within(["low_income_standard"]) == ()  # kept apart by group, converted
    assert across("civil_affairs_funds", 2018, 2020) is None and across("civil_affairs_funds", 2017, 2018) is not None
    assert over_definitions("cremation_rate") is not None and over_definitions("medical_aid_funds") is None


# --- money ---------------------------------------------------------------------------------------------------------


def money(*people: tuple[str, str, float, int], flow: str = "发放") -> pd.DataFrame:
    facts = Facts()
    said = {"indicator_text": f"{flow}低保资金", **SPAN}
    facts.add("wuxi", "expenditure", "low_income_funds", "城乡", 1e6, "元", None, **said)
    for who, of, count, year in people:
        facts.add("wuxi", "outcome", who, of, count, PERSONS, year)
    tables = tables_of(facts)
    found = per_recipient(tables, tables.plans)
    assert confirmed(about_spending(spending(tables, tables.plans), found, "en"), tables.facts)
    return found


def test_money_is_divided_by_the_recipients_of_every_year_together() -> None:
    people = [("low_income_persons", group, 100, year) for year in range(2016, 2021) for group in ("城市", "农村")]
    row = money(*people).iloc[0]
    assert (row["recipient_years"], row["per_year"], row["left_out"]) == (1000, 1000, "")


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([], "no recipients"),
        ([("low_income_persons", "城市", 100, 2020), ("low_income_persons", "农村", 100, 2020)], "2020 only"),
        ([("low_income_persons", "城市", 100, year) for year in range(2016, 2021)], "only"),
        (
            [("low_income_persons", "", 100 + n, year) for year in range(2016, 2021) for n in range(2)],
            "several numbers",
        ),
    ],
)
def test_money_is_not_divided_by_recipients_of_other_years_or_groups(people: list, reason: str) -> None:
    row = money(*people).iloc[0]
    assert pd.isna(row["per_year"]) and reason in row["left_out"]


def test_money_that_was_raised_is_not_divided() -> None:
    people = [("low_income_persons", "", 100, year) for year in range(2016, 2021)]
    assert "not spent" in money(*people, flow="筹集").iloc[0]["left_out"]


def test_sums_say_their_span_and_what_changed_within_it() -> None:
    facts = Facts()
    facts.add("wuxi", "expenditure", "civil_affairs_funds", "", 5e8, "元", None, **SPAN)
    facts.add("wuxi", "expenditure", "low_income_funds", "", 1e8, "元", 2020)
    facts.add("wuxi", "expenditure", "low_income_funds", "", 1e8, "元", None)
    tables = tables_of(facts)
    found = spending(tables, tables.plans).set_index("fact_id")
    assert found["span"].to_dict() == {"f000": "2016–2020", "f001": "2020", "f002": ""}
    assert found.loc["f002", "left_out"] == "no date" and found.loc["f001", "caution"] == ""
    assert "2018" in found.loc["f000", "caution"]


def test_empty_tables_give_empty_panels_of_the_same_shape() -> None:
    tables = made_tables()
    none = made_tables(made_facts().iloc[:0])
    for make in (promises, target_pairs, spending, per_recipient):
        full, empty = make(tables, tables.plans), make(none, none.plans)
        assert empty.empty and list(empty.columns) == list(full.columns)
        assert empty.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()
