"""Universal coverage in words: 全覆盖, 覆盖所有…, 全部… for a named service or facility, told from rhetoric."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from analysis.coding.calendar import date_fact, moments
from analysis.coding.drafts import Draft
from analysis.coding.groups import group_in
from analysis.coding.kinds import Tense, tense_of
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.phrases import items, only_verbs, strip_leading, strip_links, without_times
from analysis.coding.setting import Setting
from analysis.model import Kind, Role


@cache
def _coverage() -> re.Pattern[str]:
    every = rf"(?:{alternation(cues('all'))})(?={alternation(cues('all_verb'))})"
    return re.compile(f"{alternation(cues('universal'))}|{every}")


@cache
def _rhetoric() -> re.Pattern[str]:
    return re.compile(alternation(cues("rhetoric")))


LONGEST_CLAUSE = 300
_CLAUSE = re.compile(rf"[^,;:。!?\n]{{1,{LONGEST_CLAUSE}}}")


def code_implied(view: str, start: int, end: int, setting: Setting) -> Iterator[Draft]:
    """Drafts of 100 % that stand in words, clause by clause; silent where no service or facility is named."""
    if setting.role is Role.GLOSSARY or setting.calendar.doc_type == "regulation":
        return
    for m in _coverage().finditer(view, start, end):
        floor = max(start, m.start() - LONGEST_CLAUSE)
        begin = max(max(view.rfind(c, floor, m.start()) for c in ",;:。!?\n") + 1, floor)
        tail = _CLAUSE.match(view, m.end(), end)
        stop = tail.end() if tail else m.end()
        yield from _draft(view, start, begin, stop, m, setting)


def _draft(view: str, floor: int, begin: int, stop: int, m: re.Match[str], setting: Setting) -> Iterator[Draft]:
    word, after = m.group(), view[m.end() : stop]
    clause = view[begin:stop]
    if _rhetoric().search(clause) or after.startswith(("的", "、", "》", "”", *cues("not_coverage_after"))):
        return
    subject = _subject(view, floor, begin, m.start(), setting)
    if word in cues("all"):
        noun = re.sub(r"^(?:将|把)", "", subject)
        if len(noun) < 5:
            noun = f"{_clause_before(view, floor, begin, setting)}{noun}"
        names = [f"{noun}{_object(after)}"] if noun else []
        stop = min(stop, m.end() + 40)
    else:
        if not subject and word in cues("covers"):
            return
        names = items(subject) or []
        if len(names) > 1 and not _facilities(names):
            names = [subject]
        stop = m.end() if word not in cues("covers") else min(stop, m.end() + 16)
    names = [n for n in names if len(n) >= 3 and not only_verbs(n)]
    for name in names:
        yield _made(view, floor, begin, stop, m, name if word in cues("all") else f"{name}覆盖率", clause, setting)


def _subject(view: str, floor: int, begin: int, end: int, setting: Setting) -> str:
    phrase = strip_links(without_times(view, begin, end, moments(view, begin, end, setting.calendar)))
    for verb in cues("coverage_verb"):
        phrase = re.sub(rf"^{re.escape(verb)}|{re.escape(verb)}$", "", phrase)
    return strip_leading(strip_links(phrase))


def _clause_before(view: str, floor: int, begin: int, setting: Setting) -> str:
    """What the clause before speaks of, in the same sentence; empty at a sentence's start."""
    if begin <= floor or view[begin - 1] not in ",;:":
        return ""
    floor = max(floor, begin - LONGEST_CLAUSE)
    start = max(max(view.rfind(c, floor, begin - 1) for c in ",;:。!?\n") + 1, floor)
    words = re.sub(r"\d.*", "", _subject(view, floor, start, begin - 1, setting))
    return words[-16:]


def _facilities(names: list[str]) -> bool:
    return all(cue_pattern("facility").search(n[-4:]) for n in names)


def _object(after: str) -> str:
    m = _CLAUSE.match(after)
    return m.group()[:24] if m else ""


def _made(
    view: str, floor: int, begin: int, stop: int, m: re.Match[str], name: str, clause: str, setting: Setting
) -> Draft:
    lowest = max(floor, begin - 2 * LONGEST_CLAUSE)
    sentence = max(max(view.rfind(c, lowest, begin) for c in "。!?\n") + 1, lowest)
    times = moments(view, sentence, m.end(), setting.calendar)
    opening = moments(view, floor, min(begin, floor + 40), setting.calendar) if not times else []
    moment = times[-1] if times else opening[0] if opening and opening[0].start - floor <= 8 else setting.moment
    tense = tense_of(view[sentence : m.start()], clause, setting.role, setting.calendar, moment)
    date = date_fact(moment, bool(times), False, tense is Tense.FUTURE, setting.calendar)
    begin, stop = _wide(view, floor, begin, stop)
    nearly = any(w in clause for w in cues("nearly"))
    return Draft(
        begin,
        stop,
        None,
        None,
        Decimal(100),
        name,
        Kind.TARGET if tense is Tense.FUTURE else Kind.OUTCOME,
        comparator="~" if nearly else "=",
        unit="%",
        dimension="percent",
        group=group_in(name),
        date=date,
        implied=True,
        section=setting.section,
        rule="coverage in words",
        note=m.group(),
    )


def _wide(view: str, floor: int, begin: int, stop: int) -> tuple[int, int]:
    while begin < stop and view[begin] in " \t、,\n　":
        begin += 1
    if stop - begin < 8:
        begin = max(floor, stop - 8)
    return begin, min(stop, begin + 80)
