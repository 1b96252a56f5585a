"""The codebook as objects: indicators, their wordings and groups, validated once and matched in linear time.

The tables are ``indicators``, ``aliases``, ``groups``, ``comparability``, ``plausible`` and ``unit_families``; a domain
expert edits their rows, and loading refuses, in a sentence, what contradicts itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from analysis.codebook.loader import read_table

ANY = "any"  # the unit_hint of a wording that is about its indicator beside whatever unit
MONTH, YEAR = "元/人/月", "元/人/年"
RESCUES = {"denominator", "magnitude"}
MONTHS, MYRIAD = 12, 10**4  # a lost denominator divides by the one, the smallest lost magnitude by the other
TABLES = ("indicators", "aliases", "groups", "comparability", "plausible", "unit_families", "units")
# Marks that come and go between two copies of one wording: 乡镇(街道)… and 乡镇街道…, “两项补贴” and 两项补贴
_MARKS = frozenset("“”‘’\"'「」『』《》〈〉()（）[]【】 \t\r\n\u3000\xa0")

Rows = Iterable[Mapping[str, str]]


class CodebookError(ValueError):
    """A table of the codebook contradicts itself or another; the message names table, row and what to do."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted. The plausible range is for one region, county to province, in ``unit``."""

    id: str
    name_zh: str
    name_en: str
    domain: str
    unit: str
    plausible_min: Decimal
    plausible_max: Decimal
    rescue: frozenset[str]  # which lost part of a number the range alone restores: denominator, magnitude
    definition: str
    definition_zh: str
    not_comparable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A wording of an indicator beside numbers of one family of units."""

    wording: str
    indicator_id: str
    group: str
    unit_hint: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A wording of a group; ``kind`` says what the group divides by (area, placement, age …)."""

    wording: str
    group: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparability:
    """Why two indicators, or one indicator over what ``divided_by`` names, must not be compared."""

    id: str
    other: str
    divided_by: str
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A plausible range and whether it restores a lost denominator (元/人/月 or 元/人/年) in one way only."""

    low: Decimal
    high: Decimal
    denominator: bool


@dataclass(frozen=True, slots=True)
class Match:
    """An alias where it stands: ``phrase[start:end]``, marks inside included."""

    start: int
    end: int
    alias: Alias


@dataclass(frozen=True, slots=True)
class _Band:
    group: str
    first: int
    last: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Codebook:
    """Everything the tables say. Built by :func:`load`; the package's own is :func:`codebook`."""

    indicators: dict[str, Indicator]
    aliases: tuple[Alias, ...]
    groups: tuple[Group, ...]
    comparability: tuple[Comparability, ...]
    families: dict[str, frozenset[str]]  # unit → the families it belongs to
    digest: str
    _bands: dict[str, tuple[_Band, ...]] = field(repr=False)
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
        for found in self.matches(phrase, unit):
            if best is None or _length(found) >= _length(best):
                best = found
        return best.alias if best else None

    def matches(self, phrase: str, unit: str) -> tuple[Match, ...]:
        """At each place of ``phrase`` where a wording that fits ``unit`` begins, the longest one; sorted by place.

        Linear in the phrase: a look-up by the first two characters, then one per length of wording that begins so.
        """
        places = [i for i, c in enumerate(phrase) if c not in _MARKS]
        text = "".join(phrase[i] for i in places)
        families = self.families_of(unit)
        found = []
        for at in range(len(text) - 1):
            entry = self._words.get(text[at : at + 2])
            if entry is None:
                continue
            lengths, words = entry
            for length in lengths:
                if at + length > len(text):
                    continue
                alias = _fitting(words.get(text[at : at + length], ()), unit, families)
                if alias is not None:
                    found.append(Match(places[at], places[at + length - 1] + 1, alias))
                    break
        return tuple(found)

    def families_of(self, unit: str) -> frozenset[str]:
        """The families a canonical unit belongs to; 个/村, which no family names, belongs where 个 does."""
        known = self.families.get(unit)
        if known is None and "/" in unit and not unit.startswith("元"):
            known = self.families.get(unit.split("/", 1)[0])
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
        """
        bounds = self.bounds(indicator_id, group, year)
        if not bounds.denominator or self.indicators[indicator_id].unit != MONTH:
            return ()
        monthly = (MONTH,) if bounds.low <= value <= bounds.high else ()
        yearly = (YEAR,) if bounds.low * MONTHS <= value <= bounds.high * MONTHS else ()
        return monthly + yearly

    def not_comparable(self, one: str, other: str) -> tuple[Comparability, ...]:
        """The reasons why two indicators (or one with itself) must not be compared; empty where none is on record."""
        return tuple(c for c in self.comparability if {c.id, c.other} == {one, other})


def plain(wording: str) -> str:
    """A wording without the marks that do not count."""
    return "".join(c for c in wording if c not in _MARKS)


def _length(found: Match) -> int:
    return len(plain(found.alias.wording))


def _fitting(aliases: tuple[Alias, ...], unit: str, families: frozenset[str]) -> Alias | None:
    if not unit:
        return aliases[0] if len({a.indicator_id for a in aliases}) == 1 else None
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
    return load({name: read_table(name) for name in TABLES}, digest())


def digest() -> str:
    """SHA-256 over the names and bytes of all tables of the folder: two runs with one digest used one codebook."""
    sum_ = hashlib.sha256()
    tables = [p for p in files("analysis.codebook").iterdir() if p.name.endswith(".csv")]
    for path in sorted(tables, key=lambda p: p.name):
        sum_.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sum_.hexdigest()


def load(tables: Mapping[str, Rows], digest: str = "") -> Codebook:
    """A codebook from its tables (rows of strings by column); see the tables' own headers for the columns.

    ``units`` may be missing: then units are not checked. Raises :class:`CodebookError` for a duplicate id or name, an
    unknown unit, indicator or family, a wording under two indicators beside one unit, a range that runs backwards, and
    a range that would restore a lost unit in two ways.
    """
    known = _units(tables.get("units", ()))
    families = _families(tables["unit_families"], known)
    indicators = _indicators(tables["indicators"], known)
    aliases = _aliases(tables["aliases"], indicators, families)
    groups = _groups(tables["groups"])
    _check_groups(aliases, groups)
    return Codebook(
        indicators=indicators,
        aliases=aliases,
        groups=groups,
        comparability=_comparability(tables["comparability"], indicators),
        families=families,
        digest=digest,
        _bands=_bands(tables["plausible"], indicators),
        _words=_index(aliases),
        _group_words={g.wording: g for g in groups},
    )


def _units(rows: Rows) -> frozenset[str]:
    return frozenset(u for r in rows for u in (r["written"], r["canonical"]))


def _check_unit(unit: str, known: frozenset[str], where: str) -> None:
    if not known or unit in known or "=" in unit:  # a ratio names its base: 城市=1
        return
    if "/" in unit and unit.split("/", 1)[0] in known:  # a counter or a sum by a denominator: 张/千名老人
        return
    raise CodebookError(f"{where}: unit {unit!r} is not in units.csv; write a canonical unit or add it there")


def _families(rows: Rows, known: frozenset[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["family"] == ANY:
            raise CodebookError(f"unit_families.csv: {ANY!r} means every unit and takes no row; delete it")
        _check_unit(row["unit"], known, f"unit_families.csv, family {row['family']}")
        found[row["unit"]].add(row["family"])
    return {unit: frozenset(names) for unit, names in found.items()}


def _number(text: str, where: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise CodebookError(f"{where}: {text!r} is no number; write digits and at most one point") from None


def _range(row: Mapping[str, str], where: str) -> tuple[Decimal, Decimal]:
    low, high = _number(row["plausible_min"], where), _number(row["plausible_max"], where)
    if low > high:
        raise CodebookError(f"{where}: plausible_min {low} is above plausible_max {high}; exchange or mend them")
    return low, high


def _indicators(rows: Rows, known: frozenset[str]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    names: dict[str, str] = {}
    for row in rows:
        id_, where = row["id"], f"indicators.csv, {row['id']}"
        if id_ in found:
            raise CodebookError(f"indicators.csv: id {id_!r} stands twice; give one of the two rows another id")
        if not (id_.isascii() and id_.replace("_", "a").isalnum() and id_ == id_.lower()):
            raise CodebookError(f"indicators.csv: id {id_!r} is not lower-case ASCII with underscores; rename it")
        if row["name_zh"] in names:
            raise CodebookError(
                f"{where}: name {row['name_zh']} is also that of {names[row['name_zh']]}; tell them apart"
            )
        for column in ("name_zh", "name_en", "domain", "definition", "definition_zh"):
            if not row[column]:
                raise CodebookError(f"{where}: {column} is empty; fill it in")
        _check_unit(row["unit"], known, where)
        low, high = _range(row, where)
        rescue = frozenset(r for r in row["rescue"].split(";") if r)
        if rescue - RESCUES:
            raise CodebookError(f"{where}: rescue is {row['rescue']!r}; use {sorted(RESCUES)} joined by ;")
        if "denominator" in rescue:
            _check_single(low, high, MONTHS, where, "a lost denominator")
        if "magnitude" in rescue:
            _check_single(low, high, MYRIAD, where, "a lost magnitude")
        others = tuple(o for o in row["not_comparable"].split(";") if o)
        found[id_] = Indicator(
            id_, row["name_zh"], row["name_en"], row["domain"], row["unit"], low, high, rescue,
            row["definition"], row["definition_zh"], others,
        )  # fmt: skip
        names[row["name_zh"]] = id_
    return found


def _check_single(low: Decimal, high: Decimal, factor: int, where: str, lost: str) -> None:
    """A range that reaches from x to factor·x would read some numbers in two ways."""
    if low <= 0 or high >= low * factor:
        raise CodebookError(
            f"{where}: from {low} to {high} the range would restore {lost} in two ways (its upper end must be below "
            f"{factor} times its lower end, above zero); narrow the range or take the rescue away"
        )


def _aliases(
    rows: Rows, indicators: Mapping[str, Indicator], families: Mapping[str, frozenset[str]]
) -> tuple[Alias, ...]:
    members: dict[str, set[str]] = defaultdict(set)
    for unit, names in families.items():
        for name in names:
            members[name].add(unit)
    found: list[Alias] = []
    by_word: dict[str, list[Alias]] = defaultdict(list)
    for row in rows:
        alias = Alias(row["wording"], row["indicator_id"], row["group"], row["unit_hint"], row["note"])
        where = f"aliases.csv, {alias.wording}"
        if alias.indicator_id not in indicators:
            raise CodebookError(
                f"{where}: no indicator {alias.indicator_id!r} in indicators.csv; add it or mend the id"
            )
        if alias.unit_hint != ANY and alias.unit_hint not in members:
            raise CodebookError(f"{where}: unit_hint {alias.unit_hint!r} is no family of unit_families.csv")
        key = plain(alias.wording)
        if len(key) < 2:
            raise CodebookError(f"{where}: a wording needs at least two characters; lengthen or delete it")
        for other in by_word[key]:
            if other.unit_hint == alias.unit_hint and other.indicator_id == alias.indicator_id:
                raise CodebookError(f"{where}: stands twice for {alias.indicator_id} ({alias.unit_hint}); delete one")
            if other.indicator_id != alias.indicator_id and _clash(other.unit_hint, alias.unit_hint, members):
                raise CodebookError(
                    f"{where}: is under {other.indicator_id} ({other.unit_hint}) and {alias.indicator_id} "
                    f"({alias.unit_hint}), which share a unit; narrow a unit_hint or lengthen a wording"
                )
        by_word[key].append(alias)
        found.append(alias)
    return tuple(found)


def _clash(one: str, other: str, members: Mapping[str, set[str]]) -> bool:
    """Whether some unit fits both hints; beside an own family, "any" takes what is left."""
    if ANY in (one, other):
        return one == other
    return bool(members[one] & members[other])


def _groups(rows: Rows) -> tuple[Group, ...]:
    found: dict[str, Group] = {}
    for row in rows:
        if row["wording"] in found:
            raise CodebookError(f"groups.csv: wording {row['wording']} stands twice; delete one row")
        found[row["wording"]] = Group(row["wording"], row["group"], row["class"], row["note"])
    return tuple(found.values())


def _check_groups(aliases: Iterable[Alias], groups: Iterable[Group]) -> None:
    known = {g.group for g in groups}
    for alias in aliases:
        if alias.group and alias.group not in known:
            raise CodebookError(f"aliases.csv, {alias.wording}: group {alias.group} is not in groups.csv; add it there")


def _comparability(rows: Rows, indicators: Mapping[str, Indicator]) -> tuple[Comparability, ...]:
    found = tuple(Comparability(r["id"], r["other"], r["divided_by"], r["reason"], r["reason_zh"]) for r in rows)
    told: dict[str, set[str]] = defaultdict(set)
    for c in found:
        for id_ in (c.id, c.other):
            if id_ not in indicators:
                raise CodebookError(f"comparability.csv: {id_!r} is not in indicators.csv; add it or mend the id")
        if c.id == c.other and not c.divided_by:
            raise CodebookError(f"comparability.csv, {c.id}: beside itself needs divided_by; say over what it differs")
        if not c.reason or not c.reason_zh:
            raise CodebookError(f"comparability.csv, {c.id} and {c.other}: a reason is empty; fill it in")
        if c.id != c.other:
            told[c.id].add(c.other)
            told[c.other].add(c.id)
    for id_, indicator in indicators.items():
        if set(indicator.not_comparable) != told[id_]:
            raise CodebookError(
                f"indicators.csv, {id_}: not_comparable names {sorted(indicator.not_comparable)}, comparability.csv "
                f"gives reasons for {sorted(told[id_])}; make the two agree"
            )
    return found


def _bands(rows: Rows, indicators: Mapping[str, Indicator]) -> dict[str, tuple[_Band, ...]]:
    found: dict[str, list[_Band]] = defaultdict(list)
    for row in rows:
        id_ = row["indicator_id"]
        where = f"plausible.csv, {id_} {row['group']} {row['year_from']}-{row['year_to']}"
        if id_ not in indicators:
            raise CodebookError(f"{where}: the indicator is not in indicators.csv; add it or mend the id")
        low, high = _range(row, where)
        indicator = indicators[id_]
        if low < indicator.plausible_min or high > indicator.plausible_max:
            raise CodebookError(
                f"{where}: {low} to {high} leaves the indicator's own range {indicator.plausible_min} to "
                f"{indicator.plausible_max}; a band may only narrow it"
            )
        if indicator.unit == MONTH:
            _check_single(low, high, MONTHS, where, "a lost denominator")
        band = _Band(row["group"], int(row["year_from"]), int(row["year_to"]), low, high)
        if any(b.group == band.group and b.first <= band.last and band.first <= b.last for b in found[id_]):
            raise CodebookError(f"{where}: the years overlap another row of the same group; part them")
        found[id_].append(band)
    return {id_: tuple(sorted(bands, key=lambda b: b.group == "")) for id_, bands in found.items()}


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
