"""Where the wordings of measures stand in a text: one pass over its characters, whatever the number of wordings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import add, itemgetter
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
_ITEM = re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]")  # (三)社会事务 is no 三社
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
    if "(" in text:
        text = _ITEM.sub(_masked, text)
    for m in _CLAUSE.finditer(text):
        start, end = m.start() + offset, m.end() + offset
        raw = m.group()
        if raw.isascii():
            continue
        marked = not MARKS.isdisjoint(raw)
        clause = "".join([c for c in raw if c not in MARKS]) if marked else raw
        done: set[str] = set()
        for wording in _candidates(clause):
            if wording.measure in done:
                continue
            span = _span(clause, wording)
            if span is None:
                continue
            done.add(wording.measure)
            first, last = _unmarked(raw, *span) if marked else span
            yield Found(wording.measure, wording, start + first, start + last, start, end)


def _unmarked(raw: str, start: int, end: int) -> tuple[int, int]:
    """Where a stretch stands that was found with the marks of ``raw`` left out."""
    places = [i for i, c in enumerate(raw) if c not in MARKS]
    return places[start], places[end - 1] + 1


def _masked(m: re.Match[str]) -> str:
    return MASK * len(m.group())


@dataclass(frozen=True, slots=True)
class _Index:
    """What leads to wordings, and what must stand beside it.

    What leads to a wording is the group whose words the table uses least: 非法集资 rather than 养老. So common words
    are not looked for unless a rare one stands beside them. A clause is looked at by its pairs of characters: those
    that tell its leading words best, then for each of its wordings those with which the words of the other groups
    begin.
    """

    leads: frozenset[str]  # of each leading word, the pair that the fewest others have
    words: dict[str, tuple[tuple[str, tuple[int, ...]], ...]]  # pair → leading words, with the numbers of wordings
    others: tuple[tuple[frozenset[str], ...], ...]  # by number, the pairs of each other group: one must be there
    wordings: tuple[Wording, ...]  # by number


@cache
def _index() -> _Index:
    table = measures().wordings
    used = Counter(word for wording in table for group in wording.groups for chain in group for word in chain)
    leading: dict[str, dict[int, None]] = defaultdict(dict)
    others = []
    for number, wording in enumerate(table):
        longest = [[max(chain, key=len) for chain in group] for group in wording.groups]
        fit = [words for words in longest if min(map(len, words)) > 1]
        lead = min(fit, key=lambda words: sum(used[word] for word in words))
        for word in lead:
            leading[word][number] = None
        others.append(tuple(frozenset(word[:2] for word in words) for words in fit if words is not lead))
    shared = Counter(pair for word in leading for pair in set(_pairs(word)))
    words: dict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for word, own in leading.items():
        words[min(_pairs(word), key=shared.__getitem__)].append((word, tuple(own)))
    return _Index(frozenset(words), {pair: tuple(own) for pair, own in words.items()}, tuple(others), table)


def _pairs(text: str) -> Iterator[str]:
    return map(add, text, text[1:])


def _candidates(clause: str) -> list[Wording]:
    """The wordings that words of ``clause`` lead to, in the order of the table."""
    index, pairs = _index(), set(_pairs(clause))
    found: set[int] = set()
    for pair in index.leads & pairs:
        for word, numbers in index.words[pair]:
            if word in clause:
                found.update(numbers)
    if not found:
        return []
    others, wordings = index.others, index.wordings
    return [wordings[number] for number in sorted(found) if not any(map(pairs.isdisjoint, others[number]))]


def _span(clause: str, wording: Wording) -> tuple[int, int] | None:
    """From the first to the last word of a wording in ``clause``; None where it does not hold there."""
    places = []
    for group in wording.groups:
        for chain in group:
            if chain[0] in clause and (place := _place(clause, chain)) is not None:
                places.append(place)
                break
        else:
            return None
    for chain in wording.without:
        if chain[0] in clause and _place(clause, chain) is not None:
            return None
    if len(places) == 1:
        start, end = key = places[0]
    else:
        start, end = min(places)[0], max(map(itemgetter(1), places))
        key = max(places, key=_length)
    length = len(clause)
    if start and _denied().search(clause, max(0, start - DENIAL), start):
        return None
    if end < length and _ended().match(clause, end):
        return None
    if key[1] < length and _office().match(clause, key[1]) and _once(clause, key):
        return None
    return start, end


def _length(place: tuple[int, int]) -> int:
    return place[1] - place[0]


def _once(clause: str, place: tuple[int, int]) -> bool:
    return clause.count(clause[place[0] : place[1]]) == 1


def _place(clause: str, chain: Chain) -> tuple[int, int] | None:
    """Where a chain stands first."""
    first = chain[0]
    at = clause.find(first)
    if len(chain) == 1:
        return None if at < 0 else (at, at + len(first))
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


DENIAL = 20  # characters before a measure in which it is denied


@cache
def _denied() -> re.Pattern[str]:
    """What denies the words behind it, at once (不再…) or over the words of its verb (没有建立养老服务…)."""
    denied, verbs = alternation(strength_cues("negated")), alternation(strength_cues("plan_verb"))
    return re.compile(rf"(?:{denied})(?:.{{0,2}}|(?:{verbs})[^的]{{0,8}})$")


@cache
def _ended() -> re.Pattern[str]:
    return re.compile(rf".{{0,4}}(?:{alternation(strength_cues('ended'))})")


@cache
def _office() -> re.Pattern[str]:
    """What makes the words before it the name of an office: 局 in 社会救助局."""
    ends, fillers = alternation(strength_cues("name_ending")), alternation(strength_cues("name_filler"))
    return re.compile(rf"(?:{fillers})?(?:{ends})(?![一-鿿])")
