"""Benefits: amounts of money with the denominator that is written elsewhere in their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from analysis.codebook import codebook
from analysis.coding.drafts import Draft
from analysis.coding.groups import group_words, placements, wordings
from analysis.coding.kinds import SMALL_SUM
from analysis.coding.lexicon import (
    NO_DATE,
    alternation,
    cue_at_end,
    cue_pattern,
    cues,
    denominator_pattern,
    denominators,
)
from analysis.coding.linking import CHANGED
from analysis.coding.phrases import generic, only_verbs, strip_links, without_times
from analysis.coding.quantities import Quantity
from analysis.coding.setting import Topic
from analysis.model import Kind

ONCE = "一次性"  # a denominator only where no other is written
SAME_ORDER = 6  # a level is at most so many times another of the same sentence and period


def with_denominator(view: str, q: Quantity, begin: int, topic: str) -> Quantity:
    """Money with the denominator written before it (每人每月 460元、300元), or on its noun (月标准, 年供养水平).

    ``begin`` is where the clause begins, ``topic`` what the sentence is about where the clause says nothing. A
    magnitude without a unit is yuan behind a noun of money (支出低保金3347万), persons before one of persons.
    """
    inside = denominator_pattern().search(view, q.start, q.number_start)  # 不低于 每人每年 1200元
    before = view[begin : q.start] + (inside.group() if inside else "")
    topic = _EACH_TIME.sub("", topic)  # 每年改造2000户,户均补助3000元
    before = topic + before if only_verbs(without_times(before, 0, len(before), ())) else before
    if "unit-missing" in q.flags and q.magnitude:
        return _with_unit(view, q, before)
    if q.unit_text == "元/人":  # 平均标准为每月 182.4元/人; 年平均标准为3399.7元/人
        by_time = _BY_TIME_BEFORE.findall(before)
        return replace(q, unit=f"元/人/{by_time[-1]}" if by_time else period_on_noun(before) or q.unit)
    if q.unit == "元/天" and _each_person().search(before):
        return replace(q, unit="元/人/天", dimension="money_per_person")  # 每人补助10元/天
    if q.dimension != "money" or (q.magnitude and cue_at_end("summed").search(view[begin : q.start].rstrip())):
        return q
    bracket = view[max(0, begin - 1) : begin] == "("  # 送去23800元的慰问物质(每人200元)
    given = [
        m for m in denominator_pattern().finditer(before) if (bracket and m.end() == len(before)) or _fits(m, view, q)
    ]
    fronted = [m.group() for m in given]
    unit = _by_place_and_time([w for w in fronted if w != ONCE])
    small = q.value < SMALL_SUM
    told = not q.magnitude and given and _amounts().fullmatch(before, given[-1].end()) is not None
    beside = small and given and _amounts().fullmatch(before, given[-1].end())  # 给予每人 2万元、1.5万元
    if (q.magnitude or not small) and not (unit or beside or told):
        fronted = [w for w in fronted if w not in cues("loose_denominator")]
    alone = fronted and set(fronted) <= set(_BY_TIME) and q.value >= LARGE and not _to_persons(before, q)
    if alone and not _to_run_premises(fronted, topic + before):
        fronted = []  # 社区工作经费每年5万元
    once = small and (ONCE in fronted or view.startswith(ONCE, q.end)) and not _for_premises(topic + before)
    fronted = [w for w in fronted if w != ONCE] or ([ONCE] if once else [])
    if fronted:
        unit = unit or _to_run_premises(fronted, topic + before) or denominators()[fronted[-1]]
        person = unit.startswith("元/人")
        return replace(q, unit=unit, dimension="money_per_person" if person else "money_per_unit")
    unit = period_on_noun(before) if not q.magnitude else ""
    return replace(q, unit=unit, dimension="money_per_person") if unit else q


LARGE = 10_000  # yuan by the month or year that a place or a home gets, where no person is named


def _to_persons(words: str, q: Quantity) -> bool:
    """Whether words name persons, or what the codebook knows to be paid to them; not 运营补助每年3万元."""
    if q.magnitude and cue_pattern("running").search(words) and not cue_pattern("person_noun").search(words):
        return False
    known = codebook().match(words, "元/人/年")
    paid = known is not None and codebook().indicators[known.indicator_id].unit.startswith("元/人")
    return paid or cue_pattern("person_noun").search(words) is not None


def _fits(m: re.Match[str], view: str, q: Quantity) -> bool:
    """Whether a denominator is that of the amount.

    A payment by person, household or bed is small; what is given for each of something else (每所补助50万元) need not
    be, but the text says that it is given, or for which time.
    """
    if not cue_pattern("for_each").fullmatch(m.group()):
        told = not q.magnitude and _amounts().fullmatch(m.string, m.end())  # 每人每年119820元、108400元
        return q.value < SMALL_SUM or m.group() in _BY_TIME or told is not None
    person = _each_person().fullmatch(m.group()) is not None
    if m.string[m.start() - 1 : m.start()] in ("年", "月") or (person and q.value >= SMALL_SUM):
        return False  # of 年人均, whose 人年 was found before it
    between, behind = m.string[m.end() :], re.sub(f"^(?:的|{ONCE})+", "", view[q.end : q.end + 8])
    gives = cue_pattern("gives")
    if gives.search(between) or gives.match(behind) or between.startswith(_BY_TIME):
        return True
    if person and _benefit_words().fullmatch(between):
        return True
    if person and "元、" in between and _amounts().fullmatch(between):
        return True  # 本科每人3万元、大专 2万元
    given = gives.search(m.string, max(0, m.start() - 2), m.start()) is not None
    return given and _amounts().fullmatch(between) is not None


@cache
def _each_person() -> re.Pattern[str]:
    """By the person, and by no time: 每人, 人均."""
    return re.compile(alternation(word for word, unit in denominators().items() if unit == "元/人"))


@cache
def _benefit_words() -> re.Pattern[str]:
    """Words of a benefit, and of what it becomes, alone: 人均 住院救助水平达到 1400元, 每人 5000元 提高至 10000元."""
    classes = ("benefit_kind", "benefit_noun", "filler", "from", "change_to")
    kind, words = alternation(cues("benefit_kind")), alternation(w for c in classes for w in cues(c))
    return re.compile(rf"(?:[一-鿿]{{0,4}}?(?:{kind}))?+(?:{words}|额|[\d.,元])*+")


@cache
def _amounts() -> re.Pattern[str]:
    """Amounts in a row, perhaps with the groups that get them: 3万元、大专 2万元、中专."""
    row, groups = r"[\d.万千百元、和]", alternation(wordings())
    return re.compile(rf"{row}*(?:(?<=、)(?:{groups})(?:{row}+|$))*")


def _for_premises(before: str) -> bool:
    """Whether what is paid once goes to premises and to no person: 老年食堂…一次性补助."""
    last = [
        max((m.end() for m in cue_pattern(kind).finditer(before)), default=0) for kind in ("premises", "person_noun")
    ]
    return last[0] > last[1]


def _to_run_premises(fronted: list[str], before: str) -> str:
    """The unit of what premises get by the month or year to run them: 幸福院…每年运营补助; empty for other payments."""
    if set(fronted) - set(_BY_TIME) or not cue_pattern("running").search(before) or not _for_premises(before):
        return ""
    return f"元/{'张' if cue_pattern('premises').findall(before)[-1] == '床位' else '个'}/{fronted[-1][-1]}"


_BY_TIME = ("每年", "每月")
_EACH_TIME = re.compile("^每[年月]")
_BY_TIME_BEFORE = re.compile(r"[每按]([年月])")
_PERIODIC = re.compile("[每按][年月季]")


OF_SHARE = "amount of a share"  # the rule of an amount that a share of a standard comes to


def of_share(view: str, start: int, q: Quantity) -> str:
    """The rule of an amount that a share or a multiple of a standard comes to, in brackets or behind 即.

    按低保标准的30%(城市每人每月150元)增发; 低保边缘家庭收入线为低保标准的1.5倍,即城市1080元. Where a benefit of its own
    stands before (照料护理标准按最低工资标准的10%), the amount is its level.
    """
    if not q.dimension.startswith("money"):
        return ""
    told = next(reversed(list(_share_of_standard().finditer(view, start, q.start))), None)
    if told is None or any(c in view[told.end() : q.start] for c in ")。;"):
        return ""
    begin = max(start, *(view.rfind(c, start, told.start()) + 1 for c in ",;:。("))
    before = view[begin : told.start()]
    return "" if cue_pattern("own_level").search(before) else OF_SHARE


@cache
def _share_of_standard() -> re.Pattern[str]:
    share = rf"(?:{alternation(cues('standard'))})的?\s?(?:\d+(?:\.\d+)?[%倍]|[一二两三四五]倍)"
    return re.compile(rf"{share}\s?(?:\(|(?:[^,;。\d]{{0,8}},)?即)")


GOT_ONCE = "recipients of a payment"  # the rule of persons who got something once and are not all of their kind


def got_once(view: str, q: Quantity, end: int) -> str:
    """The rule of persons whom their clause gives a payment of its own: 给低保对象120人、孤儿35人发放节日补贴."""
    m = _given_behind().match(view, q.end, end) if q.dimension in ("persons", "households") else None
    if m is None or codebook().match(m["paid"], q.unit) is not None:
        return ""
    return GOT_ONCE if cue_pattern("paid_once").search(m["paid"]) else ""


@cache
def _given_behind() -> re.Pattern[str]:
    others = r"(?:[、和及][^,;。()\d]{2,20}\d[\d.万]*[^,;。()\d]{1,2})*"
    given = rf"(?:{alternation(cues('filler'))})*(?:{alternation(cues('handing'))})了?"
    return re.compile(rf"{others}{given}(?P<paid>[^,;。\d]{{2,16}})")


def at_rates(quantities: Sequence[Quantity]) -> bool:
    """Whether all of several quantities are amounts by the person, the bed or the like."""
    return all(q.dimension.startswith("money_per_") for q in quantities)


def paid_once(view: str, start: int, end: int, phrase: str, heading: str) -> bool:
    """Whether a benefit by the person is one that is paid once or by the case, and its sentence tells no time."""
    once = cue_pattern("paid_once")
    told = once.search(phrase) or once.search(view, start, end) or once.search(heading)
    return told is not None and _PERIODIC.search(view, start, end) is None


def _by_place_and_time(fronted: list[str]) -> str:
    """The unit of 每个 …每年, by place and year; empty for other denominators."""
    if len(fronted) < 2 or (fronted[-1] in _BY_TIME) == (fronted[-2] in _BY_TIME):
        return ""
    place, time = fronted[-2:] if fronted[-1] in _BY_TIME else (fronted[-1], fronted[-2])
    unit = denominators()[place]
    return "" if unit.startswith("元/人") or unit.count("/") > 1 else f"{unit}/{time[-1]}"


def period_on_noun(phrase: str) -> str:
    """The unit that 月 or 年 on the noun of a benefit tells; empty where it has neither.

    >>> period_on_noun("农村低保年人均标准"), period_on_noun("低保标准")
    ('元/人/年', '')
    """
    m = _period_on_noun().search(phrase)
    return "" if m is None else "元/人/月" if (m["period"] or m["bare"]) == "月" else "元/人/年"


def by_own_period(q: Quantity, phrase: str) -> Quantity:
    """An amount of several in a row by the time that its own name tells: 月标准和年标准分别为290元、1440元."""
    unit = period_on_noun(phrase) if q.unit_text == "元" and q.dimension == "money_per_person" else ""
    return replace(q, unit=unit) if unit else q


def _with_unit(view: str, q: Quantity, before: str) -> Quantity:
    flags = (*(f for f in q.flags if f != "unit-missing"), "unit-inferred")
    if _households_behind().match(view, q.end):
        return replace(q, unit="户", dimension="households", flags=flags)
    if _persons_behind().match(view, q.end) or cue_pattern("person_noun").match(view, q.end):
        return replace(q, unit="人", dimension="persons", flags=flags)
    if q.magnitude in ("万", "亿") and cue_pattern("money_noun").search(before):
        return replace(q, unit="元", dimension="money", flags=flags)
    if cue_pattern("person_noun").search(view, q.end, q.end + 8):
        return replace(q, unit="人", dimension="persons", flags=flags)
    named = strip_links(before)
    if cue_pattern("person_noun").search(named[-3:]) or _AGED.search(named):  # 老年人口已达1.94亿; 65周岁及以上66.7万
        return replace(q, unit="人", dimension="persons", flags=flags)
    return q


_AGED = re.compile(r"\d(?:周岁|岁)(?:及)?(?:以上|以下)?$")


@cache
def _households_behind() -> re.Pattern[str]:
    """Households counted by magnitude alone: 30万 低收入农牧户 每户一吨煤."""
    each = alternation([*cues("handing"), *cues("gives")])
    return re.compile(rf"[^,;:。()\d、]{{1,8}}(?<![住门账])户(?=每|[,;。)]|$|{each})")


@cache
def _persons_behind() -> re.Pattern[str]:
    person = alternation(cues("person_noun"))
    aged = rf"\s?\d{{2,3}}(?:周岁|岁)(?:及)?(?:以上|以下)?(?:{person})"  # 3万80岁以上老人
    gets = alternation(cues("gets"))  # 4.21万 城镇居民享受最低生活保障
    return re.compile(
        rf"{aged}|[^,;:。()\d、]{{0,8}}(?:{person})(?=[,;。)]|$|{gets})|[^,;:。()\d、]{{2,16}}的(?:{person})"
    )


@cache
def _period_on_noun() -> re.Pattern[str]:
    """月 or 年 on the noun of a benefit: 月保障标准, 年供养水平."""
    kind = alternation([*cues("benefit_kind"), *placements()])
    on_noun = rf"(?:人均)?(?:{kind})*(?:{alternation(cues('benefit_noun'))})"
    before = rf"(?<=标准)(?:{alternation([*cues('from'), '为'])})"  # 农村低保标准由年1600元
    return re.compile(rf"{NO_DATE}(?P<period>月|年){on_noun}|{before}(?P<bare>月|年)$")


MONTHS = 12
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def said_again(view: str, quantities: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Amounts with those that say them again in brackets, by month or by year: 年人均8076元(月人均673元)."""
    return [
        (before, q)
        for before, q in pairwise(quantities)
        if before.dimension.startswith("money") and q.dimension.startswith("money")
        if before.value_max is None and q.value_max is None and _IN_BRACKETS.fullmatch(view, before.end, q.end + 1)
        if abs(max(before.value, q.value) - MONTHS * min(before.value, q.value)) <= MONTHS  # rounded to whole yuan
    ]


