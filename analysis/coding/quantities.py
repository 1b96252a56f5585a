"""Quantities: every number of a text with its magnitude, unit, comparator and place, or the reason it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.coding.beginnings import compiled
from analysis.coding.lexicon import BOUNDS, alternation, comparators, cue_at_end, cue_pattern, cues, units
from analysis.coding.numerals import MAGNITUDES, NUMERAL, arabic, chinese

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
COUNTED = ("count", "persons", "households", "person_times")
LONGEST_NUMBER = 20  # digits; whatever is longer identifies something rather than counting it
RANGE = r"-{1,2}|—{1,2}|~|―|至|到"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, in text offsets. ``start:end`` spans comparators and unit, ``number`` the digits alone."""

    start: int
    end: int
    number_start: int
    number_end: int
    value: Decimal
    value_max: Decimal | None = None
    unit: str = ""
    unit_text: str = ""
    dimension: str = ""
    comparator: str = "="
    words: bool = False  # written in Chinese numerals
    magnitude: str = ""
    flags: tuple[str, ...] = ()

    @property
    def percent(self) -> bool:
        return self.dimension in ("percent", "permille", "points")

    @property
    def told_flags(self) -> tuple[str, ...]:
        """The flags that a fact carries, without the inner marks."""
        return tuple(f for f in self.flags if f not in ("fold", OF_FIRST) and not f.startswith("group:"))


