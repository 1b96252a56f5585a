"""Documents → the files of a set of tables, in one order whatever is coded where and when."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.building.corrections import waiting, without_document
from analysis.building.documents import Documents, Failure
from analysis.building.kept import Kept
from analysis.building.progress import shown
from analysis.building.stretches import Stretches
from analysis.building.versions import coding_version, reading_version
from analysis.building.work import Lines, Task, code_document, lines_of
from analysis.building.workers import Workers
from analysis.model import Finding, ReadingError
from analysis.reading.files import file_bytes
from analysis.tables.frames import copies, finding_row, sorted_issues
from analysis.tables.store.cells import csv_rows

if TYPE_CHECKING:
    from analysis.coding.correction_rows import Correction, CorrectionTable, Problem
    from analysis.tables.store.writing import TableWriter

__all__ = ["Counts", "Made", "assemble"]

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a set of tables holds."""

    documents: int = 0
    facts: int = 0
    edits: int = 0
    unread: int = 0
    issues: int = 0
    unchanged: int = 0  # documents that an earlier build coded


@dataclass(slots=True)
class Made:
    """What came of it besides the tables."""

    failures: list[Failure]
    problems: list[Problem]  # by row; the facts they are about stand as the software read them
    corrections: int = 0  # applied
    counts: Counts = Counts()
    sources: list[dict[str, str]] = field(default_factory=list)  # doc_id, path within the folder and digest
    used: set[str] = field(default_factory=set)  # keys of the results that the tables are made of


@dataclass(frozen=True)
class _Document:
    """A file that could be opened."""

    path: Path
    name: str
    digest: str
    size: int
    corrections: tuple[Correction, ...]

    @cached_property
    def reading(self) -> str:
        """Key of what the file says, read."""
        return _key(reading_version(), self.name, self.digest)

    @cached_property
    def coding(self) -> str:
        """Key of the lines that it gives to the tables."""
        return _key(coding_version(), self.name, self.digest, *map(repr, self.corrections))


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def assemble(
    documents: Documents, corrections: CorrectionTable, writer: TableWriter, kept: Kept, workers: Workers, debug: bool
) -> Made:
    """Add the rows of every document to ``writer``, sorted by document and place.

    A document whose bytes, name and corrections are those of a kept result is not coded again, one that was read by
    the same reading is not read again. Corrections that cannot be applied are left out and told.
    """
    made = Made(list(documents.failures), [*corrections.problems, *without_document(documents, corrections)])
    found = _opened(documents, corrections, made)
    issues: list[Row] = []
    stretches = Stretches(writer, kept)
    unread = unchanged = 0
    for document, lines, new in _coded(found, made, kept, workers, debug):
        for table, data in lines.csv.items():
            writer.add(table, data, lines.rows[table])
        stretches.add(lines.sha256, sum(map(len, lines.csv.values())))
        issues.extend(lines.issues)
        unread += lines.unread
        unchanged += not new
        made.sources.append({"doc_id": lines.doc_id, "path": document.name, "sha256": lines.sha256})
    made.failures.sort(key=lambda failure: (failure.doc_id, failure.name))
    made.problems.sort(key=lambda problem: problem.row)
    findings = [failure.finding() for failure in made.failures] + _waiting(corrections, made)
    findings += copies((source["doc_id"], source["sha256"]) for source in made.sources)
    issues = sorted_issues([*issues, *map(finding_row, findings)])
    writer.add("issues", csv_rows("issues", issues).encode("utf-8"), len(issues))
    stretches.end()
    made.used |= stretches.used
    counted = {table: writer.rows(table) for table in ("facts", "edits", "issues")}
    made.counts = Counts(documents=len(made.sources), unread=unread, unchanged=unchanged, **counted)
    return made


def _opened(documents: Documents, corrections: CorrectionTable, made: Made) -> list[_Document]:
    """The documents that can be opened; the others become failures."""
    own: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections.corrections:
        own[one.doc_id].append(one)
    found = []
    for path in documents.paths:
        name = path.relative_to(documents.root).as_posix()
        try:
            data = file_bytes(path, name)
        except ReadingError as error:
            made.failures.append(Failure(path.stem, name, str(error)))
        else:
            digest = hashlib.sha256(data).hexdigest()
            found.append(_Document(path, name, digest, len(data), tuple(own.get(path.stem, ()))))
    return found


def _coded(
    found: Sequence[_Document], made: Made, kept: Kept, workers: Workers, debug: bool
) -> Iterator[tuple[_Document, Lines, bool]]:
    """Every document with its lines, and whether they are new; documents that cannot be read become failures."""
    asked = [document for document in found if document.coding not in kept]

    def task(at: int) -> Task:
        return _task(asked[at], kept)

    with closing(workers.code([document.size for document in asked], task, debug)) as results, shown(len(found)) as bar:
        for document in found:
            bar()
            lines = _kept_lines(kept, document)
            if lines is not None:
                made.used |= {document.coding, document.reading}
                yield document, lines, False
                continue
            # what is there, but broken, is made here and now
            done = code_document(_task(document, kept), debug) if document.coding in kept else next(results)
            if isinstance(done, Failure):
                made.failures.append(done)
                continue
            lines = lines_of(done.lines)
            made.problems.extend(done.problems)
            if lines.sha256 == document.digest and not done.problems:  # else it was changed meanwhile
                kept.put(document.coding, done.lines)
                if done.plan is not None:
                    kept.put(document.reading, done.plan)
                made.used |= {document.coding, document.reading}
            yield document, lines, True


def _kept_lines(kept: Kept, document: _Document) -> Lines | None:
    data = kept.get(document.coding)
    if data is None:
        return None
    try:
        lines = lines_of(data)
    except ValueError:
        return None
    return lines if (lines.doc_id, lines.sha256) == (document.path.stem, document.digest) else None


def _task(document: _Document, kept: Kept) -> Task:
    doc_id, name = document.path.stem, document.name
    try:
        data = file_bytes(document.path, name)
    except ReadingError as error:
        return Task(doc_id, name, fault=str(error))
    return Task(doc_id, name, data, kept.get(document.reading), document.corrections)


def _waiting(corrections: CorrectionTable, made: Made) -> list[Finding]:
    """What is said of corrections whose documents cannot be read; counts those that were applied."""
    unread = {failure.doc_id for failure in made.failures} - {source["doc_id"] for source in made.sources}
    idle = [one for one in corrections.corrections if one.doc_id in unread]
    stale = {problem.row for problem in made.problems}
    made.corrections = sum(one.row not in stale for one in corrections.corrections) - len(idle)
    return [waiting(one) for one in idle]
