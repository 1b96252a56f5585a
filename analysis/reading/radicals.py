"""Characters that stand for others of the same look: what PDF fonts give for 老 and 人."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from analysis.codebook import read_table
from analysis.reading.characters import alphabet
from analysis.reading.compose import Change

_LOOKALIKE = re.compile(r"[\u2e80-\u2fd5\uf900-\ufaff]")


@cache
def _supplement() -> dict[str, str]:
    return {row["radical"]: row["character"] for row in read_table("radicals")}


def read_radicals(text: str) -> list[Change]:
    """Read Kangxi radicals and compatibility ideographs as the characters they are: ⽼年⼈ is 老年人, ⺠政 is 民政.

    Unicode itself says which character each stands for, so this is exact. Leaves alone radicals that are no
    characters (strokes and components of the supplement, ⺀).

    >>> [c.read for c in read_radicals("⽼年⼈的⺠政，⺀")]
    ['老', '人', '民']
    """
    changes: list[Change] = []
    if text.isascii() or not _LOOKALIKE.search(alphabet(text)):
        return changes
    for match in _LOOKALIKE.finditer(text):
        read = _supplement().get(match[0]) or unicodedata.normalize("NFKC", match[0])
        if read != match[0] and len(read) == 1:
            changes.append(Change(match.start(), match.end(), read))
    return changes
