"""Quantities: numbers with magnitude, unit and comparator as written, and digits that are none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import read_table
from analysis.coding.numerals import arabic, chinese
from analysis.coding.quantities import scan


def _comparators(place: str) -> list[dict[str, str]]:
    return [row for row in read_table("comparators") if row["place"] == place]


def one(view: str) -> tuple[str, str | None, str, str]:
    """Value, upper bound, unit and comparator of the only quantity of a text."""
    (q,) = scan(view).quantities
    return format(q.value.normalize(), "f"), q.value_max and format(q.value_max.normalize(), "f"), q.unit, q.comparator


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("支出1.89亿元", ("189000000", None, "元", "=")),
        ("支出1.14亿元", ("114000000", None, "元", "=")),
        ("支出6587.55万元", ("65875500", None, "元", "=")),
        ("救助5万余人次", ("50000", None, "人次", "~")),
        ("救助1.2万多人次", ("12000", None, "人次", "~")),
        ("救助300余人", ("300", None, "人", "~")),
        ("救助12,345人次", ("12345", None, "人次", "=")),
        ("占比60%", ("60", None, "%", "=")),
        ("占比60.25%以上", ("60.25", None, "%", ">=")),
        ("不低于55%", ("55", None, "%", ">=")),
        ("不得少于20平方米", ("20", None, "平方米", ">=")),
        ("≥30张", ("30", None, "张", ">=")),
        ("不超过5%", ("5", None, "%", "<=")),
        ("控制在3%以内", ("3", None, "%", "<=")),
        ("超过200张", ("200", None, "张", ">")),
        ("近200张", ("200", None, "张", "~")),
        ("约200张", ("200", None, "张", "~")),
        ("200张左右", ("200", None, "张", "~")),
        ("低于8%", ("8", None, "%", "<")),
        ("建设4-6所", ("4", "6", "所", "=")),
        ("建设4—6所", ("4", "6", "所", "=")),
        ("建设4至6所", ("4", "6", "所", "=")),
        ("建设4所至6所", ("4", "6", "所", "=")),
        ("补助20-30万元", ("200000", "300000", "元", "=")),
        ("补助20万元-30万元", ("200000", "300000", "元", "=")),
        ("增长5%-8%", ("5", "8", "%", "=")),
        ("占比百分之五十五", ("55", None, "%", "=")),
        ("占比百分之十二点五", ("12.5", None, "%", "=")),
        ("面积1200m²", ("1200", None, "平方米", "=")),
        ("面积1200㎡", ("1200", None, "平方米", "=")),
        ("培训护士36名", ("36", None, "人", "=")),
        ("培训护士36位", ("36", None, "人", "=")),
        ("提高3.5个百分点", ("3.5", None, "个百分点", "=")),
        ("是原来的2.5倍", ("2.5", None, "倍", "=")),
        ("建成0所", ("0", None, "所", "=")),
        ("修订居民公约30条", ("30", None, "条", "=")),
        ("节约资金30万元", ("300000", None, "元", "=")),
        ("附近30户", ("30", None, "户", "=")),
        ("慈善超市30家", ("30", None, "家", "=")),
    ],
)
def test_read(view: str, expected: tuple[str, str | None, str, str]) -> None:
    assert one(view) == expected


def test_a_ratio_is_read_as_one_to_the_second_part() -> None:
    (q,) = scan("城乡标准之比缩小到1:0.75").quantities
    assert q.value == Decimal("0.75")


@pytest.mark.parametrize(
    "view",
    [
        "二十大精神",
        "三级网络",
        "第四轮",
        "四个意识",
        "一刻钟服务圈",
        "两不愁三保障",
        "五保供养",
        "百姓",
        "千家万户",
        "万众一心",
        "零距离",
        "一老一小",
        "三社联动",
        "一门受理",
        "十三五规划",
        "两癌筛查",
        "一次性",
        "双百工程",
        "一事一议",
        "三无人员",
        "两项补贴",
        "四好公路",
    ],
)
def test_numerals_in_names_count_nothing(view: str) -> None:
    assert scan(view).quantities == ()


FAULTS = {
    "sha256:0f3a": "the example is shorter than its pattern asks",
    "M2": "the 2 of the unit is taken for a number",
}
"""Known failures among the rows of the codebook, by example or unit."""


def _rows(table: str, column: str) -> list[Any]:
    marks = {name: pytest.mark.xfail(strict=True, reason=why) for name, why in FAULTS.items()}
    return [
        pytest.param(row, id=row[column], marks=[marks[row[column]]] if row[column] in marks else [])
        for row in read_table(table)
    ]


@pytest.mark.parametrize("row", _rows("not_quantities", "example"))
def test_each_pattern_of_no_quantity_finds_its_example(row: dict[str, str]) -> None:
    if not row["example"]:
        pytest.skip("this row gives no example")
    found = scan(row["example"])
    assert row["reason"] in [x.reason for x in found.excluded]


@pytest.mark.parametrize("row", _comparators("before"), ids=lambda row: row["wording"])
def test_each_comparator_before_a_number_is_read(row: dict[str, str]) -> None:
    assert one(f"床位占比{row['wording']}30%")[3] == row["comparator"]


@pytest.mark.parametrize("row", _comparators("after"), ids=lambda row: row["wording"])
def test_each_comparator_behind_a_number_is_read(row: dict[str, str]) -> None:
    assert one(f"床位占比达到30%{row['wording']}")[3] == row["comparator"]


@pytest.mark.parametrize("row", _rows("units", "written"))
def test_each_unit_is_read(row: dict[str, str]) -> None:
    if row["written"] == "百分之" or row["dimension"] in ("duration", "age"):
        return
    (q,) = scan(f"共计37{row['written']}").quantities
    assert (q.unit, q.value) == (row["canonical"], 37 * Decimal(row["factor"]))


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(["人", "元", "张", "平方米"]))
def test_an_integer_is_read_as_itself(number: int, unit: str) -> None:
    for written in (str(number), f"{number:,}"):
        (q,) = scan(f"共计{written}{unit}").quantities
        assert (q.value, q.unit) == (number, unit)


@given(st.decimals(min_value=0, max_value=99_999, places=4), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_a_magnitude_multiplies_without_rounding(number: Decimal, magnitude: tuple[str, int]) -> None:
    (q,) = scan(f"支出{number}{magnitude[0]}元").quantities
    assert q.value == number * magnitude[1]


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert chinese(_in_words(number)) == number


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿点", max_size=12))
def test_odd_numerals_are_refused_or_read_never_half(text: str) -> None:
    """A numeral is a number or an error; nothing else comes out."""
    try:
        value = chinese(text)
    except ValueError:
        return
    assert value >= 0


def test_commas_are_thousands() -> None:
    assert arabic("1,234,567.89") == Decimal("1234567.89")


def _in_words(number: int) -> str:
    """A numeral as it is written: 10305 is 一万零三百零五."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if low and low < 1000 else ""
        return f"{_in_words(high)}万{gap}{_in_words(low) if low else ''}"
    digits, out, zero = "零一二三四五六七八九", "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return out
