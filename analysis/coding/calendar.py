"""Time expressions, and the date of a number: its own, its sentence's, its paragraph's, or the document's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.coding.beginnings import compiled
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.numerals import DIGITS
from analysis.model import Header, Plan


class Moment(NamedTuple):
    """A time expression in text offsets: a single year (``first == last``) or a span of years."""

    start: int
    end: int
    first: int
    last: int
    span: bool  # a stretch of time (期间, 以来, 累计) rather than a date
    period: bool = False  # the stretch is a plan's period, so that what was before it belongs to the year before

    @property
    def year(self) -> int:
        return self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a document's own dates say: its plan period, and the period or year it looks back on."""

    doc_type: str
    plan_start: int | None
    plan_end: int | None
    review_start: int | None
    review_end: int | None
    year: int | None  # the year 今年 means
    annual: bool
    certain: bool = True  # from the document's title, number or stated period, not from the day of publication alone
    summary: bool = False  # a report on work done (工作总结)

    @property
    def past_only(self) -> bool:
        return self.doc_type == "bulletin"

    @property
    def several_years(self) -> bool:
        """Whether the document is made for, or sums up, a period of several years."""
        return self.plan_start is not None and self.plan_start != self.plan_end


def calendar_of(header: Header) -> Calendar:
    """The calendar of a document from its header; all fields empty where it tells no date.

    The period before a five-year plan is the five years before it. A government work report looks back on the year
    before, a work summary (工作总结) and a bulletin on the year of their title; any other document speaks of its own
    year.
    """
    start, end = header.period_start, header.period_end
    year = _year_written(header)
    if start is not None and end is not None and start < end:
        length = end - start + 1
        if cue_pattern("summary_end").search(header.title[-12:]):
            return Calendar(header.doc_type, end + 1, end + length, start, end, year or end, False, True, True)
        return Calendar(header.doc_type, start, end, start - length, start - 1, year or start, False)
    certain = start is not None or (header.doc_type in _OF_THEIR_OWN_YEAR and _year_numbered(header) is not None)
    year = start if start is not None else year
    if year is None:
        summary = cue_pattern("summary_title").search(header.title) is not None
        return Calendar(header.doc_type, None, None, None, None, None, False, False, summary)
    annual = start is not None and header.period != UNNAMED
    if cue_pattern("summary_title").search(header.title):
        years = [int(y) for y in re.findall(r"(?:19|20)\d\d", header.title)]
        done = years[0] if years else year
        return Calendar(header.doc_type, done + 1, done + 1, done, done, done, annual, certain, True)
    back = 1 if header.doc_type in ("work_report", "work_priorities") else 0
    return Calendar(header.doc_type, year, year, year - back, year - back, year, annual, certain)


_OF_THEIR_OWN_YEAR = ("opinion", "standard_notice")  # an office numbers them in the year that they speak of


def _year_written(header: Header) -> int | None:
    """The year of a document's date, else of its number."""
    written = header.date_written or header.date_published
    return int(written[:4]) if written[:4].isdigit() else _year_numbered(header)


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


def in_force_since(text: str) -> bool:
    """Whether a text names a day from which something holds (从2012年10月1日起)."""
    return _effective().search(text) is not None or cue_pattern("in_force").search(text) is not None


@cache
def _effective() -> re.Pattern[str]:
    return re.compile(r"(?:自|从|于)\s?((?:19|20)\d\d)年\s?\d{1,2}月(?:\s?\d{1,2}日)?\s?(?:起|开始|正式执行|正式实施)")


# a line that is no path through a site (首页 > 专题)
_HEADLINE = re.compile(
    r"(?:^|\n)(?![^\n]{0,80}[>›])[^\n。,;]{0,40}?(?<!\d)((?:19|20)\d\d)(?:年(?!\d{1,2}月\d)|(?=[十为民重]))[^\n。,;]{0,40}(?=\n|$)"
)
_DATELINE = re.compile(r"(?:日期|时间|发布|公开)[^\d\n]{0,12}((?:19|20)\d\d)\s?[-年./]")


# 记者从2012年全市民政工作会议上获悉
_MEETING = re.compile(r"(?<!\d)((?:19|20)\d\d)年度?[^。,;\d\n]{0,16}(?:会议|大会)(?:上|召开|暨|在)")


