"""Decoding: every encoding such documents come in, and a clear refusal for what is no text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import ReadingError
from analysis.reading.decode import decode, read_source

SIMPLIFIED = (
    "到2025年，全县城乡低保标准稳步提高，养老服务设施覆盖所有街道和乡镇。\r\n二、主要任务\n每千名老人拥有床位36.5张。"
)
TRADITIONAL = (
    "到2025年，全縣城鄉低保標準穩步提高，養老服務設施覆蓋所有街道和鄉鎮。\r\n二、主要任務\n每千名老人擁有床位36.5張。"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_every_encoding(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    source = decode(data, "plan", "a/plan.txt")
    assert source.text == text
    assert source.encoding == encoding
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert (source.doc_id, source.name, source.notes) == ("plan", "a/plan.txt", ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_mark(encoding: str) -> None:
    source = decode(("\ufeff" + SIMPLIFIED).encode(encoding), "plan", "plan.txt")
    assert (source.text, source.encoding) == (SIMPLIFIED, encoding)


def test_big5() -> None:
    source = decode(TRADITIONAL.encode("big5"), "plan", "plan.txt")
    assert (source.text, source.encoding) == (TRADITIONAL, "big5")


@pytest.mark.parametrize("text", ["民政工作", "社会救助和养老服务", "低保标准620元"])
def test_short_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030"), "a", "a.txt").text == text


def test_line_ends_stay() -> None:
    assert decode("一\r二\r\n三\n".encode(), "a", "a.txt").text == "一\r二\r\n三\n"


def test_declared_encoding_is_not_believed() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{SIMPLIFIED}</body></html>'
    source = decode(page.encode("utf-8"), "a", "a.html")
    assert source.text == page
    assert source.notes == ("encoding: declares gb2312, is utf-8",)
    assert decode(page.encode("gbk"), "a", "a.html").notes == ()


def test_damaged_utf8_is_read_and_its_places_are_named() -> None:
    data = bytearray(SIMPLIFIED.encode("utf-8"))
    at = data.index("任务".encode())
    data[at + 1] = 0x20
    source = decode(bytes(data), "a", "a.txt")
    assert source.encoding == "utf-8"
    assert source.text.startswith(SIMPLIFIED[:30]) and source.text.endswith("36.5张。")
    assert source.notes and source.notes[0].startswith("undecodable bytes: line 2, character ")


def test_many_damaged_places_are_counted() -> None:
    data = (SIMPLIFIED * 40).encode("utf-8").replace("任".encode(), b"\xe4\xbb ")
    notes = decode(data, "a", "a.txt").notes
    assert len(notes) == 21
    assert notes[-1] == "undecodable bytes: 20 more"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04" + bytes(range(256)), "zip"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "Office"),
        (bytes(range(256)) * 40, "binary"),
        (bytes(1000), "binary"),
        (b"caf\xe9 cr\xe8me br\xfbl\xe9e " * 20, "encoding"),
        (b"\x01\x02\x03abc" * 200, "control"),
    ],
)
def test_refusals_say_file_reason_and_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(ReadingError) as caught:
        decode(data, "x", "dir/x.txt")
    message = str(caught.value)
    assert message.startswith("dir/x.txt: ")
    assert reason in message
    assert message.count(". ") >= 1


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_end_in_a_document_or_a_refusal(data: bytes) -> None:
    try:
        source = decode(data, "x", "x.txt")
    except ReadingError as error:
        assert str(error).startswith("x.txt: ")
    else:
        assert source.text.strip()


def test_names_are_relative_to_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "省" / "某县_14.txt"
    file.parent.mkdir()
    file.write_text(SIMPLIFIED, encoding="utf-8", newline="")
    source = read_source(file, tmp_path)
    assert (source.doc_id, source.name) == ("某县_14", "省/某县_14.txt")
    with pytest.raises(ReadingError, match="cannot be opened"):
        read_source(tmp_path / "nothing.txt", tmp_path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-8-sig", "big5"])
def test_shared_documents_in_other_encodings(shared_plans: Path, encoding: str) -> None:
    for path in sorted(shared_plans.glob("*.txt")):
        text = read_source(path).text
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        assert decode(data, path.stem, path.name).text == text
