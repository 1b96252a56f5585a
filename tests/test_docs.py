"""Documentation that is true: commands are understood, examples run, links lead somewhere, figures are as measured."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pytest
import yaml

from analysis.__main__ import main, parser
from analysis.codebook import codebook, read_table
from analysis.coding.checking import NAMES
from analysis.publishing.words import say
from analysis.tables.schema import data_dictionary
from analysis.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXTS[name], re.M | re.S)


COMMANDS = [
    (name, line.split("#")[0].strip())
    for name in TEXTS
    for block in blocks(name, "sh")
    for line in block.splitlines()
    if line.startswith("minzheng ")
]


@pytest.mark.parametrize(("name", "line"), COMMANDS)
def test_commands_are_understood(name: str, line: str) -> None:
    assert parser().parse_args(shlex.split(line)[1:]).command in line


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) > 15 and {name for name, _ in COMMANDS} >= {"README.md", "README.zh-CN.md", "docs/tutorial.md"}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/tutorial.md"])
def test_python_examples_run(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("analysis.exploring.cards.PlanCard.show", lambda self: print(self))  # it would write a page
    examples = blocks(name, "python")
    assert examples
    known: dict[str, object] = {}
    for example in examples:
        exec(compile(example, name, "exec"), known)
    assert "每人每月【460】元" in capsys.readouterr().out
    plt.close("all")


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_to_files(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", TEXTS[name]):
        assert "://" not in target and (ROOT / name).parent.joinpath(unquote(target)).is_file(), f"{name}: {target}"


@pytest.mark.parametrize(("language", "page"), [("en", "data-dictionary.md"), ("zh", "data-dictionary.zh-CN.md")])
def test_the_data_dictionary_is_current(language: str, page: str, tmp_path: Path) -> None:
    command = f"minzheng dictionary --lang {language} -o docs/{page}"
    assert main(["dictionary", "--lang", language, "-o", str(tmp_path / page)]) == 0
    assert (tmp_path / page).read_bytes() == (ROOT / "docs" / page).read_bytes(), f"docs/{page} is stale: {command}"
    assert data_dictionary(language).count("\n## ") == len({row["table"] for row in read_table("columns")})


def test_facts_that_are_named_are_in_the_tables() -> None:
    with (ROOT / "data" / "processed" / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["fact_id"]: row for row in csv.DictReader(file)}
    named = [(name, fact) for name, text in TEXTS.items() for fact in re.findall(r"\bf[0-9a-f]{11}\b", text)]
    assert named and [one for one in named if one[1] not in known] == []


def test_stated_agreement_is_what_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documentation may fall behind an improvement, never claim more than is measured."""
    monkeypatch.chdir(ROOT)
    assert main(["score", "data/gold", "--plans", "data/raw", "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)["all"]
    kinds = measured["by_kind"]
    rows = {"all": measured, "targets": kinds["target"], "standards": kinds["standard"],
            "expenditures": kinds["expenditure"], "outcomes": kinds["outcome"]}  # fmt: skip
    stated = re.findall(r"^\| (\w+) \((\d+)\) \| ([\d.]+) \| ([\d.]+) \|", TEXTS["docs/method.md"], re.M)
    assert {name for name, *_ in stated} == set(rows)
    for name, _, quantity, fact in stated:
        assert float(quantity) <= rows[name]["quantity"]["f1"] + 0.0005, f"{name}: quantity F1 is stated too high"
        assert float(fact) <= rows[name]["fact"]["f1"] + 0.0005, f"{name}: fact F1 is stated too high"
    (readme,) = re.findall(r"^\| digests of five plans \(\d+\) \| ([\d.]+) \| ([\d.]+) \|", TEXTS["README.md"], re.M)
    assert float(readme[0]) <= measured["quantity"]["f1"] + 0.0005
    assert float(readme[1]) <= measured["fact"]["f1"] + 0.0005


def test_the_rows_that_docs_add_to_the_codebook_have_its_columns() -> None:
    added = [line for block in blocks("docs/adding.md", "csv") for line in block.splitlines()]
    heads = [list(read_table(table)[0]) for table in ("indicators", "aliases", "measures", "measure_words")]
    for line, head in zip(csv.reader(added), heads, strict=True):
        assert len(line) == len(head), f"docs/adding.md: {line[0]} has {len(line)} cells, expected {head}"
    assert "memory_clinics" not in codebook().indicators  # the example is not taken


def test_the_citation_names_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == VERSION and cited["license"] == "MIT" and cited["cff-version"] == "1.2.0"
    assert cited["authors"] and cited["title"] and cited["message"]


@pytest.mark.parametrize("check", NAMES)
def test_pages_have_words_for_every_check(check: str) -> None:
    assert say(f"check.{check}", "zh") != say(f"check.{check}", "en")