LONGEST_TITLE = 60
PAYMENT_RULES = "payment_rules"  # rules of an office about payments, which say what is paid (实施办法, 细则)
UNNAMED = "unnamed"  # the period of a document that only its text dates


def dated(header: Header, view: str) -> Header:
    """The header with a period that the text tells where the header has none.

    A plan names its five years in its first words; else the year in a headline (2022年12月救助情况公示), the year from
    which the provisions hold (自2021年1月1日起), or the year of a portal's date line.
    """
    if not header.title:
        first = next((line.strip() for line in view[:300].splitlines() if line.strip()), "")
        header = replace(header, title=first if len(first) <= LONGEST_TITLE else "")
    if header.doc_type == "regulation" and _of_payments().search(header.title):
        header = replace(header, doc_type=PAYMENT_RULES)
    if header.period_start is not None or header.doc_type in ("regulation", PAYMENT_RULES):
        return header
    head = view[:400]
    told = _presented().search(view[:800]) if header.doc_type in ("other", "") else None
    if told:
        period = told[1] or told[2]
        begin, last = _periods()[period]
        return replace(header, doc_type="plan", period=period, period_start=begin, period_end=last)
    plan = _plan_title().search(view[:120]) or _made_for().search(view[:1000])
    if plan:
        period = re.sub(r"\s", "", plan[1])
        begin, last = _periods()[period]
        of_the_period = replace(header, doc_type="plan", period=period, period_start=begin, period_end=last)
        done = cue_pattern("summary_end").search(view, plan.end(), plan.end() + 8)
        return replace(of_the_period, title=view[plan.start() : done.end()].strip()) if done else of_the_period
    reviewed = _chapter_of_review().match(view[:600]) if header.doc_type in ("other", "") else None
    if reviewed and (ahead := _period_after(reviewed[1])):
        return replace(header, doc_type="plan", period=ahead[0], period_start=ahead[1], period_end=ahead[2])
    summary = cue_pattern("summary_text").search(head)
    if summary and not cue_pattern("summary_title").search(header.title):
        own = head.rfind("\n", 0, summary.start()) + 1  # the line of its name tells before a date line does
        named = _NUMBER_OF_YEAR.search(head, own, summary.end()) or _NUMBER_OF_YEAR.search(head)
        header = replace(header, title=summary.group(), doc_type="work_report")
        if named:
            return replace(header, period=UNNAMED, period_start=int(named[0]), period_end=int(named[0]))
    headline = next((m for m in _HEADLINE.finditer(head) if cue_pattern("headline").search(m.group())), None)
    written = _year_written(header)
    new_level = written is None or header.doc_type == "standard_notice" or cue_pattern("new_level").search(view[:1500])
    in_force = _effective().search(view) if new_level else None
    line = _DATELINE.search(head) if not (header.date_written or header.date_published) else None
    if _of_last_year(header, view) and written is not None:
        return replace(header, period=UNNAMED, period_start=written - 1, period_end=written - 1)
    meeting = _MEETING.search(head) if written is None else None
    found = headline or in_force or line or meeting
    year = int(found[1]) if found else _year_reported(view) if written is None else None
    if headline and written is not None and written < int(headline[1]) and header.doc_type in ("other", ""):
        header = replace(header, doc_type="work_priorities")  # of the year before: 2023年民生事项, printed in 2022
    return replace(header, period=UNNAMED, period_start=year, period_end=year) if year else header


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
_YEAR_NAMED = re.compile(r"(?<![到至比较与同])((?:19|20)\d\d)年(?!规划)")


@cache
def _plan_title() -> re.Pattern[str]:
    return re.compile(
        rf"^[^,。;:是\n]{{0,24}}[“\"]?({alternation(_periods_set_apart())})[”\"]?[^,。;\n]{{0,14}}规划(?!收官|开局|实施|目标|纲要|确定)"
    )


@cache
def _chapter_of_review() -> re.Pattern[str]:
    """A plan without its title that begins with its chapter on the period before: 一、发展基础 “十二五”期间,…."""
    chapter = alternation(cues("first_chapter"))
    return re.compile(
        rf"\s*(?:第?一[、章部])[^\n。]{{0,6}}(?:{chapter})[^\n]{{0,12}}\n(?:[^\n。]{{0,30}}\n)?[^。]{{0,20}}“({alternation(_periods())})”(?:期间|时期|以来)"
    )


