"""Whether a statement looks back or ahead."""

from __future__ import annotations

import re
from collections import deque
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from analysis.coding.beginnings import compiled
from analysis.coding.dating import tells_month_span
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.phrases import share_of_plan
from analysis.model import Role

if TYPE_CHECKING:
    from analysis.coding.calendar import Calendar, Moment


class Tense(StrEnum):
    PAST = "past"
    FUTURE = "future"


_FUTURE_ROLES = (Role.GOALS, Role.TASKS, Role.SAFEGUARDS)


def tense_of(
    before: str,
    clause: str,
    role: Role,
    calendar: Calendar,
    moment: Moment | None,
    ahead: bool = False,
    rated: str = "",
) -> Tense:
    """Whether a number looks back or ahead.

    ``before`` is the sentence up to the number, ``ahead`` says that the text around it looks ahead, ``rated`` is the
    word that compares the number with what was planned. That settles it, unless it is aimed at; else a task named as
    such (年度任务); else a date where it lies clearly before or in the plan's time; then the section's role; then cue
    words; then the text around it; then the type of document.
    """
    notice = calendar.doc_type == "standard_notice" and not _intends(before)
    told = calendar.past_only and not cue_pattern("urges").search(before)
    if told or notice or _result(rated, before, role, calendar, moment):
        return Tense.PAST
    if cue_pattern("target_noun").search(clause) or _listed().search(before):
        return Tense.FUTURE  # 全年目标任务为2297人; 应完成两项:…
    if role is Role.REVIEW or role is Role.SITUATION:
        named = cue_pattern("year_at_hand").search(before) is not None
        if _resolves(before, calendar):
            return Tense.FUTURE
        return Tense.FUTURE if moment is not None and _lies_ahead(moment, calendar, named) else Tense.PAST
    of_a_day = cue_pattern("now").match(before) or cue_pattern("as_of").match(before)
    whole = role not in _FUTURE_ROLES or of_a_day is not None
    scope = cue_pattern("from").sub("", before if whole else clause)  # 由目前的600元提高到
    past_cue = cue_pattern("past_of_goals" if role in _FUTURE_ROLES else "past").search(scope)
    if moment is not None and calendar.plan_start is not None:
        under_way = moment.last > calendar.plan_start and role in _FUTURE_ROLES and "以来" not in before
        if moment.last < calendar.plan_start or (moment.span and moment.first < calendar.plan_start and not under_way):
            return Tense.PAST
        if moment.last > calendar.plan_start or calendar.annual:
            by_then = _UNTIL.search(before) and past_cue and past_cue.group().startswith(cues("so_far"))
            return Tense.PAST if past_cue and not (_intends(before) or by_then) else Tense.FUTURE
    if role in _FUTURE_ROLES:
        return Tense.PAST if past_cue and not _intends(before) else Tense.FUTURE
    if _intends(before):
        return Tense.FUTURE
    if past_cue:
        return Tense.PAST
    if (ahead and not tells_month_span(before)) or _UNTIL.search(before):
        return Tense.FUTURE
    if moment is None and _holding().search(before):
        return Tense.PAST
    return Tense.FUTURE if calendar.doc_type in ("plan", "work_priorities", "opinion") else Tense.PAST


def _lies_ahead(moment: Moment, calendar: Calendar, at_hand: bool = False) -> bool:
    """Whether a date lies ahead for certain: at the end of a plan of several years, or after the document's year.

    ``at_hand`` says that the year of the report itself is named (今年), which is given at its beginning.
    """
    if calendar.several_years:
        return calendar.plan_end is not None and moment.last >= calendar.plan_end
    if at_hand and calendar.doc_type == "work_report" and calendar.annual and calendar.review_end is not None:
        return moment.last > calendar.review_end
    return calendar.year is not None and moment.last > calendar.year


def _result(rated: str, before: str, role: Role, calendar: Calendar, moment: Moment | None) -> bool:
    """Whether a share of a plan was done: not 确保完成年度任务的90%, nor 完成 in a chapter of goals or tasks."""
    if not rated or (rated in cues("share_reached") and role in _FUTURE_ROLES):
        return False
    told = share_of_plan().sub("", before)
    later = moment is not None and calendar.year is not None and moment.last > calendar.year
    return not (later or _intends(told) or cue_pattern("aims").search(told))


def _intends(text: str) -> bool:
    """Whether a text holds a word that looks ahead, other than in a name (“明天计划”, 行动计划) or an estimate."""
    text = _QUOTED.sub("", text) if "“" in text else text
    text = cue_pattern("no_outlook").sub("", text)
    return cue_pattern("future").search(text) is not None or _will().search(text) is not None


