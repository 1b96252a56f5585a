"""The batch report: parameters refused in time, every ending of a notebook told, pages that work from disk."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import signal
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from made_tables import Facts, made_facts, made_plans, made_tables, plan

from analysis.build import BuildResult, Failure
from analysis.building.assembly import Counts
from analysis.comparing import (
    baseline_and_target,
    bed_ratios,
    low_income_standards,
    rural_urban_ratio,
    stated_growth,
)
from analysis.publishing import prose
from analysis.publishing.findings import Claim, about_beds, about_standards, confirmed
from analysis.publishing.kernels import Provisioner
from analysis.publishing.parameters import ParameterError, check, defaults
from analysis.publishing.programme import (
    Choice,
    ReportError,
    editions,
    find_notebooks,
    imported,
    left_out,
    refuse,
    tasks_of,
)
from analysis.publishing.report import ReportResult, notebooks_folder, publish, report
from analysis.publishing.runner import Run, Task, run_notebooks
from analysis.publishing.source_view import document_page
from analysis.publishing.words import LanguageError
from analysis.publishing.words import name as named
from analysis.tables.schema import Tables, frame_of
from analysis.tables.store import save

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = [one.path for one in find_notebooks(ROOT / "notebooks")]


def notebook(path: Path, *cells: str, parameters: str | None = "region = 'x'") -> Path:
    """A notebook of code cells; the first is tagged ``parameters`` unless there are none."""
    made = []
    for number, source in enumerate([*([] if parameters is None else [parameters]), *cells]):
        tags = ["parameters"] if parameters is not None and number == 0 else []
        cell = {"cell_type": "code", "id": f"c{number}", "execution_count": None, "outputs": [], "source": [source]}
        made.append(cell | {"metadata": {"tags": tags}})
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"cells": made, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


# --- parameters ----------------------------------------------------------------------------------------------------


def test_defaults_are_read_by_syntax(tmp_path: Path) -> None:
    cell = 'a = "x = y"  # b = 3\nc: list = ["p", "q"]\nd = -1.5\ne = None\nf = {"k": [1]}'
    path = notebook(tmp_path / "n.ipynb", parameters=cell)
    assert defaults(path) == {"a": "x = y", "c": ["p", "q"], "d": -1.5, "e": None, "f": {"k": [1]}}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, "no cell tagged"),
        ("a = open('x')", r"“a = open\('x'\)”"),
        ("import os", "“import os”"),
        ("a, b = 1, 2", "“a, b = "),
        ("a = ", "not Python"),
    ],
)
def test_a_cell_that_holds_no_plain_defaults_is_refused(cell: str | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=said):
        defaults(notebook(tmp_path / "n.ipynb", parameters=cell))


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    for number, text in enumerate(("", "[]", "{}", "not json", '{"cells": [1]}')):
        path = tmp_path / f"{number}.ipynb"
        path.write_text(text)
        with pytest.raises(ParameterError, match="not a notebook"):
            defaults(path)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"regoins": []}, "no parameter “regoins”; it takes regions, language, limit, share, strict, free"),
        ({"regions": "500116"}, "expected a list of text"),
        ({"regions": [500116]}, "expected a list of text"),
        ({"language": 1}, "expected text"),
        ({"limit": 1.5}, "expected a whole number"),
        ({"limit": True}, "expected a whole number"),
        ({"strict": 1}, "expected True or False"),
        ({"share": "x"}, "expected a number"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(given: dict[str, Any], said: str, tmp_path: Path) -> None:
    cell = 'regions = []\nlanguage = "zh"\nlimit = 3\nshare = 0.5\nstrict = False\nfree = None'
    path = notebook(tmp_path / "n.ipynb", parameters=cell)
    with pytest.raises(ParameterError, match=re.escape(said)):
        check(path, given)
    check(path, {"regions": ["500116"], "language": "en", "limit": 4, "share": 1, "strict": True, "free": 7})


# --- running -------------------------------------------------------------------------------------------------------


def test_every_ending_is_told_and_none_stops_the_others(tmp_path: Path) -> None:
    interpreter = "import sys; print('ran in', sys.executable)"
    made = {
        "good": notebook(tmp_path / "good.ipynb", interpreter, "print('region', region)"),
        "raises": notebook(tmp_path / "raises.ipynb", "raise ValueError('no such year\\nsecond line')", "print('no')"),
        "hangs": notebook(tmp_path / "hangs.ipynb", "import time; time.sleep(60)"),
        "dies": notebook(tmp_path / "dies.ipynb", "import os; os._exit(9)"),
        "revives": notebook(
            tmp_path / "revives.ipynb",
            f"import os, pathlib; seen = pathlib.Path({str(tmp_path / 'seen')!r})\n"
            "first = not seen.exists(); seen.touch()\nif first: os._exit(9)",
            "print('back')",
        ),
    }
    tasks = []
    for name, path in made.items():
        output = tmp_path / "out" / path.name
        limit = 3 if name == "hangs" else 60
        tasks.append(Task(path, output, {"region": "江津区"}, limit, output.with_suffix(".html"), "en"))
    heard: list[Run] = []
    runs = dict(zip(made, run_notebooks(tasks, 2, heard.append), strict=True))
    ends = {name: run.status for name, run in runs.items()}
    assert ends == {
        "good": "done", "raises": "failed", "hangs": "timeout", "dies": "kernel died", "revives": "done",
    }  # fmt: skip
    assert len(heard) == 5 and runs["good"].ok and not runs["raises"].ok
    assert runs["raises"].message == "ValueError: no such year"
    assert "longer than 3 s" in runs["hangs"].message and "died" in runs["dies"].message
    executed = json.loads(runs["good"].output.read_text(encoding="utf-8"))
    printed = "".join(line for cell in executed["cells"] for one in cell["outputs"] for line in one["text"])
    assert f"ran in {sys.executable}" in printed and "region 江津区" in printed
    kept = runs["raises"].output.read_text(encoding="utf-8")
    assert "Traceback" in kept and "no such year" in kept
    for name in ("raises", "hangs", "dies"):
        assert runs[name].message in (tmp_path / "out" / f"{name}.html").read_text(encoding="utf-8").replace(
            "&#x27;", "'"
        )


ANSWERS_SLOWLY = """import time
handlers = get_ipython().kernel.shell_handlers
def slowly(name, seconds):
    handle = handlers[name]
    async def handled(*args):
        await handle(*args)
        time.sleep(seconds)
    handlers[name] = handled
