"""Decides, from a line and the lines around it, which lines of a document are headings."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from analysis.model import Role, new_tuple
from analysis.reading.headings import (
    DEBRIS_STARTS,
    LONGEST_PLAIN,
    RANKS,
    STARTS,
    Mark,
    Wording,
    appendix_offset,
    bare,
    box_number,
    is_box,
    is_caption,
    is_plain_heading,
    is_title,
    lost_separator,
    markdown_depth,
    read_lead,
    read_mark,
    read_wording,
    strip_debris,
    tidy,
    words,
)
from analysis.reading.lines import Line
from analysis.reading.roles import own_role

_LATER_TITLE = re.compile(r"^.{0,24}(?:19|20)\d\d\s*年|十[一二三四五]五|关于")
_YEAR = re.compile(r"(?:19|20)\d\d(?=\s*年)")
_POINTER = re.compile(r"附\s*件?\s*[:：]\s*\S|附\s*件\s*\d{0,2}\s*[.、:]\s*\S")
_DATE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?")
_MARKDOWN_STYLES = {1: "part", 2: "chapter", 3: "section", 4: "cjk", 5: "(cjk)", 6: "1."}
_LONGEST_UNNUMBERED = 70  # characters of a heading without a number, marks before it not counted
_PROSE = 36  # characters from which a line with a full stop counts as prose for the lines around it


@cache
def _special_sign() -> re.Pattern[str]:
    """With what boxes, prefaces, glossaries and appendices begin: a cheap look before they are told apart."""
    firsts = {word[0] for kind in ("opening", "closing", "glossary") for word in words(kind)}
    return re.compile(rf"[\s:【】\[\]*]*(?:[专附{re.escape(''.join(sorted(firsts)))}]|$)")


class Heading(NamedTuple):
    """A line that is a heading. ``opens`` a section or not (a document's title, the second line of a broken heading);
    ``run_in``: the heading is only the beginning of its paragraph; ``contains``: headings behind it stand inside it."""

    title: str
    number: str
    style: str
    opens: bool = True
    run_in: bool = False
    contains: bool = False
    role: Role | None = None


class _Candidate(NamedTuple):
    line: Line
    mark: Mark | None
    wording: Wording | None


def find_headings(
    lines: Sequence[Line], aside: Mapping[int, object], inside: Container[int], captions: Container[int]
) -> tuple[dict[int, Heading], frozenset[int]]:
    """Line index → heading, and the indices of stray headings (links to a later heading) that belong to no section.

    ``aside`` are lines of contents, metadata and furniture, ``inside`` lines of grids,
    ``captions`` lines that name a grid.
    """
    free = [line for line in lines if line.text and line.index not in aside and line.index not in inside]
    candidates = [
        _numbered(line) if line.text[0] in STARTS else new_tuple(_Candidate, (line, None, None)) for line in free
    ]
    candidates = _one_style(candidates)
    known = frozenset(bare(lines[index].text) for index, kind in aside.items() if str(kind) == "contents")
    return _Reader(free, candidates, known, captions).read()


def read_paragraph_lead(text: str) -> str:
    """Lead-in phrase of a paragraph that opens no section."""
    return read_lead(text, read_mark(text) if text[0] in STARTS else None)


def _numbered(line: Line) -> _Candidate:
    mark = read_mark(line.text)
    return _Candidate(line, mark, read_wording(line.text, mark) if mark else None)


def _one_style(candidates: list[_Candidate]) -> list[_Candidate]:
    """Decide what numbers without a separator are.

    ``1 总则`` is a heading where the document also has ``1.1``. Numerals with a space behind count as (一) where the
    document also has 一、, and as 一、 where it has not; one that lost even its space is taken where the numbers before
    and behind it leave exactly its place.
    """
    styles = {c.mark.style for c in candidates if c.mark is not None}
    if "1 " in styles:
        decimal = "1.1" in styles
        candidates = [
            c._replace(
                mark=c.mark._replace(style="1.") if decimal and c.wording and c.wording.form == "whole" else None
            )
            if c.mark is not None and c.mark.style == "1 "
            else c
            for c in candidates
        ]
    if "cjk " not in styles:
        return candidates
    both = any(c.mark is not None and c.mark.style == "cjk" for c in candidates)
    style = "(cjk)" if both else "cjk"
    result = [
        c._replace(mark=c.mark._replace(style=style)) if c.mark is not None and c.mark.style == "cjk " else c
        for c in candidates
    ]
    numbers = [(i, c.mark.path[0]) for i, c in enumerate(result) if c.mark is not None and c.mark.style == style]
    for (i, before), (j, behind) in pairwise(numbers):
        if behind - before != 2:
            continue
        for k in range(i + 1, j):
            mark = lost_separator(result[k].line.text) if result[k].mark is None else None
            if mark is not None and mark.path[0] == before + 1:
                mark = mark._replace(style=style)
                wording = read_wording(result[k].line.text, mark)
                if wording.form != "item":
                    result[k] = _Candidate(result[k].line, mark, wording)
    return result


class _Reader:
    """One pass over the lines of a document; holds what was seen of its numbering."""

    def __init__(
        self,
        free: Sequence[Line],
        candidates: Sequence[_Candidate],
        known: Container[str],
        captions: Container[int],
    ) -> None:
        self.free, self.candidates, self.known, self.captions = free, candidates, known, captions
        self.first_prose = next(
            (i for i, line in enumerate(free) if len(line.text) >= 30 and "。" in line.text), len(free)
        )
        self.headings: dict[int, Heading] = {}
        self.stray: set[int] = set()
        self.open: dict[str, int] = {}  # style → number of the section of that style that is open
        self.decimals: dict[tuple[int, ...], int] = {}
        self.pointers = False  # inside the list of annexes of a notice
        self.titles: list[int] = []  # positions of title lines before the first section
        self.sections = 0
        self.later_titles = 0
        self.outer: bool | None = None  # whether headings without numbers stand outside the numbered ones
        self.following = self._following()
        self.plain = self._plain_positions()

    @cached_property
    def last_of(self) -> dict[str, int]:
        """Where each short line stands for the last time."""
        return {bare(line.text): i for i, line in enumerate(self.free) if len(line.text) <= 60}

    def _following(self) -> list[tuple[int, str]]:
        """For each line, number and form of the next line with a number of the same style."""
        following: list[tuple[int, str]] = [(0, "")] * len(self.free)
        seen: dict[str, tuple[int, str]] = {}
        for i in range(len(self.free) - 1, -1, -1):
            mark, wording = self.candidates[i].mark, self.candidates[i].wording
            if mark and wording:
                following[i] = seen.get(mark.style, (0, ""))
                seen[mark.style] = (mark.path[-1], wording.form)
        return following

    def _plain_positions(self) -> frozenset[int]:
        """Lines that stand like headings without a number: three or more of them, or with words that headings have."""
        fits = [
            i
            for i, line in enumerate(self.free)
            if (len(line.text) <= LONGEST_PLAIN or line.text[0] in DEBRIS_STARTS) and self._plain_fits(i)
        ]
        return frozenset(fits if len(fits) >= 3 else [i for i in fits if self._tells(tidy(self.free[i].text))])

    @staticmethod
    def _tells(title: str) -> bool:
        return own_role(title)[1] >= 5 or title in words("plain")

    def _plain_fits(self, i: int) -> bool:
        if not self.first_prose < i < len(self.free) - 1:  # before the first prose stands the title page
            return False
        if self.candidates[i].mark is not None or self.free[i].tabs:
            return False
        text, before, behind = self.free[i].text, self.free[i - 1].text, self.free[i + 1].text
        if not (before.endswith(("。", "!", ":", "”", ")", "?", ";")) or self._heads(i - 1)) or self._is_pointer(i):
            return False
        debris = strip_debris(text)
        if len(text) - debris > LONGEST_PLAIN or not is_plain_heading(text[debris:]):
            return False
        if is_title(text) or is_box(text) or is_caption(text, strong=True) or self.free[i].index in self.captions:
            return False
        if len(text) < 4 and own_role(text)[1] == 0 and text not in words("plain"):
            return False
        long = len(behind) >= _PROSE or (behind.endswith("。") and self._tells(tidy(text[debris:])))
        mark = self.candidates[i + 1].mark
        return (long and ("。" in behind or behind.endswith(":"))) or (mark is not None and mark.path[-1] == 1)

    def _heads(self, i: int) -> bool:
        wording = self.candidates[i].wording
        return wording is not None and wording.form == "whole"

    def _is_pointer(self, i: int) -> bool:
        behind = self.free[i + 1].text
        return len(behind) < 20 and _DATE.search(behind) is not None

    def read(self) -> tuple[dict[int, Heading], frozenset[int]]:
        """The headings and the strays."""
        skip = -1
        for i, candidate in enumerate(self.candidates):
            text = candidate.line.text
            if candidate.mark is None and len(text) > _LONGEST_UNNUMBERED and text[0] not in DEBRIS_STARTS:
                self.pointers = False
                continue
            if i == skip:
                continue
            heading = self._special(i) or self._numbered(i, candidate) or self._plain_heading(i) or self._title(i)
            if heading is None:
                if len(text) >= _PROSE:
                    self.pointers = False
                continue
            if heading.opens:
                heading, joined = self._join_next(i, heading)
                if joined:
                    self.headings[self.free[i + 1].index] = Heading(heading.title, "", heading.style, opens=False)
                    skip = i + 1
                self._note(heading, candidate.mark)
            self.headings[candidate.line.index] = heading
        if self.later_titles and self.titles:
            first = self.free[self.titles[-1]]
            self.headings[first.index] = Heading(tidy(first.text[strip_debris(first.text) :]), "", "title")
        return self.headings, frozenset(self.stray)

    def _note(self, heading: Heading, mark: Mark | None) -> None:
        self.sections += 1
        style = heading.style
        if style in ("title", "outermost"):
            self.open.clear()
            self.decimals.clear()
        elif style in RANKS:
            rank = RANKS[style]
            for inner in [one for one in self.open if RANKS[one] > rank]:
                del self.open[inner]
            if mark is not None:
                self.open[style] = mark.path[-1]
                if style.startswith("1."):
                    self.decimals[mark.path[:-1]] = mark.path[-1]

    def _join_next(self, i: int, heading: Heading) -> tuple[Heading, bool]:
        """A heading whose number stands alone (附件1), or that is longer in the contents, takes the next line too."""
        if i + 1 >= len(self.free) or heading.run_in or not heading.number:
            return heading, False
        following = self.free[i + 1].text
        if self.candidates[i + 1].mark is not None or len(following) > 40 or following.endswith(("。", ";", ":")):
            return heading, False
        outer = RANKS.get(heading.style, 99) <= RANKS["(cjk)"] or (
            heading.role is Role.APPENDIX and not self.free[i + 1].tabs and "|" not in following
        )
        alone = not heading.title and outer
        own, both = bare(self.free[i].text), bare(self.free[i].text) + bare(following)
        if alone or (own not in self.known and both in self.known):
            title = tidy(heading.title + following)
            return Heading(title, heading.number, heading.style, contains=heading.contains, role=heading.role), True
        return heading, False

    # --- kinds of headings ---

    def _special(self, i: int) -> Heading | None:
        """Boxes, preface, glossary, appendix."""
        line = self.free[i]
        text = line.text[strip_debris(line.text) :]
        if len(text) > 60 or not _special_sign().match(text):
            return None
        if is_box(text):
            offset = box_number(text)
            return Heading(tidy(text[offset:]), text[:offset].strip(" :、.—-"), "box")
        plain = re.sub(r"[\s:【】\[\]*]", "", text)
        if plain in words("opening") or plain in words("closing") or plain in words("glossary"):
            if self._is_stray(i):
                self.stray.add(line.index)
                return Heading(tidy(text), "", "outermost", opens=False)
            glossary = plain in words("glossary")
            return Heading(plain, "", "outermost", contains=glossary, role=Role.GLOSSARY if glossary else None)
        offset = appendix_offset(text)
        if offset >= 0 and not line.tabs:
            if self._points(i):
                self.pointers = True
                return None
            self.pointers = False
            after = self.sections > 0
            return Heading(
                tidy(text[offset:]),
                text[:offset].strip(" :、."),
                "outermost",
                contains=after,
                role=Role.APPENDIX if after else None,
            )
        if _POINTER.match(text):
            self.pointers = True
        return None

    def _is_stray(self, i: int) -> bool:
        """The heading comes again later and has no text of its own here: it is a link, or a page header."""
        if self.last_of.get(bare(self.free[i].text), i) <= i or i + 1 >= len(self.free):
            return False
        behind = self.free[i + 1].text
        return is_title(behind) or self._heads(i + 1) or len(behind) < 30

    def _points(self, i: int) -> bool:
        """The line only names an annex: another such line, an authority or a date follows."""
        if i + 1 >= len(self.free):
            return False
        behind = self.free[i + 1].text
        if appendix_offset(behind) >= 0 or _DATE.fullmatch(behind) or behind.endswith(words("body")):
            return len(self.free[i].text) > 3
        return False

    def _numbered(self, i: int, candidate: _Candidate) -> Heading | None:
        mark, wording = candidate.mark, candidate.wording
        if mark is None or wording is None or (self.pointers and mark.style == "1." and not self._prose_next(i)):
            return None
        if not self._in_sequence(mark) or (len(mark.path) > 1 and self.free[i].tabs):
            return None
        form = wording.form
        if wording.closed and (self._beside(i, mark.style) or i + 1 == len(self.free)):
            form = "item"
        if form == "item":
            previous = self.open.get(mark.style, 0)
            continues = previous and 0 < mark.path[-1] - previous <= 2
            begins = mark.path[-1] == 1 and self.following[i][0] == 2 and self.following[i][1] == "run-in"
            if not (continues or begins) or not wording.title:
                return None
            return Heading(wording.title, mark.number, mark.style, run_in=not wording.closed)
        if form == "whole" and not wording.title and mark.style not in ("part", "chapter", "section"):
            return None
        return Heading(wording.title, mark.number.lstrip("# "), mark.style, run_in=form == "run-in")

    def _prose_next(self, i: int) -> bool:
        return i + 1 < len(self.free) and len(self.free[i + 1].text) >= _PROSE

    def _beside(self, i: int, style: str) -> bool:
        """A line of the same style stands right before or behind: the lines are items of a list."""
        for j in (i - 1, i + 1):
            if 0 <= j < len(self.free):
                mark = self.candidates[j].mark
                if mark is not None and mark.style == style:
                    return True
        return False

    def _in_sequence(self, mark: Mark) -> bool:
        """Decimal numbers and those of lists must continue what was there; other numbers are taken as they come."""
        if mark.style in ("1)", "(1)", "circle"):
            return mark.path[0] == 1 or 0 < mark.path[0] - self.open.get(mark.style, 99) <= 2
        if len(mark.path) == 1:
            return mark.path[0] <= 99
        prefix, number = mark.path[:-1], mark.path[-1]
        previous = self.decimals.get(prefix)
        if previous is not None:
            return 0 < number - previous <= 3
        if number > 3:
            return False
        if len(prefix) > 1:
            return prefix[:-1] in self.decimals or prefix[0] in self._tops()
        return prefix[0] in self._tops()

    def _tops(self) -> set[int]:
        """First components that a decimal number may have here."""
        tops = {self.open[style] for style in ("1.", "cjk", "chapter", "part") if style in self.open}
        seen = [prefix[0] for prefix in self.decimals if prefix]
        top = max(seen, default=0)
        return tops | {top, top + 1}

    def _plain_heading(self, i: int) -> Heading | None:
        if i not in self.plain:
            return None
        text = self.free[i].text
        depth = markdown_depth(text)
        text = tidy(text[strip_debris(text) :])
        if depth:
            return Heading(text, "", _MARKDOWN_STYLES[depth])
        if text in words("plain"):  # 附则 stands beside the chapters, whatever was open before it
            outermost = min(self.open, key=lambda style: RANKS[style], default="")
            if outermost:
                return Heading(text, "", outermost)
        if self.outer is None:
            self.outer = not any(style in self.open for style in ("part", "chapter", "section", "cjk", "(cjk)", "1."))
        return Heading(text, "", "plain-outer" if self.outer else "plain-inner")

    def _next_year(self, i: int, title: str) -> bool:
        """The title names another year than the one before it, and prose stands between the two: a second document."""
        if not self.titles or not self.titles[-1] < self.first_prose < i:
            return False
        before, here = _YEAR.search(self.free[self.titles[-1]].text), _YEAR.search(title)
        return before is not None and here is not None and before[0] != here[0]

    def _title(self, i: int) -> Heading | None:
        text = self.free[i].text
        if not is_title(text) and not (markdown_depth(text) == 1 and len(text) < 60):
            return None
        said = tidy(text[strip_debris(text) :])
        if self.sections == 0 and not self._next_year(i, said):
            self.titles.append(i)
            return Heading(said, "", "title", opens=False)
        if not _LATER_TITLE.search(said) or i + 1 >= len(self.free) or self.pointers:
            return None
        self.later_titles += 1
        return Heading(said, "", "title")
