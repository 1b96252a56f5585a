"""The batch report: build the tables, run every notebook, show every document, and link it all in one page."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.arguments import plainly
from analysis.build import BuildResult, build, default_out, find_documents
from analysis.comparing.panels import select_plans
from analysis.model import PlainError, ReadingError
from analysis.publishing.index import index_page, notice_page
from analysis.publishing.pages import write
from analysis.publishing.produced import Product, products
from analysis.publishing.programme import (
    Choice,
    Edition,
    Notebook,
    editions,
    find_notebooks,
    left_out,
    refuse,
    tasks_of,
)
from analysis.publishing.runner import TIMEOUT, Run, Task, run_notebooks
from analysis.publishing.source_view import MARKED, SHOWN, document_page
from analysis.reading import read_source


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What a report made. ``status`` is the exit status: 0 when all documents were read and all notebooks ran."""

    out: Path
    index: Path
    built: BuildResult
    runs: tuple[Run, ...]
    left_out: str = ""  # which documents regions and periods leave out, in a sentence

    @property
    def status(self) -> int:
        return 1 if self.built.status or not all(run.ok for run in self.runs) else 0

    def __str__(self) -> str:
        lines = [f"not in the tables: {failure.reason}" for failure in self.built.failures]
        lines += [self.left_out] if self.left_out else []
        lines += [f"{run.task.name}: {run.status}, {run.message}" for run in self.runs if not run.ok]
        done = sum(run.ok for run in self.runs)
        return "\n".join([str(self.built), *lines, f"{done} of {len(self.runs)} notebooks done. Open {self.index}"])


@plainly
def report(
    plans: Path | str = "data/raw", out: Path | str | None = None, language: str = "zh", regions: Sequence[str] = (),
    periods: Sequence[str] = (), jobs: int = 1, *, by: Sequence[str] = (), parameters: Mapping[str, Any] | None = None,
    notebooks: Path | None = None, timeout: int = TIMEOUT, debug: bool = False,
) -> ReportResult:  # fmt: skip
    """Build ``plans`` into ``out``, run all notebooks on that, and write ``out/index.html``.

    Beside the tables: ``notebooks/`` (executed, as .ipynb and .html), ``figures/``, ``plans/<doc_id>.html``. The
    default run puts its figures into the top-level ``figures/``. ``jobs``: processes of the build and, where it is 1,
    as many notebooks at a time as there are processors. ``by``: run the comparisons once more for each region, period
    or language (``region``, ``period``, ``language``; several give every combination that has a document).
    ``parameters``: further parameters, for those notebooks that have them. ``timeout``: seconds for one notebook.
    How a notebook is run, it says itself (see :mod:`analysis.publishing.programme`).

    Raises, before anything runs, ``ReportError`` where there are no notebooks, ``LanguageError``, ``ParameterError``
    for a parameter no notebook takes or that is not of its type; ``BuildError`` where there is nothing to build, and
    after the build ``SelectionError`` for a region or period that no document has. The index then says so, too.
    """
    plans = Path(plans)
    out = default_out(plans) if out is None else Path(out)
    choice = Choice(language, tuple(regions), tuple(periods), tuple(by), dict(parameters or {}), timeout)
    try:
        programme = find_notebooks(notebooks_folder() if notebooks is None else notebooks)
        refuse(choice, programme)
        built = build(plans, out, jobs, debug=debug)
        wanted = editions(choice, built.tables.plans)
    except PlainError as error:
        if not out.exists() or out.is_dir():
            write(out / "index.html", notice_page(str(error), language))
        raise
    return publish(built, programme, choice, wanted, jobs if jobs > 1 else os.cpu_count() or 1)


def publish(
    built: BuildResult, programme: Sequence[Notebook], choice: Choice, wanted: Sequence[Edition], jobs: int
) -> ReportResult:
    """Run the notebooks on built tables and write all pages."""
    out, figures = built.out, figures_folder(built.out)
    tasks = [task for edition in wanted for task in tasks_of(programme, edition, choice, out, figures)]
    imports = sorted({name for notebook in programme for name in notebook.imports})
    runs = _run(tasks, jobs, imports)
    shown = _write_documents(built, choice.language)
    files = sorted(path for path in out.iterdir() if path.suffix in (".csv", ".parquet", ".json"))
    for edition in wanted:
        own = [run for run in runs if run.task.edition == edition.label]
        kept = set(select_plans(built.tables.plans, edition.regions, edition.periods)["doc_id"])
        others = [other for other in wanted if other is not edition]
        html = index_page(built, edition, others, own, _products(own, out), files, shown & kept)
        write(out / edition.index, html)
    return ReportResult(out, out / "index.html", built, runs, left_out(built.tables.plans, wanted[0], "en"))


def figures_folder(out: Path) -> Path:
    """Where the figures of a run go: the top-level folder for the default run, else beside its tables."""
    return Path("figures") if out == Path("data/processed") else out / "figures"


def notebooks_folder() -> Path:
    """``notebooks`` in the working directory, else beside the package."""
    here = Path("notebooks")
    return here if here.is_dir() else Path(__file__).resolve().parents[2] / "notebooks"


def _run(tasks: Sequence[Task], jobs: int, imports: Sequence[str]) -> tuple[Run, ...]:
    """Run the notebooks with one progress bar, which shows only in a terminal; what fails is told at once there."""
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]

    with tqdm(total=len(tasks), desc="notebooks", unit="", disable=not sys.stderr.isatty()) as bar:

        def finished(run: Run) -> None:
            bar.update()
            if not run.ok and not bar.disable:
                bar.write(f"{run.task.name}: {run.status}, {run.message}", file=sys.stderr)

        return run_notebooks(tasks, jobs, finished, imports)


def _write_documents(built: BuildResult, language: str) -> frozenset[str]:
    """A page for each document that is in the tables; gives those that have one."""
    tables, folder = built.tables, built.out / "plans"
    known = {row["doc_id"]: row for row in tables.plans.to_dict("records")}
    by_document = {table: dict(list(tables[table].groupby("doc_id"))) for table in (*SHOWN, *MARKED)}
    written: set[str] = set()
    for path in find_documents(built.plans, leave_out=built.out).paths:
        if path.stem not in known:
            continue
        try:
            source = read_source(path, built.plans)
        except ReadingError:
            continue
        rows = {table: frames[path.stem] for table, frames in by_document.items() if path.stem in frames}
        html = document_page(source.text, known[path.stem], rows, language, index="../index.html")
        write(folder / f"{path.stem}.html", html)
        written.add(path.stem)
    return frozenset(written)


def _products(runs: Iterable[Run], out: Path) -> list[Product]:
    """What the comparisons of an edition left behind, in order; what is about one document its own page lists."""
    return [
        product
        for run in runs
        if not run.task.doc_id and run.task.page is not None and "figures" in run.task.parameters
        for product in products(run.output, Path(run.task.parameters["figures"]), run.task.page, out)
    ]
