"""Columns of a grid: what stands in each, of which date, in which unit, as its header and the caption tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from analysis.coding.benefits import MONTHS
from analysis.coding.calendar import UNDATED, Calendar, Date, periods
from analysis.coding.cell_asides import with_asides
from analysis.coding.cell_column import Body, Column, Period, names_period, period_of
from analysis.coding.cell_groups import grouped, of_places
from analysis.coding.cell_growth import change_told, count_grown, of_change
from analysis.coding.cell_time import dated, header_time, period_name
from analysis.coding.cell_units import BRACKETS, PERCENT, measure_of, measure_of_header
from analysis.coding.dating import without_months
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.numerals import chinese
from analysis.coding.setting import Setting
from analysis.model import CellState, Grid, Kind, Role

LIST_MARK = re.compile(r"^\s*(?:[(（]\d{1,3}[)）]|\d{1,3}[.．、)）](?!\d))")


def columns_of(grid: Grid, body: Body, setting: Setting, title: str) -> list[Column]:
    """The columns of a grid whose rows are indicators; ``title`` is the document's."""
    texts = (grid.caption, setting.section, *_header_year(grid), title)
    period = period_of(texts, setting.calendar)
    if setting.moment is not None and not names_period(grid.caption) and period is not None and period.inferred:
        period = Period(setting.moment.last, inferred=True)
    ahead = _ahead(setting, period)
    if grid.layout == "fused" and not any(grid.headers):
        date = Date(period.year, inferred=True) if period else UNDATED
        return [Column("label"), Column("unit"), Column("value", Kind.OUTCOME, date, counted=True)]
    headers = [_without_form(h) for h in grid.headers]
    columns = [_column(h, i, body, setting.calendar, period, ahead) for i, h in enumerate(headers)]
    columns = with_asides(_with_spans(columns, grid.caption, setting.calendar), body, setting.calendar)
    columns = grouped(_with_label(columns, body))
    read = [c for i, c in enumerate(columns) if c.role == "value" and not _prose(i, body)]
    if any(not c.change for c in read):
        return columns
    placed = of_places(columns, body, period)
    if placed != columns:
        return placed
    measured = [_measured(c, i, body, setting, period, ahead) for i, c in enumerate(columns)]
    if read and not any(c.counts for c in measured):
        return columns
    return _of_counts(measured, columns)


def _of_counts(measured: Sequence[Column], columns: Sequence[Column]) -> list[Column]:
    """The columns, those of growth about the count to their left: 床位数(张) | 同比增长(%)."""
    found: list[Column] = []
    counts: list[str] = []
    for column, before in zip(measured, columns, strict=True):
        grown = count_grown(before.label, counts) if before.role == "value" and before.change else ""
        found.append(replace(before, counts=grown) if grown else column)
        counts += [column.counts] if column.counts else []
    return found


_FORM = re.compile(r"[:：]")


def _without_form(header: str) -> str:
    """A header without the lines of a form above it (编制单位:…|指标名称)."""
    levels = header.split("|")
    return "|".join(level for level in levels if not _FORM.search(level)) or header


def _header_year(grid: Grid) -> tuple[str, ...]:
    """The one year that the headers of a table name, as a text; nothing where they name several."""
    years = {y for h in grid.headers for y in re.findall(r"(?:19|20)\d\d(?=年度?)", h)}
    return (f"{years.pop()}年",) if len(years) == 1 else ()


def is_prose(text: str) -> bool:
    """Whether a cell holds a sentence rather than a value: 新建幸福院40个,每个补助5万元."""
    return bool(re.search(r"[,，;；。]", text)) and len(re.findall(r"[一-鿿]", text)) >= LEAST_PROSE


LEAST_PROSE = 7  # Chinese characters


def _prose(index: int, body: Body) -> bool:
    return any(index in row and is_prose(row[index].text) for row in body.values())


