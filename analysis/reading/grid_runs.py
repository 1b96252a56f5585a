"""Where one table ends and the next begins, in lines each of which is a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.codebook import read_table
from analysis.model import BlockKind
from analysis.reading.grid_cells import Piece, Type, cell_type
from analysis.reading.grid_known import is_label_head, is_value_head
from analysis.reading.headings import is_caption
from analysis.reading.lines import TABLES_APART, Line

_LONGEST_ACROSS = 30  # characters
_MOST_HEADER = 4  # rows

Row = tuple[Line, list[Piece]]  # without pieces: a rule


@dataclass(slots=True)
class _Table:
    """The rows of one table so far, and whether any has several cells, or a number behind its label."""

    rows: list[Row] = field(default_factory=list)
    begun: bool = False
    numbers: bool = False
    width: int = 0

    def add(self, line: Line, pieces: list[Piece]) -> None:
        self.rows.append((line, pieces))
        self.width = max(self.width, len(pieces))
        self.begun = self.begun or sum(bool(piece.text) for piece in pieces) > 1
        self.numbers = self.numbers or _holds_numbers(pieces)

    def goes_on(self, pieces: Sequence[Piece]) -> bool:
        """A row that stands apart is the table's next one: as wide, and with numbers, so that it heads no columns."""
        return self.begun and len(pieces) == self.width and _holds_numbers(pieces)

    def ends_before(self, pieces: Sequence[Piece]) -> bool:
        """A row below numbers that names columns anew: a word for labels and one for values, and no number.

        The header of the table, said again on its next page, is none.
        """
        if not self.numbers or len(pieces) < 2 or not is_label_head(pieces[0].text) or _holds_numbers(pieces):
            return False
        words = [piece.text for piece in pieces]
        if any(words == [piece.text for piece in row] for _, row in self.rows[:_MOST_HEADER]):
            return False
        return any(is_value_head(word) for word in words[1:])

    def titles(self) -> list[Row]:
        """The rows of one cell at the table's end, taken out of it: they belong to the table that follows."""
        start = len(self.rows)
        while start > max(1, len(self.rows) - _MOST_HEADER) and _is_single(self.rows[start - 1][1]):
            start -= 1
        taken = self.rows[start:]
        del self.rows[start:]
        return taken


def _is_single(pieces: Sequence[Piece]) -> bool:
    return sum(bool(piece.text) for piece in pieces) == 1


def _holds_numbers(pieces: Sequence[Piece]) -> bool:
    return any(cell_type(piece.text) is Type.NUMBER for piece in pieces[1:])


def tables_of(
    lines: Sequence[Line], taken: Mapping[int, BlockKind], rows: Mapping[int, list[Piece]], bars: bool, joins: bool
) -> list[list[Row]]:
    """The rows of each table; ``rows`` are the cells of the lines that are rows, by line.

    Blank lines, page numbers and 续表 between rows are passed over; a short line right between two rows is a row across
    the table. A table ends at a caption, at any other line, at three blank lines, and above a row that names columns
    anew. Where it goes on behind blank lines or 续表, as wide and without a header of its own, the rows are still its
    own (``joins``). ``bars`` says that bars close the cells.
    """
    found: list[_Table] = []
    within = beside = False  # in a table; nothing is written between this line and the row before it
    blanks = 0
    for line in lines[min(rows) : max(rows) + 1]:
        text = line.text.strip("| ") if bars else line.text
        if not line.text:
            blanks += 1
            continue
        if (bars and within and not text) or says_it_goes_on(text):  # bars of empty cells
            continue
        kind = taken.get(line.index)
        if kind is BlockKind.FURNITURE:  # a page number between two rows
            continue
        pieces = None if kind is not None else rows.get(line.index)
        if blanks >= TABLES_APART:
            within = False
        if within and found[-1].begun and (pieces is None or _is_single(pieces)) and is_caption(text, strong=True):
            within = beside = False
        if pieces is not None:
            if not within and pieces and not (joins and beside and found[-1].goes_on(pieces)):
                found.append(_Table())
            elif within and found[-1].ends_before(pieces):
                found.append(_Table(found[-1].titles()))
            if pieces or within:
                found[-1].add(line, pieces)
                within = beside = True
        elif within and not blanks and kind is None and _across(lines, line, rows, bars):
            text = line.text.rstrip("| ") if bars else line.text
            found[-1].add(line, [Piece(line.start, line.start + len(text), text)])
        else:
            within = beside = False
        blanks = 0
    return [table.rows for table in found]


def _across(lines: Sequence[Line], line: Line, rows: Mapping[int, list[Piece]], bars: bool) -> bool:
    """A short line right between two rows: it stands across the table."""
    if len(line.text) > _LONGEST_ACROSS or line.text.endswith(("。", ";", ":")):
        return False
    below = lines[line.index + 1 : line.index + 2]
    if bars and below and below[0].text and not below[0].text.strip("| "):
        return True  # the bars of its empty cells
    return bool(below) and below[0].index in rows


def says_it_goes_on(text: str) -> bool:
    """Whether a line says nothing but that the table above it goes on."""
    return _continued().fullmatch(text) is not None


@cache
def _continued() -> re.Pattern[str]:
    """续表, 续表1, 表2 床位(续)."""
    words = "|".join(re.escape(row["word"]) for row in read_table("headings") if row["kind"] == "continued")
    return re.compile(rf"[(]?(?:{words})\s?\d{{0,3}}[)]?|.{{1,{_LONGEST_ACROSS}}}[(](?:{words})[)]")