"""


def test_a_kernel_that_is_done_ends_without_a_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its last answer is there before it is done with the question; an interrupt would meet it then."""
    path = notebook(tmp_path / "slow.ipynb", ANSWERS_SLOWLY + "slowly('kernel_info_request', 8)")
    tasks = [Task(path, tmp_path / "out" / f"{number}.ipynb", {"region": "x"}, 60) for number in range(8)]
    assert [run.status for run in run_notebooks(tasks, 2)] == ["done"] * 8
    assert capfd.readouterr().err == ""


def test_a_kernel_slow_to_be_idle_takes_no_longer_than_its_limit(tmp_path: Path) -> None:
    """Jupyter gives it four seconds after the answer, which a busy machine may need."""
    path = notebook(tmp_path / "slow.ipynb", ANSWERS_SLOWLY + "slowly('execute_request', 5)", "x = 1")
    (run,) = run_notebooks([Task(path, tmp_path / "out.ipynb", {"region": "x"}, 60)])
    assert (run.status, run.message) == ("done", "")


def test_a_kernel_that_is_to_stay_may_be_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    async def heard(self: object, signum: int) -> None:
        sent.append(signum)

    monkeypatch.setattr(LocalProvisioner, "send_signal", heard)
    one = Provisioner(kernel_id="k", kernel_spec=None, parent=KernelManager())
    for shutting_down in (False, True):
        one.parent.shutting_down = shutting_down
        for signum in (signal.SIGINT, signal.SIGTERM):
            asyncio.run(one.send_signal(signum))
    assert sent == [signal.SIGINT, signal.SIGTERM, signal.SIGTERM]


def test_wrong_parameters_are_refused_before_anything_runs(tmp_path: Path) -> None:
    good = Task(notebook(tmp_path / "a.ipynb", f"open({str(tmp_path / 'ran')!r}, 'w')"), tmp_path / "o" / "a.ipynb", {})
    wrong = Task(notebook(tmp_path / "b.ipynb"), tmp_path / "o" / "b.ipynb", {"reigon": "x"})
    with pytest.raises(ParameterError, match="reigon"):
        run_notebooks([good, wrong])
    assert not (tmp_path / "ran").exists() and not (tmp_path / "o").exists()


