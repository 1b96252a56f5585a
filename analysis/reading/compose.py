"""Repairs put together: each works on the text the ones before it left, the result stands in source coordinates."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter, gt
from typing import NamedTuple

from analysis.model import Certainty, Edit, new_tuple

_LINE_END = re.compile(r"\r\n?|\n")
_RANK = {Certainty.EXACT: 0, Certainty.EVIDENCE: 1, Certainty.DOUBTFUL: 2}


class Change(NamedTuple):
    """What one repair wants: ``text[start:end]`` becomes ``read``. Never an insertion, never overlapping."""

    start: int
    end: int
    read: str
    certainty: Certainty = Certainty.EXACT
    note: str = ""


def dropped(matches: Iterable[re.Match[str]]) -> list[Change]:
    """The changes that drop what a pattern found."""
    exact = Certainty.EXACT
    return [new_tuple(Change, (start, end, "", exact, "")) for start, end in map(re.Match.span, matches)]


def find_all(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[re.Match[str]]:
    """Matches, in order, of patterns each of which stands by the character it begins with; none may touch another.

    One certain character is looked for ten times as fast as one of several, and what the text lacks not at all.
    """
    present = [pattern for first, pattern in patterns.items() if first in text]
    matches = [match for pattern in present for match in pattern.finditer(text)]
    return sorted(matches, key=re.Match.start) if len(present) > 1 else matches


class Draft(NamedTuple):
    """A text half-way through the repairs: ``edits`` replayed on ``source`` give ``text``."""

    source: str
    text: str
    edits: tuple[Edit, ...] = ()


class Map(NamedTuple):
    """Segments of the repaired text, as ``Reading`` wants them."""

    starts: tuple[int, ...]
    origins: tuple[int, ...]
    spans: tuple[int, ...]


def _joined(names: Iterable[str], separator: str) -> str:
    return separator.join(dict.fromkeys(name for name in names if name))


def _merge(repair: str, changes: Sequence[Change], old: Sequence[Edit]) -> tuple[str, Certainty, str]:
    """Name, certainty and note of an edit made of changes and the earlier edits they touched."""
    if len(changes) == 1 and not old:
        return repair, changes[0].certainty, changes[0].note
    certainties = [change.certainty for change in changes] + [edit.certainty for edit in old]
    name = _joined([*(part for edit in old for part in edit.repair.split("+")), repair], "+") if old else repair
    note = _joined([edit.note for edit in old] + [change.note for change in changes], "; ")
    return name, max(certainties, key=_RANK.__getitem__), note


def apply(draft: Draft, repair: str, changes: Sequence[Change]) -> Draft:
    """The draft after one repair; a change that overlaps an earlier edit absorbs it. Linear in changes and edits.

    >>> one = apply(Draft("a(b)c", "a(b)c"), "first", [Change(1, 4, "")])
    >>> two = apply(one, "second", [Change(0, 2, "x")])
    >>> two.text, [(edit.start, edit.end, edit.read, edit.repair) for edit in two.edits]
    ('x', [(0, 5, 'x', 'first+second')])
    """
    if not changes:
        return draft
    text, old = draft.text, draft.edits
    shifts = [0, *accumulate([end - start - len(read) for start, end, _, read, _, _, _ in old])]
    ends = [edit[1] - shift for edit, shift in zip(old, shifts[1:], strict=True)]  # in the text
    columns = tuple(zip(*changes, strict=True))
    lows, highs = columns[:2]
    crossing = [k for k, touches in enumerate(map(gt, highs, lows[1:])) if touches] + [len(changes)]
    edits: list[Edit] = []
    pieces: list[str] = []
    shift = 0  # source offset minus text offset, right of the edits passed so far
    copied = 0  # text up to here is in pieces
    i, k = 0, 0
    while k < len(changes):
        start = lows[k]
        if i < len(old) and ends[i] <= start:
            passed = bisect_right(ends, start, i)
            edits += old[i:passed]
            i, shift = passed, shifts[passed]
        limit = old[i].start - shift if i < len(old) else len(text)
        first_old, first_change = i, k
        free = crossing[bisect_left(crossing, k)]  # from here on a change may touch the next
        k = bisect_right(highs, limit, k, free)
        free_run = zip(*[column[first_change:k] for column in columns], strict=True)
        for low, high, read, certainty, note in free_run:  # the ordinary case: they touch nothing
            if (found := text[low:high]) != read:
                edits.append(new_tuple(Edit, (low + shift, high + shift, found, read, repair, certainty, note)))
            pieces.append(text[copied:low])
            if read:
                pieces.append(read)
            copied = high
        if k > first_change:
            continue
        low, high = start, changes[k].end
        if i < len(old) and old[i].start - shift < start:
            low = old[i].start - shift
        source_start = low + shift
        k += 1
        while True:
            if i < len(old) and old[i].start - shift < high:
                high = max(high, old[i].start - shift + len(old[i].read))
                shift += old[i].end - old[i].start - len(old[i].read)
                i += 1
            elif k < len(changes) and changes[k].start < high:
                high = max(high, changes[k].end)
                k += 1
            else:
                break
        read = _replaced(text, low, high, changes[first_change:k])
        source_end = high + shift
        found = draft.source[source_start:source_end]
        if found != read:
            name, certainty, note = _merge(repair, changes[first_change:k], old[first_old:i])
            edits.append(Edit(source_start, source_end, found, read, name, certainty, note))
        pieces += (text[copied:low], read)
        copied = high
    edits += old[i:]
    pieces.append(text[copied:])
    return Draft(draft.source, "".join(pieces), tuple(edits))


def _replaced(text: str, low: int, high: int, changes: Sequence[Change]) -> str:
    if len(changes) == 1 and changes[0].start == low and changes[0].end == high:
        return changes[0].read
    pieces: list[str] = []
    at = low
    for change in changes:
        pieces += (text[at : change.start], change.read)
        at = change.end
    pieces.append(text[at:high])
    return "".join(pieces)


def replay(source: str, edits: Iterable[Edit]) -> str:
    """The repaired text, made from the source and its edits alone."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (source[at : edit.start], edit.read)
        at = edit.end
    pieces.append(source[at:])
    return "".join(pieces)


def segments(draft: Draft) -> Map:
    """The offset map of a draft: stretches taken over unchanged, and one segment for each edit that left characters."""
    starts, origins, spans = [], [], []
    at_text = at_source = 0
    for start, end, read in map(attrgetter("start", "end", "read"), draft.edits):
        if start > at_source:
            starts.append(at_text)
            origins.append(at_source)
            spans.append(start - at_source)
            at_text += start - at_source
        if read:
            starts.append(at_text)
            origins.append(start)
            spans.append(end - start)
            at_text += len(read)
        at_source = end
    if at_source < len(draft.source) or not starts:
        starts.append(at_text)
        origins.append(at_source)
        spans.append(len(draft.source) - at_source)
    return Map(tuple(starts), tuple(origins), tuple(spans))


def line_starts(text: str) -> tuple[int, ...]:
    """Offsets at which lines begin; CR, LF and CRLF each end a line.

    >>> line_starts("a\\r\\nb\\nc\\rd")
    (0, 3, 5, 7)
    """
    if "\r" in text:
        return (0, *(match.end() for match in _LINE_END.finditer(text)))
    return tuple(accumulate([len(line) + 1 for line in text.split("\n")[:-1]], initial=0))
