"""Tables whose rows stand in one line each: cells between TABs, pipes or wide spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from analysis.model import BlockKind
from analysis.reading.grid_build import (
    LONGEST_CELL,
    FoundGrid,
    align_rows,
    build,
    header_rows,
    marks_columns,
    title_rows,
)
from analysis.reading.grid_cells import Piece, Type, cell_type
from analysis.reading.grid_headers import HeaderTree, rows_header
from analysis.reading.grid_known import MOST_COLUMNS, header_width, is_unit_head
from analysis.reading.grid_runs import tables_of
from analysis.reading.headings import RANKS, read_mark
from analysis.reading.lines import Line

_LONGEST_LABEL = 40
_MOST_CELLS = 200  # in a row


def _split(line: Line, pattern: re.Pattern[str]) -> list[Piece]:
    """The cells of a line between the matches of a pattern, with their places."""
    pieces = []
    start = 0
    text = line.text
    for match in [*pattern.finditer(text), None]:
        stop = match.start() if match else len(text)
        raw = text[start:stop]
        content = raw.strip()
        at = line.start + start + (len(raw) - len(raw.lstrip()) if content else 0)
        pieces.append(Piece(at, at + len(content), content))
        start = match.end() if match else stop
    return pieces


_TAB = re.compile(r"\t")
_PIPE = re.compile(r"\|")
_WORD = re.compile(r"\S+")
_RULE_ROW = re.compile(r"[|\s:+=-]*-{2,}[|\s:+=-]*")
_WIDE = re.compile(r" {2,}|\t")  # a view has no other blanks


def _pipe_cells(line: Line) -> list[Piece] | None:
    bars = line.text.count("|")
    if bars > MOST_COLUMNS and (unfilled := _without_filling(line)) is not None:
        return _split(unfilled, _PIPE)
    if bars > _MOST_CELLS:
        return None
    if bars < 2 and not (bars == 1 and 2 < line.text.find("|") < len(line.text) - 1):
        return None
    if _RULE_ROW.fullmatch(line.text):
        return []
    pieces = _split(line, _PIPE)
    if line.text.startswith("|"):
        pieces = pieces[1:]
    if line.text.endswith("|") and len(pieces) > 1:
        pieces = pieces[:-1]
    return pieces


def _without_filling(line: Line) -> Line | None:
    """A row without the bars that a page put behind its last cell for more columns than a table has; None for others.

    A row that starts with a bar is left alone, for its first cell may be empty.
    """
    text = line.text.rstrip("| ")
    filled = line.text.count("|") - text.count("|") > MOST_COLUMNS >= text.count("|")
    return line._replace(text=text) if filled and text[:1] not in ("", "|") else None


def pipes(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    return _line_rows(lines, taken, _pipe_cells, "pipes", 2)


def tab_separated(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    def cells(line: Line) -> list[Piece] | None:
        if "\t" not in line.text and line.tabs < 2:
            return None
        blanks = [Piece(line.begin + i, line.begin + i, "") for i in range(line.tabs)]
        return [*blanks, *_split(line, _TAB)]

    return _line_rows(lines, taken, cells, "tab-separated", 2)


def may_have_gaps(text: str, fewest: int = 2) -> bool:
    """A cheap look: so many wide gaps are not without as many pairs of spaces, or a TAB."""
    return text.count("  ") >= fewest or "\t" in text


_FEWEST_SPACED = 3  # rows whose cells nothing but spaces set apart
FEWEST_GAPS = 6  # in a table of three rows, each with three cells


def spaces(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    def cells(line: Line) -> list[Piece] | None:
        if not may_have_gaps(line.text) or _WIDE.search(line.text) is None or line.text[-1] == "。":
            return None
        mark = read_mark(line.text)
        if mark is not None and mark.rank <= RANKS["(cjk)"]:
            return None
        pieces = _split(line, _WIDE)
        return pieces if len(pieces) >= 3 and max(len(p.text) for p in pieces) <= _LONGEST_LABEL else None

    return _line_rows(lines, taken, cells, "spaces", 3)


def _line_rows(
    lines: Sequence[Line],
    taken: Mapping[int, BlockKind],
    cells: Callable[[Line], list[Piece] | None],
    layout: str,
    fewest: int,
) -> list[FoundGrid]:
    """Grids out of runs of lines each of which is a row."""
    rows = {line.index: row for line in lines if line.text and (row := cells(line)) is not None}
    if len(rows) < (_FEWEST_SPACED if layout == "spaces" else 2):
        return []
    runs = tables_of(lines, taken, rows, bars=cells is _pipe_cells, joins=layout != "spaces")
    grids = (_from_rows(lines, run, layout, fewest) for run in runs if len(run) > 1)
    return [grid for grid in grids if grid is not None]


def _sentences(pieces: Sequence[Piece]) -> bool:
    """Whether the first row is made of sentences with numbers, parted by bars, and heads no columns."""
    written = [piece.text for piece in pieces if piece.text]
    told = [text for text in written if len(text) > _SHORTEST_SENTENCE and _TOLD.search(text)]
    return len(told) * 2 >= len(written) > 0


_SHORTEST_SENTENCE = 24
_TOLD = re.compile(r"\d[^,;。]*[,;。]")


def _rejoined(rows: Sequence[tuple[Line, list[Piece]]]) -> list[tuple[Line, list[Piece]]]:
    """Rows with a label that its bar closed at the end of a line before the row's other cells in the next line."""
    joined: list[tuple[Line, list[Piece]]] = []
    for line, pieces in rows:
        if joined and len(joined[-1][1]) == 1 and joined[-1][0].text.endswith("|") and len(pieces) > 1:
            label = joined[-1][1][0]
            first = cell_type(pieces[0].text)
            if first in (Type.UNIT, Type.NUMBER) or not any(piece.text for piece in pieces):
                joined[-1] = (line, [label, *pieces])
                continue
        joined.append((line, pieces))
    return joined


