"""Bytes → decoded source. The encoding is decided by evidence: what decodes strictly, and what then reads as Chinese.

Nothing is changed in the text: line ends stay, only a byte-order mark is left out. Bytes that no encoding explains
become U+FFFD, and ``Source.notes`` says where.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.codebook import read_table
from analysis.model import ReadingError, Source
from analysis.reading.files import file_bytes

_SAMPLE = 60_000  # characters that are enough to tell encodings apart
_NAMED_PLACES = 20  # undecodable places named one by one; the rest are counted

_MAGIC = (
    (b"PK\x03\x04", "a zip archive (docx, xlsx, ofd and odt are such archives)"),
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls, wps)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b\x08", "a gzip archive"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_CONTROLS = frozenset({*range(0x09), *range(0x0E, 0x1A), *range(0x1B, 0x20), 0x7F})
_NO_CONTROLS = bytes(code for code in range(256) if code not in _CONTROLS)
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_STRANGE = re.compile(r"[\x80-\x9f\u0100-\u017f\u0250-\u036f\u0530-\u1fff\u2c00-\u2dff\u3040-\u312f\u3200-\u32ff"
                      r"\u3400-\u4dbf\ua000-\ud7ff\ue000-\uf8ff\ufffd]")  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
_FAMILY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "utf-8": "utf-8", "utf8": "utf-8", "big5": "big5", "big5-hkscs": "big5", "cp950": "big5",
    "utf-16": "utf-16", "utf-16le": "utf-16", "utf-16be": "utf-16", "iso-8859-1": "latin-1", "windows-1252": "latin-1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Guess:
    encoding: str
    text: str
    score: float


@cache
def _frequent() -> frozenset[str]:
    """The most frequent characters of Chinese administrative prose, in both scripts."""
    return frozenset("".join(row["character"] + row["traditional"] for row in read_table("frequent_characters")))


def _score(text: str) -> float:
    """How much ``text`` reads like Chinese: −1 (bytes misread) … 1 (every Chinese character is a frequent one).

    Running prose has 0.45–0.65; the same bytes under a wrong encoding stay below 0.1.
    """
    sample = text[:_SAMPLE]
    han = _HAN.findall(sample)
    strange = len(_STRANGE.findall(sample))
    if not han:
        return -1.0 if strange else 0.0
    frequent = _frequent()
    known = sum(character in frequent for character in han)
    return (known - 2.0 * strange) / (len(han) + strange)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _candidates(data: bytes, errors: str) -> list[_Guess]:
    """Every reading that the legacy encodings allow; UTF-16 only where the number of bytes is even."""
    names = ["gb18030", "big5", "cp950", "big5hkscs"]
    if len(data) % 2 == 0 or errors == "replace":
        names += ["utf-16-le", "utf-16-be"]
    guesses = []
    for name in names:
        text = _strict(data, name) if errors == "strict" else data.decode(name, errors)
        if text is not None:
            guesses.append(_Guess(name, text, _score(text)))
    return guesses


def _looks_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: line ends and digits have a zero byte, and one of the two orders reads as Chinese."""
    if len(data) < 4 or len(data) % 2 or b"\0" not in data[:200_000]:
        return None
    guesses = []
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data, encoding)
        if text is not None:
            guesses.append(_Guess(encoding, text, _score(text) - text[:_SAMPLE].count("\0")))
    best = max(guesses, key=lambda guess: guess.score, default=None)
    return best.encoding if best and best.score >= 0.2 else None


def _refuse(name: str, reason: str, advice: str) -> ReadingError:
    return ReadingError(f"{name}: {reason}. {advice}")


def _places(text: str, bad: str = "\ufffd") -> tuple[str, ...]:
    """Notes that name where bytes could not be decoded: line and character offset, the first twenty one by one."""
    total = text.count(bad)
    if not total:
        return ()
    notes, line, seen = [], 1, 0
    for match in re.finditer(re.escape(bad) + "+", text):
        line += len(re.findall(r"\r\n?|\n", text[seen : match.start()]))
        seen = match.start()
        notes.append(f"undecodable bytes: line {line}, character {match.start()}, {len(match[0])} lost or damaged")
        if len(notes) == _NAMED_PLACES:
            break
    rest = total - sum(int(note.split(", ")[2].split()[0]) for note in notes)
    if rest:
        notes.append(f"undecodable bytes: {rest} more")
    return tuple(notes)


