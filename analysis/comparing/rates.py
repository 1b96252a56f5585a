"""Rates: which share of places or people a service or a rule is to reach (覆盖率), and which are rates of growth."""

from __future__ import annotations

from functools import cache

import pandas as pd

from analysis.codebook import changes, read_table
from analysis.comparing.targets import target_pairs
from analysis.tables.schema import Tables


@cache
def _indicators(rate: str) -> frozenset[str]:
    """The indicators that are such a rate: ``coverage`` or ``growth``."""
    return frozenset(row["indicator_id"] for row in read_table("rates") if row["rate"] == rate)


def is_growth(indicator_id: str) -> bool:
    """Whether an indicator is a rate of change over its years.

    >>> [is_growth(one) for one in ("donation_growth", "elder_beds.decline", "elder_beds.added", "nursing_bed_share")]
    [True, True, False, False]
    """
    change = changes().get(indicator_id.partition(".")[2])
    return indicator_id in _indicators("growth") or (change is not None and change.over_years)


def coverage_rates(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """The targets of coverage rates with their baselines: rows of :func:`analysis.comparing.target_pairs`.

    ``target_implied`` says where the text states 全覆盖 in words only, read as 100 %.
    """
    rows = target_pairs(tables, plans)
    rows = rows[rows["indicator_id"].isin(_indicators("coverage")) & rows["unit"].eq("%")].reset_index(drop=True)
    implied = set(tables.facts.loc[tables.facts["implied"], "fact_id"])
    return rows.assign(target_implied=rows["target_fact"].isin(implied))
