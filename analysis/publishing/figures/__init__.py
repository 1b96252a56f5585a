"""The figures. Each is a function ``data, …, ax=None -> ax``: it draws one panel of a comparison into one axes.

Every mark means the same in every figure: hollow, the date is inferred; ring, the fact carries a flag; cross, the crawl
damaged it; ≠, the document states another value for the same thing. A figure that has nothing to compare says so.
"""

from analysis.publishing.figures.beds import baseline_to_target, beds_per_thousand, implied_rows
from analysis.publishing.figures.corpus import AGREEMENT_ROW, agreement_rows, corpus_bars, corpus_documents
from analysis.publishing.figures.domains import domain_coverage
from analysis.publishing.figures.frame import ColumnError, pages, rows_pages
from analysis.publishing.figures.levels import (
    growth_check,
    multiple_of_standard,
    national_rows,
    rural_urban,
    standard_levels,
)
from analysis.publishing.figures.measures import measure_map, measure_pages
from analysis.publishing.figures.periods import change_bars, change_counts, diffusion_rows, fit_rows, spread_most
from analysis.publishing.figures.profile import BENEFIT_ROW, PEER_ROW, benefit_rows, peer_rows, target_rows
from analysis.publishing.figures.promises import promise_bars, promise_counts, promise_rows
from analysis.publishing.figures.rates import coverage_rate_rows, coverage_rate_spread, rate_pages
from analysis.publishing.figures.similarity import distinctive_pages, distinctive_words, similarity_map
from analysis.publishing.figures.spending import per_recipient_rows, spending_rows

__all__ = [
    "AGREEMENT_ROW",
    "BENEFIT_ROW",
    "PEER_ROW",
    "ColumnError",
    "agreement_rows",
    "baseline_to_target",
    "beds_per_thousand",
    "benefit_rows",
    "change_bars",
    "change_counts",
    "corpus_bars",
    "corpus_documents",
    "coverage_rate_rows",
    "coverage_rate_spread",
    "diffusion_rows",
    "distinctive_pages",
    "distinctive_words",
    "domain_coverage",
    "fit_rows",
    "growth_check",
    "implied_rows",
    "measure_map",
    "measure_pages",
    "multiple_of_standard",
    "national_rows",
    "pages",
    "peer_rows",
    "per_recipient_rows",
    "promise_bars",
    "promise_counts",
    "promise_rows",
    "rate_pages",
    "rows_pages",
    "rural_urban",
    "similarity_map",
    "spending_rows",
    "spread_most",
    "standard_levels",
    "target_rows",
]
