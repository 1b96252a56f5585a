"""The bytes of a document: an ordinary file, and not more of it than any document has."""

from __future__ import annotations

import stat
from pathlib import Path

from analysis.model import ReadingError

__all__ = ["file_bytes"]

LARGEST = 64 * 2**20  # a saved page with its pictures inside has 20 MB, a plan without them 0.1 MB


def file_bytes(path: Path, name: str) -> bytes:
    """What a file holds; links are followed.

    Raises ``ReadingError`` with a sentence for what cannot be opened, for pipes and devices, which may never end, and
    for files beyond ``LARGEST``, before they are read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe waits for somebody who writes
            raise ReadingError(f"{name}: no ordinary file, but a pipe, a device or a folder. Take it out of the folder")
        with path.open("rb") as file:  # of what says how long it is no more is made room for
            data = file.read() if 0 < status.st_size <= LARGEST else file.read(LARGEST + 1)
    except OSError as error:
        told = f"{name}: it cannot be opened ({error.strerror}); check that it is there and may be read"
        raise ReadingError(told) from error
    if len(data) > LARGEST:
        told = f"{name}: more than {LARGEST // 2**20} MB, which no document has. Save it without its pictures"
        raise ReadingError(told)
    return data
