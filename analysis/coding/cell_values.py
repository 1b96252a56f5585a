"""Cells of a grid → drafts: the number of a cell in the unit that its row, its column or its caption tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from analysis.codebook import codebook, read_table
from analysis.coding.benefits import period_on_noun
from analysis.coding.calendar import Date
from analysis.coding.cell_column import Column
from analysis.coding.cell_rows import Row
from analysis.coding.cell_units import BRACKETS, Measure
from analysis.coding.dating import tells_months
from analysis.coding.drafts import Draft
from analysis.coding.groups import beside, group_in, group_words, leading_group, of_both, ratio_unit
from analysis.coding.kinds import is_flow, is_worth
from analysis.coding.lexicon import comparators, cue_at_end, cue_pattern, dimension_of
from analysis.coding.linking import CHANGED
from analysis.coding.numerals import MAGNITUDES, arabic
from analysis.coding.phrases import last_verb
from analysis.coding.quantities import NUMBER, OF_FIRST, Quantity, scan
from analysis.coding.setting import Setting
from analysis.model import PART_OF_YEAR, Cell, Kind

_SLASH = re.compile(r"\s*[/／]\s*")
_BARE = re.compile(rf"(?:{NUMBER})")
_IN_BRACKETS = re.compile(rf"\[\s?({NUMBER})\s?\]")
_SEVERAL = re.compile(rf"(?:{NUMBER})(?:\s+(?:{NUMBER}))+")
_MINUS = re.compile(r"[-−–－▼↓]\s?$")
_CHANGES = {"growth": "增长", "change": "增减", "annual": "年均增长率", "rise": "累计增加"}
_COUNTED = ("persons", "households", "count", "person_times")


@dataclass(frozen=True, slots=True)
class Table:
    """What holds for all cells of a table: ``statistics`` tells a table of counts from one of goals and states."""

    setting: Setting
    statistics: bool = False


def code_cell(
    view: str, label: Cell, cell: Cell, row: Row, measure: Measure | None, column: Column, attribute: str, table: Table
) -> Iterator[Draft]:
    """Drafts of one cell: one, or one per member where the cell is split by slashes as its label is (80/60).

    Several numbers in a cell are paired with as many words of the label, and flagged; where the counts differ, and
    where the words are pieces of one name (床 位), the cell is left unread.
    """
    measure = measure or Measure()
    parts = _SLASH.split(cell.text)
    names = [row.name] * len(parts)
    several = _SEVERAL.fullmatch(cell.text) is not None
    if several:
        parts, names = cell.text.split(), row.name.split()
        if len(parts) != len(names) or is_one_name(names):
            return
    elif len(parts) > 1:
        split = _split_label(row.name, len(parts))
        if split is None or not all(re.search(r"\d", p) for p in parts):
            parts, names = [cell.text], [row.name]
        else:
            names = split
    at = cell.start
    for part, words in zip(parts, names, strict=True):
        place = view.find(part.strip(), at, cell.end) if part.strip() else -1
        place = at if place < 0 else place
        end = min(cell.end, place + len(part.strip()))
        found = _numbers(view, place, max(end, place))
        at = max(end, at)
        start = min(label.start, cell.start)
        quote = (start, max(cell.end, label.end))
        draft = _value(found, part, replace(row, name=words), measure, column, attribute, table, quote)
        if draft is not None:
            if draft.value is not None and found and _MINUS.search(view, place, found[0].number_start):
                draft.value = -draft.value
            if several:
                draft.flags = (*draft.flags, "paired-by-order")
            yield draft


@cache
def _wordings() -> frozenset[str]:
    return frozenset(row["wording"] for row in read_table("aliases"))


def is_one_name(words: Sequence[str]) -> bool:
    """Whether the words of a label are pieces of one name: single characters set apart, or a wording of an indicator.

    >>> is_one_name(["床", "位"]), is_one_name(["养老", "床位"]), is_one_name(["敬老院", "福利院"])
    (True, True, False)
    """
    return any(len(word) < 2 for word in words) or "".join(words) in _wordings()


def _numbers(view: str, start: int, end: int) -> tuple[Quantity, ...]:
    """The quantities of a cell; a bare number is one whatever else it looks like, and so is a total in brackets."""
    m = _IN_BRACKETS.fullmatch(view, start, end)
    start, end = m.span(1) if m else (start, end)
    m = _BARE.fullmatch(view, start, end)
    if m is not None:
        return (Quantity(start, end, start, end, arabic(m.group()), flags=("unit-missing",)),)
    return scan(view, start, end, cell=True).quantities


def _value(
    found: tuple[Quantity, ...],
    text: str,
    row: Row,
    measure: Measure,
    column: Column,
    attribute: str,
    table: Table,
    place: tuple[int, int],
) -> Draft | None:
    """The draft of one value of a cell; None for words that are no goal."""
    date, name = column.date, f"{row.name}{column.counts}"
    if cue_pattern("annual").search(name) and date.year is not None and column.kind and not table.statistics:
        date = Date(None, date.year - 4, date.year, inferred=True)
    own = group_in(name)
    group = of_both(column.group, row.group if own in row.group.split() else own or row.group)
    draft = Draft(
        *place, None, None, None, name, column.kind, group=group,
        topic=row.topic, date=date, attribute=attribute, section=table.setting.section, source="table",
        note=column.label,
    )  # fmt: skip
    if not found:
        return _worded(draft, text, measure)
    q = found[0]
    draft.rule, draft.comparator, draft.implied = "cell", q.comparator, "fold" in q.flags
    draft.number_start, draft.number_end = q.number_start, q.number_end
    draft.unit, draft.unit_text, draft.dimension = q.unit, q.unit_text, q.dimension
    draft.flags = tuple(f for f in q.flags if f not in ("unit-missing", "fold", OF_FIRST))
    factor = Decimal(1)
    if not q.unit and measure.unit:
        draft.unit, draft.unit_text, draft.dimension = measure.unit, measure.text, measure.dimension
        factor = MAGNITUDES.get(measure.magnitude, factor) if not q.magnitude else factor
        if measure.unit == "%" and not measure.text and column.change:
            draft.flags = (*draft.flags, "unit-inferred")
    elif q.dimension == "ratio":
        draft.unit, draft.unit_text = ratio_unit(draft.phrase, 1 if OF_FIRST in q.flags else 0), ""
        draft.group = ""
    elif not draft.unit and name.endswith("%"):  # the unit's column ran into the label's
        draft.unit, draft.dimension, draft.phrase = "%", "percent", name.rstrip("%")
    elif not draft.unit:
        draft.unit, draft.dimension, flag = _guess(name, column.label, q, table.statistics, row.over)
        draft.flags = (*draft.flags, flag)
    if draft.unit == "元" and factor == 1 and not q.magnitude and (unit := period_on_noun(name)):
        draft.unit, draft.dimension = unit, "money_per_person"
    draft.value = q.value * factor
    draft.value_max = q.value_max * factor if q.value_max is not None else None
    _change_or_kind(draft, name, column, table)
    flow = not column.change and is_flow(name, "", last_verb(name), draft.dimension)
    if flow and draft.kind in (Kind.OUTCOME, Kind.EXPENDITURE) and _of_months(column, table.setting):
        draft.flags = (*draft.flags, PART_OF_YEAR)
    return draft


def _of_months(column: Column, setting: Setting) -> bool:
    """Whether a column is of some months of a year: its header tells, else the table's section, else the title."""
    told = (tells_months(text) for text in (column.label, setting.section))
    return next((months for months in told if months is not None), setting.calendar.part_of_year)


