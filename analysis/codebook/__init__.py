"""Knowledge as reviewed tables, and the one loader that validates them."""

from analysis.codebook.loader import read_table

__all__ = ["read_table"]
