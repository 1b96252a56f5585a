"""Grids → drafts: every cell of an indicator table or a statistics table is a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from analysis.codebook import read_table
from analysis.coding.calendar import UNDATED, Calendar, Date, moments
from analysis.coding.drafts import Draft
from analysis.coding.groups import group_in, leading_group
from analysis.coding.lexicon import (
    alternation,
    comparators,
    cue_pattern,
    cues,
    denominator_pattern,
    denominators,
    units,
)
from analysis.coding.numerals import MAGNITUDES
from analysis.coding.phrases import strip_leading
from analysis.coding.quantities import Quantity, scan
from analysis.coding.setting import Setting
from analysis.model import Cell, CellState, Grid, Kind

_ROW_NUMBER = re.compile(r"^\s*[(（]?\d{1,3}[)）.．、]?\s*")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_YEAR_LABEL = re.compile(r"^(?:19|20)\d\d年?(?:\(.*\))?$")


@dataclass(frozen=True, slots=True)
class Measure:
    """Unit of a column or row as its header tells: canonical unit, magnitude and the text it was read from."""

    unit: str = ""
    magnitude: str = ""
    text: str = ""
    dimension: str = ""


NO_MEASURE = Measure()


@dataclass(frozen=True, slots=True)
class Column:
    role: str  # label, number, unit, attribute, value, other
    kind: str = ""
    date: Date = UNDATED
    measure: Measure = NO_MEASURE
    label: str = ""


def code_grid(view: str, grid: Grid, setting: Setting) -> Iterator[Draft]:
    """Drafts of a grid's body cells; a grid without indicators or without numbers yields none."""
    body: dict[int, dict[int, Cell]] = {}
    for cell in grid.cells:
        if cell.row >= grid.header_rows:
            body.setdefault(cell.row, {})[cell.column] = cell
    if not body:
        return
    first = [row[0].text for row in body.values() if 0 in row]
    if first and sum(bool(_YEAR_LABEL.match(t.replace(" ", ""))) for t in first) * 2 > len(first):
        yield from _years_down(view, grid, body, setting)
    else:
        yield from _indicators_down(view, grid, body, setting)


# indicator tables: a row is an indicator, a column a date


def _indicators_down(view: str, grid: Grid, body: dict[int, dict[int, Cell]], setting: Setting) -> Iterator[Draft]:
    columns = [_column(h, i, grid, body, setting.calendar) for i, h in enumerate(grid.headers)]
    columns = _with_label(columns, grid, body)
    label_at = next((i for i, c in enumerate(columns) if c.role == "label"), None)
    if label_at is None:
        return
    for row in body.values():
        label = row.get(label_at)
        if label is None or not label.text:
            continue
        name, row_measure = _named(label.text)
        unit_cell = next((row[i] for i, c in enumerate(columns) if c.role == "unit" and i in row), None)
        if unit_cell is not None and unit_cell.state is CellState.VALUE:
            row_measure = measure_of(unit_cell.text) or row_measure
        attribute = next((row[i].text for i, c in enumerate(columns) if c.role == "attribute" and i in row), "")
        attribute = next((w for w in cues("attribute") if w in attribute or (attribute and attribute in w)), "")
        for i, column in enumerate(columns):
            cell = row.get(i)
            if column.role != "value" or cell is None or cell.state is not CellState.VALUE:
                continue
            yield from _cell(view, label, cell, name, row_measure or column.measure, column, attribute, setting)


def _column(header: str, index: int, grid: Grid, body: dict[int, dict[int, Cell]], calendar: Calendar) -> Column:
    text = header.replace(" ", "").replace("\n", "")
    for role in ("attribute", "unit", "number", "label"):
        if any(w in text for w in cues(f"column_{role}")) and not (role == "label" and _dated(text, calendar)):
            return Column(role, label=text)
    cells = [row[index].text for row in body.values() if index in row and row[index].state is CellState.VALUE]
    if not any(re.search(r"\d", t) for t in cells):
        return Column("other", label=text)
    kind, date = _header_time(text, calendar)
    return Column("value", kind, date, measure_of_header(text), text) if kind else Column("other", label=text)


