"""Shares, densities and multiples against what they divide, and what they imply of denominators nobody states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from analysis.codebook import codebook, read_table
from analysis.coding.checking.case import (
    NOTE,
    WARNING,
    Case,
    amount,
    finding,
    named,
    nearest,
    planned,
    shown,
    stated,
    whole,
)
from analysis.coding.checking.levels import level_of
from analysis.model import Fact, Finding

NEAR = Decimal("0.02")  # implied denominators nearer than this differ by who is counted and when


@dataclass(frozen=True, slots=True)
class Ratio:
    id: str
    numerator: str
    numerator_group: str
    denominator: str
    denominator_group: str
    factor: Decimal
    part: bool


@dataclass(frozen=True, slots=True)
class Implied:
    """A denominator that a numerator and a ratio imply; by the rounding of both between ``low`` and ``high``."""

    denominator: str
    value: Decimal
    low: Decimal
    high: Decimal
    numerator: Fact
    ratio: Fact
    part: bool


@cache
def _ratios() -> dict[str, tuple[Ratio, ...]]:
    found: dict[str, list[Ratio]] = defaultdict(list)
    for row in read_table("check_ratios"):
        found[row["ratio"]].append(
            Ratio(row["ratio"], row["numerator"], row["numerator_group"], row["denominator"],
                  row["denominator_group"], Decimal(row["factor"]), row["part"] == "yes")
        )  # fmt: skip
    return {id_: tuple(rows) for id_, rows in found.items()}


def ratios(case: Case) -> Iterator[Finding]:
    """A ratio whose numerator and denominator the document states for the same date, recomputed."""
    for fact in _stated_ratios(case):
        for rule in _ratios()[fact.indicator_id]:
            if rule.part:
                continue
            top = _side(case, rule.numerator, rule.numerator_group, fact)
            bottom = _side(case, rule.denominator, rule.denominator_group, fact)
            if top is None or bottom is None or not amount(bottom):
                continue
            one, other = level_of(top), level_of(bottom)
            if one.unit != other.unit and "/" in one.unit + other.unit:
                continue
            spread_top, spread_bottom = case.half_unit(top) * one.factor, case.half_unit(bottom) * other.factor
            low = (one.value - spread_top) / (other.value + spread_bottom) * rule.factor
            high = (one.value + spread_top) / max(other.value - spread_bottom, Decimal(1)) * rule.factor
            if not case.reads_as(fact, low, high):
                computed = shown(one.value / other.value * rule.factor, places=2)
                message = (
                    f"{named(fact)} is stated as {stated(fact)}, but {named(top)} with {stated(top)} against "
                    f"{named(bottom)} with {stated(bottom)} gives {computed}."
                )
                yield finding("ratio", WARNING, [top, bottom, fact], computed, stated(fact), message)
            break


def _stated_ratios(case: Case) -> Iterator[Fact]:
    for fact in case.facts:
        if fact.indicator_id in _ratios() and fact.comparator in ("=", "") and fact.value_max is None and fact.value:
            yield fact


def _side(case: Case, indicator: str, group: str, ratio: Fact) -> Fact | None:
    """The numerator or denominator of the ratio's date, in prose or table, nearest to it."""
    wanted = ratio.group if group == "same" else group
    return nearest(
        [
            f
            for f in case.by_indicator.get(indicator, [])
            if (f.group == wanted if group else whole(f))
            and f.year == ratio.year
            and ratio.year is not None
            and planned(f) == planned(ratio)
            and f.comparator in ("=", "")
            and f.value_max is None
        ],
        ratio,
    )


def implied(case: Case) -> Iterator[Finding]:
    """Denominators that ratios and numerators imply, compared with one another and with stated ones of the same date.

    Two for one denominator disagree when the rounding of the digits written cannot bring them together; then, too,
    when a part of the population would be implausibly small or large beside the whole.
    """
    by_date: dict[tuple[int, bool], dict[str, list[Implied]]] = defaultdict(lambda: defaultdict(list))
    for fact in _stated_ratios(case):
        if not whole(fact) or fact.year is None:
            continue
        for rule in _ratios()[fact.indicator_id]:
            if rule.numerator_group or rule.denominator_group:
                continue
            top = _side(case, rule.numerator, "", fact)
            if top is None or _side(case, rule.denominator, "", fact) is not None:
                continue  # the ratio itself is checked
            half = case.half_unit(fact)
            value = amount(top) / amount(fact) * rule.factor
            low = (amount(top) - case.half_unit(top)) / (amount(fact) + half) * rule.factor
            high = (amount(top) + case.half_unit(top)) / max(amount(fact) - half, Decimal("1e-6")) * rule.factor
            known = by_date[(fact.year, planned(fact))][rule.denominator]
            if not any(k.ratio.indicator_id == fact.indicator_id for k in known):
                known.append(Implied(rule.denominator, value, low, high, top, fact, rule.part))
            break
    for (year, _), found in sorted(by_date.items()):
        for denominator, several in sorted(found.items()):
            yield from _disagreement(denominator, year, [i for i in several if not i.part])
        yield from _parts_of_whole(year, found)


def _disagreement(denominator: str, year: int, several: Sequence[Implied]) -> Iterator[Finding]:
    if len(several) < 2:
        return
    smallest, largest = min(several, key=lambda i: i.high), max(several, key=lambda i: i.low)
    if smallest.high >= largest.low:
        return
    name = codebook().indicators[denominator].name_en
    apart = (largest.value - smallest.value) / smallest.value
    message = (
        f"Two values of the same denominator, {name} {year}: {_told(largest)}, but {_told(smallest)}; "
        f"they are {shown(apart * 100, '%', 1)} apart, more than rounding explains."
    )
    facts = sorted(
        [largest.numerator, largest.ratio, smallest.numerator, smallest.ratio], key=lambda f: (f.line, f.char_start)
    )
    severity = NOTE if apart <= NEAR else WARNING
    yield finding(
        "implied-denominator", severity, facts, shown(largest.value, places=0), shown(smallest.value, places=0), message
    )


def _parts_of_whole(year: int, found: dict[str, list[Implied]]) -> Iterator[Finding]:
    for row in read_table("check_denominators"):
        parts, wholes = found.get(row["part"], []), found.get(row["whole"], [])
        if not parts or not wholes or not int(row["year_from"]) <= year <= int(row["year_to"]):
            continue
        part, total = parts[0], wholes[0]
        share = part.value / total.value * 100
        low, high = Decimal(row["low"]), Decimal(row["high"])
        if low <= share <= high:
            continue
        names = codebook().indicators
        message = (
            f"{_told(part)} ({names[row['part']].name_en}), and {_told(total)} ({names[row['whole']].name_en}); the "
            f"share would be {shown(share, '%', 1)} in {year}, outside {row['low']} to {row['high']} %."
        )
        facts = sorted([part.numerator, part.ratio, total.numerator, total.ratio], key=lambda f: (f.line, f.char_start))
        yield finding("implied-share", NOTE, facts, f"{row['low']} to {row['high']} %", shown(share, "%", 1), message)


def _told(one: Implied) -> str:
    least = "at least " if one.part else ""
    return (
        f"{named(one.numerator)} with {stated(one.numerator)} at {shown(amount(one.ratio))} {one.ratio.unit} "
        f"({one.ratio.indicator}) implies {least}{shown(one.value, places=0)} persons"
    )
