"""Every character of a text at once: code points as an array, looked up in tables of all code points.

A table answers for a whole document in the time in which a regular expression passes a tenth of it. numpy is loaded
when the first text is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.intp]
    Flags = npt.NDArray[np.uint8]

_CODE_POINTS = 0x110000


def codes(text: str) -> Codes:
    """The code points of a text, lone surrogates included."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.intp)


def text_of(points: Codes) -> str:
    """The text of code points.

    >>> text_of(codes("低保\\ud800")) == "低保\\ud800"
    True
    """
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


@lru_cache(maxsize=2)  # several repairs ask the same of one text
def alphabet(text: str) -> str:
    """Every character of a text once, in the order of their code points: what it lacks need not be looked for.

    >>> alphabet("民政工作，做好民政工作")
    '作做好工政民，'
    """
    import numpy as np

    points = codes(text)
    seen = np.zeros(points.max(initial=0) + 1, dtype=np.bool_)
    seen[points] = True
    return text_of(np.flatnonzero(seen))


def census(points: Codes) -> dict[str, int]:
    """How often each character stands among code points.

    >>> census(codes("民政为民"))
    {'为': 1, '政': 1, '民': 2}
    """
    import numpy as np

    counts = np.bincount(points, minlength=1)
    seen = np.flatnonzero(counts > 0)  # of truth values they are found four times as fast
    return dict(zip(text_of(seen), counts[seen].tolist(), strict=True))


def beside(points: Codes, character: str, step: int) -> frozenset[str]:
    """The characters that stand so many places behind a character, or before it.

    >>> sorted(beside(codes("民政为民"), "民", 1)), sorted(beside(codes("民政为民"), "民", -1))
    (['政'], ['为'])
    """
    import numpy as np

    places = np.flatnonzero(points == ord(character)) + step
    return frozenset(text_of(points[places[(places >= 0) & (places < len(points))]]))


def mapping_table(mapping: Mapping[str, str]) -> Codes:
    """A table that gives every code point itself, and those of the mapping what they become (one for one)."""
    import numpy as np

    table = np.arange(_CODE_POINTS)
    table[[ord(old) for old in mapping]] = [ord(new) for new in mapping.values()]
    return table


def flag_table(*groups: Iterable[str | tuple[int, int]]) -> Flags:
    """A table of the number of the last group that has a code point, from 1; 0 for those in no group.

    A group is made of strings of characters and of half-open ranges of code points.

    >>> flag_table(["ab"], [(97, 98)])[[97, 98, 99]].tolist()
    [2, 1, 0]
    """
    import numpy as np

    table = np.zeros(_CODE_POINTS, dtype=np.uint8)
    for number, group in enumerate(groups, 1):
        for member in group:
            if isinstance(member, str):
                table[[ord(character) for character in member]] = number
            else:
                table[slice(*member)] = number
    return table
