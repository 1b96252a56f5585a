"""Sentences and clauses of a paragraph, in text offsets, with numbers and harmless brackets kept whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analysis.coding.lexicon import alternation, cue_pattern, cues, denominators
from analysis.coding.quantities import Quantity

# the first character first: that lets the search skip all others
_SENTENCE_END = re.compile(r"[。!?\n.|](?:(?<=\|)|(?<=[。!?])[”』」)]?|(?<=\n)|(?<=[一-鿿)%]\.)(?=[一-鿿]))")


@cache
def _boundary() -> re.Pattern[str]:
    """What parts clauses: a blank behind a unit does, too, and a connector behind a share told in words."""
    told = "|".join(f"(?<={word})、" for word in cues("universal"))  # 城市实现全覆盖、农村达到60%
    levels, rates = alternation(cues("from")), alternation(denominators())
    return re.compile(
        rf"[,;|]|:(?!\d)|(?<!\d):|[()]|(?<=[元个张人户所处名床次%]) (?=[一-鿿]{{2}})|{told}"
        rf"|(?P<pair>(?<=[元个张人户所处名床次%])[、和](?=[^,;:。、\d]{{1,16}}(?:{levels})(?:{rates})?\d))"
    )


class Clause(NamedTuple):
    """A stretch between commas, semicolons, colons or brackets that hold a quantity; ``depth`` counts the brackets."""

    start: int
    end: int
    depth: int
    mark: str  # the punctuation that opens it, empty at the start of the sentence


LONGEST_SENTENCE = 1200  # the longest of the nine texts at hand has 480 characters; keeps the work linear in the text


def sentences(view: str, start: int, end: int) -> list[tuple[int, int]]:
    """Half-open places of the sentences of ``view[start:end]``, in order and without gaps.

    What goes on without a full stop for more than ``LONGEST_SENTENCE`` characters is cut, after punctuation if it has
    any there.
    """
    found: list[tuple[int, int]] = []
    at = start
    for stop in [*(m.end() for m in _SENTENCE_END.finditer(view, start, end)), end]:
        while stop - at > LONGEST_SENTENCE:
            cut = max(view.rfind(c, at + LONGEST_SENTENCE // 2, at + LONGEST_SENTENCE) for c in ",;、") + 1
            cut = cut or at + LONGEST_SENTENCE
            found.append((at, cut))
            at = cut
        if stop > at:
            found.append((at, stop))
            at = stop
    return found


def clauses(view: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Clause]:
    """Clauses of one sentence.

    Punctuation inside a quantity (``1,787.65``) does not part clauses, nor do brackets without a quantity
    (``镇(村)级``); brackets that hold one open a clause of their own.
    """
    starts = [q.start for q in quantities]
    holding = _holding_brackets(view, start, end, starts)
    found: list[Clause] = []
    at, depth, mark = start, 0, ""
    for m in _boundary().finditer(view, start, end):
        i = m.start()
        character = view[i]
        inside = bisect_left(starts, i + 1) - 1
        if inside >= 0 and quantities[inside].start <= i < quantities[inside].end:
            continue
        if character in "()" and i not in holding:
            continue
        if m.lastgroup == "pair" and not cue_pattern("change_to").search(view, at, i):
            continue  # 城市由460元、农村由310元分别提高到…, and not 城市由460元提高到520元、农村由310元提高到360元
        if i > at:
            found.append(Clause(at, i, depth, mark))
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        at, mark = i + 1, character
    if at < end:
        found.append(Clause(at, end, depth, mark))
    return found


def _holding_brackets(view: str, start: int, end: int, starts: Sequence[int]) -> set[int]:
    """Offsets of the brackets that hold at least one quantity."""
    holding: set[int] = set()
    opened: list[int] = []
    for m in re.compile(r"[()]").finditer(view, start, end):
        if m.group() == "(":
            opened.append(m.start())
        elif opened:
            begin = opened.pop()
            i = bisect_left(starts, begin)
            if i < len(starts) and starts[i] < m.start():
                holding.update((begin, m.start()))
    return holding
