"""The text as a table: every sentence, heading and table row at its place, and nothing that is no part of the text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.build import open_corpus
from analysis.tables.sentences import CELL_BREAK

PAGE = """首页 > 政务公开 > 规划计划
样县民政事业发展“十四五”规划

第一章 发展基础

“十三五”时期，全县建成养老院12所。全部通过验收！

表1 主要指标
指标\t2020年\t2025年
床位总数\t1000\t1500

第二章 主要任务

第一节 養老服務
完善居家養老服務。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("page")
    (folder / "sample.txt").write_text(PAGE, encoding="utf-8")
    return open_corpus(folder).sentences


def test_rows_are_sentences_headings_and_table_rows_in_order(page: pd.DataFrame) -> None:
    assert list(zip(page["kind"], page["text"], strict=True)) == [
        ("heading", "样县民政事业发展“十四五”规划"),
        ("heading", "第一章 发展基础"),
        ("prose", "“十三五”时期,全县建成养老院12所。"),
        ("prose", "全部通过验收!"),
        ("heading", "表1 主要指标"),
        ("table", CELL_BREAK.join(["指标", "2020年", "2025年"])),
        ("table", CELL_BREAK.join(["床位总数", "1000", "1500"])),
        ("heading", "第二章 主要任务"),
        ("heading", "第一节 养老服务"),
        ("prose", "完善居家养老服务。"),
    ]


def test_places_lead_back_to_the_source(page: pd.DataFrame) -> None:
    found = [PAGE[start:end] for start, end in zip(page["char_start"], page["char_end"], strict=True)]
    assert found[2] == "“十三五”时期，全县建成养老院12所。"
    assert found[6] == "床位总数\t1000\t1500"
    assert found[-1] == "完善居家養老服務。"
    assert page["line"].tolist() == [2, 4, 6, 6, 8, 9, 10, 12, 14, 15]


def test_a_sentence_knows_its_section(page: pd.DataFrame) -> None:
    last, first = page.iloc[-1], page.iloc[0]
    assert (last["section"], last["role"]) == ("养老服务", "tasks")
    assert PAGE[last["section_start"] :].startswith("第一节")
    assert (first["section"], first["role"], first["section_start"] is pd.NA) == ("", "", True)


def test_rows_of_real_documents_do_not_overlap_and_hold_all_text(root: Path) -> None:
    tables = open_corpus(root / "data" / "raw")
    for doc_id, rows in tables.sentences.groupby("doc_id"):
        assert (rows["char_start"].iloc[1:].to_numpy() >= rows["char_end"].iloc[:-1].to_numpy()).all(), doc_id
    facts = tables.facts
    for doc_id, rows in tables.sentences.groupby("doc_id"):
        numbers = facts.loc[facts["doc_id"].eq(doc_id) & facts["number_start"].notna(), "number_start"]
        at = rows["char_start"].searchsorted(numbers.astype("int64"), side="right") - 1
        inside = rows["char_end"].to_numpy()[at] > numbers.to_numpy()
        assert inside.all(), f"{doc_id}: numbers at {numbers[~inside].tolist()} stand in no sentence"
