"""The outline: headings, sections and their roles, contents, furniture; in cases, in full documents, for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st
from outline_cases import PROSE, cases, reading_of

from analysis.model import BlockKind, Outline, Reading, Role, Section, Source
from analysis.reading import read_file, read_plan
from analysis.reading.outline import read_outline
from analysis.reading.roles import section_role

LETTERS = dict(zip(BlockKind, "HPGCMF", strict=True))


def outline_of(case: dict) -> Outline:
    return read_outline(reading_of("\n".join(case["input"]).replace("¶", PROSE)))


def told(outline: Outline) -> dict:
    return {
        "sections": [f"{s.level} {s.number}|{s.title}|{s.role.value}" for s in outline.sections],
        "blocks": "".join(LETTERS[block.kind] for block in outline.blocks),
        "leads": [block.lead for block in outline.blocks if block.lead],
        "flags": list(outline.flags),
    }


@pytest.mark.parametrize("case", [*cases("outline_wild"), *cases("outline_synthetic"), *cases("outline_negative")])
def test_case(case: dict) -> None:
    assert told(outline_of(case)) == case["expected"]


@pytest.mark.parametrize("case", cases("outline_known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure", raises=AssertionError)
def test_known_failure(case: dict) -> None:
    found = told(outline_of(case))
    assert {key: found[key] for key in case["expected"]} == case["expected"]


def check(reading: Reading, outline: Outline) -> None:
    """What holds of every outline."""
    end = 0
    for block in outline.blocks:
        assert end <= block.start < block.end <= len(reading.text)
        assert -1 <= block.section < len(outline.sections)
        assert reading.view[block.start : block.end].strip()
        end = block.end
    uncovered = list(reading.view)
    for block in outline.blocks:
        uncovered[block.start : block.end] = " " * (block.end - block.start)
    assert not "".join(uncovered).strip(
        "\u200b\u200c\u200d\u2060\ufeff \t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u3000"
    )
    for number, section in enumerate(outline.sections):
        assert 0 <= section.start < section.end <= len(reading.text)
        assert -1 <= section.parent < number
        if section.parent >= 0:
            above = outline.sections[section.parent]
            assert above.level < section.level
            assert above.start <= section.start
            assert section.end <= above.end
        else:
            assert section.level >= 1
    for grid in outline.grids:
        assert grid.rows >= 1
        assert grid.columns == len(grid.headers)
        assert list(grid.cells) == sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
        for cell in grid.cells:
            assert grid.start <= cell.start <= cell.end <= grid.end
            assert 0 <= cell.row < grid.header_rows + grid.rows
            assert 0 <= cell.column < grid.columns


WORDS = st.sampled_from(
    [
        "一、",
        "（一）",
        "1．",
        "1.1",
        "第一章",
        "第一节",
        "专栏1",
        "附件",
        "目录",
        "名词解释",
        "2020年",
        "约束性",
        "床位",
        "3.5",
        "%",
        "—",
        "。",
        "；",
        "：",
        "？",
        "序号",
        "指标",
        "年度",
        "索引号：",
        "[日期]",
        "•",
        "#",
        "|",
        "工作回顾",
        "任务",
        "加强监管。",
        "<b>",
    ]
)
GAPS = st.sampled_from(["\t", "\n", "\n\n", "\r\n", " \xa0", "  ", PROSE])


@given(st.lists(WORDS | GAPS | st.text(max_size=3), max_size=60).map("".join))
def test_any_text_gives_an_outline(text: str) -> None:
    reading = reading_of(text)
    check(reading, read_outline(reading))


LINES = [
    "一、",
    "一、目标",
    "目录",
    "专栏1",
    "1",
    "\t1",
    "1\t2",
    "|1|2|",
    "甲……1",
    "1.1.",
    "约束性",
    "年度\n1\n2",
    "甲\n1\n乙\n丙\n2\n3",
    "甲\n3",
    "供养总\n人数",
]


@pytest.mark.parametrize("piece", ["一、", "\t", "(", "|", "\n", "<a", "1\n\n", *(f"{line}\n" for line in LINES)])
def test_time_grows_with_the_size(piece: str) -> None:
    """Four times the text takes about four times the time; a quadratic step would take sixteen."""
    readings = {size: reading_of(piece * (size // len(piece))) for size in (2_000, 10_000, 40_000)}
    read_outline(readings[2_000])
    assert growth(lambda size: read_outline(readings[size]), 10_000, 4, rounds=3, least=0.02) < 2.5


def chapters(sections: tuple[Section, ...], *levels: int) -> list[str]:
    return [f"{s.number} {s.title}".strip() for s in sections if s.level in levels]


def test_outline_of_a_plan_with_chapters(shared_plans: Path) -> None:
    plan = read_file(shared_plans / "jiangjin_14.txt")
    check(plan.reading, Outline(plan.sections, plan.blocks, plan.grids))
    top = [section for section in plan.sections if section.level == 1]
    assert [section.number for section in top] == ["第一章", "第二章", "第三章", "第四章", "第五章", "第六章", ""]
    assert top[-1].title == "名词解释"
    assert top[-1].role is Role.GLOSSARY
    assert [section.number for section in plan.sections if section.level == 2] == [
        f"第{'一二三四五六七八'[n]}节" for count in (4, 4, 8, 5, 5, 5) for n in range(count)
    ]
    boxes = [section for section in plan.sections if section.number.startswith("专栏")]
    assert [box.number for box in boxes] == [f"专栏{n}" for n in range(1, 12)]
    roles = {section.title: section.role for section in plan.sections if section.level == 2}
    assert roles["“十三五”时期发展成就"] is Role.REVIEW
    assert roles["机遇和挑战"] is Role.SITUATION
    assert roles["发展目标"] is Role.GOALS
    assert {s.role for s in plan.sections if s.level == 2 and s.start > top[1].start and s.end <= top[4].end} == {
        Role.TASKS
    }
    assert top[5].role is Role.SAFEGUARDS


def test_outline_of_a_plan_with_contents(shared_plans: Path) -> None:
    plan = read_file(shared_plans / "hulunbuir_14.txt")
    check(plan.reading, Outline(plan.sections, plan.blocks, plan.grids))
    assert chapters(plan.sections, 1) == [
        "第一章 发展基础",
        "第二章 “十四五”时期的总体要求",
        "第三章 “十四五”时期的主要任务",
        "第四章 保障措施",
    ]
    assert [s.number for s in plan.sections if s.level == 2] == [
        f"第{'一二三四五六七八九'[n]}节" for count in (2, 3, 9, 5) for n in range(count)
    ]
    assert [s.role for s in plan.sections if s.level == 1] == [Role.REVIEW, Role.GOALS, Role.TASKS, Role.SAFEGUARDS]
    assert sum(block.kind is BlockKind.CONTENTS for block in plan.blocks) == 24
    broken = next(s for s in plan.sections if s.parent >= 0 and s.title.endswith("有效衔接"))
    assert broken.title.startswith("实现巩固")


def test_outline_of_decimal_numbers(shared_plans: Path) -> None:
    plan = read_file(shared_plans / "wuxi_county_14.txt")
    check(plan.reading, Outline(plan.sections, plan.blocks, plan.grids))
    numbers = [section.number.rstrip(".") for section in plan.sections]
    assert [n for n in numbers if n and "." not in n] == list("1234567")
    seconds = {"1": 3, "2": 2, "3": 4, "4": 4, "5": 3, "6": 2, "7": 5}
    assert [n for n in numbers if n.count(".") == 1] == [
        f"{a}.{b}" for a, n in seconds.items() for b in range(1, n + 1)
    ]
    thirds = {
        "1.1": 5,
        "1.2": 8,
        "1.3": 5,
        "2.1": 4,
        "2.2": 3,
        "3.2": 4,
        "3.4": 4,
        "4.1": 5,
        "4.2": 7,
        "4.3": 5,
        "4.4": 5,
    }
    thirds |= {"5.1": 3, "5.2": 3, "5.3": 11}
    assert [n for n in numbers if n.count(".") == 2] == [f"{a}.{b}" for a, n in thirds.items() for b in range(1, n + 1)]
    assert all(
        section.level == section.number.rstrip(".").count(".") + 1 for section in plan.sections if section.number
    )
    roles = [s.role for s in plan.sections if s.level == 1 and s.number]
    assert roles == [Role.REVIEW, Role.SITUATION, Role.GOALS, Role.TASKS, Role.TASKS, Role.TASKS, Role.SAFEGUARDS]


def test_outline_of_run_in_headings(shared_plans: Path) -> None:
    plan = read_file(shared_plans / "suizhou_13.txt")
    check(plan.reading, Outline(plan.sections, plan.blocks, plan.grids))
    assert chapters(plan.sections, 1) == ["一、 发展目标", "二、 主要任务", "三、 保障措施"]
    assert [s.level for s in plan.sections].count(2) == 4 + 6 + 5
    assert [s.level for s in plan.sections].count(3) == 2 + 4 + 3 + 4 + 3 + 3
    assert [flag.partition(":")[0] for flag in plan.flags] == ["table-lost"]
    run_in = [block for block in plan.blocks if block.kind is BlockKind.PARAGRAPH and block.lead]
    assert all(plan.sections[block.section].title == block.lead for block in run_in)
    priorities = read_file(shared_plans / "wulong_2024.txt")
    assert [s.level for s in priorities.sections].count(1) == 12
    assert [s.level for s in priorities.sections].count(2) == 52
    assert {s.role for s in priorities.sections} == {Role.TASKS}


PAGE = (
    "政府工作报告（2020）——2020年1月5日在县人民代表大会上各位代表：现在，我代表县人民政府报告工作，请予审议。"
    "一、2019年工作回顾2019年是不平凡的一年。（一）经济稳中有进。生产总值增长9.1%。"
    + "农村环境持续改善，文化活动丰富多彩。" * 24
    + "（二）民生持续改善。完成为民办实事项目，新增农村幸福院20家。二、2020年工作安排（一）加强民生保障。"
    + "新建敬老院2所。" * 6
    + "（二）发展社会事业。新建幼儿园5所。"
)


def test_a_page_that_lost_its_line_ends() -> None:
    plan = read_plan(Source("page", "page.txt", "", "utf-8", PAGE))
    check(plan.reading, Outline(plan.sections, plan.blocks, plan.grids))
    assert [(s.number, s.title, s.level, s.role) for s in plan.sections] == [
        ("一、", "2019年工作回顾", 1, Role.REVIEW),
        ("(一)", "经济稳中有进", 2, Role.REVIEW),
        ("(二)", "民生持续改善", 2, Role.REVIEW),
        ("二、", "2020年工作安排", 1, Role.TASKS),
        ("(一)", "加强民生保障", 2, Role.TASKS),
        ("(二)", "发展社会事业", 2, Role.TASKS),
    ]


def test_a_long_paragraph_is_left_whole() -> None:
    items = "坚持以下原则：" + "".join(f"（{n}）统筹兼顾，" for n in "一二三四") + "做好各项工作。" * 90
    plan = read_plan(Source("page", "page.txt", "", "utf-8", items))
    assert plan.sections == () and len(plan.blocks) == 1


@pytest.mark.parametrize(
    ("title", "parent", "role"),
    [
        ("2008年工作回顾", Role.NONE, Role.REVIEW),
        ("2009年工作安排", Role.NONE, Role.TASKS),
        ("今后五年的奋斗目标和主要任务", Role.NONE, Role.TASKS),
        ("重点工程建设", Role.REVIEW, Role.REVIEW),
        ("主要目标完成情况", Role.GOALS, Role.REVIEW),
        ("基本社会服务取得新成就", Role.GOALS, Role.GOALS),
        ("巩固脱贫攻坚成果", Role.TASKS, Role.TASKS),
        ("巩固脱贫攻坚成果", Role.NONE, Role.TASKS),
        ("夯实基本民生保障体系", Role.NONE, Role.TASKS),
        ("强化规划实施保障", Role.NONE, Role.SAFEGUARDS),
        ("存在的问题", Role.REVIEW, Role.SITUATION),
        ("工业和建筑业", Role.NONE, Role.NONE),
        ("养老服务水平显著提升", Role.NONE, Role.REVIEW),
        ("主要目标", Role.TASKS, Role.GOALS),
    ],
)
def test_role(title: str, parent: Role, role: Role) -> None:
    assert section_role(title, parent) is role
