"""How alike the wording of documents is, and which words and passages set them apart or join them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.comparing.enough import NEEDS
from analysis.comparing.similarity import tree
from analysis.publishing.drawing import GREY, LABEL, colour, ink, nothing
from analysis.publishing.figures.frame import MOST, Pages, alone, blank, column_width, themed
from analysis.publishing.fitting import width, wrap
from analysis.publishing.fonts import legible
from analysis.publishing.lines import margins
from analysis.publishing.words import say

NUMBERED = 12  # documents up to which every cell holds its number
NAMED = {"single": 24, "double": 60}  # documents up to which every row has its name
SHADES = "Blues"  # lightness alone tells the values apart; the numbers say them
TREE = 0.24  # of the width of the matrix


@themed
def similarity_map(data: pd.DataFrame, *, language: str = "zh", column: str = "double", ax: Axes | None = None) -> Axes:
    """Cosine similarity of documents as a matrix, ordered by a hierarchical clustering that stands on its right.

    ``data``: the frame of :func:`analysis.comparing.plan_similarity`. A dendrogram is drawn from three documents on;
    joints further to the right join documents that are less alike. Documents that cannot be compared are not in it.
    """
    grown = tree(data)
    count = len(grown.leaves)
    if count < NEEDS["similarity"].documents:
        return nothing(blank(ax, column), language, _few("similarity", language))
    names = dict(zip(data["doc_id"], data["label"], strict=True)) | dict(
        zip(data["other_id"], data["other"], strict=True)
    )
    matrix = _matrix(data, grown.leaves)
    labels = [wrap(legible(names[leaf]), 22) for leaf in grown.leaves]
    ax = _square(ax, column, labels if count <= NAMED[column] else [], grown.merges is not None)
    off = matrix[~np.eye(count, dtype=bool)]
    low, high = float(np.nanmin(off)), float(np.nanmax(off))
    shades = plt.get_cmap(SHADES)
    scale = Normalize(max(0.0, low - 0.25 * max(high - low, 0.1)), min(1.0, high + 0.05))
    ax.imshow(np.where(np.eye(count, dtype=bool), np.nan, matrix), cmap=shades, norm=scale, aspect="auto")
    ax.set_xlim(-0.5, count - 0.5)
    ax.set_ylim(count - 0.5, -0.5)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    if count <= NAMED[column]:
        ax.set_yticks(range(count), labels)
        ax.set_xticks(range(count), labels, rotation=90 if count > 5 else 0)
    else:
        ax.set_xticks([])
        ax.set_yticks([])
        ax.set_ylabel(say("similarity.many", language, count=count))
    if count <= NUMBERED:
        for row, column_ in np.ndindex(count, count):
            if row != column_:
                ax.text(
                    column_, row, f"{matrix[row, column_]:.2f}", ha="center", va="center", fontsize=LABEL,
                    color=ink(shades(scale(matrix[row, column_]))),
                )  # fmt: skip
    else:
        _key(ax, shades, scale, language)
    if grown.merges is not None:
        _dendrogram(ax, grown.merges, count, language)
    return ax


def _few(statistic: str, language: str) -> str:
    need = NEEDS[statistic]
    return say("few", language, what=say(f"statistic.{statistic}", language), least=need.documents, words=need.words)


def _matrix(data: pd.DataFrame, order: Sequence[str]) -> np.ndarray:
    place = {name: number for number, name in enumerate(order)}
    used = data[data["left_out"].eq("")]
    rows, columns = (used[side].map(place).to_numpy() for side in ("doc_id", "other_id"))
    matrix = np.full((len(order), len(order)), np.nan)
    matrix[rows, columns] = matrix[columns, rows] = used["similarity"].to_numpy()
    return matrix


def _square(ax: Axes | None, column: str, labels: Sequence[str], has_tree: bool) -> Axes:
    """Axes whose cells are about as high as wide, with room for names on the left and below, and for the tree."""
    if ax is not None:
        return ax
    wide = column_width(column)
    widest = max((width(line) for label in labels for line in label.split("\n")), default=4)
    left = 0.15 + widest * LABEL * 0.55 / 72
    right = 0.12 + (TREE * wide * 0.75 if has_tree else 0)
    inner = wide - left - right
    tall = min(inner, (0.34 if len(labels) <= NUMBERED and labels else 0.13) * max(len(labels), 2), 6.5)
    tall = tall if labels else min(inner, 5.0)
    below = (0.15 + (widest * LABEL * 0.55 / 72 if len(labels) > 5 else 0.14)) + 0.32
    above = 0.12 if 0 < len(labels) <= NUMBERED else 0.6  # room of the key
    axes = plt.subplots(figsize=(wide, tall + below + above), layout="none")[1]
    figure = alone(axes)
    if figure is not None:
        margins(figure, left=left, right=right, top=above, bottom=below)
    return axes


def _dendrogram(ax: Axes, merges: Any, count: int, language: str) -> None:
    """Lines that join rows at the distance (1 - similarity) of their clusters, right of the matrix."""
    from scipy.cluster.hierarchy import dendrogram

    beside = ax.inset_axes((1.02, 0, TREE, 1))
    drawn = dendrogram(merges, no_plot=True)
    for heights, places in zip(drawn["dcoord"], drawn["icoord"], strict=True):
        beside.plot(heights, [(place - 5) / 10 for place in places], "-", color="#333333", linewidth=0.7)
    beside.set_ylim(count - 0.5, -0.5)
    beside.set_xlim(0, max(1e-3, float(merges[:, 2].max())) * 1.05)
    beside.set_yticks([])
    beside.spines["left"].set_visible(False)
    beside.set_xlabel(say("axis.distance", language), labelpad=1, fontsize=LABEL)
    beside.set_xticks(_ticks(0, beside.get_xlim()[1]))


def _ticks(low: float, high: float) -> list[float]:
    """Round values within limits, few enough for a narrow axis."""
    return [tick for tick in MaxNLocator(3).tick_values(low, high) if low < tick <= high]


def _key(ax: Axes, shades: Any, scale: Any, language: str) -> None:
    """What the shades mean, as a bar above the matrix."""
    bar = ax.inset_axes((0.0, 1.02, 0.3, 0.02))
    bar.imshow(np.linspace(scale.vmin, scale.vmax, 64)[None, :], cmap=shades, norm=scale, aspect="auto",
               extent=(scale.vmin, scale.vmax, 0, 1))  # fmt: skip
    bar.set_yticks([])
    bar.xaxis.tick_top()
    bar.set_xticks(_ticks(scale.vmin, scale.vmax))
    bar.set_title(say("axis.similarity", language), fontweight="normal", fontsize=LABEL)


# --- distinctive words ---------------------------------------------------------------------------------------------

WORDS_SHOWN = 10


@themed
def distinctive_words(
    data: pd.DataFrame, *, language: str = "zh", column: str = "single", ax: Axes | None = None,
    scale: pd.DataFrame | None = None,
) -> Axes:  # fmt: skip
    """The words of one document that set it apart from the others: a bar for each, its length the evidence.

    ``data``: rows of :func:`analysis.comparing.distinctive_terms` for one document. Behind each bar stands how often
    the word is used here and in all other documents. ``scale``: rows from which the axis takes its limits.
    """
    rows = data[data["left_out"].eq("")].head(WORDS_SHOWN)
    ax = blank(ax, column, height=0.6 + 0.16 * max(len(rows), 3))
    if rows.empty:
        short = data["left_out"].ne("").any()
        return nothing(
            ax, language, _few("distinctive", language) if short or data.empty else say("no_words", language)
        )
    limits = data if scale is None else scale
    ax.set_xlim(0, float(limits["z"].max()) * 1.3)
    ax.set_ylim(WORDS_SHOWN - 0.4, -0.6)
    ax.barh(range(len(rows)), rows["z"], 0.62, color=colour(0), linewidth=0)
    ax.set_yticks(range(len(rows)), [legible(term) for term in rows["term"]])
    ax.tick_params(axis="y", length=0)
    for y, row in enumerate(rows.to_dict("records")):
        said = f"{row['count']} / {row['rest']}"
        ax.annotate(said, (row["z"], y), (3, 0), textcoords="offset points", va="center", fontsize=LABEL, color=GREY)
    ax.set_xlabel(say("axis.distinctive", language))
    ax.set_title(legible(str(rows["label"].iloc[0])))
    figure = alone(ax)
    if figure is not None:
        margins(figure, left=1.0, right=0.1, top=0.25, bottom=0.42)
    return ax


@themed
def distinctive_pages(
    data: pd.DataFrame, *, language: str = "zh", column: str = "double", most: int = MOST
) -> Pages:  # fmt: skip
    """:func:`distinctive_words` for every document, as small multiples on one scale, at most so many pages."""
    per_page = 4 if column == "single" else 6
    documents = list(dict.fromkeys(data["doc_id"]))
    if not documents:
        figure = distinctive_words(data, language=language, column=column).get_figure()
        assert isinstance(figure, Figure)
        return Pages([figure])
    shown = documents[: most * per_page]
    made = [
        _words_page(data, shown[start : start + per_page], language, column) for start in range(0, len(shown), per_page)
    ]
    return Pages(made, len(documents) - len(shown), len(documents))


def _words_page(data: pd.DataFrame, documents: Sequence[str], language: str, column: str) -> Figure:
    across = 1 if column == "single" else 2
    down = -(-len(documents) // across)
    figure, grid = plt.subplots(
        down, across, figsize=(column_width(column), 1.95 * down + 0.3), squeeze=False, layout="none"
    )
    figure.subplots_adjust(wspace=0.55, hspace=0.32)
    margins(figure, left=1.05, right=0.12, top=0.25, bottom=0.42)
    for number, (ax, document) in enumerate(zip(grid.flat, documents, strict=False)):
        distinctive_words(data[data["doc_id"].eq(document)], language=language, ax=ax, scale=data)
        if number + across < len(documents):
            ax.set_xlabel("")
    for ax in grid.flat[len(documents) :]:
        ax.set_visible(False)
    return figure
