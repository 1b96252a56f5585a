"""Cells as CSV writes them: text that is no formula, numbers without exponent, quotes only where they are needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from analysis.tables.schema import columns

__all__ = ["csv_head", "csv_rows", "guard", "number_text", "quoted", "unguard"]

_NEEDS_QUOTES = re.compile(r'[",\r\n]|^[\s\ufeff]|\s$')
# The full-width signs are formulas to spreadsheets in an East Asian setting.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_FIRST = frozenset("'=+-@＝＋－＠\ufeff")


def guard(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: ``'`` in front where it would be one.

    Formulas begin with ``=``, ``+``, ``-`` or ``@``, full width too, perhaps after blanks, and are longer than that
    sign. Text that begins with ``'`` gets another one, so that ``unguard`` always gives back the exact text.

    >>> guard("=1+1"), guard("="), guard("'tis"), guard("低保")
    ("'=1+1", '=', "''tis", '低保')
    """
    if text.startswith("'") or (_FORMULA.match(text) and len(text) > 1):
        return "'" + text
    return text


def unguard(cell: str) -> str:
    """The text behind a guarded cell.

    >>> unguard("'=1+1"), unguard("=")
    ('=1+1', '=')
    """
    return cell[1:] if cell.startswith("'") else cell


def quoted(cell: str) -> str:
    """A cell as it stands in a line of CSV: in quotes where it needs them.

    >>> quoted("低保"), quoted("a,b"), quoted(" a")
    ('低保', '"a,b"', '" a"')
    """
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def number_text(value: float) -> str:
    """A float as people write it: shortest digits that give it back, no exponent, no ``.0``; missing is empty.

    >>> number_text(735000000.0), number_text(65.33), number_text(0.1), number_text(1e-7), number_text(float("nan"))
    ('735000000', '65.33', '0.1', '0.0000001', '')
    """
    if value != value:
        return ""
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text[:-2] if text.endswith(".0") else text


def _strings(values: Sequence[str]) -> Sequence[str]:
    written = {}
    for value in set(values):  # most cells of a column are alike
        if value.isalnum():  # nothing that anybody could take for more than text, and most are such
            continue
        first = value[:1]
        odd = first in _FIRST or first.isspace()
        if odd or value[-1:].isspace() or "," in value or '"' in value or "\n" in value or "\r" in value:
            cell = quoted(guard(value) if odd else value)
            if cell != value:
                written[value] = cell
    return [written.get(value, value) for value in values] if written else values


def _integers(values: Sequence[int | None]) -> list[str]:
    written = int.__repr__
    return ["" if value is None else written(value) for value in values]


def _numbers(values: Sequence[float | None]) -> list[str]:
    return ["" if value is None else number_text(float(value)) for value in values]


def _booleans(values: Sequence[bool]) -> list[str]:
    return ["true" if value else "false" for value in values]


_WRITERS: dict[str, Callable[[Sequence[Any]], Sequence[str]]] = {
    "string": _strings,
    "integer": _integers,
    "number": _numbers,
    "boolean": _booleans,
}


@cache
def _writers(table: str) -> tuple[Callable[[Sequence[Any]], Sequence[str]], ...]:
    return tuple(_WRITERS[column.type] for column in columns(table))


def csv_head(table: str) -> str:
    """The first line of a table's CSV file, with byte-order mark and line end."""
    return "\ufeff" + ",".join(column.name for column in columns(table)) + "\n"


def csv_rows(table: str, rows: Sequence[Sequence[Any]]) -> str:
    """Lines of CSV from rows of plain values in column order (``None`` for missing numbers), each with its line end."""
    if not rows:
        return ""
    cells = [write(values) for write, values in zip(_writers(table), zip(*rows, strict=True), strict=True)]
    return "\n".join([*map(",".join, zip(*cells, strict=True)), ""])
