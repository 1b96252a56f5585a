"""Phrases around a number: what is counted, in the document's own words, without dates, links and filler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.coding.beginnings import compiled
from analysis.coding.calendar import Moment
from analysis.coding.lexicon import alternation, bounds, cue_at_end, cue_pattern, cues, denominators

CONNECTORS = "、和与及或暨"


@cache
def _links() -> tuple[frozenset[str], tuple[int, ...], frozenset[str]]:
    """Words between a phrase and its number (达到, 提高到, 共, 每人每月), how long they are, and how they end."""
    words = [*cues("link"), *cues("filler"), *cues("fronted"), *cues("each"), *denominators(), *":,、", *_blanks()]
    return frozenset(words), tuple(sorted(set(map(len, words)))), frozenset(word[-1] for word in words)


@cache
def _blanks() -> frozenset[str]:
    return frozenset(filter(str.isspace, map(chr, range(0x3001))))


@cache
def _leading() -> re.Pattern[str]:
    chinese = "[一二三四五六七八九十]"
    bracket = r"\([^()\d]{1,30}\)(?=[、,;和])"  # (民办)、思明区
    grades = rf"(?:{chinese}、)*{chinese}[级类档等]"  # 一、二类对象
    items = rf"{chinese}{{1,3}}、(?!{grades})|\((?:{chinese}|\d){{1,3}}\)|\d{{1,2}}[.、](?!\d)"
    numbering = rf"{bracket}|第{chinese}{{1,4}}条|{items}"
    words = f"(?!{alternation(cues('leading_trap'))})(?:{alternation(cues('leading'))})"
    return compiled(rf"(?:{numbering}|{words}|(?!及时)[{CONNECTORS},;:\s\"”》)]|以及|并且?|同时)+")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation([*cues('flow'), *cues('action')])})+")


@cache
def _trailing_verb() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation([*cues('flow'), *cues('action')])})(?:了|出)?$")


@cache
def _words_of_nothing() -> tuple[str, ...]:
    verbs = ("flow", "action", "link", "future", "past")
    classes = (*verbs, "filler", "leading", "fronted", "each", "each_place", "over_last_year", "whole_period")
    return tuple(w for c in classes for w in cues(c))


_FILLING = f"{CONNECTORS},、:“”了的―—"  # single characters that name nothing


@cache
def _only_verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_words_of_nothing())}|[{_FILLING}\s])*$")


@cache
def _last_of_verbs() -> frozenset[str]:
    return frozenset(["", *(word[-1] for word in _words_of_nothing()), *_FILLING, *_blanks()])


@cache
def _generic() -> re.Pattern[str]:
    classes = ("flow", "action", "leading", "link", "future", "generic", "fronted")
    verbs = alternation([*(w for c in classes for w in cues(c)), *denominators()])
    return re.compile(rf"^(?:{verbs})*$")


def strip_links(phrase: str) -> str:
    """The phrase without the words that lead over to its number.

    >>> strip_links("护理型床位占比达到")
    '护理型床位占比'
    """
    words, lengths, last = _links()
    if phrase[-1:] not in last:
        return phrase
    ends = {len(phrase)}  # where what is left may end
    looked = [len(phrase)]
    for end in looked:
        for length in lengths:
            at = end - length
            if at >= 0 and phrase[at:end] in words and at not in ends:
                ends.add(at)
                looked.append(at)
    return phrase if len(ends) == 1 or cue_at_end("not_comparator").search(phrase) else phrase[: min(ends)]


def strip_leading(phrase: str) -> str:
    """The phrase without connectors, scope words (全市, 全区) and adverbs in front."""
    m = _leading().match(phrase)
    return phrase[m.end() :].strip() if m else phrase.strip()


@cache
def _scope_behind_verb() -> re.Pattern[str]:
    verbs, scope = alternation([*cues("flow"), *cues("action")]), alternation(cues("column_whole"))
    return re.compile(rf"(?P<verb>{verbs})(?:{scope})$")


def without_scope(phrase: str) -> str:
    """The phrase without the place that stands between its verb and the number: 造成全国 3.9亿人次受灾."""
    m = _scope_behind_verb().search(phrase)
    return phrase[: m.end("verb")] if m else phrase


def only_verbs(phrase: str) -> bool:
    """Whether a phrase names nothing: it is empty or made of verbs, links and filler alone."""
    return phrase[-1:] in _last_of_verbs() and _only_verbs().fullmatch(phrase) is not None


def ends_with_verb(phrase: str) -> bool:
    return (
        _trailing_verb().search(phrase.rstrip()) is not None or _trailing_verb().search(strip_links(phrase)) is not None
    )


def generic(phrase: str) -> bool:
    """Whether a phrase says too little by itself (资金, 床位, 覆盖率) and needs its topic."""
    return _generic().match(phrase) is not None


def items(phrase: str) -> list[str]:
    """The members of an enumeration; connectors inside brackets and quotation marks do not part them.

    >>> items("集中供养、散居孤儿基本生活保障标准")
    ['集中供养', '散居孤儿基本生活保障标准']
    >>> items("本科及以上、专科")
    ['本科及以上', '专科']
    """
    found, depth, at = [], 0, 0
    bound = bounds("after")
    for i, c in enumerate(phrase):
        if c in "(“《<":
            depth += 1
        elif c in ")”》>":
            depth -= 1
        elif depth <= 0 and c in "、和与及" and not phrase.startswith(bound, i + 1):
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


def without_giving(phrase: str) -> str:
    """A payment without the verb that gives it, or who gets it without that verb behind.

    >>> without_giving("发放高龄津贴"), without_giving("百岁老人给予")
    ('高龄津贴', '百岁老人')
    """
    front = cue_pattern("handing").match(phrase)
    return cue_at_end("handing").sub("", phrase[front.end() :] if front else phrase)


def starts_with_verb(phrase: str) -> bool:
    return _verbs().match(phrase) is not None


@cache
def _base() -> re.Pattern[str]:
    verbs = alternation([*cues("growth"), *cues("change")])
    return re.compile(rf"(?:比|较|与|同)[^,;。]{{1,14}}?(?=(?:净)?(?:{verbs}|多|少))")


def without_base(phrase: str) -> str:
    """The phrase without its base of comparison: 较2013年增加 → 增加."""
    return _base().sub("", phrase)


@cache
def _reference() -> re.Pattern[str]:
    by, standard = alternation([*cues("by_reference"), *cues("set_at")]), alternation(cues("benefit_noun"))
    return re.compile(rf"(?<=..)(?:{by})[^,;。]{{2,24}}?(?:{standard})[^,;。]{{0,6}}$")


def without_reference(phrase: str) -> str:
    """The phrase without what it is set by: 基本生活标准按低保标准确定 → 基本生活标准."""
    return _reference().sub("", phrase)


@cache
def _any_verb() -> re.Pattern[str]:
    return re.compile(alternation([*cues("flow"), *cues("action")]))


def last_verb(phrase: str) -> str:
    """The last verb in a phrase; empty where it has none."""
    found = ""
    for m in _any_verb().finditer(phrase):
        found = m.group()
    return found


def governing_verb(phrase: str) -> str:
    """The verb a phrase begins or ends with: 新建 in 新建敬老院 as in 敬老院新建; empty where it does neither."""
    m = _any_verb().match(strip_leading(phrase))
    if m:
        return m.group()
    stem = strip_links(phrase)
    verb = last_verb(stem[-6:])
    return verb if verb and stem.endswith(verb) else ""


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('preposition'))}|的)$")


def awaits_noun(phrase: str) -> bool:
    """Whether the noun of a phrase is still to come: it ends with a preposition, with 的, or with a connector."""
    return bool(phrase) and (phrase[-1] in CONNECTORS or _opening().search(phrase) is not None)


@cache
def share_of_plan() -> re.Pattern[str]:
    """That a share is one of what was planned: 为年初计划的, 完成省下达任务的."""
    done, plan = alternation([*cues("share_done"), *cues("share_reached")]), alternation(cues("planned"))
    return re.compile(rf"(?P<done>{done})(?P<plan>[^,;:。()\d]{{0,8}}?(?:{plan}))数?的\s?(?=$|[\d.]+\s?[%％])")


@cache
def growth_pattern() -> re.Pattern[str]:
    """A verb of growth directly before a rate, with its base of comparison: 比上年增长, 年均递增."""
    lead, filler = alternation([*cues("growth_lead"), *cues("filler")]), alternation(cues("filler"))
    verbs = alternation(cues("growth"))
    return re.compile(rf"(?:{lead}|\s)*(?P<verb>{verbs})(?:率|幅度|幅|了)?(?:{filler}|\s)*$")


def without_growth(phrase: str) -> str:
    return growth_pattern().sub("", phrase)


def growth_phrase(phrase: str, verb: str, text: str) -> str:
    """The growth of what a phrase names, by the year where its words tell so: 床位 becomes 床位年均增长."""
    return f"{phrase}{'年均' if cue_pattern('annual').search(text) else ''}{verb}"


@cache
def _changes_by() -> re.Pattern[str]:
    verbs = alternation([*cues("change"), *cues("growth")])
    return re.compile(rf"(?:净)?(?P<verb>{verbs})(?:了|约|近|到)?$")


def changes_by(phrase: str) -> str:
    """The phrase of a change by an amount (低保标准提高 40元), without what follows its verb; empty for any other."""
    m = _changes_by().search(phrase)
    return phrase[: m.end("verb")] if m and not m.group().endswith("到") else ""


def last_verb_of_change(phrase: str) -> str:
    """The verb that ends the phrase of a change (see ``changes_by``)."""
    m = _changes_by().search(phrase)
    return m["verb"] if m else ""


@cache
def _leading_change() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation([*cues('change'), *cues('growth')])})了?对?")


def without_change(phrase: str) -> str:
    """The phrase without the verb of change it begins with.

    >>> without_change("提高了对东、中、西部的补助标准")
    '东、中、西部的补助标准'
    """
    m = _leading_change().match(phrase)
    return phrase[m.end() :] if m else phrase


def without_rises(phrase: str) -> str:
    """The phrase of a level without how often it was raised: 保障标准先后两次提高 → 保障标准."""
    m = _rises().search(phrase)
    return phrase[: m.start()] if m and is_level(phrase[: m.start()]) else phrase


@cache
def _rises() -> re.Pattern[str]:
    again, verbs, times = alternation(cues("repeatedly")), alternation(cues("raising")), "[两二三四五六七八九2-9]次"
    return re.compile(rf"(?:{again})?(?:{times})(?:{verbs})$|(?:{again})(?:{verbs})(?:了?{times})?$")


def is_rate(phrase: str) -> bool:
    """Whether a phrase ends with the noun of a share or rate (率, 比例, 占比)."""
    return cue_at_end("rate_noun").search(phrase) is not None


def is_share_of(phrase: str) -> bool:
    """Whether a phrase ends with a noun of which a percentage can only be a share (床位)."""
    return cue_pattern("share_noun").search(phrase[-3:]) is not None


@cache
def paid_on_average() -> re.Pattern[str]:
    """What is paid on average, in fewer words than a level: 月人均救助, 人均补助."""
    return re.compile(rf"[月年]?人均[月年]?(?:{alternation(cues('benefit_kind'))})+")


def is_level(phrase: str) -> bool:
    """Whether a phrase ends with the noun of a level of payment (标准, 补助水平), or tells one that is an average."""
    return cue_at_end("benefit_noun").search(phrase) is not None or paid_on_average().fullmatch(phrase) is not None


@cache
def level_words() -> str:
    """A pattern for words that tell a level, its time and that it is a mean, and no benefit: 月人均补助水平."""
    kind, noun = alternation(cues("benefit_kind")), alternation(cues("benefit_noun"))
    return rf"[月年]?(?:人均|平均)?[月年]?(?:{kind})*(?:{noun})?"


def bare_level(phrase: str) -> bool:
    """Whether a phrase tells a level and no benefit of its own: 标准, 补助标准, 月人均补助水平."""
    return bool(phrase) and re.fullmatch(level_words(), phrase) is not None


def without_level(phrase: str) -> str:
    """The phrase without the noun of its level: 城市低保平均标准 → 城市低保."""
    return cue_at_end("benefit_noun").sub("", phrase).removesuffix("平均")


@cache
def _month() -> re.Pattern[str]:
    """A month, or several, with what leads to it and follows it: 截至10月底, 1-6月份, 7月1日起."""
    since, months = alternation(cues("before_year")), r"(?:1[0-2]|[1-9])(?:[-—~至](?:1[0-2]|[1-9]))?月"
    return re.compile(rf"[,、\s]*(?:{since})?{months}(?:份|底|末|初|中旬)?(?:[1-3]?\d日)?(?:起|开始|以来|前)?")


def without_times(view: str, start: int, end: int, times: Sequence[Moment]) -> str:
    """``view[start:end]`` without time expressions: what follows the last one where that names something, else all."""
    parts, at = [], start
    for t in times:
        if start <= t.start and t.end <= end:
            parts.append(view[at : t.start])
            at = t.end
    month = _month().match(view, at, end)
    at = month.end() if month else at
    last = strip_leading(view[at:end])
    core = strip_links(last.lstrip("的"))
    if parts and len(core) >= 4 and not only_verbs(core) and not generic(core):
        return last
    return strip_leading("".join([*parts, view[at:end]]))
