"""HTML that stands in a text: tags, comments, scripts, entities. What a browser would show is kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from html.entities import html5
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.reading.compose import Change, dropped
from analysis.reading.lines import TABLES_APART

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,15})((?:[\s/=][^<>]*)?)>")
# `<divclass="x">`: a crawler lost the space between name and attribute
_GLUED = re.compile(r"([a-z][a-z0-9]{0,9}?)(class|id|style|align|width|height|href|src|valign|colspan|rowspan|color)\Z")
_ENTITY = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{1,24});")
_RAISED = re.compile(r"(<(?<=\d<)su[pb](?:\s[^<>]{0,200})?>)\s{0,9}\d{1,3}\s{0,9}(</su[pb]>)", re.IGNORECASE)
_HEADING_MARK = re.compile(r"#(?<![^\r\n]#)#{0,5}[ \t]+(?=\S)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>]{0,300}>|<\?xml[^<>]{0,300}\?>", re.IGNORECASE)
_SOURCE_BREAK = re.compile(r"(?<![ \t\r\n])[ \t]*[\r\n][ \t\r\n]*")
_COLSPAN = re.compile(r"colspan\s*=\s*[\"']?\s*(\d{1,2})", re.IGNORECASE)
_ROWSPAN = re.compile(r"rowspan\s*=\s*[\"']?\s*(\d{1,3})", re.IGNORECASE)
_BLANKS = ("\t", "\n", " ", "\u00a0", "\u3000", "\u2002", "\u2003", "\u2009")
_WRITTEN = re.compile(r"[^\s]|[\u00a0\u2002\u2003]")  # white space that a page writes on purpose counts
_FEWEST = 2  # tags that make a text one that holds markup
_MOST_COLUMNS = 200  # of a table; cells that claim to span more are hostile
_LONGEST_CELL = 400  # characters; what is longer is an article in a table that lays out the page


@cache
def _elements() -> dict[str, str]:
    """How a browser shows each element: block, inline or hidden."""
    return {row["name"]: row["shown"] for row in read_table("html_tags")}


class Mark(NamedTuple):
    """A stretch that a browser does not show."""

    start: int
    end: int
    name: str  # lower case; "" for comments and hidden elements
    closing: bool
    attributes: str


def drop_comments(text: str) -> list[Change]:
    """Drop HTML comments and declarations. Leaves an unclosed ``<!--`` alone, for nobody knows where it ends.

    >>> [(c.start, c.end) for c in drop_comments("甲<!-- INFO -->乙<!-- 丙")]
    [(1, 14)]
    """
    changes: list[Change] = []
    if "<" not in text:
        return changes
    at = text.find("<!--")
    while at >= 0:
        end = text.find("-->", at + 4)
        if end < 0:
            break
        changes.append(Change(at, end + 3, ""))
        at = text.find("<!--", end + 3)
    if "<!" in text or "<?" in text:
        inside = [Change(m.start(), m.end(), "") for m in _DOCTYPE.finditer(text)]
        changes = _without_overlap(sorted([*changes, *inside]))
    return changes


def _without_overlap(changes: list[Change]) -> list[Change]:
    kept: list[Change] = []
    for change in changes:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept


def shown_as(name: str) -> str:
    """How a browser shows an element that HTML knows: ``block``, ``inline`` or ``hidden``."""
    return _elements().get(name, "inline")


def decode_entities(text: str) -> list[Change]:
    """Read character references: ``&ldquo;`` is “, ``&#12288;`` an ideographic space.

    Leaves alone names that HTML does not know, references without their semicolon (``AT&T``), and references to control
    characters and surrogates.

    >>> [c.read for c in decode_entities("&ldquo;低保&rdquo;&nbsp;&bogus; AT&T&#0;")]
    ['“', '”', '\\xa0']
    """
    changes: list[Change] = []
    if "&" not in text:
        return changes
    for match in _ENTITY.finditer(text):
        name = match[0]
        if name[1] != "#" and name[1:] not in html5:
            continue
        read = html.unescape(name)
        if read != "\ufffd" and (read in _BLANKS or read.isprintable()):
            changes.append(Change(match.start(), match.end(), read))
    return changes


def _tags(text: str, at: int) -> Iterator[Mark]:
    """Tags whose name HTML knows, from ``at`` on."""
    known = _elements()
    for match in _TAG.finditer(text, at):
        name, attributes = match[2].lower(), match[3]
        if name not in known:
            glued = _GLUED.match(name) if attributes.startswith("=") else None
            if glued is None or glued[1] not in known:
                continue
            name, attributes = glued[1], glued[2] + attributes
        yield Mark(match.start(), match.end(), name, match[1] == "/", attributes)


def read_marks(text: str) -> list[Mark]:
    """Tags in order; the content of scripts, styles and other hidden elements belongs to their mark."""
    marks: list[Mark] = []
    hidden_to = 0
    unclosed: set[str] = set()
    shown = _elements()
    for mark in _tags(text, 0):
        if mark.start < hidden_to:
            continue
        opens = not mark.closing and not mark.attributes.endswith("/")
        if opens and shown[mark.name] == "hidden" and mark.name not in unclosed:
            end = _closing(text, mark.name, mark.end)
            if end is None:
                unclosed.add(mark.name)
            else:
                hidden_to = end
                mark = Mark(mark.start, end, "", False, "")
        marks.append(mark)
    return marks


def _closing(text: str, name: str, at: int) -> int | None:
    match = _closing_pattern(name).search(text, at)
    return match.end() if match else None


def _closing_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>", re.IGNORECASE)


class _Row:
    """The row of a table that is being read: how far its TABs have come, and which columns cells from above cover."""

    def __init__(self) -> None:
        self.tabs = 0
        self.column = 0
        self.several = False  # some row of the table has had more than one cell
        self.below: dict[int, int] = {}  # column → further rows that a cell reaches into
        self.covered: set[int] = set()

    def begin(self) -> None:
        self.covered = {column for column, rows in self.below.items() if rows > 0}
        self.below = {column: rows - 1 for column, rows in self.below.items() if rows > 1}
        self.tabs = self.column = 0

    def cell(self, attributes: str) -> str:
        """The TABs in front of the next cell, so that it stands in its own column."""
        while self.column in self.covered:
            self.column += 1
        tabs = "\t" * (self.column - self.tabs)
        self.several = self.several or self.column > 0
        self.tabs = self.column
        wide, high = _COLSPAN.search(attributes), _ROWSPAN.search(attributes)
        columns = max(1, min(int(wide[1]), _MOST_COLUMNS - self.column)) if wide else 1
        if high and int(high[1]) > 1:
            self.below.update(dict.fromkeys(range(self.column, self.column + columns), int(high[1]) - 1))
        self.column += columns
        return tabs


def _data_cells(marks: list[Mark]) -> set[int]:
    """Indices of the opening marks of data cells; a cell with a table or an article in it only lays out the page."""
    data: set[int] = set()
    stack: list[tuple[int, int, bool]] = []  # mark, shown characters before it, whether it holds a table
    hidden = 0
    for index, mark in enumerate(marks):
        shown = mark.start - hidden
        hidden += mark.end - mark.start
        if mark.name == "table" and not mark.closing:
            stack = [(cell, before, True) for cell, before, _ in stack[-8:]]
            stack.append((-1, shown, True))
        elif mark.name in ("td", "th", "tr", "table"):
            if not stack:
                stack.append((-1, shown, True))  # rows whose <table> is lost
            while stack and stack[-1][0] >= 0:
                cell, before, layout = stack.pop()
                if not layout and shown - before <= _LONGEST_CELL:
                    data.add(cell)
                if mark.closing and mark.name in ("td", "th"):
                    break
            if mark.name == "table" and stack:
                stack.pop()
        if mark.name in ("td", "th") and not mark.closing:
            stack.append((index, shown, False))
    return data


def _run_text(text: str, start: int, end: int, broken: bool, tabs: str, row: bool, apart: bool) -> str:
    """What stands instead of a run of tags: a line end where a block ends, unless there is one already.

    Blank lines set ``apart`` the end of a table, lest a short line between two tables seem a row of theirs.
    """
    if apart and end < len(text):
        return "\n" * (1 + TABLES_APART) + tabs
    if broken:
        touching = start == 0 or end == len(text) or text[start - 1] in "\r\n" or text[end] in "\r\n"
        return tabs if touching and not row else "\n" + tabs
    return tabs


def _glue(text: str, start: int, end: int) -> str:
    """What is left of white space between two stretches: nothing between Chinese characters, else a space."""
    edge = start == 0 or end == len(text)
    return " " if not edge and text[start - 1] < "\u2e80" and text[end] < "\u2e80" else ""


def drop_tags(text: str) -> list[Change]:
    """Read HTML in a text as a browser would show it: blocks on lines of their own, cells separated by TABs.

    A cell stands in its own column also behind cells that span columns or rows. Line breaks inside a cell become a
    space (城市<br>农村). Scripts, styles and hidden elements go with their content. In a whole page (``<html>``,
    ``<body>``) line ends of the source mean nothing and go, too; in a text with stray tags they stay.
    Leaves alone ``<`` as a sign (<5%), tags that HTML does not have, and texts with fewer than two tags.

    >>> from analysis.reading.compose import Draft, apply
    >>> html = "<p>一、总则</p><table><tr><td>床位</td><td>120</td></tr></table>"
    >>> apply(Draft(html, html), "tags", drop_tags(html)).text
    '一、总则\\n床位\\t120'
    """
    if "<" not in text:
        return []
    marks = read_marks(text)
    if len(marks) < _FEWEST:
        return []
    data = _data_cells(marks)
    shown = _elements()
    page = any(mark.name in ("html", "body") for mark in marks)
    changes: list[Change] = []
    rows: list[_Row] = []
    in_cell = preformatted = False
    index = 0
    while index < len(marks):
        start = end = marks[index].start
        was_cell, broken, new_row, apart, tabs, between = in_cell, False, False, False, "", ""
        while index < len(marks):
            mark = marks[index]
            gap = text[end : mark.start]
            if mark.start != end and (_WRITTEN.search(gap) or len(gap) > 200):
                break
            between += gap
            end = mark.end
            index += 1
            if mark.name == "pre":
                preformatted = not mark.closing
            if mark.name == "table":
                apart = apart or (mark.closing and bool(rows) and rows[-1].several)
                rows = [*rows[:20], _Row()] if not mark.closing else rows[:-1]
                in_cell, broken = False, True
            elif mark.name == "tr":
                rows = rows or [_Row()]
                if not mark.closing:
                    rows[-1].begin()
                    new_row, tabs = True, ""
                in_cell, broken = False, True
            elif mark.name in ("td", "th"):
                rows = rows or [_Row()]
                in_cell = not mark.closing and index - 1 in data
                if in_cell:
                    tabs += rows[-1].cell(mark.attributes)
                elif not mark.closing or index - 1 not in data:
                    broken = broken or not (was_cell or new_row)
            elif shown.get(mark.name) == "block":
                broken = True
        inside = was_cell and in_cell and not tabs and not new_row
        if inside or (in_cell and not new_row and tabs):
            read = tabs or (" " if broken else _glue(text, start, end) if between else "")
        elif between and not (broken or tabs):  # inline elements with white space between them
            kept = not page and ("\n" in between or "\r" in between)
            read = "\n" if kept else _glue(text, start, end)
        else:
            read = _run_text(text, start, end, broken, tabs, new_row and start > 0, apart)
        changes.append(Change(start, end, read))
        stop = marks[index].start if index < len(marks) else len(text)
        if in_cell or (page and not preformatted):
            changes += _collapsed(text, end, stop)
    return changes


def _collapsed(text: str, start: int, end: int) -> list[Change]:
    """Line ends of the source inside a cell or a paragraph."""
    changes = []
    for match in _SOURCE_BREAK.finditer(text, start, end):
        first, last = match.start(), match.end()
        edge = first == start or last == end
        changes.append(Change(first, last, "" if edge else _glue(text, first, last)))
    return changes


def bracket_raised_digits(text: str) -> list[Change]:
    """Read digits that a page raises behind a number (a footnote, a power) in brackets: 120<sup>1</sup>张 is 120[1]张.

    Without the tags they would make another number. Leaves alone digits raised behind letters (m<sup>2</sup>).

    >>> [c.read for c in bracket_raised_digits("120<sup>1</sup>张，5m<sup>2</sup>")]
    ['[', ']']
    """
    changes: list[Change] = []
    if "<su" in text or "<SU" in text:
        for match in _RAISED.finditer(text):
            changes += [Change(*match.span(1), "["), Change(*match.span(2), "]")]
    return changes


def drop_heading_marks(text: str) -> list[Change]:
    """Drop the ``#`` of Markdown headings. Leaves alone ``#`` without a space behind it (#1楼) and inside a line.

    >>> [(c.start, c.end) for c in drop_heading_marks("## 第一章 总则\\n#1楼")]
    [(0, 3)]
    """
    if "#" not in text:
        return []
    return dropped(_HEADING_MARK.finditer(text))
