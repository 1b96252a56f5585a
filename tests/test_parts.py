"""Several documents in one file: told apart, each with its own header and its own year."""

from __future__ import annotations

import pytest

from analysis.coding import code
from analysis.model import Plan, Source
from analysis.reading import read_plan

PROSE = "全县各级民政部门按照统一部署推进工作，社会救助、养老服务、儿童福利稳步前进，群众的获得感不断增强。"


def read(*lines: str) -> Plan:
    return read_plan(Source("case", "case.txt", "", "utf-8", "\n".join(lines)))


def year(number: int, beds: int) -> tuple[str, ...]:
    """The work priorities of one year."""
    title, said = f"青禾县{number}年民政工作要点", f"今年，新增养老床位{beds}张。{PROSE}"
    return (title, "一、养老服务", said, "二、社会救助", PROSE)


def test_two_years() -> None:
    plan = read(*year(2022, 100), *year(2023, 120))
    assert [(part.header.title, part.header.period_start) for part in plan.parts] == [
        ("青禾县2022年民政工作要点", 2022),
        ("青禾县2023年民政工作要点", 2023),
    ]
    assert plan.header == plan.parts[0].header
    assert plan.flags == ("documents-joined:青禾县2022年民政工作要点; 青禾县2023年民政工作要点",)
    assert [part.start for part in plan.parts] == [0, plan.reading.view.index("青禾县2023")]
    assert [part.end for part in plan.parts] == [plan.parts[1].start, len(plan.reading.text)]
    assert [(str(fact.value), fact.year) for fact in code(plan).facts] == [("100", 2022), ("120", 2023)]


def test_years_without_headings() -> None:
    said = [f"今年，新增养老床位{beds}张。{PROSE}" for beds in (100, 120)]
    plan = read("青禾县2022年民政工作要点", said[0], "青禾县2023年民政工作要点", said[1])
    assert [(str(fact.value), fact.year) for fact in code(plan).facts] == [("100", 2022), ("120", 2023)]


def test_a_part_without_a_region_takes_that_of_the_first() -> None:
    first, second = year(2022, 100), year(2023, 120)
    plan = read("武隆区2022年民政工作要点", *first[1:], "2023年民政工作要点", *second[1:])
    assert [part.header.region for part in plan.parts] == ["武隆区", "武隆区"]


def test_a_summary_and_the_priorities_behind_it() -> None:
    summary = ("武隆区2022年民政工作总结", "一、养老服务", f"新增养老床位100张。{PROSE}", "二、社会救助", PROSE)
    plan = read(*summary, "武隆区2023年民政工作要点", *year(2023, 120)[1:])
    assert [part.header.period_start for part in plan.parts] == [2022, 2023]
    assert {part.header.region_code for part in plan.parts} == {"500156"}


ONE = {
    "a single document": year(2022, 100),
    "a notice and what it brings": (
        "青禾县民政局关于印发2022年民政工作要点的通知", "各乡镇人民政府:", "现将要点印发。", *year(2022, 100),
    ),
    "a title that comes again": (*year(2022, 100), "青禾县2022年民政工作要点", "三、儿童福利", PROSE),
    "an annex of the same period": (
        "青禾县民政事业发展“十四五”规划", "第一章 发展基础", PROSE, "第二章 主要任务", PROSE,
        "青禾县养老服务“十四五”重点项目规划", "一、项目", PROSE,
    ),
    "a plan that names an older one": (
        "青禾县民政事业发展“十四五”规划", "第一章 发展基础", PROSE, "《青禾县民政事业发展“十三五”规划》顺利完成。",
        "第二章 主要任务", PROSE,
    ),
    "a list of annexes": (
        *year(2022, 100), "附件:1.青禾县2021年民政工作总结", "2.青禾县2023年民政工作要点",
        "青禾县民政局", "2022年3月1日",
    ),
    "links to other years": (*year(2022, 100), "青禾县2021年民政工作要点", "青禾县2020年民政工作要点"),
}  # fmt: skip


@pytest.mark.parametrize("lines", ONE.values(), ids=ONE)
def test_one_document(lines: tuple[str, ...]) -> None:
    plan = read(*lines)
    assert plan.parts == ()
    assert not any(flag.startswith("documents-joined") for flag in plan.flags)
