"""Coded plan → marks: which measures a document speaks of, where, and how firmly."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.codebook.measures import measures
from analysis.coding.calendar import Calendar, Moment
from analysis.coding.document_dates import calendar_of, dated
from analysis.coding.quotes import LONGEST, SHORTEST
from analysis.coding.strength import ACHIEVEMENT, COMMITMENT, Firmness, firmness, opening
from analysis.coding.wordings import Found, find_measures
from analysis.model import Coded, Fact, Kind, Mark, Passage, Plan, Reading, Strength

SHORT = 400  # Chinese characters; below, a document cannot be expected to speak of what it leaves out
FOREIGN = 0.3  # share of Chinese characters below which a text is not in Chinese


def with_measures(coded: Coded) -> Coded:
    """``coded`` with its marks, sorted by place; a measure has one mark a sentence, and one for each fact elsewhere.

    Reads the passages and facts that coding found; nothing raises on odd text. A regulation and a text in another
    language get no marks, and ``unmarked`` says why.
    """
    reason = _unmarked(coded.plan)
    if reason and not reason.startswith((TOO_SHORT, BREAKS_OFF)):
        return replace(coded, unmarked=reason)
    marks = {mark.mark_id: mark for mark in _Marker(coded).marks()}  # two past targets of one cell are one mark
    return replace(coded, marks=tuple(sorted(marks.values(), key=_place)), unmarked=reason)


TOO_SHORT, BREAKS_OFF = "too short", "breaks off"
LOST = "\ufffd"  # what decoding leaves of a byte that is half a character
_HAN = re.compile(r"[一-鿿]+")


def _unmarked(plan: Plan) -> str:
    view = plan.reading.view
    rest = _HAN.sub("", view)
    chinese = len(view) - len(rest)
    if plan.header.doc_type == "regulation":
        return "a regulation sets rules, it plans no measures"
    if not chinese or chinese < FOREIGN * (chinese + sum(map(str.isalpha, rest))):
        return "not in Chinese"
    if chinese < SHORT:
        return f"{TOO_SHORT}: {chinese} Chinese characters"
    if plan.reading.source.text.rstrip().endswith(LOST):
        return f"{BREAKS_OFF}: the file ends inside a character, and what stood behind it is not there"
    return ""


def _place(mark: Mark) -> tuple[int, int, str]:
    return mark.char_start, mark.char_end, mark.measure_id


@dataclass(frozen=True, slots=True)
class _Goal:
    """A target, where its number stands in the source, and what it quantifies.

    ``measures`` are those of its indicator; ``named`` those whose wordings its own words hold, which counts only in the
    clause of the number.
    """

    fact: Fact
    at: int
    measures: frozenset[str]
    named: frozenset[str]


class _Marker:
    """The marks of one document being made."""

    def __init__(self, coded: Coded) -> None:
        self.reading: Reading = coded.plan.reading
        self.passages = coded.passages
        calendar = calendar_of(dated(coded.plan.header, self.reading.view))
        notice = calendar.doc_type == "standard_notice"
        self.calendar: Calendar = replace(calendar, doc_type="opinion") if notice else calendar
        sets = calendar.plan_start if notice else None
        goals = [_goal(fact) for fact in coded.facts if _to_reach(fact, sets)]
        self.goals = sorted(goals, key=lambda goal: (goal.at, goal.fact.fact_id))
        self.places = [goal.at for goal in self.goals]
        self.told: set[tuple[str, str]] = set()  # fact and measure that a mark in prose tells

    def marks(self) -> Iterator[Mark]:
        for passage in self.passages:
            yield from self._passage(passage)
        yield from self._elsewhere()

    def _passage(self, passage: Passage) -> Iterator[Mark]:
        view = self.reading.view
        best: dict[tuple[str, int], tuple[Found, Firmness, tuple[_Goal, ...]]] = {}
        there = list(find_measures(view[passage.start : passage.end], passage.start))
        if not there:
            return
        starts = [start for start, _ in passage.sentences]
        openings = self._openings(passage)
        targets = self._targets(passage)
        known, plain = (-1, -1), Firmness(Strength.MENTIONED, "", "")
        for found in there:
            number = max(0, bisect_right(starts, found.start) - 1)
            sentence = passage.sentences[number]
            clause = (found.clause_start, found.clause_end)
            if clause != known:  # measures of one clause are equally firm, but for their numbers
                role, known = passage.role, clause
                plain = firmness(view, sentence, clause, role, self.calendar, openings[number])
            firm = plain
            goals = self._goals(found, targets[number]) if targets and targets[number] else ()
            if goals:
                firm = self._quantified([goal.fact for goal in goals])
            old = best.get((found.measure, number))
            if old is None or firm.strength.rank > old[1].strength.rank:
                best[found.measure, number] = (found, firm, goals)
        for (measure, number), (found, firm, goals) in best.items():
            self.told.update((goal.fact.fact_id, measure) for goal in goals)
            yield self._mark(found, firm, goals, passage, passage.sentences[number])

    def _openings(self, passage: Passage) -> list[Moment | None]:
        """For each sentence of a passage the goal date with which one before it opens."""
        carried: list[Moment | None] = [None]
        for sentence in passage.sentences:
            carried.append(opening(self.reading.view, sentence, self.calendar) or carried[-1])
        return carried

    def _targets(self, passage: Passage) -> list[list[_Goal]]:
        """The targets of each sentence of a passage; none at all where it has none."""
        start, end = self.reading.place(passage.start, passage.end)
        if bisect_left(self.places, start) == bisect_left(self.places, end):
            return []
        ends = [bisect_left(self.places, self.reading.place(*sentence)[1]) for sentence in passage.sentences]
        return [self.goals[a:b] for a, b in pairwise([bisect_left(self.places, start), *ends])]

    def _quantified(self, facts: Sequence[Fact]) -> Firmness:
        """The firmness that numbers give; those to be reached before the plan's own time are no commitment of it."""
        numbers = dict.fromkeys(self._number(fact) for fact in facts)
        year = max((_year(fact) or 0 for fact in facts), default=0) or None
        if self.calendar.plan_start is not None and year is not None and year < self.calendar.plan_start:
            return Firmness(Strength.MENTIONED, f"a target of {year}", ACHIEVEMENT, year)
        return Firmness(Strength.QUANTIFIED, "、".join(numbers), COMMITMENT, year)

    def _number(self, fact: Fact) -> str:
        if fact.number_start is None or fact.number_end is None:
            return fact.value_text or f"{fact.value}{fact.unit}"
        return f"{self.reading.source.text[fact.number_start : fact.number_end]}{fact.unit_text}"

    def _goals(self, found: Found, targets: Sequence[_Goal]) -> tuple[_Goal, ...]:
        """Those of a sentence's targets that quantify a measure: its own, and in its clause those of no measure."""
        start, end = self.reading.place(found.clause_start, found.clause_end)
        return tuple(
            goal
            for goal in targets
            if found.measure in goal.measures
            or (start <= goal.at < end and (found.measure in goal.named or not goal.measures))
        )

    def _mark(
        self, found: Found, firm: Firmness, goals: tuple[_Goal, ...], passage: Passage, sentence: tuple[int, int]
    ) -> Mark:
        start, end = self._fitted(found, *_quote(self.reading.view, found, sentence))
        ids = tuple(goal.fact.fact_id for goal in goals) if firm.strength is Strength.QUANTIFIED else ()
        return self._made(found.measure, firm, ids, found.wording.words, start, end, passage.section, "prose")

    def _fitted(self, found: Found, start: int, end: int) -> tuple[int, int]:
        """Source offsets of a quote; readings beside characters (發(fā)) make it longer there."""
        while True:
            place = self.reading.place(start, end)
            over = place[1] - place[0] - LONGEST
            if over > 0 and end > found.end:
                end = max(found.end, end - (over + 3) // 4)
            elif over > 0 and start < found.start:
                start = min(found.start, start + (over + 3) // 4)
            else:
                return place

    def _elsewhere(self) -> Iterator[Mark]:
        """Marks of targets that no mark in prose tells: those of tables, and those worded otherwise."""
        for goal in self.goals:
            fact = goal.fact
            for measure in sorted(goal.measures):
                if (fact.fact_id, measure) in self.told:
                    continue
                firm = self._quantified([fact])
                place = (fact.char_start, fact.char_end)
                ids = (fact.fact_id,) if firm.strength is Strength.QUANTIFIED else ()
                yield self._made(measure, firm, ids, "", *place, fact.section, fact.source)

    def _made(
        self, measure: str, firm: Firmness, ids: tuple[str, ...], wording: str, start: int, end: int, section: str,
        source: str,
    ) -> Mark:  # fmt: skip
        file = self.reading.source
        key = f"{file.sha256}|{measure}|{start}|{end}|{'|'.join(ids)}"
        return Mark(
            mark_id=f"m{hashlib.sha256(key.encode()).hexdigest()[:11]}",
            doc_id=file.doc_id,
            measure_id=measure,
            strength=firm.strength,
            cue=firm.cue,
            about=firm.about,
            year=firm.year,
            fact_ids=ids,
            wording=wording,
            quote=file.text[start:end],
            char_start=start,
            char_end=end,
            line=self.reading.line(start),
            section=section,
            source=source,
        )


def _to_reach(fact: Fact, sets: int | None) -> bool:
    """Whether a fact is a number to reach: a target, or a level that a notice sets from the year ``sets`` on."""
    if fact.kind is Kind.STANDARD and sets is not None:
        return (_year(fact) or 0) >= sets
    return fact.kind is Kind.TARGET


def _year(fact: Fact) -> int | None:
    return fact.year if fact.year is not None else fact.period_end


def _goal(fact: Fact) -> _Goal:
    """A target and its measures: by its indicator where the codebook says so, else by the words of its indicator."""
    known = measures().by_indicator.get(fact.indicator_id.split(".")[0], ()) if fact.indicator_id else ()
    named = frozenset(found.measure for found in find_measures(fact.indicator_text))
    at = fact.number_start if fact.number_start is not None else fact.char_start
    return _Goal(fact, at, frozenset(known) or named, named)


def _quote(view: str, found: Found, sentence: tuple[int, int]) -> tuple[int, int]:
    """The clause of a measure, or what of it fits; a short one with its neighbours in the sentence."""
    start, end = found.clause_start, found.clause_end
    if end - start < SHORTEST:
        before = [m.end() for m in _MARK.finditer(view, sentence[0], max(sentence[0], start - 1))]
        start = before[-1] if before else sentence[0]
    if end - start < SHORTEST:
        behind = _MARK.search(view, end + 1, sentence[1])
        end = behind.start() if behind else sentence[1]
    if end - start > LONGEST:
        start = max(start, min(found.start, end - LONGEST))
        end = min(end, start + LONGEST)
    while start < found.start and view[start] in " \t\r\n\u3000,;:、。)”":
        start += 1
    while end > found.end and view[end - 1] in " \t\r\n\u3000、(“":
        end -= 1
    return start, end


_MARK = re.compile(r"[,;:。]")
