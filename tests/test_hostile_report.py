"""A report of a plan that carries what attacks programs: shown as text in every file, and without effect."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from test_security import ACTS, ATTACKS, Seen, document

from analysis.publishing.report import ReportResult, report


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ReportResult:
    folder = tmp_path_factory.mktemp("attacked").resolve()
    plans = folder / "plans"
    plans.mkdir()
    (plans / "<b>&=1+1.txt").write_text(document(), encoding="utf-8")
    (plans / "%s{{x}}#.txt").write_text(document().replace("样县", "重庆市江津区"), encoding="utf-8")
    return report(plans, folder / "out", "en")


def files(made: ReportResult, ending: str) -> list[Path]:
    found = sorted(path for path in made.out.rglob(f"*.{ending}") if ".minzheng" not in path.parts)
    assert found, ending
    return found


def test_every_notebook_runs_and_nothing_is_written_elsewhere(made: ReportResult) -> None:
    assert made.status == 0, str(made)
    assert {path.name for path in made.out.parent.iterdir()} == {"plans", "out"}


def test_pages_show_it_as_text(made: ReportResult) -> None:
    text = ""
    for path in files(made, "html"):
        html = path.read_text(encoding="utf-8")
        seen = Seen(html)
        text += seen.text
        assert not {"script", "iframe", "object", "embed", "form", "base"} & seen.tags, path.name
        assert not set(ACTS) & set(html), path.name
        for name, value in seen.attributes:
            assert not name.startswith("on"), f"{path.name}: {name}={value}"
            if name in ("href", "src") and not value.startswith(("data:", "#")):
                target = (path.parent / unquote(value.partition("#")[0])).resolve()
                assert target.is_file() and target.is_relative_to(made.out), f"{path.name} leads to {value}"
    for name in ("script", "image", "formula", "path", "format", "template"):
        assert ATTACKS[name] in text, name


def test_drawings_and_words_hold_no_markup_and_nothing_that_acts(made: ReportResult) -> None:
    for path in files(made, "svg"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|onerror=|onmouseover=|<foreignObject|href=\"(?!#|data:)", text), path.name
    for ending in ("txt", "md", "tex", "bib"):
        for path in files(made, ending):
            assert not set(ACTS) & set(path.read_text(encoding="utf-8")), f"{path.name} holds a character that acts"


def test_markdown_holds_no_html_and_no_links(made: ReportResult) -> None:
    for path in files(made, "md"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<[a-z/!]|(?<!\\)\]\(", text, re.IGNORECASE), path.name


def test_no_cell_of_a_table_is_a_formula(made: ReportResult) -> None:
    for path in files(made, "csv"):
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            for cell in row:
                if cell.lstrip()[:1] in tuple("=+-@＝＋－＠") and len(cell) > 1:
                    float(cell)
    for path in files(made, "xlsx"):
        with ZipFile(path) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert "<f>" not in sheet and "<hyperlink" not in sheet and "externalLink" not in " ".join(book.namelist())


COMMANDS = {
    "begin", "end", "caption", "toprule", "midrule", "bottomrule", "endhead", "textbackslash", "textasciitilde",
    "textasciicircum", "geq", "leq", "par", "noindent", "footnotesize",
}  # fmt: skip


def test_latex_holds_no_commands_but_ours(made: ReportResult) -> None:
    for path in files(made, "tex"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"\\([A-Za-z]+)", text)) <= COMMANDS, path.name
        for line in text.splitlines():
            bare = re.sub(r"\$\\[gl]eq\$|\\[\\&%$#_{}]|\\[A-Za-z]+(\{[^{}]*\})*", "", line)
            assert not set("%#$^~") & set(bare), f"{path.name}: {line}"


def test_entries_of_bibtex_are_balanced(made: ReportResult) -> None:
    for path in files(made, "bib"):
        text = re.sub(r"\\[{}]", "", path.read_text(encoding="utf-8"))
        assert text.count("{") == text.count("}") and text.count("@misc{") == text.count("\n@") + 1
