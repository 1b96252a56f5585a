"""Tables of a PDF page: ruled ones by their rules, others by pieces of lines that stand under each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from analysis.reading.pdf_page import Glyph, Line, Rule, lines_of

_NEAR = 3.0  # points within which two rules are one, or touch
_COVER = 0.6  # of the side of a cell that a rule must cover to bound it
_MOST_RULES = 3000
_MOST_CELLS = 20_000
_ROWS_BY_COLUMNS = {2: 3, 3: 2}  # columns → rows that make a table without rules


class Table(NamedTuple):
    """Rows of cells; a cell that spans others stands in the first of their places, the rest are empty."""

    rows: tuple[tuple[str, ...], ...]
    x0: float
    x1: float
    bottom: float
    top: float


def join_texts(before: str, after: str) -> str:
    """Two lines of one text: a space only between two Latin words; digits are never joined to a new number."""
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    latin = last.isascii() and first.isascii() and last.isalnum() and first.isalnum()
    return f"{before} {after}" if latin else before + after


def ruled_tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Table], list[Glyph]]:
    """The tables that rules make, top down, and the characters outside them.

    A table has at least two cells. Cells that are not parted by a rule are one cell. A single ruled box is no table.
    """
    rest = list(glyphs)
    tables = []
    for group in _groups(rules[:_MOST_RULES]):
        xs = _merged([rule.at for rule in group if not rule.level])
        ys = _merged([rule.at for rule in group if rule.level])
        if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_CELLS or len(xs) * len(ys) < 6:
            continue
        inside = [g for g in rest if xs[0] <= (g.x0 + g.x1) / 2 <= xs[-1] and ys[0] <= (g.bottom + g.top) / 2 <= ys[-1]]
        rows = _cells(group, xs, ys, inside)
        if sum(any(row) for row in rows) < 2 or max(sum(bool(text) for text in row) for row in rows) < 2:
            continue
        taken = set(map(id, inside))
        rest = [glyph for glyph in rest if id(glyph) not in taken]
        tables.append(Table(rows, xs[0], xs[-1], ys[0], ys[-1]))
    return sorted(tables, key=lambda table: -table.top), rest


def _merged(values: list[float]) -> list[float]:
    """Sorted places, those within three points as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch each other, directly or through others."""
    parent = list(range(len(rules)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    level = sorted((i for i, rule in enumerate(rules) if rule.level), key=lambda i: rules[i].at)
    places = [rules[i].at for i in level]
    for index, rule in enumerate(rules):
        if rule.level:
            continue
        for at in range(bisect_right(places, rule.low - _NEAR), bisect_right(places, rule.high + _NEAR)):
            other = rules[level[at]]
            if other.low - _NEAR <= rule.at <= other.high + _NEAR:
                parent[root(index)] = root(level[at])
    found: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        found.setdefault(root(index), []).append(rule)
    return list(found.values())


def _bounded(rules: Sequence[Rule], level: bool, at: float, low: float, high: float) -> bool:
    """A rule stands at ``at`` along most of the side from ``low`` to ``high``."""
    covered = sum(
        max(0.0, min(rule.high, high) - max(rule.low, low))
        for rule in rules
        if rule.level is level and abs(rule.at - at) <= _NEAR
    )
    return covered >= _COVER * (high - low)


def _cells(
    group: Sequence[Rule], xs: list[float], ys: list[float], glyphs: Sequence[Glyph]
) -> tuple[tuple[str, ...], ...]:
    """The text of each place of the grid, rows top down."""
    columns, rows = len(xs) - 1, len(ys) - 1
    upright = {at: [r for r in group if not r.level and abs(r.at - at) <= _NEAR] for at in xs}
    level = {at: [r for r in group if r.level and abs(r.at - at) <= _NEAR] for at in ys}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):  # from the top
        top, bottom = ys[rows - row], ys[rows - row - 1]
        for column in range(columns):
            place = row, column
            left_open = column > 0 and not _bounded(upright[xs[column]], False, xs[column], bottom, top)
            top_open = row > 0 and not _bounded(level[top], True, top, xs[column], xs[column + 1])
            if left_open:
                owner[place] = owner[row, column - 1]
            elif top_open:
                owner[place] = owner[row - 1, column]
            else:
                owner[place] = place
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column = min(max(bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1, 0), columns - 1)
        row = rows - 1 - min(max(bisect_right(ys, (glyph.bottom + glyph.top) / 2) - 1, 0), rows - 1)
        held.setdefault(owner[row, column], []).append(glyph)
    texts = {place: _text(lines_of(found)) for place, found in held.items()}
    return tuple(tuple(texts.get((row, column), "") for column in range(columns)) for row in range(rows))


def _text(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        text = join_texts(text, line.text)
    return text


def aligned_rows(lines: Sequence[Line]) -> dict[int, tuple[str, ...]]:
    """Index of a line → its cells, for runs of lines whose pieces stand under each other.

    Three lines of two pieces or two of three make a run. Left alone: single lines with a gap, prose.
    """
    found: dict[int, tuple[str, ...]] = {}
    run: list[int] = []
    for index in range(len(lines) + 1):
        if index < len(lines) and len(lines[index].pieces) > 1 and (not run or _follows(lines[run[-1]], lines[index])):
            run.append(index)
            continue
        found.update(_run(lines, run))
        run = [index] if index < len(lines) and len(lines[index].pieces) > 1 else []
    return found


def _follows(above: Line, below: Line) -> bool:
    return above.y - below.y <= 4 * max(above.size, below.size)


def _run(lines: Sequence[Line], run: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The cells of a run of lines, each piece in the column over which it stands."""
    pieces = sorted((piece.x0, piece.x1) for index in run for piece in lines[index].pieces)
    columns: list[list[float]] = []
    for x0, x1 in pieces:
        if columns and x0 < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], x1)
        else:
            columns.append([x0, x1])
    if len(columns) < 2 or len(run) < _ROWS_BY_COLUMNS.get(len(columns), 2):
        return {}
    starts = [column[0] for column in columns]
    found = {}
    for index in run:
        cells = [""] * len(columns)
        for piece in lines[index].pieces:
            at = bisect_right(starts, piece.x0) - 1
            cells[at] = f"{cells[at]} {piece.text}".strip()
        found[index] = tuple(cells)
    return found
