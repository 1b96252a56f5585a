"""Phrases around a number: what is counted, in the document's own words, cleaned of dates, verbs of change and filler."""

from __future__ import annotations

import re
from functools import cache

from analysis.coding.lexicon import alternation, cues, denominators

CONNECTORS = "、和与及或暨"


@cache
def _links() -> re.Pattern[str]:
    """Words between a phrase and its number: 达到, 提高到, 共, 每人每月."""
    return re.compile(
        rf"(?:{alternation([*cues('link'), *cues('filler'), *cues('fronted'), *cues('each'), *denominators()])}|\s|[:,、])+$"
    )


@cache
def _leading() -> re.Pattern[str]:
    numbering = r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)"
    return re.compile(rf"^(?:{numbering}|{alternation(cues('leading'))}|[{CONNECTORS},;:\s\"”》)]|以及|并且?|同时)+")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation([*cues('flow'), *cues('action')])})+")


@cache
def _trailing_verb() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation([*cues('flow'), *cues('action')])})(?:了|出)?$")


@cache
def _only_verbs() -> re.Pattern[str]:
    words = alternation([*cues("flow"), *cues("action"), *cues("link"), *cues("filler"), *cues("leading"), *cues("fronted"),
                         *cues("each"), *cues("each_place"), *cues("future"), *cues("past")])  # fmt: skip
    return re.compile(rf"(?:{words}|[{CONNECTORS}\s,、:“”了])*$")


@cache
def _generic() -> re.Pattern[str]:
    verbs = alternation([*cues("flow"), *cues("action"), *cues("leading"), *cues("link"), *cues("future"), *cues("generic")])
    return re.compile(rf"^(?:{verbs})*$")


def strip_links(phrase: str) -> str:
    """The phrase without the words that lead over to its number.

    >>> strip_links("护理型床位占比达到")
    '护理型床位占比'
    """
    return _links().sub("", phrase)


def strip_leading(phrase: str) -> str:
    """The phrase without connectors, scope words (全市, 全区) and adverbs in front."""
    return _leading().sub("", phrase).strip()


def only_verbs(phrase: str) -> bool:
    """Whether a phrase names nothing: it is empty or made of verbs, links and filler alone."""
    return _only_verbs().fullmatch(phrase) is not None


def ends_with_verb(phrase: str) -> bool:
    return _trailing_verb().search(phrase.rstrip()) is not None or _trailing_verb().search(strip_links(phrase)) is not None


def generic(phrase: str) -> bool:
    """Whether a phrase says too little by itself (资金, 床位, 覆盖率) and needs its topic."""
    return _generic().match(phrase) is not None


def items(phrase: str) -> list[str]:
    """The members of an enumeration; connectors inside brackets and quotation marks do not part them.

    >>> items("集中供养、散居孤儿基本生活保障标准")
    ['集中供养', '散居孤儿基本生活保障标准']
    """
    found, depth, at = [], 0, 0
    for i, c in enumerate(phrase):
        if c in "(“《<":
            depth += 1
        elif c in ")”》>":
            depth -= 1
        elif depth <= 0 and c in "、和与及":
            if phrase[at:i].strip():
                found.append(phrase[at:i].strip())
            at = i + 1
    if phrase[at:].strip():
        found.append(phrase[at:].strip())
    return found


def without_leading_verb(phrase: str) -> str:
    """The phrase without the verb it begins with: 新建农村敬老院 → 农村敬老院."""
    m = _verbs().match(phrase)
    return phrase[m.end() :] if m and m.end() < len(phrase) else phrase


def starts_with_verb(phrase: str) -> bool:
    return _verbs().match(phrase) is not None
