"""The document inside a saved web page: navigation, link lists, hidden and foreign parts are dropped, the rest stays.

Only whole pages (with ``<html>`` or ``<body>``) are searched for furniture. Parts are told by what they are (``nav``,
``hidden``), by what they hold (links and no prose), and by the words of their class where they hold neither prose nor
the document's metadata; so that a doubtful part stays and is judged line by line later.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from analysis.codebook import read_table
from analysis.reading.compose import Change
from analysis.reading.markup import Mark, read_marks, shown_as

_VOID = frozenset(  # without content
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "wbr",
        "o:p",
        "path",
    )
)
_PAGE = frozenset(("", "html", "head", "body"))
_ALWAYS = frozenset(("nav", "aside", "footer", "option", "button"))
_CELLS = frozenset(("td", "th", "li", "caption"))
_REPEATED = frozenset(("li", "td", "th", "tr", "p", "dd", "dt", "option", "a"))  # opening one ends the one before it
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|(?<![-a-z])(?:left|top|text-indent)\s*:\s*-\d{3,}|"
    r"(?<![-a-z])height\s*:\s*[01](?:px|pt)?\s*(?:;|[\"']|$)|aria-hidden\s*=\s*[\"']?true|(?:^|\s)hidden(?:\s|=|$)",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?:^|[\s\"'])(?:class|id)\s*=\s*(?:\"([^\"]{0,200})\"|'([^']{0,200})'|([^\s\"'>]{1,80}))")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PROSE = re.compile(r"[，。；、：,;]")
_STOP = re.compile(r"[。；]")
_DATE = re.compile(r"[\d\s年月日:：./\-\[\]()（）]*")
_SPACE = re.compile(r"\s+")
_TITLE_CUT = re.compile(r"\s*[-_|—–]+\s*")
_MOST_OPEN = 16  # open inline elements that a closing tag looks through for its own

_MAIN_SHARE = 0.6  # of a page's prose that its main container holds at least
_LONG_RUN = 20  # characters of a run of text that make it prose without punctuation
_LINKED = 0.6  # of a part's characters stand in links: a list of links
_FEWEST_LINKS = 3
_LINKED_INSIDE, _FEWEST_INSIDE = 0.9, 5  # the same within the main container
_MOST_STOPS = 2  # full stops in a part that its class may call furniture
_HIDDEN_SHARE = 0.5  # a hidden part with more of the page's prose is shown by a script, and stays


@dataclass(slots=True)
class _Node:
    """An element: its marks (``last`` is the index behind its content) and its children."""

    name: str
    first: int
    last: int
    parent: int
    attributes: str
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Running sums over the runs of text behind each mark: characters, linked ones, prose, full stops, links."""

    shown: tuple[int, ...]
    linked: tuple[int, ...]
    prose: tuple[int, ...]
    stops: tuple[int, ...]
    links: tuple[int, ...]


@cache
def _words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("html_parts"))


@cache
def _labels() -> re.Pattern[str]:
    """Labels of the portal's header: the part of a page that holds them tells about the document."""
    words = sorted({row["label"] for row in read_table("header_labels") if row["field"] != "ignore"}, key=len)
    gap = r"[ \t\u3000\xa0]{0,4}"
    return re.compile("|".join(gap.join(map(re.escape, word)) for word in reversed(words) if len(word) > 2))


def _tree(marks: Sequence[Mark]) -> list[_Node]:
    """The elements of a page in document order; what is not closed ends with its parent. Linear, without recursion."""
    nodes = [_Node("", 0, len(marks), -1, "")]
    stack = [0]
    open_names: dict[str, int] = {}

    def close(upto: int, index: int) -> None:
        while len(stack) > upto:
            node = nodes[stack.pop()]
            node.last = index
            open_names[node.name] -= 1

    for index, mark in enumerate(marks):
        if not mark.name or mark.name in _VOID:
            continue
        if mark.closing:
            if not open_names.get(mark.name):
                continue
            depth = len(stack) - 1
            if shown_as(mark.name) == "inline" and mark.name not in _CELLS:
                floor = max(0, len(stack) - _MOST_OPEN)
                while depth > floor and nodes[stack[depth]].name != mark.name:
                    if shown_as(nodes[stack[depth]].name) == "block":
                        depth = 0
                        break
                    depth -= 1
                if depth <= floor:
                    continue
            else:
                while nodes[stack[depth]].name != mark.name:
                    depth -= 1
            close(depth, index)
            continue
        if mark.name in _REPEATED and nodes[stack[-1]].name == mark.name:
            close(len(stack) - 1, index)
        if mark.attributes.endswith("/") and shown_as(mark.name) == "inline":
            continue
        nodes[stack[-1]].children.append(len(nodes))
        stack.append(len(nodes))
        open_names[mark.name] = open_names.get(mark.name, 0) + 1
        nodes.append(_Node(mark.name, index, len(marks), stack[-2], mark.attributes))
    close(1, len(marks))
    return nodes


def _count(text: str, marks: Sequence[Mark]) -> _Counts:
    shown, linked, prose, stops, links = [0], [0], [0], [0], [0]
    in_link = in_cell = False
    for index, mark in enumerate(marks):
        if mark.name == "a":
            in_link = not mark.closing and "href" in mark.attributes.lower()
        elif mark.name and mark.name not in _VOID and shown_as(mark.name) == "block":
            in_link = False
        if mark.name in ("td", "th"):
            in_cell = not mark.closing
        stop = marks[index + 1].start if index + 1 < len(marks) else len(text)
        run = _SPACE.sub("", text[mark.end : stop])
        shown.append(0 if _DATE.fullmatch(run) else len(run))  # the dates of a list of links say nothing
        linked.append(shown[-1] if in_link else 0)
        said = bool(run) and not in_link and (in_cell or len(run) >= _LONG_RUN or _PROSE.search(run) is not None)
        prose.append(len(run) if said else 0)
        stops.append(len(_STOP.findall(run)) if said else 0)
        links.append(int(mark.name == "a" and in_link))
    return _Counts(*(tuple(accumulate(each)) for each in (shown, linked, prose, stops, links)))


