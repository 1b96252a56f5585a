"""Reads the outline of a document: which line is a heading, a paragraph, a table, or no part of the document at all."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace

from analysis.model import Block, BlockKind, Grid, Outline, Reading, Role, Section, new_tuple
from analysis.reading import grid_cells, headings
from analysis.reading.contents import find_contents
from analysis.reading.furniture import classify
from analysis.reading.grids import FoundGrid, find_grids
from analysis.reading.heading_lines import Heading, find_headings, read_paragraph_lead
from analysis.reading.headings import is_caption
from analysis.reading.lines import Line, split_lines
from analysis.reading.roles import section_role
from analysis.reading.section_stack import SectionStack

_HEADING, _PARAGRAPH = BlockKind.HEADING, BlockKind.PARAGRAPH
_LOST = re.compile(r"[?�□■ ]+")


def read_outline(reading: Reading) -> Outline:
    """Sections, blocks, grids and flags of a reading; all places are text offsets.

    Every line that is not blank belongs to exactly one block, in order; a grid is one block of many lines. A
    heading that runs into its paragraph opens a section while the line stays one PARAGRAPH block whose ``lead`` is the
    heading. A document's own title is a HEADING block without a section, unless one file joins several documents.
    Flags: ``table-lost:<caption>`` where a table's title stands and the table does not.
    """
    headings.forget()
    grid_cells.forget()
    lines = split_lines(reading.view, reading.text)
    aside: dict[int, BlockKind] = dict(classify(lines))
    for index in find_contents(lines, aside):
        aside[index] = BlockKind.CONTENTS
    grids = find_grids(lines, aside)
    inside = {index: number for number, grid in enumerate(grids) for index in range(grid.first, grid.last + 1)}
    captions = frozenset(grid.caption_line for grid in grids)
    found, stray = find_headings(lines, aside, inside, captions)
    for index in stray:
        aside[index] = BlockKind.CONTENTS
    return _assemble(lines, aside, grids, inside, captions, found)


def _assemble(
    lines: tuple[Line, ...],
    aside: Mapping[int, BlockKind],
    grids: tuple[FoundGrid, ...],
    inside: Mapping[int, int],
    captions: Container[int],
    headings: Mapping[int, Heading],
) -> Outline:
    stack = SectionStack()
    blocks: list[Block] = []
    found: list[Grid] = []
    lost = _lost_tables(lines, aside, inside, captions)
    done = -1
    for index, _, start, end, text, tabs, _ in [line for line in lines if line.text]:
        if index <= done:
            continue
        if index in inside:
            place = grids[inside[index]]
            stack.extend(place.grid.end)
            found.append(replace(place.grid, section=stack.current))
            blocks.append(Block(BlockKind.GRID, place.grid.start, place.grid.end, stack.current))
            stack.after_grid()
            done = place.last
            continue
        if index in aside:
            blocks.append(Block(aside[index], start, end))
            continue
        heading = headings.get(index)
        if heading is None:
            named = index in captions or index in lost
            if not named:
                stack.before_paragraph(tabs > 0)
            stack.extend(end)
            kind, lead = (_HEADING, "") if named else (_PARAGRAPH, read_paragraph_lead(text))
        else:
            if heading.opens:
                stack.open(heading, start, end)
            else:
                stack.extend(end)
            kind, lead = (_PARAGRAPH, heading.title) if heading.run_in else (_HEADING, "")
        blocks.append(new_tuple(Block, (kind, start, end, stack.current, lead)))
    flags = tuple(f"table-lost:{lines[index].text}" for index in sorted(lost))
    titles = tuple(lines[index].start for index, one in sorted(headings.items()) if one.style == "title" and one.opens)
    return Outline(_with_roles(stack), tuple(blocks), tuple(found), flags, titles)


def _lost_tables(
    lines: tuple[Line, ...], aside: Mapping[int, BlockKind], inside: Container[int], captions: Container[int]
) -> set[int]:
    """Lines that name a table of which nothing, or only the mark of a lost picture, is left."""
    lost: set[int] = set()
    for index in aside:
        if _LOST.fullmatch(lines[index].text):
            this = next((i for i in range(index - 1, -1, -1) if lines[i].text), -1)
            told = this < 0 or this in aside or this in inside or this in captions
            if not told and is_caption(lines[this].text):
                lost.add(this)
    return lost


def _with_roles(stack: SectionStack) -> tuple[Section, ...]:
    """The sections with levels and roles; levels count the styles that the part of the document uses."""
    sections: list[Section] = []
    used: dict[int, list[int]] = {}
    for draft in stack.drafts:
        if draft.counted:
            used.setdefault(draft.part, []).append(draft.rank)
    ladders = {part: {rank: i + 1 for i, rank in enumerate(sorted(set(ranks)))} for part, ranks in used.items()}
    for draft in stack.drafts:
        above = sections[draft.parent].level if draft.parent >= 0 else 0
        level = above + 1
        if draft.counted:
            level = max(level, ladders[draft.part][draft.rank] + draft.base)
        role = draft.role
        if role is None:
            role = section_role(draft.title, sections[draft.parent].role if draft.parent >= 0 else Role.NONE)
        place = draft.start, draft.end
        sections.append(new_tuple(Section, (draft.title, draft.number, level, *place, draft.parent, role)))
    return tuple(sections)
