"""Line ends that do not end anything: lines broken by the width of a page, and page numbers inside sentences."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.reading.compose import Change, find_all
from analysis.reading.spacing import unit_pattern

_SHORTEST, _LONGEST = 15, 200  # characters of a line that the width of a page may have broken
_NARROWEST = 30  # display columns (a Chinese character takes two): shorter lines are headings and cells
_BAND = 5  # columns by which lines of one paragraph differ, for a number or a word is not broken
_WINDOW = 10  # lines on each side that show the width of the page
_ALIKE = 4  # so many of them must be as wide
_FEWEST = 5  # broken lines that make a hard-wrapped document
_SHARE = 0.5  # of the unfinished long lines that must be as wide as the page
_COVERED = 0.25  # of the text must stand in them; a copy of a PDF has two thirds and more
_MOST_BREAKS = 8  # line ends that a page break may leave inside a sentence
_MOST_PAGES = 2  # page numbers in a row: one at the foot of a page, one at the head of the next

# Each pattern begins with the line end before it; one certain character is found much faster than one of several.
_BREAK = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)")
_LINE_ENDS = re.compile(r"[\r\n]")
_INDENT = re.compile(r"[^\S\r\n]*")
_NUMBERS = re.compile(r"\d[\d.,%]*(?:\s+\d[\d.,%]*)+")  # of the columns of a table
_GAP = re.compile(r"(?<=\S)(?:  +|\u3000+ *)(?=\S)")  # between two columns
_NUMBER_BREAKS = {
    first: re.compile(
        rf"{first}(?s:(?<=\d.)|(?<=\d[万亿萬億].))[ \t]{{0,2}}(?:(?<=\n)|(?<=\r)\n?|\r\n?|\n)[ \u3000]{{0,4}}(?=\S)"
    )
    for first in ("\n", " ", "\r", "\t")
}
_HEAD = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条编部篇]|[一二三四五六七八九十]{1,3}[、.．是]|"
    r"[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:\.\d{1,2}){0,3}[.、．)）](?!\d)|[①-⑳⑴-⒇■□◆◇●○•▪*#|]|"
    r"——|[-–]\s|\[\d{1,3}\]|附[件表录图]|注[：:]|[表图]\s?\d|专栏)"
)
_PAGE = (
    r"[^\S\r\n]{0,40}(?:[-—–―－─]{1,2} {0,2}\d{1,4} {0,2}[-—–―－─]{1,2}|"
    r"第 ?\d{1,4} ?页(?:[,，/ ]{0,2}共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4}|· ?\d{1,4} ?·)[^\S\r\n]{0,40}(?=[\r\n])"
)
_PAGE_LINES = {end: re.compile(end + _PAGE) for end in ("\n", "\r")}
_MARKED_PAGE = re.compile(_PAGE)
_ANY_PAGE = re.compile(rf"{_PAGE}|[^\S\r\n]{{0,40}}\d{{1,3}}[^\S\r\n]{{0,40}}(?=[\r\n])")
_NUMBER_AT_END = re.compile(
    r"[\u4e00-\u9fff（()）、，,。；;：:“”%％—–－~～-] ?\d[\d,，]{0,14}(?:[.．]\d{1,6})?[万亿萬億]? {0,3}\Z"
)
_YEAR_AT_END = re.compile(r"[\u4e00-\u9fff](?:19|20)\d\d\Z")
_SHORT, _LONG = 8, 12  # characters: a shorter line is a cell or a heading, a longer one hardly
_PROSE = re.compile(r"[，。；、;]|(?<!\d),|,(?!\d)")
_ENDS = frozenset("。！？；：.!?;:…")
_CLOSERS = "”’」』》〉)）】〕\"'"


class _Line(NamedTuple):
    start: int  # of the content, without white space
    end: int
    indent: int


class _Next(NamedTuple):
    """The next line that holds something and is no page number."""

    start: int
    indent: int
    pages: int  # page numbers passed on the way


def begins_item(line: str) -> bool:
    """Whether a line begins like a heading or an item of a list.

    >>> begins_item("（一）总则"), begins_item("2.5万张"), begins_item("二是扩大")
    (True, False, True)
    """
    return _HEAD.match(line) is not None


def _indent(text: str, start: int) -> int:
    """White space before a line's content; an ideographic space counts for an indent of its own."""
    at = start
    while at > 0 and start - at < 40 and text[at - 1] not in "\r\n":
        at -= 1
    return start - at + 40 * text.count("\u3000", at, start)


