"""Sentences about a corpus: counts, each counted again in the tables themselves before it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.publishing.findings import Claim
from analysis.publishing.fitting import figure
from analysis.publishing.words import say
from analysis.tables.agreement import Agreement
from analysis.tables.schema import Tables


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows of a table to count: those whose ``column`` is ``value`` (or is not); all where there is no column."""

    table: str
    column: str = ""
    value: object = ""
    is_not: bool = False

    def count(self, tables: Tables, documents: set[str]) -> int:
        frame = tables[self.table]
        cells = zip(frame["doc_id"], frame[self.column] if self.column else frame["doc_id"], strict=True)
        return sum(
            doc_id in documents and (not self.column or (cell == self.value) is not self.is_not)
            for doc_id, cell in cells
        )


@dataclass(frozen=True, slots=True)
class Count(Claim):
    """A claim whose numbers are numbers of rows."""

    of: tuple[Condition, ...] = ()


def counted(claims: Iterable[Claim], tables: Tables, plans: pd.DataFrame) -> bool:
    """Whether every number of every :class:`Count` is the number of rows it names; raises ``AssertionError`` naming the
    first that is not."""
    documents = set(plans["doc_id"])
    for claim in claims:
        if isinstance(claim, Count):
            again = [one.count(tables, documents) for one in claim.of]
            if again != list(claim.numbers):
                raise AssertionError(f"“{claim.text}” does not follow from the tables, which give {again}")
    return True


def about_corpus(overview: pd.DataFrame, measured: Agreement | None, documents: int, language: str) -> list[Claim]:
    """What there is, what became of its numbers, what is doubtful, where most was repaired, agreement with people.

    ``measured``: the agreement on those of the documents that people coded, ``documents`` how many these are.
    """
    if overview.empty:
        return []
    sums = overview.select_dtypes("int64").sum()

    def claim(key: str, of: dict[str, Condition], **more: object) -> Count:
        numbers = {name: int(sums[column]) for name, column in COLUMNS.items() if name in of}
        return Count(
            say(key, language, **numbers, **more), tuple(numbers[name] for name in of), "", (), tuple(of.values())
        )

    facts = Condition("facts")
    claims: list[Claim] = [
        claim("claim.documents", {"documents": Condition("plans"), "facts": facts},
              regions=overview["region"].nunique(), characters=int(sums["characters"])),
        claim("claim.ledger", {name: Condition("ledger", "status", name) for name in ("fact", "excluded", "unread")},
              runs=int(sums["runs_fact"] + sums["runs_excluded"] + sums["runs_unread"])),
        claim("claim.doubts", {
            "facts": facts, "inferred": Condition("facts", "time_inferred", True),
            "damaged": Condition("facts", "damaged", True), "flagged": Condition("facts", "flags", "", True),
            "unknown": Condition("facts", "indicator_id", ""),
        }),
    ]  # fmt: skip
    edits = overview[["edits_exact", "edits_evidence", "edits_doubtful"]].sum(axis=1)
    if edits.sum():
        density = edits / overview["characters"].clip(lower=1) * 1000
        densest = int(density.to_numpy().argmax())
        text = say(
            "claim.repairs", language, edits=int(edits.sum()), doubtful=int(sums["edits_doubtful"]),
            region=overview["region"].iloc[densest], density=figure(float(density.max()), 1),
        )  # fmt: skip
        numbers = (int(edits.sum()), int(sums["edits_doubtful"]))
        claims.append(Count(text, numbers, "", (), (Condition("edits"), Condition("edits", "certainty", "doubtful"))))
    if measured is not None:
        text = say(
            "claim.agreement", language, documents=documents, coded=measured.quantity.gold,
            quantity=figure(measured.quantity.f1, 3), fact=figure(measured.fact.f1, 3), damaged=measured.damaged,
            unsafe=measured.unsafe,
        )  # fmt: skip
        claims.append(Claim(text, (), "", ()))
    return claims


#: Name of a count in its sentence → column of the overview that sums it.
COLUMNS = {
    "documents": "documents", "facts": "facts", "fact": "runs_fact", "excluded": "runs_excluded",
    "unread": "runs_unread", "inferred": "inferred", "damaged": "damaged", "flagged": "flagged", "unknown": "unknown",
}  # fmt: skip
