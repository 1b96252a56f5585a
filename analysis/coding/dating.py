"""Which time expression of its sentence governs a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.coding.calendar import Calendar, Date, Moment, in_force_since
from analysis.coding.distribution import change_after
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.numerals import DIGITS
from analysis.coding.phrases import CONNECTORS
from analysis.coding.quantities import Quantity
from analysis.coding.setting import Setting
from analysis.model import Role


def _of_a_level_before(view: str, sentence: int, t: Moment, clause: int) -> bool:
    """Whether a date is that of a level before or after a change in an earlier clause."""
    m = _of_a_level().search(view, sentence, t.start)
    if m is None:
        return False
    return view.startswith("的", t.end) or (m["from"] is not None and change_after(view, t.end, clause) is not None)


@cache
def _of_a_level() -> re.Pattern[str]:
    """What leads to the date of a level before or after a change."""
    return re.compile(rf"(?:(?P<from>{alternation(cues('from'))})|{alternation(cues('change_to'))})$")


_ON_ITS_BASE = re.compile("[^,;。]{0,16}的?基础上")
_DATE_BRACKET = re.compile(r"\s?[(](?:截至|截止|至|到|其中)?\s?")


def governing(
    view: str, times: Sequence[Moment], q: Quantity, stop: int, sentence: int, clause: int, changed: bool
) -> Moment | None:
    """The time expression that governs a number: one in brackets right behind it, else the last before it.

    ``changed`` says that the number is the level after a change; it is not dated by the level before
    (由2010年的57人增至612人). ``stop`` is where its words end, ``sentence`` and ``clause`` where those begin.
    """
    found = None
    as_of = times[0] if times and _opens_as_of().search(view[sentence : times[0].start]) else None
    pivot = change_after(view, clause, q.start) if changed else None
    for t in times:
        before = view[max(sentence, t.start - 1) : t.start]
        if _in_brackets_before(view, sentence, t, q.start):
            continue
        if t.end <= clause and _of_a_level_before(view, sentence, t, clause):
            continue  # 由2010年的210元提高到2015年的410元,累计发放…
        if _ON_ITS_BASE.match(view, t.end, q.start):
            continue  # 在2010年18%的基础上每年提高2个百分点
        if of_a_base(view, t) and change_after(view, t.end, q.start) is not None:
            continue
        if t.end <= clause and ";" in view[t.end : clause] and _of_a_part(view, sentence, t):
            continue
        if t.end <= q.start:
            of_the_start = pivot is not None and clause <= t.start < pivot and not t.span
            if not (of_the_start and before in cues("from")):
                own = t.end > clause or as_of is None
                found = None if by_now(view, t, t.end, q) else t if own else as_of
        elif (
            t.start == q.end or (found is None and _opens_next_clause(view, max(q.end, stop), t.start))
        ) and _all_done().match(view, t.end):
            return t  # 其余9所明年底前全部完成; 各建成1所敬老院,2017年前全部建成
        elif found is None and _finished().match(view, t.end) and not _PARTED.search(view, q.end, t.start):
            return t  # 建筑面积6800平方米,投资3600万元,2012年动工,2014年建成投用
        elif q.end <= t.start <= q.end + 6 and _DATE_BRACKET.fullmatch(view, q.end, t.start) and not _aside(view, t):
            return t
    return found


@cache
def _all_done() -> re.Pattern[str]:
    """That all of what was told before a date is done then, and no number of its own: 2017年前 全部建成."""
    return re.compile(rf"[^\d]{{0,6}}?(?:{alternation(cues('done'))})(?!了?[^,;。]{{0,6}}\d)")


_PARTED = re.compile("[;。]")


@cache
def _finished() -> re.Pattern[str]:
    """That what was told before a date is finished then, and nothing else behind it: 2014年底前 建成投用."""
    return re.compile(rf"(?:{alternation(cues('filler'))})*(?:{alternation(cues('done'))})+(?=[,;。]|$)")


@cache
def _opens_as_of() -> re.Pattern[str]:
    """What opens a sentence whose counts are of one day: 截至2022年6月,排查1200人,其中2021年返贫的30人,帮扶900人."""
    return re.compile(rf"(?:^|\s)(?:{alternation(cues('as_of'))})\s?$")


def by_now(view: str, t: Moment, start: int, q: Quantity) -> bool:
    """Whether a number behind an earlier year is said to be today's: 2018年有2600张,目前4150张; not 由目前的4150张."""
    m = cue_pattern("by_now").search(view, start, q.start)
    return m is not None and view[m.end() : m.end() + 1] != "的"


