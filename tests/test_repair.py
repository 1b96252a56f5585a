"""Repairs: cases of our own in four drawers, properties that hold for any text, and the shared documents."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Certainty, Reading, Source
from analysis.reading.compose import Change, Draft, apply, replay
from analysis.reading.decode import read_source
from analysis.reading.repair import repair
from analysis.reading.script import make_view

CASES = Path(__file__).parent / "cases"


def read(text: str) -> Reading:
    return repair(Source("case", "case.txt", "", "utf-8", text))


def cases(drawer: str) -> list[object]:
    rows = json.loads((CASES / f"repair_{drawer}.json").read_text(encoding="utf-8"))
    marks = [pytest.mark.xfail(strict=True, reason="known failure")] if drawer == "known_failures" else []
    return [pytest.param(row, id=f"{drawer}: {row['label']}", marks=marks) for row in rows]


@pytest.mark.parametrize("case", [case for name in ("wild", "synthetic", "negative") for case in cases(name)])
def test_case(case: dict) -> None:
    reading = read(case["input"]["text"])
    assert reading.text == case["expected"]["text"]
    repairs = {name for edit in reading.edits for name in edit.repair.split("+")}
    assert repairs == set(case["expected"]["repairs"])


@pytest.mark.parametrize("case", cases("known_failures"))
def test_known_failure(case: dict) -> None:
    assert read(case["input"]["text"]).text == case["expected"]["text"]


def test_the_negative_drawer_is_as_full_as_the_wild_one() -> None:
    assert len(cases("negative")) >= len(cases("wild"))


PIECES = st.sampled_from(
    [*"養發保低老标准。，；：、（）()<>&;?#—-\r\n\t \u3000\u00a0\u200b0123４５.．%", "(fā)", "（zhǔn）", "<p>", "</p>",
     "<br>", "<table>", "<tr>", "<td rowspan=2>", "<td>", "</td>", "</table>", "<script>", "</script>", "<!--", "-->",
     "&nbsp;", "&amp;", "lt;", "gt;", "&#60;", "\n— 12 —\n",
     "2 0 2 5 年", "万张", "人均", "\r\n", "\n\n", "?;", "?jié)M",
     "?。ㄐ。﹨^", "三年来新建街道养老服务综合体若干处并改造敬老院九所培训", "\n## ", "<html>", "<pre>",
     "〔20102号", "发2010〕", "20225月24日", "2022年524日", "\n1.1. 乡低保提标", "\n1.1. 城乡低保提标"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80)


@given(TEXTS)
def test_any_text_is_read_with_an_exact_way_back(text: str) -> None:
    reading = read(text)
    assert replay(text, reading.edits) == reading.text
    assert len(reading.view) == len(reading.text)
    at = 0
    for edit in reading.edits:
        assert at <= edit.start < edit.end
        assert text[edit.start : edit.end] == edit.found != edit.read
        at = edit.end
    assert list(reading.starts) == sorted(set(reading.starts)) and reading.starts[0] == 0
    changed = {i for edit in reading.edits for i in range(edit.start, edit.end)}
    before = 0
    for offset in range(len(reading.text)):
        start, end = reading.place(offset, offset + 1)
        assert before <= start < end <= len(text)
        before = start
        if start not in changed:
            assert text[start:end] == reading.text[offset]
    assert reading.place(0, len(reading.text))[1] <= len(text)


@given(TEXTS)
def test_repairing_twice_is_repairing_once(text: str) -> None:
    once = read(text)
    twice = read(once.text)
    assert twice.text == once.text
    assert twice.edits == ()


@given(
    st.text(alphabet="abc", max_size=12),
    st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), max_size=4), max_size=4),
)
def test_composed_edits_replay(text: str, rounds: list[list[tuple[int, int]]]) -> None:
    draft = Draft(text, text)
    for number, places in enumerate(rounds):
        changes, at = [], 0
        for start, length in sorted(places):
            end = min(len(draft.text), start + length)
            if at <= start < end:
                changes.append(Change(start, end, "xy"[: length % 3]))
                at = end
        expected, at = [], 0
        for change in changes:
            expected += [draft.text[at : change.start], change.read]
            at = change.end
        expected.append(draft.text[at:])
        draft = apply(draft, f"round{number}", changes)
        assert draft.text == "".join(expected)
        assert replay(text, draft.edits) == draft.text


def test_a_place_covers_what_was_repaired_inside() -> None:
    reading = read("發(fā)展養(yǎng)老")
    assert reading.text == "發展養老"
    assert reading.place(0, 2) == (0, 6)
    assert reading.place(0, 1) == (0, 1)
    assert reading.place(1, 4) == (5, 14)


def test_every_edit_says_how_certain_it_is() -> None:
    run = next(
        row for row in json.loads((CASES / "repair_wild.json").read_text("utf-8")) if "dictionary" in row["label"]
    )
    edits = read(run["input"]["text"]).edits
    assert [edit.certainty for edit in edits] == [Certainty.EVIDENCE]
    assert "times likelier" in edits[0].note


@pytest.mark.parametrize(
    ("text", "view", "script"),
    [
        ("無著落的老人，著力保障，著名品牌，成效顯著", "无着落的老人,着力保障,著名品牌,成效显著", "traditional"),
        ("关于显著提高保障水平，著力不用改", "关于显著提高保障水平,著力不用改", "simplified"),
        ("餘杭區、乾安縣、於都縣的養老機構", "余杭区、乾安县、于都县的养老机构", "traditional"),
        ("嚮往美好生活,裏程碑,村裡的乾淨水", "向往美好生活,里程碑,村里的干净水", "traditional"),
        ("建立智慧型養老指標體系", "建立智慧型养老指标体系", "traditional"),
        ("１１２．５％—（Ａ）：２０２５－２０３０", "112.5%—(A):2025-2030", "simplified"),
        ("“低保”《办法》〔2025〕3号、。", "“低保”《办法》〔2025〕3号、。", "simplified"),
    ],
)
def test_view(text: str, view: str, script: str) -> None:
    assert make_view(text) == (view, script)


def test_single_traditional_characters_in_simplified_text() -> None:
    text = "全县养老服务机构稳步发展。" * 40 + "標准"
    assert make_view(text).script == "simplified"
    assert make_view(text).text.endswith("标准")


@pytest.mark.parametrize(
    "unit",
    ["养", "7", "７", "(", "（", "<", ">", "&", "分别", " ", "\n", "?", "—", "\u3000", "(fā", "<p", "?;", "-1\n"],
)
def test_time_is_linear_up_to_ten_million_characters(unit: str) -> None:
    def action(size: int) -> None:
        reading = read(unit * (size // len(unit)))
        assert len(reading.view) == len(reading.text)

    assert growth(action, 1_000_000, 10, rounds=2) < 4


def test_shared_damage_is_repaired(shared_plans: Path) -> None:
    reading = repair(read_source(shared_plans / "hulunbuir_14.txt"))
    names = [edit.repair for edit in reading.edits]
    assert names.count("drop_inline_readings") == 2095
    runs = [
        make_view(edit.read).text
        for edit in reading.edits
        if edit.repair in ("realign_shifted_runs", "close_split_characters")
    ]
    assert runs == [
        "。基本养", "保或特困供养", "住(小)区", "住(小)区", "模化和连", "满",
        "福康工程”和“残疾人助康工程”,为更多的贫困残疾人免费",
    ]  # fmt: skip
    assert [reading.line(edit.start) for edit in reading.edits if edit.repair == "realign_shifted_runs"] == [
        296,
        488,
        510,
        510,
        512,
        544,
    ]


@pytest.mark.parametrize("name", ["jiangjin_14", "suizhou_13", "wulong_2024"])
def test_shared_documents_without_such_damage_are_left_alone(shared_plans: Path, name: str) -> None:
    assert repair(read_source(shared_plans / f"{name}.txt")).edits == ()


def test_shared_document_that_lost_brackets(shared_plans: Path) -> None:
    """Of its lost characters only those of document numbers are certain; no quantity is touched."""
    reading = repair(read_source(shared_plans / "wuxi_county_14.txt"))
    assert [(edit.found, edit.read, edit.repair) for edit in reading.edits] == [
        (year, f"{year}〕", "complete_document_numbers") for year in ("2020", "2009", "2010", "2010")
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_shared_documents_with_other_line_ends_read_the_same(shared_plans: Path, end: str) -> None:
    for path in [*sorted(shared_plans.glob("*.txt")), *sorted(shared_plans.parent.glob("more/*.txt"))]:
        source = read_source(path)
        plain = replace(source, text=source.text.replace("\r\n", "\n"))
        other = repair(replace(source, text=plain.text.replace("\n", end)))
        assert other.text.replace(end, "\n") == repair(plain).text


def test_shared_copy_of_a_pdf(shared_plans: Path) -> None:
    path = shared_plans.parent / "more" / "hefei_stat_2024.txt"
    if not path.is_file():
        pytest.skip("the further documents (../shared/more) are not here")
    reading = repair(read_source(path))
    assert "床位3.24万张" in reading.text
    assert "低保金12.56亿元" in reading.text
    digits = "".join(filter(str.isdigit, reading.source.text))
    assert "".join(filter(str.isdigit, reading.text)) == digits