def _page_lines(text: str) -> list[_Line]:
    """The lines that may be broken by the width of a page: those of 15 to 200 characters."""
    lines = []
    begin = 0
    for raw in text.splitlines(keepends=True):
        if _SHORTEST <= len(raw) <= 2 * _LONGEST:
            content = raw.strip()
            if _SHORTEST <= len(content) <= _LONGEST:
                indent = len(raw) - len(raw.lstrip())
                lines.append(_Line(begin + indent, begin + indent + len(content), indent))
        begin += len(raw)
    return lines


def _line_before(text: str, at: int) -> _Line | None:
    """The content that ends on the line before ``at``; None where there is none."""
    low = max(0, at - 260)
    content = text[low:at].rstrip()
    end = low + len(content)
    start = max(content.rfind("\n"), content.rfind("\r")) + 1
    if not content or (start == 0 and low > 0):
        return _Line(low, end, 0) if content else None
    inside = content[start:].lstrip()
    return _Line(end - len(inside), end, _indent(text, end - len(inside)))


def _following(text: str, end: int, pages: re.Pattern[str]) -> _Next | None:
    """The line that goes on behind ``end``, over blank lines and page numbers; None where too much lies between."""
    at, breaks, passed = end, 0, 0
    while breaks <= _MOST_BREAKS:
        if match := _BREAK.match(text, at):
            at, breaks = match.end(), breaks + 1
        elif breaks and passed < _MOST_PAGES and (match := pages.match(text, at)):
            at, passed = match.end(), passed + 1
        else:
            match = _INDENT.match(text, at)
            start = match.end() if match else at
            return _Next(start, _indent(text, start), passed) if breaks and start < len(text) else None
    return None


def _width(text: str, line: _Line) -> int:
    """Display columns of a line's content; a Chinese character takes two."""
    content = text[line.start : line.end]
    return len(content) if content.isascii() else len(content.encode("gbk", "replace"))


def _unfinished(text: str, line: _Line) -> bool:
    """Whether a line stops before its sentence does."""
    last = text[line.end - 1]
    if last not in _CLOSERS:
        return last not in _ENDS
    content = text[max(line.start, line.end - 6) : line.end].rstrip(_CLOSERS)
    return not content or content[-1] not in _ENDS


def _glue(before: str, after: str) -> str | None:
    """What stands between two joined pieces; None where joining would make or change a number."""
    if before.isdigit() or before in ".．,":
        if after.isdigit() or after in ".．,":
            return None
        return "" if after > "\u2e7f" or after in "%‰" else " "
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return " "
    return ""


def _table_row(content: str) -> bool:
    """Whether a line has the marks of a table's row: TABs, bars, wide gaps, several numbers at its end."""
    if content[0] in "|｜" or content[-1] in "|｜" or "\t" in content or _columns(content) or _barred(content):
        return True
    return _row_end().search(content[-40:]) is not None


_NUMBERED_HEAD = re.compile(r"序\s?号\s+\S{2,8}\s+\S")  # 序号 指标名称 单位


