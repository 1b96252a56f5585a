"""Tables on disk: CSV for people, Parquet for machines, one ``datapackage.json`` that describes both.

The same tables give the same bytes. ``datapackage.json`` is written last and holds the digest of every CSV file, so
that an interrupted replacement is noticed instead of read.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]

from analysis.model import PlainError
from analysis.tables.schema import TABLES, TITLES, Tables, columns, frame_of, table_schema, typed

__all__ = [
    "DESCRIPTION_FILE",
    "TablesError",
    "csv_bytes",
    "guard",
    "load",
    "read_csv",
    "read_description",
    "save",
    "text_of",
    "unguard",
]

DESCRIPTION_FILE = "datapackage.json"
TWIN = b"csv_sha256"  # key in a Parquet file's metadata: digest of the CSV file of the same build
LIBRARIES = ("opencc", "jieba")  # those whose version can change what is read
ARROW = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}

_NEEDS_QUOTES = re.compile(r'[",\r\n]|^[\s\ufeff]|\s$')
_FORMULA = re.compile(r"\s*[=+\-@]")


class TablesError(PlainError):
    """Tables that are absent, incomplete or changed; the message says what to do."""


# --- cells ---------------------------------------------------------------------------------------------------------


def guard(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: ``'`` in front where it would be one.

    Formulas begin with ``=``, ``+``, ``-`` or ``@`` (perhaps after blanks) and are longer than that sign. Text that
    begins with ``'`` gets another one, so that ``unguard`` always gives back the exact text.

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


def number_text(value: float) -> str:
    """A float as people write it: shortest digits that give it back, no exponent, no ``.0``; missing is empty.

    >>> number_text(735000000.0), number_text(65.33), number_text(0.1), number_text(1e-7), number_text(float("nan"))
    ('735000000', '65.33', '0.1', '0.0000001', '')
    """
    if value != value:
        return ""
    text = format(Decimal(repr(value)), "f")
    return text[:-2] if text.endswith(".0") else text


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _cells(series: pd.Series[Any], kind: str) -> list[str]:
    values = series.tolist()
    if kind == "string":
        written = {value: _quoted(guard(value)) for value in set(values)}  # most cells of a column are alike
        return [written[value] for value in values]
    if kind == "boolean":
        return ["true" if value else "false" for value in values]
    if kind == "integer":
        return ["" if value is pd.NA or value is None else str(int(value)) for value in values]
    return [number_text(value) for value in values]


def csv_bytes(frame: pd.DataFrame, table: str) -> bytes:
    """A table as CSV: UTF-8 with byte-order mark, line ends ``\\n``, text guarded against formulas."""
    described = columns(table)
    lines = [",".join(column.name for column in described)]
    cells = [_cells(frame[column.name], column.type) for column in described]
    lines.extend(",".join(row) for row in zip(*cells, strict=True))
    return ("\ufeff" + "\n".join(lines) + "\n").encode("utf-8")


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


# --- saving --------------------------------------------------------------------------------------------------------


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def codebook_digest() -> str:
    """One digest of all tables of the codebook, names and contents."""
    digest = hashlib.sha256()
    folder = files("analysis.codebook")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv")):
        data = folder.joinpath(name).read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _library(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def description(tables: Tables, csvs: Mapping[str, bytes], version: str, sources: Mapping[str, str]) -> dict[str, Any]:
    """What ``datapackage.json`` says: no times and no folders, so that the same input gives the same bytes."""
    return {
        "name": "minzheng",
        "title": "Quantified statements in civil-affairs documents",
        "profile": "tabular-data-package",
        "software": {
            "minzheng": version,
            "codebook_sha256": codebook_digest(),
            **{name: _library(name) for name in LIBRARIES},
        },
        "conventions": {
            "offsets": "half-open [char_start, char_end), in characters of the decoded source without byte-order mark",
            "formula_guard": "in CSV, a text cell that would be a formula (it begins with = + - or @) or that begins "
            "with ' has one ' in front; analysis.load_tables takes it away; Parquet holds the plain text",
            "lists": "flags and fact ids within one cell are separated by ;",
        },
        "sources": [
            {"doc_id": doc_id, "path": sources.get(doc_id, ""), "sha256": sha256}
            for doc_id, sha256 in zip(tables.plans["doc_id"], tables.plans["sha256"], strict=True)
        ],
        "resources": [
            {
                "name": table,
                "title": TITLES[table],
                "path": f"{table}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "bytes": len(csvs[table]),
                "hash": f"sha256:{_digest(csvs[table])}",
                "rows": len(frame),
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
                "schema": table_schema(table),
            }
            for table, frame in tables.items()
        ],
    }


def _write_parquet(frame: pd.DataFrame, table: str, path: Path, twin: str) -> None:
    schema = pa.schema([pa.field(column.name, ARROW[column.type]) for column in columns(table)])
    data = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    data = data.replace_schema_metadata({TWIN: twin.encode()})
    pq.write_table(data, path, compression="zstd", version="2.6")


def save(tables: Tables, out: Path, version: str = "", sources: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Write all tables to ``out`` and give their paths back; an earlier set is replaced as a whole.

    ``sources`` maps a ``doc_id`` to the document's path within its folder. Everything is written to a folder of its
    own first and moved only when complete; whatever else lies in ``out`` stays. Raises ``TablesError`` when ``out`` is
    a file, and ``OSError`` when it cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise TablesError(f"{out} is a file; name a folder for the tables")
    out.mkdir(parents=True, exist_ok=True)
    frames = {table: typed(frame, table) for table, frame in tables.items()}
    csvs = {table: csv_bytes(frame, table) for table, frame in frames.items()}
    described = description(tables, csvs, version, sources or {})
    made = Path(tempfile.mkdtemp(prefix=".build-", dir=out))
    try:
        for table in TABLES:
            (made / f"{table}.csv").write_bytes(csvs[table])
            _write_parquet(frames[table], table, made / f"{table}.parquet", _digest(csvs[table]))
        text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
        (made / DESCRIPTION_FILE).write_bytes(text.encode("utf-8"))
        ordered = [f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")] + [DESCRIPTION_FILE]
        for name in ordered:
            os.replace(made / name, out / name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return tuple(out / name for name in ordered)


# --- loading -------------------------------------------------------------------------------------------------------


def read_description(folder: Path) -> dict[str, Any]:
    """``datapackage.json`` of ``folder``; raises ``TablesError`` when there is no finished build."""
    path = folder / DESCRIPTION_FILE
    if not path.is_file():
        raise TablesError(f"{folder} holds no finished build ({DESCRIPTION_FILE} is absent); run `minzheng build`")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        {resource["name"]: resource["hash"] for resource in found["resources"]}
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
    hashes = {item["name"]: item["hash"].removeprefix("sha256:") for item in read_description(folder)["resources"]}
    return Tables(
        **{
            table: _load(folder, table, hashes.get(table, "")) if table in wanted else frame_of(table, [])
            for table in TABLES
        }
    )


def _load(folder: Path, table: str, digest: str) -> pd.DataFrame:
    parquet, path = folder / f"{table}.parquet", folder / f"{table}.csv"
    if parquet.is_file():
        try:
            data = pq.read_table(parquet)
            names = [column.name for column in columns(table)]
            if (data.schema.metadata or {}).get(TWIN, b"").decode() == digest and data.column_names == names:
                return typed(data.to_pandas(integer_object_nulls=True), table)
        except (pa.ArrowInvalid, OSError, UnicodeDecodeError):
            pass  # a broken Parquet file is no loss: the CSV file holds the same
    if not path.is_file():
        raise TablesError(f"{path} is absent; run `minzheng build` again")
    data_bytes = path.read_bytes()
    if _digest(data_bytes) != digest and _digest(data_bytes.replace(b"\r\n", b"\n")) != digest:
        raise TablesError(
            f"{path} is not the file that {DESCRIPTION_FILE} describes: it was edited, or a build was interrupted; "
            "run `minzheng build` again"
        )
    return read_csv(data_bytes, table)


def text_of(path: Path) -> str:
    """A UTF-8 text file as it is, without its byte-order mark; raises ``TablesError`` where it is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TablesError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
