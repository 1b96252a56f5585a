"""From a point of a figure to its sentence: where facts lie in a drawn figure, and a picture whose points are links.

A figure names the fact of a point, or the mark of a measure, on the artist that draws it (see :func:`about`). The
links lie over the picture in percent of its size, so that they stay in place at any width, and can be reached with the
keyboard.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.publishing.pages import sentence

SIZE = 14  # CSS pixels of a link over a point
STYLE = (
    f"position:absolute;width:{SIZE}px;height:{SIZE}px;transform:translate(-50%,-50%);border-radius:50%;"
    "text-decoration:none"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """The point of a fact: shares of the figure's width and height, from the left and from the top."""

    fact_id: str
    x: float
    y: float


def fact_of(row: Mapping[Any, Any]) -> str:
    """The fact that a row is about, or the first of several; an empty string where it is about none.

    >>> fact_of({"fact_id": "f1"}), fact_of({"urban_fact": "", "rural_fact": "f2"}), fact_of({"region": "x"})
    ('f1', 'f2', '')
    """
    columns = ["fact_id", "mark_id", *(name for name in row if str(name).endswith("_fact"))]
    return next((str(row[name]) for name in columns if isinstance(row.get(name), str) and row[name]), "")


def about(line: Line2D, row: Mapping[Any, Any]) -> None:
    """Say on a drawn point which fact it shows; the name is kept in SVG files, too."""
    if fact := fact_of(row):
        line.set_gid(fact)


def spots(figure: Figure) -> tuple[Spot, ...]:
    """Where the facts of a figure lie, from top to bottom.

    To be asked before it is saved: saving as PDF or SVG leaves its coordinates at their resolution.
    """
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()  # the layout moves the axes while drawing; margins set by hand do not
    width, height = figure.bbox.width, figure.bbox.height
    found = []
    for ax in figure.axes:
        ax.apply_aspect()
        ax.get_xlim(), ax.get_ylim()  # settles limits that follow from the data
        for line in ax.lines:
            fact = line.get_gid()
            if fact and ax.get_visible():
                x, y = ax.transData.transform(np.asarray(line.get_xydata())[:1])[0]
                found.append(Spot(fact, round(float(x) / width, 4), round(1 - float(y) / height, 4)))
    return tuple(sorted(found, key=lambda spot: (spot.y, spot.x, spot.fact_id)))


def documents_of(data: pd.DataFrame) -> dict[str, tuple[str, str, str]]:
    """Fact → its document, its anchor there and a few words on it, from a panel with ``doc_id`` and columns of facts.

    The mark of a measure (``mark_id``) stands at ``char_start``, and its words are its quote.
    """
    if "doc_id" not in data.columns:
        return {}
    known: dict[str, tuple[str, str, str]] = {}
    columns = [name for name in data.columns if str(name) == "fact_id" or str(name).endswith("_fact")]
    for row in data.to_dict("records"):
        words = " · ".join(str(row[name]) for name in ("region", "group", "year") if name in row and _said(row[name]))
        for column in columns:
            if _said(row[column]):
                own = row.get(str(column).removesuffix("_fact") + "_doc") or row["doc_id"]
                known.setdefault(str(row[column]), (str(own), str(row[column]), words))
        if _said(row.get("mark_id", "")):
            known[str(row["mark_id"])] = (str(row["doc_id"]), f"p{row['char_start']}", str(row["quote"]))
    return known


def _said(cell: Any) -> bool:
    return not pd.isna(cell) and cell != ""


def linked_picture(
    png: bytes, points: Sequence[Spot], documents: Mapping[str, tuple[str, str, str]], width: int, alt: str, name: str
) -> str:
    """A picture as HTML, each point of a known fact a link to ``../plans/<doc_id>.html#<anchor>``.

    ``width``: CSS pixels at full size; ``name``: the anchor of the figure.
    """
    links = ""
    for spot in points:
        if spot.fact_id in documents:
            doc_id, anchor, words = documents[spot.fact_id]
            target = sentence(doc_id, anchor)
            place = f"left:{spot.x * 100:.2f}%;top:{spot.y * 100:.2f}%"
            links += f'<a class="spot" href="{target}" title="{escape(words)}" style="{STYLE};{place}"></a>'
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<div id="{escape(name)}" style="position:relative;max-width:{width}px">'
        f'<img src="data:image/png;base64,{data}" alt="{escape(alt)}" style="width:100%;display:block">{links}</div>'
    )