def _in_brackets_before(view: str, sentence: int, t: Moment, number: int) -> bool:
    """Whether a date stands in brackets that hold another number and close before: 90元(2022年为80元),110元."""
    begin = view.rfind("(", sentence, t.start)
    close = view.find(")", t.end, number)
    return begin >= 0 and close >= 0 and view.find(")", begin, t.start) < 0 and _aside(view, t)


def _aside(view: str, t: Moment) -> bool:
    """Whether a bracket holds more behind its date than a remark: another number."""
    close = view.find(")", t.end, t.end + 40)
    return close >= 0 and any(c.isdigit() for c in view[t.end : close])


def of_a_base(view: str, t: Moment) -> bool:
    """Whether a date is that of the level before a change: 由2016年的90%提高到全覆盖."""
    return view[max(0, t.start - 1) : t.start] in cues("from") and view[t.end : t.end + 1] in ("的", "末", "底")


def level_of_base(view: str, start: int, q: Quantity, calendar: Calendar) -> Moment | None:
    """The year of a level that a growth is told against: 较2015年的 420元 增长54.8%, 较上年 42.5% 下降1.3个百分点."""
    m = _base_level().search(view, start, q.start)
    if m is not None and not m["of"] and not _changes_behind().match(view, q.end):
        return None
    if m is None or (m["year"] is None and calendar.year is None):
        return None
    year = int(m["year"]) if m["year"] else (calendar.year or 0) - 1
    return Moment(m.start(), m.end(), year, year, False)


@cache
def _changes_behind() -> re.Pattern[str]:
    return re.compile(alternation([*cues("growth"), *cues("change"), *cues("decline")]))


@cache
def _base_level() -> re.Pattern[str]:
    before = alternation([*cues("last_year"), *cues("year_before")])
    return re.compile(rf"(?:比|较于?|相对于?)(?:(?P<year>(?:19|20)\d\d)年|{before})[末底]?(?P<of>的)?\s?$")


def _of_a_part(view: str, sentence: int, t: Moment) -> bool:
    """Whether a date is that of a part alone (其中今年4所), or of when something is done (2018年投入使用)."""
    begin = max(view.rfind(c, sentence, t.start) for c in ",;") + 1
    part = begin > sentence and cue_pattern("of_which").match(view, begin, t.start) is not None
    return part or (begin == t.start and cue_pattern("done").search(view, t.end, t.end + 6) is not None)


_NEXT_CLAUSE = re.compile(r"[^,;。\d]*,[到在于至]?")


def _opens_next_clause(view: str, start: int, end: int) -> bool:
    """Whether the next clause behind ``start``, with no number before it, opens with the date at ``end``."""
    return _NEXT_CLAUSE.fullmatch(view, start, end) is not None


def beginning(
    view: str,
    times: Sequence[Moment],
    q: Quantity,
    clause: int,
    moment: Moment | None,
    future: bool,
    calendar: Calendar,
) -> Date:
    """The date of the level before a change: its own, the first year of a span, or the year before the change.

    “十三五”期间由21张增至33张 is a change from the year before the period.
    """
    own = [t for t in times if clause <= t.start and t.end <= q.start and not t.span]
    if own and view[max(clause, own[-1].start - 1) : own[-1].start] in cues("from"):
        return Date(own[-1].year)
    if calendar.review_end and cue_pattern("by_now").search(view, max(clause, q.start - 8), q.start):
        return Date(calendar.review_end, inferred=True)  # 由目前的23%提高到2016年的50%
    if moment is not None and moment.span:
        return Date(moment.first - 1, inferred=True) if moment.period else Date(moment.first)
    if moment is not None and in_force_since(view[max(0, moment.start - 1) : moment.end + 8]):
        return Date(moment.year - 1, inferred=True)
    if future and calendar.plan_start and not calendar.annual:
        return Date(calendar.plan_start - 1, inferred=True)
    if calendar.several_years and calendar.review_start and moment and moment.year == calendar.review_end:
        return Date(calendar.review_start - 1, inferred=True)  # 截至2020年底,…由37张提高到44张
    changed = moment.year if moment else calendar.plan_start if future else calendar.review_start
    return Date(changed - 1, inferred=True) if changed else Date()


def beside_dates(view: str, start: int, end: int, times: Sequence[Moment]) -> str:
    """What a clause says beside its dates and the words that join them."""
    rest, at = "", start
    for t in times:
        if start <= t.start:
            rest, at = rest + view[at : t.start], t.end
    return (rest + view[at:end]).strip(CONNECTORS + "," + "".join(cues("up_to")) + " ")


