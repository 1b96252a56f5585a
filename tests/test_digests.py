"""The data digests of ``data/raw`` and the records that a reader coded from them (``data/gold``).

Three things are held: a digest says what its document says (where the documents are at hand); the records fit their
digests, and the software agrees with them no less than before; and nothing stored here is a document's own sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from opencc import OpenCC

from analysis.coding import code
from analysis.model import Fact, Plan
from analysis.reading import read_file
from analysis.tables.agreement import Agreement
from analysis.tables.scoring import score

ROOT = Path(__file__).resolve().parents[1]
RAW, GOLD = ROOT / "data" / "raw", ROOT / "data" / "gold"
DOCUMENTS = ("hulunbuir_14", "jiangjin_14", "suizhou_13", "wulong_2024", "wuxi_county_14")

SHA256 = re.compile(r"全文sha256[:：]([0-9a-f]{64})")
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
READING = re.compile(r"\([a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*\)")
RUN = 36  # characters; a longer run out of a document is that document's sentence, not ours


@cache
def digest(doc_id: str) -> str:
    return (RAW / f"{doc_id}.txt").read_bytes().decode("utf-8")


@cache
def simplified(text: str) -> str:
    return str(OpenCC("t2s").convert(text))


@cache
def records(doc_id: str) -> tuple[dict[str, Any], ...]:
    lines = (GOLD / f"{doc_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def numbers(text: str) -> Counter[str]:
    """Numbers as printed, without the line that names the document's sha256."""
    return Counter(NUMBER.findall("\n".join(line for line in text.split("\n") if "sha256" not in line)))


# ---------------------------------------------------------------- digests and their documents


