"""What the checks read: the facts of one document, indexed once, and the words around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from analysis.codebook import codebook, read_table
from analysis.coding.lexicon import alternation
from analysis.model import Fact, Finding, Kind, Plan

WARNING, NOTE = "warning", "note"  # the document contradicts itself; it gives reason to ask
RATES = frozenset({"%", "‰", "个百分点", "个千分点", "倍", "城市=1"})
WHOLE_GROUPS = ("", "城乡")  # the whole, whether or not it is said that it is one
STOPS = "。;!?\n"
_STOPS = re.compile(f"[{STOPS}]")
_WRITTEN = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_EPSILON = Decimal("0.000001")
_CLAUSES = re.compile(r"[,;:]")
_EACH = re.compile(r"每(?!年|月|季|次|期)")
_LONGEST_SENTENCE = 400  # characters looked at on either side of a number


@dataclass(frozen=True)
class Case:
    """One document: ``facts`` are those whose value can be relied on, sorted by place."""

    plan: Plan
    facts: tuple[Fact, ...]
    by_indicator: dict[str, list[Fact]] = field(repr=False)
    by_line: dict[int, list[Fact]] = field(repr=False)
    by_wording: dict[tuple[int, str], list[Fact]] = field(repr=False)  # line and indicator_text

    def at(self, source_offset: int) -> int:
        """Text offset of a source offset; inside a repaired piece that of its beginning."""
        reading = self.plan.reading
        i = max(0, bisect_right(reading.origins, source_offset) - 1)
        return reading.starts[i] + min(source_offset - reading.origins[i], self._length(i))

    def _length(self, i: int) -> int:
        reading = self.plan.reading
        stop = reading.starts[i + 1] if i + 1 < len(reading.starts) else len(reading.text)
        return stop - reading.starts[i]

    def number(self, fact: Fact) -> tuple[int, int]:
        """Text offsets of a fact's number, or of its quote where the number stands in words."""
        if fact.number_start is None or fact.number_end is None:
            return self.at(fact.char_start), self.at(fact.char_end)
        return self.at(fact.number_start), self.at(fact.number_end)

    def between(self, one: Fact, other: Fact) -> str:
        """The words (simplified, half-width) from one fact's number to the next one's."""
        return self.plan.reading.view[self.number(one)[1] : self.number(other)[0]]

    def before(self, fact: Fact) -> str:
        """The words of the sentence in front of a fact's number."""
        view, (start, _) = self.plan.reading.view, self.number(fact)
        words = view[max(0, start - _LONGEST_SENTENCE) : start]
        return words[max(map(words.rfind, STOPS)) + 1 :]

    def of_each(self, fact: Fact) -> bool:
        """Whether a count is a norm for each place or so many persons (每个村1名), and no stock."""
        if not additive(fact) or "每" in fact.indicator:
            return False  # a density is no norm of something else
        return _EACH.search(_CLAUSES.split(self.before(fact))[-1] + fact.indicator_text) is not None

    def bracketed(self, one: Fact, other: Fact) -> bool:
        """Whether a bracket opens between two facts and is still open at the second."""
        words = self.between(one, other)
        return words.rfind("(") > words.rfind(")")

    def same_sentence(self, one: Fact, other: Fact) -> bool:
        return _STOPS.search(self.between(one, other)) is None

    def half_unit(self, fact: Fact) -> Decimal:
        """Half of the last written place of a value: 24.4万 is known to ±500."""
        value = abs(fact.value or Decimal(0))
        if fact.comparator in ("~", ">", "<"):
            return value / 20  # 余, 多, 近, 超: five in a hundred either way
        start, end = self.number(fact)
        match = _WRITTEN.search(self.plan.reading.view, start, end) if fact.number_start is not None else None
        written = Decimal(match[0].replace(",", "")) if match else Decimal(0)
        if not match or not written:
            return Decimal(0)
        return value / written / (10 ** len(match[1] or "")) / 2

    def reads_as(self, fact: Fact, low: Decimal, high: Decimal) -> bool:
        """Whether a positive value is one between ``low`` and ``high``, rounded or cut off after its last digit."""
        half = max(self.half_unit(fact), _EPSILON)
        return low - 2 * half <= amount(fact) <= high + half


Check = Callable[[Case], Iterable[Finding]]