def _with_label(columns: list[Column], grid: Grid, body: dict[int, dict[int, Cell]]) -> list[Column]:
    """Columns with the label column settled: by its header, else the wordiest column that is neither unit nor value."""
    labels = [i for i, c in enumerate(columns) if c.role == "label"]
    if len(labels) > 1:
        wordiest = max(labels, key=lambda i: sum(len(r[i].text) for r in body.values() if i in r))
        return [replace(c, role="other") if i in labels and i != wordiest else c for i, c in enumerate(columns)]
    if labels:
        return columns
    spare = [i for i, c in enumerate(columns) if c.role in ("other", "number")]
    if not spare:
        return columns
    best = max(spare, key=lambda i: sum(len(r[i].text) for r in body.values() if i in r))
    return [replace(c, role="label") if i == best else c for i, c in enumerate(columns)]


def _dated(text: str, calendar: Calendar) -> bool:
    return bool(moments(text, 0, len(text), calendar)) or re.search(r"(?:19|20)\d\d", text) is not None


def _header_time(text: str, calendar: Calendar) -> tuple[str, Date]:
    """Kind and date of a value column from its header; an empty kind where the header tells neither."""
    goal, done = cue_pattern("column_goal").search(text), cue_pattern("column_done").search(text)
    years = [int(y) for y in re.findall(r"(?:19|20)\d\d", text)]
    named = moments(text, 0, len(text), calendar)
    plan = re.search(alternation(_period_names()), text)
    year: int | None = years[-1] if years else None
    if year is None and plan:
        year = _period_names()[plan.group()][1]
    if year is None and named:
        year = named[-1].last
    span = cue_pattern("annual").search(text) or any(w in text for w in cues("column_total"))
    if year is None:
        year = calendar.plan_end if goal else calendar.review_end if done else None
        if year is None:
            return "", Date()
        return (Kind.TARGET if goal else Kind.OUTCOME), Date(year, inferred=True)
    if goal and not done:
        kind = Kind.TARGET
    elif done and not goal:
        kind = Kind.OUTCOME
    else:
        ahead = calendar.plan_start is not None and year >= calendar.plan_start and not calendar.past_only
        kind = Kind.TARGET if ahead else Kind.OUTCOME
    if span and plan:
        first, last = _period_names()[plan.group()]
        return kind, Date(None, first, last)
    return kind, Date(year, inferred=bool(plan) and not years)


@cache
def _period_names() -> dict[str, tuple[int, int]]:
    return {r["name"]: (int(r["start"]), int(r["end"])) for r in read_table("periods")}


def measure_of(text: str) -> Measure | None:
    """The unit a unit cell or a bracket names (%, 万元, 张/千名老人); None where it names no unit."""
    word = text.strip().strip("()（）[]").replace(" ", "")
    if not word:
        return None
    known = units()
    if word in known:
        return Measure(known[word].canonical, "", word, known[word].dimension)
    for magnitude in sorted(MAGNITUDES, key=len, reverse=True):
        if word.startswith(magnitude) and word[len(magnitude) :] in known:
            unit = known[word[len(magnitude) :]]
            return Measure(unit.canonical, magnitude, word, unit.dimension)
    head = re.split(r"[/／每]", word)[0]
    if head in known:
        return Measure(known[head].canonical + word[len(head) :], "", word, known[head].dimension)
    return None


def measure_of_header(text: str) -> Measure:
    """The unit in a header: its brackets, and a denominator such as 月人均."""
    found = Measure()
    for m in _BRACKETS.finditer(text):
        found = measure_of(m[1]) or found
    return _per_person(text, found)


def _per_person(text: str, found: Measure) -> Measure:
    m = denominator_pattern().search(text.replace(" ", ""))
    if m is None:
        return found
    money = found.unit == "元" and not found.magnitude
    if money or (not found.unit and cue_pattern("standard").search(text)):
        return Measure(denominators()[m.group()], "", found.text, "money_per_person")
    return found


def _named(label: str) -> tuple[str, Measure | None]:
    """A row's indicator without its number and its bracketed unit, and that unit."""
    name = _ROW_NUMBER.sub("", label) if not re.match(r"^\d+(?:周岁|岁|\+|%)", label) else label
    measure = None
    for m in _BRACKETS.finditer(name):
        found = measure_of(m[1])
        if found is not None:
            measure = found
            name = name.replace(m.group(), "")
    return name.strip(), measure


_SLASH = re.compile(r"\s*[/／]\s*")


