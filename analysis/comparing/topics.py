"""What the sections of a large corpus are about: topics by non-negative matrix factorisation."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from analysis.comparing.enough import NEEDS
from analysis.comparing.similarity import LEAST_WORDS, weighted
from analysis.comparing.words import Words

TOPICS = 12  # as many as the domains of civil affairs that plans have chapters for
TERMS = 10  # words shown of a topic
ROUNDS = 400


def topics(words: Words, number: int = TOPICS) -> pd.DataFrame:
    """The strongest words of each topic, and how many documents and sections it leads.

    Topics are factors of the TF-IDF matrix of sections with at least ``LEAST_WORDS`` counted words (NMF with the
    deterministic start of Boutsidis & Gallopoulos 2008: no chance is involved). Words of fewer than three documents
    are left out: they name places and programmes. Columns: topic (1 leads most sections), term, weight (share of the
    topic's weight), rank, sections, documents. Empty where there are fewer documents than ``NEEDS["topics"]`` asks for,
    or fewer sections than topics.
    """
    _, by_document = words.documents()
    columns = ["topic", "term", "weight", "rank", "sections", "documents"]
    types = {"topic": "Int64", "term": "str", "weight": "float64", "rank": "Int64"}
    types |= {"sections": "Int64", "documents": "Int64"}
    empty = pd.DataFrame({column: pd.Series(dtype=types[column]) for column in columns})
    need = NEEDS["topics"]
    enough = np.asarray(by_document.sum(axis=1)).ravel() >= need.words
    kept = np.asarray(words.counts.sum(axis=1)).ravel() >= LEAST_WORDS
    if enough.sum() < need.documents or kept.sum() <= number:
        return empty
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    common = np.asarray((by_document > 0).sum(axis=0)).ravel() >= 3
    vectors = weighted(words.counts[kept][:, common])
    model = NMF(number, init="nndsvd", max_iter=ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last rounds change weights behind the decimals shown
        shares = model.fit_transform(vectors)
    parts = words.parts[kept].reset_index(drop=True)
    leading = pd.Series(shares.argmax(axis=1)).where(shares.max(axis=1) > 0)
    led = leading.value_counts()
    order = sorted(range(number), key=lambda topic: (-int(led.get(topic, 0)), topic))
    terms = np.array(words.terms, dtype=object)[common]
    rows = []
    for place, topic in enumerate(order, 1):
        weights = model.components_[topic].round(6)
        total = weights.sum() or 1.0
        best = [at for at in np.lexsort((terms.astype(str), -weights))[:TERMS] if weights[at] > 0]
        documents = parts.loc[leading.eq(topic), "doc_id"].nunique()
        for rank, at in enumerate(best, 1):
            rows.append((place, terms[at], round(weights[at] / total, 4), rank, int(led.get(topic, 0)), documents))
    return pd.DataFrame(rows, columns=columns).astype(types)
