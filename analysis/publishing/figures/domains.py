"""How much of each domain documents cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from analysis.publishing.drawing import GREY, LABEL, ink, nothing
from analysis.publishing.figures.frame import blank, column_width, themed
from analysis.publishing.figures.measures import MAPPED
from analysis.publishing.fitting import width, wrap
from analysis.publishing.fonts import legible
from analysis.publishing.lines import margins
from analysis.publishing.words import name, say

DOMAIN_ROW = 0.24


@themed
def domain_coverage(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None
) -> Axes:
    """Share of each domain's measures that a document covers: shade and number; below it how firmly, on average.

    ``data``: the frame of :func:`analysis.comparing.coverage_by_domain`. A dash: none of the domain was a task of civil
    affairs in that period; hatched: the document cannot tell what it leaves out. With more than ``MAPPED`` documents a
    row shows their spread instead: lowest to highest, the middle half, and the median.
    """
    data = data.sort_values(["region_code", "region", "doc_id"], kind="stable")
    domains = list(dict.fromkeys(data["domain"]))
    names = dict(zip(data["doc_id"], data["label"], strict=True))
    if not domains:
        return nothing(blank(ax, column), language, say("measures", language))
    words = [wrap(name("domain", domain, language), 24 if column == "double" else 18) for domain in domains]
    ax = _panel_of_domains(ax, column, words, list(names.values()))
    ax.set_ylim(len(domains) - 0.5, -0.5)
    ax.set_yticks(range(len(domains)), words)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    place = {domain: number for number, domain in enumerate(domains)}
    if len(names) > MAPPED:
        _spread(ax, data, place, language)
        return ax
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.xaxis.tick_top()
    heads = [legible(wrap(label, 12)) for label in names.values()]
    ax.set_xticks(range(len(names)), heads, rotation=0 if len(names) <= 7 else 90)
    across = {doc_id: number for number, doc_id in enumerate(names)}
    telling = set(data.loc[data["measures"].gt(0), "doc_id"])
    for row in data.to_dict("records"):
        x, y = across[row["doc_id"]], place[row["domain"]]
        _domain_cell(ax, x, y, row, len(names) > 10, row["doc_id"] in telling)
    return ax


def _panel_of_domains(ax: Axes | None, column: str, words: Sequence[str], heads: Sequence[str]) -> Axes:
    if ax is not None:
        return ax
    many = len(heads) > MAPPED
    wide = max(width(line) for word in words for line in word.split("\n"))
    tall = 0.3 if many or len(heads) <= 7 else 0.15 + max(map(width, heads)) * LABEL * 0.56 / 72
    tall += 0.12 if not many and len(heads) <= 7 and any(width(head) > 12 for head in heads) else 0
    bottom = 0.42 if many else 0.08
    figure, axes = plt.subplots(figsize=(column_width(column), DOMAIN_ROW * len(words) + tall + bottom), layout="none")
    margins(figure, left=0.12 + wide * LABEL * 0.55 / 72, right=0.1, top=tall, bottom=bottom)
    return axes


def _domain_cell(ax: Axes, x: int, y: int, row: Mapping[Any, Any], brief: bool, telling: bool) -> None:
    """One document and domain; ``telling``: whether the document can tell of anything at all."""
    empty = pd.isna(row["share"])
    shade = to_rgba("#f2f2f2") if empty else plt.get_cmap("Blues")(0.05 + 0.9 * row["share"])
    hatch = "////" if empty and (row["measures"] or not telling) else ""
    ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=shade, hatch=hatch, linewidth=0.6, edgecolor="white"))
    said = f"{row['found']}/{row['measures']}" if not empty else f"{row['found']}" if row["found"] else ""
    said = "–" if empty and not hatch else said
    if not brief and not pd.isna(row["depth"]):
        said += f"  ({row['depth']:.1f})"
    ax.text(x, y, said, ha="center", va="center", fontsize=LABEL, color=GREY if empty else ink(shade))


def _spread(ax: Axes, data: pd.DataFrame, place: Mapping[str, int], language: str) -> None:
    ax.set_xlim(0, 100)
    ax.grid(axis="x", color="#dddddd")
    ax.tick_params(axis="x", length=2)
    ax.set_xlabel(say("axis.measures_share", language))
    for domain, same in data[data["share"].notna()].groupby("domain", sort=False):
        low, first, middle, third, high = (100 * same["share"]).quantile([0, 0.25, 0.5, 0.75, 1])
        y = place[str(domain)]
        ax.plot([low, high], [y, y], "-", color="#6BAED6", linewidth=0.8)
        ax.plot([first, third], [y, y], "-", color="#2878B8", linewidth=4, solid_capstyle="butt")
        ax.plot([middle], [y], "o", color="white", markeredgecolor="black", markersize=3.5, zorder=3, clip_on=False)
