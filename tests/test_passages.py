"""Shared passages: copies with small changes are found and led back to the upper level; other sentences are not."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from growth import growth
from made_tables import plan

from analysis.build import open_corpus
from analysis.comparing import shared_by_pair, shared_passages
from analysis.comparing.passages import ALIKE, jaccard, shingles
from analysis.tables.schema import frame_of, names

COPY = "建立县、乡镇、村三级养老服务网络,到2025年每个乡镇建成一所具备全日托养功能的养老服务中心。"
CHANGED = "建立区、街道、社区三级养老服务网络,到2025年底每个街道建成一所具备全日托养功能的养老服务中心。"
LONGER = f"坚持因地制宜,{COPY[:-1]},并逐步提高护理人员持证比例。"
OTHER = "推进婚姻登记机关标准化建设,全面实行预约登记,开展婚姻家庭辅导进社区活动。"
SHORT = "完善社会救助体系。"


def corpus(**documents: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, at = [], 0
    for doc_id, texts in documents.items():
        for number, text in enumerate(texts, 1):
            rows.append((doc_id, at, at + len(text), number, "prose", "tasks", "主要任务", 0, text))
            at += len(text)
    regions = {
        "nation": ("全国", "000000", "nation"), "city": ("重庆市", "500000", "province"),
        "one": ("江津区", "500116", "county"), "two": ("巫溪县", "500238", "county"),
        "far": ("随州市", "421300", "prefecture"),
    }  # fmt: skip
    level = names("plans").index("region_level")
    plans = []
    for doc_id in documents:
        region, code, where = regions[doc_id]
        row = plan(doc_id, region, code, "十四五", 2021, 2025)
        row[level] = where
        plans.append(row)
    return frame_of("sentences", rows), frame_of("plans", plans)


@pytest.mark.parametrize("text", [COPY, CHANGED, LONGER, COPY.replace(",", "").replace("。", "!")])
def test_a_copy_with_small_changes_is_found(text: str) -> None:
    found = shared_passages(*corpus(one=[OTHER, COPY], two=[SHORT, text]))
    assert found["text"].tolist() == [COPY, text]
    assert found["passage"].nunique() == 1 and set(found["documents"]) == {2} and set(found["above"]) == {"重庆市"}
    assert found["alike"].ge(ALIKE).all() and found["first"].tolist() == [True, False]
    assert found["line"].tolist() == [2, 2]


@pytest.mark.parametrize("text", [OTHER, SHORT, "建立养老服务投诉举报制度,每个乡镇确定一名负责人。"])
def test_other_sentences_are_not(text: str) -> None:
    assert shared_passages(*corpus(one=[COPY, SHORT], two=[text])).empty


def test_what_is_said_twice_in_one_document_is_not_shared() -> None:
    assert shared_passages(*corpus(one=[COPY, COPY])).empty
    assert shared_passages(*corpus(one=[])).empty


def test_a_title_is_no_passage() -> None:
    named = "民政局2022年工作总结和2023年工作打算"
    sentences, plans = corpus(one=[f"江津区{named}", COPY], two=[f"巫溪县{named}"])
    assert len(shared_passages(sentences, plans)) == 2
    plans["title"] = sentences.groupby("doc_id")["text"].first().reindex(plans["doc_id"]).tolist()
    assert shared_passages(sentences, plans).empty


def test_the_first_wording_is_that_of_the_upper_level() -> None:
    sentences, plans = corpus(one=[CHANGED], two=[LONGER], city=[COPY], far=[COPY])
    found = shared_passages(sentences, plans)
    assert found.loc[found["first"], "doc_id"].tolist() == ["city"]
    assert set(found["above"]) == {""} and set(found["documents"]) == {4}
    assert found.set_index("doc_id")["alike"]["far"] == 1
    assert found.loc[0, "passage"] == shared_passages(sentences, plans[plans["doc_id"].ne("two")]).loc[0, "passage"]


def test_the_nation_is_the_highest_level() -> None:
    found = shared_passages(*corpus(one=[CHANGED], city=[LONGER], nation=[COPY]))
    assert found.loc[found["first"], "doc_id"].tolist() == ["nation"]


def test_the_order_of_documents_does_not_matter() -> None:
    sentences, plans = corpus(one=[CHANGED, OTHER], two=[LONGER], city=[COPY], far=[OTHER])
    other = shared_passages(sentences.iloc[::-1], plans.iloc[::-1])
    pd.testing.assert_frame_equal(shared_passages(sentences, plans), other)


def test_pairs_of_documents_by_what_they_share() -> None:
    sentences, plans = corpus(one=[COPY, OTHER], two=[CHANGED], far=[OTHER])
    found = shared_by_pair(shared_passages(sentences, plans), sentences, plans).set_index(["doc_id", "other_id"])
    assert found.index.tolist() == [("far", "one"), ("one", "two")]
    assert found["passages"].tolist() == [1, 1] and found["same"].tolist() == [1, 0]
    assert found.loc[("far", "one"), "share"] == 100
    size, whole = len(COPY.translate({ord(mark): None for mark in ",。、"})), 0
    whole = size + len(OTHER.translate({ord(mark): None for mark in ",。、"}))
    assert found.loc[("one", "two"), "share"] == pytest.approx(100 * size / whole, abs=0.05)


def every_pair(sentences: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs of sentences of two documents that agree enough, found by comparing all with all."""
    rows = [
        (row.doc_id, row.text, frozenset(shingles("".join(filter(str.isalnum, row.text)))))
        for row in sentences.itertuples()
    ]
    return {
        (one[1], other[1])
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if one[0] != other[0] and jaccard(one[2], other[2]) >= ALIKE
    }


