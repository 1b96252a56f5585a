"""PDF with a text layer → text: paragraphs put together again, tables as rows of cells between TABs."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from analysis.model import ReadingError
from analysis.plural import counted
from analysis.reading.pdf_page import Line, Page, lines_of, read_page
from analysis.reading.pdf_tables import Table, aligned_rows, join_texts, ruled_tables
from analysis.reading.wraps import begins_item

_MOST_PAGES = 2000
_MOST_BYTES = 64 * 2**20  # of one stream, unpacked
_MOST_TOTAL = 1024 * 2**20
_STREAM = re.compile(rb"stream\r?\n(?=x[\x01\x5e\x9c\xda])")  # that zlib packed
_LOST_PAGE = Page((), (), 0, 0, 0, 0)
_FEWEST_CHARACTERS = 20  # of a page, on average; pages of pictures have less: a page number, a stamp
_UNMAPPED = 0.2  # of the characters; more of them unknown, and the text is none
_EDGE_LINES = 2  # at the head and foot of a page that may be running lines
_LONGEST_RUNNING = 60
_RUNNING_SHARE = 0.5  # of the pages (three at least) that repeat a running line
_SLACK = 0.3  # sizes of a character by which a full line may miss the right edge
_WORD = re.compile(
    r"[“‘「『《〈（([【]*(?:[0-9A-Za-z.,%]+|.)[，。；、：！？,.;:!?”’」』》〉）)\]】…—]*"
)  # goes to one line
_INDENT = 1.2  # sizes of a character by which an indented line stands in
_USUAL = 0.04  # of the lines begin at the left edge at least
_NEARLY = 0.85  # of the widest lines: as long is a line that may be full
_INDENTED = 0.15  # of the lines are indented where paragraphs begin with an indent
_PAGE_NUMBER = re.compile(
    r"[-—–－─·•~\s]*(?:第\s*)?(?P<number>\d{1,4})\s*(?:页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|/\s*\d{1,4})?[-—–－─·•~\s]*"
)
_MARKED = re.compile(r"[-—–－─·•~].*[-—–－─·•~]|第.*页")  # a page number whatever the other pages say
_STOP = re.compile(r"[。！？；：…!?;:][”’」』）)]*\Z")
_HEADING = re.compile(
    r"第[一二三四五六七八九十]{1,3}[章节]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
)
_CLAUSE = re.compile(r"[，。；：]")
_PROSE = re.compile(r"[，。；]")
_DIGITS = re.compile(r"\d+")


class _Item(NamedTuple):
    """A line of text or a table, with its page and the height at which it stands."""

    page: int
    y: float
    line: Line | None
    table: Table | None


def _refuse(name: str, reason: str, advice: str) -> ReadingError:
    return ReadingError(f"{name}: {reason}. {advice}")


def _check_streams(data: bytes, name: str) -> None:
    """Refuse a file that unpacks to far more than any document holds, before anything unpacks it."""
    total = 0
    for match in _STREAM.finditer(data):
        unpacked = len(_unpacked(data[match.end() : match.end() + _MOST_BYTES]))
        total += unpacked
        if unpacked > _MOST_BYTES or total > _MOST_TOTAL:
            raise _refuse(
                name,
                f"it unpacks to more than {total // 2**20} MB, which no document does",
                "Take it out of the folder",
            )


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_BYTES + 1)
    except zlib.error:
        return b""


@contextmanager
def _silent() -> Iterator[None]:
    """pdfminer tells of every oddity of a file in the log; what matters is in our notes."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _pages(data: bytes, name: str) -> list[Page]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    _check_streams(data, name)
    again = "Download or copy the document again"
    with _silent():
        try:
            document = PDFDocument(PDFParser(io.BytesIO(data)))
            found = list(islice(PDFPage.create_pages(document), _MOST_PAGES + 1))
        except (PDFPasswordIncorrect, PDFEncryptionError) as error:
            raise _refuse(name, "the PDF is protected by a password", "Save it without one and try again") from error
        except Exception as error:  # a damaged file fails in ways that its reader does not name
            raise _refuse(name, f"the PDF is damaged or cut off ({type(error).__name__})", again) from error
        if len(found) > _MOST_PAGES:
            raise _refuse(name, f"a PDF of more than {_MOST_PAGES} pages", "Cut it into its parts")
        if not found:
            raise _refuse(name, "the PDF is damaged or cut off (no pages)", again)
        resources = PDFResourceManager()
        pages = []
        for page in found:
            device = PDFPageAggregator(resources)
            try:
                PDFPageInterpreter(resources, device).process_page(page)
                pages.append(read_page(device.get_result()))
            except Exception:  # one damaged page; named in the notes
                pages.append(_LOST_PAGE)
        return pages


