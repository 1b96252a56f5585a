"""What the last period promised, what was attained, and what the next plan asks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing.cautions import across, between, over_definitions
from analysis.comparing.panels import MARKS, marked
from analysis.comparing.rates import is_growth
from analysis.comparing.sides import columns, side, types
from analysis.model import PART_OF_YEAR
from analysis.tables.schema import Tables, parted

Row = dict[Any, Any]

KEYS = ["region", "region_code", "doc_id", "indicator_id", "indicator", "group", "unit", "attribute", "year"]
SIDES = ("start", "promise", "attained", "next")
PARTS = ("", "_max", "_comparator", "_year", "_doc", *(f"_{mark}" for mark in MARKS), "_fact")
STATUS = ("met", "missed", "redefined", "not reported", "not judged", "not comparable")


def promises(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Targets whose year lies before a later plan of the same place, what became of them, and what is asked for next.

    A promise is a goal for a year before the document's own period (as a plan prints them that looks back), or a goal
    of a plan for its own period where a plan of the same region for the next period is among ``plans``. What was
    attained is looked for in the later plan: same indicator, group, unit and span of years. ``promise_status``:

    * ``met`` or ``missed``: by the direction of the target, and ``direction_from`` says where that comes from (its
      comparator, its starting value, or the codebook, ``directions.csv``);
    * ``redefined``: a value of the same indicator and year in another unit or group only, or one so far beyond the
      target that what is counted must have changed (the check *far-beyond-target*);
    * ``not comparable``: promise and value stand in two documents, and the codebook says that base or definition differ
      between documents or that a change lies between the years; ``reason`` has its words;
    * ``not judged``: the direction is not known, the value is a range or only a bound that leaves it open;
    * ``not reported``: the later plan gives no value.

    ``next_status`` says what the later plan asks for: ``raised``, ``held`` or ``lowered`` against the promise,
    ``redefined`` (in another unit or group, or as another indicator of the same subject that was not promised before:
    ``next_indicator``), ``dropped``, or ``no plan`` where the later document has no targets.
    Columns: region … year; for start, promise, attained and next the value and its parts; promise_status, reason,
    direction, direction_from, next_status, next_indicator, left_out (empty: every row can be read by itself).
    """
    rows = _dated(tables, plans)
    beyond = _said_alike(rows, _far_beyond(tables.issues))
    later = _later(plans)
    by_document: dict[str, list[Row]] = {}
    for row in rows.to_dict("records"):
        by_document.setdefault(row["doc_id"], []).append(row)
    made: list[Row] = []
    for doc_id, own in by_document.items():
        targets = [row for row in own if row["kind"] == "target"]
        past = [row for row in targets if not pd.isna(row["plan_start"]) and row["last"] < row["plan_start"]]
        known = frozenset(row["indicator_id"] for row in past)
        made += [_judged(promise, own, own, beyond, known) for promise in _each(past)]
        if doc_id in later:
            before = {row["fact_id"] for row in past}
            ahead = [row for row in targets if row["fact_id"] not in before]
            told = {(row["indicator_id"], row["group"], row["year"]) for row in made if row["doc_id"] == later[doc_id]}
            fresh = [row for row in _each(ahead) if (row["indicator_id"], row["group"], row["last"]) not in told]
            known = frozenset(row["indicator_id"] for row in ahead)
            made += [_judged(promise, own, by_document.get(later[doc_id], []), beyond, known) for promise in fresh]
    return _frame(made)


def _dated(tables: Tables, plans: pd.DataFrame) -> pd.DataFrame:
    """Targets, outcomes and standards with a value, an indicator of the codebook and a whole year or span."""
    facts = tables.facts
    facts = facts[facts["doc_id"].isin(plans["doc_id"]) & facts["kind"].isin(["target", "outcome", "standard"])]
    facts = facts[~facts["flags"].map(parted).map(lambda flags: PART_OF_YEAR in flags).astype(bool)]
    rows = marked(facts[facts["value"].notna() & facts["indicator_id"].ne("")], plans)
    rows["last"] = rows["year"].fillna(rows["period_end"])
    rows["span"] = (rows["period_end"] - rows["period_start"]).fillna(0)
    rows.loc[rows["unit"].eq("%") & ~rows["indicator_id"].map(is_growth).astype(bool), "span"] = 0
    rows = rows[rows["last"].notna()].copy()
    same = ["doc_id", "kind", "indicator_id", "group", "unit", "last", "span"]
    rows["conflict"] = rows.groupby(same, sort=False)["value"].transform("nunique").gt(1)
    return rows.sort_values(["region_code", "region", "doc_id", "char_start"], kind="stable", ignore_index=True)


