"""Changes over periods, upper and lower plans, and diffusion: the figures, with data and without."""

from __future__ import annotations

import pytest
from test_coverage import document, made

from analysis.comparing import diffusion, measure_changes, vertical_fit
from analysis.publishing.figures import change_bars, change_counts, diffusion_rows, fit_rows, spread_most


def test_changes_levels_and_spread_are_drawn_in_both_languages() -> None:
    earlier, later = (2016, 2020), (2021, 2025)
    coverage, plans = made(
        (document("a1", years=earlier), {"meals": 1, "dibao": 2}),
        (document("a2", years=later), {"meals": 4, "orphans": 2}),
        (document("up", "500000", years=later), {"meals": 2, "dibao": 2}),
        *((document(f"b{n}", f"42130{n}", years=earlier), {"dibao": 2}) for n in range(1, 6)),
        *((document(f"c{n}", f"42130{n}", years=later), {"dibao": 2, "meals": 2}) for n in range(1, 6)),
    )
    changes = measure_changes(coverage, plans)
    counts = change_counts(changes)
    assert counts[list(set(changes["change"]))].sum().sum() == len(changes)
    told = counts.set_index("doc_id_one").loc["a1"]
    assert (told["new"], told["tightened"], told["dropped"]) == (1, 1, 1)
    fits = vertical_fit(coverage, plans).set_index("doc_id_one").loc["a2"]
    assert (fits["both"], fits["of"], fits["own"]) == (1, 2, 1)
    most = spread_most(diffusion(coverage, plans)).set_index("measure_id")
    assert most.loc["meals", "first_share"] == pytest.approx(100 / 6) and most.loc["meals", "last_share"] == 100
    assert most["change"].is_monotonic_decreasing
    for language, words in (("zh", "加强"), ("en", "firmer")):
        bars = change_bars(counts, language=language)
        assert words in [text.get_text() for text in bars.get_legend().get_texts()]
        levels = fit_rows(vertical_fit(coverage, plans), language=language, column="single")
        assert any("1" in text.get_text() and "2" in text.get_text() for text in levels.texts)
        spread = diffusion_rows(most.reset_index(), language=language)
        assert "+83 (n = 6, 7)" in [text.get_text() for text in spread.texts]


def test_measures_that_are_no_task_of_a_period_do_not_count_as_left_out() -> None:
    coverage, plans = made(*((document(f"d{n}", f"42130{n}", years=(2021, 2025)), {}) for n in range(1, 6)))
    panel = diffusion(coverage, plans).set_index("measure_id")
    outside = coverage.loc[~coverage["in_force"], "measure_id"].unique()
    assert len(outside) and panel.loc[outside, "documents"].eq(0).all() and panel.loc[outside, "share"].isna().all()


def test_what_a_corpus_does_not_allow_is_said_in_the_figure() -> None:
    coverage, plans = made((document("a"), {"meals": 1}))
    counts, fits = change_counts(measure_changes(coverage, plans)), vertical_fit(coverage, plans)
    for ax in (change_bars(counts), fit_rows(fits), diffusion_rows(spread_most(diffusion(coverage, plans)))):
        assert "没有可比较的数据" in ax.texts[0].get_text()
