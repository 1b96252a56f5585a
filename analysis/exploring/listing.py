"""Rows that show themselves: the columns that matter, in an order that reads, without an index, everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any, overload

import pandas as pd

from analysis.codebook import read_table
from analysis.comparing import SelectionError
from analysis.publishing.fitting import figure, width
from analysis.publishing.source_text import time_words, value_words
from analysis.publishing.visible import visible
from analysis.tables.schema import parted

ROWS = 20  # shown at once
WIDEST = 28  # columns of a cell in a terminal
SHORT = 14  # columns of a cell that is never broken into lines
STYLE = "text-align:left;vertical-align:top"


@dataclass(frozen=True)
class Listing:
    """Rows of documents, facts or a panel. ``listing[3]`` is the fourth as a card, ``listing[20:]`` shows those that
    follow, ``listing.frame`` is the whole as a pandas frame, with all of its columns."""

    what: str
    frame: pd.DataFrame = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)
    card: Callable[[Mapping[Any, Any]], Any] = field(repr=False)
    looked_up: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)  # column → doc_id → cell
    start: int = field(default=0, repr=False)  # place of the first row in the listing that this is a slice of

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[Any]:
        return (self.card(row) for row in self.frame.to_dict("records"))

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Listing: ...
    def __getitem__(self, place: int | slice) -> Any:
        """The card of a row by its place in this listing, or a shorter listing.

        Raises :class:`SelectionError` for a place that is not there.
        """
        if isinstance(place, slice):
            first = range(len(self.frame))[place]
            return Listing(self.what, self.frame.iloc[place], self.columns, self.card, self.looked_up,
                           self.start + (first.start if first else 0))  # fmt: skip
        if not -len(self) <= place < len(self):
            there = f"they are numbered from 0 to {len(self) - 1}" if len(self) else "there are none"
            raise SelectionError(f"There is no number {place} among the {self.what}: {there}.")
        return self.card(self.frame.iloc[place].to_dict())

    # --- how it shows itself ---------------------------------------------------------------------------------------

    def _repr_html_(self) -> str:
        descriptions = _descriptions()
        columns = self._columns()
        heads = "".join(
            f'<th style="{STYLE}" title="{escape(descriptions.get(column, ""))}">{escape(column)}</th>'
            for column in ("", *columns)
        )
        body = ""
        for number, row in self._shown():
            cells = "".join(_cell(self.cell(row, column)) for column in columns)
            body += f'<tr><td style="{STYLE};color:#888">{number}</td>{cells}</tr>'
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        return visible(f"{table}<p>{escape(self._told())}</p>")

    def __repr__(self) -> str:
        columns = self._columns()
        rows = [["", *columns]]
        for number, row in self._shown():
            rows.append([str(number), *(_short(self.cell(row, column)) for column in columns)])
        widths = [max(width(row[place]) for row in rows) for place in range(len(columns) + 1)]
        lines = ["  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)) for row in rows]
        return visible("\n".join([*(line.rstrip() for line in lines), self._told()]))

    def _columns(self) -> list[str]:
        """Columns that are there and say something in at least one row."""
        shown = [row for _, row in self._shown()]
        return [column for column in self.columns if not shown or any(self.cell(row, column) for row in shown)]

    def _shown(self) -> Iterator[tuple[int, dict[Any, Any]]]:
        return enumerate(self.frame.head(ROWS).to_dict("records"), self.start)

    def _told(self) -> str:
        more = len(self) - ROWS
        return f"{len(self)} {self.what}" + (f"; {more} more: [{ROWS}:] goes on, .frame has all" if more > 0 else "")

    def cell(self, row: Mapping[Any, Any], column: str) -> str:
        """What a cell shows: values with bound and unit, years or spans, marks in words, empty for what is missing."""
        if column in self.looked_up:
            return self.looked_up[column].get(str(row["doc_id"]), "")
        if column == "value" and "value_text" in row:
            return value_words(row)
        if column == "when":
            return time_words(row, "en").replace(" (inferred)", "*")
        if column == "marks":
            return _marks(row)
        value = row.get(column)
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            return ""
        if isinstance(value, bool):
            return "yes" if value else ""
        return figure(value) if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    """A cell as HTML; a short one is kept on one line, so that 元/人/月 does not become a column of its own."""
    style = STYLE + (";white-space:nowrap" if width(text) <= SHORT else "")
    return f'<td style="{style}">{escape(text)}</td>'


def _marks(row: Mapping[Any, Any]) -> str:
    """What to know before trusting a fact: damaged, implied, its flags."""
    words = [mark for mark in ("damaged", "implied") if row.get(mark)]
    return "; ".join([*words, *parted(str(row.get("flags", "")))])


def _short(cell: str) -> str:
    """A cell cut to what a terminal has room for."""
    if width(cell) <= WIDEST:
        return " ".join(cell.split())
    kept = ""
    for letter in " ".join(cell.split()):
        if width(kept) + width(letter) > WIDEST - 1:
            break
        kept += letter
    return kept + "…"


@cache
def _descriptions() -> Mapping[str, str]:
    """Column → its meaning, from the codebook; shown on hover."""
    found: dict[str, str] = {}
    for row in read_table("columns"):
        found.setdefault(row["column"], row["description_en"])
    return found | {"when": "Year or span; * where it is inferred from the context", "marks": "Look before you trust"}
