"""Runs notebooks through papermill: in parallel processes, each with a word about how it ended.

A run's status comes from the exception, not from the executed notebook, whose metadata stays silent after a timeout or
a dead kernel. Notebooks run in the interpreter that runs this program, whatever kernels the user has registered.
"""

from __future__ import annotations

import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis.publishing.kernels import KERNEL, prepare, register_kernel
from analysis.publishing.parameters import check

TIMEOUT = 600  # seconds that a notebook may take
START = 120  # seconds that a kernel may take to start


@dataclass(frozen=True, slots=True)
class Task:
    """A notebook to run, where the executed one goes, and its parameters."""

    notebook: Path
    output: Path
    parameters: Mapping[str, Any]
    timeout: int = TIMEOUT
    page: Path | None = None  # where to write the executed notebook as HTML
    language: str = "zh"
    doc_id: str = ""  # the document it is about, if it is about one
    edition: str = ""  # the label of the edition it belongs to

    @property
    def stem(self) -> str:
        """Name of its files without ending."""
        return self.output.stem

    @property
    def name(self) -> str:
        """What people call it: the notebook, and what it was run for."""
        return " ".join(filter(None, (self.notebook.stem, self.edition, self.doc_id)))


@dataclass(frozen=True, slots=True)
class Run:
    """How a notebook ended. ``status``: done, failed, timeout, kernel died; ``message`` is one line."""

    task: Task
    status: str
    seconds: float
    message: str = ""

    @property
    def notebook(self) -> Path:
        return self.task.notebook

    @property
    def output(self) -> Path:
        return self.task.output

    @property
    def ok(self) -> bool:
        return self.status == "done"


def run_notebooks(
    tasks: Sequence[Task], jobs: int = 1, finished: Callable[[Run], None] = lambda run: None,
    imports: Sequence[str] = (),
) -> tuple[Run, ...]:  # fmt: skip
    """Run every notebook, ``jobs`` at a time, and tell how each ended, in the order of ``tasks``.

    Parameters that a notebook does not take are refused before any starts (:class:`ParameterError`). One that fails
    does not stop the others; what it got to is kept at its output, with the traceback in the cell that failed. A
    kernel that dies is started once more. ``finished`` is called with each run as it ends. ``imports``: modules that
    the notebooks ask for, imported once for all (see :mod:`analysis.publishing.kernels`).
    """
    for task in tasks:
        check(task.notebook, task.parameters)
    runs: dict[int, Run] = {}
    workers = max(1, min(jobs, len(tasks)))
    left = dict(enumerate(tasks))
    with tempfile.TemporaryDirectory(prefix="minzheng-kernel-") as folder:
        register_kernel(Path(folder))
        ready = Path(folder), tuple(imports)
        for alone in (False, True):  # a worker that dies takes its pool with it: the rest is run one process each
            for group in [[number] for number in left] if alone else [list(left)]:
                for number, run in _pool({number: left[number] for number in group}, workers, ready):
                    if run is None and not alone:
                        continue
                    runs[number] = run or _died(left[number])
                    finished(runs[number])
            left = {number: task for number, task in left.items() if number not in runs}
    return tuple(runs[number] for number in range(len(tasks)))


def _pool(tasks: Mapping[int, Task], workers: int, ready: tuple[Any, ...]) -> Iterator[tuple[int, Run | None]]:
    """Number and run of each task as it ends; no run where its process died."""
    if not tasks:
        return
    spawn = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=prepare, initargs=ready) as pool:
        futures = {pool.submit(execute, task): number for number, task in tasks.items()}
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except BrokenProcessPool:
                yield futures[future], None


def _died(task: Task) -> Run:
    return Run(task, "failed", 0.0, "the process that ran it was ended from outside")


def execute(task: Task) -> Run:
    """Run one notebook in this process; never raises for what happens inside the notebook."""
    started = time.monotonic()
    status, message = "", ""
    for attempt in (1, 2):
        status, message = _attempt(task)
        if status != "kernel died" or attempt == 2:
            break
    run = Run(task, status, round(time.monotonic() - started, 1), message)
    if task.page is not None:
        from analysis.publishing.pages import write_notebook_page

        figures = task.parameters.get("figures")
        folder = Path(figures) if figures else None
        write_notebook_page(task.output, task.page, run.message, task.language, task.doc_id, folder)
    return run


def _attempt(task: Task) -> tuple[str, str]:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook
    from traitlets.config import Config

    encrypted = Config({"KernelManager": {"transport_encryption": "auto"}})
    ends = time.monotonic() + task.timeout
    task.output.parent.mkdir(parents=True, exist_ok=True)
    try:
        execute_notebook(
            str(task.notebook), str(task.output), parameters=dict(task.parameters), kernel_name=KERNEL,
            progress_bar=False, start_timeout=START, shutdown_kernel="immediate", config=encrypted,
            timeout_func=lambda cell: max(1, round(ends - time.monotonic())), iopub_timeout=task.timeout,
        )  # fmt: skip
    except PapermillExecutionError as error:
        return "failed", f"{error.ename}: {error.evalue}".strip(": ").splitlines()[0]
    except CellTimeoutError:
        return "timeout", f"it took longer than {task.timeout} s"
    except (DeadKernelError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "ernel died" not in str(error):
            return "failed", _line(error)
        return "kernel died", "the kernel died, twice: most likely the machine ran out of memory"
    except Exception as error:
        return "failed", _line(error)
    return "done", ""


def _line(error: BaseException) -> str:
    """An exception in one line."""
    return " ".join(traceback.format_exception_only(error)[-1].split())
