"""Where the wordings of measures stand in a text: one pass over its characters, whatever the number of wordings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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
        for wording in _candidates(clause):
            if wording.measure in done:
                continue
            span = _span(clause, wording)
            if span is None:
                continue
            done.add(wording.measure)
            first, last = span if places is None else (places[span[0]], places[span[1] - 1] + 1)
            yield Found(wording.measure, wording, start + first, start + last, start, end)


def _masked(m: re.Match[str]) -> str:
    return MASK * len(m.group())


@cache
def _triggers() -> dict[str, tuple[tuple[str, tuple[Wording, ...]], ...]]:
    """By its first two characters: each word that may begin the look at a wording, and the wordings it leads to."""
    words: dict[str, list[Wording]] = defaultdict(list)
    for wording in measures().wordings:
        group = max(wording.groups, key=lambda group: min(len(_longest(chain)) for chain in group))
        for word in dict.fromkeys(_longest(chain) for chain in group):
            words[word].append(wording)
    index: dict[str, list[tuple[str, tuple[Wording, ...]]]] = defaultdict(list)
    for word, wordings in words.items():
        index[word[:2]].append((word, tuple(wordings)))
    return {key: tuple(entries) for key, entries in index.items()}


def _longest(chain: Chain) -> str:
    return max(chain, key=len)


def _candidates(clause: str) -> dict[Wording, None]:
    """Wordings that one word of ``clause`` leads to, each once, in the order of the table."""
    index = _triggers()
    found: dict[Wording, None] = {}
    for at in range(len(clause) - 1):
        entries = index.get(clause[at : at + 2])
        if entries is not None:
            for word, wordings in entries:
                if clause.startswith(word, at):
                    found.update(dict.fromkeys(wordings))
    return found


def _span(clause: str, wording: Wording) -> tuple[int, int] | None:
    """From the first to the last word of a wording in ``clause``; None where it does not hold there."""
    if any(_place(clause, chain) for chain in wording.without):
        return None
    places = []
    for group in wording.groups:
        place = next((found for chain in group if (found := _place(clause, chain))), None)
        if place is None:
            return None
        places.append(place)
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    key = max(places, key=lambda place: place[1] - place[0])
    if _denied().search(clause, max(0, start - 8), start) or (_office().match(clause, key[1]) and _once(clause, key)):
        return None
    return start, end


def _once(clause: str, place: tuple[int, int]) -> bool:
    return clause.count(clause[place[0] : place[1]]) == 1


def _place(clause: str, chain: Chain) -> tuple[int, int] | None:
    at = clause.find(chain[0])
    if len(chain) == 1:
        return None if at < 0 else (at, at + len(chain[0]))
    while at >= 0:
        end = at + len(chain[0])
        for word in chain[1:]:
            then = clause.find(word, end, end + REACH + len(word))
            if then < 0:
                break
            end = then + len(word)
        else:
            return at, end
        at = clause.find(chain[0], at + 1)
    return None


@cache
def _denied() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(strength_cues('negated'))}).{{0,2}}$")


@cache
def _office() -> re.Pattern[str]:
    """What makes the words before it the name of an office: 局 in 社会救助局."""
    ends, fillers = alternation(strength_cues("name_ending")), alternation(strength_cues("name_filler"))
    return re.compile(rf"(?:{fillers})?(?:{ends})(?![一-鿿])")