def test_no_pair_is_missed_that_comparing_all_with_all_finds() -> None:
    draw = random.Random(7)
    letters = "养老服务机构社区儿童保护救助殡葬婚姻慈善志愿床位乡镇街道"
    texts = ["".join(draw.choice(letters) for _ in range(40)) for _ in range(30)]
    changed = []
    for text in texts:
        at = draw.randrange(30)
        changed.append(text[:at] + draw.choice(letters) * draw.randrange(1, 6) + text[at + draw.randrange(8) :])
    sentences, plans = corpus(one=texts, two=changed)
    found = shared_passages(sentences, plans)
    pairs = {tuple(same["text"]) for _, same in found.groupby("passage")}
    assert pairs == every_pair(sentences) and 10 < len(pairs) <= 30


def test_time_grows_with_the_text_not_with_its_square() -> None:
    draw = random.Random(3)
    letters = "".join(chr(0x4E00 + n) for n in range(2000))

    texts = ["".join(draw.choice(letters) for _ in range(40)) for _ in range(1600)]

    def work(size: int) -> None:
        some = texts[:size]
        assert len(shared_passages(*corpus(one=some, two=[text[3:] + "完善" for text in some]))) == 2 * size

    assert growth(work, 200, 8) < 2


def test_the_two_plans_of_one_city_share_most(shared_plans: Path) -> None:
    """What they share stands under the same headings, and points to the plan of the city above both."""
    tables = open_corpus(shared_plans)
    found = shared_passages(tables.sentences, tables.plans)
    first = shared_by_pair(found, tables.sentences, tables.plans).iloc[0]
    assert {first["label"], first["other"]} == {"江津区", "巫溪县"} and first["above"] == "重庆市"
    assert first["passages"] > 100 and first["share"] > 25 and first["other_share"] > 25
    under = found[found["above"].eq("重庆市")].groupby("section")["passage"].nunique()
    for heading in (
        "健全优化社会救助体系",
        "加强养老服务综合监管",
        "强化未成年人保护体系建设",
        "加强农村留守儿童、留守妇女关爱保护",
    ):
        assert under[heading] >= 4, heading
