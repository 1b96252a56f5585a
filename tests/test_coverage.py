"""Coverage: panels over tables of our own making, and the sample coded by hand against the full documents."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_tables import plan

from analysis.build import open_corpus
from analysis.codebook.measures import measures
from analysis.comparing import SelectionError
from analysis.comparing.coverage import (
    breadth_and_depth,
    coverage_by_domain,
    diffusion,
    is_above,
    measure_changes,
    measure_matrix,
    measures_of_two,
    vertical_fit,
    vertical_measures,
)
from analysis.tables.coverage import coverage_rows
from analysis.tables.schema import Tables, frame_of, names

RANKS = ("", "mentioned", "committed", "dated", "quantified")
Said = dict[str, int]  # measure → rank of its mark


def made(*documents: tuple[list[Any], Said]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables ``coverage`` and ``plans`` of documents that say what is given."""
    rows = []
    for about, said in documents:
        marks = [mark(about[0], measure, rank) for measure, rank in said.items()]
        rows.extend(coverage_rows(about, marks))
    return frame_of("coverage", rows), frame_of("plans", [about for about, _ in documents])


def mark(doc_id: str, measure: str, rank: int) -> list[Any]:
    row: dict[str, Any] = dict.fromkeys(names("measures"), "")
    row |= {"mark_id": f"m-{doc_id}-{measure}", "doc_id": doc_id, "measure_id": measure, "strength": RANKS[rank]}
    row |= {"strength_rank": rank}
    return list(row.values())


def document(doc_id: str, code: str = "500116", years: tuple[int, int] = (2021, 2025), **cells: Any) -> list[Any]:
    period = {(2016, 2020): "十三五", (2021, 2025): "十四五"}.get(years, "annual")
    row = dict(zip(names("plans"), plan(doc_id, f"县{code}", code, period, *years), strict=True))
    return list((row | cells).values())


ONE = {"dibao": 2, "meals": 4, "funeral_sites": 1}
OTHER = {"dibao": 4, "meals": 2, "time_bank": 2}


# ---------------------------------------------------------------- panels


def test_the_matrix_tells_zero_from_nothing_known() -> None:
    coverage, plans = made((document("a"), ONE), (document("b", "421300", measures_note="not in Chinese"), {}))
    wide = measure_matrix(coverage, plans)
    assert wide.index.tolist() == [
        ("social_assistance", "dibao"), ("elder_care", "meals"), ("funerals", "funeral_sites")
    ]  # fmt: skip
    assert wide.iloc[:, 0].tolist() == [2, 4, 1]
    assert wide.iloc[:, 1].isna().all()
    full = measure_matrix(coverage, plans, found_only=False)
    assert len(full) == len(measures().measures)
    assert full.iloc[:, 0].eq(0).sum() == len(full) - 3


def test_coverage_by_domain_counts_what_could_be_there() -> None:
    coverage, plans = made((document("a"), ONE))
    panel = coverage_by_domain(coverage, plans).set_index("domain")
    elder = [measure for measure in measures().measures if measure.domain == "elder_care"]
    assert panel.loc["elder_care", ["measures", "found", "committed"]].tolist() == [len(elder), 1, 1]
    assert panel.loc["elder_care", "share"] == pytest.approx(1 / len(elder))
    assert panel.loc["elder_care", "depth"] == 4
    assert panel.loc["funerals", "committed"] == 0  # mentioned only
    assert panel.loc["veterans", "measures"] == 0  # no task of civil affairs any more
    assert pd.isna(panel.loc["veterans", "share"]) and pd.isna(panel.loc["veterans", "depth"])


def test_breadth_and_depth() -> None:
    coverage, plans = made((document("a"), ONE), (document("b", measures_note="too short"), {"dibao": 4}))
    panel = breadth_and_depth(coverage, plans).set_index("doc_id")
    assert panel.loc["a", ["found", "committed", "domains"]].tolist() == [3, 2, 2]
    assert panel.loc["a", "depth"] == pytest.approx(7 / 3)
    assert panel.loc["b", "found"] == 1
    assert pd.isna(panel.loc["b", "share"])  # a document that cannot tell what it leaves out has no share


def test_damaged_cells_count_neither_way() -> None:
    coverage, plans = made((document("a", years=(2016, 2020), lost_tables=1), ONE), (document("b"), OTHER))
    panel = coverage_by_domain(coverage, plans).set_index(["doc_id", "domain"])
    whole = sum(measure.domain == "elder_care" for measure in measures().measures)
    assert 1 < panel.loc[("a", "elder_care"), "measures"] < whole
    told = measures_of_two(coverage, plans, "a", "b").set_index("measure_id")["relation"]
    assert told.to_dict() == {"dibao": "both", "meals": "both", "time_bank": "only other", "funeral_sites": "only one"}
    coverage, plans = made((document("a", lost_tables=1), {}), (document("b"), {"nursing_beds": 4}))
    assert measures_of_two(coverage, plans, "a", "b")["relation"].tolist() == ["unknown"]


