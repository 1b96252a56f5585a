"""Tables whose rows are led by years or by places, so that their columns say what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.coding.calendar import Calendar, Date
from analysis.coding.cell_asides import LEAD, Asides, kinds_of
from analysis.coding.cell_column import Body, Column, is_written, period_of
from analysis.coding.cell_growth import change_told, count_grown, of_change
from analysis.coding.cell_rows import under_caption
from analysis.coding.cell_time import looks_back, plans_for
from analysis.coding.cell_units import BRACKETS, PERCENT, caption_measures, fitting, measure_of_header
from analysis.coding.cell_values import Table, code_cell
from analysis.coding.drafts import Draft
from analysis.coding.groups import place_words
from analysis.coding.lexicon import cue_pattern, cues
from analysis.coding.phrases import strip_leading
from analysis.coding.setting import Setting
from analysis.model import CellState, Grid, Kind, Role

_YEAR_LABEL = re.compile(r"^(?:19|20)\d\d年?(?:\(.*\))?$")

# a row is a year, a column an indicator


def years_lead(grid: Grid, body: Body, calendar: Calendar) -> bool:
    """The rows are years, so the columns are indicators."""
    first = [row[0].text for row in body.values() if 0 in row]
    written = [text for text in first if text]
    if not first or sum(bool(_YEAR_LABEL.match(t.replace(" ", ""))) for t in written) * 2 <= len(written):
        return False
    # a year that spans rows: what tells these apart is no label of its own
    return len(written) * 2 > len(first) or bool(set(beside(grid, body, 0, calendar)) - {0})


def years_down(view: str, grid: Grid, body: Body, setting: Setting) -> Iterator[Draft]:
    """Cells of a table by years."""
    calendar = setting.calendar
    table = Table(setting, looks_back(calendar))
    kinds = beside(grid, body, 0, calendar)
    asides = Asides({**kinds, 0: LEAD}, calendar)
    for row in body.values():
        told = asides.read(row)
        label, above = told.cell, asides.above.get(0)
        m = re.search(r"(?:19|20)\d\d", above.text) if above else None
        if label is None or m is None:
            continue
        year = int(m.group())
        for i, header in enumerate(grid.headers):
            cell = row.get(i)
            if i in kinds or i == 0 or cell is None or cell.state is not CellState.VALUE:
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
            for draft in code_cell(view, label, cell, under_caption(name, grid.caption), measure, column, "", table):
                draft.group = told.group_of(draft.group)
                yield draft


# a row is a place, a column an indicator


def places_lead(grid: Grid, body: Body) -> bool:
    """The rows are places and the columns say what is counted there."""
    at = place_column(grid)
    labels = [row[at].text.replace(" ", "") for row in body.values() if at in row and row[at].text]
    places = sum(place_words(label) for label in labels)
    named = grid.headers[at].replace(" ", "") in cues("column_place")
    return any(grid.headers[at + 1 :]) and bool(labels) and (places * 2 > len(labels) or named)


def beside(grid: Grid, body: Body, at: int, calendar: Calendar) -> dict[int, str]:
    """The columns of words from the leading one on, which tell of the rows: what each tells (see ``ASIDES``)."""
    columns = []
    for i in range(at + 1, len(grid.headers)):
        texts = [row[i].text for row in body.values() if is_written(row.get(i))]
        if not texts or any(_COUNT.fullmatch(text) for text in texts):
            break
        columns.append((i, grid.headers[i]))
    return kinds_of(body, columns, calendar)


_COUNT = re.compile(r"[-−]?\s*\d[\d.,]*\s*%?")
_YEAR_HEAD = re.compile(r"(?P<year>(?:19|20)\d\d)年?")


def dated_count(header: str) -> tuple[int, list[str]] | None:
    """The year of a column and what is counted there, where its header tells both: 城市低保标准|2022年."""
    parts = header.split("|")
    years = [m for p in parts if (m := _YEAR_HEAD.fullmatch(p))]
    words = [p for p in parts if not _YEAR_HEAD.fullmatch(p)]
    return (int(years[0]["year"]), words) if len(years) == 1 and words and any(words) else None


def place_column(grid: Grid) -> int:
    return next((i for i, h in enumerate(grid.headers) if h.replace(" ", "") in cues("column_place")), 0)


def places_down(view: str, grid: Grid, body: Body, setting: Setting, title: str) -> Iterator[Draft]:
    """Cells of a table by places, of their own date or the table's.

    In a plan, a table that neither names a date nor says that it tells a state is left alone.
    """
    calendar = setting.calendar
    period = period_of((grid.caption, setting.section, title), calendar)
    told_date = Date(period.year, inferred=period.inferred) if period else None
    state = looks_back(calendar) or _tells_state(grid, setting)
    if period is None or (period.inferred and not state):
        told_date = None
    listed = caption_measures(grid.caption)
    table, at = Table(setting, statistics=True), place_column(grid)
    planned = cue_pattern("planned_table").search(f"{grid.caption} {setting.section}") is not None
    kind = Kind.TARGET if planned and not state else Kind.OUTCOME
    rates = not listed or any(measure.unit == PERCENT.unit for measure in listed)
    rated = [rates or _fractions(body, column) for column in range(len(grid.headers))]
    kinds = beside(grid, body, at, calendar)
    asides = Asides({**kinds, at: LEAD}, calendar)
    for row in body.values():
        told = asides.read(row)
        label, above = told.cell, asides.above.get(at)
        if above is None or label is None:
            continue
        place, counted = above.text.replace(" ", ""), list[str]()
        for i, header in enumerate(grid.headers):
            cell = row.get(i)
            if i <= at or i in kinds or cell is None or cell.state is not CellState.VALUE or not _indicator(header):
                continue
            own = dated_count(header.replace(" ", ""))
            words = own[1] if own else header.replace(" ", "").split("|")
            date = Date(own[0]) if own else told.date or told_date
            name, change = _counted(words), change_told(header)
            name = count_grown(header, counted) if change else name
            if not name or date is None:
                continue
            counted += [] if change else [name]
            if change == "growth" and not rated[i]:
                change = "change"
            measure = of_change(measure_of_header(header), change)
            if not measure.unit:
                measure = fitting(listed, name)
            if own is not None:
                of = Kind.TARGET if plans_for(own[0], calendar) else kind
            else:
                of = Kind(told.kind) if told.kind else kind
            column = Column("value", of, date, measure, header, True, change)
            group = "" if place in cues("column_whole") else place
            for draft in code_cell(view, label, cell, under_caption(name, grid.caption), measure, column, "", table):
                draft.group = " ".join(filter(None, (group, told.group_of(draft.group))))
                yield draft


def _tells_state(grid: Grid, setting: Setting) -> bool:
    """The caption, or the chapter, of a table without a date says that it tells how things stand, not what is to be."""
    if any(cue_pattern(cue).search(grid.caption) for cue in ("planned_table", "column_goal")):
        return False
    return setting.role in (Role.REVIEW, Role.SITUATION) or cue_pattern("state_table").search(grid.caption) is not None


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
