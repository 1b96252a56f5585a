"""The Parquet twin of a CSV file: the same cells, typed and without guards, a tenth of the size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]
from pyarrow import csv  # type: ignore[import-untyped,unused-ignore]

from analysis.tables.schema import columns

__all__ = ["TWIN", "read_twin", "write_parquet"]

TWIN = b"csv_sha256"  # key in a Parquet file's metadata: digest of the CSV file of the same build
ARROW = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
ROW_GROUP = 100_000  # rows; what is held in memory at a time
BLOCK = 4 << 20  # bytes that are parsed at a time, unless a row is longer


@cache
def _schema(table: str) -> pa.Schema:
    return pa.schema([pa.field(column.name, ARROW[column.type]) for column in columns(table)])


def write_parquet(source: Path, target: Path, table: str, digest: str, longest: int) -> None:
    """Write the rows of a table's CSV file as Parquet; the same bytes give the same bytes.

    No row of it may be longer than ``longest`` bytes.
    """
    schema = _schema(table).with_metadata({TWIN: digest.encode()})
    with pq.ParquetWriter(target, schema, compression="zstd", version="2.6") as writer:
        for group in _groups(source, table, max(BLOCK, longest + 1)):
            writer.write_table(group.cast(schema), row_group_size=ROW_GROUP)


def _groups(source: Path, table: str, block: int) -> Iterator[pa.Table]:
    """The rows of a CSV file in stretches of ``ROW_GROUP``, wherever the parser's blocks end."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in _batches(source, table, block):
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            whole = pa.Table.from_batches(waiting, _schema(table))
            yield whole.slice(0, ROW_GROUP)
            waiting, rows = whole.slice(ROW_GROUP).to_batches(), rows - ROW_GROUP
    if rows:
        yield pa.Table.from_batches(waiting, _schema(table))


def _batches(source: Path, table: str, block: int) -> Iterator[pa.RecordBatch]:
    reader = csv.open_csv(
        source,
        read_options=csv.ReadOptions(use_threads=False, block_size=block),
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
