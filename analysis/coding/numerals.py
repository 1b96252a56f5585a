"""Numerals to ``Decimal``: Arabic with thousands commas, and Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
MAGNITUDES = {
    "百": Decimal(10) ** 2,
    "千": Decimal(10) ** 3,
    "万": Decimal(10) ** 4,
    "十万": Decimal(10) ** 5,
    "百万": Decimal(10) ** 6,
    "千万": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8,
    "十亿": Decimal(10) ** 9,
    "百亿": Decimal(10) ** 10,
    "千亿": Decimal(10) ** 11,
    "万亿": Decimal(10) ** 12,
}
NUMERAL = "零〇一二两三四五六七八九十百千万亿"


def arabic(text: str) -> Decimal:
    """Value of an Arabic numeral with optional thousands commas.

    >>> arabic("1,787.65")
    Decimal('1787.65')
    """
    return Decimal(text.replace(",", ""))


def chinese(text: str) -> Decimal:
    """Value of a Chinese numeral; digits in a row are read place by place (二〇二〇).

    Raises ``ValueError`` for anything that is no well-formed numeral, rather than counting what it does not know as
    nothing.

    >>> [int(chinese(n)) for n in ("十", "二十", "一百零五", "三千二百", "两万", "二〇二〇", "一亿三千万")]
    [10, 20, 105, 3200, 20000, 2020, 130000000]
    >>> chinese("零点二")
    Decimal('0.2')
    """
    whole, point, fraction = text.partition("点")
    if point and (not fraction or any(c not in DIGITS for c in fraction)):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    if not whole or any(c not in NUMERAL for c in whole):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    in_a_row = all(c in DIGITS for c in whole)
    value = int("".join(str(DIGITS[c]) for c in whole)) if in_a_row else _with_places(whole)
    if not point:
        return Decimal(value)
    return Decimal(f"{value}." + "".join(str(DIGITS[c]) for c in fraction))


def _with_places(text: str) -> int:
    total = section = digit = 0
    seen_digit = False
    for c in text:
        if c in DIGITS:
            if seen_digit and digit:
                raise ValueError(f"not a Chinese numeral: {text!r}")
            digit, seen_digit = DIGITS[c], True
        elif c in PLACES:
            if not seen_digit and c != "十":
                raise ValueError(f"not a Chinese numeral: {text!r}")
            section += (digit if seen_digit else 1) * PLACES[c]
            digit, seen_digit = 0, False
        else:
            if not (section or digit or total):
                raise ValueError(f"not a Chinese numeral: {text!r}")
            if c == "万" and total >= MYRIADS["亿"]:
                total += (section + digit) * MYRIADS[c]  # 一亿三千万
            else:
                total = (total + section + digit) * MYRIADS[c]
            section = digit = 0
            seen_digit = False
    return total + section + digit
