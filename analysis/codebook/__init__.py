"""Knowledge as reviewed tables, and the one loader that validates them."""

from analysis.codebook.changes import Change, changes
from analysis.codebook.codebook import Codebook, codebook
from analysis.codebook.entries import Alias, Bounds, CodebookError, Comparability, Group, Indicator, Match
from analysis.codebook.file_formats import FileFormat, file_formats, read_suffixes
from analysis.codebook.loader import digest, read_table

__all__ = [
    "Alias",
    "Bounds",
    "Change",
    "Codebook",
    "CodebookError",
    "Comparability",
    "FileFormat",
    "Group",
    "Indicator",
    "Match",
    "changes",
    "codebook",
    "digest",
    "file_formats",
    "read_suffixes",
    "read_table",
]
