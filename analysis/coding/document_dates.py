"""What dates a document: its header, its headline, the first sentences of its text, and the years that it names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from analysis.coding.calendar import PAYMENT_RULES, Calendar, effective, periods
from analysis.coding.dating import tells_months
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.model import Header, Plan


def calendar_of(header: Header) -> Calendar:
    """The calendar of a document from its header, and whether its title names but some months (see ``_of_header``)."""
    return replace(_of_header(header), part_of_year=bool(tells_months(header.title)))


def _of_header(header: Header) -> Calendar:
    """The calendar of a document from its header; all fields empty where it tells no date.

    The period before a five-year plan is the five years before it. A government work report looks back on the year
    before, and on its own where it was given later than in spring; a work summary (工作总结) and a bulletin on the year
    of their title; any other document speaks of its own year.
    """
    start, end = header.period_start, header.period_end
    year = _year_written(header)
    if start is not None and end is not None and start < end:
        length = end - start + 1
        over = year is not None and year > end and header.doc_type != "plan"  # “十三五”时期…情况的通报, of 2021
        if over or cue_pattern("summary_end").search(header.title[-12:]):
            return Calendar(header.doc_type, end + 1, end + length, start, end, year or end, False, True, True)
        return Calendar(header.doc_type, start, end, start - length, start - 1, year or start, False)
    certain = start is not None or (header.doc_type in _OF_THEIR_OWN_YEAR and _year_numbered(header) is not None)
    year = start if start is not None else year
    if year is None:
        summary = cue_pattern("summary_title").search(header.title) is not None
        return Calendar(header.doc_type, None, None, None, None, None, False, False, summary)
    annual = start is not None and header.period != UNNAMED
    if cue_pattern("summary_title").search(header.title):
        years = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", header.title)]
        done = years[0] if years else year
        planned = done if tells_months(header.title) else done + 1  # 上半年工作总结及下半年工作计划
        return Calendar(header.doc_type, planned, planned, done, done, done, annual, certain, True)
    late = _month_written(header) if header.doc_type == "work_report" and str(year) not in header.title else 0
    if late >= LATE_IN_YEAR and year == _year_written(header):  # 2021年10月27日在…常委会第四十次会议上
        ahead = year + 1 if late == LAST_MONTH else year
        return Calendar(header.doc_type, ahead, ahead, year, year, year, annual, certain)
    back = 1 if header.doc_type in ("work_report", "work_priorities") else 0
    return Calendar(header.doc_type, year, year, year - back, year - back, year, annual, certain)


_OF_THEIR_OWN_YEAR = ("opinion", "standard_notice")  # an office numbers them in the year that they speak of


def _year_written(header: Header) -> int | None:
    """The year of a document's date, else of its number."""
    written = header.date_written or header.date_published
    return int(written[:4]) if written[:4].isdigit() else _year_numbered(header)


LATE_IN_YEAR, LAST_MONTH = 5, 12  # from May on a report tells of its own year, in December it plans the next one


def _month_written(header: Header) -> int:
    """The month of a document's date; 0 where it tells none."""
    month = (header.date_written or header.date_published)[5:7]
    return int(month) if month.isdigit() else 0


def _year_numbered(header: Header) -> int | None:
    """The year in a document's number."""
    number = re.search(r"〔((?:19|20)\d\d)〕", header.doc_number)
    return int(number[1]) if number else None


_IN_DECEMBER = re.compile(r"(?:^|[\n。])\s*(?:本报讯[^\n。]{0,20})?12月\d{1,2}日")


def _of_last_year(header: Header, view: str) -> bool:
    """Whether a press report printed in January tells of December: its 今年 is the year before."""
    printed = header.date_written or header.date_published
    return printed[5:7] == "01" and header.doc_type in ("other", "") and _IN_DECEMBER.search(view[:800]) is not None


def calendars_of(plan: Plan) -> tuple[tuple[int, Calendar], ...]:
    """The calendars of a plan, each with the text offset from which it holds: one for each document the file joins."""
    view = plan.reading.view
    if not plan.parts:
        return ((0, calendar_of(dated(plan.header, view))),)
    return tuple((part.start, calendar_of(dated(part.header, view[part.start : part.end]))) for part in plan.parts)


