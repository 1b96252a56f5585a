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


def documents(folder: Path) -> list[Path]:
    """The text documents of a folder; none where there is no such folder."""
    return sorted(path for path in folder.glob("*.txt") if path.stem.lower() != "readme")