@cache
def _row_end() -> re.Pattern[str]:
    """Numbers set apart at the end of a row of a table, perhaps before an attribute (预期性); a header's 属性."""
    kinds: dict[str, list[str]] = {"binding": [], "attribute": []}
    for row in read_table("grid_headers"):
        if row["kind"] in kinds:
            kinds[row["kind"]].append(re.escape(row["word"]))
    binding, attribute = ("|".join(words) for words in kinds.values())
    numbers = rf"(?:\s[\d.,%％≥≤＞＜－—-]+){{2}}(?:\s+(?:{binding}))?$"
    return re.compile(rf"{numbers}|(?:\s+\S{{1,8}}){{2}}\s+(?:{attribute})$")


def _barred(content: str) -> bool:
    """Whether bars part a line as they part the cells of a row: 低保资金 | 万元 | 320."""
    return content.count("|") + content.count("｜") > 1


def _columns(content: str) -> bool:
    """Whether a line has two wide gaps or more, as between the columns of a table."""
    return (content.count("  ") > 1 or content.count("\u3000") > 1) and len(_GAP.findall(content)) > 1


def _joint(text: str, line: _Line, after: _Next) -> Change | None:
    """The change that joins two lines, what lies between included; None where they do not belong together."""
    if after.indent >= max(2, line.indent + 1) or _HEAD.match(text, after.start):
        return None
    if text[after.start] > "\u2e7f" and text[line.start : line.end].isascii():
        return None  # a caption in another language
    if _table_row(text[line.start : line.end]) or "\t" in text[line.end : after.start]:
        return None
    ahead = _LINE_ENDS.split(text[after.start : after.start + 60])[0]
    if "\t" in ahead or _columns(ahead) or _barred(ahead) or _NUMBERS.fullmatch(ahead) or _NUMBERED_HEAD.match(ahead):
        return None
    glue = _glue(text[line.end - 1], text[after.start])
    return None if glue is None else Change(line.end, after.start, glue)


def join_wrapped_lines(text: str) -> list[Change]:
    """Join lines that the width of a page broke in the middle of a sentence (copies of PDF pages).

    The document decides first: at least five long lines that are no rows of a table stop before their sentence does, at
    least half of such lines are as wide as the lines around them, and they hold a good part of the text. Then only such
    lines are joined, page numbers and blank lines between them dropped; a line that ends with a semicolon is joined on
    the same terms. Leaves alone lines that end a sentence, short lines (headings, cells), headings and items that
    follow (01, 02, too), indented lines, rows of tables (TABs, bars, several numbers at the end), and two numbers that
    would become one.

    >>> join_wrapped_lines("一、综合\\n全年新增床位一百张\\n")
    []
    """
    open_lines = [raw for raw in text.splitlines() if _SHORTEST <= len(raw) <= 2 * _LONGEST and raw[-1] not in _ENDS]
    if len(open_lines) < _FEWEST or sum(map(len, open_lines)) < _COVERED * len(text):
        return []
    lines = _page_lines(text)
    unfinished = {
        index
        for index, line in enumerate(lines)
        if _unfinished(text, line) and not _table_row(text[line.start : line.end])
    }
    if len(unfinished) < _FEWEST or sum(lines[i].end - lines[i].start for i in unfinished) < _COVERED * len(text):
        return []
    widths = [_width(text, line) for line in lines]
    full = {index for index in unfinished if widths[index] >= _NARROWEST and _as_wide_as_the_page(widths, index)}
    long_lines = sum(widths[index] >= _NARROWEST for index in unfinished)
    covered = sum(lines[index].end - lines[index].start for index in full)
    if len(full) < max(_FEWEST, _SHARE * long_lines) or covered < _COVERED * len(text):
        return []
    changes = []
    numbered = _numbered(text)
    for index, line in enumerate(lines):
        if index not in full and not (
            text[line.end - 1] in "；;" and widths[index] >= _NARROWEST and _as_wide_as_the_page(widths, index)
        ):
            continue
        after = _following(text, line.end, _ANY_PAGE)
        if (
            after
            and after.start not in numbered
            and (change := _joint(text, line._replace(indent=_indent(text, line.start)), after))
        ):
            changes.append(change)
    return changes


