"""How well facts agree with human-coded records: precision, recall, F1, and Krippendorff's alpha.

A record and a fact are the same statement when their places overlap and value and upper bound agree; of several
candidates the pair that agrees in most fields is taken. *quantity* asks for the unit as well, *fact* also for kind,
time and indicator. Records marked ``optional`` (only one coder had them) are neither missed nor false, and so are
policy parameters (kind ``rule``), which are counted on their own.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.tables.agreement import ALPHA_FIELDS, FIELDS, Agreement, Difference, Share
from analysis.tables.gold import Gold, Record

__all__ = ["agreement"]

FACT_FIELDS = ("unit", "kind", "time", "indicator")  # what makes a quantity a fact
KINDS = ("target", "standard", "expenditure", "outcome", "rule")

# Units that the guideline treats as one. Plain counters (个, 所, 处 …) all stand for "so many things". They are part of
# the yardstick and stand here, not in units.csv: a wrong row of that table must show as a disagreement.
SAME_UNIT = {
    "名": "人",
    "位": "人",
    "㎡": "平方米",
    "平米": "平方米",
    "％": "%",
    "元/人·月": "元/人/月",
    "元/人·年": "元/人/年",
    "元/月": "元/人/月",
    "元/年": "元/人/年",
}
COUNTERS = frozenset([*"个所处家座项支例起单台件份具条页次场门间对", "场次", ""])
NOT_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z]")
SIMILAR = 0.5  # share of common character pairs from which two wordings count as one; the outside scorer's threshold


# --- comparing two statements --------------------------------------------------------------------------------------


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):  # None, "", pandas' NA, words
        return None
    return None if math.isnan(number) else number


def _same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is None and other is None
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)


def _unit(text: Any) -> str:
    unit = str(text or "").strip().replace("／", "/")
    unit = SAME_UNIT.get(unit, unit)
    return "个" if unit in COUNTERS else unit


def _same_unit(coded: Any, found: Any) -> bool:
    """Money must agree to the denominator; of other units the denominator may stand in the indicator's name."""
    one, other = _unit(coded), _unit(found)
    if one == other:
        return True
    return not one.startswith("元") and _unit(one.split("/")[0]) == _unit(other.split("/")[0])


def _pairs(text: Any) -> set[str]:
    word = NOT_WORD.sub("", str(text or ""))
    return {word[at : at + 2] for at in range(len(word) - 1)} or {word}


def _similar(one: Any, other: Any) -> bool:
    """Whether at least half of the shorter wording's character pairs stand in the other."""
    if not one or not other:
        return False
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / max(1, min(len(first), len(second))) >= SIMILAR


def _times(data: Mapping[str, Any]) -> set[tuple[int, int]]:
    """The years a statement names, as spans; a single year is a span of one."""
    spans = set()
    if year := _number(data.get("year")):
        spans.add((int(year), int(year)))
    if period := data.get("period"):
        first, last = re.split(r"[-–—]", str(period))
        spans.add((int(first), int(last)))
    first_year, last_year = _number(data.get("period_start")), _number(data.get("period_end"))
    if first_year and last_year:
        spans.add((int(first_year), int(last_year)))
    return spans