def _period_after(name: str) -> tuple[str, int, int] | None:
    """The period that follows another, with its years."""
    end = _periods()[name][1]
    return next(((after, first, last) for after, (first, last) in _periods().items() if first == end + 1), None)


def _periods_set_apart() -> list[str]:
    """The names of the periods, and the same with blanks between their characters (十 三 五)."""
    return [name for period in _periods() for name in (period, " ".join(period))]


@cache
def _presented() -> re.Pattern[str]:
    """The sentence in which a press report presents a plan, or one in the making: 出台的《…“十三五”…规划》提出."""
    period = rf"[“\"]?({alternation(_periods())})[”\"]?"
    named = rf"《[^《》\n]{{0,30}}{period}[^《》\n]{{0,30}}规划[^《》\n]{{0,12}}》"
    made = rf"编制[^。《》\n]{{0,16}}{period}[^。《》\n]{{0,16}}规划"
    return re.compile(rf"{named}[^。\n]{{0,30}}(?:{alternation(cues('presents'))})|{made}")


@cache
def _made_for() -> re.Pattern[str]:
    """The sentence in which a plan says which period it is made for: 为推动“十四五”时期…，制定本规划."""
    named = rf"[“\"]?({alternation(_periods())})[”\"]?时?期"
    return re.compile(rf"(?:^|[\n。])\s*[^《》。\n]{{0,12}}{named}[^。\n]*[制编]定本规划")


@cache
def _periods() -> dict[str, tuple[int, int]]:
    return {r["name"]: (int(r["start"]), int(r["end"])) for r in read_table("periods")}


@cache
def _pattern() -> re.Pattern[str]:
    year = r"(?:(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})"
    classes = (
        "this_year",
        "same_year",
        "year_after_next",
        "last_year",
        "reported_year",
        "next_year",
        "next_years",
        "past_years",
        "two_years",
    )
    relative = alternation(w for c in classes for w in cues(c))
    return compiled(
        rf"(?P<base>比|较于?|与|同|相对于?|对比)?\s?(?:"
        rf"(?P<y1>{year})\s?年?\s?(?:-{{1,2}}|—{{1,2}}|~|―|至|到)\s?(?P<y2>{year})\s?年?(?:期间|间)?"
        rf"|(?P<fused1>{year})(?P<fused2>{year})年"
        rf"|[“\"]?(?P<plan>{alternation(_periods())})[”\"]?(?:[(](?:{year})年?(?:至|-{{1,2}}|—{{1,2}}|~)(?:{year})年?[)])?(?P<when>期间|时期|以来|期末|末期|末|底|初期|初|收官|五年|前\w年|后\w年|(?=,|累计|年均|共))(?:[(](?:{year})年?[)])?"
        rf"|(?P<year>{year})\s?年(?:\s?(?:\d{{1,2}}|元)\s?月)?(?:\s?\d{{1,2}}\s?日)?(?:年?[底末初中]前?|年末|前|上半年|下半年|度)?(?:起(?!至今))?(?P<since>以来|至今|起至今)?"
        rf"(?P<begun>(?=[^,。;:、\d]{{2,40}}以来,))?"
        rf"|(?<![\d.])(?P<short>0\d)年(?![\d])"
        rf"|(?P<relative>{relative})(?P<lasting>以来)?"
        rf"|(?<![\d一二三四五六七八九十第前后近过去这])(?P<years>[一二两三四五六]|[1-6])年(?:时间|内)"
        rf")"
    )


_OF_A_BASE = re.compile(r"的\s?\d+(?:\.\d+)?\s?倍")  # 是2016年的1.6倍
_CITED_PLAN = re.compile(r"《[^《》\n]{0,80}(?:规划|纲要)[^《》\n]{0,20}》")


def moments(view: str, start: int, end: int, calendar: Calendar) -> list[Moment]:
    """Time expressions of ``view[start:end]`` in order, without bases (比上年) and titles of cited plans."""
    found = []
    cited = view.find("《", start, end) >= 0
    titles = [m.span() for m in _CITED_PLAN.finditer(view, start, end)] if cited else ()
    for m in _pattern().finditer(view, start, end):
        if m["base"] or any(a < m.start() < b for a, b in titles) or _OF_A_BASE.match(view, m.end(), end):
            continue
        moment = _moment(m, calendar)
        if moment is not None:
            found.append(moment)
    return found


