"""Facts of one document → findings: does its arithmetic hold, and does it say the same thing everywhere?

A check reports what it expected and what it found, names the facts it used, and says nothing where all is well. It
never changes a value. ``warning``: the document contradicts itself; ``note``: there is reason to ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.coding.checking.bounds import lost_tables, one_place, ranges, units
from analysis.coding.checking.case import Check, case_of
from analysis.coding.checking.growth import growth
from analysis.coding.checking.parts import compound_groups, group_sums, listed_parts
from analysis.coding.checking.periods import outcomes, period_totals
from analysis.coding.checking.ratios import implied, ratios
from analysis.coding.checking.spending import spending
from analysis.coding.checking.statements import statements
from analysis.model import Fact, Finding, Plan

__all__ = ["CHECKS", "check"]

CHECKS: tuple[Check, ...] = (
    growth, group_sums, compound_groups, listed_parts, ratios, implied, outcomes, period_totals, statements, spending,
    ranges, units, one_place, lost_tables,
)  # fmt: skip


def check(plan: Plan, facts: Sequence[Fact]) -> tuple[Finding, ...]:
    """All findings on a document's facts, sorted by line; the same ones in whatever order the facts come."""
    case = case_of(plan, facts)
    found = {f for one in CHECKS for f in one(case)}
    return tuple(sorted(found, key=lambda f: (f.line, f.check, f.message, f.facts)))
