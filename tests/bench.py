"""How long each step takes: ``make bench`` (``PLANS=DIR``, ``ARGS="--plans DIR DIR --copies 200"``).

Reading (decode, repair, outline with its grids) is measured against OpenCC: the CPU time of each of its rooms, of all
of them in one go, and of the header, as a multiple of what ``t2s`` alone takes on the same text, by document, over each
folder and over all of them. Every round reads all documents one after the other, as a corpus is read, and the best of
several rounds counts, of ``t2s`` as well; the first, which loads tables and compiles patterns, is not counted. Then
coding is timed, and the tables of ``--copies`` copies of the folders are built with one and two jobs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

ROOMS = ("decode", "repair", "outline", "reading", "header")  # reading is the first three in one go
LIMIT = 10  # times t2s that reading may take
# the excerpts that belong to the project, and the whole documents they are from where somebody has these beside it
DEFAULT = [folder for folder in (ROOT / "data" / "raw", ROOT.parent / "shared" / "plans") if folder.is_dir()]


def best(action: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Seconds of the fastest of several calls, and the last result."""
    seconds, result = [], None
    for _ in range(times):
        start = perf_counter()
        result = action()
        seconds.append(perf_counter() - start)
    return min(seconds), result


def documents(folders: Sequence[Path]) -> list[tuple[Path, Path]]:
    """The readable documents of the folders, each with its folder."""
    from analysis.build import find_documents
    from analysis.model import ReadingError
    from analysis.reading import read_source

    found = []
    for folder in folders:
        for path in find_documents(folder).paths:
            try:
                read_source(path, folder)
            except ReadingError:
                continue
            found.append((path, folder))
    return found


def rooms(paths: Sequence[tuple[Path, Path]], rounds: int) -> None:
    """Print what each room of reading takes, in multiples of t2s."""
    import opencc

    from analysis.reading import read_source
    from analysis.reading.header import read_header
    from analysis.reading.outline import read_outline
    from analysis.reading.repair import repair

    converter = opencc.OpenCC("t2s")
    characters = [len(read_source(*path).text) for path in paths]
    seconds = [dict.fromkeys(("t2s", *ROOMS), float("inf")) for _ in paths]

    def timed(row: dict[str, float], name: str, action: Callable[[], Any]) -> Any:
        start = process_time()
        result = action()
        row[name] = min(row[name], process_time() - start)
        return result

    for number in range(rounds + 1):
        for path, row in zip(paths, seconds, strict=True):
            now = row if number else dict(row)
            source = timed(now, "decode", lambda path=path: read_source(*path))
            timed(now, "t2s", lambda source=source: converter.convert(source.text))
            reading = timed(now, "repair", lambda source=source: repair(source))
            outline = timed(now, "outline", lambda reading=reading: read_outline(reading))
            timed(now, "header", lambda reading=reading, outline=outline: read_header(reading, outline))
            timed(now, "reading", lambda path=path: read_outline(repair(read_source(*path))))

    folders = " and ".join(dict.fromkeys(str(folder) for _, folder in paths))
    print(f"{folders}: {len(paths)} documents, {sum(characters):,} characters")
    print(f"CPU time, best of {rounds} rounds, as multiples of what t2s takes")
    print(f"{'document':<34}{'characters':>11}{'t2s ms':>9}" + "".join(f"{room:>9}" for room in ROOMS))

    def line(name: str, size: int, row: dict[str, float]) -> None:
        multiples = "".join(f"{row[room] / row['t2s']:>9.1f}" for room in ROOMS)
        print(f"{name[:33]:<34}{size:>11,}{1000 * row['t2s']:>9.2f}{multiples}")

    if len(paths) <= 40:
        for (path, _), size, row in zip(paths, characters, seconds, strict=True):
            line(path.stem, size, row)
    pooled = {name: sum(row[name] for row in seconds) for name in seconds[0]}
    line("all", sum(characters), pooled)
    print(f"reading: {pooled['reading'] / pooled['t2s']:.1f} times t2s, wanted at most {LIMIT}")


def coding(paths: Sequence[tuple[Path, Path]]) -> None:
    from analysis.coding import code
    from analysis.coding.measures import with_measures
    from analysis.reading import read_plan, read_source

    plans = [read_plan(read_source(*path)) for path in paths]
    characters = sum(len(plan.reading.source.text) for plan in plans)
    seconds, _ = best(lambda: [code(plan) for plan in plans])
    print(f"coding: {seconds:.3f} s, {characters / seconds:,.0f} characters a second")
    coded = [code(plan) for plan in plans]
    own, _ = best(lambda: [with_measures(one) for one in coded])
    print(f"measures: {own:.3f} s, {own / seconds:.2f} times coding of facts, wanted at most 1")


def builds(paths: Sequence[tuple[Path, Path]], copies: int) -> None:
    from analysis.build import build

    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "plans"
        many.mkdir()
        for number in range(copies):
            for order, (path, _) in enumerate(paths):
                shutil.copyfile(path, many / f"{path.stem}-{order:03}-{number:04}{path.suffix}")
        for jobs in (1, 2):
            seconds, _ = best(lambda jobs=jobs: build(many, Path(folder) / f"out-{jobs}", jobs=jobs), times=1)
            print(f"build of {copies * len(paths)} documents, jobs={jobs}: {seconds:.2f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description="Times reading, coding and building.")
    parser.add_argument("--plans", type=Path, nargs="+", default=DEFAULT, help="folders of documents")
    parser.add_argument("--rounds", type=int, default=7, help="how often the documents are read; the best counts")
    parser.add_argument("--copies", type=int, default=20, help="how often the folders are copied for the builds; or 0")
    options = parser.parse_args()
    paths = documents(options.plans)
    if not paths:
        print(f"no document in {', '.join(map(str, options.plans))}", file=sys.stderr)
        return 1
    for folder in options.plans:
        if inside := [path for path in paths if path[1] == folder]:
            rooms(inside, options.rounds)
    if len(options.plans) > 1:
        rooms(paths, options.rounds)
    coding(paths)
    if options.copies:
        builds(paths, options.copies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
