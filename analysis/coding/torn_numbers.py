"""Numbers whose digits a page set apart or whose point it changed, joined again: 7 6 5 8名, 1、3倍."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from analysis.coding.numerals import MAGNITUDES
from analysis.coding.quantities import Quantity

DIGIT_LOST = "digit-lost"
SPACED = "digits-spaced"
POINT_LOST = "point-lost"
_HALF_DECIMAL = re.compile(r"(?<=[一-鿿])\d{1,3}\. $")
_ONE_BLANK = re.compile(r"[ \u3000]")
_PIECE = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MARK_INSIDE = re.compile(r"(?<![\d.A-Za-z])(?P<digits>\d[\d.]{0,8})(?P<mark>[?？□■\ufffdlIoO,。])$")
LONGEST = 3  # digits of a piece of a number: two of four are two numbers
SHORT = 2  # digits behind a comma that lost a third
_OF_STANDARD = re.compile(r"标准的$")
FEWEST_PIECES = 3  # of one digit each, which only typesetting spaces so


def joined(view: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of a paragraph, those of which only a part was read as numbers of their own joined to one."""
    found: list[Quantity] = []
    for q in quantities:
        last = found[-1] if found else None
        whole = _compound(view, last, q) or _broken_decimal(view, q) or _multiple(view, last, q)
        whole = whole or _spaced(view, last, q) or _marked(view, q) or q
        while found and found[-1].number_start >= whole.number_start:
            found.pop()
        found.append(whole)
    return found


def _compound(view: str, last: Quantity | None, q: Quantity) -> Quantity | None:
    """A number of two magnitudes: 1亿2千万元."""
    if (
        last is None
        or last.magnitude != "亿"
        or not unitless(last)
        or last.end != q.number_start
        or q.value_max is not None
    ):
        return None
    if "." in view[last.number_start : last.number_end] or not q.magnitude.endswith("万") or q.value >= last.value:
        return None
    return replace(q, start=last.start, number_start=last.number_start, value=last.value + q.value)


def _broken_decimal(view: str, q: Quantity) -> Quantity | None:
    """农村7. 6万人: a digit may have stood behind the point."""
    broken = _HALF_DECIMAL.search(view, max(0, q.number_start - 8), q.number_start)
    if broken is None or not view[q.number_start : q.number_end].isdecimal():
        return None
    return _from_digits(view, q, broken.start(), (SPACED, DIGIT_LOST))


def _spaced(view: str, last: Quantity | None, q: Quantity) -> Quantity | None:
    """A number whose digits stand apart, read as one: 7 6 5 8名, 4 326户次, 5 0元.

    Letter-spacing and groups of three are certain. Where one blank stands between others, a digit may have been lost
    there: the number is flagged as damaged and holds the digits that are left.
    """
    piece = view[q.number_start : q.number_end]
    long = len(piece.split(".")[0]) > LONGEST and "," not in piece
    if last is None or q.percent or long or not _continues(view, last, q):
        return None
    certain = _typeset(view[last.number_start : q.number_end].split())
    flags = (SPACED,) if certain else (SPACED, DIGIT_LOST)
    return replace(_from_digits(view, q, last.number_start, flags), start=last.start)


def _marked(view: str, q: Quantity) -> Quantity | None:
    """A number with a mark where a digit, a point or a third digit behind a comma was: 2?0元, 6。5个, 3,21人.

    It holds the digits that are left, and is flagged as damaged.
    """
    m = _MARK_INSIDE.search(view, max(0, q.number_start - 12), q.number_start)
    whole = m is not None and m["mark"] == "," and q.number_end - q.number_start > SHORT
    if m is None or whole or q.value_max is not None or unitless(q):
        return None
    point = "." if m["mark"] == "。" and "." not in m["digits"] else ""
    digits = m["digits"] + point + re.sub(r"[\s,]", "", view[q.number_start : q.number_end])
    if not re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return replace(q, flags=(*q.flags, DIGIT_LOST))
    value = Decimal(digits) * MAGNITUDES.get(q.magnitude, Decimal(1))
    flag = POINT_LOST if point else DIGIT_LOST
    start = m.start("digits")
    return replace(q, start=min(q.start, start), number_start=start, value=value, flags=(*q.flags, flag))


def _multiple(view: str, last: Quantity | None, q: Quantity) -> Quantity | None:
    """A multiple of a standard whose point became a comma: 不低于低保标准的1、3倍 is 1.3, for a standard has one."""
    if last is None or q.dimension != "multiple" or view[last.number_end : q.number_start] != "、":
        return None
    of_standard = _OF_STANDARD.search(view, max(0, last.number_start - 8), last.number_start)
    if of_standard is None or not q.number_end - q.number_start == last.number_end - last.number_start == 1:
        return None
    value = Decimal(f"{view[last.number_start]}.{view[q.number_start]}")
    return replace(q, start=last.start, number_start=last.number_start, value=value, flags=(*q.flags, POINT_LOST))


def _from_digits(view: str, q: Quantity, start: int, flags: tuple[str, ...]) -> Quantity:
    """A number that begins at ``start``, further in front, with blanks among its digits."""
    digits = re.sub(r"[\s,]", "", view[start : q.number_end])
    value = Decimal(digits) * MAGNITUDES.get(q.magnitude, Decimal(1))
    own = tuple(f for f in q.flags if f not in flags)
    return replace(q, start=start, number_start=start, value=value, flags=(*own, *flags))


def _continues(view: str, last: Quantity, q: Quantity) -> bool:
    """Whether only one blank parts a number from bare digits before it."""
    bare = unitless(last) and last.value_max is None and not last.magnitude and last.end == last.number_end
    if not bare or q.value_max is not None or not _ONE_BLANK.fullmatch(view, last.end, q.number_start):
        return False
    digits = re.sub(r"\s", "", view[last.number_start : last.number_end])
    piece = view[q.number_start : q.number_end]
    return digits.isdecimal() and bool(_PIECE.fullmatch(piece) or _THOUSANDS.fullmatch(digits + piece))


def _typeset(pieces: Sequence[str]) -> bool:
    apart = len(pieces) >= FEWEST_PIECES and all(len(p) == 1 for p in pieces)
    grouped = len(pieces[0]) <= 3 and all(len(p.split(".")[0]) == 3 for p in pieces[1:])
    return apart or grouped


def unitless(q: Quantity) -> bool:
    """Whether nothing but its digits tells what a number is."""
    return "unit-missing" in q.flags and not q.words
