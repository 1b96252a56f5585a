"""Tables that follow each other: each is read by its own header, in every layout and format."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from saved_as import Box, Part, Table, as_docx, as_html

from analysis.coding import code
from analysis.model import Source
from analysis.reading import read_plan
from analysis.reading.formats import to_source

Rows = Sequence[Sequence[str | Box]]

HOMES: Rows = (
    (Box("乡镇", rows=2), Box("敬老院（所）", columns=2), Box("敬老院床位（张）", columns=2)),
    ("公办", "民办", "2020年", "2021年"),
    ("青石镇", "3", "1", "260", "275"),
    ("白水乡", "2", "2", "180", "210"),
)
COUNTS: Rows = (
    ("类别", "指标", "2020年", "2021年", "增长（%）"),
    (Box("救助", rows=2), "特困人员（人）", "812", "790", "-2.7"),
    ("临时救助（人次）", "431", "466", "8.1"),
)
STATES: Rows = (
    ("乡镇", "项目", "养老床位（张）", "助餐点（个）"),
    ("青石镇", "城镇", "640", "12"),
)
MORE: Rows = (("儿童", "孤儿（人）", "35", "31", "-11.4"),)


def table(rows: Rows) -> Table:
    placed: list[tuple[tuple[int, Box], ...]] = []
    covered: dict[int, int] = {}
    width = 0
    for row in rows:
        column, cells = 0, []
        below = {at: left - 1 for at, left in covered.items() if left > 1}
        for cell in row:
            while column in covered:
                column += 1
            box = cell if isinstance(cell, Box) else Box(cell)
            cells.append((column, box))
            below |= {column + k: box.rows - 1 for k in range(box.columns) if box.rows > 1}
            column += box.columns
        covered = {at: left for at, left in below.items() if left}
        placed.append(tuple(cells))
        width = max(width, column)
    return Table(tuple(placed), width, 1)


def told(source: Source) -> list[str]:
    facts = [fact for fact in code(read_plan(source)).facts if fact.source == "table"]
    return [f"{f.indicator_text}|{f.group}|{f.value}|{f.unit}|{f.year}" for f in facts]


def of_text(text: str) -> Source:
    return Source("case", "case.txt", "", "utf-8", text)


def saved(parts: Sequence[Part], form: str) -> Source:
    if form == "docx":
        return to_source(as_docx(parts), "case", "case.docx")
    if form == "html":
        return of_text(as_html(parts))
    flat: list[str] = []
    for part in parts:
        if isinstance(part, str):
            flat.append(part)
            continue
        for row in part.rows:
            cells = [""] * part.columns
            for column, box in row:
                cells[column] = box.text
            flat.append("\t".join(cells) if form == "tabs" else f"| {' | '.join(cells)} |")
    return of_text("\n".join(flat) + "\n")


TITLE = "青禾县2021年民政事业发展统计公报"
OF_HOMES = [
    "敬老院公办|青石镇 公办|3|所|2021",
    "敬老院民办|青石镇 社会办|1|所|2021",
    "敬老院床位|青石镇|260|张|2020",
    "敬老院床位|青石镇|275|张|2021",
    "敬老院公办|白水乡 公办|2|所|2021",
    "敬老院民办|白水乡 社会办|2|所|2021",
    "敬老院床位|白水乡|180|张|2020",
    "敬老院床位|白水乡|210|张|2021",
]
OF_COUNTS = [
    "特困人员||812|人|2020",
    "特困人员||790|人|2021",
    "特困人员增长||-2.7|%|2021",
    "临时救助||431|人次|2020",
    "临时救助||466|人次|2021",
    "临时救助增长||8.1|%|2021",
]


@pytest.mark.parametrize("form", ["html", "docx", "tabs", "bars"])
def test_a_caption_ends_the_table_above_it(form: str) -> None:
    parts = [TITLE, "表1 敬老院情况", table(HOMES), "表2 救助情况", table(COUNTS)]
    assert told(saved(parts, form)) == [*OF_HOMES, *OF_COUNTS]


@pytest.mark.parametrize("form", ["html", "docx"])
@pytest.mark.parametrize("between", ["", "救助对象各有增减", "下面是救助对象的人数。"])
def test_the_markup_ends_a_table(form: str, between: str) -> None:
    parts = [TITLE, table(HOMES), *([between] if between else []), table(COUNTS)]
    assert told(saved(parts, form)) == [*OF_HOMES, *OF_COUNTS]


def test_the_years_of_a_table_are_not_those_of_the_table_above() -> None:
    first: Rows = (("指标", "单位", "2020年", "2021年"), ("特困人员", "人", "812", "790"))
    assert told(saved([TITLE, table(first), table(STATES)], "html"))[:2] == [
        "特困人员||812|人|2020",
        "特困人员||790|人|2021",
    ]
    rest = told(saved([TITLE, table(first), table(STATES)], "html"))[2:]
    assert rest and all(record.endswith("|2021") and "特困" not in record for record in rest)


@pytest.mark.parametrize("form", ["html", "docx"])
@pytest.mark.parametrize("between", ["", "续表", "表1（续）"])
def test_what_goes_on_without_a_header_keeps_the_one_above(form: str, between: str) -> None:
    parts = [TITLE, "表1 救助情况", table(COUNTS), *([between] if between else []), table(MORE)]
    assert told(saved(parts, form)) == [*OF_COUNTS, "孤儿||35|人|2020", "孤儿||31|人|2021", "孤儿增长||-11.4|%|2021"]


@pytest.mark.parametrize("rest", [(("儿童", "孤儿（人）", "35", "31"),), (("儿童", "孤儿（人）", "", "31", "", "5"),)])
def test_what_is_not_as_wide_does_not_go_on(rest: Rows) -> None:
    assert told(saved([TITLE, table(COUNTS), table(rest)], "html")) == OF_COUNTS


def test_another_paragraph_ends_what_goes_on() -> None:
    assert told(saved([TITLE, table(COUNTS), "另有儿童福利", table(MORE)], "html")) == OF_COUNTS


@pytest.mark.parametrize("form", ["tabs", "bars"])
def test_a_row_that_names_columns_anew_begins_a_table(form: str) -> None:
    first: Rows = (("指标", "单位", "2020年"), ("特困人员", "人", "812"), ("临时救助", "人次", "431"))
    second: Rows = (("指标", "单位", "2021年"), ("特困人员", "人", "790"), ("临时救助", "人次", "466"))
    assert told(saved([TITLE, table(first), table(second)], form)) == [
        "特困人员||812|人|2020",
        "临时救助||431|人次|2020",
        "特困人员||790|人|2021",
        "临时救助||466|人次|2021",
    ]


def test_the_header_said_again_begins_none() -> None:
    first: Rows = (("指标", "单位", "2020年"), ("特困人员", "人", "812"), ("临时救助", "人次", "431"))
    source = saved([TITLE, table(first), table((first[0], ("孤儿", "人", "35"))), "。"], "tabs")
    assert len(read_plan(source).grids) == 1
    assert told(source)[-1] == "孤儿||35|人|2020"


def test_a_label_across_the_table_stays_in_it() -> None:
    text = "\n".join(
        [TITLE, "指标\t2020年\t2021年", "一、救助", "特困人员（人）\t812\t790", "二、儿童情况", "孤儿（人）\t35\t31"]
    )
    assert len(read_plan(of_text(text + "\n")).grids) == 1


def test_the_number_of_what_goes_on_is_a_label() -> None:
    result = code(read_plan(saved([TITLE, table(COUNTS), "续表37", table(MORE)], "html")))
    assert [(row.status, row.reason) for row in result.ledger if row.text == "37"] == [("excluded", "table label")]


def test_one_number_below_a_known_header_makes_a_table() -> None:
    first: Rows = (("指标", "2021年"), ("孤儿（人）", "35"))
    second: Rows = (("指标", "2020年"), ("特困人员（人）", "812"))
    assert told(saved([TITLE, table(first), "表2 救助", table(second)], "html")) == [
        "孤儿||35|人|2021",
        "特困人员||812|人|2020",
    ]
