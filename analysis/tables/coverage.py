"""Marks → coverage: every measure of the codebook in a document, found or with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.codebook.measures import Measure, measures
from analysis.tables.schema import names

__all__ = ["DAMAGED", "FOUND", "NOT_READABLE", "NOT_STATED", "coverage_rows"]

FOUND, NOT_STATED, NOT_READABLE, DAMAGED = "found", "not stated", "not readable", "damaged"

Row = tuple[Any, ...]
Record = dict[str, Any]


def coverage_rows(plan: Sequence[Any], marks: Sequence[Sequence[Any]]) -> list[Row]:
    """The rows of one document, from its row of ``plans`` and its rows of ``measures``, in the order of the codebook.

    Where there is no mark of a measure, ``state`` tells three kinds of emptiness apart: ``not readable`` where the
    document cannot tell (``measures_note`` of ``plans``), ``damaged`` where the crawl lost a table and the measure is
    one whose number stands in such tables, ``not stated`` else.
    """
    about: Record = dict(zip(names("plans"), plan, strict=True))
    found: dict[str, list[Record]] = {}
    for row in marks:
        mark: Record = dict(zip(names("measures"), row, strict=True))
        found.setdefault(mark["measure_id"], []).append(mark)
    return [_row(about, measure, found.get(measure.id, [])) for measure in measures().measures]


def _row(plan: Record, measure: Measure, marks: list[Record]) -> Row:
    force = measure.in_force(plan["period_start"], plan["period_end"])
    state, reason = (FOUND, "") if marks else _empty(plan, measure, force)
    best = max(marks, key=lambda mark: mark["strength_rank"], default=None)
    return (
        *(plan[name] for name in ("doc_id", "region", "region_code", "period")),
        *(measure.id, measure.name_zh, measure.domain, force, state),
        *((best["strength"], best["strength_rank"]) if best else ("", None)),
        len(marks),
        best["mark_id"] if best else "",
        reason,
    )


def _empty(plan: Record, measure: Measure, force: bool) -> tuple[str, str]:
    if plan["measures_note"]:
        return NOT_READABLE, plan["measures_note"]
    if plan["lost_tables"] and measure.indicators and force:
        return DAMAGED, "a table is lost in which a number of it may have stood"
    return NOT_STATED, "" if force else "no task of civil affairs in this period"
