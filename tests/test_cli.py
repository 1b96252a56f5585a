"""The command line: help with examples, exit status, sentences instead of tracebacks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from analysis.__main__ import main, parser
from analysis.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("build", "report", "show", "score", "check", "review", "dictionary")
TEXT = "样县民政工作要点\n\n2024年，全县城市低保标准为每人每月620元。\n"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment}, timeout=120,
    )  # fmt: skip


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "county.txt").write_text(TEXT, encoding="utf-8")
    return folder


# ---------------------------------------------------------------- help


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^    {command}\b", shown, re.M) for command in COMMANDS) and "Example: minzheng" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    example = re.search(r"Example: minzheng (.*)", capsys.readouterr().out)
    assert example and example[1].startswith(command)
    assert parser().parse_args(example[1].split()).command == command  # the example is a call that is understood


def test_help_loads_nothing_heavy() -> None:
    heavy = "pandas numpy pyarrow matplotlib seaborn sklearn jieba papermill opencc lxml pandera"
    script = (
        "import sys\nfrom analysis.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('loaded:', [name for name in {heavy!r}.split() if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.rstrip().endswith("loaded: []"), done.stdout[-300:] + done.stderr


def test_the_version_is_the_projects() -> None:
    done = run("--version")
    assert done.stdout == f"minzheng {VERSION}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project.get("version", VERSION) == VERSION
    assert project["scripts"]["minzheng"] == "analysis.__main__:main"


def test_without_a_command_there_is_a_hint() -> None:
    done = run()
    assert done.returncode == 2 and "usage: minzheng" in done.stderr


def test_build_loads_no_plotting(plans: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom analysis.__main__ import main\n"
        f"status = main(['build', '--plans', {str(plans)!r}, '--out', {str(tmp_path / 'out')!r}])\n"
        "heavy = [name for name in ('matplotlib', 'seaborn', 'papermill', 'sklearn') if name in sys.modules]\n"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- build and check


def test_build_then_check(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["build", "--plans", str(plans), "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("1 document, ") and str(out) in shown.out and shown.err == ""
    assert main(["check", "--plans", str(plans), "--tables", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{out}: 0 errors")


def test_one_of_a_kind_is_told_in_the_singular(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    (plans / "empty.txt").write_bytes(b"")
    main(["build", "--plans", str(plans), "--out", str(out)])
    main(["build", "--plans", str(plans), "--out", str(out)])
    assert "\n1 document had not changed and was not read again\n" in capsys.readouterr().out
    main(["check", "--plans", str(plans), "--tables", str(out)])
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{out}: 1 error, 0 warnings, ")


def test_without_out_tables_go_to_runs(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--plans", "plans"]) == 0
    assert (tmp_path / "runs" / "plans" / "facts.csv").is_file()
    assert main(["check", "--plans", "plans"]) == 0


def test_a_bad_document_is_named_and_the_status_is_1(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plans / "empty.txt").write_bytes(b"")
    out = tmp_path / "out"
    assert main(["build", "--plans", str(plans), "--out", str(out)]) == 1
    shown = capsys.readouterr()
    assert "not in the tables: " in shown.err and "empty.txt" in shown.err and "1 document, " in shown.out
    assert main(["check", "--plans", str(plans), "--tables", str(out)]) == 1
    assert "error: " in capsys.readouterr().out


def test_check_notices_a_changed_document(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    main(["build", "--plans", str(plans), "--out", str(out)])
    (plans / "county.txt").write_text(TEXT.replace("620", "630"), encoding="utf-8")
    assert main(["check", "--plans", str(plans), "--tables", str(out)]) == 1
    assert "has changed since the build" in capsys.readouterr().out


def test_check_finds_the_documents_that_a_build_noted(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    main(["build", "--plans", str(plans), "--out", str(out)])
    other.mkdir()
    (other / "x.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert main(["check", "--tables", str(out)]) == 0
    assert "--plans" not in capsys.readouterr().out
    assert main(["check", "--tables", str(out), "--plans", "other"]) == 1
    (error,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("error: ")]
    assert error.endswith("built from (county.txt); name their folder with --plans")
    (out / ".minzheng" / "run.json").unlink()
    assert main(["check", "--tables", str(out)]) == 0
    assert "name their folder with --plans" in capsys.readouterr().out
    assert main(["check", "--tables", str(out), "--plans", "nowhere"]) == 2
    assert "nowhere: there is no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build", "--plans", "nowhere"], "nowhere: there is no such folder"),
        (["build", "--plans", "plans", "--jobs", "0"], "--jobs 0: give 1 or more"),
        (["build", "--plans", "plans", "--out", "plans/county.txt"], "is a file"),
        (["build", "--plans", "empty"], "empty holds no document"),
        (["check"], "run `minzheng build`"),
        (["show", "nowhere.txt"], "nowhere.txt: there is no such document"),
        (["show", "empty"], "empty: there is no such document"),
        (["score", "nowhere"], "nowhere: there is no such folder"),
        (["score", "gold", "--plans", "nowhere"], "nowhere: there is no such folder"),
    ],
)
def test_a_call_that_cannot_be_carried_out(
    arguments: list[str], told: str, plans: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(plans.parent)
    Path("empty").mkdir()
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert told in shown.err and shown.err.startswith(f"minzheng {arguments[0]}: ")
    assert "Traceback" not in shown.err and shown.out == ""


def test_show_writes_a_page(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "new" / "county.html"
    assert main(["show", str(plans / "county.txt"), "-o", str(page)]) == 0
    assert "620" in page.read_text(encoding="utf-8") and capsys.readouterr().out == f"{page}\n"
    (plans / "empty.txt").write_bytes(b"")
    assert main(["show", str(plans / "empty.txt")]) == 1
    assert "empty.txt" in capsys.readouterr().err


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="no such folder"):
        main(["build", "--plans", "nowhere", "--debug"])


def test_a_fault_of_ours_is_told_as_such(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from analysis.building import assembly

    monkeypatch.setattr(assembly, "csv_rows", lambda *_: 1 / 0)
    assert main(["build", "--plans", str(plans), "--out", str(tmp_path / "out")]) == 2
    assert "internal error (ZeroDivisionError" in capsys.readouterr().err


def test_a_terminal_without_chinese_is_no_obstacle(plans: Path, tmp_path: Path) -> None:
    (plans / "空.txt").write_bytes(b"")
    done = run("build", "--plans", str(plans), "--out", str(tmp_path / "out"), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1 and "Traceback" not in done.stderr and "\\u7a7a.txt" in done.stderr


# ---------------------------------------------------------------- score


def test_score_prints_figures_and_differences(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    right = {"kind": "standard", "indicator": "低保标准", "group": "城市", "value": 620, "unit": "元/人/月",
             "year": 2024, "quote": "低保标准为每人每月620元", "line": 3}  # fmt: skip
    missed = right | {"value": 621}
    lines = (json.dumps(each, ensure_ascii=False) for each in (right, missed))
    (gold / "county.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (gold / "absent.jsonl").write_text(json.dumps(right, ensure_ascii=False), encoding="utf-8")
    assert main(["score", str(gold), "--plans", str(plans), "--json"]) == 0
    shown = capsys.readouterr()
    figures = json.loads(shown.out)
    assert figures["all"]["quantity"] == figures["county"]["quantity"]
    assert figures["county"]["quantity"]["recall"] == 0.5
    assert figures["county"]["by_kind"]["standard"]["quantity"]["hits"] == 1
    assert "left out: absent has coded records" in shown.err
    assert main(["score", str(gold), "--differences"]) == 0  # the documents are found in the folder beside
    shown = capsys.readouterr()
    assert "MISSED county:3 | coded standard 低保标准 城市 621 元/人/月 2024" in shown.out
    assert "Krippendorff's alpha" in shown.out
