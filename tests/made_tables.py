"""Small tables of our own making, with figures as plans have them, for tests of comparisons, figures and reports."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.tables import views
from analysis.tables.schema import Tables, frame_of, names

STANDARD, GROWTH = "low_income_standard", "low_income_standard_growth"
PER_1000, NURSING = "elder_beds_per_1000", "nursing_bed_share"
GOVERNMENT, INCLUSIVE, BEDS = "government_bed_share", "inclusive_bed_share", "elder_beds"


def plan(doc_id: str, region: str, code: str, period: str, start: int, end: int) -> list[Any]:
    row: dict[str, Any] = dict.fromkeys(names("plans"), "")
    row |= {"doc_id": doc_id, "title": f"{region}民政规划", "region": region, "region_code": code, "period": period}
    row |= {"period_start": start, "period_end": end, "script": "simplified", "encoding": "utf-8", "sha256": "0" * 64}
    row |= dict.fromkeys(["characters", "facts", "edits", "flags", "unread", "measures", "lost_tables"], 0)
    return [row[name] for name in names("plans")]


class Facts:
    """Rows of ``facts``, numbered in the order in which they are added."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []

    def add(self, doc_id: str, kind: str, indicator: str, group: str, value: float | None, unit: str,
            year: int | None, comparator: str = "=", **more: Any) -> str:  # fmt: skip
        at = 10 * len(self.rows)
        row: dict[str, Any] = dict.fromkeys(names("facts"), "")
        row |= {"fact_id": f"f{len(self.rows):03d}", "doc_id": doc_id, "kind": kind, "indicator_id": indicator}
        row |= {"indicator": indicator, "indicator_text": indicator, "group": group, "value": value, "unit": unit}
        row |= {"value_max": None, "value_text": "" if value is None else f"{value}", "comparator": comparator}
        row |= {"year": year, "period_start": None, "period_end": None, "time_inferred": False, "implied": False}
        row |= {"damaged": False, "quote": "数", "char_start": at, "char_end": at + 9, "number_start": at + 1}
        row |= {"number_end": at + 4, "line": len(self.rows) + 1, "source": "prose", "rule": "made", "unit_text": unit}
        row |= more
        self.rows.append([row[name] for name in names("facts")])
        return row["fact_id"]

    def frame(self) -> pd.DataFrame:
        return frame_of("facts", self.rows)


def made_plans() -> pd.DataFrame:
    return frame_of(
        "plans",
        [
            plan("hulunbuir", "呼伦贝尔市", "150700", "十四五", 2021, 2025),
            plan("jiangjin", "江津区", "500116", "十四五", 2021, 2025),
            plan("suizhou", "随州市", "421300", "十三五", 2016, 2020),
            plan("wulong", "武隆区", "500156", "annual", 2024, 2024),
            plan("wuxi", "巫溪县", "500238", "十四五", 2021, 2025),
        ],
    )


def made_facts() -> pd.DataFrame:
    facts, month, year = Facts(), "元/人/月", "元/人/年"
    span = {"period_start": 2016, "period_end": 2020}
    yearly = {"indicator_text": "低保标准年均增长"}
    for at, urban, rural in ((2016, 460, 300), (2020, 620, 496)):
        facts.add("jiangjin", "standard", STANDARD, "城市", urban, month, at, time_inferred=at == 2020)
        facts.add("jiangjin", "standard", STANDARD, "农村", rural, month, at, time_inferred=at == 2020)
    facts.add("jiangjin", "outcome", GROWTH, "城市", 34.78, "%", None, **span)
    facts.add("jiangjin", "outcome", GROWTH, "农村", 65.33, "%", None, **span)
    urban, rural = (488, 530, 570, 620, 660), (3500, 3800, 5020, 5522, 6016)
    for at, one, other in zip(range(2016, 2021), urban, rural, strict=True):
        facts.add("hulunbuir", "standard", STANDARD, "城市", one, month, at)
        facts.add("hulunbuir", "standard", STANDARD, "农村", other, year, at, flags="unit-lost" if at == 2020 else "")
    facts.add("hulunbuir", "outcome", GROWTH, "城市", 7.1, "%", None, **span, **yearly)
    facts.add("hulunbuir", "outcome", GROWTH, "农村", 14.5, "%", None, **span, **yearly)
    facts.add("wuxi", "standard", STANDARD, "城市", 620, month, 2020)
    facts.add("wuxi", "standard", STANDARD, "农村", 496, month, 2020)
    facts.add("wulong", "standard", STANDARD, "", 700, "元", 2024)
    thousand = "张/千名老人"
    facts.add("jiangjin", "outcome", PER_1000, "", 24, thousand, 2015, time_inferred=True)
    facts.add("jiangjin", "target", PER_1000, "", 35, thousand, 2020)
    facts.add("jiangjin", "outcome", PER_1000, "", 35.5, thousand, 2020)
    facts.add("suizhou", "target", PER_1000, "", 35, thousand, 2020)
    facts.add("hulunbuir", "outcome", PER_1000, "", 58, thousand, 2020, time_inferred=True)
    facts.add("jiangjin", "outcome", NURSING, "", 34.77, "%", 2020)
    facts.add("jiangjin", "target", NURSING, "", 60, "%", 2025, ">=")
    facts.add("hulunbuir", "outcome", NURSING, "", 42, "%", 2020)
    facts.add("hulunbuir", "target", NURSING, "", 55, "%", 2025, ">=")
    facts.add("suizhou", "target", NURSING, "", 30, "%", 2020, ">=")
    facts.add("wuxi", "outcome", NURSING, "", 30, "%", 2020, ">", time_inferred=True)
    facts.add("wuxi", "target", NURSING, "", 60, "%", 2025, ">=")
    facts.add("wuxi", "outcome", GOVERNMENT, "", 50, "%", 2020, "<=", time_inferred=True)
    facts.add("wuxi", "target", GOVERNMENT, "", 40, "%", 2025, "<=")
    facts.add("jiangjin", "outcome", GOVERNMENT, "", 48.9, "%", 2020, time_inferred=True)
    facts.add("jiangjin", "target", INCLUSIVE, "", 80, "%", 2025, ">=")
    facts.add("wuxi", "outcome", BEDS, "", 1889, "张", 2020, time_inferred=True)
    facts.add("hulunbuir", "outcome", BEDS, "", 18000, "张", 2020, "~", time_inferred=True)
    return facts.frame()


def made_tables(facts: pd.DataFrame | None = None, plans: pd.DataFrame | None = None) -> Tables:
    facts = made_facts() if facts is None else facts
    plans = made_plans() if plans is None else plans
    return Tables(
        plans=plans,
        facts=facts,
        targets=views.targets(facts, plans),
        standards=views.standards(facts, plans),
        expenditures=views.expenditures(facts, plans),
        outcomes=views.outcomes(facts, plans),
        measures=frame_of("measures", []),
        coverage=frame_of("coverage", []),
        ledger=frame_of("ledger", []),
        edits=frame_of("edits", []),
        issues=frame_of("issues", []),
        sentences=frame_of("sentences", []),
    )
