"""The ledger: every digit of a source is in exactly one row, and rows say what became of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from passages import FRAMES, coded

from analysis.coding import code
from analysis.model import Source
from analysis.reading import read_plan
from analysis.tables.frames import document_rows, table_rows

PIECES = st.sampled_from(
    [
        *"养老床位人户元个，。、（）()-—.,:/% \n\t",
        "12",
        "3.5",
        "1,234",
        "２０２０",
        "2020年",
        "〔2021〕51号",
        "1.",
        "到2025年达到",
        "\n3.加强组织领导\n",
        "第4页",
        "12345热线",
        "5G",
        "万元",
        "百分之六十",
        "三十二所",
        "(2)",
        "8000—10000元",
        "9182633人",
        "1：0.6",
        "表1 指标\n\n指标\t2020年\t2025年\n火化率（%）\t60\t75\n",
        "<b>7</b>",
        "標準5",
        "&#49;",
        "\n— 12 —\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(alphabet="0123456789.,年人元 \n", max_size=40)
DIGIT = re.compile(r"\d")


@examples(max_examples=80)
@given(TEXTS, st.sampled_from(sorted(FRAMES)))
def test_every_digit_is_in_one_row(text: str, frame: str) -> None:
    result, _ = coded(text, frame)
    source, rows = result.plan.reading.source.text, result.ledger
    covered = {i for row in rows for i in range(row.char_start, row.char_end)}
    missing = [m.start() for m in DIGIT.finditer(source) if m.start() not in covered]
    assert missing == [], [source[max(0, i - 8) : i + 8] for i in missing]
    at = -1
    for row in rows:
        assert at <= row.char_start < row.char_end, "rows are sorted and do not overlap"
        at = row.char_end
        assert source[row.char_start : row.char_end] == row.text
        assert row.line == result.plan.reading.line(row.char_start)
        assert row.status in ("fact", "excluded", "unread")
        assert (row.status == "fact") == bool(row.fact_id)
        assert row.status == "fact" or row.reason, "what is no fact says why"


@examples(max_examples=80)
@given(TEXTS, st.sampled_from(sorted(FRAMES)))
def test_rows_and_facts_name_each_other(text: str, frame: str) -> None:
    result, _ = coded(text, frame)
    facts = {fact.fact_id: fact for fact in result.facts}
    named = {row.fact_id for row in result.ledger if row.fact_id}
    assert named <= set(facts)
    spans = [(row.char_start, row.char_end) for row in result.ledger if row.status == "fact"]
    for fact in facts.values():
        if fact.number_start is not None and fact.number_end is not None:
            assert any(s < fact.number_end and fact.number_start < e for s, e in spans), fact.quote


@pytest.mark.parametrize(
    ("text", "run", "reason"),
    [
        ("2021年3月15日启动。", "2021", "date"),
        ("依据青政发〔2021〕51号文件。", "51", "document number"),
        ("拨打12345热线求助。", "12345", "hotline"),
        ("推广5G应用。", "5", "name"),
        ("1.加强领导。", "1", "list number"),
        ("召开第36次会议。", "36", "ordinal"),
        ("为80周岁以上老人建档。", "80", "age"),
        ("每200户配备1名管理员。", "200", "denominator"),
    ],
)
def test_excluded_digits_say_why(text: str, run: str, reason: str) -> None:
    result, _ = coded(text, "tasks")
    floor = len(FRAMES["tasks"])
    rows = [row for row in result.ledger if row.text == run and row.char_start >= floor]
    assert [row.status for row in rows] == ["excluded"]
    assert reason in rows[0].reason


def rows_of(text: str) -> list[tuple[str, str, str]]:
    found = code(read_plan(Source("d", "d.txt", "", "utf-8", text)))
    return [(row.text, row.status, row.reason) for row in found.ledger]


@pytest.mark.parametrize(
    "text",
    ["3—5月差额部分补发到位", "7至12月困难群众补助", "1~6月份累计", "4到9月发放", "7、8、9月发放", "10月—12月发放"],
)
def test_months_from_one_to_another_are_dates(text: str) -> None:
    assert {(status, reason) for _, status, reason in rows_of(text)} == {("excluded", "date")}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("月均补助3—5元", ["3", "5"]),
        ("7—12月发放困难群众补助1200万元", ["1200"]),
        ("床位由80张到6月底的95张", ["95"]),
        ("全县1月到3月救助12人", ["12"]),
        ("每千人3至5张床位", ["3", "5"]),
        ("床位1.2万张,新增3.4万张", ["1.2", "3.4"]),
    ],
)
def test_numbers_beside_months_stay_numbers(text: str, numbers: list[str]) -> None:
    assert [number for number, status, _ in rows_of(text) if status == "fact"] == numbers


def test_an_item_and_the_year_that_it_begins_with_are_two() -> None:
    items = "附件:1.2021年补助资金分配表\n2.2022年补助资金分配表\n"
    assert rows_of(items) == [
        ("1", "excluded", "list number"), ("2021", "excluded", "date"),
        ("2", "excluded", "list number"), ("2022", "excluded", "date"),
    ]  # fmt: skip
    assert rows_of("工龄满12.2021年为准")[0][0] == "12.2021"  # not at the beginning of an item


def test_months_of_age_are_an_age() -> None:
    assert rows_of("13-18月龄儿童120人")[:2] == [("13", "excluded", "age"), ("18", "excluded", "age")]


def test_a_picture_inside_a_page_is_one_run() -> None:
    picture = "9iVBORw0KGgo1234567890AAAA" * 200
    page = f'<html><img src="data:image/png;base64,{picture}"><p>{FRAMES["tasks"]}建设床位320张。</p></html>'
    result = code(read_plan(Source("d", "d.html", "0" * 64, "utf-8", page)))
    rows = [row for row in result.ledger if row.char_start < page.index("<p>")]
    assert [(row.text, row.status, row.reason) for row in rows] == [(f";base64,{picture}", "excluded", "embedded file")]
    assert {row.text for row in result.ledger if row.status == "fact"} == {"320"}
    ledger, edits = (table_rows(document_rows(result))[name] for name in ("ledger", "edits"))
    assert max(len(str(cell)) for row in (*ledger, *edits) for cell in row) < 2100


def test_a_numeral_in_words_that_was_read_has_a_row() -> None:
    result, facts = coded("护理型床位占比达到百分之五十五。", "goals")
    assert len(facts) == 1
    rows = [row for row in result.ledger if row.fact_id == facts[0].fact_id]
    assert len(rows) == 1
    assert "五十五" in rows[0].text


def test_a_number_that_nobody_can_read_is_unread_not_lost() -> None:
    result, facts = coded("相关情况参见 77 备查。", "tasks")
    assert facts == []
    assert [row.status for row in result.ledger if row.text == "77"] == ["unread"]
