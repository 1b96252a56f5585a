"""Finds tables in a text without markup, and says what stands in which cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.model import BlockKind, Cell, CellState, Grid
from analysis.reading.grid_cells import Alignment, Piece, Type, align, cell_type, profile_of
from analysis.reading.grid_headers import HeaderTree, flat_header, rows_header
from analysis.reading.grid_rows import BodyRow, find_body, header_start
from analysis.reading.headings import RANKS, is_box, is_caption, read_mark
from analysis.reading.lines import Line

_LONGEST_CELL = 70
_LONGEST_LABEL = 40
_UNIT_LINE = re.compile(r"[(]?\s*(?:计量)?单位\s*:.{1,20}")


@dataclass(frozen=True, slots=True)
class FoundGrid:
    """A grid with the indices of the lines it covers (its own and those between them)."""

    grid: Grid
    first: int
    last: int
    caption_line: int = -1


def find_grids(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> tuple[FoundGrid, ...]:
    """All tables of a text in document order; ``taken`` are lines that are something else (contents, metadata, furniture).

    Layouts: ``tab-lines`` (one cell per line behind a TAB), ``blank-lines`` (one cell per line), ``tab-separated``, ``pipes``, and
    ``spaces`` (cells set apart by two or more spaces). Boxes of prose behind a TAB are left alone, and so are lists of short
    lines without numbers.
    """
    found: list[FoundGrid] = []
    used: dict[int, BlockKind] = dict(taken)
    for finder in (_pipes, _tab_separated, _tab_lines, _spaces, _blank_lines):
        for grid in finder(lines, used):
            found.append(grid)
            used.update(dict.fromkeys(range(grid.first, grid.last + 1), BlockKind.GRID))
    return tuple(sorted(found, key=lambda g: g.first))


# --- rows whose cells stand in one line ------------------------------------------------------------------------------


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
_RULE_ROW = re.compile(r"[|\s:+=-]*-{2,}[|\s:+=-]*")
_WIDE = re.compile(r"[ \xa0\u2002\u2003]{2,}|\t")


def _pipes(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    def cells(line: Line) -> list[Piece] | None:
        if line.text.count("|") < 2 and not (
            line.text.count("|") == 1 and 2 < line.text.find("|") < len(line.text) - 1
        ):
            return None
        if _RULE_ROW.fullmatch(line.text):
            return []
        pieces = _split(line, _PIPE)
        if line.text.startswith("|"):
            pieces = pieces[1:]
        if line.text.endswith("|") and len(pieces) > 1:
            pieces = pieces[:-1]
        return pieces

    return _line_rows(lines, taken, cells, "pipes", 2)


def _tab_separated(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    def cells(line: Line) -> list[Piece] | None:
        if "\t" not in line.text and line.tabs < 2:
            return None
        blanks = [Piece(line.begin + i, line.begin + i, "") for i in range(line.tabs)]
        return [*blanks, *_split(line, _TAB)]

    return _line_rows(lines, taken, cells, "tab-separated", 2)


def _spaces(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    def cells(line: Line) -> list[Piece] | None:
        if _WIDE.search(line.text) is None or line.text.endswith("。"):
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
    """Grids out of runs of lines each of which is a row; blank lines and page numbers between rows are passed over."""
    found: list[FoundGrid] = []
    run: list[tuple[Line, list[Piece]]] = []
    blanks = 0

    def close() -> None:
        grid = _from_rows(lines, run, layout, fewest) if len(run) > 1 else None
        if grid is not None:
            found.append(grid)
        run.clear()

    for line in lines:
        if line.blank:
            blanks += 1
            continue
        pieces = None if line.index in taken else cells(line)
        if pieces is None:
            if run and blanks < 3 and taken.get(line.index) is BlockKind.FURNITURE:  # a page number between two rows
                continue
            if run and blanks == 0 and line.index not in taken and _across(lines, line, cells):
                run.append((line, [Piece(line.start, line.end, line.text)]))
                continue
            close()
        else:
            if blanks >= 3:
                close()
            if pieces or run:
                run.append((line, pieces))
        blanks = 0
    close()
    return found


def _across(lines: Sequence[Line], line: Line, cells: Callable[[Line], list[Piece] | None]) -> bool:
    """A short line right between two rows: it stands across the table."""
    if len(line.text) > 30 or line.text.endswith(("。", ";", ":")) or line.index + 1 >= len(lines):
        return False
    return cells(lines[line.index + 1]) is not None


def _from_rows(
    lines: Sequence[Line], run: Sequence[tuple[Line, list[Piece]]], layout: str, fewest: int
) -> FoundGrid | None:
    rows = [(line, pieces) for line, pieces in run if pieces]
    while rows and len(rows[0][1]) == 1:
        rows = rows[1:]
    while rows and len(rows[-1][1]) == 1:
        rows = rows[:-1]
    if len(rows) < 2:
        return None
    counts = Counter(len(pieces) for _, pieces in rows if len(pieces) > 1)
    columns, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    if layout != "spaces":
        columns = max((size for size, number in counts.items() if number * 4 >= times), default=columns)
        times = sum(number for size, number in counts.items() if size <= columns)
    if (
        columns < fewest
        or times < 2
        or times * 2 < len(rows)
        or (layout == "spaces" and (times < 3 or times * 5 < len(rows) * 4))
    ):
        return None
    flat = [piece for _, pieces in rows for piece in pieces]
    numbers = sum(cell_type(piece.text) is Type.NUMBER for piece in flat)
    long = sum(len(piece.text) > _LONGEST_CELL for piece in flat)
    if layout != "pipes" and (numbers < 2 or long * 4 > len(flat)):
        return None
    if layout == "pipes" and numbers == 0 and (columns < 3 and len(rows) < 3):
        return None
    if layout != "spaces":  # cells keep their column from the left; what is short lacks empty cells at its end
        for index, (line, pieces) in enumerate(rows):
            if 1 < len(pieces) < columns:
                pad = [Piece(line.end, line.end, "")] * (columns - len(pieces))
                rows[index] = (line, [*pieces, *pad])
    ruled = next((i for i, (_, pieces) in enumerate(run) if not pieces), 0)
    matrix = [pieces for _, pieces in rows]
    header = _header_rows(matrix, columns, ruled)
    tree = rows_header(matrix[:header], columns) if header else HeaderTree((), 0, columns)
    body = [_align_row(row, matrix[header:], columns) for row in matrix[header:]]
    if not body:
        return None
    return _build(lines, rows[0][0].index, rows[-1][0].index, layout, tree, body)


def _header_rows(matrix: Sequence[Sequence[Piece]], columns: int, ruled: int) -> int:
    """How many rows come before the first row that holds numbers (years and periods are no numbers here)."""
    if ruled:
        upper = ruled
    else:
        upper = 0
        for row in matrix[:4]:
            if (
                (len(row) == 1 and upper)
                or any(cell_type(p.text) in (Type.NUMBER, Type.BINDING) for p in row[1:])
                or (len(row) == columns and cell_type(row[0].text) is Type.NUMBER and upper)
            ):
                break
            upper += 1
        else:
            upper = 1
    if upper == 1 and len(matrix) > 2:  # a second level: no numbers in it, and the first level repeats or leaves blanks
        first, second = matrix[0], matrix[1]
        texts = [p.text for p in first]
        repeats = len(set(texts)) < len(texts)
        if repeats and not any(cell_type(p.text) in (Type.NUMBER, Type.BINDING) for p in second):
            upper = 2
    return min(upper, len(matrix) - 1)


def _align_row(row: Sequence[Piece], body: Sequence[Sequence[Piece]], columns: int) -> BodyRow:
    full = [other for other in body if len(other) == columns]
    if len(row) == columns:
        return BodyRow(tuple(row), _plain(columns))
    profile = profile_of(full, columns)
    if len(row) > columns and not any(p.text for p in row[columns:]):
        return BodyRow(tuple(row[:columns]), _plain(columns))
    alignment = align(tuple(cell_type(p.text) for p in row), tuple(p.text for p in row), profile)
    if alignment is None:
        return BodyRow(tuple(row[:columns]), _plain(columns, min(len(row), columns)))
    return BodyRow(tuple(row), alignment)


def _plain(columns: int, written: int | None = None) -> Alignment:
    written = columns if written is None else written
    return Alignment(
        tuple((c, c + 1) if c < written else (written, written) for c in range(columns)), 0.0, written == columns
    )


# --- one cell per line -----------------------------------------------------------------------------------------------


def _tab_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids of cells that stand one per line behind a TAB; a blank line ends a row, but may also break a cell."""
    found: list[FoundGrid] = []
    position = 0
    while position < len(lines):
        if not lines[position].tab or lines[position].index in taken:
            position += 1
            continue
        groups, stop = _tab_groups(lines, position, taken)
        grid = _from_groups(lines, groups)
        if grid is not None:
            found.append(grid)
        position = max(stop, position + 1)
    return found


