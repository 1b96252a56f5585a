"""Finds tables in a text without markup, and says what stands in which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from analysis.model import BlockKind
from analysis.reading.grid_build import FoundGrid
from analysis.reading.grid_cell_lines import blank_lines, tab_lines
from analysis.reading.grid_fused import fused
from analysis.reading.grid_known_lines import known_lines
from analysis.reading.grid_line_rows import FEWEST_GAPS, may_have_gaps, pipes, spaces, tab_separated
from analysis.reading.grid_pipe_lines import pipe_lines
from analysis.reading.grid_pipe_rows import pipe_rows
from analysis.reading.grid_side_by_side import side_by_side
from analysis.reading.grid_spaced import spaced
from analysis.reading.lines import Line


def find_grids(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> tuple[FoundGrid, ...]:
    """All tables of a text in document order; ``taken`` are lines that are something else, with what they are.

    Layouts: ``tab-lines`` (one cell per line behind a TAB), ``blank-lines`` (one cell per line), ``tab-separated``,
    ``pipes``, ``pipe-lines`` (one cell per line with a bar behind it), ``spaces`` (cells set apart by spaces) and
    ``fused`` (label, unit and number run together in one line). Boxes of prose behind a TAB are left alone, and so are
    lists of short lines without numbers.
    """
    found: list[FoundGrid] = []
    used: dict[int, BlockKind] = dict(taken)
    whole = "\n".join([line.text for line in lines])
    tabs = "\t" in whole or any(map(attrgetter("tabs"), lines))
    for finder in (
        pipe_rows,
        pipes,
        tab_separated,
        tab_lines,
        pipe_lines,
        side_by_side,
        fused,
        spaces,
        spaced,
        known_lines,
        blank_lines,
    ):
        if (finder in _OF_BARS and "|" not in whole) or (finder in _OF_TABS and not tabs):
            continue
        if finder is spaces and not may_have_gaps(whole, FEWEST_GAPS):
            continue
        for grid in finder(lines, used):
            found.append(grid)
            used.update(dict.fromkeys(range(grid.first, grid.last + 1), BlockKind.GRID))
    return tuple(sorted((_own_caption(grid, lines, taken) for grid in found), key=lambda g: g.first))


_OF_BARS = (pipe_rows, pipes, pipe_lines)  # find nothing where no line holds a bar
_OF_TABS = (tab_separated, tab_lines)


def _own_caption(found: FoundGrid, lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> FoundGrid:
    """The grid without the words of a line that is page furniture or a document's header in its caption."""
    if found.caption_line not in taken:
        return found
    words = lines[found.caption_line].text.strip("| ")
    caption = found.grid.caption.replace(words, "", 1).strip()
    return replace(found, caption_line=-1, grid=replace(found.grid, caption=caption))


__all__ = ["FoundGrid", "find_grids"]
