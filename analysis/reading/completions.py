"""Characters that a page lost beside digits, where the notation leaves one reading: dates, document numbers, headings.

Where a page changed its font between Chinese and digits, single characters vanished: 〔2010〕2号 became 〔20102号. What
else the digits might mean is asked first; a number that could be cut in two ways, and every quantity, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from analysis.reading.compose import Change, find_all

_YEAR = r"(?:19[89]|20[0-4])\d"
# Each pattern begins with the sign it looks for and looks behind afterwards: several times as fast.
_NO_CLOSING = re.compile(rf"〔(?<=[\u4e00-\u9fff].){_YEAR}(?=[1-9]\d{{0,3}}号)")
_NO_OPENING = re.compile(rf"〕(?<=[发办函字令规通](?<!\d){_YEAR}.)(?=[1-9]\d{{0,3}}号)")
_NO_YEAR_SIGN = re.compile(
    rf"月(?:(?<=(?<![\d.．,，]){_YEAR}[1-9].)|(?<=(?<![\d.．,，]){_YEAR}1[0-2].))(?=(?:[1-9]|[12]\d|3[01])日|[至起底末初份])"
)
_NO_MONTH_SIGN = re.compile(rf"日(?:(?<={_YEAR}年(\d\d\d).)|(?<={_YEAR}年(\d\d\d\d).))")
_NO_MILLENNIUM = {sign: re.compile(re.escape(sign) + r"(?<!\d.)(?=0[0-4]\d年)") for sign in "?？\ufffd"}
_HEADING = re.compile(
    r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}\.?|第[一二三四五六七八九十]{1,3}[章节])[ \t\u3000]*"
    r"(?P<title>[\u4e00-\u9fff][^\r\n]*)"
)
_LEADER = re.compile(r"\s*[.．·…]{2,}[\s.．·…]*\d{0,3}\s*\Z|\s+\d{1,3}\s*\Z")
_FIRST_SIGNS = frozenset("第0123456789")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST, _LONGEST = 4, 50  # characters of a title that another line must repeat
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def complete_document_numbers(text: str) -> list[Change]:
    """Put back a lost bracket of a document number: 〔20102号 is 〔2010〕2号, 府发2010〕2号 is 府发〔2010〕2号.

    Certain, for one of the two brackets is there, four digits behind or before it are a year, and the number of a
    document begins with no zero. Leaves alone numbers that lost both brackets, and years that cannot be one.

    >>> text = "依据青政发〔20102号和青政办发2011〕15号，〔20028号，〔2010〕3号"
    >>> [(text[c.start : c.end], c.read) for c in complete_document_numbers(text)]
    [('2010', '2010〕'), ('2011', '〔2011')]
    """
    changes = []
    if "〔" in text:
        for match in _NO_CLOSING.finditer(text):
            year = match[0][1:]
            changes.append(Change(match.start() + 1, match.end(), f"{year}〕", note="the only cut with a year"))
    if "〕" in text:
        for match in _NO_OPENING.finditer(text):
            start, end = match.start() - 4, match.start()
            changes.append(Change(start, end, f"〔{text[start:end]}", note="a closing bracket without its opening one"))
    return sorted(changes)


def complete_dates(text: str) -> list[Change]:
    """Put back what a date lost: 20225月24日 and 2022年524日 are 2022年5月24日, ?017年 is 2017年.

    Certain, for what is left of the date says that it is one and its digits can be cut or completed in one way only.
    Leaves alone digits that could be two dates (2022年111日: 1月11日 or 11月1日), digits without 月 or 日 (2022524 may
    be a number), and years that cannot be one.

    >>> text = "自20225月24日起，2021年524日，2021年111日，2022524"
    >>> [(text[c.start : c.end], c.read) for c in complete_dates(text)]
    [('2022', '2022年'), ('5', '5月')]
    """
    changes = []
    for match in _NO_YEAR_SIGN.finditer(text):
        at = match.start()
        start = at - 6 if text[at - 6 : at].isdigit() else at - 5
        changes.append(Change(start, start + 4, f"{text[start : start + 4]}年", note="the only cut with a year"))
    for match in find_all(text, _NO_MILLENNIUM):
        changes.append(Change(match.start(), match.end(), "2", note="no other year of our time ends so"))
    for match in _NO_MONTH_SIGN.finditer(text):
        digits = match[1] or match[2]
        cuts = list(_months(digits))
        if len(cuts) == 1:
            start = match.start() - len(digits)
            month = digits[: cuts[0]]
            changes.append(Change(start, start + cuts[0], f"{month}月", note="the only cut with a month and a day"))
    return sorted(changes)


def _months(digits: str) -> Iterator[int]:
    """How many of the digits of a month and a day can be the month."""
    for size in (1, 2):
        month, day = digits[:size], digits[size:]
        if "0" in (month[0], day[0]) or len(day) > 2 or int(month) > 12:
            continue
        if int(day) <= _DAYS[int(month) - 1]:
            yield size


def complete_headings(text: str) -> list[Change]:
    """Put back the first character of a heading that stands complete under the same number elsewhere (in the contents).

    Certain, for number and all other characters agree. Leaves alone headings that stand only once, short titles, and
    numbers under which different titles begin alike.

    >>> text = "目录\\n1.1. 城乡低保应保尽保……2\\n1.1. 乡低保应保尽保\\n2.1. 床位"
    >>> [(text[c.start : c.end], c.read) for c in complete_headings(text)]
    [('乡', '城乡')]
    """
    lines = text.splitlines(keepends=True)
    likely = [i for i, line in enumerate(lines) if 6 <= len(line) <= 2 * _LONGEST and line.lstrip()[:1] in _FIRST_SIGNS]
    starts = [0, *accumulate(map(len, lines))] if likely else []
    found: dict[str, list[tuple[str, int]]] = {}
    for i in likely:
        if match := _HEADING.match(lines[i]):
            title = match["title"].rstrip()
            if title[-1] in ".．·…" or title[-1].isdecimal():
                title = _LEADER.sub("", title).rstrip()
            if _SHORTEST <= len(title) <= _LONGEST:
                found.setdefault(match["number"].rstrip("."), []).append((title, starts[i] + match.start("title")))
    changes = []
    for places in found.values():
        titles = {title for title, _ in places}
        if len(titles) != 2:
            continue
        short, whole = sorted(titles, key=len)
        if whole[1:] == short and _HAN.match(whole):
            for title, start in places:
                if title == short:
                    changes.append(Change(start, start + 1, whole[:2], note=f"stands elsewhere as {whole}"))
    return sorted(changes)
