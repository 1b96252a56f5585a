"""Characters lost beside digits: flagged always, read only where certain, and healthy numbers left alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import coded, complaints, load

from analysis.coding.damage import DAMAGE, mend
from analysis.coding.quantities import scan


@pytest.mark.parametrize("case", load("damage", "wild", "synthetic", "negative"))
def test_case(case: dict[str, Any]) -> None:
    assert complaints(case) == []


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", load("damage", "known_failures"))
def test_known_failure(case: dict[str, Any]) -> None:
    assert complaints(case) == []


@pytest.mark.parametrize("case", load("damage", "wild", "synthetic"))
def test_what_was_read_otherwise_than_written_is_damaged_and_says_how(case: dict[str, Any]) -> None:
    """A value that does not stand in the source as written is flagged with the evidence."""
    _, facts = coded(case["input"], case["doc"])
    for fact in facts:
        if any(flag.startswith("read:") for flag in fact.flags):
            assert fact.damaged
            assert DAMAGE & set(fact.flags), fact.flags


HOUSEHOLDS = st.integers(min_value=10, max_value=9999)


@given(HOUSEHOLDS, st.integers(min_value=10, max_value=40))
def test_fused_households_and_persons_are_parted_rightly_or_flagged(households: int, tenths: int) -> None:
    """Whatever the sizes: never a sound number, and never another reading than the true one where one is given."""
    persons = households * tenths // 10
    text = f"将建卡贫困户{households}{persons}人纳入保障。"
    found = mend(text, 0, len(text), scan(text)).quantities
    if any("read:persons-per-household" in q.flags for q in found):
        assert [int(q.value) for q in found] == [households, persons]
        assert text[found[0].number_start : found[1].number_end] == f"{households}{persons}"


@given(HOUSEHOLDS, st.integers(min_value=10, max_value=40))
def test_what_stands_whole_is_never_parted(households: int, tenths: int) -> None:
    persons = households * tenths // 10
    text = f"将建卡贫困户{households}户{persons}人纳入保障。"
    found = mend(text, 0, len(text), scan(text)).quantities
    assert [(int(q.value), q.unit) for q in found] == [(households, "户"), (persons, "人")]
    assert not any(DAMAGE & set(q.flags) for q in found)


@given(
    st.integers(min_value=1, max_value=9_999_999_999), st.sampled_from(["人", "人次", "元", "个", "张", "平方米", "户"])
)
def test_a_number_with_its_unit_and_no_neighbour_keeps_its_value(number: int, unit: str) -> None:
    text = f"全年共计{number}{unit}。"
    found = mend(text, 0, len(text), scan(text)).quantities
    flagged = [q for q in found if DAMAGE & set(q.flags)]
    assert flagged or [int(q.value) for q in found] == [number]
    assert all(q.unit == unit for q in found if q.unit)


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=1, max_value=99))
def test_a_total_takes_the_unit_of_the_parts_it_is_the_sum_of(a: int, b: int) -> None:
    text = f"养老机构共计{a + b}，其中民办养老院{a}个，公办养老院{b}个。"
    text = text.replace("，", ",")
    found = mend(text, 0, len(text), scan(text)).quantities
    assert [int(q.value) for q in found] == [a + b, a, b]
    if a + b >= 3:
        assert found[0].unit == "个" and "read:sum-of-parts" in found[0].flags


@given(st.integers(min_value=1, max_value=99), st.integers(min_value=1, max_value=99), st.integers(1, 50))
def test_a_total_that_its_parts_do_not_reach_is_not_given_their_unit_as_proved(a: int, b: int, more: int) -> None:
    text = f"养老机构共计{a + b + more},其中民办养老院{a}个,公办养老院{b}个。"
    found = mend(text, 0, len(text), scan(text)).quantities
    assert "read:sum-of-parts" not in found[0].flags


@pytest.mark.parametrize("sentence", ["救助流浪人员3,21人。", "床位达到2?0张。", "发放7. 6万人。", "为标准的1、3倍。"])
def test_no_number_of_a_mended_sentence_holds_another(sentence: str) -> None:
    numbers = mend(sentence, 0, len(sentence), scan(sentence, 0, len(sentence))).quantities
    ends = [(q.number_start, q.number_end) for q in numbers]
    assert numbers
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
