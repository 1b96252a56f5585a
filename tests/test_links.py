"""Every link of a report of the digests leads to something, and everything is within two clicks of its index."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis.publishing.report import report

DIGESTS = Path(__file__).parents[1] / "data" / "raw"


class Page(HTMLParser):
    """The links and anchors of a page or an SVG drawing."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.ids, self.links = path, set[str](), list[str]()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {value for name, value in attrs if name == "id" and value}
        self.links += [value for name, value in attrs if name in ("href", "src", "xlink:href") and value]

    def targets(self) -> list[tuple[Path, str]]:
        """File and anchor of every link that leads out of the page or to a place in it."""
        found = []
        for link in self.links:
            if not link.startswith("data:"):
                file, _, anchor = link.partition("#")
                found.append(((self.path.parent / unquote(file)).resolve() if file else self.path, anchor))
        return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    out = tmp_path_factory.mktemp("links").resolve() / "out"
    made = report(DIGESTS, out, "zh")
    assert made.status == 0, str(made)
    return {path: Page(path) for path in sorted([*out.rglob("*.html"), *out.rglob("*.svg")])}


def test_every_link_leads_to_a_file_and_an_anchor(pages: dict[Path, Page]) -> None:
    sentences = 0
    for page in pages.values():
        for path, anchor in page.targets():
            told = f"{page.path.name} links to {path.name}#{anchor}"
            assert path.is_file(), told
            # browsers look for the anchor as it is written, then decoded
            assert not anchor or path.suffix != ".html" or {anchor, unquote(anchor)} & pages[path].ids, told
            sentences += page.path.parent.name == "notebooks" and path.parent.name == "plans" and bool(anchor)
    assert sentences > 1000  # of tables, figures and marks of measures


def test_points_of_figures_lead_to_sentences(pages: dict[Path, Page]) -> None:
    page = next(page for path, page in pages.items() if path.name == "03_bed_ratios.html")
    text = page.path.read_text(encoding="utf-8")
    assert text.count('class="spot"') > 10, "the figures hold no points that are links"


def test_all_files_are_within_two_clicks_of_the_index(pages: dict[Path, Page]) -> None:
    index = next(path for path in pages if path.name == "index.html")
    near, reached = {index}, {index}
    for _ in range(2):
        near = {target for path in near & set(pages) for target, _ in pages[path].targets()} - reached
        reached |= near
    there = {path for path in index.parent.rglob("*") if path.is_file() and ".minzheng" not in path.parts}
    assert not there - reached, sorted(path.relative_to(index.parent).as_posix() for path in there - reached)[:20]
