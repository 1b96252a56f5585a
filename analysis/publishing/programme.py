"""What a report runs: which notebooks, once or for each document, and for which editions.

A notebook says itself how it is run. One whose parameters cell has ``doc_id`` is about one document and is run once for
each; one whose metadata say ``{"minzheng": {"report": false}}`` is for people and is not run; any other is run once.
Adding a notebook is adding a file.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparing.panels import SelectionError, select_plans
from analysis.model import PlainError
from analysis.publishing.parameters import ParameterError, check, defaults
from analysis.publishing.runner import TIMEOUT, Task
from analysis.publishing.words import LANGUAGES, check_language, say

DOCUMENT = "doc_id"  # the parameter that makes a notebook one about a document
OWN = ("tables", "figures", "language", "regions", "periods", DOCUMENT)  # parameters that the report sets itself
AXES = ("region", "period", "language")  # what a matrix can run along


class ReportError(PlainError):
    """A report that cannot be begun; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook to run, with the defaults of its parameters and the modules it imports."""

    path: Path
    parameters: Mapping[str, Any]
    imports: tuple[str, ...]

    @property
    def per_document(self) -> bool:
        return DOCUMENT in self.parameters


def find_notebooks(folder: Path) -> tuple[Notebook, ...]:
    """The notebooks of a folder that a report runs, by name; raises :class:`ReportError` where there are none and
    ``ParameterError`` for one that cannot be parameterised."""
    paths = [path for path in sorted(folder.glob("*.ipynb")) if _for_reports(path)]
    if not paths:
        raise ReportError(f"{folder} holds no notebook; run this in the folder of the project, or name one")
    return tuple(Notebook(path, defaults(path), imported(path)) for path in paths)


def _for_reports(path: Path) -> bool:
    try:
        ours = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("minzheng", {})
        return bool(ours.get("report", True))
    except (ValueError, KeyError, TypeError, AttributeError):
        return True  # refused with a reason when its parameters are read


def imported(path: Path) -> tuple[str, ...]:
    """The modules that a notebook imports, read from its code without running it."""
    found: set[str] = set()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell.get("cell_type") != "code":
            continue
        try:
            tree = ast.parse("".join(cell["source"]))
        except SyntaxError:  # magics of IPython
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader of a report asked for; empty regions or periods mean all."""

    language: str = "zh"
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    by: tuple[str, ...] = ()  # axes of the matrix
    parameters: Mapping[str, Any] = field(default_factory=dict)  # further ones, by name
    timeout: int = TIMEOUT


def refuse(choice: Choice, notebooks: Sequence[Notebook]) -> None:
    """Raise a sentence for what cannot be run, before anything is: an unknown language or axis
    (``LanguageError``, :class:`ReportError`), a parameter that no notebook has or that does not fit
    (``ParameterError``), regions or periods for a notebook that has no such parameter (:class:`ReportError`)."""
    check_language(choice.language)
    if choice.timeout < 1:
        raise ReportError(f"The time limit is {choice.timeout} s; give 1 or more")
    for axis in choice.by:
        if axis not in AXES:
            raise ReportError(f"A report cannot be split by “{axis}”; take {', '.join(AXES)}")
    for name in choice.parameters:
        if name in OWN:
            raise ParameterError(f"“{name}” is set by the report itself; see minzheng report --help for its option")
        if not any(name in notebook.parameters for notebook in notebooks):
            known = sorted({each for notebook in notebooks for each in notebook.parameters} - set(OWN))
            there = f"there are {', '.join(known)}" if known else "they have none of their own"
            raise ParameterError(f"No notebook has a parameter “{name}”; {there}")
    asked = {"regions": choice.regions or "region" in choice.by, "periods": choice.periods or "period" in choice.by}
    for notebook in notebooks:
        for name, wanted in asked.items():
            if wanted and name not in notebook.parameters and not notebook.per_document:
                told = f"{notebook.path.name} has no parameter “{name}”, so it cannot be run for some {name}"
                raise ReportError(told)
        check(notebook.path, _taken(notebook, _given(choice, Edition(choice.language), Path("t"), Path("f"), "d")))


@dataclass(frozen=True, slots=True)
class Edition:
    """One pass of the comparisons: the whole report (no ``label``), or one cell of the matrix."""

    language: str
    label: str = ""  # what its files are called
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()  # those that notebooks about one document are run for

    @property
    def index(self) -> str:
        return f"index_{self.label}.html" if self.label else "index.html"


