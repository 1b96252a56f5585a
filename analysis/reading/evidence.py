"""Which of several characters stood in a place: asked of the document's own words and of a general dictionary."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from analysis.codebook import read_table
from analysis.reading.script import make_view

_LONGEST = 5  # characters of the longest word considered
_TOTAL = 60_101_967  # sum of the counts in jieba 0.42.1's dictionary
_TRADE_FREQUENCY = 100  # of a word of the trade, in the dictionary's counts
_OWN_WEIGHT = 0.5  # how much a word's share in the document counts beside its share in the dictionary
_MARGIN = math.log(20)  # the best candidate must be this much likelier than the second
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}\Z")
_SENTENCE_ENDS = frozenset("。！？；")
_POSSIBLE = re.compile(r"[\u4e00-\u9fff，。、；：？！（）《》“”—…％]\Z")  # what a run of prose can begin with
_MARKS = frozenset("。，、；：？！（）“”《》,;:?!()")


@cache
def _dictionary() -> str:
    """jieba's dictionary as one text (read, not imported); empty where jieba is not installed."""
    spec = find_spec("jieba")
    for place in (spec.submodule_search_locations or []) if spec else []:
        return "\n" + (Path(place) / "dict.txt").read_text(encoding="utf-8")
    return ""


def _frequencies(characters: Iterable[str]) -> dict[str, int]:
    """Counts of the words made of these characters alone; names of people and places are left out."""
    inside = "".join(sorted(re.escape(character) for character in set(characters)))
    found = re.findall(rf"\n([{inside}]{{1,{_LONGEST}}}) (\d+) (\w*)", _dictionary()) if inside else []
    counts = {word: int(count) for word, count, tag in found if len(word) == 1 or not tag.startswith(("nr", "ns"))}
    for row in read_table("trade_words"):
        counts[row["word"]] = max(counts.get(row["word"], 0), _TRADE_FREQUENCY)
    return counts


@cache
def _frequent() -> frozenset[str]:
    return frozenset(row["character"] for row in read_table("frequent_characters"))


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where one character is open; ``quoted``: inside a quotation, where no sentence ends."""

    candidates: tuple[str, ...]
    left: str
    right: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    best: str
    runner_up: str
    factor: int  # how many times likelier the best is than the runner-up


def is_sound(run: str, garbled: str, text: str) -> bool:
    """Whether a run consists of common characters and its garbled form does not; ``text`` is the document's view."""
    sound = _share_common(run, text)
    return sound >= 0.8 and sound - _share_common(garbled, text) >= 0.2


def _share_common(run: str, text: str) -> float:
    """Share of a run's characters that are frequent ones, marks, or stand three times in the document."""
    view = make_view(run).text
    known = sum(c in _frequent() or c in _MARKS or text.count(c) >= 3 for c in view)
    return known / max(1, len(view))


def _is_open(neighbours: set[str]) -> bool:
    """Whether a word ends where these characters stand beside it: several of them, or one that is no character."""
    return len(neighbours) > 1 or any(not _HAN.match(neighbour) for neighbour in neighbours)


@dataclass(frozen=True)
class Witness:
    """A document's view and the dictionary, asked about some gaps; ``weights`` remembers answers."""

    text: str
    counts: dict[str, int]
    weights: dict[tuple[str, bool], float] = field(default_factory=dict)

    @staticmethod
    def about(gaps: Iterable[Gap], text: str) -> Witness:
        return Witness(
            text, _frequencies(make_view("".join(g.left + g.right + "".join(g.candidates) for g in gaps)).text)
        )

    def own(self, word: str) -> int:
        """How often the document has a word; 0 for a piece of one, which always has the same character beside it."""
        before, after, count = set(), set(), 0
        at = self.text.find(word) if all(character in self.text for character in word) else -1
        while at >= 0 and count < 500:
            before.add(self.text[max(0, at - 1) : at])
            after.add(self.text[at + len(word) : at + len(word) + 1])
            count += 1
            at = self.text.find(word, at + len(word))
        return count if _is_open(before) and _is_open(after) else 0

    def weight(self, word: str, has_candidate: bool) -> float:
        """Expected count of a word in a text of the dictionary's size; 0 for what is no word."""
        known = float(self.counts.get(word, 0))
        scale = _TOTAL / max(1, len(self.text))
        if len(word) == 1:
            return known or max(0.5, self.text.count(word) * scale)
        if has_candidate and len(word) <= 3 and _HAN_WORD.match(word):
            known += self.own(word) * scale * _OWN_WEIGHT
        return known

    def likelihood(self, window: str, place: int) -> float:
        """Log-likelihood of the best way to cut a window into words; ``place`` is where the candidate stands."""
        best = [0.0] + [-math.inf] * len(window)
        for end in range(1, len(window) + 1):
            for start in range(max(0, end - _LONGEST), end):
                key = window[start:end], start <= place < end
                if key not in self.weights:
                    self.weights[key] = self.weight(*key)
                if self.weights[key] > 0:
                    best[end] = max(best[end], best[start] + math.log(self.weights[key] / _TOTAL))
        return best[-1]

    def choose(self, gap: Gap) -> Choice | None:
        """The character that stood in a gap, or None where the evidence is thin."""
        if not _dictionary():
            return None
        before, after = make_view(gap.left).text, make_view(gap.right).text
        scores = []
        simple = make_view("\n".join(gap.candidates)).text.split("\n")
        for candidate, simplified in zip(gap.candidates, simple, strict=True):
            if not _POSSIBLE.match(candidate) or (gap.quoted and candidate in _SENTENCE_ENDS):
                continue
            if simplified in _frequent() or simplified in self.text:  # no other can be the likeliest
                window = before + simplified + after
                scores.append((self.likelihood(window, len(before)), candidate))
        scores.sort(key=lambda item: (-item[0], item[1]))
        if len(scores) < 2 or scores[0][0] - scores[1][0] < _MARGIN:
            return None
        return Choice(scores[0][1], scores[1][1], int(math.exp(min(scores[0][0] - scores[1][0], 14))))
