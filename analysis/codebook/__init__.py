"""Knowledge as reviewed tables, and the one loader that validates them."""

from analysis.codebook.codebook import (
    Alias,
    Bounds,
    Codebook,
    CodebookError,
    Comparability,
    Group,
    Indicator,
    Match,
    codebook,
)
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
