"""A folder of documents → tables. One bad document never stops the others, and none is passed over in silence."""

from __future__ import annotations

import math
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from analysis.codebook import file_formats, read_suffixes
from analysis.model import Finding, PlainError, ReadingError

if TYPE_CHECKING:
    from analysis.coding.correction_rows import Correction, CorrectionTable, Problem
    from analysis.tables.frames import DocumentRows
    from analysis.tables.schema import Tables

__all__ = [
    "CORRECTIONS",
    "BuildError",
    "BuildResult",
    "CorrectionsError",
    "Documents",
    "Failure",
    "build",
    "default_out",
    "find_documents",
    "open_corpus",
    "open_for_review",
    "read_corrections",
]

NOT_DOCUMENTS = ("readme", "manifest", "license", "licence", "changelog", "sources")  # stems, about the folder itself
CORRECTIONS = "corrections.csv"  # beside the documents: what a person reads otherwise than the software
# Documents a task: few enough that all workers stay busy, many enough that handing them over costs nothing.
BATCH = 64


class BuildError(PlainError):
    """A folder that cannot be built at all; the message says what to do."""


class CorrectionsError(BuildError):
    """Hand corrections that cannot be applied; a sentence for each row."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        rows = "1 row" if len(problems) == 1 else f"{len(problems)} rows"
        lines = [f"{rows} of the corrections cannot be applied, so nothing was built:", *(p.message for p in problems)]
        super().__init__("\n".join(lines))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that is not in the tables."""

    doc_id: str
    name: str  # path within the folder
    reason: str  # a sentence

    def finding(self) -> Finding:
        return Finding(self.doc_id, "reading", "error", 0, "a document that can be read", self.name, (), self.reason)


@dataclass(frozen=True, slots=True)
class Documents:
    """What lies in a folder: documents to read, files that cannot be read as documents, other files."""

    root: Path
    paths: tuple[Path, ...]  # sorted by doc_id
    failures: tuple[Failure, ...]
    others: tuple[str, ...]  # names of files that are no documents (hidden files are not counted)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made. ``status`` is the exit status: 0, or 1 when a document is missing from the tables."""

    plans: Path
    out: Path
    tables: Tables
    failures: tuple[Failure, ...]
    others: tuple[str, ...]
    corrections: int = 0  # rows of corrections.csv that were applied
    unfilled: int = 0  # rows of it that nobody filled in

    @property
    def status(self) -> int:
        return 1 if self.failures else 0

    def __str__(self) -> str:
        counts = self.tables.plans
        text = (
            f"{len(counts)} documents, {len(self.tables.facts)} facts, {len(self.tables.edits)} repairs, "
            f"{int(counts['unread'].sum())} unread numbers, {len(self.tables.issues)} issues → {self.out}"
        )
        if self.corrections or self.unfilled:
            text += f"\n{self.corrections} correction{'' if self.corrections == 1 else 's'} applied"
            text += f", {self.unfilled} rows of {CORRECTIONS} not filled in" if self.unfilled else ""
        if self.others:
            shown = ", ".join(self.others[:5]) + (" …" if len(self.others) > 5 else "")
            text += f"\npassed over, not documents: {shown}"
        return text


def default_out(plans: Path) -> Path:
    """Where the tables of a folder go: ``data/processed`` for ``data/raw``, else ``runs/<folder>``.

    >>> default_out(Path("data/raw")).as_posix()
    'data/processed'
    >>> default_out(Path("../elsewhere/plans")).as_posix()
    'runs/plans'
    """
    if plans.resolve() == Path("data/raw").resolve():
        return Path("data/processed")
    return Path("runs") / (plans.resolve().name or "plans")


