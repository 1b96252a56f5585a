"""The repository keeps its shape: folders, packaging, the order of imports, who may touch files, what may be stored."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "analysis"
LONGEST = 450  # lines of one module
READING = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]+[)）]")
RUN = 36  # characters; a longer run out of a document is that document's sentence, not ours


# ---------------------------------------------------------------- modules and the order of the rooms

# A module may import from its own room and from rooms before it.
ORDER = (
    {"version", "model", "plural"},
    {"arguments"},
    {"codebook"},
    {"reading"},
    {"coding"},
    {"tables"},
    {"building"},
    {"build"},
    {"comparing"},
    {"publishing"},
    {"exploring"},
    {"__main__", ""},  # the command line and the front door
)
RANK = {room: number for number, rooms in enumerate(ORDER) for room in rooms}
FILE_KEEPERS = ("reading.files", "codebook", "tables.store", "building", "publishing", "__main__")
FILE_CALLS = {
    *("open", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "mkdir", "unlink", "rmdir", "rmtree"),
    *("read_csv", "read_parquet", "to_csv", "to_parquet", "to_excel", "savefig", "mkstemp", "NamedTemporaryFile"),
    *("copyfile", "copytree", "makedirs"),
}


def _modules() -> dict[str, Path]:
    """Dotted name within the package → file; the package itself is the empty name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _room(module: str) -> str:
    return module.split(".")[0]