def editions(choice: Choice, plans: pd.DataFrame) -> tuple[Edition, ...]:
    """The whole report first, then a cell for each combination along the axes asked for that has a document.

    Notebooks about one document are run once for each language, with the first edition in it. Raises ``SelectionError``
    for a region or period that no document has.
    """
    chosen = select_plans(plans, choice.regions, choice.periods)
    documents = tuple(chosen["doc_id"])
    found = [Edition(choice.language, "", choice.regions, choice.periods, documents)]
    if not choice.by:
        return tuple(found)
    seen = {choice.language}
    regions_there, periods_there = (
        _places(chosen, axis) if axis in choice.by else [("", "")] for axis in ("region", "period")
    )
    other = sorted(LANGUAGES, key=lambda one: one != choice.language)  # the report's own language first
    languages: Sequence[str] = other if "language" in choice.by else [""]
    for (code, region), (_, period), language in product(regions_there, periods_there, languages):
        if not (region or period) and language == choice.language:
            continue  # that is the whole report
        regions, periods = (code,) if code else choice.regions, (period,) if period else choice.periods
        try:
            select_plans(chosen, regions, periods)
        except SelectionError:
            continue  # no document has this region and this period
        language = language or choice.language
        label = _file_name("-".join(filter(None, (region, period, language if "language" in choice.by else ""))))
        found.append(Edition(language, label, regions, periods, () if language in seen else documents))
        seen.add(language)
    return tuple(found)


def _places(plans: pd.DataFrame, axis: str) -> list[tuple[str, str]]:
    """What to ask for and what to call it; regions that share a name are called by their code too."""
    if axis == "period":
        return [(period, period) for period in sorted(set(plans["period"])) if period]
    known = plans[plans["region"].ne("")].drop_duplicates(["region_code", "region"]).sort_values("region_code")
    alike = known["region"].duplicated(keep=False)
    return [
        (row["region_code"] or row["region"], f"{row['region']}{row['region_code']}" if twice else row["region"])
        for row, twice in zip(known.to_dict("records"), alike, strict=True)
    ]


NAMED = 12  # documents left out that are named


def left_out(plans: pd.DataFrame, edition: Edition, language: str) -> str:
    """The sentence that says which documents an edition leaves out, and why; empty where it takes all of them."""
    kept = set(select_plans(plans, edition.regions, edition.periods)["doc_id"])
    others = [doc_id for doc_id in plans["doc_id"] if doc_id not in kept]
    if not others:
        return ""
    names = ", ".join(others[:NAMED]) + (" …" if len(others) > NAMED else "")
    asked = ", ".join((*edition.regions, *edition.periods))
    return say("index.left_out", language, kept=len(kept), asked=asked, count=len(others), names=names)


def _file_name(label: str) -> str:
    return re.sub(r'[\x00-\x1f/\\:*?"<>|#%]', "_", label)


def _given(choice: Choice, edition: Edition, tables: Path, figures: Path, doc_id: str) -> dict[str, Any]:
    lists = {"regions": list(edition.regions), "periods": list(edition.periods)}
    places = {"tables": str(tables), "figures": str(figures)}
    return {**choice.parameters, **places, "language": edition.language, **lists, DOCUMENT: doc_id}


def _taken(notebook: Notebook, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in notebook.parameters}


def tasks_of(
    notebooks: Iterable[Notebook], edition: Edition, choice: Choice, out: Path, figures: Path
) -> tuple[Task, ...]:
    """The runs of an edition. Everything about one document lies in a folder of figures of its own."""
    place = figures / edition.label if edition.label else figures
    made = []
    for notebook in notebooks:
        for doc_id in edition.documents if notebook.per_document else ("",):
            given = _given(choice, edition, out, place / doc_id if doc_id else place, doc_id)
            stem = ".".join(filter(None, (notebook.path.stem, edition.label, doc_id)))
            output = out / "notebooks" / f"{stem}.ipynb"
            taken = _taken(notebook, given)
            made.append(
                Task(notebook.path, output, taken, choice.timeout, output.with_suffix(".html"), edition.language,
                     doc_id, edition.label)
            )  # fmt: skip
    return tuple(made)
