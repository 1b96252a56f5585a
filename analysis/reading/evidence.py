"""Which of several characters stood in a place: asked of the document's own words and of a general dictionary."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import cache

from analysis.codebook import read_table
from analysis.codebook.dictionary import LONGEST, TOTAL, dictionary, word_counts
from analysis.reading.script import make_view

_OWN_WEIGHT = 0.5  # how much a word's share in the document counts beside its share in the dictionary
_MARGIN = math.log(20)  # the best candidate must be this much likelier than the second
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}\Z")
_SENTENCE_ENDS = frozenset("。！？；")
_POSSIBLE = re.compile(r"[\u4e00-\u9fff，。、；：？！（）《》“”—…％]\Z")  # what a run of prose can begin with
_MARKS = frozenset("。，、；：？！（）“”《》,;:?!()")


@cache
def _frequent() -> frozenset[str]:
    return frozenset(row["character"] for row in read_table("frequent_characters"))


@cache
def _simplified(candidates: tuple[str, ...]) -> tuple[str, ...]:
    """The candidates in simplified script; there are as many sets of them as second bytes of GBK."""
    return tuple(make_view("\n".join(candidates)).text.split("\n"))


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


def _is_open(neighbours: set[str]) -> bool:
    """Whether a word ends where these characters stand beside it: several of them, or one that is no character."""
    return len(neighbours) > 1 or any(not _HAN.match(neighbour) for neighbour in neighbours)


@dataclass(frozen=True)
class Witness:
    """A document's view, asked together with the dictionary about gaps; what it found out it remembers."""

    text: str
    logarithms: dict[tuple[str, bool], float | None] = field(default_factory=dict)
    present: dict[str, bool] = field(default_factory=dict)
    common: dict[str, bool] = field(default_factory=dict)

    def is_sound(self, run: str, garbled: str) -> bool:
        """Whether a run consists of common characters and its garbled form does not."""
        sound = self._share_common(run)
        return sound >= 0.8 and sound - self._share_common(garbled) >= 0.2

    def _share_common(self, run: str) -> float:
        """Share of a run's characters that are frequent ones, marks, or stand three times in the document."""
        view = make_view(run).text
        return sum(map(self._is_common, view)) / max(1, len(view))

    def _is_common(self, character: str) -> bool:
        if character not in self.common:
            self.common[character] = character in _frequent() or character in _MARKS or self.text.count(character) >= 3
        return self.common[character]

    def has(self, word: str) -> bool:
        """Whether the document has a word; asked of its pairs of characters first, of which most stand nowhere."""
        if word not in self.present:
            parts = len(word) < 3 or (self.has(word[:-1]) and self.has(word[1:]))
            self.present[word] = parts and word in self.text
        return self.present[word]

    def own(self, word: str) -> int:
        """How often the document has a word; 0 for a piece of one, which always has the same character beside it."""
        before, after, count = set(), set(), 0
        at = self.text.find(word) if self.has(word) else -1
        while at >= 0 and count < 500:
            before.add(self.text[max(0, at - 1) : at])
            after.add(self.text[at + len(word) : at + len(word) + 1])
            count += 1
            at = self.text.find(word, at + len(word))
        return count if _is_open(before) and _is_open(after) else 0

    def weight(self, word: str, has_candidate: bool) -> float:
        """Expected count of a word in a text of the dictionary's size; 0 for what is no word."""
        known = float(word_counts(word[0]).get(word, 0))
        scale = TOTAL / max(1, len(self.text))
        if len(word) == 1:
            return known or max(0.5, self.text.count(word) * scale)
        if has_candidate and len(word) <= 3 and _HAN_WORD.match(word):
            known += self.own(word) * scale * _OWN_WEIGHT
        return known

    def logarithm(self, word: str, has_candidate: bool) -> float | None:
        """Log-probability of a word; None for what is no word."""
        key = word, has_candidate
        if key not in self.logarithms:
            weight = self.weight(word, has_candidate)
            self.logarithms[key] = math.log(weight / TOTAL) if weight > 0 else None
        return self.logarithms[key]

    def likelihood(self, window: str, place: int, begun: list[float]) -> float:
        """Log-likelihood of the best way to cut a window into words; ``place`` is where the candidate stands.

        ``begun`` holds the likelihoods of what is before it, up to each character; they are the same for all
        candidates and are filled in by the first.
        """
        best = begun
        if not best:
            best.append(0.0)
            for end in range(1, place + 1):
                best.append(self._cut(window, place, best, end))
        best = best.copy()
        for end in range(place + 1, len(window) + 1):
            best.append(self._cut(window, place, best, end))
        return best[-1]

    def _cut(self, window: str, place: int, best: list[float], end: int) -> float:
        """Log-likelihood of the window up to ``end``, by the best word that ends there."""
        likeliest = -math.inf
        for start in range(max(0, end - LONGEST), end):
            logarithm = self.logarithm(window[start:end], start <= place < end)
            if logarithm is not None and best[start] + logarithm > likeliest:
                likeliest = best[start] + logarithm
        return likeliest

    def choose(self, gap: Gap) -> Choice | None:
        """The character that stood in a gap, or None where the evidence is thin."""
        if not dictionary():
            return None
        before, after = make_view(gap.left).text, make_view(gap.right).text
        scores: list[tuple[float, str]] = []
        begun: list[float] = []
        for candidate, simplified in zip(gap.candidates, _simplified(gap.candidates), strict=True):
            if not _POSSIBLE.match(candidate) or (gap.quoted and candidate in _SENTENCE_ENDS):
                continue
            if simplified in _frequent() or simplified in self.text:  # no other can be the likeliest
                window = before + simplified + after
                scores.append((self.likelihood(window, len(before), begun), candidate))
        scores.sort(key=lambda item: (-item[0], item[1]))
        if len(scores) < 2 or scores[0][0] - scores[1][0] < _MARGIN:
            return None
        return Choice(
            scores[0][1],
            scores[1][1],
            int(math.exp(min(scores[0][0] - scores[1][0], 14))),
        )
