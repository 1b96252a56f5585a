"""``requirements.lock`` pins everything the package asks for, by version and by hash, and names no place to get it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from audit import answer
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


def pinned() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert lines and all("--hash=sha256:" in line for line in lines)
    return [Requirement(line.split("--hash")[0].strip()) for line in lines]


def asked() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [Requirement(text) for text in (*project["dependencies"], *extras["dev"], *extras["cluster"])]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_has_one_version_for_each_machine() -> None:
    found = [one for one in pinned() if one.marker is None or one.marker.evaluate(dict(default_environment()))]
    names = [plain(one.name) for one in found]
    assert len(set(names)) == len(names)
    assert all(len(one.specifier) == 1 and str(one.specifier).startswith("==") for one in found)


@pytest.mark.parametrize("wanted", asked(), ids=lambda one: one.name)
def test_what_is_asked_for_is_pinned_within_its_bounds(wanted: Requirement) -> None:
    versions = [next(iter(one.specifier)).version for one in pinned() if plain(one.name) == plain(wanted.name)]
    assert versions, f"requirements.lock lacks {wanted.name}: run `make lock`"
    assert all(wanted.specifier.contains(version) for version in versions), f"{wanted} is {versions}: run `make lock`"


def told(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


FINE = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "c", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("output", "errors", "status", "said"),
    [
        (told(FINE), "", 0, "none has a known fault"),
        (told(FINE, FAULTY), "", 1, "b 2: CVE-1, mended in 3"),
        (told(UNKNOWN, UNKNOWN), "", 2, "2 of 2 packages could not be asked about"),
        (told(FINE, FAULTY, UNKNOWN), "", 1, "1 of 3 packages could not"),
        ("", "a warning\nERROR: no connection\n", 2, "could not be asked about (ERROR: no connection)"),
        ("", "", 2, "said nothing"),
    ],
)
def test_an_audit_that_could_not_ask_says_so(output: str, errors: str, status: int, said: str) -> None:
    """pip-audit itself finds “no known vulnerabilities” among packages that it could ask nobody about."""
    code, text = answer(output, errors)
    assert code == status and said in text


def test_no_place_is_named() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links|--extra-index|@ ", text)
