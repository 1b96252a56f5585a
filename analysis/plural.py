"""A number and what it counts, in English."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one.

    >>> [counted(number, "unread number") for number in (0, 1, 2_000)]
    ['0 unread numbers', '1 unread number', '2000 unread numbers']
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