def _later(plans: pd.DataFrame) -> dict[str, str]:
    """Document → the document of the same region whose period begins in the year after its own ends."""
    known = plans[plans["region_code"].ne("") & plans["period_start"].notna() & plans["period_end"].notna()]
    known = known[known["period_end"].gt(known["period_start"])].sort_values("doc_id", kind="stable")
    starts: dict[tuple[str, int], str] = {}
    for row in known.to_dict("records"):
        starts.setdefault((row["region_code"], int(row["period_start"])), row["doc_id"])
    found = {
        row["doc_id"]: starts.get((row["region_code"], int(row["period_end"]) + 1)) for row in known.to_dict("records")
    }
    return {one: other for one, other in found.items() if other is not None}


def _each(targets: Sequence[Row]) -> list[Row]:
    """One row for each promise: the clearest of those that agree; of several years of a plan the last."""
    best: dict[tuple[Any, ...], Row] = {}
    for row in sorted(targets, key=_clarity):
        best.setdefault((row["indicator_id"], row["group"], row["unit"], row["span"]), row)
    kept = {row["fact_id"] for row in best.values()}
    return [row for row in targets if row["fact_id"] in kept]


def _clarity(row: Row) -> tuple[Any, ...]:
    """The last in time first, then what is dated in the text, then what is undamaged."""
    return -row["last"], row["inferred"], row["damaged"]


def _far_beyond(issues: pd.DataFrame) -> frozenset[str]:
    named = issues.loc[issues["check"].eq("far-beyond-target"), "facts"]
    return frozenset(fact for facts in named for fact in parted(facts))


def _said_alike(rows: pd.DataFrame, named: frozenset[str]) -> frozenset[Statement]:
    """What the named facts state: the same statement may stand in several places of the document."""
    return frozenset(_statement(row) for row in rows[rows["fact_id"].isin(named)].to_dict("records"))


Statement = tuple[str, str, str, float]


def _statement(row: Row) -> Statement:
    return row["doc_id"], row["kind"], row["indicator_id"], row["value"]


def _judged(
    promise: Row, own: Sequence[Row], later: Sequence[Row], beyond: frozenset[Statement], promised: frozenset[str]
) -> Row:
    row: Row = {key: promise[key] for key in KEYS if key != "year"} | {"year": promise["last"]}
    alike = [one for one in later if one["indicator_id"] == promise["indicator_id"]]
    done = [one for one in alike if one["kind"] in ATTAINED]
    attained = _first([one for one in _same(done, promise) if one["last"] == promise["last"]])
    start = _first([one for one in _same(own, promise) if one["kind"] in ATTAINED and one["last"] < promise["last"]])
    every = [one for one in later if one["kind"] == "target" and one["last"] > promise["last"]]
    targets = [one for one in every if one["indicator_id"] == promise["indicator_id"]]
    following = _first(_same(targets, promise))
    for name, found in zip(SIDES, (start, promise, attained, following), strict=True):
        row |= side(name, found, PARTS)
    direction, source = _direction(promise, start)
    row |= {"direction": direction, "direction_from": source}
    other = [one for one in done if one["last"] == promise["last"]]
    row |= dict(zip(("promise_status", "reason"), _status(promise, attained, other, direction, beyond), strict=True))
    row["next_status"], row["next_indicator"] = _next(promise, following, targets, every, promised)
    return row


ATTAINED = ("outcome", "standard")


def _same(rows: Sequence[Row], promise: Row) -> list[Row]:
    return [row for row in rows if all(row[key] == promise[key] for key in ("indicator_id", "group", "unit", "span"))]


