"""Coded plans → tidy frames. Here, and nowhere before, Decimals become floats."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from analysis.codebook.measures import measures
from analysis.model import Coded, Edit, Fact, Finding, Mark
from analysis.tables.coverage import coverage_rows
from analysis.tables.schema import TABLES, Tables, frame_of, joined, names
from analysis.tables.sentences import sentence_rows
from analysis.tables.views import view_rows

__all__ = [
    "DocumentRows",
    "copies",
    "document_rows",
    "finding_row",
    "sorted_issues",
    "table_rows",
    "tables_of",
]

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The rows that one document gives to each table: plain values, small enough to travel between processes."""

    doc_id: str
    plan: Row
    facts: tuple[Row, ...]
    measures: tuple[Row, ...]
    ledger: tuple[Row, ...]
    edits: tuple[Row, ...]
    issues: tuple[Row, ...]
    sentences: tuple[Row, ...] = ()

    @property
    def sha256(self) -> str:
        """Digest of the document's bytes."""
        return str(self.plan[names("plans").index("sha256")])


def number(value: Decimal | None) -> float | None:
    """The float nearest to a Decimal, which prints again as it was written; None stays None.

    >>> number(Decimal("65.33")), number(Decimal("735000000"))
    (65.33, 735000000.0)
    """
    if value is None:
        return None
    nearest = float(value)
    return nearest if math.isfinite(nearest) else None


def fact_row(fact: Fact) -> Row:
    flags = fact.flags
    if any(value is not None and number(value) is None for value in (fact.value, fact.value_max)):
        flags = (*flags, "beyond-float")  # too many digits to be an amount of anything; value_text keeps it
    return (
        fact.fact_id,
        fact.doc_id,
        str(fact.kind),
        fact.indicator_id,
        fact.indicator,
        fact.indicator_text,
        fact.group,
        number(fact.value),
        number(fact.value_max),
        fact.value_text,
        fact.comparator,
        fact.unit,
        fact.unit_text,
        fact.year,
        fact.period_start,
        fact.period_end,
        fact.time_inferred,
        fact.attribute,
        fact.implied,
        fact.damaged,
        joined(flags),
        fact.quote,
        fact.char_start,
        fact.char_end,
        fact.number_start,
        fact.number_end,
        fact.line,
        fact.section,
        fact.source,
        fact.rule,
        fact.note,
    )


def mark_row(mark: Mark) -> Row:
    measure = measures().by_id[mark.measure_id]
    return (
        mark.mark_id,
        mark.doc_id,
        mark.measure_id,
        measure.name_zh,
        measure.domain,
        str(mark.strength),
        mark.strength.rank,
        mark.cue,
        mark.about,
        mark.year,
        joined(mark.fact_ids),
        mark.quote,
        mark.char_start,
        mark.char_end,
        mark.line,
        mark.section,
        mark.source,
        mark.wording,
    )


def finding_row(finding: Finding) -> Row:
    return (
        finding.doc_id,
        finding.check,
        finding.severity,
        finding.line,
        finding.expected,
        finding.found,
        joined(finding.facts),
        finding.message,
    )


def document_findings(coded: Coded) -> tuple[Finding, ...]:
    """What coding found, and what reading had to say of the document as a whole."""
    plan = coded.plan
    told = {text for finding in coded.findings for text in (finding.found, finding.message)}
    own = [
        Finding(plan.doc_id, "reading", "warning", 0, "", text, (), f"{plan.reading.source.name}: {text}")
        for text in (*plan.reading.source.notes, *plan.flags)
        if not any(text in other for other in told)
    ]
    return (*coded.findings, *own)


