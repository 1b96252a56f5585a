"""Marks → coverage: every measure of the codebook in a document, found or with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from analysis.codebook.measures import Measure, measures
from analysis.tables.schema import names

__all__ = ["CANNOT_TELL", "DAMAGED", "FOUND", "NOT_READABLE", "NOT_STATED", "coverage_rows"]

FOUND, NOT_STATED, NOT_READABLE, DAMAGED = "found", "not stated", "not readable", "damaged"
CANNOT_TELL = (NOT_READABLE, DAMAGED)  # states in which a measure is neither there nor absent

Row = tuple[Any, ...]
Record = dict[str, Any]
Best = tuple[str, str, int]  # of a mark: its id, its strength and the rank of that


def coverage_rows(plan: Sequence[Any], marks: Sequence[Sequence[Any]]) -> list[Row]:
    """The rows of one document, from its row of ``plans`` and its rows of ``measures``, in the order of the codebook.

    Where there is no mark of a measure, ``state`` tells three kinds of emptiness apart: ``not readable`` where the
    document cannot tell (``measures_note`` of ``plans``), ``damaged`` where the crawl lost a table and the measure is
    one whose number stands in such tables, ``not stated`` else.
    """
    about: Record = dict(zip(names("plans"), plan, strict=True))
    place = names("measures").index
    measure_of = itemgetter(place("measure_id"))
    best_of = itemgetter(place("mark_id"), place("strength"), place("strength_rank"))
    found: dict[str, list[Best]] = {}
    for row in marks:
        found.setdefault(measure_of(row), []).append(best_of(row))
    head = (about["doc_id"], about["region"], about["region_code"], about["period"])
    return [(*head, *_cells(about, measure, found.get(measure.id, []))) for measure in measures().measures]


def _cells(plan: Record, measure: Measure, marks: list[Best]) -> Row:
    """What a row says behind its document, in the order of the columns."""
    force = measure.in_force(plan["period_start"], plan["period_end"])
    about = (measure.id, measure.name_zh, measure.domain, force)
    if not marks:
        state, reason = _empty(plan, measure, force)
        return (*about, state, "", None, 0, "", reason)
    mark, strength, rank = max(marks, key=itemgetter(2))
    return (*about, FOUND, strength, rank, len(marks), mark, "")


def _empty(plan: Record, measure: Measure, force: bool) -> tuple[str, str]:
    if plan["measures_note"]:
        return NOT_READABLE, plan["measures_note"]
    if plan["lost_tables"] and measure.indicators and force:
        return DAMAGED, "a table is lost in which a number of it may have stood"
    return NOT_STATED, "" if force else "no task of civil affairs in this period"
