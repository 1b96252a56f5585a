"""Sums per person by the month: 元/人/年 and 元/人/月 meet only after conversion."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analysis.codebook.entries import MONTH, MONTHS, YEAR
from analysis.coding.checking.case import amount
from analysis.model import Fact


@dataclass(frozen=True, slots=True)
class Level:
    """A value to compute with, and how it came from its fact's."""

    fact: Fact
    value: Decimal
    unit: str
    factor: Decimal


def level_of(fact: Fact) -> Level:
    """A fact's value, 元/人/年 as 元/人/月."""
    if fact.unit == YEAR:
        factor = Decimal(1) / MONTHS
        return Level(fact, amount(fact) * factor, MONTH, factor)
    return Level(fact, amount(fact), fact.unit, Decimal(1))