def _measured(
    column: Column,
    index: int,
    body: Body,
    setting: Setting,
    period: Period | None,
    ahead: bool,
) -> Column:
    """A column without a date, in a table of projects: its header names a unit (投资(万元)), or its cells are sums."""
    measure = measure_of_header(column.label)
    cells = [row[index].text for row in body.values() if index in row and row[index].text]
    measured = measure.text and all(_NUMERIC.fullmatch(t) for t in cells)
    costs = all(_COST.fullmatch(t) for t in cells)  # 6800万元
    if column.role != "other" or not cells or not (measured or costs):
        return replace(column, role="other") if column.role == "value" else column
    planned = ahead or setting.role is Role.TASKS or cue_pattern("ahead").search(setting.section) is not None
    calendar = setting.calendar
    year = calendar.plan_end if planned else period.year if period else None
    date = Date(year, inferred=True) if year else UNDATED
    money = costs or measure.dimension == "money"
    kind = Kind.TARGET if planned else Kind.EXPENDITURE if money else Kind.OUTCOME
    counts = BRACKETS.sub("", column.label).split("|")[-1]
    return Column("value", kind, date, measure, column.label, not planned, counts=counts)


_COST = re.compile(r"\s*约?\d[\d.,]*\s?[万亿]?元\s*")
_NUMERIC = re.compile(r"\s*[\d.,]+\s*")


def _with_spans(columns: list[Column], caption: str, calendar: Calendar) -> list[Column]:
    """Columns with the period of those that hold growth by the year: named by the header or caption, else by years."""
    if not any(c.change == "annual" for c in columns):
        return columns
    dated = [c for c in columns if c.date.year is not None and not c.change]
    kind = max(dated, key=lambda c: c.date.year or 0).kind if dated else str(Kind.OUTCOME)
    spans = []
    for column in columns:
        if column.change == "annual":
            kinds = Kind.TARGET if cue_pattern("column_goal").search(column.label) else kind
            column = replace(column, kind=kinds, date=span_of(columns, (column.label, caption), calendar))
        spans.append(column)
    return spans


def span_of(columns: Sequence[Column], texts: Sequence[str], calendar: Calendar) -> Date:
    """The years that a table reaches over: the period that a text names, else those behind its first dated column.

    A table of one year tells the named period that ends with it; one without, the plan's own.
    """
    for text in texts:
        m = period_name().search(text)
        if m:
            return Date(None, *periods()[m.group()])
    years = sorted({c.date.year for c in columns if c.date.year is not None and not c.change})
    if len(years) > 1:
        return Date(None, years[0] + 1, years[-1])
    if years:
        return span_to(years[0])
    if calendar.plan_start is not None and calendar.plan_end is not None:
        return Date(None, calendar.plan_start, calendar.plan_end, inferred=True)
    return UNDATED


def span_to(year: int) -> Date:
    """The five-year period that ends with a year; no date where none does."""
    named = next((span for span in periods().values() if span[1] == year), None)
    return Date(None, *named, inferred=True) if named else UNDATED


def _ahead(setting: Setting, period: Period | None) -> bool:
    """A table without a date of its own in the part of a plan that looks ahead tells goals."""
    if period is not None and not period.inferred:
        return False
    planning = setting.calendar.doc_type in ("plan", "opinion", "work_priorities")
    return planning and setting.role not in (Role.REVIEW, Role.SITUATION) and setting.calendar.plan_end is not None


def _column(
    header: str,
    index: int,
    body: Body,
    calendar: Calendar,
    period: Period | None,
    ahead: bool,
) -> Column:
    text = re.sub(r"\s", "", header)
    column = _by_time(text, calendar, period, ahead)
    for role in ("attribute", "unit", "number", "label"):
        if any(w in text for w in cues(f"column_{role}")) and not (role == "label" and column.kind):
            return Column(role, label=text)
    cells = [row[index].text for row in body.values() if index in row and row[index].state is CellState.VALUE]
    if not text and sum(measure_of(t) is not None for t in cells) * 2 > len(cells):
        return Column("unit")  # whose header the label took
    if not any(re.search(r"\d", LIST_MARK.sub("", t)) for t in cells):
        return Column("other", label=text)
    return column if column.kind else Column("other", label=text)


def _wordy(text: str) -> int:
    """How many characters of a cell belong to no number."""
    return sum(not character.isdigit() and character not in " .,%" for character in text)


