"""Dates and plan periods as document headers write them."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from functools import cache

from analysis.codebook import read_table

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○OoОо０0", 0)
_CHINESE_YEAR = "[一二][〇零○OoОо0一二三四五六七八九]{3}"
_DATE = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d|{_CHINESE_YEAR})"
    r"(?:\s{0,3}年\s{0,3}(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})"
    r"\s{0,3}月\s{0,3}(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s{0,3}日"
    r"|\s?(?P<sep>[-/.])\s?(?P<month2>\d{1,2})\s?(?P=sep)\s?(?P<day2>\d{1,2})(?!\d))"
)
_PERIOD_NAME = r"(?<![一二三四五六七八九十第\d])(十[一二三四五六]?五|九五)"
# Without quotation marks 十五 and 九五 may be anything, so they must be followed by what a period does.
_PERIOD = re.compile(
    rf"[“\"「『‘]{_PERIOD_NAME}[”\"」』’]|{_PERIOD_NAME}(?=时期|期间|规划|计划|纲要|末|以来|民政|养老|国民|老龄)"
    r"|第(?P<nth>十[一二三四五六]?|九)个五年(?:发展)?(?:规划|计划)"
)
_PLAIN_PERIOD = re.compile(r"(?<![一二三四五六七八九十第\d])(十[一二三四五六]五)(?![年日号章节条])")
_SPAN = re.compile(
    r"(?<!\d)(20[0-4]\d|199\d)\s{0,2}年?\s{0,2}(?:[-–—－~～〜―]{1,2}|至|到)\s{0,2}(20[0-4]\d|199\d)(?!\d)\s{0,2}年?"
)
_YEAR = re.compile(rf"(?<!\d)(20[0-4]\d|199\d)\s{{0,2}}(?:年度?)|({_CHINESE_YEAR})年")


def numeral(text: str) -> int:
    """Value of digits or of a Chinese numeral up to 99, digit by digit or with 十.

    >>> numeral("12"), numeral("十二"), numeral("二十"), numeral("二〇二四")
    (12, 12, 20, 2024)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    value = 0
    for character in text:
        value = value * 10 + _DIGITS.get(character, 0)
    return value


def _iso(match: re.Match[str]) -> str:
    month = match["month"] or match["month2"]
    day = match["day"] or match["day2"]
    try:
        return datetime.date(numeral(match["year"]), numeral(month), numeral(day)).isoformat()
    except ValueError:
        return ""


def first_date(text: str) -> str:
    """ISO form of the first possible calendar date in ``text``, or the empty string.

    Dates that lost a character (``2022524``) and dates without a day are left alone: nothing is guessed.

    >>> [first_date(text) for text in ("二○一七年七月十二日印发", "时间:2004-03-25", "2022524", "2023-02-30")]
    ['2017-07-12', '2004-03-25', '', '']
    """
    for match in _DATE.finditer(text):
        if iso := _iso(match):
            return iso
    return ""


def without_date(text: str) -> str:
    """The text without the date that ``first_date`` finds in it.

    >>> without_date("2023年2月8日 上饶日报")
    '  上饶日报'
    """
    match = next((match for match in _DATE.finditer(text) if _iso(match)), None)
    return text if match is None else f"{text[: match.start()]} {text[match.end() :]}"


def only_date(line: str) -> str:
    """ISO date of a line that is a date written in words (年, 月, 日) and nothing else, else the empty string.

    >>> only_date("  2017年7月12日 "), only_date("2017-07-12"), only_date("2017年7月12日上午")
    ('2017-07-12', '', '')
    """
    line = line.strip().strip("()（）")
    match = _DATE.fullmatch(line)
    return _iso(match) if match and match["month"] else ""


def only_plain_date(line: str) -> str:
    """ISO date of a line that is a date, with or without the time of day, in any notation."""
    line = re.sub(r"\s*\d{1,2}:\d{2}(?::\d{2})?$", "", line.strip())
    match = _DATE.fullmatch(line)
    return _iso(match) if match else ""


@cache
def _periods() -> dict[str, tuple[int, int]]:
    return {row["name"]: (int(row["start"]), int(row["end"])) for row in read_table("periods")}


def period_years(name: str) -> tuple[int, int] | None:
    """First and last year of a plan period: ``period_years("十四五") == (2021, 2025)``; None for unknown names."""
    return _periods().get(name)


def year_span(text: str) -> tuple[int, int] | None:
    """The first span of years that begins before it ends: ``2021-2025年``, ``2021年至2025年``."""
    for match in _SPAN.finditer(text):
        start, end = int(match[1]), int(match[2])
        if start < end <= start + 20:
            return start, end
    return None


def named_periods(text: str) -> list[str]:
    """Names of the plan periods in ``text``, in order, with repetition.

    >>> named_periods("“十三五”以来,第十四个五年规划,十五五规划,(十五)其他")
    ['十三五', '十四五', '十五五']
    """
    names = []
    for match in _PERIOD.finditer(text):
        name = match[1] or match[2] or match["nth"] + "五"
        if name in _periods():
            names.append(name)
    return names


def title_period(title: str) -> tuple[str, int, int] | None:
    """Period of a title by its name, else by its years; a span that is no plan period has an empty name.

    >>> title_period("某县民政事业发展“十四五”规划"), title_period("某市养老服务行动计划(2023-2025年)")
    (('十四五', 2021, 2025), ('', 2023, 2025))
    """
    names = named_periods(title)
    if not names and (match := _PLAIN_PERIOD.search(title)):
        names = [match[1]]
    if names and names[0] in _periods():
        return names[0], *_periods()[names[0]]
    span = year_span(title)
    return None if span is None else (span_name(*span), *span)


def span_name(start: int, end: int) -> str:
    """Name of the plan period with exactly these years, else the empty string."""
    return next((name for name, years in _periods().items() if years == (start, end)), "")


def years(text: str) -> list[int]:
    """Years followed by 年, in order, with repetition; Chinese numerals included (二〇二四年)."""
    found = []
    for match in _YEAR.finditer(text):
        year = int(match[1]) if match[1] else numeral(match[2])
        if 1990 <= year <= 2049:
            found.append(year)
    return found


def bracketed_years(title: str) -> list[int]:
    """The year in brackets that closes a title without 年.

    >>> bracketed_years("政府工作报告(2018)"), bracketed_years("某市规划(修订稿)")
    ([2018], [])
    """
    match = re.search(r"[(（]((?:19|20)\d\d)[)）]$", title)
    return [int(match[1])] if match else []


@cache
def _some_months() -> re.Pattern[str]:
    words = [row["wording"] for row in read_table("cues") if row["class"] == "some_months"]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def some_months(title: str) -> bool:
    """Whether a title names but some months of its year: what comes next lies in the same year.

    >>> some_months("2023年上半年工作总结"), some_months("2023年工作总结")
    (True, False)
    """
    return _some_months().search(title) is not None


def usual(values: list[int]) -> int | None:
    """The most frequent value, the later of equals; None of nothing."""
    counts = Counter(values)
    return max(counts, key=lambda value: (counts[value], value)) if counts else None
