"""Figures and sentences about measures and wording: readable for one, few and many documents, honest where empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from made_tables import Facts, made_tables, plan
from matplotlib.figure import Figure
from test_figures import boxes, check_words, words
from test_words import CHILD, ELDER, FUNERAL, corpus

from analysis.codebook import read_table
from analysis.comparing import (
    count_words,
    coverage_by_domain,
    coverage_rates,
    distinctive_terms,
    measure_panel,
    pairs,
    plan_similarity,
    shared_by_pair,
    shared_passages,
)
from analysis.publishing import figures
from analysis.publishing.figures.measures import MAPPED, SHADES
from analysis.publishing.findings import Claim, confirmed
from analysis.publishing.marks_table import marks_table
from analysis.publishing.measure_claims import (
    Ground,
    about_measures,
    about_rates,
    about_wording,
    followed,
    measure_basis,
)
from analysis.publishing.spots import documents_of, spots
from analysis.publishing.theme import save, theme
from analysis.publishing.words import LANGUAGES, say
from analysis.tables.schema import Tables, frame_of, names

STATES = ("quantified", "dated", "committed", "mentioned", "not stated", "not readable", "damaged", "not in force")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def made(count: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Coverage, marks and plans of made documents, every state in each."""
    coverage, marks, plans = [], [], []
    for n in range(count):
        doc_id, region = f"d{n:03d}", f"虚构第{n}县"
        plans.append(plan(doc_id, region, f"{900000 + n}", "十四五", 2021, 2025))
        for place, measure in enumerate(read_table("measures")):
            state = STATES[(place + n) % len(STATES)]
            strength = state if state in SHADES else ""
            row: dict[str, Any] = dict.fromkeys(names("coverage"), "")
            row |= {"doc_id": doc_id, "region": region, "region_code": f"{900000 + n}", "plan_period": "十四五"}
            row |= {"measure_id": measure["id"], "measure": measure["name_zh"], "domain": measure["domain"]}
            row |= {"in_force": state != "not in force", "strength": strength, "marks": 0, "strength_rank": None}
            row["state"] = "found" if strength else "not stated" if state == "not in force" else state
            if strength:
                mark_id = f"m{n:03d}{place:03d}"
                row |= {"mark_id": mark_id, "marks": 1, "strength_rank": 4 - STATES.index(state)}
                mark: dict[str, Any] = dict.fromkeys(names("measures"), "")
                mark |= {"mark_id": mark_id, "doc_id": doc_id, "quote": "完善<养老>服务", "char_start": 10 * place}
                mark |= {"char_end": 10 * place + 7, "line": place + 1, "strength_rank": 1, "year": None}
                marks.append([mark[name] for name in names("measures")])
            coverage.append([row[name] for name in names("coverage")])
    return frame_of("coverage", coverage), frame_of("measures", marks), frame_of("plans", plans)


def panel(count: int) -> pd.DataFrame:
    coverage, marks, plans = made(count)
    return measure_panel(coverage, marks, plans)


# --- panels --------------------------------------------------------------------------------------------------------