def find_documents(plans: Path, leave_out: Path | None = None) -> Documents:
    """Documents below ``plans``, sorted by ``doc_id``, whatever order the file system gives them in.

    Hidden files and folders, files about the folder (README, MANIFEST …), what a browser saved beside a page
    (``page_files``) and the folder ``leave_out`` are passed over. Documents of a kind that is not read, pictures,
    archives, names that are not text, and two documents with one stem become failures.
    Raises ``BuildError`` when the folder is absent or holds no document.
    """
    if not plans.exists():
        raise BuildError(f"{plans}: there is no such folder; put documents into a folder and name it with --plans")
    if not plans.is_dir():
        raise BuildError(f"{plans} is a file; name the folder that holds it")
    formats = file_formats()
    stems: dict[str, list[Path]] = defaultdict(list)
    failures: list[Failure] = []
    others: list[str] = []
    for path in sorted(_files(plans, leave_out.resolve() if leave_out else None)):
        name, suffix = path.relative_to(plans).as_posix(), path.suffix.lower()
        if path.stem.lower() in NOT_DOCUMENTS or name == CORRECTIONS:
            continue
        known = formats.get(suffix)
        if known is not None and known.kind == "read":
            if not _is_text(name):
                shown = name.encode("utf-8", "backslashreplace").decode()
                failures.append(Failure(shown, shown, f"{shown}: its name is not valid UTF-8; rename the file"))
            else:
                stems[path.stem].append(path)
        elif known is not None:
            shown = name.encode("utf-8", "backslashreplace").decode()
            reason = f"{shown}: {suffix} files ({known.what}) are not read; {known.advice}"
            failures.append(Failure(Path(shown).stem, shown, reason))
        else:
            others.append(name.encode("utf-8", "backslashreplace").decode())
    paths = []
    for stem, same in sorted(stems.items()):
        if len(same) == 1:
            paths.append(same[0])
            continue
        shown = " and ".join(path.relative_to(plans).as_posix() for path in same)
        reason = f"{shown} share the name {stem}, which names a document in every table; rename all but one"
        failures.append(Failure(stem, shown, reason))
    if not paths and not failures:
        raise BuildError(f"{plans} holds no document ({', '.join(read_suffixes())}); put some into it")
    return Documents(plans, tuple(paths), tuple(failures), tuple(others))


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _files(root: Path, leave_out: Path | None) -> Iterator[Path]:
    """Files below ``root`` that are not hidden; follows links, but into no folder twice.

    The folder that a browser saves beside a page (``page_files``, ``page.files``) holds pictures and scripts only.
    """
    seen: set[str] = set()
    for folder, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen or (leave_out is not None and Path(real) == leave_out and Path(folder) != root):
            folders.clear()
            continue
        seen.add(real)
        saved = {Path(name).stem for name in names if Path(name).suffix.lower() in (".html", ".htm")}
        beside = {f"{stem}{ending}" for stem in saved for ending in ("_files", ".files")}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in beside)
        yield from (Path(folder, name) for name in names if not name.startswith((".", "~$")))


def read_corrections(plans: Path) -> CorrectionTable:
    """``corrections.csv`` of a folder of documents; an empty table where there is none.

    Rows that are not good are in its ``problems``. Raises ``BuildError`` where the corrections are a workbook.
    """
    from analysis.coding.correction_rows import CorrectionTable, read_rows

    path = plans / CORRECTIONS
    if path.is_file():
        return read_rows(path.read_bytes(), str(path))
    for suffix in (".xlsx", ".xls", ".et", ".ods"):
        if (found := path.with_suffix(suffix)).is_file():
            raise BuildError(f"{found}: corrections are read from {CORRECTIONS}; save the workbook as CSV UTF-8")
    return CorrectionTable(str(path))


@dataclass(frozen=True, slots=True)
class _Done:
    """The rows of one document, and its corrections that could not be applied."""

    rows: DocumentRows
    problems: tuple[Problem, ...]


def _code_file(path: Path, root: Path, corrections: Sequence[Correction] = (), debug: bool = False) -> _Done | Failure:
    """The rows of one document, or why there are none."""
    from analysis.coding import code
    from analysis.coding.corrections import correct
    from analysis.coding.measures import with_measures
    from analysis.reading import read_file
    from analysis.tables.frames import document_rows

    name = path.relative_to(root).as_posix()
    try:
        corrected = correct(code(read_file(path, root)), corrections)
        return _Done(document_rows(with_measures(corrected.coded)), corrected.problems)
    except ReadingError as error:
        return Failure(path.stem, name, str(error))
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None and Path(error.filename) == path:
            return Failure(path.stem, name, f"{name}: it cannot be opened ({error.strerror})")
        if debug:
            raise
        # A fault of ours, not of the document; named, so that one document never costs a night's run.
        reason = f"{name}: an internal error ({type(error).__name__}: {error}); run again with --debug to see where"
        return Failure(path.stem, name, " ".join(reason.split()))


_Task = tuple[Path, "tuple[Correction, ...]"]  # a document and its corrections


def _code_batch(tasks: Sequence[_Task], root: Path, debug: bool) -> list[_Done | Failure]:
    return [_code_file(path, root, corrections, debug) for path, corrections in tasks]


def _code_all(documents: Documents, corrections: CorrectionTable, jobs: int, debug: bool) -> list[_Done | Failure]:
    """Rows or failure of every document, in order. More than one job goes through joblib: ``parallel_config`` decides
    where the batches run (``loky`` on this machine unless told otherwise)."""
    own: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections.corrections:
        own[one.doc_id].append(one)
    tasks = [(path, tuple(own.get(path.stem, ()))) for path in documents.paths]
    if jobs == 1 or len(tasks) < 2:
        return _code_batch(tasks, documents.root, debug)
    from joblib import Parallel, cpu_count, delayed

    workers = cpu_count() if jobs < 0 else jobs
    size = max(1, min(BATCH, math.ceil(len(tasks) / (4 * workers))))
    batches = [tasks[at : at + size] for at in range(0, len(tasks), size)]
    done = Parallel(n_jobs=jobs, prefer="processes")(delayed(_code_batch)(b, documents.root, debug) for b in batches)
    return [item for batch in done for item in batch]


@dataclass(frozen=True, slots=True)
class _Made:
    """Tables in memory, with what is missing from them."""

    tables: Tables
    failures: tuple[Failure, ...]
    problems: tuple[Problem, ...]  # by row; the facts they are about stand as the software read them
    corrections: int = 0  # applied


