"""Sums of money that lost 万, 亿 or a digit: told by the sums around them, and by the parts that add up to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.numerals import MAGNITUDES
from analysis.coding.quantities import Quantity
from analysis.coding.torn_numbers import DIGIT_LOST

MAGNITUDE_LOST = "magnitude-lost"
MOST_LEVELS = 4
LEAST_DIGITS = 3  # of the reading that a sum leaves; a shorter one may fit by chance


def levels_of_government(view: str, end: int, quantities: Sequence[Quantity]) -> list[Quantity]:
    """A part that lost a digit, where money is told whole and by all levels of government that gave it.

    296.4万元,其中中央和省231.2万元、市县6.2万元: only 65.2 makes the sum, and it is 6.2 with a digit between.
    """
    found = list(quantities)
    for i, whole in enumerate(found):
        if whole.dimension != "money" or not whole.magnitude or not _of_which().match(view, whole.end, end):
            continue
        stop = i + 1
        while stop < len(found) and stop <= i + MOST_LEVELS and _is_level(view, found[stop - 1], found[stop]):
            stop += 1
        parts = found[i + 1 : stop]
        if len(parts) < 2 or len({q.magnitude for q in (whole, *parts)}) > 1:
            continue
        rests = [(q, whole.value - sum(p.value for p in parts if p is not q)) for q in parts]
        fitting = [(q, rest) for q, rest in rests if rest != q.value and _with_a_digit_more(q, rest)]
        if len(fitting) == 1 and sum(p.value for p in parts) != whole.value:
            q, rest = fitting[0]
            found[found.index(q)] = replace(q, value=rest, flags=(*q.flags, DIGIT_LOST, "read:rest-of-the-sum"))
    return found


def _is_level(view: str, before: Quantity, q: Quantity) -> bool:
    return q.dimension == "money" and _level_of_government().fullmatch(view, before.end, q.start) is not None


@cache
def _of_which() -> re.Pattern[str]:
    return re.compile(rf"[,;(](?:{alternation(cues('of_which'))})")


@cache
def _level_of_government() -> re.Pattern[str]:
    levels, words = alternation(cues("government_level")), alternation(cues("government_money"))
    lead = rf"(?:[,;(](?:{alternation(cues('of_which'))}):?|[、,;和及])"
    return re.compile(rf"{lead}(?:{levels})(?:(?:[和及、]|{levels}|{words}))*")


def _with_a_digit_more(q: Quantity, value: Decimal) -> bool:
    """Whether a value is written as the number is, with one digit more."""
    scale = MAGNITUDES[q.magnitude]
    if value <= 0:
        return False
    own, other = str((q.value / scale).normalize()), str((value / scale).normalize())
    characters = iter(other)
    inside = all(c in characters for c in own)
    return inside and len(other) == len(own) + 1 and sum(c.isdigit() for c in other) >= LEAST_DIGITS


def odd_one_out(view: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Fractions of a yuan among sums in 万元 (98.3万元、66.2元、17.5万元), or in parts of a sum: 万 or 亿 is lost.

    Read where the sum that it is a part of admits one magnitude; else the written value stays.
    """
    found = list(quantities)
    among_sums = [q.magnitude for q in quantities if q.dimension == "money"].count("万") >= LEAST_SUMS
    for whole, parts in _wholes(view, quantities):
        rest = whole.value - sum(quantities[i].value for i in parts)
        large = sum(quantities[i].magnitude != "" for i in parts)
        for i in parts:
            q = quantities[i]
            if _fraction_of_yuan(view, q):
                readings = [q.value * scale for scale in MAGNITUDES.values() if q.value * (scale - 1) == rest > 0]
                how = ("read:rest-of-the-sum",) if readings else ()
                if readings or large:
                    value = readings[0] if readings else q.value
                    found[i] = replace(q, value=value, flags=(*q.flags, MAGNITUDE_LOST, *how))
    if among_sums:
        for i, q in enumerate(found):
            if MAGNITUDE_LOST not in q.flags and _fraction_of_yuan(view, q):
                found[i] = replace(q, flags=(*q.flags, MAGNITUDE_LOST))
    return found


LEAST_SUMS = 2


def _fraction_of_yuan(view: str, q: Quantity) -> bool:
    odd = q.dimension == "money" and not q.magnitude and q.value < 1000 and q.value != q.value.to_integral_value()
    return odd and cue_pattern("per_head").search(view, max(0, q.start - 10), q.start) is None


def _wholes(view: str, quantities: Sequence[Quantity]) -> list[tuple[Quantity, list[int]]]:
    """The sums with a magnitude whose parts are told behind them (9.08亿元,其中…), and the places of the parts."""
    found: list[tuple[Quantity, list[int]]] = []
    at, told = 0, False
    for i, q in enumerate(quantities):
        if "。" in view[at : q.start]:
            told = False
        if told and q.dimension == "money":
            found[-1][1].append(i)
        if q.dimension == "money" and q.magnitude and _of_which().match(view, q.end):
            found.append((q, []))
            told = True
        at = q.end
    return found


def small_total(view: str, start: int, q: Quantity) -> Quantity:
    """A total over years below 100,000 yuan without 万: a magnitude is probably lost. Never changed here."""
    if q.dimension != "money" or q.magnitude or q.value >= 100_000 or q.value != q.value.to_integral_value():
        return q
    floor = max(start, q.start - 200)
    sentence = max(view.rfind(c, floor, q.start) for c in "。;\n") + 1
    before = view[max(sentence, floor) : q.start]
    if cue_pattern("per_head").search(before[-10:]) or _level().search(before[before.rfind(",") + 1 :]):
        return q  # 累计发放低保金8956万元,月人均补差109元,保障标准由420元提高到620元
    if cue_pattern("period_total").search(before) and cue_pattern("aggregate_money").search(before):
        return replace(q, flags=(*q.flags, MAGNITUDE_LOST))
    return q


@cache
def _level() -> re.Pattern[str]:
    """A level, or one that changes: no total over years."""
    return re.compile(alternation([*cues("level_beside"), *cues("from"), *cues("change_to")]))
