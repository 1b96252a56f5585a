"""Where the codebook's wording stands in the words of a number and is not what the number counts."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from analysis.codebook import Match, codebook
from analysis.coding.completing import TOGETHER
from analysis.coding.drafts import Draft
from analysis.coding.groups import group_in, leading_group
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.phrases import CONNECTORS, generic, items, level_words


def of_others(text: str, match: Match) -> bool:
    """Whether bare words of a level (月人均补助), those of dibao, stand behind others who get a benefit.

    What those are paid on average is not their standard either.
    """
    bare = level_by_time().fullmatch(match.alias.wording) is not None
    others = list(cue_pattern("receiver").finditer(text, 0, match.start))
    own = list(cue_pattern("own_receiver").finditer(text, 0, match.start))
    if not bare or not others:
        return False
    last = max(others, key=re.Match.end)
    compound = any(m.end() == last.start() for m in own)  # 低保老人 are paid dibao
    return not compound and (not own or own[-1].end() < last.end())


def of_another_age(phrase: str, match: Match) -> bool:
    """Whether the age before a wording that names none narrows it: of 80岁以上 老年人占总人口."""
    wording = match.alias.wording
    return wording.startswith(cues("aged")) and group_in(phrase[: match.start][-8:]) not in ("", group_in(wording), OLD)


OLD = "60岁以上"


def another_payment(text: str, match: Match, draft: Draft) -> bool:
    """Whether an amount is another payment than the one that the wording of its receivers stands for.

    城市低保对象 …物价补贴每人500元 is no standard of dibao: neither is a special payment, nor what is paid once.
    """
    if draft.unit == "元":
        special = cue_pattern("paid_once")
        return special.search(text, match.end) is not None and special.search(match.alias.wording) is None
    if not draft.unit.startswith("元/") or cue_pattern("payment").search(match.alias.wording):
        return False
    once = (
        draft.unit in ("元/人", "元/人/次", "元/户")
        and "元/人/月" in codebook().indicators[match.alias.indicator_id].unit
    )
    return once or names_another(text[match.end :])


def names_another(rest: str) -> bool:
    """Whether words behind those who are paid name a payment of its own: 特困人员 死亡丧葬费, 残疾人 意外保险."""
    plain = generic(rest) or _plain_level().fullmatch(leading_group(rest)[1]) is not None
    return not plain and (cue_pattern("payment").search(rest) or cue_pattern("in_kind").search(rest)) is not None


@cache
def _plain_level() -> re.Pattern[str]:
    """The level of the benefit that was named before: 月供养标准, 对象月人均补助."""
    return re.compile(rf"(?:{alternation(cues('person_noun'))})?{level_words()}")


def for_several(text: str, match: Match, unit: str) -> bool:
    """Whether a sum is one for several schemes, of which the wording names one: 低保金、特困供养金1.2亿元."""
    if unit != "元" or any(c in match.alias.wording for c in CONNECTORS) or "等" in text[: match.start]:
        return False
    named = [codebook().match(member, unit) for member in items(text)]
    return len({alias.indicator_id for alias in named if alias is not None}) > 1


def of_a_part(phrase: str, match: Match, rule: str) -> bool:
    """Whether the number counts less than the wording names.

    115家社会组织获得AA级 (a predicate follows), 7000名社区工作者、志愿者 (one of several), 走访社区300个 (touched),
    养老机构职工1610人 (no residents), 养老床位缺口820张 (wanting), 低保家庭大学生186名 (some of them).
    """
    if cue_pattern("touching").search(phrase[: match.start][-6:]) or cue_pattern("staff").search(phrase, match.end):
        return True
    persons = codebook().indicators[match.alias.indicator_id].unit in ("人", "户")
    taken = cue_pattern("takes_in").search(phrase, 0, match.start) if persons else None
    if taken and cue_pattern("receiver").search(phrase, 0, taken.start()):
        return True  # 将120名残疾人纳入低保
    indicator = codebook().indicators[match.alias.indicator_id]
    share, before = indicator.unit == "%", phrase[: match.start]
    if share and _base_before().search(before):
        return True  # 空巢老人占老年人口的40%; 床位按老年人口的3%配置
    if share and cue_pattern("covering").search(before) and not cue_pattern("covering").search(indicator.name_zh):
        return True  # 服务覆盖60%的农村社区
    if _another_rate(phrase[match.end :], match) or cue_pattern("extra").search(phrase):
        return True
    if cue_pattern("lacking").search(phrase) or cue_pattern("others_behind").search(phrase, match.end):
        return True
    name = codebook().indicators[match.alias.indicator_id].name_zh
    known = match.alias.wording + name
    if _each_place().match(phrase) and "每" not in known:
        return True  # 每个社区平均11.5个
    if (many := _PER_MANY.search(phrase)) and many.group() not in known:
        return True  # 每百名老人拥有床位3.6张 is none by the thousand
    if rule not in ("number before noun", TOGETHER):
        return False
    sides = phrase[match.start - 1 : match.start] + phrase[match.end : match.end + 1]
    return any(c in CONNECTORS for c in sides) or _predicate().match(phrase, match.end) is not None


@cache
def _base_before() -> re.Pattern[str]:
    """What leads to the whole that a share is of."""
    return re.compile(rf"(?:占|{alternation(cues('by_reference'))})$")


def _another_rate(behind: str, match: Match) -> bool:
    """Whether words behind a wording name a rate that is not the indicator's: 65岁及以上老年人 医养结合服务率."""
    if _NAMED_RATE.search(behind) is None:
        return False
    name, coverage = codebook().indicators[match.alias.indicator_id].name_zh, cues("coverage_rate")
    if behind in coverage and name.endswith(tuple(coverage)):
        return False
    return all(f"{a}{b}" not in name for a, b in pairwise(behind[-LONGEST_RATE:]))


@cache
def _each_place() -> re.Pattern[str]:
    """That something is told for each place: 每个社区, 平均每所."""
    return re.compile(rf"(?:平均)?每(?!个?(?:{alternation(cues('each_other'))}))")


_PER_MANY = re.compile("每[百千万]")  # 每千人拥有社会组织2个
LONGEST_RATE = 5  # characters that name a rate: 探访关爱率
_NAMED_RATE = re.compile(r"[一-鿿]{2}率$")


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(alternation([*cues("predicate"), *cues("flow")]))


@cache
def level_by_time() -> re.Pattern[str]:
    """A level that says only by what time it is: 月保障标准, 年平均供养标准, 月人均补助."""
    kind, noun = alternation(cues("benefit_kind")), alternation(cues("benefit_noun"))
    return re.compile(rf"(?:[月年]?人均|[月年](?:平均)?)[月年]?(?:{kind})*(?:{noun})?")
