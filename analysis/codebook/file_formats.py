"""What files of a folder are by their suffix."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis.codebook.loader import read_table


class FileFormat(NamedTuple):
    """``kind`` is read, refused, picture or archive; ``advice`` says what to do with a file that is not read."""

    kind: str
    what: str
    advice: str


@cache
def file_formats() -> dict[str, FileFormat]:
    """Suffix (lower case, with its dot) → what such a file is."""
    return {row["suffix"]: FileFormat(row["kind"], row["what"], row["advice"]) for row in read_table("file_formats")}


@cache
def read_suffixes() -> tuple[str, ...]:
    """Suffixes of the documents that are read.

    >>> read_suffixes()
    ('.txt', '.html', '.htm', '.docx', '.pdf')
    """
    return tuple(suffix for suffix, found in file_formats().items() if found.kind == "read")