def _imported(module: str, path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name (with ``analysis.``) of every import, whether at the top, in a function, or for types."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = ["analysis", *module.split(".")] if module else ["analysis"]
                package = parts if path.name == "__init__.py" else parts[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix("analysis.")
                yield node.lineno, f"analysis.{inner}" if base == "analysis" and _room(inner) in RANK else base


def test_every_room_has_its_place_in_the_order() -> None:
    assert {_room(module) for module in MODULES} <= set(RANK)


@pytest.mark.parametrize("module", [module for module in MODULES if _room(module) not in ("", "__main__")])
def test_imports_go_one_way(module: str) -> None:
    wrong = []
    for line, name in _imported(module, MODULES[module]):
        if name.split(".")[0] != "analysis":
            continue
        room = _room(name.removeprefix("analysis").removeprefix("."))
        if room != _room(module) and RANK[room] >= RANK[_room(module)]:
            wrong.append(f"line {line} imports {name}")
    assert not wrong, f"analysis.{module} may import only from rooms before its own: {wrong}"


def test_the_model_imports_nothing_of_the_package() -> None:
    assert [name for _, name in _imported("model", MODULES["model"]) if name.startswith("analysis")] == []


def _calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node, node.func.id
            elif isinstance(node.func, ast.Attribute) and (node.func.attr != "open" or _opens_a_file(node)):
                yield node, node.func.attr


def _opens_a_file(call: ast.Call) -> bool:
    """Whether ``….open(…)`` is that of a path or a module of files: other things open, too."""
    receiver = ast.unparse(call.func).removesuffix(".open")
    if receiver in ("os", "io", "gzip", "bz2", "lzma", "codecs", "tarfile", "zipfile"):
        return True
    return not call.args or (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))


@pytest.mark.parametrize("module", list(MODULES))
def test_only_the_keepers_touch_files(module: str) -> None:
    if any(module == keeper or module.startswith(keeper + ".") for keeper in FILE_KEEPERS):
        return
    touched = [f"line {call.lineno}: {name}" for call, name in _calls(MODULES[module]) if name in FILE_CALLS]
    assert not touched, f"analysis.{module} touches files ({touched}); only {', '.join(FILE_KEEPERS)} may"


@pytest.mark.parametrize("module", list(MODULES))
def test_text_is_read_and_written_in_a_named_encoding(module: str) -> None:
    """Windows would use another one."""
    wrong = []
    for call, name in _calls(MODULES[module]):
        if name not in ("open", "read_text", "write_text", "fdopen"):
            continue
        if ast.unparse(call.func) == "os.open":  # a file descriptor has no encoding
            continue
        constants = [each.value for each in ast.walk(call) if isinstance(each, ast.Constant)]
        binary = any(isinstance(each, str) and re.fullmatch(r"[rwxa]b\+?|b[rwxa]", each) for each in constants)
        if not binary and not any(keyword.arg in ("encoding", None) for keyword in call.keywords):
            wrong.append(f"line {call.lineno}: {name}")
    assert not wrong, f"analysis.{module} leaves the encoding to the machine: {wrong}"


@pytest.mark.parametrize("module", list(MODULES))
def test_modules_are_short(module: str) -> None:
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"analysis.{module} has {lines} lines; give part of its job to a module of its own"


# ---------------------------------------------------------------- importing costs nothing


def _python(code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_importing_loads_no_heavy_library() -> None:
    """Until a table, a figure or a cut sentence is asked for."""
    light = ["", "version", "model", "codebook", "reading", "coding", "building", "build", "__main__"]
    names = [f"analysis.{module}".rstrip(".") for module in light if module in MODULES]
    heavy = ["pandas", "numpy", "pyarrow", "matplotlib", "seaborn", "sklearn", "jieba", "papermill", "IPython"]
    code = (
        f"import importlib, sys\nfor name in {names!r}:\n    importlib.import_module(name)\n"
        f"    loaded = [each for each in {heavy!r} if each in sys.modules]\n"
        "    assert not loaded, f'{name} loads {loaded}'"
    )
    assert _python(code) == ""


def test_importing_reads_no_data_and_prints_nothing() -> None:
    """The codebook is read when it is first asked something."""
    code = f"""
import importlib, os, sys
package, opened = {str(PACKAGE)!r} + os.sep, []
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        if path.startswith(package) and not path.endswith((".py", ".pyc")) and ".pyc." not in path:
            opened.append(path)
sys.addaudithook(note)
for name in {[f"analysis.{module}".rstrip(".") for module in MODULES]!r}:
    importlib.import_module(name)
    assert not opened, f"importing {{name}} opens {{opened}}"
"""
    assert _python(code) == ""


# ---------------------------------------------------------------- packaging

# name in pyproject.toml → name at conda-forge, where they differ
CONDA_NAMES = {"matplotlib": "matplotlib-base", "seaborn": "seaborn-base", "types-PyYAML": "types-pyyaml"}
CONDA_LACKS = {"opencc", "justmytype-intl-cjk"}  # these come from PyPI there, too


def _split(requirement: str) -> tuple[str, str]:
    """Name in small letters, and bounds without spaces."""
    match = re.fullmatch(r"([A-Za-z0-9_.-]+?)(?:\[[\w,-]+\])?\s*((?:[<>=!~].*)?)", requirement)
    assert match, f"{requirement!r} is no requirement"
    return match[1].lower(), match[2].replace(" ", "")


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_and_project_ask_for_the_same() -> None:
    project = _project()
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [each for each in environment["dependencies"] if isinstance(each, str)]
    (pip,) = [each["pip"] for each in environment["dependencies"] if isinstance(each, dict)]
    renamed = {name.lower(): other for name, other in CONDA_NAMES.items()}
    wanted = dict(map(_split, [*project["dependencies"], *project["optional-dependencies"]["dev"]]))

    from_conda = dict(map(_split, conda))
    assert from_conda.pop("python") == project["requires-python"]
    from_conda.pop("pip")
    assert from_conda == {renamed.get(n, n).lower(): b for n, b in wanted.items() if n not in CONDA_LACKS}
    assert pip[-1] == "-e ."
    assert dict(map(_split, pip[:-1])) == {name: wanted[name] for name in CONDA_LACKS}
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert environment["name"] == project["name"]


def test_every_bound_has_a_floor() -> None:
    project = _project()
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        assert re.search(r"[>=]=", requirement), f"{requirement} names no version"


@pytest.mark.parametrize(("folder", "extras"), [("analysis", ("cluster",)), ("tests", ("dev",))])
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    project = _project()
    asked = [*project["dependencies"], *(each for extra in extras for each in project["optional-dependencies"][extra])]
    declared = {_split(each)[0].replace("_", "-") for each in asked}
    homes = packages_distributions()
    own = {path.stem for path in (ROOT / folder).rglob("*.py")} | {"analysis"}
    undeclared = set()
    for path in (ROOT / folder).rglob("*.py"):
        module = ".".join(path.relative_to(ROOT / folder).with_suffix("").parts)
        for _, name in _imported(module, path):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top in own or not top:
                continue
            # what an extra asks for need not be installed: then its own name has to do
            if not {home.lower().replace("_", "-") for home in homes.get(top, [top])} & declared:
                undeclared.add(f"{path.relative_to(ROOT)}: {top}")
    assert not undeclared, f"pyproject.toml does not ask for {sorted(undeclared)}"


def test_package_data_reaches_the_wheel() -> None:
    """Every file of the package is a module or has an ending that pyproject.toml ships."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    for path in PACKAGE.rglob("*"):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            assert any(path.match(pattern) for pattern in patterns), f"{path.relative_to(ROOT)} would not be installed"
    for folder in {path.parent for path in PACKAGE.rglob("*.csv")}:
        assert (folder / "__init__.py").is_file(), f"{folder.relative_to(ROOT)} is no package, its tables get lost"


# ---------------------------------------------------------------- make, continuous integration, README


def _make(*arguments: str, **environment: str) -> str:
    if shutil.which("make") is None:
        pytest.skip("make is not here")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT, capture_output=True, text=True, env={**clean, **environment}, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_alone_lists_the_targets() -> None:
    listed = re.findall(r"^  ([a-z]+) +\S", _make(), re.M)
    assert {"report", "test", "lab", "build", "bench", "lint", "setup", "clean"} <= set(listed)


def test_make_takes_values_from_its_command_line_only() -> None:
    """LANGUAGE is a variable of gettext and OUT a common name: what the environment holds there is not meant for us."""
    asked = _make("-n", "report", "PLANS=../my plans", "LANGUAGE=en", LANGUAGE="zh_CN:zh", OUT="elsewhere")
    (line,) = [line for line in asked.splitlines() if "-m analysis report" in line]
    assert '--plans "../my plans"' in line
    assert '--lang "en"' in line
    assert "--out" not in line
    plain = _make("-n", "report", LANGUAGE="zh_CN:zh", PLANS="nowhere")
    (line,) = [line for line in plain.splitlines() if "-m analysis report" in line]
    assert line.split() == [".venv/bin/python", "-m", "analysis", "report"]


def test_an_old_python_is_named_with_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\ncase "$2" in *print*) echo Python 3.9;; *) exit 1;; esac\n', encoding="utf-8")
    old.chmod(0o755)
    if shutil.which("make") is None:
        pytest.skip("make is not here")
    done = subprocess.run(
        ["make", "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert f"{old} is Python 3.9." in done.stderr
    assert not (tmp_path / "venv").exists()


def test_ci_runs_what_the_readme_names() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    for command in ("make lint", "make test", "make report"):
        assert command in text
    assert os.access(script, os.X_OK)
    if shutil.which("bash"):
        assert subprocess.run(["bash", "-n", str(script)], timeout=60).returncode == 0


def test_the_readme_names_both_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make report" in text
    assert "make test" in text


@pytest.mark.parametrize(
    "place",
    ["analysis", "notebooks", "data/raw", "data/processed", "figures", "environment.yml", "README.md", "pyproject.toml",
     "Makefile", "tests", ".ci/run", "LICENSE"],
)  # fmt: skip
def test_the_contracted_places_are_there(place: str) -> None:
    assert (ROOT / place).exists()


# ---------------------------------------------------------------- what is stored


@cache
def _stored() -> tuple[Path, ...]:
    """Files under version control that are there (one may be on its way out)."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is not a clone")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    return tuple(path for name in names.decode().split("\0") if name and (path := ROOT / name).is_file())


@cache
def _texts() -> dict[str, str]:
    """Stored text files, by path; digests keep their documents' encodings."""
    found = {}
    for path in _stored():
        data = path.read_bytes()
        if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
        found[path.relative_to(ROOT).as_posix()] = text
    return found


def test_nothing_stored_names_a_machine_or_a_package_host() -> None:
    slash = "/"  # so that this file does not hold what it looks for
    places = "|".join(("work", "root", "home", "Users", "mnt", "srv"))
    hosts = "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + "js", "debian" + r"\.org", "local" + "host:"))
    pattern = re.compile(rf"(?<![\w./-])[{slash}]({places})(?![\w-])|[A-Z]:\\\\?Users\b|{hosts}")
    found = [
        f"{name}:{number}: {match[0]}"
        for name, text in _texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert not found


def test_notebooks_are_stored_without_outputs() -> None:
    for path in _stored():
        if path.suffix != ".ipynb":
            continue
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
            if cell["cell_type"] == "code":
                assert not cell["outputs"], f"{path.name}, cell {number} has outputs: run nbstripout on it"
                assert cell["execution_count"] is None, f"{path.name}, cell {number} has a count: run nbstripout on it"


def test_what_runs_make_is_not_stored() -> None:
    made = re.compile(r"^(runs|build|dist|\.venv)/|__pycache__|\.parquet$|\.egg-info")
    assert [name for name in _names() if made.search(name)] == []


def _names() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in _stored()]


def test_no_sentence_of_a_full_document_is_stored(shared_plans: Path) -> None:
    """The full documents are not ours to pass on: their facts and terms are here, their wording is not."""
    windows: dict[str, str] = {}
    for path in sorted(shared_plans.glob("*.txt")):
        for line in _lines(path.read_text(encoding="utf-8-sig")):
            for start in range(len(line) - RUN + 1):
                windows.setdefault(line[start : start + RUN], path.name)
    assert windows
    found = []
    for name, text in _texts().items():
        for number, line in enumerate(_lines(text), 1):
            hit = next((at for at in range(len(line) - RUN + 1) if line[at : at + RUN] in windows), None)
            if hit is not None:
                found.append(f"{name}:{number} has {line[hit : hit + RUN]!r} of {windows[line[hit : hit + RUN]]}")
    assert not found


def _lines(text: str) -> list[str]:
    """Lines without white space and without inline readings, so that 規(guī)劃 is 規劃."""
    lines = text.replace("\\n", "\n").split("\n")  # JSON writes an end of line as two characters
    return ["".join(READING.sub("", line).split()) for line in lines]
