"""Where the wordings of measures stand in a text: one pass over its characters, whatever the number of wordings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from itertools import chain as joined
from operator import add, or_
from typing import NamedTuple

from analysis.codebook.entries import MARKS
from analysis.codebook.measures import REACH, Chain, Wording, measures
from analysis.coding.lexicon import alternation, strength_cues


class Found(NamedTuple):
    """A measure in a clause; offsets into the text that was searched."""

    measure: str
    wording: Wording
    start: int  # of the first of its words
    end: int  # of the last
    clause_start: int
    clause_end: int


_CLAUSE = re.compile(r"[^,;:。!?—]+")
_TITLE = re.compile(r"《[^《》]{1,120}》?")
_TITLE_OF_TWO = re.compile(r"《[^《》]{0,80}《[^《》]{1,80}》[^《》]{0,80}》")  # a title that names another
MASK = "\x01"


def find_measures(text: str, offset: int = 0) -> Iterator[Found]:
    """The wordings of each clause of ``text`` (simplified script, half-width marks), in order; a measure once a clause.

    ``offset`` is added to all places.

    Titles of documents (《…》) count for nothing, nor do names of offices (社会救助局) and what is denied (尚未建立…).

    >>> [found.measure for found in find_measures("完善临时救助制度,贯彻《社会救助暂行办法》。")]
    ['temporary_aid']
    """
    if "《" in text:
        text = _TITLE.sub(_masked, _TITLE_OF_TWO.sub(_masked, text))
    for m in _CLAUSE.finditer(text):
        start, end = m.start() + offset, m.end() + offset
        raw = m.group()
        if raw.isascii():
            continue
        places = None
        clause = raw
        if not MARKS.isdisjoint(raw):
            places = [i for i, c in enumerate(raw) if c not in MARKS]
            clause = "".join([raw[i] for i in places])
        done: set[str] = set()
        standing, wordings = _standing(clause)
        for wording in wordings:
            if wording.measure in done:
                continue
            span = _span(clause, wording, standing)
            if span is None:
                continue
            done.add(wording.measure)
            first, last = span if places is None else (places[span[0]], places[span[1] - 1] + 1)
            yield Found(wording.measure, wording, start + first, start + last, start, end)


def _masked(m: re.Match[str]) -> str:
    return MASK * len(m.group())


class _Pattern(NamedTuple):
    """A wording with its words as bits: a bit of each of ``groups`` must be set where the wording holds."""

    wording: Wording
    groups: tuple[int, ...]


class _Word(NamedTuple):
    """The bit of a word, and the wordings that are looked at where it stands."""

    bit: int
    patterns: dict[int, None]  # their numbers in the table


@dataclass(frozen=True, slots=True)
class _Index:
    """All words of the table, those of one character apart, and how long those are that begin with a pair."""

    patterns: tuple[_Pattern, ...]
    words: dict[str, _Word]
    lengths: dict[str, tuple[int, ...]]
    single: dict[str, int]


@cache
def _index() -> _Index:
    wordings = measures().wordings
    chains = [chain for wording in wordings for chain in (*joined.from_iterable(wording.groups), *wording.without)]
    used = Counter(joined.from_iterable(chains))
    bits = {word: 1 << number for number, word in enumerate(used)}

    def mask(group: tuple[Chain, ...]) -> int:
        return reduce(or_, (bits[chain[0]] for chain in group), 0)

    leading: dict[str, dict[int, None]] = defaultdict(dict)
    for number, wording in enumerate(wordings):
        # what leads to a wording is the group whose words the table uses least: 非法集资 rather than 养老
        leads = [[_longest(chain) for chain in group] for group in wording.groups]
        fit = [words for words in leads if min(map(len, words)) > 1]
        for word in dict.fromkeys(min(fit, key=lambda words: sum(used[word] for word in words))):
            leading[word][number] = None
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in bits:
        lengths[word[:2]].add(len(word))
    return _Index(
        tuple(_Pattern(wording, tuple(map(mask, wording.groups))) for wording in wordings),
        {word: _Word(bit, leading[word]) for word, bit in bits.items() if len(word) > 1},
        {pair: tuple(found) for pair, found in lengths.items() if len(pair) > 1},
        {word: bit for word, bit in bits.items() if len(word) == 1},
    )


def _longest(chain: Chain) -> str:
    return max(chain, key=len)


def _standing(clause: str) -> tuple[dict[str, int], list[Wording]]:
    """The words of the table in ``clause`` with their first places, and the wordings that may hold, in their order."""
    index = _index()
    lengths_of, words = index.lengths.get, index.words
    places: dict[str, int] = {}
    mask = 0
    found: dict[int, None] = {}
    for at, pair in enumerate(map(add, clause, clause[1:])):
        lengths = lengths_of(pair)
        if lengths is None:
            continue
        for length in lengths:
            text = clause[at : at + length]
            word = words.get(text)
            if word is not None and not mask & word.bit:
                mask |= word.bit
                places[text] = at
                found.update(word.patterns)
    if not found:
        return places, []
    for one, bit in index.single.items():
        if one in clause:
            mask |= bit
            places[one] = clause.index(one)
    patterns = [index.patterns[number] for number in sorted(found)]
    return places, [pattern.wording for pattern in patterns if _may_hold(pattern, mask)]


def _may_hold(pattern: _Pattern, mask: int) -> bool:
    for group in pattern.groups:  # noqa: SIM110 — asked of every candidate of every clause; all() takes twice as long
        if not mask & group:
            return False
    return True


def _span(clause: str, wording: Wording, standing: dict[str, int]) -> tuple[int, int] | None:
    """From the first to the last word of a wording in ``clause``; None where it does not hold there."""
    for chain in wording.without:
        if chain[0] in standing and _place(clause, chain, standing[chain[0]]) is not None:
            return None
    places = []
    for group in wording.groups:
        for chain in group:
            if chain[0] in standing and (place := _place(clause, chain, standing[chain[0]])) is not None:
                places.append(place)
                break
        else:
            return None
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    key = max(places, key=lambda place: place[1] - place[0])
    if _denied().search(clause, max(0, start - 8), start) or (_office().match(clause, key[1]) and _once(clause, key)):
        return None
    return start, end


def _once(clause: str, place: tuple[int, int]) -> bool:
    return clause.count(clause[place[0] : place[1]]) == 1


def _place(clause: str, chain: Chain, at: int) -> tuple[int, int] | None:
    """Where a chain stands first; its first word stands at ``at`` and not before."""
    first = chain[0]
    if len(chain) == 1:
        return at, at + len(first)
    while at >= 0:
        end = at + len(first)
        for word in chain[1:]:
            then = clause.find(word, end, end + REACH + len(word))
            if then < 0:
                break
            end = then + len(word)
        else:
            return at, end
        at = clause.find(first, at + 1)
    return None


@cache
def _denied() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(strength_cues('negated'))}).{{0,2}}$")


@cache
def _office() -> re.Pattern[str]:
    """What makes the words before it the name of an office: 局 in 社会救助局."""
    ends, fillers = alternation(strength_cues("name_ending")), alternation(strength_cues("name_filler"))
    return re.compile(rf"(?:{fillers})?(?:{ends})(?![一-鿿])")
