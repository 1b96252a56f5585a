"""Sentences → drafts: links every quantity of a sentence to what it counts, to its group and to its date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.codebook import codebook
from analysis.coding.benefits import (
    at_rates,
    by_own_period,
    same_denominator,
    with_denominator,
)
from analysis.coding.calendar import Moment
from analysis.coding.completing import benefit_label, payer_alone, verb_of_whole
from analysis.coding.counted import (
    DIFFERENCE,
    DONE,
    OF_PLAN,
    counted,
    tells_difference,
)
from analysis.coding.dating import (
    beside_dates,
    each_year,
    level_of_base,
)
from analysis.coding.distribution import (
    Distribution,
    change_after,
    distribution,
    grown_units,
    head_end,
    in_a_row,
    like,
    own_verb,
    shared_topic,
)
from analysis.coding.drafting import Drafting
from analysis.coding.drafts import Draft
from analysis.coding.groups import areas_told_apart, group_in, group_words, place_words
from analysis.coding.lexicon import cue_at_end, cue_pattern, cues, denominator_pattern
from analysis.coding.linking import (
    CHANGED,
    LONGEST_PHRASE,
    Link,
    counted_together,
    described_behind,
    describing,
    followed,
    in_a_list,
    modified_noun,
    shared_benefit,
    shared_predicate,
    what_is_given,
)
from analysis.coding.phrases import (
    bare_level,
    changes_by,
    ends_with_verb,
    generic,
    growth_phrase,
    is_level,
    items,
    last_verb_of_change,
    only_verbs,
    share_of_plan,
    strip_leading,
    strip_links,
    without_giving,
    without_growth,
    without_leading_verb,
    without_reference,
    without_rises,
    without_times,
)
from analysis.coding.quantities import COUNTED, Quantity
from analysis.coding.sentences import Clause, clauses
from analysis.coding.setting import Setting, Topic
from analysis.coding.sharing import each_place, of_benefits_before, of_levels_before, sharing


class Sentence:
    """One sentence being read, from its first clause to its last."""

    def __init__(
        self,
        view: str,
        start: int,
        end: int,
        quantities: Sequence[Quantity],
        times: list[Moment],
        carried: Moment | None,
        setting: Setting,
        before: str,
    ) -> None:
        self.view, self.start, self.end = view, start, end
        self.quantities, self.times = quantities, times
        self.drafting = Drafting(view, start, end, times, carried, setting, areas_told_apart(view, start, end))
        self.topic = Topic(phrase=before, carried=bool(before))
        self.parted = False  # behind a semicolon, where something else may come first
        self.years: list[Moment] = []  # over which a row of numbers was distributed

    def drafts(self) -> Iterator[Draft]:
        outer: list[Topic] = []
        depth = 0
        for clause in clauses(self.view, self.start, self.end, self.quantities):
            if clause.depth > depth:
                self._name_before_bracket(clause.start - 1)
                outer.append(replace(self.topic))
                self.drafting.fee = self.topic.phrase if cue_at_end("fee").search(self.topic.phrase) else ""
            elif clause.depth < depth and outer:
                self.topic, self.drafting.fee = outer.pop(), ""
            depth = clause.depth
            if clause.mark == ";":
                self.parted, self.topic.paid, self.topic.heard = True, (), ()
            self._part_of_list(clause)
            here = [q for q in self.quantities if clause.start <= q.start < clause.end]
            mine = [with_denominator(self.view, q, clause.start, self.topic.phrase) for q in here]
            if mine:
                yield from self._distributed(clause, mine) or self._one_by_one(clause, mine)
            else:
                self._hear(clause)

    def _name_before_bracket(self, at: int) -> None:
        """What stands between the number before and a bracket is what that is about: …12万元、体检补助(每人200元)."""
        before = next((q for q in reversed(self.quantities) if q.end <= at), None)
        if before is None or before.end < self.start or self.view[before.end : before.end + 1] not in ("、", "和"):
            return
        named = strip_leading(strip_links(self.view[before.end + 1 : at]))
        if cue_at_end("payment").search(named) and not set(named) & set(",;:。()"):
            self.topic.phrase, self.topic.carried = named, False

    def _part_of_list(self, clause: Clause) -> None:
        """Keeps what the parts told from here on (其中…) are parts of; words that hold of the whole go back to it.

        社会组织96个,其中社会团体40个、基金会2个,全年注销3个.
        """
        if cue_pattern("of_which").match(self.view, clause.start, clause.end):
            self.topic.whole, self.topic.whole_unit = self.topic.phrase, self.topic.unit
            self.topic.whole_number = self.topic.rest = self.topic.number
        elif clause.mark == ";":
            self.topic.whole = ""
        elif self.topic.whole and clause.mark == ",":
            first = next((q for q in self.quantities if clause.start <= q.start < clause.end), None)
            words = self._clean(clause.start, first.start) if first else ""
            if first and first.unit == self.topic.unit and words and words in cues("in_and_out"):
                self.topic.phrase, self.topic.carried = self.topic.whole, False

    def _hear(self, clause: Clause) -> None:
        """A clause without numbers leaves its topic behind."""
        phrase = without_rises(self._clean(clause.start, clause.end))
        scheme = cue_pattern("scheme_by_area").search(self.topic.phrase) if bare_level(phrase) else None
        phrase = f"{self.topic.phrase[: scheme.end()]}{phrase}" if scheme else phrase  # 农村低保应保尽保,标准两次提高,…
        if self.view.startswith(":", clause.end) and (label := benefit_label(phrase)):
            self.drafting.setting = replace(self.drafting.setting, section=label)
        aside = phrase in cues("aside") or cue_pattern("adverbial").match(phrase) is not None
        if phrase and not only_verbs(phrase) and not aside:
            self.topic.phrase, self.topic.carried = phrase[-LONGEST_PHRASE:], False
            self.topic.heard = (*self.topic.heard, self.topic.phrase)[-4:]

    def _clean(self, start: int, end: int) -> str:
        return without_times(self.view, start, end, self.times)

    # several numbers distributed over several names

    def _distributed(self, clause: Clause, mine: list[Quantity]) -> list[Draft]:
        text = self.view[clause.start : clause.end]
        first, last = mine[0].start - clause.start, mine[-1].start - clause.start
        head = self._clean(clause.start, clause.start + head_end(text, first, last))
        drafts: list[Draft] = []
        found = distribution(text, clause.start, head, self._clean(clause.start, mine[0].start), mine, self.topic)
        years = self._years_before(clause, mine[0])
        if len(mine) > 1 and (found is None or len({name for name, _ in found.names}) == 1):
            years = each_year(years, len(mine))  # 近三年支出分别为8623万元、9263万元、9862万元
        if (
            cue_pattern("respectively").search(text)
            and len(years) == len(mine) > 1
            and (found is None or len(found.levels) == 1)
        ):
            if not head or only_verbs(head):
                head = cue_pattern("respectively").sub("", self._clean(clause.start, mine[0].start), count=1)
            named = found.names if found and found.names[0][0] else ((strip_links(head), group_in(head)),) * len(mine)
            for (phrase, group), q, year in zip(named, mine, years, strict=True):
                drafts += self._facts(clause, q, Link(clause.start, q.end, phrase, "distribution", group, moment=year))
            self.years = years
            return drafts
        if not years and len(mine) == len(self.years) > 1 and in_a_row(text, clause.start, mine):
            phrase = strip_links(self._clean(clause.start, mine[0].start))
            dated = zip(mine, self.years, strict=True)  # 到2023年、2025年,入住率分别达到50%、55%,床位达到100张、150张
            links = [(q, Link(clause.start, q.end, phrase, "distribution", moment=year)) for q, year in dated]
            return [draft for q, link in links for draft in self._facts(clause, q, link)]
        if len(mine) == 1 < len(years) and self.view.startswith((*cues("each"), *cues("each_place")), years[-1].end):
            phrase = strip_links(self._clean(clause.start, mine[0].start))  # 2022年、2023年各安排资金2500万元
            each = [Link(clause.start, mine[0].end, phrase, "distribution", moment=year) for year in years]
            return [draft for link in each for draft in self._facts(clause, mine[0], link)]
        if found is None or (len(mine) == 1 and not found.verb):
            return []
        members = items(found.names[0][0]) if len(found.names) == 1 else []
        if members and any(w in text[max(0, first - 8) : first] for w in cues("each")):
            names = [(m, group_in(m)) for m in members]
            levels = tuple(quantities * len(names) for quantities in found.levels)
            found = replace(found, names=tuple(names), levels=levels)
        changing = (
            len(found.levels) == 1 and not mine[0].percent and changes_by(self._clean(clause.start, mine[0].start))
        )
        if changing:
            verb = last_verb_of_change(changing)
            changes = self._changes(clause, found, verb)
            self.topic.groups = tuple(g for _, g in found.names)
            self.topic.phrase = strip_links(shared_topic(found.names).removesuffix(verb))
            return changes
        given = what_is_given(self.view, mine[-1], clause.end) or self._given_before(clause, mine)
        if given and not any(given in name for name, _ in found.names):
            found = replace(found, names=tuple((f"{name}{given}", group) for name, group in found.names))
        grown = grown_units(found, self.topic)
        apart = tells_difference(self._clean(clause.start, mine[0].start), mine[0])
        plan = share_of_plan().search(self.view, clause.start, mine[0].end) if mine[0].percent else None
        for level, quantities in enumerate(found.levels):
            whole = ((found.unified, group_in(found.unified)),) if level and found.unified else found.names
            of_each = grown if len(whole) == len(grown) else ("",) * len(whole)
            for (phrase, group), amount, unit in zip(whole, quantities, of_each, strict=True):
                q = by_own_period(amount, phrase)
                verb = own_verb(found, self.view, clause.start, q)
                words = growth_phrase(phrase, verb, text) if verb else phrase
                words = f"{words}{plan['plan']}{DONE}" if plan else words  # 分别完成年度任务的120%和105%
                changed = level if len(found.levels) > 1 else None
                rule = OF_PLAN if plan else DIFFERENCE if apart else "distribution"
                link = Link(clause.start, q.end, words, rule, group, level=changed, grown=unit)
                drafts += self._facts(clause, q, link)
        size = len(found.names)
        for before, after in zip(drafts[:size], drafts[size:], strict=False) if len(drafts) == 2 * size else ():
            if before.unit == "元" and after.unit.startswith("元/人"):  # both ends of a change
                before.unit, before.dimension = after.unit, after.dimension
        self.topic.groups = tuple(g for _, g in found.names)
        self.topic.units = tuple(q.unit for q in found.levels[-1])
        if found.names[-1][0] and not place_words(found.names[-1][0]):
            self.topic.phrase = shared_topic(found.names)
        return drafts

    def _given_before(self, clause: Clause, mine: list[Quantity]) -> str:
        """The benefit named between 分别 and its amounts: 对80岁、90岁老人,每人每月分别发放高龄津贴 60元、120元."""
        apart = cue_pattern("respectively").search(self.view, clause.start, mine[0].start)
        words = self._clean(apart.end(), mine[0].start) if apart and mine[0].dimension == "money_per_person" else ""
        given = without_giving(strip_links(words))
        return given if given != words and cue_at_end("payment").search(given) and not generic(given) else ""

    def _changes(self, clause: Clause, found: Distribution, verb: str) -> list[Draft]:
        """Amounts in a row by which levels changed (分别提高25元、50元)."""
        row, units = found.levels[0], self.topic.units
        if len(units) == len(row):  # 标准每人每月710元、每人每年6240元,分别提高40元、480元
            row = tuple(like(q, unit) for q, unit in zip(row, units, strict=True))
        pairs = zip(found.names, row, strict=True)
        links = [
            (
                q,
                Link(clause.start, q.end, f"{strip_links(phrase.removesuffix(verb))}{verb}", CHANGED, group),
            )
            for (phrase, group), q in pairs
        ]
        return [draft for q, link in links for draft in self._facts(clause, q, link)]

    def _years_before(self, clause: Clause, q: Quantity) -> list[Moment]:
        """The dates of a clause before its first number, and of a clause before it that is made of dates alone."""
        since = clause.start
        earlier = [t for t in self.times if t.end <= clause.start]
        if earlier and clause.mark == ",":
            begin = max(self.view.rfind(c, self.start, clause.start - 1) for c in ",;:") + 1 or self.start
            if not beside_dates(self.view, begin, clause.start, earlier):
                since = begin
        return [t for t in self.times if since <= t.start and t.end <= q.start]

    # one number after the other

    def _one_by_one(self, clause: Clause, mine: list[Quantity]) -> Iterator[Draft]:
        at, verb, lead = clause.start, verb_of_whole(self.view, clause, self.topic), ""
        predicate = shared_predicate(self.view, mine, clause.end)
        bounds = describing(self.view, mine, clause.end)
        premises = described_behind(self.view, mine, clause.end)
        given = what_is_given(self.view, mine[-1], clause.end) if at_rates(mine) else ""
        benefit = shared_benefit(self.view, mine, clause.end)
        members: list[str] = []
        changed = False  # whether the number before was the amount of a change
        for i, q in enumerate(mine):
            following = mine[i + 1] if i + 1 < len(mine) else None
            upto = following.start if following else clause.end
            link = self._link(at, upto, q, mine[i - 1] if i else None, verb)
            described = modified_noun(self.view, q, following, clause.end)
            own = link.phrase.removesuffix(self.view[q.end : upto].strip()) if described else ""
            has = self.view[at : q.start].endswith(cues("possess_at_end"))  # 各区至少有1所200张床位以上的养老机构
            if described and (ends_with_verb(own) or only_verbs(own) or has):
                link = replace(link, stop=described.end(), phrase=f"{own}{described['noun']}")
            elif link.rule == "number before noun" and q.percent:
                lead = link.lead or lead
                told = f"{lead}{link.phrase}" if lead and not link.lead else link.phrase
                link = replace(link, phrase=told if predicate in told else f"{told}{predicate}")
            elif following and in_a_list(self.view, q, following) and self._says_nothing(at, q):
                last = self._last_of_list(mine, i)
                rest = mine[last + 1].start if last + 1 < len(mine) else clause.end
                shared = self._link(mine[last - 1].end, rest, mine[last], mine[last - 1], verb)
                if shared.rule == "number before noun":
                    link = replace(link, phrase=shared.phrase, rule=shared.rule)  # 2023年完成12所、2024年15所敬老院改造
            elif following and counted_together(self.view, q, following) and only_verbs(strip_leading(link.phrase)):
                rest = mine[i + 2].start if i + 2 < len(mine) else clause.end
                shared = self._link(q.end, rest, following, q, verb)
                named = f"{shared.phrase}{benefit}" if benefit and benefit not in shared.phrase else shared.phrase
                if codebook().matches(named, q.unit):
                    link = replace(link, phrase=named, rule=shared.rule)  # 1145.0万户、2310.5万城市低保对象
            beside = i and counted_together(self.view, mine[i - 1], q) and self._says_nothing(mine[i - 1].end, q)
            if beside and members and only_verbs(strip_leading(link.phrase)):
                link = replace(link, phrase=members[-1], rule=CHANGED if changed else link.rule)  # 取消385户803人
            if benefit and link.rule == "number before noun" and benefit not in link.phrase:
                link = replace(link, phrase=f"{link.phrase}{benefit}")
            if premises and link.rule == "noun before number":
                link = replace(link, phrase=f"{premises}{without_leading_verb(strip_leading(link.phrase))}")
            recipient = self._recipient(at, q) if given and given not in link.phrase.removesuffix(given) else ""
            if recipient:
                link = replace(link, phrase=f"{recipient}{without_giving(given)}")  # 失能老人200元给予运营补贴
            verb = link.verb or verb
            drafts = self._facts(clause, q, replace(link, describes=q.start in bounds))
            members += [draft.phrase for draft in drafts]
            changed = link.rule == CHANGED
            yield from drafts
            rest = mine[i + 2].start if i + 2 < len(mine) else clause.end
            taken = following and (self.view[link.stop : upto].strip() or followed(self.view, following, rest))
            at = link.stop if taken else q.end
        self.topic.listed = tuple(members) if len(members) > 1 and all(q.dimension == "count" for q in mine) else ()

    def _recipient(self, at: int, q: Quantity) -> str:
        """Who an amount is paid to, by the words before it alone; empty where they name nobody."""
        words = strip_leading(strip_links(denominator_pattern().sub("", self._clean(at, q.start))))
        words = cue_at_end("by_reference").sub("", without_giving(words))
        named = group_in(words) or cue_pattern("person_noun").search(words) or cue_pattern("premises").search(words)
        return words if named else ""

    def _says_nothing(self, at: int, q: Quantity) -> bool:
        return only_verbs(self._clean(at, q.start))

    def _last_of_list(self, mine: list[Quantity], i: int) -> int:
        """The last of the numbers in a row from the ``i``-th on whose words between are dates and verbs alone."""
        while i + 1 < len(mine) and in_a_list(self.view, mine[i], mine[i + 1]):
            if not self._says_nothing(mine[i].end, mine[i + 1]):
                break
            i += 1
        return i

    def _link(self, at: int, upto: int, q: Quantity, previous: Quantity | None, verb: str) -> Link:
        """What one number counts, between ``at`` and ``upto``."""
        if previous is not None and "digits-fused" in q.flags and q.start == previous.end:
            return Link(previous.start, q.end, self.topic.phrase, "cut of fused digits")
        base = level_of_base(self.view, at, q, self.drafting.setting.calendar)
        if base is not None:  # 较2015年的 420元 增长54.8%
            phrase = strip_links(self._clean(at, base.start)) or self.topic.counted
            return Link(at, q.end, phrase, "level before growth", moment=base)
        last = upto >= self.end or self.view[upto] in ",;:()。"
        return counted(self.view, at, q, upto, self._clean(at, q.start), self.topic, verb, last)

    def _facts(self, clause: Clause, q: Quantity, link: Link) -> list[Draft]:
        phrases = sharing(self.view, clause.start, q, link.phrase)
        phrases = of_benefits_before(self.view, clause.start, q, link.phrase, self.topic) or phrases
        if link.rule == "growth":
            phrases = of_levels_before(self.view, clause.start, q, link.phrase, self.topic) or phrases
        places = each_place(self.view, clause.start, q)
        rule = "one number for several indicators" if len(phrases) > 1 else link.rule
        drafts = []
        for words, place in [(w, p) for w in phrases for p in places or [link.group]]:
            own = replace(link, phrase=strip_leading(words), rule=rule, group=place)
            draft = self.drafting.draft(clause, q, own, self.topic)
            drafts.append(draft)
            if draft.part_of and q.unit == self.topic.whole_unit:
                self.topic.rest -= q.value
            if link.rule == "growth" and (grown := without_growth(words)):
                self._remember(strip_leading(grown), without_growth(draft.phrase))
            elif link.rule == CHANGED and self.topic.recent:
                self._remember_level(words, draft.phrase)
            elif link.rule not in ("growth", OF_PLAN):
                self._remember(strip_leading(words), draft.phrase, q)
            same_denominator(self.topic, q, draft, change_after(self.view, clause.start, q.start) is not None)
        self.topic.group, self.topic.part = drafts[-1].group if drafts else "", any(draft.part_of for draft in drafts)
        self.topic.remember_paid(q.unit, [draft.phrase for draft in drafts])
        if link.rule != "growth":
            self.topic.unit, self.topic.number = q.unit, q.value
        if not q.percent:
            self.topic.counts = (*self.topic.counts, q.unit)[-6:]
        verb = "" if drafts and drafts[-1].standing else self.topic.verb  # 新增床位300张,总数达2100张,其中民办800张
        self.topic.rate, self.topic.verb = q.percent, link.verb or verb
        return drafts

    def _remember_level(self, words: str, phrase: str) -> None:
        """What rose by an amount, where its clause names it: …;农村低保标准每年提高420元,达到5880元."""
        level = denominator_pattern().sub("", words.removesuffix(last_verb_of_change(words)))
        if is_level(strip_links(strip_leading(level))):
            self._remember(strip_links(strip_leading(level)), phrase.removesuffix(last_verb_of_change(phrase)))

    def _remember(self, words: str, phrase: str, q: Quantity | None = None) -> None:
        if q is not None and q.unit == "元" and payer_alone().fullmatch(without_leading_verb(words)):
            self.topic.recent = (*self.topic.recent, phrase)[-6:]
            return  # 总投资6200万元,其中县级配套1400万元,新增床位300张
        part = self.topic.whole and words.endswith("的") and q is not None and q.dimension in COUNTED
        if self.parted and group_words(words):
            self.topic.phrase, self.topic.carried, self.parted = phrase, False, False  # …;民办15家,床位3902张
        elif not (part or group_words(words) or generic(words) or only_verbs(words) or place_words(words)):
            whole = phrase.split("占")[0] if q is not None and q.percent and "占比" not in phrase else ""
            self.topic.phrase, self.topic.carried = whole or without_reference(phrase), False
            leads = self.parted and (not is_level(phrase) or (q is not None and q.unit == "元"))
            self.topic.first = phrase if leads else self.topic.first or phrase
            self.parted = False
        if not self.topic.recent or self.topic.recent[-1] != phrase:
            self.topic.recent = (*self.topic.recent, phrase)[-6:]
