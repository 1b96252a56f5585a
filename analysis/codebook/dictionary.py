"""The general dictionary (jieba's, read and not imported) beside the words of the trade: how usual a word is."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from analysis.codebook.loader import read_table

LONGEST = 5  # characters of the longest word considered
TOTAL = 60_101_967  # sum of the counts in jieba 0.42.1's dictionary
_TRADE_FREQUENCY = 100  # of a word of the trade, in the dictionary's counts
_PAGE = re.compile(r"\n([^\n])[^\n]*(?:\n\1[^\n]*)*")
_ENTRY = re.compile(rf"\n([^\n ]{{1,{LONGEST}}}) (\d+) (\w*)")


@cache
def dictionary() -> str:
    """jieba's dictionary as one text; empty where jieba is not installed."""
    spec = find_spec("jieba")
    for place in (spec.submodule_search_locations or []) if spec else []:
        return "\n" + (Path(place) / "dict.txt").read_text(encoding="utf-8")
    return ""


@cache
def _pages() -> dict[str, list[tuple[int, int]]]:
    """Where the dictionary has the words that begin with a character; made once, for a scan of it takes 30 ms."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for match in _PAGE.finditer(dictionary()):
        pages.setdefault(match[1], []).append(match.span())
    return pages


@cache
def word_counts(first: str) -> dict[str, int]:
    """Counts of the words that begin with a character; names of people and places are left out."""
    counts: dict[str, int] = {}
    for start, end in _pages().get(first, ()):
        for word, count, tag in _ENTRY.findall(dictionary(), start, end):
            if len(word) == 1 or not tag.startswith(("nr", "ns")):
                counts[word] = int(count)
    for row in read_table("trade_words"):
        if row["word"].startswith(first):
            counts[row["word"]] = max(counts.get(row["word"], 0), _TRADE_FREQUENCY)
    return counts
