"""What executed notebooks left behind: figures, tables for papers and citations, read from the outputs' metadata."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Key of an output's metadata under which a notebook says what it saved.
METADATA = "minzheng"
FIGURES = ("png", "pdf", "svg")
TABLES = ("xlsx", "csv", "md", "tex")


@dataclass(frozen=True, slots=True)
class Product:
    """Something saved. Paths are relative to the page that links it."""

    kind: str  # figure, table or citations
    stem: str  # without ending
    title: str = ""
    caption: str = ""
    page: str = ""  # of the notebook that made it
    anchor: str = ""  # its place there
    data: str = ""  # of a figure: its data as CSV
    words: str = ""  # of a figure: its caption as text

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Path and name of every file."""
        if self.kind == "figure":
            drawn = [(f"{self.stem}.{ending}", ending.upper()) for ending in FIGURES]
            return (*drawn, (self.data, "CSV"), (self.words, "TXT"))
        if self.kind == "table":
            names = {"xlsx": "XLSX", "csv": "CSV", "md": "Markdown", "tex": "LaTeX"}
            return tuple((f"{self.stem}.{ending}", names[ending]) for ending in TABLES)
        return (f"{self.stem}.md", "GB/T 7714"), (f"{self.stem}.bib", "BibTeX")


def products(executed: Path, figures: Path, page: Path, seen_from: Path) -> Iterator[Product]:
    """The products of an executed notebook in order; nothing where it was not executed.

    ``figures``: its folder of figures; ``page``: the page made of it; ``seen_from``: the folder of the linking page.
    """
    if not executed.is_file():
        return
    beside = Path(os.path.relpath(figures, seen_from)).as_posix()
    here = Path(os.path.relpath(page, seen_from)).as_posix()
    for about in _said(json.loads(executed.read_text(encoding="utf-8"))["cells"]):
        if "figure" in about:
            stem, data, words = (f"{beside}/{about[key]}" for key in ("figure", "data", "words"))
            yield Product("figure", stem, about["title"], about["caption"], here, about["figure"], data, words)
        elif "table" in about:
            yield Product("table", f"{beside}/{about['table']}", about["title"], page=here, anchor=about["table"])
        elif "citations" in about:
            yield Product("citations", f"{beside}/{about['citations']}")


def _said(cells: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, str]]:
    for cell in cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get(METADATA)
            if about:
                yield about
