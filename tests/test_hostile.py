"""Texts that nobody wrote for reading: whatever they repeat, they are read in time linear in their size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import growth

from analysis.coding import code
from analysis.coding.measures import with_measures
from analysis.model import Source
from analysis.reading import read_plan

PROSE = "全市养老服务机构床位建设补贴资金按照年初计划及时拨付到位并完成年度绩效评价工作"
RUN = "?；蛱乩ЧB"  # Chinese bytes cut one byte late


def _runs(size: int) -> str:
    """Damaged runs that differ from each other, one in a thousand characters of prose."""
    pieces = []
    for number in range(size // 1_000 + 1):
        at = number % len(PROSE)
        pieces.append(
            f"{(PROSE * 30)[:1_000]}低{RUN[:3]}{PROSE[at : at + 6].encode('gbk')[1:-1].decode('gbk', 'ignore')}B,"
        )
    return "".join(pieces)


def _numbers_of_headings(size: int) -> str:
    """One line of numbers that head something, each with the next one's value or none that anything follows."""
    numerals = ("一", "二", "三", "十", "二十")
    return "".join(f"。{numerals[i % 5]}、工作回顾({numerals[i % 3]})工作" for i in range(size // 12))


REPEATED = [
    "中", "7", "(", "（", "“", "<", "[", "分别", "?", "�", "#", "# \n", "?# ", "**", "·", "—", ".", "一、", "(一)",
    "市", " ", "\n", "\xa0\n", "5\n", "甲\n5\n", "\t5\n", "\t甲\n\t5\n\n", "|5", "|甲|5|\n", "甲\n|\n5\n|\n", "2009\n",
    "指标\n2009年\n", "指标\n单位\n数量\n5\n", "一、总则\n", "1.1.1 总则\n", "目录\n", "甲......5\n", "专栏1 指标\n",
    "附件\n", "统计表\n?\n", "索引号:\n", "某市民政规划\n", "某政发〔2019〕5号\n", "<p>", "<td colspan=99>", "<script>",
    "<!--", "&#", "發(fā)", "焦?jié)M", RUN, "首页 > ", "2 0 2 5 年", "合计，达到3.24\n万张", "甲  乙  5\n", "養老",
    "甲\x0b",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [*(lambda size, one=one: one * (size // len(one)) for one in REPEATED), _runs, _numbers_of_headings],
    ids=[*map(ascii, REPEATED), "different damaged runs", "numbers of headings"],
)
def test_time_is_linear(text: Callable[[int], str]) -> None:
    def read(size: int) -> None:
        read_plan(Source("hostile", "hostile.txt", "", "utf-8", text(size)))

    read(500)
    assert growth(read, 3_000, 6) < 4


def _words_of_a_benefit(size: int) -> str:
    """Words that a pattern could part in many ways, between a rate and its amount."""
    return f"资金每人{'基本生活补助标准' * (size // 8)}是500元。"


def _sums_and_fractions(size: int) -> str:
    return "支出1.2亿元、" * (size // 16) + "低保金3.5元、" * (size // 16)


def _one_label(size: int) -> str:
    """A row whose label is as long as the table."""
    return f"指标|2023年|2024年\n{'养老' * (size // 2)}|1|2\n床位数|3|4\n"


MANY = ("分别50、60元", "由5提高到6", "每人每月", "养老服务全覆盖", "支出9亿元,其中低保金6.2元、", "为年初计划的")


@pytest.mark.parametrize(
    "text",
    [
        *(lambda size, one=one: one * (size // len(one)) for one in MANY),
        _words_of_a_benefit,
        _sums_and_fractions,
        _one_label,
    ],
    ids=[*map(ascii, MANY), "words of a benefit", "sums and fractions", "one label"],
)
def test_time_of_coding_is_linear(text: Callable[[int], str]) -> None:
    def coded(size: int) -> None:
        plan = read_plan(Source("hostile", "hostile.txt", "", "utf-8", text(size)))
        with_measures(code(plan))

    coded(500)
    assert growth(coded, 3_000, 4) < 2.5
