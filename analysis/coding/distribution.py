"""Distributions: 分别 lists and 由…提高到… pairs, crossed into group × date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from analysis.codebook import codebook
from analysis.coding.groups import beside, expand, group_in, group_words, groups_named, leading_group
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues, denominator_pattern, denominators
from analysis.coding.members import crossed, placed, unfold_kinds, with_nouns
from analysis.coding.phrases import (
    bare_level,
    changes_by,
    generic,
    growth_pattern,
    is_level,
    is_rate,
    items,
    only_verbs,
    paid_on_average,
    strip_links,
    without_change,
    without_giving,
    without_growth,
    without_level,
)
from analysis.coding.quantities import Quantity
from analysis.coding.setting import Topic


@dataclass(frozen=True, slots=True)
class Distribution:
    """Numbers in a row and what each is about: one level, or a level before and a level after a change."""

    names: tuple[tuple[str, str], ...]  # (phrase, group) of each number of a level
    levels: tuple[tuple[Quantity, ...], ...]
    verb: str  # of growth, where the numbers are rates of it
    unified: str = ""  # the phrase of the one level after a change that makes several one (城乡…统一调整到)


@cache
def _from() -> re.Pattern[str]:
    words = alternation(cues("from"))
    before = alternation([*cues("last_year"), *cues("year_before"), *cues("by_now")])
    return re.compile(rf"(?:{words})(?:(?:{before}|年初)[末底初]?)?的?$|^(?:{words})")  # 补差由上年的 58元提高到…


def distribution(
    text: str, offset: int, head: str, whole: str, mine: Sequence[Quantity], topic: Topic
) -> Distribution | None:
    """The distribution of the numbers ``mine`` of a clause, or None where it has none or its counts disagree.

    ``text`` is the clause, which begins at ``offset``; ``head`` its cleaned words before 分别 (or before the first
    number), ``whole`` those before the first number.
    """
    last = mine[-1].start - offset
    respectively = cue_pattern("respectively").search(text, 0, last)
    pivot = change_after(text, mine[0].start - offset, last)
    before = tuple(q for q in mine if pivot is None or q.start < pivot + offset)
    after = tuple(q for q in mine if pivot is not None and q.start > pivot + offset)
    row = respectively is None and not after and in_a_row(text, offset, mine)
    unified = len(before) > len(after) == 1
    if not row and respectively is None and len(before) != len(after) and not unified:
        return None
    if after and len(before) != len(after) and not unified:
        return None
    growth = growth_pattern().search(text, 0, mine[0].start - offset) if mine[0].percent and not after else None
    head = strip_links(_from().sub("", strip_links(head)))
    if growth:
        head = _COMPARED.sub("", without_growth(head or strip_links(whole)))
    rate = next((m for m in denominator_pattern().finditer(head) if m.end() == len(head)), None)
    if row and rate and only_verbs(head[: rate.start()]):
        head = ""  # 达到每月650元、480元
    again = row and (not head or only_verbs(head)) and len(topic.groups) == len(before)
    grown = row and growth is not None and (not head or only_verbs(head)) and len(topic.counts) >= len(before)
    changed = row and bool(changes_by(head)) and len(topic.counts) >= len(before) and not mine[0].percent
    again = again or grown or changed
    by = row and _by().match(head) is not None
    if row and not (again or by) and not unified:
        told = strip_links(cue_at_end("by_reference").sub("", head.removesuffix("平均")))
        size = len(before)
        each = _names(told, size, topic) if _each_named(told, size) else None
        names = _ratio_to_each(head, before) or expand(head, size) or each or _same_groups(head, before, topic)
    elif pairs := _ratio_to_each(head, before):
        names = pairs
    else:
        names = (_each_from(text, offset, before) if after else None) or _names(head, len(before), topic)
    if by and (whom := _listed_before(len(before), topic)):
        of = _by().sub("", head) if before[0].percent else ""  # 对老年人、重病患者,按低保标准的20%、30%增发
        names = [(f"{name}{of}", group) for name, group in whom]  # 对三无人员和五保对象,按每月350元和280元救助
    if by and names and len({name for name, _ in names}) < len(before):
        return None
    if names is None:
        return None
    if unified and expand(head, len(before)):
        return Distribution(tuple(names), (before, after), "", head)
    if unified:  # 60-79岁、80-89岁老人津贴由70元、80元均提高到90元
        groups = {group for _, group in names}
        apart = len(groups) == len(before) and all(groups)
        return Distribution(tuple(names), (before, after * len(before)), "") if apart else None
    if after and pivot is not None and not denominator_pattern().search(text, pivot, last):
        after = tuple(like(a, b.unit) for a, b in zip(after, before, strict=True))
    if again and not after and len(topic.units) == len(before) and not denominator_pattern().search(text, 0, last):
        before = tuple(like(q, unit) for q, unit in zip(before, topic.units, strict=True))
    return Distribution(tuple(names), (before, after) if after else (before,), growth["verb"] if growth else "")


def _each_from(text: str, offset: int, before: Sequence[Quantity]) -> list[tuple[str, str]] | None:
    """What each level before a change is of, where each is named by itself.

    城市低保标准由500元、农村低保标准由3000元分别提高到550元和3600元.
    """
    ends = (offset, *(q.end for q in before))
    told = [_level_from().fullmatch(text, end - offset, q.start - offset) for end, q in zip(ends, before, strict=False)]
    names = [strip_links(m["name"]) for m in told if m]
    return [(name, group_in(name)) for name in names] if 1 < len(names) == len(before) and all(names) else None


_COMPARED = re.compile(r"[比较][^,;。比较]{1,12}[年末底初期前时](?:相比)?$")  # 较2020年末 分别增长


@cache
def _level_from() -> re.Pattern[str]:
    rate = alternation(denominators())
    return re.compile(rf"(?P<name>.+?)(?:{alternation(cues('from'))})(?:{rate})?的?\s?")


def _ratio_to_each(head: str, row: Sequence[Quantity]) -> list[tuple[str, str]] | None:
    """What ratios to several groups are of, where the words name the groups in a row.

    护理人员与自理、半自理、不能自理老年人的配比分别不低于1:10、1:6和1:3.
    """
    m = _RATIO_TO.fullmatch(head) if row[0].dimension == "ratio" and len(row) > 1 else None
    groups = [(group_in(member), member) for member in items(m["groups"])] if m else []
    if m is None or len(groups) != len(row) or len({group for group, _ in groups} - {""}) != len(row):
        return None
    return [(f"{m['of']}与{member}{m['ratio']}", group) for group, member in groups]


_RATIO_TO = re.compile(r"(?P<of>.{2,}?)[与和](?P<groups>.+?)(?P<ratio>(?:之间)?的?(?:[配比][比备置])?(?:比例|比)?)")


def _each_named(head: str, size: int) -> bool:
    """Whether words without 分别 name a benefit, or a group, for each number.

    困难残疾人生活补贴和重度残疾人护理补贴每人每月75元和69元; 集中养育和社会散居孤儿基本生活费按每人每月1100元、700元.
    """
    members = items(head)
    groups = {group_in(m) for m in members} - {""}
    benefits = all(cue_pattern("payment").search(m[-4:]) for m in members)
    graded = len({m[0] for m in map(_GRADE.match, members) if m}) == size
    return len(members) == size and (benefits or graded or len(groups) == size)


def _same_groups(head: str, row: Sequence[Quantity], topic: Topic) -> list[tuple[str, str]] | None:
    """What is paid on average in the groups of the level before it: 城乡低保标准…,月人均补助386元和251元."""
    if len(topic.groups) != len(row) or not all(topic.groups) or paid_on_average().fullmatch(head) is None:
        return None
    return [(f"{group}{without_level(topic.phrase)}{head}", group) for group in topic.groups]


def like(level: Quantity, unit: str) -> Quantity:
    """A level after a change, by whom and what time as the level before it (每人每年1080元提高到2800元)."""
    if unit.startswith("元/人"):
        own = level.unit_text != "元" or level.magnitude
        return level if own else replace(level, unit=unit, dimension="money_per_person")
    of_premises = level.unit == "元" and unit.startswith("元/")
    return replace(level, unit=unit, dimension="money_per_unit") if of_premises else level


def change_after(text: str, start: int, end: int) -> int | None:
    """Where a verb of change (提高到) stands between two places of a clause."""
    m = cue_pattern("change_to").search(text, start, end)
    return m.start() if m else None


def head_end(text: str, first: int, last: int) -> int:
    """Where the words end that name the members of a distribution: before 分别, else before the first number."""
    m = cue_pattern("respectively").search(text, 0, last)
    return min(m.start(), first) if m else first


def grown_units(found: Distribution, topic: Topic) -> Sequence[str]:
    """The unit of what each of several rates is the growth of, where as many numbers stand before."""
    size, names = len(found.names), tuple(name for name, _ in found.names)
    alike = len(set(names)) == 1 or names == topic.recent[-size:]
    known = bool(found.verb) and size > 1 and alike and len(topic.counts) >= size
    return topic.counts[-size:] if known else ("",) * size


def own_verb(found: Distribution, view: str, start: int, q: Quantity) -> str:
    """The verb of growth of one of several rates, which may turn: 分别增长6.7%和 下降2.9%."""
    if not found.verb:
        return ""
    before = max(start, *(view.rfind(c, start, q.start) + 1 for c in "%、和与"))
    own = growth_pattern().fullmatch(view, before, q.start)
    return own["verb"] if own else found.verb


def shared_topic(names: Sequence[tuple[str, str]]) -> str:
    """What a distribution was about, without its groups, for the clauses behind it."""
    phrase = without_growth(names[-1][0])
    group, rest = leading_group(phrase)
    several = len(names) > 1 or generic(rest)
    return rest if group and rest and several and all(g for _, g in names) else phrase


def _names(head: str, size: int, topic: Topic) -> list[tuple[str, str]] | None:
    """What each of ``size`` numbers in a row is about: (phrase, group) pairs, or None where the count disagrees."""
    if not head or only_verbs(head):
        return _inherited(size, topic)
    if size == 1 and topic.phrase and group_words(head):
        return [(beside(head, topic.phrase), group_in(head) or head)]
    if size == 1:
        return [(head, group_in(head))]
    head = _by().sub("", head)
    paired = expand(head, size)
    alone = paired is not None and all(group_words(p) or p in cues("bare_placement") for p, _ in paired)
    if paired and not alone and len(items(paired[0][0])) < len(items(head)):
        return paired  # 农村五保集中、分散供养标准
    members = placed(unfold_kinds(items(head)))
    if len(members) != size:
        several = crossed(members, size) or expand(head, size) or expand(members[-1] if members else head, size)
        return several or _over_groups(head, size, topic) or _of_areas(head, size, topic)
    if topic.phrase and all(group_words(m) for m in members):
        return [(beside(m, topic.phrase), group_in(m) or m) for m in members]
    front = _benefit_in_front().fullmatch(members[0])
    if front and all(group_words(g) for g in (front["group"], *members[1:])):  # 供养标准每人每月全自理、半护理
        return [(f"{front['what']}{g}", group_in(f"{front['what']}{g}")) for g in (front["group"], *members[1:])]
    level = _area_level().match(members[-1])
    if level and all(m in cues("area_level") for m in members[:-1]):
        return [(m + members[-1][level.end() :], m) for m in members[:-1]] + [(members[-1], level.group())]
    if any(group_words(m) for m in members[:-1]) and not group_words(members[-1]):
        return with_nouns(members)
    graded = [_GRADE.search(m) for m in members]
    if all(graded):  # 农村低保一类标准, 农村低保二类标准; 农村低保标准…,一、二类对象补助标准
        scheme = cue_pattern("scheme_by_area")
        of = scheme.search(topic.phrase) if not scheme.search(members[0]) and not topic.carried else None
        lead = f"{topic.group}{of.group()}" if of else ""
        named = [(f"{lead}{m}", g[0]) for m, g in zip(members, graded, strict=True) if g]
        return [(m, " ".join(dict.fromkeys((*group_in(m).split(), letter)))) for m, letter in named]
    return [(m, group_in(m)) for m in members]


_GRADE = re.compile("[一二三四五六A-D甲乙丙丁][类档]")


@cache
def _benefit_in_front() -> re.Pattern[str]:
    """A benefit with its denominators, and the first of the groups that get it in different amounts."""
    noun, rate = alternation(cues("benefit_noun")), alternation(denominators())
    return re.compile(rf"(?P<what>.{{2,20}}(?:{noun})(?:{rate})*)(?P<group>[^,;:。、\d]{{2,8}})")


@cache
def _by() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternation(cues('by_reference'))})")


@cache
def _area_level() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('area_level'))})(?=.{{3}})")


def in_a_row(text: str, offset: int, mine: Sequence[Quantity]) -> bool:
    """Whether several numbers of one kind stand in a row with nothing but a connector between them (594元、397元)."""
    between = (text[a.end - offset : b.start - offset].strip() for a, b in pairwise(mine))
    alike = len(mine) > 1 and len({q.unit.split("/")[0] for q in mine}) == 1
    return alike and all(
        b in ("、", "和") or (b[:1] in "、和" and denominator_pattern().fullmatch(b[1:])) for b in between
    )


def _over_groups(head: str, size: int, topic: Topic) -> list[tuple[str, str]] | None:
    """One noun for what the last numbers were about: their groups (城市96个、农村412个,覆盖率分别为86%和41%), or, for a
    level, those who get it (低保8000人、特困1200人,标准分别为600元和780元)."""
    recent = topic.recent[-size:]
    groups = [group_in(p) for p in recent]
    if is_rate(head) and len(set(recent)) == size and all(codebook().match(f"{p}{head}", "%") for p in recent):
        return [(f"{p}{head}", group) for p, group in zip(recent, groups, strict=True)]  # 中心35个,站120个,覆盖率分别…
    persons = len(topic.recent) == size and all(unit in ("人", "户") for unit in topic.counts[-size:])
    if len(set(recent)) != size or (all(groups) and len(set(groups)) != size):
        return None
    if all(groups):
        return [(_level_of(p, group, head, topic.whole), group) for p, group in zip(recent, groups, strict=True)]
    return [(f"{p}{head}", group_in(p)) for p in recent] if persons and bare_level(head) else None


def _level_of(phrase: str, group: str, head: str, whole: str) -> str:
    """A level of what was named before, where the codebook has it: 城市低保标准, 补差水平 → 城市低保补差水平.

    ``whole`` is what the groups are parts of.
    """
    scheme = cue_pattern("scheme_by_area").search(phrase)
    stems = (
        (f"{group}{scheme.group()}" if scheme else group, without_level(phrase), f"{group}{whole}")
        if is_level(head)
        else ()
    )
    known = (s for s in stems if any(codebook().match(f"{s}{head}", unit) for unit in ("元/人/月", "元/人/次")))
    return f"{next(known, group)}{head}"


def _listed_before(size: int, topic: Topic) -> list[tuple[str, str]]:
    """As many receivers as there are numbers, which the clause before lists; empty for none."""
    listed = without_giving(topic.heard[-1]) if topic.heard and not topic.carried else ""
    members = items(listed[listed.rfind("中的") + 2 :] if "中的" in listed else listed)
    person = cue_at_end("person_noun")
    receivers = all(person.search(m) or group_words(m) for m in members)
    groups = ["".join(groups_named(m)[-1:]) for m in members]
    if members and not receivers and person.search(members[-1]) and all(groups) and len(set(groups)) == size:
        return list(zip(members, groups, strict=True))  # 低保家庭中失能、半失能老人
    return [(m, group_in(m)) for m in members] if len(members) == size > 1 and receivers else []


def _of_areas(head: str, size: int, topic: Topic) -> list[tuple[str, str]] | None:
    """A level in the areas that the sentence named last: 提高城乡低保补助水平,月人均补差分别增加15元和10元.

    Where they stand on what was counted, the scheme is its: 发放城乡低保金12.6亿元,保障标准分别由280元、110元提高到….
    """
    scheme = cue_pattern("scheme_by_area")
    if not (bare_level(head) or (is_level(head) and scheme.match(head) and not group_in(head))):
        return None
    counted = "" if topic.carried else topic.phrase
    if (pairs := expand(counted, size)) and (of := scheme.search(counted)):
        return [(f"{group}{'' if scheme.match(head) else of.group()}{head}", group) for _, group in pairs]
    for words in () if topic.carried else reversed(topic.heard):
        if pairs := expand(words, size):
            return [(f"{without_level(without_change(name))}{head}", group) for name, group in pairs]
    areas = [group for group in dict.fromkeys(map(group_in, topic.recent)) if group in cues("area")]
    of = scheme.search("".join(topic.recent))
    what = f"{of.group()}{head}" if of and not scheme.match(head) else head
    return [(f"{group}{what}", group) for group in areas] if len(areas) == size else None


def _inherited(size: int, topic: Topic) -> list[tuple[str, str]]:
    """The members of the distribution before (分别增长…), else what the last numbers were about."""
    members = unfold_kinds(items(topic.phrase)) if not topic.carried and topic.phrase in topic.heard else []
    if len(topic.groups) == size > 1 and all(topic.groups) and len(members) != size:
        return [(f"{g}{topic.phrase}", g) for g in topic.groups]
    if size > 1 and (pairs := expand(topic.phrase, size)):
        return pairs  # 城乡低保标准年均增长8%,分别达到600元和420元
    if len(members) == size > 1 and "的" in members[-1][1:-1] and not any("的" in m for m in members[:-1]):
        noun = members[-1][members[-1].index("的") :]  # 东、中、西部的补助标准
        return [*((m + noun, group_in(m)) for m in members[:-1]), (members[-1], group_in(members[-1]))]
    if len(members) == size > 1:  # 收住失能、半失能老人的,分别提高到…
        return [(m, group_in(m)) for m in members]
    if len(topic.recent) >= size > 1:
        return [(p, group_in(p)) for p in topic.recent[-size:]]
    return [(topic.phrase, "")] * size