def _first(rows: Sequence[Row]) -> Row | None:
    """The last in time, then the clearest; None where there is none."""
    return min(rows, key=_clarity, default=None)


@cache
def _directions() -> dict[str, str]:
    return {row["indicator_id"]: row["direction"] for row in read_table("directions")}


def _direction(promise: Row, start: Row | None) -> tuple[str, str]:
    """Whether more (``up``) or less (``down``) meets the target, and what says so."""
    sign = promise["comparator"]
    if sign in (">=", ">"):
        return "up", "comparator"
    if sign in ("<=", "<"):
        return "down", "comparator"
    if start is not None and start["value"] != promise["value"]:
        return ("up" if promise["value"] > start["value"] else "down"), "starting value"
    known = _directions().get(promise["indicator_id"], "up")
    return ("", "") if known == "none" else (known, "codebook")


def _status(
    promise: Row,
    attained: Row | None,
    other: Sequence[Row],
    direction: str,
    beyond: frozenset[Statement],
) -> tuple[str, str]:
    if attained is None:
        if other:
            return "redefined", "only in another unit or group"
        return "not reported", ""
    if {_statement(promise), _statement(attained)} <= beyond:
        return "redefined", "far beyond the target: what is counted must have changed"
    if promise["doc_id"] != attained["doc_id"]:
        caution = over_definitions(promise["indicator_id"])
        if caution is not None:
            return "not comparable", caution.reason
    caution = across(promise["indicator_id"], promise["plan_start"] or promise["last"], attained["last"])
    if caution is not None:
        return "not comparable", caution.reason
    if attained["conflict"] or promise["conflict"]:
        return "not judged", "the document states several values"
    if not direction:
        return "not judged", "neither more nor less is meant"
    return _met(promise, attained, direction)


def _met(promise: Row, attained: Row, direction: str) -> tuple[str, str]:
    """Compare the bounds that both sides leave: a value that is itself only a bound can settle it in one way only."""
    goal = promise["value"]
    low: float = attained["value"]
    high: float = low if pd.isna(attained["value_max"]) else attained["value_max"]
    sign = attained["comparator"]
    if direction == "up":
        met, missed = low >= goal, high < goal
        unsure = (met and sign in ("<=", "<")) or (missed and sign in (">=", ">")) or not (met or missed)
    else:
        met, missed = high <= goal, low > goal
        unsure = (met and sign in (">=", ">")) or (missed and sign in ("<=", "<")) or not (met or missed)
    if unsure:
        return "not judged", "the value is a bound or a range that leaves it open"
    if sign == "~" and abs(low - goal) <= abs(goal) * 0.05:
        return "not judged", "the value is about as high as the target"
    return ("met" if met else "missed"), ""


def _next(
    promise: Row, following: Row | None, targets: Sequence[Row], every: Sequence[Row],
    promised: frozenset[str],
) -> tuple[str, str]:  # fmt: skip
    """What became of the goal in the later plan, and the indicator that stands for it there.

    The codebook's pairs that must not be compared are pairs about one subject: where one of them is dropped and the
    other new, the goal was put in another way.
    """
    own = str(promise["indicator_id"])
    if following is not None:
        change = following["value"] - promise["value"]
        return ("held" if change == 0 else "raised" if change > 0 else "lowered"), own
    if targets:
        return "redefined", own
    if not every:
        return "no plan", ""
    for other in dict.fromkeys(one["indicator_id"] for one in every):
        if other not in promised and between(own, str(other)) is not None:
            return "redefined", str(other)
    return "dropped", ""


def _frame(made: list[Row]) -> pd.DataFrame:
    names = [
        *KEYS,
        *columns(SIDES, PARTS),
        "promise_status",
        "reason",
        "direction",
        "direction_from",
        "next_status",
        "next_indicator",
    ]
    frame = pd.DataFrame(made, columns=names)
    frame = frame.astype(dict.fromkeys(names, "str") | types(SIDES) | {"year": "Int64"})
    return frame.assign(left_out=pd.Series([""] * len(frame), dtype="str"))
