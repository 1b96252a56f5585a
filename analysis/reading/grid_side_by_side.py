"""Tables in two halves or more that stand side by side on a page, as copies of PDF pages have them: each line holds a
row of every half, under a header of known words that is repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.model import BlockKind
from analysis.reading.grid_build import FoundGrid, build
from analysis.reading.grid_cells import Piece, Type, cell_type, words_of
from analysis.reading.grid_headers import Head, HeaderTree
from analysis.reading.grid_known import head_signs, header_width, is_label_head, is_unit_head
from analysis.reading.grid_rows import BodyRow
from analysis.reading.lines import Line

_TOKEN = re.compile(r"\S+")
_SENTENCE = re.compile(r"[。;!?]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MOST_OTHERS = 3  # lines in a row that are no rows: the foot of a page, the head of the next
_FEWEST_ROWS = 3
_FEWEST_SPACES = 3  # in a header of two halves, each with a label and a value


@dataclass(frozen=True, slots=True)
class _Half:
    """One of the tables: its columns from ``first`` on, and the display column at which its cells may begin."""

    first: int
    width: int
    units: bool
    begin: int

    @property
    def values(self) -> int:
        return self.width - 1 - self.units


def side_by_side(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids whose header stands twice or more in one line: 指标名称 单位 2021年 2020年 指标名称 单位 2021年 2020年.

    A row of a half is a label, perhaps a unit, and as many numbers as its header has; what stands right of where a
    header ends belongs to the next half. A half without all its numbers is left without any, as a heading. Lines of
    prose end the table.
    """
    found: list[FoundGrid] = []
    signs = head_signs()
    if not any(line.text.count(" ") >= _FEWEST_SPACES for line in lines if line.text[:1] in signs):
        return found
    written = [line for line in lines if line.text and line.index not in taken]
    i = 0
    while i < len(written):
        head = _header(written[i])
        if head is None:
            i += 1
            continue
        halves, pieces = head
        rows: list[tuple[int, BodyRow]] = []
        others = 0
        k = i
        while k + 1 < len(written) and others < _MOST_OTHERS:
            k += 1
            if _SENTENCE.search(written[k].text) or _header(written[k]) is not None:
                break
            row = _row(written[k], halves)
            others = 0 if row else others + 1
            if row:
                rows.append((k, row))
        if len(rows) >= _FEWEST_ROWS:
            last = rows[-1][0]
            heads = tuple(Head(0, column, piece) for column, piece in enumerate(pieces))
            tree = HeaderTree(heads, 1, len(pieces))
            grid = build(lines, written[i].index, written[last].index, "spaces", tree, [row for _, row in rows])
            if grid is not None:
                found.append(grid)
            i = last
        i += 1
    return found


def _header(line: Line) -> tuple[tuple[_Half, ...], list[Piece]] | None:
    """The halves that a line is the header of, and its cells."""
    if line.text[0].isdigit() or line.text.count(" ") < _FEWEST_SPACES:
        return None
    pieces = words_of(line)
    starts = [i for i, piece in enumerate(pieces) if is_label_head(piece.text)]
    if len(starts) < 2 or starts[0]:
        return None
    halves = []
    for n, start in enumerate(starts):
        stop = starts[n + 1] if n + 1 < len(starts) else len(pieces)
        texts = [piece.text for piece in pieces[start:stop]]
        if header_width(texts) != len(texts):
            return None
        begin = _column(line, pieces[start - 1].end) if n else 0
        halves.append(_Half(start, stop - start, any(map(is_unit_head, texts)), begin))
    return tuple(halves), pieces


def _column(line: Line, offset: int) -> int:
    """The display column of an offset; a Chinese character takes two, the indentation is that of the page."""
    before = line.text[: offset - line.start]
    return line.start - line.begin + len(before) + sum(c > "\u2e7f" for c in before)


def _row(line: Line, halves: Sequence[_Half]) -> BodyRow | None:
    """The cells of a line; None where it is no row of the table."""
    row: list[Piece | None] = []
    for half, share in zip(halves, _shares(line, halves), strict=True):
        cells = _cells(line, half, share)
        if cells is None:
            return None
        row += cells
    return BodyRow.of_cells(row) if any(row) else None


def _shares(line: Line, halves: Sequence[_Half]) -> list[list[Piece]]:
    """The words of each half: those right of where the header before it ends, or behind all numbers of a half.

    The columns of a copied page hold only roughly; no half begins with a number.
    """
    shares: list[list[Piece]] = [[] for _ in halves]
    at = numbers = 0
    for m in _TOKEN.finditer(line.text):
        token = Piece(line.start + m.start(), line.start + m.end(), m[0])
        column = _column(line, token.start)
        by_column = max(n for n, half in enumerate(halves) if half.begin <= column)
        number = cell_type(token.text) is Type.NUMBER
        full = numbers == halves[at].values and at + 1 < len(halves)
        if full or (by_column > at and not number):
            at, numbers = max(by_column, at + full), 0
        numbers += number
        shares[at].append(token)
    return shares


def _cells(line: Line, half: _Half, share: Sequence[Piece]) -> list[Piece | None] | None:
    """The cells of one half of a row, None for those without any; None where it is no row."""
    empty: list[Piece | None] = [None] * half.width
    if not share:
        return empty
    at = len(share)
    while at > 0 and cell_type(share[at - 1].text) in (Type.NUMBER, Type.EMPTY):
        at -= 1
    words, numbers = share[:at], share[at:]
    unit = words[-1] if half.units and len(words) > 1 and cell_type(words[-1].text) is Type.UNIT else None
    label = words[: len(words) - (unit is not None)]
    if not label or not _HAN.search(label[0].text) or len(numbers) not in (0, half.values):
        return None
    text = line.text[label[0].start - line.start : label[-1].end - line.start]
    spread = all(len(piece.text) == 1 for piece in label)
    name = Piece(label[0].start, label[-1].end, "".join(text.split()) if spread else text)
    return [name, *([unit] if half.units else []), *(numbers or empty[: half.values])]
