"""Tables of projects: what is to be built or done, what it costs and when it is to be finished."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from analysis.coding.calendar import Moment
from analysis.coding.lexicon import cue_pattern, cues
from analysis.coding.setting import Setting
from analysis.model import Cell, Grid
from analysis.reading.roles import section_role

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
    head = grid.headers[cell.column].split("|")[-1] if cell.column < len(grid.headers) else ""
    role = section_role(head.replace(" ", ""), setting.role)
    return replace(setting, role=role, ahead=ahead, moment=moment)
