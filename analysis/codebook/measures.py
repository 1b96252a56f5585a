"""The measure codebook: what plans undertake, by domain, and the wordings they are found by.

The tables are ``measure_domains``, ``measures`` and ``measure_words``; loading refuses, in a sentence, what contradicts
itself. The small language of wordings is described at the head of ``measure_words.csv``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.codebook.codebook import codebook
from analysis.codebook.entries import CodebookError, plain
from analysis.codebook.loader import read_table
from analysis.codebook.rows import Rows

GAP = "…"
REACH = 10  # characters that may stand in a gap


@dataclass(frozen=True, slots=True)
class Domain:
    id: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a plan undertakes; ``indicators`` are those whose targets quantify it."""

    id: str
    name_zh: str
    name_en: str
    domain: str
    definition: str
    definition_zh: str
    indicators: tuple[str, ...]
    valid_from: int | None  # first year in which it was a task of civil affairs
    valid_to: int | None  # last such year

    def in_force(self, start: int | None, end: int | None) -> bool:
        """Whether it was a task of civil affairs in some year of a period; an unknown period is no reason to deny it.

        >>> stores = measures().by_id["relief_stores"]
        >>> stores.in_force(2016, 2020), stores.in_force(2021, 2025)
        (True, False)
        """
        late = self.valid_to is not None and start is not None and start > self.valid_to
        early = self.valid_from is not None and end is not None and end < self.valid_from
        return not (late or early)


Chain = tuple[str, ...]  # words that follow each other with gaps; most chains are one word


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """One row of ``measure_words``: one chain of each group must stand in a clause, and none of those left out."""

    measure: str
    words: str  # as written in the table
    groups: tuple[tuple[Chain, ...], ...]
    without: tuple[Chain, ...]
    example: str


@dataclass(frozen=True)
class MeasureBook:
    """Domains, measures and wordings in the order of their tables."""

    domains: tuple[Domain, ...]
    measures: tuple[Measure, ...]
    wordings: tuple[Wording, ...]
    by_id: dict[str, Measure]
    by_indicator: dict[str, tuple[str, ...]]  # indicator → measures that its targets quantify


@cache
def measures() -> MeasureBook:
    """The package's measure codebook, read and validated once. Raises :class:`CodebookError` with what to mend."""
    names = ("measure_domains", "measures", "measure_words")
    return load_measures({name: read_table(name) for name in names}, codebook().indicators)


def load_measures(tables: Mapping[str, Rows], indicators: Collection[str]) -> MeasureBook:
    """A measure codebook from its tables.

    Raises :class:`CodebookError` for a duplicate id or name, an unknown domain, indicator or measure, a year that is
    none or a validity that runs backwards, a definition that does not say what counts and what does not, a wording that
    cannot be read or stands twice, and a measure without wording.
    """
    domains = tuple(Domain(row["domain"], row["name_zh"], row["name_en"]) for row in tables["measure_domains"])
    _once("measure_domains.csv", "domain", (domain.id for domain in domains))
    found = tuple(_measure(row) for row in tables["measures"])
    for column in ("id", "name_zh", "name_en"):
        _once("measures.csv", column, (getattr(measure, column) for measure in found))
    known = {domain.id for domain in domains}
    by_indicator: dict[str, list[str]] = {}
    for measure in found:
        where = f"measures.csv, {measure.id}"
        if measure.domain not in known:
            raise CodebookError(f"{where}: domain {measure.domain!r} is not in measure_domains.csv")
        if "Not:" not in measure.definition or "不计：" not in measure.definition_zh:
            raise CodebookError(f"{where}: the definition must say what does not count, after Not: (不计：)")
        for indicator in measure.indicators:
            if indicator not in indicators:
                raise CodebookError(f"{where}: indicator {indicator!r} is not in indicators.csv")
            by_indicator.setdefault(indicator, []).append(measure.id)
    by_id = {measure.id: measure for measure in found}
    wordings = tuple(_wording(row, by_id) for row in tables["measure_words"])
    _once("measure_words.csv", "words", (f"{wording.measure}: {wording.words}" for wording in wordings))
    if bare := [id_ for id_ in by_id if id_ not in {wording.measure for wording in wordings}]:
        raise CodebookError(f"measure_words.csv: no wording finds {', '.join(bare)}; add a row for each")
    return MeasureBook(domains, found, wordings, by_id, {key: tuple(ids) for key, ids in by_indicator.items()})


def _once(table: str, column: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if not value:
            raise CodebookError(f"{table}: a row has no {column}; fill it in")
        if value in seen:
            raise CodebookError(f"{table}: {column} {value!r} stands twice; delete or rename one row")
        seen.add(value)


def _measure(row: Mapping[str, str]) -> Measure:
    first, last = (_year(row, column) for column in ("valid_from", "valid_to"))
    if first is not None and last is not None and first > last:
        raise CodebookError(f"measures.csv, {row['id']}: valid_from {first} is behind valid_to {last}")
    return Measure(
        row["id"],
        row["name_zh"],
        row["name_en"],
        row["domain"],
        row["definition"],
        row["definition_zh"],
        tuple(filter(None, row["indicators"].split("|"))),
        first,
        last,
    )


def _year(row: Mapping[str, str], column: str) -> int | None:
    if not row[column]:
        return None
    if not (row[column].isdecimal() and len(row[column]) == 4):
        raise CodebookError(f"measures.csv, {row['id']}: {column} {row[column]!r} is no year; write four digits")
    return int(row[column])


def _wording(row: Mapping[str, str], known: Collection[str]) -> Wording:
    where = f"measure_words.csv, {row['words']!r}"
    if row["measure"] not in known:
        raise CodebookError(f"{where}: measure {row['measure']!r} is not in measures.csv")
    groups: list[tuple[Chain, ...]] = []
    without: list[Chain] = []
    for token in row["words"].split():
        chains = tuple(_chain(part, where) for part in token.removeprefix("-").split("|"))
        if token.startswith("-"):
            without.extend(chains)
        else:
            groups.append(chains)
    if not groups:
        raise CodebookError(f"{where}: no word must be there; write at least one without a hyphen")
    if all(max(map(len, chain)) < 2 for group in groups for chain in group):
        raise CodebookError(f"{where}: a wording of single characters finds everything; write a longer word")
    if not row["example"]:
        raise CodebookError(f"{where}: write an example, a clause that the row finds")
    return Wording(row["measure"], row["words"], tuple(groups), tuple(without), row["example"])


def _chain(part: str, where: str) -> Chain:
    words = tuple(plain(word) for word in part.split(GAP))
    if not all(words):
        raise CodebookError(f"{where}: a word is missing beside | or {GAP}")
    return words
