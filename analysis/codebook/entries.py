"""What the codebook's rows are: indicators, aliases, groups, and the ranges that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from analysis.model import PlainError

ANY = "any"  # the unit_hint of a wording that is about its indicator beside whatever unit
MONTH, YEAR = "元/人/月", "元/人/年"
MONTHS = 12
# Marks that come and go between two copies of one wording: 乡镇(街道)… and 乡镇街道…, “两项补贴” and 两项补贴
MARKS = frozenset("“”‘’\"'「」『』《》〈〉()（）[]【】 \t\r\n\u3000\xa0")


class CodebookError(PlainError):
    """A table of the codebook contradicts itself or another; the message names table, row and what to do."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted. The plausible range is for one region, county to province, in ``unit``."""

    id: str
    name_zh: str
    name_en: str
    domain: str
    unit: str
    plausible_min: Decimal
    plausible_max: Decimal
    rescue: frozenset[str]  # which lost part of a number the range alone restores: denominator, magnitude
    definition: str
    definition_zh: str
    not_comparable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A wording of an indicator beside numbers of one family of units.

    ``at`` is "end" where the wording must close its phrase (社区 in 新建社区, not in 社区食堂). Without an indicator
    it is a wording of another field that hides ours inside it: 社区卫生服务中心 is no 社区.
    """

    wording: str
    indicator_id: str
    group: str
    unit_hint: str
    at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A wording of a group; ``kind`` says what the group divides by (area, placement, age …)."""

    wording: str
    group: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparability:
    """Why two indicators, or one indicator over what ``divided_by`` names, must not be compared."""

    id: str
    other: str
    divided_by: str
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A plausible range and whether it restores a lost denominator (元/人/月 or 元/人/年) in one way only."""

    low: Decimal
    high: Decimal
    denominator: bool


class Match(NamedTuple):
    """An alias where it stands: ``phrase[start:end]``, marks inside included."""

    start: int
    end: int
    alias: Alias


@dataclass(frozen=True, slots=True)
class Band:
    group: str
    first: int
    last: int
    low: Decimal
    high: Decimal


def plain(wording: str) -> str:
    """A wording without the marks that do not count."""
    return "".join(c for c in wording if c not in MARKS)
