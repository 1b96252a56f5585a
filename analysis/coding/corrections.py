"""Facts + hand corrections → corrected facts, with findings, ledger and a record of every correction.

A correction holds only while the software reads what the correction expects. One whose fact is gone, or is read
otherwise by now, is stale: it is not applied, and the build stops and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from analysis.coding.checking import NAMES, check
from analysis.coding.correction_rows import Correction, Problem, Value, indicator_name
from analysis.model import Coded, Fact, Finding, Kind, LedgerRow

__all__ = ["CHECK", "CORRECTED", "Corrected", "correct", "correct_facts"]

CORRECTED = "corrected"  # the flag of a corrected fact
CHECK = "correction"  # what the ``check`` column of ``issues`` holds for a correction that was applied
ALIKE = 3  # facts that are named where one is gone


@dataclass(frozen=True, slots=True)
class Corrected:
    """A coded document after its corrections, and those that could not be applied."""

    coded: Coded
    problems: tuple[Problem, ...] = ()


def correct(coded: Coded, corrections: Sequence[Correction]) -> Corrected:
    """Apply the corrections of one document, whatever order they come in.

    A corrected fact keeps its ``fact_id``, quote and places, carries the flag ``corrected`` and the reason in its note.
    A removed fact leaves the facts; its digits are ``excluded`` in the ledger, with the reason. The checks look at what
    stands then, and every correction is a note of the check ``correction``: what was expected, what is given, by whom
    and when. Without corrections ``coded`` comes back as it is.
    """
    if not corrections:
        return Corrected(coded)
    facts, done, problems = correct_facts(coded.facts, corrections)
    if not done:
        return Corrected(coded, problems)
    removed = {one.fact_id: one for one in done if one.action == "remove"}
    kept = [finding for finding in coded.findings if finding.check not in NAMES]
    before = {fact.fact_id: fact for fact in coded.facts}
    told = [_record(before[one.fact_id], one) for one in done]
    findings = sorted((*kept, *check(coded.plan, facts), *told), key=lambda f: (f.line, f.check, f.message, f.facts))
    ledger = tuple(_entry(row, removed, facts) for row in coded.ledger)
    return Corrected(replace(coded, facts=facts, ledger=ledger, findings=tuple(findings)), problems)


def correct_facts(
    facts: Sequence[Fact], corrections: Sequence[Correction]
) -> tuple[tuple[Fact, ...], tuple[Correction, ...], tuple[Problem, ...]]:
    """Facts in their order with the corrections applied; the corrections that were; and, by row, why others were not.

    All corrections of a fact are applied, or none: a half-corrected fact is nobody's reading.
    """
    wanted: dict[str, list[Correction]] = defaultdict(list)
    for one in sorted(corrections, key=lambda one: one.row):
        wanted[one.fact_id].append(one)
    known = {fact.fact_id for fact in facts}
    problems = [_gone(one, facts) for id_, rows in wanted.items() if id_ not in known for one in rows]
    out: list[Fact] = []
    done: list[Correction] = []
    for fact in facts:
        rows = wanted.get(fact.fact_id, [])
        stale = [Problem(one.row, _stale(fact, one)) for one in rows if not _same(_found(fact, one), one.expected)]
        if stale or not rows:
            problems.extend(stale)
            out.append(fact)
            continue
        made = _changed(fact, rows)
        if made is not None and (fault := _fault(made)):
            problems.extend(Problem(one.row, f"{one.where}: {fault}") for one in rows)
            made = fact
        else:
            done.extend(rows)
        if made is not None:
            out.append(made)
    ordered = tuple(sorted(problems, key=lambda problem: problem.row))
    return tuple(out), tuple(sorted(done, key=lambda one: one.row)), ordered


def _changed(fact: Fact, rows: Sequence[Correction]) -> Fact | None:
    """The fact with all its rows applied; None where it is removed."""
    if any(one.action == "remove" for one in rows):
        return None
    changes: dict[str, Any] = {}
    for one in rows:
        if one.action == "change":
            changes[one.column] = Kind(str(one.corrected)) if one.column == "kind" else one.corrected
            if one.column == "indicator_id":
                changes["indicator"] = indicator_name(str(one.corrected)) or ""
    added = sorted(str(one.corrected) for one in rows if one.action == "add-flag")
    flags = dict.fromkeys([*fact.flags, *([CORRECTED] if changes else []), *added])
    reasons = dict.fromkeys(f"{'corrected' if one.action == 'change' else 'flagged'}: {one.reason}"
                            for one in sorted(rows, key=_order))  # fmt: skip
    return replace(fact, **changes, flags=tuple(flags), note="; ".join(filter(None, [fact.note, *reasons])))


def _order(one: Correction) -> tuple[str, str, str]:
    """An order that does not hang on where the row stands in its table."""
    return one.action, one.column, str(one.corrected)


def _found(fact: Fact, one: Correction) -> Value:
    value = getattr(fact, one.column) if one.column else None
    return str(value) if one.column == "kind" else value


def _same(found: Value, expected: Value) -> bool:
    """Numbers are compared as the tables give them, so that what is copied from there is what is expected."""
    if isinstance(found, Decimal) and isinstance(expected, Decimal):
        return found == expected or float(found) == float(expected)
    return found == expected


def _fault(fact: Fact) -> str:
    """Why the corrected fact cannot be; empty where nothing is wrong."""
    if fact.value_max is not None and (fact.value is None or fact.value_max < fact.value):
        return f"expected value below value_max, found {shown(fact.value)} and {shown(fact.value_max)}; correct both"
    if (fact.period_start is None) != (fact.period_end is None):
        return "expected a span with first and last year, found one of them; correct period_start and period_end"
    if fact.period_start is not None and fact.period_end is not None:
        if fact.period_end < fact.period_start:
            return (
                f"expected period_start before period_end, found {fact.period_start} and {fact.period_end}; correct it"
            )
        if fact.year is not None:
            return "expected a year or a span, found both; add rows that empty period_start and period_end, or year"
    return ""


# --- what is told of it --------------------------------------------------------------------------------------------


def shown(value: Value) -> str:
    """A value as a cell of the tables shows it.

    >>> shown(Decimal("735000000")), shown(None), shown(True), shown("元")
    ('735000000', 'nothing', 'true', '元')
    """
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _stale(fact: Fact, one: Correction) -> str:
    found = _found(fact, one)
    where = f"{one.where}: expected {one.column} {shown(one.expected)} in fact {fact.fact_id}"
    told = f"{where} ({fact.doc_id}, line {fact.line}), found {shown(found)}"
    if one.action == "change" and _same(found, one.corrected):
        return f"{told}, which is what the row corrects it to; delete the row"
    return f"{told}; look at the quote again, then write what is found into expected, or delete the row"


def _gone(one: Correction, facts: Iterable[Fact]) -> Problem:
    alike = [fact for fact in facts if one.column and _same(_found(fact, one), one.expected)]
    others = ", ".join(f"{fact.fact_id} (line {fact.line})" for fact in alike[:ALIKE])
    read = f" with {one.column} {shown(one.expected)}" if one.column else ""
    where = f"{one.where}: expected fact {one.fact_id}{read} in {one.doc_id}, found none"
    if others and len(alike) <= ALIKE:
        advice = f"give the row the id of a fact that says so ({others}), or delete it"
    else:
        advice = "look up the fact's new id with `minzheng review` or in facts.csv, or delete the row"
    return Problem(one.row, f"{where} (the document or the reading of it has changed); {advice}")


def _record(fact: Fact, one: Correction) -> Finding:
    """The note that says what was corrected, by whom, when and why."""
    about = f"{fact.doc_id}, line {fact.line}: {fact.indicator or fact.indicator_text} ({fact.fact_id})"
    by = f"by {one.author} on {one.date}: {one.reason}"
    before = f"{one.column} {shown(one.expected)}" if one.column else f"value {shown(fact.value)}"
    if one.action == "remove":
        return Finding(
            fact.doc_id, CHECK, "note", fact.line, before, "removed", (), f"{about}, {before}, was removed {by}"
        )
    if one.action == "add-flag":
        after = f"flag {one.corrected}"
        told = f"{about} was flagged {one.corrected} {by}"
    else:
        after = f"{one.column} {shown(one.corrected)}"
        told = f"{about} was corrected from {before} to {after} {by}"
    return Finding(fact.doc_id, CHECK, "note", fact.line, before, after, (fact.fact_id,), told)


def _entry(row: LedgerRow, removed: Mapping[str, Correction], facts: Sequence[Fact]) -> LedgerRow:
    """The ledger's row of a removed fact's digits: of another fact that they stand in, else excluded."""
    if row.fact_id not in removed:
        return row
    for fact in facts:
        if (
            fact.number_start is not None
            and fact.number_end is not None
            and fact.number_start <= row.char_start
            and row.char_end <= fact.number_end
        ):
            return row._replace(fact_id=fact.fact_id)
    reason = f"removed by correction: {removed[row.fact_id].reason}"
    return row._replace(status="excluded", reason=reason, fact_id="")
