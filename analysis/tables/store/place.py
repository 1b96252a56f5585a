"""The folder that holds a set of tables: replaced as a whole or not at all, by one build at a time.

A new set is written into a folder of its own below ``.minzheng`` and then named ``ready``: this one rename is the
moment in which it becomes the set that is read. Its files are moved into place after that, the description last. A
build that is killed before the rename leaves the former set; one that is killed behind it leaves the new set, part of
it still in ``ready``, where :func:`read_bytes` finds it until the next build has moved the rest. Programs that know
nothing of this see files of two sets for the time that moving takes, less than a hundredth of a second, or until that
next build if the build was killed just then; the digests in ``datapackage.json`` tell.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.model import PlainError

__all__ = ["DESCRIPTION_FILE", "WORK", "TablesError", "locked", "put_in_place", "read_bytes", "staging"]

DESCRIPTION_FILE = "datapackage.json"
WORK = ".minzheng"  # folder for what is not yet, or not only, a table
READY = "ready"
NEW = "new-"


class TablesError(PlainError):
    """Tables that are absent, incomplete or changed; the message says what to do."""


def read_bytes(folder: Path, name: str) -> bytes:
    """A file of the set in ``folder``, also while a build is moving it; raises ``FileNotFoundError`` without one."""
    try:
        return (folder / WORK / READY / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return (folder / name).read_bytes()


@contextmanager
def locked(out: Path) -> Iterator[Path]:
    """``out`` for one build alone; gives the folder for its work, which is removed at the end when nothing is in it.

    The lock is the operating system's and ends with the process, however that ends. An earlier build that was killed
    is tidied up: its complete set is moved into place, an incomplete one removed. Raises ``TablesError`` when ``out``
    is a file or another build holds it, and ``OSError`` when it cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise TablesError(f"{out} is a file; name a folder for the tables")
    work = out / WORK
    if work.is_symlink():
        raise TablesError(f"{work} is a link and might lead anywhere; remove it")
    held = _hold(out, work)
    try:
        _finish(out)
        for left in work.glob(f"{NEW}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield work
    finally:
        with suppress(OSError):  # Windows keeps what is open
            (work / "lock").unlink()  # before it is given up, so that nobody's but ours is removed
        os.close(held)
        if not any(work.iterdir()):
            work.rmdir()


def _hold(out: Path, work: Path) -> int:
    """A file descriptor that holds the lock; a lock file that another build removed meanwhile is made again."""
    path = work / "lock"
    while True:
        work.mkdir(parents=True, exist_ok=True)
        try:
            held = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except FileNotFoundError:
            continue  # another build ended and removed the folder
        try:
            _lock(held)
            if os.path.samestat(os.fstat(held), os.stat(path)):
                return held
        except FileNotFoundError:
            pass
        except (BlockingIOError, PermissionError) as error:
            os.close(held)
            told = f"another build is writing to {out}; wait for its end, or name another folder with --out"
            raise TablesError(told) from error
        os.close(held)


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def staging(work: Path) -> Iterator[Path]:
    """A new folder for a set of tables; removed if it was not put in place."""
    made = Path(tempfile.mkdtemp(prefix=NEW, dir=work))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def put_in_place(staged: Path, out: Path) -> tuple[Path, ...]:
    """Make a complete set in ``staged`` the set of ``out``; other files there stay. Gives the paths of the set."""
    names = sorted(path.name for path in staged.iterdir())
    os.replace(staged, out / WORK / READY)
    _finish(out)
    return tuple(out / name for name in names)


def _finish(out: Path) -> None:
    """Move what is left of a complete set into place, its description last."""
    ready = out / WORK / READY
    if not ready.is_dir():
        return
    for name in sorted((path.name for path in ready.iterdir()), key=lambda name: (name == DESCRIPTION_FILE, name)):
        os.replace(ready / name, out / name)
    ready.rmdir()
