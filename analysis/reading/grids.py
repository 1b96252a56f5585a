"""Finds tables in a text without markup, and says what stands in which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.model import BlockKind
from analysis.reading.grid_build import FoundGrid
from analysis.reading.grid_cell_lines import blank_lines, tab_lines
from analysis.reading.grid_line_rows import pipes, spaces, tab_separated
from analysis.reading.lines import Line


def find_grids(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> tuple[FoundGrid, ...]:
    """All tables of a text in document order; ``taken`` are lines that are something else, with what they are.

    Layouts: ``tab-lines`` (one cell per line behind a TAB), ``blank-lines`` (one cell per line), ``tab-separated``,
    ``pipes``, and ``spaces`` (cells set apart by two or more spaces). Boxes of prose behind a TAB are left alone, and
    so are lists of short lines without numbers.
    """
    found: list[FoundGrid] = []
    used: dict[int, BlockKind] = dict(taken)
    for finder in (pipes, tab_separated, tab_lines, spaces, blank_lines):
        for grid in finder(lines, used):
            found.append(grid)
            used.update(dict.fromkeys(range(grid.first, grid.last + 1), BlockKind.GRID))
    return tuple(sorted(found, key=lambda g: g.first))


__all__ = ["FoundGrid", "find_grids"]
