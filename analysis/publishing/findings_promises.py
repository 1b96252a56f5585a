"""Sentences about multiples, national averages, implied populations, promises and money, each resting on its facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.comparing.panels import comparable
from analysis.publishing.findings import Claim
from analysis.publishing.fitting import figure, quantity, short
from analysis.publishing.words import group_of, name, say, subject
from analysis.tables.schema import parted

NONE = float("nan")


def _group(row: dict[Any, Any], language: str) -> str:
    """The group in brackets behind its indicator; nothing where there is none."""
    group = group_of(row, language)
    return "" if not group else f"（{group}）" if language == "zh" else f" ({group})"


def about_multiples(multiples: pd.DataFrame, language: str) -> list[Claim]:
    """The last multiple of each document, group and basis."""
    last = multiples.sort_values("year", kind="stable").drop_duplicates(["doc_id", "group", "basis"], keep="last")
    return [
        Claim(
            say(
                "claim.multiple", language, region=row["region"], year=row["year"], multiple=figure(row["multiple"]),
                group=_group(row, language), basis=name("group", row["basis"], language).lower(),
            ),
            (row["multiple"],), "multiple", (row["destitute_fact"], row["low_income_fact"]),
        )
        for row in last.sort_index().to_dict("records")
    ]  # fmt: skip


def about_national(gaps: pd.DataFrame, language: str) -> list[Claim]:
    """Each level beside the national average of its year."""
    return [
        Claim(
            say(
                "claim.national", language, region=row["region"], group=name("group", row["group"], language),
                year=row["year"], level=figure(row["level"]), national=figure(row["national"]),
                percent=figure(abs(row["gap_percent"]), 1),
                side=say("side.above" if row["gap"] >= 0 else "side.below", language),
            ),
            (row["level"],), "level", (row["fact_id"],),
        )
        for row in comparable(gaps).to_dict("records")
    ]  # fmt: skip


def about_implied(implied: pd.DataFrame, language: str) -> list[Claim]:
    """The elderly population that beds and their ratio imply."""
    return [
        Claim(
            say(
                "claim.implied", language, region=row["region"], year=row["year"], beds=figure(row["beds"]),
                indicator=name("indicator", row["indicator_id"], language), ratio=figure(row["ratio"]),
                bound=say(f"bound.{row['comparator']}", language), implied=short(row["implied"], "=", None, language),
            ),
            (row["implied"],), "implied", (row["beds_fact"], row["ratio_fact"]),
        )
        for row in implied.to_dict("records")
    ]  # fmt: skip


def about_promises(promises: pd.DataFrame, language: str) -> list[Claim]:
    """How many promises each place kept, and each promise with what was attained."""
    claims: list[Claim] = []
    for region in dict.fromkeys(promises["region"]):
        same = promises[promises["region"].eq(region)]
        claims.append(Claim(say("claim.promises", language, region=region, **_counts(same)), (), "values", ()))
        for attribute in ("约束性", "预期性"):
            rows = same[same["attribute"].eq(attribute)]
            if len(rows):
                counts = {"total": len(rows), "met": int(rows["promise_status"].eq("met").sum())}
                said = say("claim.attribute", language, attribute=name("attribute", attribute, language), **counts)
                claims.append(Claim(said, (), "values", ()))
        claims += [_promise(row, language) for row in same[same["attained"].notna()].to_dict("records")]
    return claims


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    status = rows["promise_status"].value_counts()
    words = {"met": "met", "missed": "missed", "redefined": "redefined", "silent": "not reported"}
    counts = {key: int(status.get(word, 0)) for key, word in words.items()}
    counts["open"] = len(rows) - sum(counts.values())
    return counts | {"total": len(rows), "dropped": int(rows["next_status"].eq("dropped").sum())}


def _promise(row: dict[Any, Any], language: str) -> Claim:
    unit = "%" if row["unit"] == "%" else ""
    following = name("next", row["next_status"], language)
    if not pd.isna(row["next"]):
        following += f" ({short(row['next'], row['next_comparator'], row['next_max'], language)}{unit})"
    text = say(
        "claim.promise", language, region=row["region"], indicator=name("indicator", row["indicator_id"], language),
        group=_group(row, language), year=row["year"], next=following,
        status=name("promise", row["promise_status"], language),
        aim=short(row["promise"], row["promise_comparator"], row["promise_max"], language) + unit,
        got=short(row["attained"], row["attained_comparator"], row["attained_max"], language) + unit,
    )  # fmt: skip
    return Claim(text, (row["promise"], row["attained"]), "values", (row["promise_fact"], row["attained_fact"]))


def about_ambition(pairs: pd.DataFrame, language: str) -> list[Claim]:
    """For each region the median change that its targets in per cent ask for, and the largest."""
    claims = []
    shares = pairs[pairs["unit"].eq("%") & pairs["change"].notna()]
    for region in dict.fromkeys(shares["region"]):
        same = shares[shares["region"].eq(region)]
        most = same.iloc[int(same["change"].abs().to_numpy().argmax())].to_dict()
        text = say(
            "claim.ambition", language, region=region, total=len(same), median=figure(float(same["change"].median())),
            indicator=subject(most, language) + _group(most, language),
            baseline=quantity(most["baseline"], most["baseline_comparator"]) + "%",
            target=quantity(most["target"], most["target_comparator"]) + "%",
        )  # fmt: skip
        numbers = (most["baseline"], most["target"], most["change"])
        claims.append(Claim(text, numbers, "change", (most["baseline_fact"], most["target_fact"])))
    return claims


def about_spending(money: pd.DataFrame, per: pd.DataFrame, language: str) -> list[Claim]:
    """Every sum with its flow, and what it comes to for each recipient."""
    return [*_sums(money, language), *_per_recipient(per, language)]


def _sums(money: pd.DataFrame, language: str) -> Iterable[Claim]:
    for row in comparable(money).to_dict("records"):
        text = say(
            "claim.money", language, region=row["region"], span=row["span"], flow=name("flow", row["flow"], language),
            indicator=subject(row, language), total=short(row["value"], row["comparator"], row["value_max"], language),
        )  # fmt: skip
        yield Claim(text, (row["value"],), "values", (row["fact_id"],))


def _per_recipient(per: pd.DataFrame, language: str) -> Iterable[Claim]:
    for row in comparable(per).to_dict("records"):
        text = say(
            "claim.per_grant" if row["per_what"] == "grant" else "claim.per_recipient", language,
            region=row["region"], span=row["span"], indicator=name("indicator", row["indicator_id"], language),
            value=figure(row["per_year"]), people=short(row["recipient_years"], "=", NONE, language),
        )  # fmt: skip
        facts = (row["fact_id"], *parted(row["recipient_facts"]))
        yield Claim(text, (row["per_year"],), "per recipient", facts)


def about_targets(pairs: pd.DataFrame, language: str) -> list[Claim]:
    """The targets of a document with their baselines."""
    claims = []
    for row in pairs.to_dict("records"):
        unit = "%" if row["unit"] == "%" else f" {row['unit']}" if language == "en" else row["unit"]
        said = {"indicator": subject(row, language), "group": _group(row, language)}
        said["target"] = short(row["target"], row["target_comparator"], row["target_max"], language) + unit
        if pd.isna(row["baseline"]):
            text = say("claim.profile_alone", language, year=row["target_year"], **said)
            claims.append(Claim(text, (row["target"],), "values", (row["target_fact"],)))
            continue
        said["baseline"] = short(row["baseline"], row["baseline_comparator"], row["baseline_max"], language) + unit
        text = say("claim.profile_target", language, year=row["target_year"], **said)
        numbers = (row["baseline"], row["target"], row["change"])
        claims.append(Claim(text, numbers, "change", (row["baseline_fact"], row["target_fact"])))
    return claims
