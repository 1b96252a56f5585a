"""Line ends that do not end anything: lines broken by the width of a page, and page numbers inside sentences."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.reading.compose import Change
from analysis.reading.spacing import unit_pattern

_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"\r\n?|\n")
_HEAD = re.compile(
    r"[\s\u3000]*(?:第[一二三四五六七八九十百\d]{1,4}[章节条编部篇]|[一二三四五六七八九十]{1,3}[、.．是]|"
    r"[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:\.\d{1,2}){0,3}[.、．)）](?!\d)|[①-⑳⑴-⒇■□◆◇●○•▪*#|]|"
    r"——|[-–]\s|\[\d{1,3}\]|附[件表录图]|注[：:]|[表图]\s?\d|专栏)"
)
_PAGE = re.compile(
    r"[\s\u3000]*(?:[-—–―－─]{1,2}\s{0,2}\d{1,4}\s{0,2}[-—–―－─]{1,2}|第\s?\d{1,4}\s?页(?:[,，/\s]{0,2}共\s?\d{1,4}\s?页)?|"
    r"\d{1,4}\s?/\s?\d{1,4}|·\s?\d{1,4}\s?·)[\s\u3000]*\Z"
)
_BARE_PAGE = re.compile(r"[\s\u3000]*\d{1,3}[\s\u3000]*\Z")
_ENDS = frozenset("。！？；：.!?;:…")
_CLOSERS = "”’」』》〉)）】〕\"'"
_PROSE = re.compile(r"[，。；、]")
_NUMBER_AT_END = re.compile(r"[\u4e00-\u9fff（(] ?\d[\d,，]{0,14}(?:[.．]\d{1,6})? {0,3}\Z")
_NUMBER_BREAK = re.compile(r"(?<=\d)[ \t]{0,3}(?:\r\n|\r|\n)[ \u3000]{0,4}(?=\S)")

_NARROWEST = 30  # display columns (a Chinese character takes two): shorter lines are headings and cells
_BAND = 5  # columns by which lines of one paragraph differ, for a number or a word is not broken
_WINDOW = 10  # lines on each side that show the width of the page
_ALIKE = 4  # so many of them must be as wide
_FEWEST = 5  # broken lines that make a hard-wrapped document
_SHARE = 0.5  # of the unfinished long lines that must be as wide as the page
_WIDEST = 200  # columns; no page is wider
_BLANKS_BETWEEN = 4  # line ends that a page break may leave inside a sentence


class _Line(NamedTuple):
    start: int  # of the content, without white space
    end: int
    begin: int  # of the line
    width: int  # display columns of the content
    tab: bool

    def indent(self) -> int:
        return self.start - self.begin


def _lines(text: str) -> list[_Line]:
    """The lines that hold something."""
    lines = []
    for match in _LINE.finditer(text):
        raw = match[0]
        content = raw.strip()
        if content:
            start = match.start() + raw.index(content[0])
            width = len(content) if content.isascii() else len(content.encode("gbk", "replace"))
            lines.append(_Line(start, start + len(content), match.start(), width, "\t" in raw))
    return lines


def _unfinished(text: str, line: _Line) -> bool:
    """Whether a line stops before its sentence does."""
    content = text[max(line.start, line.end - 6) : line.end].rstrip(_CLOSERS)
    return not content or content[-1] not in _ENDS


def _as_wide_as_the_page(lines: list[_Line], index: int) -> bool:
    width = lines[index].width
    around = lines[max(0, index - _WINDOW) : index] + lines[index + 1 : index + 1 + _WINDOW]
    return sum(abs(line.width - width) <= _BAND for line in around) >= min(_ALIKE, len(around))


def _glue(before: str, after: str) -> str | None:
    """What stands between two joined pieces; None where joining would make or change a number."""
    if before.isdigit() or before in ".．,":
        if after.isdigit() or after in ".．,":
            return None
        return "" if after > "\u2e7f" or after in "%‰" else " "
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return " "
    return ""


def _joint(text: str, lines: list[_Line], index: int, following: int) -> Change | None:
    """The change that joins two lines, what lies between included; None where they do not belong together."""
    line, after = lines[index], lines[following]
    between = text[line.end : after.start]
    if line.tab or after.tab or len(_LINE_END.findall(between)) > _BLANKS_BETWEEN + (following - index):
        return None
    if text[after.begin] == "\u3000" or after.indent() >= max(2, line.indent() + 1):
        return None
    if _HEAD.match(text, after.start) or "|" in (text[line.start], text[after.start]):
        return None
    glue = _glue(text[line.end - 1], text[after.start])
    return None if glue is None else Change(line.end, after.start, glue)


def _pages_between(text: str, lines: list[_Line], index: int, bare: bool) -> int:
    """Index of the next line that is no page number."""
    following = index + 1
    while following < len(lines) and following <= index + 2 and _is_page(text, lines[following], bare):
        following += 1
    return following


def _is_page(text: str, line: _Line, bare: bool) -> bool:
    if line.width > 24:
        return False
    content = text[line.start : line.end]
    return bool(_PAGE.match(content) or (bare and _BARE_PAGE.match(content)))


def join_wrapped_lines(text: str) -> list[Change]:
    """Join lines that the width of a page broke in the middle of a sentence (copies of PDF pages).

    The document decides first: at least five long lines stop before their sentence does, and at least half of such
    lines are as wide as the lines around them. Then only such lines are joined, page numbers and blank lines between
    them dropped. Leaves alone lines that end a sentence, short lines (headings, cells), headings and items that
    follow, indented lines, anything with TABs, and two numbers that would become one.

    >>> join_wrapped_lines("一、综合\\n全年新增床位一百张\\n")
    []
    """
    if text.count("\n") + text.count("\r") < _FEWEST:
        return []
    lines = _lines(text)
    candidates = [
        index
        for index, line in enumerate(lines[:-1])
        if _NARROWEST <= line.width <= _WIDEST and _unfinished(text, line)
    ]
    if len(candidates) < _FEWEST:
        return []
    full = [index for index in candidates if _as_wide_as_the_page(lines, index)]
    long_lines = sum(line.width >= _NARROWEST for line in lines)
    if len(full) < max(_FEWEST, _SHARE * len(candidates), 0.3 * long_lines):
        return []
    changes = []
    for index in full:
        following = _pages_between(text, lines, index, bare=True)
        if following < len(lines) and (change := _joint(text, lines, index, following)):
            changes.append(change)
    return changes


def drop_page_numbers(text: str) -> list[Change]:
    """Drop a page number that cuts a sentence in two: …健全— 12 —服务…, the number alone on its line.

    Asks for a marked page number (— 12 —, 第12页, 12/40), a long line of prose before it that stops inside its
    sentence, and a line that goes on. Leaves alone page numbers between paragraphs, bare numbers, and tables.

    >>> text = "坚持政府主导、社会参与，健全居家社区机构相协调的养老\\n— 12 —\\n服务体系。"
    >>> [(c.start, c.end, c.read) for c in drop_page_numbers(text)]
    [(26, 34, '')]
    """
    changes: list[Change] = []
    if not any(mark in text for mark in "-—–―－─页/·"):
        return changes
    lines = _lines(text)
    for index in range(len(lines) - 2):
        line = lines[index]
        following = _pages_between(text, lines, index, bare=False)
        if line.width < _NARROWEST or following == index + 1 or following >= len(lines):
            continue
        if not _unfinished(text, line) or not _PROSE.search(text, line.start, line.end):
            continue
        if change := _joint(text, lines, index, following):
            changes.append(change)
    return changes


@cache
def _unit_ahead() -> re.Pattern[str]:
    return re.compile(rf"(?={unit_pattern()})")


def join_number_and_unit(text: str) -> list[Change]:
    """Join a number that ends a line of prose with its unit on the next line: 3.24⏎万张.

    Leaves alone table cells (a short line, or one without a comma or stop), lines with TABs, a blank line between, and
    words that only begin like a unit.

    >>> text = "全市共有养老机构床位，合计达到3.24\\n万张，比上年增加"
    >>> [(c.start, c.end, c.read) for c in join_number_and_unit(text)]
    [(19, 20, '')]
    """
    changes = []
    for match in _NUMBER_BREAK.finditer(text):
        if not _unit_ahead().match(text, match.end()):
            continue
        line = text[max(0, match.start() - 60) : match.start()]
        line = line[max(line.rfind("\n"), line.rfind("\r")) + 1 :]
        rest = _LINE.match(text, match.end(), match.end() + 60)
        if "\t" in line or len(line) < 12 or not _PROSE.search(line) or not _NUMBER_AT_END.search(line):
            continue
        if rest and "\t" not in rest[0] and len(rest[0]) >= 3:
            changes.append(Change(match.start(), match.end(), ""))
    return changes
