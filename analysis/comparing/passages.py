"""Passages that documents share: sentences of the same or nearly the same wording in two or more of them.

Two sentences are near-identical when at least ``ALIKE`` of their character trigrams agree (Jaccard: shared ones over
all ones; white space and punctuation do not count). Which pairs to look at follows from the rarest trigrams alone
(prefix filter of Chaudhuri, Ganti & Kaushik 2006 and Bayardo, Ma & Srikant 2007): two sets that agree so far must share
one of them, so no pair is missed and nothing is left to chance; each pair is then compared exactly.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.panels import labels
from analysis.comparing.words import UNCOUNTED
from analysis.tables.schema import columns

# Read side by side in five plans: of the pairs that agree by 0.40 to 0.45 (the lowest 19) every one is one wording with
# words exchanged or clauses added; of those that agree by 0.30 to 0.38 one in three shares a phrase and no more.
ALIKE = 0.4
SHINGLE = 3  # characters
SHORTEST = 16  # characters that count; shorter sentences agree by chance: 社会救助体系不断完善

COLUMNS = [
    "passage", "doc_id", "region", "label", "documents", "alike", "first", "above", "section", "section_start", "role",
    "line", "char_start", "char_end", "text",
]  # fmt: skip

_NOT_WORDING = re.compile(r"[\W_]+")


def shared_passages(sentences: pd.DataFrame, plans: pd.DataFrame, alike: float = ALIKE) -> pd.DataFrame:
    """Sentences that two or more documents of ``plans`` share, one row per sentence, passage by passage.

    ``passage`` is made of its wording and survives the arrival of other documents with the same first one. ``first``
    marks the wording the others are compared with: that of the highest level, then the earliest, document. ``alike`` is
    the agreement with it, 1 where the wording is the same. ``documents``: how many share the passage. ``above``: the
    region directly above all that share it, where they have one in common (重庆市 for two of its counties); wording
    shared under one region points to a document of that region, whether or not it is at hand. Sorted by number of
    documents, then by place in the first document.
    """
    rows = _comparable(sentences, plans)
    rank = {doc_id: place for place, doc_id in enumerate(_from_above(plans))}
    rows = rows.assign(rank=rows["doc_id"].map(rank)).sort_values(["rank", "char_start"], ignore_index=True)
    leaders = _Leaders(rows["wording"].drop_duplicates().tolist(), alike)
    joined = rows["wording"].map(leaders.joined)
    rows = rows.assign(leader=[leader for leader, _ in joined], alike=[share for _, share in joined])
    rows["documents"] = rows.groupby("leader")["doc_id"].transform("nunique")
    rows = rows[rows["documents"].gt(1)].reset_index(drop=True)
    return _told(rows, plans)


def _comparable(sentences: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Sentences of prose that are long enough to compare, with their wording.

    Those that explain words are left out, and the document's own title: all reports are called alike.
    """
    rows = sentences[sentences["doc_id"].isin(plans["doc_id"]) & sentences["kind"].eq("prose")]
    rows = rows[~rows["role"].isin(UNCOUNTED)]
    rows = rows.assign(wording=rows["text"].map(_wording))
    titles = dict(zip(plans["doc_id"], plans["title"].map(_wording), strict=True))
    named = [text in titles[doc_id] for text, doc_id in zip(rows["wording"], rows["doc_id"], strict=True)]
    return rows[rows["wording"].str.len().ge(SHORTEST) & ~np.array(named, dtype=bool)].reset_index(drop=True)


