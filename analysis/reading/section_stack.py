"""Keeps track of the sections that are open while a document is read from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.model import Role
from analysis.reading.heading_lines import Heading
from analysis.reading.headings import RANKS

_IN_BOX = frozenset({"1.", "(1)", "1)", "circle", "plain-inner"})


@dataclass(slots=True)
class Draft:
    """A section that is being read. ``counted``: its style has a place on the ladder of levels of its ``part``."""

    title: str
    number: str
    style: str
    rank: int
    start: int
    end: int
    parent: int
    part: int
    base: int
    counted: bool
    role: Role | None = None


class SectionStack:
    """Opens and closes sections."""

    def __init__(self) -> None:
        self._drafts: list[Draft] = []
        self._open: list[int] = []
        self._styles: list[str] = []  # of the open sections
        self._end = 0  # how far the open sections reach
        self._part = 0
        self._base = 0
        self._box_closes = False
        self._box_tabs = False

    @property
    def current(self) -> int:
        """Index of the innermost open section, -1 where none is open."""
        return self._open[-1] if self._open else -1

    @property
    def drafts(self) -> Sequence[Draft]:
        """All sections so far, in document order."""
        for index in self._open:
            self._drafts[index].end = self._end
        return self._drafts

    def extend(self, end: int) -> None:
        """The open sections reach to ``end``."""
        self._end = end

    def _close(self, depth: int) -> None:
        """End the open sections from this depth on."""
        for index in self._open[depth:]:
            self._drafts[index].end = self._end
        del self._open[depth:], self._styles[depth:]

    def _innermost(self, style: str) -> bool:
        """Whether the innermost open section has that style."""
        return bool(self._styles) and self._styles[-1] == style

    def after_grid(self) -> None:
        """A box whose table is over ends, unless a numbered line follows."""
        if self._innermost("box"):
            self._box_closes = True

    def before_paragraph(self, tab: bool) -> None:
        """Close a box that is over: behind its table, or where its lines behind TABs end."""
        if self._innermost("box"):
            if tab:
                self._box_tabs = True
            elif self._box_closes or self._box_tabs:
                self._close(-1)

    def open(self, heading: Heading, start: int, end: int) -> None:
        """Open a section; closes those that it ends."""
        style = heading.style
        if style == "title":
            self._close(0)
            self._part += 1
            self._base = 0
            self._push(heading, start, end, rank=0, counted=False)
            self._base = 1
            return
        if style == "outermost":
            self._close(1 if self._base and self._styles[:1] == ["title"] else 0)
            self._push(heading, start, end, rank=1, counted=False)
            if heading.contains:
                self._part += 1
                self._base = len(self._open)
            return
        self._pop_for(style)
        self._push(
            heading,
            start,
            end,
            rank=RANKS[style],
            counted=style != "plain-inner" and "box" not in (style, *self._styles),
        )
        self._box_closes = self._box_tabs = False

    def _pop_for(self, style: str) -> None:
        styles = self._styles
        if style == "box":
            while styles and styles[-1] in ("plain-inner", "box"):
                self._close(-1)
            if "box" in styles:
                self._close(styles.index("box"))
            return
        if style in styles:
            self._close(styles.index(style))
            return
        if "box" in styles and style in _IN_BOX and not self._box_closes:
            return
        rank = RANKS[style]
        while self._open:
            top = self._drafts[self._open[-1]]
            if top.style == "title" or (top.style == "outermost" and self._base):
                break
            if top.rank < rank and top.style != "outermost":
                break
            self._close(-1)

    def _push(self, heading: Heading, start: int, end: int, rank: int, counted: bool) -> None:
        draft = Draft(
            heading.title,
            heading.number,
            heading.style,
            rank,
            start,
            end,
            self.current,
            self._part,
            self._base,
            counted,
            heading.role,
        )
        self._open.append(len(self._drafts))
        self._styles.append(heading.style)
        self._drafts.append(draft)
        self._end = end
