"""Characters lost beside digits: found by what does not add up, read only where one reading is certain, always flagged.

Each function looks for one kind of damage in the quantities of a paragraph. It returns the quantities with flags, and
digits that turn out to be dates or list numbers with the reason. A value changes only where every other reading is
excluded by arithmetic or by the notation; the flag then names the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from analysis.codebook import codebook
from analysis.coding.damaged_sums import MAGNITUDE_LOST, levels_of_government, odd_one_out, small_total
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues, dimension_of
from analysis.coding.quantities import NotQuantity, Quantity, Scan
from analysis.coding.torn_numbers import DIGIT_LOST, POINT_LOST, joined, unitless

UNIT_LOST = "unit-lost"
FUSED = "digits-fused"
RANGE_FUSED = "dash-lost"
DENOMINATOR_LOST = "denominator-lost"
DAMAGE = frozenset({UNIT_LOST, FUSED, RANGE_FUSED, DENOMINATOR_LOST, MAGNITUDE_LOST, DIGIT_LOST, POINT_LOST})


def mend(view: str, start: int, end: int, scan: Scan, marks: frozenset[tuple[str, str]] = frozenset()) -> Scan:
    """The scan of a paragraph with its damaged numbers flagged, read where certain, or set aside with a reason.

    ``marks`` holds the (number, term) pairs of the document's glossary, which tell footnote marks fused to words.
    """
    excluded = list(scan.excluded)
    kept: list[Quantity] = []
    for q in scan.quantities:
        reason = _lost_date(view, q) or _list_or_footnote(view, start, q, marks)
        if reason:
            excluded.append(NotQuantity(q.number_start, q.number_end, reason))
        else:
            kept.append(q)
    kept = [_letter_before(view, q) for q in joined(view, kept)]
    kept = _households_and_persons(view, start, end, kept)
    kept = [_fused_range(view, q) for q in kept]
    kept = _fused_age(view, start, end, kept, excluded)
    kept = _sums(view, end, kept)
    kept = levels_of_government(view, end, kept)
    kept = _shared_units(view, kept)
    kept = _parallel_units(view, kept)
    kept = [_counter_of_noun(view, start, _lost_counter(view, q)) for q in kept]
    kept = [_lost_denominator(view, _lost_yuan(view, start, q)) for q in kept]
    kept = odd_one_out(view, kept)
    kept = [small_total(view, start, q) for q in kept]
    return Scan(tuple(kept), tuple(sorted(excluded, key=lambda x: x.start)))


def _letter_before(view: str, q: Quantity) -> Quantity:
    """A digit that became a letter before the others: 提高到l500元. Never changed here."""
    letter = view[max(0, q.number_start - 1) : q.number_start] in _LIKE_DIGITS
    alone = letter and not view[max(0, q.number_start - 2) : q.number_start - 1].isascii()
    return replace(q, flags=(*q.flags, DIGIT_LOST)) if alone else q


_LIKE_DIGITS = ("l", "I", "O", "o")
_DATE_DIGITS = re.compile(r"(?:19|20)\d\d(?:1[0-2]|[1-9])(?:3[01]|[12]\d|[1-9])?$")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d$")


def _lost_date(view: str, q: Quantity) -> str:
    """Dates whose 年, 月 or 日 was lost (20205, 2022524, 201911日; 到2025,): no quantity of any reading."""
    if q.value_max is not None or q.magnitude or (q.unit and q.unit != "日"):
        return ""
    digits = view[q.number_start : q.number_end]
    behind = view[q.number_end : q.number_end + 1]
    if _DATE_DIGITS.fullmatch(digits) and (q.unit == "日" or behind in (",", "。", ";", "\n", "", " ", ")", "起")):
        return "date whose characters were lost"
    if _YEAR.fullmatch(digits):
        before = view[max(0, q.number_start - 2) : q.number_start]
        if before.endswith(tuple(cues("before_year"))) or behind in ("", "\n", ")") or not before.strip():
            return "year whose 年 was lost"
    return ""


def _list_or_footnote(view: str, floor: int, q: Quantity, marks: frozenset[tuple[str, str]]) -> str:
    if not unitless(q) or q.magnitude or q.value_max is not None or q.number_end - q.number_start > 2:
        return ""
    line = max(view.rfind("\n", max(0, q.number_start - 40), q.number_start) + 1, floor, q.number_start - 40)
    before, behind = view[line : q.number_start].strip(), view[q.number_end : q.number_end + 1]
    if not before and (behind == "《" or behind in ".、．)" or "一" <= behind <= "鿿"):
        return "list number"
    if before.endswith(("”", "》", "’")):
        return "footnote mark"
    digits = view[q.number_start : q.number_end]
    if any(digits == number and before.endswith(term) for number, term in marks):
        return "footnote mark"
    return ""


def _cuts(digits: str) -> list[tuple[int, int]]:
    """All ways to part a digit run in two numbers without a leading zero."""
    return [(int(digits[:i]), int(digits[i:])) for i in range(1, len(digits)) if digits[i] != "0" and digits[0] != "0"]


def _households_and_persons(view: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Quantity]:
    """A household number fused with the number of their members: 467户1568人 as 4671568人.

    Only where the sentence counts households (…户), or more than any region can have, and exactly one cut gives 1 to
    10 persons a household.
    """
    found: list[Quantity] = []
    fused_before = False
    for q in quantities:
        digits = view[q.number_start : q.number_end]
        candidate = digits.isdigit() and len(digits) >= 6 and not q.magnitude
        excess = candidate and q.unit in ("人", "人次") and _more_than_any(view, start, q)
        counting = (q.unit == "人" or unitless(q)) and (_counts_households(view, start, q) or fused_before)
        if candidate and (counting or excess):
            cuts = [(a, b) for a, b in _cuts(digits) if a > 9 and a <= b <= 10 * a]
            if len(cuts) == 1:
                households, persons = cuts[0]
                middle = q.number_start + len(str(households))
                flags = (*(f for f in q.flags if f != "unit-missing"), FUSED, "read:persons-per-household")
                found.append(
                    replace(
                        q,
                        number_end=middle,
                        end=middle,
                        value=Decimal(households),
                        unit="户次" if q.unit == "人次" else "户",
                        unit_text="",
                        dimension="households",
                        flags=flags,
                    )
                )
                found.append(
                    replace(
                        q,
                        start=middle,
                        number_start=middle,
                        value=Decimal(persons),
                        unit=q.unit or "人",
                        dimension="persons" if q.unit != "人次" else q.dimension,
                        flags=flags,
                    )
                )
                fused_before = True
                continue
            q = replace(q, flags=(*q.flags, FUSED))
        found.append(q)
    return found


def _more_than_any(view: str, start: int, q: Quantity) -> bool:
    """Whether a count is many times more than the codebook's range has for what the words before it name."""
    words = re.split(r"[,;:。、]", view[max(start, q.number_start - LONGEST_NAME) : q.number_start])[-1]
    named = codebook().match(words, q.unit)
    return named is not None and q.value > MANY * codebook().indicators[named.indicator_id].plausible_max


