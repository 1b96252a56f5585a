"""Universal coverage in words: 全覆盖, 覆盖所有…, 全部… for a named service or facility, told from rhetoric."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from analysis.coding.beginnings import compiled
from analysis.coding.calendar import PAYMENT_RULES, Moment, date_fact, moments
from analysis.coding.dating import of_a_base
from analysis.coding.drafts import Draft
from analysis.coding.groups import group_in, place_words
from analysis.coding.lexicon import alternation, bounds, comparators, cue_pattern, cues
from analysis.coding.phrases import items, only_verbs, strip_leading, strip_links, without_times
from analysis.coding.setting import Setting
from analysis.coding.tense import Tense, tense_of
from analysis.model import Kind, Role


@cache
def _coverage() -> re.Pattern[str]:
    every = rf"(?:{alternation(cues('all'))})(?={alternation(cues('all_verb'))})"
    return compiled(f"{alternation(cues('universal'))}|{every}")


LONGEST_CLAUSE = 300
_CLAUSE = re.compile(rf"[^,;:。!?\n]{{1,{LONGEST_CLAUSE}}}")


def code_implied(view: str, start: int, end: int, setting: Setting) -> Iterator[Draft]:
    """Drafts of 100 % that stand in words, clause by clause; silent where no service or facility is named."""
    if setting.role is Role.GLOSSARY or setting.calendar.doc_type in ("regulation", PAYMENT_RULES):
        return
    for m in _coverage().finditer(view, start, end):
        floor = max(start, m.start() - LONGEST_CLAUSE)
        begin = max(max(view.rfind(c, floor, m.start()) for c in ",;:。!?\n") + 1, floor)
        tail = _CLAUSE.match(view, m.end(), end)
        stop = tail.end() if tail else m.end()
        yield from _draft(view, start, begin, stop, m, setting)
    for m in _all_have().finditer(view, start, end):
        yield from _all_places(view, start, m, setting)
    if _worded_bound().search(view, start, end):
        for m in _worded_goal().finditer(view, start, end):
            yield from _goal_in_words(view, start, m, setting)


@cache
def _all_have() -> re.Pattern[str]:
    """Places of one level that all have something: 所有的城市社区都要建有 居家养老中心, 有需求的行政村都建有 安居点."""
    level, have = alternation(cues("area_level")), alternation(cues("place_has"))
    facility = alternation(cues("facility"))
    return compiled(
        rf"(?:(?:所有|全部)的?[^,;:。、\d]{{0,6}}|的)(?P<level>{level})(?:都|均)(?:要|应|将|已)?(?:{have})了?"
        rf"(?P<what>(?![一二两三至每])[^,;:。、()\d]{{1,16}}?(?:{facility}))(?=[,;。\n]|$)"
    )


def _all_places(view: str, floor: int, m: re.Match[str], setting: Setting) -> Iterator[Draft]:
    lowest = max(floor, m.start() - LONGEST_CLAUSE)
    begin = max(max(view.rfind(c, lowest, m.start()) for c in ",;:。!?\n") + 1, lowest)
    clause = view[begin : m.end()]
    shares = "%" in clause or "分之" in clause  # 60%的社区、40%的乡镇都有服务点
    if not shares and cue_pattern("rhetoric").search(clause) is None:
        yield _made(view, floor, begin, m.end(), m, f"{m['level']}{m['what']}覆盖率", clause, setting)


@cache
def _worded_bound() -> re.Pattern[str]:
    """What a goal in words never lacks, and most texts do: a bound before what sets it."""
    return compiled(rf"(?P<bound>{alternation(bounds('before'))})(?:{alternation(cues('reference'))})")


@cache
def _worded_goal() -> re.Pattern[str]:
    """A goal that another quantity sets: 低保标准增幅 不低于上年度居民人均消费支出增幅."""
    measured = alternation(cues("measured"))
    return re.compile(
        rf"(?P<head>[^,;:。!?\n\d]{{0,24}}(?:{measured}))(?P<goal>{_worded_bound().pattern}"
        rf"[^,;:。!?\n\d]{{2,24}}?(?:{measured}))(?=[,;。\n]|$)"
    )


def _goal_in_words(view: str, floor: int, m: re.Match[str], setting: Setting) -> Iterator[Draft]:
    times = moments(view, max(floor, m.start() - LONGEST_CLAUSE), m.end(), setting.calendar)
    moment = times[-1] if times and not _last_year(times[-1], setting) else setting.moment
    tense = tense_of(view[m.start() : m.end("head")], m.group(), setting.role, setting.calendar, moment)
    if tense is not Tense.FUTURE:
        return
    begin, stop = _wide(view, floor, m.start(), m.end())
    yield Draft(
        begin,
        stop,
        None,
        None,
        None,
        strip_leading(without_times(view, m.start(), m.end("head"), times)),
        Kind.TARGET,
        value_text=m["goal"],
        comparator=comparators("before")[m["bound"]],
        unit="%" if cue_pattern("rate_of_change").search(m["head"]) else "元",
        dimension="percent",
        group=group_in(m["head"]),
        date=date_fact(moment, bool(times), False, True, setting.calendar),
        section=setting.section,
        rule="goal in words",
        note=m["bound"],
    )


def _last_year(moment: Moment, setting: Setting) -> bool:
    """The year is that of what the goal is compared with (上年度)."""
    return setting.calendar.year is not None and moment.year < setting.calendar.year


_EXPLICIT = re.compile(r"[^,;。]{0,16},[^,;。\d]{0,8}率(?:均|都)?(?:达到?|为|是)?100%")
_MEASURED_BEHIND = re.compile(r"、[^,;。、\d]{0,20}\d")
_MEASURED = re.compile(r"[^,;。\d]{0,6}\d")


def _draft(view: str, floor: int, begin: int, stop: int, m: re.Match[str], setting: Setting) -> Iterator[Draft]:
    word, after = m.group(), view[m.end() : stop]
    clause = view[begin:stop]
    if cue_pattern("rhetoric").search(clause) or after.startswith(("的", "》", "”", *cues("not_coverage_after"))):
        return
    if after.startswith("、") and not _MEASURED_BEHIND.match(after):
        return  # 广覆盖、全覆盖、可持续; not 城市实现全覆盖、农村达到60%
    if _EXPLICIT.match(view, m.end()):
        return  # 全部纳入保障范围,覆盖率达到100%
    if word in cues("all") and _MEASURED.match(after):
        return  # 面积全部达到300平方米以上
    subject = _subject(view, floor, begin, m.start(), setting)
    if subject in cues("area_level") or (len(subject) <= 4 and place_words(subject)):
        subject = f"{subject}{_clause_before(view, floor, begin, setting)}"  # 服务中心发展到54个,市区实现全覆盖
    if word in cues("all"):
        noun = re.sub(r"^(?:将|把)", "", subject)
        if re.search(r"\d", noun) or (len(noun) < 2 and after.startswith(tuple(cues("done")))):
            return  # 其余9所明年底前全部完成
        if len(noun) < 5:
            noun = f"{_clause_before(view, floor, begin, setting)}{noun}"
        names = [f"{noun}{_object(after)}"] if noun else []
        stop = min(stop, m.end() + 40)
    else:
        if not subject and word in cues("covers"):
            subject = _clause_before(view, floor, begin, setting)
            if not subject:
                return
        names = items(subject) or []
        if len(names) > 1 and not _facilities(names):
            names = [subject]
        stop = m.end() if word not in cues("covers") else min(stop, m.end() + 16)
    names = [n for n in names if len(n) >= 3 and not only_verbs(n)]
    for name in names:
        rate = name if word in cues("all") else f"{name.removesuffix('覆盖率')}覆盖率"
        yield _made(view, floor, begin, stop, m, rate, clause, setting)


def _subject(view: str, floor: int, begin: int, end: int, setting: Setting) -> str:
    words = view[begin:end]
    base = _base().search(words)
    end = begin + base.start() if base else end
    phrase = strip_links(without_times(view, begin, end, moments(view, begin, end, setting.calendar)))
    for verb in cues("coverage_verb"):
        phrase = re.sub(rf"^{re.escape(verb)}|{re.escape(verb)}$", "", phrase)
    return strip_leading(strip_links(phrase))


@cache
def _base() -> re.Pattern[str]:
    """The level before a change: 由2016年的90%提高到."""
    return re.compile(
        rf"(?<=..)(?:{alternation(cues('from'))})[^,;。]{{0,16}}\d[^,;。]{{0,6}}(?:{alternation(cues('change_to'))})$"
    )


def _clause_before(view: str, floor: int, begin: int, setting: Setting) -> str:
    """What the clause before speaks of, in the same sentence; empty at a sentence's start."""
    if begin <= floor or view[begin - 1] not in ",;:":
        return ""
    floor = max(floor, begin - LONGEST_CLAUSE)
    start = max(max(view.rfind(c, floor, begin - 1) for c in ",;:。!?\n") + 1, floor)
    words = strip_links(re.sub(r"\d.*", "", _subject(view, floor, start, begin - 1, setting)))
    return words[-16:]


