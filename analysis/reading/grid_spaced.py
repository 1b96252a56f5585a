"""Indicator tables whose cells nothing but single spaces set apart, as copied pages of plans have them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.model import BlockKind
from analysis.reading.grid_build import FoundGrid, build
from analysis.reading.grid_cells import Piece, Type, cell_type, header_words, ordinal, words_of
from analysis.reading.grid_headers import Head, HeaderTree
from analysis.reading.grid_known import bare, is_label_head, is_unit_head, is_value_head
from analysis.reading.grid_rows import BodyRow
from analysis.reading.lines import Line, written_lines

_FEWEST_SPACES = 3  # in a header: a running number, a label, a value and an attribute
_FEWEST_ROWS = 2
_MOST_OTHERS = 6  # lines in a row that are no rows: cells broken over lines, the header of the next page
_BROKEN = "号"  # of 序号, whose 序 stands in the line before
_LONGEST_LABEL = 60
_SENTENCE = re.compile(r"[。;!?]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_VALUES = (Type.NUMBER, Type.EMPTY, Type.YEAR)


@dataclass(frozen=True, slots=True)
class _Form:
    """The columns of a table: perhaps running numbers, labels, units and attributes, values, perhaps an attribute."""

    ordinal: bool
    middle: tuple[Type, ...]  # between labels and values: units, attributes
    values: int
    attribute: bool


def spaced(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids under a header of known words in one line that numbers its rows or names an attribute:
    序号 指标名称 单位 2020年 2025年 属性.

    A row has exactly as many values as the header, in its last cells before the attribute; a label may begin in the
    line before. Lines that are no rows are left alone, and seven in a row, or prose, end the table.
    """
    first = _first_characters()
    if not any(line.text.count(" ") >= _FEWEST_SPACES for line in lines if line.text[:1] in first):
        return []
    written = [line for line in written_lines(lines, taken) if line.index not in taken]
    found: list[FoundGrid] = []
    i = 0
    while i < len(written):
        head = _header(written[i]) if written[i].text[0] in first else None
        if head is None:
            i += 1
            continue
        form, tree = head
        rows, last = _rows(written, i, form)
        grid = build(lines, written[i].index, written[last].index, "spaces", tree, rows) if rows else None
        if grid is not None:
            found.append(grid)
        i = last + 1
    return found


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(word[0] for word in header_words("first") | header_words("ordinal")) | {_BROKEN}


def _header(line: Line) -> tuple[_Form, HeaderTree] | None:
    if line.text.count(" ") < _FEWEST_SPACES or "|" in line.text:
        return None
    pieces = words_of(line)
    words = [bare(piece.text) for piece in pieces]
    numbered = words[0] == _BROKEN or (words[0] in header_words("ordinal") and not is_label_head(words[0]))
    attribute = words[-1] in header_words("attribute")
    core = words[numbered : len(words) - attribute]
    if not core or not is_label_head(core[0]):
        return None
    middle = []
    for word in core[1:3]:
        if is_unit_head(word) or word in header_words("attribute"):
            middle.append(Type.UNIT if is_unit_head(word) else Type.BINDING)
    values = core[1 + len(middle) :]
    if not (numbered or attribute or Type.BINDING in middle) or not values or not all(map(is_value_head, values)):
        return None
    heads = tuple(Head(0, column, piece) for column, piece in enumerate(pieces))
    return _Form(numbered, tuple(middle), len(values), attribute), HeaderTree(heads, 1, len(pieces))


def _rows(written: Sequence[Line], header: int, form: _Form) -> tuple[list[BodyRow], int]:
    """The rows below a header and the place of the last one's line; none where they are too few."""
    rows: list[BodyRow] = []
    last = header
    begun: list[Piece] = []  # of a label whose numbers stand in the next line
    others = 0
    for k in range(header + 1, len(written)):
        line = written[k]
        if others > _MOST_OTHERS or _SENTENCE.search(line.text) or "|" in line.text:
            break
        words = words_of(line)
        row = _row([*begun, *words], form)
        if row is not None:
            rows.append(row)
            last, begun, others = k, [], 0
            continue
        others += 1
        begins = not form.ordinal or ordinal(words[0].text)
        begun = words if begins and not any(cell_type(word.text) in _VALUES for word in words[form.ordinal :]) else []
    return (rows, last) if len(rows) >= _FEWEST_ROWS else ([], header)


def _row(words: list[Piece], form: _Form) -> BodyRow | None:
    """The cells of a row; None for words that are none."""
    number = words[0] if form.ordinal else None
    if number is not None and not ordinal(number.text):
        return None
    attribute = words[-1] if form.attribute and cell_type(words[-1].text) is Type.BINDING else None
    core = words[number is not None : len(words) - (attribute is not None)]
    at = len(core) - form.values
    values = core[max(at, 0) :]
    if at < 1 or any(cell_type(value.text) not in _VALUES for value in values):
        return None
    middle: list[Piece | None] = []
    for kind in reversed(form.middle):
        found = at > 1 and cell_type(core[at - 1].text) is kind
        at -= found
        middle.insert(0, core[at] if found else None)
    label = core[:at]
    name = "".join(piece.text for piece in label)
    if not _HAN.search(name) or len(name) > _LONGEST_LABEL or any(cell_type(p.text) in _VALUES for p in label):
        return None
    cells: list[Piece | None] = [*([number] if form.ordinal else []), Piece(label[0].start, label[-1].end, name)]
    return BodyRow.of_cells([*cells, *middle, *values, *([attribute] if form.attribute else [])])