# a line that is no path through a site (首页 > 专题)
_HEADLINE = re.compile(
    r"(?:^|\n)(?![^\n]{0,80}[>›])[^\n。,;]{0,40}?(?<!\d)((?:19|20)\d\d)(?:年(?!\d{1,2}月\d)|(?=[十为民重]))[^\n。,;]{0,40}(?=\n|$)"
)


@cache
def _dateline() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('dateline'))})[^\d\n]{{0,12}}((?:19|20)\d\d)\s?[-年./]")


@cache
def _meeting() -> re.Pattern[str]:
    """The year that a meeting is named by: 记者从2012年全市民政工作会议上获悉."""
    held = rf"(?:{alternation(cues('meeting'))})(?:{alternation(cues('is_held'))})"
    return re.compile(rf"(?<!\d)((?:19|20)\d\d)年度?[^。,;\d\n]{{0,16}}{held}")


LONGEST_TITLE = 60
LONGEST_CHAPTER = 3000
UNNAMED = "unnamed"  # the period of a document that only its text dates


def dated(header: Header, view: str) -> Header:
    """The header with a period that the text tells where the header has none.

    A plan names its five years in its first words; else the year in a headline (2022年12月救助情况公示), the year from
    which the provisions hold (自2021年1月1日起), that of a portal's date line, or of the meeting that is reported.
    """
    if not header.title:
        first = next((line.strip() for line in view[:300].splitlines() if line.strip()), "")
        header = replace(header, title=first if len(first) <= LONGEST_TITLE else "")
    if header.doc_type == "regulation" and _of_payments().search(header.title):
        header = replace(header, doc_type=PAYMENT_RULES)
    if header.period_start is not None or header.doc_type in ("regulation", PAYMENT_RULES):
        return header
    return _of_a_period(header, view) or _of_a_year(header, view)


def _of_a_period(header: Header, view: str) -> Header | None:
    """The header of a plan, or of the report on one, whose first words name its five years; None for others."""
    unknown = header.doc_type in ("other", "")
    if unknown and (told := _presented().search(view[:800])):
        return _planned(header, told[1] or told[2])
    if unknown and (past := _looks_back().search(header.title)):
        first, last = periods()[past[1]]
        return replace(header, period=past[1], period_start=first, period_end=last)
    plan = _plan_title().search(view[:120]) or _made_for().search(view[:1000])
    if plan:
        of_the_period = _planned(header, re.sub(r"\s", "", next(filter(None, plan.groups()))))
        done = cue_pattern("summary_end").search(view, plan.end(), plan.end() + 8)
        return replace(of_the_period, title=view[plan.start() : done.end()].strip()) if done else of_the_period
    reviewed = _chapter_of_review().match(view[:600]) if unknown else None
    own = reviewed is not None and f"到{periods()[reviewed[1]][1]}年" in view[:LONGEST_CHAPTER]  # it plans that period
    following = _period_after(reviewed[1]) if reviewed and not own else ""
    return _planned(header, following) if following else None


@cache
def _looks_back() -> re.Pattern[str]:
    """The title of a press report, or a speech, on what a period brought: “十三五”民政事业发展成就新闻发布会."""
    return re.compile(rf"[“\"]?({alternation(periods())})[”\"]?.*(?:{alternation(cues('summary_end'))})")


def _planned(header: Header, period: str) -> Header:
    first, last = periods()[period]
    return replace(header, doc_type="plan", period=period, period_start=first, period_end=last)


def _of_a_year(header: Header, view: str) -> Header:
    """The header with the one year that a document speaks of; as it is where the text tells none."""
    head, written = view[:400], _year_written(header)
    summary = cue_pattern("summary_text").search(head) or _summary_of_year().search(head)
    if summary and not cue_pattern("summary_title").search(header.title):
        own = head.rfind("\n", 0, summary.start()) + 1  # the line of its name tells before a date line does
        named = _NUMBER_OF_YEAR.search(head, own, summary.end()) or _NUMBER_OF_YEAR.search(head)
        header = replace(header, title=summary.group(), doc_type="work_report")
        if named:
            return _spoken_of(header, int(named[0]))
    if written is not None and _of_last_year(header, view):
        return _spoken_of(header, written - 1)
    headline = next((m for m in _HEADLINE.finditer(head) if cue_pattern("headline").search(m.group())), None)
    ahead = headline is not None and cue_pattern("headline_ahead").search(headline.group()) is not None
    if headline and ahead and written is not None and written < int(headline[1]) and header.doc_type in ("other", ""):
        header = replace(header, doc_type="work_priorities")  # of the year before: 2023年民生事项, printed in 2022
    new_level = written is None or header.doc_type == "standard_notice" or cue_pattern("new_level").search(view[:1500])
    in_force = effective().search(view) if new_level else None
    if in_force and written and int(in_force[1]) < written and header.doc_type in ("other", ""):
        in_force = None  # what holds since last year does not date the page
    line = _dateline().search(head) if not (header.date_written or header.date_published) else None
    meeting = _meeting().search(head) if written is None else None
    found = headline or in_force or line or meeting
    year = int(found[1]) if found else _year_reported(view) if written is None else None
    return _spoken_of(header, year) if year else header


