"""What must not be compared, and why: the codebook's comparability, asked by whoever sets two numbers side by side."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.codebook import Comparability, codebook

#: What an indicator is divided by that the panels keep apart themselves: by group, or by converting the unit.
KEPT_APART = ("urban and rural", "placement", "age")


def between(one: str, other: str) -> Comparability | None:
    """Why two different indicators must not be set beside each other, None where nothing forbids it.

    >>> between("elder_beds", "elder_institution_beds").reason
    'All elder care beds include community beds.'
    >>> between("elder_beds", "nursing_bed_share") is None
    True
    """
    return next(iter(codebook().not_comparable(one, other)), None) if one != other else None


def within(indicator_ids: Iterable[str]) -> tuple[Comparability, ...]:
    """What readers must know who set these indicators beside themselves, over regions or years.

    Leaves out what panels keep apart by group or unit.
    """
    return tuple(
        caution
        for one in dict.fromkeys(indicator_ids)
        for caution in codebook().not_comparable(one, one)
        if caution.divided_by not in KEPT_APART
    )


def across(indicator_id: str, first: int, last: int) -> Comparability | None:
    """Why values of one indicator in two years must not be compared: a change in a year between them (a year that
    ``divided_by`` names ends what went before), None where nothing forbids it.

    >>> across("civil_affairs_funds", 2016, 2020).divided_by, across("civil_affairs_funds", 2019, 2020) is None
    ('2018', True)
    """
    for caution in within([indicator_id]):
        if caution.divided_by.isdigit() and min(first, last) < int(caution.divided_by) <= max(first, last):
            return caution
    return None


def over_definitions(indicator_id: str) -> Comparability | None:
    """Why values out of two documents need not mean the same: base, definition or denominator differ between them.

    >>> over_definitions("nursing_bed_share").divided_by
    'base'
    """
    return next((c for c in within([indicator_id]) if not c.divided_by.isdigit()), None)
