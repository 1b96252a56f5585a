"""Tables of which every cell stands on a line of its own, closed by a ``|`` or with a lone ``|`` below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.model import BlockKind
from analysis.reading.grid_build import LONGEST_CELL, FoundGrid, build
from analysis.reading.grid_cells import Piece, Type, cell_type
from analysis.reading.grid_known import (
    MOST_COLUMNS,
    header_length,
    header_width,
    known_header,
    rows_below,
)
from analysis.reading.lines import Line

_FEWEST = 6  # lines with a bar
_LAYOUT = "pipe-lines"


def pipe_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids of cells that stand one per line with a bar behind each; every bar closes a cell, so none is missing.

    The header must say the width of the table; runs without such a header are left alone.
    """
    found: list[FoundGrid] = []
    run: list[Line] = []
    written = [line for line in lines if line.text]
    for i, line in enumerate(written):
        if line.index not in taken and _belongs(written, i):
            run.append(line)
            continue
        if run and taken.get(line.index) is BlockKind.FURNITURE:
            continue
        found += _from_run(lines, run)
        run = []
    return found + _from_run(lines, run)


def _bar(text: str) -> bool:
    return text[-1] == "|" and not text.strip("| ")


def _closed(text: str) -> bool:
    """One cell with its bar behind it."""
    return text[-1] == "|" and "|" not in text.strip("| ") and len(text) <= LONGEST_CELL


def _belongs(written: Sequence[Line], i: int) -> bool:
    text = written[i].text
    if _bar(text) or _closed(text):
        return True
    if "|" in text or len(text) > LONGEST_CELL or text.endswith(("。", ";")):
        return False
    if i + 1 < len(written) and _bar(written[i + 1].text):
        return True
    return i > 0 and _bar(written[i - 1].text) and cell_type(text) is Type.NUMBER


def _from_run(lines: Sequence[Line], run: Sequence[Line]) -> list[FoundGrid]:
    if sum(line.text[-1] == "|" for line in run) < _FEWEST:
        return []
    pieces, owners = _cells(run)
    found: list[FoundGrid] = []
    i = 0
    while i < len(pieces):
        width = header_width([piece.text for piece in pieces[i : i + MOST_COLUMNS + 2]]) if pieces[i].text else 0
        if not width:
            i += 1
            continue
        head = pieces[i : i + width]
        tree = known_header(head, width)
        body, stop = rows_below(pieces, i + header_length(head, width), len(pieces), tree)
        grid = build(lines, owners[i].index, _last(lines, owners[stop - 1], pieces[stop - 1]), _LAYOUT, tree, body)
        if body and grid is not None:
            found.append(grid)
        i = max(stop, i + 1)
    return found


def _cells(run: Sequence[Line]) -> tuple[list[Piece], list[Line]]:
    """The cells of a run and the lines they stand in: a bar closes the cell before it, or an empty one."""
    pieces: list[Piece] = []
    owners: list[Line] = []
    open_cell = False
    for line in run:
        content = line.text.strip("| ")
        if content:
            at = line.start + line.text.index(content)
            pieces.append(Piece(at, at + len(content), content))
            owners.append(line)
        closing = line.text.count("|") - (1 if line.text.startswith("|") and content else 0)
        empty = closing - 1 if content or open_cell else closing
        for _ in range(empty):
            pieces.append(Piece(line.start, line.start, ""))
            owners.append(line)
        open_cell = bool(content) and not closing
    return pieces, owners


def _last(lines: Sequence[Line], owner: Line, piece: Piece) -> int:
    """The last line of a table: that of its last cell, with the bars that follow."""
    index = owner.index
    for line in lines[index + 1 :]:
        if line.text and not _bar(line.text):
            break
        if line.text:
            index = line.index
    return index
