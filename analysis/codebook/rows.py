"""The codebook's rows, read and checked one table at a time; each refusal names table, row and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from analysis.codebook.entries import (
    ANY,
    MONTH,
    MONTHS,
    Alias,
    Band,
    CodebookError,
    Comparability,
    Group,
    Indicator,
    plain,
)

RESCUES = {"denominator", "magnitude"}
PLACES = {"", "end"}
MYRIAD = 10**4  # the smallest magnitude that a number can lose: 万

Rows = Iterable[Mapping[str, str]]


def read_units(rows: Rows) -> frozenset[str]:
    return frozenset(u for r in rows for u in (r["written"], r["canonical"]))


def _check_unit(unit: str, known: frozenset[str], where: str) -> None:
    if not known or unit in known or "=" in unit:  # a ratio names its base: 城市=1
        return
    if "/" in unit and unit.split("/", 1)[0] in known:  # a counter or a sum by a denominator: 张/千名老人
        return
    raise CodebookError(f"{where}: unit {unit!r} is not in units.csv; write a canonical unit or add it there")


def read_families(rows: Rows, known: frozenset[str]) -> dict[str, frozenset[str]]:
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


def read_indicators(rows: Rows, known: frozenset[str]) -> dict[str, Indicator]:
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


def read_aliases(
    rows: Rows, indicators: Mapping[str, Indicator], families: Mapping[str, frozenset[str]]
) -> tuple[Alias, ...]:
    members: dict[str, set[str]] = defaultdict(set)
    for unit, names in families.items():
        for name in names:
            members[name].add(unit)
    found: list[Alias] = []
    by_word: dict[str, list[Alias]] = defaultdict(list)
    for row in rows:
        alias = Alias(row["wording"], row["indicator_id"], row["group"], row["unit_hint"], row["at"], row["note"])
        where = f"aliases.csv, {alias.wording}"
        if alias.at not in PLACES:
            raise CodebookError(f"{where}: at is {alias.at!r}; write end, or leave it empty")
        if alias.indicator_id and alias.indicator_id not in indicators:
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
                    f"{where}: is under {other.indicator_id or 'none'} ({other.unit_hint}) and "
                    f"{alias.indicator_id or 'none'} ({alias.unit_hint}), which share a unit; narrow a unit_hint"
                )
        by_word[key].append(alias)
        found.append(alias)
    return tuple(found)


def _clash(one: str, other: str, members: Mapping[str, set[str]]) -> bool:
    """Whether some unit fits both hints; beside an own family, "any" takes what is left."""
    if ANY in (one, other):
        return one == other
    return bool(members[one] & members[other])


def read_groups(rows: Rows) -> tuple[Group, ...]:
    found: dict[str, Group] = {}
    for row in rows:
        if row["wording"] in found:
            raise CodebookError(f"groups.csv: wording {row['wording']} stands twice; delete one row")
        found[row["wording"]] = Group(row["wording"], row["group"], row["class"], row["note"])
    return tuple(found.values())


def check_groups(aliases: Iterable[Alias], groups: Iterable[Group]) -> None:
    known = {g.group for g in groups}
    for alias in aliases:
        if alias.group and alias.group not in known:
            raise CodebookError(f"aliases.csv, {alias.wording}: group {alias.group} is not in groups.csv; add it there")


def read_comparability(rows: Rows, indicators: Mapping[str, Indicator]) -> tuple[Comparability, ...]:
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


def read_bands(rows: Rows, indicators: Mapping[str, Indicator]) -> dict[str, tuple[Band, ...]]:
    found: dict[str, list[Band]] = defaultdict(list)
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
        band = Band(row["group"], int(row["year_from"]), int(row["year_to"]), low, high)
        if any(b.group == band.group and b.first <= band.last and band.first <= b.last for b in found[id_]):
            raise CodebookError(f"{where}: the years overlap another row of the same group; part them")
        found[id_].append(band)
    return {id_: tuple(sorted(bands, key=lambda b: b.group == "")) for id_, bands in found.items()}
