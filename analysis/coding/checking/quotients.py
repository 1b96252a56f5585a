"""Two numbers whose quotient can only lie within known limits: persons per household, money per grant."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from analysis.codebook import read_table
from analysis.coding.checking.case import (
    NOTE,
    Case,
    amount,
    finding,
    named,
    nearest,
    of_one_case,
    planned,
    shown,
    stated,
    when,
)
from analysis.model import Fact, Finding


def quotients(case: Case) -> Iterator[Finding]:
    """The pairs of ``check_quotients`` of one date and group; of several denominators the nearest counts."""
    for row in read_table("check_quotients"):
        low, high = Decimal(row["low"]), Decimal(row["high"])
        below: dict[tuple[object, ...], list[Fact]] = {}
        for fact in case.by_indicator.get(row["denominator"], []):
            if amount(fact) and fact.value_max is None:
                below.setdefault((fact.group, planned(fact), when(fact)), []).append(fact)
        for top in case.by_indicator.get(row["numerator"], []):
            bottom = nearest(below.get((top.group, planned(top), when(top)), []), top)
            if bottom is None or top.value_max is not None or of_one_case(top):
                continue
            quotient = amount(top) / amount(bottom)
            if low <= quotient <= high or (bottom.line != top.line and top.source == bottom.source == "prose"):
                continue
            expected = f"{row['low']} to {row['high']} {row['unit']}".strip()
            message = (
                f"{named(top)} with {stated(top)} by {named(bottom)} with {stated(bottom)} gives "
                f"{shown(quotient, places=2)} {row['meaning']}, outside {expected}."
            )
            yield finding("quotient", NOTE, [bottom, top], expected, shown(quotient, places=2), message, top.line)
