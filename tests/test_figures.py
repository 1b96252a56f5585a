"""Figures: they say what the data say, keep labels apart, work for none, one and many, and give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from made_tables import NURSING, PER_1000, STANDARD, Facts, made_facts, made_plans, plan
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from analysis.comparing import (
    baseline_and_target,
    bed_ratios,
    low_income_standards,
    rural_urban_ratio,
    stated_growth,
)
from analysis.publishing import figures
from analysis.publishing.drawing import spread
from analysis.publishing.fitting import quantity, width, wrap
from analysis.publishing.prose import caption
from analysis.publishing.theme import save, theme
from analysis.publishing.words import LANGUAGES, WORDING, LanguageError, say
from analysis.tables.schema import frame_of


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def data_of(name: str, facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    if name == "standard_levels":
        return low_income_standards(facts, plans)
    if name == "rural_urban":
        return rural_urban_ratio(low_income_standards(facts, plans))
    if name == "growth_check":
        return stated_growth(facts, plans)
    return bed_ratios(facts, plans) if name == "beds_per_thousand" else baseline_and_target(facts, plans)


ALL = ["standard_levels", "rural_urban", "growth_check", "beds_per_thousand", "baseline_to_target"]


def draw(name: str, language: str = "zh", facts: pd.DataFrame | None = None, plans: pd.DataFrame | None = None) -> Axes:
    facts = made_facts() if facts is None else facts
    plans = made_plans() if plans is None else plans
    made: Callable[..., Axes] = getattr(figures, name)
    return made(data_of(name, facts, plans), language=language)


def words(ax: Axes) -> list[str]:
    assert isinstance(ax.figure, Figure)
    return [text.get_text() for text in ax.figure.findobj(Text) if text.get_text()]


def boxes(figure: Figure) -> list[tuple[str, Any]]:
    """Every text that is drawn, with its box in pixels; ticks beyond the axes are not drawn."""
    figure.canvas.draw()
    beyond = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            beyond |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and text not in beyond]
    return [(text.get_text(), text.get_window_extent()) for text in shown]


def check_words(figure: Figure) -> None:
    """Every text lies inside the figure and none covers another."""
    found = boxes(figure)
    wide, high = figure.canvas.get_width_height()
    for text, box in found:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= wide and box.y1 <= high, f"{text!r} is cut off"
    for number, (text, box) in enumerate(found):
        for other, beside in found[number + 1 :]:
            shared_x = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            shared_y = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert shared_x < 1 or shared_y < 3, f"{text!r} covers {other!r}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_every_word_is_inside_and_none_covers_another(name: str, language: str) -> None:
    with theme(language):
        figure = draw(name, language).figure
        assert isinstance(figure, Figure)
        check_words(figure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("regions", [1, 5, 7, 14])
def test_words_keep_apart_with_any_number_of_regions(regions: int, language: str) -> None:
    facts, plans = many(regions)
    with theme(language):
        drawn = figures.pages(figures.standard_levels, low_income_standards(facts, plans), language=language)
        drawn += figures.rows_pages(figures.baseline_to_target, baseline_and_target(facts, plans), language=language)
        for figure in drawn:
            check_words(figure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_nothing_to_compare_is_said_in_the_figure(name: str, language: str) -> None:
    ax = draw(name, language, facts=made_facts().iloc[:0])
    assert any(say("nothing", language, what="") in text.replace("\n", "") for text in words(ax)) or any(
        "Nothing to compare" in text for text in words(ax)
    )


def test_values_stand_in_the_figures_with_their_signs() -> None:
    beds = words(draw("beds_per_thousand"))
    assert {"24", "江津区 35.5", "江津区 上期目标 35", "随州市 目标 35", "呼伦贝尔市 58"} <= set(beds)
    shares = words(draw("baseline_to_target"))
    assert {"34.77", "42", "≥55", "≥60", ">30", "≥30（未载基期）"} <= set(shares)
    assert {"stated 7.1, recomputed 7.84"} <= set(words(draw("growth_check", "en")))
    assert "呼伦贝尔市 农村 501.33" in words(draw("standard_levels"))


def marks(ax: Axes) -> list[tuple[float, float, str, str]]:
    """Position, marker and filling of every single point."""
    points = [line for line in ax.lines if len(line.get_xdata()) == 1]
    return [
        (
            round(float(line.get_xdata()[0])),
            float(line.get_ydata()[0]),
            str(line.get_marker()),
            line.get_markerfacecolor(),
        )
        for line in points
    ]


def test_an_inferred_date_is_hollow_and_a_written_one_is_not() -> None:
    found = {(x, y, marker): face for x, y, marker, face in marks(draw("standard_levels")) if marker in "os"}
    assert found[2016, 460, "o"] != "white" and found[2016, 300, "s"] != "white"
    jiangjin = [face for x, y, marker, face in marks(draw("standard_levels")) if (x, y, marker) == (2020, 620, "o")]
    assert sorted(face == "white" for face in jiangjin) == [False, True]  # 江津 inferred, 巫溪 written


@pytest.mark.parametrize(("more", "marker"), [({"damaged": True}, "x"), ({"flags": "range-implausible"}, "o")])
def test_damaged_and_flagged_values_carry_their_mark(more: dict[str, object], marker: str) -> None:
    facts, plain = Facts(), Facts()
    for made, extra in ((facts, more), (plain, {})):
        made.add("wuxi", "standard", STANDARD, "农村", 496, "元/人/月", 2020, **extra)
    at = [mark[2] for mark in marks(draw("standard_levels", facts=facts.frame()))]
    assert at == ["s", marker]
    assert [mark[2] for mark in marks(draw("standard_levels", facts=plain.frame()))] == ["s"]


def test_of_equal_statements_the_clearest_is_drawn_and_counted() -> None:
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "农村", 496, "元/人/月", 2020, damaged=True, flags="unit-lost")
    facts.add("wuxi", "standard", STANDARD, "农村", 496, "元/人/月", 2020)
    assert [mark[2] for mark in marks(draw("standard_levels", facts=facts.frame()))] == ["s"]
    words = caption("low_income_levels", low_income_standards(facts.frame(), made_plans()), "en")
    assert "2 records" in words and "Cross" not in words and "Ring" not in words


def test_disputed_values_carry_their_mark() -> None:
    facts = Facts()
    for value in (35, 36):
        facts.add("wuxi", "outcome", PER_1000, "", value, "张/千名老人", 2020)
    ax = draw("beds_per_thousand", facts=facts.frame())
    assert [text.get_text() for text in ax.texts].count("≠") == 2


def test_no_line_leads_through_a_disputed_value() -> None:
    facts = Facts()
    for year, value in ((2018, 30), (2019, 33), (2019, 90), (2020, 36)):
        facts.add("wuxi", "outcome", PER_1000, "", value, "张/千名老人", year)
    ax = draw("beds_per_thousand", facts=facts.frame())
    joined = [list(map(float, line.get_ydata())) for line in ax.lines if len(line.get_xdata()) > 1]
    assert joined == [[30.0, 36.0]]


def test_a_range_is_drawn_as_an_interval() -> None:
    facts = Facts()
    facts.add("wuxi", "standard", STANDARD, "城市", 500, "元/人/月", 2020, value_max=620.0)
    ax = draw("standard_levels", facts=facts.frame())
    assert [500.0, 620.0] in [list(map(float, line.get_ydata())) for line in ax.lines]
    assert any("500–620" in text for text in words(ax))


def test_a_triangle_points_where_the_target_is_open() -> None:
    facts = Facts()
    for doc_id, comparator in (("jiangjin", ">="), ("hulunbuir", "<="), ("wuxi", "=")):
        facts.add(doc_id, "target", NURSING, "", 55, "%", 2025, comparator)
    found = [marker for _, _, marker, _ in marks(draw("baseline_to_target", facts=facts.frame()))]
    assert found == ["<", ">", "D"]  # in the order of region codes


def many(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    plans = [
        plan(f"d{n:03d}", f"很长名称的虚构行政区第{n}号", f"{900000 + n}", "十四五", 2021, 2025) for n in range(count)
    ]
    facts = Facts()
    for n in range(count):
        for year in (2020, 2021, 2022):
            facts.add(f"d{n:03d}", "standard", STANDARD, "城市", 500 + 3 * n + 10 * (year - 2020), "元/人/月", year)
            facts.add(f"d{n:03d}", "standard", STANDARD, "农村", 400 + 3 * n + 10 * (year - 2020), "元/人/月", year)
        facts.add(f"d{n:03d}", "outcome", NURSING, "", 30 + n % 20, "%", 2020)
        facts.add(f"d{n:03d}", "target", NURSING, "", 55, "%", 2025, ">=")
    return facts.frame(), frame_of("plans", plans)


@pytest.mark.parametrize(("regions", "made"), [(1, 1), (5, 1), (6, 1), (12, 1), (13, 2), (30, 3)])
def test_many_regions_make_pages_of_small_multiples(regions: int, made: int) -> None:
    facts, plans = many(regions)
    drawn = figures.pages(figures.standard_levels, low_income_standards(facts, plans), language="zh")
    assert len(drawn) == made
    axes = [ax for figure in drawn for ax in figure.axes if ax.get_visible()]
    assert len(axes) == (1 if regions <= 5 else regions)
    shown = "".join(text for figure in drawn for text, _ in boxes(figure)).replace("\n", "")
    assert all(f"第{n}号" in shown for n in range(regions))


def test_many_documents_make_pages_of_rows() -> None:
    facts, plans = many(50)
    pairs = baseline_and_target(facts, plans)
    drawn = figures.rows_pages(figures.baseline_to_target, pairs, indicator=NURSING)
    assert [len(figure.axes[0].get_yticks()) for figure in drawn] == [17, 17, 16]


def test_a_figure_draws_into_the_axes_it_is_given() -> None:
    figure, (one, other) = plt.subplots(1, 2)
    made = figures.standard_levels(low_income_standards(made_facts(), made_plans()), ax=other)
    assert made is other and not one.lines and figure.axes == [one, other]


def test_regions_keep_their_colour_across_figures() -> None:
    order = ["巫溪县", "江津区"]
    levels = low_income_standards(made_facts(), made_plans())

    def tint(ax: Axes) -> set[str]:
        return {str(text.get_color()) for text in ax.findobj(Annotation) if "江津区" in text.get_text()}

    one = tint(figures.standard_levels(levels, order=order))
    assert len(one) == 1 and one == tint(figures.rural_urban(rural_urban_ratio(levels), order=order))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LanguageError, match=r"“fr”.*zh.*en"):
        draw("standard_levels", "fr")


def test_characters_the_font_lacks_do_not_stop_a_figure(tmp_path: Path) -> None:
    facts = Facts()
    facts.add("x", "standard", STANDARD, "城市", 620, "元/人/月", 2020)
    facts.add("y", "standard", STANDARD, "城市", 600, "元/人/月", 2020)
    plans = frame_of(
        "plans", [plan("x", "𠮷林𪚥", "", "十四五", 2021, 2025), plan("y", "江津区", "500116", "", 2021, 2025)]
    )
    figure = draw("standard_levels", facts=facts.frame(), plans=plans).figure
    assert isinstance(figure, Figure)
    assert save(figure, tmp_path / "rare", ("png",))[0].stat().st_size > 1000


@pytest.mark.parametrize("name", ["standard_levels", "baseline_to_target"])
def test_the_same_data_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    made = []
    for run in ("one", "two"):
        figure = draw(name).figure
        assert isinstance(figure, Figure)
        with theme("zh"):
            made.append([path.read_bytes() for path in save(figure, tmp_path / run / name)])
    assert made[0] == made[1]


# --- parts ---------------------------------------------------------------------------------------------------------


def test_labels_are_moved_apart_within_bounds_and_in_order() -> None:
    for positions in ([5.0, 5.0, 5.0], [0.0, 0.1, 9.9, 10.0], [10.0] * 4, [1.0, 9.0], [3.0], []):
        moved = spread(positions, 2.0, 0.0, 10.0)
        assert all(-1e-9 <= one <= 10 + 1e-9 for one in moved)
        ranked = [one for _, one in sorted(zip(positions, moved, strict=True))]
        assert all(b - a >= 2.0 - 1e-9 for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False))
        assert ranked == sorted(ranked)


def test_lines_are_no_wider_than_asked_unless_a_word_is() -> None:
    for text in ("养老机构护理型床位占比", "share of nursing beds in homes", "呼伦贝尔市 Urban", ""):
        for columns in (8, 14, 40):
            lines = wrap(text, columns).split("\n")
            assert all(width(line) <= columns + 1 for line in lines)
            assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_numbers_are_written_with_their_comparators() -> None:
    assert [quantity(55.0, sign) for sign in (">=", "<=", ">", "<", "~", "=")] == [
        "≥55",
        "≤55",
        ">55",
        "<55",
        "~55",
        "55",
    ]
    assert quantity(0.0) == "0" and quantity(100.0) == "100" and quantity(1e9) == "1000000000"


def test_every_wording_has_both_languages_and_the_same_places_to_fill() -> None:
    from string import Formatter

    for key, (zh, en) in WORDING.items():
        places = [{name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in (zh, en)]
        assert places[0] == places[1], key
        assert bool(zh) == bool(en), key
