"""What must not be compared, and why: the codebook's comparability, asked by whoever sets two numbers side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analysis.codebook import read_table

#: What an indicator is divided by that the panels keep apart themselves: by group, or by converting the unit.
KEPT_APART = ("urban and rural", "placement", "age")


@dataclass(frozen=True, slots=True)
class Caution:
    """Why an indicator is not comparable with ``other`` (or with itself over what ``divided_by`` names)."""

    indicator_id: str
    other: str
    divided_by: str
    reason: str
    reason_zh: str

    def said(self, language: str) -> str:
        return self.reason_zh if language == "zh" else self.reason


@cache
def _all() -> tuple[Caution, ...]:
    return tuple(
        Caution(row["id"], row["other"], row["divided_by"], row["reason"], row["reason_zh"])
        for row in read_table("comparability")
    )


def between(one: str, other: str) -> Caution | None:
    """Why two different indicators must not be set beside each other, None where nothing forbids it.

    >>> between("elder_beds", "elder_institution_beds").reason
    'All elder care beds include community beds.'
    >>> between("elder_beds", "nursing_bed_share") is None
    True
    """
    return next((c for c in _all() if c.indicator_id != c.other and {c.indicator_id, c.other} == {one, other}), None)


def within(indicator_ids: Iterable[str]) -> tuple[Caution, ...]:
    """What readers must know who set these indicators beside themselves, over regions or years.

    Leaves out what panels keep apart by group or unit.
    """
    asked = list(dict.fromkeys(indicator_ids))
    same: dict[str, list[Caution]] = {caution.indicator_id: [] for caution in _all()}
    for caution in _all():
        if caution.indicator_id == caution.other and caution.divided_by not in KEPT_APART:
            same[caution.indicator_id].append(caution)
    return tuple(caution for one in asked for caution in same.get(one, ()))


def across(indicator_id: str, first: int, last: int) -> Caution | None:
    """Why values of one indicator in two years must not be compared: a change in a year between them (a year that
    ``divided_by`` names ends what went before), None where nothing forbids it.

    >>> across("civil_affairs_funds", 2016, 2020).divided_by, across("civil_affairs_funds", 2019, 2020) is None
    ('2018', True)
    """
    for caution in within([indicator_id]):
        if caution.divided_by.isdigit() and min(first, last) < int(caution.divided_by) <= max(first, last):
            return caution
    return None


def over_definitions(indicator_id: str) -> Caution | None:
    """Why values out of two documents need not mean the same: base, definition or denominator differ between them.

    >>> over_definitions("nursing_bed_share").divided_by
    'base'
    """
    return next((c for c in within([indicator_id]) if not c.divided_by.isdigit()), None)
