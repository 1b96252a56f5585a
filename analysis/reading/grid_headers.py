"""Works out the header of a table: which upper cell stands over which columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

from analysis.reading.grid_cells import Piece, Type, cell_type, header_words

_MOST_PIECES = 60
_QUALIFIER = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_PERIOD = re.compile(r"“?十[一二三四五]五")
_SPACE = re.compile(r"\s+")
_TOTAL = re.compile(r"总[人数量额]|合计|小计")
_MOST_SPLITS = 3000


@dataclass(frozen=True, slots=True)
class Head:
    """One header cell: its place in levels and columns, and the columns it spans."""

    level: int
    column: int
    piece: Piece
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class HeaderTree:
    """A header of one or two levels over ``columns`` columns; ``certain`` is false where spans had to be chosen."""

    heads: tuple[Head, ...]
    levels: int
    columns: int
    certain: bool = True

    def names(self) -> tuple[str, ...]:
        """Name of each column, its levels joined by ``|``; empty where the header says nothing."""
        names: list[list[str]] = [[] for _ in range(self.columns)]
        for head in sorted(self.heads, key=lambda h: (h.level, h.column)):
            for column in range(head.column, min(head.column + head.column_span, self.columns)):
                text = _SPACE.sub("", head.piece.text)
                if text and (not names[column] or names[column][-1] != text):
                    names[column].append(text)
        return tuple("|".join(parts) for parts in names)


def join_broken(pieces: Sequence[Piece]) -> list[Piece]:
    """Join header cells that were broken over lines: open brackets, qualifiers in brackets that stand alone.

    >>> [p.text for p in join_broken([Piece(0, 2, "城市"), Piece(3, 8, "(月人均)"), Piece(9, 11, "农村")])]
    ['城市(月人均)', '农村']
    """
    result: list[Piece] = []
    for piece in pieces:
        if result:
            before = result[-1].text
            unclosed = before.count("(") > before.count(")")
            qualifier = piece.text.startswith(("(", "[")) and cell_type(piece.text) is not Type.NUMBER
            if unclosed or qualifier or piece.text.startswith((")", "、", "/")) or before.endswith(("、", "/", "(")):
                result[-1] = result[-1].joined(piece)
                continue
        result.append(piece)
    return result


def _is_tail(piece: Piece, before: Piece) -> bool:
    """The piece can be the end of the header cell before it."""
    if cell_type(piece.text) is not Type.TEXT or len(before.text) > 12:
        return False
    single = header_words("single")
    if before.text != "指标" and (before.text in single or (piece.text in single and len(before.text) > 2)):
        return False
    return piece.text in header_words("tail") or len(piece.text) <= 1


def flat_header(pieces: Sequence[Piece], columns: int) -> HeaderTree | None:
    """The header behind a list of cells that lost its layout; None where the cells cannot make ``columns`` columns.

    With one level there are as many cells as columns. With two, every upper cell that spans columns adds one: their
    number is the surplus. Which columns they span follows from the lower cells: names that begin anew (城市…农村…
    城市…农村…), totals that begin a group, words shared with the upper cell.
    """
    cells = join_broken([piece for piece in pieces if piece.text])
    if not cells or len(cells) > _MOST_PIECES or columns < 1:
        return None
    if len(cells) == columns:
        return _single_level(cells, columns)
    tails = [i for i in range(1, len(cells)) if _is_tail(cells[i], cells[i - 1])]
    options: list[tuple[float, HeaderTree]] = []
    for joined in _joins(cells, tails):
        left = len(tails) - (len(cells) - len(joined))
        if len(joined) == columns:
            options.append((6.0 - left, _single_level(joined, columns)))
        elif len(joined) > columns:
            scored = _two_levels(joined, columns)
            if scored is not None:
                options.append((scored[0] - left, scored[1]))
    if not options:
        return None
    return max(options, key=lambda option: option[0])[1]


def _single_level(cells: Sequence[Piece], columns: int) -> HeaderTree:
    return HeaderTree(tuple(Head(0, c, piece) for c, piece in enumerate(cells)), 1, columns)


def _joins(cells: Sequence[Piece], tails: Sequence[int]) -> list[list[Piece]]:
    """The cells with all likely tails joined, with none, and, where these are few, with every choice of them."""
    chosen: list[tuple[int, ...]] = [tuple(tails), ()]
    if 1 < len(tails) <= 6:
        chosen += [c for size in range(1, len(tails)) for c in combinations(tails, size)]
    result = []
    for choice in dict.fromkeys(chosen):
        joined: list[Piece] = []
        for i, piece in enumerate(cells):
            if i in choice:
                joined[-1] = joined[-1].joined(piece)
            else:
                joined.append(piece)
        result.append(joined)
    return result


@cache
def _compositions(total: int, parts: int) -> tuple[tuple[int, ...], ...]:
    """Ways to cut ``total`` columns into ``parts`` groups of two or more."""
    if parts == 1:
        return ((total,),) if total >= 2 else ()
    found: list[tuple[int, ...]] = []
    for first in range(2, total - 2 * (parts - 1) + 1):
        found += [(first, *rest) for rest in _compositions(total - first, parts - 1)]
        if len(found) > _MOST_SPLITS:
            break
    return tuple(found)


class _Said(NamedTuple):
    """What a header cell says, for the choice of the columns that upper cells span."""

    text: str
    name: str  # without its qualifier in brackets
    single: bool  # a word that stands over one column
    points: float  # for a cell that spans columns: a period does, a year does not
    total: bool  # begins a group: 合计
    qualified: bool


@lru_cache(maxsize=256)  # the cells of a header are asked for every way to join them
def _said(text: str) -> _Said:
    name = _QUALIFIER.sub("", text)
    word = _SPACE.sub("", text)
    single = word in header_words("single") or word in header_words("first")
    points = 0.5 if _PERIOD.match(text) else -0.3 if cell_type(text) is Type.YEAR else 0.0
    total = name in header_words("total") or _TOTAL.search(name) is not None
    return _Said(text, name, single, points, total, name != text)


def _two_levels(cells: Sequence[Piece], columns: int, known: int = -1) -> tuple[float, HeaderTree] | None:
    """The best header of two levels; ``known`` is how many cells at its beginning stand over one column each."""
    spanning = len(cells) - columns
    said = [_said(piece.text) for piece in cells]
    best: tuple[float, tuple[int, ...], tuple[int, ...]] | None = None
    rivals = 0
    for singles in [known] if known >= 0 else range(0, columns - 2 * spanning + 1):
        lower = columns - singles
        upper = singles + spanning
        if lower < 2 * spanning or upper + lower != len(cells):
            continue
        tops, subs = said[:upper], said[upper:]
        for single in [tuple(range(known))] if known >= 0 else _single_places(tops, singles):
            over = [i for i in range(upper) if i not in single]
            for groups in _compositions(lower, spanning):
                score = _score(tops, subs, single, over, groups)
                if best is None or score > best[0] + 1e-9:
                    best, rivals = (score, single, groups), 0
                elif abs(score - best[0]) < 1e-9:
                    rivals += 1
    if best is None:
        return None
    score, single, groups = best
    upper = len(single) + spanning
    heads: list[Head] = []
    column, group, sub = 0, 0, upper
    for i in range(upper):
        if i in single:
            heads.append(Head(0, column, cells[i], row_span=2))
            column += 1
            continue
        width = groups[group]
        heads.append(Head(0, column, cells[i], column_span=width))
        heads += [Head(1, column + k, cells[sub + k]) for k in range(width)]
        column, group, sub = column + width, group + 1, sub + width
    return score, HeaderTree(tuple(heads), 2, columns, rivals == 0)


def _single_places(tops: Sequence[_Said], singles: int) -> list[tuple[int, ...]]:
    """Which upper cells stand over one column: the first ones, and those whose words say so."""
    if singles == 0:
        return [()]
    if singles > len(tops) or len(tops) > 16:
        return []
    options = list(combinations(range(len(tops)), singles))
    return options[:400]


def _score(
    tops: Sequence[_Said], subs: Sequence[_Said], single: tuple[int, ...], over: Sequence[int], groups: tuple[int, ...]
) -> float:
    score = 0.0
    for i, top in enumerate(tops):
        if i in single:
            score += 2.0 if top.single else -0.5
            score += 1.0 if i == 0 else 0.0
        elif top.single:
            score -= 3.0
        else:
            score += top.points
    start = 0
    opening = subs[0].name[:2]
    for number, width in enumerate(groups):
        members = subs[start : start + width]
        names = [member.name for member in members]
        if number and names[0][:2] == opening:
            score += 3.0
        if number and members[0].total:
            score += 4.0
        score -= 3.0 * (len(names) - len(set(names)))
        if number == 0:
            score -= 2.0 * sum([name[:2] == opening for name in names[1:]])
        qualified = sum([member.qualified for member in members])
        score -= 1.0 if 0 < qualified < width else 0.0
        above = tops[over[number]].text
        score += sum(_shares(name, above) for name in names) / width
        start += width
    return score


@lru_cache(maxsize=4096)
def _shares(name: str, top: str) -> bool:
    """Whether two characters that stand side by side in one name do so in the other."""
    return any(name[i : i + 2] in top for i in range(len(name) - 1))


def rows_header(rows: Sequence[Sequence[Piece]], columns: int) -> HeaderTree:
    """The header behind rows whose layout is kept: each row has a piece per column, empty ones where a cell is spanned.

    An upper row may have fewer cells than columns: then a cell spans the columns whose lower cells are written, and
    empty lower cells stand under a cell that spans two rows.
    """
    if len(rows) == 1:
        if len(rows[0]) != columns:
            flat = flat_header(rows[0], columns)
            if flat is not None:
                return flat
        return HeaderTree(tuple(Head(0, c, piece) for c, piece in enumerate(rows[0][:columns])), 1, columns)
    full = rows[-1]
    top = rows[0]
    if len(full) == columns and len(top) < columns:
        spans = _spans_under(full, len(top))
        if spans is not None:
            heads = []
            column = 0
            for piece, width in zip(top, spans, strict=True):
                leaf = not full[column].text
                heads.append(Head(0, column, piece, column_span=width, row_span=2 if leaf else 1))
                column += width
            heads += [Head(1, c, piece) for c, piece in enumerate(full) if piece.text]
            return HeaderTree(tuple(heads), 2, columns)
    if len(rows) == 2 and (packed := _packed(top, full, columns)) is not None:
        return packed
    if any(len(row) != columns for row in rows):
        flat = flat_header([piece for row in rows for piece in row], columns)
        if flat is not None:
            return flat
    heads = []
    for level, row in enumerate(rows):
        lower = rows[level + 1] if level + 1 < len(rows) else None
        column = 0
        while column < min(len(row), columns):
            width = 1
            while (
                lower is not None
                and row[column].text
                and column + width < min(len(row), len(lower), columns)
                and (not row[column + width].text or row[column + width].text == row[column].text)
                and lower[column + width].text
                and lower[column].text
                and lower[column].text != row[column].text
            ):
                width += 1
            if row[column].text:
                heads.append(Head(level, column, row[column], column_span=width))
            column += width
    return HeaderTree(tuple(heads), len(rows), columns)


def _packed(top: Sequence[Piece], lower: Sequence[Piece], columns: int) -> HeaderTree | None:
    """The header whose upper row lost the blanks behind cells that span columns: 镇|院|床位 over |公办|民办|新建|改建.

    The lower row's blanks are under the first cells; two or more cells are left for twice as many lower ones at least.
    None for other rows, which stand as they are.
    """
    upper = [piece for piece in top if piece.text]
    singles = next((i for i, piece in enumerate(lower) if piece.text), columns)
    below = [piece for piece in lower[singles:] if piece.text]
    spanning = len(upper) - singles
    whole = [piece.text for piece in top[: len(upper)]] == [piece.text for piece in upper]
    if not whole or singles + len(below) != columns or spanning < 2 or len(below) < 2 * spanning:
        return None
    found = _two_levels([*upper, *below], columns, singles)
    return found[1] if found is not None else None


def _spans_under(lower: Sequence[Piece], tops: int) -> list[int] | None:
    """Widths of ``tops`` upper cells over a lower row in which runs of written cells stand under one upper cell."""
    widths: list[int] = []
    previous = False
    for piece in lower:
        written = bool(piece.text)
        if written and previous:
            widths[-1] += 1
        else:
            widths.append(1)
        previous = written
    return widths if len(widths) == tops else None