MANY = 5  # two numbers run together are thousands of times too much
LONGEST_NAME = 24  # characters of what is counted


def _counts_households(view: str, start: int, q: Quantity) -> bool:
    before = view[max(start, q.number_start - 10) : q.number_start]
    return _household_noun().search(before) is not None


@cache
def _household_noun() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('households'))})的?$")


_ROUND_PAIR = re.compile(r"[1-9]\d?0{2,}[1-9]\d{0,2}0{2,}")


def _fused_range(view: str, q: Quantity) -> Quantity:
    """Two round numbers whose dash was lost: 8000—10000元 as 800010000. Lower and upper bound, or two grades."""
    digits = view[q.number_start : q.number_end]
    if q.magnitude or q.value_max is not None or not _ROUND_PAIR.fullmatch(digits):
        return q
    told = q.unit not in ("", "元")  # 1000015000具: ten digits count nothing in one place
    if told and (len(digits) < FEWEST_FUSED or q.dimension not in ("count", "persons", "households", "person_times")):
        return q
    cuts = [(a, b) for a, b in _cuts(digits) if a < b <= 10 * a and a % 100 == 0 and b % 100 == 0]
    if len(cuts) != 1:
        return replace(q, flags=(*q.flags, RANGE_FUSED))
    low, high = cuts[0]
    money = q.unit == "元" or cue_pattern("money_noun").search(view[q.end : q.end + 8]) is not None
    flags = (*(f for f in q.flags if f != "unit-missing"), RANGE_FUSED, "read:only-cut-of-round-numbers")
    unit, dimension = (q.unit, q.dimension) if told else ("元", "money") if money else ("", "")
    return replace(q, value=Decimal(low), value_max=Decimal(high), unit=unit, dimension=dimension, flags=flags)


FEWEST_FUSED = 9  # digits of two numbers run together, where a unit stands behind them


