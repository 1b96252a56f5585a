"""Results of earlier builds, by the digest of everything they hang on; beside the tables, and never needed.

One SQLite file. What it holds is data, never code, and each entry carries a digest of its own. Entries that are broken
are passed over and made again, a file that is no such store is replaced, and where it cannot be written the build goes
on without it. It holds what the last build used and nothing else, so that it grows with the documents, not with time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from threading import Lock

__all__ = ["Kept"]

FORM = 1  # of the file; another number is another store
EVERY = 200  # entries that a killed build may lose
CHECK = 16  # bytes of an entry's digest


class Kept:
    """Open results; every method works, and does nothing, where the file cannot be used."""

    def __init__(self, path: Path | None, anew: bool = False) -> None:
        """``path``: the file, or None to keep nothing. ``anew``: what it holds is passed over, and replaced."""
        self._lock = Lock()  # batches of documents are put together in a thread of their own
        self._waiting = 0
        self._store = None if path is None else _opened(path) or _replaced(path)
        self._known = frozenset() if anew else frozenset(self._keys())

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def get(self, key: str) -> bytes | None:
        """What was kept under a key; None where there is nothing, or where it is broken."""
        if key not in self._known or self._store is None:
            return None
        with self._lock, suppress(sqlite3.Error):
            row = self._store.execute("SELECT data FROM results WHERE key = ?", (key,)).fetchone()
            if row is not None and isinstance(row[0], bytes) and row[0][:CHECK] == _check(key, row[0][CHECK:]):
                return row[0][CHECK:]
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep a result; it replaces one with the same key."""
        if self._store is None:
            return
        with self._lock:
            try:
                self._store.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (key, _check(key, data) + data))
                self._waiting += 1
                if self._waiting >= EVERY:
                    self._store.commit()
                    self._waiting = 0
            except sqlite3.Error:  # a full disk, for one
                self._give_up()

    def only(self, used: Collection[str]) -> None:
        """Remove everything else."""
        if self._store is None:
            return
        with self._lock:
            try:
                self._store.executemany(
                    "DELETE FROM results WHERE key = ?", [(key,) for key in self._keys() if key not in used]
                )
                self._store.commit()
                if self._mostly_empty():
                    self._store.execute("VACUUM")
            except sqlite3.Error:
                self._give_up()

    def close(self) -> None:
        """Write what waits."""
        if self._store is not None:
            with self._lock, suppress(sqlite3.Error):
                self._store.commit()
            self._give_up()

    def _mostly_empty(self) -> bool:
        assert self._store is not None
        pages, free = (self._store.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
        return bool(2 * free > pages)

    def _keys(self) -> list[str]:
        if self._store is None:
            return []
        try:
            return [key for (key,) in self._store.execute("SELECT key FROM results")]
        except sqlite3.Error:
            return []

    def _give_up(self) -> None:
        if self._store is not None:
            with suppress(sqlite3.Error):
                self._store.close()
        self._store = None


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        store = sqlite3.connect(path, check_same_thread=False)
    except sqlite3.Error:
        return None
    try:
        (form,) = store.execute("PRAGMA user_version").fetchone()
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type != 'index'")]
        if (form, tables) == (0, []):
            store.execute("PRAGMA page_size = 16384")
            store.execute("CREATE TABLE results (key TEXT PRIMARY KEY, data BLOB NOT NULL)")
            store.execute(f"PRAGMA user_version = {FORM}")
            store.commit()
        elif (form, tables) != (FORM, ["results"]):
            raise sqlite3.DatabaseError("another form")
        store.execute("PRAGMA synchronous = OFF")  # after a power failure the digests tell what is broken
    except sqlite3.Error:
        store.close()
        return None
    return store


def _replaced(path: Path) -> sqlite3.Connection | None:
    """A new file in the place of one that cannot be used."""
    try:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    except OSError:
        return None
    return _opened(path)


def _check(key: str, data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=CHECK, key=key.encode()[:64]).digest()
