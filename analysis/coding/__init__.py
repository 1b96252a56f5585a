"""Plan → facts, ledger and findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from analysis.coding.benefits import restated, said_again
from analysis.coding.carry import Carry
from analysis.coding.cell_projects import deadlines, of_project
from analysis.coding.cells import code_grid, prose_cells, value_cells
from analysis.coding.checking import check
from analysis.coding.damage import mend
from analysis.coding.document_dates import calendars_of
from analysis.coding.drafts import Draft
from analysis.coding.facts import to_fact
from analysis.coding.groups import group_words
from analysis.coding.headed import Headings
from analysis.coding.implied import code_implied
from analysis.coding.ledger import Claim, build_ledger
from analysis.coding.lexicon import cue_at_end, cue_pattern
from analysis.coding.paragraphs import code_paragraph
from analysis.coding.phrases import changes_by, strip_links
from analysis.coding.quantities import Quantity, scan
from analysis.coding.sentences import sentences
from analysis.coding.setting import Setting
from analysis.coding.settle import settle
from analysis.model import BlockKind, Cell, Coded, Fact, Grid, Passage, Plan, Role
from analysis.reading.grid_runs import says_it_goes_on

__all__ = ["code"]

Parts = list[tuple[int, int]]


def code(plan: Plan) -> Coded:
    """All quantified statements of a plan, and what became of every digit run.

    Facts are sorted by place. Nothing raises on odd text: what cannot be read is in the ledger.
    """
    reading, view = plan.reading, plan.reading.view
    calendars = calendars_of(plan)
    starts = [start for start, _ in calendars]
    headings = [Headings(plan, calendar) for _, calendar in calendars]
    drafts: list[Draft] = []
    claims: list[Claim] = []
    passages: list[Passage] = []

    marks = _footnotes(plan)

    def exclude(start: int, end: int, reason: str) -> None:
        claims.append(Claim(*reading.place(start, end), "excluded", reason))

    def unread(start: int, end: int, reason: str) -> None:
        claims.append(Claim(*reading.place(start, end), "unread", reason))

    def beside(start: int, end: int, grid: Grid) -> None:
        """What stands in a table's lines and in none of its cells: its title, numbers of columns, or rows not read."""
        words = view[start:end].translate(_BARS).split()
        if start < end and words:
            text = "".join(words)
            title = text in "".join(grid.caption.split()) or all(len(word) <= 2 for word in words)
            title = title or says_it_goes_on(text)
            (exclude if title else unread)(start, end, "table label" if title else "beside the cells of a table")

    def read(start: int, end: int, parts: Parts, setting: Setting, topic: str = "", carry: Carry | None = None) -> None:
        """The statements of one paragraph or cell, and what its other digits are."""
        found = mend(view, start, end, scan(view, start, end), marks)
        for x in found.excluded:
            exclude(x.start, x.end, x.reason)
        kept = []
        for i, q in enumerate(found.quantities):
            if i == 0 and carry is not None and carry.broken:
                unread(q.number_start, q.number_end, "cut off from its beginning")
            elif "unit-missing" in q.flags and not q.magnitude:
                unread(q.number_start, q.number_end, "number without a unit")
            elif reason := _left_out(view, q, setting):
                exclude(q.number_start, q.number_end, reason)
            else:
                kept.append(q)
        again = said_again(view, kept)
        for _, q in again:
            kept.remove(q)
        if kept:
            told = setting if carry is None else replace(setting, ahead=setting.ahead or carry.ahead)
            coded = list(code_paragraph(view, parts, kept, told, topic))
            drafts.extend([*coded, *restated(again, coded)])
        drafts.extend(code_implied(view, start, end, setting))

    carry = Carry(calendars[0][1])
    for block in plan.blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        part = bisect_right(starts, block.start) - 1
        calendar = calendars[part][1]
        if calendar is not carry.calendar:  # another document of the file
            carry = Carry(calendar)
        setting = carry.into(view, block, headings[part].setting(block.section, block.lead))
        parts = sentences(view, block.start + carry.mark, block.end)
        passages.append(Passage(block.start, block.end, setting.section, setting.role, tuple(parts)))
        if carry.mark:
            exclude(block.start, block.start + carry.mark, "list number")
        read(block.start + carry.mark, block.end, parts, setting, carry=carry)
    for grid in plan.grids:
        part = bisect_right(starts, grid.start) - 1
        setting, at = headings[part].setting(grid.section, ""), grid.start
        drafts.extend(code_grid(view, grid, setting, plan.header.title))
        values = {cell.start for cell in value_cells(grid, setting, plan.header.title)}
        for cell in sorted(grid.cells, key=_start):
            if cell.end <= cell.start:
                continue
            beside(at, cell.start, grid)
            if cell.start in values:
                unread(cell.start, cell.end, "cell not read")
            else:
                exclude(cell.start, cell.end, "table label")
            at = max(at, cell.end)
        beside(at, grid.end, grid)
        due = deadlines(grid)
        for cell, label in prose_cells(grid):
            of_row = of_project(grid, cell, due, setting)
            read(cell.start, cell.end, sentences(view, cell.start, cell.end), of_row, label)
    settle(drafts)
    facts = tuple(sorted((to_fact(d, reading) for d in drafts), key=_place))
    ledger = build_ledger(reading, plan.blocks, facts, claims)
    return Coded(plan, facts, ledger, findings=check(plan, facts), passages=tuple(passages))


