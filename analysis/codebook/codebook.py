"""The codebook as objects: indicators, their wordings and groups, validated once and matched in linear time.

The tables are ``indicators``, ``aliases``, ``groups``, ``comparability``, ``plausible`` and ``unit_families``; a domain
expert edits their rows, and loading refuses, in a sentence, what contradicts itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from analysis.codebook.entries import (
    ANY,
    MARKS,
    MONTH,
    MONTHS,
    YEAR,
    Alias,
    Band,
    Bounds,
    Comparability,
    Group,
    Indicator,
    Match,
    plain,
)
from analysis.codebook.loader import read_table
from analysis.codebook.rows import (
    Rows,
    check_groups,
    read_aliases,
    read_bands,
    read_comparability,
    read_families,
    read_groups,
    read_indicators,
    read_units,
)

TABLES = ("indicators", "aliases", "groups", "comparability", "plausible", "unit_families", "units")
_TAIL = "、,，;；:：。的"  # what may stand between a wording and the end of its phrase


@dataclass(frozen=True)
class Codebook:
    """Everything the tables say. Built by :func:`load`; the package's own is :func:`codebook`."""

    indicators: dict[str, Indicator]
    aliases: tuple[Alias, ...]
    groups: tuple[Group, ...]
    comparability: tuple[Comparability, ...]
    families: dict[str, frozenset[str]]  # unit → the families it belongs to
    _bands: dict[str, tuple[Band, ...]] = field(repr=False)
    _words: dict[str, tuple[tuple[int, ...], dict[str, tuple[Alias, ...]]]] = field(repr=False)
    _group_words: dict[str, Group] = field(repr=False)

    def match(self, phrase: str, unit: str) -> Alias | None:
        """The longest wording in ``phrase`` that fits ``unit``; of equally long ones the last.

        ``phrase`` is in simplified script. Brackets, quotation marks and blanks count neither in it nor in a wording.
        An empty ``unit`` (lost, or written elsewhere) fits a wording only if that names one indicator in every unit.

        >>> codebook().match("城市低保标准", "元/人/月").indicator_id
        'low_income_standard'
        >>> codebook().match("城市低保", "人").indicator_id
        'low_income_persons'
        >>> codebook().match("床位", "张") is None
        True
        """
        best: Match | None = None
        for found in self._found(phrase, unit):
            if best is None or _length(found) >= _length(best):
                best = found
        return best.alias if best and best.alias.indicator_id else None

    def matches(self, phrase: str, unit: str) -> tuple[Match, ...]:
        """At each place where a wording of ours that fits ``unit`` begins, the longest one; sorted by place.

        What lies inside a wording of another field is left out.
        """
        found = self._found(phrase, unit)
        hidden = [m for m in found if not m.alias.indicator_id]
        return tuple(
            m for m in found if m.alias.indicator_id and not any(h.start <= m.start and m.end <= h.end for h in hidden)
        )

    def knows(self, phrase: str) -> bool:
        """Whether a wording of an indicator, in whatever unit, stands in ``phrase``.

        >>> codebook().knows("城市低保标准"), codebook().knows("民政统计月报")
        (True, False)
        """
        for at in range(len(phrase) - 1):
            lengths, words = self._words.get(phrase[at : at + 2], ((), {}))
            for length in lengths:
                if any(alias.indicator_id for alias in words.get(phrase[at : at + length], ())):
                    return True
        return False

    def _found(self, phrase: str, unit: str) -> list[Match]:
        """Linear in the phrase: a look-up by two characters, then one per length of wording that begins so."""
        places: Sequence[int] = range(len(phrase))
        text = phrase
        if not MARKS.isdisjoint(phrase):
            places = [i for i, c in enumerate(phrase) if c not in MARKS]
            text = "".join([phrase[i] for i in places])
        end = len(text.rstrip(_TAIL))
        families = self.families_of(unit)
        found = []
        for at in range(len(text) - 1):
            entry = self._words.get(text[at : at + 2])
            if entry is None:
                continue
            lengths, words = entry
            for length in lengths:
                aliases = words.get(text[at : at + length])
                if aliases is None or at + length > len(text):
                    continue
                alias = _fitting([a for a in aliases if not a.at or at + length == end], unit, families)
                if alias is not None:
                    found.append(Match(places[at], places[at + length - 1] + 1, alias))
                    break
        return found

    def families_of(self, unit: str) -> frozenset[str]:
        """The families a canonical unit belongs to; 个/村, which no family names, where 个 does, 元/座 where 元/户."""
        known = self.families.get(unit)
        if known is None and "/" in unit:
            known = self.families.get("元/户" if unit.startswith("元/") else unit.split("/", 1)[0])
        return known or frozenset()

    def groups_in(self, phrase: str) -> tuple[str, ...]:
        """The groups named in ``phrase``, normalised, each once, in order; of overlapping wordings the longest.

        >>> codebook().groups_in("农村牧区集中供养对象")
        ('农村', '集中供养')
        """
        groups: dict[str, None] = {}
        at, longest = 0, max(map(len, self._group_words), default=0)
        while at < len(phrase):
            for length in range(min(longest, len(phrase) - at), 0, -1):
                group = self._group_words.get(phrase[at : at + length])
                if group is not None:
                    groups[group.group] = None
                    at += length
                    break
            else:
                at += 1
        return tuple(groups)

    def bounds(self, indicator_id: str, group: str = "", year: int | None = None) -> Bounds:
        """The plausible range of an indicator, narrowed by group and year where ``plausible.csv`` says so.

        >>> codebook().bounds("low_income_standard", "城市", 2020).denominator
        True
        """
        indicator = self.indicators[indicator_id]
        for band in self._bands.get(indicator_id, ()):
            if year is not None and band.first <= year <= band.last and band.group in ("", group):
                return Bounds(band.low, band.high, True)
        return Bounds(indicator.plausible_min, indicator.plausible_max, "denominator" in indicator.rescue)

    def denominators(
        self, indicator_id: str, value: Decimal, group: str = "", year: int | None = None
    ) -> tuple[str, ...]:
        """Which of 元/人/月 and 元/人/年 a sum that lost its denominator can have; empty where no range decides.

        >>> codebook().denominators("low_income_standard", Decimal(6016), "农村", 2020)
        ('元/人/年',)

        Without a year it must hold in all the years that the codebook has ranges for.

        >>> codebook().denominators("low_income_standard", Decimal(165), "城市")
        ('元/人/月',)
        """
        if self.indicators[indicator_id].unit != MONTH:
            return ()
        known = self._bands.get(indicator_id, ())
        told_apart = {band.group for band in known}
        if year is not None and told_apart.isdisjoint(("", group)):  # 城乡: what every group agrees on
            found = {self.denominators(indicator_id, value, name, year) for name in told_apart}
            return found.pop() if len(found) == 1 else ()
        bands = [b for b in known if year is None and group and b.group in ("", group)]
        ranges = [(b.low, b.high) for b in bands]
        if not ranges:
            bounds = self.bounds(indicator_id, group, year)
            ranges = [(bounds.low, bounds.high)] if bounds.denominator else []
        monthly = (MONTH,) if any(low <= value <= high for low, high in ranges) else ()
        yearly = (YEAR,) if any(low * MONTHS <= value <= high * MONTHS for low, high in ranges) else ()
        return monthly + yearly

    def not_comparable(self, one: str, other: str) -> tuple[Comparability, ...]:
        """The reasons why two indicators (or one with itself) must not be compared; empty where none is on record."""
        return tuple(c for c in self.comparability if {c.id, c.other} == {one, other})


