"""How long each step takes: ``make bench`` (``PLANS=DIR``, ``ARGS="--copies 200"``).

Reads and codes the documents of a folder, each step timed by itself in this process, and then builds the tables of
``--copies`` copies of the folder with one and with two jobs. Prints the best of three calls of each step.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def best(action: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Seconds of the fastest of several calls, and the last result."""
    seconds, result = [], None
    for _ in range(times):
        start = perf_counter()
        result = action()
        seconds.append(perf_counter() - start)
    return min(seconds), result


def steps(plans: Path) -> None:
    from analysis.reading.outline import read_outline

    from analysis.build import find_documents
    from analysis.coding import code
    from analysis.reading import read_plan
    from analysis.reading.decode import read_source
    from analysis.reading.header import read_header
    from analysis.reading.repair import repair

    paths = find_documents(plans).paths
    sources = [read_source(path, plans) for path in paths]
    characters = sum(len(source.text) for source in sources)
    print(f"{len(paths)} documents, {characters:,} characters")
    print(f"{'step':<10}{'seconds':>9}{'characters/s':>15}")

    def timed(name: str, action: Callable[[], Any]) -> Any:
        seconds, result = best(action)
        print(f"{name:<10}{seconds:>9.3f}{characters / seconds:>15,.0f}")
        return result

    timed("decode", lambda: [read_source(path, plans) for path in paths])
    readings = timed("repair", lambda: [repair(source) for source in sources])
    outlines = timed("outline", lambda: [read_outline(reading) for reading in readings])
    timed("header", lambda: [read_header(*pair) for pair in zip(readings, outlines, strict=True)])
    documents = [read_plan(source) for source in sources]
    timed("coding", lambda: [code(document) for document in documents])


def builds(plans: Path, copies: int) -> None:
    from analysis.build import build, find_documents

    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "plans"
        many.mkdir()
        paths = find_documents(plans).paths
        for number in range(copies):
            for path in paths:
                shutil.copyfile(path, many / f"{path.stem}-{number:04}{path.suffix}")
        for jobs in (1, 2):
            seconds, _ = best(lambda jobs=jobs: build(many, Path(folder) / f"out-{jobs}", jobs=jobs), times=1)
            print(f"build of {copies * len(paths)} documents, jobs={jobs}: {seconds:.2f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description="Times reading, coding and building.")
    parser.add_argument("--plans", type=Path, default=ROOT / "data" / "raw")
    parser.add_argument("--copies", type=int, default=20, help="how often the folder is copied for the builds")
    options = parser.parse_args()
    steps(options.plans)
    builds(options.plans, options.copies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
