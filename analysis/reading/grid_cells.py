"""Pieces of tables: what a single cell says, and how the pieces of a row fall into columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.model import new_tuple
from analysis.reading.lines import Line

_MOST_COLUMNS = 30
_LONGEST_REST = 6  # characters of 千名老年人
_WORD = re.compile(r"\S+")
_YEAR_GAP = re.compile(r"(?<=\d)[ ](?=年)")


class Piece(NamedTuple):
    """A stretch of text that is a cell or a part of one; ``text`` is its half-width view, line breaks removed."""

    start: int
    end: int
    text: str

    def joined(self, other: Piece) -> Piece:
        """This piece and the next as one cell."""
        gap = (
            " "
            if self.text[-1:].isascii()
            and self.text[-1:].isalnum()
            and other.text[:1].isascii()
            and other.text[:1].isalnum()
            else ""
        )
        return Piece(self.start, other.end, self.text + gap + other.text)


def pieces_of(lines: Iterable[Line]) -> list[Piece]:
    """What lines hold, each as a piece."""
    return list(map(new_tuple, repeat(Piece), map(attrgetter("start", "end", "text"), lines)))


def words_of(line: Line) -> list[Piece]:
    """The words between the white space of a line; a year that stands apart from its 年 is one word with it."""
    text = _YEAR_GAP.sub("\0", line.text)  # of the same length
    return [Piece(line.start + m.start(), line.start + m.end(), m[0].replace("\0", "")) for m in _WORD.finditer(text)]


class Type(StrEnum):
    """What a cell looks like."""

    NUMBER = "number"
    YEAR = "year"
    UNIT = "unit"
    BINDING = "binding"  # 约束性, 预期性
    EMPTY = "empty"
    TEXT = "text"

    __hash__ = str.__hash__  # a member's own goes through Python, and types are looked up for every cell


_EMPTY = re.compile(r"[/\\—–―ー_*.…\-~～]{0,4}|无数据|暂无")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年[^\d,。;]{0,8})?|“?十[一二三四五]五”?(?:时期|末|期末|期间)?")
_NUMBER = re.compile(
    r"(?:[<>≥≤=＝~～≈+±-]|>=|<=|约|近|达到?|超过?|不低于|不少于|不高于|不超过|不小于|大于|小于|低于|高于|至少|累计|年均|每年|新增|达)*\s*"
    r"[(\[]?-?\d[\d,.]*(?:\s*(?:[/:-]|--|—|–|~|至)\s*\d[\d,.]*)*[)\]]?\s*(?:[%‰]|[^\d,。;]{0,8})?(?:\[\d+\])?"
)
_MARKED = re.compile(r"(?:\(\d{1,3}\)|\d{1,3}(?:[.、]|\)))\s*[\u3400-\u9fff]")  # 1.镇, (2)农村低保: a label
_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(r"[(]?0?(\d{1,3})[)]?[.、]?")


@cache
def header_words(kind: str) -> frozenset[str]:
    """Words of one kind in the codebook table ``grid_headers``."""
    return frozenset(row["word"] for row in read_table("grid_headers") if row["kind"] == kind)


@cache
def _units() -> frozenset[str]:
    names = {row["written"] for row in read_table("units")}
    return frozenset(names | {magnitude + name for magnitude in "万亿千百" for name in names})


def forget() -> None:
    """Drop what was kept of the cells of the document before."""
    cell_type.cache_clear()
    align.cache_clear()


_MONTHS = re.compile(r"\d{1,2}(?:月?\s?[-—~至到]{1,2}\s?\d{1,2})?(?:月|季度)")


@lru_cache(maxsize=50_000)  # the cells of a large document
def cell_type(text: str) -> Type:
    """What a cell looks like by itself.

    >>> [cell_type(t).value for t in ("≥35", "80/60", "万元", "—", "预期性", "2025年", "不低于上年度增速", "1.镇")]
    ['number', 'number', 'unit', 'empty', 'binding', 'year', 'text', 'text']
    """
    text = text.strip()
    if len(text) <= 4 and _EMPTY.fullmatch(text):
        return Type.EMPTY
    if len(text) > 40:
        return Type.TEXT
    if text in header_words("binding"):
        return Type.BINDING
    if text[0] in "12“十" and _YEAR.fullmatch(text):
        return Type.YEAR
    if text[0].isdecimal() and text.replace(".", "").replace(",", "").isdecimal():
        return Type.NUMBER
    if text.strip("()") in _units() or _for_each(text):
        return Type.UNIT
    if _DIGIT.search(text) and _NUMBER.fullmatch(text) and _MARKED.match(text) is None and not _MONTHS.match(text):
        return Type.NUMBER
    return Type.TEXT


def _for_each(text: str) -> bool:
    """A unit of the codebook by so many of something: 张/千人, 人/万人."""
    head, slash, rest = text.strip("()").partition("/")
    return slash != "" and head in _units() and 1 < len(rest) <= _LONGEST_REST and _DIGIT.search(rest) is None


def ordinal(text: str) -> int:
    """The running number that a cell consists of, 0 for other cells."""
    match = _ORDINAL.fullmatch(text)
    return int(match[1]) if match else 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the pieces of a row go: for each column the half-open range of pieces in it; is that certain?"""

    columns: tuple[tuple[int, int], ...]
    cost: float
    certain: bool


