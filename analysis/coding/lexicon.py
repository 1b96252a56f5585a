"""The codebook's word lists compiled into patterns, once and on first use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from analysis.codebook import read_table


@dataclass(frozen=True, slots=True)
class Unit:
    canonical: str
    factor: str
    dimension: str


def alternation(words: Iterable[str]) -> str:
    """An alternation of literal words in which a longer word is tried before its prefix.

    Words that begin alike share their beginning, so that it is looked at once; the matches are those of the plain
    alternation.

    >>> alternation(["提高", "提", "提高到", "到"])
    '到|提(?:高(?:到|)|)'
    """
    return _branches(sorted(set(words)))


def _branches(words: list[str]) -> str:
    """The alternation of sorted words; an empty word, which is first, is tried last."""
    branches = []
    for first, same in groupby(filter(None, words), key=itemgetter(0)):
        rest = [word[1:] for word in same]
        branches.append(re.escape(first) + (f"(?:{_branches(rest)})" if len(rest) > 1 else re.escape(rest[0])))
    return "|".join([*branches, ""] if words[:1] == [""] else branches)


@cache
def units() -> dict[str, Unit]:
    return {r["written"]: Unit(r["canonical"], r["factor"], r["dimension"]) for r in read_table("units")}


@cache
def dimension_of(unit: str) -> str:
    """What a canonical unit measures; empty for one that the codebook does not know."""
    return next((u.dimension for u in units().values() if u.canonical == unit), "")


@cache
def cues(name: str) -> tuple[str, ...]:
    """Wordings of one class of cues, longest first."""
    found = tuple(r["wording"] for r in read_table("cues") if r["class"] == name)
    if not found:
        raise KeyError(f"codebook/cues.csv has no class {name!r}")
    return tuple(sorted(set(found), key=lambda w: (-len(w), w)))


@cache
def strength_cues(name: str) -> tuple[str, ...]:
    """Wordings of one class of ``strength_cues``, longest first."""
    found = {r["wording"] for r in read_table("strength_cues") if r["class"] == name}
    if not found:
        raise KeyError(f"codebook/strength_cues.csv has no class {name!r}")
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


@cache
def cue_pattern(name: str) -> re.Pattern[str]:
    return re.compile(alternation(cues(name)))


@cache
def cue_at_end(name: str) -> re.Pattern[str]:
    """A cue of a class that ends a phrase."""
    return re.compile(rf"(?:{alternation(cues(name))})$")


@cache
def comparators(place: str) -> dict[str, str]:
    return {r["wording"]: r["comparator"] for r in read_table("comparators") if r["place"] == place}


BOUNDS = frozenset({">=", "<=", ">", "<"})


@cache
def bounds(place: str) -> tuple[str, ...]:
    """The comparators before or after a number that bound it: 不低于, 以上; not 约."""
    return tuple(word for word, sign in comparators(place).items() if sign in BOUNDS)


@cache
def denominators() -> dict[str, str]:
    """Denominators written before an amount (每人每月) → unit."""
    return {r["wording"]: r["unit"] for r in read_table("denominators")}


NO_DATE = r"(?<![今去前本当上明同\d])"  # before 年 and 月 of a denominator: 年人均, but not 今年人均, 2018年人均


@cache
def denominator_pattern() -> re.Pattern[str]:
    by_time = [word for word in denominators() if word.startswith(("年", "月"))]
    others = [word for word in denominators() if word not in by_time]
    return re.compile(f"{NO_DATE}{alternation(by_time)}|{alternation(others)}")


@cache
def spent_of() -> dict[str, str]:
    """Indicators of money that was raised → those of what is spent out of it."""
    return {r["raised_id"]: r["spent_id"] for r in read_table("spent_of")}
