"""Reasons and heads of tables are said in the language of the page: none is left as the tables have it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import load_tables
from analysis.codebook import read_table
from analysis.coding.damage import DAMAGE
from analysis.comparing import per_recipient, spending, target_pairs
from analysis.publishing.words import WORDING, name

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize(
    ("reason", "zh"),
    [
        ("元/人/次 is not an amount per person and time", "元/人/次，不是按人按时间计的金额"),
        ("recipients are stated for 2016, 2020 only", "文中只载 2016, 2020 年的领取人数"),
        ("removed by repair: drop_tags", "修复时去除：drop_tags"),
        ("another place of the document; measured to the lower end", "文中另一处；按下限计算"),
        ("a target of 2020", "2020 年的目标"),
        ("All elder care beds include community beds.", "养老床位含社区床位，机构床位不含。"),
        ("要求", "要求"),
    ],
)
def test_a_reason_is_worded_by_its_pattern_its_parts_or_the_codebook(reason: str, zh: str) -> None:
    assert name("reason", reason, "zh") == zh
    assert name("reason", reason, "en") == reason


def test_no_reason_of_the_digests_is_left_in_english_on_a_chinese_page(root: Path) -> None:
    tables = load_tables(root / "data" / "processed")
    plans = tables.plans
    money, per, pairs = spending(tables, plans), per_recipient(tables, plans), target_pairs(tables, plans)
    found = {
        *tables.ledger["reason"], *tables.measures["cue"], *money["left_out"], *money["caution"], *per["left_out"],
        *pairs["baseline_note"],
    } - {""}  # fmt: skip
    left = sorted(one for one in found if re.search("[a-z]{3}", one) and not HAN.search(name("reason", one, "zh")))
    assert len(found) > 30
    assert not left


def test_every_sort_of_document_has_names_and_is_a_programme_or_none() -> None:
    told = {row["doc_type"]: row for row in read_table("doc_type_names")}
    assert {row["doc_type"] for row in read_table("doc_types")} <= set(told)
    assert {row["programme"] for row in told.values()} == {"yes", "no"}
    assert name("doc_type", "opinion", "zh") == "意见或方案"
    assert name("doc_type", "", "zh") == name("doc_type", "", "en") == ""
    assert all(HAN.search(row["name_zh"]) and row["name_en"] for row in told.values())


def headed(notebook: Path) -> set[str]:
    """The columns of the tables that a notebook shows."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    found: set[str] = set()
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or "table(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            calls = [node.args[1]] if isinstance(node, ast.Call) and ast.unparse(node.func) == "table" else []
            lists = [node.value] if isinstance(node, ast.Assign | ast.AugAssign) else calls
            for one in lists:
                if isinstance(one, ast.List):
                    found |= {item.value for item in one.elts if isinstance(item, ast.Constant)}
    return found


def test_every_column_of_a_table_has_a_name_in_both_languages(root: Path) -> None:
    shown = {column for notebook in sorted((root / "notebooks").glob("0*.ipynb")) for column in headed(notebook)}
    assert len(shown) > 80
    assert sorted(column for column in shown if f"column.{column}" not in WORDING) == []


def test_indicators_of_the_digests_have_names_in_both_languages(root: Path) -> None:
    facts = load_tables(root / "data" / "processed").facts
    known = dict(zip(facts["indicator_id"], facts["indicator"], strict=True))
    known.pop("")
    assert any("." in one for one in known)
    assert {one: name("indicator", one, "zh") for one in known} == known
    assert not [one for one in known if re.search("[_.]", name("indicator", one, "en"))]


def test_every_flag_has_a_name_in_both_languages() -> None:
    """Those of damage, those that the review counts, and those of the tables in the repository."""
    named = {row["flag"] for row in read_table("flag_names")}
    doubted = {row["name"] for row in read_table("doubts") if row["sort"] == "flag"} - {"*", "read"}
    facts = pd.read_csv(Path(__file__).parents[1] / "data" / "processed" / "facts.csv", dtype=str)
    seen = {flag for cell in facts["flags"].dropna() for flag in cell.split(";")}
    assert seen | doubted | DAMAGE <= named
    assert [flag for flag in named if HAN.search(name("flag", flag, "en").replace("万", "").replace("亿", ""))] == []
    assert [flag for flag in named if not HAN.search(name("flag", flag, "zh"))] == []


def test_every_group_and_period_of_the_codebook_has_an_english_name() -> None:
    for kind, words in (
        ("group", {row["group"] for row in read_table("groups")}),
        ("period", {row["name"] for row in read_table("periods")}),
    ):
        assert [word for word in words if HAN.search(name(kind, word, "en"))] == []
        assert [word for word in words if name(kind, word, "zh") != word] == []
    assert {row["group"] for row in read_table("group_names")} <= {row["group"] for row in read_table("groups")}
    assert name("group", "", "en") == "Group not stated" and name("period", "annual", "zh") == "年度"
