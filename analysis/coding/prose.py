"""Paragraphs → drafts: links every quantity of a sentence to what it counts, to its group and to its date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from analysis.coding.calendar import Calendar, Moment, date_fact, moments
from analysis.coding.damage import DAMAGE
from analysis.coding.drafts import Draft
from analysis.coding.groups import beside, expand, group_in, group_words, leading_group
from analysis.coding.kinds import Tense, classify, is_flow, tense_of
from analysis.coding.lexicon import alternation, cue_pattern, cues, denominator_pattern, denominators
from analysis.coding.phrases import (
    CONNECTORS,
    ends_with_verb,
    generic,
    items,
    only_verbs,
    starts_with_verb,
    strip_leading,
    strip_links,
    without_leading_verb,
)
from analysis.coding.quantities import Quantity
from analysis.coding.sentences import Clause, clauses, sentences
from analysis.model import Role

LONGEST_PHRASE = 40


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a paragraph stands: its section's title and role, and the time its headings name."""

    section: str
    role: Role
    calendar: Calendar
    moment: Moment | None = None  # from a heading such as 2008年工作回顾
    lead: str = ""


_EACH_OF = re.compile(r"(?:、|和|或者|或|及)(?=每)")


@dataclass(slots=True)
class Topic:
    """What the sentence has been about so far."""

    phrase: str = ""
    first: str = ""  # of the sentence, which totals (床位总计) go back to
    rate: bool = False  # the number before was a share
    verb: str = ""  # that governed the number before
    unit: str = ""  # of the number before
    recent: tuple[str, ...] = ()  # what the numbers before were about
    groups: tuple[str, ...] = ()  # of the last distribution (分别)


@cache
def _respectively() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('respectively'))})")


@cache
def _change() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('change_to'))})")


@cache
def _growth() -> re.Pattern[str]:
    lead = alternation([*cues("growth_lead"), *cues("filler")])
    return re.compile(rf"(?:{lead}|\s)*(?P<verb>{alternation(cues('growth'))})(?:率|幅度|幅|了)?(?:{alternation(cues('filler'))}|\s)*$")


@cache
def _annual() -> re.Pattern[str]:
    return cue_pattern("annual")


@cache
def _rate_noun() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('rate_noun'))})$")


@cache
def _connector_tail() -> re.Pattern[str]:
    """A connector that begins the next member of an enumeration, with the verb that may follow it."""
    verbs = alternation([*cues("flow"), *cues("action")])
    return re.compile(rf"(?:[{CONNECTORS}]|以及)(?=(?:{verbs})*$)|[{CONNECTORS}](?=[^{CONNECTORS}]*$)")


def code_paragraph(
    view: str, start: int, end: int, quantities: Sequence[Quantity], setting: Setting
) -> Iterator[Draft]:
    """Drafts of one paragraph, sentence by sentence; every quantity yields at least one."""
    opening: Moment | None = None
    at = 0
    for number, (begin, stop) in enumerate(sentences(view, start, end)):
        upto = at
        while upto < len(quantities) and quantities[upto].start < stop:
            upto += 1
        mine = quantities[at:upto]
        at = upto
        times = moments(view, begin, stop, setting.calendar)
        if number == 0 and times and times[0].start - begin <= 8:
            opening = times[0]
        elif times and times[0].start - begin <= 2 and times[0].span:
            opening = times[0]
        elif number and at_goal(view, begin, times, setting.calendar):
            opening = times[0]
        if mine:
            carried = opening if opening is not None else setting.moment
            yield from _Sentence(view, begin, stop, mine, times, carried, setting).drafts()


def at_goal(view: str, begin: int, times: Sequence[Moment], calendar: Calendar) -> bool:
    """Whether a sentence opens with the date of the plan's goals (到2020年), which then holds for those behind it."""
    if not times or times[0].start - begin > 6 or times[0].span:
        return False
    before = view[max(begin, times[0].start - 2) : times[0].start]
    return before.endswith(("到", "至")) and calendar.plan_end in (None, calendar.year, times[0].year)


