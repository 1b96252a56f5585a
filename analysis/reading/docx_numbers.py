"""The numbers that Word makes for headings and lists (第一章, 一、, (1)): they stand in no paragraph's text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from analysis.reading.docx_xml import child_of, name_of, value_of

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACE = re.compile(r"%([1-9])")
_MOST = 10_000  # beyond it a number is written in digits
_DEEPEST = 20  # styles based on styles
_CLOSED = re.compile(r"[、.．,，)）:：\s]\Z")


def chinese(number: int) -> str:
    """A number below 10,000 in characters.

    >>> [chinese(n) for n in (3, 10, 12, 20, 105, 110, 2021)]
    ['三', '十', '十二', '二十', '一百〇五', '一百一十', '二千〇二十一']
    """
    if not 0 < number < _MOST:
        return str(number)
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("〇" if gap and text else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    pairs = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    for value, letters in pairs:
        text += letters * (number // value)
        number %= value
    return text


def write(number: int, style: str) -> str:
    """A number as a numbering style of Word writes it.

    >>> write(3, "chineseCounting"), write(3, "decimalEnclosedCircleChinese"), write(27, "lowerLetter")
    ('三', '③', 'aa')
    """
    if style in ("bullet", "none"):
        return ""
    if number < 1 or number >= _MOST:
        return str(number)
    if style.startswith(("chineseCounting", "taiwaneseCounting", "japaneseCounting", "ideographDigital")):
        return chinese(number)
    if style.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalFullWidth":
        return str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    if style == "decimalZero":
        return f"{number:02}"
    if style == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if style == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if style in ("lowerLetter", "upperLetter") and number <= 260:
        text = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return text if style == "lowerLetter" else text.upper()
    if style in ("lowerRoman", "upperRoman"):
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    return str(number)


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    text: str
    start: int
    digits: bool  # all numbers in digits: the 1.1 under 第一章
    joined: bool  # nothing stands between the number and the text


def _levels(element: etree._Element) -> dict[int, _Level]:
    found = {}
    for level in element:
        number = value_of(level, "ilvl")
        if name_of(level) == "lvl" and number.isdecimal() and int(number) < 9:
            start = value_of(child_of(level, "start"))
            found[int(number)] = _Level(
                value_of(child_of(level, "numFmt")) or "decimal",
                value_of(child_of(level, "lvlText"))[:40],
                int(start) if start.isdecimal() and len(start) < 6 else 1,
                child_of(level, "isLgl") is not None,
                value_of(child_of(level, "suff")) == "nothing",
            )
    return found


class Numbering:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._owner: dict[str, str] = {}  # list → abstract list, which does the counting
        self._counts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        self._starts: dict[tuple[str, int], int] = {}
        for element in numbering if numbering is not None else ():
            if name_of(element) == "abstractNum":
                abstract[value_of(element, "abstractNumId")] = _levels(element)
            elif name_of(element) == "num":
                number = value_of(element, "numId")
                owner = value_of(child_of(element, "abstractNumId"))
                levels = dict(abstract.get(owner, {}))
                for override in element:
                    if name_of(override) == "lvlOverride":
                        levels.update(_levels(override))
                        at, start = value_of(override, "ilvl"), value_of(child_of(override, "startOverride"))
                        if at.isdecimal() and start.isdecimal() and len(start) < 6:
                            self._starts[number, int(at)] = int(start)
                self._lists[number], self._owner[number] = levels, owner
        self._styles = _style_numbers(styles)

    def read(self, paragraph: etree._Element) -> str:
        """The number in front of a paragraph, counted on; empty where it has none. Bullets are left out."""
        properties = child_of(paragraph, "pPr")
        style = value_of(child_of(properties, "pStyle"))
        number, level = self._styles.get(style, ("", 0)) if style else ("", 0)
        own = child_of(properties, "numPr")
        if own is not None:
            number = value_of(child_of(own, "numId")) or number
            at = value_of(child_of(own, "ilvl"))
            level = int(at) if at.isdecimal() else level
        levels = self._lists.get(number, {})
        if level not in levels:
            return ""
        return self._count(number, level, levels)

    def _count(self, number: str, level: int, levels: Mapping[int, _Level]) -> str:
        owner = self._owner[number]
        override = self._starts.get((number, level))
        if override is not None and (number, level) not in self._begun:
            self._counts[owner, level] = override
        else:
            self._counts[owner, level] = self._counts.get((owner, level), levels[level].start - 1) + 1
        self._begun.add((number, level))
        for deeper in range(level + 1, 9):
            self._counts.pop((owner, deeper), None)

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            counted = self._counts.get((owner, at), levels[at].start)
            return write(counted, "decimal" if levels[level].digits else levels[at].style)

        if levels[level].style in ("bullet", "none"):
            return ""
        text = _PLACE.sub(place, levels[level].text)
        return text if not text or levels[level].joined or _CLOSED.search(text) else f"{text} "


def _style_numbers(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    """Paragraph style → list and level, looked up through the styles it is based on."""
    own: dict[str, tuple[str, str]] = {}
    based: dict[str, str] = {}
    for style in styles if styles is not None else ():
        if name_of(style) != "style":
            continue
        identifier = value_of(style, "styleId")
        based[identifier] = value_of(child_of(style, "basedOn"))
        numbers = child_of(style, "pPr", "numPr")
        if numbers is not None:
            own[identifier] = (value_of(child_of(numbers, "numId")), value_of(child_of(numbers, "ilvl")))
    found = {}
    for identifier in based:
        number, level, at = "", "", identifier
        for _ in range(_DEEPEST):
            if at in own:
                number, level = number or own[at][0], level or own[at][1]
            at = based.get(at, "")
            if not at or (number and level):
                break
        if number:
            found[identifier] = (number, int(level) if level.isdecimal() else 0)
    return found
