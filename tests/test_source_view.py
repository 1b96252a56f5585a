"""The page of one document: corrections applied, anchors for every place, findings in the page's language."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from analysis import open_corpus, source_view
from analysis.__main__ import main
from analysis.publishing.issue_words import issue_words
from analysis.publishing.source_text import marked_up

TEXT = (
    "样县民政事业发展“十四五”规划\r\n\r\n"
    "2020年，城市低保标准为每人每月460元。\r\n到2025年，低保标准提高到每人每月600元。\r\n"
)
HEAD = "doc_id,fact_id,action,column,expected,corrected,reason,author,date\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    path = tmp_path / "plans" / "county.txt"
    path.write_bytes(TEXT.encode())
    return path


def correct(plan: Path, expected: str) -> str:
    fact = open_corpus(plan.parent).filter(kind="standard").facts[0].fact_id
    row = f"county,{fact},change,value,{expected},470,the printed plan has 470,Li Wen,2026-03-31\n"
    (plan.parent / "corrections.csv").write_text(HEAD + row, encoding="utf-8")
    return str(fact)


def test_corrections_are_applied_and_told(plan: Path) -> None:
    fact = correct(plan, "460")
    html = source_view(plan, language="en")
    (title,) = re.findall(rf'id="{fact}"[^>]* title="([^"]*)"', html)
    assert "= 470 元/人/月" in title and "corrected" in title and "the printed plan has 470" in title
    assert ">460</a>" in html  # the document stays as it is
    assert "Li Wen" in html


def test_a_stale_correction_is_among_the_findings(plan: Path) -> None:
    fact = correct(plan, "461")
    html = unescape(source_view(plan, language="en"))
    assert "= 460 元/人/月" in html and fact in html
    assert "row 2" in html and "461" in html and "error" in html


def test_corrections_may_lie_elsewhere_and_the_command_names_them(plan: Path, tmp_path: Path) -> None:
    correct(plan, "460")
    moved = tmp_path / "moved"
    moved.mkdir()
    (plan.parent / "corrections.csv").rename(moved / "corrections.csv")
    page = tmp_path / "page.html"
    assert main(["show", str(plan), "-o", str(page), "--lang", "en"]) == 0
    assert "470" not in page.read_text(encoding="utf-8")
    assert main(["show", str(plan), "-o", str(page), "--lang", "en", "--plans", str(moved)]) == 0
    assert "= 470 元/人/月" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "lines"), [("一\n二\r\n三\r四", 4), ("一\n", 1), ("\n\n二", 3), ("", 0)])
def test_every_line_and_every_place_asked_for_has_an_anchor(text: str, lines: int) -> None:
    html = marked_up(text, [], [], [], [0, len(text) - 1, len(text), 99], "en")
    assert re.findall(r'id="L(\d+)"', html) == [str(number) for number in range(1, lines + 1)]
    there = {str(place) for place in (0, len(text) - 1) if 0 <= place < len(text)}
    assert set(re.findall(r'id="p(\d+)"', html)) == there
    assert unescape(re.sub("<[^>]*>", "", html)) == text


def test_findings_are_told_in_the_language_of_the_page() -> None:
    row = {"check": "growth", "expected": "7.84 %", "found": "<7.1 %>", "message": "It is <stated> as 7.1 %."}
    assert issue_words(row, "en") == "It is &lt;stated&gt; as 7.1 %."
    told = issue_words(row, "zh")
    assert "应为 7.84 %" in told and "&lt;7.1 %&gt;" in told and 'title="It is &lt;stated&gt;' in told
    assert issue_words(row | {"check": "unheard-of"}, "zh") == "It is &lt;stated&gt; as 7.1 %."
    assert issue_words(row | {"expected": ""}, "zh") == "It is &lt;stated&gt; as 7.1 %."
