"""The Parquet twin of a CSV file: the same cells, typed and without guards, a tenth of the size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]
from pyarrow import csv  # type: ignore[import-untyped,unused-ignore]

from analysis.tables.schema import columns, names
from analysis.tables.store.footer import MAGIC, described, footer_of, relocated

__all__ = ["TWIN", "Twin", "read_twin", "stretch_of"]

TWIN = b"csv_sha256"  # key in a Parquet file's metadata: digest of the CSV file of the same build
ARROW = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
ROW_GROUP = 100_000  # rows; what is held in memory at a time
BLOCK = 4 << 20  # bytes that are parsed at a time, unless a row is longer


@cache
def _schema(table: str) -> pa.Schema:
    return pa.schema([pa.field(column.name, ARROW[column.type]) for column in columns(table)])


class Twin:
    """The Parquet file of a table on its way, one stretch of rows after the other."""

    def __init__(self, path: Path, table: str) -> None:
        self._table, self._file = table, path.open("wb")
        self._file.write(MAGIC)
        self._at, self._rows = len(MAGIC), 0
        self._groups: list[bytes] = []

    def add(self, stretch: bytes) -> None:
        """Rows that :func:`stretch_of` made. Raises ``ValueError`` where they are none."""
        end, footer = footer_of(stretch)
        groups, rows = relocated(footer, self._at - len(MAGIC), len(self._groups))
        self._file.write(memoryview(stretch)[len(MAGIC) : end])
        self._at += end - len(MAGIC)
        self._groups += groups
        self._rows += rows

    def finish(self, digest: str) -> None:
        """Write the footer, with the digest of the CSV file; the file is complete when it is closed."""
        _, frame = footer_of(_file(_schema(self._table).with_metadata({TWIN: digest.encode()}), ()))
        footer = described(frame, self._groups, self._rows)
        self._file.write(footer + len(footer).to_bytes(4, "little") + MAGIC)

    def __enter__(self) -> Twin:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def stretch_of(table: str, lines: bytes, longest: int) -> bytes:
    """Lines of CSV without the header as a Parquet file of its own; the same lines give the same bytes.

    No row of them may be longer than ``longest`` bytes.
    """
    return _file(_schema(table), _groups(lines, table, max(BLOCK, longest + 1)))


def _file(schema: pa.Schema, tables: Iterable[pa.Table]) -> bytes:
    made = pa.BufferOutputStream()
    with pq.ParquetWriter(made, schema, compression="zstd", version="2.6") as writer:
        for one in tables:
            writer.write_table(one, row_group_size=ROW_GROUP)
    return bytes(made.getvalue())


def _groups(lines: bytes, table: str, block: int) -> Iterator[pa.Table]:
    """The rows behind lines of CSV in groups of ``ROW_GROUP``, wherever the parser's blocks end."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in _batches(lines, table, block):
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            whole = pa.Table.from_batches(waiting, _schema(table))
            yield whole.slice(0, ROW_GROUP)
            waiting, rows = whole.slice(ROW_GROUP).to_batches(), rows - ROW_GROUP
    if rows:
        yield pa.Table.from_batches(waiting, _schema(table))


def _batches(lines: bytes, table: str, block: int) -> Iterator[pa.RecordBatch]:
    reader = csv.open_csv(
        pa.BufferReader(lines),
        read_options=csv.ReadOptions(use_threads=False, block_size=block, column_names=names(table)),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={column.name: ARROW[column.type] for column in columns(table)},
            null_values=[""],
            strings_can_be_null=False,
            check_utf8=False,  # the cells were written from text
            true_values=["true"],
            false_values=["false"],
        ),
    )
    texts = [at for at, column in enumerate(columns(table)) if column.type == "string"]
    for batch in reader:
        cells = list(batch.columns)
        for at in texts:
            guarded = pc.starts_with(cells[at], "'")
            if pc.any(guarded).as_py():
                cells[at] = pc.if_else(guarded, pc.utf8_slice_codeunits(cells[at], 1), cells[at])
        yield pa.RecordBatch.from_arrays(cells, schema=_schema(table))


def read_twin(data: bytes, table: str, digest: str) -> pa.Table | None:
    """The Parquet file that belongs to the CSV file with this digest; None for one of another build, or broken."""
    try:
        found = pq.read_table(pa.BufferReader(data))
        if (found.schema.metadata or {}).get(TWIN, b"").decode() != digest:
            return None
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError):
        return None
    return found if found.column_names == [column.name for column in columns(table)] else None
