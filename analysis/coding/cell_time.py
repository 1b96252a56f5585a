"""Times of tables: the date and kind that the header of a column tells, and which way the document looks."""

from __future__ import annotations

import re
from functools import cache

from analysis.coding.calendar import Calendar, Date, moments, periods
from analysis.coding.cell_units import BRACKETS
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.model import Kind

_YEARS = re.compile(r"(?<![比较与])(?:19|20)\d\d")


def dated(text: str, calendar: Calendar) -> bool:
    return bool(moments(text, 0, len(text), calendar)) or _YEARS.search(text) is not None


def header_time(text: str, calendar: Calendar) -> tuple[str, Date]:
    """Kind and date of a value column from its header; an empty kind where the header tells neither."""
    goal, done = cue_pattern("column_goal").search(text), cue_pattern("column_done").search(text)
    years = [int(y) for y in _YEARS.findall(text)]
    named = moments(text, 0, len(text), calendar)
    plan = period_name().search(text)
    year: int | None = years[-1] if years else None
    if year is None and plan:
        year = periods()[plan.group()][1]
    if year is None and named and not _relative(text):
        year = named[-1].last
    span = cue_pattern("annual").search(text) or any(w in text for w in cues("column_total"))
    if year is None:
        year = calendar.plan_end if goal else calendar.review_end if done else None
        if year is None:
            return "", Date()
        return (Kind.TARGET if goal else Kind.OUTCOME), Date(year, inferred=True)
    if goal and not done:
        kind = Kind.TARGET
    elif done and not goal:
        kind = Kind.OUTCOME
    else:
        kind = Kind.TARGET if plans_for(year, calendar) else Kind.OUTCOME
    if span and plan:
        first, last = periods()[plan.group()]
        return kind, Date(None, first, last)
    return kind, Date(year, inferred=bool(plan) and not years)


def plans_for(year: int, calendar: Calendar) -> bool:
    """The document looks ahead to this year; one that is no plan and speaks of a single year tells what was."""
    return calendar.plan_start is not None and year >= calendar.plan_start and not looks_back(calendar)


def looks_back(calendar: Calendar) -> bool:
    """A bulletin, or a document of no planning kind and without a period of several years."""
    several = calendar.plan_start is not None and calendar.plan_start != calendar.plan_end
    return calendar.past_only or (calendar.doc_type in ("other", "standard_notice", "") and not several)


def _relative(text: str) -> bool:
    """Headers such as 本年, 去年同期, whose year is that of the table rather than of the document."""
    words = BRACKETS.sub("", text)
    return any(w in words for w in (*cues("column_previous"), *cues("column_value"), *cues("column_before")))


@cache
def period_name() -> re.Pattern[str]:
    return re.compile(alternation(periods()))
