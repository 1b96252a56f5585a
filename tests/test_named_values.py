"""Values that readers know stand in the figures of the committed tables, with the marks they must bear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pytest
from test_figures import marks, words

from analysis import comparing, load_tables
from analysis.publishing import figures
from analysis.tables.schema import Tables

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(ROOT / "data" / "processed")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def test_levels_of_hulunbuir(tables: Tables) -> None:
    levels = comparing.low_income_standards(tables.facts, tables.plans)
    found = marks(figures.standard_levels(levels[levels["region"].eq("呼伦贝尔市")]))
    points = {(x, round(y, 2), marker): face != "white" for x, y, marker, face in found if marker in "os"}
    urban, rural = (488, 530, 570, 620, 660), (291.67, 316.67, 418.33, 460.17, 501.33)
    for year, one, other in zip(range(2016, 2021), urban, rural, strict=True):
        assert points[year, one, "o"] and points[year, other, "s"], f"{year} is absent or drawn as inferred"


def test_beds_of_jiangjin_and_suizhou(tables: Tables) -> None:
    beds = comparing.bed_ratios(tables.facts, tables.plans)
    beds = beds[beds["indicator_id"].eq("elder_beds_per_1000")]
    said = set(words(figures.beds_per_thousand(beds)))
    assert {"24", "江津区 35.5", "江津区 上期目标 35", "随州市 目标 35"} <= said


def test_nursing_shares_with_their_bounds(tables: Tables) -> None:
    pairs = comparing.baseline_and_target(tables.facts, tables.plans)
    ax = figures.baseline_to_target(pairs, "nursing_bed_share")
    regions = [label.get_text().split("\n")[0] for label in ax.get_yticklabels()]
    rows = {region: set[tuple[float, str]]() for region in regions}
    for line in ax.lines:
        if len(line.get_xdata()) == 1 and line.get_markerfacecolor() != "none":
            rows[regions[int(line.get_ydata()[0])]].add((float(line.get_xdata()[0]), str(line.get_marker())))
    assert rows["江津区"] == {(34.77, "o"), (60, ">")} and {"34.77", "≥60"} <= set(words(ax))
    assert {x for x, _ in rows["呼伦贝尔市"]} == {42, 55}
    assert (60, ">") in rows["巫溪县"] and rows["随州市"] == {(30, ">")}
    assert "≥30（未载基期）" in words(ax)


def test_stated_growth_beside_recomputed(tables: Tables) -> None:
    ax = figures.growth_check(comparing.stated_growth(tables.facts, tables.plans))
    assert "所称 7.1，复算 7.84" in words(ax)


@pytest.mark.parametrize("column", ["single", "double"])
def test_pages_of_rows_are_no_higher_than_the_page_of_a_journal(tables: Tables, column: str) -> None:
    pairs = comparing.target_pairs(tables, tables.plans[tables.plans["doc_id"].eq("jiangjin_14")])
    shares = pairs[pairs["unit"].eq("%")]
    assert len(shares) > 24
    for page in figures.rows_pages(figures.target_rows, shares, language="en", column=column):
        assert page.get_figheight() * 25.4 <= 247
