"""Readings and cases that the tests of outline and grids share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.model import Reading, Source
from analysis.reading.script import make_view

CASES = Path(__file__).parent / "cases"
PROSE = (
    "这是另一句长短不同的话，也是虚构的。" * 6 + "这一段话讲的是虚构的事情，用来充当正文。"
)  # stands for ¶ in the cases


def reading_of(text: str) -> Reading:
    """A reading in which nothing was repaired."""
    view = make_view(text).text
    source = Source("case", "case.txt", "", "utf-8", text)
    return Reading(source, text, view, "simplified", (), (0,), (0,), (len(text),), (0,))


def cases(drawer: str) -> list:
    rows = json.loads((CASES / f"{drawer}.json").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["label"]) for row in rows]
