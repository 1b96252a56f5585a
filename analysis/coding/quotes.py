"""Quotes: the stretch of a sentence that a reader needs to see a number in."""

from __future__ import annotations

import re

from analysis.coding.quantities import Quantity

SHORTEST, LONGEST = 8, 80
_LIST_MARK = re.compile(r"\s*(?:[(（]\d{1,2}[)）]|\d{1,2}[.．、)）])(?!\d)")


def quote(view: str, at: int, stop: int, q: Quantity, floor: int, ceiling: int) -> tuple[int, int]:
    """A place of 8 to 80 characters around a number, to be read by itself."""
    start, end = min(at, q.start), max(stop, q.end)
    mark = _LIST_MARK.match(view, start, q.start)
    start = mark.end() if mark else start
    while start < q.start and view[start] in "、,;:。) \t\n　":
        start += 1
    while end > q.end and view[end - 1] in "、,;:。( \t\n":
        end -= 1
    if end - start > LONGEST:
        if q.end - start > LONGEST:
            start = max(start, q.end - 60)
        end = min(end, start + LONGEST)
    if end - start < SHORTEST:
        end = max(end, min(ceiling, start + SHORTEST))
        start = max(floor, min(start, end - SHORTEST))
    while end > q.end and view[end - 1] in "\n":
        end -= 1
    while start < q.start and view[start] in " \t\n　":
        start += 1
    return start, end
