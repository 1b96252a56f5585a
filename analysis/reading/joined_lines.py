"""Finds the headings inside a page that lost its line ends, so that it can be cut at them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from analysis.reading.headings import read_mark, words

LONGEST_LINE = 500  # characters; paragraphs of plans and reports are shorter, or hold no headings
LONGEST_HEADING = 40

_NUMERAL = "[一二三四五六七八九十]{1,3}"
# where the number of a heading may stand; ``read_mark`` tells whether one does
_PLACE = re.compile(
    rf"第(?={_NUMERAL}(?:部分|章|节)\s)|{_NUMERAL}(?=、)|\((?={_NUMERAL}\)(?![、,和]))|(?<!\d)\d{{1,2}}(?=[.、][\u3400-\u9fff])"
)
_FORMAL = ("part", "chapter", "section")  # with a blank behind, they head something wherever they stand
_SENTENCE_END = re.compile(r"[。!?;:”\"]\s*$|^\s*$")
_STOP = re.compile(r"[。;!?]")


class _Number(NamedTuple):
    start: int
    end: int
    style: str
    value: int
    closed: bool  # a sentence ends before it


def pieces(content: str) -> list[tuple[int, int]]:
    """The stretches of a line that lost its line ends, cut before each heading and behind one that has no stop.

    A number heads a section where the number before it or behind it in the same style does as well. Lines of ordinary
    length are left alone, as are those with fewer than two such numbers.

    >>> text = "一、工作回顾一年来,新建敬老院3所。" + "城乡救助有序开展。" * 60 + "二、工作安排(一)新建幸福院5所。"
    >>> [text[start:end][:12] for start, end in pieces(text)]
    ['一、工作回顾', '一年来,新建敬老院3所。', '二、工作安排', '(一)新建幸福院5所。']
    """
    if len(content) < LONGEST_LINE:
        return [(0, len(content))]
    numbers = list(_numbers(content))
    known = {(n.style, n.value) for n in numbers if n.closed}
    cuts = {n.start for n in numbers if n.closed and _in_a_row(n, known)}
    if len(cuts) < 2:
        return [(0, len(content))]
    for i, n in enumerate(numbers):
        if n.start in cuts:
            cuts.update(_behind_heading(content, numbers, i))
    edges = [0, *sorted(cuts - {0}), len(content)]
    found = []
    for begin, stop in pairwise(edges):
        text = content[begin:stop]
        if text.strip():
            found.append((begin + len(text) - len(text.lstrip()), begin + len(text.rstrip())))
    return found


def _numbers(content: str) -> Iterator[_Number]:
    for m in _PLACE.finditer(content):
        mark = read_mark(content[m.start() : m.start() + LONGEST_HEADING])
        if mark is not None:
            closed = (
                mark.style in _FORMAL or _SENTENCE_END.search(content[max(0, m.start() - 3) : m.start()]) is not None
            )
            yield _Number(m.start(), m.start() + mark.offset, mark.style, mark.path[-1], closed)


def _in_a_row(number: _Number, known: Container[tuple[str, int]]) -> bool:
    return any((number.style, number.value + step) in known for step in (-1, 1))


def _behind_heading(content: str, numbers: Sequence[_Number], at: int) -> Iterator[int]:
    """Where a heading ends that no stop ends: before a number of another style, or behind a word that ends headings."""
    head, following = numbers[at], numbers[at + 1] if at + 1 < len(numbers) else None
    if following is not None and _heads_below(content, head, following):
        yield following.start
    elif head.style != "1." and (title := _title().match(content, head.end)):
        yield title.end()


def _heads_below(content: str, head: _Number, following: _Number) -> bool:
    """Whether the next number heads a section of the one before it, whose heading has no stop: 二、工作安排(一)…."""
    near = head.end < following.start <= head.end + LONGEST_HEADING and following.style != head.style
    return near and not _STOP.search(content, head.end, following.start)


@cache
def _title() -> re.Pattern[str]:
    """A heading without a stop that ends with a word headings end with: 一、工作回顾 一年来,…."""
    word = "|".join(map(re.escape, words("heading_end")))
    prose = r"(?=[\u3400-\u9fff“\d(])(?![的是和与及为])"
    return re.compile(rf"[^。,;:!?]{{0,{LONGEST_HEADING - 10}}}?(?:{word})(?:[和与及]?(?:{word}))*+{prose}")
