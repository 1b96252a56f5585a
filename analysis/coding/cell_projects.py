"""Tables of projects: what is to be built or done, what it costs and when it is to be finished."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from analysis.coding.calendar import Moment
from analysis.coding.cell_units import BRACKETS
from analysis.coding.lexicon import cue_pattern, cues
from analysis.coding.setting import Setting
from analysis.model import Cell, Grid, Role

_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")


def deadlines(grid: Grid) -> dict[int, int]:
    """The year by which what each row names is to be finished, where a column tells it (完成时限).

    Of a span (2021-2023年) it is the last. Rows without a year are left out.
    """
    heads = [header.split("|")[-1].replace(" ", "") for header in grid.headers]
    at = next((i for i, head in enumerate(heads) if head in cues("column_deadline")), -1)
    found = {cell.row: _YEAR.findall(cell.text) for cell in grid.cells if cell.column == at}
    return {row: int(years[-1]) for row, years in found.items() if years and row >= grid.header_rows}


def of_project(grid: Grid, cell: Cell, due: Mapping[int, int], setting: Setting) -> Setting:
    """The setting of a sentence in a table: its column's role (目标任务, 完成情况), and the deadline of its row.

    Projects look ahead (附件:十件民生实事).
    """
    ahead = setting.ahead or cue_pattern("ahead").search(f"{grid.caption} {setting.section}") is not None
    year = due.get(cell.row)
    moment = setting.moment if year is None else Moment(grid.start, grid.start, year, year, False)
    told = tells_role(grid.headers[cell.column]) if cell.column < len(grid.headers) else None
    setting = replace(setting, ahead=ahead, moment=moment)
    return setting if told is None else _of_role(setting, told)


def tells_role(header: str) -> Role | None:
    """Whether a column holds tasks (目标任务) or what was done (完成情况), as its header tells; None for others."""
    head = BRACKETS.sub("", header.split("|")[-1]).replace(" ", "")
    if head in cues("column_tasks"):
        return Role.GOALS
    return Role.REVIEW if head in cues("column_done") else None


def _of_role(setting: Setting, role: Role) -> Setting:
    """The setting of a column; the goals of a report on work done are those of the year that it reports on."""
    calendar = setting.calendar
    if role is Role.GOALS and calendar.summary and calendar.review_end is not None:
        year = calendar.review_end
        calendar = replace(calendar, doc_type="work_priorities", plan_start=year, plan_end=year, summary=False)
    return replace(setting, role=role, calendar=calendar)