_PADDED = re.compile(r"(?m)^[^\S\r\n]*(?P<number>\d\d)[ \u3000](?=[\u4e00-\u9fff])")


def _numbered(text: str) -> frozenset[int]:
    """Where the lines of a list begin whose numbers count on from 01: 01 新建幼儿园11所."""
    starts: set[int] = set()
    number = 1
    for m in _PADDED.finditer(text):
        if int(m["number"]) == number:
            starts.add(m.start("number"))
            number += 1
    return frozenset(starts)


def _as_wide_as_the_page(widths: list[int], index: int) -> bool:
    around = widths[max(0, index - _WINDOW) : index] + widths[index + 1 : index + 1 + _WINDOW]
    low, high = widths[index] - _BAND, widths[index] + _BAND
    wanted = min(_ALIKE, len(around))
    for width in around:
        if not wanted:
            break
        wanted -= low <= width <= high
    return not wanted


def drop_page_numbers(text: str) -> list[Change]:
    """Drop a page number that cuts a sentence in two: …健全— 12 —服务…, the number alone on its line.

    Asks for a marked page number (— 12 —, 第12页, 12/40), a long line of prose before it that stops inside its
    sentence, and a line that goes on. Leaves alone page numbers between paragraphs, bare numbers, and tables.

    >>> text = "坚持政府主导、社会参与，健全居家社区机构相协调的养老\\n— 12 —\\n服务体系。"
    >>> [(c.start, c.end, c.read) for c in drop_page_numbers(text)]
    [(26, 34, '')]
    """
    changes: list[Change] = []
    passed = 0
    for match in find_all(text, _PAGE_LINES):
        if match.start() < passed:
            continue
        line = _line_before(text, match.start())
        after = _following(text, line.end, _MARKED_PAGE) if line else None
        if line is None or after is None or not after.pages or _width(text, line) < _NARROWEST:
            continue
        if not _unfinished(text, line) or not _PROSE.search(text, line.start, line.end):
            continue
        if change := _joint(text, line, after):
            changes.append(change)
            passed = change.end
    return changes


@cache
def _unit_ahead() -> re.Pattern[str]:
    return re.compile(unit_pattern())


def join_number_and_unit(text: str) -> list[Change]:
    """Join a number that ends a line of prose with its unit on the next line: 3.24⏎万张, 8500万⏎元.

    A comma or a stop in the line, or in the next behind a number that touches its word, shows that they are prose; a
    short line counts only where a year is cut. Leaves alone table cells (a short line, one without such a sign; a unit
    that no stop follows), lines with TABs inside, a blank line between, and words that only begin like a unit.

    >>> text = "全市共有养老机构床位，合计达到3.24\\n万张，比上年增加"
    >>> [(c.start, c.end, c.read) for c in join_number_and_unit(text)]
    [(19, 20, '')]
    """
    changes = []
    for match in find_all(text, _NUMBER_BREAKS):
        if not _unit_ahead().match(text, match.end()):
            continue
        line = _LINE_ENDS.split(text[max(0, match.start() - 60) : match.start()])[-1]
        rest = _LINE_ENDS.split(text[match.end() : match.end() + 60])[0]
        if "\t" in line.lstrip("\t") or "\t" in rest or (len(rest) < 3 and rest[-1:] not in "。；，;,%％‰"):
            continue
        number = (_YEAR_AT_END if len(line) < _SHORT else _NUMBER_AT_END).search(line)
        if number is None:
            continue
        if " " in number[0]:  # set apart, as the cells of a row are
            prose = len(line) >= _LONG and len(rest) > 1 and _PROSE.search(line)
        else:
            prose = _PROSE.search(line) or _PROSE.search(rest)
        if prose:
            changes.append(Change(match.start(), match.end(), ""))
    return changes