def _tab_groups(
    lines: Sequence[Line], start: int, taken: Mapping[int, BlockKind]
) -> tuple[list[list[tuple[Line, Piece]]], int]:
    """Rows of (line, piece) from ``start`` on, and the index behind the region."""
    groups: list[list[tuple[Line, Piece]]] = [[]]
    position = start
    blanks = 0
    while position < len(lines):
        line = lines[position]
        if line.tab and line.index not in taken:
            if blanks and groups[-1]:
                groups.append([])
            groups[-1].append((line, Piece(line.start, line.end, line.text)))
            blanks = 0
        elif line.blank:
            blanks += 1
            if blanks > 2:
                break
        elif _continues(lines, position) and groups[-1]:
            last, piece = groups[-1][-1]
            groups[-1][-1] = (last, piece.joined(Piece(line.start, line.end, line.text)))
            blanks = 0
        else:
            break
        position += 1
    return [group for group in groups if group], position


def _continues(lines: Sequence[Line], position: int) -> bool:
    """A short line without a TAB that is followed by cells is the rest of the cell before it."""
    text = lines[position].text
    if len(text) > 12 or text.endswith(("。", ";", ":")) or is_box(text):
        return False
    mark = read_mark(text)
    if mark is not None and mark.rank <= RANKS["(cjk)"]:
        return False
    return any(line.tab for line in lines[position + 1 : position + 3])


