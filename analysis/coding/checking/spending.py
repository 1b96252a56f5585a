"""Money spent against recipients × benefit × payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from analysis.codebook import read_table
from analysis.coding.checking.case import (
    NOTE,
    WHOLE_GROUPS,
    Case,
    amount,
    finding,
    named,
    of_one_case,
    planned,
    shown,
    stated,
    whole,
)
from analysis.coding.checking.levels import level_of
from analysis.model import Fact, Finding


@dataclass(frozen=True, slots=True)
class Way:
    recipients: str
    benefit: str
    payments: int
    low: Decimal
    high: Decimal


@cache
def _ways() -> dict[str, dict[str, tuple[Way, ...]]]:
    found: dict[str, dict[str, list[Way]]] = defaultdict(lambda: defaultdict(list))
    for row in read_table("check_money"):
        way = Way(row["recipients"], row["benefit"], int(row["payments"]), Decimal(row["low"]), Decimal(row["high"]))
        found[row["funds"]][row["way"]].append(way)
    return {funds: {name: tuple(rows) for name, rows in ways.items()} for funds, ways in found.items()}


def spending(case: Case) -> Iterator[Finding]:
    """Sums spent on a benefit whose recipients and level the document states, group by group or for the sum's group.

    Recipients and levels of any year of the sum's period stand for the whole of it; their mean is taken where several
    years are stated. Nothing is said where a group of recipients has no level.
    """
    for indicator, ways in _ways().items():
        for fact in case.by_indicator.get(indicator, []):
            first, last = fact.period_start or fact.year, fact.period_end or fact.year
            if planned(fact) or first is None or last is None or fact.unit != "元" or of_one_case(fact):
                continue
            for way in ways.values():
                used: list[Fact] = []
                parts = [_yearly(case, rule, first, last, "" if whole(fact) else fact.group, used) for rule in way]
                if any(p is None for p in parts):
                    continue
                product = sum((p for p in parts if p is not None), Decimal(0)) * (last - first + 1)
                yield from _compare(fact, used, product, way[0], last - first + 1)
                break  # the closest way that the document allows


def _yearly(case: Case, way: Way, first: int, last: int, group: str, used: list[Fact]) -> Decimal | None:
    """Mean over the years stated of Σ recipients × benefit × payments; None where something is missing."""
    benefits = _by_year(case.by_indicator.get(way.benefit, []), first, last)
    recipients = _by_year(case.by_indicator.get(way.recipients, []), first, last)
    sums = []
    for year in sorted(recipients):
        levels = benefits.get(year) or (benefits[max(benefits)] if benefits else {})
        groups = {g: f for g, f in recipients[year].items() if group in ("", g)}
        if not groups:
            continue
        parted = {g: f for g, f in groups.items() if g not in WHOLE_GROUPS}
        # recipients may name their group in their indicator alone: then the one level there is holds for them
        chosen = (
            parted if parted and all(g in levels for g in parted) else {g: f for g, f in groups.items() if g in levels}
        )
        if not chosen or (parted and not set(parted) <= set(chosen) and "" not in chosen):
            return None
        sums.append(sum((amount(f) * level_of(levels[g]).value for g, f in chosen.items()), Decimal(0)))
        for part, fact in chosen.items():
            used += [fact, levels[part]]
    return sum(sums, Decimal(0)) / len(sums) * way.payments if sums else None


def _by_year(facts: Sequence[Fact], first: int, last: int) -> dict[int, dict[str, Fact]]:
    found: dict[int, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        year = fact.year or fact.period_end
        if year is not None and first <= year <= last and not planned(fact) and fact.value_max is None:
            found[year].setdefault(fact.group, fact)
    return found


def _compare(fact: Fact, used: Sequence[Fact], product: Decimal, way: Way, years: int) -> Iterator[Finding]:
    low, high = product * way.low, product * way.high
    if low <= amount(fact) <= high or not product:
        return
    share = amount(fact) / product * 100
    terms = ", ".join(f"{named(f)} {stated(f)}" for f in used[:4]) + (" …" if len(used) > 4 else "")
    message = (
        f"{named(fact)} is {stated(fact)}, {shown(share, '%', 0)} of the {shown(product, '元', 0)} that recipients × "
        f"benefit × {way.payments} payments × {years} years make ({terms})."
    )
    expected = f"{shown(low, places=0)} to {shown(high, '元', 0)}"
    yield finding("spending", NOTE, [*used, fact], expected, stated(fact), message)