class _Page:
    """A page's elements with what they hold, and the judgement on each of them."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text, self.marks = text, marks
        self.nodes = _tree(marks)
        self.counts = _count(text, marks)
        self.labels = [match.start() for match in _labels().finditer(text)]

    def sum(self, counts: Sequence[int], node: _Node) -> int:
        return counts[node.last] - counts[node.first]

    def end(self, node: _Node) -> int:
        """Offset behind the element's content."""
        return self.marks[node.last].start if node.last < len(self.marks) else len(self.text)

    def labelled(self, node: _Node) -> bool:
        at = bisect_left(self.labels, self.marks[node.first].end)
        return at < len(self.labels) and self.labels[at] < self.end(node)

    def hidden(self, node: _Node) -> bool:
        attributes = node.attributes
        return (
            bool(attributes)
            and _HIDDEN.search(attributes) is not None
            and (self.sum(self.counts.prose, node) <= _HIDDEN_SHARE * self.counts.prose[-1])
        )

    def called_furniture(self, node: _Node) -> bool:
        """A word of the element's class or id says that it is no part of the document."""
        if "class" not in node.attributes and "id" not in node.attributes:
            return False
        for match in _NAMES.finditer(node.attributes):
            name = match[1] or match[2] or match[3] or ""
            words = [word.lower() for word in _WORD.findall(name)]
            if not _words().isdisjoint(words) or not _words().isdisjoint(name.lower().split()):
                return True
        return False

    def main(self) -> list[int]:
        """The way from the page down to the smallest container that holds most of its prose."""
        whole = self.counts.prose[-1]
        way = [0]
        while whole:
            node = self.nodes[way[-1]]
            heaviest = max(node.children, key=lambda n: self.sum(self.counts.prose, self.nodes[n]), default=None)
            if heaviest is None or self.sum(self.counts.prose, self.nodes[heaviest]) < _MAIN_SHARE * whole:
                break
            if self.nodes[heaviest].name == "p":
                break
            way.append(heaviest)
        return way

    def foreign(self, node: _Node, outside: bool) -> bool:
        """Whether an element is no part of the document; ``outside`` the main container less is asked for."""
        stops = self.sum(self.counts.stops, node)
        if node.name in _ALWAYS:
            return stops <= _MOST_STOPS
        if self.hidden(node):
            return True
        if shown_as(node.name) != "block":
            return False
        shown = self.sum(self.counts.shown, node)
        if not shown or self.labelled(node):
            return False
        if node.name == "header" and outside:
            return stops == 0 and not any(self.nodes[child].name in ("h1", "h2") for child in node.children)
        if self.called_furniture(node) and stops <= _MOST_STOPS:
            return True
        if stops:
            return False
        linked, links = self.sum(self.counts.linked, node), self.sum(self.counts.links, node)
        if outside:
            return links >= _FEWEST_LINKS and linked >= _LINKED * shown
        return links >= _FEWEST_INSIDE and linked >= _LINKED_INSIDE * shown and node.name not in ("tr", "tbody")

    def parts(self) -> list[_Node]:
        """The outermost elements that are no part of the document, in order."""
        if not self.counts.prose[-1]:
            return []
        way = self.main()
        on_way, inside = frozenset(way), way[-1]
        found: list[_Node] = []
        waiting: list[tuple[int, bool]] = [(0, True)]
        while waiting:
            number, outside = waiting.pop()
            node = self.nodes[number]
            outside = outside and number != inside
            if number not in on_way and node.name not in _PAGE and self.foreign(node, outside):
                found.append(node)
                continue
            waiting += [(child, outside) for child in reversed(node.children)]
        return found


def keep_main_text(text: str) -> list[Change]:
    """Drop what a saved page puts around its document: navigation, link lists, sharing, hidden and injected parts.

    The elements themselves stay as empty ones, so that the text around them keeps its lines. The page's ``<title>``
    goes where the page shows it as well. Leaves alone texts that are no whole pages, parts with prose or with labels
    of the portal's header (索引号, 发文字号 …), and whatever is not certainly foreign.

    >>> page = "<html><body><div class='nav'>首页</div><p>一、总体要求。到2025年，建成养老床位120张。</p></body></html>"
    >>> [page[c.start : c.end] for c in keep_main_text(page)]
    ['首页']
    """
    if "<" not in text:
        return []
    marks = read_marks(text)
    if not any(mark.name in ("html", "body") and not mark.closing for mark in marks):
        return []
    page = _Page(text, marks)
    changes = [Change(marks[node.first].end, page.end(node), "") for node in page.parts()]
    changes = [change for change in changes if change.end > change.start]
    title = _title(text, page)
    if title is not None and not any(change.start <= title.start < change.end for change in changes):
        changes = sorted([*changes, title])
    return changes


def _title(text: str, page: _Page) -> Change | None:
    """The ``<title>`` where its first part, without the name of the site, stands in the page again."""
    for node in page.nodes:
        if node.name == "title":
            start, end = page.marks[node.first].end, page.end(node)
            first = _TITLE_CUT.split(text[start:end].strip())[0]
            again = text.find(first, end) if len(first) >= 4 else -1
            return Change(start, end, "") if again >= 0 and end > start else None
    return None
