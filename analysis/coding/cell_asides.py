"""Columns beside the labels of rows: the place, the time or the group that a row is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from analysis.coding.calendar import Calendar, Date
from analysis.coding.cell_column import Body, Column, is_written
from analysis.coding.cell_groups import is_place
from analysis.coding.cell_time import header_time, period_name
from analysis.coding.groups import PLACED, group_in, group_words, of_both
from analysis.coding.lexicon import alternation, cues
from analysis.model import Cell

ASIDES = ("place", "time", "group")
LEAD = "lead"  # the column that the rows are told apart by
_LONGEST_TIME = 14  # characters
_WORDS = re.compile("[一-鿿]{2}")
_YEAR = r"(?:19|20)\d\d(?P<sign>年)?(?:度|末|底)?"


@cache
def _times() -> re.Pattern[str]:
    words = alternation([*cues("column_goal"), *cues("column_done"), *cues("column_value")])
    return re.compile(rf"(?P<year>{_YEAR}|“?(?:{period_name().pattern})”?末?)?(?P<told>(?:{words})*)")


def row_time(text: str, calendar: Calendar, bare: bool = False) -> tuple[str, Date] | None:
    """Kind and date of a row that a cell tells: 2024年实际, 2025年目标, 规划目标; None for other cells.

    A year without 年 is one where the header says so (``bare``).
    """
    m = _times().fullmatch(text) if 0 < len(text) <= _LONGEST_TIME else None
    if m is None or (m["year"] and not (m["sign"] or m["told"] or bare or not m["year"][:1].isdigit())):
        return None
    kind, date = header_time(text, calendar)
    return (kind, date) if kind else None


def kind_of(texts: Sequence[str], header: str, calendar: Calendar) -> str:
    """What the cells of a column tell of their rows, where all of them tell the same: one of ``ASIDES``, or nothing."""
    bare = header in cues("column_time")
    if texts and all(row_time(text, calendar, bare) for text in texts):
        return "time"
    named = [text for text in texts if text not in cues("column_whole")]
    if named and all(_group(text) for text in named):
        return "group"
    return "place" if named and all(map(is_place, named)) else ""


def _group(text: str) -> str:
    return next((group_in(words) for words in (text, f"{text}{PLACED}") if group_words(words)), "")


def kinds_of(body: Body, columns: Sequence[tuple[int, str]], calendar: Calendar) -> dict[int, str]:
    """What each of these columns tells, given with their headers; columns that tell none of it are left out."""
    found = {}
    for i, header in columns:
        texts = ["".join(row[i].text.split()) for row in body.values() if is_written(row.get(i))]
        if kind := kind_of(texts, "".join(header.split()), calendar):
            found[i] = kind
    return found


def with_asides(columns: list[Column], body: Body, calendar: Calendar) -> list[Column]:
    """The columns, with those beside the labels told from the labels themselves.

    A group behind the labels divides them (``part``); places and times behind them are told by their header, too, for
    a project has its place and its time (建设地点). Where no column is left for labels, nothing changes.
    """
    first = next((i for i, c in enumerate(columns) if c.role == "value"), len(columns))
    worded = [i for i, c in enumerate(columns[:first]) if c.role in ("label", "other", "attribute")]
    if len(worded) < 2:
        return columns
    kinds = kinds_of(body, [(i, columns[i].label) for i in worded], calendar)
    plain = [i for i in worded if i not in kinds and _may_label(columns[i], i, body)]
    labels = [i for i in plain if columns[i].role == "label"] or plain
    if not labels or not kinds:
        return columns
    result = list(columns)
    for i, kind in kinds.items():
        if columns[i].role == "label" and columns[labels[0]].role != "label":
            continue
        part = kind == "group" and i > labels[0]
        if i > labels[0] and not part and "".join(columns[i].label.split()) not in cues(f"column_{kind}"):
            continue
        result[i] = replace(columns[i], role="part" if part else kind)
    return result


def _may_label(column: Column, index: int, body: Body) -> bool:
    if column.role == "attribute" or any(word in column.label for word in cues("column_remark")):
        return False
    return any(_WORDS.search(row[index].text) for row in body.values() if is_written(row.get(index)))


@dataclass(frozen=True, slots=True)
class Told:
    """What the cells beside a row's label tell; ``cell`` is the first that stands in the row itself."""

    place: str = ""
    group: str = ""
    kind: str = ""
    date: Date | None = None
    cell: Cell | None = None

    def group_of(self, group: str) -> str:
        """The group of a number of the row whose label and column tell ``group``."""
        return " ".join(filter(None, (self.place, of_both(self.group, group) if self.group else group)))

    def column(self, column: Column) -> Column:
        """The column with the row's date, where its header tells none."""
        if self.date is None or not (column.date.inferred or column.date == Date()):
            return column
        return replace(column, date=self.date, kind=self.kind)


@dataclass(slots=True)
class Asides:
    """The cells beside the labels of the rows read so far: one that spans rows counts for those below it, too."""

    kinds: Mapping[int, str]
    calendar: Calendar
    above: dict[int, Cell] = field(default_factory=dict)

    def read(self, row: Mapping[int, Cell]) -> Told:
        first: Cell | None = None
        told = Told()
        for i in sorted(self.kinds):
            if is_written(cell := row.get(i)):
                first = first or cell
                self.above = {at: kept for at, kept in self.above.items() if at < i} | {i: row[i]}
            if i in self.above:
                told = self._with(told, self.kinds[i], "".join(self.above[i].text.split()))
        return replace(told, cell=first)

    def _with(self, told: Told, kind: str, text: str) -> Told:
        if kind == LEAD:
            return told
        if kind == "time":
            found = row_time(text, self.calendar, bare=True)
            return replace(told, kind=found[0], date=found[1]) if found else told
        if text in cues("column_whole"):
            return told
        return replace(told, place=text) if kind == "place" else replace(told, group=_group(text))
