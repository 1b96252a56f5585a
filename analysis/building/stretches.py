"""Where one stretch of rows of the Parquet files ends, and those that an earlier build made, used again.

Making rows ready for Parquet takes longer than everything else that a build does with documents that have not changed.
So rows go there by stretches of some dozens of documents. Where a stretch ends is told by the documents themselves, so
that one more changes the stretch it stands in and leaves the others what they were.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING

from analysis.building.kept import Kept
from analysis.building.versions import coding_version

if TYPE_CHECKING:
    from analysis.tables.store.writing import TableWriter

__all__ = ["Stretches"]

DOCUMENTS = 64  # of a stretch, on the average
BYTES = 32 << 20  # of lines, after which a stretch ends anyway; what is held in memory


class Stretches:
    """The rows of one set of tables; ``used`` are the keys of the kept stretches that it is made of."""

    def __init__(self, writer: TableWriter, kept: Kept) -> None:
        self._writer, self._kept = writer, kept
        self._form = f"{coding_version()} {version('pyarrow')}"
        self._bytes = 0
        self.used: set[str] = set()

    def add(self, digest: str, lines: int) -> None:
        """A document with this digest was added to the tables, with so many bytes of lines."""
        self._bytes += lines
        if int(digest[:8], 16) % DOCUMENTS == 0 or self._bytes >= BYTES:
            self.end()

    def end(self) -> None:
        """What was added becomes a stretch."""
        for table, lines in self._writer.waiting().items():
            key = hashlib.sha256(f"{self._form} {table} {hashlib.sha256(lines).hexdigest()}".encode()).hexdigest()
            stretch = self._kept.get(key)
            if stretch is None:
                stretch = self._writer.stretch(table, lines)
                self._kept.put(key, stretch)
            self._writer.end_stretch(table, stretch)
            self.used.add(key)
        self._bytes = 0
