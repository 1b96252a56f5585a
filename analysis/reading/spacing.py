"""Spaces that typesetting put inside and beside numbers, marks that nobody sees, and commas that nobody set."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from analysis.codebook import read_table
from analysis.reading.characters import alphabet
from analysis.reading.compose import Change, dropped, find_all

_BLANKS = " \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_BLANK = f"[{_BLANKS}]"
_ANY_BLANK = re.compile(_BLANK)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# What each pattern looks for behind one blank; it looks behind afterwards (see ``_found``).
_POINT = rf"(?<=\d.){_BLANK}?(?=[.．]\d)"
_YEAR = rf"(?<=(?<![\d.．,，])[12１２].)[09０９]({_BLANK})\d({_BLANK})\d(?={_BLANK}?年)"
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
def _behind() -> str:
    return rf"(?<=\d.){_BLANK}?(?={unit_pattern()})"


@cache
def _before() -> str:
    return rf"(?<=[\u4e00-\u9fff].)(?=\d[\d.．,，]{{0,14}}{_BLANK}?{unit_pattern()})"


@cache
def _pattern(blank: str, rest: str) -> re.Pattern[str]:
    return re.compile(blank + rest)


def _found(text: str, rest: str) -> list[re.Match[str]]:
    """Matches of a pattern behind each kind of blank, in order; they begin behind a character that is none."""
    return find_all(text, {blank: _pattern(blank, rest) for blank in _ANY_BLANK.findall(alphabet(text))})


def drop_invisible_marks(text: str) -> list[Change]:
    """Drop zero-width spaces and joiners, byte-order marks inside the text, soft hyphens, and marks of direction.

    >>> [(c.start, c.end) for c in drop_invisible_marks("低\\u200b保")]
    [(1, 2)]
    """
    present = _INVISIBLE.findall(alphabet(text))
    if not present:
        return []
    return dropped(re.finditer(f"[{''.join(present)}]+", text))


_STRAY_COMMAS = {comma: re.compile(comma + "(?=[、。；])") for comma in ",，"}


def drop_stray_commas(text: str) -> list[Change]:
    """Drop a comma that stands before another mark, where a crawl put it: 抚恤、社会福利,、社会救助.

    Leaves alone two commas in a row, which a row of values may have.

    >>> [(c.start, c.end) for c in drop_stray_commas("福利，、救助，。a,,b")]
    [(2, 3), (6, 7)]
    """
    return dropped(find_all(text, _STRAY_COMMAS))


def close_spaces_behind_numbers(text: str) -> list[Change]:
    """Drop the space between a number and the word that counts it: 12.56 亿元, 2025 年.

    Leaves alone a space between two numbers (they may be two cells, or one number; nobody knows), more than two
    spaces, a TAB, and words that only begin like a unit (12 人均收入).

    >>> [(c.start, c.end) for c in close_spaces_behind_numbers("2025 年投入12.56 亿元，3 人均1 200")]
    [(4, 5), (13, 14)]
    """
    return dropped(_found(text, _behind()))


def close_spaces_in_units(text: str) -> list[Change]:
    """Drop the single spaces around the slashes of a unit: 728元 / 人 / 月.

    Leaves alone slashes between other words.

    >>> [(c.start, c.end) for c in close_spaces_in_units("标准为728元 / 人 /月，城 / 乡")]
    [(7, 8), (9, 10), (11, 12)]
    """
    if "/" not in text or "元" not in text:
        return []
    changes = []
    for m in _unit_slash().finditer(text):
        if text[m.start() - 1] in _BLANKS:
            changes.append(Change(m.start() - 1, m.start(), ""))
        if m.end() > m.start() + 1:
            changes.append(Change(m.start() + 1, m.end(), ""))
    return changes


@cache
def _unit_slash() -> re.Pattern[str]:
    """A slash, perhaps behind a blank and with one behind it, between two parts of a unit of the codebook."""
    parts = {pair for row in read_table("units") for pair in pairwise(row["written"].split("/"))}
    counted = "|".join(sorted({re.escape(last) for _, last in parts}))
    ends = "".join(sorted({first[-1] for first, _ in parts if first}))
    return re.compile(rf"/(?:(?<=[{ends}]/)|(?<=[{ends}]{_BLANK}/)){_BLANK}?(?={counted})")


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
    for match in _found(text, _before()):
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
    changes = [Change(match.start(), match.end(), "") for match in _found(text, _POINT)]
    for match in _found(text, _YEAR) if "年" in text else ():
        changes += [Change(at, at + 1, "") for at in (match.start(), match.start(1), match.start(2))]
    return sorted(changes)
