"""Cuts a view into lines that know their place and what is written in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.model import BlockKind, new_tuple
from analysis.reading.joined_lines import LONGEST_LINE, pieces

TABLES_APART = 3  # blank lines that end a table, and that documents with markup put between a table and what follows
_WIDE = "\t\xa0\u2002\u2003"  # white space that is more than indentation


class Line(NamedTuple):
    """One line of a text; ``text`` is its content as the view has it, without the white space around it.

    ``start`` and ``end`` are the offsets of the content, ``begin`` of the line's first character. ``tabs`` counts the
    TABs it begins with; ``void`` that it holds nothing but white space of which some is more than indentation
    (a no-break space, a TAB): what a crawl leaves of an empty paragraph or an empty cell.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks a line for
    begin: int
    start: int
    end: int
    text: str
    tabs: int = 0
    void: bool = False

    @property
    def blank(self) -> bool:
        return not self.text


def written_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[Line]:
    """The lines that hold something, page furniture left out."""
    furniture = {index for index, kind in taken.items() if kind is BlockKind.FURNITURE}
    return [line for line in lines if line.text and line.index not in furniture]


def split_lines(view: str, text: str = "") -> tuple[Line, ...]:
    """All lines of a view, blank ones included; CR, LF and CRLF each end a line.

    One that lost its line ends is cut before the headings in it (see ``joined_lines``).

    ``text`` is the text of the same length behind the view; it tells a no-break space from a space.

    >>> [(line.start, line.end, line.text) for line in split_lines("一、目标\\r\\n  到2025年")]
    [(0, 4, '一、目标'), (8, 14, '到2025年')]
    """
    lines: list[Line] = []
    begin = 0
    for raw in view.splitlines(keepends=True):
        index = len(lines)
        if raw == "\n":
            lines.append(new_tuple(Line, (index, begin, begin, begin, "", 0, False)))
            begin += 1
            continue
        content = raw.strip()
        length = len(raw)
        if len(content) >= LONGEST_LINE:
            start = begin + length - len(raw.lstrip())
            for first, last in pieces(content):
                place = len(lines), begin if first == 0 else start + first, start + first, start + last
                lines.append(Line(*place, content[first:last]))
            begin += length
            continue
        if content and raw[0] == content[0]:
            lines.append(new_tuple(Line, (index, begin, begin, begin + len(content), content, 0, False)))
            begin += length
            continue
        tabs = length - len(raw.lstrip("\t"))
        if content:
            start = begin + length - len(raw.lstrip())
            lines.append(new_tuple(Line, (index, begin, start, start + len(content), content, tabs, False)))
        else:
            blank = text[begin : begin + length] if text else raw
            lines.append(Line(index, begin, begin, begin, "", tabs, any(c in blank for c in _WIDE)))
        begin += length
    return tuple(lines)
