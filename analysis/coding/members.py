"""Members of an enumeration, each with the words that only one of them says: A、B、C 三类对象."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.codebook import codebook
from analysis.coding.groups import PLACED, expand, group_in, group_words, leading_group
from analysis.coding.lexicon import alternation, cue_at_end, cues, denominator_pattern
from analysis.coding.numerals import DIGITS
from analysis.coding.phrases import is_level, is_rate


def with_nouns(members: Sequence[str]) -> list[tuple[str, str]]:
    """Groups with the noun that the next member names: 城市、农村低保标准、集中、分散供养标准."""
    named, rest = [], ""
    for member in reversed(members):
        group, behind = leading_group(member)
        alone = group_words(member)
        rest = rest if alone else behind if group else ""
        named.append((f"{member}{rest}" if alone else member, group_in(member) or (member if alone and rest else "")))
    return named[::-1]


def crossed(members: list[str], size: int) -> list[tuple[str, str]] | None:
    """Members under one compound group, each with all of its parts: 城乡低保标准、特困供养标准 of four numbers."""
    if len(members) < 2 or size % len(members):
        return None
    first = expand(members[0], size // len(members))
    if not first or not members[0].endswith(first[0][0].removeprefix(first[0][1])):
        return None
    groups = [group for _, group in first]
    parts = (expand(member, len(groups)) or [(f"{g}{member}", g) for g in groups] for member in members[1:])
    return [*first, *(pair for part in parts for pair in part)]


def placed(members: list[str]) -> list[str]:
    """Members with the word that placements leave out beside others: 集中、散居 → 集中供养、散居."""
    bare = [m in cues("bare_placement") for m in members]
    others = all(b or group_words(m) for b, m in zip(bare, members, strict=True))
    return [f"{m}{PLACED}" if b and others else m for b, m in zip(bare, members, strict=True)]


_TYPE = re.compile(r".{1,6}?(?P<type>[型类档级])(?=.{2})")
_KINDS = re.compile(r"(?P<own>.+?)(?P<size>[两二三四五六七八九2-9])(?P<kind>个等级|个档次|个?[类档级种])(?P<rest>.*)")


_NUMBER_OF_KINDS = re.compile(r"(?<=.{2})[两二三四五六2-6]个?(?:档次|等级|[档类级种])$")
_LETTER = re.compile("[一二三四五六七八甲乙丙丁初中高A-D1-8]")
_LETTERED = re.compile(rf"(?P<letter>{_LETTER.pattern})(?P<size>[两二三四五六])个?(?P<rest>[类档级等].+)")
_GRADED = re.compile(rf"(?P<letter>{_LETTER.pattern})(?P<rest>[类档级等].*)")


def unfold_kinds(members: list[str]) -> list[str]:
    """Members with what the last of them tells of all, behind their number: A、B、C 三类对象补助水平.

    >>> unfold_kinds(["A", "B", "C三类对象补助水平"])
    ['A类对象补助水平', 'B类对象补助水平', 'C类对象补助水平']
    """
    if len(members) > 1 and (kinds := _LETTERED.fullmatch(members[-1])) and _LETTER.fullmatch(members[0][-1:]):
        letters = (members[0][-1], *members[1:-1], kinds["letter"])  # 城市低保A、B、C三类对象
        if len(letters) == DIGITS[kinds["size"]] and all(map(_LETTER.fullmatch, letters)):
            return [f"{members[0][:-1]}{letter}{kinds['rest']}" for letter in letters]
    typed = _TYPE.match(members[-1]) if len(members) > 1 else None
    if typed and all(m.endswith(typed["type"]) for m in members[:-1]):  # 急难型、支出型临时救助标准
        return [*(m + members[-1][typed.end() :] for m in members[:-1]), members[-1]]
    if len(members) > 1 and all(members) and (level := _shared_level(members)):
        return [*(f"{m}{level}" for m in members[:-1]), members[-1]]
    graded = _GRADED.fullmatch(members[-1]) if len(members) > 1 else None
    if graded and _LETTER.search(members[0][-1]) and all(_LETTER.fullmatch(m) for m in members[1:-1]):
        lead = members[0][:-1]  # 农村低保一、二、三类标准
        letters = (members[0][-1], *members[1:-1], graded["letter"])
        return [f"{lead}{letter}{graded['rest']}" for letter in letters]
    if len(members) > 1 and (told := _NUMBER_OF_KINDS.search(members[-1])) and all(map(group_in, members)):
        return [*members[:-1], members[-1][: told.start()]]  # 自理、半失能、失能三档
    m = _KINDS.fullmatch(members[-1]) if members else None
    if m is None or len(members) != (int(m["size"]) if m["size"].isdigit() else DIGITS[m["size"]]):
        return members
    if not m["rest"]:
        divided = _divided().fullmatch(members[0])  # 低保对象分为A、B、C三类
        names = (divided["first"], *members[1:-1], m["own"]) if divided else ()
        return [f"{name}{m['kind'].lstrip('个')}{divided['whole']}" for name in names] if divided else members
    shared = members[-1][m.end("size") :]
    group, letter = leading_group(members[0])
    lead = members[0][: -len(letter)] if group and len(letter) == 1 else ""
    return [f"{own}{shared}" for own in (members[0], *(f"{lead}{own}" for own in (*members[1:-1], m["own"])))]


@cache
def _divided() -> re.Pattern[str]:
    """What is divided into several kinds, and the name of the first."""
    return re.compile(rf"(?P<whole>.+?)(?:{alternation(cues('divided_into'))})(?P<first>.{{1,6}})")


def _shared_level(members: Sequence[str]) -> str:
    """The level that only the last of several groups or schemes names: 城市低保对象、农村低保对象月人均补差.

    Empty for none.

    >>> _shared_level(["城乡低保", "特困供养标准"]), _shared_level(["低保标准", "特困供养标准"])
    ('标准', '')
    """
    told = _level_at_end().search(members[-1])
    if told and all(codebook().match(f"{m}{told.group()}", "元/人/月") and not is_level(m) for m in members[:-1]):
        return told.group()
    person = _person_first().match(members[-1])
    whose = person is not None and all(cue_at_end("person_noun").search(m) for m in members[:-1])
    if person and whose and is_rate(members[-1]):
        return members[-1][person.end() :]  # 低保对象、特困人员 医疗救助比例
    groups = [leading_group(m) for m in members]
    noun = groups[0][1]
    level = groups[-1][1].removeprefix(noun) if noun and all(group for group, _ in groups) else ""
    alike = all(rest == noun for _, rest in groups[:-1]) and level != groups[-1][1]
    paid = cue_at_end("payment").search(denominator_pattern().sub("", level)) is not None
    return level if alike and (is_level(level) or paid) else ""


@cache
def _level_at_end() -> re.Pattern[str]:
    kind, noun = alternation(cues("benefit_kind")), alternation(cues("benefit_noun"))
    return re.compile(rf"(?:[月年]?(?:人均|平均)[月年]?(?:{kind})*)?(?:{noun})$")


@cache
def _person_first() -> re.Pattern[str]:
    return re.compile(rf"[^,;:。\d]{{0,8}}?(?:{alternation(cues('person_noun'))})(?=.{{2}})")
