"""Drafts → facts: the codebook's indicator, a content-made id, and places that lead back to the source."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from analysis.codebook import Change, Indicator, Match, changes, codebook
from analysis.coding.benefits import GOT_ONCE, MONTHS, OF_SHARE
from analysis.coding.completing import names_benefit
from analysis.coding.counted import DIFFERENCE, OF_PLAN
from analysis.coding.drafts import Draft
from analysis.coding.groups import group_in, group_words, groups_named, leading_group
from analysis.coding.kinds import BUDGET_NORM
from analysis.coding.lexicon import alternation, bounds, cue_at_end, cue_pattern, cues, denominators, spent_of
from analysis.coding.linking import CHANGED
from analysis.coding.matching import falling, growing, grown, match_in, own_words
from analysis.coding.mismatches import (
    another_payment,
    for_several,
    level_by_time,
    names_another,
    of_a_part,
)
from analysis.coding.open_names import open_name
from analysis.coding.phrases import (
    CONNECTORS,
    generic,
    last_verb_of_change,
    only_verbs,
    strip_leading,
    without_leading_verb,
)
from analysis.coding.wholes import LONGEST_PART, always_in_parts, distinguishing, names_a_part
from analysis.model import Fact, Kind, Reading

NOT_THE_INDICATOR = (
    OF_PLAN,
    OF_SHARE,
    DIFFERENCE,
    GOT_ONCE,
    BUDGET_NORM,
)  # rules of numbers that their words do not count


def to_fact(draft: Draft, reading: Reading) -> Fact:
    """The fact of a draft. The quote is the source between the draft's places, so ``source[start:end] == quote``."""
    source = reading.source
    start, end = reading.place(draft.start, draft.end)
    number = (
        reading.place(draft.number_start, draft.number_end)
        if draft.number_start is not None and draft.number_end is not None
        else None
    )
    if number is not None:
        start, end = min(start, number[0]), max(end, number[1])
    text = _tidy(draft.phrase)
    text = f"{text}数" if text in cues("bare_label") and draft.dimension == "count" else text
    if _paid_under_heading(draft, text):
        text = _tidy(draft.section) + text  # (二)运营补贴。…失能老人每床每月240元
    text = _per_many_behind().sub(r"\g<per>\g<noun>", text)
    own, match = own_words(text), None
    _rescue_denominator(draft, own)
    if not draft.grown_unit and draft.rule not in NOT_THE_INDICATOR:
        verb = last_verb_of_change(own) if draft.rule == CHANGED else ""
        stem = own.removesuffix(verb)
        named, match = _counted(draft, stem)
        text = text if named == stem else named + verb
    indicator = _spent_or_raised(match, draft, text) if match else None
    change = _change_of_stock(text, match, draft, indicator.name_zh) if match and indicator else None
    if draft.rule == CHANGED and indicator:
        change = changes()["fall" if falling(text) else "change"]
    elif change and indicator and (known := _by_name().get(change.named(indicator.name_zh))):
        indicator, change = known, None  # 退出低保人数 has an id of its own
    if indicator and draft.kind == Kind.STANDARD and indicator.unit == "元" and not change:
        indicator = None  # a payment to a person is no sum of a programme
    if indicator and not change and _a_sum(draft, indicator):
        indicator = match = None
    declining = growing(text, draft.unit) and falling(text)
    if declining:
        match = grown(text, draft.grown_unit)
        indicator = codebook().indicators[match.alias.indicator_id] if match else None
        change = changes()["decline"] if match else None
    elif match is None and growing(text, draft.unit):
        match = grown(text, draft.grown_unit)
        indicator = codebook().indicators[match.alias.indicator_id] if match else None
        known = codebook().indicators.get(f"{indicator.id}_growth") if indicator else None
        indicator, change = (known, None) if known else (indicator, changes()["growth"] if indicator else None)
    if not indicator and not change and draft.source == "prose":
        text = open_name(draft, text)
    group = draft.group or (match.alias.group if match else "")
    if match and not group and draft.part_of and (whole := match_in(_tidy(draft.part_of), draft.unit)):
        group = distinguishing(own, match) if whole.alias.indicator_id == match.alias.indicator_id else ""
    if indicator and not change and "/" in indicator.unit and indicator.unit.split("/")[0] == draft.unit != "元":
        draft.unit = indicator.unit  # the denominator stands in the indicator: 每千名老年人养老床位数
    line = reading.line(number[0] if number else start)
    key = f"{source.sha256}|{start}|{end}|{number}|{text}|{group}|{draft.value}|{draft.date.year}"
    return Fact(
        fact_id=f"f{hashlib.sha256(key.encode()).hexdigest()[:11]}",  # the letter keeps spreadsheets from reading it
        doc_id=source.doc_id,
        kind=Kind(draft.kind),
        indicator_id=f"{indicator.id}{change.suffix if change else ''}" if indicator else "",
        indicator=change.named(indicator.name_zh) if indicator and change else indicator.name_zh if indicator else "",
        indicator_text=text,
        group=group,
        value=draft.value,
        value_max=draft.value_max,
        value_text=draft.value_text,
        comparator=draft.comparator,
        unit=draft.unit,
        unit_text=draft.unit_text,
        year=draft.date.year,
        period_start=draft.date.period_start,
        period_end=draft.date.period_end,
        time_inferred=draft.date.inferred and (draft.date.year is not None or draft.date.period_start is not None),
        attribute=draft.attribute,
        implied=draft.implied,
        damaged=draft.damaged,
        flags=tuple(dict.fromkeys(draft.flags)),
        quote=source.text[start:end],
        char_start=start,
        char_end=end,
        number_start=number[0] if number else None,
        number_end=number[1] if number else None,
        line=line,
        section=draft.section,
        source=draft.source,
        rule=draft.rule,
        note=draft.note,
    )