def _facilities(names: list[str]) -> bool:
    return all(cue_pattern("facility").search(n[-4:]) for n in names)


def _object(after: str) -> str:
    m = _CLAUSE.match(after)
    return m.group()[:24] if m else ""


def _made(
    view: str, floor: int, begin: int, stop: int, m: re.Match[str], name: str, clause: str, setting: Setting
) -> Draft:
    lowest = max(floor, begin - 2 * LONGEST_CLAUSE)
    sentence = max(max(view.rfind(c, lowest, begin) for c in "。!?\n") + 1, lowest)
    times = [t for t in moments(view, sentence, m.end(), setting.calendar) if not of_a_base(view, t)]
    opening = moments(view, floor, min(begin, floor + 40), setting.calendar) if not times else []
    moment = times[-1] if times else opening[0] if opening and opening[0].start - floor <= 8 else setting.moment
    tense = tense_of(view[sentence : m.start()], clause, setting.role, setting.calendar, moment)
    date = date_fact(moment, bool(times), False, tense is Tense.FUTURE, setting.calendar)
    begin, stop = _wide(view, floor, begin, stop)
    nearly = any(w in clause for w in cues("nearly"))
    return Draft(
        begin,
        stop,
        None,
        None,
        Decimal(100),
        name,
        Kind.TARGET if tense is Tense.FUTURE else Kind.OUTCOME,
        comparator="~" if nearly else "=",
        unit="%",
        dimension="percent",
        group=group_in(name),
        date=date,
        implied=True,
        section=setting.section,
        rule="coverage in words",
        note=m.group(),
    )


def _wide(view: str, floor: int, begin: int, stop: int) -> tuple[int, int]:
    while begin < stop and view[begin] in " \t、,\n　":
        begin += 1
    if stop - begin < 8:
        begin = max(floor, stop - 8)
    return begin, min(stop, begin + 80)