def _length(found: Match) -> int:
    return len(plain(found.alias.wording))


def _fitting(aliases: Sequence[Alias], unit: str, families: frozenset[str]) -> Alias | None:
    if not unit:
        return aliases[0] if aliases and len({a.indicator_id for a in aliases}) == 1 else None
    wide = None
    for alias in aliases:
        if alias.unit_hint in families:
            return alias
        if alias.unit_hint == ANY:
            wide = alias
    return wide


@cache
def codebook() -> Codebook:
    """The package's codebook, read and validated once. Raises :class:`CodebookError` with what to mend."""
    return load({name: read_table(name) for name in TABLES})


def load(tables: Mapping[str, Rows]) -> Codebook:
    """A codebook from its tables (rows of strings by column); see the tables' own headers for the columns.

    ``units`` may be missing: then units are not checked. Raises :class:`CodebookError` for a duplicate id or name, an
    unknown unit, indicator or family, a wording under two indicators beside one unit, a range that runs backwards, and
    a range that would restore a lost unit in two ways.
    """
    known = read_units(tables.get("units", ()))
    families = read_families(tables["unit_families"], known)
    indicators = read_indicators(tables["indicators"], known)
    aliases = read_aliases(tables["aliases"], indicators, families)
    groups = read_groups(tables["groups"])
    check_groups(aliases, groups)
    return Codebook(
        indicators=indicators,
        aliases=aliases,
        groups=groups,
        comparability=read_comparability(tables["comparability"], indicators),
        families=families,
        _bands=read_bands(tables["plausible"], indicators),
        _words=_index(aliases),
        _group_words={g.wording: g for g in groups},
    )


def _index(aliases: Iterable[Alias]) -> dict[str, tuple[tuple[int, ...], dict[str, tuple[Alias, ...]]]]:
    """By the first two characters of wordings: their lengths, longest first, and the aliases of each wording."""
    words: dict[str, dict[str, list[Alias]]] = defaultdict(lambda: defaultdict(list))
    for alias in aliases:
        key = plain(alias.wording)
        words[key[:2]][key].append(alias)
    return {
        start: (tuple(sorted({len(w) for w in by}, reverse=True)), {w: tuple(a) for w, a in by.items()})
        for start, by in words.items()
    }