@cache
def _by_name() -> dict[str, Indicator]:
    return {indicator.name_zh: indicator for indicator in codebook().indicators.values()}


def _spent_or_raised(match: Match, draft: Draft, text: str) -> Indicator:
    """The indicator of a match, or that of what was spent out of it: 慈善捐赠收入2.18亿元,支出1.94亿元."""
    id_ = match.alias.indicator_id
    inherited = match.alias.wording in draft.topic
    verb = next((v for v in cues("spends") if draft.verb == v or text.endswith(v)), "")
    spends = verb and (inherited or text.find(verb) >= match.end)
    return codebook().indicators[spent_of().get(id_, id_) if spends else id_]


def _a_sum(draft: Draft, indicator: Indicator) -> bool:
    """Whether money without a denominator is more than a level of payment in a year can be: 三无人员 …计100万元."""
    most = MONTHS * indicator.plausible_max
    return draft.unit == "元" and indicator.unit.startswith("元/") and draft.value is not None and draft.value > most


def _counted(draft: Draft, text: str) -> tuple[str, Match | None]:
    """What a draft counts: its words, completed where they say too little, and the codebook's wording in them."""
    among = _among().fullmatch(text) if draft.dimension in ("persons", "households") else None
    paid = among is not None and cue_pattern("payment").search(among["part"]) is not None
    if among and not paid and (whole := match_in(among["whole"], draft.unit)) is not None:
        draft.group = " ".join(filter(None, (group_in(among["whole"]) or whole.alias.group, among["part"])))
        return text, whole  # 农村低保对象中重度残疾人2958人
    if (within := _part_of_whole(draft, text)) is not None:
        return within
    match = _of_scheme(draft, text) or _of_the_scheme(draft, text, match_in(text, draft.unit))
    if match is not None and another_payment(text, match, draft):
        own = match_in(text[match.end :], draft.unit)  # 90—99周岁老年人 高龄津贴
        match = own and own._replace(start=own.start + match.end, end=own.end + match.end)
        if match and another_payment(text, match, draft):
            return text, None  # 五保对象、低保对象参加合作医疗的个人缴费部分,每人每年资助20元
    counts_another = match is not None and draft.dimension == "count" and _does_something(text, match)
    if match and (counts_another or _all_of_parts(text, match, draft) or for_several(text, match, draft.unit)):
        match = None
    elif match is None and (around := _around(draft, text)):
        match = match_in(around + text, draft.unit)
        of_part = match is not None and match.end <= len(around) and around == _tidy(draft.part_of)
        if match is not None and match.end <= len(around) and not (of_part or draft.topic or only_verbs(text)):
            match = None if not generic(text) else match  # 注销社会组织132家,惠及企业4200家
        part = cue_pattern("spent_for").sub("", text)
        if match is not None and of_part and names_a_part(part):
            draft.group = draft.group or " ".join(filter(None, (match.alias.group, part)))
        same_noun = (
            match is None and around == _tidy(draft.part_of) and text[-2:] == around[-2:]
        )  # 福利经费,其中老年福利经费
        text = text if draft.topic or same_noun else around + text
    if match is None and draft.subject and draft.unit.startswith("元/人") and _bare_level(text):
        match = match_in(_tidy(draft.subject) + text, draft.unit)  # 为孤儿发放基本生活费…,机构养育标准为…
        text = _tidy(draft.subject) + text if match else text
    if match is None and draft.unit.startswith("元/"):
        match = _under_heading(draft, text)
    return text, match


