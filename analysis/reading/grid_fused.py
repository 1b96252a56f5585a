"""Tables whose rows stand in one line each and whose cells a crawl ran together: 养老机构床位 万张 11.3, 街道165."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.codebook import read_table
from analysis.model import BlockKind
from analysis.reading.grid_build import FoundGrid, build
from analysis.reading.grid_cells import Piece, Type, cell_type, header_words, words_of
from analysis.reading.grid_headers import HeaderTree
from analysis.reading.grid_known import (
    CODE,
    FEWEST_YEARS,
    MOST_COLUMNS,
    from_left,
    has_codes,
    has_units,
    head_signs,
    header_width,
    is_label_head,
    is_unit_head,
    is_value_head,
    known_header,
)
from analysis.reading.grid_rows import BodyRow
from analysis.reading.lines import Line, written_lines

_LONGEST_ROW = 60  # characters without numbers
_MOST_BETWEEN = 5  # lines without a number in a row
_LONGEST_BETWEEN = 40  # characters of such a line
_FEWEST_BARE = 4  # rows without a header, each with its unit before its number
_LONGEST_RUN = 40  # characters of header words that run together
_LONGEST_WORD = 16
_TOKEN = re.compile(r"\S+")
_NUMBER = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?"
_AT_END = re.compile(rf"(?<![\d.,-])(?P<number>{_NUMBER})[%‰]?$")
_NUMBER_ENDS = frozenset("0123456789%‰")
_VALUE = re.compile(rf"(?:{_NUMBER})[%‰]?")
_SENTENCE = re.compile(r"[。;!?,]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3,}")


def fused(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids whose rows are lines of label, unit and number with nothing or single spaces between.

    They stand under a header of known words (指标名称单位数量; 指标 2001年 2002年); without one, four rows or more in
    which a unit stands before its number, which no prose does, are a table too. Lines of prose end it.
    """
    written = written_lines(lines, taken)
    found: list[FoundGrid] = []
    signs = head_signs()
    stop = 0
    for i in [
        i
        for i, line in enumerate(written)
        if (text := line.text)[-1] in _NUMBER_ENDS or (text[0] in signs and text[-1] != "。")
    ]:
        if i < stop or written[i].index in taken:
            continue
        head = _header(written[i])
        if head is not None:
            grid, stop = _under(lines, written, i, head, taken)
        elif _fused_row(written[i], plain=False) is not None:
            grid, stop = _bare(lines, written, i, taken)
        else:
            continue
        if grid is not None:
            found.append(grid)
    return found


# headers


def _header(line: Line) -> list[Piece] | None:
    """The cells of a header line: words between spaces, or known words that run together."""
    if len(line.text) > 10 * MOST_COLUMNS or "|" in line.text or "\t" in line.text or not _may_head(line.text):
        return None
    pieces = words_of(line)
    if len(pieces) > 1:
        joined = _spread([pieces[0], *(p for p in pieces[1:] if not _LATIN.fullmatch(p.text))])  # 项目 Item 2004
        return (
            joined
            if header_width([p.text for p in joined]) == len(joined) + (not is_label_head(joined[0].text))
            else None
        )
    return _run_together(line)


def _may_head(text: str) -> bool:
    """A cheap look before the words of a header are read: the first must be one of labels or values."""
    words = text.split(maxsplit=2)
    if len(words) == 1:
        return len(text) <= _LONGEST_RUN and text.startswith(_label_words())
    first = words[0]
    if len(first) == 1 or words[1][0] == "年":
        return True
    return first in _label_words() or (len(first) <= _LONGEST_WORD and is_value_head(first))


def _piece(line: Line, start: int, end: int) -> Piece:
    return Piece(line.start + start, line.start + end, line.text[start:end])


def _spread(pieces: list[Piece]) -> list[Piece]:
    """Header words whose characters stand apart (单 位) joined again."""
    result: list[Piece] = []
    for piece in pieces:
        if result and len(result[-1].text) == 1 and len(piece.text) == 1:
            result[-1] = Piece(result[-1].start, piece.end, result[-1].text + piece.text)
        else:
            result.append(piece)
    return result


