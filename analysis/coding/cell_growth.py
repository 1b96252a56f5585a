"""Columns of growth: what kind of change a header tells, and what it is a change of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from analysis.coding.cell_column import Column
from analysis.coding.cell_units import BRACKETS, PERCENT, Measure
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.model import Cell

POINTS = Measure("个百分点", "", "", "points")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def change_told(text: str) -> str:
    """What a header says the column holds: ``growth`` in per cent, an absolute ``change``, or neither (empty)."""
    last = text.split("|")[-1]
    if cue_pattern("annual").search(last) or cue_pattern("column_goal").search(last):
        return ""
    if any(w in last for w in cues("column_change")):
        return "change"
    return "growth" if any(w in last for w in cues("column_growth")) else ""


def of_change(measure: Measure, change: str) -> Measure:
    return PERCENT if change == "growth" and not measure.unit else measure


def count_grown(header: str, counts: Sequence[str]) -> str:
    """What a column of growth is about: the count that its header names, else the one to its left; empty for none.

    >>> count_grown("床位数同比增长(%)", ["床位数", "机构数"]), count_grown("同比增长(%)", ["床位数", "机构数"])
    ('床位数', '机构数')
    """
    last = BRACKETS.sub("", header).split("|")[-1]
    words = alternation([*cues("column_growth"), *cues("column_change"), *cues("over_last_year")])
    named = re.sub(words, "", last)
    if not named:
        return counts[-1] if counts else ""
    return next((count for count in counts if named in count), named)


def is_rise(cell: Cell, cells: Mapping[int, Cell], columns: Sequence[Column], measure: Measure | None) -> bool:
    """Whether a total in brackets is how much more there is at the end than at the beginning: 43.3 | 60 | [16.7].

    It is where it is the difference of the row's levels; also where these are shares or money per person, of which
    nobody takes the sum. Else it is the sum of what each year brings.
    """
    dated = [i for i in cells if i < len(columns) and not columns[i].change and columns[i].date.year is not None]
    found = [_NUMBER.search(cells[i].text) for i in sorted(dated, key=lambda i: columns[i].date.year or 0)]
    levels = [Decimal(m[0].replace(",", "")) for m in found if m]
    total = _NUMBER.search(cell.text)
    if total is None or not levels:
        return False
    if len(levels) > 1 and levels[-1] - levels[0] == Decimal(total[0].replace(",", "")):
        return True
    return measure is not None and (measure.unit == PERCENT.unit or measure.dimension == "money_per_person")