_BARS = str.maketrans("|", " ")


def _start(cell: Cell) -> int:
    return cell.start


_TERM = re.compile(r"\s*(\d{1,2})[.、．]\s?([^:。是]{2,24})(?::|是)")


def _footnotes(plan: Plan) -> frozenset[tuple[str, str]]:
    """(number, term) of the glossary's entries."""
    found = set()
    for block in plan.blocks:
        if block.section >= 0 and plan.sections[block.section].role is Role.GLOSSARY:
            m = _TERM.match(plan.reading.view, block.start, block.end)
            if m:
                found.add((m[1], m[2][-4:]))
    return frozenset(found)


_TITLE_BEFORE = re.compile(r"《[^《》]*$")


LONG_HOURS = 100  # hours of service done, not a term


def _left_out(view: str, q: Quantity, setting: Setting) -> str:
    """Reason to leave out a quantity that is no statement of the document; empty to keep it."""
    window = view[max(0, q.number_start - 60) : q.number_start]
    if _TITLE_BEFORE.search(window):
        return "title of a document"
    before, behind = view[max(0, q.start - 12) : q.start], view[q.end : q.end + 12]
    if q.dimension in ("multiple", "money") and cue_pattern("penalty").search(before + behind):
        return "penalty"
    if q.dimension == "age" and setting.role is not Role.GLOSSARY and not _mean_age(window, q):
        return "" if cue_pattern("age_limit").search(before + behind) else "age group"
    if q.dimension == "duration" and not q.magnitude and not (q.unit == "小时" and q.value >= LONG_HOURS):
        told = cue_pattern("term").match(behind) or cue_pattern("term_before").search(before)
        return "" if told else "duration"
    return ""


def _mean_age(before: str, q: Quantity) -> bool:
    """Whether an age is a mean or its change: 平均年龄30.5岁,女性28.7岁; not 平均年龄75岁以上的老年人."""
    clauses = re.split("[,;。]", before)
    own = strip_links(clauses[-1])
    parallel = len(clauses) > 1 and group_words(own) and cue_pattern("mean_age").search(clauses[-2]) is not None
    changed = bool(changes_by(own)) and cue_pattern("mean_age").search("".join(clauses[-2:])) is not None
    return q.comparator == "=" and (cue_at_end("mean_age").search(own) is not None or parallel or changed)


def _place(fact: Fact) -> tuple[int, int, int, str]:
    return fact.char_start, fact.char_end, fact.number_start or -1, fact.fact_id
