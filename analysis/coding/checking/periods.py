"""Goals and what came of them; totals over a period against yearly figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from analysis.coding.checking.case import (
    NOTE,
    RATES,
    WARNING,
    Case,
    amount,
    finding,
    named,
    pairs,
    planned,
    shown,
    stated,
    when,
    words,
)
from analysis.model import Fact, Finding, Kind

FAR = 5  # an outcome so many times its target counts something else
APART = Decimal("0.1")  # a goal for a period is set on the same path as the yearly goals
WANDERED = Decimal("0.5")  # what happened between two years may have risen and fallen


def outcomes(case: Case) -> Iterator[Finding]:
    """The outcome of a date against the target for it: missed, or so far beyond that it counts something else.

    A warning where the document says that all was accomplished, else a note.
    """
    claim = _claim(case)
    although = f", although the text says {claim}" if claim else ""
    for facts in case.by_indicator.values():
        targets: dict[tuple[object, ...], Fact] = {}
        for fact in facts:
            if planned(fact) and fact.value_max is None:
                targets.setdefault((fact.group, fact.unit, *when(fact)), fact)
        told_of: set[tuple[object, ...]] = set()
        for fact in facts:
            same = (fact.group, fact.unit, amount(fact), *when(fact))
            if planned(fact) or same in told_of:
                continue
            told_of.add(same)
            target = targets.get((fact.group, fact.unit, *when(fact)))
            if fact.kind in (Kind.TARGET, Kind.RULE) or target is None or fact.value_max is not None:
                continue
            if _missed(fact, target):
                message = (
                    f"The target for {named(target)} was {stated(target)}, the outcome is {stated(fact)}{although}."
                )
                yield finding(
                    "target-missed", WARNING if claim else NOTE, [target, fact], stated(target), stated(fact), message
                )
            elif _far_beyond(fact, target):
                times = shown(amount(fact) / amount(target), places=1)
                base = next((f for f in facts if not planned(f) and f.group == fact.group and _earlier(f, fact)), None)
                start = f" and {stated(base)} in {base.year}" if base is not None else ""
                message = (
                    f"{named(fact)} is {stated(fact)}, {times} times the target of {stated(target)}{start}; what is "
                    "counted must have changed."
                )
                used = [f for f in (base, target, fact) if f is not None]
                yield finding("far-beyond-target", WARNING, used, stated(target), stated(fact), message)


_STOPS = re.compile(r"[。;!?\n]")
_CLAIM_REACH = 30  # characters around 圆满完成 in which its object stands: the plan, its tasks or goals


def _claim(case: Case) -> str:
    """The words by which a document says that the plan as a whole was accomplished; empty where it does not."""
    view = case.plan.reading.view
    for found in words("completed").finditer(view):
        before = _STOPS.split(view[max(0, found.start() - _CLAIM_REACH) : found.start()])[-1]
        behind = _STOPS.split(view[found.end() : found.end() + _CLAIM_REACH])[0]
        if words("plan_object").search(before + behind):
            return found[0]
    return ""


def _earlier(one: Fact, other: Fact) -> bool:
    return one.year is not None and other.year is not None and one.year < other.year and one.unit == other.unit


def _missed(fact: Fact, target: Fact) -> bool:
    if target.comparator in ("<=", "<"):
        return fact.comparator not in ("<=", "<") and amount(fact) > amount(target)
    return fact.comparator not in (">=", ">", "~") and amount(fact) < amount(target)


def _far_beyond(fact: Fact, target: Fact) -> bool:
    if target.comparator in ("<=", "<") or fact.unit in RATES or not amount(target):
        return False
    return amount(fact) >= amount(target) * FAR


def period_totals(case: Case) -> Iterator[Finding]:
    """A total over years against the yearly figures at both ends of a straight path between them.

    Yearly figures may be those of the same indicator or of the one that ``check_pairs`` names. Goals must lie within a
    tenth of the path; of what happened only the half and the one and a half of it is asked.
    """
    yearly = pairs("yearly_of")
    for indicator, facts in case.by_indicator.items():
        by_key: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for other in (indicator, yearly.get(indicator, "")):
            for fact in case.by_indicator.get(other, []):
                if fact.year is not None and fact.comparator in ("=", "", ">="):
                    by_key[(fact.group, fact.unit)].append(fact)
        for fact in facts:
            first, last = fact.period_start, fact.period_end
            if first is None or last is None or fact.year is not None or last - first < 2 or fact.unit != "元":
                continue
            levels = by_key.get((fact.group, fact.unit), [])
            start = next((f for f in levels if f.year in (first - 1, first) and not planned(f)), None)
            end = next((f for f in levels if f.year == last and planned(f) == planned(fact)), None)
            if start is not None and end is not None:
                yield from _compare(fact, start, end, first, last)


def _compare(fact: Fact, start: Fact, end: Fact, first: int, last: int) -> Iterator[Finding]:
    years = last - first + 1
    steps = last - (start.year or first)
    rise = (amount(end) - amount(start)) / steps
    path = sum((amount(start) + rise * (year - (start.year or first)) for year in range(first, last + 1)), Decimal(0))
    total = amount(fact)
    if abs(total - path) <= path * (APART if planned(fact) else WANDERED):
        return
    message = (
        f"{named(fact)} is {stated(fact)}, {shown(total / years, fact.unit, 0)} a year, but the yearly figure "
        f"({named(end)}) goes from {stated(start)} in {start.year} to {stated(end)} in {end.year}, "
        f"{shown(path, fact.unit, 0)} in all on a straight path."
    )
    yield finding("period-total", NOTE, [start, end, fact], shown(path, fact.unit, 0), stated(fact), message)