def _from_rows(
    lines: Sequence[Line], run: Sequence[tuple[Line, list[Piece]]], layout: str, fewest: int
) -> FoundGrid | None:
    rows = [(line, pieces) for line, pieces in run if pieces]
    if layout == "pipes":
        rows = _rejoined(rows)
    while rows and len(rows[0][1]) == 1:
        rows = rows[1:]
    while rows and len(rows[-1][1]) == 1:
        rows = rows[:-1]
    if len(rows) < 2:
        return None
    rows, shared = _apart(rows) if layout != "spaces" else (rows, [])
    counts = Counter(len(pieces) for _, pieces in rows if len(pieces) > 1)
    columns, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    if layout != "spaces":
        columns = max((size for size, number in counts.items() if number * 4 >= times), default=columns)
        times = sum(number for size, number in counts.items() if size <= columns)
    if (
        columns < fewest
        or times < 2
        or times * 2 < len(rows)
        or (layout == "spaces" and (times < _FEWEST_SPACED or times * 5 < len(rows) * 4))
    ):
        return None
    flat = [piece for _, pieces in rows for piece in pieces]
    numbers = sum(cell_type(piece.text) is Type.NUMBER for piece in flat)
    long = sum(len(piece.text) > LONGEST_CELL for piece in flat)
    known = header_width([piece.text for piece in rows[0][1]]) > 1  # one number makes a table below a known header
    if layout != "pipes" and (numbers < (1 if known else 2) or long * 4 > len(flat)):
        return None
    if layout == "pipes" and ((numbers == 0 and columns < 3 and len(rows) < 3) or _sentences(rows[0][1])):
        return None
    if layout != "spaces":  # cells keep their column from the left; what is short lacks empty cells at its end
        for index, (line, pieces) in enumerate(rows):
            if 1 < len(pieces) < columns:
                pad = [Piece(line.end, line.end, "")] * (columns - len(pieces))
                rows[index] = (line, [*pieces, *pad])
        rows = _beside_units(rows, columns)
    ruled = next((i for i, (_, pieces) in enumerate(run) if not pieces), 0)
    matrix = [pieces for _, pieces in rows]
    top = title_rows(matrix)
    titles = [piece.text for row in matrix[:top] for piece in row if piece.text]
    matrix = matrix[top:]
    header = header_rows(matrix, columns, max(0, ruled - top))
    tree = rows_header(matrix[:header], columns) if header else HeaderTree((), 0, columns)
    if header and header < len(matrix) - 1 and marks_columns(matrix[header]):
        header += 1
    body = align_rows(matrix[header:], columns)
    if not body:
        return None
    grid = build(lines, rows[0][0].index, rows[-1][0].index, layout, tree, body, titles)
    if grid is None or not shared:
        return grid
    flags = tuple(f"row-shared:{row - top - header}" for row in shared)
    return replace(grid, grid=replace(grid.grid, flags=(*grid.grid.flags, *flags)))