def _without_text(pages: Sequence[Page]) -> list[int]:
    """Numbers (from 1) of pages that show nothing but pictures, or cannot be read at all."""
    return [
        number
        for number, page in enumerate(pages, 1)
        if not any(not glyph.text.isspace() for glyph in page.glyphs) and (page.pictures or not page.width)
    ]


def _check(pages: Sequence[Page], name: str) -> None:
    written = sum(not glyph.text.isspace() for page in pages for glyph in page.glyphs)
    pictures = sum(page.pictures for page in pages)
    advice = "Run text recognition over it and save the text as .txt"
    if not written or (pictures >= len(pages) / 2 and written < _FEWEST_CHARACTERS * len(pages)):
        what = counted(len(pages), "page")
        raise _refuse(name, f"no text layer ({what}, {pictures} pictures): the PDF is a scan or empty", advice)
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > _UNMAPPED * written:
        raise _refuse(
            name,
            f"its fonts do not say which characters they draw ({unmapped} of {written + unmapped} unknown)",
            advice,
        )


def _items(pages: Sequence[Page]) -> list[list[_Item]]:
    """What stands on each page, top down."""
    found = []
    for number, page in enumerate(pages):
        tables, rest = ruled_tables(page.rules, page.glyphs)
        items = [_Item(number, table.top, None, table) for table in tables]
        items += [_Item(number, line.y, line, None) for line in lines_of(rest)]
        found.append(sorted(items, key=lambda item: -item.y))
    return found


def _edges(items: Sequence[_Item]) -> Iterator[tuple[str, int]]:
    """The first and last lines of a page, each with the name of its place and its index."""
    for depth in range(min(_EDGE_LINES, len(items))):
        if items[depth].line is not None:
            yield f"head {depth}", depth
        if len(items) - 1 - depth >= _EDGE_LINES and items[-1 - depth].line is not None:
            yield f"foot {depth}", len(items) - 1 - depth


def _running(pages: Sequence[Sequence[_Item]]) -> list[set[int]]:
    """Indices of the running heads and feet and of the page numbers, for each page.

    A page number counts on with the pages, or is marked as one (— 12 —, 第12页); a running line stands at the head or
    foot of half of the pages, apart from its digits. Left alone: a number at the edge of a page that fits neither.
    """
    offsets: Counter[int] = Counter()
    texts: Counter[str] = Counter()
    for number, items in enumerate(pages):
        for place, index in _edges(items):
            text = _text(items[index])
            match = _PAGE_NUMBER.fullmatch(text)
            if match:
                offsets[int(match["number"]) - number] += 1
            texts[f"{place[:4]}|{_DIGITS.sub('0', text)}"] += 1
    fewest = max(3, _RUNNING_SHARE * len(pages) / 2)
    counted = {offset for offset, times in offsets.items() if times >= min(3, max(2, len(pages)))}
    repeated = {text for text, times in texts.items() if times >= fewest}
    dropped = []
    for number, items in enumerate(pages):
        found = set()
        for place, index in _edges(items):
            text = _text(items[index])
            match = _PAGE_NUMBER.fullmatch(text)
            if match:
                running = int(match["number"]) - number in counted or _MARKED.fullmatch(text) is not None
            else:
                running = (
                    not _PROSE.search(text)
                    and len(text) <= _LONGEST_RUNNING
                    and f"{place[:4]}|{_DIGITS.sub('0', text)}" in repeated
                )
            if running:
                found.add(index)
        dropped.append(found)
    return dropped


