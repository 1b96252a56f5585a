"""Makes a grid out of a header and rows of pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import itemgetter

from analysis.model import Cell, CellState, Grid, new_tuple
from analysis.reading.grid_cells import Alignment, Piece, Type, align, cell_type, header_words, profile_of
from analysis.reading.grid_headers import HeaderTree
from analysis.reading.grid_known import bare, header_width, is_label_head
from analysis.reading.grid_rows import BodyRow
from analysis.reading.headings import is_box, is_caption, read_mark
from analysis.reading.lines import Line

LONGEST_CELL = 70
_MOST_TITLES = 4  # rows
_UNIT_LINE = re.compile(r"[(]?\s*(?:计量)?单位\s*:.{1,20}")


@dataclass(frozen=True, slots=True)
class FoundGrid:
    """A grid with the indices of the lines it covers (its own and those between them)."""

    grid: Grid
    first: int
    last: int
    caption_line: int = -1


def header_rows(matrix: Sequence[Sequence[Piece]], columns: int, ruled: int) -> int:
    """How many rows come before the first row that holds numbers (years and periods are no numbers here)."""
    names = [piece.text for piece in matrix[0]]
    if not ruled and len(set(names)) == columns == header_width(names):  # one level says all
        return min(1, len(matrix) - 1)
    if ruled:
        upper = ruled
    else:
        upper = 0
        for row in matrix[:4]:
            if (
                (upper and _only_first(row))
                or any(cell_type(p.text) in (Type.NUMBER, Type.BINDING) for p in row[1:])
                or (len(row) == columns and cell_type(row[0].text) is Type.NUMBER and upper)
            ):
                break
            upper += 1
        else:
            upper = 1
    if upper == 1 and len(matrix) > 2:  # a second level: no numbers in it, and the first level repeats or leaves blanks
        first, second = matrix[0], matrix[1]
        texts = [p.text for p in first]
        repeats = len(set(texts)) < len(texts)
        if repeats and not any(cell_type(p.text) in (Type.NUMBER, Type.BINDING) for p in second):
            upper = 2
    return min(upper, len(matrix) - 1)


def _only_first(row: Sequence[Piece]) -> bool:
    """The row stands across the table, or is a label without values."""
    return bool(row) and bool(row[0].text) and not any(piece.text for piece in row[1:])


def title_rows(matrix: Sequence[Sequence[Piece]]) -> int:
    """How many rows at the top are no header but the table's title, its period or its unit, put into the table.

    Those are rows of one written cell, and rows without numbers above one that begins with a header's word.
    """
    top = 0
    while top < min(len(matrix) - 2, _MOST_TITLES) and _only_first(matrix[top]):
        top += 1
    for index in range(top, min(len(matrix) - 1, top + _MOST_TITLES)):
        row = matrix[index]
        if len(row) > 1 and row[0].text and is_label_head(row[0].text):
            above = matrix[top:index]
            return index if not any(cell_type(p.text) is Type.NUMBER for title in above for p in title) else top
        if sum(bool(piece.text) for piece in row) > 2:
            break
    return top


def marks_columns(row: Sequence[Piece]) -> bool:
    """A row below a header that names its columns by letters and numbers (甲, 乙, 1, 2)."""
    written = [bare(piece.text) for piece in row if piece.text]
    if len(written) < 2 or not all(len(word) <= 2 for word in written):
        return False
    letters = [word for word in written if word in header_words("mark")]
    numbers = [int(word) for word in written if word.isascii() and word.isdigit()]
    if len(letters) + len(numbers) != len(written):
        return False
    return numbers == list(range(1, len(numbers) + 1)) and bool(letters or len(numbers) > 3)


def align_rows(rows: Sequence[Sequence[Piece]], columns: int) -> list[BodyRow]:
    """Rows of pieces in columns: as they stand where they are complete, else by what the columns hold."""
    profile = profile_of([row for row in rows if len(row) == columns], columns)
    aligned = []
    for row in rows:
        if len(row) == columns or (len(row) > columns and not any(p.text for p in row[columns:])):
            aligned.append(BodyRow(tuple(row[:columns]), _plain(columns)))
            continue
        alignment = align(tuple(cell_type(p.text) for p in row), tuple(bool(p.text) for p in row), profile)
        aligned.append(BodyRow(tuple(row), alignment or _plain(columns, min(len(row), columns))))
    return aligned


@cache
def _plain(columns: int, written: int | None = None) -> Alignment:
    written = columns if written is None else written
    return Alignment(
        tuple((c, c + 1) if c < written else (written, written) for c in range(columns)), 0.0, written == columns
    )


def build(
    lines: Sequence[Line],
    first: int,
    last: int,
    layout: str,
    tree: HeaderTree,
    body: Sequence[BodyRow],
    titles: Sequence[str] = (),
) -> FoundGrid | None:
    """The grid out of a header and aligned rows; flags name cells by body row and column, both from 0.

    ``titles`` stand inside the table above its header and belong to its caption.
    """
    cells: list[Cell] = []
    flags: list[str] = []
    for head in tree.heads:
        state = CellState.VALUE if head.piece.text else CellState.EMPTY
        piece = head.piece
        cells.append(
            Cell(head.level, head.column, piece.start, piece.end, piece.text, state, head.row_span, head.column_span)
        )
    if not tree.heads:
        flags.append("header-missing")
    elif not tree.certain:
        flags.append("header-span-uncertain")
    end = lines[last].end
    for number, row in enumerate(body):
        written = [piece for piece in row.pieces if piece.text]
        level = tree.levels + number
        if len(written) == 1 and tree.columns > 2 and cell_type(written[0].text) is Type.TEXT:
            piece = written[0]  # a line across the table: 一、社会救助
            cells.append(Cell(level, 0, piece.start, piece.end, piece.text, CellState.VALUE, 1, tree.columns))
            continue
        missing = False
        at = row.pieces[0].start if row.pieces else lines[first].start
        for column, (start, stop) in enumerate(row.alignment.columns):
            cell = _cell(row.pieces[start:stop], level, column, at)
            at = cell.end
            if cell.state is CellState.MISSING:
                missing = True
                flags.append(f"cell-missing:{number}:{column}")
            cells.append(cell)
        if row.alignment.columns and len(row.pieces) > row.alignment.columns[-1][1]:
            flags.append(f"row-overfull:{number}")
        if missing and not row.alignment.certain:
            flags.append(f"row-uncertain:{number}")
    caption_line, caption = _caption(lines, first)
    caption = " ".join([*([caption] if caption else []), *titles])
    cells.sort(key=itemgetter(0, 1))  # row, column
    grid = Grid(
        lines[first].start,
        end,
        caption,
        layout,
        tree.levels,
        len(body),
        tree.columns,
        tree.names(),
        tuple(cells),
        -1,
        tuple(flags),
    )
    return FoundGrid(grid, first, last, caption_line)


def _cell(pieces: Sequence[Piece], row: int, column: int, at: int) -> Cell:
    if not pieces:
        return Cell(row, column, at, at, "", CellState.MISSING)
    written = [piece for piece in pieces if piece.text]
    if not written:
        return Cell(row, column, pieces[0].start, pieces[0].start, "", CellState.EMPTY)
    start, end, text = written[0] if len(written) == 1 else reduce(Piece.joined, written)
    state = CellState.EMPTY if cell_type(text) is Type.EMPTY else CellState.VALUE
    return new_tuple(Cell, (row, column, start, end, text, state, 1, 1))


def _caption(lines: Sequence[Line], first: int) -> tuple[int, str]:
    """The line above a table that names it, with the line that says its unit; (-1, "") where there is none."""
    unit = ""
    passed = 0
    for index in range(first - 1, max(-1, first - 12), -1):
        line = lines[index]
        text = line.text.strip("| ")  # a bar behind it where every cell has one
        if not text:
            continue
        passed += 1
        if _UNIT_LINE.fullmatch(text) and not unit:
            unit = text
            continue
        mark = read_mark(text)
        named = is_box(text) or is_caption(text)
        short = len(text) <= 50 and not text.endswith(("。", ";", ",", ":")) and "。" not in text
        if named or (short and mark is None and not line.tabs) or (short and mark is not None and is_caption(text)):
            return index, f"{text} {unit}".strip()
        break
    return -1, unit
