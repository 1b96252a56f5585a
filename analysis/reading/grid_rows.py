"""Finds the rows in a list of cells that lost its layout (one cell per line)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.reading.grid_cells import Alignment, Piece, Type, align, cell_type, header_words, ordinal, profile_of

_WIDEST = 24  # cells in a row
_LONGEST_HEADER = 60  # pieces
_FEWEST_ROWS = 2
_NUMERIC = (Type.NUMBER, Type.EMPTY, Type.UNIT)
_MOST_TRIALS = 400  # beginnings of chains that are followed


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row: its pieces and how they fall into columns."""

    pieces: tuple[Piece, ...]
    alignment: Alignment

    @classmethod
    def of_cells(cls, cells: Iterable[Piece | None]) -> BodyRow:
        """The row with a cell for each column, None for those without any."""
        pieces: list[Piece] = []
        columns: list[tuple[int, int]] = []
        for cell in cells:
            columns.append((len(pieces), len(pieces) + (cell is not None)))
            pieces += [cell] if cell is not None else []
        return cls(tuple(pieces), Alignment(tuple(columns), 0.0, True))


@dataclass(frozen=True, slots=True)
class Body:
    """Rows found in a list of pieces: ``first`` and ``stop`` are piece indices, ``columns`` the width of a full row."""

    first: int
    stop: int
    columns: int
    rows: tuple[BodyRow, ...]


class CellIndex:
    """The pieces of a run of cells, with what every search for rows needs to know of them."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.types = [cell_type(piece.text) for piece in pieces]
        self.years: dict[int, list[int]] = {}
        self.ordinals: dict[int, list[int]] = {}
        for i, kind in enumerate(self.types):
            if kind is Type.YEAR and (year := _year(pieces[i].text)):
                self.years.setdefault(year, []).append(i)
            if kind is Type.NUMBER and (number := ordinal(pieces[i].text)):
                self.ordinals.setdefault(number, []).append(i)
        self.year_places = sorted(i for places in self.years.values() for i in places)
        self.bindings = [i for i, kind in enumerate(self.types) if kind is Type.BINDING]
        self._anchors: dict[str, list[int]] = {}  # what the last search of each kind found
        self._refused: dict[str, int] = {}  # behind rows that turned out to be none

    def anchors(self, find: Finder, start: int) -> list[int]:
        """First cells of the rows that a search finds at or behind ``start``; found rows are not searched again."""
        known = self._anchors.get(find.__name__)
        if known is not None:
            if not known or known[0] >= start:
                return known
            if find in _UNIFORM:
                place = bisect_left(known, start)
                if len(known) - place > _FEWEST_ROWS:
                    return known if place == 0 else known[place:]
        found = find(self, max(start, self._refused.get(find.__name__, 0)))
        self._anchors[find.__name__] = found
        return found

    def refuse(self, find: Finder, anchors: Sequence[int]) -> None:
        """These anchors do not make rows."""
        self._anchors.pop(find.__name__, None)
        self._refused[find.__name__] = anchors[-1] + 1


Finder = Callable[["CellIndex", int], list[int]]


def _year(text: str) -> int:
    text = text.removesuffix("年")
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in ("19", "20") else 0


def find_body(index: CellIndex, start: int) -> Body | None:
    """The rows of the first table at or behind piece ``start``, or None.

    Rows are anchored by consecutive years, by running numbers, by 约束性/预期性 at their end, or by a label followed
    by numbers. Where two kinds of anchors find rows in the same place, the kind named first decides.
    """
    while True:
        best: tuple[Finder, list[int]] | None = None
        for find in (_years, _ordinals, _bindings, _labels):
            anchors = index.anchors(find, start)
            if len(anchors) >= _FEWEST_ROWS and (best is None or anchors[-1] < best[1][0]):
                best = find, anchors
        if best is None:
            return None
        body = _body(index, start, best[1])
        if body is not None:
            return body
        index.refuse(*best)


def _chain(index: CellIndex, where: Mapping[int, Sequence[int]], beginnings: Sequence[int], start: int) -> list[int]:
    """Positions of the first long chain of cells whose values rise by one at a row's distance."""
    pieces = index.pieces
    first_place = bisect_left(beginnings, start)
    for first in beginnings[first_place : first_place + _MOST_TRIALS]:
        chain = [first]
        gaps: Counter[int] = Counter()
        number = _year(pieces[first].text) or ordinal(pieces[first].text)
        while True:
            number += 1
            places = where.get(number, ())
            low, high = bisect_left(places, chain[-1] + 2), bisect_right(places, chain[-1] + _WIDEST)
            options = places[low:high]
            if not options:
                break
            usual = gaps.most_common(1)[0][0] if gaps else 0
            if usual:
                following = min(options, key=lambda i: (abs(i - chain[-1] - usual), i))
            else:
                following = _best_first(index, chain[-1], options)
            gaps[following - chain[-1]] += 1
            chain.append(following)
        if len(chain) >= _FEWEST_ROWS and _numeric(index, chain):
            return chain
    return []


