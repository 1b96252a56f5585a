"""The words of figures, notebooks and pages in Chinese and English, each said in one place.

Document text is never translated: names of regions, quotes and wordings the codebook does not know stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from numbers import Integral
from typing import Any

from analysis.codebook import changes, read_table
from analysis.model import PlainError
from analysis.publishing import wording
from analysis.publishing.wording_corpus import CORPUS
from analysis.publishing.wording_measures import MEASURES
from analysis.publishing.wording_pages import PAGES
from analysis.publishing.wording_promises import PROMISES
from analysis.publishing.wording_reasons import REASONS

LANGUAGES = ("zh", "en")
WORDING = wording.WORDING | PAGES | CORPUS | PROMISES | MEASURES | REASONS

#: Columns of panels whose cells have a name in both languages, and under which kind of key.
WORDED_COLUMNS = {
    "group": "group", "kind": "kind", "role": "role", "left_out": "reason", "indicator_id": "indicator",
    "measure": "measure", "baseline_note": "reason", "caution": "reason", "cue": "reason", "check": "check",
    "conversion": "conversion", "doc_type": "doc_type", "plan_period": "period", "status": "run",
    "certainty": "certainty", "agreement": "agreement", "reason": "reason", "attribute": "attribute",
    "promise_status": "promise", "next_status": "next", "next_indicator": "indicator", "subject": "indicator",
    "flow": "flow", "basis": "group",
    "recipient_id": "indicator", "direction_from": "direction_from", "per_what": "per", "severity": "severity",
    "measure_id": "measure_id", "domain": "domain", "strength": "strength", "state": "state", "about": "about",
    "measure_change": "measure_change", "strength_one": "strength", "strength_other": "strength",
    "period_one": "period", "period_other": "period", "period": "period",
}  # fmt: skip

#: Kinds of words whose names stand in the codebook: table, and column of the word, which is its Chinese name as well
#: where the table has none.
CODED = {
    "group": ("group_names", "group"),
    "period": ("periods", "name"),
    "measure_id": ("measures", "id"),
    "domain": ("measure_domains", "domain"),
    "doc_type": ("doc_type_names", "doc_type"),
    "flag": ("flag_names", "flag"),
}


class LanguageError(PlainError):
    """A language there are no words for."""


def check_language(language: str) -> str:
    """The language itself; raises :class:`LanguageError` for one that is neither ``zh`` nor ``en``."""
    if language not in LANGUAGES:
        raise LanguageError(f"Language “{language}” is unknown: give zh (Chinese) or en (English).")
    return language


def say(key: str, language: str, **values: object) -> str:
    """The wording of ``key`` with ``{name}`` filled in from ``values``; ``{name:# fact|# facts}`` is one or many of it.

    >>> say("period.annual", "en"), say("period.annual", "zh")
    ('annual', '年度')
    >>> [say("index.counts", "en", documents=count, facts=2) for count in (1, 3)]
    ['1 document, 2 facts.', '3 documents, 2 facts.']
    """
    zh, en = WORDING[key]
    counted = {one: _Count(value) if isinstance(value, Integral) else value for one, value in values.items()}
    return (zh if check_language(language) == "zh" else en).format(**counted)


class _Count(int):
    """A number that is followed by the singular or the plural, whichever it asks for."""

    def __format__(self, words: str) -> str:
        one, _, many = words.partition("|")
        return (one if self == 1 else many).replace("#", str(int(self))) if many else super().__format__(words)


def name(kind: str, word: str, language: str) -> str:
    """The name of a word of some ``kind`` (group, indicator, role, reason …); one nobody has translated stays as it is.

    >>> name("group", "重度残疾人", "en"), name("group", "留守", "en"), name("indicator", "nursing_bed_share", "en")
    ('Severely disabled', '留守', 'Share of nursing beds')
    """
    if kind == "indicator":
        return _indicator(word, language)
    if kind == "reason":
        return _reason(word, language)
    key = f"{kind}.{word}"
    if kind not in CODED or key in WORDING:
        return say(key, language) if key in WORDING else word
    return _coded(kind).get(word, (word, word))[LANGUAGES.index(check_language(language))]


def _reason(word: str, language: str) -> str:
    """A reason as a whole, in the words of the codebook, by its pattern, or part by part (``a; b``).

    >>> _reason("元 is not 人", "zh"), _reason("same row of the table; the baseline is flagged", "zh")
    ('元，不是人', '同一表格行；基期值带标记')
    """
    key = f"reason.{word}"
    if key in WORDING:
        return say(key, language)
    if word in _cautions():
        return word if language == "en" else _cautions()[word]
    for pattern, key in _patterns():
        if found := pattern.fullmatch(word):
            return say(key, language, **{part: _reason(value, language) for part, value in found.groupdict().items()})
    parts = word.split("; ")
    return say("semicolon", language).join(_reason(part, language) for part in parts) if len(parts) > 1 else word


@cache
def _cautions() -> dict[str, str]:
    """Why the codebook forbids a comparison, in English → in Chinese."""
    return {row["reason"]: row["reason_zh"] for row in read_table("comparability")}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Reasons that hold values, as patterns with a group for each, and their keys."""
    keys = [key for key in REASONS if "{" in key]
    return tuple((re.compile(_VALUE.sub(r"(?P<\1>[^;]+)", key.removeprefix("reason."))), key) for key in keys)


_VALUE = re.compile(r"\{(\w+)\}")  # no reason holds a sign that means something in a pattern


def subject(row: Mapping[Any, Any], language: str) -> str:
    """What a row is about: its indicator or, where the codebook has none, the document's own words.

    >>> subject({"indicator_id": "nursing_bed_share", "indicator": "护理型床位占比"}, "en")
    'Share of nursing beds'
    >>> subject({"indicator_id": "", "indicator": ""}, "en")
    '(not named)'
    """
    known = name("indicator", row["indicator_id"], language) if row["indicator_id"] else str(row["indicator"])
    return known or say("unnamed", language)


def group_of(row: Mapping[Any, Any], language: str) -> str:
    """The name of a row's group; an empty string where it has none."""
    return name("group", row["group"], language) if row["group"] else ""


def title_of(what: str, stem: str, language: str) -> str:
    """The title of a figure or table (``what``); a stem that has none is its own title, so that a notebook of one's own
    needs no wording here.

    >>> title_of("figure", "low_income_levels", "en"), title_of("figure", "my own figure", "en")
    ('Low-income standards', 'my own figure')
    """
    begun, _, rest = stem.rpartition("_")  # spending_2016–2020: the figure of one span of years
    known = ((stem, ""), (begun, rest))
    for key, more in ((f"{sort}.{one}", more) for one, more in known for sort in (what, "figure")):
        if key in WORDING and (not more or more[:4].isdigit()):
            return say(key, language) + (f" ({more})" if more else "")
    return stem.replace("_", " ")


def _indicator(word: str, language: str) -> str:
    """The name of an indicator, or of what is added to it, renovated of it or changes in it.

    >>> _indicator("elder_beds.added", "zh"), _indicator("elder_beds.added", "en")
    ('新增养老床位数', 'Elder care beds (added)')
    """
    stem, _, change = word.partition(".")
    known = _indicators().get(stem)
    if known is None or (change and change not in changes()):
        return word
    named = known[LANGUAGES.index(check_language(language))]
    return changes()[change].named(named, language) if change else named


@cache
def _indicators() -> dict[str, tuple[str, str]]:
    """Indicator → its names in the order of ``LANGUAGES``, from the codebook."""
    return {row["id"]: (row["name_zh"], row["name_en"]) for row in read_table("indicators")}


@cache
def _coded(kind: str) -> dict[str, tuple[str, str]]:
    """A word of the codebook → its names in the order of ``LANGUAGES``."""
    table, key = CODED[kind]
    return {row[key]: (row.get("name_zh", row[key]), row["name_en"]) for row in read_table(table)}
