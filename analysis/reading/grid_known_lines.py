"""Tables of which every cell stands on a line of its own, under a header that says how wide they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.model import BlockKind
from analysis.reading.grid_build import LONGEST_CELL, FoundGrid, build
from analysis.reading.grid_cells import Piece, Type, cell_type, header_words, pieces_of
from analysis.reading.grid_known import (
    FEWEST_YEARS,
    MOST_COLUMNS,
    bare,
    head_signs,
    header_length,
    header_width,
    is_label_head,
    is_unit_head,
    is_value_head,
    known_header,
    rows_below,
)
from analysis.reading.headings import read_mark
from analysis.reading.lines import Line, written_lines

_FEWEST = 4  # cells
_LONGEST_HEAD = 16


def known_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids of cells that stand one per line under a header of known words (指标, 单位, 数量) or a run of years."""
    written = written_lines(lines, taken)
    signs = head_signs()
    found: list[FoundGrid] = []
    pieces: list[Piece] = []
    stop = limit = 0
    for i in [i for i, line in enumerate(written) if len(text := line.text) <= _LONGEST_HEAD and text[0] in signs]:
        if i < stop or i + 1 == len(written) or not _may_begin(written[i].text, written[i + 1].text):
            continue
        if limit <= i:
            limit = i
            while limit < len(written) and _like_cell(written[limit], taken):
                limit += 1
        if limit - i < _FEWEST:
            continue
        pieces = pieces or pieces_of(written)
        grid, stop = _table_at(lines, written, pieces, i, limit)
        if grid is not None:
            found.append(grid)
    return found


def _may_begin(text: str, following: str) -> bool:
    """A cheap look before the header is read."""
    if is_label_head(text):
        return is_value_head(following) or is_unit_head(following)
    return cell_type(text) is Type.YEAR and is_value_head(text)


def _table_at(
    lines: Sequence[Line], written: Sequence[Line], pieces: Sequence[Piece], i: int, limit: int
) -> tuple[FoundGrid | None, int]:
    """The table whose header begins at the ``i``-th written line, and the index behind its last line."""
    head = pieces[i : min(i + MOST_COLUMNS + 2, limit)]
    width = header_width([piece.text for piece in head])
    if width < 2:
        return None, i + 1
    if _more_columns(pieces, i, i + header_length(head, width), limit):
        return None, i + 1
    tree = known_header(head, width)
    first = i + header_length(head, width)
    body, stop = rows_below(pieces, first, limit, tree)
    rows = sum(len(row.pieces) == width for row in body)
    if not rows or (rows < 2 and width <= FEWEST_YEARS):
        return None, i + 1
    return build(lines, written[i].index, written[stop - 1].index, "blank-lines", tree, body), stop


def _more_columns(pieces: Sequence[Piece], i: int, stop: int, limit: int) -> bool:
    """Running numbers before the header's words, or attributes behind them: the table is wider than they say."""
    before = pieces[i - 1].text if i else ""
    behind = pieces[stop].text if stop < limit else ""
    return bare(before) in header_words("ordinal") or bare(behind) in header_words("attribute")


def _like_cell(line: Line, taken: Mapping[int, BlockKind]) -> bool:
    if line.index in taken or len(line.text) > LONGEST_CELL or "。" in line.text or line.text.endswith((";", "!", "?")):
        return False
    mark = read_mark(line.text)
    return mark is None or mark.style not in ("part", "chapter", "section")
