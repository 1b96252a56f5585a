"""Documents saved in other formats: the lines and tables of a plan as a web page, as docx, as PDF."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from analysis.model import Plan

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Box:
    """A cell of a table: its text, and how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells in columns; a cell that spans others is the only one in their place."""

    rows: tuple[tuple[tuple[int, Box], ...], ...]  # (column, cell)
    columns: int
    header_rows: int


Part = str | Table


def parts(plan: Plan) -> list[Part]:
    """The lines of a plan's source, each one part, and its grids as tables, in order."""
    reading = plan.reading
    text = reading.source.text
    found: list[Part] = []
    at = 0
    for grid in plan.grids:
        start, end = reading.place(grid.start, grid.end)
        found += _lines(text[at:start])
        rows: list[list[tuple[int, Box]]] = [[] for _ in range(grid.header_rows + grid.rows)]
        for cell in grid.cells:
            place = reading.place(cell.start, cell.end)
            content = re.sub(r"\s*[\r\n]\s*", "", text[place[0] : place[1]]).strip()
            rows[cell.row].append((cell.column, Box(content, cell.column_span, cell.row_span)))
        found.append(Table(tuple(map(tuple, rows)), grid.columns, grid.header_rows))
        at = end
    return found + _lines(text[at:])


def _lines(text: str) -> list[Part]:
    return [line.strip() for line in re.split(r"\r\n?|\n", text) if line.strip()]


def as_html(document: Sequence[Part], charset: str = "utf-8") -> str:
    """A saved page of a portal: navigation, share buttons, a list of other documents and a foot around the text."""
    pieces = []
    for part in document:
        if isinstance(part, str):
            pieces.append(f"<p style='text-indent:2em'>{html.escape(part, quote=False)}</p>")
            continue
        pieces.append('<table border="1"><tbody>')
        for row in part.rows:
            cells = "".join(
                f'<td colspan="{box.columns}" rowspan="{box.rows}"><p><span>{html.escape(box.text)}</span></p></td>'
                for _, box in row
            )
            pieces.append(f"<tr>{cells}</tr>")
        pieces.append("</tbody></table>")
    links = "".join(
        f'<li><a href="/{n}.html">别处的通知第{n}号</a><span>2019-01-{n:02}</span></li>' for n in range(1, 9)
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>样本页_样本门户</title>'
        "<style>p {margin: 0}</style>"
        '<script>var count = 12345; if (count < 3) {document.write("<p>低保999元</p>")}</script></head><body>\n'
        '<div class="top-nav"><ul><li><a href="/">首页</a></li><li><a href="/zw">样本栏目</a></li>'
        '<li><a href="/fw">办事服务</a></li></ul></div><div class="wrap">\n<div class="share">分享到：微信 微博</div>'
        '<div style="display:none"><a href="http://x">彩票平台</a>注册送88元</div>\n'
        f'<div class="article" id="zoom">\n{chr(10).join(pieces)}\n</div>\n'
        f'<div class="list"><h3>其他文件</h3><ul>{links}</ul></div></div>'
        '<div class="footer"><p>版权所有：样本门户 电话：023-12345678</p></div></body></html>'
    )


def as_docx(document: Sequence[Part]) -> bytes:
    """A minimal Word document with real tables (``gridSpan``, ``vMerge``)."""
    body = "".join(_table(part) if isinstance(part, Table) else _paragraph(part) for part in document)
    return docx(body)


