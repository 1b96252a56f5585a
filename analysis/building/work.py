"""One document → the lines it gives to every table: bytes in, bytes out, so that any process anywhere can do it."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.building.documents import Failure
from analysis.building.records import from_json, to_json
from analysis.model import Plan, ReadingError

if TYPE_CHECKING:
    from analysis.coding.correction_rows import Correction, Problem
    from analysis.tables.frames import DocumentRows

__all__ = ["Done", "Lines", "Task", "code_batch", "code_document", "lines_of"]

LEVEL = 1  # of compression: the next levels save a fifth and take twice as long


@dataclass(frozen=True, slots=True)
class Task:
    """A document to code: its bytes, and what is left of an earlier reading of them."""

    doc_id: str
    name: str  # path within the folder
    data: bytes = b""
    plan: bytes | None = None  # the packed reading
    corrections: tuple[Correction, ...] = ()
    fault: str = ""  # why there are no bytes


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a document."""

    lines: bytes  # packed: see Lines
    plan: bytes | None  # the packed reading, where it was read now
    problems: tuple[Problem, ...]  # corrections that could not be applied


@dataclass(frozen=True, slots=True)
class Lines:
    """What one document gives to every table, written out."""

    doc_id: str
    sha256: str
    rows: dict[str, int]  # table → how many
    unread: int  # numbers that were not read
    issues: tuple[tuple[Any, ...], ...]  # rows, for they are sorted together with those of other documents
    csv: dict[str, bytes]  # table → lines, of all tables but issues


def code_batch(tasks: Iterable[Task], debug: bool = False) -> list[Done | Failure]:
    return [code_document(task, debug) for task in tasks]


def code_document(task: Task, debug: bool = False) -> Done | Failure:
    """Read (unless that was done before) and code one document. A fault of ours costs no more than the document,
    unless ``debug`` asks for it."""
    if task.fault:
        return Failure(task.doc_id, task.name, task.fault)
    try:
        with _no_collector():
            return _coded(task)
    except ReadingError as error:
        return Failure(task.doc_id, task.name, str(error))
    except Exception as error:
        if debug:
            raise
        fault = f"an internal error ({type(error).__name__}: {error}); run again with --debug to see where"
        return Failure(task.doc_id, task.name, " ".join(f"{task.name}: {fault}".split()))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without Python's search for cycles: a document is tens of thousands of tuples, which make none, and looking at
    all of them again and again doubles the time that a long one takes."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _coded(task: Task) -> Done:
    from analysis.coding import code
    from analysis.coding.corrections import correct
    from analysis.coding.measures import with_measures
    from analysis.reading import read_plan
    from analysis.reading.formats import to_source
    from analysis.tables.frames import document_rows

    plan, packed = None, None
    if task.plan is not None:
        with suppress(ValueError):  # what cannot be understood is read again
            plan = from_json(unpack(task.plan), Plan)
    if plan is None:
        plan = read_plan(to_source(task.data, task.doc_id, task.name))
        packed = pack(to_json(plan))
    corrected = correct(code(plan), task.corrections)
    return Done(_packed(document_rows(with_measures(corrected.coded))), packed, corrected.problems)


def _packed(document: DocumentRows) -> bytes:
    from analysis.tables.frames import table_rows
    from analysis.tables.schema import names
    from analysis.tables.store.cells import csv_rows

    tables = table_rows(document)
    csv = {table: csv_rows(table, rows).encode("utf-8") for table, rows in tables.items() if table != "issues"}
    head = {
        "doc_id": document.doc_id,
        "sha256": document.sha256,
        "rows": {table: len(rows) for table, rows in tables.items()},
        "unread": document.plan[names("plans").index("unread")],
        "issues": document.issues,
        "bytes": {table: len(lines) for table, lines in csv.items()},
    }
    about = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return pack(b"".join((len(about).to_bytes(8, "big"), about, *csv.values())))


def lines_of(data: bytes) -> Lines:
    """The lines behind ``Done.lines``; raises ``ValueError`` where the bytes are none."""
    whole = memoryview(unpack(data))
    at = 8 + int.from_bytes(whole[:8], "big")
    try:
        head = json.loads(bytes(whole[8:at]))
        csv = {}
        for table, length in head["bytes"].items():
            csv[table] = bytes(whole[at : at + length])
            at += length
        issues = tuple(tuple(row) for row in head["issues"])
        found = Lines(head["doc_id"], head["sha256"], head["rows"], head["unread"], issues, csv)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the lines of a document: {error}") from error
    if at != len(whole):
        raise ValueError(f"not the lines of a document: {len(whole)} bytes, expected {at}")
    return found


def pack(data: bytes) -> bytes:
    """Compressed, with its length in front."""
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]

    return len(data).to_bytes(8, "big") + pa.Codec("zstd", LEVEL).compress(data, asbytes=True)


def unpack(data: bytes) -> bytes:
    """What was packed; raises ``ValueError`` where the bytes are broken."""
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]

    if len(data) <= 8:
        raise ValueError("not what was packed: too short")
    try:
        return bytes(pa.Codec("zstd", LEVEL).decompress(data[8:], int.from_bytes(data[:8], "big"), asbytes=True))
    except (OSError, OverflowError, MemoryError) as error:
        raise ValueError(f"not what was packed: {error}") from error
