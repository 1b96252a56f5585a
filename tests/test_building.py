"""What builds keep for the next one, and how a set of tables is replaced: as a whole, by one build, or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis import coding, reading
from analysis.build import BuildError, build
from analysis.building import assembly, versions, workers
from analysis.building.kept import Kept
from analysis.building.records import from_json, to_json
from analysis.building.versions import coding_version, reading_tables, reading_version
from analysis.building.work import lines_of, pack, unpack
from analysis.model import Coded, Plan, Source
from analysis.reading import decode, read_plan
from analysis.tables.store import load, place
from analysis.tables.store.place import TablesError, locked, put_in_place, staging

ROOT = Path(__file__).resolve().parents[1]
COUNTY = "样县民政事业发展“十四五”规划\n\n一、基础\n\n2020年，全县农村低保标准为每人每年5952元。\n"
CITY = "样市2024年民政工作要点\n\n一、养老服务\n\n到2024年底，全市养老床位达到1200张。\n"


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "county.txt").write_text(COUNTY, encoding="utf-8")
    (folder / "city.txt").write_text(CITY, encoding="utf-8")
    return folder


def content(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@dataclass
class Done:
    read: list[str]
    coded: list[str]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    """The documents that are read and coded."""
    seen = Done([], [])
    true_read, true_code = reading.read_plan, coding.code

    def read(source: Source) -> Plan:
        seen.read.append(source.doc_id)
        return true_read(source)

    def code(plan: Plan) -> Coded:
        seen.coded.append(plan.doc_id)
        return true_code(plan)

    monkeypatch.setattr(reading, "read_plan", read)
    monkeypatch.setattr(coding, "code", code)
    return seen


# ---------------------------------------------------------------- what is done again


def test_what_has_not_changed_is_not_read_again(plans: Path, tmp_path: Path, done: Done) -> None:
    build(plans, tmp_path / "out")
    before = content(tmp_path / "out")
    assert sorted(done.read) == ["city", "county"]
    result = build(plans, tmp_path / "out")
    assert sorted(done.read) == ["city", "county"] and result.counts.unchanged == 2
    assert "2 documents had not changed and were not read again" in str(result)
    assert content(tmp_path / "out") == before
    (plans / "other.txt").write_text(CITY.replace("1200", "1300"), encoding="utf-8")
    (plans / "county.txt").write_text(COUNTY.replace("5952", "5953"), encoding="utf-8")
    build(plans, tmp_path / "out")
    assert sorted(done.read[2:]) == ["county", "other"]
    build(plans, tmp_path / "fresh")
    assert content(tmp_path / "out") == content(tmp_path / "fresh")


def test_force_does_everything_anew(plans: Path, tmp_path: Path, done: Done) -> None:
    build(plans, tmp_path / "out")
    result = build(plans, tmp_path / "out", force=True)
    assert sorted(done.read) == ["city", "city", "county", "county"] and result.counts.unchanged == 0
    assert build(plans, tmp_path / "out").counts.unchanged == 2


def test_a_changed_codebook_codes_again_what_was_read(
    plans: Path, tmp_path: Path, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(plans, tmp_path / "out")
    before = content(tmp_path / "out")
    monkeypatch.setattr(assembly, "coding_version", lambda: "another codebook")
    build(plans, tmp_path / "out")
    assert sorted(done.read) == ["city", "county"]
    assert sorted(done.coded) == ["city", "city", "county", "county"]
    assert content(tmp_path / "out") == before


def test_a_renamed_document_is_another_one(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "out")
    (plans / "city.txt").rename(plans / "town.txt")
    build(plans, tmp_path / "out")
    assert load(tmp_path / "out").plans["doc_id"].tolist() == ["county", "town"]


def test_corrections_are_part_of_what_is_asked(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "out")
    fact = load(tmp_path / "out").facts.query("value == 1200").iloc[0]
    row = f"city,{fact['fact_id']},change,value,1200,1300,the printed plan has 1300,Li Wen,2026-03-31"
    head = "doc_id,fact_id,action,column,expected,corrected,reason,author,date"
    (plans / "corrections.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert build(plans, tmp_path / "out").counts.unchanged == 1
    assert 1300 in set(load(tmp_path / "out").facts["value"])
    (plans / "corrections.csv").unlink()
    build(plans, tmp_path / "out")
    assert 1300 not in set(load(tmp_path / "out").facts["value"])


def test_what_a_result_hangs_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Reading hangs on the tables that its modules name and on no other; coding hangs on all."""
    tables = reading_tables()
    assert {"headings", "regions", "units", "file_formats", "trade_words"} <= set(tables)
    assert not {"indicators", "aliases", "measures", "columns"} & set(tables)
    package = tmp_path / "analysis"
    import shutil

    shutil.copytree(ROOT / "analysis", package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(versions, "PACKAGE", package)

    def now() -> tuple[str, str]:
        reading_version.cache_clear()
        coding_version.cache_clear()
        return reading_version(), coding_version()

    def changed(name: str) -> tuple[bool, bool]:
        before = now()
        with (package / name).open("ab") as file:
            file.write(b"\n#\n")
        after = now()
        return before[0] != after[0], before[1] != after[1]

    assert now() == now()
    assert changed("codebook/indicators.csv") == (False, True)
    assert changed("codebook/headings.csv") == (True, True)
    assert changed("coding/facts.py") == (False, True)
    assert changed("reading/repair.py") == (True, True)
    assert changed("publishing/index.py") == (False, False)
    now()
    monkeypatch.undo()
    now()


def test_reading_names_the_tables_it_reads() -> None:
    """Else a change of a table that is read through a variable would not be noticed."""
    for path in [*(ROOT / "analysis" / "reading").rglob("*.py")]:
        source = path.read_text(encoding="utf-8")
        for call in re.findall(r"read_table\(([^)]*)\)", source):
            assert re.fullmatch(r'"\w+"', call), f"{path.name} reads the table {call}; write its name"
        assert "import codebook" not in source and "codebook()" not in source, f"{path.name} asks the whole codebook"


# ---------------------------------------------------------------- what is kept


def test_a_plan_comes_back_as_it_was() -> None:
    text = "样县规（guī）划\n\n一、基础\n\n指 标\t2020年\n床 位\t1200\n護理\t３００\n"
    plan = read_plan(decode(text.encode(), "d", "d.txt"))
    assert plan.reading.edits
    assert from_json(to_json(plan), Plan) == plan
    assert from_json(unpack(pack(to_json(plan))), Plan) == plan


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'["a"]', b"[[]]", b"\xff", b"[" * 5000])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        from_json(data, Plan)


