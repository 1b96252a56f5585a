"""Tables to disk, document by document: what is written never has to fit into memory."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from analysis.tables.schema import TABLES, TITLES, table_schema
from analysis.tables.store.cells import csv_head
from analysis.tables.store.parquet import write_parquet
from analysis.tables.store.place import DESCRIPTION_FILE

__all__ = ["TableWriter", "codebook_digest"]

LIBRARIES = ("opencc", "jieba", "lxml", "pdfminer.six")  # those whose version can change what is read


@dataclass(slots=True)
class _Open:
    """A CSV file on its way."""

    file: IO[bytes]
    digest: Any
    size: int = 0
    rows: int = 0
    longest: int = 0  # bytes that were written at once; no row is longer

    def write(self, data: bytes, rows: int) -> None:
        self.file.write(data)
        self.digest.update(data)
        self.size += len(data)
        self.rows += rows
        self.longest = max(self.longest, len(data))


class TableWriter:
    """Writes the files of a set of tables into a folder; rows are added in the order in which they are to stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables: dict[str, _Open] = {}
        for table in TABLES:
            self._tables[table] = _Open((folder / f"{table}.csv").open("wb"), hashlib.sha256())
            self.add(table, csv_head(table).encode("utf-8"), 0)

    def add(self, table: str, lines: bytes, rows: int) -> None:
        """Lines of CSV (see ``cells.csv_rows``) that hold so many rows."""
        self._tables[table].write(lines, rows)

    def rows(self, table: str) -> int:
        """How many rows were added."""
        return self._tables[table].rows

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        for one in self._tables.values():
            one.file.close()

    def finish(self, version: str, sources: Iterable[Mapping[str, str]], threads: int = 1) -> None:
        """Close the CSV files, make a Parquet file of each, and describe them all."""
        self._close()

        def twin(table: str) -> None:
            path, written = self.folder / f"{table}.csv", self._tables[table]
            write_parquet(path, path.with_suffix(".parquet"), table, written.digest.hexdigest(), written.longest)

        # the libraries that do the work let go of Python's lock
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(twin, sorted(TABLES, key=lambda table: -self._tables[table].size)):
                pass
        text = json.dumps(self._described(version, sources), ensure_ascii=False, indent=1) + "\n"
        (self.folder / DESCRIPTION_FILE).write_bytes(text.encode("utf-8"))

    def _described(self, version: str, sources: Iterable[Mapping[str, str]]) -> dict[str, Any]:
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
                "offsets": "half-open [char_start, char_end), in characters of the decoded source without "
                "byte-order mark",
                "formula_guard": "in CSV, a text cell that would be a formula (it begins with = + - or @, full width "
                "too) or that begins with ' has one ' in front; analysis.load_tables takes it away; Parquet holds the "
                "plain text",
                "lists": "flags and fact ids within one cell are separated by ;",
            },
            "sources": [dict(source) for source in sources],
            "resources": [self._resource(table) for table in TABLES],
        }

    def _resource(self, table: str) -> dict[str, Any]:
        written = self._tables[table]
        return {
            "name": table,
            "title": TITLES[table],
            "path": f"{table}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "bytes": written.size,
            "hash": f"sha256:{written.digest.hexdigest()}",
            "rows": written.rows,
            "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
            "schema": table_schema(table),
        }


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
