"""Sentences that a notebook prints about its data, each computed, each checked again against the facts.

A :class:`Claim` names the facts it rests on, in the order its formula takes them. :func:`confirmed` computes its
numbers again from the values that stand in the table of facts, without the panels in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.comparing.panels import comparable
from analysis.publishing.fitting import figure, quantity
from analysis.publishing.words import name, say


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, the numbers it states, and how they follow from facts: ``formula`` is a key of ``FORMULAS``."""

    text: str
    numbers: tuple[float, ...]
    formula: str
    facts: tuple[str, ...]


def _monthly(row: Any) -> Decimal:
    value = Decimal(str(row["value"]))
    return value / 12 if row["unit"] == "元/人/年" else value


def _level(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    return tuple(_monthly(row) for row in rows)


def _rise(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    first, last = _level(rows)
    return first, last, (last / first - 1) * 100


def _ratio(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    """Rural as % of urban, for one or more pairs of urban and rural level."""
    levels = _level(rows)
    return tuple(rural / urban * 100 for urban, rural in zip(levels[::2], levels[1::2], strict=True))


def _growth(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    stated, first, last = rows
    return Decimal(str(stated["value"])), (_monthly(last) / _monthly(first) - 1) * 100


def _yearly_growth(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    stated, first, last = rows
    years = Decimal(int(last["year"]) - int(first["year"]))
    return Decimal(str(stated["value"])), ((_monthly(last) / _monthly(first)) ** (1 / years) - 1) * 100


def _values(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(row["value"])) for row in rows)


def _change(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    start, end = _values(rows)
    return start, end, end - start


def _multiple(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    destitute, line = _level(rows)
    return (destitute / line,)


def _implied(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    beds, ratio = _values(rows)
    return (beds / ratio * 1000,)


def _per_recipient(rows: Sequence[Any]) -> tuple[Decimal, ...]:
    """Money by the recipients of all its years."""
    money, *people = _values(rows)
    return (money / sum(people),)


FORMULAS = {
    "level": _level,
    "rise": _rise,
    "ratio": _ratio,
    "growth": _growth,
    "yearly growth": _yearly_growth,
    "values": _values,
    "change": _change,
    "multiple": _multiple,
    "implied": _implied,
    "per recipient": _per_recipient,
}

#: Numbers are said with two decimals, and yearly amounts are rounded to the cent before they are compared.
TOLERANCE = Decimal("0.02")


def confirmed(claims: Iterable[Claim], facts: pd.DataFrame) -> bool:
    """Whether every number of every claim follows from the facts it names; raises ``AssertionError`` naming the first
    that does not."""
    by_id = facts.drop_duplicates("fact_id").set_index("fact_id")
    for claim in claims:
        missing = [fact for fact in claim.facts if fact not in by_id.index]
        if missing:
            raise AssertionError(f"“{claim.text}” rests on facts that are not in the table: {', '.join(missing)}")
        again = FORMULAS[claim.formula]([by_id.loc[fact] for fact in claim.facts])
        if len(again) != len(claim.numbers) or any(
            abs(Decimal(str(said)) - one) > TOLERANCE for said, one in zip(claim.numbers, again, strict=True)
        ):
            follows = ", ".join(figure(float(one)) for one in again)
            raise AssertionError(f"“{claim.text}” does not follow from its facts, which give {follows}")
    return True


def about_standards(levels: pd.DataFrame, ratios: pd.DataFrame, growth: pd.DataFrame, language: str) -> list[Claim]:
    """Rise of each region's standards, rural against urban level, and stated against recomputed growth."""
    return [*_rises(levels, language), *_ratios(ratios, language), *_growths(growth, language)]


def _rises(levels: pd.DataFrame, language: str) -> Iterable[Claim]:
    used = comparable(levels)
    used = used[used["kind"].eq("standard") & used["level_max"].isna() & ~used["conflict"]]
    for (region, group), same in used.groupby(["region", "group"], sort=False):
        same = same.sort_values(["year", "inferred"], kind="stable")
        first, last = same.iloc[0], same.iloc[-1]
        where = {"region": region, "group": name("group", str(group), language)}
        at = {"year": last["year"], "level": figure(last["level"])}
        if first["year"] == last["year"]:
            yield Claim(say("claim.level", language, **where, **at), (last["level"],), "level", (last["fact_id"],))
            continue
        rise = (last["level"] / first["level"] - 1) * 100
        start = {"first_year": first["year"], "first": figure(first["level"]), "rise": figure(rise)}
        text = say("claim.rise", language, **where, **at, **start)
        yield Claim(text, (first["level"], last["level"], rise), "rise", (first["fact_id"], last["fact_id"]))


def _ratios(ratios: pd.DataFrame, language: str) -> Iterable[Claim]:
    for region, same in ratios[ratios["kind"].eq("standard")].groupby("region", sort=False):
        same = same.sort_values("year", kind="stable")
        first, last = same.iloc[0], same.iloc[-1]
        ends = [last] if first["year"] == last["year"] else [first, last]
        key = "claim.ratio" if len(ends) == 1 else "claim.ratios"
        shares = tuple(float(end["ratio"]) * 100 for end in ends)
        said = {"first_year": first["year"], "first": figure(shares[0])}
        said |= {"year": last["year"], "last": figure(shares[-1])}
        facts = tuple(end[side] for end in ends for side in ("urban_fact", "rural_fact"))
        yield Claim(say(key, language, region=region, **said), shares, "ratio", facts)


def _growths(growth: pd.DataFrame, language: str) -> Iterable[Claim]:
    for row in comparable(growth).to_dict("records"):
        text = say(
            "claim.growth", language, region=row["region"], group=name("group", row["group"], language),
            measure=say(f"measure.{row['measure']}", language), stated=figure(row["stated"]),
            recomputed=figure(row["recomputed"]), first_year=row["from_year"], year=row["to_year"],
            difference=figure(abs(row["difference"])),
        )  # fmt: skip
        if abs(row["difference"]) < AGREEMENT:
            text += say("claim.agrees", language)
        formula = "yearly growth" if row["measure"] == "yearly" else "growth"
        numbers = (row["stated"], row["recomputed"])
        yield Claim(text, numbers, formula, (row["fact_id"], row["first_fact"], row["last_fact"]))


#: Percentage points by which a growth rate may differ from its recomputation through rounding alone (one decimal).
AGREEMENT = 0.06


def about_beds(pairs: pd.DataFrame, panel: pd.DataFrame, language: str) -> list[Claim]:
    """What plans aim at against what they start from, and what was attained against the last period's target."""
    return [*aims(pairs, language), *_attained(panel, language)]


def aims(pairs: pd.DataFrame, language: str) -> Iterable[Claim]:
    """What each row of :func:`analysis.comparing.baseline_and_target` starts from and aims at."""
    for row in pairs.to_dict("records"):
        said = {"region": row["region"], "indicator": name("indicator", row["indicator_id"], language)}
        share = row["unit"] == "%"
        said |= {"unit": "%" if share else "", "points": say("points", language) if share else ""}
        sides = [side for side in ("baseline", "target") if not pd.isna(row[side])]
        for side in sides:
            upper = None if pd.isna(row[f"{side}_max"]) else row[f"{side}_max"]
            said |= {side: quantity(row[side], row[f"{side}_comparator"], upper), f"{side}_year": row[f"{side}_year"]}
        if len(sides) == 1:
            side = sides[0]
            yield Claim(say(f"claim.{side}", language, **said), (row[side],), "values", (row[f"{side}_fact"],))
            continue
        said["change"] = ("+" if row["change"] > 0 else "") + figure(row["change"])
        numbers = (row["baseline"], row["target"], row["change"])
        facts = (row["baseline_fact"], row["target_fact"])
        yield Claim(say("claim.aim", language, **said), numbers, "change", facts)


def _attained(panel: pd.DataFrame, language: str) -> Iterable[Claim]:
    used = comparable(panel)
    used = used[used["value_max"].isna()].sort_values(["inferred"], kind="stable")
    aims = used[used["role"].eq("past target")].drop_duplicates(["doc_id", "indicator_id", "group", "year"])
    got = used[used["role"].eq("attained")].drop_duplicates(["doc_id", "indicator_id", "group", "year"])
    both = aims.merge(got, on=["doc_id", "indicator_id", "group", "year"], suffixes=("_aim", "_got"))
    for row in both.to_dict("records"):
        unit = "%" if row["unit_aim"] == "%" else ""  # of other units the indicator's name says it
        text = say(
            "claim.attained", language, region=row["region_aim"], year=row["year"],
            indicator=name("indicator", row["indicator_id"], language),
            aim=quantity(row["value_aim"], row["comparator_aim"]) + unit,
            got=quantity(row["value_got"], row["comparator_got"]) + unit,
        )  # fmt: skip
        yield Claim(text, (row["value_aim"], row["value_got"]), "values", (row["fact_id_aim"], row["fact_id_got"]))