def test_two_documents_side_by_side() -> None:
    coverage, plans = made((document("a"), ONE), (document("b", "421300"), OTHER))
    panel = measures_of_two(coverage, plans, "a", "b").set_index("measure_id")
    assert panel["relation"].to_dict() == {
        "dibao": "both", "meals": "both", "time_bank": "only other", "funeral_sites": "only one"
    }  # fmt: skip
    assert panel["firmer"].to_dict() == {"dibao": "b", "meals": "a", "time_bank": "b", "funeral_sites": "a"}
    assert panel.loc["meals", "mark_id_one"] == "m-a-meals"
    with pytest.raises(SelectionError, match="No document is called “c”"):
        measures_of_two(coverage, plans, "a", "c")


def test_changes_of_a_region_over_periods() -> None:
    before = {"dibao": 2, "meals": 4, "relief_stores": 2, "time_bank": 2, "funeral_sites": 3}
    after = {"dibao": 4, "meals": 2, "minor_stations": 2, "volunteer_sites": 2, "funeral_sites": 3}
    coverage, plans = made((document("new"), after), (document("old", years=(2016, 2020)), before))
    panel = measure_changes(coverage, plans)
    assert panel.set_index("measure_id")["change"].to_dict() == {
        "dibao": "tightened",
        "meals": "loosened",
        "time_bank": "dropped",
        "funeral_sites": "kept",
        "volunteer_sites": "new",
        "minor_stations": "entered",  # a task from 2021 on
        "relief_stores": "left",  # no task since 2018
    }
    assert set(panel["doc_id_one"]) == {"old"} and set(panel["period_other"]) == {"十四五"}


def test_no_changes_without_a_second_period() -> None:
    coverage, plans = made((document("a"), ONE), (document("b", "421300", (2016, 2020)), OTHER))
    assert measure_changes(coverage, plans).empty
    coverage, plans = made((document("a"), ONE), (document("b", years=(2024, 2024)), OTHER))
    assert measure_changes(coverage, plans).empty  # an annual document does not follow a five-year plan


@pytest.mark.parametrize(
    ("upper", "lower", "above"),
    [
        ("000000", "500116", True),
        ("500000", "500116", True),
        ("421300", "421321", True),
        ("420000", "421300", True),
        ("421300", "420100", False),
        ("500116", "500000", False),
        ("500116", "500116", False),
        ("", "500116", False),
    ],
)
def test_which_division_lies_above(upper: str, lower: str, above: bool) -> None:
    assert is_above(upper, lower) is above


def test_vertical_fit() -> None:
    coverage, plans = made((document("city", "500000"), OTHER), (document("county"), ONE | {"meals": 1}))
    (fit,) = vertical_fit(coverage, plans).to_dict("records")
    assert (fit["doc_id_one"], fit["doc_id_other"]) == ("county", "city")
    assert (fit["of"], fit["both"], fit["own"]) == (3, 1, 0)  # meals and funerals are mentioned only in the county
    assert fit["taken_up"] == pytest.approx(1 / 3)
    assert set(vertical_measures(coverage, plans)["relation"]) == {"both", "only one", "only other"}


@pytest.mark.parametrize(
    "cells", [{"doc_type": "standard_notice"}, {"doc_type": "bulletin"}, {"measures_note": "breaks off"}]
)
def test_what_is_no_programme_fits_and_drops_nothing(cells: dict[str, str]) -> None:
    upper = document("upper", "500000"), OTHER
    coverage, plans = made((document("lower", **cells), ONE), upper)
    assert vertical_fit(coverage, plans).empty
    coverage, plans = made((document("old", years=(2016, 2020)), ONE), (document("new", **cells), {"dibao": 2}))
    assert measure_changes(coverage, plans).empty


def test_no_vertical_fit_across_periods() -> None:
    coverage, plans = made((document("city", "500000", (2016, 2020)), OTHER), (document("county"), ONE))
    assert vertical_fit(coverage, plans).empty and vertical_measures(coverage, plans).empty


def test_diffusion_over_periods() -> None:
    coverage, plans = made(
        (document("a", years=(2016, 2020)), {}),
        (document("b"), {"meals": 1}),
        (document("c", "421300"), {"meals": 4}),
        (document("d", "150700", measures_note="not in Chinese"), {}),
    )
    panel = diffusion(coverage, plans)
    meals = panel[panel["measure_id"].eq("meals")]
    assert meals["period"].tolist() == ["十三五", "十四五"]
    assert meals["documents"].tolist() == [1, 2]
    assert meals["found"].tolist() == [0, 2] and meals["committed"].tolist() == [0, 1]
    assert meals["committed_share"].tolist() == [0, 0.5]


def test_panels_of_no_documents() -> None:
    coverage, plans = frame_of("coverage", []), frame_of("plans", [])
    for panel in (coverage_by_domain, breadth_and_depth, diffusion, measure_changes, vertical_fit, measure_matrix):
        assert panel(coverage, plans).empty


# ---------------------------------------------------------------- against the documents

READING = r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]+[)）]"
FLOORS = {"precision": 0.95, "recall": 0.90, "strength": 0.93}


