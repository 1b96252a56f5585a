"""Coverage side by side: breadth and depth, what plans share, changes over periods, levels of government, diffusion.

Every panel counts a measure only where the document can tell: rows that are ``not readable`` or ``damaged`` are neither
there nor absent, and comparisons with them are ``unknown``. Measures that were no task of civil affairs in a document's
period (``in_force``) count only where the document speaks of them all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.codebook import read_table
from analysis.codebook.measures import measures
from analysis.comparing.panels import SelectionError, labels
from analysis.model import Strength
from analysis.tables.coverage import CANNOT_TELL, FOUND

__all__ = [
    "breadth_and_depth",
    "coverage_by_domain",
    "diffusion",
    "measure_changes",
    "measure_matrix",
    "measures_of_two",
    "vertical_fit",
    "vertical_measures",
]

COMMITTED = Strength.COMMITTED.rank  # from which on a mark is a commitment
Row = dict[Any, Any]


def _own(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``plans`` with what comparisons ask of them: found, known, expected and the rank as a float."""
    rows = coverage[coverage["doc_id"].isin(plans["doc_id"])].reset_index(drop=True)
    rows["found"] = rows["state"].eq(FOUND)
    rows["known"] = ~rows["state"].isin(CANNOT_TELL)
    rows["expected"] = rows["known"] & (rows["in_force"] | rows["found"])
    rows["rank"] = rows["strength_rank"].astype("float64").fillna(0.0).where(rows["known"])
    return rows


def measure_matrix(coverage: pd.DataFrame, plans: pd.DataFrame, *, found_only: bool = True) -> pd.DataFrame:
    """Measures by documents: the rank of the firmest mark, for a heatmap.

    Rows are measures in the order of the codebook, indexed by ``domain`` and ``measure_id``; columns are short names of
    the documents (see :func:`analysis.comparing.panels.labels`). 0 is not stated, 1 mentioned to 4 quantified, missing
    where the document cannot tell. ``found_only`` leaves out measures that no document has.
    """
    rows = _own(coverage, plans)
    names = labels(plans)
    rows["label"] = rows["doc_id"].map(names)
    wide = rows.pivot(index="measure_id", columns="label", values="rank")
    wide = wide.reindex([measure.id for measure in measures().measures])
    wide = wide.reindex(columns=[names[doc_id] for doc_id in plans["doc_id"]])
    domains = [measures().by_id[str(id_)].domain for id_ in wide.index]
    wide.index = pd.MultiIndex.from_arrays([domains, wide.index], names=["domain", "measure_id"])
    wide.columns.name = None
    return wide[wide.gt(0).any(axis=1)] if found_only else wide


