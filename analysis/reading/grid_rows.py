"""Finds the rows in a list of cells that lost its layout (one cell per line)."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.reading.grid_cells import Alignment, Piece, Type, align, cell_type, header_words, ordinal, profile_of

_WIDEST = 24  # cells in a row
_FEWEST_ROWS = 2
_MOST_TRIALS = 400  # beginnings of chains that are followed


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row: its pieces and how they fall into columns."""

    pieces: tuple[Piece, ...]
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class Body:
    """Rows found in a list of pieces: ``first`` and ``stop`` are piece indices, ``columns`` the width of a full row."""

    first: int
    stop: int
    columns: int
    rows: tuple[BodyRow, ...]


def find_body(pieces: Sequence[Piece], start: int) -> Body | None:
    """The rows of the first table at or behind piece ``start``, or None.

    Rows are anchored by consecutive years, by running numbers, by 约束性/预期性 at their end, or by a label followed
    by numbers.
    """
    best: Body | None = None
    for anchors in (_years(pieces, start), _ordinals(pieces, start), _bindings(pieces, start), _labels(pieces, start)):
        if len(anchors) < _FEWEST_ROWS:
            continue
        body = _body(pieces, start, anchors)
        if body is not None and (
            best is None or body.first < best.first or (body.first == best.first and body.stop > best.stop)
        ):
            best = body
            break
    return best


def _chain(pieces: Sequence[Piece], start: int, value: Callable[[str], int], opens: Callable[[int], bool]) -> list[int]:
    """Positions of the first long chain of cells whose values rise by one at a row's distance."""
    where: dict[int, list[int]] = {}
    for i in range(start, len(pieces)):
        number = value(pieces[i].text)
        if number:
            where.setdefault(number, []).append(i)
    beginnings = sorted(i for number, places in where.items() if opens(number) for i in places)
    for first in beginnings[:_MOST_TRIALS]:
        chain = [first]
        gaps: Counter[int] = Counter()
        number = value(pieces[first].text)
        while True:
            number += 1
            places = where.get(number, [])
            low, high = bisect_left(places, chain[-1] + 2), bisect_right(places, chain[-1] + _WIDEST)
            options = places[low:high]
            if not options:
                break
            usual = gaps.most_common(1)[0][0] if gaps else 0
            following = (
                min(options, key=lambda i: (abs(i - chain[-1] - usual), i))
                if usual
                else _best_first(pieces, chain[-1], options)
            )
            gaps[following - chain[-1]] += 1
            chain.append(following)
        if len(chain) >= _FEWEST_ROWS and _numeric(pieces, chain):
            return chain
    return []


def _best_first(pieces: Sequence[Piece], anchor: int, options: Sequence[int]) -> int:
    """Of several places for the second row, the one whose next cells look like those of the first row."""

    def alike(place: int) -> bool:
        here, there = pieces[anchor + 1 : anchor + 3], pieces[place + 1 : place + 3]
        return [cell_type(p.text) for p in here] == [cell_type(p.text) for p in there]

    return next((place for place in options if alike(place)), options[0])


def _numeric(pieces: Sequence[Piece], chain: Sequence[int]) -> bool:
    """Most rows hold a number besides their anchor."""
    hits = 0
    for this, following in zip(chain, [*chain[1:], min(chain[-1] + _WIDEST // 2, len(pieces))], strict=True):
        hits += any(cell_type(p.text) is Type.NUMBER for p in pieces[this + 1 : following])
    return hits * 3 >= len(chain) * 2


def _years(pieces: Sequence[Piece], start: int) -> list[int]:
    def value(text: str) -> int:
        text = text.removesuffix("年")
        return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in ("19", "20") else 0

    return _chain(pieces, start, value, lambda number: True)


def _ordinals(pieces: Sequence[Piece], start: int) -> list[int]:
    return _chain(pieces, start, ordinal, lambda number: number == 1)


def _bindings(pieces: Sequence[Piece], start: int) -> list[int]:
    """Starts of rows that end with 约束性 or 预期性; the first start is found from the usual length."""
    ends = [i for i in range(start, len(pieces)) if cell_type(pieces[i].text) is Type.BINDING]
    run = ends[:1]
    for end in ends[1:]:
        if end - run[-1] > _WIDEST:
            if len(run) >= _FEWEST_ROWS:
                break
            run = []
        run.append(end)
    if len(run) < 3:
        return []
    usual = Counter(b - a for a, b in itertools.pairwise(run)).most_common(1)[0][0]
    first = run[0] - usual + 1
    if first < start or usual < 3:
        return []
    return [first, *(end + 1 for end in run[:-1])]


def _labels(pieces: Sequence[Piece], start: int) -> list[int]:
    """Starts of rows made of a label followed by the same number of numeric cells, three rows or more."""
    types = [cell_type(pieces[i].text) for i in range(start, len(pieces))]
    run: list[int] = []
    length = 0
    i = 0
    while i < len(types):
        if types[i] is not Type.TEXT:
            if len(run) >= 3 and i == run[-1] + length:
                break
            run = []
            i += 1
            continue
        stop = i + 1
        while stop < len(types) and types[stop] in (Type.NUMBER, Type.EMPTY, Type.UNIT) and stop - i < _WIDEST:
            stop += 1
        width = stop - i
        if width >= 2 and any(t is Type.NUMBER for t in types[i:stop]):
            if run and (width != length or run[-1] + length != i):
                if len(run) >= 3:
                    break
                run = []
            run.append(i)
            length = width
            i = stop
        else:
            if len(run) >= 3:
                break
            run = []
            i += 1
    return [start + place for place in run] if len(run) >= 3 else []


def _body(pieces: Sequence[Piece], start: int, anchors: Sequence[int]) -> Body | None:
    gaps = [b - a for a, b in itertools.pairwise(anchors)]
    counts = Counter(gaps)
    columns = max(counts, key=lambda gap: (counts[gap], gap))
    known = header_words("first")
    opens = next((i for i in range(start, anchors[0]) if pieces[i].text.replace(" ", "") in known), start)
    header = anchors[0] - opens
    if header in counts and header > columns and counts[header] * 2 >= counts[columns]:
        columns = header
    if columns < 2:
        return None
    spans = list(itertools.pairwise(anchors))
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
        alignment = align(tuple(cell_type(p.text) for p in row), tuple(p.text for p in row), profile)
        if alignment is None:
            return None
        rows.append(BodyRow(row, alignment))
    if sum(row.alignment.cost > 4.0 for row in rows) * 3 > len(rows):
        return None
    return Body(anchors[0], stop, columns, tuple(rows))


def header_start(pieces: Sequence[Piece], start: int, body: Body) -> int:
    """Index of the first header cell before a body: a word that heads a first column, else as many cells as columns."""
    known = header_words("first")
    for i in range(start, body.first):
        if pieces[i].text.replace(" ", "") in known and body.first - i >= min(body.columns, 3):
            return i
    return max(start, body.first - body.columns)