def each_year(times: Sequence[Moment], size: int) -> list[Moment]:
    """The years of one span of as many years, for as many numbers; other times as they are."""
    span = times[0] if len(times) == 1 and times[0].span else None
    if span is None or span.last - span.first + 1 != size:
        return list(times)
    return [span._replace(first=year, last=year, span=False) for year in range(span.first, span.last + 1)]


def of_whole_period(words: str, start: int, future: bool, calendar: Calendar) -> Date | None:
    """The period of the plan or of the review for a number of all its years (五年改造16所); None for others.

    ``start`` is where the time that is stated ends in the words: 到2025年,五年累计销售22亿元.
    """
    first, last = (calendar.plan_start, calendar.plan_end) if future else (calendar.review_start, calendar.review_end)
    m = _years().search(words, start) if calendar.several_years else None
    if m is None or first is None or last is None or DIGITS[m[1]] != last - first + 1:
        return None
    return Date(None, first, last, inferred=True)


@cache
def _years() -> re.Pattern[str]:
    """五年 for the plan's or the review's period, no part of a year or of 第十四个五年规划."""
    return re.compile(r"(?<![\d十个第近前后])([两二三四五六])年(?![来期规计底末初多以度制行])")


def names_a_time(
    view: str, times: Sequence[Moment], q: Quantity, sentence: int, calendar: Calendar, stated: Moment | None
) -> bool:
    """Whether a sentence names a time for a number other than the day from which something holds, or the year at hand.

    ``stated`` is the time that governs the number, perhaps from behind it. From the 1st of July, 当年, and, in an
    opinion, 2018年城市低保标准为每人每月500元 say what is in force.
    """
    named = [t for t in times if view[t.start : t.end] not in cues("same_year")]
    last = max((t for t in named if t.end <= q.start), key=lambda t: t.start, default=None)
    if last is None:
        return stated is not None
    begin = max(view.rfind(c, sentence, last.start) for c in ",;") + 1 or sentence
    if in_force_since(view[begin : q.start]):
        return False
    held = last.year == calendar.year and not last.span and calendar.doc_type == "opinion"
    return not (held and _is_so().search(view, last.end, q.start))


@cache
def _is_so() -> re.Pattern[str]:
    return re.compile(rf"(?:为|是)(?:{alternation([*cues('fronted'), *cues('filler')])})*$")


def beyond(moment: Moment | None, setting: Setting) -> bool:
    """Whether a date of the sentences before is one of the plan's goals, in a chapter that looks at the present."""
    present, calendar = setting.role in (Role.REVIEW, Role.SITUATION), setting.calendar
    end = calendar.plan_end if calendar.several_years else None
    return present and moment is not None and end is not None and moment.last >= end


def part_of_year(view: str, start: int, number: int, setting: Setting) -> bool:
    """Whether what accrued up to a number is that of some months of its year: 上半年发放612万元, 1至9月结婚登记1024对.

    The sentence, which begins at ``start``, tells it, or else the title of the document.
    """
    told = tells_months(view[start:number])
    return setting.calendar.part_of_year if told is None else told


def tells_months(text: str) -> bool | None:
    """Whether a text names some months of a year or, last, all of it; None where it names neither.

    >>> tells_months("2021年上半年民政工作总结"), tells_months("2020年1-12月社会服务统计"), tells_months("养老床位")
    (True, False, None)
    """
    told = [m["whole"] is None for m in _spans_of_months().finditer(text)]
    return told[-1] if told else None


def without_months(text: str) -> str:
    """A text without the months of a year that it names: 1-6月累计 → 累计."""
    return _spans_of_months().sub("", text)


def tells_month_span(text: str) -> bool:
    """Whether a text names the months in which something accrued: 1至8月,全市共发放…."""
    return _SPAN_OF_MONTHS.search(text) is not None


_SPAN_OF_MONTHS = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])月?[-—~至到]{1,2}(?:1[0-2]|[1-9])月")


@cache
def _spans_of_months() -> re.Pattern[str]:
    month, to = r"(?:1[0-2]|[1-9])", "[-—~至到]"
    whole = rf"(?:{alternation(cues('whole_year'))})(?!同期)|(?<!\d)1月?{to}{{1,2}}\s?12月"
    parts = rf"{alternation(cues('some_months'))}|(?<!\d){month}月?{to}{{1,2}}\s?{month}月|(?<!\d){month}月份"
    return re.compile(rf"(?P<whole>{whole})|(?:{parts})")
