"""How alike the wording of plans and of their sections is: TF-IDF, cosine similarity, hierarchical clustering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.comparing.enough import NEEDS
from analysis.comparing.panels import labels
from analysis.comparing.words import Words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DECIMALS = 4  # of similarities: sums of floats in another order differ far behind
LEAST_WORDS = 20  # counted words of a section; of a shorter one (a heading, a sentence) two common words make half


def weighted(counts: csr_matrix) -> csr_matrix:
    """TF-IDF of a matrix of counts, every row of length 1 (a row without words stays empty).

    ``(1 + ln tf) · (ln((1 + n) / (1 + df)) + 1)``: the logarithm of the count, so that a word said fifty times does not
    silence the others (in a plan 养老 would), and the smoothed inverse document frequency of scikit-learn.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    if 0 in counts.shape:
        return counts.astype("float64")
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def plan_similarity(words: Words, plans: pd.DataFrame) -> pd.DataFrame:
    """Cosine similarity of every two documents, from 0 (no word in common) to 1; and of each with itself.

    Columns: doc_id, region, label, other_id, other, similarity, words, other_words (counted words), left_out (why a
    pair cannot be compared; then ``similarity`` is missing). One row per pair in the order of documents, the diagonal
    included. ``label`` tells documents apart: region, and its period where one region has several.
    """
    names, counts = words.documents()
    there = plans[plans["doc_id"].isin(names)].set_index("doc_id", drop=False)
    shown = labels(plans)
    totals = np.asarray(counts.sum(axis=1)).ravel()
    vectors = weighted(counts)
    cosine = (vectors @ vectors.T).toarray().round(DECIMALS).clip(0, 1)
    ones, others = np.triu_indices(len(names))
    enough = totals >= NEEDS["similarity"].words
    usable = enough[ones] & enough[others]
    ids = np.array(names, dtype=object)
    frame = pd.DataFrame(
        {
            "doc_id": ids[ones],
            "region": [there.at[name, "region"] or name for name in ids[ones]],
            "label": [shown[name] for name in ids[ones]],
            "other_id": ids[others],
            "other": [shown[name] for name in ids[others]],
            "similarity": np.where(usable, cosine[ones, others], np.nan),
            "words": totals[ones],
            "other_words": totals[others],
            "left_out": np.where(usable, "", "too few words"),
        }
    )
    texts = dict.fromkeys(["doc_id", "region", "label", "other_id", "other", "left_out"], "str")
    return frame.astype(texts | {"words": "Int64", "other_words": "Int64", "similarity": "float64"})


def pairs(similarity: pd.DataFrame) -> pd.DataFrame:
    """The pairs of different documents that can be compared, the most similar first."""
    frame = similarity[similarity["doc_id"].ne(similarity["other_id"]) & similarity["left_out"].eq("")]
    return frame.sort_values(
        ["similarity", "doc_id", "other_id"], ascending=[False, True, True], kind="stable", ignore_index=True
    )


@dataclass(frozen=True)
class Tree:
    """A hierarchical clustering: documents in the order of the leaves, and the merges of scipy's ``linkage``."""

    doc_ids: tuple[str, ...]  # in the order of rows of the matrix
    leaves: tuple[str, ...]  # in the order in which a dendrogram shows them
    merges: Any  # scipy's linkage matrix: two nodes, distance (1 - similarity), size; None where too few documents


def tree(similarity: pd.DataFrame) -> Tree:
    """Average-linkage clustering of the distances ``1 - similarity`` (UPGMA: a cosine has no centroid for Ward).

    Documents that cannot be compared are not in it. With fewer than ``NEEDS["clusters"].documents`` there are no
    merges, and the leaves are in the order of documents.
    """
    usable = similarity[similarity["left_out"].eq("")]
    names = list(dict.fromkeys([*usable["doc_id"], *usable["other_id"]]))
    if len(names) < NEEDS["clusters"].documents:
        return Tree(tuple(names), tuple(names), None)
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    place = {name: number for number, name in enumerate(names)}
    matrix = np.ones((len(names), len(names)))
    rows, columns = (usable[side].map(place).to_numpy() for side in ("doc_id", "other_id"))
    matrix[rows, columns] = matrix[columns, rows] = 1 - usable["similarity"].to_numpy()
    np.fill_diagonal(matrix, 0)
    merges = linkage(squareform(matrix, checks=False), method="average")
    return Tree(tuple(names), tuple(names[leaf] for leaf in leaves_list(merges)), merges)


def section_similarity(words: Words, plans: pd.DataFrame, of: pd.DataFrame, least: float = 0.3) -> pd.DataFrame:
    """Sections that answer each other: in two documents, each the most similar to the other.

    ``of``: the pairs of documents to look at (rows of :func:`pairs`). Only sections of at least ``LEAST_WORDS`` counted
    words, and only pairs of at least ``least`` similarity. Weights are those of all sections, so that words common to
    all of them count least. Columns: doc_id, region, label, section, role, char_start, other_id, other,
    other_section, other_start, similarity. Sorted by similarity, the highest first.
    """
    totals = np.asarray(words.counts.sum(axis=1)).ravel()
    kept = (totals >= LEAST_WORDS) & words.parts["section"].ne("").to_numpy()
    parts, vectors = words.parts[kept].reset_index(drop=True), weighted(words.counts)[kept]
    places = parts.groupby("doc_id", sort=False).indices
    rows: list[dict[str, Any]] = []
    for pair in of.to_dict("records"):
        mine, theirs = (places.get(pair[side]) for side in ("doc_id", "other_id"))
        if mine is None or theirs is None:
            continue
        block = (vectors[mine] @ vectors[theirs].T).toarray().round(DECIMALS)
        best, back = block.argmax(axis=1), block.argmax(axis=0)
        about = {name: pair[name] for name in ("doc_id", "region", "label", "other_id", "other")}
        for row, column in enumerate(best):
            if back[column] == row and block[row, column] >= least:
                this, that = parts.iloc[mine[row]], parts.iloc[theirs[column]]
                here = {name: this[name] for name in ("section", "role", "char_start")}
                there = {"other_section": that["section"], "other_start": that["char_start"]}
                rows.append(about | here | there | {"similarity": block[row, column]})
    names = ["doc_id", "region", "label", "section", "role", "char_start", "other_id", "other", "other_section"]
    types = dict.fromkeys(names, "str") | {"char_start": "Int64", "other_start": "Int64", "similarity": "float64"}
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    by = ["similarity", "doc_id", "char_start", "other_id"]
    return frame.sort_values(by, ascending=[False, True, True, True], kind="stable", ignore_index=True)