_AGE_BEHIND = re.compile(r"\d{2,3}\s?(?:周岁|岁)")


def _fused_age(
    view: str, start: int, end: int, quantities: Sequence[Quantity], excluded: list[NotQuantity]
) -> list[Quantity]:
    """An age range fused with its amount: 80-99周岁1200元/人/年 as 80-991200元/人/年, beside a parallel age."""
    found = []
    for q in quantities:
        parts = re.split(r"-{1,2}|—{1,2}|~|至|到", view[q.number_start : q.number_end])
        if len(parts) == 2 and q.unit.startswith("元") and all(p.strip().isdigit() for p in parts):
            low, digits = int(parts[0]), parts[1].strip()
            age = digits[:2]
            if 18 <= low < int(age or 0) <= 99 and len(digits) >= 5 and digits[2] != "0":
                parallel = _AGE_BEHIND.search(view, start, end) is not None
                at = q.number_end - len(digits) + 2
                flags = (*q.flags, FUSED, f"group:{low}-{age}岁", *(("read:parallel-age",) if parallel else ()))
                excluded.append(NotQuantity(q.number_start, at, "age group"))
                found.append(replace(q, number_start=at, value=Decimal(digits[2:]), value_max=None, flags=flags))
                continue
        found.append(q)
    return found


def _sums(view: str, end: int, quantities: Sequence[Quantity]) -> list[Quantity]:
    """A total without a unit that the numbers behind it add up to: its unit is theirs (45 = 15 + 30个)."""
    found = list(quantities)
    for i, q in enumerate(found):
        if not unitless(q) or q.value < 3:
            continue
        for size in (2, 3, 4):
            parts = found[i + 1 : i + 1 + size]
            if len(parts) < size or "。" in view[q.end : parts[-1].start]:
                break
            named = {p.unit for p in parts if p.unit}
            if len(named) == 1 and sum(p.value for p in parts) == q.value:
                model = next(p for p in parts if p.unit)
                for j in range(i, i + 1 + size):
                    if unitless(found[j]):
                        found[j] = _given_unit(found[j], model, "read:sum-of-parts")
                break
    return found


def _given_unit(q: Quantity, model: Quantity, how: str) -> Quantity:
    flags = (*(f for f in q.flags if f != "unit-missing"), UNIT_LOST, how)
    return replace(q, unit=model.unit, unit_text="", dimension=model.dimension, flags=flags)