def restated(again: Sequence[tuple[Quantity, Quantity]], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts of amounts in brackets, like those of the amounts that they say again."""
    for before, q in again:
        for draft in drafts:
            if draft.number_start == before.number_start:
                unit = "元/人/月" if q.value < before.value else "元/人/年"
                yield replace(
                    draft,
                    end=max(draft.end, q.end),
                    number_start=q.number_start,
                    number_end=q.number_end,
                    value=q.value,
                    unit=unit,
                    note=unit if draft.note == draft.unit else draft.note,
                    unit_text=q.unit_text,
                    dimension="money_per_person",
                    rule="said again in brackets",
                )


def paid_in_all(topic: Topic, q: Quantity, phrase: str) -> bool:
    """Whether a sum behind the number of those served was paid to all of them together.

    Its words name no level, or it is a round amount for each of them: 为119名老人送去23800元慰问物资.
    """
    if topic.unit not in ("人", "户") or q.value_max is not None or cue_pattern("standard").search(phrase):
        return False
    each = q.value / topic.number if topic.number > 1 and q.dimension == "money" else Decimal(0)
    return generic(phrase) or (each >= LEAST_EACH and each % ROUND == 0)


LEAST_EACH = 50  # yuan
ROUND = 10


def same_denominator(topic: Topic, q: Quantity, draft: Draft, raised: bool = False) -> None:
    """Give, in place, an amount under an inherited noun the denominator of the amount before it in the sentence.

    ``raised`` says that the amount before it was raised or lowered to it (收住失能老人的提高到200元).
    """
    if q.dimension == "money_per_person" or q.unit == "元/户":
        topic.per_person, topic.amount = q.unit, q.value
        topic.rates[draft.phrase] = q.unit
    named = draft.group and (draft.phrase.startswith(draft.group) or group_words(draft.phrase))
    inherited = draft.topic or draft.part_of or named or _beside(topic, q, draft, raised)
    alike = not q.magnitude or (
        bool(draft.part_of) and topic.amount / SAME_ORDER <= q.value <= topic.amount * SAME_ORDER
    )
    small = q.dimension == "money" and alike and q.value < SMALL_SUM
    unit = topic.per_person if inherited else ""
    unit = unit or (topic.rates.get(draft.phrase, "") if raised else "")  # 一级每人每月70元。2018年起,一级提高到80元
    if unit == "元/人/年" and draft.rule != CHANGED and q.value * SAME_ORDER < topic.amount:
        by_month = abs(MONTHS * q.value - topic.amount) <= MONTHS  # 每人每年6000元,一档500元
        unit = "元/人/月" if by_month else ""
    if small and unit and (draft.rule == CHANGED or not _out_of_range(draft, q, unit, topic)):
        draft.unit, draft.dimension = unit, "money_per_person" if unit.startswith("元/人") else "money_per_unit"
        topic.amount, topic.per_person = q.value, unit
        draft.kind = Kind.STANDARD if draft.kind == Kind.EXPENDITURE else draft.kind


def _out_of_range(draft: Draft, q: Quantity, unit: str, topic: Topic) -> bool:
    """Whether the codebook's ranges exclude an amount by a time: 农村低保标准 4600元 behind a level by the month."""
    scheme = cue_pattern("scheme").search(" ".join((*topic.recent, topic.first)))
    own = cue_pattern("scheme").search(draft.phrase) is None and cue_pattern("of_a_scheme").search(draft.phrase)
    named = codebook().match(f"{scheme.group()}{draft.phrase}" if scheme and own else draft.phrase, unit)
    if named is None:
        return False
    year = draft.date.year or draft.date.period_end
    possible = codebook().denominators(named.indicator_id, q.value, draft.group or named.group, year)
    return bool(possible) and unit not in possible


def _beside(topic: Topic, q: Quantity, draft: Draft, raised: bool) -> bool:
    """Whether an amount is a benefit of the same order as the one before it in the sentence."""
    persons = cue_at_end("person_noun").search(draft.phrase) is not None  # 复员军人每人每年16000元,退伍军人9600元
    if not topic.amount or not (raised or persons or cue_pattern("benefit_noun").search(draft.phrase)):
        return False
    return topic.amount / SAME_ORDER <= q.value <= topic.amount * SAME_ORDER
