"""The words of documents, counted once: what every statistic of their text rests on.

Words come from a tokenizer of our own, with jieba's dictionary and the codebook's words of the field; unknown strings
are not guessed (no hidden Markov model), so that a word is always one that somebody wrote down. The same sentences give
the same counts, whatever else was cut before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.codebook import read_table

if TYPE_CHECKING:
    from jieba import Tokenizer
    from scipy.sparse import csr_matrix

LONGEST = 4  # characters of a wording that counts as one word; longer ones are phrases and would hide their words
UNCOUNTED = ("glossary",)  # roles of sections that explain the words of the others

_HAN = re.compile("[一-鿿]+")
#: What the tokenizer cuts by itself: no word of its dictionary reaches beyond it.
_CLAUSE = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")


@dataclass(frozen=True)
class Words:
    """How often each word stands in each section of each document.

    ``parts``: one row per section (and one for what stands before the first), sorted as the sentences were: doc_id,
    section, section_start, role, line, char_start. ``terms``: the words, sorted. ``counts``: a sparse matrix of whole
    numbers, ``len(parts)`` by ``len(terms)``.
    """

    parts: pd.DataFrame
    terms: tuple[str, ...]
    counts: csr_matrix

    def documents(self) -> tuple[list[str], csr_matrix]:
        """The documents in order, and their counts: the sum over their sections."""
        from scipy.sparse import csr_matrix

        names = list(dict.fromkeys(self.parts["doc_id"]))
        place = {name: number for number, name in enumerate(names)}
        rows = self.parts["doc_id"].map(place).to_numpy(dtype="int64")
        joins = csr_matrix((np.ones(len(rows), dtype="int64"), (rows, np.arange(len(rows)))), (len(names), len(rows)))
        return names, csr_matrix(joins @ self.counts)

    def of(self, doc_ids: Any) -> Words:
        """The same words, of some documents only."""
        kept = self.parts["doc_id"].isin(set(doc_ids)).to_numpy()
        return Words(self.parts[kept].reset_index(drop=True), self.terms, self.counts[kept])


def count_words(sentences: pd.DataFrame, plans: pd.DataFrame) -> Words:
    """Cut the sentences of ``plans`` (rows of the table ``sentences``) and count their words, section by section.

    Left out are single characters, numbers, Latin words (a document in English has none that count), the stop words of
    the codebook, names of regions (they say where, not what), and sections that explain words. A document without any
    word has parts and no counts.
    """
    rows = sentences[sentences["doc_id"].isin(plans["doc_id"]) & ~sentences["role"].isin(UNCOUNTED)]
    keys = ["doc_id", "section_start", "section", "role"]
    joined = rows.groupby(keys, sort=False, dropna=False)
    parts = joined.agg(line=("line", "first"), char_start=("char_start", "first")).reset_index()
    texts = joined["text"].agg("\n".join).tolist()
    known: dict[str, list[str]] = {}  # plans say many clauses in the same words: each is cut once
    return _matrix(parts, [_counted(text, known) for text in texts])


def _matrix(parts: pd.DataFrame, found: list[dict[str, int]]) -> Words:
    from scipy.sparse import csr_matrix

    terms = sorted({word for counts in found for word in counts})
    place = {word: number for number, word in enumerate(terms)}
    cells = [(row, place[word], count) for row, counts in enumerate(found) for word, count in sorted(counts.items())]
    rows, columns, values = (np.array(axis, dtype="int64") for axis in zip(*cells, strict=True)) if cells else [[]] * 3
    counts = csr_matrix((values, (rows, columns)), shape=(len(found), len(terms)), dtype="int64")
    return Words(parts, tuple(terms), counts)


def _counted(text: str, known: dict[str, list[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for clause in _CLAUSE.findall(text):
        words = known.get(clause)
        if words is None:
            words = known[clause] = cut(clause)
        for word in words:
            found[word] = found.get(word, 0) + 1
    return found


def cut(text: str) -> list[str]:
    """The words of a text that count, in order.

    >>> cut("积极推进城乡低保标准统筹，2025年全县普惠型养老床位达到1200张。")
    ['城乡低保', '普惠型', '养老床位']
    """
    left_out = _left_out()
    words = tokenizer().cut(text, HMM=False)
    return [word for word in words if len(word) > 1 and word not in left_out and _HAN.search(word)]


@cache
def tokenizer() -> Tokenizer:
    """A tokenizer of our own with the words of the codebook; jieba's global one stays as it is.

    Its dictionary is read directly: no file is written to a folder for temporary files, and nothing is logged. How
    often a word of ours is taken to occur follows from jieba's own dictionary alone, not from the order of our words.
    """
    from jieba import Tokenizer

    made = Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    stops = {row["word"] for row in read_table("stop_words")}  # 十三五 must not be left as 十三
    weights = {word: made.suggest_freq(word) for word in sorted(field_words() | stops)}
    for word, weight in weights.items():
        made.add_word(word, weight)
    return made


@cache
def field_words() -> frozenset[str]:
    """The codebook's words of the field: terms, short wordings of indicators, and full names of regions."""
    terms = {row["word"] for table in ("terms", "trade_words") for row in read_table(table)}
    wordings = {row["wording"] for row in read_table("aliases") if row["indicator_id"]}
    # 乡镇数 is a count, not a word: it would cut 乡镇数字化 in two
    short = {word for word in wordings if len(word) <= LONGEST and _HAN.fullmatch(word) and not word.endswith("数")}
    regions = {row["name"] for row in read_table("regions") if len(row["name"]) > 2}
    return frozenset(terms | short | regions)


@cache
def _left_out() -> frozenset[str]:
    ordinary = {row["word"] for row in read_table("region_words")}
    names = {name for row in read_table("regions") for name in (row["name"], *row["short"].split("|"))}
    return frozenset({row["word"] for row in read_table("stop_words")} | (names - ordinary))
