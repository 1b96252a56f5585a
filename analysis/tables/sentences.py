"""The text of a document as rows: its sentences, headings and table rows, each with its place and section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from analysis.model import Block, BlockKind, Coded, Role

__all__ = ["CELL_BREAK", "sentence_rows"]

CELL_BREAK = " | "  # between the cells of a table row; no text of a cell keeps two spaces around a bar

Row = tuple[Any, ...]
Stretch = tuple[int, int, str]  # start, end (text offsets) and the text


def sentence_rows(coded: Coded) -> tuple[Row, ...]:
    """Every sentence, heading and table row of a document, in order; what is no part of it is left out.

    Left out are the portal's metadata, furniture, and the table of contents. The text is the repaired one in simplified
    script, line ends and blanks at its edges removed; the place is that in the source. A table row goes from its first
    to its last cell that is filled, header rows included.
    """
    plan = coded.plan
    said = {passage.start: passage.sentences for passage in coded.passages}
    grids = {grid.start: grid for grid in plan.grids}
    kinds = {BlockKind.PARAGRAPH: "prose", BlockKind.HEADING: "heading", BlockKind.GRID: "table"}
    reading, view, rows = plan.reading, plan.reading.view, []
    for block in plan.blocks:
        if block.kind not in kinds:
            continue
        found = _table_rows(grids[block.start].cells) if block.kind is BlockKind.GRID else _parts(view, block, said)
        section = plan.sections[block.section] if block.section >= 0 else None
        title, role = (section.title, str(section.role)) if section else ("", str(Role.NONE))
        heading = reading.place(section.start, section.start)[0] if section else None
        for start, end, text in found:
            place = reading.place(start, end)
            line = reading.line(place[0])
            rows.append((plan.doc_id, *place, line, kinds[block.kind], role, title, heading, text))
    return tuple(rows)


def _parts(view: str, block: Block, said: Mapping[int, Sequence[tuple[int, int]]]) -> Iterator[Stretch]:
    whole = [(block.start, block.end)]
    for start, end in said[block.start] if block.kind is BlockKind.PARAGRAPH else whole:
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