def case_of(plan: Plan, facts: Sequence[Fact]) -> Case:
    """Facts without a value, and damaged ones that nothing settled, are left out: they prove nothing."""
    usable = tuple(
        sorted(
            (
                f
                for f in facts
                if f.value is not None and (not f.damaged or any(x.startswith("read:") for x in f.flags))
            ),
            key=lambda f: (f.char_start if f.number_start is None else f.number_start, f.char_start, f.fact_id),
        )
    )
    by_indicator: dict[str, list[Fact]] = defaultdict(list)
    by_line: dict[int, list[Fact]] = defaultdict(list)
    by_wording: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for fact in usable:
        by_line[fact.line].append(fact)
        by_wording[fact.line, fact.indicator_text].append(fact)
        if fact.indicator_id:
            by_indicator[fact.indicator_id].append(fact)
    return Case(plan, usable, dict(by_indicator), dict(by_line), dict(by_wording))


def finding(
    check: str, severity: str, facts: Sequence[Fact], expected: str, found: str, message: str, line: int | None = None
) -> Finding:
    """A finding at the line of its last fact."""
    last = facts[-1]
    ids = tuple(dict.fromkeys(f.fact_id for f in facts))
    return Finding(last.doc_id, check, severity, last.line if line is None else line, expected, found, ids, message)


def planned(fact: Fact) -> bool:
    return fact.kind is Kind.TARGET


def amount(fact: Fact) -> Decimal:
    """The value; a case holds no fact without one."""
    return fact.value if fact.value is not None else Decimal(0)


def additive(fact: Fact) -> bool:
    """Whether values of this unit add up: persons and sums of money do, shares and sums per person do not."""
    return bool(fact.unit) and fact.unit not in RATES and "/" not in fact.unit and fact.kind is not Kind.RULE


def whole(fact: Fact) -> bool:
    """Whether a fact is about all that its indicator names: no group, or the one that its name holds."""
    return fact.group in WHOLE_GROUPS or fact.group in codebook().groups_in(fact.indicator)


def of_one_case(fact: Fact) -> bool:
    """Whether a sum is what one person or case got, written without its denominator, and no total."""
    return fact.kind is Kind.STANDARD and fact.unit == "元"


def when(fact: Fact) -> tuple[int | None, int | None, int | None]:
    return fact.year, fact.period_start, fact.period_end


def named(fact: Fact) -> str:
    """An indicator with its group and date, as a message names it."""
    name = fact.indicator or fact.indicator_text or "(no indicator)"
    years = str(fact.year) if fact.year else f"{fact.period_start}-{fact.period_end}" if fact.period_start else ""
    return " ".join(part for part in (name, f"({fact.group})" if fact.group else "", years) if part)


def shown(value: Decimal, unit: str = "", places: int | None = None) -> str:
    """A number for a message: no exponent, thousands parted.

    >>> shown(Decimal("120000000"), "元"), shown(Decimal("33.70"), "%"), shown(Decimal("7.8432"), "%", 1)
    ('120,000,000 元', '33.7 %', '7.8 %')
    """
    text = f"{value:,.{places}f}" if places is not None else f"{value:,f}"
    if "." in text and places is None:
        text = text.rstrip("0").rstrip(".")
    return f"{text} {unit}".strip()


def stated(fact: Fact) -> str:
    """A fact's value as a message gives it, comparator included."""
    sign = "" if fact.comparator in ("=", "") else fact.comparator + " "
    upper = f" to {shown(fact.value_max)}" if fact.value_max is not None else ""
    return f"{sign}{shown(amount(fact))}{upper} {fact.unit}".strip()


def nearest(facts: Iterable[Fact], to: Fact) -> Fact | None:
    """Of several facts the one that stands nearest to another."""
    return min(facts, key=lambda f: (abs(f.char_start - to.char_start), f.char_start), default=None)


@cache
def words(name: str) -> re.Pattern[str]:
    """A list of ``check_words.csv`` as one pattern."""
    return re.compile(alternation(row["word"] for row in read_table("check_words") if row["list"] == name))


@cache
def pairs(relation: str) -> dict[str, str]:
    """subject → object of ``check_pairs.csv``."""
    return {row["subject"]: row["object"] for row in read_table("check_pairs") if row["relation"] == relation}
