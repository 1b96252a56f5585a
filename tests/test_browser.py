"""What a reader meets in a browser: pages without complaints or network, points that lead to sentences, JupyterLab."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest
from browser import Browser, browser
from nbclient import NotebookClient

from analysis.publishing.report import ReportResult, report

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = "<script>document.title='taken'</script><img src=http://example.org/x.png onerror=\"document.title='taken'\">"
TEXT = (
    "江津区民政事业发展“十四五”规划\n\n一、发展基础\n\n"
    "2016年，城市低保标准为每人每月460元，农村为每人每月300元。2020年，城市、农村低保标准分别为每人每月620元、496元。\n\n"
    f"{HOSTILE}\n\n二、主要目标\n\n到2025年，城市低保标准提高到每人每月800元。\n"
)
EXPLORE = ROOT / "notebooks" / "explore.ipynb"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture(scope="module")
def made(page: Browser, tmp_path_factory: pytest.TempPathFactory) -> ReportResult:
    """A report of one document with one notebook; its name holds what a link must not be broken by."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("plans", "notebooks"):
        (folder / name).mkdir()
    (folder / "plans" / "江津 #1 100%.txt").write_text(TEXT, encoding="utf-8")
    shutil.copy(ROOT / "notebooks" / "02_low_income_standards.ipynb", folder / "notebooks")
    return report(folder / "plans", folder / "out", "en", notebooks=folder / "notebooks")


def test_every_page_opens_without_complaint_or_network(page: Browser, made: ReportResult) -> None:
    assert made.status == 0, str(made)
    pages = sorted(made.out.rglob("*.html"))
    assert {path.parent.name for path in pages} == {"out", "notebooks", "plans"}
    for path in pages:
        page.open(path)
        assert page.errors == []
        assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
        assert page.evaluate("document.title") not in ("", "taken")
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")


def test_a_point_of_a_figure_leads_to_its_sentence(page: Browser, made: ReportResult) -> None:
    page.open(made.index)
    page.click("figure a")
    page.until("location.pathname.endsWith('02_low_income_standards.html')")
    facts = made.built.tables.facts.set_index("fact_id")
    page.click(".spot")
    page.until("location.pathname.includes('/plans/')")
    page.until("!!document.querySelector(':target')")
    fact = facts.loc[page.evaluate("location.hash.slice(1)")]
    assert page.evaluate("document.querySelector(':target').textContent") == "800" and fact["value"] == 800
    assert page.errors == []
    seen = page.evaluate(
        "(() => { const r = document.querySelector(':target').getBoundingClientRect(); "
        "return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight; })()"
    )
    assert seen, "the number is out of sight"


def test_points_lie_on_what_is_drawn(page: Browser, made: ReportResult) -> None:
    """At the middle of a point's link the picture is not white, wherever the picture is scaled to."""
    page.open(made.out / "notebooks" / "02_low_income_standards.html")
    colours = page.evaluate(
        "[...document.querySelectorAll('.spot')].slice(0, 5).map(spot => {"
        "const image = spot.parentElement.children[0];"
        "const c = document.createElement('canvas'); c.width = image.naturalWidth; c.height = image.naturalHeight;"
        "const g = c.getContext('2d'); g.drawImage(image, 0, 0);"
        "const at = (share, size) => Math.round(parseFloat(share) / 100 * size);"
        "const x = at(spot.style.left, c.width), y = at(spot.style.top, c.height);"
        "return [...g.getImageData(x - 12, y - 12, 24, 24).data].filter((_, i) => i % 4 < 3 && _ < 128).length; })"
    )
    assert len(colours) == 5 and all(dark > 20 for dark in colours), colours


def test_a_document_is_used_by_keyboard(page: Browser, made: ReportResult) -> None:
    (path,) = (made.out / "plans").glob("*.html")
    page.open(path)
    (first, *_) = made.built.tables.facts.to_dict("records")
    for _ in range(2):  # the way back to the index, then the first number
        page.press("Tab", 9)
    assert page.evaluate("document.activeElement.id") == first["fact_id"]
    page.press("Enter", 13, "\r")
    page.until(f"location.hash === '#row-{first['fact_id']}'")
    page.press("Tab", 9)
    page.press("Enter", 13, "\r")
    page.until(f"location.hash === '#{first['fact_id']}'")


def _explore(folder: Path) -> Path:
    """A copy of the notebook with the documents it reads, so that nothing of the repository is written to."""
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    (folder / "notebooks").mkdir()
    return Path(shutil.copy(EXPLORE, folder / "notebooks"))


def test_explore_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = _explore(tmp_path)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [one.get("data", {}).get("text/html", "") for cell in notebook.cells for one in cell.get("outputs", [])]
    assert sum("<table>" in html for html in shown) >= 6 and any("<mark" in html for html in shown)
    assert any("<iframe srcdoc=" in html for html in shown)


def test_explore_runs_in_jupyterlab(page: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    _explore(tmp_path)
    call = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--port=0", f"--notebook-dir={tmp_path}", "--allow-root",
        "--expose-app-in-browser", "--IdentityProvider.token=", "--LabApp.check_for_updates_class="
        "jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(call, stdout=log, stderr=log, cwd=tmp_path)
    try:
        place = _address(tmp_path, server)
        page.open(f"{place}lab/tree/{quote('notebooks/explore.ipynb')}")
        page.until("!!window.jupyterapp && document.querySelectorAll('.jp-Notebook .jp-Cell').length > 10", 120)
        page.until("document.querySelector('.jp-NotebookPanel').innerText.includes('Python 3')", 120)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells').then(done => { window.ran = done })")
        page.until("window.ran !== undefined", 240)
        assert page.evaluate("window.ran") is True, "a cell of explore.ipynb fails in JupyterLab"
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        cells = json.loads((tmp_path / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))["cells"]
        outputs = [one for cell in cells for one in cell.get("outputs", [])]
        assert outputs and not [one for one in outputs if one["output_type"] == "error"]
        assert any("<mark" in "".join(one.get("data", {}).get("text/html", "")) for one in outputs)
    finally:
        server.terminate()
        server.wait(30)


def _address(folder: Path, server: subprocess.Popen[bytes]) -> str:
    """Where JupyterLab listens, as it tells in its log."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        told = (folder / "log").read_text(encoding="utf-8", errors="replace")
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/", told):
            return f"http://127.0.0.1:{found[1]}/"
        assert server.poll() is None, f"JupyterLab does not start: {told[-1500:]}"
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not come up")
