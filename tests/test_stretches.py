"""Parquet files put together from stretches of rows, and stretches that one build keeps for the next."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.build import build
from analysis.building import stretches
from analysis.tables.store import footer, load, writing
from analysis.tables.store.cells import csv_rows
from analysis.tables.store.parquet import Twin, read_twin, stretch_of

LEDGER = "ledger"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def rows(first: int, count: int, text: str = "低保") -> list[tuple[object, ...]]:
    return [(f"d{n // 7}", n, n + 2, n % 5, f"{text}{n}", "fact", "", f"f{n}") for n in range(first, first + count)]


def stretch(lines: list[tuple[object, ...]], table: str = LEDGER) -> bytes:
    data = csv_rows(table, lines).encode("utf-8")
    return stretch_of(table, data, len(data))


def joined(path: Path, parts: list[bytes], table: str = LEDGER) -> bytes:
    with Twin(path, table) as twin:
        for part in parts:
            twin.add(part)
        twin.finish("digest")
    return path.read_bytes()


# ---------------------------------------------------------------- footers


@pytest.mark.parametrize("count", [0, 1, 2, 14, 15, 16, 40])
def test_stretches_become_one_file(tmp_path: Path, count: int) -> None:
    parts = [rows(100 * n, 30 + n) for n in range(count)]
    data = joined(tmp_path / "one.parquet", [stretch(part) for part in parts])
    found = read_twin(data, LEDGER, "digest")
    assert found is not None and [tuple(row.values()) for row in found.to_pylist()] == [r for p in parts for r in p]
    file = pq.ParquetFile(io.BytesIO(data))
    assert file.metadata.num_row_groups == count and file.metadata.num_rows == sum(map(len, parts))
    for number, part in reversed(list(enumerate(parts))):  # each by itself, where its own offsets say
        assert file.read_row_group(number).column("text").to_pylist() == [row[4] for row in part]
        about = file.metadata.row_group(number)
        assert about.num_rows == len(part) and about.column(1).statistics.min == part[0][1]
    if count > 2:
        some = pq.read_table(io.BytesIO(data), filters=[("char_start", ">=", 100 * (count - 1))])
        assert some.num_rows == len(parts[-1])


@pytest.mark.parametrize("groups", [1, 3, 15, 17])
def test_a_footer_written_anew_is_the_one_that_was_there(groups: int) -> None:
    """Taken apart and put together again, the footer that the library wrote comes back byte for byte."""
    numbers, texts = pa.array(range(40), pa.int64()), ["低保", ""] * 20
    table = pa.table({"n": numbers, "x": [None, 1.5] * 20, "t": texts, "b": [True] * 40})
    whole, empty = io.BytesIO(), io.BytesIO()
    pq.write_table(table, whole, compression="zstd", row_group_size=-(-40 // groups))
    with pq.ParquetWriter(empty, table.schema, compression="zstd"):
        pass  # no row group at all
    _, theirs = footer.footer_of(whole.getvalue())
    found, number = footer.relocated(theirs, 0, 0)
    assert number == 40
    assert footer.described(footer.footer_of(empty.getvalue())[1], found, number) == theirs


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), max_size=4))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, parts: list[list[str]]) -> None:
    made = [[("d", 0, 1, 1, text, "unread", "", "") for text in part] for part in parts]
    path = tmp_path_factory.mktemp("any") / "one.parquet"
    found = read_twin(joined(path, [stretch(part) for part in made]), LEDGER, "digest")
    assert found is not None and found.column("text").to_pylist() == [text for part in parts for text in part]


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1\0\0\0\0PAR2", b"PAR1\xff\xff\0\0PAR1", b"x" * 40])
def test_what_is_no_parquet_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a Parquet file"):
        footer.footer_of(data)


# ---------------------------------------------------------------- stretches of builds


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(6):
        text = f"样县民政事业发展“十四五”规划\n\n一、基础\n\n2020年，全县农村低保标准为每人每年{5000 + number}元。\n"
        (folder / f"county{number}.txt").write_text(text, encoding="utf-8")
    return folder


def content(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables of which a stretch is made rather than taken from an earlier build."""
    seen: list[str] = []
    true = writing.stretch_of

    def stretch_of(table: str, lines: bytes, longest: int) -> bytes:
        seen.append(table)
        return true(table, lines, longest)

    monkeypatch.setattr(writing, "stretch_of", stretch_of)
    return seen


def test_one_more_document_leaves_the_other_stretches(
    plans: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "DOCUMENTS", 1)  # a stretch ends with each
    out = tmp_path / "out"
    build(plans, out)
    assert made.count("facts") == 6
    made.clear()
    before = content(out)
    build(plans, out)
    assert made == [] and content(out) == before
    text = (plans / "county2.txt").read_text(encoding="utf-8")
    (plans / "county2more.txt").write_text(text.replace("5002", "6000"), encoding="utf-8")
    (plans / "county4.txt").write_text(text.replace("5002", "7000"), encoding="utf-8")
    build(plans, out)
    assert made.count("facts") == 2 and made.count("plans") == 2
    build(plans, tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")
    assert load(out).facts["value"].tolist() == [5000, 5001, 5002, 6000, 5003, 7000, 5005]
    assert pq.ParquetFile(out / "facts.parquet").metadata.num_row_groups == 7


def test_a_stretch_ends_where_much_is_waiting(
    plans: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "DOCUMENTS", 1 << 40)
    build(plans, tmp_path / "one")
    assert made.count("facts") == 1
    monkeypatch.setattr(stretches, "BYTES", 1)
    build(plans, tmp_path / "many")
    assert made.count("facts") == 1 + 6
    one, many = load(tmp_path / "one"), load(tmp_path / "many")
    assert all(frame.equals(many[table]) for table, frame in one.items())


def test_kept_stretches_go_with_the_documents(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    def entries() -> int:
        store = sqlite3.connect(tmp_path / "out" / ".minzheng" / "results.sqlite")
        (count,) = store.execute("SELECT count(*) FROM results").fetchone()
        store.close()
        return int(count)

    monkeypatch.setattr(stretches, "DOCUMENTS", 1)
    build(plans, tmp_path / "out")
    all_six = entries()
    for path in sorted(plans.iterdir())[:3]:
        path.unlink()
    build(plans, tmp_path / "out")
    build(plans, tmp_path / "fresh")
    assert entries() < all_six and content(tmp_path / "out") == content(tmp_path / "fresh")