def _change_or_kind(draft: Draft, name: str, column: Column, table: Table) -> None:
    """A column of growth is about the growth of its row's indicator; money in statistics is spent or is a standard."""
    if column.change:
        draft.phrase = name + _CHANGES[column.change]
        draft.kind = column.kind if column.change in ("annual", "rise") else Kind.OUTCOME
        if column.change == "rise" and draft.dimension.startswith("money"):
            draft.rule = CHANGED
    elif table.statistics and column.kind == Kind.OUTCOME:
        if draft.dimension == "money_per_person":
            draft.kind = Kind.STANDARD
        elif draft.dimension == "money" and not is_worth(name):
            draft.kind = Kind.EXPENDITURE


def _worded(draft: Draft, text: str, measure: Measure) -> Draft | None:
    """A goal in words (不低于上年度增速): no value, the words themselves."""
    if draft.kind != Kind.TARGET or not re.search(r"[一-鿿]{3}", text):
        return None
    draft.value_text, draft.rule = text, "goal in words"
    draft.comparator = next((c for w, c in comparators("before").items() if w in text), "=")
    draft.unit, draft.unit_text, draft.dimension = measure.unit, measure.text, measure.dimension
    return draft


def _guess(name: str, header: str, q: Quantity, statistics: bool, over: Measure | None) -> tuple[str, str, str]:
    """Unit, dimension and flag of a cell without a unit.

    A rate is in per cent, a number of persons in persons, a part in what it is a part of, where that is counted. In a
    table of counts the unit is that of the indicator the codebook knows by this name, where it is a counter, else that
    of what a level of the header names (机构床位|护理型), else 个, for whole numbers of what is no money.
    """
    if unit := _unit_of(name):
        return unit, dimension_of(unit), "unit-inferred"
    if over and over.dimension in _COUNTED and not over.magnitude:
        return over.unit, over.dimension, "unit-inferred"
    whole = q.value == q.value.to_integral_value()
    if not statistics or (not whole and not q.magnitude) or cue_at_end("money_column").search(name):
        return "", "", "unit-missing"
    known = {codebook().indicators[m.alias.indicator_id].unit for m in codebook().matches(name, "")}
    counters = [unit for unit in known if unit and dimension_of(unit) in _COUNTED]
    levels = (_unit_of(level) for level in reversed(BRACKETS.sub("", header).split("|")))
    told = next((unit for unit in levels if unit and dimension_of(unit) in _COUNTED), "个")
    unit = counters[0] if len(counters) == len(known) == 1 else told
    return unit, dimension_of(unit), "unit-inferred"


def _unit_of(name: str) -> str:
    """The unit in which what a name ends with is counted; empty where that says nothing."""
    return next((row["unit"] for row in read_table("unit_suffixes") if name.endswith(row["suffix"])), "")


def _split_label(name: str, size: int) -> list[str] | None:
    """城市/农村社区养老服务覆盖率 → one name per member, where the label has as many members as the cell."""
    members = _SLASH.split(name)
    if len(members) != size:
        return None
    if all(group_words(member) for member in members[1:]) and ":" in members[0]:  # 覆盖率:城市/农村
        head, _, first = members[0].rpartition(":")
        return [beside(member, head) for member in (first, *members[1:])]
    _, rest = leading_group(members[-1])
    return [*(m + rest if rest != members[-1] else m for m in members[:-1]), members[-1]]
