"""Sentences about measures and wording, each computed, each computed again from the tables before it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparing.enough import NEEDS
from analysis.comparing.words import Words
from analysis.model import Strength
from analysis.publishing.findings import Claim, aims
from analysis.publishing.fitting import figure
from analysis.publishing.words import name, say

NAMED = 6  # measures and documents named in one sentence
TOLERANCE = 0.0051  # half of the last decimal that is said, and a little


@dataclass(frozen=True)
class Ground:
    """What the sentences are computed from again: the table of coverage, the counts of words, the passages."""

    coverage: pd.DataFrame
    words: Words
    passages: pd.DataFrame

    @cached_property
    def by_document(self) -> dict[str, list[dict[Any, Any]]]:
        """The rows of coverage of each document."""
        found: dict[str, list[dict[Any, Any]]] = {}
        for row in self.coverage.to_dict("records"):
            found.setdefault(row["doc_id"], []).append(row)
        return found


def measure_basis(panel: pd.DataFrame, plans: pd.DataFrame, language: str) -> str:
    """How many measures were looked for in how many documents, and what became of each, as a Markdown list."""
    states = panel["why_not"].where(panel["state"].ne("found"), "found")
    counts = states.where(states.ne(""), "not stated").value_counts()
    lines = [say("basis.measures", language, documents=len(plans), measures=panel["measure_id"].nunique())]
    for state in ("found", "not stated", "not in force", "damaged", "not readable"):
        if counts.get(state, 0):
            lines.append(say("basis.state", language, state=name("state", state, language), count=int(counts[state])))
    for statistic, need in NEEDS.items():
        if len(plans) < need.documents:
            said = {"what": say(f"statistic.{statistic}", language), "least": need.documents, "words": need.words}
            lines.append(say("few" if need.words else "few_documents", language, **said) + say("stop", language))
    return "\n".join(f"- {line}" for line in lines)


def about_measures(panel: pd.DataFrame, language: str) -> list[Claim]:
    """What each document covers, what all of them cover, and what only one does."""
    claims = []
    for doc_id, same in panel.groupby("doc_id", sort=False):
        telling = same[same["why_not"].eq("")]
        found = telling[telling["state"].eq("found")]
        if telling.empty:
            continue
        rank = found["strength_rank"]
        firm, quantified = (int(rank.ge(least.rank).sum()) for least in (Strength.COMMITTED, Strength.QUANTIFIED))
        if len(found) == len(telling) and same["why_not"].eq("not readable").any():
            claims.append(_covered_partly(same["label"].iloc[0], str(doc_id), (len(found), firm, quantified), language))
            continue
        share = 100 * len(found) / len(telling)
        numbers = (len(found), len(telling), share, firm, quantified)
        text = say(
            "claim.covered", language, label=same["label"].iloc[0], found=len(found), telling=len(telling),
            share=figure(share, 1), firm=firm, quantified=quantified,
        )  # fmt: skip
        claims.append(Claim(text, numbers, "covered", (str(doc_id),)))
    documents = tuple(dict.fromkeys(panel["doc_id"]))
    if len(documents) < 2:
        return claims
    found = panel[panel["state"].eq("found")]
    spread = found.groupby("measure_id", sort=False)["doc_id"].nunique()
    for formula, count in (("common", len(documents)), ("alone", 1)):
        measures = list(spread[spread.eq(count)].index)
        if measures:
            named = say("comma", language).join(name("measure_id", one, language) for one in measures[:NAMED])
            said = {"documents": len(documents), "count": len(measures), "named": named}
            claims.append(Claim(say(f"claim.{formula}", language, **said), (len(measures),), formula, documents))
    return claims


def _covered_partly(label: str, doc_id: str, numbers: tuple[int, int, int], language: str) -> Claim:
    """What is seen in a document that cannot tell what it leaves out: no share of anything."""
    found, firm, quantified = numbers
    text = say("claim.covered_partly", language, label=label, found=found, firm=firm, quantified=quantified)
    return Claim(text, numbers, "covered_partly", (doc_id,))


def about_wording(pairs: pd.DataFrame, shared: pd.DataFrame, language: str) -> list[Claim]:
    """The documents most alike in wording, and those that share most passages."""
    claims = []
    for number, row in enumerate(pairs.head(2).to_dict("records") if len(pairs) > 1 else ()):  # the most of one is none
        said = {"one": row["label"], "other": row["other"], "similarity": figure(row["similarity"])}
        text = say("claim.similar" if number == 0 else "claim.similar_next", language, **said)
        claims.append(Claim(text, (row["similarity"],), "similar", (row["doc_id"], row["other_id"])))
    for row in shared.head(3).to_dict("records"):
        said = {"one": row["label"], "other": row["other"], "passages": row["passages"], "same": row["same"]}
        said |= {"share": figure(row["share"], 1), "other_share": figure(row["other_share"], 1)}
        text = say("claim.shared", language, **said)
        if row["above"]:
            text += say("claim.above", language, above=row["above"])
        claims.append(Claim(text, (row["passages"],), "shared", (row["doc_id"], row["other_id"])))
    return claims


def about_rates(rates: pd.DataFrame, language: str) -> list[Claim]:
    """Coverage rates that have both a baseline and a target that differ; these claims rest on facts."""
    return list(aims(rates[rates["change"].notna() & rates["change"].ne(0)], language))


# --- computed again ------------------------------------------------------------------------------------------------


def followed(claims: Iterable[Claim], ground: Ground) -> bool:
    """Whether every number of every claim follows from the ground; raises ``AssertionError`` naming the first that
    does not."""
    for claim in claims:
        again = FORMULAS[claim.formula](claim.facts, ground)
        if len(again) != len(claim.numbers) or any(
            abs(said - one) > TOLERANCE for said, one in zip(claim.numbers, again, strict=True)
        ):
            follows = ", ".join(figure(one, 4) for one in again)
            raise AssertionError(f"“{claim.text}” does not follow from the tables, which give {follows}")
    return True


def _of(doc_ids: Sequence[str], ground: Ground) -> list[dict[Any, Any]]:
    return [row for doc_id in dict.fromkeys(doc_ids) for row in ground.by_document.get(doc_id, ())]


def _covered(doc_ids: Sequence[str], ground: Ground) -> tuple[float, ...]:
    rows = _of(doc_ids, ground)
    found = [row["strength"] for row in rows if row["state"] == "found"]
    silent = sum(row["state"] == "not stated" and row["in_force"] for row in rows)
    share = 100 * len(found) / (len(found) + silent)
    firm = sum(strength != "mentioned" for strength in found)
    return len(found), len(found) + silent, share, firm, found.count("quantified")


def _covered_partly_again(doc_ids: Sequence[str], ground: Ground) -> tuple[float, ...]:
    found = [row["strength"] for row in _of(doc_ids, ground) if row["state"] == "found"]
    return len(found), sum(strength != "mentioned" for strength in found), found.count("quantified")


def _spread(doc_ids: Sequence[str], ground: Ground) -> list[int]:
    found: dict[str, set[str]] = {}
    for row in _of(doc_ids, ground):
        if row["state"] == "found":
            found.setdefault(row["measure_id"], set()).add(row["doc_id"])
    return [len(documents) for documents in found.values()]


def _similar(doc_ids: Sequence[str], ground: Ground) -> tuple[float, ...]:
    """TF-IDF and cosine by their formulas, without scikit-learn."""
    names, counts = ground.words.documents()
    frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
    weight = np.log((1 + len(names)) / (1 + frequency)) + 1
    one, other = (counts[names.index(doc_id)].toarray().ravel().astype(float) for doc_id in doc_ids)
    for vector in (one, other):
        vector[vector > 0] = 1 + np.log(vector[vector > 0])
        vector *= weight
    return (float(one @ other / np.sqrt((one @ one) * (other @ other))),)


def _shared(doc_ids: Sequence[str], ground: Ground) -> tuple[float, ...]:
    rows = ground.passages
    held = [set(rows.loc[rows["doc_id"].eq(doc_id), "passage"]) for doc_id in doc_ids]
    return (len(set.intersection(*held)),)


FORMULAS: dict[str, Callable[[Sequence[str], Ground], tuple[float, ...]]] = {
    "covered": _covered,
    "covered_partly": _covered_partly_again,
    "common": lambda doc_ids, ground: (sum(count == len(doc_ids) for count in _spread(doc_ids, ground)),),
    "alone": lambda doc_ids, ground: (sum(count == 1 for count in _spread(doc_ids, ground)),),
    "similar": _similar,
    "shared": _shared,
}
