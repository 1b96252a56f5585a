"""Tables to disk, document by document: what is written never has to fit into memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from analysis.codebook import digest
from analysis.tables.schema import TABLES, TITLES, table_schema
from analysis.tables.store.cells import csv_head
from analysis.tables.store.parquet import Twin, stretch_of
from analysis.tables.store.place import DESCRIPTION_FILE
from analysis.version import READERS, installed

__all__ = ["TableWriter"]


@dataclass(slots=True)
class _Open:
    """The two files of a table on their way."""

    file: IO[bytes]
    twin: Twin
    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    rows: int = 0
    waiting: list[bytes] = field(default_factory=list)  # what the twin does not hold yet
    longest: int = 0  # bytes that were added to it at once; no row is longer

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.digest.update(data)
        self.size += len(data)


class TableWriter:
    """Writes the files of a set of tables into a folder; rows are added in the order in which they are to stand.

    CSV files are written at once, Parquet files in stretches of rows, which may be kept from one build to the next.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables: dict[str, _Open] = {}
        with ExitStack() as files:
            for table in TABLES:
                file = files.enter_context((folder / f"{table}.csv").open("wb"))
                one = self._tables[table] = _Open(file, files.enter_context(Twin(folder / f"{table}.parquet", table)))
                one.write(csv_head(table).encode("utf-8"))
            self._files = files.pop_all()

    def add(self, table: str, lines: bytes, rows: int) -> None:
        """Lines of CSV (see ``cells.csv_rows``) that hold so many rows."""
        if rows:
            one = self._tables[table]
            one.write(lines)
            one.rows += rows
            one.waiting.append(lines)
            one.longest = max(one.longest, len(lines))

    def rows(self, table: str) -> int:
        """How many rows were added."""
        return self._tables[table].rows

    def waiting(self) -> dict[str, bytes]:
        """The lines that were added since the last stretch, by table; tables without any are left out."""
        return {table: b"".join(one.waiting) for table, one in self._tables.items() if one.waiting}

    def stretch(self, table: str, lines: bytes) -> bytes:
        """The lines of ``waiting``, made for Parquet; the same lines give the same bytes."""
        return stretch_of(table, lines, self._tables[table].longest)

    def end_stretch(self, table: str, stretch: bytes) -> None:
        """The Parquet file of a table gets what was waiting: ``stretch``, whether made now or before."""
        one = self._tables[table]
        one.twin.add(stretch)
        one.waiting.clear()
        one.longest = 0

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def finish(self, version: str, sources: Iterable[Mapping[str, str]]) -> None:
        """Complete and close the files of all tables, and describe them."""
        for table, lines in self.waiting().items():
            self.end_stretch(table, self.stretch(table, lines))
        for one in self._tables.values():
            one.twin.finish(one.digest.hexdigest())
        self._files.close()
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
                "codebook_sha256": digest(),
                **{name: installed(name) for name in READERS},
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