def _beside_units(rows: Sequence[tuple[Line, list[Piece]]], columns: int) -> list[tuple[Line, list[Piece]]]:
    """Rows, and a header, whose label took the column of units too, with an empty cell there: their last cell is empty.

    Only where most rows with numbers have a unit behind their label, and most of these something in their last cell.
    """
    with_unit = [columns > 2 and len(r) == columns and cell_type(r[1].text) is Type.UNIT for _, r in rows]
    whole = sum(unit and r[-1].text != "" for (_, r), unit in zip(rows, with_unit, strict=True))
    numbered = sum(any(cell_type(piece.text) is Type.NUMBER for piece in r) for _, r in rows)
    if sum(with_unit) * 2 <= numbered or whole * 2 <= sum(with_unit):
        return list(rows)
    result = []
    for (line, row), unit in zip(rows, with_unit, strict=True):
        whole_header = len(row) > 1 and is_unit_head(row[1].text)
        if not unit and not whole_header and len(row) == columns and row[1].text and not row[-1].text:
            row = [row[0], Piece(row[0].end, row[0].end, ""), *row[1:-1]]
        result.append((line, row))
    return result


def _apart(rows: Sequence[tuple[Line, list[Piece]]]) -> tuple[list[tuple[Line, list[Piece]]], list[int]]:
    """Rows whose labels all stand in one cell and their numbers in the next as rows of their own, and which these are.

    Only where every written cell of the row holds as many words, or numbers, as every other, which their order pairs.
    Left alone: rows with a cell of one word, labels of single characters set apart (床 位), numbers that are none.
    """
    result: list[tuple[Line, list[Piece]]] = []
    shared: list[int] = []
    for line, row in rows:
        parts = [list(_WORD.finditer(piece.text)) for piece in row]
        sizes = {len(words) for words in parts if words}
        size = sizes.pop() if len(sizes) == 1 else 0
        if size < 2 or not _labels_and_numbers(row[0], row[1:]):
            result.append((line, row))
            continue
        for k in range(size):
            shared.append(len(result))
            cells = [
                Piece(piece.start + words[k].start(), piece.start + words[k].end(), words[k][0]) if words else piece
                for piece, words in zip(row, parts, strict=True)
            ]
            result.append((line, cells))
    return result, shared


def _labels_and_numbers(label: Piece, cells: Sequence[Piece]) -> bool:
    """The first cell holds nothing but words that each name something, and some cell behind it only numbers."""
    words = label.text.split()
    if any(len(word) < 2 or cell_type(word) is not Type.TEXT for word in words):
        return False
    numbers = [[cell_type(word) is Type.NUMBER for word in cell.text.split()] for cell in cells]
    return any(kinds and all(kinds) for kinds in numbers) and not any(any(k) and not all(k) for k in numbers)
