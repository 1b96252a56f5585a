"""Word documents (.docx) → text: a paragraph a line, tables as rows of cells between TABs, notes at the end."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from analysis.model import ReadingError
from analysis.plural import counted
from analysis.reading.docx_numbers import Numbering
from analysis.reading.docx_xml import child_of, name_of, value_of
from analysis.reading.lines import TABLES_APART

_MOST_BYTES = 64 * 2**20  # of one part, unpacked; a plan of 300 pages has 3 MB
_MOST_RATIO = 250  # unpacked to packed, in parts above _SMALL; a real document has 10 to 60
_SMALL = 4 * 2**20
_MOST_MEMBERS = 20_000
_LONGEST_CELL = 400  # characters; what is longer is prose in a table that lays out the page
_MOST_COLUMNS = 200
_BLANK = re.compile(r"[ \t\r\n]+")
_OTHERS = (  # what other archives hold, what they are, what to do
    ("xl/", "an Excel workbook", "Copy its tables into a .docx or .html document"),
    ("ppt/", "a presentation", "Save its text as .txt"),
    ("OFD.xml", "an OFD document", "Open it in an OFD reader and save it as PDF with a text layer"),
    ("content.xml", "an OpenDocument file", "Open it in LibreOffice or Word and save it as .docx"),
    ("META-INF/container.xml", "an e-book", "Convert it to .html or .docx"),
)
_PASSED = frozenset(  # elements whose content is no text of the document
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "Fallback",
     "fldData", "rt", "sdtPr", "sdtEndPr", "oMathParaPr", "ctrlPr", "txbxContent", "annotationRef", "binData")
)  # fmt: skip
_NOTE_KINDS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


class _Archive:
    """The parts of a docx file, each read within bounds."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.members = {info.filename: info for info in self.zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
            raise self.refuse(
                f"the archive is damaged or cut off ({error})", "Download or copy the document again"
            ) from error
        if len(self.members) > _MOST_MEMBERS:
            raise self.refuse(
                f"an archive of {counted(len(self.members), 'file')}, no document", "Take it out of the folder"
            )

    def refuse(self, reason: str, advice: str) -> ReadingError:
        return ReadingError(f"{self.name}: {reason}. {advice}")

    def main(self) -> str:
        """Name of the part that holds the document's text."""
        relations = self.part("_rels/.rels")
        if relations is not None:
            for relation in relations:
                target = relation.get("Target", "").lstrip("/")
                if relation.get("Type", "").endswith("/officeDocument") and target in self.members:
                    if target.startswith("word/") or "document" in target:
                        return target
                    break
        if "word/document.xml" in self.members:
            return "word/document.xml"
        for start, what, advice in _OTHERS:
            if any(member.startswith(start) for member in self.members):
                raise self.refuse(f"{what}, not a Word document", advice)
        raise self.refuse("a zip archive, not a Word document", "Unpack it into the folder")

    def part(self, member: str) -> etree._Element | None:
        """The root of one part; None where the archive does not hold it."""
        info = self.members.get(member)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise self.refuse("the document is protected by a password", "Save it without one and try again")
        try:
            with self.zip.open(info) as stream:
                data = stream.read(_MOST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise self.refuse(
                f"{member} inside it is damaged or cut off ({error})", "Download or copy the document again"
            ) from error
        size = len(data)
        if size > _MOST_BYTES or (size > _SMALL and size > _MOST_RATIO * max(1, info.compress_size)):
            raise self.refuse(
                f"{member} unpacks to {'more than ' if size > _MOST_BYTES else ''}{size // 2**20} MB "
                f"out of {info.compress_size // 1024} KB, which no document does",
                "Take it out of the folder, or save it anew in Word",
            )
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
            raise self.refuse(f"{member} declares entities, which no Word document does", "Save it anew in Word")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.refuse(f"{member} inside it is no well-formed XML ({error})", "Save it anew in Word") from error


@dataclass(slots=True)
class _Writer:
    """Collects the lines of the text."""

    numbering: Numbering
    lines: list[str] = field(default_factory=list)
    tables: int = 0
    after_table: bool = False

    def paragraph(self, element: etree._Element) -> None:
        text, boxes = _paragraph(element, self.numbering)
        for line in text.split("\n"):
            if line.strip():
                self.apart()
            self.lines.append(line.strip(" \t"))
        for box in boxes:
            self.blocks(box)

    def apart(self) -> None:
        """The blank lines that set a table apart from what follows, lest a short line between two seem a row."""
        if self.after_table:
            self.lines += [""] * TABLES_APART
        self.after_table = False

    def blocks(self, parent: etree._Element) -> None:
        for child in _blocks(parent):
            if name_of(child) == "p":
                self.paragraph(child)
            else:
                self.table(child)

    def table(self, element: etree._Element) -> None:
        rows = [[(column, wide, self.cell(cell, merged)) for column, wide, merged, cell in _cells(row)]
                for row in _inside(element, "tr")]  # fmt: skip
        longest = max((sum(map(len, cell.lines)) for row in rows for *_, cell in row), default=0)
        nested = any(cell.tables for row in rows for *_, cell in row)
        self.tables += 1
        if nested or longest > _LONGEST_CELL or max(map(len, rows), default=0) < 2:
            for row in rows:  # a box, or a table that lays out the page
                for *_, cell in row:
                    if any(line.strip() for line in cell.lines):
                        self.apart()
                    self.lines += cell.lines
                    self.after_table = self.after_table or cell.after_table
            return
        self.apart()  # two tables that touch are two
        for row in rows:
            line, at, last = [], 0, 0
            for column, wide, cell in row:
                text = _BLANK.sub(" ", " ".join(line for line in cell.lines if line)).strip()
                line.append("\t" * (column - at) + text)
                at, last = column, column + wide - 1
            self.lines.append("".join(line) + "\t" * (last - at))
        self.after_table = True

    def cell(self, element: etree._Element, merged: bool) -> _Writer:
        """What stands in a cell; nothing where the cell above reaches into it."""
        inner = _Writer(self.numbering)
        if not merged:
            inner.blocks(element)
        return inner


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of one name, those in content controls and insertions included."""
    for child in parent:
        found = name_of(child)
        if found == name:
            yield child
        elif found in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _inside(child, name)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of a body, a cell or a text box, in order."""
    for child in parent:
        name = name_of(child)
        if name in ("p", "tbl"):
            yield child
        elif name == "AlternateContent":
            choice = child_of(child, "Choice")
            yield from _blocks(choice if choice is not None else child)
        elif name and name not in _PASSED:
            yield from _blocks(child)


def _cells(row: etree._Element) -> Iterator[tuple[int, int, bool, etree._Element]]:
    """Column, width, whether the cell above reaches into it, and element of each cell of a row."""
    before = value_of(child_of(row, "trPr", "gridBefore"))
    column = min(int(before), _MOST_COLUMNS) if before.isdecimal() else 0
    for cell in _inside(row, "tc"):
        properties = child_of(cell, "tcPr")
        span = value_of(child_of(properties, "gridSpan"))
        wide = max(1, min(int(span), _MOST_COLUMNS - column)) if span.isdecimal() and len(span) < 5 else 1
        merge = child_of(properties, "vMerge")
        yield column, wide, merge is not None and value_of(merge) in ("", "continue"), cell
        column += wide


def _paragraph(element: etree._Element, numbering: Numbering) -> tuple[str, list[etree._Element]]:
    """The text of a paragraph with its number, and the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        name = name_of(child)
        if name == "t":
            pieces.append(_BLANK.sub(" ", child.text or ""))
        elif name == "tab" or name == "ptab":
            pieces.append("\t")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            choice = child_of(child, "Choice")
            waiting += reversed(choice if choice is not None else child)
        elif name == "r" and _is_hidden(child):
            continue
        elif name and name not in _PASSED:
            waiting += reversed(child)
    text = "".join(pieces)
    if text.strip():
        text = numbering.read(element) + text.strip(" \t")
    return text, boxes


def _is_hidden(run: etree._Element) -> bool:
    vanish = child_of(run, "rPr", "vanish")
    return vanish is not None and value_of(vanish) not in ("0", "false", "off")


def _notes(archive: _Archive, folder: str, kind: str, numbering: Numbering) -> list[str]:
    """The notes of a document, a line each, in the order of their ids; their marks in the text are left out."""
    root = archive.part(f"{folder}{kind}s.xml")
    lines = []
    for note in root if root is not None else ():
        if name_of(note) == kind and value_of(note, "type") not in _NOTE_KINDS:
            writer = _Writer(numbering)
            writer.blocks(note)
            text = " ".join(line for line in writer.lines if line)
            if text:
                lines.append(f"注：{text}")
    return lines


def docx_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a Word document, and notes on what was left out.

    A paragraph is a line, with the number that Word makes for it (第一章, 一、, 1.) in front; a table is a run of lines
    with cells between TABs, cells that span columns or rows keeping their columns; footnotes and endnotes follow at the
    end as 注：…, without marks in the text; deleted and hidden text, headers and footers are left out. Parts are
    bounded in size, entities are refused, nothing outside the file is read. Raises ``ReadingError``.
    """
    archive = _Archive(data, name)
    main = archive.main()
    folder = main.rpartition("/")[0]
    folder = f"{folder}/" if folder else ""
    root = archive.part(main)
    body = child_of(root, "body") if root is not None else None
    if body is None:
        raise archive.refuse(f"{main} inside it holds no document", "Save it anew in Word")
    writer = _Writer(Numbering(archive.part(f"{folder}numbering.xml"), archive.part(f"{folder}styles.xml")))
    writer.blocks(body)
    plain = Numbering(None, None)
    notes = [line for kind in ("footnote", "endnote") for line in _notes(archive, folder, kind, plain)]
    text = "\n".join([*writer.lines, *notes]).strip("\n")
    if not text.strip():
        pictures = sum(member.startswith(f"{folder}media/") for member in archive.members)
        if pictures:
            raise archive.refuse(
                f"no text, only {pictures} pictures", "Run text recognition over them and save the text as .txt"
            )
        raise archive.refuse("the document is empty", "Copy the document again")
    told = [f"docx: {counted(len(notes), 'note')} at the end"] if notes else []
    return text + "\n", tuple(told)