def test_every_digest_has_records_and_a_row_in_the_readme() -> None:
    assert sorted(path.stem for path in RAW.glob("*.txt")) == sorted(DOCUMENTS)
    assert sorted(path.stem for path in GOLD.glob("*.jsonl")) == sorted(DOCUMENTS)


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_a_digest_says_that_it_is_one_and_of_which_document(doc_id: str) -> None:
    text = simplified(READING.sub("", digest(doc_id)))
    named = SHA256.findall(text)
    assert len(named) == 1
    assert re.search("数据摘要[:：]文字为改写[,，]数字照录", text)
    readme = (RAW / "README.md").read_text(encoding="utf-8")
    assert f"| `{doc_id}.txt` | `{named[0]}` |" in readme
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{doc_id}.txt` |"))
    assert f"| {len(digest(doc_id)):,} |" in row, "the README counts other characters than the digest has"


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_a_digest_names_the_document_it_was_made_from(doc_id: str, shared_plans: Path) -> None:
    document = (shared_plans / f"{doc_id}.txt").read_bytes()
    assert SHA256.findall(simplified(READING.sub("", digest(doc_id)))) == [hashlib.sha256(document).hexdigest()]


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_a_digest_invents_no_number(doc_id: str, shared_plans: Path) -> None:
    document = numbers((shared_plans / f"{doc_id}.txt").read_text(encoding="utf-8"))
    assert set(numbers(digest(doc_id))) <= set(document)


# Numbers of a document that its digest may leave out, and why. Numbers at the start of a line (of headings, of lists)
# and in lines of a table of contents are left out of account.
LEFT_OUT = {
    "hulunbuir_14": {"65": "part of the ids in the debris above the text"},
    "jiangjin_14": {"2019": "the year of an award"},
    "suizhou_13": {},
    "wulong_2024": {"11006838": "the licence number of the website"},
    "wuxi_county_14": {"201421": "a document number", "52": "a page number"},
}
HEADING_NUMBER = re.compile(r"^[\s(（]*[0-9]+(?:\.[0-9]+)*", re.M)


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_a_digest_holds_every_number_of_its_document(doc_id: str, shared_plans: Path) -> None:
    text = (shared_plans / f"{doc_id}.txt").read_text(encoding="utf-8")
    missing = set(numbers(HEADING_NUMBER.sub("", text))) - set(numbers(digest(doc_id)))
    assert missing == set(LEFT_OUT[doc_id])


# ---------------------------------------------------------------- human-coded records

FIELDS = ("kind", "indicator", "group", "value", "value_max", "value_text", "comparator", "unit", "unit_text", "year",
          "period", "attribute", "damaged", "implied", "quote", "line", "note")  # fmt: skip
MAGNITUDES = {"万": 10_000, "亿": 100_000_000}


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_every_quote_stands_at_its_line(doc_id: str) -> None:
    text = digest(doc_id)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for record in records(doc_id):
        first = record["quote"].split("\n")[0]
        line = text[starts[record["line"] - 1] :].split("\n", 1)[0]
        assert first in line, record
        assert text.find(record["quote"], starts[record["line"] - 1]) >= 0, record
    lines = [record["line"] for record in records(doc_id)]
    assert lines == sorted(lines)


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_records_are_well_formed(doc_id: str) -> None:
    for record in records(doc_id):
        assert tuple(record) == FIELDS
        assert record["kind"] in {"target", "standard", "expenditure", "outcome", "rule"}, record
        assert record["comparator"] in {"=", ">=", "<=", ">", "<", "~"}, record
        assert record["attribute"] in {None, "约束性", "预期性"}, record
        assert (record["value"] is None) == (record["value_text"] is not None), record
        assert not (record["year"] and record["period"]), record
        assert record["year"] or record["period"] or record["kind"] in {"rule", "outcome"}, record
        assert not record["damaged"] or record["note"], "a damaged number says how it was read"
        assert not record["implied"] or record["unit"] in {"%", "倍"}, record


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_the_number_of_a_record_stands_in_its_quote(doc_id: str) -> None:
    """As written: 1.89亿元 is coded as 189000000 元, and 1.89 stands in the quote."""
    for record in records(doc_id):
        if record["implied"] or record["value"] is None:
            continue
        quote = READING.sub("", record["quote"])
        factor = next((size for sign, size in MAGNITUDES.items() if sign in (record["unit_text"] or "")), 1)
        for value in (record["value"], record["value_max"]):
            if value is None:
                continue
            written = format((Decimal(str(value)) / factor).normalize(), "f")
            found = [number.replace(",", "") for number in NUMBER.findall(quote)]
            if record["damaged"]:  # fused with its neighbours, or its magnitude lost
                assert any(written.rstrip("0") in number for number in found) or "一" in quote, record
            else:
                assert any(Decimal(number) == Decimal(written) for number in found) or (
                    written == "1" and "一" in quote
                ), record


class Floor(NamedTuple):
    """What the software must reach. It may rise; it falls only by a decision that says why."""

    records: str  # first 16 digits of the sha256 of the records: other records, another floor
    quantity: float  # F1: place, value, upper bound and unit
    fact: float  # F1: and kind, time and indicator
    unsafe: int  # at most: damaged numbers given without a flag and with another value


FLOORS = {
    "hulunbuir_14": Floor("d9b35d5664770c84", 0.98, 0.95, 0),
    "jiangjin_14": Floor("4cc4ce5ac22fed89", 0.99, 0.97, 0),
    "suizhou_13": Floor("8c2af98d496466e3", 1.00, 0.88, 0),
    "wulong_2024": Floor("3e53d546f1c74236", 1.00, 0.93, 0),
    "wuxi_county_14": Floor("022d26e5f69854de", 0.97, 0.94, 0),
}


@cache
def agreements() -> dict[str, Agreement]:
    return {one.doc_id: one for one in score(GOLD, [RAW]).documents}


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_agreement_with_the_records_keeps_its_floor(doc_id: str) -> None:
    floor = FLOORS[doc_id]
    stored = hashlib.sha256((GOLD / f"{doc_id}.jsonl").read_bytes()).hexdigest()[:16]
    assert stored == floor.records, "the records have changed: measure again, and say why in the commit"
    found = agreements()[doc_id]
    shown = "\n".join(map(str, found.differences))
    assert found.quantity.f1 >= floor.quantity, shown
    assert found.fact.f1 >= floor.fact, shown
    assert found.unsafe <= floor.unsafe, shown


# ---------------------------------------------------------------- what is read from a digest and from its document


@cache
def read(path: Path) -> tuple[Plan, tuple[Fact, ...]]:
    plan = read_file(path)
    return plan, code(plan).facts


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_a_digest_says_of_itself_what_its_document_says(doc_id: str, shared_plans: Path) -> None:
    """Title, region, publisher, numbers, dates and period; and the same tables, cell by cell."""
    ours, theirs = read(RAW / f"{doc_id}.txt")[0], read(shared_plans / f"{doc_id}.txt")[0]
    assert ours.header == theirs.header
    assert ours.flags == theirs.flags
    assert len(ours.grids) == len(theirs.grids)
    for one, other in zip(ours.grids, theirs.grids, strict=True):
        assert (one.caption, one.layout, one.headers) == (other.caption, other.layout, other.headers)
        assert [(cell.row, cell.column, cell.text) for cell in one.cells] == [
            (cell.row, cell.column, cell.text) for cell in other.cells
        ]


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_what_is_read_from_a_digest_is_read_from_its_document(doc_id: str, shared_plans: Path) -> None:
    """Value, bound, unit, kind and time of every fact; places and wordings differ, and so do the facts' ids.

    A span may stand for its last year: whether a verb tells a flow or a stock is a matter of wording, and ours differs.
    The line that names the document's sha256 is the digest's own.
    """

    def time_free(fact: Fact) -> tuple[Any, ...]:
        return fact.value, fact.value_max, fact.value_text, fact.unit, fact.kind

    def last_year(fact: Fact) -> int | None:
        return fact.year or fact.period_end

    own = next(number for number, line in enumerate(digest(doc_id).split("\n"), 1) if "sha256" in line)
    document = {(time_free(fact), last_year(fact)) for fact in read(shared_plans / f"{doc_id}.txt")[1]}
    facts = [fact for fact in read(RAW / f"{doc_id}.txt")[1] if fact.line != own]
    assert facts
    strange = [fact for fact in facts if (time_free(fact), last_year(fact)) not in document]
    assert not [f"{fact.line}: {fact.quote}" for fact in strange]


# ---------------------------------------------------------------- nothing of the documents' wording is stored


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Lines in simplified script, without readings and white space, punctuation in half width, with their numbers."""
    narrow = str.maketrans("，：；？！（）％", ",:;?!()%")
    for number, line in enumerate(READING.sub("", simplified(text).translate(narrow)).split("\n"), 1):
        yield number, "".join(line.split())


def test_no_run_of_a_document_is_stored_in_either_script(shared_plans: Path) -> None:
    windows: dict[str, str] = {}
    for path in sorted(shared_plans.glob("*.txt")):
        for _, line in paragraphs(path.read_text(encoding="utf-8")):
            for at in range(len(line) - RUN + 1):
                windows.setdefault(line[at : at + RUN], path.name)
    assert windows
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a clone")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    found = []
    for name in filter(None, names.decode().split("\0")):
        path = ROOT / name
        if not path.is_file() or b"\0" in (data := path.read_bytes()):
            continue
        for number, line in paragraphs(data.decode("utf-8", errors="ignore")):
            hit = next((at for at in range(len(line) - RUN + 1) if line[at : at + RUN] in windows), None)
            if hit is not None:
                found.append(f"{name}:{number}: {line[hit : hit + RUN]} ({windows[line[hit : hit + RUN]]})")
    assert not found
