"""The table of corrections → checked rows. Nothing is applied here; what a row must look like is all that is asked.

A row says: this column of this fact, which the software was expected to read so, is to be read otherwise, for this
reason, by this person, on this day. Rows of a ``minzheng review`` listing that nobody filled in are counted and passed
over; every other row is either good or a problem, told in one sentence.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from analysis.codebook import changes, codebook, read_table
from analysis.coding.lexicon import cues
from analysis.model import Kind

__all__ = [
    "ACTIONS",
    "COLUMNS",
    "KINDS_OF_VALUE",
    "Correction",
    "CorrectionTable",
    "Problem",
    "Value",
    "indicator_name",
    "read_rows",
]

COLUMNS = ("doc_id", "fact_id", "action", "column", "expected", "corrected", "reason", "author", "date")
BY_HAND = ("corrected", "reason", "author", "date")  # what `minzheng review` leaves empty
ACTIONS = ("change", "remove", "add-flag")
# What may be corrected, and what its cells hold. Quotes and places are what the document is: never.
KINDS_OF_VALUE = {
    "kind": "word",
    "indicator_id": "indicator",
    "group": "text",
    "value": "number",
    "value_max": "number",
    "comparator": "word",
    "unit": "unit",
    "year": "year",
    "period_start": "year",
    "period_end": "year",
    "time_inferred": "truth",
    "attribute": "word",
    "implied": "truth",
    "damaged": "truth",
}
YEARS = range(1900, 2101)

Value = Decimal | int | bool | str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """One row: what it expects of a fact, and what is to stand there instead."""

    where: str  # file and row, for messages
    row: int  # 1 is the header, as a spreadsheet counts
    doc_id: str
    fact_id: str
    action: str  # change, remove, add-flag
    column: str  # empty where a fact is removed or flagged whatever its columns say
    expected: Value
    corrected: Value  # the flag for add-flag, an empty string for remove
    reason: str
    author: str
    date: str  # ISO


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be applied; the message is one sentence that names file, row, expected, found, what to do."""

    row: int
    message: str


@dataclass(frozen=True, slots=True)
class CorrectionTable:
    """What a table of corrections holds."""

    name: str
    corrections: tuple[Correction, ...] = ()  # by row
    problems: tuple[Problem, ...] = ()  # by row
    unfilled: int = 0  # rows of a review listing that nobody filled in


class _Refused(ValueError):
    """A row that is not good; the message says expected, found and what to do."""


def read_rows(data: bytes, name: str) -> CorrectionTable:
    """The rows of a CSV file as people save it: UTF-8 with or without byte-order mark, UTF-16 or GB18030 (Excel in
    China), divided by comma, semicolon or TAB, any line ends, empty rows, ``#`` comments, a ``'`` before what a
    spreadsheet would take for a formula or a number.

    ``name`` stands in the messages. Columns may come in any order; those of ``facts`` may stand beside. Never raises:
    what is wrong is in ``problems``.
    """
    try:
        rows = _cells(data)
    except (_Refused, csv.Error) as error:
        return CorrectionTable(name, problems=(Problem(1, f"{name}: {error}"),))
    if not rows:
        return CorrectionTable(name)
    at, head = rows[0]
    if fault := _fault_of(head):
        return CorrectionTable(name, problems=(Problem(at, f"{name}, row {at}: {fault}"),))
    good: list[Correction] = []
    problems: list[Problem] = []
    unfilled = 0
    for number, cells in rows[1:]:
        where = f"{name}, row {number}"
        if any(cells[len(head) :]):
            told = f"{where}: expected {len(head)} cells, found {len(cells)}; put a cell with a comma into quotes"
            problems.append(Problem(number, told))
            continue
        row = dict(zip(head, cells + [""] * (len(head) - len(cells)), strict=False))
        if not any(row[column] for column in BY_HAND) and row.get("action", "") in ("", "change"):
            unfilled += 1
            continue
        try:
            good.append(_correction(row, where, number))
        except _Refused as error:
            problems.append(Problem(number, f"{where}: {error}"))
    twice = list(_conflicts(good))
    out = {problem.row for problem in twice}
    return CorrectionTable(
        name,
        tuple(one for one in good if one.row not in out),
        tuple(sorted((*problems, *twice), key=lambda problem: problem.row)),
        unfilled,
    )


# --- cells ---------------------------------------------------------------------------------------------------------


