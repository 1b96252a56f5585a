"""Where the wordings of measures stand in a text: one pass over its characters, whatever the number of wordings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain as joined
from typing import NamedTuple

from analysis.codebook.entries import MARKS
from analysis.codebook.measures import REACH, Chain, Wording, measures
from analysis.coding.lexicon import alternation, strength_cues


@dataclass(frozen=True, slots=True)
class Found:
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


def find_measures(text: str) -> Iterator[Found]:
    """The wordings of each clause of ``text`` (simplified script, half-width marks), in order; a measure once a clause.

    Titles of documents (《…》) count for nothing, nor do names of offices (社会救助局) and what is denied (尚未建立…).

    >>> [found.measure for found in find_measures("完善临时救助制度,贯彻《社会救助暂行办法》。")]
    ['temporary_aid']
    """
    if "《" in text:
        text = _TITLE.sub(_masked, _TITLE_OF_TWO.sub(_masked, text))
    for m in _CLAUSE.finditer(text):
        start, end = m.span()
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


class _Word(NamedTuple):
    """A word of the table, and the wordings that are looked at where it stands."""

    word: str
    wordings: tuple[Wording, ...]


@cache
def _words() -> dict[str, tuple[_Word, ...]]:
    """By its first two characters: each word that begins a chain of some wording; those that lead to wordings first."""
    leading: dict[str, list[Wording]] = defaultdict(list)
    for wording in measures().wordings:
        group = max(wording.groups, key=lambda group: min(len(_longest(chain)) for chain in group))
        for word in dict.fromkeys(_longest(chain) for chain in group):
            leading[word].append(wording)
    chains = [c for w in measures().wordings for c in (*joined.from_iterable(w.groups), *w.without)]
    index: dict[str, list[_Word]] = defaultdict(list)
    for word in dict.fromkeys([*leading, *(chain[0] for chain in chains)]):
        index[word[:2]].append(_Word(word, tuple(leading.get(word, ()))))
    return {key: tuple(entries) for key, entries in index.items()}


@cache
def _single() -> tuple[str, ...]:
    """The words of one character, which begin chains but lead to no wording."""
    chains = [c for w in measures().wordings for c in (*joined.from_iterable(w.groups), *w.without)]
    return tuple(dict.fromkeys(chain[0] for chain in chains if len(chain[0]) == 1))


def _longest(chain: Chain) -> str:
    return max(chain, key=len)


def _standing(clause: str) -> tuple[dict[str, int], dict[Wording, None]]:
    """The words of the table in ``clause`` with their first places, and the wordings they lead to, each once."""
    index = _words()
    places: dict[str, int] = {}
    found: dict[Wording, None] = {}
    for at in range(len(clause)):
        for word, wordings in index.get(clause[at : at + 2], ()):
            if word not in places and clause.startswith(word, at):
                places[word] = at
                if wordings:
                    found.update(dict.fromkeys(wordings))
    for word in _single():
        if (at := clause.find(word)) >= 0:
            places[word] = at
    return places, found


def _span(clause: str, wording: Wording, standing: dict[str, int]) -> tuple[int, int] | None:
    """From the first to the last word of a wording in ``clause``; None where it does not hold there."""
    words = standing.keys()
    *groups, without = _heads(wording)
    if any(words.isdisjoint(heads) for heads in groups):
        return None
    if not words.isdisjoint(without) and any(_place(clause, chain, standing) for chain in wording.without):
        return None
    places = []
    for group in wording.groups:
        for chain in group:
            place = _place(clause, chain, standing)
            if place is not None:
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


@cache
def _heads(wording: Wording) -> tuple[frozenset[str], ...]:
    """The words that begin the chains of each group of a wording, and those that begin what must not stand there."""
    return tuple(frozenset(chain[0] for chain in chains) for chains in (*wording.groups, wording.without))


def _place(clause: str, chain: Chain, standing: dict[str, int]) -> tuple[int, int] | None:
    """Where a chain stands first; ``standing`` has the first place of every word that begins one."""
    first = chain[0]
    at = standing.get(first, -1)
    if at < 0:
        return None
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
