"""What lies in a folder: documents to read, in one order on every machine, and what is none or cannot be read."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.codebook import file_formats, read_suffixes
from analysis.model import Finding, PlainError

__all__ = ["CORRECTIONS", "BuildError", "Documents", "Failure", "default_out", "find_documents"]

NOT_DOCUMENTS = ("readme", "manifest", "license", "licence", "changelog", "sources")  # stems, about the folder itself
CORRECTIONS = "corrections.csv"  # beside the documents: what a person reads otherwise than the software


class BuildError(PlainError):
    """A folder that cannot be built at all; the message says what to do."""


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
    archives, names that are not text, two documents with one stem, and links that lead out of the folder become
    failures: nothing is read that does not lie below ``plans``.
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
    root = plans.resolve()
    for path in sorted(_files(plans, leave_out.resolve() if leave_out else None)):
        name, suffix = path.relative_to(plans).as_posix(), path.suffix.lower()
        if path.stem.lower() in NOT_DOCUMENTS or name == CORRECTIONS:
            continue
        known, shown = formats.get(suffix), name.encode("utf-8", "backslashreplace").decode()
        if path.is_symlink() and (known is not None or path.is_dir()) and _leads_out(path, root):
            reason = f"{shown}: a link out of the folder, which is not followed; copy here what it leads to"
            failures.append(Failure(Path(shown).stem, shown, reason))
            continue
        if known is not None and known.kind == "read":
            if not _is_text(name):
                failures.append(Failure(shown, shown, f"{shown}: its name is not valid UTF-8; rename the file"))
            else:
                stems[path.stem].append(path)
        elif known is not None:
            reason = f"{shown}: {suffix} files ({known.what}) are not read; {known.advice}"
            failures.append(Failure(Path(shown).stem, shown, reason))
        else:
            others.append(shown)
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


def _leads_out(path: Path, root: Path) -> bool:
    return not Path(os.path.realpath(path)).is_relative_to(root)


def _files(root: Path, leave_out: Path | None) -> Iterator[Path]:
    """Files below ``root`` that are not hidden, and links to folders elsewhere; follows links within, each folder once.

    The folder that a browser saves beside a page (``page_files``, ``page.files``) holds pictures and scripts only.
    """
    seen: set[str] = set()
    base = root.resolve()
    for folder, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen or (leave_out is not None and Path(real) == leave_out and Path(folder) != root):
            folders.clear()
            continue
        seen.add(real)
        saved = {Path(name).stem for name in names if Path(name).suffix.lower() in (".html", ".htm")}
        beside = {f"{stem}{ending}" for stem in saved for ending in ("_files", ".files")}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in beside)
        out = {name for name in folders if Path(folder, name).is_symlink() and _leads_out(Path(folder, name), base)}
        folders[:] = [name for name in folders if name not in out]
        yield from (Path(folder, name) for name in out)
        yield from (Path(folder, name) for name in names if not name.startswith((".", "~$")))