def _cell(
    view: str,
    label: Cell,
    cell: Cell,
    name: str,
    measure: Measure | None,
    column: Column,
    attribute: str,
    setting: Setting,
) -> Iterator[Draft]:
    measure = measure or Measure()
    parts = _SLASH.split(cell.text)
    names = [name] * len(parts)
    if len(parts) > 1:
        split = _split_label(name, len(parts))
        if split is None or not all(re.search(r"\d", p) for p in parts):
            parts, names = [cell.text], [name]
        else:
            names = split
    at = cell.start
    for part, words in zip(parts, names, strict=True):
        place = view.find(part.strip(), at, cell.end) if part.strip() else -1
        place = at if place < 0 else place
        end = min(cell.end, place + len(part.strip()))
        found = scan(view, place, max(end, place), cell=True).quantities
        at = max(end, at)
        start = min(label.start, cell.start)
        draft = _value(found, part, words, measure, column, attribute, setting, (start, max(cell.end, label.end)))
        if draft is not None:
            yield draft


def _value(
    found: tuple[Quantity, ...],
    text: str,
    name: str,
    measure: Measure,
    column: Column,
    attribute: str,
    setting: Setting,
    place: tuple[int, int],
) -> Draft | None:
    """The draft of one value of a cell; None for words that are no goal."""
    date = column.date
    if cue_pattern("annual").search(name) and date.year is not None and column.kind:
        date = Date(None, date.year - 4, date.year, inferred=True)
    draft = Draft(
        *place, None, None, None, name, column.kind, group=group_in(name), date=date, attribute=attribute,
        section=setting.section, source="table", note=column.label,
    )  # fmt: skip
    if not found:
        return _worded(draft, text, measure)
    q = found[0]
    draft.rule, draft.comparator, draft.implied = "cell", q.comparator, "fold" in q.flags
    draft.number_start, draft.number_end = q.number_start, q.number_end
    draft.unit, draft.unit_text, draft.dimension = q.unit, q.unit_text, q.dimension
    draft.flags = tuple(f for f in q.flags if f not in ("unit-missing", "fold"))
    factor = Decimal(1)
    if not q.unit and measure.unit:
        draft.unit, draft.unit_text, draft.dimension = measure.unit, measure.text, measure.dimension
        factor = MAGNITUDES.get(measure.magnitude, factor) if not q.magnitude else factor
    elif q.dimension == "ratio":
        draft.unit, draft.unit_text = "城市=1" if draft.group in ("城市", "城乡") else "1", ""
        draft.group = ""
    elif not draft.unit:
        draft.unit, flag = _guess(name)
        draft.flags = (*draft.flags, flag)
    draft.value = q.value * factor
    draft.value_max = q.value_max * factor if q.value_max is not None else None
    return draft


def _worded(draft: Draft, text: str, measure: Measure) -> Draft | None:
    """A goal in words (不低于上年度增速): no value, the words themselves."""
    if draft.kind != Kind.TARGET or not re.search(r"[一-鿿]{3}", text):
        return None
    draft.value_text, draft.rule = text, "goal in words"
    draft.comparator = next((c for w, c in comparators("before").items() if w in text), "=")
    draft.unit, draft.unit_text, draft.dimension = measure.unit, measure.text, measure.dimension
    return draft


def _guess(name: str) -> tuple[str, str]:
    """Unit and flag of a cell without a unit: a rate is in per cent, a number of persons in persons; else empty."""
    for row in read_table("unit_suffixes"):
        if name.endswith(row["suffix"]):
            return row["unit"], "unit-inferred"
    return "", "unit-missing"


def _split_label(name: str, size: int) -> list[str] | None:
    """城市/农村社区养老服务覆盖率 → one name per member, where the label has as many members as the cell."""
    members = _SLASH.split(name)
    if len(members) != size:
        return None
    _, rest = leading_group(members[-1])
    return [*(m + rest if rest != members[-1] else m for m in members[:-1]), members[-1]]


# statistics tables: a row is a year, a column an indicator


def _years_down(view: str, grid: Grid, body: dict[int, dict[int, Cell]], setting: Setting) -> Iterator[Draft]:
    calendar = setting.calendar
    for row in body.values():
        label = row.get(0)
        m = re.search(r"(?:19|20)\d\d", label.text) if label else None
        if label is None or m is None:
            continue
        year = int(m.group())
        for i, header in enumerate(grid.headers):
            cell = row.get(i)
            if i == 0 or cell is None or cell.state is not CellState.VALUE:
                continue
            measure = measure_of_header(header)
            name = strip_leading("".join(_BRACKETS.sub("", p) for p in header.replace(" ", "").split("|")))
            future = calendar.plan_start is not None and year >= calendar.plan_start and not calendar.past_only
            kind = Kind.TARGET if future else Kind.STANDARD if measure.dimension == "money_per_person" else Kind.OUTCOME
            column = Column("value", kind, Date(year), measure, header)
            yield from _cell(view, label, cell, name, measure, column, "", setting)