def test_a_report_without_notebooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="holds no notebook"):
        find_notebooks(tmp_path)


@pytest.mark.parametrize(
    ("choice", "kind", "said"),
    [
        (Choice("de"), LanguageError, "“de”"),
        (Choice(timeout=0), ReportError, "time limit is 0 s"),
        (Choice(by=("colour",)), ReportError, "“colour”; take region, period, language"),
        (Choice(regions=("江津区",)), ReportError, "few.ipynb has no parameter “regions”"),
        (Choice(by=("period",)), ReportError, "few.ipynb has no parameter “periods”"),
        (
            Choice(parameters={"depht": 2}),
            ParameterError,
            "No notebook has a parameter “depht”; there are column, depth",
        ),
        (Choice(parameters={"depth": "two"}), ParameterError, "“depth” is 'two', expected a whole number"),
        (Choice(parameters={"column": "triple"}), ParameterError, "“column” is “triple”, expected single or double"),
        (Choice(parameters={"tables": "x"}), ParameterError, "“tables” is set by the report itself"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(
    choice: Choice, kind: type[Exception], said: str, tmp_path: Path
) -> None:
    notebook(tmp_path / "few.ipynb", parameters='tables = ""\ndepth = 1\ncolumn = "double"')
    notebook(tmp_path / "profile.ipynb", parameters='doc_id = ""')
    with pytest.raises(kind, match=re.escape(said)):
        refuse(choice, find_notebooks(tmp_path))
    refuse(Choice("en", parameters={"depth": 2, "column": "single"}), find_notebooks(tmp_path))


def test_a_column_that_is_no_width_is_the_affair_of_its_notebook(tmp_path: Path) -> None:
    path = notebook(tmp_path / "own.ipynb", parameters='column = "value"')
    check(path, {"column": "level"})


# --- what is run ---------------------------------------------------------------------------------------------------


def test_a_notebook_says_itself_how_it_is_run(tmp_path: Path) -> None:
    notebook(tmp_path / "compare.ipynb", "from analysis.model import Kind\nimport json", "%matplotlib inline",
             parameters='figures = ""\nlanguage = "zh"')  # fmt: skip
    notebook(tmp_path / "profile.ipynb", parameters='doc_id = ""\nfigures = ""')
    by_hand = notebook(tmp_path / "explore.ipynb", parameters=None)
    whole = json.loads(by_hand.read_text(encoding="utf-8"))
    whole["metadata"]["minzheng"] = {"report": False}
    by_hand.write_text(json.dumps(whole), encoding="utf-8")
    found = find_notebooks(tmp_path)
    assert [(one.path.stem, one.per_document) for one in found] == [("compare", False), ("profile", True)]
    assert imported(tmp_path / "compare.ipynb") == ("analysis.model", "json")
    (edition,) = editions(Choice("en"), made_plans())
    tasks = tasks_of(found, edition, Choice("en"), tmp_path / "out", tmp_path / "figures")
    assert [task.name for task in tasks] == ["compare", *(f"profile {doc_id}" for doc_id in made_plans()["doc_id"])]
    assert tasks[0].parameters == {"figures": str(tmp_path / "figures"), "language": "en"}
    assert tasks[1].parameters == {"figures": str(tmp_path / "figures" / "hulunbuir"), "doc_id": "hulunbuir"}
    assert tasks[1].output == tmp_path / "out" / "notebooks" / "profile.hulunbuir.ipynb"


def test_a_matrix_has_a_cell_for_each_combination_that_has_a_document() -> None:
    plans = made_plans()
    labels = [one.label for one in editions(Choice(by=("region",)), plans)]
    assert labels == ["", "呼伦贝尔市", "随州市", "江津区", "武隆区", "巫溪县"]
    both = editions(Choice(by=("region", "period"), periods=("十四五", "十三五")), plans)
    assert [one.label for one in both[1:]] == ["呼伦贝尔市-十四五", "随州市-十三五", "江津区-十四五", "巫溪县-十四五"]
    assert both[2].regions == ("421300",) and both[2].periods == ("十三五",) and both[2].documents == ()
    whole, other = editions(Choice("en", by=("language",)), plans)
    assert (whole.language, other.language, other.label) == ("en", "zh", "zh")
    assert whole.documents == other.documents == tuple(plans["doc_id"])
    alike = plans.assign(region="鼓楼区/a")
    cells = editions(Choice(by=("region",)), alike)[1:]
    assert [one.label for one in cells][:2] == ["鼓楼区_a150700", "鼓楼区_a421300"]


def test_what_regions_and_periods_leave_out_is_said() -> None:
    plans = made_plans()
    (all_,) = editions(Choice(), plans)
    assert left_out(plans, all_, "en") == ""
    (some,) = editions(Choice(regions=("江津区", "随州市"), periods=("十四五",)), plans)
    told = left_out(plans, some, "en")
    assert (
        told.startswith("Only 1 document of 江津区, 随州市, 十四五; ") and "nor given a notebook of their own: " in told
    )
    assert all(doc_id in told for doc_id in plans["doc_id"] if doc_id not in some.documents)
    built = BuildResult(Path("plans"), Path("out"), Counts(), ())
    assert told in str(ReportResult(Path("out"), Path("out/index.html"), built, (), told))
    (most,) = editions(Choice(regions=tuple(plans["region"])[1:]), plans)
    assert "; 1 other is neither compared nor given a notebook of its own: " in left_out(plans, most, "en")


# --- the report on tables of our own --------------------------------------------------------------------------------

HOSTILE = "<script>alert('x')</script><img src=http://example.org/x.png onerror=alert(1)>"


def sources(tables: Tables) -> dict[str, str]:
    line = "本行城市460元，农村300元&<b>粗</b>\r\n"
    return {doc_id: (HOSTILE + "\n" if doc_id == "wuxi" else "") + line * 60 for doc_id in tables.plans["doc_id"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ReportResult:
    """A report of the two notebooks on the made tables, in English, with a document that could not be read."""
    folder = tmp_path_factory.mktemp("report")
    tables = made_tables()
    tables.plans.loc[tables.plans["doc_id"].eq("wuxi"), "title"] = HOSTILE
    out, plans = folder / "out", folder / "plans"
    plans.mkdir()
    for doc_id, text in sources(tables).items():
        (plans / f"{doc_id}.txt").write_bytes(text.encode())
    save(tables, out)
    failure = Failure("broken", "broken.txt", "broken.txt: empty <b>file</b>; put the text into it")
    built = BuildResult(plans, out, Counts(), (failure,))
    choice = Choice("en", timeout=300)
    return publish(built, find_notebooks(NOTEBOOKS[0].parent), choice, editions(choice, tables.plans), 2)


class Page(HTMLParser):
    """Links, pictures, ids, scripts and text of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.ids = path, set[str]()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            if name == "id" and value:
                assert value not in self.ids, f"{self.path.name} has the id {value} twice"
                self.ids.add(value)
            if name in ("href", "src") and value and not value.startswith("data:"):
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_all_pages_link_to_what_is_there_and_to_nothing_outside(made: ReportResult) -> None:
    pages = {path.resolve(): Page(path) for path in made.out.rglob("*.html")}
    assert {path.name for path in pages} >= {"index.html", "jiangjin.html", "02_low_income_standards.html"}
    for page in pages.values():
        assert "script" not in page.tags and not any(name.startswith("on") for name in page.attributes)
        for link in page.links:
            assert "://" not in link, f"{page.path.name} links to {link}"
            target, _, anchor = unquote(link).partition("#")
            path = (page.path.parent / target).resolve() if target else page.path.resolve()
            assert path.is_file(), f"{page.path.name} links to {link}"
            assert not anchor or anchor in pages[path].ids, f"{page.path.name} links to {link}"


def test_the_index_names_notebooks_figures_tables_documents_and_failures(made: ReportResult) -> None:
    index = Page(made.index)
    assert made.status == 1 and all(run.ok for run in made.runs), [run.message for run in made.runs]
    for word in ("02_low_income_standards", "03_bed_ratios", "done", "broken.txt: empty <b>file</b>", "Low-income"):
        assert word in index.text
    for link in ("figures/low_income_levels_en.png", "figures/nursing_bed_share_en.pdf", "figures/growth_check.csv",
                 "facts.csv", "facts.parquet", "datapackage.json", "plans/wuxi.html"):  # fmt: skip
        assert link in index.links
    assert str(made).endswith(f"{len(made.runs)} of {len(made.runs)} notebooks done. Open {made.index}")


def test_text_of_documents_is_shown_as_text(made: ReportResult) -> None:
    page = Page(made.out / "plans" / "wuxi.html")
    assert HOSTILE in page.text and "img" not in page.tags and "b" not in page.tags


def test_the_document_is_shown_character_by_character(made: ReportResult) -> None:
    for doc_id, text in sources(made.built.tables).items():
        html = (made.out / "plans" / f"{doc_id}.html").read_bytes().decode()
        shown = re.sub("<[^>]*>", "", html[html.index('<pre class="document"') : html.index("</pre>")])
        assert unescape(shown) == text


def test_executed_notebooks_say_what_they_found(made: ReportResult) -> None:
    text = Page(made.out / "notebooks" / "02_low_income_standards.html").text
    assert "from 460 yuan a month in 2016 to 620 in 2020, a change of 34.78%" in text
    assert "stated growth (a year) 7.1%, recomputed from the levels of 2016 and 2020 7.84%" in text
    assert "1 cannot be compared: the text does not say whether per month or per year" in text
    beds = Page(made.out / "notebooks" / "03_bed_ratios.html").text
    assert "34.77% (2020) → ≥60% (2025), a change of +25.23 percentage points" in beds
    assert "the last period’s target for 2020 was 35; attained: 35.5" in beds


def test_figures_come_in_three_formats_with_data_and_caption(made: ReportResult) -> None:
    folder = made.out / "figures"
    stems = ("low_income_levels", "rural_urban_ratio", "growth_check", "beds_per_thousand", "nursing_bed_share",
             "government_bed_share", "inclusive_bed_share")  # fmt: skip
    for stem in stems:
        for ending in ("png", "pdf", "svg", "txt"):
            assert (folder / f"{stem}_en.{ending}").stat().st_size > 50
        data = pd.read_csv(folder / f"{stem}.csv")
        assert len(data) and {"region", "doc_id"} <= set(data.columns)
    words = (folder / "low_income_levels_en.txt").read_text(encoding="utf-8")
    assert "3 documents, 16 records" in words and "divided by 12 (5)" in words and "1 more cannot be compared" in words


# --- the source view ------------------------------------------------------------------------------------------------


def view(text: str, facts: Facts, edits: list[tuple[Any, ...]] = [], unread: list[tuple[Any, ...]] = [],  # noqa: B006
         **more: pd.DataFrame) -> str:  # fmt: skip
    about = dict(zip(frame_of("plans", [plan("d", "江津区", "500116", "十四五", 2021, 2025)]).columns,
                     plan("d", "江津区", "500116", "十四五", 2021, 2025), strict=True))  # fmt: skip
    rows = {"facts": facts.frame(), "edits": frame_of("edits", edits), "ledger": frame_of("ledger", unread), **more}
    return document_page(text, about, rows, "en")


def test_numbers_are_anchored_and_linked_to_their_row() -> None:
    text = "城乡标准分别为460元、300元。"
    facts = Facts()
    place = {"char_start": 0, "char_end": len(text)}
    one = facts.add("d", "standard", "x", "城市", 460, "元", 2020, number_start=7, number_end=10, **place)
    other = facts.add("d", "standard", "x", "农村", 300, "元", 2020, number_start=12, number_end=15, **place)
    html = view(text, facts)
    for fact, number in ((one, "460"), (other, "300")):
        assert re.search(rf'<a class="fact standard" id="{fact}" href="#row-{fact}"[^>]*>{number}</a>', html)
        assert f'<tr id="row-{fact}">' in html


def test_two_facts_of_one_number_and_implied_facts_have_their_own_anchors() -> None:
    text = "城市和农村均达到100%，社区服务全覆盖。"
    facts = Facts()
    place = {"char_start": 0, "char_end": 12, "number_start": 8, "number_end": 12}
    ids = [facts.add("d", "target", "x", group, 100, "%", 2025, **place) for group in ("城市", "农村")]
    implied = {"char_start": 13, "char_end": 20, "number_start": None, "number_end": None, "implied": True}
    ids.append(facts.add("d", "target", "y", "", 100, "%", 2025, **implied))
    html = view(text, facts)
    assert [html.count(f'id="{fact}"') for fact in ids] == [1, 1, 1]
    assert html.count("<a ") == html.count("</a>")


def test_repairs_flags_damage_and_unread_numbers_are_visible() -> None:
    text = "發(fā)放2477，另有9182633"
    facts = Facts()
    facts.add("d", "expenditure", "x", "", 2477, "元", 2020, char_start=0, char_end=9, number_start=6, number_end=10,
              damaged=True, flags="magnitude-lost")  # fmt: skip
    edits = [
        ("d", 1, 5, 1, "(fā)", "", "inline-reading", "exact", ""),
        ("d", 10, 10, 1, "", "万", "lost", "doubtful", "x"),
    ]
    html = view(text, facts, edits, [("d", 13, 20, 1, "9182633", "unread", "fused <numbers>", "")])
    assert 'class="edit exact" id="e1" title="(fā) → ∅ [inline-reading, exact]">(fā)</span>' in html
    assert 'class="edit here" id="e10" title=" → 万 [lost, doubtful] — x"></span>' in html
    assert "fact expenditure damaged" in html and f"⚑ {named('flag', 'magnitude-lost', 'en')}" in html
    assert 'class="unread" id="u13" title="fused &lt;numbers&gt;">9182633</span>' in html


def test_places_beyond_the_text_do_not_break_the_page() -> None:
    facts = Facts()
    facts.add("d", "target", "x", "", 1, "个", 2025, char_start=0, char_end=99, number_start=50, number_end=52)
    assert "短文" in view("短文", facts) and "row-f000" in view("", facts)


# --- findings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_claims_are_confirmed_by_the_facts(language: str) -> None:
    facts, plans = made_facts(), made_plans()
    levels = low_income_standards(facts, plans)
    claims = about_standards(levels, rural_urban_ratio(levels), stated_growth(facts, plans), language)
    claims += about_beds(baseline_and_target(facts, plans), bed_ratios(facts, plans), language)
    assert len(claims) > 15 and confirmed(claims, facts)
    changed = facts.assign(value=facts["value"] * 1.1)
    with pytest.raises(AssertionError, match="does not follow"):
        confirmed(claims, changed)
    with pytest.raises(AssertionError, match="not in the table"):
        confirmed([Claim("x", (1.0,), "values", ("nowhere",))], facts)


def test_growth_that_agrees_within_rounding_is_said_to_agree() -> None:
    facts, plans = made_facts(), made_plans()
    levels = low_income_standards(facts, plans)
    claims = about_standards(levels, rural_urban_ratio(levels), stated_growth(facts, plans), "en")
    said = [claim.text for claim in claims]
    growth = [text for text in said if "stated growth" in text]
    assert ["agree" in text for text in growth] == [False, True, True, True]  # 7.1 is stated where 7.84 follows


def test_text_of_documents_is_no_markup_in_prose() -> None:
    assert prose.plain("<img src=x>*a*[b](c)") == "&lt;img src=x&gt;\\*a\\*\\[b\\]\\(c\\)"
    assert prose.told([], "en").startswith("The chosen documents")


# --- the notebooks of the repository --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_thin_stored_without_outputs_and_parameterised(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    common = {"tables": "data/processed", "figures": "figures", "regions": [], "periods": [], "language": "zh"}
    assert common.items() <= defaults(path).items()
    for cell in code:
        source = "".join(cell["source"])
        tree = ast.parse(source)
        kinds = ast.FunctionDef | ast.ClassDef | ast.Lambda
        assert not any(isinstance(node, kinds) for node in ast.walk(tree)), source
        assert not re.search(r"\bimport re\b|\.str\.(extract|contains|match|replace)", source)
        assert len(source.splitlines()) <= 14
    assert any("assert " in "".join(cell["source"]) for cell in code)


def test_plain_papermill_runs_a_notebook_for_one_region(tmp_path: Path) -> None:
    save(made_tables(), tmp_path / "tables")
    call = [sys.executable, "-m", "papermill", "notebooks/02_low_income_standards.ipynb", str(tmp_path / "out.ipynb")]
    for name, value in (("tables", tmp_path / "tables"), ("figures", tmp_path / "figures"), ("regions", '["500116"]')):
        call += ["-p", name, str(value)]
    done = subprocess.run([*call, "--no-progress-bar"], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    text = json.dumps(json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8")), ensure_ascii=False)
    assert "江津区城市低保标准由 2016 年每人每月 460 元变为 2020 年 620 元" in text and "呼伦贝尔" not in text


def test_a_report_that_cannot_be_made_says_so_in_the_terminal_and_in_the_index(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    out, few = tmp_path / "out", tmp_path / "few"
    notebook(few / "n.ipynb", parameters="regions = []\nperiods = []")

    def told(said: str, **options: Any) -> None:
        (out / "index.html").unlink(missing_ok=True)
        with pytest.raises(ValueError, match=said):
            report(tmp_path / "plans", out, "en", notebooks=few, **options)
        text = Page(out / "index.html").text
        assert "could not be made" in text and said in text

    told("holds no document")
    (tmp_path / "plans" / "county.txt").write_text("样县2024年工作要点\n\n城市低保标准每月460元。\n", encoding="utf-8")
    told("No document has the region “江建区”", regions=["江建区"])
    told("No notebook has a parameter “limt”", parameters={"limt": 1})


def test_a_notebook_for_each_document_and_a_failure_among_them(tmp_path: Path) -> None:
    tables = made_tables()
    save(tables, tmp_path / "out")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "jiangjin.txt").write_text("城市460元", encoding="utf-8")
    code = "if doc_id == 'wulong': raise ValueError(f'<b>{doc_id}</b>')"
    notebook(tmp_path / "few" / "07_profile.ipynb", code, parameters='doc_id = ""')
    notebook(tmp_path / "few" / "08_rest.ipynb", "print(regions)", parameters="regions = []")
    built = BuildResult(tmp_path / "plans", tmp_path / "out", Counts())
    choice = Choice("en", by=("region",), regions=("武隆区", "江津区"))
    wanted = editions(choice, tables.plans)
    result = publish(built, find_notebooks(tmp_path / "few"), choice, wanted, 2)
    assert [(run.task.name, run.ok) for run in result.runs] == [
        ("07_profile jiangjin", True), ("07_profile wulong", False),
        ("08_rest", True), ("08_rest 江津区", True), ("08_rest 武隆区", True),
    ]  # fmt: skip
    assert result.status == 1 and "07_profile wulong: failed, ValueError: <b>wulong</b>" in str(result)
    index = Page(result.index)
    assert "1 of 2 documents done" in index.text and "ValueError: <b>wulong</b>" in index.text
    assert "1 of 3 notebooks not done" in index.text and "b" not in index.tags
    links = [unquote(link) for link in index.links]
    assert {"notebooks/07_profile.jiangjin.html", "notebooks/07_profile.wulong.html", "index_江津区.html"} <= set(links)
    cell = Page(tmp_path / "out" / "index_江津区.html")
    assert "notebooks/08_rest.江津区.html" in map(unquote, cell.links) and "1 of 1 notebooks done" in cell.text
    kept = (tmp_path / "out" / "notebooks" / "07_profile.wulong.ipynb").read_text(encoding="utf-8")
    assert "Traceback" in kept
    assert "../plans/jiangjin.html" in Page(tmp_path / "out" / "notebooks" / "07_profile.jiangjin.html").links


def test_an_unknown_region_ends_in_a_sentence_within_a_notebook(tmp_path: Path) -> None:
    save(made_tables(), tmp_path / "tables")
    given = {"tables": str(tmp_path / "tables"), "figures": str(tmp_path), "regions": ["江建区"]}
    (run,) = run_notebooks([Task(ROOT / "notebooks" / "03_bed_ratios.ipynb", tmp_path / "out.ipynb", given)])
    assert run.status == "failed" and run.message.startswith("SelectionError: No document has the region “江建区”")


def test_the_notebooks_folder_is_found() -> None:
    assert notebooks_folder().resolve() == ROOT / "notebooks"