def _with_label(columns: list[Column], body: Body) -> list[Column]:
    """Columns with the label column settled: by its header, else the wordiest column that is neither unit nor value."""
    labels = [i for i, c in enumerate(columns) if c.role == "label"]
    named = {columns[i].label.split("|")[-1] for i in labels}
    if len(labels) == 2 and labels[1] == labels[0] + 1 and columns[labels[0]].label == columns[labels[1]].label:
        return [replace(c, role="part") if i == labels[1] else c for i, c in enumerate(columns)]
    if len(labels) > 1 and len(named) == 1 and labels[-1] < len(columns) - 1:
        return columns  # two tables side by side
    if len(labels) > 1:
        wordiest = max(
            [i for i in labels if not _prose(i, body)] or labels,
            key=lambda i: sum(len(r[i].text) for r in body.values() if i in r),
        )
        return [replace(c, role="other") if i in labels and i != wordiest else c for i, c in enumerate(columns)]
    if labels:
        return columns
    spare = [i for i, c in enumerate(columns) if c.role in ("other", "number")]
    if not spare:
        return columns
    words = {i: sum(_wordy(r[i].text) for r in body.values() if i in r) for i in spare}
    best = max(spare, key=lambda i: words[i])
    if not words[best]:
        return columns
    return [replace(c, role="label") if i == best else c for i, c in enumerate(columns)]


def _by_time(text: str, calendar: Calendar, period: Period | None, ahead: bool) -> Column:
    """A value column by the date its header tells; without a kind where the header tells no date."""
    measure = measure_of_header(text)
    kind, date = header_time(text, calendar)
    change, words = change_told(text), BRACKETS.sub("", text)
    if any(words.split("|")[-1].endswith(w) for w in cues("column_annual")):
        return Column("value", Kind.OUTCOME, UNDATED, PERCENT, text, change="annual")
    if kind and (date.year is not None or date.period_start is not None) and dated(text, calendar):
        told = change if kind == Kind.OUTCOME else ""
        return Column("value", kind, date, of_change(measure, told), text, change=told)
    if change:
        date = Date(period.year, inferred=period.inferred) if period else UNDATED
        return Column("value", Kind.OUTCOME, date, of_change(measure, change), text, True, change)
    if any(w in words for w in cues("column_before")):
        return Column("value", Kind.OUTCOME, _before(words, period), measure, text, True)
    if any(w in words for w in cues("column_previous")):
        date = Date(period.year - 1, inferred=True) if period else UNDATED
        return Column("value", Kind.OUTCOME, date, measure, text, True)
    if kind and (date.year is not None or date.period_start is not None):
        return Column("value", kind, date, measure, text)
    if (month := _month_named(words)) and period is not None:
        year = period.year - (month > period.last_month)
        return Column("value", Kind.OUTCOME, Date(year, inferred=True), measure, text, True, group=words)
    rest = without_months(words.replace("|", ""))
    if _value_words().fullmatch(rest) or (not rest and words):  # 1-6月累计, 上半年
        if ahead:
            return Column("value", Kind.TARGET, Date(calendar.plan_end, inferred=True), measure, text)
        date = Date(period.year, inferred=period.inferred) if period else UNDATED
        return Column("value", Kind.OUTCOME, date, measure, text, True)
    return Column("other", label=text)


def _before(words: str, period: Period | None) -> Date:
    """The period before the table's; a quarter or month before one that only a year is known of is of that year."""
    if period is None:
        return UNDATED
    within = period.months == MONTHS and cue_pattern("part_of_year").search(words) is not None
    return Date(period.year, inferred=True) if within else period.before()


@cache
def _value_words() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('column_value'))})+")


_MONTH = re.compile(r"(?P<month>1[0-2]|[1-9]|十[一二]|[一二三四五六七八九十])月份?")


def _month_named(header: str) -> int:
    """The month that is all a header says (九月份), 0 for other headers."""
    m = _MONTH.fullmatch(header)
    if m is None:
        return 0
    return int(m["month"]) if m["month"].isdigit() else int(chinese(m["month"]))
