"""One fact by itself: plausible range, unit, one place read twice; and tables that the document has lost."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.codebook import codebook
from analysis.codebook.entries import MONTH
from analysis.coding.checking.case import (
    NOTE,
    WARNING,
    Case,
    additive,
    amount,
    finding,
    named,
    of_one_case,
    shown,
    stated,
)
from analysis.coding.checking.levels import level_of
from analysis.model import Fact, Finding, Kind

LARGER_AREA = 4  # so many counts beyond any province are no slips of single numbers
LOST = "table-lost"


def ranges(case: Case) -> Iterator[Finding]:
    """Values outside the plausible range that the codebook gives for the indicator, group and year.

    The ranges are for one region, province at most. Where several counts of a document lie above them it is about a
    larger area (the country), and one note says so.
    """
    found, above = [], []
    for fact in case.facts:
        indicator = codebook().indicators.get(fact.indicator_id)
        if indicator is None or fact.kind is Kind.RULE or of_one_case(fact):
            continue
        level = level_of(fact) if indicator.unit == MONTH else None
        if (level.unit if level else fact.unit) != indicator.unit:
            continue
        bounds = codebook().bounds(fact.indicator_id, fact.group, fact.year)
        values = [level.value if level else amount(fact)]
        if fact.value_max is not None:
            values.append(fact.value_max)
        outside = [v for v in values if not bounds.low <= v <= bounds.high]
        if outside:
            expected = f"{shown(bounds.low)} to {shown(bounds.high, indicator.unit)}"
            message = f"{named(fact)} is {stated(fact)}, outside the plausible range of {expected}."
            told = finding("range", WARNING, [fact], expected, stated(fact), message)
            if additive(fact) and min(outside) > bounds.high:
                above.append((fact, told))
            else:
                found.append(told)
    yield from found
    if len(above) < LARGER_AREA:
        yield from (told for _, told in above)
        return
    facts = [fact for fact, _ in above]
    message = (
        f"{len(facts)} counts and sums lie above what one province can have, {named(facts[0])} with {stated(facts[0])} "
        "among them; the document seems to be about a larger area, or a magnitude is read wrongly throughout."
    )
    yield finding("larger-area", NOTE, facts, "one region", f"{len(facts)} values", message, facts[0].line)


def units(case: Case) -> Iterator[Finding]:
    """A unit that measures something else than the indicator's own does."""
    for fact in case.facts:
        indicator = codebook().indicators.get(fact.indicator_id)
        if indicator is None or not fact.unit or fact.unit in (indicator.unit, "倍"):
            continue  # 翻一番 and 是…的2倍 may be said of any stock
        own, other = codebook().families_of(indicator.unit), codebook().families_of(fact.unit)
        if own and other and not own & other:
            message = f"{named(fact)} is given in {fact.unit}, but the indicator is measured in {indicator.unit}."
            yield finding("unit", WARNING, [fact], indicator.unit, stated(fact), message)


def one_place(case: Case) -> Iterator[Finding]:
    """One number read as two values of the same indicator, group and date."""
    seen: dict[tuple[object, ...], Fact] = {}
    for fact in case.facts:
        if fact.number_start is None or not fact.indicator_id:
            continue
        key = (fact.number_start, fact.number_end, fact.indicator_id, fact.group, fact.kind, fact.year, fact.period_end)
        first = seen.setdefault(key, fact)
        if first.value != fact.value or first.unit != fact.unit:
            message = f"The number of {named(fact)} is read as {stated(first)} and as {stated(fact)}."
            yield finding("one-place", WARNING, [first, fact], stated(first), stated(fact), message)


def lost_tables(case: Case) -> Iterator[Finding]:
    """Tables of which the crawl left only the title: what stood there, baselines above all, cannot be had."""
    for flag in case.plan.flags:
        name, _, caption = flag.partition(":")
        if name != LOST:
            continue
        at = case.plan.reading.view.rfind(caption) if caption else -1
        line = case.plan.reading.line(case.plan.reading.place(at, at + 1)[0]) if at >= 0 else 0
        message = (
            f"The table {caption or '(without a title)'} is missing, only its title is there; its baselines and "
            "targets cannot be had from this document."
        )
        yield Finding(case.plan.doc_id, LOST, WARNING, line, "a table", flag, (), message)
