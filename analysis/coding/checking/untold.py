"""What a document does not tell of itself: of which year, and of which region, its numbers are."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.coding.checking.case import NOTE, Case
from analysis.model import Finding, Kind

NO_DATE, NO_REGION = "no-date", "no-region"
_ADVICE = "look whether the crawl lost its title, its signature or the line of its source"


def untold(case: Case) -> Iterator[Finding]:
    """Documents most of whose facts have no date, and documents whose region nothing tells; norms need no date."""
    plan = case.plan
    dated = [fact for fact in case.facts if fact.kind is not Kind.RULE]
    without = [fact for fact in dated if fact.year is None and fact.period_start is None]
    if without and 2 * len(without) > len(dated):
        found = f"{len(without)} of {len(dated)}"
        message = f"The document does not tell its year, so {found} facts have no date; {_ADVICE}."
        yield Finding(plan.doc_id, NO_DATE, NOTE, 0, "a date", found, (), message)
    if case.facts and not any(header.region for header in (plan.header, *(part.header for part in plan.parts))):
        message = f"The document does not tell of which region it speaks; {_ADVICE}."
        yield Finding(plan.doc_id, NO_REGION, NOTE, 0, "a region", "", (), message)
