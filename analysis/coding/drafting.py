"""From a number and the words linked to it to a draft: its kind, its date, its group and what completes its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.coding.benefits import got_once, of_share, paid_in_all, paid_once
from analysis.coding.calendar import Date, Moment, date_fact
from analysis.coding.completing import TOGETHER, complete, subject_of
from analysis.coding.counted import DIFFERENCE, counted_unit, planned_beside_result, rated, stated_comparator
from analysis.coding.damage import DAMAGE
from analysis.coding.dating import beginning, beyond, by_now, governing, names_a_time, of_whole_period, part_of_year
from analysis.coding.drafts import Draft
from analysis.coding.groups import area_at, group_behind, group_in, place_words
from analysis.coding.kinds import BUDGET_NORM, classify, conditions, is_flow
from analysis.coding.lexicon import cue_at_end, cue_pattern
from analysis.coding.linking import CHANGED, LONGEST_PHRASE, Link
from analysis.coding.phrases import growth_pattern, strip_links, without_reference
from analysis.coding.quantities import Quantity
from analysis.coding.quotes import quote
from analysis.coding.sentences import Clause
from analysis.coding.setting import Setting, Topic
from analysis.coding.tense import Tense, outlook, tense_of
from analysis.coding.wholes import whole_of
from analysis.model import PART_OF_YEAR, Kind

_AGE_OF_EACH = re.compile(r"(?<=每[百千万][名人])60(?:周岁|岁)(?:及)?以上的?(?=老)")  # 每千名60岁及以上老人床位


@dataclass(slots=True)
class Drafting:
    """What a sentence lends to the drafts of its numbers: its place, its times and the setting around it."""

    view: str
    start: int
    end: int
    times: Sequence[Moment]
    carried: Moment | None  # the time of the sentences before
    setting: Setting
    areas: Sequence[tuple[int, int, str]]  # see ``areas_told_apart``
    of_years: tuple[int, Date] | None = None  # where the sentence names all years of its period, and which they are
    fee: str = ""  # before the bracket that tells its rates: 遗体火化费(普通火化炉240元/具)

    def draft(self, clause: Clause, q: Quantity, link: Link, topic: Topic) -> Draft:
        """The draft of a number with the words that a clause links to it; ``topic`` is what the sentence is about."""
        view, setting = self.view, self.setting
        own = view[link.at : q.start]
        whole = whole_of(view, clause, q, link, topic)
        phrase, group, inherited, verb, rule = complete(view, self.end, q, link, topic, setting.section, whole)
        if (told := _AGE_OF_EACH.sub("", phrase)) != phrase:
            phrase, group = told, ""
        if self.fee and q.dimension.startswith("money_per") and self.fee not in phrase:
            phrase = f"{self.fee}{phrase}"
        stated = link.moment or governing(
            self.view, self.times, q, link.stop, self.start, clause.start, link.level == 1
        )
        past = self.carried is not None and (by_now(view, self.carried, self.start, q) or self._goal_of_another(q))
        moment = stated or (None if past or beyond(self.carried, setting) else self.carried)
        tense = tense_of(
            view[self.start : q.start],
            "" if link.rule == DIFFERENCE else view[clause.start : clause.end],  # 超省定目标 sets none
            setting.role,
            setting.calendar,
            moment,
            setting.ahead and (setting.calendar.annual or not q.dimension.startswith("money_per")),
            rated(view, link, q, self.end),
        )
        planned = planned_beside_result(view, clause.start, q, self.end)
        context = strip_links(own) + view[clause.start : clause.end]
        spent = paid_in_all(topic, q, link.phrase)
        dated = names_a_time(view, self.times, q, self.start, setting.calendar, stated)
        goes_on = q.dimension.startswith("money_per") and cue_pattern("goes_on").search(view, self.start, q.start)
        tense_of_kind = Tense.FUTURE if planned else Tense.PAST if link.level == 0 or goes_on else tense
        tense = Tense.PAST if planned else tense
        behind = view[q.end : clause.end].rstrip("。")
        kind, why = classify(
            q,
            phrase,
            context,
            tense_of_kind,
            setting,
            dated,
            spent,
            behind,
            stated is not None and not stated.span,
            link.rule == CHANGED,
        )
        if link.describes:
            kind, why = Kind.RULE, "describes what is counted"
        elif kind is not Kind.STANDARD and conditions(view, self.start, q, self.end):
            kind, why = Kind.RULE, "condition of a payment"
        flow = self._flow(q, link, phrase, verb, tense)
        date = self._date(q, clause, link, topic, moment, stated is not None, flow, tense)
        part = (
            flow
            and not q.percent
            and kind in (Kind.OUTCOME, Kind.EXPENDITURE)
            and part_of_year(view, self.start, q.start, setting)
        )
        if kind is Kind.STANDARD and date.period_end is not None:
            date = Date(date.period_end, inferred=True)
        once = q.unit == "元/人" and kind in (Kind.STANDARD, Kind.TARGET)
        once = once and paid_once(view, self.start, self.end, phrase, setting.section)
        standing = cue_pattern("standing").search(view, self.start, q.start) or cue_at_end("total_so_far").search(own)
        return Draft(
            *quote(view, link.at, link.stop, q, self.start, self.end),
            q.number_start,
            q.number_end,
            q.value,
            phrase[-2 * LONGEST_PHRASE :],
            kind,
            value_max=q.value_max,
            comparator=stated_comparator(view, clause.start, q),
            unit="元/人/次" if once else counted_unit(q, phrase),
            unit_text=q.unit_text,
            dimension=q.dimension,
            topic=inherited,
            subject=subject_of(q, topic),
            part_of=whole,
            verb="" if standing else verb,
            standing=standing is not None,
            group=self._group(q, group, phrase) if rule != TOGETHER else "",
            date=date,
            implied="fold" in q.flags,
            damaged=not DAMAGE.isdisjoint(q.flags),
            flags=(*q.told_flags, *([PART_OF_YEAR] if part else [])),
            section=setting.section,
            grown_unit=link.grown,
            rule=rule
            or (BUDGET_NORM if why == BUDGET_NORM else "")
            or of_share(view, self.start, q)
            or got_once(view, q, clause.end)
            or link.rule,
            note=why,
        )

    def _goal_of_another(self, q: Quantity) -> bool:
        """Whether the time of the sentences before is that of a goal, and this one tells what was attained.

        至2017年,全市将建成…。我市已累计建成 1973个, in a text that tells no year of its own.
        """
        if self.carried is None or self.setting.calendar.year is not None:
            return False
        stop = self.view.find("。", self.carried.end, self.start)
        attained = cue_pattern("past").search(self.view, self.start, q.end) is not None
        return attained and stop >= 0 and outlook(self.view[self.carried.start : stop]) is True

    def _group(self, q: Quantity, group: str, phrase: str) -> str:
        behind = "" if place_words(group) else group_behind(self.view, q.end)
        return behind or group or group_in(without_reference(phrase)) or area_at(self.areas, q.start)

    def _flow(self, q: Quantity, link: Link, phrase: str, verb: str, tense: Tense) -> bool:
        """Whether a number accrued over its time rather than holding at a date."""
        own = self.view[link.at : q.start]
        growing = link.rule == "growth" or growth_pattern().search(phrase) is not None
        over_years = growing and tense is Tense.PAST and not self.setting.calendar.annual
        if over_years and not cue_pattern("yearly").search(own):
            return True
        return is_flow(phrase, own, verb, q.dimension) or cue_pattern("annual").search(own) is not None

    def _date(
        self,
        q: Quantity,
        clause: Clause,
        link: Link,
        topic: Topic,
        moment: Moment | None,
        stated: bool,
        flow: bool,
        tense: Tense,
    ) -> Date:
        calendar, own = self.setting.calendar, self.view[link.at : q.start]
        if link.level == 0 and not (moment is not None and moment.start >= q.end):
            date = beginning(self.view, self.times, q, clause.start, moment, tense is Tense.FUTURE, calendar)
            if date.inferred and topic.base is not None:
                return Date(topic.base, inferred=True)
            topic.base = date.year
            return date
        if link.level == 1 and moment is not None and moment.span:
            return Date(moment.last, inferred=True)
        later = (moment.end if moment is not None and stated else self.start) - link.at
        if period := of_whole_period(own, max(0, later), tense is Tense.FUTURE, calendar):
            self.of_years = (q.start, period)
            return period
        if flow and self.of_years and not (stated and moment is not None and moment.start > self.of_years[0]):
            return self.of_years[1]  # 五年新增床位6000张,培训护理员5000人次
        return date_fact(moment, stated, flow, tense is Tense.FUTURE, calendar)
