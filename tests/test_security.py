"""A plan that carries what attacks programs passes through every output as text."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import load_tables, open_corpus
from analysis.__main__ import main
from analysis.build import build
from analysis.publishing.visible import visible
from analysis.reading import read_source
from analysis.tables.store import guard

ROOT = Path(__file__).resolve().parents[1]
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(2)>",
    "closing": "</pre></table></style></title><b onmouseover=alert(3)>",
    "formula": '=HYPERLINK("http://x.example","y")',
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "wide": "＝1＋1",
    "path": "../../etc/passwd",
    "format": "%s%n{0}{x!r}",
    "template": "{{7*7}}{% raw %}${7*7}<%= 7*7 %>",
    "markdown": "[a](javascript:alert(4)) ![b](http://x.example/b.png) | `c` $d$",
    "escape": "\x1b[31m\x1b]0;title\x07\x1b[2J",
    "bidi": "\u202e\u2066abc\u202c",
    "nul": "a\0b",
    "shell": "$(touch /tmp/x); `id` && rm -rf ~ | cat",
    "pattern": "(a+)+$ [[ \\\\1 (?P<x>",
    "entity": "&lt;script&gt; &#x3c;b&#x3e; &nbsp;",
    "separators": "\u2028\u2029\x85",
}
ACTS = "\x1b\0\x07\u202e\u2066\u202c\u2028\u2029\x85"  # never raw on a screen or a page


FILLER = "加强基层民政服务机构规范管理，稳步提升为民服务的能力和水平。\n\n" * 400  # so that it is no binary file


def document() -> str:
    """A plan that carries each attack in its title, in a heading, beside numbers, in a quote and in a table."""
    lines = [f"{ATTACKS['script']}样县民政事业发展“十四五”规划{ATTACKS['image']}", "", FILLER]
    rows = ["指标\t2020年\t2025年"]
    for number, attack in enumerate(ATTACKS.values(), 1):
        beds, standard = f"养老床位达到{1000 + number}张", f"农村低保标准提高到每人每月{500 + number}元"
        lines += [f"第{number}节 {attack}发展目标", "", f"到2025年，全县{attack}{beds}，{attack}{standard}。", ""]
        lines += [f"{attack}：2020年新建敬老院{number + 2}所。", ""]
        rows.append(f"{attack}床位数（张）\t{700 + number}\t{900 + number}")
    title, body = lines[:3], lines[3:]
    return "\n".join([*title, *rows, "", *body, *rows]) + "\n"  # no attack stands before the first table


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "plans"
    folder.mkdir()
    (folder / "<script>alert(5)<╱script>.txt").write_text(document(), encoding="utf-8")
    (folder / "=1+1.txt").write_text(document().replace("2025", "2030"), encoding="utf-8")
    (folder / "\x1b[31mred.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def out(plans: Path) -> Path:
    folder = plans.parent / "out"
    assert build(plans, folder).status == 1  # the empty document
    return folder


def test_the_plan_is_read_and_every_quote_stands_in_it(plans: Path, out: Path) -> None:
    tables = load_tables(out)
    texts = {path.stem: read_source(path).text for path in plans.glob("*.txt") if path.stat().st_size}
    assert len(tables.facts) > 30
    for row in tables.facts.to_dict("records"):
        assert texts[row["doc_id"]][row["char_start"] : row["char_end"]] == row["quote"]
    quotes = "".join(tables.facts["quote"])
    assert sum(attack in quotes for attack in ATTACKS.values()) > len(ATTACKS) // 2


def test_no_cell_of_a_table_is_a_formula(out: Path) -> None:
    guarded = 0
    for path in out.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            for cell in row:
                bare = cell.lstrip()
                if bare[:1] in tuple("=+-@＝＋－＠") and len(cell) > 1:
                    float(cell)  # a negative number is all that may begin so
                guarded += cell.startswith("'")
    assert guarded > 3
    assert guard("\t=1") == "'\t=1" and guard("＝1") == "'＝1"


def test_both_forms_of_a_table_hold_the_exact_text(out: Path, tmp_path: Path) -> None:
    both = load_tables(out)
    for path in out.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "datapackage.json").write_bytes((out / "datapackage.json").read_bytes())
    alone = load_tables(tmp_path)
    for table, frame in both.items():
        assert frame.equals(alone[table]), table


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(html: str) -> Seen:
    seen = Seen(html)
    assert not {"script", "iframe", "object", "embed", "form", "base"} & seen.tags
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    targets = [value for name, value in seen.attributes if name in ("href", "src", "srcset", "action")]
    assert not [
        one for one in targets if one.lower().lstrip().startswith(("javascript:", "http:", "https:", "//", "/"))
    ]
    assert not [one for one in targets if ".." in one.replace("../index.html", "").split("/")]
    assert not set(ACTS) & set(html)
    return seen


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_document_shows_it_as_text(plans: Path, language: str) -> None:
    from analysis.publishing.source_view import source_view

    for path in plans.glob("*.txt"):
        if path.stat().st_size:
            seen = harmless(source_view(path, language=language))
            for name, attack in ATTACKS.items():
                assert visible(attack).splitlines()[0] in seen.text, name


def test_what_jupyter_shows_is_text(plans: Path, out: Path) -> None:
    corpus = open_corpus(out, plans)
    shown = [corpus, corpus.plans, corpus.facts, corpus.issues, corpus.plan("=1+1"), *list(corpus.facts)[:40]]
    for one in shown:
        harmless(one._repr_html_())
        assert not set(ACTS) & set(repr(one)) and not set(ACTS) & set(str(one))


def test_the_terminal_is_not_steered(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["build", "--plans", str(plans), "--out", str(out)]) == 1
    main(["check", "--plans", str(plans), "--tables", str(out)])
    main(["review", "--plans", str(plans), "--tables", str(out), "--most", "500"])
    main(["show", str(plans / "\x1b[31mred.txt")])
    shown = capsys.readouterr()
    assert "␛[31mred.txt" in shown.err
    assert not set(ACTS) & set(shown.out + shown.err)


def test_names_from_documents_lead_nowhere(tmp_path: Path) -> None:
    """No name in a document, and no name of a document, becomes a place outside the folder."""
    plans = tmp_path / "plans"
    (plans / "deep").mkdir(parents=True)
    for name in ("..%2f..%2fetc.txt", "...txt", "deep/..name.txt", "CON.txt", "a\\..\\b.txt"):
        (plans / name).write_text(document(), encoding="utf-8")
    before = set(tmp_path.rglob("*"))
    build(plans, tmp_path / "out")
    new = set(tmp_path.rglob("*")) - before
    assert all(path.is_relative_to(tmp_path / "out") for path in new)


def test_building_asks_no_network(plans: Path, tmp_path: Path) -> None:
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise SystemExit('asked the network')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = no\n"
        "from analysis.build import build\n"
        "build(sys.argv[1], sys.argv[2])\n"
    )
    call = [sys.executable, "-c", code, str(plans), str(tmp_path / "out")]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def test_nothing_is_evaluated() -> None:
    """No module of the package evaluates text, unpickles, calls a shell, or loads YAML unsafely."""
    forbidden = ("eval(", "exec(", "pickle", "marshal", "os.system", "shell=True", "yaml.load(", "__import__(")
    found = []
    for path in (ROOT / "analysis").rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            code = line.split("#")[0]
            found += [f"{path.name}:{number}: {word}" for word in forbidden if f" {word}" in f" {code}"]
    assert not found
