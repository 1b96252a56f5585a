"""Which of several characters stood in a place: asked of the document's own words and of a general dictionary."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from analysis.codebook import read_table
from analysis.reading.script import make_view

_LONGEST = 5  # characters of the longest word considered
_TRADE_FREQUENCY = 100  # of a word of the trade, in the dictionary's counts (60 million)
_OWN_WEIGHT = 0.5  # how much a word's share in the document counts beside its share in the dictionary
_MARGIN = math.log(20)  # the best candidate must be this much likelier than the second
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}\Z")
_SENTENCE_ENDS = frozenset("。！？；")
_POSSIBLE = re.compile(r"[\u4e00-\u9fff，。、；：？！（）《》“”—…％]\Z")  # what a run of prose can begin with


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """Word frequencies of jieba's dictionary (read, not imported), names of people and places left out, and their sum.

    Empty where jieba is not installed; then no evidence is found and nothing is chosen.
    """
    spec = find_spec("jieba")
    frequencies: dict[str, int] = {}
    for place in (spec.submodule_search_locations or []) if spec else []:
        for line in (Path(place) / "dict.txt").read_text(encoding="utf-8").splitlines():
            word, count, tag = line.split(" ")
            if len(word) <= _LONGEST and (len(word) == 1 or not tag.startswith(("nr", "ns"))):
                frequencies[word] = int(count)
    total = sum(frequencies.values())
    for row in read_table("trade_words"):
        frequencies[row["word"]] = max(frequencies.get(row["word"], 0), _TRADE_FREQUENCY)
    return frequencies, max(total, 1)


@dataclass(frozen=True, slots=True)
class Choice:
    best: str
    runner_up: str
    factor: int  # how many times likelier the best is than the runner-up


@dataclass(frozen=True)
class Evidence:
    """A document as a witness: its text in simplified script, without readings."""

    text: str

    @staticmethod
    def of(text: str) -> Evidence:
        return Evidence(make_view(text).text)

    def own(self, word: str) -> int:
        """How often the document has a word by itself, not as part of a longer dictionary word across its ends."""
        frequencies, _ = _dictionary()
        count = 0
        at = self.text.find(word)
        while at >= 0 and count < 1000:
            left, right = self.text[max(0, at - 1) : at + 1], self.text[at + len(word) - 1 : at + len(word) + 1]
            count += not (len(left) == 2 and left in frequencies) and not (len(right) == 2 and right in frequencies)
            at = self.text.find(word, at + 1)
        return count

    def weight(self, word: str, candidate: bool) -> float:
        """Expected count of a word in a text of the dictionary's size; 0 for what is no word."""
        frequencies, total = _dictionary()
        size = max(1, len(self.text))
        known = float(frequencies.get(word, 0))
        if len(word) == 1:
            if known:
                return known
            return max(1.0, self.text.count(word) * total / size) if word in self.text else 0.5
        if candidate and _HAN_WORD.match(word):
            own = self.own(word)
            if own >= 2:
                known += own * total / size * _OWN_WEIGHT
        return known

    def likelier(self, tail: str, garbled: str) -> bool:
        """Whether a realigned run consists of the document's characters and the garbled one does not."""
        seen = self._share(tail)
        return seen >= 0.8 and seen - self._share(garbled) >= 0.2

    def _share(self, text: str) -> float:
        """Share of the characters of a run that are common: in the frequent list, or three times in the document."""
        characters = make_view(text).text
        common = {character for row in read_table("frequent_characters") for character in row["character"]}
        common |= set("。，、；：？！（）“”《》,;:?!()")
        known = sum(character in common or self.text.count(character) >= 3 for character in characters)
        return known / max(1, len(characters))


def _likelihood(window: str, place: int, evidence: Evidence, cache_: dict[tuple[str, bool], float]) -> float:
    """Log-likelihood of the best way to cut a window into words; ``place`` is where the candidate stands."""
    _, total = _dictionary()
    best = [0.0] + [-math.inf] * len(window)
    for end in range(1, len(window) + 1):
        for start in range(max(0, end - _LONGEST), end):
            key = window[start:end], start <= place < end
            if key not in cache_:
                cache_[key] = evidence.weight(*key)
            if cache_[key] > 0:
                best[end] = max(best[end], best[start] + math.log(cache_[key] / total))
    return best[-1]


def choose(
    candidates: tuple[str, ...], left: str, right: str, evidence: Evidence, quoted: bool = False
) -> Choice | None:
    """The candidate that stood between ``left`` and ``right``, or None where the evidence is thin.

    ``quoted``: the place is inside a quotation, so no candidate may end a sentence.
    """
    frequencies, _ = _dictionary()
    if not frequencies:
        return None
    before, after = make_view(left).text, make_view(right).text
    weights: dict[tuple[str, bool], float] = {}
    scores = []
    for candidate in candidates:
        if not _POSSIBLE.match(candidate) or (quoted and candidate in _SENTENCE_ENDS):
            continue
        window = before + make_view(candidate).text + after
        scores.append((_likelihood(window, len(before), evidence, weights), candidate))
    scores.sort(key=lambda item: (-item[0], item[1]))
    if not scores:
        return None
    if len(scores) == 1:
        return None
    margin = scores[0][0] - scores[1][0]
    if margin < _MARGIN:
        return None
    return Choice(scores[0][1], scores[1][1], int(min(math.exp(min(margin, 20)), 1_000_000)))