def document_rows(coded: Coded) -> DocumentRows:
    """All rows of one document, sorted by place."""
    plan, reading, header = coded.plan, coded.plan.reading, coded.plan.header
    source = reading.source
    facts = sorted(
        coded.facts,
        key=lambda fact: (
            fact.char_start,
            fact.char_end if fact.number_start is None else fact.number_start,
            fact.char_end,
            fact.fact_id,
        ),
    )
    ledger = sorted(coded.ledger, key=lambda row: (row.char_start, row.char_end, row.status, row.fact_id))
    row = (
        plan.doc_id,
        header.title,
        header.region,
        header.region_code,
        header.region_level,
        header.parent,
        header.publisher,
        header.doc_type,
        header.doc_number,
        header.index_number,
        header.date_written,
        header.date_published,
        header.period,
        header.period_start,
        header.period_end,
        reading.script,
        source.encoding,
        source.sha256,
        len(source.text),
        len(facts),
        len(reading.edits),
        sum(bool(fact.flags) or fact.damaged for fact in facts),
        sum(entry.status == "unread" for entry in ledger),
        len(coded.marks),
        sum(flag.startswith("table-lost") for flag in plan.flags),
        coded.unmarked,
    )
    return DocumentRows(
        plan.doc_id,
        row,
        tuple(fact_row(fact) for fact in facts),
        tuple(mark_row(mark) for mark in coded.marks),
        tuple(
            (e.doc_id, e.char_start, e.char_end, e.line, _cell(e.text), e.status, e.reason, e.fact_id) for e in ledger
        ),
        tuple(edit_row(coded, edit) for edit in sorted(reading.edits, key=lambda edit: (edit.start, edit.end))),
        tuple(finding_row(finding) for finding in document_findings(coded)),
        sentence_rows(coded),
    )


LONGEST_CELL = 2000  # characters; spreadsheets take 32,767, and nobody reads more of a page that was left out


def _cell(text: str) -> str:
    """What stood in a place, or its beginning: the place leads to the rest.

    >>> len(_cell("图" * 5000)), _cell("图" * 5000)[-2:], _cell("图")
    (2001, '图…', '图')
    """
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def edit_row(coded: Coded, edit: Edit) -> Row:
    line, found = coded.plan.reading.line(edit.start), _cell(edit.found)
    how = edit.read, edit.repair, str(edit.certainty), edit.note
    return (coded.plan.doc_id, edit.start, edit.end, line, found, *how)


def table_rows(document: DocumentRows) -> dict[str, Sequence[Row]]:
    """The rows that one document gives to each table, in the order in which they stand there."""
    return {
        "plans": (document.plan,),
        "facts": document.facts,
        **view_rows(document.facts, document.plan),
        "measures": document.measures,
        "coverage": coverage_rows(document.plan, document.measures),
        "ledger": document.ledger,
        "edits": document.edits,
        "issues": document.issues,
        "sentences": document.sentences,
    }


def sorted_issues(rows: Iterable[Row]) -> list[Row]:
    """By doc_id, line and check, then the rest: the whole row, so that the order never depends on anything else."""
    return sorted(rows, key=lambda row: (row[0], row[3], row[1], row))


def copies(documents: Iterable[tuple[str, str]]) -> list[Finding]:
    """Documents (``doc_id`` and digest, sorted) that are one file under two names: their figures would count twice."""
    first: dict[str, str] = {}
    found = []
    for doc_id, sha256 in documents:
        other = first.setdefault(sha256, doc_id)
        if other != doc_id:
            message = f"{doc_id} is the same file as {other}, so its figures count twice; remove one of them"
            found.append(Finding(doc_id, "copies", "warning", 0, "another document", other, (), message))
    return found


def tables_of(documents: Iterable[DocumentRows], findings: Iterable[Finding] = ()) -> Tables:
    """The tables of a set of documents, sorted by document and place, whatever order they come in.

    ``findings`` are those that belong to no readable document. Raises ``ValueError`` when two documents share a
    ``doc_id``.
    """
    ordered = sorted(documents, key=lambda document: document.doc_id)
    for one, other in pairwise(ordered):
        if one.doc_id == other.doc_id:
            raise ValueError(f"two documents are called {one.doc_id!r}; give each file its own name")
    found = [row for document in ordered for row in document.issues]
    found += [finding_row(finding) for finding in (*findings, *copies((d.doc_id, d.sha256) for d in ordered))]
    issues = sorted_issues(found)
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    for document in ordered:
        for table, own in table_rows(document).items():
            rows[table].extend(own)
    return Tables(**{table: frame_of(table, found) for table, found in (rows | {"issues": issues}).items()})
