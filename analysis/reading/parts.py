"""Tells several documents apart that one file joins: the work priorities of three years, one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.model import Block, BlockKind, Header, Outline, Part, Reading
from analysis.reading.header import read_header

_MOST_PARTS = 60  # a file with more titles is a list of documents
_PROSE = 40  # characters of a paragraph; a title without one behind it is a link
_SHARED = ("region", "region_code", "region_level", "parent", "publisher")  # what a part without a region takes over


def read_parts(reading: Reading, outline: Outline) -> tuple[Part, ...]:
    """The documents that a file joins, each with its own header; empty for a file that is one document.

    They are documents of their own only where each tells its period and holds prose, and no two neighbours are of the
    same kind and period. Left alone: a notice and the plan it brings, a plan and its annexes, a title that comes again.
    What stands before the first title belongs to the first part; a part that names no region takes that of the first.
    """
    titles = outline.titles
    if not 2 <= len(titles) <= _MOST_PARTS:
        return ()
    stops = [*titles[1:], len(reading.text)]
    parts = [
        Part(start, end, read_header(reading, outline, start, end))
        for start, end in zip([0, *titles[1:]], stops, strict=True)
    ]
    if not all(part.header.period_start is not None and _named(part.header) for part in parts):
        return ()
    prose = [block.start for block in outline.blocks if block.kind is BlockKind.PARAGRAPH and _long(block)]
    if not all(bisect_left(prose, part.start) < bisect_left(prose, part.end) for part in parts):
        return ()
    if any(_told(before) == _told(behind) for before, behind in pairwise(parts)):
        return ()
    return tuple(_with_region(parts))


def _long(block: Block) -> bool:
    return block.end - block.start >= _PROSE


def _named(header: Header) -> bool:
    return bool(header.title) and header.doc_type != "other"


def _told(part: Part) -> tuple[str, int | None, int | None]:
    return part.header.doc_type, part.header.period_start, part.header.period_end


def _with_region(parts: Sequence[Part]) -> list[Part]:
    first = {name: getattr(parts[0].header, name) for name in _SHARED}
    return [part if part.header.region else replace(part, header=replace(part.header, **first)) for part in parts]


def joined_flag(parts: Sequence[Part]) -> str:
    """What the plan says of its parts: ``documents-joined:<title>; <title>``."""
    return "documents-joined:" + "; ".join(part.header.title for part in parts)
