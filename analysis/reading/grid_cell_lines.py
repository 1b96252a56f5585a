"""Tables of which every cell stands on a line of its own, behind a TAB or between blank lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.model import BlockKind
from analysis.reading.grid_build import LONGEST_CELL, FoundGrid, align_rows, build, header_rows
from analysis.reading.grid_cells import Piece, Type, cell_type, header_words, pieces_of
from analysis.reading.grid_headers import HeaderTree, flat_header, rows_header
from analysis.reading.grid_rows import CellIndex, find_body, header_start
from analysis.reading.headings import RANKS, is_box, read_mark
from analysis.reading.lines import TABLES_APART, Line

_FEWEST_CELLS = 6  # of a table, one per line
_DIGIT = re.compile(r"\d")


def tab_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids of cells that stand one per line behind a TAB; a blank line ends a row, but may also break a cell."""
    found: list[FoundGrid] = []
    position = 0
    while position < len(lines):
        if not lines[position].tabs or lines[position].index in taken:
            position += 1
            continue
        groups, stop = _tab_groups(lines, position, taken)
        grid = _from_groups(lines, groups)
        if grid is not None:
            found.append(grid)
        position = max(stop, position + 1)
    return found


def _tab_groups(
    lines: Sequence[Line], start: int, taken: Mapping[int, BlockKind]
) -> tuple[list[list[tuple[Line, Piece]]], int]:
    """Rows of (line, piece) from ``start`` on, and the index behind the region."""
    groups: list[list[tuple[Line, Piece]]] = [[]]
    position = start
    blanks = 0
    while position < len(lines):
        line = lines[position]
        if line.tabs and line.index not in taken:
            if blanks and groups[-1]:
                groups.append([])
            groups[-1].append((line, Piece(line.start, line.end, line.text)))
            blanks = 0
        elif line.blank:
            blanks += 1
            if blanks >= TABLES_APART:
                break
        elif _continues(lines, position) and groups[-1]:
            last, piece = groups[-1][-1]
            groups[-1][-1] = (last, piece.joined(Piece(line.start, line.end, line.text)))
            blanks = 0
        else:
            break
        position += 1
    return [group for group in groups if group], position


def _continues(lines: Sequence[Line], position: int) -> bool:
    """A short line without a TAB that is followed by cells is the rest of the cell before it."""
    text = lines[position].text
    if len(text) > 12 or text.endswith(("。", ";", ":")) or is_box(text):
        return False
    mark = read_mark(text)
    if mark is not None and mark.rank <= RANKS["(cjk)"]:
        return False
    return any(line.tabs for line in lines[position + 1 : position + 3])


def _from_groups(lines: Sequence[Line], groups: list[list[tuple[Line, Piece]]]) -> FoundGrid | None:
    while groups and len(groups[-1]) == 1 and not groups[-1][0][1].text:
        groups = groups[:-1]
    sizes = Counter(len(group) for group in groups if len(group) > 1)
    if not sizes:
        return _from_single_cells(lines, groups)
    groups = _mend(groups, max(sizes, key=lambda size: (sizes[size], size)))
    sizes = Counter(len(group) for group in groups if len(group) > 1)
    columns, times = max(sizes.items(), key=lambda item: (item[1], item[0]))
    if times < 2 or times * 2 < len(groups):
        return _from_single_cells(lines, groups)
    matrix = [[piece for _, piece in group] for group in groups]
    flat = [piece for row in matrix for piece in row]
    if sum(cell_type(p.text) is Type.NUMBER for p in flat) < 2 or sum(
        len(p.text) > LONGEST_CELL for p in flat
    ) * 4 > len(flat):
        return None
    header = header_rows(matrix, columns, 0)
    tree = rows_header(matrix[:header], columns) if header else HeaderTree((), 0, columns)
    body = align_rows(matrix[header:], columns)
    return build(lines, groups[0][0][0].index, _last_line(lines, groups[-1][-1]), "tab-lines", tree, body)


def _mend(groups: list[list[tuple[Line, Piece]]], columns: int) -> list[list[tuple[Line, Piece]]]:
    """Join neighbouring groups that together make one row: a blank line stood inside it."""
    mended: list[list[tuple[Line, Piece]]] = []
    for group in groups:
        if mended and len(mended[-1]) < columns and len(mended[-1]) + len(group) == columns:
            numbers = [cell_type(piece.text) for _, piece in mended[-1]], [cell_type(piece.text) for _, piece in group]
            if Type.NUMBER in numbers[1] and numbers[1][0] is not Type.TEXT:
                mended[-1] = [*mended[-1], *group]
                continue
        mended.append(group)
    return mended


def _last_line(lines: Sequence[Line], cell: tuple[Line, Piece]) -> int:
    index = cell[0].index
    while index + 1 < len(lines) and lines[index + 1].start < cell[1].end:
        index += 1
    return index


def _from_single_cells(lines: Sequence[Line], groups: list[list[tuple[Line, Piece]]]) -> FoundGrid | None:
    """Cells behind TABs that no blank line groups into rows: rows are found as in ``blank-lines``."""
    cells = [cell for group in groups for cell in group]
    grids = _from_pieces(lines, [line for line, _ in cells], [piece for _, piece in cells], "tab-lines")
    return grids[0] if grids else None


def blank_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids of cells that stand one per line, among short lines without final punctuation."""
    found: list[FoundGrid] = []
    run: list[Line] = []
    for line in lines:
        text = line.text
        if not text:
            if run and line.void:
                run.append(line)
        elif len(text) <= LONGEST_CELL and line.index not in taken and _like_cell(text):
            run.append(line)
        elif run and taken.get(line.index) is not BlockKind.FURNITURE:
            if len(run) >= _FEWEST_CELLS:
                found += _from_run(lines, run)
            run = []
    return found + _from_run(lines, run)


def _from_run(lines: Sequence[Line], run: Sequence[Line]) -> list[FoundGrid]:
    """The grids in a run of lines like cells; there is none where no line holds a number or is an attribute."""
    written = [line.text for line in run if line.text]
    if len(written) < _FEWEST_CELLS or not (_DIGIT.search("".join(written)) or header_words("binding") & {*written}):
        return []
    return _from_pieces(lines, run, pieces_of(run), "blank-lines")


def _like_cell(text: str) -> bool:
    if text[-1] in ";:!?" or "。" in text:
        return False
    mark = read_mark(text)
    return mark is None or mark.style not in ("part", "chapter", "section", "cjk", "(cjk)") or mark.offset == len(text)


def _from_pieces(
    lines: Sequence[Line], owners: Sequence[Line], pieces: Sequence[Piece], layout: str
) -> list[FoundGrid]:
    found: list[FoundGrid] = []
    start = 0
    index = CellIndex(pieces)
    while start < len(pieces):
        body = find_body(index, start)
        if body is None:
            break
        top = header_start(pieces, start, body)
        tree = flat_header(pieces[top : body.first], body.columns) or HeaderTree((), 0, body.columns, False)
        first = owners[top].index if tree.heads else owners[body.first].index
        caption = next((owners[i].index for i in range(top - 1, start - 1, -1) if pieces[i].text), -1)
        grid = build(lines, first, owners[body.stop - 1].index, layout, tree, list(body.rows))
        if grid is not None:
            if grid.caption_line < 0 and caption >= 0 and len(lines[caption].text) <= 50:
                grid = replace(grid, caption_line=caption, grid=replace(grid.grid, caption=lines[caption].text))
            found.append(grid)
        start = body.stop
    return found