def test_a_plan_with_wrong_types_is_refused() -> None:
    good = to_json(read_plan(decode(COUNTY.encode(), "d", "d.txt")))
    for wrong in (good.replace(b'"utf-8"', b"8"), good.replace(b"prose", b"x").replace(b'"paragraph"', b'"sermon"')):
        assert wrong != good
        with pytest.raises(ValueError):
            from_json(wrong, Plan)


@pytest.mark.parametrize("data", [b"", b"x", b"\xff" * 40, (1 << 62).to_bytes(8, "big") + b"abc"])
def test_what_was_not_packed_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(data)
    with pytest.raises(ValueError):
        lines_of(data)


def test_lines_of_another_kind_are_refused() -> None:
    for head in (b"{}", b"[]", b'{"doc_id":"d","sha256":"","rows":{},"unread":0,"issues":[],"bytes":{"facts":9}}'):
        with pytest.raises(ValueError):
            lines_of(pack(len(head).to_bytes(8, "big") + head + b"more"))


def test_kept_results(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    kept = Kept(path)
    kept.put("a", b"1")
    kept.put("b", b"2")
    kept.only({"a"})
    kept.close()
    kept = Kept(path)
    assert "a" in kept and kept.get("a") == b"1" and "b" not in kept and kept.get("b") is None
    kept.close()
    anew = Kept(path, anew=True)
    assert "a" not in anew and anew.get("a") is None
    anew.close()
    nothing = Kept(None)
    nothing.put("a", b"1")
    assert nothing.get("a") is None and "a" not in nothing
    nothing.only(())
    nothing.close()


def test_what_is_kept_does_not_grow_with_time(tmp_path: Path) -> None:
    path, data = tmp_path / "results.sqlite", os.urandom(400_000)
    for number in range(12):
        kept = Kept(path)
        kept.put(f"k{number}", data)
        kept.only({f"k{number}"})
        kept.close()
    assert path.stat().st_size < 4 * len(data)


def _broken_entry(path: Path) -> None:
    with sqlite3.connect(path) as store:
        store.execute("UPDATE results SET data = substr(data, 1, 40) || x'00' || substr(data, 42)")
    store.close()


def _foreign_entries(path: Path) -> None:
    with sqlite3.connect(path) as store:
        store.execute("UPDATE results SET data = 'text'")
    store.close()


def _exchanged(path: Path) -> None:
    with sqlite3.connect(path) as store:
        rows = store.execute("SELECT key, data FROM results").fetchall()
        moved = [(rows[at - 1][1], key) for at, (key, _) in enumerate(rows)]
        store.executemany("UPDATE results SET data = ? WHERE key = ?", moved)
    store.close()


def _other_store(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as store:
        store.execute("CREATE TABLE mine (a)")
    store.close()


def _half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "harm",
    [
        _broken_entry,
        _foreign_entries,
        _exchanged,
        _other_store,
        _half,
        _folder,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no store at all"),
        lambda path: path.write_bytes(path.read_bytes()[:-3000] + b"\0" * 3000),
    ],
)
def test_a_harmed_store_harms_no_build(plans: Path, tmp_path: Path, harm: Callable[[Path], object]) -> None:
    out = tmp_path / "out"
    build(plans, out)
    before = content(out)
    harm(out / ".minzheng" / "results.sqlite")
    assert build(plans, out).status == 0
    assert content(out) == before


# ---------------------------------------------------------------- replaced as a set


def test_a_reader_sees_one_set_at_every_moment(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever number of files was moved when a build was killed, the tables are those of one build."""
    out = tmp_path / "out"
    build(plans, out)
    old = load(out).plans["doc_id"].tolist()
    (plans / "third.txt").write_text(CITY.replace("1200", "1500"), encoding="utf-8")
    true = os.replace
    for killed in range(1, 40, 3):
        moves = 0

        def replace(source: object, target: object, last: int = killed) -> None:
            nonlocal moves
            moves += 1
            if moves > last:
                raise KeyboardInterrupt
            true(source, target)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(place.os, "replace", replace)
            try:
                build(plans, out)
                finished = True
            except KeyboardInterrupt:
                finished = False
        tables = load(out)
        assert tables.plans["doc_id"].tolist() == [*old, "third"]
        assert set(tables.facts["doc_id"]) <= set(tables.plans["doc_id"])
        assert 1500 in set(tables.facts["value"])
        if finished:
            break
    assert build(plans, out).status == 0
    assert not (out / ".minzheng" / "ready").exists()
    assert load(out).plans["doc_id"].tolist() == [*old, "third"]


def test_what_a_killed_build_left_is_removed(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    left = out / ".minzheng" / "new-abc"
    left.mkdir(parents=True)
    (left / "facts.csv").write_text("half", encoding="utf-8")
    (out / ".minzheng" / "lock").write_text("", encoding="utf-8")  # nobody holds it any more
    build(plans, out)
    assert sorted(path.name for path in (out / ".minzheng").iterdir()) == ["results.sqlite", "run.json"]


def test_two_builds_do_not_mix(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with locked(out), pytest.raises(TablesError, match=r"another build is writing to .*; wait for its end, or name"):
        build(plans, out)
    assert build(plans, out).status == 0
    build(plans, tmp_path / "other")


def test_two_processes_at_once_leave_one_set(plans: Path, tmp_path: Path) -> None:
    call = [sys.executable, "-m", "analysis", "build", "--plans", str(plans), "--out", str(tmp_path / "out")]
    running = [subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    told = [(one.communicate(timeout=300), one.returncode) for one in running]
    assert any(status == 0 for _, status in told)
    for (_, error), status in told:
        assert status == 0 or (status == 2 and b"another build is writing" in error), error.decode()
    assert load(tmp_path / "out").plans["doc_id"].tolist() == ["city", "county"]


def test_a_lock_ends_with_its_process(plans: Path, tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom analysis.tables.store.place import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)\n"
    )
    held = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "out")], cwd=ROOT, stdout=subprocess.PIPE)
    assert held.stdout is not None and held.stdout.readline() == b"held\n"
    with pytest.raises(TablesError, match="another build"):
        build(plans, tmp_path / "out")
    held.kill()
    held.wait(timeout=60)
    held.stdout.close()
    assert build(plans, tmp_path / "out").status == 0


def test_the_work_folder_is_no_way_out(plans: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".minzheng").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(TablesError, match="is a link"):
        build(plans, tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_linked_table_is_replaced_not_followed(plans: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "facts.csv").symlink_to(tmp_path / "mine.csv")
    build(plans, tmp_path / "out")
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "out" / "facts.csv").is_symlink()


def test_a_set_is_whole_or_not_there(tmp_path: Path) -> None:
    with locked(tmp_path) as work:
        with pytest.raises(RuntimeError), staging(work) as staged:
            (staged / "facts.csv").write_text("new", encoding="utf-8")
            raise RuntimeError
        assert not (tmp_path / "facts.csv").exists()
        with staging(work) as staged:
            (staged / "facts.csv").write_text("new", encoding="utf-8")
            (staged / "datapackage.json").write_text("{}", encoding="utf-8")
            assert [path.name for path in put_in_place(staged, tmp_path)] == ["datapackage.json", "facts.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "facts.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name == "nt", reason="needs Linux")
def test_a_full_disk_leaves_the_former_tables(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from analysis.__main__ import main
    from analysis.tables.store import writing

    out = tmp_path / "out"
    build(plans, out)
    before = content(out)
    (plans / "third.txt").write_text(CITY.replace("1200", "1500"), encoding="utf-8")
    true = writing.Twin
    monkeypatch.setattr(writing, "Twin", lambda _, table: true(Path("/dev/full"), table))
    assert main(["build", "--plans", str(plans), "--out", str(out)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert content(out) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o500)
    with pytest.raises(TablesError, match="cannot be written to"):
        build(plans, out)
    out.chmod(0o700)


def test_a_system_that_writes_no_more_is_told(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EFBIG, "Error writing bytes")

    monkeypatch.setattr(place, "put_in_place", refuse)
    with pytest.raises(TablesError, match=r"cannot be written to .*out \(File too large\); make room .* --out"):
        build(plans, tmp_path / "out")


def test_a_build_says_what_it_ran_on(plans: Path, tmp_path: Path) -> None:
    """What decides the tables beside them, the rest in the hidden folder."""
    build(plans, tmp_path / "out", jobs=2)
    software = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))["software"]
    assert {"minzheng", "codebook_sha256", "opencc", "jieba", "lxml", "pdfminer.six"} <= set(software)
    told = json.loads((tmp_path / "out" / ".minzheng" / "run.json").read_text(encoding="utf-8"))
    assert told["options"]["jobs"] == 2 and told["counts"]["documents"] == 2
    assert told["software"]["coding_sha256"] == coding_version() and told["software"]["python"]


# ---------------------------------------------------------------- who does the work


def test_names_of_all_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "our plans"
    names = ["-rf.txt", "--help.txt", "two words.txt", "民政规划.txt", "😀.txt", "a'b\"c;$(x)&|.txt", "%s{0}{{x}}.txt"]
    (folder / "深 层").mkdir(parents=True)
    for number, name in enumerate(names):
        (folder / "深 层" / name).write_text(CITY.replace("1200", f"12{number:02}"), encoding="utf-8")
    build(folder, tmp_path / "-out")
    assert load(tmp_path / "-out").plans["doc_id"].tolist() == sorted(Path(name).stem for name in names)


def test_batches_are_in_order_and_small() -> None:
    sizes = [10] * 300 + [5_000_000, 10, 3_000_000] + [10] * 7
    batches = workers._batches(sizes, 2)
    assert [at for batch in batches for at in batch] == list(range(len(sizes)))
    assert all(len(batch) <= 64 for batch in batches)
    assert all(len(batch) == 1 or sum(sizes[at] for at in batch) <= workers.BATCH_BYTES for batch in batches)
    assert workers._batches([7], 4) == [range(0, 1)]


def test_a_worker_of_another_version_is_refused() -> None:
    with pytest.raises(BuildError, match="another version"):
        workers._remote([], False, "other")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"backend": "dask"}, "go together"),
        ({"scheduler": "tcp://10.0.0.5:8786"}, "go together"),
        ({"backend": "mpi"}, "give local or dask"),
    ],
)
def test_senseless_workers_are_refused(plans: Path, tmp_path: Path, options: dict[str, str], told: str) -> None:
    with pytest.raises(BuildError, match=told):
        build(plans, tmp_path / "out", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_dask_cluster_gives_the_same_tables(plans: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
    for number in range(20):
        (plans / f"more{number}.txt").write_text(CITY.replace("1200", f"12{number:02}"), encoding="utf-8")
    (plans / "empty.txt").write_bytes(b"")
    build(plans, tmp_path / "here")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = build(plans, tmp_path / "there", -1, backend="dask", scheduler=cluster.scheduler_address)
    assert there.status == 1
    assert content(tmp_path / "here") == content(tmp_path / "there")


def test_no_answer_of_a_scheduler_is_told(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    monkeypatch.setattr(workers, "ANSWERS", 1)
    with pytest.raises(BuildError, match="no Dask scheduler answers"):
        build(plans, tmp_path / "out", backend="dask", scheduler="tcp://127.0.0.1:9")


# ---------------------------------------------------------------- killed


def test_a_killed_build_leaves_whole_tables(tmp_path: Path) -> None:
    """Three kills; ``python tests/kill.py`` does fifty."""
    import kill

    told = kill.trial(tmp_path, kills=3, documents=6, seed=7, longest=2.0)
    assert told.kills == 3 and not told.faults, told.faults