def _pick(data: bytes, name: str) -> tuple[str, str]:
    """Encoding and text of bytes without a byte-order mark."""
    utf16 = _looks_utf16(data)
    if utf16:
        return utf16, data.decode(utf16)
    if b"\0" in data and data.count(b"\0") * 200 > len(data):
        raise _refuse(name, "binary data (many NUL bytes), not text", "Save the document as a text file and try again")
    text = _strict(data, "utf-8")
    if text is not None:
        return "utf-8", text
    guesses = _candidates(data, "strict")
    damaged = data.decode("utf-8", "replace")
    loose = [_Guess("utf-8", damaged, _score(damaged))]
    best = max([*guesses, *loose], key=lambda guess: guess.score)
    if best.score < 0.2:
        loose += _candidates(data, "replace")
        best = max([*guesses, *loose], key=lambda guess: guess.score)
    if best.score < 0.12 and len(_CONTROL_BYTES.findall(data)) * 20 > len(data):
        raise _refuse(
            name, "binary data (control characters), not text", "Save the document as a text file and try again"
        )
    if best.score < 0.12:
        raise _refuse(
            name,
            "no known encoding (UTF-8, UTF-16, GB18030, Big5) makes these bytes Chinese text",
            "Save the file as UTF-8 in the program it comes from, or take it out of the folder if it is no document",
        )
    return best.encoding, best.text


def decode(data: bytes, doc_id: str, name: str) -> Source:
    """The bytes of one file as a ``Source``.

    Handles UTF-8 and UTF-16 with and without byte-order mark, GB18030 (with GBK and GB2312) and Big5. An encoding
    that the file declares (HTML ``charset=``) is never believed against the evidence, a contradiction is noted.
    Raises ``ReadingError`` for empty and binary files and where no encoding gives Chinese text.

    >>> decode("民政工作".encode("gb18030"), "a", "a.txt").encoding
    'gb18030'
    >>> decode(b"", "a", "a.txt")
    Traceback (most recent call last):
    analysis.model.ReadingError: a.txt: the file is empty. Crawl or copy the document again
    """
    again = "Crawl or copy the document again"
    if not data.strip():
        raise _refuse(name, "the file is empty", again)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise _refuse(name, f"{what}, not text", "Save it as a text file (UTF-8) and try again")
    marked = next((row for row in _BOMS if data.startswith(row[0])), None)
    if marked:
        encoding, text = marked[1], data[len(marked[0]) :].decode(marked[2], "replace")
    else:
        encoding, text = _pick(data, name)
    if not text.strip():
        raise _refuse(name, "the file is empty", again)
    plain = data if encoding == "utf-8" else text.encode("utf-8", "surrogatepass")
    controls = len(plain.translate(None, _NO_CONTROLS))
    if controls * 200 > len(text) + 400:
        raise _refuse(name, "binary data (control characters), not text", "Save the document as a text file")
    lost = text.count("\ufffd")
    if lost * 4 > len(text):
        raise _refuse(name, f"{lost} of {len(text)} characters cannot be decoded", again)
    notes = list(_places(text)) if lost else []
    if controls:
        notes.append(f"control characters: {controls}, kept as they are")
    head = data[:4096].replace(b"\0", b"")
    declared = _DECLARED.search(head) if b"charset" in head.lower() else None
    if declared:
        said = declared[1].decode("ascii").lower()
        found = "utf-8" if encoding.startswith("utf-8") else encoding
        family = _FAMILY.get(said, said)
        legacy = {"cp950": "big5", "big5hkscs": "big5"}.get(found, found)
        if not legacy.startswith(family):
            notes.append(f"encoding: declares {said}, is {found}")
    return Source(doc_id, name, hashlib.sha256(data).hexdigest(), encoding, text, tuple(notes))


def read_source(path: Path, root: Path | None = None) -> Source:
    """Read one file of any format (see ``formats.to_source``); ``name`` is its path below ``root``, or its file name.

    Raises ``ReadingError`` where the file holds no readable text, and where it cannot be opened.
    """
    from analysis.reading.formats import to_source

    name = path.relative_to(root).as_posix() if root else path.name
    return to_source(file_bytes(path, name), path.stem, name)
