"""A folder of documents becomes tables: whatever the order, the jobs and the hash seed, and whatever lies beside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import analysis
from analysis.build import BuildError, Failure, build, default_out, find_documents, open_corpus
from analysis.tables.checks import check, check_folder, read_sources
from analysis.tables.store import load, read_description

COUNTY = """样县民政事业发展“十四五”规划

第一章 发展基础

2020年，全县农村低保标准为每人每年5952元，城市低保标准为每人每月620元。
"""
CITY = """样市2024年民政工作要点

一、养老服务

到2024年底，全市养老床位达到1200张，护理型床位占比达到55%。
"""
OTHER = "样区福利彩票销售情况通报\n\n2023年，全区销售福利彩票3500万元。\n"
DOCUMENTS = {"county.txt": COUNTY, "deeper/city.txt": CITY, "other.txt": OTHER}


def folder(at: Path, documents: dict[str, str | bytes]) -> Path:
    for name, text in documents.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return at


def content(out: Path) -> dict[str, bytes]:
    """The tables and their description; what the build keeps for the next one lies in a hidden folder."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    return folder(tmp_path / "plans", dict(DOCUMENTS))


# ---------------------------------------------------------------- the same bytes


def test_a_folder_becomes_tables(plans: Path, tmp_path: Path) -> None:
    result = build(plans, tmp_path / "out")
    assert result.status == 0 and result.failures == ()
    assert result.tables.plans["doc_id"].tolist() == ["city", "county", "other"]
    assert {5952.0, 620.0, 1200.0, 55.0, 35000000.0} <= set(result.tables.facts["value"])
    assert load(tmp_path / "out").facts.equals(result.tables.facts)
    assert [entry["path"] for entry in read_description(tmp_path / "out")["sources"]] == [
        "deeper/city.txt", "county.txt", "other.txt",
    ]  # fmt: skip
    assert str(result).startswith("3 documents, ")


def test_every_quote_and_digit_is_where_the_tables_say(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "out")
    assert [finding for finding in check_folder(tmp_path / "out", plans) if finding.severity == "error"] == []


def test_jobs_and_order_of_files_change_nothing(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "one")
    build(plans, tmp_path / "two", jobs=2)
    backwards = folder(tmp_path / "copy", dict(reversed(DOCUMENTS.items())))
    build(backwards, tmp_path / "three")
    assert content(tmp_path / "one") == content(tmp_path / "two") == content(tmp_path / "three")