def sample(folder: Path, only_balanced: bool) -> pd.DataFrame:
    """The judgements of data/gold (see its README): pairs of document and measure, coded by reading."""
    with (folder / "measures.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["balanced"] or not only_balanced]
    return pd.DataFrame(rows)


def agreement(judged: pd.DataFrame, coverage: pd.DataFrame) -> dict[str, float]:
    both = judged.merge(coverage, on=["doc_id", "measure_id"], suffixes=("_judged", ""), validate="one_to_one")
    assert len(both) == len(judged)
    found, there = both["state"].eq("found"), both["judgement"].eq("present")
    same = both["strength"].eq(both["strength_judged"])[found & there]
    right = float((found & there).sum())
    return {"precision": right / found.sum(), "recall": right / there.sum(), "strength": float(same.mean())}


@pytest.fixture(scope="module")
def full(shared_plans: Path) -> Tables:
    return open_corpus(shared_plans)


def test_the_sample_is_large_and_balanced(root: Path) -> None:
    judged = sample(root / "data" / "gold", only_balanced=True)
    assert len(judged) >= 120
    assert judged["judgement"].value_counts().to_dict() == {"present": len(judged) / 2, "absent": len(judged) / 2}
    assert not judged.duplicated(["doc_id", "measure_id"]).any()
    assert set(judged["measure_id"]) <= set(measures().by_id)
    present = judged[judged["judgement"].eq("present")]
    assert present["strength"].isin(RANKS[1:]).all() and present["line"].str.isdecimal().all()


@pytest.mark.parametrize("only_balanced", [True, False])
def test_agreement_with_the_sample(full: Tables, root: Path, only_balanced: bool) -> None:
    found = agreement(sample(root / "data" / "gold", only_balanced), full.coverage)
    assert {name: value for name, value in found.items() if value < FLOORS[name]} == {}


def test_the_plan_before_2018_alone_commits_to_relief_and_veterans(full: Tables) -> None:
    firm = full.measures[full.measures["strength_rank"].ge(2)]
    for domain in ("disaster_relief", "veterans"):
        assert set(firm.loc[firm["domain"].eq(domain), "doc_id"]) == {"suizhou_13"}


def test_every_five_year_plan_covers_the_core(full: Tables) -> None:
    panel = coverage_by_domain(full.coverage, full.plans).set_index(["doc_id", "domain"])
    core = ["social_assistance", "elder_care", "child_welfare", "funerals", "marriage", "place_names"]
    for doc_id in full.plans.loc[full.plans["period"].ne("annual"), "doc_id"]:
        assert (panel.loc[[(doc_id, domain) for domain in core], "committed"] > 0).all(), doc_id


@pytest.mark.parametrize(
    ("measure", "documents"),
    [
        ("nursing_beds", ["jiangjin_14", "wuxi_county_14", "hulunbuir_14"]),
        ("minor_stations", ["jiangjin_14", "hulunbuir_14"]),
    ],
)
def test_strength_where_plans_quantify(full: Tables, measure: str, documents: list[str]) -> None:
    rows = full.coverage[full.coverage["measure_id"].eq(measure)].set_index("doc_id")
    assert rows.loc[documents, "strength"].eq("quantified").all()
    marks = full.measures.set_index("mark_id").loc[rows.loc[documents, "mark_id"]]
    linked = {fact for cell in marks["fact_ids"] for fact in cell.split(";")}
    facts = full.facts[full.facts["fact_id"].isin(linked)]
    assert set(facts["doc_id"]) == set(documents) and facts["kind"].eq("target").all()


def test_every_mark_has_a_quote_to_be_read_by_itself(full: Tables) -> None:
    prose = full.measures.loc[full.measures["source"].eq("prose"), "quote"]
    read = prose.str.replace(READING, "", regex=True)  # a page that prints 發(fā) has longer quotes than it has words
    assert prose.str.len().ge(8).all() and read.str.len().le(80).all()
    assert full.measures["quote"].str.len().ge(4).all()


def test_agreement_with_the_sample_of_the_digests(root: Path) -> None:
    """Always at hand: judged and run apart from the sample of the documents. Doubtful pairs count neither way."""
    judged = pd.read_csv(root / "data" / "gold" / "measures_of_digests.csv", dtype=str, keep_default_na=False)
    assert judged["judgement"].value_counts().min() >= 10
    found = agreement(judged[judged["judgement"].ne("doubtful")], processed(root, "coverage"))
    assert found["precision"] >= 0.95 and found["recall"] >= 0.90 and found["strength"] >= 0.78, found


def processed(root: Path, table: str) -> pd.DataFrame:
    return pd.read_csv(root / "data" / "processed" / f"{table}.csv", encoding="utf-8-sig", keep_default_na=False)


def test_measures_of_the_digests_are_committed(root: Path) -> None:
    """What the default run shows: every digest has marks, and every mark its measure in the codebook."""
    coverage = processed(root, "coverage")
    assert coverage.groupby("doc_id").size().eq(len(measures().measures)).all()
    assert coverage.loc[coverage["state"].eq("found")].groupby("doc_id").size().ge(10).all()