def _make(documents: Documents, corrections: CorrectionTable, jobs: int, debug: bool) -> _Made:
    """The tables of a folder; corrections that cannot be applied are left out and told."""
    from analysis.tables.frames import tables_of

    if jobs == 0 or jobs < -1:
        raise BuildError(f"--jobs {jobs}: give 1 or more, or -1 for all processors")
    failures, rows = list(documents.failures), []
    lost = _without_document(documents, corrections)
    problems = [*corrections.problems, *lost]
    for item in _code_all(documents, corrections, jobs, debug):
        if isinstance(item, Failure):
            failures.append(item)
        else:
            rows.append(item.rows)
            problems.extend(item.problems)
    failures.sort(key=lambda failure: (failure.doc_id, failure.name))
    unread = {failure.doc_id for failure in failures} - {row.doc_id for row in rows}
    waiting = [one for one in corrections.corrections if one.doc_id in unread]
    findings = [*(failure.finding() for failure in failures), *(_waiting(one) for one in waiting)]
    stale = {problem.row for problem in problems}
    applied = sum(one.row not in stale for one in corrections.corrections) - len(waiting)
    by_row = tuple(sorted(problems, key=lambda problem: problem.row))
    return _Made(tables_of(rows, findings), tuple(failures), by_row, applied)


def _without_document(documents: Documents, corrections: CorrectionTable) -> list[Problem]:
    """Corrections of documents that are not in the folder."""
    from analysis.coding.correction_rows import Problem

    known = {path.stem for path in documents.paths} | {failure.doc_id for failure in documents.failures}
    return [
        Problem(
            one.row,
            f"{one.where}: expected a document {one.doc_id} in {documents.root}, found none; put it back, correct "
            "doc_id, or delete the row",
        )
        for one in corrections.corrections
        if one.doc_id not in known
    ]


def _waiting(one: Correction) -> Finding:
    """A correction of a document that cannot be read: neither applied nor stale."""
    told = f"{one.doc_id} cannot be read, so the correction of {one.column} of fact {one.fact_id} was not applied"
    return Finding(one.doc_id, "correction", "warning", 0, "a document that can be read", "", (), told)


def _sound(corrections: CorrectionTable) -> CorrectionTable:
    """The table itself; raises before any document is read where a row of it is not good."""
    if corrections.problems:
        raise CorrectionsError(corrections.problems)
    return corrections


def _all_applied(made: _Made) -> _Made:
    if made.problems:
        raise CorrectionsError(made.problems)
    return made


def open_corpus(plans: Path | str, jobs: int = 1) -> Tables:
    """The tables of a folder of documents, in memory; documents that cannot be read are rows of ``issues``.

    Hand corrections in ``corrections.csv`` are applied. Raises ``BuildError`` when the folder is absent or holds no
    document, and ``CorrectionsError`` when a correction cannot be applied.
    """
    plans = Path(plans)
    documents, corrections = find_documents(plans), _sound(read_corrections(plans))
    return _all_applied(_make(documents, corrections, jobs, debug=False)).tables


def open_for_review(plans: Path, jobs: int = 1, *, debug: bool = False) -> tuple[Tables, tuple[Problem, ...]]:
    """Like ``open_corpus``, but corrections that cannot be applied stop nothing: they come back beside the tables."""
    made = _make(find_documents(plans), read_corrections(plans), jobs, debug)
    return made.tables, made.problems


def build(plans: Path | str, out: Path | str, jobs: int = 1, *, debug: bool = False) -> BuildResult:
    """Read and code every document below ``plans`` and write the tables to ``out``.

    The same documents give the same bytes, whatever the order of files, the number of ``jobs`` (processes; -1 for all
    processors) or the hash seed. Documents that cannot be read are listed in the result and in ``issues``. Hand
    corrections in ``plans/corrections.csv`` are applied before the checks; whatever the order of its rows. Raises
    ``BuildError`` when the folder is absent or holds no document, ``CorrectionsError`` when a correction is not good or
    stale (the tables of an earlier build stay as they are), and ``TablesError`` when ``out`` is a file.
    """
    from analysis.tables.store import save
    from analysis.version import VERSION

    plans, out = Path(plans), Path(out)
    documents, corrections = find_documents(plans, leave_out=out), _sound(read_corrections(plans))
    made = _all_applied(_make(documents, corrections, jobs, debug))
    names = {path.stem: path.relative_to(plans).as_posix() for path in documents.paths}
    save(made.tables, out, VERSION, names)
    return BuildResult(plans, out, made.tables, made.failures, documents.others, made.corrections, corrections.unfilled)


class _CallableModule(ModuleType):
    """``analysis.build`` is this module and, at the front door, the function: both ways of calling it work."""

    def __call__(self, plans: Path | str, out: Path | str, jobs: int = 1, *, debug: bool = False) -> BuildResult:
        return build(plans, out, jobs, debug=debug)


sys.modules[__name__].__class__ = _CallableModule
