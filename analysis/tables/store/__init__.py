"""Tables on disk: CSV for people, Parquet for machines, one ``datapackage.json`` that describes both.

The same tables give the same bytes. ``datapackage.json`` holds the digest of every CSV file, so that a file that was
edited, or belongs to another build, is noticed instead of read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.tables.schema import TABLES, Tables, columns, frame_of, names, records, typed
from analysis.tables.store.cells import csv_head, csv_rows, guard, number_text, quoted, unguard
from analysis.tables.store.place import DESCRIPTION_FILE, TablesError, locked, put_in_place, read_bytes, staging

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "DESCRIPTION_FILE",
    "TablesError",
    "csv_bytes",
    "guard",
    "load",
    "number_text",
    "quoted",
    "read_csv",
    "read_description",
    "save",
    "text_of",
    "unguard",
]


def _rows(frame: pd.DataFrame, table: str) -> list[tuple[Any, ...]]:
    """Rows of plain values in column order, ``None`` for missing numbers."""
    return [tuple(row.values()) for row in records(frame[names(table)])]


def csv_bytes(frame: pd.DataFrame, table: str) -> bytes:
    """A table as CSV: UTF-8 with byte-order mark, line ends ``\\n``, text guarded against formulas."""
    return (csv_head(table) + csv_rows(table, _rows(frame, table))).encode("utf-8")


def read_csv(data: bytes, table: str) -> pd.DataFrame:
    """The table behind ``csv_bytes``; raises ``TablesError`` when header or cells are not this table's."""
    described = columns(table)
    # cells may hold whole passages of a document: the module's limit of 131,072 characters is meant for other files
    csv.field_size_limit(max(csv.field_size_limit(), len(data) + 1))
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    head = next(reader, [])
    expected = [column.name for column in described]
    if head != expected:
        raise TablesError(f"{table}.csv has the columns {head}, expected {expected}; run `minzheng build` again")
    rows = []
    for row in reader:
        if len(row) != len(described):
            raise TablesError(f"{table}.csv, row {reader.line_num}: {len(row)} cells, expected {len(described)}")
        rows.append([_value(cell, column.type) for cell, column in zip(row, described, strict=True)])
    return frame_of(table, rows)


def _value(cell: str, kind: str) -> Any:
    if kind == "string":
        return unguard(cell)
    if kind == "boolean":
        return cell == "true"
    if cell == "":
        return None
    return int(cell) if kind == "integer" else float(cell)


def save(tables: Tables, out: Path, version: str = "", sources: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Write all tables to ``out`` and give their paths back; an earlier set is replaced as a whole.

    ``sources`` maps a ``doc_id`` to the document's path within its folder. Whatever else lies in ``out`` stays. Raises
    ``TablesError`` when ``out`` is a file or a build is writing there, and ``OSError`` when it cannot be written.
    """
    from analysis.tables.store.writing import TableWriter

    named = sources or {}
    with locked(out) as work, staging(work) as staged:
        with TableWriter(staged) as writer:
            for table, frame in tables.items():
                writer.add(table, csv_rows(table, _rows(typed(frame, table), table)).encode("utf-8"), len(frame))
            plans = zip(tables.plans["doc_id"], tables.plans["sha256"], strict=True)
            writer.finish(version, [{"doc_id": d, "path": named.get(d, ""), "sha256": digest} for d, digest in plans])
        return put_in_place(staged, out)


# --- loading -------------------------------------------------------------------------------------------------------


def read_description(folder: Path) -> dict[str, Any]:
    """``datapackage.json`` of ``folder``; raises ``TablesError`` when there is no finished build."""
    path = folder / DESCRIPTION_FILE
    try:
        found = json.loads(read_bytes(folder, DESCRIPTION_FILE).decode("utf-8"))
        {resource["name"]: resource["hash"] for resource in found["resources"]}
    except (FileNotFoundError, NotADirectoryError):
        told = f"{folder} holds no finished build ({DESCRIPTION_FILE} is absent); run `minzheng build`"
        raise TablesError(told) from None
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise TablesError(f"{path} is not a description of tables ({error}); run `minzheng build` again") from error
    return dict(found)


def load(folder: Path | str, tables: Iterable[str] = TABLES) -> Tables:
    """The tables in ``folder`` exactly as they were built; those not named in ``tables`` come back empty.

    Parquet is read where it belongs to the CSV file that ``datapackage.json`` describes, else the CSV file. Raises
    ``TablesError`` when a table is absent, or is not the one that was built.
    """
    folder, wanted = Path(folder), set(tables)
    if unknown := wanted - set(TABLES):
        raise TablesError(f"no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    described = read_description(folder)
    while True:
        hashes = {item["name"]: item["hash"].removeprefix("sha256:") for item in described["resources"]}
        try:
            return Tables(
                **{
                    table: _load(folder, table, hashes.get(table, "")) if table in wanted else frame_of(table, [])
                    for table in TABLES
                }
            )
        except TablesError:
            before, described = described, read_description(folder)
            if described == before:  # else a build put its tables in place meanwhile
                raise


def _load(folder: Path, table: str, digest: str) -> pd.DataFrame:
    from analysis.tables.store.parquet import read_twin

    path = folder / f"{table}.csv"
    try:
        found = read_twin(read_bytes(folder, f"{table}.parquet"), table, digest)
    except OSError:
        found = None  # absent, or not to be read: the CSV file holds the same
    if found is not None:
        return typed(found.to_pandas(integer_object_nulls=True), table)
    try:
        data = read_bytes(folder, path.name)
    except FileNotFoundError:
        raise TablesError(f"{path} is absent; run `minzheng build` again") from None
    if _digest(data) != digest and _digest(data.replace(b"\r\n", b"\n")) != digest:
        raise TablesError(
            f"{path} is not the file that {DESCRIPTION_FILE} describes: it was edited, or a build was interrupted; "
            "run `minzheng build` again"
        )
    return read_csv(data, table)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def text_of(path: Path) -> str:
    """A UTF-8 text file as it is, without its byte-order mark; raises ``TablesError`` where it is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TablesError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