def _told(rows: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    names = labels(plans)
    codes = dict(zip(plans["doc_id"], plans["region_code"], strict=True))
    regions = dict(zip(plans["doc_id"], plans["region"], strict=True))
    above = {
        leader: region_above(codes[doc_id] for doc_id in same["doc_id"])
        for leader, same in rows.groupby("leader", sort=False)
    }
    order = {leader: place for place, leader in enumerate(dict.fromkeys(rows["leader"]))}
    rows = rows.assign(
        passage=[f"p{hashlib.sha256(leader.encode()).hexdigest()[:11]}" for leader in rows["leader"]],
        region=[regions[doc_id] or doc_id for doc_id in rows["doc_id"]],
        label=rows["doc_id"].map(names),
        above=rows["leader"].map(above),
        first=~rows["leader"].duplicated(),
        place=rows["leader"].map(order),
    )
    rows = rows.sort_values(["documents", "place"], ascending=[False, True], kind="stable", ignore_index=True)
    texts = ["passage", "doc_id", "region", "label", "above", "section", "role", "text"]
    types = dict.fromkeys(texts, "str") | {"documents": "Int64", "alike": "float64", "first": "bool"}
    return rows[COLUMNS].astype(types)


def _wording(text: str) -> str:
    """What counts of a sentence: letters, characters and digits.

    >>> _wording("到2025年，建成“中央厨房”3个。")
    '到2025年建成中央厨房3个'
    """
    return _NOT_WORDING.sub("", text)


def _from_above(plans: pd.DataFrame) -> list[str]:
    """Documents from the highest level down, earlier ones first."""
    rows = plans.to_dict("records")
    levels = next(column.allowed for column in columns("plans") if column.name == "region_level")  # from above

    def rank(row: Mapping[Any, Any]) -> tuple[Any, ...]:
        level = levels.index(row["region_level"]) if row["region_level"] in levels else len(levels)
        start = 9999 if pd.isna(row["period_start"]) else int(row["period_start"])
        return level, row["date_written"] or row["date_published"] or f"{start}", row["doc_id"]

    return [str(row["doc_id"]) for row in sorted(rows, key=rank)]


def region_above(codes: Iterable[str]) -> str:
    """The lowest region that lies above all these divisions; empty where it is the country, or a code is unknown.

    >>> [region_above(codes) for codes in (["500116", "500238"], ["421300", "421321"], ["500116", ""])]
    ['重庆市', '湖北省', '']
    """
    found = set(codes)
    if any(len(code) != 6 for code in found):
        return ""
    for digits in (4, 2):
        heads = {code[:digits] for code in found}
        upper = heads.pop().ljust(6, "0")
        if not heads and upper not in found and (name := _divisions().get(upper)):
            return name
    return ""


@cache
def _divisions() -> dict[str, str]:
    """Division code → name; of a code that had several the last."""
    return {row["code"]: row["name"] for row in read_table("regions")}


@dataclass(slots=True)
class _Leaders:
    """Wordings in the order given; each joins the most alike of those before it that joined none, or leads itself."""

    wordings: Sequence[str]
    least: float
    joined: dict[str, tuple[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sets = [frozenset(shingles(wording)) for wording in self.wordings]
        counts = Counter(one for found in sets for one in found)
        order = {one: rank for rank, (_, one) in enumerate(sorted((count, one) for one, count in counts.items()))}
        index: defaultdict[str, list[int]] = defaultdict(list)
        for number, (wording, found) in enumerate(zip(self.wordings, sets, strict=True)):
            rarest = sorted(found, key=order.__getitem__)
            prefix = rarest[: len(rarest) - math.ceil(self.least * len(rarest)) + 1]
            near = {leader for one in prefix for leader in index[one]}
            best = max(((jaccard(found, sets[leader]), -leader) for leader in near), default=(0.0, 0))
            if best[0] >= self.least:
                self.joined[wording] = (self.wordings[-best[1]], round(best[0], 4))
                continue
            self.joined[wording] = (wording, 1.0)
            for one in prefix:
                index[one].append(number)


def shingles(wording: str) -> set[str]:
    """The character trigrams of a wording.

    >>> sorted(shingles("养老服务"))
    ['养老服', '老服务']
    """
    return {wording[at : at + SHINGLE] for at in range(len(wording) - SHINGLE + 1)}


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def shared_by_pair(passages: pd.DataFrame, sentences: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """For every two documents: how many passages they share, and what share of the text of each lies in them.

    Columns: doc_id, region, label, other_id, other, passages, same (of which in the same words), share, other_share
    (percent of the characters of sentences that are long enough to compare), above. Only pairs that share a passage,
    those with most passages first.
    """
    rows = _comparable(sentences, plans)
    whole = rows["wording"].str.len().groupby(rows["doc_id"]).sum()
    codes, names = dict(zip(plans["doc_id"], plans["region_code"], strict=True)), labels(plans)
    regions = dict(zip(plans["doc_id"], plans["region"], strict=True))
    same = passages.assign(wording=passages["text"].map(_wording))
    same["size"] = same["wording"].str.len()
    documents = sorted(set(same["doc_id"]))
    in_passages, characters = _by(same, "passage", documents), _by(same, "passage", documents, same["size"])
    wordings = _by(same, "wording", documents)
    common = (in_passages.T @ in_passages).toarray()
    identical, held = (wordings.T @ wordings).toarray(), (characters.T @ in_passages).toarray()
    table = [
        [one, regions[one] or one, names[one], other, names[other],
         common[at, to], min(identical[at, to], common[at, to]),
         100 * held[at, to] / whole[one], 100 * held[to, at] / whole[other], region_above([codes[one], codes[other]])]
        for at, one in enumerate(documents) for to, other in enumerate(documents) if at < to and common[at, to]
    ]  # fmt: skip
    head = ["doc_id", "region", "label", "other_id", "other", "passages", "same", "share", "other_share", "above"]
    frame = pd.DataFrame(table, columns=head)
    types = dict.fromkeys(head, "str") | {"passages": "Int64", "same": "Int64"}
    frame = frame.astype(types | {"share": "float64", "other_share": "float64"}).round({"share": 1, "other_share": 1})
    by = ["passages", "doc_id", "other_id"]
    return frame.sort_values(by, ascending=[False, True, True], kind="stable", ignore_index=True)


def _by(rows: pd.DataFrame, what: str, documents: Sequence[str], sizes: pd.Series | None = None) -> Any:
    """A sparse matrix of passages (or wordings) by documents: 1 where a document has it, or its characters there."""
    from scipy.sparse import csr_matrix

    place = {name: number for number, name in enumerate(documents)}
    kinds, _ = pd.factorize(rows[what])
    cells = np.ones(len(rows), dtype="int64") if sizes is None else sizes.to_numpy(dtype="int64")
    made = csr_matrix((cells, (kinds, rows["doc_id"].map(place).to_numpy())), (kinds.max(initial=-1) + 1, len(place)))
    return (made > 0).astype("int64") if sizes is None else made


def verified(passages: pd.DataFrame, sentences: pd.DataFrame) -> bool:
    """Whether each row is a sentence of its document, near-identical to the first wording of its passage.

    Compares again, one by one, what the search found by its index. Raises ``AssertionError`` naming the first row that
    is not.
    """
    written = dict(zip(zip(sentences["doc_id"], sentences["char_start"], strict=True), sentences["text"], strict=True))
    opening = passages[passages["first"]]
    first = dict(zip(opening["passage"], opening["text"], strict=True))
    for row in passages.to_dict("records"):
        text, other = row["text"], first[row["passage"]]
        near = 1.0 if text == other else jaccard(_shingled(text), _shingled(other))
        if written.get((row["doc_id"], row["char_start"])) != text or near < row["alike"] - 1e-3:
            raise AssertionError(f"“{row['text']}” is no passage of {row['doc_id']} like that of {row['passage']}")
    return True


def _shingled(text: str) -> frozenset[str]:
    return frozenset(shingles(_wording(text)))
