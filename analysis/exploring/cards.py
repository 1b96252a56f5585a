"""One fact, one document: what Jupyter shows of them, and the way to the sentence."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.arguments import plainly
from analysis.exploring.sources import Sources
from analysis.publishing.source_text import reading_words
from analysis.publishing.source_view import document_page
from analysis.publishing.visible import visible

PAGES = Path("runs")  # where a document's page goes when there is no notebook to show it in


class _Card:
    """A row with its columns as attributes: plain numbers and text, None for what is missing."""

    row: Mapping[str, Any]

    def __getattr__(self, column: str) -> Any:
        if column.startswith("_") or column not in self.row:
            raise AttributeError(f"there is no {column!r}; there are {', '.join(map(str, self.row))}")
        cell = self.row[column]
        return cell.item() if hasattr(cell, "item") else None if cell is pd.NA else cell

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *map(str, self.row)]


@dataclass(frozen=True)
class FactCard(_Card):
    """A fact; its columns are attributes (``fact.value``, ``fact.quote``). ``fact.show()`` leads to the sentence."""

    row: dict[str, Any] = field(repr=False)
    sources: Sources = field(repr=False)

    def show(self) -> None:
        """Show the sentence with the number marked, as it stands in the document, and how it was read."""
        display_both(self._repr_html_(), str(self))

    def __repr__(self) -> str:
        before, quote, number, rest, after = self.sources.passage(self.row)
        marked = f"【{number}】" if number else ""
        return visible(f"{self._reading()}\n{self._place()}\n{before}{quote}{marked}{rest}{after}")

    __str__ = __repr__

    def _repr_html_(self) -> str:
        before, quote, number, rest, after = map(escape, self.sources.passage(self.row))
        marked = f'<mark style="background:#ffe14d;font-weight:600">{number}</mark>' if number else ""
        line = '<span style="border-bottom:1.5px solid #888">'
        return visible(
            f'<div style="border-left:3px solid #ffe14d;padding:.2em 1em"><p><b>{escape(self._reading())}</b><br>'
            f'<span style="color:#666">{escape(self._place())}</span></p>'
            f'<p style="line-height:1.9" lang="zh">{before}{line}{quote}{marked}{rest}</span>{after}</p></div>'
        )

    def _reading(self) -> str:
        return reading_words(self.row, "en")

    def _place(self) -> str:
        section = f" · {self.row['section']}" if self.row["section"] else ""
        return f"{self.row['doc_id']}, line {self.row['line']}{section} · {self.row['fact_id']}"


@dataclass(frozen=True)
class PlanCard(_Card):
    """A document; its columns are attributes (``plan.title``). ``plan.show()`` shows it with everything marked."""

    row: dict[str, Any] = field(repr=False)
    rows: Mapping[str, pd.DataFrame] = field(repr=False)  # of the tables, by table
    sources: Sources = field(repr=False)

    @property
    def text(self) -> str:
        """The decoded document, exactly as it is in the file."""
        return self.sources.text(self.row["doc_id"])

    @plainly
    def show(self, language: str = "zh", height: int = 560) -> None:
        """Show the document as it is, facts highlighted, repairs and flags on hover; outside a notebook, write its page
        to ``runs/<doc_id>.html`` and name it."""
        page = document_page(self.text, self.row, self.rows, language)
        if in_notebook():
            style = f"width:100%;height:{height}px;border:1px solid #ccc"
            frame = f'<iframe srcdoc="{escape(page)}" sandbox style="{style}"></iframe>'
            display_both(frame, f"the document {self.row['doc_id']}")
            return
        from analysis.publishing.pages import write

        path = PAGES / f"{self.row['doc_id']}.html"
        write(path, page)
        print(path)

    def __repr__(self) -> str:
        return visible("\n".join(f"{name}: {value}" for name, value in self._about()))

    __str__ = __repr__

    def _repr_html_(self) -> str:
        left = "text-align:left"
        rows = "".join(
            f'<tr><th style="{left}">{escape(name)}</th><td style="{left}">{escape(value)}</td></tr>'
            for name, value in self._about()
        )
        return visible(f"<table><tbody>{rows}</tbody></table>")

    def _about(self) -> list[tuple[str, str]]:
        """What is known of it, without what is empty."""
        about = [(str(name), str(value)) for name, value in self.row.items() if not pd.isna(value) and value != ""]
        kinds = self.rows["facts"]["kind"].value_counts()
        found = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        return [(name, f"{value} ({found})" if name == "facts" and found else value) for name, value in about]


def in_notebook() -> bool:
    """Whether somebody looks on who can be shown HTML."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is not None and hasattr(shell, "kernel")


def display_both(html: str, text: str) -> None:
    """Show HTML in a notebook, text anywhere else."""
    if not in_notebook():
        print(text)
        return
    from IPython.display import display

    display({"text/html": html, "text/plain": text}, raw=True)  # type: ignore[no-untyped-call]