@cache
def _summary_of_year() -> re.Pattern[str]:
    return re.compile(rf"(?:19|20)\d\d年[^\n。,;:]{{0,16}}(?:{alternation(cues('summary_of_year'))})(?!会)")


def _spoken_of(header: Header, year: int) -> Header:
    return replace(header, period=UNNAMED, period_start=year, period_end=year)


@cache
def _of_payments() -> re.Pattern[str]:
    """The title of an office's rules about payments: 高龄津贴发放办法; laws (条例) are none."""
    paid = alternation([*cues("payment"), *cues("paid_for")])
    return re.compile(rf"(?:{paid}).*(?:{alternation(cues('payment_rules'))})")


def _year_reported(view: str) -> int | None:
    """The one year that a text names, else the last where it tells how things changed over a year (比上年增长)."""
    years = [int(m[1]) for m in _YEAR_NAMED.finditer(_NAMED_TITLE.sub("", view))]
    if len(set(years)) == 1:
        return years[0]
    return max(years, default=None) if cue_pattern("over_last_year").search(view) else None


_NUMBER_OF_YEAR = re.compile(r"(?<!\d)(?:19[5-9]|20[0-4])\d(?=\s?[年./-])")
_NAMED_TITLE = re.compile(r"《[^《》\n]{0,80}》")
_YEAR_NAMED = re.compile(r"(?<![到至比较与同])((?:19|20)\d\d)年(?!规划|\s?[到至~—-])")


@cache
def _plan_title() -> re.Pattern[str]:
    return re.compile(
        rf"^[^,。;:是\n]{{0,24}}[“\"]?({alternation(_periods_set_apart())})[”\"]?[^,。;\n]{{0,14}}规划(?!收官|开局|实施|目标|纲要|确定)"
    )


@cache
def _chapter_of_review() -> re.Pattern[str]:
    """A plan without its title that begins with its chapter on the period before: 一、发展基础 “十二五”期间,…."""
    chapter, period = alternation(cues("first_chapter")), alternation(periods())
    heads = rf"(?:[^\n。]{{0,20}}\n)?[^\n。]{{0,10}}(?:{chapter})[^\n。]{{0,8}}\n"
    return re.compile(rf"\s*{heads}[^。\n]{{0,20}}“({period})”(?:期间|时期(?!,?(?:是|将|要|面临))|以来)")


def _period_after(name: str) -> str:
    """The period that follows another; empty where none is known."""
    end = periods()[name][1]
    return next((after for after, (first, _) in periods().items() if first == end + 1), "")


def _periods_set_apart() -> list[str]:
    """The names of the periods, and the same with blanks between their characters (十 三 五)."""
    return [name for period in periods() for name in (period, " ".join(period))]


@cache
def _presented() -> re.Pattern[str]:
    """The sentence in which a press report presents a plan, or one in the making: 出台的《…“十三五”…规划》提出."""
    period = rf"[“\"]?({alternation(periods())})[”\"]?"
    named = rf"《[^《》\n]{{0,30}}{period}[^《》\n]{{0,30}}规划[^《》\n]{{0,12}}》"
    made = rf"编制[^。《》\n]{{0,16}}{period}[^。《》\n]{{0,16}}规划"
    return re.compile(rf"{named}[^。\n]{{0,30}}(?:{alternation(cues('presents'))})|{made}")


@cache
def _made_for() -> re.Pattern[str]:
    """The sentence in which a plan says which period it is made for: 为推动“十四五”时期…，制定本规划."""
    named = rf"(?:[“\"]?({alternation(periods())})[”\"]?时?期|“({alternation(periods())})”(?!规划|期间|成果|以来))"
    return re.compile(rf"(?:^|[\n。])\s*[^《》。\n]{{0,12}}{named}[^。\n]*[制编]定本规划")