def _part_of_whole(draft: Draft, text: str) -> tuple[str, Match] | None:
    """A part that is a group of its whole, with the whole's wording; None where it may be something of its own."""
    whole, part = _tidy(draft.part_of), cue_pattern("spent_for").sub("", text)
    if not whole or whole in text or not names_a_part(part) or not always_in_parts(whole, part, draft.unit):
        return None
    match = match_in(whole, draft.unit)
    if match is None:
        return None
    if not draft.group or (draft.group in cues("area") and not group_words(part)):
        draft.group = " ".join(filter(None, (match.alias.group, part)))  # 城市低保 out of 公益金
    return whole + text, match


def _all_of_parts(text: str, match: Match, draft: Draft) -> bool:
    """Whether every wording of the indicator in a text is one of which the number counts a part.

    特殊困难老年人家庭 实施适老化改造: what is done to them is the indicator too.
    """
    if not of_a_part(text, match, draft.rule):
        return False
    alike = (m for m in codebook().matches(text, draft.unit) if m.alias.indicator_id == match.alias.indicator_id)
    return all(of_a_part(text, m, draft.rule) for m in alike)


def _does_something(text: str, match: Match) -> bool:
    """Whether words behind a wording say that it does something to what is counted: 老年大学 开办专业班."""
    behind = text[match.end :]
    rest = behind if "每" in text else without_leading_verb(behind)
    return rest != behind and len(rest) > 1 and not only_verbs(rest) and not generic(rest)


def _of_scheme(draft: Draft, text: str, unit: str = "") -> Match | None:
    """The wording of the scheme that was named last, where its own words name none (五保 …集中供养标准)."""
    if not draft.scheme or cue_pattern("scheme").search(text):
        return None
    group, rest = leading_group(text)
    behind = len(text) - len(rest) if group in cues("area") else 0  # 城市 基本生活标准 of 特困人员
    for skipped in (0, behind) if behind else (0,):
        match = match_in(draft.scheme + text[skipped:], unit or draft.unit)
        if match is not None and match.start == 0 and match.end > len(draft.scheme):
            return match._replace(end=match.end - len(draft.scheme) + skipped)
    return None


def _of_the_scheme(draft: Draft, text: str, match: Match | None) -> Match | None:
    """The match, unless its wording names no scheme (集中供养标准) and the words around it name another one.

    Then it is that of the scheme (农村五保供养 集中供养标准), or none where the codebook has no such wording.
    """
    scheme = cue_pattern("scheme")
    if (
        match is None
        or scheme.search(match.alias.wording)
        or not cue_pattern("of_a_scheme").search(match.alias.wording)
    ):
        return match
    named = scheme.findall(text) or ([draft.scheme] if draft.scheme else [])
    if not named or named[-1] in cues("scheme_meant"):
        return match
    own = codebook().match(named[-1] + match.alias.wording, draft.unit)
    fits = own is not None and own.indicator_id and named[-1] in own.wording
    return match._replace(alias=own) if own is not None and fits else None


@cache
def _among() -> re.Pattern[str]:
    """Persons of one kind among those of another: 低保对象中有老年人."""
    person, has = alternation(cues("person_noun")), alternation(cues("possess"))
    return re.compile(rf"(?P<whole>.{{2,}}(?:{person}))中,?(?:{has})?(?P<part>[^中]{{0,{LONGEST_PART}}}(?:{person}))")


def _around(draft: Draft, text: str) -> str:
    """The words of its sentence that complete what a number counts: its topic, what it is a part of, its subject."""
    if draft.topic:
        return _tidy(draft.topic)
    if draft.part_of and draft.part_of not in text:
        return _tidy(draft.part_of)
    persons = cue_at_end("person_noun").search(draft.subject) is not None
    if not draft.subject or (persons and cue_pattern("person_noun").search(text)):
        return ""  # 资助贫困学生8600人次,安置残疾人就业580人
    return _tidy(draft.subject) if cue_pattern("of_subject").match(text) else ""


def _rescue_denominator(draft: Draft, phrase: str) -> None:
    """元 behind the noun of a standard becomes 元/人/月 or 元/人/年 where only one is plausible."""
    if draft.unit not in ("元", "元/人") or draft.kind not in (Kind.STANDARD, Kind.TARGET):
        return
    benefit = match_in(phrase, "元/人/月") if draft.kind is Kind.STANDARD else None
    paid = benefit is not None and benefit.end == len(phrase)
    if not (paid or cue_pattern("standard").search(phrase) or _too_small(draft, phrase)):
        return
    match = _of_scheme(draft, phrase, "元/人/月") or match_in(phrase, "元/人/月")
    if match is None or draft.value is None or draft.rule == CHANGED:
        return
    if names_another(phrase[match.end :]) and not cue_pattern("payment").search(match.alias.wording):
        return
    year = draft.date.year or draft.date.period_end
    groups = dict.fromkeys((draft.group or match.alias.group, *groups_named(phrase)))
    found = (codebook().denominators(match.alias.indicator_id, draft.value, group, year) for group in groups)
    readings = next((r for r in found if r), ())
    if len(readings) == 1:
        draft.unit, draft.dimension = readings[0], "money_per_person"
        draft.flags = (*draft.flags, "unit-inferred")