def _best_first(index: CellIndex, anchor: int, options: Sequence[int]) -> int:
    """Of several places for the second row, the one whose next cells look like those of the first row."""
    types = index.types
    alike = (place for place in options if types[place + 1 : place + 3] == types[anchor + 1 : anchor + 3])
    return next(alike, options[0])


def _numeric(index: CellIndex, chain: Sequence[int]) -> bool:
    """Most rows hold a number besides their anchor."""
    stops = [*chain[1:], min(chain[-1] + _WIDEST // 2, len(index.pieces))]
    hits = sum(Type.NUMBER in index.types[this + 1 : stop] for this, stop in zip(chain, stops, strict=True))
    return hits * 3 >= len(chain) * 2


def _years(index: CellIndex, start: int) -> list[int]:
    return _chain(index, index.years, index.year_places, start)


def _ordinals(index: CellIndex, start: int) -> list[int]:
    return _chain(index, index.ordinals, index.ordinals.get(1, []), start)


def _bindings(index: CellIndex, start: int) -> list[int]:
    """Starts of rows that end with 约束性 or 预期性; the first start is found from the usual length."""
    run: list[int] = []
    for place in range(bisect_left(index.bindings, start), len(index.bindings)):
        end = index.bindings[place]
        if run and end - run[-1] > _WIDEST:
            if len(run) > _FEWEST_ROWS:
                break
            run = []
        run.append(end)
    if len(run) <= _FEWEST_ROWS:
        return []
    usual = Counter(behind - before for before, behind in pairwise(run)).most_common(1)[0][0]
    first = run[0] - usual + 1
    if usual < 3:
        return []
    if first < start:
        return [end + 1 for end in run[:-1]]
    return [first, *(end + 1 for end in run[:-1])]


def _labels(index: CellIndex, start: int) -> list[int]:
    """Starts of rows made of a label followed by the same number of numeric cells, three rows or more."""
    types = index.types
    run: list[int] = []
    length = 0
    i = start
    while i < len(types):
        stop = i + 1
        while stop < len(types) and types[stop] in _NUMERIC and stop - i < _WIDEST:
            stop += 1
        row = types[i] is Type.TEXT and Type.NUMBER in types[i:stop]
        if not row or (run and (stop - i != length or run[-1] + length != i)):
            if len(run) > _FEWEST_ROWS:
                break
            run = []
        if row:
            run.append(i)
            length = stop - i
        i = stop
    return run if len(run) > _FEWEST_ROWS else []


_UNIFORM = (_bindings, _labels)  # any rest of what they found is as good as the whole


def _body(index: CellIndex, start: int, anchors: Sequence[int]) -> Body | None:
    pieces = index.pieces
    gaps = [b - a for a, b in pairwise(anchors)]
    counts = Counter(gaps)
    columns = max(counts, key=lambda gap: (counts[gap], gap))
    known = header_words("first")
    start = max(start, anchors[0] - _LONGEST_HEADER)
    opens = next((i for i in range(start, anchors[0]) if pieces[i].text.replace(" ", "") in known), start)
    header = anchors[0] - opens
    if header in counts and header > columns and counts[header] * 2 >= counts[columns]:
        columns = header
    if columns < 2:
        return None
    spans = list(pairwise(anchors))
    full = [pieces[a:b] for a, b in spans if b - a == columns]
    profile = profile_of(full, columns)
    last = anchors[-1]
    stop = min(last + columns, len(pieces))
    while stop > last + 1 and not pieces[stop - 1].text:
        stop -= 1
    for i in range(last + 1, stop):  # a row that lost a cell ends at its attribute all the same
        if cell_type(pieces[i].text) is Type.BINDING and profile[-1] == {Type.BINDING}:
            stop = i + 1
    spans.append((last, stop))
    rows = []
    for a, b in spans:
        row = tuple(pieces[a:b])
        alignment = align(tuple(cell_type(p.text) for p in row), tuple(bool(p.text) for p in row), profile)
        if alignment is None:
            return None
        rows.append(BodyRow(row, alignment))
    if sum(row.alignment.cost > 4.0 for row in rows) * 3 > len(rows):
        return None
    return Body(anchors[0], stop, columns, tuple(rows))


def header_start(pieces: Sequence[Piece], start: int, body: Body) -> int:
    """Index of the first header cell before a body: a word that heads a first column, else as many cells as columns."""
    known = header_words("first")
    start = max(start, body.first - _LONGEST_HEADER)
    for i in range(start, body.first):
        if pieces[i].text.replace(" ", "") in known and body.first - i >= min(body.columns, 3):
            return i
    return max(start, body.first - body.columns)