def _from_groups(lines: Sequence[Line], groups: list[list[tuple[Line, Piece]]]) -> FoundGrid | None:
    while groups and len(groups[-1]) == 1 and not groups[-1][0][1].text:
        groups = groups[:-1]
    sizes = Counter(len(group) for group in groups if len(group) > 1)
    if not sizes:
        return _from_single_cells(lines, groups)
    groups = _mend(groups, max(sizes, key=lambda size: (sizes[size], size)))
    sizes = Counter(len(group) for group in groups if len(group) > 1)
    columns, times = max(sizes.items(), key=lambda item: (item[1], item[0]))
    if times < 2 or times * 2 < len(groups):
        return _from_single_cells(lines, groups)
    matrix = [[piece for _, piece in group] for group in groups]
    flat = [piece for row in matrix for piece in row]
    if sum(cell_type(p.text) is Type.NUMBER for p in flat) < 2 or sum(
        len(p.text) > _LONGEST_CELL for p in flat
    ) * 4 > len(flat):
        return None
    header = _header_rows(matrix, columns, 0)
    tree = rows_header(matrix[:header], columns)
    body = [_align_row(row, matrix[header:], columns) for row in matrix[header:]]
    return _build(lines, groups[0][0][0].index, _last_line(lines, groups[-1][-1]), "tab-lines", tree, body)


def _mend(groups: list[list[tuple[Line, Piece]]], columns: int) -> list[list[tuple[Line, Piece]]]:
    """Join neighbouring groups that together make one row: a blank line stood inside it."""
    mended: list[list[tuple[Line, Piece]]] = []
    for group in groups:
        if mended and len(mended[-1]) < columns and len(mended[-1]) + len(group) == columns:
            numbers = [cell_type(piece.text) for _, piece in mended[-1]], [cell_type(piece.text) for _, piece in group]
            if Type.NUMBER in numbers[1] and numbers[1][0] is not Type.TEXT:
                mended[-1] = [*mended[-1], *group]
                continue
        mended.append(group)
    return mended


def _last_line(lines: Sequence[Line], cell: tuple[Line, Piece]) -> int:
    index = cell[0].index
    while index + 1 < len(lines) and lines[index + 1].start < cell[1].end:
        index += 1
    return index


def _from_single_cells(lines: Sequence[Line], groups: list[list[tuple[Line, Piece]]]) -> FoundGrid | None:
    """Cells behind TABs that no blank line groups into rows: rows are found as in ``blank-lines``."""
    cells = [cell for group in groups for cell in group]
    grids = _from_pieces(lines, [line for line, _ in cells], [piece for _, piece in cells], "tab-lines")
    return grids[0] if grids else None


def _blank_lines(lines: Sequence[Line], taken: Mapping[int, BlockKind]) -> list[FoundGrid]:
    """Grids of cells that stand one per line, among short lines without final punctuation."""
    found: list[FoundGrid] = []
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and line.blank:
            if line.void and run:
                run.append(line)
            continue
        if line is not None and run and taken.get(line.index) is BlockKind.FURNITURE:
            continue
        if line is not None and line.index not in taken and _like_cell(line.text):
            run.append(line)
            continue
        if sum(1 for other in run if other.text) >= 6:
            pieces = [Piece(other.start, other.end, other.text) for other in run]
            found += _from_pieces(lines, run, pieces, "blank-lines")
        run = []
    return found