def _run_together(line: Line) -> list[Piece] | None:
    text = line.text
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        for stop in range(min(len(text), at + 16), at, -1):
            word = text[at:stop]
            if (not pieces and is_label_head(word)) or (pieces and (is_unit_head(word) or is_value_head(word))):
                pieces.append(Piece(line.start + at, line.start + stop, word))
                at = stop
                break
        else:
            return None
    return pieces if len(pieces) > 1 and header_width([p.text for p in pieces]) == len(pieces) else None


@cache
def _label_words() -> tuple[str, ...]:
    return tuple(word for word in header_words("first") if is_label_head(word))


# rows


@dataclass(frozen=True, slots=True)
class _Row:
    pieces: tuple[Piece, ...]
    numbers: int


@cache
def _unit_endings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Units that a label may end with: those that are no noun by themselves, and plain counters behind a noun."""
    names = {row["written"] for row in read_table("units")}
    certain = {m + n for m in ("万", "亿", "千", "百万") for n in names if "/" not in n or n.startswith("元")}
    certain |= {n for n in names if "/" in n or n in ("‰", "平方米", "平方公里", "公顷", "人次", "户次")}
    longest = "|".join(re.escape(n) for n in sorted(certain, key=lambda n: (-len(n), n)))
    plain = "|".join(re.escape(n) for n in sorted(header_words("counter"), key=lambda n: (-len(n), n)))
    nouns = "|".join(re.escape(n) for n in sorted(header_words("counted"), key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<!/)(?:{longest})$"), re.compile(rf"(?<=[)])(?:{plain})$|(?:{nouns})(?P<unit>{plain})$")


def _ends_in_number(text: str) -> bool:
    return text[-1] in _NUMBER_ENDS


def _fused_row(line: Line, plain: bool = True) -> _Row | None:
    """Label, unit and number of a line; None for lines that end otherwise. ``plain``: the unit may be missing."""
    text = line.text
    m = _AT_END.search(text, max(0, len(text) - 24)) if _ends_in_number(text) else None
    if m is None or len(text) > _LONGEST_ROW or _SENTENCE.search(text, 0, m.start()):
        return None
    label = text[: m.start()].rstrip(" :")
    if not re.search(r"[一-鿿]", label):
        return None
    unit = _unit_behind(label)
    name = label[: len(label) - len(unit)].rstrip()
    if not unit and not plain:
        return None
    at = line.start + len(label) - len(unit)
    return _Row(
        (
            Piece(line.start, line.start + len(name), name),
            Piece(at, at + len(unit), unit),
            Piece(line.start + m.start(), line.end, text[m.start() :]),
        ),
        1,
    )


def _unit_behind(label: str) -> str:
    certain, counters = _unit_endings()
    m = certain.search(label, max(0, len(label) - 8))
    if m is not None and m.start() > 0:
        return m.group()
    c = counters.search(label, max(0, len(label) - 8))
    return (c["unit"] or c.group()) if c is not None and c.start() >= 0 else ""


def _spaced_row(line: Line, width: int, units: bool, before: Sequence[Piece] = (), codes: bool = False) -> _Row | None:
    """Label, perhaps a unit and a code, and numbers between spaces; as many as the header has, or fewer from the left.

    A label that stands on the line ``before`` takes all of them.
    """
    label, values = _sides(line)
    if before and not label and len(values) == width - 1 and not units:
        return _Row((before[0], *values), len(values))
    code = label[-1:] if codes and len(label) > 1 and CODE.fullmatch(label[-1].text) else []
    label = label[: len(label) - len(code)]
    if not values or not label or len(code) < codes:
        return None
    unit: list[Piece] = []
    if units:
        last = label[-1]
        unit = [last] if len(label) > 1 and cell_type(last.text) is Type.UNIT else [Piece(last.end, last.end, "")]
        label = label[:-1] if unit[0].text else label
    if len(values) > width - 1 - len(unit) - codes:
        return None
    name = _piece(line, label[0].start - line.start, label[-1].end - line.start)
    return _Row((name, *unit, *code, *values), len(values))


def _sides(line: Line) -> tuple[list[Piece], list[Piece]]:
    """The words of a row and the values behind them; what stands between in another script translates the words."""
    tokens = [_piece(line, m.start(), m.end()) for m in _TOKEN.finditer(line.text)]
    k = len(tokens)
    while k > 0 and (_VALUE.fullmatch(tokens[k - 1].text) or cell_type(tokens[k - 1].text) is Type.EMPTY):
        k -= 1
    words = (i for i in range(k, 0, -1) if _CHINESE.search(tokens[i - 1].text) or CODE.fullmatch(tokens[i - 1].text))
    own = next(words, 0)
    translated = _LATIN.search(line.text, tokens[own].start - line.start) if own < k else None
    return tokens[: own if translated else k], tokens[k:]


def _translation(line: Line) -> bool:
    """Whether a line goes on with the translation of the label before it: area (person)."""
    return _LATIN.search(line.text) is not None and _CHINESE.search(line.text) is None


def _under(
    lines: Sequence[Line], written: Sequence[Line], i: int, head: list[Piece], taken: Mapping[int, BlockKind]
) -> tuple[FoundGrid | None, int]:
    """The table under the header in line ``i``."""
    width = header_width([piece.text for piece in head])
    tree = known_header(head, width)
    units = has_units(tree)
    codes = has_codes(tree)
    single = width - 1 - units - codes == 1
    rows: list[tuple[int, _Row]] = []
    between = 0
    for k in range(i + 1, len(written)):
        line = written[k]
        if line.index in taken or "|" in line.text or "\t" in line.text or _header(line) is not None:
            break
        row = _spaced_row(line, width, units, codes=codes)
        if row is None and codes and CODE.search(line.text):
            continue  # a row without numbers
        if row is None and rows and not rows[-1][1].numbers:
            row = _spaced_row(line, width, units, rows[-1][1].pieces)
            if row is not None:
                rows.pop()  # its numbers stand on a line of their own, perhaps behind the translation
        if row is None and _translation(line):
            continue
        if single:
            fused_row = _fused_row(line)
            if fused_row is not None and (row is None or (units and not row.pieces[1].text)):
                row = fused_row if units else _Row((_rejoined(line, fused_row), fused_row.pieces[2]), 1)
        if row is None:
            between += 1
            words = _sides(line)[0]
            stop = words[-1].end - line.start if words else len(line.text)
            if between > _MOST_BETWEEN or stop > _LONGEST_BETWEEN or _SENTENCE.search(line.text, 0, stop):
                break
            unit = _unit_behind(line.text[:stop]) if units and single else ""
            name = line.text[: stop - len(unit)].rstrip()
            empty = (_piece(line, stop - len(unit), stop),) if unit else ()
            row = _Row((Piece(line.start, line.start + len(name), name), *empty), 0)
        else:
            between = 0
        rows.append((k, row))
    while rows and not rows[-1][1].numbers:
        rows.pop()
    if sum(row.numbers > 0 for _, row in rows) < (1 if width > FEWEST_YEARS and not units else 2):
        return None, i + 1
    first, last = written[i].index, written[rows[-1][0]].index
    return _grid(lines, first, last, tree, [row for _, row in rows]), rows[-1][0] + 1


def _rejoined(line: Line, row: _Row) -> Piece:
    stop = row.pieces[1].end
    return Piece(line.start, stop, line.text[: stop - line.start])


def _bare(
    lines: Sequence[Line], written: Sequence[Line], i: int, taken: Mapping[int, BlockKind]
) -> tuple[FoundGrid | None, int]:
    """Rows without a header: at least four in a row, each with its unit before its number."""
    rows = []
    k = i
    while k < len(written) and written[k].index not in taken:
        row = _fused_row(written[k], plain=False)
        if row is None:
            break
        rows.append(row)
        k += 1
    if len(rows) < _FEWEST_BARE:
        return None, k
    return _grid(lines, written[i].index, written[k - 1].index, HeaderTree((), 0, 3), rows), k


def _grid(lines: Sequence[Line], first: int, last: int, tree: HeaderTree, rows: Sequence[_Row]) -> FoundGrid | None:
    layout = "fused" if tree.columns <= 3 else "spaces"
    body = [BodyRow(row.pieces, from_left(len(row.pieces), tree.columns)) for row in rows]
    return build(lines, first, last, layout, tree, body)


__all__ = ["fused"]
