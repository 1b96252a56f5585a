"""What a column of a grid is, and the time that a table is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.coding.calendar import UNDATED, Calendar, Date
from analysis.coding.cell_units import NO_MEASURE, Measure
from analysis.model import Cell, CellState

Body = dict[int, dict[int, Cell]]  # row → column → cell


def is_written(cell: Cell | None) -> bool:
    return cell is not None and cell.state is CellState.VALUE and bool(cell.text)


@dataclass(frozen=True, slots=True)
class Column:
    """``counted`` says that the header tells no goal and no state of a plan but a count (数量, 上年同期); ``change``
    that the cells hold growth or a difference of the row's indicator, growth by the year (``annual``), or how much more
    there is at the end of several years (``rise``)."""

    # label, part (of the label before it), place, time, group (of the row), number, unit, attribute, value, other
    role: str
    kind: str = ""
    date: Date = UNDATED
    measure: Measure = NO_MEASURE
    label: str = ""
    counted: bool = False
    change: str = ""
    group: str = ""  # the place, or the month, that a column is about
    counts: str = ""  # what the header says is counted of the row, where it tells no date: 投资 of 投资(万元)


@dataclass(frozen=True, slots=True)
class Period:
    """The time a table is about: its year, and the length of its period in months (12 where only a year is named)."""

    year: int
    months: int = 12
    last_month: int = 12
    inferred: bool = False

    def before(self) -> Date:
        """The period before this one: the month before January is of another year, the one before March is not."""
        crosses = self.last_month - self.months <= 0
        return Date(self.year - 1 if crosses else self.year, inferred=True)


_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?年?(?:度)?[\s,]*(?:"
    r"(?:\d{1,2}\s?[-—~至到]\s?)?0?(?P<month>1[0-2]|[1-9])\s?月"
    r"|第?(?P<quarter>[一二三四1-4])\s?季度|(?P<half>[上下])半年)?"
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def period_of(texts: tuple[str, ...], calendar: Calendar) -> Period | None:
    """The period that the first of these texts to name one names; else the year the document looks back on."""
    for place, text in enumerate(texts):
        named = [m for m in _PERIOD.finditer(text) if m["month"] or m["quarter"] or m["half"] or "年" in m.group()]
        if named:
            return _period(named[-1], place > 0)
    year = calendar.review_end if calendar.review_end is not None else calendar.year
    return Period(year, inferred=True) if year is not None else None


def names_period(text: str) -> bool:
    """Whether a text names a year, or a part of one."""
    return _PERIOD.search(text) is not None


def _period(m: re.Match[str], inferred: bool) -> Period:
    year = int(m["year"])
    if m["month"]:
        return Period(year, 1, int(m["month"]), inferred)
    if m["quarter"]:
        return Period(year, 3, _QUARTERS[m["quarter"]] * 3, inferred)
    if m["half"]:
        return Period(year, 6, 6 if m["half"] == "上" else 12, inferred)
    return Period(year, inferred=inferred)
