"""The frozen dataclasses and enums that the rooms hand each other; nothing else.

What a document has hundreds of (edits, sections, cells, marks) are named tuples, which ``new_tuple`` makes fastest.

All offsets are half-open ``[start, end)`` and count Python characters. Two coordinate systems exist:

* *source*: the decoded file, exactly as it is (line ends untouched, byte-order mark removed);
* *text*: the repaired text. ``Reading.view`` has the same length as ``Reading.text`` and differs from it only
  character by character (simplified script, half-width digits and letters), so both share offsets.

Everything is computed in *text* offsets; ``Reading.place`` leads back to the source, and only rows of tables carry
source offsets.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

new_tuple = tuple.__new__  # makes a named tuple in a third of the time that its class takes


class Kind(StrEnum):
    """What a fact is (see the coding guideline)."""

    TARGET = "target"
    STANDARD = "standard"
    EXPENDITURE = "expenditure"
    OUTCOME = "outcome"
    RULE = "rule"


class Certainty(StrEnum):
    """How certain a repair is."""

    EXACT = "exact"  # follows from the bytes or the notation alone
    EVIDENCE = "evidence"  # chosen among candidates by evidence, which the note names
    DOUBTFUL = "doubtful"  # not applied to any number; recorded for a reader to judge


class Role(StrEnum):
    """What a section does in its document; decides tense, and so kind and date, of undated numbers."""

    REVIEW = "review"  # looks back: achievements, current state, last year's work
    SITUATION = "situation"  # opportunities and challenges
    GOALS = "goals"  # aims and indicators
    TASKS = "tasks"  # what will be done
    SAFEGUARDS = "safeguards"  # how it is made sure
    GLOSSARY = "glossary"
    APPENDIX = "appendix"
    NONE = ""


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    GRID = "grid"
    CONTENTS = "contents"  # a line of the table of contents
    METADATA = "metadata"  # portal header: index number, dates, publisher
    FURNITURE = "furniture"  # breadcrumbs, spam, browser warnings, ICP numbers


class CellState(StrEnum):
    VALUE = "value"
    EMPTY = "empty"  # written as empty: /, —, ——, blank
    MISSING = "missing"  # the crawl lost the cell


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file."""

    doc_id: str  # file stem
    name: str  # path relative to the plans folder, with /
    sha256: str  # of the bytes
    encoding: str  # e.g. "utf-8", "utf-8-sig", "gb18030", "utf-16-le"; "docx" and "pdf" where the text was taken out
    text: str
    notes: tuple[str, ...] = ()  # e.g. undecodable bytes and where


class Edit(NamedTuple):
    """One repair, in source offsets; edits of a document never overlap and are sorted by place.

    Replaying them (replacing ``source[start:end]`` by ``read``) gives ``Reading.text``.
    """

    start: int
    end: int
    found: str
    read: str
    repair: str  # name of the repair function
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The repaired text with the exact way back to the source."""

    source: Source
    text: str
    view: str
    script: str  # "simplified", "traditional" or "mixed"
    edits: tuple[Edit, ...]
    starts: tuple[int, ...]  # text offset at which each segment begins; starts[0] == 0
    origins: tuple[int, ...]  # source offset of each segment's first character
    spans: tuple[int, ...]  # source length of each segment (== text length unless the segment was repaired)
    line_starts: tuple[int, ...]  # source offset of the first character of each line

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of ``text[start:end]``; covers whatever was repaired inside."""
        if end <= start:
            at = self._origin(start)
            return at, at
        return self._origin(start), self._origin_end(end - 1)

    def _length(self, i: int) -> int:
        """Length of a segment in the text."""
        return (self.starts[i + 1] if i + 1 < len(self.starts) else len(self.text)) - self.starts[i]

    def _origin(self, offset: int) -> int:
        if offset >= len(self.text):
            return len(self.source.text)
        i = bisect_right(self.starts, offset) - 1
        inside = offset - self.starts[i]
        return self.origins[i] + inside if inside and self._length(i) == self.spans[i] else self.origins[i]

    def _origin_end(self, offset: int) -> int:
        """Source offset just behind the character at ``offset``."""
        i = bisect_right(self.starts, offset) - 1
        same = self._length(i) == self.spans[i]
        return self.origins[i] + (offset - self.starts[i] + 1 if same else self.spans[i])

    def line(self, source_offset: int) -> int:
        """1-based line of a source offset (CR, LF and CRLF each end a line)."""
        return bisect_right(self.line_starts, source_offset)


class Section(NamedTuple):
    """A heading and what stands under it, in text offsets; sections nest by ``parent``."""

    title: str  # view text without its number
    number: str  # as written: 第一章, (一), 4.4.2.
    level: int  # 1 is the outermost
    start: int  # of the heading
    end: int  # of the last character under it
    parent: int  # index of the enclosing section, -1 at the top
    role: Role


class Block(NamedTuple):
    """A stretch of the text with one function, in document order, covering every non-blank line."""

    kind: BlockKind
    start: int
    end: int
    section: int = -1  # index into Plan.sections, -1 before the first
    lead: str = ""  # lead-in phrase that acts as a heading inside a paragraph