_SPELT = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def year_number(written: str) -> int:
    """A year in digits or spelt out.

    >>> year_number("2005"), year_number("二○○五")
    (2005, 2005)
    """
    return int(written.translate(_SPELT))


def _moment(m: re.Match[str], calendar: Calendar) -> Moment | None:
    if m["y1"]:
        first, last = year_number(m["y1"]), year_number(m["y2"])
        return Moment(m.start(), m.end(), first, last, True) if first <= last else None
    if m["fused1"]:
        return Moment(m.start(), m.end(), year_number(m["fused1"]), year_number(m["fused2"]), True)
    if m["plan"]:
        first, last = _periods()[m["plan"]]
        when = m["when"] or ""
        if when in ("末", "期末", "末期", "底", "收官"):
            return Moment(m.start(), m.end(), last, last, False)
        if when in ("初", "初期"):
            return Moment(m.start(), m.end(), first, first, False)
        return Moment(m.start(), m.end(), first, last, True, period=True)
    if m["year"]:
        year = year_number(m["year"])
        if m["since"] or m["begun"] is not None:  # 2023年服务项目启动以来,
            review = calendar.review_end
            until = review if review and review >= year else calendar.year
            return Moment(m.start(), m.end(), year, max(year, until or year), True)
        return Moment(m.start(), m.end(), year, year, False)
    if m["years"]:
        begin = calendar.plan_start or calendar.year
        length = int(m["years"]) if m["years"].isdigit() else DIGITS[m["years"]]
        return Moment(m.start(), m.end(), begin, begin + length - 1, True) if begin else None
    if m["short"]:
        return Moment(m.start(), m.end(), 2000 + int(m["short"]), 2000 + int(m["short"]), False)
    return _relative(m, calendar)


def _relative(m: re.Match[str], calendar: Calendar) -> Moment | None:
    word, year = m["relative"], calendar.year
    if year is None:
        return None
    if m["lasting"] and word in cues("last_year"):
        return Moment(m.start(), m.end(), year - 1, year, True)
    if word in cues("same_year"):  # 当年 is this year only where the document speaks of one
        return None if calendar.several_years else Moment(m.start(), m.end(), year, year, False)
    if word in cues("this_year"):
        return Moment(m.start(), m.end(), year, year, False)
    if word in cues("reported_year") and calendar.review_end is not None:
        return Moment(m.start(), m.end(), calendar.review_end, calendar.review_end, False)
    if word in cues("last_year"):
        return Moment(m.start(), m.end(), year - 1, year - 1, False)
    if word in cues("next_year"):
        return Moment(m.start(), m.end(), year + 1, year + 1, False)
    if word in cues("year_after_next"):
        return Moment(m.start(), m.end(), year + 2, year + 2, False)
    if word in cues("two_years"):
        return Moment(m.start(), m.end(), year, year + 1, True)
    if word in cues("next_years"):
        return Moment(m.start(), m.end(), year, year + 4, True)
    if calendar.several_years and calendar.review_start and calendar.review_end:
        return Moment(m.start(), m.end(), calendar.review_start, calendar.review_end, True, period=True)
    return Moment(m.start(), m.end(), year - 5, year - 1, True, period=True)


@dataclass(frozen=True, slots=True)
class Date:
    """The date of a fact: a year, or a period, or neither."""

    year: int | None = None
    period_start: int | None = None
    period_end: int | None = None
    inferred: bool = False


UNDATED = Date()


def date_fact(moment: Moment | None, stated: bool, flow: bool, future: bool, calendar: Calendar) -> Date:
    """The date of a number.

    ``moment`` is the time expression that governs it (``stated`` when it stands in the number's own sentence),
    ``flow`` tells a quantity that accrues over a span (built, spent, served) from one that holds at a date.
    """
    if moment is not None:
        if not moment.span:
            return Date(moment.year, inferred=not stated)
        if flow:
            return Date(None, moment.first, moment.last, inferred=not stated)
        return Date(moment.last, inferred=True)
    if future:
        return Date(calendar.plan_end, inferred=True) if calendar.plan_end else Date()
    if calendar.review_end is None:
        return Date()
    if flow and calendar.review_start != calendar.review_end:
        return Date(None, calendar.review_start, calendar.review_end, inferred=True)
    return Date(calendar.review_end, inferred=True)
