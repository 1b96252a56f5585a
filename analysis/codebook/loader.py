"""Reads the codebook's tables; the only place that knows where they lie."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``codebook/<name>.csv`` as dictionaries of stripped strings.

    Lines that begin with ``#`` are comments. Raises ``FileNotFoundError`` when there is no such table and
    ``ValueError`` when a row has another number of cells than the header.
    """
    text = files("analysis.codebook").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    names = next(rows)
    table = []
    for number, row in enumerate(rows, 2):
        if len(row) != len(names):
            raise ValueError(f"codebook/{name}.csv, row {number}: {len(row)} cells, expected {len(names)}: {row}")
        table.append({key: cell.strip() for key, cell in zip(names, row, strict=True)})
    return tuple(table)


def digest() -> str:
    """One digest of all tables, names and contents, whatever their line ends: two runs with one digest used one
    codebook."""
    found = hashlib.sha256()
    folder = files("analysis.codebook")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv")):
        data = folder.joinpath(name).read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{name}\0{len(data)}\0".encode() + data)
    return found.hexdigest()
