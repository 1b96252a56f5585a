"""Rows of which a cell beside the label tells the place, the time or the group, also where it spans rows."""

from __future__ import annotations

import pytest
from saved_as import Part
from test_grid_runs import TITLE, Box, Rows, saved, table, told

from analysis.coding import code
from analysis.model import Source
from analysis.reading import read_plan

TWO = 2
PLACES: Rows = (
    ("乡镇", "年度", "敬老院床位（张）", "孤儿（人）"),
    (Box("青石镇", rows=TWO), "2020年", "260", "20"),
    ("2021年", "275", "18"),
    (Box("白水乡", rows=TWO), "2020年", "180", "15"),
    ("2021年", "210", "13"),
)
CASES: dict[str, tuple[Rows, list[str]]] = {
    "years of a place": (
        PLACES,
        [
            *("敬老院床位|青石镇|260|张|2020", "孤儿|青石镇|20|人|2020"),
            *("敬老院床位|青石镇|275|张|2021", "孤儿|青石镇|18|人|2021"),
            *("敬老院床位|白水乡|180|张|2020", "孤儿|白水乡|15|人|2020"),
            *("敬老院床位|白水乡|210|张|2021", "孤儿|白水乡|13|人|2021"),
        ],
    ),
    "groups of a place": (
        (
            ("乡镇", "类别", "低保人数（人）"),
            (Box("青石镇", rows=TWO), "城市", "61"),
            ("农村", "140"),
            (Box("白水乡", rows=TWO), "城市", "35"),
            ("农村", "122"),
            ("合计", "", "358"),
        ),
        [
            *("低保人数|青石镇 城市|61|人|2021", "低保人数|青石镇 农村|140|人|2021"),
            *("低保人数|白水乡 城市|35|人|2021", "低保人数|白水乡 农村|122|人|2021"),
            "低保人数||358|人|2021",
        ],
    ),
    "groups of a year": (
        (
            ("年度", "类别", "低保人数（人）", "低保标准（元/月）"),
            (Box("2020年", rows=TWO), "城市", "96", "610"),
            ("农村", "262", "480"),
            (Box("2021年", rows=TWO), "城市", "91", "640"),
            ("农村", "255", "510"),
        ),
        [
            *("低保人数|城市|96|人|2020", "低保标准|城市|610|元/人/月|2020"),
            *("低保人数|农村|262|人|2020", "低保标准|农村|480|元/人/月|2020"),
            *("低保人数|城市|91|人|2021", "低保标准|城市|640|元/人/月|2021"),
            *("低保人数|农村|255|人|2021", "低保标准|农村|510|元/人/月|2021"),
        ],
    ),
    "indicators of a place": (
        (
            ("地区", "指标", "2020年", "2021年"),
            (Box("青石镇", rows=TWO), "低保人数（人）", "210", "201"),
            ("孤儿（人）", "20", "18"),
        ),
        [
            *("低保人数|青石镇|210|人|2020", "低保人数|青石镇|201|人|2021"),
            *("孤儿|青石镇|20|人|2020", "孤儿|青石镇|18|人|2021"),
        ],
    ),
    "indicators of a year": (
        (
            ("年度", "指标", "单位", "数值"),
            (Box("2020年", rows=TWO), "低保人数", "人", "210"),
            ("孤儿", "人", "20"),
            (Box("2021年", rows=TWO), "低保人数", "人", "201"),
            ("孤儿", "人", "18"),
        ),
        ["低保人数||210|人|2020", "孤儿||20|人|2020", "低保人数||201|人|2021", "孤儿||18|人|2021"],
    ),
    "groups of an indicator, one unit over both": (
        (
            ("指标", "对象", "单位", "2020年", "2021年"),
            (Box("低保标准", rows=TWO), "城市", Box("元/月", rows=TWO), "610", "640"),
            ("农村", "480", "510"),
            ("孤儿", "", "人", "20", "18"),
        ),
        [
            *("城市低保标准|城市|610|元/人/月|2020", "城市低保标准|城市|640|元/人/月|2021"),
            *("农村低保标准|农村|480|元/人/月|2020", "农村低保标准|农村|510|元/人/月|2021"),
            *("孤儿||20|人|2020", "孤儿||18|人|2021"),
        ],
    ),
    "placements of an indicator without a head of their own": (
        (
            ("序号", "项目", "", "单位", "2020年", "2021年"),
            (Box("1", rows=TWO), Box("特困人员", rows=TWO), "集中", "人", "64", "60"),
            ("分散", "人", "90", "87"),
        ),
        [
            *("集中特困人员|集中供养|64|人|2020", "集中特困人员|集中供养|60|人|2021"),
            *("分散特困人员|散居|90|人|2020", "分散特困人员|散居|87|人|2021"),
        ],
    ),
    "years behind an indicator": (
        (
            ("指标", "年度", "单位", "数值"),
            (Box("低保人数", rows=TWO), "2020年", "人", "210"),
            ("2021年", "人", "201"),
            (Box("孤儿", rows=TWO), "2020年", "人", "20"),
            ("2021年", "人", "18"),
        ),
        ["低保人数||210|人|2020", "低保人数||201|人|2021", "孤儿||20|人|2020", "孤儿||18|人|2021"],
    ),
    "places behind an indicator": (
        (
            ("指标", "地区", "2020年", "2021年"),
            (Box("孤儿（人）", rows=TWO), "青石镇", "20", "18"),
            ("白水乡", "15", "13"),
        ),
        [
            *("孤儿|青石镇|20|人|2020", "孤儿|青石镇|18|人|2021"),
            *("孤儿|白水乡|15|人|2020", "孤儿|白水乡|13|人|2021"),
        ],
    ),
    "the place of a project is no group": (
        (
            ("项目名称", "建设地点", "总投资（万元）", "床位（张）"),
            ("敬老院改造工程", "青石镇", "300", "60"),
            ("老年公寓新建工程", "白水乡", "900", "120"),
        ),
        [
            *("敬老院改造工程总投资||3000000|元|2021", "敬老院改造工程床位||60|张|2021"),
            *("老年公寓新建工程总投资||9000000|元|2021", "老年公寓新建工程床位||120|张|2021"),
        ],
    ),
}


