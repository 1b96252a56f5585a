"""A folder of documents → tables. One bad document never stops the others, and none is passed over in silence."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import TYPE_CHECKING, Any

from analysis.arguments import plainly
from analysis.building.corrections import CorrectionsError, read_corrections, sound
from analysis.building.documents import (
    CORRECTIONS,
    BuildError,
    Documents,
    Failure,
    default_out,
    find_documents,
)
from analysis.building.workers import Workers
from analysis.plural import counted

if TYPE_CHECKING:
    from analysis.building.assembly import Counts, Made
    from analysis.coding.correction_rows import CorrectionTable, Problem
    from analysis.tables.schema import Tables

__all__ = [
    "CORRECTIONS",
    "BuildError",
    "BuildResult",
    "CorrectionsError",
    "Documents",
    "Failure",
    "Workers",
    "build",
    "default_out",
    "find_documents",
    "open_corpus",
    "open_for_review",
    "read_corrections",
]

RESULTS = "results.sqlite"  # what earlier builds found out; lies beside the tables


@dataclass(frozen=True)
class BuildResult:
    """What a build made. ``status`` is the exit status: 0, or 1 when a document is missing from the tables."""

    plans: Path
    out: Path
    counts: Counts
    failures: tuple[Failure, ...] = ()
    others: tuple[str, ...] = ()
    corrections: int = 0  # rows of corrections.csv that were applied
    unfilled: int = 0  # rows of it that nobody filled in

    @cached_property
    def tables(self) -> Tables:
        """The tables, read when they are first asked for."""
        from analysis.tables.store import load

        return load(self.out)

    @property
    def status(self) -> int:
        return 1 if self.failures else 0

    def __str__(self) -> str:
        counts = self.counts
        text = (
            f"{counted(counts.documents, 'document')}, {counted(counts.facts, 'fact')}, "
            f"{counted(counts.edits, 'repair')}, {counted(counts.unread, 'unread number')}, "
            f"{counted(counts.issues, 'issue')} → {self.out}"
        )
        if counts.unchanged:
            were = "was" if counts.unchanged == 1 else "were"
            text += f"\n{counted(counts.unchanged, 'document')} had not changed and {were} not read again"
        if self.corrections or self.unfilled:
            text += f"\n{counted(self.corrections, 'correction')} applied"
            text += f", {counted(self.unfilled, 'row')} of {CORRECTIONS} not filled in" if self.unfilled else ""
        if self.others:
            shown = ", ".join(self.others[:5]) + (" …" if len(self.others) > 5 else "")
            text += f"\npassed over, not documents: {shown}"
        return text


@plainly
def build(
    plans: Path | str, out: Path | str, jobs: int = 1, *, force: bool = False, backend: str = "local",
    scheduler: str = "", debug: bool = False,
) -> BuildResult:  # fmt: skip
    """Read and code every document below ``plans`` and write the tables to ``out``.

    The same documents give the same bytes, whatever the order of files, the number of ``jobs`` (processes; -1 for all
    processors), the ``backend`` (``local``, or ``dask`` with the address of a ``scheduler``) or the hash seed. What an
    earlier build into ``out`` found out is used where document, codebook and code are unchanged, unless ``force`` asks
    for everything anew. The tables are replaced as a set: a build that fails or is killed leaves the former ones.
    Documents that cannot be read are listed in the result and in ``issues``. Hand corrections in
    ``plans/corrections.csv`` are applied before the checks; whatever the order of its rows. Raises ``BuildError`` when
    the folder is absent or holds no document, ``CorrectionsError`` when a correction is not good or stale (the tables
    of an earlier build stay as they are), and ``TablesError`` when ``out`` is a file, another build writes there, or
    the system does not let it be written (a full disk, a folder of others).
    """
    start = perf_counter()
    plans, out = Path(plans), Path(out)
    workers = Workers(jobs, backend, scheduler)
    documents, corrections = find_documents(plans, leave_out=out), sound(read_corrections(plans))

    from analysis.building.kept import Kept
    from analysis.building.record import write_record
    from analysis.tables.store.place import TablesError, locked, put_in_place, staging

    try:
        with locked(out) as work, closing(Kept(work / RESULTS, anew=force)) as kept:
            with staging(work) as staged:
                made = _make(documents, corrections, staged, workers, kept, debug)
                if made.problems:
                    raise CorrectionsError(made.problems)
                put_in_place(staged, out)
            kept.only(made.used)
            options = {"plans": str(plans), "jobs": jobs, "force": force, "backend": backend, "scheduler": scheduler}
            write_record(work, options, asdict(made.counts), perf_counter() - start)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        told = f"the tables cannot be written to {out} ({why}); make room or give way there, or name another folder"
        raise TablesError(f"{told} with --out") from error
    return BuildResult(
        plans, out, made.counts, tuple(made.failures), documents.others, made.corrections, corrections.unfilled
    )


def _make(
    documents: Documents, corrections: CorrectionTable, folder: Path, workers: Workers, kept: Any, debug: bool
) -> Made:
    """The files of the tables in ``folder``; corrections that cannot be applied are left out and told."""
    from analysis.building.assembly import assemble
    from analysis.tables.store.writing import TableWriter
    from analysis.version import VERSION

    with TableWriter(folder) as writer:
        made = assemble(documents, corrections, writer, kept, workers, debug)
        writer.finish(VERSION, made.sources)
    return made


def open_corpus(plans: Path | str, jobs: int = 1) -> Tables:
    """The tables of a folder of documents, in memory; documents that cannot be read are rows of ``issues``.

    Hand corrections in ``corrections.csv`` are applied. Raises ``BuildError`` when the folder is absent or holds no
    document, and ``CorrectionsError`` when a correction cannot be applied.
    """
    plans = Path(plans)
    documents, corrections = find_documents(plans), sound(read_corrections(plans))
    tables, problems = _opened(documents, corrections, Workers(jobs), debug=False)
    if problems:
        raise CorrectionsError(problems)
    return tables


def open_for_review(plans: Path, jobs: int = 1, *, debug: bool = False) -> tuple[Tables, tuple[Problem, ...]]:
    """Like ``open_corpus``, but corrections that cannot be applied stop nothing: they come back beside the tables."""
    return _opened(find_documents(plans), read_corrections(plans), Workers(jobs), debug)


def _opened(
    documents: Documents, corrections: CorrectionTable, workers: Workers, debug: bool
) -> tuple[Tables, tuple[Problem, ...]]:
    from analysis.building.kept import Kept
    from analysis.tables.store import load

    with tempfile.TemporaryDirectory(prefix="minzheng-") as folder:
        made = _make(documents, corrections, Path(folder), workers, Kept(None), debug)
        return load(folder), tuple(made.problems)


class _CallableModule(ModuleType):
    """``analysis.build`` is this room and, at the front door, the function: both ways of calling it work."""

    def __call__(self, plans: Path | str, out: Path | str, jobs: int = 1, **options: Any) -> BuildResult:
        return build(plans, out, jobs, **options)


sys.modules[__name__].__class__ = _CallableModule
