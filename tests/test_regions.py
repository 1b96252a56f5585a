"""The table of divisions holds together, and names lead to the right rows."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from analysis.codebook import read_table
from analysis.reading.regions import NATION, Evidence, chain, full_names, index, most_spoken_of
from analysis.tables.schema import columns

ROWS = read_table("regions")


def test_the_levels_of_the_tables_are_those_of_divisions_from_above() -> None:
    allowed = next(column.allowed for column in columns("plans") if column.name == "region_level")
    assert set(allowed) == {row["level"] for row in ROWS}
    level = {row["code"]: row["level"] for row in ROWS}
    assert list(allowed) == [level[code] for code in (NATION, "420000", "421300", "421321")]


def test_codes_and_levels() -> None:
    assert Counter(row["level"] for row in ROWS if not row["valid_to"]) == {
        "nation": 1, "province": 31, "prefecture": 333, "county": 2845,
    }  # fmt: skip
    for row in ROWS:
        code = row["code"]
        assert len(code) == 6 and code.isdigit(), row
        level = "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
        assert row["level"] == ("nation" if code == NATION else level), row


def test_one_row_for_a_code_at_a_time() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in ROWS:
        spans.setdefault(row["code"], []).append((int(row["valid_from"] or 0), int(row["valid_to"] or 9999)))
    for code, rows in spans.items():
        rows.sort()
        for (_, end), (start, _) in pairwise(rows):
            assert end <= start, code


def test_every_parent_exists_while_the_child_does() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in ROWS:
        spans.setdefault(row["code"], []).append((int(row["valid_from"] or 0), int(row["valid_to"] or 9999)))
    for row in ROWS:
        if row["code"] == NATION:
            assert row["parent"] == ""
            continue
        start, end = int(row["valid_from"] or 0), int(row["valid_to"] or 9999)
        above = spans[row["parent"]]
        assert min(s for s, _ in above) <= start and max(e for _, e in above) >= end, row


@pytest.mark.parametrize(
    ("name", "code", "parent"),
    [
        ("巫溪县", "500238", "重庆市"), ("江津区", "500116", "重庆市"), ("随州市", "421300", "湖北省"),
        ("武隆区", "500156", "重庆市"), ("呼伦贝尔市", "150700", "内蒙古自治区"), ("仙桃市", "429004", "湖北省"),
        ("济源市", "419001", "河南省"), ("石河子市", "659001", "新疆维吾尔自治区"), ("东莞市", "441900", "广东省"),
        ("神农架林区", "429021", "湖北省"), ("五指山市", "469001", "海南省"), ("阿坝州", "513200", "四川省"),
        ("石柱县", "500240", "重庆市"), ("前郭县", "220721", "松原市"), ("北京市", "110000", "全国"),
    ],
)  # fmt: skip
def test_current_names(name: str, code: str, parent: str) -> None:
    (region,) = [row for row in index().names[name] if row.valid(None)]
    above = index().parent(region)
    assert (region.code, above.name if above else "") == (code, parent)


def test_former_names_end_where_the_new_begin() -> None:
    old, new = index().names["武隆县"][0], index().names["武隆区"][0]
    assert (old.code, old.valid_to, new.code, new.valid_from) == ("500232", 2016, "500156", 2016)
    assert [row.code for row in index().names["江津市"]] == ["500381"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("内蒙古自治区呼伦贝尔市根河市", ["内蒙古自治区", "呼伦贝尔市", "根河市"]),
        ("中华人民共和国", []),
        ("共和县与和县", ["共和县"]),
        ("支持,和县先行", ["和县"]),
        ("马鞍山市和县先行", ["马鞍山市", "和县"]),
        ("老城区、中心城区、社区", []),
        ("晋城市城区", ["晋城市", "城区"]),
        ("义乌市场与合肥市民", ["合肥市"]),
        ("全省各市、县(市、区)", []),
    ],
)
def test_full_names(text: str, names: list[str]) -> None:
    found = full_names(text)
    assert [mention.name for mention in found] == names
    assert all(text[mention.start : mention.end] == mention.name for mention in found)


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("重庆江津民政事业规划", "", "500116"),
        ("南京鼓楼区规划", "", "320106"),
        ("长寿民政事业规划", "长寿区的全区工作", "500115"),
        ("长寿老人补贴规划", "长寿老人长寿老人长寿老人", ""),
        ("海南省规划", "", "460000"),
        ("海南州规划", "", "632500"),
        ("吉林市规划", "", "220200"),
        ("关于加快合肥市养老服务发展的意见", "", "340100"),
        ("“十四五”湖北省老龄规划", "", "420000"),
        ("成渝地区合作规划", "", ""),
    ],
)
def test_chain(title: str, text: str, code: str) -> None:
    region = chain(title, Evidence(title + "\n" + text))
    assert (region.code if region else "") == code


def test_the_region_a_text_speaks_of_is_its_own_class() -> None:
    text = "全市各县努力。防城区、东兴市、上思县、东兴市、东兴市、港口区进展顺利,我市防城港市,防城港。全市。"
    region = most_spoken_of(Evidence(text))
    assert region is not None and region.code == "450600"


def test_nothing_is_guessed_from_a_single_mention() -> None:
    assert most_spoken_of(Evidence("工作要求如下,参照合肥市。")) is None


@pytest.mark.parametrize("title", ["青河区2019年民政工作总结", "2019年青河区", "阳山坪县民政局工作总结"])
def test_a_short_name_in_a_name_the_register_does_not_have_is_no_other_division(title: str) -> None:
    assert chain(title, Evidence(title)) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [("青河县民政局工作总结", "青河县"), ("重庆全市民政工作会议", "重庆市"), ("海淀民政局工作要点", "海淀区")],
)
def test_short_names_beside_an_office_are_those_of_the_register(title: str, name: str) -> None:
    region = chain(title, Evidence(title))
    assert region is not None and region.name == name
