"""Making text fit: widths of Chinese and Latin letters, wrapping, numbers as people write them."""

from __future__ import annotations

import math
import unicodedata


def width(text: str) -> int:
    """Columns the text takes: 2 for a full-width character, 1 for any other.

    >>> width("低保 2020")
    9
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrap(text: str, columns: int) -> str:
    """The text broken into lines of at most ``columns`` (see :func:`width`): between Chinese characters anywhere, in
    Latin text between words. A single Latin word longer than a line is left whole.

    Lines are as even as their number allows, so that no single character is left for the last one.

    >>> wrap("养老机构护理型床位占比", 20)
    '养老机构护理\\n型床位占比'
    >>> wrap("share of nursing beds", 10)
    'share of\\nnursing\\nbeds'
    """
    lines = _broken(text, columns)
    while len(lines) > 1 and columns > 1:
        columns -= 1
        narrower = _broken(text, columns)
        if len(narrower) > len(lines) or max(map(width, narrower)) > columns:
            break
        lines = narrower
    return "\n".join(lines)


def _broken(text: str, columns: int) -> list[str]:
    """Lines, each filled as far as it goes."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns and piece not in CLOSING:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines


def cut(text: str, columns: int) -> str:
    """The text on one line; what does not fit is cut off and marked, with the dots of its script.

    >>> cut("Elder care institutions", 12), cut("养老机构床位数", 12)
    ('Elder car...', '养老机构床…')
    """
    if width(text) <= columns:
        return text
    mark = "…" if width(text[-1]) == 2 else "..."
    while text and width(text) + width(mark) > columns:
        text = text[:-1]
    return text.rstrip() + mark


CLOSING = "，。；：、）》”’！？%"


def _pieces(text: str) -> list[str]:
    """Units that must not be broken: a full-width character, or a Latin word with the spaces behind it."""
    pieces: list[str] = []
    for letter in text:
        wide = width(letter) == 2
        joins = pieces and not wide and width(pieces[-1][0]) == 1
        if joins and not (pieces[-1].endswith(" ") and letter != " "):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def figure(value: float, decimals: int = 2) -> str:
    """A number for people: at most ``decimals`` places, no trailing zeros, no exponent.

    >>> figure(501.3333), figure(35.0), figure(34.77)
    ('501.33', '35', '34.77')
    """
    if not math.isfinite(value):
        return ""
    written = f"{value:.{decimals}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


SIGNS = {"": "", "=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "~"}


def quantity(value: float, comparator: str = "=", upper: float | None = None, decimals: int = 2) -> str:
    """A number with its comparator, or a range.

    >>> quantity(60.0, ">="), quantity(4.0, "=", 6.0)
    ('≥60', '4–6')
    """
    written = SIGNS.get(comparator, comparator) + figure(value, decimals)
    if upper is not None and math.isfinite(upper):
        written += f"–{figure(upper, decimals)}"
    return written


def short(value: float, comparator: str, upper: float | None, language: str) -> str:
    """A number with its comparator; large ones in 万 and 亿, or in thousands, millions and billions.

    >>> short(114000000, "=", None, "zh"), short(114000000, "=", None, "en"), short(33.7, ">=", None, "en")
    ('1.14亿', '114m', '≥33.7')
    >>> short(4190000000, "=", None, "en"), short(167211, ">=", None, "en")
    ('4.19bn', '≥167.21k')
    """
    chinese, english = ((1e8, 1e8, "亿"), (1e4, 1e4, "万")), ((1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e5, 1e3, "k"))
    steps = chinese if language == "zh" else english
    factor, word = next(((factor, word) for least, factor, word in steps if abs(value) >= least), (1.0, ""))
    return quantity(value / factor, comparator, None if upper is None else upper / factor) + word
