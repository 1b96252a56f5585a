"""Groups of columns: the place, or the part of the people, that the header of a column says it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.coding.calendar import Date
from analysis.coding.cell_column import Body, Column, Period
from analysis.coding.cell_units import BRACKETS, measure_of
from analysis.coding.groups import group_in, group_words, place_words
from analysis.coding.lexicon import cues
from analysis.model import Kind
from analysis.reading import regions

FEWEST_PLACES = 2


def of_places(columns: Sequence[Column], body: Body, period: Period | None) -> list[Column]:
    """The columns with those under the name of a place as values of the table's period, grouped by the place.

    Only in a table with a date and no column of values, where every column that is none of labels or units and has a
    header is headed by a place or a total, and two are, one of them by a place, and none of them holds units (a header
    out of line). A total has no group. Others are left as they are.
    """
    headed = {i: c for i, c in enumerate(columns) if c.role == "other" and c.label}
    names = [c.label.split("|")[-1] for c in headed.values()]
    if any(measure_of(row[i].text) for row in body.values() for i in headed if i in row):
        return list(columns)
    places = [name for name in names if not _is_total(name)]
    if period is None or len(headed) < FEWEST_PLACES or not places or not all(map(is_place, places)):
        return list(columns)
    date = Date(period.year, inferred=period.inferred)
    found = []
    for column in columns:
        if column.role == "other" and column.label:
            name = column.label.split("|")[-1]
            group = "" if _is_total(name) else name
            column = replace(column, role="value", kind=Kind.OUTCOME, date=date, counted=True, group=group)
        found.append(column)
    return found


def _is_total(name: str) -> bool:
    return name in cues("column_total_of_places")


def is_place(name: str) -> bool:
    known = regions.index()
    return name in known.names or name in known.shorts or place_words(name)


def grouped(columns: Sequence[Column]) -> list[Column]:
    """The columns of values with the group that one level of their header is: 2020年|城市, 城市|2020年.

    A place is a group where the table tells several apart; a total of places is none.
    """
    levels = [_levels(column) for column in columns]
    places = {level for found in levels for level in found if not group_words(level) and is_place(level)}
    if len(places) < FEWEST_PLACES:
        places.clear()
    result = []
    for column, found in zip(columns, levels, strict=True):
        named = (group_in(level) if group_words(level) else level if level in places else "" for level in found)
        group = next(filter(None, named), "")
        result.append(replace(column, group=group) if group else column)
    return result


def _levels(column: Column) -> list[str]:
    """The levels of a header that say more than one thing, without units; none for a column that has its group."""
    if column.role != "value" or column.group or "|" not in column.label:
        return []
    return [level for level in BRACKETS.sub("", column.label).split("|") if level and not _is_total(level)]
