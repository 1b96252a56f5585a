"""Where a paragraph or a grid stands: what its numbers take from around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.coding.calendar import Calendar, Moment
from analysis.model import Role


@dataclass(frozen=True, slots=True)
class Setting:
    """A section's title and role, the document's calendar, and the time that headings name."""

    section: str
    role: Role
    calendar: Calendar
    moment: Moment | None = None  # from a heading such as 2008年工作回顾
    ahead: bool = False  # the paragraphs before look ahead (今年将办好十件实事)


@dataclass(slots=True)
class Topic:
    """What a sentence has been about so far; mutable, local to the reading of one sentence."""

    phrase: str = ""
    heard: tuple[str, ...] = ()  # what the clauses without numbers said, in order
    carried: bool = False  # the phrase is that of the sentence before
    first: str = ""  # of the sentence, which totals (床位总计) go back to
    whole: str = ""  # what the parts told last (其中…) are parts of
    whole_unit: str = ""  # its unit
    whole_number: Decimal = Decimal(0)
    rest: Decimal = Decimal(0)  # how much of it no part has been told of yet
    part: bool = False  # the number before was a part of the whole
    rate: bool = False  # the number before was a share
    verb: str = ""  # that governed the number before
    unit: str = ""  # of the number before
    number: Decimal = Decimal(0)  # the number before
    group: str = ""  # of the number before
    base: int | None = None  # the year of the last level before a change
    amount: Decimal = Decimal(0)  # the last amount per person
    per_person: str = ""  # unit of the last amount per person
    recent: tuple[str, ...] = ()  # what the numbers before were about
    counts: tuple[str, ...] = ()  # units of the numbers before that were no rates
    paid: tuple[str, ...] = ()  # the persons counted since the last sum of money, who may get the next one together
    listed: tuple[str, ...] = ()  # what the numbers of the clause before counted, where it is a list
    groups: tuple[str, ...] = ()  # of the last distribution (分别)
    units: tuple[str, ...] = ()  # of its amounts
    rates: dict[str, str] = field(default_factory=dict)  # what the paragraph's amounts per person were about → unit

    @property
    def counted(self) -> str:
        """What the number before counts, in a group of its own too (农村12864人,增长5%)."""
        return self.recent[-1] if self.recent else self.phrase

    def remember_paid(self, unit: str, phrases: Sequence[str]) -> None:
        """Persons counted join those that the next sum may be for; a sum ends them."""
        if unit in ("人", "户", "人次"):
            self.paid = tuple(dict.fromkeys((*self.paid, *phrases)))
        elif unit == "元":
            self.paid = ()