def _too_small(draft: Draft, phrase: str) -> bool:
    """Whether an amount is far below what a region spends on what it names, and is a level: 农村低保达到1300元."""
    spent = match_in(phrase, "元")
    least = codebook().indicators[spent.alias.indicator_id].plausible_min if spent else 0
    return draft.value is not None and draft.unit == "元" and draft.value < least


_FOR_EACH = re.compile("^每|每[百千万]")
OF_A_STOCK = ("added", "renovated", "rebuilt", "left")  # changes that verbs around a wording tell


def _change_of_stock(phrase: str, match: Match, draft: Draft, name: str) -> Change | None:
    """新建敬老院3所 is not the number of homes: verbs around the wording, and not in it, that add or renovate."""
    if (
        draft.dimension not in ("count", "persons", "households", "area")
        or _FOR_EACH.search(phrase[: match.end])
        or draft.standing
    ):
        return None
    own = next((k for k in OF_A_STOCK if draft.verb and cue_pattern(k).search(draft.verb)), "")
    before, behind = f"{draft.verb} {phrase[: match.start][-8:]}", phrase[match.end :]
    for kind in (own,) if own else reversed(OF_A_STOCK):
        if cue_pattern(kind).search(before) or _told_behind(kind, behind):
            told = cue_pattern(kind).search(phrase[match.start : match.end]) or cue_pattern(kind).search(name)
            return None if told else changes()[kind]
    return None


def _told_behind(kind: str, behind: str) -> bool:
    """Whether a verb behind a wording is told of it: 敬老院转型升级, 敬老院新增床位; not 乡镇建立备用金制度."""
    m = cue_pattern(kind).search(behind[:8])
    rest = behind[m.end() :] if m else ""
    return m is not None and (only_verbs(rest) or generic(rest))


def _bare_level(text: str) -> bool:
    """A level that says only for which group it is: 机构养育标准, 城市补助水平."""
    group, rest = leading_group(text)
    return (bool(group) and generic(rest)) or level_by_time().fullmatch(rest) is not None


def _under_heading(draft: Draft, text: str) -> Match | None:
    """The wording that a heading has (低保标准), or begins for the number's words to end (特困人员 … 照料护理标准)."""
    heading = _tidy(draft.section)
    own = leading_group(text)[1] or text  # 特困人员 … 城市基本生活标准
    if generic(own) or group_words(text):
        named = match_in(heading, draft.unit) if len(heading) <= LONGEST_BENEFIT else None
        return named if named and named.end >= len(heading) - 2 else None  # not 符合护理补贴条件
    match = None if any(c in heading for c in CONNECTORS) else match_in(heading + own, draft.unit)
    return match if match and match.start < len(heading) < match.end else None


LONGEST_BENEFIT = 16  # characters of a heading that names one benefit


def _paid_under_heading(draft: Draft, text: str) -> bool:
    """Whether a rate of payment says who gets it, and only its heading says what it is."""
    heading = _tidy(draft.section)
    if not draft.unit.startswith("元/") or len(heading) > LONGEST_BENEFIT or heading in text:
        return False
    if not names_benefit(heading):
        return False
    paid = _paid().search(text)
    return cue_pattern("payment").search(text, 0, paid.start() if paid else len(text)) is None


@cache
def _paid() -> re.Pattern[str]:
    """That something is paid, and no more: 每人每月补贴, 每例奖励."""
    rate = alternation([*denominators(), *cues("fronted"), "给予", "的"])
    return re.compile(rf"(?:{rate})+(?:{alternation(cues('gives'))})*$")


@cache
def _per_many_behind() -> re.Pattern[str]:
    """What a number is told for, behind its noun: 服务设施面积每百户, 服务设施面积(每百户); not 新建小区按每百户."""
    by = "".join(f"(?<!{word})" for word in cues("by_reference"))
    bound, per = alternation(bounds("before")), "每[百千万][户人名][^,、拥()]{0,4}"
    return re.compile(rf"^(?P<noun>[^每]{{4,}}?){by}(?:{bound})?[(]?(?P<per>{per})[)]?$")


def _tidy(phrase: str) -> str:
    return re.sub(r"\s+", "", strip_leading(phrase)).strip("、,;:。的")
