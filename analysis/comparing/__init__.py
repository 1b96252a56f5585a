"""Tables → panels: standards, beds and wording of regions and years set beside each other, with what that rests on."""

from analysis.comparing.beds import baseline_and_target, bed_ratios, implied_elderly
from analysis.comparing.corpus import document_overview, exclusions, repairs, summed
from analysis.comparing.coverage import (
    breadth_and_depth,
    coverage_by_domain,
    diffusion,
    measure_changes,
    measure_matrix,
    measures_of_two,
    vertical_fit,
    vertical_measures,
)
from analysis.comparing.distinctive import distinctive_terms
from analysis.comparing.enough import NEEDS
from analysis.comparing.marks import measure_panel
from analysis.comparing.panels import SelectionError, comparable, one_plan, select_plans, subjects
from analysis.comparing.passages import shared_by_pair, shared_passages, verified
from analysis.comparing.promises import promises
from analysis.comparing.rates import coverage_rates
from analysis.comparing.similarity import pairs, plan_similarity, section_similarity, tree
from analysis.comparing.spending import per_recipient, spending
from analysis.comparing.standards import (
    benefit_levels,
    destitute_multiple,
    low_income_standards,
    national_gap,
    rural_urban_ratio,
    stated_growth,
)
from analysis.comparing.targets import peer_targets, target_pairs
from analysis.comparing.topics import topics
from analysis.comparing.words import count_words

__all__ = [
    "NEEDS",
    "SelectionError",
    "baseline_and_target",
    "bed_ratios",
    "benefit_levels",
    "breadth_and_depth",
    "comparable",
    "count_words",
    "coverage_by_domain",
    "coverage_rates",
    "destitute_multiple",
    "diffusion",
    "distinctive_terms",
    "document_overview",
    "exclusions",
    "implied_elderly",
    "low_income_standards",
    "measure_changes",
    "measure_matrix",
    "measure_panel",
    "measures_of_two",
    "national_gap",
    "one_plan",
    "pairs",
    "peer_targets",
    "per_recipient",
    "plan_similarity",
    "promises",
    "repairs",
    "rural_urban_ratio",
    "section_similarity",
    "select_plans",
    "shared_by_pair",
    "shared_passages",
    "spending",
    "stated_growth",
    "subjects",
    "summed",
    "target_pairs",
    "topics",
    "tree",
    "verified",
    "vertical_fit",
    "vertical_measures",
]
