"""Kind of a statement, with the cue that decided it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.coding.calendar import PAYMENT_RULES
from analysis.coding.lexicon import alternation, bounds, cue_at_end, cue_pattern, cues
from analysis.coding.tense import Tense
from analysis.model import Kind, Role

if TYPE_CHECKING:
    from analysis.coding.quantities import Quantity
    from analysis.coding.setting import Setting


BUDGET_NORM = "budget by the head of all inhabitants"  # the cue of a rate that is nobody's benefit
SMALL_SUM = 100_000  # yuan without 万: a payment to a person or case, not a programme's money


@cache
def _flow_words() -> frozenset[str]:
    return frozenset(cues("flow"))


@cache
def _stock() -> re.Pattern[str]:
    """A word of holding at the head of a clause (共有) or directly before the number (达到)."""
    words = alternation(cues("stock"))
    return re.compile(rf"^.{{0,5}}(?:{words})|(?:{words})(?:{alternation(cues('filler'))}|\s)*$")


def is_flow(phrase: str, before: str, verb: str, dimension: str) -> bool:
    """Whether a quantity accrues over a span (built, spent, served) rather than holding at a date.

    ``verb`` is the verb that governs the number, perhaps shared with the members of an enumeration before it.
    """
    if is_worth(phrase):
        return False
    if dimension == "person_times":
        return True
    if dimension in ("percent", "permille", "ratio", "money_per_person"):
        return False
    if dimension == "money":
        return True
    if _stock().search(before):
        return False
    if verb in _flow_words() or cue_pattern("accrues").search(phrase):
        return True
    if dimension in ("households", "persons") and phrase.endswith(tuple(cues("renovated"))):
        return True  # 为2万户家庭实施适老化改造
    promoted = cue_pattern("promotes").match(phrase)
    flows = cue_pattern("flow").match(phrase, promoted.end() if promoted else 0) is not None
    return flows or cue_pattern("total").search(before) is not None


def is_worth(phrase: str) -> bool:
    """Whether money is what something is worth or brings in, and is not spent: 净资产; not 固定资产投资, 捐赠收入."""
    phrase = cue_pattern("worth_trap").sub("", phrase)
    return cue_pattern("worth").search(phrase) is not None and cue_at_end("moves_money").search(phrase) is None


def _gives(context: str, changed: bool) -> bool:
    """Whether money is given at a rate (给予每床补助) and no level is aimed at: 标准提高到, ``changed`` by a sum."""
    return (
        not changed
        and cue_pattern("gives").search(context) is not None
        and not cue_pattern("change_to").search(context)
    )


@cache
def _by_standard() -> re.Pattern[str]:
    """A share of another level by which a level is set: 按照最低工资标准的10%、25%确定; not 达到城市低保标准的80%."""
    words = (*cues("by_reference"), *cues("gives"), *(w for w in bounds("before") if w not in cues("superlative")))
    by = alternation(words)
    return re.compile(
        rf"(?:{by})[^,;:。\d]{{0,20}}(?:{alternation(cues('standard'))})的\s?(?:\d|[一二三四五六七八九十]+分之)"
    )


@cache
def _condition_of_payment_or_place() -> re.Pattern[str]:
    """What follows a bound that is a condition: 200平方米以下 补助10万元, 10名以上 五保老人的行政村都建有安居点."""
    level, each = alternation(cues("area_level")), alternation(cues("each"))
    gives = rf"的?(?:一次性|每[年月])?(?:{alternation(cues('gives'))})"
    return re.compile(rf"{gives}|[^,;。\d]{{2,24}}的(?:{level})(?:{each})|的(?:{level})$")


@cache
def _rate_of_payment() -> re.Pattern[str]:
    """A share of the cost, or of a level, that is paid: 自付费用按70%的比例救助, 按100%、80%、60%给予补助."""
    by, paid = alternation(cues("by_reference")), alternation(cues("aid_at_rate"))
    return re.compile(rf"(?:{by})[^,;:。\d]{{0,16}}\d[\d.%、和]*%的?(?:比例|标准)?(?:全额)?(?:{paid})")


def conditions(view: str, start: int, q: Quantity, end: int) -> bool:
    """Whether a bound of a sentence from ``start`` to ``end`` says who gets what the clause behind it gives.

    对连锁运营 3个以上设施的企业,给予10万元补助; 对入住率超过 70%的机构,在原有补贴基础上上浮20%.
    """
    if q.comparator == "=" and q.value_max is None:
        return False
    begin = max(start, *(view.rfind(c, start, q.start) + 1 for c in ",;:)"))
    comma = view.find(",", q.end, end)
    m = _to_whom().match(view, begin, comma) if comma >= 0 and "的" in view[q.end : comma] else None
    return m is not None and m.end() <= q.start and _given_then().match(view, comma) is not None


@cache
def _to_whom() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('to_whom'))})(?![^,;:。]*(?:{alternation(cues('gives'))})[^,;:。]*\d)")


@cache
def _given_then() -> re.Pattern[str]:
    given = alternation([*cues("gives"), *cues("share_parameter"), *cues("extra")])
    return re.compile(rf",[^,;:。\d]{{0,16}}?(?:{given})")


@cache
def _share_parameter() -> re.Pattern[str]:
    """A share of a cost or a fee that is borne, taken or let off: 市、县财政各承担50%, 月租费减免30%, 按50%收取."""
    words = alternation(cues("share_parameter"))
    return re.compile(rf"(?:{words})[^,;:。\d]{{0,4}}\d[\d.%、和]*%|\d%(?:的比例|的标准)?(?:{words})")


# 照料护理标准分别为最低工资标准的1/10、1/6; not 达到城市低保标准的80%
_IS_OF_STANDARD = re.compile(r"为[^,;:。\d]{0,12}标准的\s?(?:\d|[一二三四五六七八九十]+分之)")


@cache
def _staffing() -> re.Pattern[str]:
    return re.compile(rf"每[^,。]*(?:{alternation(cues('staffing'))})")


@cache
def _reached() -> re.Pattern[str]:
    """A norm that was reached: 如期完成每万人配备18名社会工作者目标."""
    return re.compile(rf"(?:{alternation(cues('as_planned'))}|完成).*目标")


_PLANS = ("plan", "work_priorities")
LARGEST_GRANT = 1_000_000  # yuan that an opinion gives to one institution


def _benefit(q: Quantity, context: str) -> bool:
    small = not q.magnitude and q.value < SMALL_SUM
    return (q.dimension in ("money", "money_per_unit") and small) or _grant(q, context)


def _grant(q: Quantity, context: str) -> bool:
    """Whether tens of thousands of yuan are given to one institution: 评为五级的给予一次性奖励20万元."""
    given = cue_pattern("gives").search(context) is not None and not cue_pattern("budgets").search(context)
    return q.dimension in ("money", "money_per_unit") and q.magnitude == "万" and q.value < LARGEST_GRANT and given


ODD_SUM = 100  # a level of payment is a multiple of ten or a hundred, a sum paid out is not
LEAST_PAID_OUT = 2000


def _paid_out(q: Quantity, context: str) -> bool:
    """Whether a small sum was paid in all, to everybody: 10月发放照料护理补贴 59842元."""
    return q.value >= LEAST_PAID_OUT and q.value % ODD_SUM != 0 and cue_pattern("pays_out").search(context) is not None


def classify(
    q: Quantity,
    phrase: str,
    context: str,
    tense: Tense,
    setting: Setting,
    dated: bool,
    spent: bool = False,
    behind: str = "",
    of_year: bool = False,
    changed: bool = False,
) -> tuple[Kind, str]:
    """Kind of a fact and the cue that decided it, as the coding guideline defines them.

    ``behind`` is what follows the number in its clause, ``dated`` says that the sentence names a time, ``spent`` that
    the number is a sum behind the number of those served, ``of_year`` that a year of its own is named, ``changed`` that
    the number is the amount by which a level changes.
    """
    if setting.calendar.doc_type == "regulation":
        return Kind.RULE, "regulation"
    bound = behind == "的" and (q.comparator != "=" or q.value_max is not None)
    condition = bound or cue_at_end("condition_end").match(behind) is not None
    if setting.calendar.doc_type == PAYMENT_RULES:
        given = not q.magnitude and cue_pattern("gives").search(context) is not None
        case = q.dimension == "money" and q.comparator not in ("<=", "<") and not condition
        paid = (case and (given or _grant(q, context))) or q.dimension in ("money_per_person", "money_per_unit")
        return (Kind.STANDARD, q.unit) if paid else (Kind.RULE, "rules of payment")
    if setting.role is Role.GLOSSARY:
        return Kind.RULE, "glossary"
    aged = q.dimension == "age" and q.comparator == "=" and cue_pattern("mean_age").search(phrase) is not None
    if q.dimension in ("age", "duration") and not q.magnitude and q.unit != "小时" and not aged:
        return Kind.RULE, q.dimension
    threshold = q.percent and q.comparator == "<" and behind.startswith("的")  # 火化率低于90%的乡镇,扣减经费
    if threshold and setting.role is not Role.REVIEW:
        return Kind.RULE, "threshold"
    of_part = (q.percent or q.dimension == "money") and cue_pattern("of_the_part").match(behind) is not None
    if of_part or (q.dimension == "money" and setting.role is not Role.REVIEW and condition):
        return Kind.RULE, "condition of a payment"
    if q.dimension == "multiple" and "fold" not in q.flags and cue_pattern("standard").search(context):
        return Kind.RULE, "multiple of a standard"
    if q.percent and setting.role is not Role.REVIEW and _by_standard().search(context):
        return Kind.RULE, "share of a standard"
    sized = q.dimension in ("area", "count", "beds", "persons") and (q.comparator != "=" or q.value_max is not None)
    if sized and setting.role is not Role.REVIEW and (bound or _condition_of_payment_or_place().match(behind)):
        return Kind.RULE, "condition of a payment"  # 200平方米以下补助10万元; 核定床位50张以上的,…
    if not dated and q.percent and setting.role is not Role.REVIEW and _IS_OF_STANDARD.search(context):
        return Kind.RULE, "share of a standard"
    directs = setting.calendar.doc_type in ("standard_notice", "opinion")
    if directs and q.unit_text == "次" and q.comparator in ("<=", "<"):
        return Kind.RULE, "limit"  # 一年内不超过2次
    if q.percent and _rate_of_payment().search(context):
        return Kind.RULE, "rate of payment"
    if directs and q.percent and _share_parameter().search(context):
        return Kind.RULE, "share of a cost or fee"
    rule = cue_pattern("norm").search(context)
    if rule and setting.role is not Role.REVIEW and not q.dimension.startswith("money"):
        return Kind.RULE, rule.group()
    if not dated and q.dimension == "persons" and _staffing().search(context) and not _reached().search(context):
        return Kind.RULE, "staffing norm"
    if (
        not dated
        and q.dimension == "ratio"
        and (tense is Tense.FUTURE or setting.calendar.doc_type in ("standard_notice", "opinion"))
        and cue_pattern("carers").search(f"{phrase}{context}")
    ):
        return Kind.RULE, "staffing norm"
    most = directs and q.dimension == "money" and q.comparator in ("<=", "<") and q.value < LARGEST_GRANT
    if (
        most
        and not (dated and tense is Tense.FUTURE)
        and (cue_pattern("cap").search(context) or cue_pattern("aid_at_rate").search(context))
    ):
        return Kind.STANDARD, "cap"
    if not dated and q.dimension == "money" and tense is Tense.FUTURE and cue_pattern("cap").search(context):
        return Kind.RULE, "cap"
    if q.dimension.startswith("money_per") and cue_pattern("per_inhabitant").search(context):
        return Kind.RULE, BUDGET_NORM
    opinion = setting.calendar.doc_type == "opinion"
    if (
        q.dimension in ("money_per_person", "money_per_unit")
        or (opinion and _benefit(q, context))
        or (setting.calendar.doc_type == "standard_notice" and _grant(q, context))
    ):
        level = of_year and setting.calendar.doc_type in _PLANS
        level = level or (q.comparator == ">=" and not opinion and cue_pattern("handing").search(context) is None)
        given = _gives(f"{phrase},{context}", changed) and not level
        planned = tense is Tense.FUTURE and not (given or (opinion and not dated))
        return (Kind.TARGET, "planned level") if planned else (Kind.STANDARD, q.unit)
    if tense is Tense.FUTURE:
        return Kind.TARGET, "future"
    if q.dimension == "money" and cue_pattern("cap").search(phrase):
        return Kind.STANDARD, "cap"
    if q.dimension == "money":
        if is_worth(phrase):
            return Kind.OUTCOME, "worth"
        programme = q.value_max is None and cue_pattern("programme_money").search(phrase) is not None
        whole = q.value == q.value.to_integral_value() and not programme
        level = whole or cue_pattern("standard").search(phrase) is not None
        small = not q.magnitude and "magnitude-lost" not in q.flags and q.value < SMALL_SUM
        if small and level and not spent and not _paid_out(q, context):
            return Kind.STANDARD, "small sum"
        return Kind.EXPENDITURE, "money"
    return Kind.OUTCOME, "past"
