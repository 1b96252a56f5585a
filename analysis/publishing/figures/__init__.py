"""The figures. Each is a function ``data, …, ax=None -> ax``: it draws one panel of a comparison into one axes.

Every mark means the same in every figure: hollow, the date is inferred; ring, the fact carries a flag; cross, the crawl
damaged it; ≠, the document states another value for the same thing. A figure that has nothing to compare says so.
"""

from analysis.publishing.figures.beds import baseline_to_target, beds_per_thousand
from analysis.publishing.figures.corpus import agreement_rows, corpus_bars, corpus_documents
from analysis.publishing.figures.frame import ColumnError, pages, rows_pages
from analysis.publishing.figures.levels import growth_check, rural_urban, standard_levels

__all__ = [
    "ColumnError",
    "agreement_rows",
    "baseline_to_target",
    "beds_per_thousand",
    "corpus_bars",
    "corpus_documents",
    "growth_check",
    "pages",
    "rows_pages",
    "rural_urban",
    "standard_levels",
]
