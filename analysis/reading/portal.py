"""The lines around a document: its beginning and end cut into clean lines, and the portal's ``label: value`` pairs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import NamedTuple

from analysis.codebook import read_table

HEAD_LINES = 150
TAIL_LINES = 20
_HEAD_CHARACTERS = 60_000
_TAIL_CHARACTERS = 6_000
_LINE_CHARACTERS = 400  # what stands further right in a line is body text
_TAG = re.compile(r"</?[A-Za-z!][^<>\n]{0,400}>")
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|#160|#12288);?")
_RAW = re.compile(r"[^\r\n]+")
# What ends a label; a line that is longer than a label and has none of these holds none.
_ENDS = re.compile(r"[:：\]】\t)）]|[ \u3000\xa0]{2}")
_EDGE = ' \t\u3000\xa0•·●■◆▪*#>?"|\ufffd'
_GAP = r"[ \t\u3000\xa0]{0,6}"

# A value on the line below its label is taken only where it can be one: the label may as well stand empty.
_FITS = {
    "index_number": re.compile(r"^[0-9A-Za-z]"),
    "doc_number": re.compile(r"号$"),
    "publisher": re.compile(r"^.{2,40}(?<![划知点告报例法见案])$"),
    "source": re.compile(r"^.{2,20}(?<![划知点告报例法见案])$"),
    "date_written": re.compile(r"^(?:\d{4}|[一二])"),
    "date_published": re.compile(r"^(?:\d{4}|[一二])"),
    "title": re.compile(r"^.{6}"),
}


class Line(NamedTuple):
    """A non-blank line: its clean text and its place (character offset) in the view."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Portal:
    """What a portal's header says: field → values in order of trust; ``lines``: those that belong to it."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: frozenset[int] = frozenset()

    def first(self, name: str) -> str:
        """The most trusted value of a field, or the empty string."""
        return next(iter(self.values.get(name, ())), "")


def _clean(raw: str) -> str:
    raw = raw[:_LINE_CHARACTERS]
    return (_ENTITY.sub(" ", raw) if "&" in raw else raw).strip(_EDGE)


def head_lines(view: str, leave_out: Iterable[tuple[int, int]] = ()) -> list[Line]:
    """The first non-blank lines (at most 150), bullets and markup marks removed, HTML tags read as line ends.

    Lines that begin inside one of the ``leave_out`` spans (a table of contents) are dropped.
    """
    text = view[:_HEAD_CHARACTERS]
    if "</" in text:
        text = _TAG.sub(lambda match: "\n" * len(match[0]), text)
    spans = sorted(leave_out)  # they do not overlap
    lines: list[Line] = []
    for match in _RAW.finditer(text):
        clean = _clean(match[0])
        at = bisect_right(spans, (match.start(), len(view))) if spans else 0
        if clean and not (at and match.start() < spans[at - 1][1]):
            lines.append(Line(clean, match.start()))
            if len(lines) == HEAD_LINES:
                break
    return lines


def tail_lines(view: str) -> list[Line]:
    """The last non-blank lines (at most 20)."""
    offset = max(0, len(view) - _TAIL_CHARACTERS)
    text = view[offset:]
    if "</" in text:
        text = _TAG.sub(lambda match: "\n" * len(match[0]), text)
    lines: list[Line] = []
    for match in reversed(list(_RAW.finditer(text))):
        clean = _clean(match[0])
        if clean:
            lines.append(Line(clean, offset + match.start()))
            if len(lines) == TAIL_LINES:
                break
    return lines[::-1]


def last_words(view: str, lines: int) -> list[str]:
    """How the last non-blank lines end."""
    ends = (line.strip(_EDGE) for line in reversed(view[-_TAIL_CHARACTERS:].splitlines()))
    return [line[-_LINE_CHARACTERS:] for line in islice(filter(None, ends), lines)][::-1]


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, int]]]:
    """What a label with its frame looks like, the same without the frame (found faster), and the labels' fields."""
    fields = {row["label"]: (row["field"], order) for order, row in enumerate(read_table("header_labels"))}
    words = "|".join(_GAP.join(map(re.escape, label)) for label in sorted(fields, key=len, reverse=True))
    # A label begins a line or follows a gap; it ends with a colon, a bracket, a wide gap or the line.
    pattern = rf"(?:^|(?<=[\s\u3000,;(（【\[|/])){_GAP}[\[【(（]?{_GAP}(?P<label>{words}){_GAP}"
    pattern += r"(?:[\]】)）]\s{0,6}[:：]?|[:：]|(?=\t)|(?=[ \u3000\xa0]{2})|$)"
    return re.compile(pattern), re.compile(words), fields


def read_portal(lines: list[Line]) -> Portal:
    """The ``label: value`` pairs of a portal's header.

    Several pairs may share a line; a label may stand in brackets; its value may stand on the next line. Labels whose
    value is missing are left out.
    """
    pattern, plain, fields = _labels()
    found: dict[str, list[tuple[int, str]]] = {}
    used: set[int] = set()
    waiting: tuple[str, int] | None = None
    for number, line in enumerate(lines):
        possible = len(line.text) < 250 and (len(line.text) < 16 or _ENDS.search(line.text))
        matches = list(pattern.finditer(line.text)) if possible and plain.search(line.text) else []
        if not matches:
            if waiting is not None and len(line.text) < 80 and _FITS[waiting[0]].search(line.text):
                found.setdefault(waiting[0], []).append((waiting[1], line.text))
                used.add(number)
            waiting = None
            continue
        used.add(number)
        waiting = None
        for match, following in zip(matches, [*matches[1:], None], strict=True):
            name, order = fields[re.sub(r"\s", "", match["label"])]
            stop = following.start() if following is not None else len(line.text)
            value = line.text[match.end() : stop].strip(_EDGE + "[【,;,；")
            if value and value not in "[]【】无":
                found.setdefault(name, []).append((order, value))
            elif not value and following is None:
                waiting = (name, order) if name in _FITS else None
    values = {}
    for name, pairs in found.items():
        values[name] = tuple(value for _, value in sorted(pairs, key=lambda pair: pair[0]))
    return Portal(values, frozenset(used))