class Cell(NamedTuple):
    row: int
    column: int
    start: int  # text offsets of the cell's content (start == end where the cell is missing)
    end: int
    text: str  # view text, line breaks inside removed, stripped
    state: CellState = CellState.VALUE
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Rows below ``header_rows`` are the body; ``headers[c]`` joins the header levels of a column by ``|``."""

    start: int
    end: int
    caption: str
    layout: str  # "tab-lines", "blank-lines", "tab-separated", "pipes", "pipe-lines", "spaces", "fused"
    header_rows: int
    rows: int  # body rows
    columns: int
    headers: tuple[str, ...]
    cells: tuple[Cell, ...]  # body and header cells, sorted by row, column; missing cells included
    section: int = -1
    flags: tuple[str, ...] = ()  # e.g. "cell-missing", "table-lost"


@dataclass(frozen=True, slots=True)
class Header:
    """What a document says of itself; empty string or None where it does not say."""

    title: str = ""
    region: str = ""  # full name, e.g. 江津区
    region_code: str = ""  # GB/T 2260, six digits
    region_level: str = ""  # nation, province, prefecture, county
    parent: str = ""  # full name of the parent region
    publisher: str = ""
    doc_type: str = ""  # plan, work_priorities … (doc_type_names.csv)
    doc_number: str = ""
    index_number: str = ""
    date_written: str = ""  # ISO date
    date_published: str = ""  # ISO date
    period: str = ""  # 十三五, 十四五, annual …
    period_start: int | None = None
    period_end: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of several documents that a file joins: its place in text offsets, and what it says of itself."""

    start: int
    end: int
    header: Header


@dataclass(frozen=True, slots=True)
class Plan:
    """A read document. ``header`` is that of the first part where the file joins several documents."""

    reading: Reading
    header: Header
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    flags: tuple[str, ...] = ()  # e.g. "table-lost:<caption>"
    parts: tuple[Part, ...] = ()  # of a file that joins several documents; empty for all others

    @property
    def doc_id(self) -> str:
        return self.reading.source.doc_id


PART_OF_YEAR = "part-of-year"  # the flag of what accrued over some months of its year


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantified statement; offsets are *source* offsets (see the data dictionary for every field)."""

    fact_id: str
    doc_id: str
    kind: Kind
    indicator_id: str
    indicator: str
    indicator_text: str
    group: str
    value: Decimal | None
    value_max: Decimal | None
    value_text: str
    comparator: str
    unit: str
    unit_text: str
    year: int | None
    period_start: int | None
    period_end: int | None
    time_inferred: bool
    attribute: str
    implied: bool
    damaged: bool
    flags: tuple[str, ...]
    quote: str
    char_start: int
    char_end: int
    number_start: int | None
    number_end: int | None
    line: int
    section: str
    source: str  # "prose" or "table"
    rule: str  # name of the coding rule that made it
    note: str = ""


class LedgerRow(NamedTuple):
    """What became of one digit run (or of one numeral in words that was read), in source offsets."""

    doc_id: str
    char_start: int
    char_end: int
    line: int
    text: str
    status: str  # fact, excluded, unread
    reason: str  # for excluded and unread
    fact_id: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; rows of the ``issues`` table."""

    doc_id: str
    check: str
    severity: str  # error, warning, note
    line: int
    expected: str
    found: str
    facts: tuple[str, ...]
    message: str


class Passage(NamedTuple):
    """A paragraph as coding reads it: where it stands and how it divides into sentences, in text offsets."""

    start: int
    end: int
    section: str  # title of its section, or its lead-in phrase
    role: Role
    sentences: tuple[tuple[int, int], ...]


class Strength(StrEnum):
    """How firmly a text commits itself to a measure, from the weakest to the firmest."""

    MENTIONED = "mentioned"  # background, or what has been achieved
    COMMITTED = "committed"  # a verb of the plan
    DATED = "dated"  # with a time by which
    QUANTIFIED = "quantified"  # with a number to reach

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__) + 1  # 1 to 4


class Mark(NamedTuple):
    """A measure where a document speaks of it; offsets are *source* offsets."""

    mark_id: str
    doc_id: str
    measure_id: str
    strength: Strength
    cue: str  # the words that decided the strength
    about: str  # commitment, achievement or background
    year: int | None  # by which, where the sentence says so
    fact_ids: tuple[str, ...]  # the facts that quantify it
    wording: str  # row of measure_words that found it; empty where a fact's indicator did
    quote: str
    char_start: int
    char_end: int
    line: int
    section: str
    source: str  # "prose" or "table"


@dataclass(frozen=True, slots=True)
class Coded:
    """Everything coding found in one plan."""

    plan: Plan
    facts: tuple[Fact, ...]
    ledger: tuple[LedgerRow, ...]
    findings: tuple[Finding, ...] = ()
    passages: tuple[Passage, ...] = ()
    marks: tuple[Mark, ...] = ()
    unmarked: str = ""  # why the absence of a measure means nothing in this document; empty where it means something


class PlainError(ValueError):
    """An error whose message is a sentence for people: what was expected, what was found, what to do."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback."""
        return str(self).splitlines()


class ReadingError(PlainError):
    """A document that cannot be read; the message names it, the reason and what to do."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What ``read_outline`` finds in a reading."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    flags: tuple[str, ...] = ()
    titles: tuple[int, ...] = ()  # where the documents begin that one file seems to join; empty for a single one