def _cells(data: bytes) -> list[tuple[int, list[str]]]:
    """Row number and cells of every row that is neither empty nor a comment."""
    text = _text(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows = []
    for number, cells in enumerate(reader, 1):
        cells = [_cell(cell) for cell in cells]
        if any(cells) and not cells[0].startswith("#"):
            rows.append((number, cells))
    return rows


def _text(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Refused("expected text, found bytes in no known encoding; save it as CSV UTF-8")


def _delimiter(text: str) -> str:
    """What divides the header: the line that names ``fact_id``."""
    for line in text.splitlines():
        if "fact_id" in line and not line.startswith("#"):
            return max(",;\t", key=line.count)
    return ","


def _cell(cell: str) -> str:
    cell = cell.strip()  # of blanks of any width
    return cell[1:] if cell.startswith("'") else cell


def _fault_of(head: Sequence[str]) -> str:
    """What is wrong with the header; empty where nothing is."""
    absent = [name for name in COLUMNS if name not in head and name != "action"]
    if absent:
        return (
            f"expected the columns {', '.join(COLUMNS)}, found no {', '.join(absent)}; "
            "copy the header from a file that `minzheng review -o` writes"
        )
    known = {*COLUMNS, "points", "because", *_fact_columns()}
    strange = [name for name in head if name and name not in known]
    if strange:
        return (
            f"expected columns of a correction, found {', '.join(strange)} as well; correct the spelling or delete it"
        )
    named = [name for name in head if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    return f"expected each column once, found {', '.join(twice)} twice; delete one" if twice else ""


@cache
def _fact_columns() -> frozenset[str]:
    return frozenset(row["column"] for row in read_table("columns") if row["table"] == "facts")


# --- one row -------------------------------------------------------------------------------------------------------

_FACT_ID = re.compile(r"[0-9a-f]{12}")
_FLAG = re.compile(r"[a-z0-9]+(?:[-:][a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def _correction(row: Mapping[str, str], where: str, number: int) -> Correction:
    action = row.get("action", "") or "change"
    if action not in ACTIONS:
        raise _Refused(f"expected the action {' or '.join(ACTIONS)}, found {action!r}; write one of these")
    if not row["doc_id"]:
        raise _Refused("expected the name of a document in doc_id, found nothing; copy it from facts.csv")
    if not _FACT_ID.fullmatch(row["fact_id"]):
        raise _Refused(
            f"expected a fact_id of 12 digits and letters a to f, found {row['fact_id']!r}; copy it from facts.csv "
            "(a spreadsheet turns some ids into numbers: write ' in front)"
        )
    column = row["column"]
    whole = action != "change" and not column  # of the fact itself, however its columns are read
    if whole and row["expected"]:
        told = f"expected the column that reads {row['expected']!r}, found nothing"
        raise _Refused(f"{told}; write it, or empty expected")
    if not whole and column not in KINDS_OF_VALUE:
        told = f"expected a column that may be corrected ({', '.join(KINDS_OF_VALUE)}), found {column!r}"
        raise _Refused(told if action == "change" else f"{told}; write one of these, or empty column and expected")
    expected = None if whole else _value(column, row["expected"], "expected", strict=False)
    corrected = _corrected(action, column, row["corrected"])
    if action == "change" and corrected == expected:
        raise _Refused(f"{column} is {_shown(row['expected'])} in both expected and corrected; write what it is to be")
    for name in ("reason", "author"):
        if not row[name]:
            raise _Refused(f"expected {name}, found nothing; every correction says why, by whom and when")
    return Correction(
        where, number, row["doc_id"], row["fact_id"], action, column, expected, corrected,
        " ".join(row["reason"].split()), row["author"], _date(row["date"]),
    )  # fmt: skip


def _corrected(action: str, column: str, cell: str) -> Value:
    if action == "remove":
        if cell:
            raise _Refused(f"a fact that is removed gets no value, found {cell!r} in corrected; empty it or change")
        return ""
    if action == "add-flag":
        if not _FLAG.fullmatch(cell) or cell == "corrected":
            raise _Refused(
                f"expected a flag in corrected (lower-case words joined by -, such as seen-on-paper), found {cell!r}"
            )
        return cell
    return _value(column, cell, "corrected")


def _shown(cell: str) -> str:
    return cell or "empty"


def _value(column: str, cell: str, side: str, *, strict: bool = True) -> Value:
    """A cell as what the fact holds. ``strict`` asks for words the codebook knows: that is for what comes new."""
    sort = KINDS_OF_VALUE[column]
    if sort == "number":
        return _number(cell, column, side)
    if sort == "year":
        year = _number(cell, column, side)
        if year is not None and year not in YEARS:
            told = f"expected a year from {YEARS[0]} to {YEARS[-1]} in {side} ({column}), found {cell!r}; correct it"
            raise _Refused(told)
        return None if year is None else int(year)
    if sort == "truth":
        if cell.lower() not in ("true", "false"):
            raise _Refused(f"expected true or false in {side} ({column}), found {cell!r}; write one of these")
        return cell.lower() == "true"
    if strict and sort == "word" and cell not in _words(column):
        words = ", ".join(word or "nothing" for word in _words(column))
        raise _Refused(f"expected {words} in {side} ({column}), found {_shown(cell)}; write one of these")
    if strict and sort == "indicator" and cell and indicator_name(cell) is None:
        raise _Refused(
            f"expected an indicator of the codebook in {side}, found {cell!r}; take an id of "
            "analysis/codebook/indicators.csv, or add it there"
        )
    if strict and sort == "unit" and not _is_unit(cell):
        raise _Refused(
            f"expected a canonical unit in {side}, found {repr(cell) if cell else 'empty'}; take one of "
            "analysis/codebook/units.csv, such as 元/人/月, and a value without 万 or 亿"
        )
    return cell


def _number(cell: str, column: str, side: str) -> Decimal | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise _Refused(
            f"expected a number in {side} ({column}), found {cell!r}; write digits and at most one point, no unit, "
            "thousands mark or exponent"
        )
    return Decimal(cell)


def _words(column: str) -> tuple[str, ...]:
    if column == "kind":
        return tuple(str(kind) for kind in Kind)
    if column == "attribute":
        return ("", *cues("attribute"))
    described = next(row for row in read_table("columns") if (row["table"], row["column"]) == ("facts", column))
    return tuple(described["allowed"].split("|"))


def indicator_name(id_: str) -> str | None:
    """Chinese name of an indicator, with what is added to, renovated of or growing in it; None where there is none.

    >>> [indicator_name(f"low_income_standard{change}") for change in ("", ".growth", ".change", ".x")]
    ['低保标准', '低保标准增长率', '低保标准增减额', None]
    """
    stem, dot, change = id_.partition(".")
    indicator = codebook().indicators.get(stem)
    if indicator is None:
        return None
    if not dot:
        return indicator.name_zh
    return changes()[change].named(indicator.name_zh) if change in changes() else None


@cache
def _units() -> frozenset[str]:
    """Canonical units and those of indicators and families, which may have denominators."""
    book = codebook()
    return frozenset(
        {*(row["canonical"] for row in read_table("units")), *(i.unit for i in book.indicators.values()),
         *book.families}
    ) - {""}  # fmt: skip


def _is_unit(unit: str) -> bool:
    """A counter may have any denominator (个/万人); a sum of money only those that the codebook knows."""
    first, _, of = unit.partition("/")
    return unit in _units() or "=" in unit or (bool(of) and not first.endswith("元") and first in _units())


def _date(cell: str) -> str:
    found = _DATE.fullmatch(cell)
    try:
        return datetime.date(*map(int, found.groups())).isoformat() if found else _no_date(cell)
    except ValueError:
        return _no_date(cell)


def _no_date(cell: str) -> str:
    raise _Refused(f"expected a date such as 2026-03-31, found {_shown(cell)}; write year, month and day") from None


def _conflicts(rows: Sequence[Correction]) -> Iterable[Problem]:
    """Rows that say two things of one column, or remove what another row changes."""
    seen: dict[tuple[str, str, str], Correction] = {}
    removed = {(one.doc_id, one.fact_id): one for one in reversed(rows) if one.action == "remove"}
    for one in rows:
        slot = str(one.corrected) if one.action == "add-flag" else one.column
        first = seen.setdefault((one.doc_id, one.fact_id, f"{one.action} {slot}"), one)
        remover = removed.get((one.doc_id, one.fact_id))
        other = first if first is not one else remover
        if other is not None and other is not one:
            what = f"{one.column} of fact" if one.column else "fact"
            told = f"expected one correction of {what} {one.fact_id}, found another in row {other.row}"
            yield Problem(one.row, f"{one.where}: {told}; keep one of the two")
