"""Totals and their parts: groups that make up a whole, lists behind a total, compound groups beside their members."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from analysis.codebook import codebook, read_table
from analysis.coding.checking.case import (
    NOTE,
    WARNING,
    Case,
    additive,
    amount,
    finding,
    named,
    planned,
    shown,
    stated,
    when,
    words,
)
from analysis.model import Fact, Finding

NEAR = Decimal("0.2")  # a list within a fifth of the total before it is meant to be that total
LEAST_PARTS = 3  # a list without 其中 or brackets needs so many parts to be taken for one
LEAST_TOTAL = 50  # small counts add up to near a total by chance


@cache
def _partitions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row["whole"], tuple(row["members"].split(";"))) for row in read_table("check_partitions"))


def group_sums(case: Case) -> Iterator[Finding]:
    """A whole and all its groups (城市 and 农村, 集中供养 and 散居) of one indicator and date, in one table or line."""
    stocks: dict[tuple[object, ...], dict[str, Fact]] = defaultdict(dict)
    for fact in case.facts:
        if fact.indicator_id and additive(fact) and fact.value_max is None:
            place = fact.section if fact.source == "table" else fact.line
            key = (fact.indicator_id, fact.kind, fact.unit, fact.source, place, *when(fact))
            stocks[key].setdefault(fact.group, fact)
    for groups in stocks.values():
        for whole, members in _partitions():
            if whole in groups and all(m in groups for m in members):
                total, parts = groups[whole], [groups[m] for m in members]
                if any(p.comparator not in ("=", "") for p in (total, *parts)):
                    continue
                if not _adds_up(case, total, parts):
                    yield _sum_report("sum-of-groups", WARNING, total, parts, "are")


def compound_groups(case: Case) -> Iterator[Finding]:
    """A group that contains another (城乡 contains 农村) cannot count less than it, in the same line."""
    members = {row["wording"]: row["members"].split(";") for row in read_table("group_pairs")}
    for facts in case.by_line.values():
        for fact in facts:
            if fact.group not in members or not additive(fact) or not fact.indicator_id:
                continue
            for other in facts:
                if (
                    other.group in members[fact.group]
                    and (other.indicator_id, other.kind, other.unit) == (fact.indicator_id, fact.kind, fact.unit)
                    and when(other) == when(fact)
                    and amount(other) > amount(fact)
                ):
                    left = "/".join(m for m in members[fact.group] if m and m != other.group)
                    message = (
                        f"{named(fact)} is {stated(fact)}, less than its part {named(other)} with {stated(other)}; "
                        f"{fact.group} is probably a slip for {left}."
                    )
                    yield finding(
                        "compound-group", WARNING, [fact, other], f">= {stated(other)}", stated(fact), message
                    )


_JOIN = re.compile(r"[、,;和及]|以及")
_BREAK = re.compile(r"[。!?\n]")


def listed_parts(case: Case) -> Iterator[Finding]:
    """A total and the list behind it: in brackets, after 其中 or 包括, or as the next numbers of the sentence.

    A part larger than its total is always reported. A list that should be the whole (in brackets, or announced and
    within a fifth of the total) must add up to it; after 其中 it may leave things out, and 等 says that it does.
    """
    for facts in case.by_line.values():
        at = 0
        while at < len(facts) - 1:
            total = facts[at]
            at += 1
            if not additive(total) or total.comparator not in ("=", "") or total.value_max is not None:
                continue
            parts = _parts(case, total, facts[at:])
            if not parts:
                continue
            between = case.between(total, parts[0])
            opened = bool(words("parts_follow").search(between))
            if case.bracketed(total, parts[0]) or opened:
                yield from _explicit(case, total, parts, between)
            else:
                yield from _announced(case, total, parts)


def _parts(case: Case, total: Fact, behind: Sequence[Fact]) -> list[Fact]:
    """The facts right behind a total, in its sentence, that count the same thing in the same unit."""
    parts: list[Fact] = []
    last = total
    bracket = bool(behind) and case.bracketed(total, behind[0])
    for fact in behind:
        between = case.between(last, fact)
        if fact.unit != total.unit or fact.kind is not total.kind or when(fact) != when(total):
            break
        if fact.number_start == last.number_start or _BREAK.search(between) or ";" in between:
            break
        if bracket and parts and (")" in between or not case.bracketed(total, fact)):
            break
        if fact.comparator not in ("=", "") or fact.value_max is not None:
            return []
        if not bracket and parts and not _JOIN.search(between):
            break
        parts.append(fact)
        last = fact
    return parts


def _explicit(case: Case, total: Fact, parts: Sequence[Fact], between: str) -> Iterator[Finding]:
    for part in parts:
        if amount(part) > amount(total) + case.half_unit(part) + case.half_unit(total) and _kin(total, part):
            message = (
                f"{named(part)} with {stated(part)} is written as a part of {named(total)}, which is {stated(total)}."
            )
            yield finding("part-of-total", WARNING, [total, part], f"<= {stated(total)}", stated(part), message)
            return
    whole = "(" in between and "其中" not in between and not words("unfinished").search(between)
    if len(parts) > 1 and whole and _near(total, parts) and not _adds_up(case, total, parts):
        yield _sum_report("sum-of-list", NOTE, total, parts, "listed in brackets are")


def _announced(case: Case, total: Fact, parts: Sequence[Fact]) -> Iterator[Finding]:
    if len(parts) < LEAST_PARTS or amount(total) < LEAST_TOTAL or total.unit.endswith("元"):
        return
    if any(amount(p) >= amount(total) for p in parts) or any(not _kin(total, p) for p in parts):
        return
    if any(words("unfinished").search(case.between(one, other)) for one, other in pairwise(parts)):
        return
    if _near(total, parts) and not _adds_up(case, total, parts):
        yield _sum_report("sum-of-list", WARNING, total, parts, "that follow are")


def _kin(total: Fact, part: Fact) -> bool:
    """Of one field, or with a word in common: 护理人才 and 护理员."""
    indicators = codebook().indicators
    one = indicators.get(total.indicator_id.split(".")[0])
    other = indicators.get(part.indicator_id.split(".")[0])
    if one and other:
        return one.domain == other.domain
    a, b = total.indicator_text, part.indicator_text
    return any(a[i : i + 2] in b for i in range(len(a) - 1))


def _sum(parts: Sequence[Fact]) -> Decimal:
    return sum((amount(p) for p in parts), Decimal(0))


def _near(total: Fact, parts: Sequence[Fact]) -> bool:
    return abs(_sum(parts) - amount(total)) <= amount(total) * NEAR


def _adds_up(case: Case, total: Fact, parts: Sequence[Fact]) -> bool:
    slack = case.half_unit(total) + sum((case.half_unit(p) for p in parts), Decimal(0))
    integral = all(amount(f) == amount(f).to_integral_value() and case.half_unit(f) == Decimal("0.5") for f in parts)
    if integral and case.half_unit(total) == Decimal("0.5"):
        slack = Decimal(0)  # counts to the unit are exact
    return abs(_sum(parts) - amount(total)) <= slack


def _sum_report(check: str, severity: str, total: Fact, parts: Sequence[Fact], verb: str) -> Finding:
    added = " + ".join(shown(amount(p)) for p in parts)
    sum_ = shown(_sum(parts), total.unit)
    goal = "announced" if planned(total) else "stated"
    message = f"{named(total)} is {goal} as {stated(total)}, but the parts {verb} {added} = {sum_}."
    return finding(check, severity, [total, *parts], sum_, stated(total), message, total.line)
