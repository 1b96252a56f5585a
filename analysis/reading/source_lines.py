"""The line in which a page says who printed it and when: （2023年2月8日 上饶日报）, 来源:某报 发布时间:2023-02-08."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.reading import dates
from analysis.reading.titles import is_organ

LONGEST = 80
_CUT = re.compile(r"[\s:：|｜,，、;；·《》〈〉“”\"\[\]【】()（）/—–-]+")
_TIME = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\d{1,2}时\d{1,2}分")
_PAGE_OF_PAPER = re.compile(r"第?[A-Z]?\d{1,3}版|[一二三四五六七八九十]{1,3}版")
_IN_BRACKETS = re.compile(r"[(（【\[]([^()（）【】\[\]]{6,60})[)）】\]]\s*$")
_PEOPLE = re.compile(r"[\u3400-\u9fff]{1,4}")


class SourceLine(NamedTuple):
    """Who printed a page, and its date; each may be empty, not both. ``written``: the date is the document's own."""

    name: str
    date: str
    written: bool


@cache
def _words(use: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("source_lines") if row["use"] == use)


def is_medium(name: str) -> bool:
    """Whether a name is that of a newspaper, agency, station or site.

    >>> [is_medium(name) for name in ("上饶日报", "日报", "某市民政局")]
    [True, False, False]
    """
    known = any(name.endswith(word) and name != word for word in _words("medium") | _words("agency"))
    return name in _words("agency") or (2 < len(name) <= 16 and known)


def read_source_line(line: str) -> SourceLine | None:
    """What a line says of source and date; None where it says anything else beside.

    >>> read_source_line("（2023年2月8日 上饶日报）")
    SourceLine(name='上饶日报', date='2023-02-08', written=False)
    >>> read_source_line("2023年2月8日,上饶日报刊登了通知"), read_source_line("活动时间:2023年2月8日")
    (None, None)
    """
    text = line.strip()
    if not 6 <= len(text) <= LONGEST or text.endswith(("。", "；", ";")):
        return None
    date = dates.first_date(text)
    rest = _TIME.sub(" ", dates.without_date(text)) if date else text
    if any(character.isdigit() for character in _PAGE_OF_PAPER.sub("", rest)):
        return None
    name, people = "", False
    labels: set[str] = set()
    for word in filter(None, _CUT.split(rest)):
        label = next((use for use in ("source", "published", "written", "byline") if word in _words(use)), "")
        if label:
            labels.add(label)
            people = label == "byline"
            continue
        word = _without_lead(word)
        if _PAGE_OF_PAPER.fullmatch(word) or word.startswith(tuple(_words("byline"))):
            people = True
        elif not name and (is_medium(word) or is_organ(word)):
            name, people = word, False
        elif not (people and _PEOPLE.fullmatch(word)):
            return None
    if date and (name or labels & {"published", "written"}):
        return SourceLine(name, date, "written" in labels or ("published" not in labels and is_organ(name)))
    return SourceLine(name, "", False) if name and "source" in labels else None


def _without_lead(word: str) -> str:
    for lead in _words("source"):
        if word.startswith(lead):
            return word[len(lead) :]
    return word


def source_lines(lines: Iterable[str]) -> list[SourceLine]:
    """What several lines say, in order; a line may also end with it, in brackets."""
    found = []
    for line in lines:
        closing = _IN_BRACKETS.search(line)
        told = read_source_line(line) or (read_source_line(closing[1]) if closing else None)
        if told is not None:
            found.append(told)
    return found
