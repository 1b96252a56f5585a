"""Where documents are coded: in this process, in several on this machine, or on a cluster. The results are the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from analysis.building.documents import BuildError, Failure
from analysis.building.versions import coding_version
from analysis.building.work import Done, Task, code_batch

__all__ = ["Workers"]

BATCH = 16  # documents a task: few enough that no worker waits long for the last one, yet handing over costs nothing
BATCH_BYTES = 2 << 20
ANSWERS = 10  # seconds that a scheduler may take


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work. ``jobs``: processes, -1 for all processors; ``scheduler``: address of a Dask scheduler."""

    jobs: int = 1
    backend: str = "local"  # or dask
    scheduler: str = ""

    def __post_init__(self) -> None:
        if self.jobs == 0 or self.jobs < -1:
            raise BuildError(f"--jobs {self.jobs}: give 1 or more, or -1 for all processors")
        if self.backend not in ("local", "dask"):
            raise BuildError(f"--backend {self.backend}: give local or dask")
        if (self.backend == "dask") != bool(self.scheduler):
            raise BuildError("--backend dask and --scheduler ADDRESS go together; give both or neither")

    @property
    def processes(self) -> int:
        """How many processes of this machine may work at once."""
        if self.jobs > 0:
            return self.jobs
        from joblib import cpu_count

        return int(cpu_count())

    def code(
        self, sizes: Sequence[int], task: Callable[[int], Task], debug: bool = False
    ) -> Generator[Done | Failure, None, None]:
        """What becomes of each document, in order. ``sizes`` are their bytes; ``task(i)`` is asked for shortly before
        document ``i`` is coded, perhaps in another thread."""
        if self.backend == "local" and (self.processes == 1 or len(sizes) < 2):
            for one in range(len(sizes)):
                yield from code_batch([task(one)], debug)
            return
        from joblib import Parallel, delayed

        with self._context() as number:
            batches = _batches(sizes, number)
            parallel = Parallel(
                n_jobs=number, prefer="processes", batch_size=1, return_as="generator", pre_dispatch="3*n_jobs"
            )
            version = coding_version()
            found = parallel(delayed(_remote)([task(one) for one in batch], debug, version) for batch in batches)
            for done in found:
                yield from done

    def _context(self) -> AbstractContextManager[int]:
        """Gives the number of processes that may be counted on. Whoever sets joblib's ``parallel_config`` around a
        build decides what a process is."""
        return _dask(self.scheduler, self.jobs) if self.backend == "dask" else nullcontext(self.processes)


@contextmanager
def _dask(scheduler: str, jobs: int) -> Iterator[int]:
    try:
        from dask.distributed import Client
    except ImportError as error:
        told = "--backend dask needs the packages of the extra cluster: pip install 'minzheng-plans[cluster]'"
        raise BuildError(told) from error
    from joblib import parallel_config

    try:
        client = Client(scheduler, timeout=ANSWERS, set_as_default=False)
    except (OSError, ValueError) as error:
        told = f"no Dask scheduler answers at {scheduler} ({error}); start one, or mend the address"
        raise BuildError(told) from error
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise BuildError(f"the Dask scheduler at {scheduler} has no workers; start some")
        with parallel_config(backend="dask", client=client):
            yield cores if jobs < 0 else jobs


def _remote(tasks: list[Task], debug: bool, version: str) -> list[Done | Failure]:
    if coding_version() != version:
        raise BuildError(
            "a worker runs another version of this package, of its codebook or of the libraries it reads with; install "
            "the same there"
        )
    return code_batch(tasks, debug)


def _batches(sizes: Sequence[int], workers: int) -> list[range]:
    """Stretches of documents, in order, none too large to be handed over at once."""
    most = max(1, min(BATCH, math.ceil(len(sizes) / (4 * workers))))
    found, start, held = [], 0, 0
    for at, size in enumerate(sizes):
        if at > start and (at - start >= most or held + size > BATCH_BYTES):
            found.append(range(start, at))
            start, held = at, 0
        held += size
    return [*found, range(start, len(sizes))]
