"""The version of the package, read by the front door, the tables' description and the packaging; and of libraries."""

from __future__ import annotations

import importlib.metadata

VERSION = "0.1.0"
READERS = ("opencc", "jieba", "lxml", "pdfminer.six")  # libraries whose version can change what is read
ABSENT = "absent"


def installed(library: str) -> str:
    """The version of a library; ``absent`` where it is not installed."""
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ABSENT
