"""Columns of growth: what kind of change a header tells, and what it is a change of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.coding.cell_units import BRACKETS, PERCENT, Measure
from analysis.coding.lexicon import alternation, cue_pattern, cues


def change_told(text: str) -> str:
    """What a header says the column holds: ``growth`` in per cent, an absolute ``change``, or neither (empty)."""
    last = text.split("|")[-1]
    if cue_pattern("annual").search(last) or cue_pattern("column_goal").search(last):
        return ""
    if any(w in last for w in cues("column_change")):
        return "change"
    return "growth" if any(w in last for w in cues("column_growth")) else ""


def of_change(measure: Measure, change: str) -> Measure:
    return PERCENT if change == "growth" and not measure.unit else measure


def count_grown(header: str, counts: Sequence[str]) -> str:
    """What a column of growth is about: the count that its header names, else the one to its left; empty for none.

    >>> count_grown("床位数同比增长(%)", ["床位数", "机构数"]), count_grown("同比增长(%)", ["床位数", "机构数"])
    ('床位数', '机构数')
    """
    last = BRACKETS.sub("", header).split("|")[-1]
    words = alternation([*cues("column_growth"), *cues("column_change"), *cues("over_last_year")])
    named = re.sub(words, "", last)
    if not named:
        return counts[-1] if counts else ""
    return next((count for count in counts if named in count), named)
