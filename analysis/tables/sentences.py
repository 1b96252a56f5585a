"""The text of a document as rows: its sentences, headings and table rows, each with its place and section."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from analysis.coding.sentences import sentences
from analysis.model import Block, BlockKind, Plan, Role

__all__ = ["CELL_BREAK", "sentence_rows"]

CELL_BREAK = " | "  # between the cells of a table row; no text of a cell keeps two spaces around a bar

Row = tuple[Any, ...]
Stretch = tuple[int, int, str]  # start, end (text offsets) and the text


def sentence_rows(plan: Plan) -> tuple[Row, ...]:
    """Every sentence, heading and table row of a document, in order; what is no part of it is left out.

    Left out are the portal's metadata, furniture, and the table of contents. The text is the repaired one in simplified
    script, line ends and blanks at its edges removed; the place is that in the source. A table row goes from its first
    to its last cell that is filled, header rows included.
    """
    grids = {grid.start: grid for grid in plan.grids}
    kinds = {BlockKind.PARAGRAPH: "prose", BlockKind.HEADING: "heading", BlockKind.GRID: "table"}
    reading, rows = plan.reading, []
    for block in plan.blocks:
        if block.kind not in kinds:
            continue
        found = _table_rows(grids[block.start].cells) if block.kind is BlockKind.GRID else _sentences(plan, block)
        section = plan.sections[block.section] if block.section >= 0 else None
        title, role = (section.title, str(section.role)) if section else ("", str(Role.NONE))
        heading = reading.place(section.start, section.start)[0] if section else None
        for start, end, text in found:
            place = reading.place(start, end)
            line = reading.line(place[0])
            rows.append((plan.doc_id, *place, line, kinds[block.kind], role, title, heading, text))
    return tuple(rows)


def _sentences(plan: Plan, block: Block) -> Iterator[Stretch]:
    view = plan.reading.view
    spans = sentences(view, block.start, block.end) if block.kind is BlockKind.PARAGRAPH else [(block.start, block.end)]
    for start, end in spans:
        written = view[start:end]
        text = written.strip()
        if text:
            start += len(written) - len(written.lstrip())
            yield start, start + len(text), " ".join(text.split())


def _table_rows(cells: tuple[Any, ...]) -> Iterator[Stretch]:
    for _, same in groupby(cells, key=lambda cell: cell.row):
        filled = [cell for cell in same if cell.start < cell.end and cell.text]
        if filled:
            text = CELL_BREAK.join(cell.text for cell in filled)
            yield min(cell.start for cell in filled), max(cell.end for cell in filled), text
