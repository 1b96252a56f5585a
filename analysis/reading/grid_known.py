"""Headers that say by their words how wide a table is (指标名称, 单位, 数量; 指标, 2006年, 2007年), and their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.codebook import read_table
from analysis.reading.grid_cells import Alignment, Piece, Type, align, cell_type, header_words, profile_of
from analysis.reading.grid_headers import Head, HeaderTree
from analysis.reading.grid_rows import BodyRow

MOST_COLUMNS = 30
FEWEST_YEARS = 3  # a run of years without a word before it
_MOST_HEADINGS = 6  # labels in a row without numbers
_LONGEST_UNIT = 8
_VALUE_CLASSES = ("column_value", "column_previous", "column_before", "column_growth", "column_annual", "column_change")
_PLAN_CLASSES = ("column_goal", "column_done")
_BRACKET = r"(?:\([^()]{1,8}\)|[%‰±])*"
_MONTH = r"(?:1[0-2]|[1-9]|十[一二]|[一二三四五六七八九十])月份?"
_YEAR = r"(?:19|20)\d\d年?(?:度|末|底|实绩|数|[1-9]月|1[0-2]月|[一二三四1-4]季度)?(?:\([^()]{1,8}\))?"
_DATED = re.compile(f"{_MONTH}|{_YEAR}")
CODE = re.compile(r"[A-Z]{1,6}\d{2,16}")
_NUMERIC = (Type.NUMBER, Type.EMPTY, Type.UNIT, Type.YEAR)


@cache
def _value_wordings() -> frozenset[str]:
    return frozenset(row["wording"] for row in read_table("cues") if row["class"] in _VALUE_CLASSES)


@cache
def _value_words() -> re.Pattern[str]:
    longest = "|".join(re.escape(word) for word in sorted(_value_wordings(), key=lambda w: (-len(w), w)))
    return re.compile(rf"(?:(?:{longest}){_BRACKET}){{1,3}}")


@cache
def _plan_words() -> re.Pattern[str]:
    """A goal or a state of a plan with its year or period, before it or in brackets: 2025年目标值, 基期(2020年)."""
    named = "|".join(re.escape(row["name"]) for row in read_table("periods"))
    time = rf"(?:(?:19|20)\d\d年?末?|[“\"]?(?:{named})[”\"]?(?:期|规划)?(?:末|期末|时期|期间)?)"
    words = [row["wording"] for row in read_table("cues") if row["class"] in _PLAN_CLASSES]
    plan = "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
    said = rf"(?:(?:{plan})+(?:年|值|数|指标|情况)?)"
    return re.compile(rf"{time}{said}?|{said}(?:\({time}\))?")


def bare(text: str) -> str:
    """The text of a header cell without white space.

    >>> bare("指 标 名 称")
    '指标名称'
    """
    return "".join(text.split())


def is_label_head(text: str) -> bool:
    """The words head the column of labels; 序号 and 年度 do not count, and neither does 单位."""
    return bare(text) in _label_heads()


@cache
def _label_heads() -> frozenset[str]:
    return header_words("first") - header_words("ordinal") - header_words("unit") - _TIMES


_TIMES = frozenset(("年度", "年份", "时间", "时期"))


def is_unit_head(text: str) -> bool:
    return bare(text) in header_words("unit")


def is_code_head(text: str) -> bool:
    """The words head a column of codes (代码), which statistics forms have between the units and the values."""
    return bare(text) in header_words("code")


def is_value_head(text: str) -> bool:
    """The words head a column of values: a year, 数量, 上年同期, 同比增长(%).

    >>> [is_value_head(t) for t in ("2020 年", "数 量", "比上年增减(%)", "2025年目标值", "责任单位")]
    [True, True, True, True, False]
    """
    word = bare(text)
    if not word or len(word) > 16:
        return False
    return any(head.fullmatch(word) for head in (_DATED, _value_words(), _plan_words()))


@cache
def head_signs() -> frozenset[str]:
    """The characters with which the words of a known header begin; 1 and 2 begin its years."""
    heads = {bare(word)[:1] for word in _label_heads()}
    return frozenset(heads | {word[0] for word in _value_wordings()} | {"1", "2"})


def header_width(texts: Sequence[str]) -> int:
    """Columns of the table whose header these cells begin with, 0 where they begin with none.

    A header is a word for the labels, perhaps one for the units and one for codes, and one or more for values; of years
    alone it takes three.
    """
    width = 0
    if texts and is_label_head(texts[0]):
        width = 1
    values = 0
    for text in texts[width : MOST_COLUMNS + 1]:
        if is_value_head(text):
            values += 1
        elif not ((is_unit_head(text) or is_code_head(text)) and not values and width):
            break
        width += 1
    if width > MOST_COLUMNS or not values:
        return 0
    if is_label_head(texts[0]):
        return width
    years = [bare(text)[:4] for text in texts[:values]]
    rising = all(year.isdigit() for year in years) and years == sorted(set(years))
    return width + 1 if rising and values >= FEWEST_YEARS else 0


def known_header(pieces: Sequence[Piece], columns: int) -> HeaderTree:
    """The header of that width out of its cells; a header of years alone has no cell over its labels."""
    start = 0 if is_label_head(pieces[0].text) else 1
    heads = tuple(Head(0, start + i, piece) for i, piece in enumerate(pieces[: columns - start]))
    return HeaderTree(heads, 1, columns)


def header_length(pieces: Sequence[Piece], columns: int) -> int:
    """How many of the pieces the header takes."""
    return columns if is_label_head(pieces[0].text) else columns - 1


def has_units(tree: HeaderTree) -> bool:
    return any(is_unit_head(head.piece.text) for head in tree.heads)


def has_codes(tree: HeaderTree) -> bool:
    return any(is_code_head(head.piece.text) for head in tree.heads)


def rows_below(pieces: Sequence[Piece], start: int, limit: int, tree: HeaderTree) -> tuple[list[BodyRow], int]:
    """The rows of ``pieces[start:limit]``, which stand below a known header, and the index behind the last.

    A row is a label and the cells behind it up to the next label; a label without any is a row of its own, a heading
    inside the table. What follows the last row with a number is left alone.
    """
    columns, units, codes = tree.columns, has_units(tree), has_codes(tree)
    rows: list[tuple[int, int]] = []
    i, kept, headings = start, 0, 0
    stop = start
    while i < limit:
        if rows and not pieces[i].text:  # an empty cell more than the row has columns
            i += 1
            continue
        end = _row_end(pieces, i, columns, limit, units, codes)
        if end == 0:
            break
        rows.append((i, end))
        if _numbers(pieces, i + 1, end):
            kept, stop, headings = len(rows), end, 0
        else:
            headings += 1
            if headings > _MOST_HEADINGS:
                break
        i = end
    full = [pieces[a:b] for a, b in rows[:kept] if b - a == columns]
    profile = profile_of(full, columns)
    body = []
    for a, b in rows[:kept]:
        row = tuple(pieces[a:b])
        alignment = None
        if 1 < len(row) < columns and full:
            alignment = align(tuple(cell_type(p.text) for p in row), tuple(bool(p.text) for p in row), profile)
        body.append(BodyRow(row, alignment or from_left(len(row), columns)))
    return body, stop


def _row_end(pieces: Sequence[Piece], start: int, columns: int, limit: int, units: bool, codes: bool) -> int:
    """Index behind the row that begins at ``start`` and ends before ``limit``; 0 where none can begin there.

    ``units`` says that the second column holds units, ``codes`` that a column holds codes.
    """
    if cell_type(pieces[start].text) not in (Type.TEXT, Type.UNIT):
        return 0
    end, stop = start + 1, min(start + columns, limit)
    if units and end < stop and _like_unit(pieces[end].text):
        end += int(_numbers(pieces, end + 1, min(end + 2, stop)))
    while end < stop and (cell_type(pieces[end].text) in _NUMERIC or (codes and CODE.fullmatch(pieces[end].text))):
        end += 1
    if end == stop and _numbers(pieces, end, min(end + 1, limit)):
        return 0  # more numbers than columns: no row of this table
    return end


def _like_unit(text: str) -> bool:
    """A short word in the column of units that the codebook does not know."""
    return cell_type(text) is Type.TEXT and len(text) <= _LONGEST_UNIT


def _numbers(pieces: Sequence[Piece], start: int, stop: int) -> bool:
    return any(cell_type(piece.text) in (Type.NUMBER, Type.YEAR) for piece in pieces[start : max(start, stop)])


@cache
def from_left(written: int, columns: int) -> Alignment:
    """Cells in the columns from the left, the last columns without any."""
    written = min(written, columns)
    return Alignment(
        tuple((c, c + 1) if c < written else (written, written) for c in range(columns)), 0.0, written == columns
    )
