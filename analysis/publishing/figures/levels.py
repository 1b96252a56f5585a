"""Low-income standards: levels over the years, rural against urban, growth as stated and recomputed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.comparing.panels import comparable
from analysis.publishing.drawing import MARKER_SIZE, Look, colour, joint, legend_of_marks, nothing, point, sign
from analysis.publishing.figures.frame import (
    beside,
    blank,
    row_height,
    row_label,
    rows_axis,
    said_beside,
    say_behind,
    themed,
)
from analysis.publishing.fitting import quantity
from analysis.publishing.lines import GROUPS, ROLES, Subject, over_years
from analysis.publishing.spots import about
from analysis.publishing.words import name, say


@themed
def standard_levels(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", order: Sequence[str] = (),
    ax: Axes | None = None, scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """Low-income standards in 元/人/月 over the years, a line for each region and group.

    ``data``: the panel of :func:`analysis.comparing.low_income_standards`. ``order``: regions in the order of their
    colours, for several figures of one report. ``scale``: the panel from which the axes take their limits, where
    several are to be compared.
    """
    subject = Subject(GROUPS, "group", say("axis.level", language), say("levels", language))

    def rows(panel: pd.DataFrame) -> pd.DataFrame:
        used = comparable(panel)
        return used.assign(style=used["group"], y=used["level"], upper=used["level_max"])

    return over_years(blank(ax, column), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def rural_urban(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", order: Sequence[str] = (),
    ax: Axes | None = None, scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """Rural level as a share of the urban one, in percent, over the years; a dotted line marks parity.

    ``data``: the frame of :func:`analysis.comparing.rural_urban_ratio`; ``order`` and ``scale`` as in
    :func:`standard_levels`.
    """
    subject = Subject(ROLES, "role", say("axis.ratio", language), say("ratios", language), parity=100)

    def rows(ratios: pd.DataFrame) -> pd.DataFrame:
        role = ratios["kind"].map({"standard": "attained", "target": "target"})
        return ratios.assign(style=role, y=ratios["ratio"] * 100, upper=float("nan"), comparator="=")

    return over_years(blank(ax, column), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def growth_check(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Growth of the standards as stated (dot) beside growth recomputed from the document's own levels (diamond).

    ``data``: the frame of :func:`analysis.comparing.stated_growth`; rows that could not be recomputed are left out.
    """
    rows = data[data["left_out"].eq("")].reset_index(drop=True)
    ax = blank(ax, column, row_height(len(rows)))
    if rows.empty:
        return nothing(ax, language, say("growths", language))
    stated, recomputed = rows["stated"].astype(float), rows["recomputed"].astype(float)
    both = pd.concat([stated, recomputed])
    ax.set_xlim(min(0.0, both.min() * 1.15), max(both.max(), 0.1) * 1.05)
    labels = [
        row_label(
            f"{row['region']} {name('group', row['group'], language)}",
            f"{row['from_year']}–{row['to_year']} {say('measure.' + row['measure'], language)}",
            column,
        )
        for row in rows.to_dict("records")
    ]
    said = [
        said_beside(say("stated_recomputed", language, stated=quantity(one), recomputed=quantity(other)), column)
        for one, other in zip(stated, recomputed, strict=True)
    ]
    entries = [
        sign("o", colour(0), say("stated", language)),
        sign("D", colour(1), say("recomputed", language), face="white"),
    ]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.growth", language))
    records = rows.to_dict("records")
    for y, (one, other, words, row) in enumerate(zip(stated, recomputed, said, records, strict=True)):
        joint(ax, y, (one, other))
        ax.plot([other], [y], "D", color=colour(1), markerfacecolor="white", markersize=MARKER_SIZE + 2, zorder=2)
        (line,) = ax.plot([one], [y], "o", color=colour(0), markersize=MARKER_SIZE - 1, zorder=3)
        about(line, row)
        say_behind(ax, y, words, max(one, other))
    return ax


@themed
def multiple_of_standard(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", order: Sequence[str] = (),
    ax: Axes | None = None, scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """The destitute support standard as a multiple of the low-income standard over the years.

    ``data``: the frame of :func:`analysis.comparing.destitute_multiple`; ``order`` and ``scale`` as in
    :func:`standard_levels`.
    """
    subject = Subject(GROUPS, "group", say("axis.multiple", language), say("multiples", language))

    def rows(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(
            style=frame["basis"], y=frame["multiple"], upper=float("nan"), comparator="=", kind="standard"
        )

    return over_years(blank(ax, column), rows(data), subject, order, language, None if scale is None else rows(scale))


@themed
def national_rows(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Local level (dot) against the national average of the same year and group (bar), one row for each level.

    ``data``: the frame of :func:`analysis.comparing.national_gap`; levels of years without a national figure are left
    out.
    """
    rows = data[data["left_out"].eq("")].to_dict("records")
    ax = blank(ax, column, row_height(len(rows)))
    if not rows:
        return nothing(ax, language, say("national_figures", language))
    values = [value for row in rows for value in (row["level"], row["national"])]
    ax.set_xlim(0, max(values) * 1.06)
    wheres = [f"{row['region']} {name('group', row['group'], language)}" for row in rows]
    labels = [row_label(where, f"{row['year']}", column) for where, row in zip(wheres, rows, strict=True)]
    said = [
        say(
            "said.national",
            language,
            level=quantity(row["level"], row["comparator"]),
            national=quantity(row["national"]),
            percent=f"{row['gap_percent']:+.1f}",
        )
        for row in rows
    ]
    said = [said_beside(words, column) for words in said]
    entries = [
        sign("o", colour(0), say("local_level", language)),
        sign("|", "black", say("national_level", language)),
        *legend_of_marks(rows, language),
    ]
    rows_axis(ax, labels, entries, right=beside(said))
    ax.set_xlabel(say("axis.level", language))
    for y, (row, words) in enumerate(zip(rows, said, strict=True)):
        joint(ax, y, (row["level"], row["national"]))
        ax.plot([row["national"]], [y], "|", color="black", markersize=MARKER_SIZE + 4, markeredgewidth=1.2, zorder=2)
        point(ax, row["level"], y, Look("o"), colour(0), row)
        say_behind(ax, y, words)
    return ax
