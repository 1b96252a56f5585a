"""Kill builds at random moments and look at what they leave: ``python tests/kill.py [KILLS]``.

Each round changes the folder of documents, starts a build and kills it with SIGKILL after a random time. After every
kill the tables must be those of one build, the former or the new one: checked through ``load`` and, for the files as
any other program sees them, by the digests in ``datapackage.json``. At the end a build must complete and give what a
build into an empty folder gives.

Random times seldom meet the moment in which files are moved into place, so every step of moving is tried, too: a build
kills itself before its first rename, before its second, and so on.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))

from corpus import default_sources, varied  # noqa: E402

from analysis.tables.store import TablesError, load  # noqa: E402


@dataclass
class Told:
    """What became of the trial."""

    kills: int = 0
    finished: int = 0  # builds that were done before they were killed
    mixed: int = 0  # times that files of two sets lay in the folder, for programs that do not know of ``ready``
    faults: list[str] = field(default_factory=list)


def start(plans: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    call = [sys.executable, "-m", "analysis", "build", "--plans", str(plans), "--out", str(out), "--jobs", str(jobs)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(call, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)


DIES = """
import os, signal, sys
left, rename = int(sys.argv[1]), os.replace
def replace(*paths, **options):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    rename(*paths, **options)
os.replace = replace
from analysis.__main__ import main
sys.exit(main(["build", "--plans", sys.argv[2], "--out", sys.argv[3]]))
"""


def moving(folder: Path, documents: int = 3) -> Told:
    """Kill builds before each of their renames, until one has no more of them."""
    told, number = Told(), 0
    plans, out = folder / "plans", folder / "out"
    plans.mkdir()
    texts = [path.read_text(encoding="utf-8-sig") for path in default_sources()]

    def change(number: int) -> None:
        text = varied(texts[number % len(texts)], number, 1500)
        (plans / f"plan_{number % documents}.txt").write_text(text, encoding="utf-8")

    for one in range(documents):
        change(one)
    start(plans, out, 1).wait()
    while not told.finished:
        number += 1
        change(number)
        call = [sys.executable, "-c", DIES, str(number), str(plans), str(out)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        status = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True).returncode
        told.kills += status == -signal.SIGKILL
        told.finished += status != -signal.SIGKILL
        try:
            tables_of(out)
        except (TablesError, OSError, ValueError) as error:
            told.faults.append(f"before rename {number}: {error}")
        told.mixed += not files_agree(out)
    start(plans, folder / "fresh", 1).wait()
    for path in sorted((folder / "fresh").glob("[!.]*")):
        if path.read_bytes() != (out / path.name).read_bytes():
            told.faults.append(f"{path.name} is not what a build into an empty folder gives")
    return told


def files_agree(out: Path) -> bool:
    """Whether the files are those that their description names, as any program sees them."""
    described = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    wanted = {one["path"]: one["hash"].removeprefix("sha256:") for one in described["resources"]}
    return all(hashlib.sha256((out / path).read_bytes()).hexdigest() == digest for path, digest in wanted.items())


def tables_of(out: Path) -> str:
    """Digest of the tables, whichever way their files lie."""
    tables = load(out)
    sets = {name: tuple(sorted(set(frame["doc_id"]))) for name, frame in tables.items()}
    strangers = set(sets["facts"]) - set(sets["plans"])
    if strangers:
        raise TablesError(f"facts of documents that are not in plans: {strangers}")
    return hashlib.sha256(repr([(sets["plans"], len(frame)) for _, frame in tables.items()]).encode()).hexdigest()


def trial(folder: Path, kills: int, documents: int, seed: int, longest: float, jobs: int = 1) -> Told:
    """Kill ``kills`` builds of about so many documents within ``longest`` seconds of their start."""
    dice, told = random.Random(seed), Told()
    plans, out = folder / "plans", folder / "out"
    plans.mkdir()
    texts = [path.read_text(encoding="utf-8-sig") for path in default_sources()]

    def change(number: int) -> None:
        (plans / f"plan_{number % documents:04}.txt").write_text(
            varied(texts[number % len(texts)], seed + number, 4000), encoding="utf-8"
        )

    for number in range(documents):
        change(number)
    start(plans, out, jobs).wait()
    number = documents
    while told.kills < kills:
        change(number)
        number += 1
        running = start(plans, out, jobs)
        time.sleep(dice.uniform(0, longest))
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            told.kills += 1
        else:
            told.finished += 1
        running.wait()
        try:
            tables_of(out)
        except (TablesError, OSError, ValueError) as error:
            told.faults.append(f"round {number}: {error}")
        told.mixed += not files_agree(out)
    if start(plans, out, jobs).wait() not in (0, 1):  # 1: a document that cannot be read is named
        told.faults.append("the last build did not complete")
    start(plans, folder / "fresh", 1).wait()
    for path in sorted((folder / "fresh").glob("[!.]*")):
        if path.read_bytes() != (out / path.name).read_bytes():
            told.faults.append(f"{path.name} is not what a build into an empty folder gives")
    return told


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as place:
        done = trial(Path(place), wanted, documents=40, seed=1, longest=6.0, jobs=2)
    print(f"{done.kills} builds killed, {done.finished} finished before; files of two sets seen {done.mixed} times")
    with tempfile.TemporaryDirectory() as place:
        moved = moving(Path(place))
    print(f"{moved.kills} builds killed while moving; files of two sets seen {moved.mixed} times")
    faults = done.faults + moved.faults
    print("\n".join(faults) or "no fault: the tables were whole each time, and the last build completed")
    sys.exit(1 if faults else 0)
