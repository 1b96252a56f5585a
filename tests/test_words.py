"""Words and what is made of them: cut the same way every time, counted by section, compared as the formulas say."""

from __future__ import annotations

import logging
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_tables import plan

from analysis.build import open_corpus
from analysis.codebook import read_table
from analysis.comparing import (
    NEEDS,
    count_words,
    distinctive_terms,
    pairs,
    plan_similarity,
    section_similarity,
    topics,
    tree,
)
from analysis.comparing.distinctive import log_odds
from analysis.comparing.similarity import weighted
from analysis.comparing.words import Words, cut, field_words, tokenizer
from analysis.tables.schema import Tables, frame_of

ROOT = Path(__file__).resolve().parents[1]
ELDER = "完善居家养老服务网络,支持养老机构增加护理型床位,开展失能老人照护和老年助餐。"
CHILD = "健全留守儿童关爱保护机制,设立未成年人保护工作站,为困境儿童和孤儿提供监护支持。"
FUNERAL = "推行节地生态安葬,建设公益性公墓,规范殡仪馆收费,深化殡葬改革和移风易俗。"


def corpus(**documents: str | list[tuple[str, str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sentences and plans of made documents: name → text, or sections with their text."""
    rows: list[tuple[object, ...]] = []
    for name, text in documents.items():
        at = 0
        for section, written in [("一章", text)] if isinstance(text, str) else text:
            for sentence in written.split("\n"):
                rows.append(
                    (name, at, at + len(sentence), len(rows) + 1, "prose", "tasks", section, len(section), sentence)
                )
                at += len(sentence) + 1
    made = [plan(name, f"虚{name}县", f"{990000 + n}", "十四五", 2021, 2025) for n, name in enumerate(documents)]
    return frame_of("sentences", rows), frame_of("plans", made)


@pytest.fixture(scope="module")
def digests() -> Tables:
    return open_corpus(ROOT / "data" / "raw")


# --- cutting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“十四五”时期，全县失能老人照护", ["失能老人", "照护"]),
        ("江津区民政局", ["民政局"]),  # where is no word
        ("乡镇数字化平台", ["乡镇", "数字化", "平台"]),
        ("提高普惠型养老床位占比至60%", ["普惠型", "养老床位"]),
        ("嘎查村社工站", ["嘎查村", "社工站"]),
        ("Care Homes 2025", []),
        ("", []),
        ("1,234.5 ％ —— ？", []),
    ],
)
def test_words_are_those_of_dictionary_and_codebook(text: str, words: list[str]) -> None:
    assert cut(text) == words


def test_the_global_tokenizer_stays_as_it_is_and_nothing_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    import jieba

    tokenizer.cache_clear()
    before = dict(jieba.dt.FREQ), jieba.dt.initialized, logging.getLogger("jieba").level
    assert cut("失能老人") == ["失能老人"]
    assert (jieba.dt.FREQ, jieba.dt.initialized, logging.getLogger("jieba").level) == before
    assert tokenizer() is not jieba.dt
    assert capfd.readouterr() == ("", "")


def test_a_word_of_the_field_is_one_word() -> None:
    stops = {row["word"] for row in read_table("stop_words")}
    names = {row["name"] for row in read_table("regions")}
    for word in sorted(field_words() - stops - names):
        assert len(list(tokenizer().cut(word, HMM=False))) == 1, word


def test_tables_of_words_name_each_once() -> None:
    for table in ("terms", "stop_words"):
        words = [row["word"] for row in read_table(table)]
        assert len(set(words)) == len(words)
    assert not {row["word"] for row in read_table("terms")} & {row["word"] for row in read_table("stop_words")}


def test_counts_are_by_section_and_add_up() -> None:
    sentences, plans = corpus(a=[("养老", ELDER), ("儿童", f"{CHILD}\n{CHILD}")], b=FUNERAL)
    words = count_words(sentences, plans)
    assert words.parts["section"].tolist() == ["养老", "儿童", "一章"]
    assert words.parts["line"].tolist() == [1, 2, 4]
    names, counts = words.documents()
    assert names == ["a", "b"] and counts.sum() == words.counts.sum()
    assert counts[0, words.terms.index("困境儿童")] == 2
    assert list(words.terms) == sorted(words.terms)
    assert words.of(["b"]).parts["doc_id"].tolist() == ["b"]


def test_sections_that_explain_words_are_not_counted() -> None:
    sentences, plans = corpus(a=ELDER)
    assert count_words(sentences.assign(role="glossary"), plans).counts.sum() == 0


def test_no_document_and_no_word_give_empty_counts() -> None:
    sentences, plans = corpus(a="2025。", b=ELDER)
    assert count_words(sentences, plans.iloc[:0]).counts.shape == (0, 0)
    words = count_words(sentences, plans)
    assert words.documents()[1].sum(axis=1).ravel().tolist()[0][0] == 0


# --- similarity ----------------------------------------------------------------------------------------------------


def counted(*rows: list[int]) -> Words:
    from scipy.sparse import csr_matrix

    parts = pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(rows))], "section": "一章", "role": "", "line": 1})
    return Words(parts, tuple("甲乙丙丁戊"[: len(rows[0])]), csr_matrix(np.array(rows)))


def test_tfidf_is_what_its_formula_says() -> None:
    rows = weighted(counted([2, 1, 0], [0, 1, 3]).counts).toarray()
    rare, common = math.log(3 / 2) + 1, math.log(3 / 3) + 1
    first = np.array([(1 + math.log(2)) * rare, common, 0])
    assert np.allclose(rows[0], first / np.linalg.norm(first))


def three(times: int = 25) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two documents about elderly care, one about funerals."""
    other = "扩大养老机构护理型床位供给,健全居家养老服务,推进失能老人照护。"
    return corpus(a="\n".join([ELDER] * times), b="\n".join([other] * times), c="\n".join([FUNERAL] * times))


def test_plans_of_like_wording_are_the_most_similar() -> None:
    sentences, plans = three()
    similarity = plan_similarity(count_words(sentences, plans), plans)
    assert len(similarity) == 6
    found = pairs(similarity)
    assert found.loc[0, ["doc_id", "other_id"]].tolist() == ["a", "b"]
    assert found["similarity"].is_monotonic_decreasing and found["similarity"].between(0, 1).all()
    same = similarity[similarity["doc_id"].eq(similarity["other_id"])]
    assert same["similarity"].tolist() == [1, 1, 1]
    grown = tree(similarity)
    assert set(grown.merges[0, :2]) == {0, 1} and grown.leaves.index("c") in (0, 2)


def test_a_short_document_is_not_compared_and_says_so() -> None:
    sentences, plans = corpus(a="\n".join([ELDER] * 25), b="\n".join([CHILD] * 25), c=FUNERAL)
    similarity = plan_similarity(count_words(sentences, plans), plans)
    with_c = similarity["doc_id"].eq("c") | similarity["other_id"].eq("c")
    assert (
        set(similarity.loc[with_c, "left_out"]) == {"too few words"}
        and similarity.loc[with_c, "similarity"].isna().all()
    )
    assert len(pairs(similarity)) == 1
    assert tree(similarity).merges is None and tree(similarity).leaves == ("a", "b")


def test_sections_answer_each_other() -> None:
    long = [("养老服务", "\n".join([ELDER] * 8)), ("儿童福利", "\n".join([CHILD] * 8))]
    sentences, plans = corpus(a=long, b=[("殡葬", "\n".join([FUNERAL] * 8)), *long[::-1]], c="\n".join([FUNERAL] * 25))
    words = count_words(sentences, plans)
    found = section_similarity(words, plans, pairs(plan_similarity(words, plans)))
    assert list(zip(found["section"], found["other_section"], strict=True))[:2] == [
        ("养老服务",) * 2,
        ("儿童福利",) * 2,
    ]
    assert ("殡葬", "一章") in list(zip(found["section"], found["other_section"], strict=True))
    assert found["similarity"].head(2).tolist() == [1, 1]


# --- distinctive words ---------------------------------------------------------------------------------------------


def test_log_odds_are_those_of_the_formula_by_hand() -> None:
    """y = (10, 90) and (5, 195), background (15, 285), α₀ = 100, so α = (5, 95)."""
    delta, z = log_odds(np.array([10, 90]), np.array([5, 195]), np.array([15, 285]))
    by_hand = math.log(15 / (200 - 15)) - math.log(10 / (300 - 10))
    assert delta[0] == pytest.approx(by_hand) == pytest.approx(0.8550, abs=1e-4)
    assert z[0] == pytest.approx(by_hand / math.sqrt(1 / 15 + 1 / 10)) == pytest.approx(2.0943, abs=1e-4)
    assert delta[1] == pytest.approx(-delta[0])


def test_a_prior_shrinks_what_is_seen_once() -> None:
    here, rest = np.array([1, 20, 979]), np.array([0, 5, 995])
    _, z = log_odds(here, rest, here + rest)
    assert z[1] > 1.96 > z[0] > 0


def test_distinctive_words_are_those_that_the_others_lack() -> None:
    sentences, plans = three()
    found = distinctive_terms(count_words(sentences, plans), sentences, plans)
    of_c = found[found["doc_id"].eq("c")]
    assert {"公益性公墓", "殡仪馆", "移风易俗"} <= set(of_c["term"]) and "养老机构" not in set(of_c["term"])
    assert of_c["z"].is_monotonic_decreasing and of_c["z"].ge(1.96).all()
    assert (of_c["rest"] == 0).all() and of_c["line"].eq(51).all()
    assert "老年助餐" in set(found[found["doc_id"].eq("a")]["term"]) and "老年助餐" not in set(
        found[found["doc_id"].eq("b")]["term"]
    )


def test_distinctive_words_of_one_or_of_a_short_document() -> None:
    sentences, plans = three()
    alone = plans.iloc[:1]
    assert distinctive_terms(count_words(sentences, alone), sentences, alone).empty
    sentences, plans = corpus(a="\n".join([ELDER] * 25), b="\n".join([CHILD] * 25), c=FUNERAL)
    found = distinctive_terms(count_words(sentences, plans), sentences, plans)
    assert found.loc[found["doc_id"].eq("c"), ["term", "left_out"]].to_numpy().tolist() == [["", "too few words"]]


# --- topics --------------------------------------------------------------------------------------------------------


def test_topics_need_a_corpus() -> None:
    sentences, plans = three()
    assert topics(count_words(sentences, plans), number=2).empty
    many = NEEDS["topics"].documents
    chapters = [("养老", "\n".join([ELDER] * 8)), ("儿童", "\n".join([CHILD] * 8)), ("殡葬", "\n".join([FUNERAL] * 8))]
    sentences, plans = corpus(**{f"d{n:02d}": chapters for n in range(many)})
    found = topics(count_words(sentences, plans), number=3)
    assert found["topic"].nunique() == 3 and set(found["documents"]) == {many} and set(found["sections"]) == {many}
    terms = [set(same["term"]) for _, same in found.groupby("topic")]
    assert any("困境儿童" in one for one in terms) and not any({"困境儿童", "养老机构"} <= one for one in terms)


# --- the same for the same text ------------------------------------------------------------------------------------

SCRIPT = """
import hashlib, sys
from analysis import load_tables
from analysis.comparing import *
tables = load_tables("data/processed")
words = count_words(tables.sentences, tables.plans)
similarity = plan_similarity(words, tables.plans)
made = [similarity, distinctive_terms(words, tables.sentences, tables.plans),
        section_similarity(words, tables.plans, pairs(similarity)), shared_passages(tables.sentences, tables.plans)]
print(hashlib.sha256("".join(frame.to_csv() for frame in made).encode()).hexdigest())
"""


def test_the_hash_seed_changes_nothing() -> None:
    found = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1


def test_two_plans_of_one_city_are_the_most_similar(digests: Tables) -> None:
    found = pairs(plan_similarity(count_words(digests.sentences, digests.plans), digests.plans))
    assert set(found.loc[0, ["label", "other"]]) == {"江津区", "巫溪县"}


def test_two_full_plans_of_one_city_are_the_most_similar(shared_plans: Path) -> None:
    tables = open_corpus(shared_plans)
    found = pairs(plan_similarity(count_words(tables.sentences, tables.plans), tables.plans))
    assert set(found.loc[0, ["label", "other"]]) == {"江津区", "巫溪县"}
    assert found.loc[0, "similarity"] > found.loc[1, "similarity"] + 0.1
