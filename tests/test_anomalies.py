"""Checks of a document's own arithmetic: each fires on a case of ours and is silent on others; the shared documents."""

from __future__ import annotations

import json
import random
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.codebook import codebook, read_table
from analysis.coding import code
from analysis.coding.checking import NAMES, check
from analysis.model import Fact, Finding, Kind, Plan, Reading, Source
from analysis.reading import read_file, read_plan

CASES = Path(__file__).parent / "cases"


def drawer(name: str) -> list[dict]:
    found: list[dict] = json.loads((CASES / f"checks_{name}.json").read_text(encoding="utf-8"))
    return found


def cases(name: str) -> list[object]:
    return [pytest.param(case, id=f"{case['check']}: {case['label']}") for case in drawer(name)]


def plan_of(text: str, flags: tuple[str, ...] = ()) -> Plan:
    plan = read_plan(Source("own", "own.txt", "0" * 64, "utf-8", text))
    return Plan(plan.reading, plan.header, plan.sections, plan.blocks, plan.grids, flags)


def facts_of(plan: Plan, rows: list[dict]) -> list[Fact]:
    """The facts of a case, each at the next place where its number is written."""
    at, start, facts = 0, 0, []
    for number, row in enumerate(rows):
        start = start if row.get("again") else plan.reading.source.text.index(row["written"], at)
        end = at = start + len(row["written"])
        facts.append(fact_of(plan.reading, row, f"f{number}", start, end))
    return facts


def fact_of(reading: Reading, row: dict, fact_id: str, start: int, end: int) -> Fact:
    base, _, change = row["indicator"].partition(".")
    name = codebook().indicators[base].name_zh if base else ""
    first, last = row.get("period", (None, None))
    return Fact(
        fact_id=fact_id, doc_id="own", kind=Kind(row["kind"]), indicator_id=row["indicator"],
        indicator=("新增" if change else "") + name, indicator_text=row.get("text", name), group=row.get("group", ""),
        value=Decimal(row["value"]), value_max=None, value_text="", comparator=row.get("comparator", "="),
        unit=row["unit"], unit_text=row["unit"], year=row.get("year"), period_start=first, period_end=last,
        time_inferred=False, attribute="", implied=False, damaged=row.get("damaged", False), flags=(),
        quote=row["written"], char_start=start, char_end=end, number_start=start, number_end=end,
        line=reading.line(start), section="", source=row.get("source", "prose"), rule="own",
    )  # fmt: skip


def findings(case: dict) -> tuple[Finding, ...]:
    given = case["input"]
    plan = plan_of(given["text"], tuple(given.get("flags", ())))
    found = check(plan, facts_of(plan, given["facts"]))
    if case["check"] in UNTOLD:
        return tuple(one for one in found if one.check == case["check"])
    return tuple(one for one in found if one.check not in UNTOLD)


UNTOLD = ("no-date", "no-region")  # the cases of other checks are fragments, which tell neither


@pytest.mark.parametrize("case", cases("fire"))
def test_a_check_fires(case: dict) -> None:
    """Exactly this check, once, with what it expected and found; the message names what was found."""
    found = findings(case)
    assert [one.check for one in found] == [case["check"]], found
    (one,) = found
    assert {key: getattr(one, key) for key in case["expected"]} == case["expected"]
    assert one.message.endswith(".")
    assert set(one.facts) <= {f"f{number}" for number in range(len(case["input"]["facts"]))}
    assert one.facts or not case["input"]["facts"] or case["check"] in UNTOLD


@pytest.mark.parametrize("case", cases("silent"))
def test_a_check_is_silent_where_all_is_well(case: dict) -> None:
    assert findings(case) == ()


def test_each_check_has_a_case_for_either() -> None:
    for name in ("fire", "silent"):
        assert {case["check"] for case in drawer(name)} == set(NAMES), name


@pytest.mark.parametrize("case", cases("fire"))
def test_the_order_of_facts_does_not_matter(case: dict) -> None:
    given = case["input"]
    plan = plan_of(given["text"], tuple(given.get("flags", ())))
    facts = facts_of(plan, given["facts"])
    expected = check(plan, facts)
    for seed in range(3):
        mixed = list(facts)
        random.Random(seed).shuffle(mixed)
        assert check(plan, mixed) == expected


def test_damaged_facts_prove_nothing_until_they_are_settled() -> None:
    case = next(case for case in drawer("fire") if case["check"] == "range")
    case["input"]["facts"][0]["damaged"] = True
    assert findings(case) == ()


def test_no_facts_no_findings() -> None:
    assert check(plan_of("总则。"), ()) == ()


