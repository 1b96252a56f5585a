"""Bytes → Plan: decode, repair, outline, grids, header."""

from __future__ import annotations

from pathlib import Path

from analysis.model import Plan, ReadingError, Source
from analysis.reading.decode import decode, read_source
from analysis.reading.header import read_header
from analysis.reading.outline import read_outline
from analysis.reading.parts import joined_flag, read_parts
from analysis.reading.repair import repair

__all__ = ["decode", "read_file", "read_plan", "read_source"]


MOST_CHARACTERS = 5_000_000  # 200 full plans; coding them takes minutes and a gigabyte
MOST_TAGS = 1_000_000  # a page that a portal makes has 2,000; each is an edit


def read_plan(source: Source) -> Plan:
    """The document behind a decoded source: repaired text, outline, grids and header; or the documents it joins.

    Raises ``ReadingError`` for a text longer than ``MOST_CHARACTERS`` and a page of more tags than ``MOST_TAGS``.
    """
    if (tags := source.text.count("<")) > MOST_TAGS:
        told = f"{source.name}: {tags:,} tags, more than the {MOST_TAGS:,} that are read. Cut it into its documents"
        raise ReadingError(told)
    reading = repair(source)
    if len(reading.text) > MOST_CHARACTERS:
        raise ReadingError(
            f"{source.name}: {len(reading.text):,} characters of text, more than the {MOST_CHARACTERS:,} that "
            "are read. Cut it into its documents, or take out what is no text"
        )
    outline = read_outline(reading)
    parts = read_parts(reading, outline)
    header = parts[0].header if parts else read_header(reading, outline)
    flags = (*outline.flags, joined_flag(parts)) if parts else outline.flags
    return Plan(reading, header, outline.sections, outline.blocks, outline.grids, flags, parts)


def read_file(path: Path, root: Path | None = None) -> Plan:
    """Read one document; raises ``ReadingError`` with the reason when it cannot be read."""
    return read_plan(read_source(path, root))
