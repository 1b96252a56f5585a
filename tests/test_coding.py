"""Coding: passages of our own in four drawers, and properties that hold for any text."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from passages import FRAMES, coded, complaints, load

from analysis.coding import code
from analysis.model import Source
from analysis.reading import read_plan


@pytest.mark.parametrize("case", load("coding", "wild", "synthetic", "negative"))
def test_case(case: dict[str, Any]) -> None:
    assert complaints(case) == []


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", load("coding", "known_failures"))
def test_known_failure(case: dict[str, Any]) -> None:
    assert complaints(case) == []


PIECES = st.sampled_from(
    [
        *"县低保养老人户元个张所年月日％%亿万千百十两二三零点每共达约近余多超至到由从和与",
        *"及、，。；：（）()“”《》〔〕-—－~/　 \t\n|123456789０５",
        "2020年",
        "“十三五”期间",
        "到2025年",
        "“十四五”末",
        "截至",
        "分别",
        "均",
        "各",
        "其中",
        "提高到",
        "不低于",
        "以上",
        "左右",
        "每人每月",
        "每千名老人",
        "城乡低保标准",
        "养老机构",
        "床位",
        "护理型床位占比",
        "620元",
        "496元/人/月",
        "1.14亿元",
        "5万余人次",
        "1：0.55",
        "三分之二",
        "百分之五十五",
        "翻一番",
        "全覆盖",
        "应保尽保",
        "80-99周岁",
        "9182633人",
        "800010000元",
        "元//",
        "第三条",
        "1.",
        "（2）",
        "〔2021〕51号",
        "12345热线",
        "表1 主要指标\n\n",
        "指标\t单位\t2020年\t2025年\n",
        "火化率\t%\t60\t≥75\n",
        "<table><tr><td>指标</td><td>2025年</td></tr><tr><td>床位（张）</td><td>300</td></tr></table>",
        "標準",
        "(biāo)",
        "\r\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@examples(max_examples=80)
@given(TEXTS, st.sampled_from(sorted(FRAMES)))
def test_any_text_is_coded_and_every_fact_has_its_place(text: str, frame: str) -> None:
    result, _ = coded(text, frame)
    source = result.plan.reading.source.text
    for fact in result.facts:
        assert fact.quote == source[fact.char_start : fact.char_end] != ""
        assert fact.line == result.plan.reading.line(
            fact.char_start if fact.number_start is None else fact.number_start
        )
        if fact.number_start is None or fact.number_end is None:
            assert fact.implied or fact.value is None
        else:
            assert fact.char_start <= fact.number_start < fact.number_end <= fact.char_end
        assert fact.value_max is None or fact.value is not None
        assert fact.comparator in ("=", ">=", "<=", ">", "<", "~")
        assert fact.year is None or fact.period_start is None
        assert (fact.period_start is None) == (fact.period_end is None)
    assert len({fact.fact_id for fact in result.facts}) == len(result.facts)


@examples(max_examples=30)
@given(TEXTS, st.sampled_from(sorted(FRAMES)))
def test_coding_says_the_same_twice(text: str, frame: str) -> None:
    def once() -> object:
        result = code(read_plan(Source("case", "case.txt", "", "utf-8", FRAMES[frame] + text)))
        return result.facts, result.ledger, result.findings

    assert once() == once()


HOSTILE = {
    "分别": "分别",
    "digits": "7",
    "1个": "1个",
    "bracket": "(",
    "closed brackets": "(1)",
    "每": "每",
    "、": "、",
    "2020年": "2020年",
    "1、": "1、",
    "1-": "1-",
    "和": "和",
    "全覆盖": "全覆盖",
    "numerals": "三百",
    "低保标准": "低保标准",
    "from to": "由1元提高到2元，",
    "commas": "1,",
    "points": "1.",
    "quotes": "“1",
    "spaces": " ",
    "覆盖": "覆盖所有",
    "十三五": "“十三五”",
    "元//": "1元//",
    "1234567人": "户1234567人",
    "clauses": "城乡低保标准分别提高到每人每月1元、2元，",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length_not_faster(name: str) -> None:
    """Four times the text takes about four times as long: 16 times would be quadratic."""
    length = 3000
    _seconds(HOSTILE[name], 100)  # reads the codebook
    short, long = (_seconds(HOSTILE[name], n) for n in (length, 4 * length))
    assert long < 9 * short + 0.05, f"{length} characters took {short:.3f} s, four times as many {long:.3f} s"


def _seconds(piece: str, length: int) -> float:
    """The better of two runs of coding alone, on one line of about ``length`` characters."""
    plan = read_plan(Source("case", "case.txt", "", "utf-8", piece * (length // len(piece))))
    runs = []
    for _ in range(2):
        began = time.process_time()
        code(plan)
        runs.append(time.process_time() - began)
    return min(runs)


@pytest.mark.parametrize("prefix", ["coding", "damage"])
def test_the_negative_drawer_is_as_full_as_the_wild_one(prefix: str) -> None:
    assert len(load(prefix, "negative")) >= len(load(prefix, "wild"))