def test_every_measure_of_every_document_has_its_state_and_place() -> None:
    rows = panel(2)
    assert len(rows) == 2 * len(read_table("measures"))
    assert rows["measure_id"].tolist()[: len(rows) // 2] == [row["id"] for row in read_table("measures")]
    found = rows["state"].eq("found")
    assert rows.loc[found, "char_start"].notna().all() and rows.loc[~found, "char_start"].isna().all()
    assert set(rows.loc[found, "why_not"]) == {""}
    assert set(rows.loc[~found, "why_not"]) == {"", "not in force", "not readable", "damaged"}


def domains(count: int) -> pd.DataFrame:
    coverage, _, plans = made(count)
    return coverage_by_domain(coverage, plans)


def test_a_domain_that_was_no_task_and_a_document_that_cannot_tell_look_different() -> None:
    coverage, _, plans = made(2)
    veterans, second = coverage["domain"].eq("veterans"), coverage["doc_id"].eq("d001")
    coverage.loc[veterans & ~second, ["in_force", "state", "strength"]] = [False, "not stated", ""]
    coverage.loc[second, "state"] = "not readable"
    ax = figures.domain_coverage(coverage_by_domain(coverage, plans))
    assert [text.get_text() for text in ax.texts].count("–") == 1
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == coverage["domain"].nunique()


def rates(count: int) -> tuple[Tables, pd.DataFrame]:
    facts = Facts()
    plans = [plan(f"d{n:03d}", f"虚构第{n}县", f"{900000 + n}", "十四五", 2021, 2025) for n in range(count)]
    for n in range(count):
        facts.add(f"d{n:03d}", "outcome", "day_care_coverage", "", 30 + n, "%", 2020)
        facts.add(f"d{n:03d}", "target", "day_care_coverage", "", 90, "%", 2025, ">=")
        facts.add(f"d{n:03d}", "target", "minor_station_coverage", "", 100, "%", 2025, implied=n % 2 == 0)
    about = frame_of("plans", plans)
    return made_tables(facts.frame(), about), about


def test_coverage_rates_go_from_baseline_to_target() -> None:
    tables, plans = rates(2)
    found = coverage_rates(tables, plans).set_index(["doc_id", "indicator_id"])
    assert found.loc[("d001", "day_care_coverage"), ["baseline", "target", "change"]].tolist() == [31, 90, 59]
    assert pd.isna(found.loc[("d000", "minor_station_coverage"), "baseline"])
    assert found.index[found["target_implied"]].tolist() == [("d000", "minor_station_coverage")]


# --- figures -------------------------------------------------------------------------------------------------------


def text(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sentences and plans of ``count`` documents about three fields."""
    kinds = (ELDER, CHILD, FUNERAL)
    return corpus(
        **{f"d{n:03d}": "\n".join([kinds[n % 3]] * 20 + [kinds[(n + 1) % 3]] * (n % 5 + 1)) for n in range(count)}
    )


def drawn(what: str, count: int, language: str, column: str = "double") -> list[Figure]:
    """The pages of one figure."""
    if what == "measures":
        return figures.measure_pages(panel(count), language=language, column=column)
    if what == "domains":
        made_by = figures.domain_coverage(domains(count), language=language, column=column)
        return [made_by.figure]  # type: ignore[list-item]
    if what == "rates":
        return figures.rate_pages(coverage_rates(*rates(count)), language=language, column=column)
    sentences, plans = text(count)
    counted = count_words(sentences, plans)
    if what == "similarity":
        similarity = plan_similarity(counted, plans)
        return [figures.similarity_map(similarity, language=language, column=column).figure]  # type: ignore[list-item]
    return figures.distinctive_pages(distinctive_terms(counted, sentences, plans), language=language, column=column)


WHAT = ["measures", "domains", "rates", "similarity", "words"]


@pytest.mark.parametrize("column", ["single", "double"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [2, 5])
@pytest.mark.parametrize("what", WHAT)
def test_every_word_is_inside_and_none_covers_another(what: str, count: int, language: str, column: str) -> None:
    with theme(language):
        pages = drawn(what, count, language, column)
        for figure in pages[:2]:
            check_words(figure)
            assert round(figure.get_size_inches()[0] * 25.4) == (89 if column == "single" else 183)
            assert figure.get_size_inches()[1] * 25.4 < 240


@pytest.mark.parametrize("count", [MAPPED, MAPPED + 1, 70])
@pytest.mark.parametrize("what", WHAT)
def test_many_documents_are_readable_too(what: str, count: int) -> None:
    with theme("zh"):
        for figure in drawn(what, count, "zh")[:1]:
            check_words(figure)
            assert figure.get_size_inches()[1] * 25.4 < 240


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", WHAT)
def test_nothing_is_said_where_there_is_nothing(what: str, language: str) -> None:
    with theme(language):
        said = "".join("".join(words(drawn(what, 0, language)[0].axes[0])).split())
    assert "".join(say("nothing", language, what="").split()) in said


@pytest.mark.parametrize("what", ["similarity", "words"])
def test_one_document_has_nothing_to_be_compared_with(what: str) -> None:
    said = "".join(words(drawn(what, 1, "zh")[0].axes[0]))
    assert "至少需要2份文件" in said.replace(" ", "").replace("\n", "")


def test_two_documents_have_no_tree_and_three_have_one() -> None:
    assert [len(drawn("similarity", count, "zh")[0].axes[0].child_axes) for count in (2, 3)] == [0, 1]


def test_strengths_differ_in_size_and_states_in_sign() -> None:
    ax = figures.measure_map(panel(1))
    squares = {line.get_markersize() for line in ax.lines if line.get_marker() == "s"}
    assert len(squares) == 4
    assert sum(line.get_marker() == "x" for line in ax.lines) == panel(1)["state"].eq("damaged").sum()
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == panel(1)["state"].eq("not readable").sum()


def test_every_measure_is_on_a_page_once() -> None:
    with theme("en"):
        pages = drawn("measures", 5, "en")
        shown = [text for figure in pages for text, _ in boxes(figure)]
    named = [row["name_en"] for row in read_table("measures") if len(row["name_en"]) < 40]
    domains = {row["name_en"] for row in read_table("measure_domains")}
    assert all(shown.count(name) == 1 for name in named if name not in domains)


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    for what in ("measures", "similarity"):
        made_twice = []
        for run in ("one", "two"):
            with theme("zh"):
                figure = drawn(what, 3, "zh")[0]
                made_twice.append([path.read_bytes() for path in save(figure, tmp_path / run / what)])
        assert made_twice[0] == made_twice[1]


# --- links and sentences -------------------------------------------------------------------------------------------


def test_every_sign_leads_to_its_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("analysis.publishing.marks_table.display", lambda html: shown.append(html.data))
    rows = panel(2)
    marks_table(rows, "zh")
    links = re.findall(r"href='([^']*)'", shown[0])
    found = rows[rows["state"].eq("found")]
    assert sorted(links) == sorted(f"../plans/{row.doc_id}.html#p{row.char_start}" for row in found.itertuples())
    assert "完善&lt;养老&gt;服务" in shown[0] and "<养老>" not in shown[0]
    marks_table(rows.iloc[:0], "en")
    assert say("no_rows", "en") in shown[1]


def test_every_square_of_the_figure_is_a_link_too() -> None:
    rows = panel(2)
    known = documents_of(rows)
    figure = figures.measure_map(rows).figure
    assert isinstance(figure, Figure)
    found = rows[rows["state"].eq("found")].set_index("mark_id")
    assert sorted(spot.fact_id for spot in spots(figure)) == sorted(found.index) == sorted(known)
    assert all(known[mark][:2] == (row["doc_id"], f"p{row['char_start']}") for mark, row in found.iterrows())


def ground(count: int) -> tuple[Ground, list[Claim]]:
    coverage, marks, plans = made(count)
    sentences, text_plans = text(count)
    counted = count_words(sentences, text_plans)
    passages = shared_passages(sentences, text_plans)
    similarity = plan_similarity(counted, text_plans)
    claims = about_measures(measure_panel(coverage, marks, plans), "zh")
    claims += about_wording(pairs(similarity), shared_by_pair(passages, sentences, text_plans), "zh")
    return Ground(coverage, counted, passages), claims


@pytest.mark.parametrize("count", [0, 1, 2, 6])
def test_what_is_said_follows_from_the_tables(count: int) -> None:
    base, claims = ground(count)
    assert followed(claims, base)
    kinds = {claim.formula for claim in claims}
    assert kinds >= ({"covered", "shared"} if count > 1 else set())
    assert ("similar" in kinds) is (count > 2)
    assert len([claim for claim in claims if claim.formula == "covered"]) == count


def test_no_share_is_told_of_a_document_that_cannot_tell_what_it_leaves_out() -> None:
    coverage, marks, plans = made(1)
    coverage.loc[coverage["state"].ne("found"), "state"] = "not readable"
    (claim,) = about_measures(measure_panel(coverage, marks, plans), "en")
    assert claim.formula == "covered_partly" and "%" not in claim.text and claim.numbers[0] > 0
    base = Ground(coverage, ground(0)[0].words, ground(0)[0].passages)
    assert followed([claim], base)


def test_a_sentence_that_does_not_follow_is_refused() -> None:
    base, claims = ground(3)
    for claim in claims:
        wrong = Claim(claim.text, (claim.numbers[0] + 1, *claim.numbers[1:]), claim.formula, claim.facts)
        with pytest.raises(AssertionError, match="does not follow"):
            followed([wrong], base)


def test_rates_are_told_where_they_change() -> None:
    tables, plans = rates(2)
    claims = about_rates(coverage_rates(tables, plans), "en")
    assert [claim.numbers for claim in claims] == [(30, 90, 60), (31, 90, 59)]
    assert confirmed(claims, tables.facts)


def test_the_basis_says_what_is_too_few() -> None:
    said = measure_basis(panel(1), made(1)[2], "en")
    assert "183 measures" in said or f"{len(read_table('measures'))} measures" in said
    assert "similarity of wording: needs at least 2 documents" in said and "topics" in said


def test_the_notebook_is_thin() -> None:
    path = Path(__file__).resolve().parents[1] / "notebooks" / "04_measure_coverage.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert "def " not in code and "import re" not in code and "lambda" not in code
    assert len(code.splitlines()) < 130
