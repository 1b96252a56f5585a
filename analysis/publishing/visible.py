"""Characters that act instead of being read (escape sequences, overrides of direction, NUL) shown as text."""

from __future__ import annotations

__all__ = ["visible"]

_LAYOUT = "\t\n\r"
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _LAYOUT} | {0x7F: "␡"}
_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NAMED = (*range(0x80, 0xA0), *_DIRECTION, 0x2028, 0x2029, 0xFFF9, 0xFFFA, 0xFFFB)
_SHOWN = _PICTURES | {code: f"⟨U+{code:04X}⟩" for code in _NAMED}


def visible(text: str) -> str:
    """``text`` for a screen or a page: control characters as their pictures, others that act by their code points.

    Line ends and tabs stay, and so does everything that is read.

    >>> visible("40\\x1b[31m张\\x00"), visible("a\\u202eb")
    ('40␛[31m张␀', 'a⟨U+202E⟩b')
    """
    return text.translate(_SHOWN)