class NotQuantity(NamedTuple):
    """Digits that are no quantity, with the reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    quantities: tuple[Quantity, ...] = ()
    excluded: tuple[NotQuantity, ...] = field(default=())


@cache
def _patterns() -> tuple[re.Pattern[str], tuple[str, ...]]:
    rows = read_table("not_quantities")
    exclusions = "|".join(f"(?P<x{i}>{r['pattern']})" for i, r in enumerate(rows))
    unit = f"(?!{alternation(cues('unit_trap'))})(?:{alternation(units())})"
    magnitude = f"(?!百分|千米|千克|千瓦)(?:{alternation(MAGNITUDES)})"
    inside = alternation(comparators("inside"))
    after = alternation(comparators("after"))
    chinese_number = rf"(?<![{NUMERAL}])[{NUMERAL}]{{1,12}}(?:点[{NUMERAL}]{{1,6}})?"
    quantity = (
        rf"(?P<ratio>(?:{NUMBER})\s?[:∶]\s?(?:{NUMBER})(?![:∶\d]))"
        rf"|(?P<n1>{NUMBER})\s?(?P<a1>{inside})?\s?(?P<m1>{magnitude})?"
        rf"(?:(?P<u1>{unit})?\s?(?P<sep>{RANGE})\s?(?P<n2>{NUMBER})\s?(?P<m2>{magnitude})?)?"
        rf"\s?(?P<a2>{inside})?\s?(?P<unit>{unit})?\s?(?P<after>{after})?"
    )
    words = (
        rf"(?P<share>(?P<whole>[{NUMERAL}]{{1,4}}|\d{{1,4}})分之(?P<part>[{NUMERAL}]{{1,12}}(?:点[{NUMERAL}]{{1,6}})?|{NUMBER}))\s?(?P<safter>{after})?"
        rf"|(?P<slash>(?:(?<=的)|(?<=/\d[、和])|(?<=/\d\d[、和]))(?P<over>[1-9])/(?P<under>[2-9]|1\d)(?![\d/.年月]))"
        rf"|(?P<fold>翻了?(?P<fnear>近)?(?P<folds>[一两二三]|\d)(?:番|倍))"
        rf"|(?P<c1>{chinese_number})(?P<ca>{inside})?(?P<cunit>{unit})(?P<cafter>{after})?"
    )
    return compiled(f"{exclusions}|{words}|{quantity}"), tuple(r["reason"] for r in rows)


@cache
def _before() -> re.Pattern[str]:
    """A comparator that stands directly before a number, perhaps with a denominator between them."""
    between = "达到|达|到|了|为|每[人户]每[月年次]|人均|平均"
    return re.compile(rf"(?P<cue>{alternation(comparators('before'))})(?:{between})?\s?$")


def scan(view: str, start: int = 0, end: int | None = None, *, cell: bool = False) -> Scan:
    """All quantities of ``view[start:end]`` and all digits that are none.

    ``cell`` says that the stretch is a table cell, in which a bare number is a quantity.

    Chinese numerals are kept only where :func:`counted` says that they count something: most of them are names,
    ordinals and slogans. Linear in the length of the text.

    >>> [(int(q.value), q.unit, q.comparator) for q in scan("新建床位1.2万张以上,占比不低于55%").quantities]
    [(12000, '张', '>='), (55, '%', '>=')]
    """
    stop = len(view) if end is None else end
    pattern, reasons = _patterns()
    found: list[Quantity] = []
    excluded: list[NotQuantity] = []
    for m in pattern.finditer(view, start, stop):
        kind = m.lastgroup or ""
        if kind.startswith("x") and kind[1:].isdigit():
            excluded.append(NotQuantity(m.start(), m.end(), reasons[int(kind[1:])]))
            continue
        quantity = _quantity(m)
        if quantity is None:
            continue
        found.append(_signed(view, start, _compared(view, start, quantity)))
    if cell:
        return Scan(tuple(q for q in found if not q.words or q.percent), tuple(excluded))
    return Scan(tuple(_settle(view, start, found, excluded)), tuple(excluded))


def _signed(view: str, start: int, q: Quantity) -> Quantity:
    """A rate of growth below nothing: 同比增长-5.4%."""
    if not q.percent or q.value_max is not None or view[q.start - 1 : q.start] not in ("-", "－", "−"):
        return q
    m = _growth_below_nothing().search(view, max(start, q.start - 8), q.start)
    return replace(q, start=m.end() - 1, value=-q.value) if m else q


@cache
def _growth_below_nothing() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('growth'))})(?:率|幅|速)?(?:为|:)?\s?[-－−]$")


OF_FIRST = "ratio of the first"  # inner mark of 1.38:1, whose base is what is named second


def _quantity(m: re.Match[str]) -> Quantity | None:
    if m["ratio"]:
        first, second = re.split(r"\s?[:∶]\s?", m["ratio"])
        if not arabic(first):
            return None
        if arabic(second) == 1 and arabic(first) != 1:  # 1.38:1 is said of the first
            return Quantity(
                m.start(), m.end(), m.start(), m.end(), arabic(first), unit="1", dimension="ratio", flags=(OF_FIRST,)
            )
        return Quantity(
            m.start(),
            m.end(),
            m.start(),
            m.end(),
            arabic(second) / arabic(first),
            unit="1",
            dimension="ratio",
            flags=() if arabic(first) == 1 else ("ratio-normalised",),
        )
    if m["share"]:
        return _share(m)
    if m["slash"]:
        return _slash(m)
    if m["fold"]:
        folds = m["folds"]
        times = int(folds) if folds.isdigit() else int(chinese(folds))
        value = Decimal(2) ** times
        return Quantity(
            m.start(),
            m.end(),
            m.start("folds"),
            m.end("folds"),
            value,
            unit="倍",
            unit_text="番",
            dimension="multiple",
            comparator="~" if m["fnear"] else "=",
            words=not folds.isdigit(),
            flags=("fold",),
        )
    if m["c1"]:
        return _in_words(m)
    return _in_digits(m)


def _slash(m: re.Match[str]) -> Quantity | None:
    """A share as a fraction: 最低工资标准的1/10、1/6."""
    over, under = Decimal(m["over"]), Decimal(m["under"])
    if over >= under:
        return None
    value = (over / under * 100).quantize(Decimal("0.0001")).normalize()
    start, end = m.span("slash")
    return Quantity(start, end, start, end, value, unit="%", unit_text=f"/{under}", dimension="percent")


def _share(m: re.Match[str]) -> Quantity | None:
    try:
        whole = _whole(m["whole"])
        part = arabic(m["part"]) if m["part"][0].isdigit() else _whole(m["part"])
    except ValueError:
        return None
    if not whole or (part > whole and whole != 100):
        return None
    value = part if whole == 100 else (part / whole * 100).quantize(Decimal("0.0001")).normalize()
    return Quantity(
        m.start(),
        m.end(),
        m.start("share"),
        m.end("share"),
        value,
        unit="%",
        unit_text="百分之" if whole == 100 else m["whole"] + "分之",
        dimension="percent",
        words=not m["part"][0].isdigit(),
        comparator=comparators("after").get(m["safter"] or "", "="),
    )


def _whole(text: str) -> Decimal:
    """The denominator of 百分之, 千分之, 三分之, 10分之."""
    if text.isdigit():
        return arabic(text)
    return MAGNITUDES[text] if text in MAGNITUDES else chinese(text)


def _in_words(m: re.Match[str]) -> Quantity | None:
    try:
        value = chinese(m["c1"])
    except ValueError:
        return None
    unit = units()[m["cunit"]]
    comparator = comparators("after").get(m["cafter"] or "", "~" if m["ca"] else "=")
    return Quantity(
        m.start(),
        m.end(),
        m.start("c1"),
        m.end("c1"),
        value * Decimal(unit.factor),
        unit=unit.canonical,
        unit_text=m["cunit"],
        dimension=unit.dimension,
        comparator=comparator,
        words=True,
    )


def _in_digits(m: re.Match[str]) -> Quantity | None:
    if len(m["n1"]) > LONGEST_NUMBER or len(m["n2"] or "") > LONGEST_NUMBER:
        return None
    low, high = arabic(m["n1"]), arabic(m["n2"]) if m["n2"] else None
    magnitude = m["m2"] or m["m1"] or ""
    factor = MAGNITUDES[magnitude] if magnitude else Decimal(1)
    written = m["unit"] or ""
    flags: tuple[str, ...] = ()
    if high is not None:
        low *= MAGNITUDES[m["m1"]] if m["m1"] else factor
        high *= factor
        if m["u1"] and written and units()[m["u1"]].canonical != units()[written].canonical:
            flags = ("range-units-differ",)
    else:
        low *= factor
    if written:
        unit = units()[written]
        low *= Decimal(unit.factor)
        high = high * Decimal(unit.factor) if high is not None else None
        canonical, dimension = unit.canonical, unit.dimension
    else:
        canonical = dimension = ""
        flags += ("unit-missing",)
    comparator = "~" if m["a1"] or m["a2"] else "="
    comparator = comparators("after").get(m["after"] or "", comparator)
    end = m.end("n2") if m["n2"] else m.end("n1")
    return Quantity(
        m.start(),
        _trimmed(m),
        m.start("n1"),
        end,
        low,
        high,
        canonical,
        magnitude + written,
        dimension,
        comparator,
        magnitude=magnitude,
        flags=flags,
    )


def _trimmed(m: re.Match[str]) -> int:
    """End of the match without trailing white space."""
    return m.start() + len(m.group().rstrip())


def _compared(view: str, floor: int, quantity: Quantity) -> Quantity:
    """The quantity with a comparator that stands before it; one behind it has gone before."""
    window = view[max(floor, quantity.start - 14) : quantity.start]
    m = _before().search(window)
    if m is None or cue_at_end("not_comparator").search(window[: m.end("cue")]):
        return quantity
    comparator = comparators("before")[m["cue"]]
    if quantity.comparator == "~" and m["cue"] in cues("about_a_level"):
        comparator = "~"
    elif quantity.comparator == "~" or comparator == "~":
        comparator = quantity.comparator if comparator == "~" and quantity.comparator != "=" else comparator
    elif quantity.comparator != "=":
        comparator = quantity.comparator
    return replace(quantity, comparator=comparator, start=quantity.start - (len(window) - m.start()))


@cache
def _counting() -> re.Pattern[str]:
    """What must stand before a numeral in words for it to count something."""
    return re.compile(rf"(?:{alternation(cues('counting'))})(?:了)?$")


@cache
def _attained() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation([*cues('rate_noun'), *cues('link')])})$")


TENTHS = "成"  # 老年人口的四成以上


def counted(view: str, quantity: Quantity) -> bool:
    """Whether a numeral in words counts something rather than belonging to a name, an ordinal or a slogan."""
    before, after = view[max(0, quantity.start - 8) : quantity.start], view[quantity.end : quantity.end + 6]
    if quantity.percent and quantity.value == 100:  # 百分之百做好 is rhetoric
        return _attained().search(before) is not None
    if quantity.unit_text == TENTHS:
        return quantity.comparator != "=" or after[:1] in ("的", ",", "。", ";", "、")
    if "fold" in quantity.flags or quantity.percent:
        return True
    if quantity.dimension in ("age", "duration") or before.endswith(("第", "“", "每", "“‘")) or after.startswith("”"):
        return False
    if cue_pattern("uncounted").match(after):
        return False
    several = quantity.number_end - quantity.number_start > 1
    if several and quantity.dimension in ("area", "money", "money_per_person", "length", "volume"):
        return True
    if quantity.dimension == "money" and cue_at_end("payment").search(before):
        return True  # 每餐补贴三元
    if quantity.comparator in BOUNDS and quantity.dimension != "multiple":
        return True
    strong = quantity.unit_text not in cues("weak_counter") and quantity.dimension in COUNTED
    closes = view[quantity.end : quantity.end + 1] in ("", ",", "。", ";", "、", ")", "\n")
    behind_noun = closes and quantity.value > 1 and "一" <= before[-1:] <= "鿿" and before[-1:] not in NUMERAL
    if (strong and (several or behind_noun)) or (several and behind_noun and quantity.dimension == "count"):
        return True
    if not several and quantity.unit_text in cues("weak_counter") and not before.endswith("各"):
        return False
    return bool(_counting().search(before)) and quantity.dimension in ("count", "persons", "households", "area")


def _settle(view: str, floor: int, found: list[Quantity], excluded: list[NotQuantity]) -> Iterator[Quantity]:
    for q in found:
        if q.words and not counted(view, q):
            continue
        reason = _no_quantity(view, floor, q)
        if reason:
            excluded.append(NotQuantity(q.number_start, q.number_end, reason))
        else:
            yield q
    excluded.sort(key=lambda x: x.start)


_DENOMINATOR = re.compile(r"每(?:隔)?\s?$")
_LIST_NUMBER = re.compile(r"[.、．)）](?!\d)|\s")
_AFTER = re.compile(r"[。;!?]$|页$")  # 。 2、安排…, where a page lost its line ends
_ITEM_NUMBER = re.compile(r"[.、．)）][\u4e00-\u9fff]")
_QUOTED = re.compile(r"“[^“”]{0,14}$")


def _no_quantity(view: str, floor: int, q: Quantity) -> str:
    """Reason why digits are no quantity, as far as their neighbourhood tells; empty for a quantity."""
    before, after = view[max(floor, q.number_start - 16) : q.number_start], view[q.end : q.end + 16]
    named = q.dimension != "ratio" or cue_pattern("ratio_noun").search(view, max(floor, q.start - 24), q.start)
    if not named and not cue_pattern("ratio_behind").match(view, q.end):
        return "ratio of nothing named"
    each = _DENOMINATOR.search(view[max(floor, q.start - 3) : q.start])
    if each and not q.words and q.unit and q.dimension != "money":
        return "denominator"
    if q.words:
        return ""
    line = max(view.rfind("\n", max(floor, q.number_start - 40), q.number_start) + 1, floor, q.number_start - 40)
    head = view[line : q.number_start].strip(" \t(")
    bare = not q.unit and not q.magnitude and q.value_max is None
    decimal = "." in view[q.number_start : q.number_end]
    if bare and not decimal:
        behind = view[q.number_end : q.number_end + 2]
        if _LIST_NUMBER.match(behind) if not head else _AFTER.search(head) and _ITEM_NUMBER.fullmatch(behind):
            return "list number"
    if _QUOTED.search(before) and "”" in after[:12] and q.dimension not in ("percent", "money", "money_per_person"):
        return "name in quotation marks"
    return ""
