"""Figures of the corpus, of promises, money and one document: words apart at both widths, nothing lost, right marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from made_tables import NURSING, Facts, made_facts, made_plans, made_tables
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from test_figures import check_words, many, words

from analysis import comparing
from analysis.comparing import document_overview, promises, spending, summed, target_pairs
from analysis.publishing import figures
from analysis.publishing.theme import SINGLE, save, theme
from analysis.publishing.words import LANGUAGES
from analysis.tables.schema import Tables

SPAN = {"period_start": 2016, "period_end": 2020}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def tables() -> Tables:
    """The made facts, with promises, money and recipients besides."""
    facts = Facts()
    facts.rows = made_facts().astype("object").where(lambda frame: frame.notna(), None).to_numpy().tolist()
    for indicator, aim, got in (("cremation_rate", 35, 35.0), ("volunteer_share", 14, 9.5), ("election_rate", 90, None),
                                ("community_elder_facility_coverage", 60, 33.7)):  # fmt: skip
        facts.add("jiangjin", "target", indicator, "", aim, "%", 2020, attribute="预期性")
        facts.add("jiangjin", "target", indicator, "", 100, "%", 2025, ">=", attribute="约束性")
        facts.add("wuxi", "target", indicator, "", 90, "%", 2025, ">=")
        if got is not None:
            facts.add("jiangjin", "outcome", indicator, "", got, "%", 2020, time_inferred=True)
    money = {"indicator_text": "发放低保资金", **SPAN}
    facts.add("jiangjin", "expenditure", "low_income_funds", "城乡", 4.19e9, "元", None, **money)
    facts.add("jiangjin", "expenditure", "lottery_sales", "", 1.14e8, "元", None, indicator_text="销售福利彩票", **SPAN)
    for year in range(2016, 2021):
        facts.add("jiangjin", "outcome", "low_income_persons", "", 80000, "人", year)
    for doc_id in ("jiangjin", "hulunbuir"):
        facts.add(doc_id, "standard", "destitute_standard", "", 806, "元/人/月", 2020, flags="x", damaged=True)
        facts.add(doc_id, "outcome", "elder_institution_beds", "", 5936, "张", 2020)
    return made_tables(facts.frame())


def frame(name: str, made: Tables) -> pd.DataFrame:
    facts, plans = made.facts, made.plans
    levels = comparing.low_income_standards(facts, plans)
    found: dict[str, Callable[[], pd.DataFrame]] = {
        "multiple_of_standard": lambda: comparing.destitute_multiple(facts, plans),
        "national_rows": lambda: comparing.national_gap(levels),
        "implied_rows": lambda: comparing.implied_elderly(facts, plans),
        "promise_rows": lambda: promises(made, plans),
        "promise_bars": lambda: figures.promise_counts(promises(made, plans)),
        "spending_rows": lambda: spending(made, plans),
        "per_recipient_rows": lambda: comparing.per_recipient(made, plans),
        "target_rows": lambda: target_pairs(made, plans),
        "benefit_rows": lambda: comparing.benefit_levels(made, plans[plans["doc_id"].eq("hulunbuir")]),
        "peer_rows": lambda: comparing.peer_targets(target_pairs(made, plans), "jiangjin"),
        "corpus_documents": lambda: document_overview(made, plans),
        "corpus_bars": lambda: document_overview(made, plans),
        "agreement_rows": lambda: agreement_frame() if len(facts) else agreement_frame().iloc[:0],
    }
    return found[name]()


def agreement_frame(documents: int = 1) -> pd.DataFrame:
    rows = [
        (doc_id, kind, level, 20, 19, 0.95, 0.9, 0.924)
        for doc_id, kind in (*((f"a{number}", "") for number in range(documents)), ("", "target"), ("", ""))
        for level in ("quantity", "fact")
    ]
    names = ["doc_id", "kind", "agreement", "coded", "found", "precision", "recall", "f1"]
    return pd.DataFrame(rows, columns=names)


ALL = ["multiple_of_standard", "national_rows", "implied_rows", "promise_rows", "promise_bars", "spending_rows",
       "per_recipient_rows", "target_rows", "benefit_rows", "peer_rows", "corpus_documents", "corpus_bars",
       "agreement_rows"]  # fmt: skip


def draw(name: str, language: str = "zh", column: str = "double", made: Tables | None = None, **options: Any) -> Axes:
    function: Callable[..., Axes] = getattr(figures, name)
    return function(frame(name, tables() if made is None else made), language=language, column=column, **options)


@pytest.mark.parametrize(("language", "column"), [("zh", "double"), ("en", "single")])
@pytest.mark.parametrize("name", ALL)
def test_words_keep_apart_at_both_widths(name: str, language: str, column: str) -> None:
    with theme(language):
        figure = draw(name, language, column).figure
        assert isinstance(figure, Figure)
        if column == "single":
            assert figure.get_size_inches()[0] == pytest.approx(SINGLE)
        check_words(figure)


@pytest.mark.parametrize("name", ALL)
def test_nothing_to_compare_is_said_in_the_figure(name: str) -> None:
    none = made_tables(made_facts().iloc[:0], made_plans().iloc[:0])
    assert any("Nothing to compare" in text for text in words(draw(name, "en", made=none)))


def test_values_stand_beside_promises_and_sums() -> None:
    said = set(words(draw("promise_rows", "en")))
    assert {"target 60%, attained 33.7%", "target 35%, attained 35%", "target 90%", "No value reported"} <= said
    assert {"41.9亿（年均 8.38亿）", "1.14亿（年均 2280万）"} <= set(words(draw("spending_rows")))
    assert "10475 元（2016–2020）" in words(draw("per_recipient_rows"))
    assert {"300，全国 312（-3.8%）"} <= set(words(draw("national_rows")))
    assert "5936 beds ÷ 35.5‰ → ≥167.21k people" in words(draw("implied_rows", "en"))


def test_money_of_nothing_for_each_is_drawn() -> None:
    facts = Facts()
    facts.add("wuxi", "expenditure", "low_income_funds", "", 0, "元", 2020, indicator_text="发放低保资金")
    facts.add("wuxi", "outcome", "low_income_persons", "", 80, "人", 2020)
    made = made_tables(facts.frame())
    assert "0 元（2020）" in words(figures.per_recipient_rows(comparing.per_recipient(made, made.plans)))


def test_sums_of_different_periods_are_refused() -> None:
    made = tables()
    other = spending(made, made.plans).assign(span=["2016–2020", "2024"])
    with pytest.raises(ValueError, match=r"different periods.*2016–2020, 2024"):
        figures.spending_rows(other)


def test_a_width_that_is_none_is_refused() -> None:
    with pytest.raises(figures.ColumnError, match=r"“wide”: give single \(89 mm\) or double"):
        draw("promise_rows", column="wide")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["standard_levels", "baseline_to_target"])
def test_words_of_levels_and_shares_keep_apart_in_one_column(name: str, language: str) -> None:
    facts, plans = made_facts(), made_plans()
    data = comparing.low_income_standards(facts, plans)
    data = data if name == "standard_levels" else comparing.baseline_and_target(facts, plans)
    with theme(language):
        figure = getattr(figures, name)(data, language=language, column="single").figure
        check_words(figure)


def test_more_pages_than_anybody_reads_are_left_to_the_data() -> None:
    facts, plans = many(120)
    pairs = comparing.baseline_and_target(facts, plans)
    drawn = figures.rows_pages(figures.baseline_to_target, pairs, indicator=NURSING, most=2, per_page=6)
    assert (len(drawn), drawn.left, drawn.total) == (2, 108, 120)


@pytest.mark.parametrize(
    ("name", "row"), [("agreement_rows", figures.AGREEMENT_ROW), ("benefit_rows", figures.BENEFIT_ROW),
                      ("peer_rows", figures.PEER_ROW)],
)  # fmt: skip
def test_what_makes_one_row_stays_on_one_page(name: str, row: tuple[str, ...]) -> None:
    made = tables()
    data = agreement_frame(7) if name == "agreement_rows" else frame(name, made)
    rows = len(data.groupby(list(row)))
    drawn = figures.rows_pages(getattr(figures, name), data, by=row, per_page=2)
    assert rows > 2 and (len(drawn), drawn.left, drawn.total) == (min(4, -(-rows // 2)), max(0, rows - 8), rows)
    shown = [text for page in drawn for text in page.axes[0].get_yticklabels() if text.get_text()]
    assert len(shown) == min(rows, 8)


def test_benefit_levels_say_why_they_are_not_drawn() -> None:
    facts = Facts()
    facts.add("wuxi", "standard", "orphan_standard", "", 1200, "元/人/月", 2020)
    facts.add("wuxi", "standard", "orphan_standard", "", 1200, "元/人/月", 2020, flags="x", damaged=True)
    facts.add("wuxi", "standard", "orphan_standard", "", 1300, "元/人/月", None)
    facts.add("wuxi", "standard", "birth_support", "", 5000, "元", 2020)
    facts.add("wuxi", "standard", "high_age_allowance", "", 0, "元/人/年", 2020)
    facts.add("jiangjin", "standard", "orphan_standard", "", 1000, "元/人/月", 2020)
    made = made_tables(facts.frame())
    levels = comparing.benefit_levels(made, made.plans[made.plans["doc_id"].eq("wuxi")])
    told = ["", "", "no year", "the text does not say whether per month or per year", "zero is no level"]
    assert levels["left_out"].tolist() == told and levels["flagged"].tolist() == [False, True, False, False, False]
    drawn = figures.benefit_rows(levels)
    assert [line.get_gid() for line in drawn.lines if line.get_gid()] == ["f000"]  # the clearest of those that agree


def test_a_large_corpus_is_summed_by_period_and_sort() -> None:
    facts, plans = many(30)
    made = made_tables(facts, plans)
    overview = document_overview(made, plans)
    sums = summed(overview)
    assert len(sums) == 1 and sums["documents"].tolist() == [30] and sums["facts"].sum() == len(facts)
    assert "n = 30" in "".join(words(figures.corpus_bars(sums, language="en")))


def test_the_text_of_a_pdf_is_the_chinese_it_shows(tmp_path: Path) -> None:
    from pdfminer.high_level import extract_text

    with theme("zh"):
        figure = draw("promise_rows").figure
        assert isinstance(figure, Figure)
        (path,) = save(figure, tmp_path / "promises", ("pdf",))
    text = extract_text(str(path)).replace("\n", "").replace(" ", "")
    for shown in ("火化率", "目标60%，实现33.7%", "未实现", "江津区"):
        assert shown in text
    data = path.read_bytes()
    assert b"/CIDFontType2" in data and b"/FontFile2" in data and b"/Type3" not in data
