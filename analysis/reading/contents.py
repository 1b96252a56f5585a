"""Finds the lines of a table of contents."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from analysis.reading.headings import bare, is_plain_heading, read_mark, read_wording, words
from analysis.reading.lines import Line

_LEADER = re.compile(
    r"^.{2,80}?(?:\s*[.．·…]{3,}|…{2,}|\s*[·.]\s[·.]\s[·.\s]+)\s*[-—(]?\s*(?:\d{1,3}|[IVX]{1,4})\s*[-—)]?$"
)
_PAGE = re.compile(r"^\D.{1,60}\s\d{1,3}$|^\d{1,2}\.\s.{2,60}\s\d{1,3}$")
_LONGEST = 90
_FEWEST = 4  # headings in a row without text between them, all of which come again


def find_contents(lines: Sequence[Line], taken: Container[int]) -> frozenset[int]:
    """Indices of the lines that belong to a table of contents, its own title (目录) included.

    Three signs: dotted leaders with page numbers (at least three lines together); heading-like lines behind 目录, up
    to the first prose or the first title that comes a second time; and at least four headings in a row, without text
    between them, that come again later in the same order. Headings that stand only once are left alone.
    """
    written = [line for line in lines if line.text and line.index not in taken]
    found: set[int] = set()
    found |= _leaders(written)
    found |= _behind_title(written)
    found |= _repeated(written, found)
    return frozenset(found)


def _leaders(written: Sequence[Line]) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    for line in [*written, None]:
        if line is not None and len(line.text) <= _LONGEST and _leads(line.text):
            run.append(line.index)
            continue
        if len(run) >= 3:
            found |= set(run)
        run = []
    return found


def _leads(text: str) -> bool:
    """The line leads to a page number; its last character already tells most lines from such."""
    return (text[-1].isdecimal() or text[-1] in "IVX-—)") and _LEADER.match(text) is not None


def _is_entry(text: str) -> bool:
    """The line looks like a heading, with or without a page number behind it."""
    if len(text) > _LONGEST or text.endswith(("。", ";", ",", "!", "?")):
        return False
    if _leads(text) or (text[-1].isdecimal() and _PAGE.match(text)):
        return True
    mark = read_mark(text)
    if mark is not None:
        return read_wording(text, mark).form == "whole"
    return is_plain_heading(text) or len(text) <= 30


def _behind_title(written: Sequence[Line]) -> set[int]:
    found: set[int] = set()
    titles = {word.upper() for word in words("contents")}
    position = 0
    while position < len(written):
        text = written[position].text
        if len(text) > 20 or not _may_name(text) or bare(text).upper().strip("[]【】()") not in titles:
            position += 1
            continue
        start = position
        seen: set[str] = set()
        position += 1
        while position < len(written) and _is_entry(written[position].text):
            key = bare(written[position].text)
            if key in seen and not _is_section_word(written[position].text):
                break
            if seen and key == next(iter(seen)):
                break
            seen.add(key)
            position += 1
        if position - start > 2:
            found |= {line.index for line in written[start:position]}
    return found


def _may_name(text: str) -> bool:
    """A cheap look before the words of the codebook."""
    return "目" in text or "content" in text.lower()


def _is_section_word(text: str) -> bool:
    """A section number counts anew in every chapter, so its bare title may come twice inside one table of contents."""
    mark = read_mark(text)
    return mark is not None and mark.style not in ("chapter", "part", "cjk")


def _repeated(written: Sequence[Line], found: Container[int]) -> set[int]:
    keys: list[str] = []
    last: dict[str, int] = {}
    for position, line in enumerate(written):
        mark = read_mark(line.text) if len(line.text) <= _LONGEST and line.index not in found else None
        whole = mark is not None and read_wording(line.text, mark).form == "whole"
        keys.append(bare(line.text) if whole else "")
        last[keys[-1]] = position
    result: set[int] = set()
    run: list[int] = []
    for position, key in enumerate([*keys, ""]):
        if key and last[key] > position:
            run.append(position)
            continue
        if len(run) >= _FEWEST and all(last[keys[p]] > run[-1] for p in run):
            result |= {written[p].index for p in run}
        run = []
    return result
