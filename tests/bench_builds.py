"""How builds scale: ``python tests/bench_builds.py [--sizes 100 1000 10000] [--out FOLDER]``; part of ``make bench``.

Corpora are varied from the full plans where they lie beside the repository, else from its digests (see ``corpus``).
Every build is a process of its own, as on the command line. Measured are start-up, the processor time of whole builds
as a multiple of what OpenCC's ``t2s`` takes on the same text in the same run, one process against two, one more
document, growth over documents and over the length of one, and memory. The report is printed and written to
``bench.txt`` with a figure beside it. On a machine that does other work at the same time, only multiples of processor
time can be believed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))

from corpus import default_sources, varied, write_corpus  # noqa: E402

LENGTHS = (1, 10, 100)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost, with its children."""

    seconds: float  # on the clock
    processor: float
    megabytes: float  # of the largest process


@dataclass
class Report:
    lines: list[str] = field(default_factory=list)
    corpus: dict[tuple[int, int], Cost] = field(default_factory=dict)  # (documents, jobs) → cost
    lengths: dict[int, float] = field(default_factory=dict)  # times as long → processor seconds

    def say(self, what: str, found: str, wanted: str = "") -> None:
        line = f"{what:<58}{found:>16}" + (f"   wanted {wanted}" if wanted else "")
        print(line, flush=True)
        self.lines.append(line)


def run(*arguments: str) -> Cost:
    """A Python process, from its start to its end; raises where it ends with another status than 0 or 1."""
    start = perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def build(plans: Path, out: Path, jobs: int = 1, *more: str) -> Cost:
    return run("-m", "analysis", "build", "--plans", str(plans), "--out", str(out), "--jobs", str(jobs), *more)


def t2s(texts: Sequence[str]) -> float:
    """Processor seconds of OpenCC alone, the best of several rounds."""
    import opencc

    converter = opencc.OpenCC("t2s")
    rounds = []
    for _ in range(5):
        start = process_time()
        for text in texts:
            converter.convert(text)
        rounds.append(process_time() - start)
    return min(rounds)


def start_up(report: Report) -> None:
    def least(*arguments: str) -> float:
        return min(run(*arguments).seconds for _ in range(5))

    nothing = least("-c", "pass")
    report.say("import analysis, beyond an empty program", f"{least('-c', 'import analysis') - nothing:.2f} s", "0.2 s")
    report.say("minzheng --help", f"{least('-m', 'analysis', '--help'):.2f} s", "0.5 s")
    with tempfile.TemporaryDirectory() as out:
        cost = min(build(ROOT / "data" / "raw", Path(out), 1, "--force").seconds for _ in range(3))
    report.say("minzheng build of the five digests", f"{cost:.2f} s", "2.5 s")


def corpora(report: Report, sizes: Sequence[int], folder: Path) -> None:
    sources = default_sources()
    for size in sizes:
        plans, out = folder / f"plans{size}", folder / "out"
        data = write_corpus(plans, sources, size)
        alone = t2s([path.read_text(encoding="utf-8") for path in sorted(plans.iterdir())])
        report.say(f"{size:,} documents, {data / 1e6:.1f} MB", f"t2s {alone:.3f} s")
        for jobs in (1, 2):
            shutil.rmtree(out, ignore_errors=True)
            cost = report.corpus[size, jobs] = build(plans, out, jobs)
            told = f"{cost.seconds:.1f} s, {cost.megabytes:.0f} MB"
            report.say(f"  whole build, {jobs} process{'es' if jobs > 1 else ''}", told)
        one, two = report.corpus[size, 1], report.corpus[size, 2]
        report.say("  processor time of one process, times t2s", f"{one.processor / alone:.0f}", "30")
        report.say("  two processes against one", f"{one.seconds / two.seconds:.2f}", "1.7")
        (plans / "one_more.txt").write_text(varied(sources[0].read_text(encoding="utf-8-sig"), size), encoding="utf-8")
        more = build(plans, out)
        report.say(
            "  one more document: a whole build is so many times as long", f"{one.seconds / more.seconds:.0f}", "20"
        )
        shutil.rmtree(plans)
    for small, large in pairwise(sizes):
        times = report.corpus[large, 1].processor / report.corpus[small, 1].processor
        report.say(
            f"{large / small:.0f} times the documents ({small:,} → {large:,}), processor time", f"{times:.1f}", "11"
        )


def lengths(report: Report) -> None:
    """One document, longer and longer."""
    from analysis.building.work import Done, Task, code_document

    text = varied(default_sources()[0].read_text(encoding="utf-8-sig"), 1)
    for times in LENGTHS:
        data, best = (text * times).encode("utf-8"), float("inf")
        for _ in range(3 if times < 100 else 1):
            start = process_time()
            assert isinstance(code_document(Task("d", "d.txt", data)), Done)
            best = min(best, process_time() - start)
        report.lengths[times] = best
    for times in LENGTHS[1:]:
        found = report.lengths[times] / report.lengths[1]
        report.say(f"a document {times} times as long", f"{found:.0f}", f"{1.1 * times:.0f}")


def figure(report: Report, path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    left: plt.Axes
    _, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8), layout="constrained")
    for jobs, mark in ((1, "o-"), (2, "s--")):
        points = sorted((size, cost.seconds) for (size, own), cost in report.corpus.items() if own == jobs)
        left.loglog(*zip(*points, strict=True), mark, label=f"{jobs} process{'es' if jobs > 1 else ''}")
    left.set(title="Whole build", xlabel="documents", ylabel="seconds")
    left.legend(frameon=False)
    base = report.lengths[1]
    right.loglog(report.lengths.keys(), [1000 * each for each in report.lengths.values()], "o-", label="measured")
    right.loglog(LENGTHS, [1000 * base * times for times in LENGTHS], ":", color="grey", label="in proportion")
    right.set(title="One document", xlabel="times as long", ylabel="milliseconds")
    right.legend(frameon=False)
    plt.savefig(path, dpi=150)
    plt.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Times whole builds.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000], help="documents (10000 takes minutes)")
    parser.add_argument("--out", type=Path, default=ROOT / "runs" / "bench", help="folder of the report")
    options = parser.parse_args()
    report = Report()
    start_up(report)
    with tempfile.TemporaryDirectory() as folder:
        corpora(report, options.sizes, Path(folder))
    lengths(report)  # last: a process begins with the memory of the one that starts it, as the system counts
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "bench.txt").write_text("\n".join(report.lines) + "\n", encoding="utf-8")
    figure(report, options.out / "bench.png")
    print(f"{options.out / 'bench.txt'}, {options.out / 'bench.png'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
