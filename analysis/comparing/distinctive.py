"""Words that one document uses more than the others: weighted log-odds with an informative Dirichlet prior."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparing.enough import NEEDS
from analysis.comparing.panels import labels
from analysis.comparing.words import Words

SHOWN = 15  # words kept for each document
CERTAIN = 1.96  # standard deviations: beyond these the difference is not put down to chance (5 %, two-sided)


def log_odds(
    one: np.ndarray, other: np.ndarray, background: np.ndarray, strength: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Log-odds ratio of every word in two texts, and that ratio in standard deviations.

    Monroe, Colaresi & Quinn, “Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of
    Political Conflict”, Political Analysis 16 (2008) 372–403, doi:10.1093/pan/mpn018, section 3.5.
    With counts y of word w in texts i and j of n words, and a Dirichlet prior α of total α₀::

        δ_w = ln (y_iw + α_w) / (n_i + α₀ - y_iw - α_w)  -  ln (y_jw + α_w) / (n_j + α₀ - y_jw - α_w)
        σ²(δ_w) ≈ 1 / (y_iw + α_w) + 1 / (y_jw + α_w)
        ζ_w = δ_w / σ(δ_w)

    The prior is informative: ``α_w = α₀ · background_w / Σ background``, so that a word common everywhere needs more
    evidence than a rare one. ``strength`` is α₀, in words; by default the length of the shorter text, so that the prior
    never outweighs what was read. The arrays are counts of the same words; every word must be in ``background``.

    >>> delta, z = log_odds(np.array([3, 1]), np.array([1, 3]), np.array([4, 4]))
    >>> delta.round(4).tolist(), z.round(4).tolist()
    ([1.0217, -1.0217], [1.399, -1.399])
    """
    totals = float(one.sum()), float(other.sum())
    alpha_0 = min(totals) if strength is None else strength
    alpha = alpha_0 * background / background.sum()
    logits = [
        np.log(counts + alpha) - np.log(total + alpha_0 - counts - alpha)
        for counts, total in ((one, totals[0]), (other, totals[1]))
    ]
    delta = logits[0] - logits[1]
    return delta, delta / np.sqrt(1 / (one + alpha) + 1 / (other + alpha))


def distinctive_terms(
    words: Words, sentences: pd.DataFrame, plans: pd.DataFrame, shown: int = SHOWN, certain: float = CERTAIN
) -> pd.DataFrame:
    """The words by which each document differs most from all the others together.

    At most ``shown`` words of a document, those of at least ``certain`` standard deviations, the strongest first.
    Columns: doc_id, region, label, term, count, rest (how often here and in the others), per_1000, rest_per_1000 (of
    counted words), log_odds, z, line, char_start (of the first sentence with the word), left_out. A document with too
    few words keeps one row that says so. Empty where there are fewer documents than ``NEEDS["distinctive"]`` asks for.
    """
    names, counts = words.documents()
    need, known = NEEDS["distinctive"], labels(plans)
    regions = dict(zip(plans["doc_id"], plans["region"], strict=True))
    totals = np.asarray(counts.sum(axis=1)).ravel()
    usable = totals >= need.words
    rows: list[dict[str, Any]] = []
    if usable.sum() >= need.documents:
        background = np.asarray(counts[usable].sum(axis=0)).ravel()
        used = background > 0
        terms, background = np.array(words.terms, dtype=object)[used], background[used]
        ordered = sentences.assign(prose=sentences["kind"].ne("prose")).sort_values("prose", kind="stable")
        texts = {
            doc_id: list(zip(same["text"], same["line"], same["char_start"], strict=True))  # prose before tables
            for doc_id, same in ordered.groupby("doc_id", sort=False)
        }
        for number, name in enumerate(names):
            about = {"doc_id": name, "region": regions[name] or name, "label": known[name]}
            if not usable[number]:
                rows.append(about | {"term": "", "left_out": "too few words"})
                continue
            here = counts[number].toarray().ravel()[used]
            for found in _strongest(terms, here, background - here, background, shown, certain):
                rows.append(about | found | {"left_out": ""} | _first(texts[name], found["term"]))
    types = dict.fromkeys(["doc_id", "region", "label", "term"], "str") | dict.fromkeys(["count", "rest"], "Int64")
    types |= dict.fromkeys(["per_1000", "rest_per_1000", "log_odds", "z"], "float64")
    types |= {"line": "Int64", "char_start": "Int64", "left_out": "str"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _strongest(
    terms: np.ndarray, here: np.ndarray, rest: np.ndarray, background: np.ndarray, shown: int, certain: float
) -> Iterator[dict[str, Any]]:
    delta, z = (values.round(4) for values in log_odds(here, rest, background))
    order = np.lexsort((terms.astype(str), -z))[:shown]
    shares = 1000 * here / here.sum(), 1000 * rest / rest.sum()
    for at in order[z[order] >= certain]:
        counted = {"term": str(terms[at]), "count": int(here[at]), "rest": int(rest[at])}
        rates = {"per_1000": shares[0][at].round(4), "rest_per_1000": shares[1][at].round(4)}
        yield counted | rates | {"log_odds": delta[at], "z": z[at]}


def _first(rows: list[tuple[str, int, int]], term: str) -> dict[str, Any]:
    """Line and place of the first of these sentences that holds the word; a word parted by a line end has none."""
    line, start = next(((line, start) for text, line, start in rows if term in text), (pd.NA, pd.NA))
    return {"line": line, "char_start": start}
