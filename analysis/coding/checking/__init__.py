"""Facts of one document → findings: does its arithmetic hold, and does it say the same thing everywhere?

A check reports what it expected and what it found, names the facts it used, and says nothing where all is well. It
never changes a value. ``warning``: the document contradicts itself; ``note``: there is reason to ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.coding.checking.bounds import lost_tables, one_place, ranges, units
from analysis.coding.checking.case import Check, case_of
from analysis.coding.checking.growth import growth
from analysis.coding.checking.parts import compound_groups, group_sums, indicator_sums, listed_parts
from analysis.coding.checking.periods import outcomes, period_totals
from analysis.coding.checking.quotients import quotients
from analysis.coding.checking.ratios import implied, ratios
from analysis.coding.checking.spending import spending
from analysis.coding.checking.statements import statements
from analysis.coding.checking.untold import untold
from analysis.model import Fact, Finding, Plan

__all__ = ["CHECKS", "NAMES", "check"]

# What the ``check`` column of ``issues`` can hold for a document's own arithmetic, and what it asks.
NAMES = {
    "growth": "Is the stated growth that of the two stated levels?",
    "sum-of-groups": "Do groups that make up a whole add up to it?",
    "sum-of-indicators": "Do indicators that make up a whole add up to it?",
    "compound-group": "Does a group count at least as much as one that it contains?",
    "part-of-total": "Is a part no larger than its total?",
    "sum-of-list": "Does a list add up to the total announced before it?",
    "ratio": "Is a share, density or multiple that of its numerator and denominator?",
    "implied-denominator": "Do ratios and numerators imply the same denominator?",
    "implied-share": "Is one implied population a plausible part of another?",
    "target-missed": "Did the outcome reach the target of its date?",
    "far-beyond-target": "Does the outcome count what the target counted?",
    "period-total": "Does a total over years fit the yearly figures?",
    "table-against-prose": "Do a table and the text say the same?",
    "chapter-against-chapter": "Do two places of the text say the same?",
    "spending": "Does money spent fit recipients × benefit × payments?",
    "quotient": "Is the quotient of two numbers one that can be?",
    "larger-area": "Are the counts those of one region?",
    "range": "Is the value plausible for its indicator?",
    "unit": "Does the unit measure what the indicator measures?",
    "one-place": "Is one number read only once?",
    "no-date": "Does the document tell of which year it speaks?",
    "no-region": "Does the document tell of which region it speaks?",
    "table-lost": "Is the table there that a title announces?",
}

CHECKS: tuple[Check, ...] = (
    growth, group_sums, indicator_sums, compound_groups, listed_parts, ratios, implied, outcomes, period_totals,
    statements, spending, quotients, ranges, units, one_place, lost_tables, untold,
)  # fmt: skip


def check(plan: Plan, facts: Sequence[Fact]) -> tuple[Finding, ...]:
    """All findings on a document's facts, sorted by line; the same ones in whatever order the facts come."""
    case = case_of(plan, facts)
    found = {f for one in CHECKS for f in one(case)}
    return tuple(sorted(found, key=lambda f: (f.line, f.check, f.message, f.facts)))
