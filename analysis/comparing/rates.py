"""Coverage rates (覆盖率): which share of places or people a service or a rule is to reach."""

from __future__ import annotations

from functools import cache

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.targets import target_pairs
from analysis.tables.schema import Tables


@cache
def coverage_indicators() -> frozenset[str]:
    """The codebook's coverage rates: shares in percent whose ids say so."""
    rows = read_table("indicators")
    return frozenset(row["id"] for row in rows if row["id"].endswith("_coverage") and row["unit"] == "%")


def coverage_rates(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """The targets of coverage rates with their baselines: rows of :func:`analysis.comparing.target_pairs`.

    ``target_implied`` says where the text states 全覆盖 in words only, read as 100 %.
    """
    rows = target_pairs(tables, plans)
    rows = rows[rows["indicator_id"].isin(coverage_indicators()) & rows["unit"].eq("%")].reset_index(drop=True)
    implied = set(tables.facts.loc[tables.facts["implied"], "fact_id"])
    return rows.assign(target_implied=rows["target_fact"].isin(implied))
