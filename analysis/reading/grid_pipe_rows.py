"""Tables of cells of one or more lines each, closed by a ``|`` in a line of its own; every row has as many bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.model import BlockKind
from analysis.reading.grid_build import LONGEST_CELL, FoundGrid, build
from analysis.reading.grid_cells import Piece, Type, cell_type
from analysis.reading.grid_headers import Head, HeaderTree
from analysis.reading.grid_known import MOST_COLUMNS, from_left, is_value_head
from analysis.reading.grid_rows import BodyRow
from analysis.reading.lines import Line

_MOST_LINES = 6  # of a cell
_FEWEST_ROWS = 2
_LAYOUT = "pipe-lines"
_VALUES = (Type.NUMBER, Type.EMPTY, Type.YEAR)

Lines = tuple[Line, ...]  # of one cell


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, without the empty ones at its end: those of its label, and those behind them."""

    labels: tuple[Lines, ...]
    values: tuple[Lines, ...]


def pipe_rows(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids whose rows end with bars for cells that are empty or were merged, so that each row has as many bars.

    The first row ends with two bars or more and must be a header that ends with words for values; it says how many
    bars a row has. Rows below may be shorter (a cell across several columns) or lack the label that the row before
    shares with them. A row whose cells cannot be put into columns, or differ in their lines, is flagged ``row-short``
    and stays in the grid.
    """
    written = [line for line in lines if line.text and taken.get(line.index) is not BlockKind.FURNITURE]
    found: list[FoundGrid] = []
    i = 0
    while i < len(written) - 1:
        if _bars(written[i].text) or not _bars(written[i + 1].text):
            i += 1
            continue
        rows, stop = _rows(written, i, taken)
        grid = _grid(lines, rows, written[stop - 1].index) if len(rows) > _FEWEST_ROWS else None
        if grid is not None:
            found.append(grid)
        i = stop if len(rows) > _FEWEST_ROWS else i + 1
    return found


def _bars(text: str) -> int:
    """How many bars a line consists of; 0 where anything else stands in it."""
    return text.count("|") if not text.strip("| ") else 0


def _foreign(line: Line, taken: Mapping[int, BlockKind]) -> bool:
    """The line is something else; a number in brackets, or a bar, is a cell although it looks like a label's."""
    kind = taken.get(line.index)
    return kind is not None and (kind is not BlockKind.METADATA or (_wordy(line) and not _bars(line.text)))


def _rows(written: Sequence[Line], start: int, taken: Mapping[int, BlockKind]) -> tuple[list[list[Lines]], int]:
    """The complete rows from a line on, and the index behind the last; none where the first is no header."""
    rows: list[list[Lines]] = []
    cells: list[Lines] = []
    cell: Lines = ()
    width, stop = 0, start
    for i in range(start, len(written)):
        line = written[i]
        bars = _bars(line.text)
        if _foreign(line, taken) or len(cell) > _MOST_LINES or len(cells) > MOST_COLUMNS:
            break
        if not bars:
            if "|" in line.text or len(line.text) > LONGEST_CELL:
                break
            cell = (*cell, line)
            continue
        cells += [cell, *[()] * (bars - 1)]
        cell = ()
        if not width and bars > 1:
            width = len(cells)
            if not _value_heads(_written(cells)):
                break
        if width and len(cells) > width:
            break
        if len(cells) == width:
            row = _written(cells)
            if rows and len(_row(row).labels) > len(rows[0]) - _value_heads(rows[0]) + 1:
                break
            rows.append(row)
            cells, stop = [], i + 1
    return rows, stop


def _written(cells: Sequence[Lines]) -> list[Lines]:
    """Cells without the empty ones at their end."""
    size = max((i + 1 for i, cell in enumerate(cells) if cell), default=0)
    return list(cells[:size])


def _value_heads(head: Sequence[Lines]) -> int:
    """How many cells at the end of a header are words for values; 0 where no cell before them heads labels."""
    texts = ["".join(line.text for line in cell) for cell in head]
    size = 0
    while size < len(texts) and is_value_head(texts[-1 - size]):
        size += 1
    labels = texts[: len(texts) - size]
    return size if labels and all(cell_type(text) is Type.TEXT for text in labels) else 0


def _grid(lines: Sequence[Line], rows: Sequence[list[Lines]], last: int) -> FoundGrid | None:
    head = rows[0]
    values = _value_heads(head)
    labels = len(head) - values
    body = [_row(cells) for cells in rows[1:] if cells]
    if not any(row.values for row in body):
        return None
    parts = int(any(len(row.labels) > labels for row in body))  # a column for members of a label
    columns = labels + parts + values
    heads = [
        Head(0, i if i < labels else i + parts, _piece(cell, ""), 1 + (parts if i == labels - 1 else 0))
        for i, cell in enumerate(head)
    ]
    done: list[BodyRow] = []
    flags: list[str] = []
    member = False
    for number, row in enumerate(body):
        size = len(row.labels)
        member = bool(parts) and (size > labels or (member and size < labels))
        several = {len(cell) for cell in row.values if any(cell_type(line.text) is not Type.EMPTY for line in cell)}
        several = set() if several == {1} else several
        at = (row.labels or row.values)[0]
        blank = Piece(at[0].start, at[0].start, "") if at else Piece(lines[last].start, lines[last].start, "")
        names = [_piece(cell, " " if {len(cell)} == several else "") if cell else blank for cell in row.labels]
        before = labels + int(member) - size
        pieces = [*[blank] * before, *names, *[blank] * (parts - int(member))]
        numbers = [_piece(cell, " ") if cell else blank for cell in row.values]
        if len(numbers) > values:
            whole = numbers[0]
            for piece in numbers[1:]:
                whole = Piece(whole.start, max(whole.end, piece.end), f"{whole.text} {piece.text}")
            numbers = [whole]
        if 0 < len(numbers) < values or len(row.values) > values or len(several) > 1:
            flags.append(f"row-short:{number}")
        end = (numbers or pieces)[-1].end
        pieces += [*numbers, *[Piece(end, end, "")] * (values - len(numbers))]
        done.append(BodyRow(tuple(pieces), from_left(columns, columns)))
    found = build(lines, head[0][0].index, last, _LAYOUT, HeaderTree(tuple(heads), 1, columns), done)
    return found and replace(found, grid=replace(found.grid, flags=(*found.grid.flags, *flags)))


def _row(cells: Sequence[Lines]) -> _Row:
    """The cells up to the last that is a word, and those behind it."""
    size = max((i + 1 for i, cell in enumerate(cells) if any(_wordy(line) for line in cell)), default=0)
    return _Row(tuple(cells[:size]), tuple(cells[size:]))


def _wordy(line: Line) -> bool:
    return cell_type(line.text) not in _VALUES


def _piece(cell: Lines, gap: str) -> Piece:
    return Piece(cell[0].start, cell[-1].end, gap.join(line.text for line in cell)) if cell else Piece(0, 0, "")
