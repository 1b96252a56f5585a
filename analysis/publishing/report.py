"""The batch report: build the tables, run every notebook, show every document, and link it all in one page."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.build import BuildResult, build, default_out, find_documents
from analysis.comparing.panels import select_plans
from analysis.model import ReadingError
from analysis.publishing.exhibits import METADATA
from analysis.publishing.index import Listed, Picture, index_page
from analysis.publishing.pages import write
from analysis.publishing.parameters import check, defaults
from analysis.publishing.runner import TIMEOUT, Run, Task, run_notebooks
from analysis.publishing.source_view import document_page
from analysis.publishing.words import check_language
from analysis.reading import read_source


class ReportError(ValueError):
    """A report that cannot be begun; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What a report made. ``status`` is the exit status: 0 when all documents were read and all notebooks ran."""

    out: Path
    index: Path
    built: BuildResult
    runs: tuple[Run, ...]

    @property
    def status(self) -> int:
        return 1 if self.built.status or not all(run.ok for run in self.runs) else 0

    def __str__(self) -> str:
        lines = [f"not in the tables: {failure.reason}" for failure in self.built.failures]
        lines += [f"{run.notebook.name}: {run.status}, {run.message}" for run in self.runs if not run.ok]
        done = sum(run.ok for run in self.runs)
        return "\n".join([str(self.built), *lines, f"{done} of {len(self.runs)} notebooks done. Open {self.index}"])


def report(
    plans: Path | str = "data/raw", out: Path | str | None = None, language: str = "zh", regions: Sequence[str] = (),
    periods: Sequence[str] = (), jobs: int = 1, *, notebooks: Path | None = None, timeout: int = TIMEOUT,
    debug: bool = False,
) -> ReportResult:  # fmt: skip
    """Build ``plans`` into ``out``, run all notebooks on that, and write ``out/index.html``.

    Beside the tables: ``notebooks/`` (executed, as .ipynb and .html), ``figures/``, ``plans/<doc_id>.html``. The
    default run puts its figures into the top-level ``figures/``. ``jobs``: processes of the build and, where it is 1,
    as many notebooks at a time as there are processors. A notebook takes those of ``tables``, ``figures``,
    ``regions``, ``periods`` and ``language`` that its parameters cell has; adding a notebook is adding a file.

    Raises, before anything runs, :class:`ReportError` where there are no notebooks, ``LanguageError``,
    ``ParameterError`` for a notebook that does not take the types given; after the build ``SelectionError`` for a
    region or period that no document has, and ``BuildError`` where there is nothing to build.
    """
    plans = Path(plans)
    out = default_out(plans) if out is None else Path(out)
    tasks = plan_tasks(out, language, regions, periods, notebooks, timeout)
    built = build(plans, out, jobs, debug=debug)
    select_plans(built.tables.plans, regions, periods)
    return publish(built, tasks, language, jobs if jobs > 1 else os.cpu_count() or 1)


def plan_tasks(
    out: Path, language: str, regions: Sequence[str], periods: Sequence[str], notebooks: Path | None, timeout: int
) -> tuple[Task, ...]:
    """What is to be run, with its parameters; refuses what cannot be run before anything is."""
    check_language(language)
    folder = notebooks_folder() if notebooks is None else notebooks
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise ReportError(f"{folder} holds no notebook; run this in the folder of the project, or name one")
    given = {"tables": str(out), "figures": str(figures_folder(out)), "language": language}
    lists = {"regions": list(regions), "periods": list(periods)}
    return tuple(_task(path, out, given | lists, timeout, language) for path in paths)


def publish(built: BuildResult, tasks: Sequence[Task], language: str, jobs: int) -> ReportResult:
    """Run the notebooks on built tables and write all pages."""
    out = built.out
    runs = _run(tasks, jobs)
    shown = _write_documents(built, language)
    listed = [Listed(run, f"notebooks/{run.output.stem}.html", f"notebooks/{run.output.name}") for run in runs]
    tables = sorted(path for path in out.iterdir() if path.suffix in (".csv", ".parquet", ".json"))
    pictures = list(_pictures(runs, figures_folder(out), out))
    index = out / "index.html"
    write(index, index_page(built.tables, built.failures, listed, pictures, tables, shown, language))
    return ReportResult(out, index, built, runs)


def figures_folder(out: Path) -> Path:
    """Where the figures of a run go: the top-level folder for the default run, else beside its tables."""
    return Path("figures") if out == Path("data/processed") else out / "figures"


def notebooks_folder() -> Path:
    """``notebooks`` in the working directory, else beside the package."""
    here = Path("notebooks")
    return here if here.is_dir() else Path(__file__).resolve().parents[2] / "notebooks"


def _task(path: Path, out: Path, given: dict[str, Any], timeout: int, language: str) -> Task:
    known = defaults(path)
    taken = {name: value for name, value in given.items() if name in known}
    for asked in ("regions", "periods"):
        if given[asked] and asked not in known:
            raise ReportError(f"{path.name} has no parameter “{asked}”, so it cannot be run for some {asked} only")
    check(path, taken)
    output = out / "notebooks" / path.name
    return Task(path, output, taken, timeout, output.with_suffix(".html"), language)


def _run(tasks: Sequence[Task], jobs: int) -> tuple[Run, ...]:
    """Run the notebooks with one progress bar, which shows only in a terminal."""
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]

    with tqdm(total=len(tasks), desc="notebooks", disable=not sys.stderr.isatty()) as bar:
        return run_notebooks(tasks, jobs, lambda run: bar.update() and None)


def _write_documents(built: BuildResult, language: str) -> frozenset[str]:
    """A page for each document that is in the tables; gives those that have one."""
    tables, folder = built.tables, built.out / "plans"
    written: set[str] = set()
    known = {row["doc_id"]: row for row in tables.plans.to_dict("records")}
    frames = [
        dict(list(frame.groupby("doc_id"))) for frame in (tables.facts, tables.edits, tables.ledger, tables.issues)
    ]
    empty = [frame.iloc[:0] for frame in (tables.facts, tables.edits, tables.ledger, tables.issues)]
    for path in find_documents(built.plans, leave_out=built.out).paths:
        if path.stem not in known:
            continue
        try:
            source = read_source(path, built.plans)
        except ReadingError:
            continue
        facts, edits, ledger, issues = (one.get(path.stem, none) for one, none in zip(frames, empty, strict=True))
        about = known[path.stem]
        html = document_page(source.text, about, facts, edits, ledger, issues, language, index="../index.html")
        write(folder / f"{path.stem}.html", html)
        written.add(path.stem)
    return frozenset(written)


def _pictures(runs: Iterable[Run], figures: Path, out: Path) -> Iterable[Picture]:
    """The figures that the notebooks of this run made, in order, with their captions."""
    beside = Path(os.path.relpath(figures, out)).as_posix()
    for run in runs:
        if not run.output.is_file():
            continue
        for cell in json.loads(run.output.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                about = output.get("metadata", {}).get(METADATA)
                if about:
                    stem, data = f"{beside}/{about['figure']}", f"{beside}/{about['data']}"
                    yield Picture(stem, about["title"], about["caption"], data)