Profile = tuple[frozenset[Type], ...]


def profile_of(rows: Sequence[Sequence[Piece]], columns: int) -> Profile:
    """What the cells of each column look like in rows that are complete."""
    kinds = [[cell_type(piece.text) for piece in row] for row in rows]
    seen = zip(*kinds, strict=True) if kinds else ((),) * columns
    return tuple(frozenset(t for t in set(column) if column.count(t) * 8 >= len(column)) for column in seen)


@lru_cache(maxsize=2048)
def align(types: tuple[Type, ...], written: tuple[bool, ...], profile: Profile) -> Alignment | None:
    """Put the pieces of a row into columns, in order, with the fewest contradictions; None where they cannot fit.

    ``written`` says of each piece whether anything stands in it.
    A column may stay without a piece (the crawl lost the cell), neighbouring text pieces may share one (a broken
    cell), a blank piece may be dropped. ``certain`` is false when another arrangement is as good.
    """
    count, columns = len(types), len(profile)
    if columns > _MOST_COLUMNS or count > 3 * columns + 6:
        return None
    if count == columns and all(kind in expected for kind, expected in zip(types, profile, strict=True)):
        return Alignment(tuple((c, c + 1) for c in range(columns)), 0.0, True)
    worst = float("inf")
    stretches = [[_stretch(types, written, i - taken, i) for taken in range(min(i, 4) + 1)] for i in range(count + 1)]
    best, ways = [0.0] + [worst] * count, [1] + [0] * count  # of so many pieces in the columns so far
    came: list[list[int]] = [[]]  # how many of them the last column took
    for j, expected in enumerate(profile, 1):
        rest = 4 * (columns - j)  # no more pieces than that can follow
        before, ways_before = best, ways
        best, ways = [worst] * (count + 1), [0] * (count + 1)
        came.append([0] * (count + 1))
        for i in range(max(0, count - rest), min(count, 4 * j) + 1):
            for taken, (kinds, blanks) in enumerate(stretches[i]):
                if before[i - taken] == worst:
                    continue
                cost = before[i - taken] + _cost(kinds, blanks, expected, j == 1)
                if cost < best[i] - 1e-9:
                    best[i], came[j][i], ways[i] = cost, taken, ways_before[i - taken]
                elif abs(cost - best[i]) < 1e-9:
                    ways[i] += ways_before[i - taken]
    if best[count] == worst:
        return None
    ranges: list[tuple[int, int]] = []
    i = count
    for j in range(columns, 0, -1):
        taken = came[j][i]
        ranges.append((i - taken, i))
        i -= taken
    return Alignment(tuple(reversed(ranges)), best[count], ways[count] == 1)


def _stretch(types: Sequence[Type], written: Sequence[bool], start: int, stop: int) -> tuple[tuple[Type, ...], int]:
    """What the pieces between are that are not blank, and how many are."""
    kinds = tuple([types[k] for k in range(start, stop) if written[k] or types[k] is not Type.EMPTY])
    return kinds, stop - start - len(kinds)


@cache
def _cost(kinds: tuple[Type, ...], blanks: int, expected: frozenset[Type], first: bool) -> float:
    """What it costs that a column, the first or another, takes pieces of these kinds and so many blank ones."""
    if not kinds and not blanks:
        return 2.5 if first else 2.0
    cost = 0.6 * (blanks if kinds else blanks - 1)
    if not kinds:
        return cost + (0.0 if Type.EMPTY in expected or Type.NUMBER in expected else 0.5)
    if len(kinds) > 1:
        if any(kind not in (Type.TEXT, Type.UNIT) for kind in kinds) or Type.TEXT not in expected:
            return cost + 9.0 * (len(kinds) - 1)
        return cost + 0.9 * (len(kinds) - 1)
    kind = kinds[0]
    if kind in expected:
        return cost
    numeric = (Type.NUMBER, Type.EMPTY, Type.YEAR)
    if kind in numeric and any(t in expected for t in numeric):
        return cost + 0.1
    if kind is Type.TEXT and Type.NUMBER in expected:
        return cost + 1.0  # a target in words
    return cost + 1.7