class _Sentence:
    """One sentence being read, from its first clause to its last."""

    def __init__(
        self, view: str, start: int, end: int, quantities: Sequence[Quantity], times: list[Moment],
        carried: Moment | None, setting: Setting,
    ) -> None:  # fmt: skip
        self.view, self.start, self.end = view, start, end
        self.quantities, self.times, self.carried, self.setting = quantities, times, carried, setting
        self.topic = Topic()

    def drafts(self) -> Iterator[Draft]:
        outer: list[Topic] = []
        depth = 0
        for clause in clauses(self.view, self.start, self.end, self.quantities):
            if clause.depth > depth:
                outer.append(replace(self.topic))
            elif clause.depth < depth and outer:
                self.topic = outer.pop()
            depth = clause.depth
            mine = [q for q in self.quantities if clause.start <= q.start < clause.end]
            if mine:
                yield from self._clause(clause, mine)
            else:
                self._hear(clause)

    # what a clause without numbers leaves behind

    def _hear(self, clause: Clause) -> None:
        phrase = self._clean(clause.start, clause.end)
        if phrase and not only_verbs(phrase):
            self.topic.phrase = phrase[-LONGEST_PHRASE:]

    def _clean(self, start: int, end: int) -> str:
        """Text without its time expressions and leading filler; what stands before a time only where all does."""
        return without_times(self.view, start, end, self.times)

    # clauses with numbers

    def _clause(self, clause: Clause, mine: list[Quantity]) -> Iterator[Draft]:
        text = self.view[clause.start : clause.end]
        mine = [self._with_denominator(q, clause) for q in mine]
        distributed = self._distribution(clause, text, mine)
        if distributed is not None:
            yield from distributed
            return
        at = clause.start
        shared_verb = ""
        for i, q in enumerate(mine):
            after_end = mine[i + 1].start if i + 1 < len(mine) else clause.end
            before = self._clean(at, q.start)
            verb_before = before if ends_with_verb(before) else strip_links(before)
            if "digits-fused" in q.flags and i and q.start == mine[i - 1].end:
                yield from self._facts(clause, mine[i - 1].start, q.end, q, self.topic.phrase, "cut of fused digits")
                at = q.end
                continue
            growth = _growth().search(before) if q.percent or q.dimension == "multiple" else None
            if growth and not _change().search(before[growth.start("verb") :]):
                yield from self._growing(clause, at, q, before[: growth.start()], growth["verb"])
                at = q.end
                continue
            after = self.view[q.end : after_end]
            if self._counts_what_follows(verb_before, after):
                stop = q.end + self._object_length(after, last=i + 1 == len(mine))
                shared_verb = _last_verb(before) or shared_verb
                phrase = self._object(q, verb_before, shared_verb, self.view[q.end : stop])
                yield from self._facts(clause, at, stop, q, phrase, "number before noun", verb=shared_verb)
                consumed = stop if i + 1 < len(mine) and self.view[stop:after_end].strip() else q.end
                at = consumed
            else:
                shared_verb = _first_verb(before) or _trailing(before) or shared_verb
                yield from self._facts(clause, at, q.end, q, strip_links(before), "noun before number", verb=shared_verb)
                at = q.end

    def _with_denominator(self, q: Quantity, clause: Clause) -> Quantity:
        """Money with the denominator that is written before it (每人每月 460元、300元提高到620元)."""
        if q.dimension != "money" or q.magnitude:
            return q
        fronted = None
        for m in denominator_pattern().finditer(self.view, clause.start, q.start):
            fronted = m
        if fronted is None:
            return q
        return replace(q, unit=denominators()[fronted.group()], dimension="money_per_person")

    # 分别 and 由 … 提高到 …

    def _distribution(self, clause: Clause, text: str, mine: list[Quantity]) -> list[Draft] | None:
        first = mine[0].start - clause.start
        respectively = _respectively().search(text, 0, mine[-1].start - clause.start)
        changes = [m for m in _change().finditer(text) if first < m.start() < mine[-1].start - clause.start]
        pivot = changes[0].start() + clause.start if changes else None
        levels = [q for q in mine if pivot is None or q.start < pivot], [q for q in mine if pivot and q.start > pivot]
        if respectively is None and (not levels[1] or len(levels[0]) != len(levels[1])):
            return None
        head = self._clean(clause.start, clause.start + (respectively.start() if respectively else first))
        head = _from().sub("", strip_links(head))
        growth = _growth().search(text, 0, first) if mine[0].percent else None
        if growth and not levels[1]:
            head = _growth().sub("", strip_links(self._clean(clause.start, mine[0].start))) if not head else head
            head = _growth().sub("", head)
        size = len(levels[0])
        names = self._names(head, size)
        if names is None or (levels[1] and len(levels[1]) != size):
            return None
        drafts: list[Draft] = []
        for level, quantities in enumerate(levels):
            for (phrase, group), q in zip(names, quantities, strict=False):
                verb = growth["verb"] if growth and not levels[1] else ""
                if verb:
                    phrase = self._growth_phrase(phrase, verb, text)
                made = list(self._facts(clause, clause.start, q.end, q, phrase, "distribution", group, level, bool(levels[1])))
                for draft in made:
                    if level or draft.start > q.start:
                        continue
                drafts.extend(made)
        self.topic.groups = tuple(g for _, g in names)
        if names[-1][0]:
            group, rest = leading_group(_without_growth(names[-1][0]))
            self.topic.phrase = rest if group and rest and all(self.topic.groups) else _without_growth(names[-1][0])
        return drafts

    def _names(self, head: str, size: int) -> list[tuple[str, str]] | None:
        """What each of ``size`` numbers in a row is about: (phrase, group) pairs, or None where the count disagrees."""
        if not head or only_verbs(head):
            if size == 1:
                return [(self.topic.phrase, "")]
            if len(self.topic.groups) == size:
                return [(f"{g}{self.topic.phrase}", g) for g in self.topic.groups]
            if len(self.topic.recent) >= size:
                return [(p, group_in(p)) for p in self.topic.recent[-size:]]
            return [(self.topic.phrase, "")] * size
        if size == 1:
            return [(head, group_in(head))]
        members = items(head)
        if len(members) == 1 or len(members) != size:
            pair = expand(members[-1] if members else head, size)
            if pair:
                return pair
        if len(members) > size:  # connectors inside the first members' names
            members = [*members[: size - 1], "、".join(members[size - 1 :])] if size > 1 else [head]
            return None
        if len(members) != size:
            return None
        if self.topic.phrase and all(group_words(m) for m in members):
            return [(beside(m, self.topic.phrase), group_in(m) or m) for m in members]
        if all(group_words(m) for m in members[:-1]):
            group, rest = leading_group(members[-1])
            if group and rest:
                return [(m + rest, group_in(m) or m) for m in members[:-1]] + [(members[-1], group)]
        return [(m, group_in(m)) for m in members]

    # 增长

    def _growing(self, clause: Clause, at: int, q: Quantity, before: str, verb: str) -> Iterator[Draft]:
        phrase = strip_links(before)
        if not phrase or only_verbs(phrase):
            phrase = self.topic.phrase
        text = self.view[at : q.start]
        yield from self._facts(clause, at, q.end, q, self._growth_phrase(phrase, verb, text), "growth", keep_topic=True)

    @staticmethod
    def _growth_phrase(phrase: str, verb: str, text: str) -> str:
        yearly = "年均" if _annual().search(text) else ""
        return f"{phrase}{yearly}{verb}"

    # number before or after its noun

    def _counts_what_follows(self, before: str, after: str) -> bool:
        """Whether the noun stands behind the number: 建设20个应急避难场所, 90%以上的乡镇."""
        behind = strip_leading(after.lstrip("的"))
        if not behind or after[:1] in "、,;:。)”" or only_verbs(after):
            return False
        if not before or only_verbs(before) or before[-1] in CONNECTORS or _opening().search(before):
            return True
        return ends_with_verb(before) and not starts_with_verb(behind)

    def _object_length(self, after: str, last: bool) -> int:
        """How much of what follows a number names what it counts."""
        if last:
            return min(len(after), LONGEST_PHRASE)
        m = None
        for m in _connector_tail().finditer(after):
            pass
        return m.start() if m else len(after)

    @staticmethod
    def _object(q: Quantity, before: str, verb: str, text: str) -> str:
        noun = text.lstrip("的").strip(CONNECTORS + " ")
        money = "资金" if q.dimension == "money" and q.magnitude else ""
        if "每" in before:
            return f"{before[before.index('每') :]}{noun}"
        if before.endswith("的"):
            return f"{before[-24:-1]}{money}{noun}"
        return f"{verb}{money}{noun}"

    # drafts

    def _facts(
        self, clause: Clause, at: int, stop: int, q: Quantity, phrase: str, rule: str, group: str = "", level: int = 0,
        pair: bool = False, keep_topic: bool = False, verb: str = "",
    ) -> Iterator[Draft]:  # fmt: skip
        phrases = self._shared(phrase, clause, q)
        for words in phrases:
            draft = self._draft(clause, at, stop, q, words, rule, group, level, pair, verb)
            if len(phrases) > 1:
                draft.rule = "one number for several indicators"
            yield draft
            words = strip_leading(words)
            if not keep_topic and not group_words(words) and not generic(words) and not only_verbs(words):
                self.topic.phrase = draft.phrase
                self.topic.first = self.topic.first or draft.phrase
            if not keep_topic and (not self.topic.recent or self.topic.recent[-1] != draft.phrase):
                self.topic.recent = (*self.topic.recent, draft.phrase)[-6:]
            self.topic.unit = q.unit
            self.topic.rate = q.percent
            self.topic.verb = verb or self.topic.verb

    def _shared(self, phrase: str, clause: Clause, q: Quantity) -> list[str]:
        """The indicators that share one number: A率、B率均达到100%; 每千名老人、每百张床位拥有1名."""
        fronts = _EACH_OF.split(phrase)
        if len(fronts) > 1 and all(f.startswith("每") for f in fronts) and q.dimension in ("persons", "count"):
            tail = re.search(rf"(?:{alternation(cues('each'))})?(?:{alternation(cues('possess'))}).*$", fronts[-1])
            return [f + (tail.group() if tail and f is not fronts[-1] else "") for f in fronts]
        members = items(phrase)
        if len(members) < 2:
            return [phrase]
        between = self.view[clause.start : q.start]
        each = any(w in between[-8:] for w in cues("each"))
        if each and all(_rate_noun().search(strip_links(m)) for m in members):
            return [strip_links(m) for m in members]
        return [phrase]

    def _draft(
        self, clause: Clause, at: int, stop: int, q: Quantity, phrase: str, rule: str, group: str, level: int, pair: bool,
        verb: str,
    ) -> Draft:
        view, setting = self.view, self.setting
        phrase = strip_leading(phrase)
        topic = self.topic.phrase
        inherited = False
        if phrase and topic and group_words(phrase) and not group:
            group = group_in(phrase) or phrase
            phrase = beside(phrase, topic)
        elif not phrase or only_verbs(phrase) or generic(phrase):
            words = strip_leading(phrase)
            topic = self.topic.first if self.topic.first and cue_pattern("grand_total").search(words) else topic
            verb = verb or self.topic.verb
            inherited = bool(topic) and words not in topic
            phrase = self._under(topic, words, q) if inherited else (topic or words)
        elif phrase.startswith("占") and topic:
            phrase = f"{topic}{phrase}"
        shared = self.topic.rate or cue_pattern("share_noun").search(phrase[-3:]) is not None
        if q.dimension == "percent" and shared and rule == "noun before number" and not _rate_noun().search(phrase):
            phrase += "占比" if not _growth().search(phrase) else ""
        sentence_moment = self._moment(q, clause)
        moment = sentence_moment or self.carried
        text = view[clause.start : clause.end]
        context = view[self.start : q.start]
        tense = tense_of(context, text, setting.role, setting.calendar, moment)
        flow = is_flow(phrase, view[at : q.start], verb, q.dimension)
        growing = rule == "growth" or bool(_growth().search(phrase))
        if _annual().search(view[at : q.start]) or (growing and tense is Tense.PAST and not setting.calendar.annual):
            flow = True
        date = date_fact(moment, sentence_moment is not None, flow, tense is Tense.FUTURE, setting.calendar)
        if pair and level == 0 and tense is Tense.PAST:
            date = self._beginning(q, clause, moment)
        elif pair and level == 1 and moment is not None and moment.span:
            date = replace(date, year=moment.last, period_start=None, period_end=None, inferred=True)
        comparator = self._comparator(q, clause)
        words = replace_links(view[at : q.start])
        kind, why = classify(q, phrase, words + text, tense, setting, bool(self.times))
        group = next((f[6:] for f in q.flags if f.startswith("group:")), group)
        start, end = _quote(view, at, stop, q, self.start, self.end)
        return Draft(
            start, end, q.number_start, q.number_end, q.value, phrase[-2 * LONGEST_PHRASE :], kind, q.value_max, "",
            comparator, q.unit, q.unit_text, q.dimension, topic if inherited else "", group or group_in(phrase), date,
            implied="fold" in q.flags, damaged=not DAMAGE.isdisjoint(q.flags),
            flags=tuple(f for f in q.flags if f != "fold" and not f.startswith("group:")),
            section=setting.section, rule=rule, note=why,
        )  # fmt: skip

    def _under(self, topic: str, words: str, q: Quantity) -> str:
        """Words that say too little, completed by their topic: 改扩建 (5所) of 新建敬老院, 床位 of 养老机构."""
        noun = without_leading_verb(topic)
        if only_verbs(words) and q.unit == self.topic.unit:
            return f"{words}{noun}"
        return f"{noun}{words}"

    def _moment(self, q: Quantity, clause: Clause) -> Moment | None:
        """The time expression that governs a number: the last before it, or one in brackets right behind it."""
        behind = next((t for t in self.times if q.end <= t.start <= q.end + 2 and self.view[q.end : t.start].strip() == "("), None)
        if behind is not None:
            return behind
        before = [t for t in self.times if t.end <= q.start]
        return before[-1] if before else None

    def _beginning(self, q: Quantity, clause: Clause, moment: Moment | None):  # type: ignore[no-untyped-def]
        from analysis.coding.calendar import Date

        own = [t for t in self.times if clause.start <= t.start and t.end <= q.start and not t.span]
        if own:
            return Date(own[-1].year)
        if moment is not None and moment.span:
            return Date(moment.first)
        review = self.setting.calendar.review_start
        if self.setting.calendar.annual:
            return Date(review - 1 if review else None, inferred=True)
        return Date(review - 1 if review else None, inferred=True)

    def _comparator(self, q: Quantity, clause: Clause) -> str:
        if q.comparator != "=":
            return q.comparator
        before = self.view[clause.start : q.start]
        if any(w in before for w in cues("at_least")):
            return ">="
        if any(w in before for w in cues("nearly")):
            return "~"
        return "="


