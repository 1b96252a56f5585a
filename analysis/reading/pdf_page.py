"""One page of a PDF: its characters with their places, put into lines, and the ruled lines drawn on it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

_MOST_CHARACTERS = 60_000  # of one page; a full page of text has 2,000
_MOST_RULES = 40_000  # of the drawings of one page
_SAME_LINE = 0.5  # of the size of its characters, by which the base of a line may waver
_SPACE = 0.25  # of the size, from which a gap beside a Latin letter or digit is a space
_WIDE = 1.6  # of the size, from which a gap sets two pieces of a line apart
_TWICE = 0.2  # of the size, within which the same character drawn again is bold type
_SHORTEST_RULE = 6.0  # points
_UNKNOWN = re.compile(r"\(cid:\d+\)")  # what pdfminer writes for a character whose font does not say what it is


class Glyph(NamedTuple):
    """A character: horizontal extent, base line, bottom and top (points from the lower left corner), size."""

    text: str
    x0: float
    x1: float
    y: float
    bottom: float
    top: float
    size: float


class Piece(NamedTuple):
    """A stretch of a line without a wide gap."""

    x0: float
    x1: float
    text: str


class Line(NamedTuple):
    """Characters on one base line, left to right, in pieces set apart by wide gaps."""

    pieces: tuple[Piece, ...]
    y: float
    size: float

    @property
    def x0(self) -> float:
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        return self.pieces[-1].x1

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


class Rule(NamedTuple):
    """A straight drawn line: level, at y = ``at`` from ``low`` to ``high`` in x, or upright, at x = ``at``."""

    level: bool
    at: float
    low: float
    high: float


class Page(NamedTuple):
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    width: float
    height: float
    pictures: int
    unmapped: int  # characters whose font does not say what they are


def read_page(layout: Any) -> Page:
    """Characters and rules of a page that pdfminer has interpreted (``LTPage``).

    Text that stands at an angle to the rest (watermarks) is left out.
    """
    from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

    found: list[tuple[int, Glyph]] = []
    rules: list[Rule] = []
    pictures = unmapped = 0
    waiting = list(reversed(list(layout)))
    while waiting and len(found) < _MOST_CHARACTERS:
        thing = waiting.pop()
        if isinstance(thing, LTChar):
            text = thing.get_text()
            if _UNKNOWN.fullmatch(text) or "\ufffd" in text or any("\ue000" <= c <= "\uf8ff" for c in text):
                unmapped += 1
            glyph = _glyph(thing, text)
            if glyph is not None:
                found.append((_angle(thing.matrix), glyph))
        elif isinstance(thing, LTFigure):
            waiting += reversed(list(thing))
        elif isinstance(thing, LTImage):
            pictures += 1
        elif isinstance(thing, LTCurve) and len(rules) < _MOST_RULES:
            points = thing.pts
            for one, two in pairwise(points):
                rules += _rule(one, two)
            if len(points) == 4:  # a rectangle
                rules += _rule(points[-1], points[0])
    most = Counter(angle for angle, glyph in found if not glyph.text.isspace()).most_common(1)
    glyphs = tuple(glyph for angle, glyph in found if not most or angle == most[0][0])
    return Page(glyphs, tuple(rules), layout.width, layout.height, pictures, unmapped)


def _angle(matrix: Sequence[float]) -> int:
    """Direction of the writing in steps of five degrees."""
    return round(math.degrees(math.atan2(matrix[1], matrix[0])) / 5) % 72


def _glyph(thing: Any, text: str) -> Glyph | None:
    x0, bottom, x1, top = thing.bbox
    size = top - bottom
    if not text or size <= 0 or not all(map(math.isfinite, (x0, x1, bottom, top, thing.matrix[5]))):
        return None
    return Glyph("\ufffd" if _UNKNOWN.fullmatch(text) else text, x0, x1, thing.matrix[5], bottom, top, size)


def _rule(one: tuple[float, float], two: tuple[float, float]) -> list[Rule]:
    (x0, y0), (x1, y1) = one, two
    if abs(y0 - y1) < 1 and abs(x0 - x1) >= _SHORTEST_RULE:
        return [Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))]
    if abs(x0 - x1) < 1 and abs(y0 - y1) >= _SHORTEST_RULE:
        return [Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))]
    return []


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The characters put into lines, top down; a character belongs to a line whose base it shares, raised ones too."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (-round(g.y, 1), g.x0)):
        if rows:
            first = max(rows[-1][:40], key=lambda g: g.size)
            if abs(first.y - glyph.y) <= _SAME_LINE * max(first.size, glyph.size):
                rows[-1].append(glyph)
                continue
        rows.append([glyph])
    found = []
    for row in rows:
        line = _line(sorted(row, key=lambda g: g.x0))
        if line is not None:
            found.append(line)
    return found


def _line(row: list[Glyph]) -> Line | None:
    written = [glyph for glyph in row if not glyph.text.isspace()]
    if not written:
        return None
    size = Counter(round(glyph.size, 1) for glyph in written).most_common(1)[0][0]
    pieces: list[list[str]] = []
    extents: list[list[float]] = []
    before: Glyph | None = None
    spaced = False
    for glyph in row:
        if glyph.text.isspace():
            spaced = True
            continue
        if before is not None and glyph.text == before.text and abs(glyph.x0 - before.x0) < _TWICE * size:
            continue
        gap = glyph.x0 - before.x1 if before is not None else 0.0
        if before is None or gap > _WIDE * size:
            pieces.append([glyph.text])
            extents.append([glyph.x0, glyph.x1])
        else:
            latin = glyph.text < "\u2e80" or before.text < "\u2e80"
            if (spaced and gap > 0.1 * size) or (latin and gap > _SPACE * size):
                pieces[-1].append(" ")
            pieces[-1].append(glyph.text)
            extents[-1][1] = max(extents[-1][1], glyph.x1)
        before, spaced = glyph, False
    made = tuple(Piece(x0, x1, "".join(text)) for (x0, x1), text in zip(extents, pieces, strict=True))
    return Line(made, sum(glyph.y for glyph in written) / len(written), size)
