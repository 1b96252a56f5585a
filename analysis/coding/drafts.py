"""Drafts: what the readers of prose and of grids say of a number before it becomes a fact, in text offsets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analysis.coding.calendar import UNDATED, Date


@dataclass(slots=True)
class Draft:
    """One statement about one number; mutable, local to coding."""

    start: int  # of the quote
    end: int
    number_start: int | None
    number_end: int | None
    value: Decimal | None
    phrase: str  # what is counted, as written; becomes indicator_text
    kind: str = ""
    value_max: Decimal | None = None
    value_text: str = ""
    comparator: str = "="
    unit: str = ""
    unit_text: str = ""
    dimension: str = ""
    topic: str = ""  # what the phrase stands under, for phrases that say too little
    subject: str = ""  # what the sentence counted first, for phrases that begin with what it does (吸纳就业)
    part_of: str = ""  # what a clause about a part (其中…) is a part of
    scheme: str = ""  # the one that its paragraph, or else its heading, names (五保)
    standing: bool = False  # said to be there (截至, 已, 共有), not to be added
    verb: str = ""  # that governs the number, perhaps shared with the members of an enumeration before it
    group: str = ""
    date: Date = UNDATED
    attribute: str = ""
    implied: bool = False
    damaged: bool = False
    flags: tuple[str, ...] = ()
    section: str = ""
    grown_unit: str = ""  # of what grows, where a table or the number before tells it
    source: str = "prose"
    rule: str = ""
    note: str = ""
