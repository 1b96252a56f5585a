"""Human-coded records of a document, placed in its source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.model import PlainError

__all__ = ["Gold", "GoldError", "Record", "read_gold"]


class GoldError(PlainError):
    """Human-coded records that cannot be used; the message names file, line and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """A human-coded record and its place in the decoded source."""

    start: int
    end: int
    line: int
    data: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.data.get("kind") or "")

    @property
    def optional(self) -> bool:
        return bool(self.data.get("optional"))

    @property
    def soft(self) -> bool:
        """Neither missed nor false."""
        return self.optional or self.kind == "rule"


@dataclass(frozen=True, slots=True)
class Gold:
    """The records of one document and the ranges that were coded (``None``: the whole document)."""

    doc_id: str
    records: tuple[Record, ...]
    ranges: tuple[tuple[int, int], ...] | None
    ignored: tuple[tuple[int, int], ...]

    def covers(self, place: int) -> bool:
        if self.ranges is None:
            return True
        inside = any(start <= place < end for start, end in self.ranges)
        return inside and not any(start <= place < end for start, end in self.ignored)


def _unix(text: str) -> tuple[str, list[int]]:
    """``text`` with CR and CRLF as LF, and for each of its offsets the offset in ``text`` (one more for the end)."""
    pieces: list[str] = []
    back: list[int] = []
    at = 0
    for match in re.finditer(r"\r\n?", text):
        pieces.append(text[at : match.start()])
        back.extend(range(at, match.start() + 1))
        pieces.append("\n")
        at = match.end()
    pieces.append(text[at:])
    back.extend(range(at, len(text) + 1))
    return "".join(pieces), back


def read_gold(doc_id: str, source: str, records_text: str, scope_text: str = "") -> Gold:
    """The records of one document (JSON lines), placed in its decoded ``source``; without a scope all of it was coded.

    A record gives its place as ``start`` and ``end`` (offsets with line ends as LF) or as ``line`` and ``quote``.
    Raises ``GoldError`` for lines that are no records and for quotes that the document does not hold.
    """
    text, back = _unix(source)
    lines = [0] + [match.end() for match in re.finditer("\n", text)]
    records = []
    for number, row in enumerate(records_text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            data = json.loads(row)
            start, end = _place(data, text, lines)
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise GoldError(f"{doc_id}.jsonl, line {number}: not a record ({type(error).__name__}: {error})") from error
        if start < 0 or end > len(text):
            raise GoldError(
                f"{doc_id}.jsonl, line {number}: the document does not hold {data.get('quote')!r}; "
                "is this the document that was coded?"
            )
        records.append(Record(back[start], back[end], int(data.get("line") or 0), data))
    ranges, ignored = _scope(doc_id, scope_text, back, lines)
    return Gold(doc_id, tuple(records), ranges, ignored)


def _place(data: Mapping[str, Any], text: str, lines: Sequence[int]) -> tuple[int, int]:
    if "start" in data and "end" in data:
        return int(data["start"]), int(data["end"])
    quote = data["quote"].replace("\r\n", "\n").replace("\r", "\n")
    line = min(max(1, int(data.get("line") or 1)), len(lines))
    at = text.find(quote, lines[line - 1])
    at = text.find(quote) if at < 0 else at
    return at, at + len(quote)


def _scope(
    doc_id: str, scope_text: str, back: Sequence[int], lines: Sequence[int]
) -> tuple[tuple[tuple[int, int], ...] | None, tuple[tuple[int, int], ...]]:
    """Coded and ignored ranges in offsets of the source; ``None`` when everything was coded."""
    if not scope_text.strip():
        return None, ()
    last = len(back) - 1

    def range_of(start: int, end: int) -> tuple[int, int]:
        return back[min(start, last)], back[min(end, last)]

    try:
        data = json.loads(scope_text)
        if isinstance(data, list):
            data = {"lines": data}
        ranges = data.get("char_ranges") or data.get("ranges")
        if not ranges:
            ends = [*lines[1:], last + 1]
            ranges = [(lines[number - 1], ends[number - 1] - 1) for number in data.get("lines", [])]
        ignored = [(item["start"], item["end"]) for item in data.get("ignore", [])]
        return tuple(range_of(*pair) for pair in ranges), tuple(range_of(*pair) for pair in ignored)
    except (json.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise GoldError(f"{doc_id}.scope.json: not a scope ({type(error).__name__}: {error})") from error
