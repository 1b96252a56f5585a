"""What a result hangs on besides its document: digests of code, codebook and libraries, by room.

A result that was kept is used only where all of this is what it was. Reading hangs on the tables of the codebook that
its modules name, so that a new indicator or wording does not make documents be read again.
"""

from __future__ import annotations

import hashlib
import platform
import re
import unicodedata
from functools import cache
from pathlib import Path

from analysis.version import READERS, installed

__all__ = ["coding_version", "reading_version"]

PACKAGE = Path(__file__).resolve().parents[1]
READING = ("version.py", "model.py", "codebook", "reading", "building/records.py")
CODING = ("coding", "tables", "building")
_TABLE = re.compile(rb"""\bread_table\(\s*["'](\w+)["']""")


@cache
def reading_version() -> str:
    """Digest of everything but the document that decides how it is read."""
    digest = hashlib.sha256()
    for name in READERS:
        digest.update(f"{name} {installed(name)}\n".encode())
    python = f"{platform.python_implementation()} {platform.python_version()} {unicodedata.unidata_version}\n"
    digest.update(python.encode())
    for path in _sources(READING):
        _add(digest, path)
    for table in reading_tables():
        _add(digest, PACKAGE / "codebook" / f"{table}.csv")
    return digest.hexdigest()


@cache
def coding_version() -> str:
    """Digest of everything but the document that decides what its rows are."""
    digest = hashlib.sha256(reading_version().encode())
    for path in (*_sources(CODING), *sorted((PACKAGE / "codebook").glob("*.csv"))):
        _add(digest, path)
    return digest.hexdigest()


def reading_tables() -> tuple[str, ...]:
    """The tables of the codebook that the modules of reading, and those of the codebook that they call, name."""
    modules = _sources(("codebook", "reading"))
    return tuple(sorted({name.decode() for path in modules for name in _TABLE.findall(path.read_bytes())}))


def _sources(places: tuple[str, ...]) -> list[Path]:
    """Modules in an order that is the same everywhere."""
    found: list[Path] = []
    for place in places:
        path = PACKAGE / place
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


def _add(digest: hashlib._Hash, path: Path) -> None:
    data = path.read_bytes().replace(b"\r\n", b"\n")
    digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0{len(data)}\0".encode() + data)
