"""Knowledge as reviewed tables, and the one loader that validates them."""

from analysis.codebook.codebook import Codebook, codebook
from analysis.codebook.entries import Alias, Bounds, CodebookError, Comparability, Group, Indicator, Match
from analysis.codebook.loader import read_table

__all__ = [
    "Alias",
    "Bounds",
    "Codebook",
    "CodebookError",
    "Comparability",
    "Group",
    "Indicator",
    "Match",
    "codebook",
    "read_table",
]