def test_cost_grows_with_the_number_of_facts() -> None:
    """One paragraph of thousands of numbers is the worst there is: pairs of facts would take minutes."""
    rows: list[dict] = [
        {"written": f"{n}个", "indicator": "social_orgs", "value": str(n), "unit": "个", "kind": "outcome",
         "year": 2020, "text": f"组织{n}"}
        for n in range(10_000, 14_000)
    ]  # fmt: skip
    plan = plan_of("、".join(row["written"] for row in rows))
    facts = facts_of(plan, rows)
    start = time.process_time()
    check(plan, facts)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("check_ratios", ("ratio", "numerator", "denominator")),
        ("check_money", ("funds", "recipients", "benefit")),
        ("check_denominators", ("part", "whole")),
        ("check_pairs", ("subject", "object")),
        ("check_quotients", ("numerator", "denominator")),
    ],
)
def test_tables_name_indicators_of_the_codebook(table: str, columns: tuple[str, ...]) -> None:
    known = codebook().indicators
    assert [row[c] for row in read_table(table) for c in columns if row[c] not in known] == []


def test_tables_name_groups_of_the_codebook() -> None:
    known = {group.group for group in codebook().groups} | {""}
    for row in read_table("check_partitions"):
        names = {row["whole"], *row["members"].split(";")}
        assert names <= (known if row["by"] == "group" else set(codebook().indicators)), row


def test_years_of_a_plausible_share_do_not_overlap() -> None:
    rows: list[tuple[str, str, int, int]] = sorted(
        (r["part"], r["whole"], int(r["year_from"]), int(r["year_to"])) for r in read_table("check_denominators")
    )
    for one, other in pairwise(rows):
        assert one[:2] != other[:2] or one[3] < other[2]


# ---------------------------------------------------------------- the full documents

Found = dict[str, tuple[Finding, ...]]


@pytest.fixture(scope="module")
def full(shared_plans: Path) -> Found:
    return {path.stem: code(read_file(path)).findings for path in sorted(shared_plans.glob("*.txt"))}


def of(full: Found, doc_id: str, check_: str) -> list[Finding]:
    if doc_id not in full:
        pytest.skip(f"{doc_id} is not among the full documents")
    return [one for one in full[doc_id] if one.check == check_]


@pytest.mark.parametrize(
    ("check_", "numbers"),
    [
        ("table-against-prose", ("100 %", "50 %")),
        ("table-against-prose", (">= 90 %", "100 % for every place")),
        ("target-missed", ("60 %", "33.7 %")),
        ("target-missed", ("200,000,000", "114,000,000")),
        ("target-missed", ("30 张", "10 张")),
        ("target-missed", ("6 个", "4.05 个")),
        ("far-beyond-target", ("2,981", "265", "140")),
        ("growth", ("14 %", "9.85 %", "20.28 %", "14.1 %")),
        ("sum-of-list", ("1,000", "100 + 100 + 700 = 900")),
        ("implied-share", ("5,936", "35.5", "167,", "605", "4.05", "1,493,")),
        ("implied-denominator", ("244,000", "16.49 %", "1,479,")),
        ("period-total", ("120,000,000", "24,000,000", "23,500,000", "30,000,000")),
    ],
)
def test_what_careful_readers_found_in_jiangjin(full: Found, check_: str, numbers: tuple[str, ...]) -> None:
    assert any(all(number in one.message for number in numbers) for one in of(full, "jiangjin_14", check_))


def test_rates_that_recompute_are_not_reported_in_jiangjin(full: Found) -> None:
    """All five growth rates of the standards, and 496/620 in both tables."""
    told = of(full, "jiangjin_14", "growth") + of(full, "jiangjin_14", "ratio")
    assert not any(rate in one.found for one in told for rate in ("34.78", "65.33", "34.33", "45.6", "109.3", "0.8"))


def test_what_careful_readers_found_in_suizhou(full: Found) -> None:
    assert len(of(full, "suizhou_13", "table-lost")) == 1
    (slip,) = of(full, "suizhou_13", "compound-group")
    assert "城市" in slip.message
    assert (slip.found, slip.expected) == ("30 个", ">= 200 个")


@pytest.mark.parametrize(("doc_id", "most"), [("jiangjin_14", 13), ("suizhou_13", 3)])
def test_at_most_one_false_alarm(full: Found, doc_id: str, most: int) -> None:
    """Twelve findings in one plan and two in the other are those of its careful readers."""
    assert len(of(full, doc_id, "") + list(full[doc_id])) <= most


def test_findings_are_sorted_and_lead_to_facts(full: Found, shared_plans: Path) -> None:
    for doc_id, found in full.items():
        coded = code(read_file(shared_plans / f"{doc_id}.txt"))
        assert coded.findings == found
        assert [one.line for one in found] == sorted(one.line for one in found)
        known = {fact.fact_id for fact in coded.facts}
        assert all(set(one.facts) <= known for one in found)
        assert all(one.check in NAMES for one in found)
