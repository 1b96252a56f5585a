"""Finds the lines of a table of contents."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from analysis.reading.headings import STARTS, bare, is_plain_heading, read_mark, read_wording, words
from analysis.reading.lines import Line

_LEADER = re.compile(
    r"^.{2,80}?(?:\s*[.．·…]{3,}|…{2,}|\s*[·.]\s[·.]\s[·.\s]+)\s*[-—(]?\s*(?:[0-9]{1,3}|[IVX]{1,4})\s*[-—)]?$"
)
_PAGE = re.compile(r"^\D.{1,60}\s\d{1,3}$|^\d{1,2}\.\s.{2,60}\s\d{1,3}$")
_PAGE_ENDS = frozenset("0123456789IVX-—)")
_DOTS = frozenset(".．·…")  # of which a leader consists
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
    last = -1
    for position in [i for i, line in enumerate(written) if line.text[-1] in _PAGE_ENDS]:
        line = written[position]
        if len(line.text) > _LONGEST or not _leads(line.text):
            continue
        if position > last + 1:
            run = []
        run.append(line.index)
        last = position
        if len(run) >= 3:
            found.update(run if len(run) == 3 else run[-1:])
    return found


def _leads(text: str) -> bool:
    """The line leads to a page number; its last character already tells most lines from such."""
    return text[-1] in _PAGE_ENDS and not _DOTS.isdisjoint(text) and _LEADER.match(text) is not None


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
    short = [i for i, line in enumerate(written) if len(line.text) <= 20]
    english = "content" in "\n".join([written[i].text for i in short]).lower()
    for start in short if english else [i for i in short if "目" in written[i].text]:
        if start < position or bare(written[start].text).upper().strip("[]【】()") not in titles:
            continue
        seen: set[str] = set()
        position = start + 1
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


def _is_section_word(text: str) -> bool:
    """A section number counts anew in every chapter, so its bare title may come twice inside one table of contents."""
    mark = read_mark(text)
    return mark is not None and mark.style not in ("chapter", "part", "cjk")


def _repeated(written: Sequence[Line], found: Container[int]) -> set[int]:
    keys = [""] * len(written)
    last: dict[str, int] = {}
    again = False
    for position, line in enumerate(written):
        text = line.text
        mark = read_mark(text) if text[0] in STARTS and len(text) <= _LONGEST else None
        if mark is not None and line.index not in found and read_wording(text, mark).form == "whole":
            key = keys[position] = bare(text)
            again = again or key in last
            last[key] = position
    if not again:
        return set()
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
