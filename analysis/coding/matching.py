"""The codebook's wording for what a number counts, in its words."""

from __future__ import annotations

import re
from functools import cache

from analysis.codebook import Match, codebook
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues
from analysis.coding.mismatches import of_another_age, of_others
from analysis.coding.phrases import CONNECTORS, generic, is_rate, without_reference


def match_in(phrase: str, unit: str) -> Match | None:
    """The codebook's longest wording in a phrase; growth takes only indicators of growth, and nothing else does."""
    grows = growing(phrase, unit)
    if grows and is_rate(_growth_pattern().sub("", phrase).removesuffix("每年")):
        return None  # 公益金用于养老的比例每年递增5个百分点: of the rate, see ``grown``
    found = (m for m in codebook().matches(phrase, unit) if (m.alias.indicator_id in _of_growth()) == grows)
    share = unit == "%" and not grows
    fitting = [m for m in found if not (share and (of_another_age(phrase, m) or _no_share(m)))]
    covers = cue_pattern("covering").search(phrase) if share and len(fitting) > 1 else None
    if covers:  # 日间照料中心 覆盖 农村社区
        fitting = [m for m in fitting if m.start < covers.end()] or fitting
    listed = any(c in phrase for c in (*CONNECTORS, "等"))
    if unit == "元" and len(fitting) > 1 and not listed:  # 医疗救助 支出救助资金
        fitting = [m for m in fitting if not generic(m.alias.wording)] or fitting
    if any(of_others(phrase, m) for m in fitting):
        return None
    if not fitting and unit.startswith("元/人") and (plain := _mean().sub("", phrase)) != phrase:
        return match_in(plain, unit)
    return max(fitting, key=lambda m: (m.end - m.start, m.start)) if fitting else None


def _no_share(match: Match) -> bool:
    """Whether a wording that takes any unit is of an indicator that is no share: 每万人口社区工作者."""
    return codebook().indicators[match.alias.indicator_id].unit.split("/")[0] in ("人", "个", "张")


def own_words(phrase: str) -> str:
    """A phrase without the standard that it is set by, where it says itself who gets what: 边缘家庭 按低保标准认定."""
    own = without_reference(phrase)
    if own == phrase or cue_pattern("gives").search(phrase, len(own)):
        return phrase
    named = cue_pattern("person_noun").search(own) or cue_pattern("payment").search(own)
    return own if named else phrase


@cache
def _mean() -> re.Pattern[str]:
    """That a level is a mean, and by what time: 年平均 before the noun of a benefit."""
    return re.compile(rf"[年月]?(?:人均|平均)(?={alternation(cues('benefit_noun'))})")


def falling(text: str) -> bool:
    """Whether words end with a verb of decline: 登记社会组织数减少."""
    return cue_pattern("decline").search(text[-5:]) is not None or cue_at_end("fewer").search(text) is not None


def growing(phrase: str, unit: str) -> bool:
    return unit in ("%", "个百分点", "倍") and _growth_pattern().search(phrase) is not None


def grown(phrase: str, own: str = "") -> Match | None:
    """What grows, for growth that the codebook has no indicator of its own for; ``own`` is its unit where known."""
    stem = _growth_pattern().sub("", phrase).removesuffix("每年")
    paid = cue_at_end("benefit_noun").search(stem) is not None  # 五保对象月人均补助 counts no persons
    if is_rate(stem) and (rate := match_in(stem, "%")) is not None:
        return rate  # 护理型床位比例提高5个百分点
    units = (own,) if own else ("元/人/月", "元") if paid else ("元/人/月", "元", "张", "个", "人", "人次", "%")
    found = [m for unit in units if (m := match_in(stem, unit))]
    return max(found, key=lambda m: m.end - m.start, default=None)


@cache
def _of_growth() -> frozenset[str]:
    """The indicators whose names say that they are rates of growth."""
    return frozenset(i.id for i in codebook().indicators.values() if _growth_pattern().search(i.name_zh))


@cache
def _growth_pattern() -> re.Pattern[str]:
    """How a phrase or an indicator's name says that a rate is one of growth."""
    return re.compile(rf"(?:年均|年平均)?(?:{alternation(cues('growth'))}|增速|增幅)(?:率|幅|幅度)?$")
