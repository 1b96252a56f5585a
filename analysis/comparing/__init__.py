"""Tables → panels: standards and beds of regions and years set beside each other, with what that rests on."""

from analysis.comparing.beds import BEDS, baseline_and_target, bed_ratios
from analysis.comparing.panels import SelectionError, comparable, select_plans
from analysis.comparing.standards import low_income_standards, rural_urban_ratio, stated_growth

__all__ = [
    "BEDS",
    "SelectionError",
    "baseline_and_target",
    "bed_ratios",
    "comparable",
    "low_income_standards",
    "rural_urban_ratio",
    "select_plans",
    "stated_growth",
]
