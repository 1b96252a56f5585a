"""Which facts a person should look at first, and the rows of corrections to fill in.

Doubt is a sum of points, one entry for each reason that holds, as ``codebook/doubts.csv`` gives them: what the checks
found (each check once, by severity), what the row itself says (damaged, no number, no unit, no date or one that is
inferred, no indicator, only in words) and its flags. Equal sums stand in the order of documents and places. Facts that
were corrected by hand have been looked at and are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analysis.codebook import read_table
from analysis.coding.correction_rows import COLUMNS
from analysis.coding.corrections import CHECK, CORRECTED
from analysis.tables.schema import Tables, parted, records
from analysis.tables.store import guard, number_text, quoted

__all__ = ["Doubt", "Reason", "doubts", "listing", "review_csv"]

# Columns of ``facts`` that stand behind a correction row, so that it can be judged and its column changed.
CONTEXT = (
    "kind", "indicator_id", "indicator", "indicator_text", "group", "value", "value_max", "comparator", "unit", "year",
    "period_start", "period_end", "attribute", "flags", "note", "line", "section", "source", "quote",
)  # fmt: skip
_LIKE_A_NUMBER = re.compile(r"\d+(?:e\d+)?")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to doubt a fact."""

    points: int
    column: str  # the column that it puts in question
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact with the reasons to doubt it, the weightiest first."""

    fact: Mapping[str, Any]  # the row of ``facts``, None for what is missing
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def column(self) -> str:
        """The column that the weightiest reason puts in question; the end of a span where that is the date."""
        column = self.reasons[0].column if self.reasons else "value"
        return "period_end" if column == "year" and self.fact["period_end"] is not None else column

    def correction(self) -> tuple[str, ...]:
        """The row of a correction that lacks only what a person says: corrected, reason, author, date."""
        fact = self.fact
        return fact["doc_id"], fact["fact_id"], "change", self.column, _cell(fact[self.column]), "", "", "", ""


def doubts(tables: Tables) -> tuple[Doubt, ...]:
    """All facts of which there is any doubt, the most doubtful first."""
    told = _findings(tables.issues)
    found = []
    for fact in records(tables.facts):
        if CORRECTED in parted(fact["flags"]):
            continue
        reasons = [reason for reason in (*told.get(fact["fact_id"], ()), *_of_row(fact)) if reason is not None]
        doubt = Doubt(fact, tuple(sorted(reasons, key=lambda reason: -reason.points)))
        if doubt.points:
            found.append(doubt)
    # The facts are sorted by document and place, and so are equals.
    return tuple(sorted(found, key=lambda doubt: -doubt.points))


@cache
def _points() -> dict[tuple[str, str], tuple[int, str, str]]:
    """Sort and name of a reason → points, column in question, meaning."""
    return {
        (row["sort"], row["name"]): (int(row["points"]), row["column"], row["meaning"]) for row in read_table("doubts")
    }


def _findings(issues: pd.DataFrame) -> dict[str, list[Reason]]:
    """Fact → what the checks found about it: each check once, with the gravest of its findings."""
    by_fact: dict[str, dict[str, Reason]] = defaultdict(dict)
    for row in issues.to_dict("records"):
        if row["check"] == CHECK:
            continue  # a record of what was corrected already
        points, column, _ = _points()["finding", row["severity"]]
        column = "unit" if row["check"] == "unit" else column
        reason = Reason(points, column, f"{row['severity']} of {row['check']}: {row['message']}")
        for fact_id in parted(row["facts"]):
            known = by_fact[fact_id].get(row["check"])
            if known is None or known.points < points:
                by_fact[fact_id][row["check"]] = reason
    return {fact_id: list(reasons.values()) for fact_id, reasons in by_fact.items()}


def _of_row(fact: Mapping[str, Any]) -> Iterator[Reason]:
    flags = parted(fact["flags"])
    holds = {
        "damaged": fact["damaged"],
        "not-restored": fact["damaged"] and not any(flag.startswith("read:") for flag in flags),
        "value-missing": fact["value"] is None,
        "unit-missing": fact["value"] is not None and not fact["unit"],
        "undated": fact["year"] is None and fact["period_end"] is None,
        "time-inferred": fact["time_inferred"],
        "indicator-missing": not fact["indicator_id"],
        "implied": fact["implied"],
    }
    for name, held in holds.items():
        if held:
            points, column, meaning = _points()["field", name]
            yield Reason(points, column, f"{name}: {meaning}")
    for flag in flags:
        known = _points().get(("flag", flag.partition(":")[0])) or _points()["flag", "*"]
        points, column, meaning = known
        yield Reason(points, column, f"flag {flag}" + (f": {meaning}" if meaning else ""))


# --- as text and as a table ----------------------------------------------------------------------------------------


def listing(found: Sequence[Doubt]) -> str:
    """Doubts for people: fact, reasons, quote with its place, and the correction row to fill in."""
    blocks = []
    for number, doubt in enumerate(found, 1):
        fact = doubt.fact
        lines = [f"{number}. {_plural(doubt.points)} · {fact['doc_id']}, line {fact['line']} · {_stated(fact)}"]
        lines += [f"   {reason.points:>2}  {reason.text}" for reason in doubt.reasons]
        quote = fact["quote"].replace("\r", "").replace("\n", "⏎").replace("\t", "⇥")
        lines.append(f"   “{quote}” ({fact['char_start']}–{fact['char_end']})")
        lines.append(f"   {_line(doubt.correction())}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def review_csv(found: Sequence[Doubt]) -> bytes:
    """Doubts as a table whose rows are corrections to fill in, with what is needed to judge them beside.

    UTF-8 with byte-order mark. Rows that stay as they are do nothing in ``corrections.csv``.
    """
    rows = [_line([*COLUMNS, "points", "because", *CONTEXT])]
    for doubt in found:
        because = "; ".join(reason.text for reason in doubt.reasons)
        context = [_cell(doubt.fact[name]) for name in CONTEXT]
        rows.append(_line([*doubt.correction(), str(doubt.points), because, *context]))
    return ("\ufeff" + "\n".join(rows) + "\n").encode("utf-8")


def _plural(points: int) -> str:
    return f"{points} point{'' if points == 1 else 's'}"


def _stated(fact: Mapping[str, Any]) -> str:
    """What the fact says, in one line."""
    year = fact["year"] if fact["year"] is not None else ""
    span = f"{fact['period_start']}–{fact['period_end']}" if fact["period_end"] is not None else year
    value = _cell(fact["value"]) or "?"
    if fact["value_max"] is not None:
        value += f"–{_cell(fact['value_max'])}"
    sign = "" if fact["comparator"] in ("", "=") else f"{fact['comparator']} "
    name = fact["indicator"] or f"“{fact['indicator_text']}”"
    parts = (fact["kind"], name, fact["group"], f"{sign}{value}", fact["unit"], span)
    return " ".join(str(part) for part in parts if part != "")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)


def _line(cells: Sequence[str]) -> str:
    """One line of CSV; what a spreadsheet would take for a formula or a number is guarded by ``'``."""
    guarded = [f"'{c}" if at == 1 and _LIKE_A_NUMBER.fullmatch(c) else guard(c) for at, c in enumerate(cells)]
    return ",".join(map(quoted, guarded))
