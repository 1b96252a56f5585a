"""Spaces that typesetting put inside and beside numbers, and marks that nobody sees."""

from __future__ import annotations

import re
from functools import cache

from analysis.codebook import read_table
from analysis.reading.compose import Change

_BLANK = "[ \u00a0\u2002-\u200a\u202f\u3000]"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
# Each pattern begins with the rare character it looks for and looks behind afterwards: five times as fast.
_POINT = re.compile(rf"{_BLANK}(?<=\d.){_BLANK}?(?=[.．]\d)")
_YEAR = re.compile(rf"[12１２](?<![\d.．,，].)({_BLANK})[09０９]({_BLANK})\d({_BLANK})\d(?={_BLANK}?年)")
_CLAUSE = re.compile(r"[，。；、,;]")
_LINE_ENDS = re.compile(r"[\r\n]")
_NEAR = 40  # characters on each side in which a sentence shows that it is one


@cache
def unit_pattern() -> str:
    """A word that continues a number, as a regular expression without groups."""
    words = []
    for row in read_table("number_words"):
        word, others = re.escape(row["word"]), row["not_before"].split()
        words.append(word + (f"(?!{'|'.join(map(re.escape, others))})" if others else ""))
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"{_BLANK}(?<=\d.){_BLANK}?(?={unit_pattern()})")


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"{_BLANK}(?<=[\u4e00-\u9fff].)(?=\d[\d.．,，]{{0,14}}{_BLANK}?{unit_pattern()})")


def drop_invisible_marks(text: str) -> list[Change]:
    """Drop zero-width spaces and joiners, byte-order marks inside the text, soft hyphens, and marks of direction.

    >>> [(c.start, c.end) for c in drop_invisible_marks("低\\u200b保")]
    [(1, 2)]
    """
    present = "".join(mark for mark in _INVISIBLE if mark in text)
    return [Change(match.start(), match.end(), "") for match in re.finditer(f"[{present}]+", text)] if present else []


def close_spaces_behind_numbers(text: str) -> list[Change]:
    """Drop the space between a number and the word that counts it: 12.56 亿元, 2025 年.

    Leaves alone a space between two numbers (they may be two cells, or one number; nobody knows), more than two
    spaces, a TAB, and words that only begin like a unit (12 人均收入).

    >>> [(c.start, c.end) for c in close_spaces_behind_numbers("2025 年投入12.56 亿元，3 人均1 200")]
    [(4, 5), (13, 14)]
    """
    return [Change(match.start(), match.end(), "") for match in _behind().finditer(text)]


def close_spaces_before_numbers(text: str) -> list[Change]:
    """Drop a single space between a character and a number with its unit, in running prose: 建成 12 个养老院.

    Prose is shown by a comma or a full stop nearby on the line and by the absence of TABs and columns. Leaves alone
    labels and table rows (床位数 120 张), and numbers without a unit.

    >>> [(c.start, c.end) for c in close_spaces_before_numbers("到期末，新建 12 个站点。")]
    [(6, 7)]
    >>> close_spaces_before_numbers("床位数 120 张")
    []
    """
    changes = []
    for match in _before().finditer(text):
        near = _LINE_ENDS.split(text[max(0, match.start() - _NEAR) : match.start()])[-1]
        far = _LINE_ENDS.split(text[match.end() : match.end() + _NEAR])[0]
        around = near + match[0] + far
        if _CLAUSE.search(around) and "\t" not in around and "  " not in around and "|" not in around:
            changes.append(Change(match.start(), match.end(), ""))
    return changes


def close_spaces_inside_numbers(text: str) -> list[Change]:
    """Drop the space before a decimal point (１１２ ．５) and between the digits of a letter-spaced year (2 0 2 5 年).

    Leaves alone a space behind a point (任务1. 5个站: an item or a decimal), and any other space between digits, for
    that would make a new number.

    >>> [(c.start, c.end) for c in close_spaces_inside_numbers("１１２ ．５万，1 200，1. 5")]
    [(3, 4)]
    """
    changes = [Change(match.start(), match.end(), "") for match in _POINT.finditer(text)]
    for match in _YEAR.finditer(text):
        changes += [Change(match.start(group), match.end(group), "") for group in (1, 2, 3)]
    return sorted(changes)