def _text(item: _Item) -> str:
    return item.line.text.strip() if item.line is not None else ""


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Left and right edge of the text: the leftmost place of those at which lines begin again and again, and the place
    at which most of the long lines end."""
    if not lines:
        return 0.0, 0.0
    places = Counter(round(line.x0 / 3) for line in lines)
    usual = [place for place, times in places.items() if times >= max(2, _USUAL * len(lines))]
    widest = sorted(line.x1 for line in lines)[int(0.97 * (len(lines) - 1))]
    ends = Counter(round(line.x1 / 2) for line in lines if line.x1 > _NEARLY * widest)
    most = max(ends.values(), default=0)
    return 3.0 * min(usual or places), max((2.0 * end for end, times in ends.items() if times == most), default=widest)


class _Paragraphs:
    """Puts lines together to paragraphs: a full line goes on in the next one that is not indented."""

    def __init__(self, lines: Sequence[Line]) -> None:
        prose = [line for line in lines if len(line.pieces) == 1]
        self.left, self.right = _margins(prose)
        indented = sum(self._indented(line) for line in prose)
        self.by_indent = indented >= _INDENTED * len(prose)
        self.out: list[str] = []
        self.last: Line | None = None

    def _indented(self, line: Line) -> bool:
        return _INDENT * line.size < line.x0 - self.left < 4 * line.size

    def add(self, line: Line) -> None:
        text = line.text
        if self.last is not None and self._goes_on(self.last, line):
            self.out[-1] = join_texts(self.out[-1], text)
        else:
            self.out.append(text)
        self.last = line

    def _goes_on(self, above: Line, below: Line) -> bool:
        if abs(above.size - below.size) > 0.15 * max(above.size, below.size):
            return False
        if not self._full(above, below.text) or below.x0 > self.left + _INDENT * below.size:
            return False
        before, after = self.out[-1], below.text
        if before[-1].isdigit() and after[0].isdigit():
            return False
        if _HEADING.match(after) or (not self.by_indent and _HEADING.match(before) and not _CLAUSE.search(before)):
            return False
        if _STOP.search(before):
            return self.by_indent and not begins_item(after)
        return True

    def _full(self, above: Line, after: str) -> bool:
        """The first word of what follows had no room in the line above."""
        word = _WORD.match(after)
        wide = sum(0.5 if character < "\u0250" else 1.0 for character in word[0]) if word else 1.0
        return above.x1 + (wide - _SLACK) * above.size > self.right

    def row(self, text: str) -> None:
        self.out.append(text)
        self.last = None


def _lines(pages: Sequence[Sequence[_Item]]) -> list[str]:
    items = [item for page in pages for item in page]
    paragraphs = _Paragraphs([item.line for item in items if item.line is not None])
    table_before: Table | None = None
    page_before = -1
    for page in pages:
        lines = [item.line for item in page if item.line is not None]
        rows = aligned_rows(lines)
        at = 0
        for item in page:
            if item.table is not None:
                if table_before is not None and item.page == page_before:
                    paragraphs.out += ["", "", ""]  # two tables on a page are two; a table goes on over the page's end
                for cells in item.table.rows:
                    paragraphs.row("\t".join(cells))
                table_before, page_before = item.table, item.page
                continue
            table_before = None
            if at in rows:
                paragraphs.row("\t".join(rows[at]))
            elif item.line is not None:
                paragraphs.add(item.line)
            at += 1
    return paragraphs.out


def pdf_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a PDF, and notes on what was left out.

    A paragraph is a line, also where a page ends inside it; page numbers and running heads are left out; tables (ruled,
    or of pieces that stand under each other) are runs of lines with cells between TABs. Raises ``ReadingError`` for
    scans, for files with a password, and for damaged ones. Time grows with the number of pages, which is bounded.
    """
    pages = _pages(data, name)
    _check(pages, name)
    items = _items(pages)
    dropped = _running(items)
    notes = []
    left_out = sum(map(len, dropped))
    if left_out:
        notes.append(f"pdf: {left_out} page numbers and running lines left out")
    bare = _without_text(pages)
    if bare:
        shown = ", ".join(map(str, bare[:20])) + (" …" if len(bare) > 20 else "")
        notes.append(f"pdf: no text on {counted(len(bare), 'page')}: {shown}")
    unmapped = sum(page.unmapped for page in pages)
    if unmapped:
        notes.append(f"pdf: {counted(unmapped, 'character')} of which the font does not say the meaning")
    kept = [
        [item for index, item in enumerate(page) if index not in out] for page, out in zip(items, dropped, strict=True)
    ]
    return "\n".join(_lines(kept)).strip("\n") + "\n", tuple(notes)
