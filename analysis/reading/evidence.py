"""Which of several characters stood in a place: asked of the document's own words and of a general dictionary."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from analysis.codebook import read_table
from analysis.codebook.dictionary import LONGEST, TOTAL, dictionary, word_counts
from analysis.reading.characters import beside, census, codes
from analysis.reading.script import simplified

_OWN_WEIGHT = 0.5  # how much a word's share in the document counts beside its share in the dictionary
_MOST_PLACES = 500  # of a word that are looked at
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
    return tuple(simplified("".join(candidates)))


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


class Witness:
    """A document's view, asked together with the dictionary about gaps; what it found out it remembers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._codes = codes(text)
        self.characters = census(self._codes)
        self._scale = TOTAL / max(1, len(text))  # the dictionary's text is so many times as long
        self._common: dict[str, bool] = {}
        self._beside: dict[tuple[str, bool], frozenset[str]] = {}
        self._own: dict[str, int] = {}

    def is_sound(self, run: str, garbled: str) -> bool:
        """Whether a run consists of common characters and its garbled form does not."""
        sound = self._share_common(run)
        return sound >= 0.8 and sound - self._share_common(garbled) >= 0.2

    def _share_common(self, run: str) -> float:
        """Share of a run's characters that are frequent ones, marks, or stand three times in the document."""
        return sum(map(self._is_common, simplified(run))) / max(1, len(run))

    def _is_common(self, character: str) -> bool:
        if character not in self._common:
            known = character in _frequent() or character in _MARKS
            self._common[character] = known or self.characters.get(character, 0) >= 3
        return self._common[character]

    def _neighbours(self, character: str, behind: bool) -> frozenset[str]:
        """The characters that stand in the document behind a character, or before it."""
        key = character, behind
        if key not in self._beside:
            self._beside[key] = beside(self._codes, character, 1 if behind else -1)
        return self._beside[key]

    def own(self, word: str) -> int:
        """How often the document has a word; 0 for a piece of one, which always has the same character beside it."""
        if word not in self._own:
            before, after, count = set(), set(), 0
            at = self.text.find(word)
            while at >= 0 and count < _MOST_PLACES:
                before.add(self.text[max(0, at - 1) : at])
                after.add(self.text[at + len(word) : at + len(word) + 1])
                count += 1
                at = self.text.find(word, at + len(word))
            self._own[word] = count if _is_open(before) and _is_open(after) else 0
        return self._own[word]

    def _single(self, character: str) -> float:
        """Log-probability of a single character; one the dictionary lacks is as usual as it is in the document."""
        known = word_counts(character).get(character, 0)
        return math.log((known or max(0.5, self.characters.get(character, 0) * self._scale)) / TOTAL)

    def _up_to(self, text: str) -> list[float]:
        """For each character of a text, the log-likelihood of the best way to cut what is before it into words."""
        best = [0.0]
        for end in range(1, len(text) + 1):
            likeliest = best[end - 1] + self._single(text[end - 1])
            for start in range(max(0, end - LONGEST), end - 1):
                known = word_counts(text[start]).get(text[start:end])
                if known:
                    likeliest = max(likeliest, best[start] + math.log(known / TOTAL))
            best.append(likeliest)
        return best

    def _from(self, text: str) -> list[float]:
        """For each place in a text, the log-likelihood of the best way to cut what is behind it into words."""
        best = [0.0]
        for start in range(len(text) - 1, -1, -1):
            likeliest = best[-1] + self._single(text[start])
            counts = word_counts(text[start])
            for size in range(2, min(LONGEST, len(text) - start) + 1):
                known = counts.get(text[start : start + size])
                if known:
                    likeliest = max(likeliest, best[-size] + math.log(known / TOTAL))
            best.append(likeliest)
        return best[::-1]

    def choose(self, gap: Gap) -> Choice | None:
        """The character that stood in a gap, or None where the evidence is thin."""
        if not dictionary():
            return None
        before, after = simplified(gap.left), simplified(gap.right)
        ahead, behind = self._up_to(before), self._from(after)
        follows = self._neighbours(before[-1], behind=True) if before else frozenset()
        precedes = self._neighbours(after[0], behind=False) if after else frozenset()
        frames = [  # what stands beside the character in one word, and the words that begin as this one does
            (i, j, before[len(before) - i :], after[:j], word_counts(before[-i]).get if i else None)
            for i in range(min(LONGEST, len(before) + 1))
            for j in range(min(LONGEST - i, len(after) + 1))
            if i or j  # else the character by itself
        ]
        scores: list[tuple[float, str]] = []
        for candidate, known in zip(gap.candidates, _simplified(gap.candidates), strict=True):
            if known not in _frequent() and known not in self.characters:
                continue  # another is likelier
            if not _POSSIBLE.match(candidate) or (gap.quoted and candidate in _SENTENCE_ENDS):
                continue
            best = self._single(known) + ahead[-1] + behind[0]
            beginning = word_counts(known).get
            for i, j, prefix, suffix, inside in frames:
                word = f"{prefix}{known}{suffix}"
                weight: float = (inside or beginning)(word, 0)
                if i + j < 3 and (not i or known in follows) and (not j or known in precedes):
                    weight += self.own(word) * self._scale * _OWN_WEIGHT if _HAN_WORD.match(word) else 0.0
                if weight:
                    best = max(best, ahead[len(before) - i] + math.log(weight / TOTAL) + behind[j])
            scores.append((best, candidate))
        scores.sort(key=lambda item: (-item[0], item[1]))
        if len(scores) < 2 or scores[0][0] - scores[1][0] < _MARGIN:
            return None
        return Choice(
            scores[0][1],
            scores[1][1],
            int(math.exp(min(scores[0][0] - scores[1][0], 14))),
        )
