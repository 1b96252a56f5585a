"""Which time expression of its sentence governs a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.coding.calendar import Calendar, Date, Moment
from analysis.coding.distribution import change_after
from analysis.coding.lexicon import cue_pattern, cues
from analysis.coding.quantities import Quantity

_DATE_BRACKET = re.compile(r"\s?[(](?:截至|截止|至|到|其中)?\s?")


def governing(
    view: str, times: Sequence[Moment], q: Quantity, stop: int, sentence: int, clause: int, changed: bool
) -> Moment | None:
    """The time expression that governs a number: one in brackets right behind it, else the last before it.

    ``changed`` says that the number is the level after a change; it is not dated by the level before
    (由2010年的57人增至612人). ``stop`` is where its words end, ``sentence`` and ``clause`` where those begin.
    """
    found = None
    pivot = change_after(view, clause, q.start) if changed else None
    for t in times:
        before = view[max(sentence, t.start - 1) : t.start]
        of_a_base = before in cues("from") and view[t.end : t.end + 1] in ("的", "末", "底")
        if of_a_base and change_after(view, t.end, q.start) is not None:
            continue
        if t.end <= clause and _of_a_part(view, sentence, t.start) and ";" in view[t.end : clause]:
            continue  # 三年共改造11所,其中今年4所;撤并3所
        if t.end <= q.start:
            of_the_start = pivot is not None and clause <= t.start < pivot and not t.span
            if not (of_the_start and before in cues("from")):
                found = t
        elif (t.start == q.end or (found is None and _opens_next_clause(view, max(q.end, stop), t.start))) and cue_pattern(
            "done"
        ).search(view, t.end, t.end + 8):
            return t  # 其余9所明年底前全部完成; 各建成1所敬老院,2017年前全部建成
        elif q.end <= t.start <= q.end + 6 and _DATE_BRACKET.fullmatch(view, q.end, t.start):
            return t
    return found


def _of_a_part(view: str, sentence: int, at: int) -> bool:
    begin = max(view.rfind(c, sentence, at) for c in ",;") + 1
    return begin > sentence and cue_pattern("of_which").match(view, begin, at) is not None


_NEXT_CLAUSE = re.compile(r"[^,;。\d]*,[到在于至]?")


def _opens_next_clause(view: str, start: int, end: int) -> bool:
    """Whether the clause that begins behind ``start`` without another number in between opens with the date at ``end``."""
    return _NEXT_CLAUSE.fullmatch(view, start, end) is not None


def beginning(
    view: str,
    times: Sequence[Moment],
    q: Quantity,
    clause: int,
    moment: Moment | None,
    future: bool,
    calendar: Calendar,
) -> Date:
    """The date of the level before a change: its own, the first year of a span, or the year before the change.

    “十三五”期间由21张增至33张 is a change from the year before the period.
    """
    own = [t for t in times if clause <= t.start and t.end <= q.start and not t.span]
    if own and view[max(clause, own[-1].start - 1) : own[-1].start] in cues("from"):
        return Date(own[-1].year)
    if moment is not None and moment.span:
        return Date(moment.first - 1, inferred=True) if moment.period else Date(moment.first)
    if future and calendar.plan_start and not calendar.annual:
        return Date(calendar.plan_start - 1, inferred=True)
    if calendar.several_years and calendar.review_start and moment and moment.year == calendar.review_end:
        return Date(calendar.review_start - 1, inferred=True)  # 截至2020年底,…由37张提高到44张
    changed = moment.year if moment else calendar.plan_start if future else calendar.review_start
    return Date(changed - 1, inferred=True) if changed else Date()
