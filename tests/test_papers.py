"""What authors take away: tables in four formats, the same bytes, citations; and what a notebook of one's own needs."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from made_tables import made_facts, made_plans, plan

from analysis.comparing import low_income_standards
from analysis.publishing.citations import bibliography, reference, references
from analysis.publishing.counts import Condition, Count, counted
from analysis.publishing.paper_tables import PaperTable, latex, paper_table, save_table
from analysis.publishing.words import title_of
from analysis.tables.schema import frame_of

HOSTILE = '=cmd|"x"!A1 & 50%_#{}~^\\ |'


def made() -> PaperTable:
    levels = low_income_standards(made_facts(), made_plans())
    levels.loc[0, "flags"] = HOSTILE
    columns = ["region", "year", "group", "comparator", "level", "conversion", "inferred", "flags", "left_out"]
    return paper_table(levels, columns, "zh", "低保标准 50%", "注：年标准÷12")


def test_the_same_table_gives_the_same_bytes_in_four_formats(tmp_path: Path) -> None:
    one, other = (save_table(made(), tmp_path / run / "t") for run in ("a", "b"))
    assert [path.suffix for path in one] == [".tex", ".md", ".csv", ".xlsx"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    with pytest.raises(ValueError, match="not as pdf"):
        save_table(made(), tmp_path / "t", ("pdf",))


def test_numbers_are_numbers_and_text_is_no_formula(tmp_path: Path) -> None:
    paths = {path.suffix: path for path in save_table(made(), tmp_path / "t")}
    sheet = zipfile.ZipFile(paths[".xlsx"]).read("xl/worksheets/sheet1.xml").decode()
    assert ("<f>" not in sheet and "<v>291.67</v>" in sheet) or "<v>291.66666" in sheet
    rows = list(csv.reader(io.StringIO(paths[".csv"].read_text(encoding="utf-8-sig"))))
    assert rows[0][:3] == ["地区", "年份", "对象"] and len(rows) == len(made().rows) + 1
    assert rows[1][7].startswith("'=cmd") or not rows[1][7].startswith("=")
    assert "| ---: |" in paths[".md"].read_text(encoding="utf-8")


def test_latex_escapes_what_documents_hold() -> None:
    text = latex(made()).decode()
    assert r"\caption{低保标准 50\%}" in text and r"\toprule" in text and r"\endhead" in text
    body = text[text.index(r"\midrule") : text.index(r"\bottomrule")]
    assert r"\& 50\%\_\#\{\}\textasciitilde{}\textasciicircum{}\textbackslash{}" in body
    heads = len(made().heads)
    assert all(row.count(" & ") == heads - 1 for row in body.splitlines() if row.endswith(r"\\") and "&" in row)


def test_references_name_what_the_document_says_and_nothing_else() -> None:
    row = dict.fromkeys(frame_of("plans", []).columns, "")
    row |= {"doc_id": "jiangjin", "title": "", "sha256": "ab" * 32}
    assert reference(row) == "jiangjin[Z]."
    row |= {"title": "规划", "publisher": "江津区民政局", "doc_number": "津民发〔2021〕1号"}
    row |= {"date_written": "2021-12-01"}
    assert reference(row) == "江津区民政局. 规划: 津民发〔2021〕1号[Z]. 2021-12-01."
    online = reference(row, "https://example.org/p", "2026-03-31")
    assert online.startswith("江津区民政局. 规划: 津民发〔2021〕1号[EB/OL]. (2021-12-01)[2026-03-31]. ")
    assert online.endswith(" https://example.org/p.")


def test_keys_of_a_bibliography_are_unique_and_plain() -> None:
    names = ("规划 1", "规划 2", "a b")
    plans = frame_of("plans", [plan(name, "江津区", "500116", "", 2021, 2025) for name in names])
    text = bibliography(plans)
    keys = [line[6:-1] for line in text.splitlines() if line.startswith("@misc{")]
    assert len(set(keys)) == 3 and all(key.isascii() and " " not in key for key in keys)
    assert len(references(plans)) == 3 and text == bibliography(plans.iloc[::-1])


def test_counts_that_do_not_follow_are_named() -> None:
    from made_tables import made_tables

    tables = made_tables()
    right = Count("x", (len(tables.facts),), "", (), (Condition("facts"),))
    wrong = Count("39 and more", (1,), "", (), (Condition("facts", "damaged", True),))
    assert counted([right], tables, tables.plans)
    with pytest.raises(AssertionError, match="“39 and more” does not follow"):
        counted([wrong], tables, tables.plans)


def test_a_stem_of_ones_own_is_its_own_title() -> None:
    assert title_of("figure", "my_own_figure", "zh") == "my own figure"
    assert title_of("figure", "spending_2016-2020", "en") == "Money by programme (2016-2020)"
    assert title_of("table", "low_income_levels", "en") == "Low-income standards"


def test_missing_numbers_stay_empty() -> None:
    data = pd.DataFrame({"value": [1.0, None], "year": pd.array([2020, None], dtype="Int64")})
    made = paper_table(data, ["value", "year"], "en", "x")
    assert made.rows == (("1", "2020"), ("", "")) and made.numbers[1] == (None, None)
    assert made.numeric == (True, True)