def _shared_units(view: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Numbers that share the unit of the next one: nothing is lost there.

    They stand in a row (310、298、275人次), or are levels before and after a change (由500提高到550元).
    """
    found = list(quantities)
    for i in range(len(found) - 2, -1, -1):
        q, following = found[i], found[i + 1]
        if not unitless(q) or not following.unit:
            continue
        if view[q.end : following.start].strip() in ("、", "和") or _level_before(view, q, following):
            flags = tuple(f for f in q.flags if f != "unit-missing")
            found[i] = replace(
                q, unit=following.unit, unit_text=following.unit_text, dimension=following.dimension, flags=flags
            )
    return found


def _level_before(view: str, q: Quantity, following: Quantity) -> bool:
    """Whether a bare number is the level from which the next one changed; a magnitude (万) may be its own alone."""
    if following.magnitude or q.value_max is not None or not _from().search(view[max(0, q.start - 12) : q.start]):
        return False
    to = cue_pattern("change_to").match(view, q.end, following.start)
    return to is not None and re.search(r"[,;:。、\d]", view[to.end() : following.start]) is None


@cache
def _from() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('from'))})[^,;:。、\d]{{0,8}}$")


def _parallel_units(view: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """A number without a unit in a list whose next member, or the one before, has a counter: the same counter.

    站37,中心2个; 中心10个、服务站86,
    """
    found = list(quantities)
    for i, q in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else q
        between = view[q.end : following.start]
        beside = (
            between[:1] in (",", "、")
            and between.strip() not in ("、", "和")
            and not re.search(r"[。;:,、]", between[1:])
        )
        before = found[i - 1].unit if i else ""
        if unitless(q) and not q.magnitude and i and _closes_list(view, found[i - 1], q):
            found[i] = _given_unit(q, found[i - 1], "read:parallel-member")
            continue
        alike = following.dimension == "count" or (following.unit and following.unit == before)
        if unitless(q) and not q.magnitude and alike and beside:
            found[i] = _given_unit(q, following, "read:parallel-member")
    return found


def _closes_list(view: str, before: Quantity, q: Quantity) -> bool:
    """Whether a number closes a list of things counted, each named before its number: 中心10个、服务站86,"""
    between, behind = view[before.end : q.start], view[q.end : q.end + 1]
    named = between[:1] == "、" and len(between) > LEAST_NAME and not re.search(r"[。;:,、()\d]", between[1:])
    names = (between, view[max(0, before.start - LONGEST_NAME) : before.start])
    alike = named and all(cue_at_end("premises").search(name) for name in names)
    year = _YEAR.fullmatch(view, q.number_start, q.number_end) is not None
    small = q.number_end - q.number_start <= MOST_DIGITS
    return alike and small and not year and before.dimension == "count" and behind in (",", "。", ";", "")


LEAST_NAME = 3  # characters of a connector and what is counted
MOST_DIGITS = 4


def _lost_counter(view: str, q: Quantity) -> Quantity:
    """A number that stands directly before what it counts (建1城市公墓): the counter is lost, the number is not."""
    if q.unit_text == "村" and not q.words:
        return replace(q, end=q.number_end, unit="个", unit_text="", flags=(*q.flags, UNIT_LOST))
    if not unitless(q) or q.value_max is not None:
        return q
    before, behind = view[max(0, q.number_start - 4) : q.number_start], view[q.end : q.end + 1]
    counted = re.split(r"[,;:。、()\d]", view[q.end : q.end + LONGEST_NAME])[0]
    persons = cue_pattern("person_noun")
    if (q.magnitude and persons.search(counted[:8])) or (
        persons.match(counted) and not cue_pattern("premises").search(counted)
    ):
        return q  # 全国共有2963.0万老年人, 4.21万城镇居民; not 3儿童福利院
    if "一" <= behind <= "鿿" and cue_at_end("count_verb").search(before):
        flags = (*(f for f in q.flags if f != "unit-missing"), UNIT_LOST)
        return replace(q, unit="个", unit_text="", dimension="count", flags=flags)
    return q


_COUNTERS = ("张", "人", "户")


def _counter_of_noun(view: str, start: int, q: Quantity) -> Quantity:
    """A number that closes its clause behind what the codebook counts in one way: 新增养老床位260。"""
    whole = q.value == q.value.to_integral_value() and q.value_max is None and not q.magnitude
    if not unitless(q) or not whole or view[q.end : q.end + 1] not in (",", "。", ";"):
        return q
    if _YEAR.fullmatch(view, q.number_start, q.number_end):
        return q
    words = re.split(r"[,;:。、()]", view[max(start, q.number_start - LONGEST_NAME) : q.number_start])[-1].rstrip()
    named = [m for unit in _COUNTERS for m in codebook().matches(words, unit) if m.end == len(words)]
    counted = {codebook().indicators[m.alias.indicator_id].unit for m in named}
    if len(counted) != 1 or not counted <= set(_COUNTERS):
        return q
    flags = (*(f for f in q.flags if f != "unit-missing"), UNIT_LOST, "read:noun-counted")
    return replace(q, unit=min(counted), unit_text="", dimension=dimension_of(min(counted)), flags=flags)


_PER_TIME = re.compile(r"\s?/\s?(?:(?:人\s?/\s?)?(?P<period>[月年])元?|[·.、]?\s?人(?!\w))")


def _lost_yuan(view: str, start: int, q: Quantity) -> Quantity:
    """A level of a benefit whose 元 was lost before its denominator: 低保标准不低于550/月, 1028/月元.

    780/·人 lost 月 or 年, too.
    """
    m = _PER_TIME.match(view, q.end) if unitless(q) and q.value_max is None else None
    if m is None or not cue_pattern("benefit_noun").search(view, max(start, q.start - LONGEST_NAME - 16), q.start):
        return q
    flags = (*(f for f in q.flags if f != "unit-missing"), UNIT_LOST, "read:benefit-per-time")
    if m["period"] is None:
        return replace(q, end=m.end(), unit="元", unit_text=m.group(), dimension="money", flags=flags)
    unit = "元/人/月" if m["period"] == "月" else "元/人/年"
    return replace(q, end=m.end(), unit=unit, unit_text=m.group(), dimension="money_per_person", flags=flags)


def _lost_denominator(view: str, q: Quantity) -> Quantity:
    """元// where 元/人/年 stood: the amount is sound, its denominator is not."""
    if q.unit == "元" and re.match(r"\s?/\s?/", view[q.end : q.end + 4]):
        return replace(q, flags=(*q.flags, DENOMINATOR_LOST))
    return q