def test_hash_seed_time_zone_and_language_change_nothing(plans: Path, tmp_path: Path) -> None:
    here = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}
    there = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}
    for seed, settings in (("1", here), ("2", there)):
        done = subprocess.run(
            [sys.executable, "-m", "analysis", "build", "--plans", str(plans), "--out", str(tmp_path / seed)],
            env={**os.environ, **settings}, cwd=Path(__file__).parents[1], capture_output=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
    assert content(tmp_path / "1") == content(tmp_path / "2")


def test_facts_keep_their_names_when_other_documents_arrive(plans: Path, tmp_path: Path) -> None:
    before = open_corpus(plans).facts
    folder(plans, {"another.txt": CITY.replace("样市", "别市")})
    after = open_corpus(plans).facts
    assert set(before["fact_id"]) <= set(after["fact_id"])
    assert not after["fact_id"].duplicated().any()


def test_a_build_replaces_the_earlier_one_as_a_whole(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "out")
    (plans / "other.txt").unlink()
    build(plans, tmp_path / "out")
    assert load(tmp_path / "out").plans["doc_id"].tolist() == ["city", "county"]


# ---------------------------------------------------------------- bad documents


def test_bad_documents_are_named_and_the_others_built(plans: Path, tmp_path: Path) -> None:
    folder(plans, {"empty.txt": b"", "binary.txt": bytes(range(256)) * 40, "scan.pdf": b"%PDF-1.4"})
    result = build(plans, tmp_path / "out")
    assert result.status == 1
    assert [failure.doc_id for failure in result.failures] == ["binary", "empty", "scan"]
    for failure in result.failures:
        assert failure.name in failure.reason
    assert result.tables.plans["doc_id"].tolist() == ["city", "county", "other"]
    issues = result.tables.issues
    reading = issues[issues["check"].eq("reading") & issues["severity"].eq("error")]
    assert reading["doc_id"].tolist() == ["binary", "empty", "scan"]
    errors = [finding for finding in check_folder(tmp_path / "out", plans) if finding.severity == "error"]
    assert {finding.doc_id for finding in errors} == {"binary", "empty", "scan"}


def test_bad_documents_do_not_depend_on_jobs(plans: Path, tmp_path: Path) -> None:
    folder(plans, {"empty.txt": b""})
    assert build(plans, tmp_path / "one").failures == build(plans, tmp_path / "two", jobs=2).failures
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_a_fault_of_ours_stops_no_other_document(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis import coding

    true = coding.code

    def faulty(plan: analysis.Plan) -> analysis.Coded:
        if plan.doc_id == "city":
            raise RuntimeError("some\nfault")
        return true(plan)

    monkeypatch.setattr(coding, "code", faulty)
    result = build(plans, tmp_path / "out")
    assert result.tables.plans["doc_id"].tolist() == ["county", "other"]
    (failure,) = result.failures
    assert failure == Failure("city", "deeper/city.txt", failure.reason)
    assert failure.reason == (
        "deeper/city.txt: an internal error (RuntimeError: some fault); run again with --debug to see where"
    )
    with pytest.raises(RuntimeError, match="fault"):
        build(plans, tmp_path / "out", debug=True)


def test_a_file_that_cannot_be_opened_is_named(plans: Path) -> None:
    (plans / "gone.txt").symlink_to(plans / "nowhere.txt")
    issues = open_corpus(plans).issues
    (message,) = issues.loc[issues["doc_id"].eq("gone"), "message"]
    assert "gone.txt" in message and "Internal" not in message and "internal error" not in message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_what_never_ends_is_not_read(plans: Path, tmp_path: Path) -> None:
    os.mkfifo(plans / "pipe.txt")
    result = build(plans, tmp_path / "out")
    (failure,) = result.failures
    assert failure.doc_id == "pipe" and "no ordinary file" in failure.reason
    assert len(result.tables.plans) == len(DOCUMENTS)


def test_nothing_outside_the_folder_is_read(plans: Path, tmp_path: Path) -> None:
    outside = folder(tmp_path / "outside", {"private.txt": CITY, "deep/secret.txt": CITY})
    (plans / "linked.txt").symlink_to(outside / "private.txt")
    (plans / "deeper" / "elsewhere").symlink_to(outside)
    (plans / "endless.txt").symlink_to("/dev/zero")
    (plans / "within.html").symlink_to(plans / "other.txt")
    result = build(plans, tmp_path / "out")
    assert [failure.name for failure in result.failures] == ["deeper/elsewhere", "endless.txt", "linked.txt"]
    assert all("a link out of the folder" in failure.reason for failure in result.failures)
    assert result.tables.plans["doc_id"].tolist() == ["city", "county", "other", "within"]
    by_link = tmp_path / "link"
    by_link.symlink_to(plans)
    assert [path.stem for path in find_documents(by_link).paths] == ["city", "county", "other", "within"]


def test_what_is_too_large_is_refused(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(plans, {"bytes.txt": COUNTY + " " * 4000, "text.txt": COUNTY * 9})
    monkeypatch.setattr("analysis.reading.files.LARGEST", len((COUNTY * 9).encode()))
    monkeypatch.setattr("analysis.reading.MOST_CHARACTERS", len(COUNTY) * 8)
    monkeypatch.setattr("analysis.reading.MOST_TAGS", 30)
    (plans / "tags.html").write_text("<b>" * 31 + COUNTY, encoding="utf-8")
    told = {failure.doc_id: failure.reason for failure in build(plans, tmp_path / "out").failures}
    assert set(told) == {"bytes", "tags", "text"}
    assert "31 tags, more than the 30" in told["tags"]
    assert "which no document has" in told["bytes"]
    assert "more than the" in told["text"] and "Cut it" in told["text"]


def test_two_documents_of_one_name_are_both_named(plans: Path, tmp_path: Path) -> None:
    folder(plans, {"deeper/county.txt": COUNTY, "county.html": "<p>" + COUNTY})
    result = build(plans, tmp_path / "out")
    (failure,) = result.failures
    assert all(name in failure.reason for name in ("county.html", "county.txt", "deeper/county.txt"))
    assert result.status == 1 and result.tables.plans["doc_id"].tolist() == ["city", "other"]


def test_a_changed_document_is_noticed(plans: Path, tmp_path: Path) -> None:
    build(plans, tmp_path / "out")
    (plans / "county.txt").write_text(COUNTY.replace("5952", "5953"), encoding="utf-8")
    (plans / "other.txt").unlink()
    found = {(one.check, one.doc_id) for one in check_folder(tmp_path / "out", plans) if one.severity == "error"}
    assert {("documents", "county"), ("documents", "other"), ("places", "county")} <= found


def test_sources_are_read_again_for_the_checks(plans: Path) -> None:
    sources, missing = read_sources(plans, {"county": "county.txt", "gone": "gone.txt"})
    assert list(sources) == ["county"] and [finding.doc_id for finding in missing] == ["gone"]
    assert check(open_corpus(plans), sources) is not None


# ---------------------------------------------------------------- folders


def test_what_is_no_document_is_passed_over_but_told(plans: Path, tmp_path: Path) -> None:
    folder(plans, {".hidden.txt": "x", ".git/a.txt": "x", "README.txt": "x", "README.md": "x", "MANIFEST.csv": "x",
                   "~$county.docx": "x", "saved_files/photo.png": b"\x89PNG", "saved.html": "x", "script.js": "x",
                   "list.csv": "x"})  # fmt: skip
    found = find_documents(plans)
    assert [path.stem for path in found.paths] == ["city", "county", "other", "saved"]
    assert found.failures == () and found.others == ("list.csv", "script.js")
    assert "passed over, not documents: list.csv, script.js" in str(build(plans, tmp_path / "out"))


@pytest.mark.parametrize("name", ["old.doc", "wps.WPS", "sheet.xls", "all.zip", "photo.png", "page.mht"])
def test_documents_of_other_kinds_are_reported(plans: Path, name: str) -> None:
    folder(plans, {name: b"x"})
    (failure,) = find_documents(plans).failures
    assert failure.name == name and "are not read; " in failure.reason


def test_a_name_that_is_no_text_is_reported(plans: Path, tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(plans) + b"/\xff.txt")).write_text(CITY, encoding="utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    result = build(plans, tmp_path / "out")
    (failure,) = result.failures
    assert "not valid UTF-8" in failure.reason and len(result.tables.plans) == 3


def test_folders_without_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="there is no such folder"):
        build(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BuildError, match="holds no document"):
        build(tmp_path / "empty", tmp_path / "out")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BuildError, match="is a file"):
        build(tmp_path / "file", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("jobs", [0, -2])
def test_a_senseless_number_of_jobs_is_refused(plans: Path, tmp_path: Path, jobs: int) -> None:
    with pytest.raises(BuildError, match="give 1 or more"):
        build(plans, tmp_path / "out", jobs=jobs)


def test_tables_inside_the_folder_are_no_documents(plans: Path) -> None:
    build(plans, plans / "out")
    (plans / "out" / "index.html").write_text("<p>a report</p>", encoding="utf-8")
    assert len(build(plans, plans / "out").tables.plans) == 3


def test_linked_folders_are_read_once(plans: Path) -> None:
    (plans / "deeper" / "back").symlink_to(plans, target_is_directory=True)
    found = find_documents(plans)
    assert [path.stem for path in found.paths] == ["city", "county", "other"] and found.failures == ()


def test_where_tables_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_out(Path("data/raw")) == Path("data/processed")
    assert default_out(tmp_path / "data" / "raw") == Path("data/processed")
    assert default_out(Path("elsewhere/plans/")) == Path("runs/plans")
    assert default_out(Path("/")) == Path("runs/plans")


def test_the_front_door(plans: Path, tmp_path: Path) -> None:
    assert analysis.build(plans, tmp_path / "out").status == 0  # the module and the function share a name
    assert analysis.load_tables(tmp_path / "out").facts.equals(analysis.open_corpus(plans).tables.facts)
    plan = analysis.read_plan(plans / "county.txt")
    assert isinstance(plan, analysis.Plan) and isinstance(analysis.code_plan(plan), analysis.Coded)
    assert set(dir(analysis)) == set(analysis.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = analysis.nothing


def test_the_real_documents_pass_every_check(shared_plans: Path, tmp_path: Path) -> None:
    result = build(shared_plans, tmp_path / "out")
    assert result.failures == () and len(result.tables.plans) == len(list(shared_plans.glob("*.txt")))
    findings = check_folder(tmp_path / "out", shared_plans)
    assert [finding.message for finding in findings if finding.severity == "error"] == []