def docx(body: str, **others: str) -> bytes:
    """A docx file with this body; ``others`` are further parts of the folder ``word`` (name without ``.xml``)."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument"/></Relationships>',
        "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": content for name, content in others.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if content.startswith("<?xml") else '<?xml version="1.0"?>' + content)
    return stream.getvalue()


def _paragraph(text: str) -> str:
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    # a word processor cuts a paragraph into runs wherever it likes
    half = len(clean) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in (clean[:half], clean[half:])
    )
    return f"<w:p>{runs}</w:p>"


def _table(table: Table) -> str:
    covered: dict[tuple[int, int], int] = {}
    rows = []
    for number, row in enumerate(table.rows):
        cells = dict(row)
        column, written = 0, []
        while column < table.columns:
            if (number, column) in covered:
                wide = covered[number, column]
                written.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{wide}"/><w:vMerge/></w:tcPr><w:p/></w:tc>')
                column += wide
                continue
            box = cells.get(column, Box(""))
            merged = '<w:vMerge w:val="restart"/>' if box.rows > 1 else ""
            covered.update({(number + below, column): box.columns for below in range(1, box.rows)})
            span = f'<w:tcPr><w:gridSpan w:val="{box.columns}"/>{merged}</w:tcPr>'
            written.append(f"<w:tc>{span}{_paragraph(box.text)}</w:tc>")
            column += box.columns
        rows.append(f"<w:tr>{''.join(written)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


# ---------------------------------------------------------------- PDF

_A4 = 595, 842
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 522, 760, 90  # 28 characters of 16 points to a line
_SIZE, _CELL_SIZE, _LEADING = 16, 10.5, 28


def _wide(character: str, size: float) -> float:
    return size / 2 if character < "\u0250" else size


class _Sheets:
    """Draws texts and rules on pages; a font without outlines whose codes are those of Unicode."""

    def __init__(self, head: str, numbers: str) -> None:
        self.head, self.numbers = head, numbers
        self.pages: list[list[str]] = []
        self.y = 0.0

    def turn(self) -> None:
        number = len(self.pages) + 1
        self.pages.append([])
        self.y = _TOP
        if self.head:
            self.write(200, 800, self.head, 9)
        if self.numbers:
            self.write(280, 50, self.numbers.format(number), 12)

    def write(self, x: float, y: float, text: str, size: float) -> None:
        codes = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")

    def room(self, height: float) -> None:
        if not self.pages or self.y - height < _BOTTOM:
            self.turn()


def _wrapped(text: str, width: float, size: float, indent: float) -> list[str]:
    """Lines no wider than ``width``; a number with its unit of letters stays whole, no line begins with a comma."""
    lines, line, used = [], "", indent
    for word in re.findall(r"[0-9A-Za-z.,%]+|.", text):
        wide = sum(_wide(character, size) for character in word)
        if used + wide > width and line and word not in "，。；、：）”》":
            lines.append(line)
            line, used = "", 0.0
        line, used = line + word, used + wide
    return [*lines, line]


def as_pdf(document: Sequence[Part], head: str = "某某规划", numbers: str = "— {} —", ruled: bool = True) -> bytes:
    """Pages of lines that the width of the page breaks, first lines indented; tables with rules, cells wrapped."""
    sheets = _Sheets(head, numbers)
    for part in document:
        if isinstance(part, Table):
            _draw_table(sheets, part, ruled)
            continue
        text = re.sub(r"[\x00-\x1f]+", " ", part)
        for number, line in enumerate(_wrapped(text, _RIGHT - _LEFT, _SIZE, 2 * _SIZE)):
            sheets.room(_LEADING)
            sheets.y -= _LEADING
            sheets.write(_LEFT + (0 if number else 2 * _SIZE), sheets.y, line, _SIZE)
    return pdf(["\n".join(page) for page in sheets.pages])


def _draw_table(sheets: _Sheets, table: Table, ruled: bool) -> None:
    step = (_RIGHT - _LEFT) / table.columns
    edges = [_LEFT + step * column for column in range(table.columns + 1)]
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for number, row in enumerate(table.rows):
        for column, box in row:
            for below in range(box.rows):
                for beside in range(box.columns):
                    covered[number + below, column + beside] = (number, column)
    sheets.room(120)
    sheets.y -= 10
    for number, row in enumerate(table.rows):
        texts = {
            column: _wrapped(box.text, step * box.columns - 4 - _CELL_SIZE, _CELL_SIZE, 0) if ruled else [box.text]
            for column, box in row
        }
        height = 14.0 * max((len(lines) for lines in texts.values()), default=1) + 6
        sheets.room(height)
        top = sheets.y
        sheets.y -= height
        for column, lines in texts.items():
            for at, line in enumerate(lines):
                sheets.write(edges[column] + 2, top - 13 - 14 * at, line, _CELL_SIZE)
        for column in range(table.columns if ruled else 0):
            owner = covered.get((number, column), (number, column))
            if covered.get((number, column - 1)) != owner or not column:
                sheets.rule(edges[column], top, edges[column], sheets.y)
            if covered.get((number - 1, column)) != owner or not number or top == _TOP:
                sheets.rule(edges[column], top, edges[column + 1], top)
            if covered.get((number + 1, column)) != owner:
                sheets.rule(edges[column], sheets.y, edges[column + 1], sheets.y)
        if ruled:
            sheets.rule(edges[-1], top, edges[-1], sheets.y)
    sheets.y -= 10


def pdf(pages: Sequence[str], trailer: str = "", objects: Sequence[str] = (), resources: str = "") -> bytes:
    """A PDF with these drawings, one a page."""
    ranges = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]
    blocks = "\n".join(
        f"{len(ranges[at : at + 100])} beginbfrange\n{chr(10).join(ranges[at : at + 100])}\nendbfrange"
        for at in range(0, 256, 100)
    )
    unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{blocks}\nendcmap end end"
    )
    made = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{8 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> /DW 1000 /W [0 591 500] /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 "
        "/CapHeight 700 /ItalicAngle 0 /StemV 80 >>",
        _stream(unicode),
        f"<< /Font << /F 3 0 R >> {resources} >>",
    ]
    for number, content in enumerate(pages):
        made.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_A4[0]} {_A4[1]}] /Resources 7 0 R "
            f"/Contents {9 + 2 * number} 0 R >>"
        )
        made.append(_stream(content))
    made += objects
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(made, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(made) + 1}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer << /Size {len(made) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def documents(folder: Path) -> list[Path]:
    """The text documents of a folder; none where there is no such folder."""
    return sorted(path for path in folder.glob("*.txt") if path.stem.lower() != "readme")
