"""Totals and their parts: groups that make up a whole, lists behind a total, compound groups beside their members."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice, pairwise

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
    whole,
    words,
)
from analysis.model import Fact, Finding

NEAR = Decimal("0.2")  # a list within a fifth of the total before it is meant to be that total
NEARER = Decimal("0.1")  # the same for one after 其中, which need not be the whole
LEAST_PARTS = 3  # a list without 其中 or brackets needs so many parts to be taken for one
MOST_PARTS = 40  # numbers behind a total that are looked at
LEAST_TOTAL = 50  # small counts add up to near a total by chance


@cache
def _partitions(by: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(whole, its members) by "group" or by "indicator"."""
    rows = [row for row in read_table("check_partitions") if row["by"] == by]
    return tuple((row["whole"], tuple(row["members"].split(";"))) for row in rows)


def group_sums(case: Case) -> Iterator[Finding]:
    """A whole and all its groups (城市 and 农村, 集中供养 and 散居) of one indicator and date, in one table or line."""
    stocks: dict[tuple[object, ...], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in case.facts:
        if fact.indicator_id and additive(fact) and fact.value_max is None:
            place = fact.section if fact.source == "table" else fact.line
            key = (fact.indicator_id, fact.kind, fact.unit, fact.source, place, *when(fact))
            stocks[key][fact.group].append(fact)
    for groups in stocks.values():
        for all_, members in _partitions("group"):
            if any(len({amount(f) for f in groups.get(group, ())}) != 1 for group in (all_, *members)):
                continue  # several values of one group are of things that the coding does not tell apart
            total, parts = groups[all_][0], [groups[m][0] for m in members]
            if any(p.comparator not in ("=", "") for p in (total, *parts)):
                continue
            if not _adds_up(case, total, parts):
                yield _sum_report("sum-of-groups", WARNING, total, parts, "are")


def indicator_sums(case: Case) -> Iterator[Finding]:
    """A number and those of the indicators that make it up, of one date and kind (all social organisations)."""
    for whole_id, members in _partitions("indicator"):
        found: dict[tuple[object, ...], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for indicator in (whole_id, *members):
            for fact in case.by_indicator.get(indicator, []):
                if additive(fact) and whole(fact) and fact.value_max is None:
                    found[(planned(fact), *when(fact))][indicator].append(fact)
        for facts in found.values():
            if any(len({amount(f) for f in facts.get(i, ())}) != 1 for i in (whole_id, *members)):
                continue
            total, parts = facts[whole_id][0], [facts[i][0] for i in members]
            if all(f.comparator in ("=", "") for f in (total, *parts)) and not _adds_up(case, total, parts):
                yield _sum_report("sum-of-indicators", WARNING, total, parts, "are")


def compound_groups(case: Case) -> Iterator[Finding]:
    """A group that contains another (城乡 contains 农村) cannot count less than it, in the same line."""
    members = {row["wording"]: [m for m in row["members"].split(";") if m] for row in read_table("group_pairs")}
    for line in case.by_line.values():
        alike: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
        for fact in line:
            if fact.indicator_id and additive(fact):
                alike[(fact.indicator_id, fact.kind, fact.unit, *when(fact))].append(fact)
        for facts in alike.values():
            largest: dict[str, Fact] = {}
            for fact in facts:
                if amount(fact) > amount(largest.setdefault(fact.group, fact)):
                    largest[fact.group] = fact
            for group in sorted(set(largest) & set(members)):
                for member in members[group]:
                    if member in largest and amount(largest[member]) > amount(largest[group]):
                        yield _slip(largest[group], largest[member], [m for m in members[group] if m != member])


def _slip(all_: Fact, part: Fact, left: Sequence[str]) -> Finding:
    message = (
        f"{named(all_)} is {stated(all_)}, less than its part {named(part)} with {stated(part)}; {all_.group} is "
        f"probably a slip for {'/'.join(left)}."
    )
    return finding("compound-group", WARNING, [all_, part], f">= {stated(part)}", stated(all_), message)


_JOIN = re.compile(r"[、,;和及]|以及")
_BREAK = re.compile(r"[。!?\n]")


def listed_parts(case: Case) -> Iterator[Finding]:
    """A total and the list behind it: in brackets, after 其中 or 包括, or as the next numbers of the sentence.

    A part larger than its total is always reported. A list that should be the whole (in brackets, or announced and
    within a fifth of the total) must add up to it; after 其中 it may leave things out, and 等 says that it does.
    """
    for facts in case.by_line.values():
        for at, total in enumerate(facts[:-1]):
            if not additive(total) or total.comparator not in ("=", "") or total.value_max is not None:
                continue
            parts = _parts(case, total, islice(facts, at + 1, at + 1 + MOST_PARTS))
            if not parts:
                continue
            between = case.between(total, parts[0])
            opened = bool(words("parts_follow").search(between))
            if case.bracketed(total, parts[0]) or opened:
                yield from _explicit(case, total, parts, between)
            else:
                yield from _announced(case, total, parts)


def _parts(case: Case, total: Fact, behind: Iterable[Fact]) -> list[Fact]:
    """The facts right behind a total, in its sentence, that count the same thing in the same unit."""
    parts: list[Fact] = []
    last = total
    bracket = False
    for fact in behind:
        bracket = case.bracketed(total, fact) if not parts else bracket
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
    if "(" in between and not words("unfinished").search(between):
        enough, near = 2, NEAR
    elif total.unit != "元" and amount(total) >= LEAST_TOTAL:
        enough, near = LEAST_PARTS, NEARER
    else:
        return
    if len(parts) < enough or any(not _kin(total, p) for p in parts) or _open_list(case, parts):
        return
    if _near(total, parts, near) and not _adds_up(case, total, parts):
        yield _sum_report("sum-of-list", NOTE, total, parts, "listed are")


def _open_list(case: Case, parts: Sequence[Fact]) -> bool:
    """Whether 等 or the like says that a list goes on."""
    view, end = case.plan.reading.view, case.number(parts[-1])[1]
    gaps = [case.between(one, other) for one, other in pairwise(parts)]
    return any(words("unfinished").search(words_) for words_ in (*gaps, view[end : end + 4]))


def _announced(case: Case, total: Fact, parts: Sequence[Fact]) -> Iterator[Finding]:
    if len(parts) < LEAST_PARTS or amount(total) < LEAST_TOTAL or total.unit.endswith("元"):
        return
    if any(amount(p) >= amount(total) for p in parts) or any(not _kin(total, p) for p in parts):
        return
    if _open_list(case, parts):
        return
    if _near(total, parts, NEAR) and not _adds_up(case, total, parts):
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


def _near(total: Fact, parts: Sequence[Fact], share: Decimal) -> bool:
    return abs(_sum(parts) - amount(total)) <= amount(total) * share


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
