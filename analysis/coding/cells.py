"""Grids → drafts: every cell of an indicator table or a statistics table is a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.coding.calendar import Date
from analysis.coding.cell_column import Column, period_of
from analysis.coding.cell_columns import columns_of, is_prose, looks_back, plans_for, span_of, span_to
from analysis.coding.cell_growth import change_told, count_grown, of_change
from analysis.coding.cell_projects import deadlines, tells_role
from analysis.coding.cell_rows import Labels, Row, titles_behind
from analysis.coding.cell_units import (
    BRACKETS,
    PERCENT,
    Measure,
    caption_measures,
    fitting,
    measure_of,
    measure_of_header,
)
from analysis.coding.cell_values import Table, code_cell, is_one_name
from analysis.coding.drafts import Draft
from analysis.coding.groups import place_words
from analysis.coding.lexicon import cue_pattern, cues
from analysis.coding.phrases import strip_leading
from analysis.coding.setting import Setting
from analysis.model import Cell, CellState, Grid, Kind

_TOTAL = re.compile(r"\s*\[[^\[\]]*\]\s*")
_NUMBER = re.compile(r"\[[^\[\]\s]+\]|[^\[\]\s]*\d[^\[\]\s]*")
_BLANK = re.compile(r"[\s—–-]*")
_MARK = re.compile(r"\s*[甲乙丙丁戊己庚]\s*")
_INDEX = re.compile(r"\s*\d{1,2}\s*")
_YEAR_LABEL = re.compile(r"^(?:19|20)\d\d年?(?:\(.*\))?$")

Body = dict[int, dict[int, Cell]]


def code_grid(view: str, grid: Grid, setting: Setting, title: str = "") -> Iterator[Draft]:
    """Drafts of a grid's body cells; a grid without indicators or without numbers yields none.

    ``title`` is the document's: it dates a table whose header and caption do not.
    """
    body = _body(grid)
    if not body:
        return
    if _years_lead(body):
        yield from _years_down(view, grid, body, setting)
        return
    columns = columns_of(grid, body, setting, title)
    values = [c for c in columns if c.role == "value"]
    counts = all(c.counts or c.change or _dated_count(c.label) for c in values)
    if values and not (counts and _places_lead(grid, body)):
        yield from _indicators_down(view, grid, body, columns, setting)
    elif _places_lead(grid, body):
        yield from _places_down(view, grid, body, setting, title)


def value_cells(grid: Grid, setting: Setting, title: str = "") -> Iterator[Cell]:
    """The body cells in which values belong, in order: all but labels, units, attributes and running numbers."""
    body = _body(grid)
    if not body:
        return
    if _years_lead(body):
        aside = {0}
    else:
        columns = columns_of(grid, body, setting, title)
        aside = {i for i, c in enumerate(columns) if c.role in ("label", "part", "unit", "attribute", "number")}
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


def _years_lead(body: Body) -> bool:
    """The rows are years, so the columns are indicators."""
    first = [row[0].text for row in body.values() if 0 in row]
    return bool(first) and sum(bool(_YEAR_LABEL.match(t.replace(" ", ""))) for t in first) * 2 > len(first)


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
    over: tuple[Cell, Row] | None = None  # a label that stands beside its members, and its row
    for number, row in body.items():
        label = row.get(label_at)
        part = next((row[i] for i in parts if _written(row.get(i))), None)
        if label is None or not (label.text or (part and over)) or number in torn:
            continue
        if not any(_written(row.get(i)) for i in span if i != label_at):
            labels.heading(label.text)
            continue
        if _marks(row):
            continue
        unit = next((row[i] for i in units if _written(row.get(i))), None)
        attribute = next((row[i].text for i in attributes if i in row), "")
        attribute = next((w for w in cues("attribute") if w in attribute or (attribute and attribute in w)), "")
        words, titles = titles_behind(label.text)
        members = _members(view, words, {i: row[i] for i in values if _written(row.get(i))})
        for text, cells in members:
            if part is None:
                named, over = labels.row(text), None
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
                if number in due and column.date.inferred:
                    column = replace(column, date=Date(due[number]))
                growth = column.change in ("growth", "annual")
                own = column.measure if growth else measure or column.measure
                if not own.unit:
                    own = listed.get(number, own)
                head = over[0] if over else label
                for draft in code_cell(view, head, cell, named, own, column, attribute, table):
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


def _written(cell: Cell | None) -> bool:
    return cell is not None and cell.state is CellState.VALUE and bool(cell.text)


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
    rows = [n for n, row in body.items() if label_at in row and any(_written(row.get(i)) for i in values)]
    if len(found) == 1:
        return dict.fromkeys(rows, found[0])
    return dict(zip(rows, found, strict=True)) if len(found) == len(rows) else {}


# statistics tables: a row is a year, a column an indicator


def _years_down(view: str, grid: Grid, body: Body, setting: Setting) -> Iterator[Draft]:
    calendar = setting.calendar
    table = Table(setting, looks_back(calendar))
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
            name = _counted(header.replace(" ", "").split("|"))
            kind = (
                Kind.TARGET
                if plans_for(year, calendar)
                else Kind.STANDARD
                if measure.dimension == "money_per_person"
                else Kind.OUTCOME
            )
            column = Column("value", kind, Date(year), measure, header)
            yield from code_cell(view, label, cell, Row(name), measure, column, "", table)


# statistics tables: a row is a place, a column an indicator


def _places_lead(grid: Grid, body: Body) -> bool:
    """The rows are places and the columns say what is counted there."""
    at = _place_column(grid)
    labels = [row[at].text.replace(" ", "") for row in body.values() if at in row and row[at].text]
    places = sum(place_words(label) for label in labels)
    named = grid.headers[at].replace(" ", "") in cues("column_place")
    return any(grid.headers[at + 1 :]) and bool(labels) and (places * 2 > len(labels) or named)


_YEAR_HEAD = re.compile(r"(?P<year>(?:19|20)\d\d)年?")


def _dated_count(header: str) -> tuple[int, list[str]] | None:
    """The year of a column and what is counted there, where its header tells both: 城市低保标准|2022年."""
    parts = header.split("|")
    years = [m for p in parts if (m := _YEAR_HEAD.fullmatch(p))]
    words = [p for p in parts if not _YEAR_HEAD.fullmatch(p)]
    return (int(years[0]["year"]), words) if len(years) == 1 and words and any(words) else None


def _place_column(grid: Grid) -> int:
    return next((i for i, h in enumerate(grid.headers) if h.replace(" ", "") in cues("column_place")), 0)


def _places_down(view: str, grid: Grid, body: Body, setting: Setting, title: str) -> Iterator[Draft]:
    """Cells of a table by places; one that neither its caption nor its document dates and a plan's is left alone."""
    period = period_of((grid.caption, setting.section, title), setting.calendar)
    if period is None or (period.inferred and not looks_back(setting.calendar)):
        return
    listed = caption_measures(grid.caption)
    table, at = Table(setting, statistics=True), _place_column(grid)
    planned = cue_pattern("planned_table").search(f"{grid.caption} {setting.section}") is not None
    kind = Kind.TARGET if planned and not looks_back(setting.calendar) else Kind.OUTCOME
    rates = not listed or any(measure.unit == PERCENT.unit for measure in listed)
    rated = [rates or _fractions(body, column) for column in range(len(grid.headers))]
    for row in body.values():
        label = row.get(at)
        if label is None or not label.text:
            continue
        place, counted = label.text.replace(" ", ""), list[str]()
        for i, header in enumerate(grid.headers):
            cell = row.get(i)
            if i <= at or cell is None or cell.state is not CellState.VALUE or not _indicator(header):
                continue
            own = _dated_count(header.replace(" ", ""))
            year, words = own or (period.year, header.replace(" ", "").split("|"))
            name = _counted(words)
            date, change = Date(year, inferred=period.inferred and own is None), change_told(header)
            name = count_grown(header, counted) if change else name
            if not name:
                continue
            counted += [] if change else [name]
            if change == "growth" and not rated[i]:
                change = "change"
            measure = of_change(measure_of_header(header), change)
            if not measure.unit:
                measure = fitting(listed, name)
            later = own is not None and plans_for(year, setting.calendar)
            column = Column("value", Kind.TARGET if later else kind, date, measure, header, True, change)
            group = "" if place in cues("column_whole") else place
            for draft in code_cell(view, label, cell, Row(name), measure, column, "", table):
                draft.group = " ".join(x for x in (group, draft.group) if x)
                yield draft


def _fractions(body: Body, column: int) -> bool:
    """Whether a column holds numbers with a point, as rates have and differences of counts do not."""
    return any("." in row[column].text for row in body.values() if column in row)


def _counted(levels: Sequence[str]) -> str:
    """What the levels of a column's header say is counted, without their units in brackets."""
    return strip_leading("".join(BRACKETS.sub("", level) for level in levels))


def _indicator(header: str) -> bool:
    """The header of a column names something counted, rather than a running number or a remark."""
    text = header.replace(" ", "")
    return bool(text) and not any(w in text for role in ("number", "remark") for w in cues(f"column_{role}"))
