"""Growth that a document states against the growth of the levels that it states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from analysis.codebook import codebook
from analysis.codebook.entries import MONTH
from analysis.coding.checking.case import (
    NOTE,
    WARNING,
    Case,
    finding,
    named,
    nearest,
    pairs,
    planned,
    shown,
    stated,
    when,
    words,
)
from analysis.coding.checking.levels import Level, level_of
from analysis.model import Fact, Finding

EPSILON = Decimal("0.000001")


def growth(case: Case) -> Iterator[Finding]:
    """Each rate of growth whose two levels are stated, recomputed within the rounding of the digits written.

    A rate by the year is compounded over the years between the levels. A rate without a group is compared with each
    group that has both levels. Rates in percentage points are no growth and are left alone.
    """
    bases = pairs("growth_of")
    for fact in case.facts:
        if fact.unit != "%" or fact.comparator not in ("=", "~"):
            continue
        levels = _levels(case, fact, bases)
        levels = [f for f in levels if f.unit != "%"]
        span = _span(fact)
        if span is None:
            continue
        found = []
        by_group: dict[str, list[Fact]] = defaultdict(list)
        for level in levels:
            by_group[level.group].append(level)
        groups = [fact.group] if fact.group in by_group or fact.group else sorted(by_group)
        for group in groups:
            ends = _ends(case, by_group.get(group, []), fact, span)
            if ends is not None:
                found.append((ends, _rate(case, fact, *ends)))
        if found and not any(_fits(case, fact, low, high) for _, (low, high) in found):
            yield _report(case, fact, found)


def _levels(case: Case, fact: Fact, bases: Mapping[str, str]) -> list[Fact]:
    """The facts whose growth a rate may be: of its indicator's base, or of the words in front of 增长 in its own."""
    if fact.indicator_id in bases:
        return case.by_indicator.get(bases[fact.indicator_id], [])
    if fact.indicator_id or not words("growing").search(fact.indicator_text[-3:]):
        return []
    base = words("yearly_mean").split(words("growing").split(fact.indicator_text)[0])[0]
    same = case.by_wording.get((fact.line, base), []) if base else []
    if len({when(f) for f in same}) > 1:
        return same
    found = next((a for a in (codebook().match(base, unit) for unit in (MONTH, "元", "人")) if a is not None), None)
    return case.by_indicator.get(found.indicator_id, []) if found is not None and len(base) > 1 else []


def _span(fact: Fact) -> tuple[int, int] | None:
    if fact.period_start is not None and fact.period_end is not None and fact.period_start < fact.period_end:
        return fact.period_start, fact.period_end
    return (fact.year - 1, fact.year) if fact.year is not None else None


def _ends(case: Case, levels: list[Fact], fact: Fact, span: tuple[int, int]) -> tuple[Level, Level] | None:
    """The levels at both ends of the span.

    The first may be that of the year before (the end of 2015), or, where the rate has no period and is not said to be
    over the last year, the earlier level of its own sentence.
    """
    first, last = span
    attained = [f for f in levels if not planned(f) and f.year is not None and f.year < last]
    last_level = nearest([f for f in levels if f.year == last and planned(f) == planned(fact)], fact)
    first_level = nearest([f for f in attained if f.year == first], fact) or nearest(
        [f for f in attained if f.year == first - 1 and last - first > 1], fact
    )
    if first_level is None and fact.period_start is None and not words("last_year").search(case.before(fact)):
        first_level = nearest([f for f in attained if f.line == fact.line and case.same_sentence(f, fact)], fact)
    if first_level is None or last_level is None:
        return None
    one, other = level_of(first_level), level_of(last_level)
    return (one, other) if one.unit == other.unit and one.value > 0 else None


def _rate(case: Case, fact: Fact, one: Level, other: Level) -> tuple[Decimal, Decimal]:
    """The lowest and the highest rate, in per cent, that the levels as written allow."""
    years = _years(case, fact, one, other)
    ulp_one, ulp_other = case.half_unit(one.fact) * one.factor, case.half_unit(other.fact) * other.factor
    lowest = (other.value - ulp_other) / (one.value + ulp_one)
    highest = (other.value + ulp_other) / max(one.value - ulp_one, EPSILON)
    return _percent(lowest, years), _percent(highest, years)


def _percent(ratio: Decimal, years: int) -> Decimal:
    if years > 1 and ratio > 0:
        ratio = ratio ** (Decimal(1) / years)
    return (ratio - 1) * 100


def _years(case: Case, fact: Fact, one: Level, other: Level) -> int:
    """1 for growth from one level to the other, else the years over which a rate by the year is compounded."""
    if not words("yearly_mean").search(fact.indicator_text) and not words("yearly_mean").search(
        case.before(fact)[-16:]
    ):
        return 1
    return max(1, (other.fact.year or 0) - (one.fact.year or 0))


def _fits(case: Case, fact: Fact, low: Decimal, high: Decimal) -> bool:
    """Whether the stated rate, a positive number even where it is one of decrease, is one of those."""
    if words("falling").search(fact.indicator_text[-3:]):
        low, high = -high, -low
    return case.reads_as(fact, low, high)


Found = list[tuple[tuple[Level, Level], tuple[Decimal, Decimal]]]


def _report(case: Case, fact: Fact, found: Found) -> Finding:
    told, used = [], []
    for (one, other), (low, high) in found:
        years = _years(case, fact, one, other)
        pace = f" a year over {years} years" if years > 1 else ""
        group = f" ({one.fact.group})" if one.fact.group else ""
        told.append(
            f"{shown(one.value)}{group} in {one.fact.year} to {shown(other.value, other.unit)} in {other.fact.year} is "
            f"{shown((low + high) / 2, '%', 2)}{pace}"
        )
        used += [one.fact, other.fact]
    hint = ""
    first, last = found[0][0]
    years = _years(case, fact, first, last)
    if len(found) > 1:
        both = _percent(sum(o.value for (_, o), _ in found) / sum(o.value for (o, _), _ in found), years)  # type: ignore[arg-type]
        if abs(both - (fact.value or 0)) < 1:
            hint = f"; only the sum of the groups gives {shown(both, '%', 1)}"
    elif years > 1:
        total = _percent(last.value / first.value, 1)
        for n in (years, years + 1):
            if abs(total / n - (fact.value or 0)) <= case.half_unit(fact) * 2:
                hint = f"; {shown(total, '%', 1)} in all, divided by {n} years, gives it"
    expected = "; ".join(shown((low + high) / 2, "%", 2) for _, (low, high) in found)
    message = f"{named(fact)} is stated as {stated(fact)}, but {', and '.join(told)}{hint}."
    severity = NOTE if years > 1 else WARNING
    return finding("growth", severity, [*used, fact], expected, stated(fact), message)