_QUOTED = re.compile(r"“[^“”]{1,16}”")
# 到2025年; not 提高到2020年的900元
_UNTIL = re.compile(
    r"(?<![年月高加升整降少大增至])到\s?(?:(?:19|20)\d\d\s?年(?!\S{0,2}止)|“?十[一二三四五六七八九]五”?(?:规划)?期?末)"
)


def outlook(text: str) -> bool | None:
    """Whether a document looks ahead behind a text: the last word that tells decides; None where none does.

    >>> outlook("今年将办好十件实事。"), outlook("截至年底，"), outlook("养老服务")
    (True, False, None)
    """
    last = deque(_outlook().finditer(text), maxlen=1)
    return last[0]["ahead"] is not None if last else None


def _resolves(before: str, calendar: Calendar) -> bool:
    """Whether a sentence of a review says outright what is still to be done: 年底前确保…, 我局将新建…, 拟新建….

    What is to be ensured in general (确保困难群众基本生活,全年发放…) needs a time ahead, what is completed by the end
    of the year a report from the middle of it; and what was done is none of it.
    """
    m = _resolve().match(before)
    if m is None or cue_pattern("past").search(before):
        return False
    if m["outright"] is not None or (m["hopes"] is not None and "," not in before[m.end() :]):
        return True
    ahead = m["when"] is not None or _rest_of_year().match(before, m.end()) is not None
    return ahead and (m["completes"] is None or calendar.part_of_year)


@cache
def _resolve() -> re.Pattern[str]:
    item = r"(?:[一二三四五六七八九]是|[(（]?[一二三四五六七八九十\d]{1,2}[)）、.])?"
    who, completes = alternation(cues("ourselves")), alternation(cues("completes"))
    outright = rf"(?:{alternation(cues('outright'))})|{_will().pattern}"
    hopes, ensures = alternation(cues("hopes")), alternation(cues("ensures"))
    return re.compile(
        rf"\s*{item}(?P<when>{_rest_of_year().pattern})?,?(?:{who})*[,都还也]?"
        rf"(?:(?P<outright>{outright})|(?P<hopes>{hopes})|{ensures}|(?P<completes>{completes}))"
    )


@cache
def _rest_of_year() -> re.Pattern[str]:
    return re.compile(rf"(?:到|在)?(?:{alternation(cues('rest_of_year'))})")


def begins_next(text: str, start: int, end: int, calendar: Calendar) -> bool:
    """Whether a text turns to what comes next: 下一步,我们将…; 下半年, in a report of June; 2013年,我们要…, in 2012."""
    if calendar.past_only:
        return False
    if opens_next().match(text, start, end):
        return True
    m = _ahead_of_us().match(text, start, end)
    if m is None:
        return False
    later = m["year"] is not None and calendar.review_end is not None and int(m["year"]) > calendar.review_end
    return later or (m["half"] is not None and calendar.part_of_year) or m["new"] is not None


@cache
def _ahead_of_us() -> re.Pattern[str]:
    when = rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<half>下半年)|(?P<new>{alternation(cues('years_ahead'))}))"
    meant = alternation([*cues("outright"), *cues("hopes"), *cues("future_adverb"), "将", "要"])
    return re.compile(rf"\s*{when},?(?:{alternation(cues('ourselves'))})*(?:{meant})")


@cache
def opens_next() -> re.Pattern[str]:
    """Words with which a text turns to what comes next: 下一步,我们将…."""
    number = r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.]\s?)?"
    return re.compile(rf"\s*{number}(?:{alternation(cues('next_opening'))})(?=[,:，：将我各全县市区要还]|工作中)")


@cache
def _listed() -> re.Pattern[str]:
    """That what follows a colon is to be done: 2022年应完成两项指标:…."""
    return re.compile(rf"(?:{alternation(cues('target_list'))})[^。:,;]{{0,24}}:")


@cache
def _outlook() -> re.Pattern[str]:
    past = alternation([*cues("past"), *cues("as_planned")])
    ahead = rf"(?:{alternation(cues('ahead'))})(?!之一)"
    return compiled(rf"(?P<past>{past})|(?P<ahead>{ahead}|{_will().pattern}|{_UNTIL.pattern})")


@cache
def _holding() -> re.Pattern[str]:
    """A place that has something: 全市有养老机构, 我县现有, 全区共有."""
    return re.compile(rf"[全我本][市县区省旗州盟国](?:现|共|已)?\s?(?:有|{alternation(cues('stock'))})")


@cache
def _will() -> re.Pattern[str]:
    """将 or 要 before a verb of doing (要改造; not 将救助范围拓展到), or before an adverb of intent (将进一步)."""
    adverbs, verbs = alternation(cues("future_adverb")), alternation([*cues("flow"), *cues("link")])
    noun = alternation(cues("taken_up"))
    return compiled(rf"(?:将|(?<![主需重])要)(?:{adverbs})?(?:{verbs})(?!{noun})|将(?:{adverbs})")