@pytest.mark.parametrize("form", ["html", "docx", "tabs"])
@pytest.mark.parametrize("name", CASES)
def test_what_stands_beside_the_label_holds_for_the_rows_it_spans(name: str, form: str) -> None:
    rows, expected = CASES[name]
    parts: list[Part] = [TITLE, "一、基本情况", table(rows)]
    assert told(saved(parts, form)) == expected


def test_a_plan_tells_states_and_goals_in_rows() -> None:
    rows: Rows = (
        ("乡镇", "项目", "敬老院床位（张）", "投资（万元）"),
        (Box("青石镇", rows=TWO), "2021年实际", "275", "120"),
        ("2022年目标", "300", "150"),
    )
    facts = code(read_plan(saved(["青禾县民政局2022年工作要点", "一、建设任务", table(rows)], "html"))).facts
    assert [(str(f.kind), str(f.value), f.group, f.year) for f in facts if f.source == "table"] == [
        ("outcome", "275", "青石镇", 2021),
        ("expenditure", "1200000", "青石镇", 2021),
        ("target", "300", "青石镇", 2022),
        ("target", "1500000", "青石镇", 2022),
    ]


def test_an_undated_table_of_a_plan_that_tells_a_state_is_of_the_year_before_it() -> None:
    lines = [
        "青禾县养老服务“十四五”规划",
        "一、主要任务",
        "表1 敬老院情况",
        "乡镇\t敬老院（所）\t床位（张）",
        "青石镇\t3\t260",
        "白水乡\t2\t180",
        "表2 敬老院建设计划情况",
        "乡镇\t敬老院（所）\t床位（张）",
        "青石镇\t1\t90",
        "白水乡\t1\t80",
    ]
    source = Source("case", "case.txt", "", "utf-8", "\n".join(lines) + "\n")
    facts = code(read_plan(source)).facts
    assert [(f.group, str(f.value), f.unit, f.year, f.time_inferred) for f in facts if f.source == "table"] == [
        ("青石镇", "3", "所", 2020, True),
        ("青石镇", "260", "张", 2020, True),
        ("白水乡", "2", "所", 2020, True),
        ("白水乡", "180", "张", 2020, True),
    ]


def test_a_column_of_numbers_is_no_label() -> None:
    """The quantities of a table that nothing dates are unread rather than left out as labels."""
    lines = [
        "青禾县养老服务“十四五”规划",
        "第三章 重点任务",
        "名称\t甲类\t乙类",
        "青石站\t3120\t86",
        "白水站\t2985\t75",
    ]
    result = code(read_plan(Source("case", "case.txt", "", "utf-8", "\n".join(lines) + "\n")))
    said = {row.text: row.reason for row in result.ledger if row.status != "fact"}
    assert {said[number] for number in ("3120", "86", "2985", "75")} == {"cell not read"}


def test_a_column_of_counts_leaves_the_groups_their_place() -> None:
    rows: Rows = (
        ("低保对象", "户数", "2020年支出（万元）", "2021年支出（万元）"),
        ("城市", "120", "36", "38"),
        ("农村", "310", "62", "65"),
    )
    facts = told(saved([TITLE, "表1 低保情况", table(rows)], "html"))
    assert [fact.split("|", 1)[1] for fact in facts] == [
        *("城市|360000|元|2020", "城市|380000|元|2021"),
        *("农村|620000|元|2020", "农村|650000|元|2021"),
    ]