def _like_cell(text: str) -> bool:
    if len(text) > _LONGEST_CELL or text.endswith(("。", ";", ":", "!", "?")) or "。" in text:
        return False
    mark = read_mark(text)
    return mark is None or mark.style not in ("part", "chapter", "section", "cjk", "(cjk)") or mark.offset == len(text)


def _from_pieces(
    lines: Sequence[Line], owners: Sequence[Line], pieces: Sequence[Piece], layout: str
) -> list[FoundGrid]:
    found: list[FoundGrid] = []
    start = 0
    while start < len(pieces):
        body = find_body(pieces, start)
        if body is None:
            break
        top = header_start(pieces, start, body)
        tree = flat_header(pieces[top : body.first], body.columns) or HeaderTree((), 0, body.columns, False)
        first = owners[top].index if tree.heads else owners[body.first].index
        caption = next((owners[i].index for i in range(top - 1, start - 1, -1) if pieces[i].text), -1)
        grid = _build(lines, first, owners[body.stop - 1].index, layout, tree, list(body.rows))
        if grid is not None:
            if grid.caption_line < 0 and caption >= 0 and len(lines[caption].text) <= 50:
                grid = replace(grid, caption_line=caption, grid=replace(grid.grid, caption=lines[caption].text))
            found.append(grid)
        start = body.stop
    return found


# --- building --------------------------------------------------------------------------------------------------------


def _build(
    lines: Sequence[Line], first: int, last: int, layout: str, tree: HeaderTree, body: Sequence[BodyRow]
) -> FoundGrid | None:
    """The grid out of a header and aligned rows; flags name cells by body row and column, both from 0."""
    cells: list[Cell] = []
    flags: list[str] = []
    for head in tree.heads:
        state = CellState.VALUE if head.piece.text else CellState.EMPTY
        piece = head.piece
        cells.append(
            Cell(head.level, head.column, piece.start, piece.end, piece.text, state, head.row_span, head.column_span)
        )
    if not tree.heads:
        flags.append("header-missing")
    elif not tree.certain:
        flags.append("header-span-uncertain")
    end = lines[last].end
    for number, row in enumerate(body):
        written = [piece for piece in row.pieces if piece.text]
        level = tree.levels + number
        if len(written) == 1 and tree.columns > 2 and cell_type(written[0].text) is Type.TEXT:
            piece = written[0]  # a line across the table: 一、社会救助
            cells.append(Cell(level, 0, piece.start, piece.end, piece.text, CellState.VALUE, 1, tree.columns))
            continue
        missing = False
        at = row.pieces[0].start if row.pieces else lines[first].start
        for column, (start, stop) in enumerate(row.alignment.columns):
            cell = _cell(row.pieces[start:stop], level, column, at)
            at = cell.end
            if cell.state is CellState.MISSING:
                missing = True
                flags.append(f"cell-missing:{number}:{column}")
            cells.append(cell)
        if missing and not row.alignment.certain:
            flags.append(f"row-uncertain:{number}")
    caption_line, caption = _caption(lines, first)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    grid = Grid(
        lines[first].start,
        end,
        caption,
        layout,
        tree.levels,
        len(body),
        tree.columns,
        tree.names(),
        tuple(cells),
        -1,
        tuple(flags),
    )
    return FoundGrid(grid, first, last, caption_line)


def _cell(pieces: Sequence[Piece], row: int, column: int, at: int) -> Cell:
    written = [piece for piece in pieces if piece.text]
    if not pieces:
        return Cell(row, column, at, at, "", CellState.MISSING)
    if not written:
        return Cell(row, column, pieces[0].start, pieces[0].start, "", CellState.EMPTY)
    whole = written[0]
    for piece in written[1:]:
        whole = whole.joined(piece)
    state = CellState.EMPTY if cell_type(whole.text) is Type.EMPTY else CellState.VALUE
    return Cell(row, column, whole.start, whole.end, whole.text, state)


def _caption(lines: Sequence[Line], first: int) -> tuple[int, str]:
    """The line above a table that names it, with the line that says its unit; (-1, "") where there is none."""
    unit = ""
    passed = 0
    for index in range(first - 1, max(-1, first - 12), -1):
        line = lines[index]
        if line.blank:
            continue
        passed += 1
        if _UNIT_LINE.fullmatch(line.text) and not unit:
            unit = line.text
            continue
        mark = read_mark(line.text)
        named = is_box(line.text) or is_caption(line.text)
        short = len(line.text) <= 50 and not line.text.endswith(("。", ";", ",", ":")) and "。" not in line.text
        if named or (short and mark is None and not line.tab) or (short and mark is not None and is_caption(line.text)):
            return index, f"{line.text} {unit}".strip()
        break
    return -1, unit
