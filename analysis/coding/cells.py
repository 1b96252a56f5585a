"""Grids → drafts: every cell of an indicator table or a statistics table is a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.coding.calendar import Date
from analysis.coding.cell_asides import ASIDES, Asides
from analysis.coding.cell_column import Body, Column, is_written
from analysis.coding.cell_columns import columns_of, is_prose, span_of, span_to
from analysis.coding.cell_growth import POINTS, is_rise
from analysis.coding.cell_leads import (
    beside,
    dated_count,
    place_column,
    places_down,
    places_lead,
    years_down,
    years_lead,
)
from analysis.coding.cell_projects import deadlines, tells_role
from analysis.coding.cell_rows import Labels, Row, titles_behind
from analysis.coding.cell_time import looks_back
from analysis.coding.cell_units import PERCENT, Measure, caption_measures, measure_of
from analysis.coding.cell_values import Table, code_cell, is_one_name
from analysis.coding.drafts import Draft
from analysis.coding.lexicon import cues
from analysis.coding.setting import Setting
from analysis.model import Cell, CellState, Grid, Kind

_TOTAL = re.compile(r"\s*\[[^\[\]]*\]\s*")
_NUMBER = re.compile(r"\[[^\[\]\s]+\]|[^\[\]\s]*\d[^\[\]\s]*")
_BLANK = re.compile(r"[\s—–-]*")
_MARK = re.compile(r"\s*[甲乙丙丁戊己庚]\s*")
_INDEX = re.compile(r"\s*\d{1,2}\s*")


def code_grid(view: str, grid: Grid, setting: Setting, title: str = "") -> Iterator[Draft]:
    """Drafts of a grid's body cells; a grid without indicators or without numbers yields none.

    ``title`` is the document's: it dates a table whose header and caption do not.
    """
    body = _body(grid)
    if not body:
        return
    if years_lead(grid, body, setting.calendar):
        yield from years_down(view, grid, body, setting)
        return
    columns = columns_of(grid, body, setting, title)
    if _by_places(grid, body, columns):
        yield from places_down(view, grid, body, setting, title)
    elif any(c.role == "value" for c in columns):
        yield from _indicators_down(view, grid, body, columns, setting)


def _by_places(grid: Grid, body: Body, columns: Sequence[Column]) -> bool:
    """The rows are places, and no column of values is of one date or kind for what other columns name."""
    values = [c for c in columns if c.role == "value"]
    return all(c.counts or c.change or dated_count(c.label) for c in values) and places_lead(grid, body)


_ASIDE = ("label", "part", "unit", "attribute", "number", *ASIDES)


def value_cells(grid: Grid, setting: Setting, title: str = "") -> Iterator[Cell]:
    """The body cells in which values belong, in order: all but labels, units, attributes and running numbers."""
    body = _body(grid)
    if not body:
        return
    if years_lead(grid, body, setting.calendar):
        aside = {0, *beside(grid, body, 0, setting.calendar)}
    else:
        columns = columns_of(grid, body, setting, title)
        aside = {i for i, c in enumerate(columns) if c.role in _ASIDE}
        if _by_places(grid, body, columns):
            at = place_column(grid)
            aside = {at, *beside(grid, body, at, setting.calendar)}
            aside |= {i for i, c in enumerate(columns) if c.role in _ASIDE and c.role != "label"}
    for row in body.values():
        if _marks(row) and any(_MARK.fullmatch(cell.text) for cell in row.values()):
            continue
        for i, cell in row.items():
            if i not in aside and cell.end > cell.start:
                yield cell


def _marks(row: dict[int, Cell]) -> bool:
    """A row that names the columns by marks and numbers: 甲|乙|丙|1|2|3."""
    return all(_MARK.fullmatch(cell.text) or _INDEX.fullmatch(cell.text) for cell in row.values() if cell.text)


def prose_cells(grid: Grid) -> Iterator[tuple[Cell, str]]:
    """Body cells that hold sentences, each with the longest label before it in its row.

    In a column of tasks or of what was done (目标任务, 完成情况) they are short and may have no stop.
    """
    told = {i for i, header in enumerate(grid.headers) if tells_role(header)}
    for row in _body(grid).values():
        for i, cell in row.items():
            prose = is_prose(cell.text) or (i in told and _short_sentence(cell.text))
            if prose and cell.state is CellState.VALUE:
                labels = [c.text for j, c in row.items() if j < i and not any(x.isdigit() for x in c.text)]
                yield cell, max(labels, key=len, default="")


def _short_sentence(text: str) -> bool:
    """Whether words stand beside a number: 火化率达到90%以上."""
    return len(_CHINESE.findall(text)) >= LEAST_WORDS and any(c.isdigit() for c in text)


_CHINESE = re.compile("[一-鿿]")
LEAST_WORDS = 4  # characters


def _body(grid: Grid) -> Body:
    body: Body = {}
    for cell in grid.cells:
        if cell.row >= grid.header_rows:
            body.setdefault(cell.row, {})[cell.column] = cell
    return body


# indicator tables: a row is an indicator, a column a date


def _indicators_down(view: str, grid: Grid, body: Body, columns: Sequence[Column], setting: Setting) -> Iterator[Draft]:
    found = [i for i, c in enumerate(columns) if c.role == "label"]
    statistics = _statistics(columns, setting)
    for place, label_at in enumerate(found):  # more than one where tables stand side by side
        first = label_at if place else 0
        span = range(first, found[place + 1] if place + 1 < len(found) else len(columns))
        yield from _side(view, grid, body, columns, label_at, span, Table(setting, statistics))


def _side(
    view: str, grid: Grid, body: Body, columns: Sequence[Column], label_at: int, span: range, table: Table
) -> Iterator[Draft]:
    """The columns of one table that belong to one column of labels."""
    values, units, attributes = ([i for i in span if columns[i].role == r] for r in ("value", "unit", "attribute"))
    listed = _listed(grid, body, label_at, values)
    labels = Labels(grid.caption)
    parts = [i for i in span if columns[i].role == "part"]
    short, shared, uncertain = (
        {grid.header_rows + int(flag.split(":")[1]) for flag in grid.flags if flag.startswith(name)}
        for name in ("row-short:", "row-shared:", "row-uncertain:")
    )
    due = deadlines(grid)
    torn = _torn(view, [(n, body[n][label_at]) for n in sorted(shared) if label_at in body.get(n, {})])
    asides = Asides({i: columns[i].role for i in span if columns[i].role in ASIDES}, table.setting.calendar)
    divided = bool(parts) or any(i > label_at for i in asides.kinds)
    over: tuple[Cell, Row] | None = None  # a label that stands beside its members, and its row
    unit: Cell | None = None
    for number, row in body.items():
        told = asides.read(row)
        label = row.get(label_at)
        part = next((row[i] for i in parts if is_written(row.get(i))), None)
        within = part is not None or (told.cell is not None and told.cell.column > label_at)
        if label is None or not (label.text or (within and over)) or number in torn:
            continue
        if not any(is_written(row.get(i)) for i in span if i != label_at and columns[i].role != "number"):
            labels.heading(label.text)
            continue
        if _marks(row):
            continue
        spanned = None if label.text else unit  # it spans rows as their label does
        unit = next((row[i] for i in units if is_written(row.get(i))), spanned)
        attribute = next((row[i].text for i in attributes if i in row), "")
        attribute = next((w for w in cues("attribute") if w in attribute or (attribute and attribute in w)), "")
        words, titles = titles_behind(label.text)
        members = _members(view, words, {i: row[i] for i in values if is_written(row.get(i))})
        for text, cells in members:
            if part is None:
                named = over[1] if over and not label.text else labels.row(text)
                over = (over[0] if over and not label.text else label, named) if divided else None
            else:
                over = (label, labels.row(text)) if label.text or over is None else over
                named = labels.member(over[1], part.text)
            measure = named.measure
            if unit is not None:
                measure = measure_of(unit.text) or measure
            flags = ("paired-by-order",) * (len(members) > 1 or number in shared) + ("label-fused",) * bool(titles)
            flags += ("column-uncertain",) * (number in uncertain)
            alone = len(cells) == 1 and len(values) > 1
            for i, cell in cells.items():
                if is_prose(cell.text) and any(c.isdigit() for c in cell.text):
                    continue
                if columns[i].change == "growth" and _level_again(cell, cells):
                    continue  # the row lost a cell: no growth is a level of its own row
                total = _TOTAL.fullmatch(cell.text) is not None
                if number in short and not (total and alone):
                    continue
                column = _of_total(i, columns, alone, grid, table) if total else columns[i]
                if total and columns[i].change == "annual" and is_rise(cell, cells, columns, measure):
                    column = replace(column, change="rise")
                if number in due and column.date.inferred:
                    column = replace(column, date=Date(due[number]))
                column = told.column(column)
                growth = column.change in ("growth", "annual")
                own = column.measure if growth else measure or column.measure
                own = POINTS if column.change == "rise" and own.unit == PERCENT.unit else own
                if not own.unit:
                    own = listed.get(number, own)
                head = over[0] if over and not label.text else label
                for draft in code_cell(view, head, cell, named, own, column, attribute, table):
                    draft.group = told.group_of(draft.group)
                    draft.flags = (*draft.flags, *flags)
                    draft.grown_unit = measure.unit if growth and measure else ""
                    yield draft
        for title in titles:
            labels.heading(title)


def _torn(view: str, labels: Sequence[tuple[int, Cell]]) -> set[int]:
    """Rows made of one whose labels are pieces of one name after all (养老 床位): their numbers are no two values."""
    torn: set[int] = set()
    run: list[tuple[int, Cell]] = []
    for number, label in (*labels, (-1, None)):
        if run and (label is None or view[run[-1][1].end : label.start].strip(" \t\u3000") != ""):
            if is_one_name([cell.text for _, cell in run]):
                torn.update(n for n, _ in run)
            run = []
        if label is not None:
            run.append((number, label))
    return torn


def _level_again(cell: Cell, cells: dict[int, Cell]) -> bool:
    """Whether a cell of growth repeats the digits of a level beside it: 1,106 | 1,106 | 1,106."""
    digits = cell.text.replace(",", "")
    again = any(other is not cell and other.text == cell.text for other in cells.values())
    return again and digits.isdigit() and int(digits) > 0


def _of_total(at: int, columns: Sequence[Column], alone: bool, grid: Grid, table: Table) -> Column:
    """The column as a cell in square brackets reads it: the total of several years.

    A cell alone in its row, or under growth by the year, is about the years of the whole table, another about the
    named period that ends with the year of its column. Where no such period is known, the column's date stays.
    """
    column = columns[at]
    date = column.date
    if column.change == "annual" or alone:
        date = span_of(columns, (column.label, grid.caption), table.setting.calendar)
        last = [c for c in columns if c.role == "value" and c.date.year is not None and not c.change]
        column = max(last, key=lambda c: c.date.year or 0) if last else column
    elif date.year is not None:
        date = span_to(date.year)
    known = date.period_start is not None
    change = "" if column.change == "annual" else column.change
    return replace(column, date=date if known else column.date, change=change)


def _members(view: str, label: str, cells: dict[int, Cell]) -> list[tuple[str, dict[int, Cell]]]:
    """A row as several, where its label has as many words as each of its cells has numbers; else the row itself.

    Left alone: labels that are pieces of one name (床 位), whose numbers are pieces of one, too.
    """
    words = label.split()
    split = {i: _NUMBER.findall(cell.text) for i, cell in cells.items() if not _BLANK.fullmatch(cell.text)}
    fit = bool(split) and all(len(numbers) == len(words) for numbers in split.values())
    if len(words) < 2 or not fit or is_one_name(words):
        return [(label, cells)]
    rows: list[tuple[str, dict[int, Cell]]] = [(word, {}) for word in words]
    for i, numbers in split.items():
        at = cells[i].start
        if "".join(numbers) != "".join(cells[i].text.split()):
            return [(label, cells)]
        for (_, row), number in zip(rows, numbers, strict=True):
            start = view.find(number, at, cells[i].end)
            if start < 0:
                return [(label, cells)]
            at = start + len(number)
            row[i] = cells[i]._replace(start=start, end=at, text=number)
    return rows


def _statistics(columns: Sequence[Column], setting: Setting) -> bool:
    """A table of what was counted, rather than of goals and how far they were reached."""
    if any(c.role == "attribute" or c.kind == Kind.TARGET for c in columns):
        return False
    values = [c for c in columns if c.role == "value"]
    told = any(c.counted for c in columns) or all(c.kind == Kind.OUTCOME for c in values if not c.change)
    return told or looks_back(setting.calendar)


def _listed(grid: Grid, body: Body, label_at: int, values: Sequence[int]) -> dict[int, Measure]:
    """Unit of each row by the caption: one for all, or as many as rows, in order; none where the counts differ."""
    found = caption_measures(grid.caption)
    rows = [n for n, row in body.items() if label_at in row and any(is_written(row.get(i)) for i in values)]
    if len(found) == 1:
        return dict.fromkeys(rows, found[0])
    return dict(zip(rows, found, strict=True)) if len(found) == len(rows) else {}
