"""Paragraphs → drafts, sentence by sentence: what a sentence leaves behind for the next one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from analysis.coding.calendar import Calendar, Moment, moments
from analysis.coding.drafts import Draft
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues
from analysis.coding.phrases import starts_with_verb, strip_leading, without_change
from analysis.coding.prose import Sentence
from analysis.coding.quantities import Quantity
from analysis.coding.setting import Setting, Topic
from analysis.coding.tense import begins_next, outlook
from analysis.model import Role

LONGEST_ATTRIBUTION = 16  # 《规划》提出,全市到2025年…
LONG_AGO = 6  # years; what a report tells of them is history, and no date for what follows
LONGEST_LEAD = 24  # a phrase that acts as a heading, before the paragraph's first sentence


def code_paragraph(
    view: str, parts: Sequence[tuple[int, int]], quantities: Sequence[Quantity], setting: Setting, topic: str = ""
) -> Iterator[Draft]:
    """Drafts of one paragraph, sentence by sentence (``parts``); every quantity yields at least one.

    ``topic`` is what the paragraph is about, where it stands beside a label.
    """
    opening: Moment | None = None
    ahead = setting.ahead
    at, leads = 0, False
    base: int | None = None
    rates: dict[str, str] = {}
    headed = cue_pattern("scheme").findall(setting.section)
    schemes = list(cue_pattern("scheme").finditer(view, parts[0][0], parts[-1][1])) if parts else []
    silent = ""  # the sentence before, where that has no number
    for number, (begin, stop) in enumerate(parts):
        if at == len(quantities):
            return
        upto = at
        while upto < len(quantities) and quantities[upto].start < stop:
            upto += 1
        mine = quantities[at:upto]
        at = upto
        times = _of_the_review(view, moments(view, begin, stop, setting.calendar), setting)
        if _turns_ahead(view, begin, stop, times, setting.calendar):
            setting, ahead = replace(setting, role=Role.TASKS, moment=times[0] if times else None), True
            opening = None
        elif times and _opens(view, begin, times, number == 0 or leads, setting.calendar):
            opening = times[0]
        leads = number == 0 and not mine and stop - begin <= LONGEST_LEAD
        if leads and _names_project(strip_leading(view[begin:stop]).rstrip("。")):
            topic = strip_leading(view[begin:stop]).rstrip("。")
        if not mine and (label := _ITEM_LABEL.fullmatch(view, begin, stop)):
            topic = label["what"]
        if mine:
            around = setting if ahead == setting.ahead else replace(setting, ahead=ahead)
            sentence = Sentence(view, begin, stop, mine, times, opening or setting.moment, around, topic)
            leans = silent and cue_pattern("respectively").match(view, begin)
            if leans:  # 提高了各类补助标准。分别由180元提高到200元
                sentence.topic = Topic(phrase=_named_last(silent), heard=(_named_last(silent),))
            sentence.topic.base, sentence.topic.rates = base, rates
            for draft in sentence.drafts():
                draft.scheme = _scheme_before(schemes, draft.number_start or stop) or "".join(headed[:1])
                yield draft
            topic, base = ("" if leans else sentence.topic.phrase) or topic, sentence.topic.base
        silent = "" if mine else view[begin:stop]
        told = outlook(view[begin:stop])
        ahead = ahead if told is None else told


# what an item inside a paragraph is about: …。三是临时救助。全年发放救助金398.4万元
_ITEM_LABEL = re.compile(
    r"\s*(?:[一二三四五六七八九十]是|\([一二三四五六七八九十]\)|\d{1,2}[.、])(?P<what>[一-鿿]{2,10})。"
)


def _scheme_before(schemes: Sequence[re.Match[str]], at: int) -> str:
    """The scheme that was named last before a place, both where two are named together (五保和孤儿)."""
    named = bisect_right(schemes, at, key=re.Match.end)
    before = schemes[max(0, named - 2) : named]
    together = len(before) > 1 and before[1].start() - before[0].end() <= 1 and before[0].group() != before[1].group()
    return "".join(m.group() for m in (before if together else before[-1:]))


def _names_project(lead: str) -> bool:
    """Whether a phrase that acts as a heading names what is done or built: 改造敬老院。县社会福利中心。"""
    named = cue_pattern("premises").search(lead[-2:]) or cue_at_end("project_noun").search(lead)
    return starts_with_verb(lead) or named is not None


def _of_the_review(view: str, times: list[Moment], setting: Setting) -> list[Moment]:
    """The times of a sentence as the heading above means them.

    当年 and 五年内 in a report's review are the year, and the years, it looks back on; 今年 in the plan for the next
    year is that year.
    """
    done, headed = setting.calendar.review_end, setting.moment
    if headed is not None and not headed.span and headed.last == (setting.calendar.year or 0) + 1:
        year, words = headed.last, cues("this_year")  # 今年底前 under 2025年工作计划, in a summary of 2024
        return [t._replace(first=year, last=year) if view.startswith(words, t.start) else t for t in times]
    if setting.role is not Role.REVIEW or done is None:
        return times
    times = [_before(t, done) if _WITHIN_YEARS.search(view, t.start, t.end) else t for t in times]
    if setting.calendar.several_years:
        return times
    return [t._replace(first=done, last=done) if view[t.start : t.end] in cues("same_year") else t for t in times]


# a number of years, which lie ahead unless a review tells of them: 标准五年内提高了三次
_WITHIN_YEARS = re.compile(r"^[一二两三四五六1-6]年(?:时间|内)$")


def _before(years: Moment, end: int) -> Moment:
    """As many years, up to the last that a review looks back on."""
    return years._replace(first=end - (years.last - years.first), last=end)


def _named_last(sentence: str) -> str:
    """What a sentence names last, without the verb of change before it: 提高了对东、中、西部的补助标准."""
    return without_change(re.split("[,;:]", sentence.rstrip("。!? "))[-1])


def _turns_ahead(view: str, begin: int, stop: int, times: Sequence[Moment], calendar: Calendar) -> bool:
    """Whether what is planned begins: with 下一步,… or a heading inside a paragraph (…。二、2019年工作计划。…)."""
    if begins_next(view, begin, stop, calendar):
        return True
    heading = _inline_heading().match(view, begin, stop) if calendar.annual else None
    if heading is None:
        return False
    later = bool(times) and times[0].start < heading.end() and times[0].last > (calendar.review_end or 0)
    return later or cue_pattern("next_heading").search(heading.group()) is not None


@cache
def _inline_heading() -> re.Pattern[str]:
    """A heading of what is planned that opens a sentence inside a paragraph: 七、2012年工作思路。"""
    numeral = "[一二三四五六七八九十]{1,3}"
    return re.compile(
        rf"\s*{numeral}、[^。,;:\n]{{0,12}}(?:{alternation(cues('plan_heading'))})(?=。|[(]一[)]|{numeral}是)"
    )


_YEAR_END = re.compile("年[底末]")


def _opens(view: str, begin: int, times: Sequence[Moment], first: bool, calendar: Calendar) -> bool:
    """Whether a sentence opens with a time that holds for the sentences behind it, too.

    That of a paragraph's first sentence does, unless a plan tells several years there, a span (“十三五”期间), and the
    date of the plan's goals (到2020年).
    """
    moment, several = times[0], len({t.year for t in times if not t.span}) > 1
    lead = moment.start - begin
    if not moment.span and calendar.review_end is not None and moment.last < calendar.review_end - LONG_AGO:
        return False  # 我市于1999年步入老龄化社会。全市现有…
    since = view.startswith("起", moment.end - 1)
    deadline = view.startswith("前", moment.end - 1) and calendar.several_years
    if deadline and calendar.plan_end is not None and moment.last < calendar.plan_end:
        return False  # 2023年底前,新建福利院1所。培训护理员500人次, in a plan up to 2025
    if view[max(begin, moment.start - 1) : moment.start] in cues("from") and not (moment.span or since):
        return False  # the date of a level before a change
    to_goal = view[max(begin, moment.start - 2) : moment.start].endswith(tuple(cues("up_to")))
    if view[moment.start : moment.end] in cues("two_years"):
        return False
    if first and calendar.several_years and several:
        return False  # 2022年建成保护中心,覆盖率2024年达到100%。新建公墓22处。
    if first:
        return lead <= (LONGEST_ATTRIBUTION if to_goal else 8)
    if lead <= 2 and _YEAR_END.search(view, moment.start, moment.end) and calendar.doc_type == "opinion":
        return calendar.year is not None and moment.year < calendar.year  # 2013年底,老年人口…。全省共有…
    if moment.span or view[moment.start : moment.end] in cues("this_year"):
        return lead <= 2  # 去年底有床位300张。今年要新建…
    return lead <= 6 and to_goal and calendar.plan_end in (None, calendar.year, moment.year)
