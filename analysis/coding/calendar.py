"""Time expressions, and the date of a number: its own, its sentence's, its paragraph's, or the document's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.coding.beginnings import compiled
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.numerals import DIGITS


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


PAYMENT_RULES = "payment_rules"  # rules of an office about payments, which say what is paid (实施办法, 细则)


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
    part_of_year: bool = False  # of some months of its year, as its title says (上半年)

    @property
    def past_only(self) -> bool:
        return self.doc_type == "bulletin"

    @property
    def several_years(self) -> bool:
        """Whether the document is made for, or sums up, a period of several years."""
        return self.plan_start is not None and self.plan_start != self.plan_end


def in_force_since(text: str) -> bool:
    """Whether a text names a day from which something holds (从2012年10月1日起)."""
    return effective().search(text) is not None or cue_pattern("in_force").search(text) is not None


@cache
def effective() -> re.Pattern[str]:
    """The day from which something holds: 自2014年7月1日起."""
    begins = alternation(cues("takes_effect"))
    return re.compile(rf"(?:自|从|于)\s?((?:19|20)\d\d)年\s?\d{{1,2}}月(?:\s?\d{{1,2}}日)?\s?(?:{begins})")


@cache
def periods() -> dict[str, tuple[int, int]]:
    return {r["name"]: (int(r["start"]), int(r["end"])) for r in read_table("periods")}


@cache
def _pattern() -> re.Pattern[str]:
    year = r"(?:(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})"
    month = r"(?:\s?(?<=年)\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?"
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
        rf"(?P<base>(?<![占对])比|较于?|与|同|相对于?|次于)?\s?(?:"
        rf"(?P<y1>{year})\s?年?{month}\s?(?:-{{1,2}}|—{{1,2}}|~|―|至|到)\s?(?P<y2>{year})\s?年?{month}(?:期间|间)?"
        rf"|(?P<fused1>{year})(?P<fused2>{year})年"
        rf"|[“\"]?(?P<plan>{alternation(periods())})[”\"]?(?:[(](?:{year})年?(?:至|-{{1,2}}|—{{1,2}}|~)(?:{year})年?[)])?(?P<when>期间|时期|以来|期末|末期|末|底|初期|初|收官|五年|前\w年|后\w年|(?=,|累计|年均|共))(?:[(](?:{year})年?[)])?"
        rf"|(?P<year>{year})\s?年(?:\s?(?:\d{{1,2}}|元)\s?月)?(?:\s?\d{{1,2}}\s?日)?(?:年?[底末初中]前?|年末|前|上半年|下半年|度)?(?:起(?!至今))?(?P<since>以来|至今|起至今|[开起]?始(?=[,,]))?"
        rf"(?P<begun>(?=[^,。;:、\d]{{2,40}}以来,))?"
        rf"|(?<![\d.])(?P<short>0\d)年(?![\d])"
        rf"|(?P<relative>{relative})(?P<lasting>以来)?"
        rf"|(?<![\d一二三四五六七八九十第前后近过去这])(?P<years>[一二两三四五六]|[1-6])年(?:时间|内)"
        rf"|(?:近|最近|过去)?(?P<past>[两二三四六七八九]|[2-46-9])年(?:以?来|间(?=,))|近(?P<late>[两二三四]|[2-4])年(?=[,全累共我]|市|县|区)"
        rf")"
    )


# 是2016年的1.6倍; 与“十二五”期末相比; 在2020年的基础上翻一番
_OF_A_BASE = re.compile(r"的\s?\d+(?:\.\d+)?\s?倍|\s?相比|的?\s?基础上(?![,、])")


@cache
def _of_the_entitled() -> re.Pattern[str]:
    """A date behind which somebody became one of those paid: 对1954年11月1日 后入伍的退役士兵."""
    since, became = alternation(cues("entitled_since")), alternation(cues("became_entitled"))
    return re.compile(rf"(?:(?:{since})[^,;。\d]{{0,8}}?|(?<=[日前后]))(?:{became})[^,;。]{{0,6}}?的")


_CITED_PLAN = re.compile(r"《[^《》\n]{0,80}(?:规划|纲要)[^《》\n]{0,20}》")


def moments(view: str, start: int, end: int, calendar: Calendar) -> list[Moment]:
    """Time expressions of ``view[start:end]`` in order, without bases (比上年) and titles of cited plans."""
    found = []
    cited = view.find("《", start, end) >= 0
    titles = [m.span() for m in _CITED_PLAN.finditer(view, start, end)] if cited else ()
    for m in _pattern().finditer(view, start, end):
        if m["base"] or any(a < m.start() < b for a, b in titles) or _OF_A_BASE.match(view, m.end(), end):
            continue
        if _of_the_entitled().match(view, m.end(), end):
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
        several = first < last or "月" not in m.group()  # 2016年1月至2016年10月 is one year
        return Moment(m.start(), m.end(), first, last, several) if first <= last else None
    if m["fused1"]:
        return Moment(m.start(), m.end(), year_number(m["fused1"]), year_number(m["fused2"]), True)
    if m["plan"]:
        first, last = periods()[m["plan"]]
        when = m["when"] or ""
        if when in ("末", "期末", "末期", "底", "收官"):
            return Moment(m.start(), m.end(), last, last, False)
        if when in ("初", "初期"):
            return Moment(m.start(), m.end(), first, first, False)
        until = calendar.review_end or calendar.year
        if when == "以来" and until and first <= until < last:
            last = until  # “十四五”以来, in a report of 2023
        return Moment(m.start(), m.end(), first, last, True, period=True)
    if m["year"]:
        year = year_number(m["year"])
        review = calendar.review_end
        begun = m["since"] is not None and m["since"].endswith("始")  # 2001年始,低保人数由60人增加到300人
        if m["begun"] is not None or (m["since"] and (not begun or (review or 0) > year)):  # 2023年服务项目启动以来,
            until = review if review and review >= year else calendar.year
            if until is None:
                return None  # 2012年至今, in a text that tells no date of its own
            return Moment(m.start(), m.end(), year, max(year, until), True)
        return Moment(m.start(), m.end(), year, year, False)
    if m["years"]:
        begin = calendar.plan_start or calendar.year
        length = int(m["years"]) if m["years"].isdigit() else DIGITS[m["years"]]
        return Moment(m.start(), m.end(), begin, begin + length - 1, True) if begin else None
    if number := m["past"] or m["late"]:
        length, end = int(number) if number.isdigit() else DIGITS[number], calendar.review_end or calendar.year
        return Moment(m.start(), m.end(), end - length + 1, end, True, period=True) if end else None
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
        return Moment(m.start(), m.end(), year, year + 4, True, period=True)
    if calendar.several_years and calendar.review_start and calendar.review_end:
        return Moment(m.start(), m.end(), calendar.review_start, calendar.review_end, True, period=True)
    end = calendar.review_end if calendar.doc_type in ("work_report", "bulletin") else None
    return Moment(m.start(), m.end(), (end or year - 1) - 4, end or year - 1, True, period=True)


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