def _same_time(record: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    """An undated record forbids no date; a span may be dated by its last year; a second coder's date counts too."""
    coded, found = _times(record), _times(fact)
    if not coded:
        return not found or bool(record.get("time_free", True))
    if "alt" in record:
        other = record["alt"]
        undated = any(name in other and other[name] is None for name in ("year", "period"))
        if not found and undated:
            return True
        coded |= _times({name: other.get(name) for name in ("year", "period")})
    if coded & found:
        return True
    ends = {last for first, last in coded if first != last}
    return any(first == last and last in ends for first, last in found)


def _compare(record: Record, fact: Mapping[str, Any]) -> dict[str, bool] | None:
    """Which fields agree, or ``None`` when place or value do not."""
    if record.end <= fact["char_start"] or fact["char_end"] <= record.start:
        return None
    data = record.data
    value = _number(data.get("value"))
    if not _same_number(value, fact["value"]):
        return None
    if value is not None and not _same_number(_number(data.get("value_max")), fact["value_max"]):
        return None
    wordings = (fact["indicator"], fact["indicator_text"])
    names = (data.get("indicator"), data.get("indicator_b"))
    group = data.get("group")
    return {
        "unit": _same_unit(data.get("unit"), fact["unit"]),
        "kind": record.kind == fact["kind"],
        "time": _same_time(data, fact),
        "group": not group or _similar(group, fact["group"]) or _similar(group, "".join(wordings)),
        "comparator": (data.get("comparator") or "=") == (fact["comparator"] or "="),
        "attribute": (data.get("attribute") or "") == fact["attribute"],
        "indicator": any(_similar(name, wording) for name in names for wording in wordings),
    }


# --- matching ------------------------------------------------------------------------------------------------------


def _plain_fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict(fact)
    for name in ("value", "value_max", "year", "period_start", "period_end"):
        plain[name] = _number(fact.get(name))
    return plain


def _match(records: Sequence[Record], facts: Sequence[Mapping[str, Any]]) -> dict[int, tuple[int, dict[str, bool]]]:
    """Record → its fact and the fields that agree; one to one, best pairs first.

    Ties go to the nearer pair, then to the earlier one, so that the result never depends on the order of a set.
    """
    order = sorted(range(len(facts)), key=lambda index: facts[index]["char_start"])
    starts = [facts[index]["char_start"] for index in order]
    longest = max((fact["char_end"] - fact["char_start"] for fact in facts), default=0)
    pairs = []
    for r, record in enumerate(records):
        # only facts that begin before the record ends and not earlier than the longest quote could reach
        for index in order[bisect_left(starts, record.start - longest) : bisect_left(starts, record.end)]:
            agree = _compare(record, facts[index])
            if agree is not None:
                fact = facts[index]
                distance = abs(record.start + record.end - fact["char_start"] - fact["char_end"])
                pairs.append((-(sum(agree.values()) - 0.5 * record.optional), distance, r, index, agree))
    pairs.sort(key=lambda pair: pair[:4])
    matched: dict[int, tuple[int, dict[str, bool]]] = {}
    taken: set[int] = set()
    for _, _, r, index, agree in pairs:
        if r not in matched and index not in taken:
            matched[r] = index, agree
            taken.add(index)
    return matched


def agreement(gold: Gold, facts: Iterable[Mapping[str, Any]], source: str = "") -> Agreement:
    """Agreement of the facts of one document (rows of the table ``facts``) with its human-coded records."""
    rows = [_plain_fact(fact) for fact in facts if fact["doc_id"] == gold.doc_id and gold.covers(fact["char_start"])]
    records = gold.records
    matched = _match(records, rows)
    partner = {index: r for r, (index, _) in matched.items()}
    core = [r for r, record in enumerate(records) if not record.soft]
    counted = [i for i, row in enumerate(rows)
               if row["kind"] != "rule" and not (i in partner and records[partner[i]].soft)]  # fmt: skip
    hits = [r for r in core if r in matched]

    def good(r: int, names: Iterable[str]) -> bool:
        return all(matched[r][1][name] for name in names)

    quantities = [r for r in hits if good(r, ("unit",))]
    whole = [r for r in hits if good(r, FACT_FIELDS)]
    rules = [r for r, record in enumerate(records) if record.kind == "rule" and not record.optional]
    unsafe = [r for r, record in enumerate(records) if record.data.get("damaged") and _is_unsafe(record, records, rows)]

    def by_kind(right: Sequence[int]) -> dict[str, Share]:
        found_right = {matched[r][0] for r in right}
        shares = {}
        for kind in KINDS[:-1]:
            of_kind = [i for i in counted if rows[i]["kind"] == kind]
            shares[kind] = Share(
                sum(records[r].kind == kind for r in right),
                sum(records[r].kind == kind for r in core),
                len(of_kind),
                sum(i in found_right for i in of_kind),
            )
        return shares

    kinds_q, kinds_f = by_kind(quantities), by_kind(whole)
    return Agreement(
        gold.doc_id,
        Share(len(quantities), len(core), len(counted)),
        Share(len(whole), len(core), len(counted)),
        Share(sum(r in matched for r in rules), len(rules), 0),
        {kind: {"quantity": kinds_q[kind], "fact": kinds_f[kind]} for kind in kinds_q},
        {name: Share(sum(good(r, (name,)) for r in hits), len(core), len(counted)) for name in FIELDS},
        len(hits),
        sum(bool(record.data.get("damaged")) for record in records),
        len(unsafe),
        {name: tuple(_labels(records[r], rows[matched[r][0]], name, matched[r][1]) for r in hits)
         for name in ALPHA_FIELDS},
        _differences(gold, rows, matched, counted, unsafe, source),
    )  # fmt: skip


def _is_unsafe(record: Record, records: Sequence[Record], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether some fact at the place of a damaged number carries no flag and a value that no coder gave there."""
    for row in rows:
        if not (row["char_start"] < record.end and record.start < row["char_end"]):
            continue
        if str(row["flags"]).strip() or str(row["damaged"]).strip().lower() in ("1", "true", "yes"):
            continue
        there = [r for r in records if r.start < row["char_end"] and row["char_start"] < r.end]
        if not any(_same_number(row["value"], _number(other.data.get("value"))) for other in there):
            return True
    return False


def _labels(record: Record, row: Mapping[str, Any], name: str, agree: Mapping[str, bool]) -> tuple[str, str]:
    """Both labels of a field. Wordings that the field's rule accepts as one count as one, but empty is not a word."""
    coded, found = str(record.data.get(name) or ""), str(row[name] or "")
    if name == "comparator":
        coded, found = coded or "=", found or "="
    if name == "unit":
        coded, found = _unit(coded), _unit(found)
    return (coded, coded) if agree[name] and coded and found else (coded, found)


def _described(data: Mapping[str, Any]) -> str:
    """A record or a fact in one line."""
    value, upper, year = (_number(data.get(name)) for name in ("value", "value_max", "year"))
    ends = [_number(data.get(name)) for name in ("period_start", "period_end")]
    span = data.get("period") or "-".join(str(int(end)) for end in ends if end)
    comparator = data.get("comparator") or "="
    parts = (
        data.get("kind"),
        data.get("indicator") or data.get("indicator_text"),
        data.get("group"),
        "" if comparator == "=" else comparator,
        "in words" if value is None else f"{value:.12g}",
        "" if upper is None else f"to {upper:.12g}",
        data.get("unit"),
        int(year) if year else span,
    )
    return " ".join(str(part) for part in parts if part)


def _differences(
    gold: Gold,
    rows: Sequence[Mapping[str, Any]],
    matched: Mapping[int, tuple[int, Mapping[str, bool]]],
    counted: Sequence[int],
    unsafe: Sequence[int],
    source: str,
) -> tuple[Difference, ...]:
    found: list[Difference] = []
    for r, record in enumerate(gold.records):
        quote = source[record.start : record.end] or str(record.data.get("quote", ""))
        if r in unsafe:
            found.append(Difference("unsafe", gold.doc_id, record.line, (), _described(record.data), "", quote))
        if record.soft:
            continue
        if r not in matched:
            found.append(Difference("missed", gold.doc_id, record.line, (), _described(record.data), "", quote))
            continue
        index, agree = matched[r]
        wrong = tuple(name for name in FIELDS if not agree[name])
        if wrong:
            found.append(
                Difference(
                    "field", gold.doc_id, record.line, wrong, _described(record.data), _described(rows[index]), quote
                )
            )
    taken = {index for index, _ in matched.values()}
    found.extend(
        Difference("false", gold.doc_id, int(row.get("line") or 0), (), "", _described(row), str(row.get("quote", "")))
        for row in (rows[i] for i in counted if i not in taken)
    )
    return tuple(sorted(found, key=lambda difference: (difference.line, difference.sort, str(difference))))
