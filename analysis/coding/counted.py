"""What one number counts: a rate of growth, an amount of change, a rate of a plan, a noun behind it or before it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.coding.distribution import change_after
from analysis.coding.groups import ratio_unit
from analysis.coding.lexicon import alternation, comparators, cue_at_end, cue_pattern, cues
from analysis.coding.linking import (
    CHANGED,
    LONGEST_PHRASE,
    Link,
    counts_member_behind,
    counts_what_follows,
    covering,
    done_at_rate,
    named_singly,
    object_length,
    object_phrase,
    paid_at_share,
    paid_to,
    recipients,
    spent_on,
    taken_in,
    what_is_given,
    with_benefit,
)
from analysis.coding.phrases import (
    CONNECTORS,
    awaits_noun,
    changes_by,
    ends_with_verb,
    generic,
    governing_verb,
    growth_pattern,
    growth_phrase,
    last_verb,
    last_verb_of_change,
    only_verbs,
    share_of_plan,
    starts_with_verb,
    strip_leading,
    strip_links,
    without_base,
    without_growth,
    without_scope,
)
from analysis.coding.quantities import OF_FIRST, Quantity
from analysis.coding.setting import Topic

OF_PLAN = "rate of a plan"  # the rule of a share of what was planned that was done
DONE = "完成率"


class Place(NamedTuple):
    """A number between the words that may be its own."""

    at: int  # where the words before the number begin
    upto: int  # where the words behind it end
    last: bool  # whether those end their clause
    before: str  # the words before the number, without dates
    after: str


def counted(view: str, at: int, q: Quantity, upto: int, before: str, topic: Topic, verb: str, last: bool) -> Link:
    """The link of a number of a clause to what it counts.

    Its words stand between ``at`` and ``upto``; ``before`` are those before it, without dates; ``verb`` governs the
    numbers before it, and ``last`` says that ``upto`` ends its clause.
    """
    place = Place(at, upto, last, without_base(before), view[q.end : upto])
    own = view[at : q.start]
    said = before != place.before or not place.after.strip(",、;。 ")
    return (
        _base(view, place, q)
        or _growth(place, q, own, topic)
        or _of_plan(view, place, q, own, topic)
        or _planned(view, place, q, own, topic)
        or _multiple(place, q, topic)
        or _difference(view, place, q, topic)
        or (_change(place, q, topic) if said else None)
        or _noun_behind(view, place, q, topic, verb)
        or Link(
            at,
            q.end,
            with_benefit(_without_rate(strip_links(place.before), q), place.after, q),
            "noun before number",
            verb=governing_verb(place.before) or verb,
        )
    )


def _base(view: str, place: Place, q: Quantity) -> Link | None:
    """The level that a change starts from: 火化率在2010年 18.2%的基础上每年提高2个百分点."""
    m = _ON_THE_BASE.match(view, q.end, place.upto)
    if m is None or not cue_at_end("on_the_base").search(place.before):
        return None
    phrase = strip_links(cue_at_end("on_the_base").sub("", place.before))
    return Link(place.at, m.end(), phrase, "level before growth") if phrase else None


_ON_THE_BASE = re.compile("的?基础上")


def _growth(place: Place, q: Quantity, own: str, topic: Topic) -> Link | None:
    growth = growth_pattern().search(place.before) if q.percent or q.dimension == "multiple" else None
    if growth is None or change_after(place.before, growth.start("verb"), len(place.before)) is not None:
        return None
    phrase, grown = strip_links(place.before[: growth.start()]), ""
    if not phrase or only_verbs(phrase):
        phrase, grown = without_growth(topic.counted), topic.unit
    return Link(place.at, q.end, growth_phrase(phrase, growth["verb"], own), "growth", grown=grown)


def _of_plan(view: str, place: Place, q: Quantity, own: str, topic: Topic) -> Link | None:
    """The share of a plan that was done: 新增床位 1200张,为年初计划的108%, 完成年度任务(400张)的52.5%."""
    own = f"{_before_bracket(view, place.at)}{own}" if q.percent and own.strip() == "的" else own
    over = cue_at_end("over_plan").search(own) if q.percent else None
    if over is not None:  # 实际完成463张,超额完成 15.8%
        before = strip_leading(strip_links(place.before.removesuffix(over.group())))
        return Link(place.at, q.end, f"{before or topic.counted}{over.group()}", OF_PLAN)
    m = share_of_plan().search(own) if q.percent else None
    if m is None:
        return None
    phrase = strip_leading(strip_links(place.before[: max(0, place.before.rfind(m["done"]))]))
    return Link(place.at, q.end, f"{phrase or topic.counted}{m['plan']}{DONE}", OF_PLAN)


def _multiple(place: Place, q: Quantity, topic: Topic) -> Link | None:
    """How many times what it was before: 养老床位8600张,是2015年的 2.1倍; 低保标准比五年前 翻一番."""
    m = _BASE_OF_MULTIPLE.search(place.before) if q.dimension == "multiple" else None
    if m is None:
        return None
    return Link(place.at, q.end, strip_leading(strip_links(place.before[: m.start()])) or topic.counted, "multiple")


# a time that a number is compared with; of another level (低保标准的1.3倍) it is no change
_BASE_OF_MULTIPLE = re.compile(
    r"(?:[比较][^,;:。]{1,14}?[年末底期前初]|在[^,;:。]{1,14}基础上|相?[是为到达于当][^,;:。]{1,14}?[年末底期前初]的)$"
)


DIFFERENCE = "above or below another level"  # the rule of an amount between two levels


def _difference(view: str, place: Place, q: Quantity, topic: Topic) -> Link | None:
    """By how much a level lies above or below another: 低保标准高出省定标准 20元; 覆盖率95%,超省定目标 5个百分点.

    The level beside it, in brackets, is that of others: 比全省平均水平( 402元)低24元.
    """
    if view[place.at - 1 : place.at] == "(" and not place.before:
        base = _level_of_others().search(view[max(0, place.at - LONGEST_PHRASE) : place.at - 1])
        return Link(place.at, q.end, base["level"], DIFFERENCE) if base else None
    around = f"{_before_bracket(view, place.at)}{place.before}"
    if around != place.before and tells_difference(around, q):
        return Link(place.at, q.end, strip_links(around), DIFFERENCE)
    if not tells_difference(place.before, q):
        return None
    whose = topic.counted if cue_pattern("exceeds").match(place.before) else ""
    return Link(place.at, q.end, f"{whose}{strip_links(place.before)}", DIFFERENCE)


def tells_difference(before: str, q: Quantity) -> bool:
    """Whether words before an amount say that it lies between two levels (比省定标准高出)."""
    return (q.dimension.startswith("money") or q.dimension == "points") and _beside_level().search(before) is not None


@cache
def _level_of_others() -> re.Pattern[str]:
    return re.compile(rf"[比较](?P<level>[^,;:。\d]{{1,16}}(?:{alternation(cues('level_beside'))}))$")


@cache
def _beside_level() -> re.Pattern[str]:
    level, words = alternation(cues("level_beside")), alternation(cues("exceeds"))
    beside = alternation([*cues("exceeds"), *cues("exceeds_beside")])
    base, fillers = rf"[^,;:。\d]{{1,16}}(?:{level})", alternation(cues("filler"))
    return re.compile(rf"(?:(?:{words}){base}|[比较]{base}(?:分别)?(?:{beside}))(?:{fillers}|近|约)*$")


def rated(view: str, link: Link, q: Quantity, end: int) -> str:
    """The word that compares a number with what was planned, itself or in the clause behind it; empty for none."""
    if link.rule == OF_PLAN:
        m = share_of_plan().search(view[link.at : q.start]) if q.comparator != ">=" else None
    else:
        comma = view.find(",", q.end, min(end, q.end + LONGEST_PHRASE))
        m = share_of_plan().match(view, comma + 1, end) if comma >= 0 else None
    return m["done"] if m else ""


def planned_beside_result(view: str, start: int, q: Quantity, end: int) -> bool:
    """Whether a number was planned, and what was reached stands behind it or before its bracket.

    火化率计划60%,实际完成62.3%; 改造320户(任务300户).
    """
    before = view[start : q.start].rstrip("为是: ")
    bracketed = view[start - 1 : start] == "(" and _planned_alone().fullmatch(before) is not None
    told = bracketed or (not before and _ends_with_plan(view, start))
    planned = told or cue_pattern("was_planned").search(cue_pattern("no_plan").sub("", before))
    reached = view.startswith((",", "、", ";"), q.end) and _reached().match(view, q.end + 1, end)
    return bool(told or (planned and reached))


@cache
def _reached() -> re.Pattern[str]:
    return re.compile(rf"{alternation(cues('was_reached'))}|(?:{alternation(cues('reached_count'))})(?=\d)")


@cache
def _planned_alone() -> re.Pattern[str]:
    return re.compile(rf"[^,;:。()\d]{{0,4}}(?:{alternation(cues('was_planned'))})数?")


def _planned(view: str, place: Place, q: Quantity, own: str, topic: Topic) -> Link | None:
    """What was planned of something, without its words or with them.

    改造 320户(任务 300户), 改造任务数 300户, 完成年度任务( 300户)的106%; not 超年度任务 20户.
    """
    before = own.rstrip("为是: ")
    if q.percent or not topic.counted:
        return None
    if cue_pattern("exceeds").match(before) and _planned_alone().fullmatch(cue_pattern("exceeds").sub("", before, 1)):
        return Link(place.at, q.end, f"{topic.counted}{before}", DIFFERENCE)
    if not (_planned_alone().fullmatch(before) or (not before and _ends_with_plan(view, place.at))):
        return None
    return Link(place.at, q.end, topic.counted, "planned")


def _ends_with_plan(view: str, at: int) -> bool:
    """Whether a bracket that opens before ``at`` stands behind a plan: 完成年度目标任务( 400张)的52.5%."""
    plan = view[max(0, at - 12) : at - 1] if view[at - 1 : at] == "(" else ""
    return _planned_at_end().search(plan) is not None


@cache
def _planned_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('was_planned'))})数?$")


def _before_bracket(view: str, end: int) -> str:
    """The words of a clause before a bracket that closes at ``end``: 完成年度任务 (400张) 的."""
    opens = view.rfind("(", max(0, end - LONGEST_PHRASE), end) if view[end - 1 : end] == ")" else -1
    begin = max(view.rfind(c, max(0, opens - LONGEST_PHRASE), opens) for c in ",;:。\n") + 1
    return view[begin:opens] if opens >= 0 else ""


def _change(place: Place, q: Quantity, topic: Topic) -> Link | None:
    if q.percent or cue_at_end("renovated").search(place.before):
        return None  # 敬老院改造提升8家
    bare = place.before in cues("compared")  # 比上年少23家
    phrase = place.before if bare else changes_by(place.before)
    if not phrase:
        return None
    alone = bare or only_verbs(place.before) or phrase == last_verb_of_change(phrase)
    whose = topic.counted if alone else ""  # 分散供养1035人,比上年增加27人
    return Link(place.at, q.end, f"{'' if whose.endswith('的') else whose}{phrase}", CHANGED)


def _noun_behind(view: str, place: Place, q: Quantity, topic: Topic, verb: str) -> Link | None:
    """The noun behind a number: 建设20个应急避难场所, 覆盖90%以上的乡镇, 收养率90%的养老机构."""
    before, after = without_scope(place.before), place.after
    raw = ends_with_verb(before) or before.endswith(tuple(cues("possess_at_end")))
    raw = raw or (not q.percent and before.endswith(tuple(cues("preposition"))))
    head = before if raw else strip_links(before)
    member = counts_member_behind(head, after, q)
    own = last_verb(before) or (head if member and not (only_verbs(head) or awaits_noun(head)) else verb)
    if aid := _aid_alone(before, after, q, topic):
        return Link(place.at, place.upto, aid, "number before noun", verb=own)
    if paid := paid_at_share(before, after, q):
        return Link(place.at, place.upto, paid, "number before noun", verb=own)
    if done := done_at_rate(before, after, q):
        return Link(place.at, place.upto, done, "number before noun", verb=own)
    if spent_on(q, head, after):
        return Link(place.at, place.upto, object_phrase(q, "", head, after), "number before noun", verb=own)
    served = paid_to(view, q, place.upto)
    if served and (ends_with_verb(before) or only_verbs(head) or awaits_noun(before)):
        return Link(place.at, served.end("whom"), recipients(served, q.unit), "number before noun", verb=own)
    taken = None if cue_at_end("person_noun").search(head) else taken_in(view, q, place.upto)
    if taken:
        return Link(place.at, taken.end(), taken["whom"], "number before noun", verb=own)
    spent = q.dimension == "money" and starts_with_verb(after)  # 投入3200万元新建、改扩建 敬老院7所
    stop = place.upto if spent else q.end + object_length(after, place.last)
    covers = covering(head, after) if q.percent else None
    behind = member or (counts_what_follows(head, after) and (after.startswith("的") or not _priced(head, q)))
    if covers or behind or what_is_given(view, q, place.upto) or named_singly(head, after, q):
        lead = cue_at_end("all").sub("", head[: covers.end()]) if covers and covers.start() >= 2 else ""
        if covers and not covers.start() and topic.phrase and not topic.carried:
            lead = f"{topic.phrase}{covers.group()}"  # 服务中心187个,覆盖全部城市社区和58.3%的行政村
        phrase = object_phrase(q, lead or head, lead or own, view[q.end : stop])
        return Link(place.at, stop, phrase, "number before noun", verb=own, lead=lead)
    if q.percent and head and after.startswith("的"):
        noun = strip_leading(after[: stop - q.end].lstrip("的")).strip(CONNECTORS + " ")
        if not generic(noun) and noun not in cues("abstract"):
            return Link(place.at, stop, f"{head}{noun}", "number before noun", verb=verb, lead=head)
    return None


def _aid_alone(before: str, after: str, q: Quantity, topic: Topic) -> str:
    """Who is given an amount that names no more than that it is aid: 支出型困难家庭,自付1万元以下的,给予 500元 救助."""
    alone = q.dimension.startswith("money") and strip_leading(after).rstrip("。;, ") in cues("aid")
    whom = topic.heard[0] if alone and topic.heard and cue_pattern("gives").fullmatch(before) else ""
    return f"{strip_leading(whom)}{strip_leading(after).rstrip('。;, ')}标准" if whom else ""


def _priced(head: str, q: Quantity) -> bool:
    """Whether words say at which rate something is done: 工作经费按 每人每年1万元 纳入预算."""
    return q.dimension.startswith("money") and len(head) > 2 and cue_at_end("by_reference").search(head) is not None


def _without_rate(head: str, q: Quantity) -> str:
    return cue_at_end("by_reference").sub("", head) if _priced(head, q) else head


def counted_unit(q: Quantity, phrase: str) -> str:
    """The unit as far as it depends on what is counted: the base of a ratio; 床 of quilts, which are no beds."""
    if q.dimension == "ratio":
        return ratio_unit(phrase, 1 if OF_FIRST in q.flags else 0)
    if q.unit == "平方米" and "每百户" in phrase:
        return "平方米/百户"
    return "床" if q.unit_text.endswith("床") and cue_pattern("bedding").search(phrase) else q.unit


def stated_comparator(view: str, start: int, q: Quantity) -> str:
    """The comparator of a number whose clause begins at ``start``, where it does not stand directly beside it."""
    before = view[start : q.start]
    if q.comparator != "=":
        return q.comparator
    if q.dimension == "multiple":
        m = _of_standard().search(before[-24:])
        return comparators("before")[m["cue"]] if m else "="
    if any(w in before for w in cues("at_least")):
        return ">="
    return "~" if any(w in before for w in cues("nearly")) else "="


@cache
def _of_standard() -> re.Pattern[str]:
    """A comparator before the standard that a multiple is of: 不超过当地低保标准的1.5倍."""
    return re.compile(rf"(?P<cue>{alternation(comparators('before'))})[^,;。]{{2,16}}的?$")
