"""Links: the words that belong to one number, where the noun it counts stands before it or behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.codebook import codebook
from analysis.coding.calendar import Moment
from analysis.coding.groups import groups_named
from analysis.coding.lexicon import BOUNDS, alternation, comparators, cue_at_end, cue_pattern, cues, denominators
from analysis.coding.phrases import (
    CONNECTORS,
    awaits_noun,
    ends_with_verb,
    generic,
    items,
    only_verbs,
    starts_with_verb,
    strip_leading,
)
from analysis.coding.quantities import Quantity

LONGEST_PHRASE = 40
CHANGED = "change of a level"  # the rule of an amount by which a level rose or fell


@dataclass(frozen=True, slots=True)
class Link:
    """What the reading of a clause has found for one number."""

    at: int  # where the words begin that belong to the number
    stop: int  # where they end
    phrase: str
    rule: str
    group: str = ""
    verb: str = ""
    level: int | None = None  # 0 before, 1 after a change (由…提高到…)
    moment: Moment | None = None  # where a distribution is over times
    describes: bool = False  # the number describes what another one counts
    grown: str = ""  # unit of what grows, where the number before tells it
    lead: str = ""  # of shares of several things, what is said of them: 助餐服务覆盖 60%的社区和10%的村


def counts_what_follows(before: str, after: str) -> bool:
    """Whether the noun stands behind the number: 建设20个应急避难场所, 90%以上的乡镇."""
    behind = strip_leading(after.lstrip("的"))
    if not behind or after[:1] in "、,;:。.)”" or only_verbs(after) or _REMARK.fullmatch(after):
        return False
    if before.endswith("等") and not only_verbs(behind):  # 婚姻登记、养老机构许可等 12项民政事项
        return True
    if only_verbs(before) or awaits_noun(before) or before.endswith(tuple(cues("possess_at_end"))):
        return True
    return ends_with_verb(before) and not starts_with_verb(behind)


def counts_member_behind(before: str, after: str, q: Quantity) -> bool:
    """Whether the noun behind a number is its own, whatever the words before it are.

    It is where a connector parts it from the next number (添置 20张护理床、8台轮椅), and where the codebook knows it
    and nothing of the short word before the number: 关停 20个敬老院.
    """
    if q.percent or q.dimension.startswith("money") or after[:1] in (*_ENDS_OF_WORDS, "的"):
        return False
    if _MEMBER.fullmatch(after):
        return True
    noun = strip_leading(after).rstrip("。;, ")
    if not _WORD.fullmatch(before) or not _NOUN.fullmatch(noun):
        return False
    known = codebook()
    named = any(noun[m.end :][:1] in ("", "的") or _each().match(noun, m.end) for m in known.matches(noun, q.unit))
    return named and not known.matches(before, q.unit) and not groups_named(before)


@cache
def _each() -> re.Pattern[str]:
    return re.compile(alternation([*cues("each"), *cues("all")]))


_MEMBER = re.compile(rf"[一-鿿][^,;:。]*[{CONNECTORS}]")
_WORD = re.compile(r"[一-鿿]{1,4}")
_NOUN = re.compile(r"[^,;:。、()\d]{2,24}")


def with_benefit(before: str, after: str, q: Quantity) -> str:
    """Who persons are with what they get, where that is said behind their number and the codebook knows it.

    城市居民 14716人得到最低生活保障 becomes 城市居民最低生活保障.
    """
    m = _gets().match(after) if q.dimension in ("persons", "households") else None
    phrase = f"{before}{m['benefit']}" if m else ""
    known = phrase and codebook().matches(phrase, q.unit) and not codebook().matches(before, q.unit)
    return phrase if known else before


@cache
def _gets() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{alternation(cues('gets'))})了?(?:{alternation(cues('given_by'))})?(?P<benefit>[^,;:。()\d]{{2,16}})"
    )


def shared_benefit(view: str, mine: Sequence[Quantity], end: int) -> str:
    """What all of several kinds of persons get, said behind the last: 6230户城镇居民、1.86万户农村居民 纳入低保."""
    if len(mine) < 2 or any(q.dimension not in ("persons", "households") for q in mine):
        return ""
    m = _shared_benefit().match(view, mine[-1].end, end)
    return m["benefit"] if m else ""


@cache
def _shared_benefit() -> re.Pattern[str]:
    adverbs, gets = alternation(cues("filler")), alternation(cues("gets"))
    return re.compile(rf"[^,;:。()\d]{{2,12}}?(?:{adverbs})*(?:{gets})了?(?P<benefit>[^,;:。()\d]{{2,12}})(?=[,;。]|$)")


def covering(before: str, after: str) -> re.Match[str] | None:
    """What covers shares of several places: 设施覆盖 90%以上城市社区、75%以上乡镇; 助餐覆盖所有 社区和60%的村."""
    found = cue_pattern("covers").search(before)
    if found or not _PLACE_BEHIND.match(after):
        return found
    return cue_at_end("covering").search(before)


_PLACE_BEHIND = re.compile(r"的?[\u4e00-\u9fff]{2}")


# 2015年80个(市民政局); 十分之一分三档执行
_REMARK = re.compile(r"\([^()]*\)?[。;,]?|分[两二三四五六七八]个?[档类级](?:执行|发放|确定)[。;,]?")


@cache
def _next_member() -> re.Pattern[str]:
    """A connector that begins the next member of an enumeration, with the verb that may follow it."""
    verbs = alternation([*cues("flow"), *cues("action")])
    return re.compile(rf"(?:[{CONNECTORS}]|以及)(?=(?:{verbs})*$)|[{CONNECTORS}](?=[^{CONNECTORS}]*$)")


def object_length(after: str, last: bool) -> int:
    """How much of what follows a number names what it counts: all of the clause, or up to the next member."""
    if last:
        return min(len(after), LONGEST_PHRASE)
    members = [m.start() for m in _next_member().finditer(after)]
    return members[-1] if members else len(after)


def object_phrase(q: Quantity, before: str, verb: str, text: str) -> str:
    noun = text.lstrip("的").strip(CONNECTORS + " 。;,")
    noun = _paid_to_each().split(noun)[0] or noun  # 167名老战士每人发放
    noun = _OUT_OF_WHICH.sub("", noun) if not q.percent else noun
    insured = _insured().fullmatch(noun) if q.dimension in ("persons", "households") else None
    if insured and verb.endswith(cues("pays_insurance")):
        return f"{verb}{insured['joins']}"  # 资助3600名五保户、特困户参加合作医疗
    paid = verb.endswith("资金") or cue_at_end("payment").search(noun) is not None
    money = "资金" if q.dimension == "money" and q.magnitude and not paid else ""
    if "每" in before:
        return f"{before[before.index('每') :]}{noun}"
    if before.endswith("的"):
        return f"{before[-LONGEST_PHRASE:-1]}{money}{noun}"
    return f"{verb}{money}{noun}"


@cache
def _insured() -> re.Pattern[str]:
    """Persons who join an insurance, and which."""
    joins, funds = alternation(cues("joins")), alternation(cues("health_insurance"))
    return re.compile(rf"(?P<whom>[^,;:。()\d]{{2,24}}?)(?P<joins>(?:{joins})[^,;:。()\d]{{0,8}}(?:{funds})|参保|参合)")


_OUT_OF_WHICH = re.compile(r"(?<=.{2}[一-鿿])(?<!集)中(?:已?有)?$")  # 62万名60岁以上老年人中,失能的5.8万人


def done_at_rate(before: str, after: str, q: Quantity) -> str:
    """What is done at a rate or a norm, with those it is done for; empty where the words tell no such thing.

    机构孤儿按每人每月 1200元的标准发放基本生活费; 新建小区按每百户 20平方米配套建设养老服务用房.
    """
    by = next(reversed(list(cue_pattern("by_reference").finditer(before))), None)
    m = _at_rate().match(after.lstrip("的")) if by else None
    if by is None or m is None or (q.dimension.startswith("money") and not m["level"]):
        return ""
    noun = m["what"].strip(CONNECTORS + " 。;,")
    if q.percent and noun in cues("raising"):
        return f"{strip_leading(before[: by.start()])}提高"  # 低保标准按照不低于8%的比例提标
    if only_verbs(noun) or starts_with_verb(noun):
        return ""
    whom = strip_leading(before[: by.start()])
    per = before.find("每", by.end()) if not q.dimension.startswith("money") else -1
    return f"{'' if whom.startswith('各') else whom}{before[per:] if per >= 0 else ''}{noun}"


def paid_at_share(before: str, after: str, q: Quantity) -> str:
    """Whose aid, or which cost, is paid at a share; empty where the words tell no such thing.

    自付费用按 70%的比例给予救助; 五保对象、孤儿按 100%救助.
    """
    by = cue_at_end("by_reference").search(before) if q.percent else None
    paid = _at_share().fullmatch(after) if by else None
    if by is None or paid is None:
        return ""
    return f"{strip_leading(before[: by.start()])}{paid['aid'] or ''}{SHARE}"


SHARE = "比例"


@cache
def _at_share() -> re.Pattern[str]:
    paid = alternation(cues("aid_at_rate"))
    return re.compile(rf"的?(?:比例|标准)?(?:全额)?(?:给予|予以|进行|享受)?(?P<aid>{paid})[。;,]?")


@cache
def _at_rate() -> re.Pattern[str]:
    verbs = alternation(w for c in ("handing", "gives", "budgets", "set_up_at", "flow", "action") for w in cues(c))
    raising = alternation(cues("raising"))
    return re.compile(
        rf"(?P<level>标准|比例|额度|水平|幅度)?(?:给予|进行)?(?:(?={raising})|{verbs})(?P<what>[^,;:。()\d]{{2,20}})[。;,]?$"
    )


def paid_to(view: str, q: Quantity, end: int) -> re.Match[str] | None:
    """Those counted whom their regular benefit is paid to: 为3.9万名 孤儿和事实无人抚养儿童发放基本生活费6.4亿元."""
    return _paid_to().match(view, q.end, end) if q.dimension in ("persons", "households") else None


def taken_in(view: str, q: Quantity, end: int) -> re.Match[str] | None:
    """Those counted who are all looked after as their kind is: 将9名 孤儿纳入保障范围."""
    m = _taken_in().match(view, q.end, end) if q.dimension in ("persons", "households") else None
    return m if m is not None and codebook().match(m["whom"], q.unit) is not None else None


@cache
def _taken_in() -> re.Pattern[str]:
    adverbs, ways = alternation(cues("filler")), alternation(cues("taken_in"))
    return re.compile(rf"(?P<whom>[^,;:。()\d]{{2,16}}?)(?:{adverbs})*(?:{ways})(?=[,;。、]|$)")


def recipients(m: re.Match[str], unit: str) -> str:
    """Who is paid, with what is paid where the codebook counts them by it: 困难残疾人 发放 生活补贴."""
    whom, both = m["whom"], f"{m['whom']}{m['paid']}"
    return both if any(known.end > len(whom) for known in codebook().matches(both, unit)) else whom


@cache
def _paid_to() -> re.Pattern[str]:
    given, paid = alternation(cues("handing")), alternation(cues("regular_payment"))
    adverbs = rf"(?:按[月季年])?(?:{alternation(cues('filler'))})*"
    alone = rf"(?![{CONNECTORS}](?:{paid}))"
    return re.compile(rf"(?P<whom>[^,;:。()\d]{{2,30}}?){adverbs}(?:{given})了?(?P<paid>{paid}){alone}")


@cache
def _paid_to_each() -> re.Pattern[str]:
    given = alternation([*cues("handing"), *cues("gives"), *cues("gets")])
    return re.compile(rf"(?:{alternation(w for w in denominators() if w[0] == '每')})(?=(?:{given})?$)")


@cache
def _modified() -> re.Pattern[str]:
    """What parts a number that describes a noun from it: 200张床位以上的 示范性养老机构."""
    bounds = alternation(comparators("after"))
    return re.compile(rf"(?:[^,;:。()\d]{{0,24}}?)(?:{bounds})?的(?P<noun>[^,;:。、()\d]{{2,24}})")


def modified_noun(view: str, q: Quantity, following: Quantity | None, end: int) -> re.Match[str] | None:
    """The noun counted by a number that another number describes: 1所 200张床位以上的 示范性养老机构."""
    if following is None or "digits-fused" in following.flags:
        return None
    between = view[q.end : following.start].strip()
    if between and not (_bound(following) and q.dimension == "count" and _MEASURED.fullmatch(between)):
        return None
    return _modified().match(view, following.end, end)


def named_singly(before: str, after: str, q: Quantity) -> bool:
    """Whether the things counted are named one by one before their number: 新建鲁坪、木贡、者里 3所中心敬老院."""
    if q.dimension != "count" or q.value > MOST_NAMED or "、" not in before or not after[:1].strip("、,;:。)"):
        return False
    return len(items(before)) == q.value and cue_pattern("facility").search(after[-4:]) is not None


MOST_NAMED = 9


@cache
def _given() -> re.Pattern[str]:
    return re.compile(rf"的?(?P<noun>[^,;:。、()\d的]{{2,10}}(?:{alternation(cues('payment'))}))(?=[。!?]?$)")


def what_is_given(view: str, q: Quantity, end: int) -> str:
    """The payment named behind an amount, which closes its clause: 每月50元 服务补助; empty where none is."""
    m = _given().match(view, q.end, end) if q.dimension.startswith("money") else None
    return _TO_RATE.sub("", m["noun"]) if m else ""


_TO_RATE = re.compile("^(?:标准|比例|额度|水平)(?=[^,;:。]{4})")


@cache
def _built() -> re.Pattern[str]:
    facility = alternation(cues("facility"))
    return re.compile(rf"的(?P<noun>[^,;:。、()\d的]{{1,14}}?(?:{facility}))(?:建设|工程|项目)?(?=[,;。]|$)")


def described_behind(view: str, mine: Sequence[Quantity], end: int) -> str:
    """Premises behind numbers that describe them: 开工建设占地30亩、床位150张的 县社会福利中心; empty for others."""
    m = _built().match(view, mine[-1].end, end)
    bounded = any(_bound(q) or q.percent for q in mine)
    return m["noun"] if m and not bounded else ""


def in_a_list(view: str, q: Quantity, following: Quantity) -> bool:
    """Whether the next number is of the same unit and a member of the same list."""
    return q.unit == following.unit and q.dimension == "count" and view.startswith("、", q.end)


def counted_together(view: str, q: Quantity, following: Quantity) -> bool:
    """Whether two numbers count the households and the persons of one noun."""
    kinds = {q.dimension, following.dimension} == {"households", "persons"}
    return kinds and view[q.end : following.start].strip() in ("、", "")


def spent_on(q: Quantity, before: str, after: str) -> bool:
    """Whether money goes to what is done behind it: 市本级投资 1.1亿元 建设福利院二期."""
    if q.dimension != "money" or not q.magnitude or only_verbs(before):
        return False
    if not (ends_with_verb(before) or generic(before)):  # 投入资金1200万元改造敬老院6所
        return False
    return after[:1] not in _ENDS_OF_WORDS and starts_with_verb(after) and not only_verbs(after)


def followed(view: str, q: Quantity, end: int) -> bool:
    """Whether a number has words of its own behind it: 造成14个乡镇 12.8万人 受灾."""
    behind = view[q.end : end]
    return behind[:1] not in _ENDS_OF_WORDS and not only_verbs(behind)


_ENDS_OF_WORDS = ("", *"、,;:。()!? \n")
_MEASURED = re.compile(r"[^,;:。、()\d的]{2,8}")  # 1所 床位数 不少于200张的福利中心
_BOUND_NOUN = re.compile(r"[^,;:。、()\d]{2,8}(?:及)?以[上下]的")  # 1万名 老人以上的街镇各建有 1个
_COUNTED_NOUN = re.compile(r"的[^,;:。、()\d]{2,16}")


def describing(view: str, mine: Sequence[Quantity], end: int) -> frozenset[int]:
    """Starts of the numbers that describe what another number counts, as a bound of a policy does.

    1所200张床位以上的示范性养老机构; 床位不足30张、入住率低于20%的敬老院25所.
    """
    found: set[int] = set()
    for i, q in enumerate(mine):
        following = mine[i + 1] if i + 1 < len(mine) else None
        if following is None:
            break
        if modified_noun(view, q, following, end):
            found.add(following.start)
        elif following.dimension == "count" and _BOUND_NOUN.match(view, q.end, following.start):
            found.add(q.start)
        elif _bound(q) and following.dimension == "count" and _COUNTED_NOUN.fullmatch(view, q.end, following.start):
            found.add(q.start)
            at = i
            while at and _bound(mine[at - 1]) and view[mine[at - 1].end : mine[at - 1].end + 1] == "、":
                at -= 1
                found.add(mine[at].start)
    return frozenset(found)


def _bound(q: Quantity) -> bool:
    return q.comparator in BOUNDS


def shared_predicate(view: str, mine: Sequence[Quantity], end: int) -> str:
    """What the last of several shares says of all of them: 60%的社区、40%的乡镇都有精康服务 → 有精康服务.

    Places that have something need no word that says that each has: 90%的乡镇和60%的社区建有服务设施.
    """
    if len(mine) < 2 or not all(q.percent for q in mine):
        return ""
    m = _all_of_them().search(view, mine[-1].end, end) or _places_have().match(view, mine[-1].end, end)
    return m["predicate"] if m else ""


@cache
def _all_of_them() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('each'))})(?P<predicate>[^,;:。、()\d]{{2,20}})")


@cache
def _places_have() -> re.Pattern[str]:
    level, have = alternation(cues("area_level")), alternation([*cues("possess_at_end"), *cues("added")])
    return re.compile(rf"的?(?:{level})(?P<predicate>(?:{have})[^,;:。()\d]{{2,20}})(?=[,;。]|$)")
