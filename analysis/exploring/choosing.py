"""Facts by indicator, kind and group, in the words people use for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing import SelectionError
from analysis.model import Kind
from analysis.publishing.words import say

NAMED = 12  # names that an error lists


def choose_facts(
    facts: pd.DataFrame, known: pd.DataFrame, indicators: Sequence[str], kinds: Sequence[str], groups: Sequence[str]
) -> pd.DataFrame:
    """The rows of ``facts`` that are about these; a word means what it means in ``known``, the facts of everything.

    Raises :class:`SelectionError` for a word that nothing in ``known`` answers to.
    """
    if indicators:
        answering = [_indicator(known, word) for word in indicators]
        ids, texts = {id_ for one, _ in answering for id_ in one}, {text for _, one in answering for text in one}
        facts = facts[facts["indicator_id"].isin(ids) | facts["indicator_text"].isin(texts)]
    if kinds:
        facts = facts[facts["kind"].isin([_kind(word) for word in kinds])]
    for word in groups:
        if not known["group"].eq(word).any():
            raise SelectionError(_unknown("group", word, known["group"]))
    return facts[facts["group"].isin(groups)] if groups else facts


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Indicator → what it is called in the codebook."""
    return {row["id"]: (row["id"], row["name_zh"], row["name_en"]) for row in read_table("indicators")}


def _indicator(known: pd.DataFrame, word: str) -> tuple[set[str], set[str]]:
    """Ids and wordings that a word stands for: those called exactly so, else those that contain it."""
    wanted = word.strip().casefold()
    there = set(known["indicator_id"]) - {""}
    texts = set(known.loc[known["indicator_id"].eq(""), "indicator_text"]) - {""}
    for same in (_equals(wanted), _contains(wanted)):
        ids = {id_ for id_, names in _names().items() if any(same(name) for name in names)}
        own = {text for text in texts if same(text)}
        spelt = set(known.loc[known["indicator_text"].map(same), "indicator_id"]) - {""} if not ids else set()
        if wanted and (ids or own or spelt):
            return ids | spelt, own
    called = [name for id_ in there for name in _names().get(id_, ())[1:]]
    raise SelectionError(_unknown("indicator", word, [*called, *texts]))


def _equals(wanted: str) -> Callable[[str], bool]:
    return lambda name: name.casefold() == wanted


def _contains(wanted: str) -> Callable[[str], bool]:
    return lambda name: wanted in name.casefold()


def _kind(word: str) -> str:
    for kind in Kind:
        if word.strip().casefold() in (kind.value, say(f"fact.{kind}", "zh"), say(f"fact.{kind}", "en").casefold()):
            return kind.value
    raise SelectionError(f"There is no kind “{word}”. The kinds are: {', '.join(Kind)}.")


def _unknown(what: str, word: str, there: Iterable[str]) -> str:
    """A sentence that names those that are spelt alike, else the first few."""
    names = sorted({str(name) for name in there} - {""})
    close = get_close_matches(word, names, NAMED, 0.5)
    listed = ", ".join((close or names)[:NAMED]) + (" …" if not close and len(names) > NAMED else "")
    return f"No fact has the {what} “{word}”. {'Did you mean' if close else 'There are'}: {listed}."