def without_times(view: str, start: int, end: int, times: Sequence[Moment]) -> str:
    """``view[start:end]`` without time expressions: what follows the last one where that names something, else all."""
    parts, at = [], start
    for t in times:
        if start <= t.start and t.end <= end:
            parts.append(view[at : t.start])
            at = t.end
    last = strip_leading(view[at:end])
    if parts and len(last) >= 4 and not only_verbs(last) and not generic(last):
        return last
    return strip_leading("".join([*parts, view[at:end]]))


@cache
def _from() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('from'))})$|^(?:{alternation(cues('from'))})")


@cache
def _opening() -> re.Pattern[str]:
    """What a phrase ends with when its noun is still to come: a preposition, or 的."""
    return re.compile(rf"(?:{alternation(cues('preposition'))}|的)$")


def _without_growth(phrase: str) -> str:
    return _growth().sub("", phrase)


def replace_links(text: str) -> str:
    return strip_links(text)


def _last_verb(text: str) -> str:
    found = ""
    for m in _any_verb().finditer(text):
        found = m.group()
    return found


def _first_verb(text: str) -> str:
    m = _any_verb().match(strip_leading(text))
    return m.group() if m else ""


def _trailing(text: str) -> str:
    verb = _last_verb(strip_links(text)[-6:])
    return verb if verb and strip_links(text).endswith(verb) else ""


@cache
def _any_verb() -> re.Pattern[str]:
    return re.compile(alternation([*cues("flow"), *cues("action")]))


def _quote(view: str, at: int, stop: int, q: Quantity, floor: int, ceiling: int) -> tuple[int, int]:
    """A place of 8 to 80 characters around a number, to be read by itself."""
    start, end = min(at, q.start), max(stop, q.end)
    while start < q.start and view[start] in "、,;:。) \t\n　":
        start += 1
    while end > q.end and view[end - 1] in "、,;:。( \t\n":
        end -= 1
    if end - start > 80:
        if q.end - start > 80:
            start = max(start, q.end - 60)
        end = min(end, start + 80)
    if end - start < 8:
        start = max(floor, min(start, end - 8))
        end = min(ceiling, max(end, start + 8))
    while end > q.end and view[end - 1] in "\n":
        end -= 1
    while start < q.start and view[start] in " \t\n　":
        start += 1
    return start, end
