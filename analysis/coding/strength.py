"""How firmly a clause commits its plan to a measure, and the words that decide it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analysis.coding.calendar import Calendar, Moment, moments
from analysis.coding.lexicon import alternation, cue_pattern, cues, strength_cues
from analysis.coding.tense import Tense, tense_of
from analysis.model import Role, Strength

COMMITMENT, ACHIEVEMENT, BACKGROUND = "commitment", "achievement", "background"


class Firmness(NamedTuple):
    """Strength of a clause before its numbers are looked at."""

    strength: Strength
    cue: str
    about: str
    year: int | None = None


def opening(view: str, sentence: tuple[int, int], calendar: Calendar) -> Moment | None:
    """The goal date with which a sentence opens (到2025年，…), which tells the tense of those behind it, too."""
    start = sentence[0]
    if view.find("20", start, start + FARTHEST) < 0 or _GOAL.match(view, start) is None:
        return None
    return next((m for m in moments(view, start, min(start + 20, sentence[1]), calendar) if not m.span), None)


_GOAL = re.compile(r"\s{0,8}\S{0,3}?[到至]\s?20\d\d")
FARTHEST = 15  # characters up to which that 20 ends


def firmness(
    view: str,
    sentence: tuple[int, int],
    clause: tuple[int, int],
    role: Role,
    calendar: Calendar,
    carried: Moment | None = None,
) -> Firmness:
    """What a clause of a sentence does: looks back, gives background, commits, or commits by a date.

    The tense is that of the facts (``kinds.tense_of``): a date, then the section's role, then words. A date counts from
    its own clause on to the end of the sentence; the plan's whole period (“十四五”期间) is no date. The goal date of
    an earlier sentence of the paragraph (``carried``) decides the tense alone.
    """
    start = sentence[0]
    text = view[clause[0] : clause[1]]
    before = view[start : clause[1]]
    times = _times(view, start, clause[1], calendar)
    moment = times[-1] if times else carried
    told = before if times or carried is None else f"{view[carried.start - 1 : carried.end]}{before}"
    if role is Role.GLOSSARY:
        return Firmness(Strength.MENTIONED, "glossary", BACKGROUND)
    if role is Role.SITUATION and not _over(times, calendar):
        return Firmness(Strength.MENTIONED, "section on the situation", BACKGROUND)
    past = role is Role.SITUATION or tense_of(told, text, role, calendar, moment) is Tense.PAST
    if past and not (role is Role.NONE and not calendar.past_only and _demands(before)):
        want = _problem().search(text)
        if want is not None:
            return Firmness(Strength.MENTIONED, want.group(), BACKGROUND)
        return Firmness(Strength.MENTIONED, _past_cue(before, role), ACHIEVEMENT)
    verb = _verb().search(text) or _verb().search(before)
    if verb is None:
        return Firmness(Strength.MENTIONED, "no verb of the plan", BACKGROUND)
    date = next((time for time in reversed(times) if _dates(time, view, calendar)), None)
    if date is not None:
        return Firmness(Strength.DATED, view[date.start : date.end].strip(), COMMITMENT, date.year)
    deadline = _deadline().search(before)
    if deadline is not None:
        return Firmness(Strength.DATED, deadline.group(), COMMITMENT, calendar.plan_end)
    return Firmness(Strength.COMMITTED, verb.group(), COMMITMENT)


def _over(times: Sequence[Moment], calendar: Calendar) -> bool:
    """Whether a sentence tells of a time before the plan's own (“十三五”期间)."""
    return bool(times) and calendar.plan_start is not None and times[-1].last < calendar.plan_start


def _demands(before: str) -> bool:
    """Whether a text without sections says what is to be done (会议要求，要加快…), not what was."""
    return cue_pattern("past").search(before) is None and _intent().search(before) is not None


@cache
def _intent() -> re.Pattern[str]:
    """要 or 将 before a verb of the plan; not the 将 that puts an object first (将…纳入)."""
    adverbs, verbs = alternation(cues("future_adverb")), alternation(strength_cues("plan_verb"))
    return re.compile(
        rf"(?:(?<![主需重必纲摘只])要|将(?![^,]{{0,20}}(?:纳入|列入|作为|下放|[到至为])))(?:{adverbs})?(?:{verbs})"
    )


def _times(view: str, start: int, end: int, calendar: Calendar) -> list[Moment]:
    """Time expressions; those that look back from a date (2020年以来) stay in, for the tense."""
    return moments(view, start, end, calendar) if _YEARLIKE.search(view, start, end) else []


# the character that all but one have in common first: that lets the search skip all others
_YEARLIKE = re.compile(r"年(?:度|(?<=[\d今明去当五]年))|十[一二三四五]")


def _dates(moment: Moment, view: str, calendar: Calendar) -> bool:
    """Whether a time expression is one by which something is to be done."""
    if moment.span:
        return False
    if calendar.plan_start is not None and moment.last < calendar.plan_start:
        return False
    if calendar.annual and moment.last == calendar.plan_end:  # an annual plan's own year says nothing; its 6月底前 does
        return _PART_OF_YEAR.search(view, moment.start, moment.end + 1) is not None
    return True


_PART_OF_YEAR = re.compile(r"月|[底末前]|半年")


def _past_cue(before: str, role: Role) -> str:
    if role is Role.REVIEW:
        return "section that looks back"
    cue = cue_pattern("past").search(before)
    return cue.group() if cue else "a text that looks back"


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(alternation(strength_cues("plan_verb")))


@cache
def _problem() -> re.Pattern[str]:
    return re.compile(alternation(strength_cues("problem")))


@cache
def _deadline() -> re.Pattern[str]:
    return re.compile(alternation(strength_cues("deadline")))