def coverage_by_domain(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per document and domain: how many of its measures a document has, and how firmly.

    ``measures`` counts those the document can tell of and that were in force (or are found all the same), ``found``
    those it speaks of, ``committed`` those it commits to; ``share`` and ``committed_share`` are of ``measures``,
    ``depth`` is the mean rank of those found (1 mentioned to 4 quantified). Shares are missing for a document that
    cannot tell what it leaves out (``measures_note`` of ``plans``).
    """
    return _summary(_own(coverage, plans), plans, ["doc_id", "domain"])


def breadth_and_depth(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per document: the columns of :func:`coverage_by_domain` over all domains, and ``domains``.

    ``domains`` counts the domains in which the document commits to at least one measure (breadth).
    """
    rows = _own(coverage, plans)
    panel = _summary(rows, plans, ["doc_id"])
    committed = rows[rows["rank"].ge(COMMITTED)].groupby("doc_id")["domain"].nunique()
    panel["domains"] = panel["doc_id"].map(committed).fillna(0).astype("int64")
    return panel


def _summary(rows: pd.DataFrame, plans: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    rows = rows.assign(committed=rows["rank"].ge(COMMITTED), depth=rows["rank"].where(rows["found"]))
    grouped = rows.groupby(by, sort=False)
    panel = grouped.agg(
        measures=("expected", "sum"), found=("found", "sum"), committed=("committed", "sum"), depth=("depth", "mean")
    ).reset_index()
    silent = panel["doc_id"].isin(plans.loc[plans["measures_note"].ne(""), "doc_id"])
    total = panel["measures"].where(panel["measures"].gt(0) & ~silent).astype("float64")
    panel.insert(len(panel.columns) - 1, "share", panel["found"] / total)
    panel.insert(len(panel.columns) - 1, "committed_share", panel["committed"] / total)
    about = plans.set_index("doc_id")
    panel.insert(1, "label", panel["doc_id"].map(labels(plans)))
    for name, own in (("region", "region"), ("region_code", "region_code"), ("plan_period", "period")):
        panel[name] = panel["doc_id"].map(about[own])
    return panel


def measures_of_two(coverage: pd.DataFrame, plans: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """What two documents share and what one has alone: one row per measure that at least one of them has.

    ``relation`` is ``both``, ``only one``, ``only other``, or ``unknown`` where one of them cannot tell; ``firmer``
    names the document (``doc_id``) with the firmer commitment, empty where they are alike. ``mark_id_one`` and
    ``mark_id_other`` lead to the quotes in ``measures``. Raises :class:`SelectionError` for a document that ``plans``
    does not hold.
    """
    for doc_id in (one, other):
        if doc_id not in set(plans["doc_id"]):
            raise SelectionError(f"No document is called “{doc_id}”. There are: {', '.join(plans['doc_id'])}.")
    panel = _beside(_own(coverage, plans), one, other)
    panel["relation"] = _relations(panel)
    firmer = panel["rank_one"].sub(panel["rank_other"])
    panel["firmer"] = ""
    panel.loc[firmer.gt(0), "firmer"], panel.loc[firmer.lt(0), "firmer"] = one, other
    return panel


def _beside(rows: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Two documents measure by measure; measures that neither has are left out."""
    measure = ["measure_id", "measure", "domain"]
    first, second = (rows.loc[rows["doc_id"].eq(doc_id), [*measure, *SIDE]] for doc_id in (one, other))
    panel = first.merge(second, on=measure, suffixes=("_one", "_other"))
    return panel[panel["rank_one"].gt(0) | panel["rank_other"].gt(0)].reset_index(drop=True)


SIDE = ("state", "strength", "rank", "mark_id", "in_force")  # what a panel has of each of two documents


def _relations(panel: pd.DataFrame) -> pd.Series:
    pairs = zip(panel["rank_one"], panel["rank_other"], strict=True)
    return pd.Series([_relation(one, other) for one, other in pairs], dtype="str")


def _relation(one: float, other: float) -> str:
    if pd.isna(one) or pd.isna(other):
        return "unknown"
    return "both" if one and other else "only one" if one else "only other"


def measure_changes(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """The same region over periods: one row per measure that it has in one of two periods that follow each other.

    ``change`` is ``new``, ``dropped``, ``tightened``, ``loosened`` or ``kept`` (by the firmest mark), ``left`` and
    ``entered`` where the measure stopped or began to be a task of civil affairs between the two, ``unknown`` where one
    document lost the table in which it may have stood. Notices of standards, bulletins, regulations and documents that
    cannot tell what they leave out are not compared. Of several documents of one region and period the first counts.
    Empty where no region has two periods.
    """
    pairs: list[Row] = [
        {
            "region": after["region"], "region_code": after["region_code"],
            "period_one": before["period"], "period_other": after["period"],
            "doc_id_one": before["doc_id"], "doc_id_other": after["doc_id"],
        }
        for before, after in _following(plans)
    ]  # fmt: skip
    panel = _of_pairs(coverage, plans, pairs, FOLLOWING)
    return panel.assign(change=pd.Series([_change(row) for row in panel.to_dict("records")], dtype="str"))


#: What is said of two documents that follow each other, and of a lower and an upper one.
FOLLOWING = ("region", "region_code", "period_one", "period_other", "doc_id_one", "doc_id_other")
PAIR = ("region_one", "region_other", "level_other", "doc_id_one", "doc_id_other")


def _of_pairs(coverage: pd.DataFrame, plans: pd.DataFrame, pairs: Sequence[Row], about: Sequence[str]) -> pd.DataFrame:
    """Each two documents measure by measure, behind what is said ``about`` the two."""
    rows = _own(coverage, plans)
    found = [_beside(rows, pair["doc_id_one"], pair["doc_id_other"]).assign(**pair) for pair in pairs]
    names = [
        *about,
        "measure_id",
        "measure",
        "domain",
        *(f"{name}_{side}" for side in ("one", "other") for name in SIDE),
    ]
    return pd.concat(found, ignore_index=True)[names] if found else pd.DataFrame(columns=names)


def _programmes(plans: pd.DataFrame) -> pd.DataFrame:
    """Documents that set out what a region does in a period, and can tell what they leave out."""
    silent = [row["doc_type"] for row in read_table("doc_type_names") if row["programme"] == "no"]
    fit = plans["region_code"].ne("") & plans["period_start"].notna() & plans["measures_note"].eq("")
    return plans[fit & ~plans["doc_type"].isin(silent)]


def _following(plans: pd.DataFrame) -> Iterator[tuple[Row, Row]]:
    """Plans of one region and sort that follow each other in time; annual ones follow annual ones."""
    dated = _programmes(plans)
    annual = dated["period_start"].eq(dated["period_end"])
    for _, own in dated.groupby([dated["region_code"], annual], sort=True):
        first = own.sort_values(["period_start", "doc_id"]).drop_duplicates("period_start")
        yield from pairwise(first.to_dict("records"))


def _change(row: Row) -> str:
    one, other = row["rank_one"], row["rank_other"]
    if pd.isna(one) or pd.isna(other):
        return "unknown"
    if not other:
        return "dropped" if row["in_force_other"] else "left"
    if not one:
        return "new" if row["in_force_one"] else "entered"
    return "tightened" if other > one else "loosened" if other < one else "kept"


def vertical_measures(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """A lower plan against those of the regions above it, measure by measure: county to city, province, nation.

    One row per pair of plans whose years overlap and measure that one of them has; ``relation`` as in
    :func:`measures_of_two`, where *one* is the lower plan; documents are those of :func:`measure_changes`. Empty where
    no region lies above another.
    """
    pairs: list[Row] = [
        {
            "region_one": lower["region"], "region_other": upper["region"], "level_other": upper["region_level"],
            "doc_id_one": lower["doc_id"], "doc_id_other": upper["doc_id"],
        }
        for lower, upper in _above(plans)
    ]  # fmt: skip
    panel = _of_pairs(coverage, plans, pairs, PAIR)
    return panel.assign(relation=_relations(panel))


def vertical_fit(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per lower and upper plan: how much of the upper plan the lower one takes up, and what it adds.

    ``taken_up`` is the share of the upper plan's commitments that the lower plan commits to as well, ``of`` their
    number; ``own`` counts commitments of the lower plan alone. Measures that one of them cannot tell of do not count.
    """
    panel = vertical_measures(coverage, plans)
    panel = panel[panel["relation"].ne("unknown")]
    fits = []
    for key, rows in panel.groupby(list(PAIR), sort=False):
        upper, lower = rows["rank_other"].ge(COMMITTED), rows["rank_one"].ge(COMMITTED)
        of, both = int(upper.sum()), int((upper & lower).sum())
        fits.append((*key, of, both, both / of if of else None, int((lower & ~upper).sum())))
    return pd.DataFrame(fits, columns=[*PAIR, "of", "both", "taken_up", "own"])


def _above(plans: pd.DataFrame) -> Iterator[tuple[Row, Row]]:
    """Each lower plan with each upper one whose years overlap."""
    records: list[Row] = _programmes(plans).to_dict("records")
    for lower in records:
        for upper in records:
            overlap = lower["period_start"] <= upper["period_end"] and upper["period_start"] <= lower["period_end"]
            if overlap and is_above(upper["region_code"], lower["region_code"]):
                yield lower, upper


def is_above(upper: str, lower: str) -> bool:
    """Whether a division lies above another, by their codes (GB/T 2260): nation, province, prefecture, county.

    >>> is_above("500000", "500116"), is_above("421300", "421321"), is_above("421300", "420100"), is_above("1", "1")
    (True, True, False, False)
    """
    stem = upper.rstrip("0")
    stem += "0" * (-len(stem) % 2)
    return upper != lower and len(upper) == len(lower) == 6 and lower.startswith(stem)


def diffusion(coverage: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per measure and period: how many of the documents of that period have it.

    ``documents`` counts those that can tell and whose task the measure is in their years; ``found`` and ``committed``
    those that speak of it and commit to it; ``share`` and ``committed_share`` are of ``documents``. Periods are those
    of ``plans`` (十三五, or the year of an annual document), in order of time. A share of fewer than five documents
    says little.
    """
    dated = plans[plans["period_start"].notna()]
    rows = _own(coverage, dated)
    about = dated.set_index("doc_id")
    rows["period_start"] = rows["doc_id"].map(about["period_start"]).astype("int64")
    names = about["period"].where(~about["period"].isin(["", "annual"]), about["period_start"].astype("str"))
    rows["period"] = rows["doc_id"].map(names)
    rows["committed"] = rows["rank"].ge(COMMITTED)
    order = {measure.id: number for number, measure in enumerate(measures().measures)}
    rows["_order"] = rows["measure_id"].map(order)
    by = ["_order", "measure_id", "measure", "domain", "period_start", "period"]
    panel = rows.groupby(by).agg(documents=("expected", "sum"), found=("found", "sum"), committed=("committed", "sum"))
    panel = panel.reset_index().drop(columns="_order")
    total = panel["documents"].where(panel["documents"].gt(0)).astype("float64")
    return panel.assign(share=panel["found"] / total, committed_share=panel["committed"] / total)
