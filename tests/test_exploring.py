"""Looking around: what a corpus shows, how it is filtered, and the way from any row to its sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import analysis
from analysis.build import build
from analysis.comparing import SelectionError, baseline_and_target, rural_urban_ratio, stated_growth
from analysis.exploring import Corpus
from analysis.exploring.sources import SourceError
from analysis.model import PlainError

HOSTILE = "<script>alert(1)</script>"
TEXT = (
    "江津区民政事业发展“十四五”规划\n\n一、发展基础\n\n"
    f"2020年，城市、农村低保标准分别为每人每月620元、496元。{HOSTILE}护理型床位占比为34.77%。\n\n"
    "二、主要目标\n\n到2025年，养老机构护理型床位占比达到60%以上。\n"
)
OTHER = "随州市2024年民政工作要点\n\n2024年，全市农村低保标准提高到每人每月500元。\n"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "jiangjin.txt").write_text(TEXT, encoding="utf-8")
    (folder / "suizhou.txt").write_text(OTHER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(plans: Path) -> Corpus:
    return analysis.open_corpus(plans)


def values(corpus: Corpus) -> list[float]:
    return corpus.facts.frame["value"].tolist()


# --- filtering -----------------------------------------------------------------------------------------------------


def test_a_corpus_is_filtered_in_one_line(corpus: Corpus) -> None:
    assert values(corpus.filter(region="江津", indicator="低保标准", group="城市")) == [620]
    assert values(corpus.filter(region=["500116", "随州市"], indicator="低保标准")) == [620, 496, 500]
    assert values(corpus.filter(period="2024")) == [500]
    assert values(corpus.filter(document="suizhou")) == [500]
    assert values(corpus.filter(kind="target", indicator="Share of nursing beds")) == [60]
    assert values(corpus.filter(kind="目标", indicator="护理型床位")) == [60]  # no indicator is called so, one holds it
    assert values(corpus.filter(indicator="nursing_bed_share").filter(kind="outcome")) == [34.77]
    assert len(corpus.filter(region="江津").plans) == 1 and len(corpus.plans) == 2


def test_what_is_nowhere_is_told_and_what_is_only_not_here_is_empty(corpus: Corpus) -> None:
    assert values(corpus.filter(region="随州").filter(indicator="nursing_bed_share")) == []
    for asked, said in (
        ({"region": "江建区"}, "江津区 (500116), 随州市 (421300)"),
        ({"period": "十五五"}, "十四五"),
        ({"indicator": "低保标谁"}, "Did you mean: 低保标准"),
        ({"kind": "tagret"}, "The kinds are: target"),
        ({"group": "城里"}, "Did you mean: 城市"),
        ({"document": "nowhere"}, "There is no document “nowhere”"),
    ):
        with pytest.raises(SelectionError, match=re.escape(said)):
            corpus.filter(**asked)


def test_a_misspelt_argument_is_told_in_a_sentence(corpus: Corpus, tmp_path: Path) -> None:
    names = "It takes region, period, indicator, kind, group, document."
    calls: tuple[tuple[Any, tuple[object, ...], dict[str, object], str], ...] = (
        (corpus.filter, (), {"year": 2024}, f"filter has no “year”. {names}"),
        (
            corpus.filter,
            (),
            {"Indicators": "低保标准"},
            f"filter has no “Indicators”. Did you mean “indicator”? {names}",
        ),
        (corpus.filter, ("江津",), {}, "Name them, as in filter(region=…)."),
        (analysis.open_corpus, (tmp_path,), {"job": 2}, "open_corpus has no “job”. Did you mean “jobs”?"),
        (analysis.report, (tmp_path,), {"region": "江津"}, "report has no “region”. Did you mean “regions”?"),
        (analysis.build, (tmp_path, tmp_path), {"forced": True}, "build has no “forced”. Did you mean “force”?"),
    )
    for function, args, given, said in calls:
        with pytest.raises(PlainError, match=re.escape(said)) as error:
            function(*args, **given)
        assert isinstance(error.value, TypeError) and "\n" not in str(error.value)


# --- the way to the sentence ---------------------------------------------------------------------------------------


def test_a_fact_leads_to_its_sentence(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    (fact,) = corpus.filter(indicator="低保标准", group="城市").facts
    fact.show()
    shown = capsys.readouterr().out
    assert "620 元/人/月 (2020)" in shown and "jiangjin, line 5" in shown
    assert "分别为每人每月【620】元" in shown and fact.fact_id in shown
    html = fact._repr_html_()
    assert re.search(r"<mark[^>]*>620</mark>", html) and "<script" not in html and "&lt;script&gt;" in html
    assert fact.quote in TEXT and "quote" in dir(fact)
    assert (fact.value, fact.year, fact.period_start, fact.damaged) == (620.0, 2020, None, False)
    assert [type(cell) for cell in (fact.value, fact.year, fact.damaged)] == [float, int, bool]
    with pytest.raises(AttributeError, match="there is no 'vaule'; there are fact_id, doc_id"):
        _ = fact.vaule
    assert corpus.fact(fact.fact_id).quote == fact.quote


def test_every_row_of_a_panel_and_of_the_findings_leads_to_a_fact(corpus: Corpus) -> None:
    assert [card.value for card in corpus.standards] == [500, 620, 496]
    assert corpus.panel(baseline_and_target)[0].value == 60
    assert corpus.panel(lambda facts, plans: rural_urban_ratio(corpus.standards.frame))[0].value == 620
    assert len(corpus.panel(stated_growth)) == 0
    for row in corpus.issues.frame.to_dict("records"):
        if row["facts"]:
            assert corpus.issues.card(row).fact_id in row["facts"]


def test_a_document_shows_itself(
    corpus: Corpus, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = corpus.plan("江津区")
    assert plan.doc_id == "jiangjin" and plan.text == TEXT and "十四五" in str(plan)
    monkeypatch.chdir(tmp_path)
    plan.show()
    page = (tmp_path / capsys.readouterr().out.strip()).read_text(encoding="utf-8")
    assert f'id="{corpus.facts[0].fact_id}"' in page and HOSTILE not in page


def test_built_tables_show_sentences_as_read_or_documents_as_they_are(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "tables")
    alone = analysis.open_corpus(tmp_path / "tables")
    fact = alone.filter(indicator="低保标准", group="城市").facts[0]
    assert "620元" in str(fact) and "【" not in str(fact)
    with pytest.raises(SourceError, match="documents='folder"):
        _ = alone.plan("jiangjin").text
    whole = analysis.open_corpus(tmp_path / "tables", documents=plans)
    assert "【620】" in str(whole.fact(fact.fact_id)) and whole.plan("jiangjin").text == TEXT
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / "jiangjin.txt").write_text(TEXT + "更多", encoding="utf-8")
    changed = analysis.open_corpus(tmp_path / "tables", documents=moved)
    with pytest.raises(SourceError, match=r"jiangjin\.txt has changed since"):
        _ = changed.plan("jiangjin").text
    with pytest.raises(SourceError, match="holds no document suizhou"):
        _ = changed.plan("suizhou").text


# --- how it shows itself -------------------------------------------------------------------------------------------


def test_listings_show_what_matters_escaped_and_without_an_index(corpus: Corpus) -> None:
    hostile = corpus.tables.facts.assign(indicator=HOSTILE, group="")
    shown = Corpus(corpus.tables, corpus.plan_rows, hostile, corpus.sources).facts
    html = shown._repr_html_()
    assert "<script" not in html and "&lt;script&gt;" in html
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", html)
    assert heads == ["", "region", "indicator", "kind", "value", "when", "quote", "fact_id"]  # no group is stated
    assert "rule" not in heads and "char_start" not in heads
    assert f"{len(shown)} facts" in html and "620 元/人/月" in html
    assert "2 documents, " in repr(corpus) and "江津区" in corpus._repr_html_()


def test_long_listings_are_cut_and_go_on(corpus: Corpus) -> None:
    many = pd.concat([corpus.tables.facts] * 20, ignore_index=True)
    listing = Corpus(corpus.tables, corpus.plan_rows, many, corpus.sources).facts
    assert f"{len(many)} facts; {len(many) - 20} more: [20:] goes on" in repr(listing)
    rest = listing[20:]
    assert len(rest) == len(many) - 20 and repr(rest).splitlines()[1].startswith("20 ")
    assert rest[0].fact_id == listing[20].fact_id and listing[-1].fact_id == listing[len(many) - 1].fact_id
    with pytest.raises(SelectionError, match=f"no number {len(many)} among the facts: they are numbered from 0 to"):
        _ = listing[len(many)]
    with pytest.raises(SelectionError, match="there are none"):
        _ = listing[:0][0]


def test_in_jupyter_an_error_is_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.run_cell("from analysis import open_corpus\nopen_corpus('nowhere')")
    shown = "".join(capsys.readouterr())
    assert "nowhere: there is no such folder" in shown and "Traceback" not in shown and "File" not in shown
    assert issubclass(SelectionError, PlainError) and issubclass(SourceError, PlainError)


def test_documents_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    corpus = analysis.open_corpus(tmp_path)
    assert "1 document could not be read, see corpus.issues" in repr(corpus)
    assert "empty.txt" in repr(corpus.issues) and "empty" not in repr(corpus.filter(region="随州").plans)
