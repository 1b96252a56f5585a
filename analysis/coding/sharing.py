"""One number for several: indicators that share it, and places that each have it."""

from __future__ import annotations

import re
from functools import cache

from analysis.codebook import codebook
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues
from analysis.coding.phrases import generic, growth_pattern, is_level, is_rate, items, strip_links, without_growth
from analysis.coding.quantities import Quantity
from analysis.coding.setting import Topic

FARTHEST = 64  # characters before a number that the list of its places may reach back
_EACH_IS = re.compile(r"(?<![人月年平户次])均(?=[为是达按])")
_EACH_OF = re.compile(r"(?:、|和|或者|或|及)(?=每)")


def sharing(view: str, clause: int, q: Quantity, phrase: str) -> list[str]:
    """The indicators that share a number, else the phrase alone.

    A率、B率均达到100%; 每千名老人、每百张床位拥有1名; A补贴、B补贴均为每人每月50元; A补贴和B补贴标准为每人每月50元;
    A标准、B标准增长5%.
    """
    fronts = _EACH_OF.split(phrase)
    if len(fronts) > 1 and all(f.startswith("每") for f in fronts) and q.dimension in ("persons", "count"):
        tail = _possession().search(fronts[-1])
        return [*(f + (tail.group() if tail else "") for f in fronts[:-1]), fronts[-1]]
    members = [strip_links(m) for m in items(phrase)]
    growth = growth_pattern().search(phrase) if q.percent else None
    if growth and len(members) > 1 and all(is_level(without_growth(m)) for m in members):
        return [f"{without_growth(m)}{growth['verb']}" for m in members]
    each = any(w in view[max(clause, q.start - 8) : q.start] for w in cues("each"))
    benefits = q.dimension == "money_per_person" and all(cue_at_end("benefit_noun").search(m) for m in members)
    persons = q.dimension == "money_per_person" and len(members) > 1 and len(_paid_to(members, q.unit)) == len(members)
    if persons:
        return members  # 散居孤儿和事实无人抚养儿童每人每月1100元
    named = benefits and all(cue_pattern("payment").search(m) and codebook().match(m, q.unit) for m in members)
    if len(members) > 1 and (named or (each and (benefits or all(is_rate(m) for m in members)))):
        return members
    return [phrase]


def _paid_to(members: list[str], unit: str) -> set[str]:
    """The benefits that the codebook knows for each of several kinds of persons, where all of them are persons."""
    known = [codebook().match(m, unit) for m in members if cue_at_end("person_noun").search(m)]
    return {alias.indicator_id for alias in known if alias is not None}


def of_benefits_before(view: str, clause: int, q: Quantity, phrase: str, topic: Topic) -> list[str]:
    """The benefits before it in the sentence that a level which names none holds for each: 补贴标准均为50元."""
    each = _EACH_IS.search(view, max(clause, q.start - 12), q.start) is not None
    named = list(dict.fromkeys(p for p in topic.recent if cue_pattern("payment").search(p)))
    if not each or q.dimension != "money_per_person" or not generic(strip_links(phrase)) or len(named) < 2:
        return []
    return [f"{p}标准" for p in named]


def of_levels_before(view: str, clause: int, q: Quantity, phrase: str, topic: Topic) -> list[str]:
    """The growth of each of the levels before it, where one rate holds for all of them: 增幅均为4.9%, 均增长4.9%."""
    each = _EACH_GREW.search(view, max(clause, q.start - 12), q.start) is not None
    verb = growth_pattern().search(phrase) if each and q.percent else None
    levels = list(dict.fromkeys(p for p in topic.recent if is_level(p)))
    return [f"{p}{verb['verb']}" for p in levels[-MOST_LEVELS:]] if verb and len(levels) > 1 else []


_EACH_GREW = re.compile(r"(?<![人月年平户次])均(?=[^,;:。]{1,8}$)")
MOST_LEVELS = 2


def each_place(view: str, clause: int, q: Quantity) -> list[str]:
    """The places that each have a number (市本级、县城各建成1所); empty where fewer than two are named."""
    m = _place_list().search(view, max(clause, q.start - FARTHEST), q.start) if q.dimension == "count" else None
    if m is None:
        return []
    members = items(m["places"])
    return members if len(members) > 1 and all(len(p) <= 6 for p in members) else []


@cache
def _place_list() -> re.Pattern[str]:
    each = alternation([*cues("each_place"), *cues("each")])
    verbs = alternation([*cues("flow"), *cues("action")])
    return re.compile(rf"(?P<places>[^,;:。\d]{{3,20}}?)(?:{each})(?:{verbs}).{{0,20}}$")


@cache
def _possession() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('each'))})?(?:{alternation(cues('possess'))}).*$")
