"""Values beside each other in one row (baseline and target, promise and outcome): a value, its parts and its marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.comparing.panels import MARKS

#: What each side of a row says, by the ending of its column.
PARTS = ("", "_max", "_year", "_comparator", *(f"_{mark}" for mark in MARKS), "_fact")

_SOURCE = {"": "value", "_max": "value_max", "_year": "last", "_doc": "doc_id", "_fact": "fact_id"}
_MISSING: dict[str, Any] = {"_comparator": "", "_doc": "", "_fact": ""} | {f"_{mark}": False for mark in MARKS}


def columns(sides: Sequence[str], parts: Sequence[str] = PARTS) -> list[str]:
    """The columns of all sides, one side after the other."""
    return [f"{side}{part}" for side in sides for part in parts]


def types(sides: Sequence[str]) -> dict[str, str]:
    """The types of those columns that are not text."""
    found = {f"{side}{part}": "float64" for side in sides for part in ("", "_max")}
    found |= {f"{side}_{mark}": "bool" for side in sides for mark in MARKS}
    return found | {f"{side}_year": "Int64" for side in sides}


def side(name: str, row: Mapping[Any, Any] | None, parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """One side of a row, from a statement with value, comparator, ``last`` (its year) and marks; missing without one.

    >>> side("target", None, ("", "_year", "_comparator", "_damaged"))
    {'target': None, 'target_year': None, 'target_comparator': '', 'target_damaged': False}
    """
    if row is None:
        return {f"{name}{part}": _MISSING.get(part) for part in parts}
    return {f"{name}{part}": row[_SOURCE.get(part, part[1:])] for part in parts}
