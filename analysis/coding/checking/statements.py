"""The same indicator, group and date stated twice with different values: prose and table, chapter and chapter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from analysis.codebook import codebook
from analysis.coding.checking.case import (
    NOTE,
    RATES,
    WARNING,
    WHOLE_GROUPS,
    Case,
    amount,
    finding,
    named,
    of_one_case,
    pairs,
    planned,
    stated,
    words,
)
from analysis.coding.checking.levels import level_of
from analysis.model import Fact, Finding, Kind

EACH = "each-place"  # rule name of a coverage that follows from "every township has one"


def statements(case: Case) -> Iterator[Finding]:
    """Statements of one indicator, group, kind and date that differ by more than their rounding.

    Compared are a table with prose, and prose with prose where one wording contains the other. A coverage may stand in
    words (every township has one) or as 覆盖率 alone behind the thing that its sentence is about.
    """
    stated_: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in (*case.facts, *_coverage_in_other_words(case)):
        if not fact.indicator_id or fact.kind in (Kind.RULE, Kind.EXPENDITURE) or of_one_case(fact):
            continue
        if fact.value_max is not None or (fact.source == "prose" and case.of_each(fact)):
            continue
        if fact.year is None and fact.period_end is None:
            continue
        group = "" if fact.group in WHOLE_GROUPS else fact.group
        key = (fact.indicator_id, group, planned(fact), level_of(fact).unit, fact.year, fact.period_start)
        stated_[(*key, fact.period_end)].append(fact)
    for facts in stated_.values():
        facts.sort(key=lambda f: (f.source != "table", f.line, f.char_start))
        first = facts[0]
        told: set[Decimal] = {amount(first)}
        for other in facts[1:]:
            if amount(other) not in told and _same_thing(first, other) and not _agree(case, first, other):
                told.add(amount(other))
                yield _report(first, other)


def _same_thing(one: Fact, other: Fact) -> bool:
    if other.rule == EACH or (one.source == "table") != (other.source == "table"):
        return True
    if one.source == "table":
        return False  # two cells of one row label are told apart by something that the coding did not keep
    if one.line == other.line:
        return False  # told apart by something that the coding did not keep
    a, b = one.indicator_text, other.indicator_text
    return bool(a and b) and (a in b or b in a) and (one.unit in RATES or one.kind is Kind.STANDARD)


def _agree(case: Case, one: Fact, other: Fact) -> bool:
    a, b = level_of(one), level_of(other)
    slack = case.half_unit(one) * a.factor + case.half_unit(other) * b.factor
    if abs(a.value - b.value) <= max(slack, Decimal("0.01") if "/" in one.unit else Decimal(0)):
        return True
    return not planned(one) and (_open(one, other) or _open(other, one))


def _open(one: Fact, other: Fact) -> bool:
    """Whether an attained value that is only bounded (超过30%) holds for another."""
    if one.comparator in (">", ">="):
        return amount(other) >= amount(one)
    return one.comparator in ("<", "<=") and amount(other) <= amount(one)


def _report(one: Fact, other: Fact) -> Finding:
    compatible = _open(one, other) or _open(other, one)
    where = {"table": "a table", "prose": "the text"}
    every = " for every place" if other.rule == EACH else ""
    message = (
        f"{named(one)} is {stated(one)} in {where[one.source]} (line {one.line}), but {stated(other)}{every} in "
        f"{where[other.source]} (line {other.line})."
    )
    check = "table-against-prose" if one.source != other.source else "chapter-against-chapter"
    return finding(check, NOTE if compatible else WARNING, [one, other], stated(one), stated(other), message)


def _coverage_in_other_words(case: Case) -> Iterator[Fact]:
    """Facts read as the coverage of what they count, or of what their sentence is about."""
    things = {object_: subject for subject, object_ in pairs("coverage_of").items()}
    for fact in case.facts:
        base = fact.indicator_id.split(".")[0]
        if base in things and fact.value == 1 and planned(fact) and words("every").search(case.before(fact)):
            yield _as_coverage(fact, things[base], Decimal(100), EACH)
        elif not fact.indicator_id and fact.unit == "%" and words("coverage").search(fact.indicator_text):
            about = codebook().match(case.before(fact), "个")
            if about is not None and about.indicator_id in things:
                yield _as_coverage(fact, things[about.indicator_id], amount(fact), fact.rule)


def _as_coverage(fact: Fact, indicator: str, value: Decimal, rule: str) -> Fact:
    name = codebook().indicators[indicator].name_zh
    derived = replace(fact, indicator_id=indicator, indicator=name, value=value, unit="%", rule=rule)
    return replace(derived, number_start=None, number_end=None) if rule == EACH else derived
