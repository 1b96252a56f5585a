"""Formats people have: the same document as text, web page, Word file and PDF gives the same facts."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from saved_as import WORD, Box, Part, Table, as_docx, as_html, as_pdf, documents, docx, parts, pdf

from analysis.build import build
from analysis.coding import code
from analysis.model import BlockKind, Coded, Plan, ReadingError
from analysis.reading import read_file, read_plan
from analysis.reading.compose import replay
from analysis.reading.decode import decode
from analysis.reading.formats import to_source
from analysis.reading.html_page import keep_main_text
from analysis.reading.spacing import unit_pattern

ROOT = Path(__file__).resolve().parents[1]
DIGESTS = documents(ROOT / "data" / "raw")
SHARED = documents(ROOT.parent / "shared" / "plans")
ABSENT = pytest.param(
    Path("shared/absent"), marks=pytest.mark.skip(reason="the full documents (../shared/plans) are not here")
)
FOUND = pytest.mark.parametrize(
    "path", [*DIGESTS, *(SHARED or [ABSENT])], ids=lambda path: f"{path.parent.name}-{path.stem}"
)

Facts = Counter[tuple[object, ...]]


@cache
def original(path: Path) -> Plan:
    return read_file(path)


@lru_cache(64)
def coded(plan: Plan) -> Coded:
    return code(plan)


def facts(plan: Plan) -> Facts:
    """What is comparable between two forms of one document; the places differ."""
    return Counter(
        (str(f.kind), f.indicator_id or f.indicator_text, f.group, f.value, f.value_max, f.unit, f.year, f.comparator)
        for f in coded(plan).facts
    )


def outline(plan: Plan) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.title) for section in plan.sections]


def shapes(plan: Plan) -> list[tuple[int, int, int, tuple[str, ...]]]:
    return [(grid.header_rows, grid.rows, grid.columns, grid.headers) for grid in plan.grids]


def check_replay(plan: Plan) -> None:
    """The edits lead from the source to the text, and every place back to what stands there."""
    reading = plan.reading
    assert replay(reading.source.text, reading.edits) == reading.text
    for fact in coded(plan).facts:
        assert reading.source.text[fact.char_start : fact.char_end] == fact.quote


def same(found: Plan, expected: Plan) -> None:
    check_replay(found)
    assert facts(found) == facts(expected)
    assert outline(found) == outline(expected)
    assert shapes(found) == shapes(expected)
    assert found.header == expected.header


def page(document: Sequence[Part], **options: str) -> Plan:
    return read_plan(decode(as_html(document, **options).encode(), "page", "page.html"))


def test_there_are_documents() -> None:
    assert len(DIGESTS) == 5


@FOUND
def test_saved_page_reads_like_the_text(path: Path) -> None:
    plan = original(path)
    found = page(parts(plan))
    same(found, plan)
    for furniture in ("样本栏目", "别处的通知", "注册送", "023-12345678", "12345", "微信 微博"):
        assert furniture not in found.reading.text
        assert furniture in found.reading.source.text


ARTICLE = (
    "<h1>某县民政事业发展规划</h1><p>一、总体要求</p><p>到2025年，全县养老机构床位达到1200张，护理型床位占比达到55%。</p>"
    "<p>二、主要任务</p><p>城市低保标准提高到每人每月700元，农村低保标准提高到每人每月560元。</p>"
)
DROPPED = {
    "nav": "<nav><a href='/'>首页</a><p>要闻</p></nav>",
    "aside": "<aside>热点服务</aside>",
    "footer": "<footer>联系电话0512-66666666</footer>",
    "list of links with dates": "<ul>" + "<li><a href='a'>某某通知</a> 2021-03-04</li>" * 4 + "</ul>",
    "class": "<div class='pageFooter'>电话 0512-66666666</div>",
    "id": '<div id="nav_top">网上大厅</div>',
    "hidden by style": "<div style='display: none'>低保标准每人每月100元。下载得20元。</div>",
    "hidden by place": "<div style='position:absolute;left:-9999px'>低保标准每人每月100元。</div>",
    "hidden attribute": "<div hidden>低保标准每人每月100元。</div>",
    "script": "<script>if (a < 3 && b > 4) { x = '<p>低保标准每人每月100元。</p>'; }</script>",
    "style": "<style>p { margin: 12px }</style>",
    "comment": "<!-- <p>低保标准每人每月100元。</p> -->",
    "header": "<header><p>某县人民政府门户网站</p></header>",
}
KEPT = {
    "article called foot": (
        "<div class='footer'><p>本规划由县民政局负责解释。自印发之日起施行。有效期5年。</p></div>",
        "有效期5年",
    ),
    "portal's header": (
        "<div class='top menu'><span>索引号：</span>AB-12 <span>发文字号：</span>某政发〔2021〕3号</div>",
        "某政发",
    ),
    "header with the title": ("<header><h1>某县公报</h1></header>", "某县公报"),
    "links in prose": (
        "<p>依据<a href='a'>甲法</a>、<a href='b'>乙法</a>和<a href='c'>丙法</a>，制定本规划。</p>",
        "丙法",
    ),
    "signature": ("<p style='text-align:right'>某县民政局</p>", "某县民政局"),
    "not quite hidden": ("<div style='display:block;max-height:0.5em'>附注一则</div>", "附注一则"),
}


@pytest.mark.parametrize("place", ["before", "behind", "inside"])
@pytest.mark.parametrize("name", DROPPED)
def test_furniture_of_a_page_is_dropped(name: str, place: str) -> None:
    if place == "inside" and name in ("header", "list of links with dates"):
        pytest.skip("inside the text only what is certain goes")
    body = f"<div class='article'>{ARTICLE}</div>"
    if place == "inside":
        body = body.replace("<p>二、", DROPPED[name] + "<p>二、")
    else:
        body = DROPPED[name] + body if place == "before" else body + DROPPED[name]
    plan = read_plan(decode(f"<html><body>{body}</body></html>".encode(), "a", "a.html"))
    plain = read_plan(decode(f"<html><body><div>{ARTICLE}</div></body></html>".encode(), "a", "a.html"))
    assert plan.reading.text.strip() == plain.reading.text.strip()
    assert facts(plan) == facts(plain) and sum(facts(plan).values()) == 4
    check_replay(plan)


@pytest.mark.parametrize("name", KEPT)
def test_what_tells_of_the_document_stays(name: str) -> None:
    part, words = KEPT[name]
    for body in (f"{part}<div>{ARTICLE}</div>", f"<div>{ARTICLE}</div>{part}", f"<div>{ARTICLE}{part}</div>"):
        plan = read_plan(decode(f"<html><body>{body}</body></html>".encode(), "a", "a.html"))
        assert words in plan.reading.text, body


def test_hidden_text_that_a_script_shows_stays() -> None:
    body = f"<div id='c' style='display:none'>{ARTICLE}</div><p>正在加载</p>"
    plan = read_plan(decode(f"<html><body>{body}</body></html>".encode(), "a", "a.html"))
    assert sum(facts(plan).values()) == 4


def test_title_of_the_page_goes_where_the_page_shows_it() -> None:
    shown = f"<html><head><title>某县民政事业发展规划_某县政府</title></head><body>{ARTICLE}</body></html>"
    plan = read_plan(decode(shown.encode(), "a", "a.html"))
    assert plan.reading.text.strip().startswith("某县民政事业发展规划\n一、")
    other = shown.replace("<title>某县", "<title>某市")
    assert read_plan(decode(other.encode(), "a", "a.html")).reading.text.startswith("某市民政事业发展规划_某县政府")


def test_texts_that_are_no_pages_are_left_alone() -> None:
    assert keep_main_text("<div class='nav'>首页</div><p>正文。</p>") == []
    assert keep_main_text("<html><body><a href='a'>甲</a><a href='b'>乙</a><a href='c'>丙</a></body></html>") == []


def test_spanned_cells_of_a_page() -> None:
    """A header of two levels, a label that spans rows, a unit in the caption."""
    table = (
        "<p>民政事业主要指标</p><table><tr><th rowspan=2>指标</th><th rowspan=2>单位</th><th colspan=2>十三五</th></tr>"
        "<tr><th>规划值</th><th>完成值</th></tr>"
        "<tr><td>养老机构床位数</td><td>张</td><td>1200</td><td>1250</td></tr>"
        "<tr><td>护理型床位<br>占比</td><td>%</td><td>50</td><td>52</td></tr></table>"
    )
    plan = read_plan(decode(f"<html><body><div>{ARTICLE}</div>{table}</body></html>".encode(), "a", "a.html"))
    assert shapes(plan) == [(2, 2, 4, ("指标", "单位", "十三五|规划值", "十三五|完成值"))]


HOSTILE = {
    "nested divs": "<div>" * 5000 + "<p>床位120张。</p>" + "</div>" * 5000,
    "unclosed divs": "<div>" * 20_000 + "床位120张。",
    "closing tags": "</div>" * 20_000 + "床位120张。",
    "crossed tags": "<b><div>" * 10_000 + "</b>" * 10_000 + "床位120张。",
    "nested tables": "<table><tr><td>" * 5000 + "床位120张。",
    "wide cells": "<table><tr>" + "<td colspan=99 rowspan=999>" * 5000 + "床位120张。",
    "links": "<a href='x'>低保" * 10_000,
    "brackets": "<" * 50_000,
    "entities": "&amp;" * 30_000 + "&lol9;" * 1000,
    "declared entities": '<!DOCTYPE h [<!ENTITY a "&b;&b;"><!ENTITY b SYSTEM "file:///etc/passwd">]>&a;床位120张。',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon(name: str) -> None:
    started = time.perf_counter()
    plan = read_plan(decode(f"<html><body>民政局。{HOSTILE[name]}</body></html>".encode(), "a", "a.html"))
    assert time.perf_counter() - started < 20
    check_replay(plan)
    assert "root:" not in plan.reading.text


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "utf-8"), ("utf-8", "gb18030"), ("big5", "utf-16-le")])
def test_page_that_declares_another_encoding(charset: str, encoding: str) -> None:
    plan = original(DIGESTS[1])
    data = as_html(parts(plan), charset).encode(encoding)
    found = read_plan(decode(data, "page", "page.html"))
    assert found.reading.source.encoding == encoding
    assert any(note.startswith(f"encoding: declares {charset}") for note in found.reading.source.notes)
    same(found, plan)


# ---------------------------------------------------------------- Word


@FOUND
def test_word_document_reads_like_the_text(path: Path) -> None:
    plan = original(path)
    found = read_plan(to_source(as_docx(parts(plan)), "word", "word.docx"))
    assert found.reading.source.encoding == "docx"
    same(found, plan)


def words(body: str, **others: str) -> str:
    return to_source(docx(body, **others), "a", "a.docx").text


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


LEVEL = '<w:lvl w:ilvl="{at}"><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
NUMBERS = (
    f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="7">'
    + LEVEL.format(at=0, style="chineseCountingThousand", text="第%1章", more='<w:suff w:val="space"/>')
    + LEVEL.format(at=1, style="decimal", text="%1.%2", more="<w:isLgl/>")
    + LEVEL.format(at=2, style="chineseCounting", text="（%3）", more='<w:suff w:val="nothing"/>')
    + LEVEL.format(at=3, style="bullet", text="●", more="")
    + '</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)
STYLES = (
    f'<w:styles {WORD}><w:style w:styleId="1"><w:pPr><w:numPr>'
    '<w:numId w:val="2"/></w:numPr></w:pPr></w:style><w:style w:styleId="2"><w:basedOn w:val="1"/><w:pPr><w:numPr>'
    '<w:ilvl w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
)


def test_numbers_that_word_makes_are_written_out() -> None:
    style, number = '<w:pStyle w:val="{}"/>', '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="2"/></w:numPr>'
    body = (
        paragraph("总则", style.format(1)) + paragraph("目标", style.format(2)) + paragraph("床位", number.format(2))
        + paragraph("低保", number.format(2)) + paragraph("要点", number.format(3)) + paragraph("任务", style.format(1))
        + paragraph("养老", style.format(2)) + paragraph("正文。")
    )  # fmt: skip
    expected = "第一章 总则\n1.1 目标\n（一）床位\n（二）低保\n要点\n第二章 任务\n2.1 养老\n正文。\n"
    assert words(body, numbering=NUMBERS, styles=STYLES) == expected


def test_what_word_hides_or_keeps_elsewhere() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>删去100张</w:delText></w:r></w:del><w:ins><w:r><w:t>新增120张</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>'
        "<w:sdt><w:sdtContent>" + paragraph("控件里的一行") + "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("框中的一行") + "</w:txbxContent></w:pict></w:r></w:p>"
    )
    notes = (
        f'<w:footnotes {WORD}><w:footnote w:type="separator" w:id="0">{paragraph("无")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("指养老床位。")}</w:footnote></w:footnotes>'
    )
    assert words(body, footnotes=notes) == "新增120张。\n控件里的一行\n\n框中的一行\n注：指养老床位。\n"


def test_tables_of_a_word_document() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    down, under = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        [cell("指标", down), cell("2020年", '<w:gridSpan w:val="2"/>')],
        [cell("", under), cell("城市"), cell("农村")],
        [cell("低保标准"), cell("600"), cell("480")],
    )
    table = f"<w:tbl>{''.join(f'<w:tr>{chr(10).join(row)}</w:tr>' for row in rows)}</w:tbl>"
    expected = "指标\t2020年\t\n\t城市\t农村\n低保标准\t600\t480\n"
    assert words(table) == expected
    assert words(table + table) == f"{expected}\n\n\n{expected}"
    box = f"<w:tbl><w:tr><w:tc>{paragraph('专栏1')}{paragraph('一行')}</w:tc></w:tr></w:tbl>"
    assert words(box) == "专栏1\n一行\n"
    layout = f"<w:tbl><w:tr><w:tc>{table}{paragraph('')}</w:tc><w:tc>{paragraph('旁边')}</w:tc></w:tr></w:tbl>"
    assert words(layout) == f"{expected}\n\n\n\n旁边\n"
    assert words(table + paragraph("") + paragraph("表2 床位") + table) == f"{expected}\n\n\n\n表2 床位\n{expected}"


def archive(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return stream.getvalue()


def nested(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "<w:p/></w:tc></w:tr></w:tbl>" * depth)


WHOLE = docx(paragraph("正文。" * 500))
REFUSED = {
    "cut off": (WHOLE[: len(WHOLE) // 2], "damaged or cut off"),
    "only its beginning": (WHOLE[:30], "damaged or cut off"),
    "damaged inside": (WHOLE[:700] + b"\xff" * 40 + WHOLE[740:], "."),
    "malformed": (docx("<w:p><w:r>"), "no well-formed XML"),
    "entities": (docx("", **{"document": '<!DOCTYPE d [<!ENTITY a "&b;&b;">]><d>&a;</d>'}), "declares entities"),
    "empty": (docx(paragraph("")), "empty"),
    "pictures only": (docx(paragraph(""), **{"media/image1": "x"}), "only 1 pictures"),
    "workbook": (archive({"xl/workbook.xml": "x"}), "an Excel workbook"),
    "other archive": (archive({"a.txt": "x"}), "Unpack it"),
    "too deep": (nested(400), "no well-formed XML"),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_word_files_that_cannot_be_read_are_refused(name: str) -> None:
    data, words = REFUSED[name]
    started = time.perf_counter()
    with pytest.raises(ReadingError, match=r"^plans/a\.docx: ") as refused:
        to_source(data, "a", "plans/a.docx")
    assert words in str(refused.value)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("megabytes", [20, 100])
def test_bombs_are_refused(megabytes: int) -> None:
    data = docx(f"<w:p><w:r><w:t>{'低' * (megabytes * 2**20 // 3)}</w:t></w:r></w:p>")
    started = time.perf_counter()
    with pytest.raises(ReadingError, match=r"^a\.docx: word/document\.xml unpacks to .* which no document does\. "):
        to_source(data, "a", "a.docx")
    assert time.perf_counter() - started < 10


def test_deep_tables_of_a_word_document_are_read() -> None:
    started = time.perf_counter()
    assert to_source(nested(80), "a", "a.docx").text == "底\n"
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_content_goes_before_the_suffix(name: str) -> None:
    source = to_source("民政事业发展。".encode("gb18030"), "a", name)
    assert (source.text, source.encoding) == ("民政事业发展。", "gb18030")
    assert source.notes == (f"format: named {name[1:]}, is text",)
    word = to_source(WHOLE, "a", "a.txt")
    assert word.encoding == "docx" and "format: named .txt, is docx" in word.notes


# ---------------------------------------------------------------- PDF


@FOUND
def test_pdf_reads_like_the_text(path: Path) -> None:
    plan = original(path)
    found = read_plan(to_source(as_pdf(parts(plan)), "page", "page.pdf"))
    assert found.reading.source.encoding == "pdf"
    assert "某某规划" not in found.reading.text and "— 2 —" not in found.reading.text
    check_replay(found)
    assert facts(found) == facts(plan)
    assert outline(found) == outline(plan)
    assert shapes(found) == shapes(plan)


LONG = (
    "到2025年，全县养老机构床位达到1200张，护理型床位占比达到55%，"
    "城市低保标准提高到每人每月700元，农村低保标准提高到每人每月560元。"
)


@pytest.mark.parametrize("numbers", ["{}", "- {} -", "第{}页", "第{}页 共9页", "· {} ·", "{}/9"])
def test_page_numbers_and_running_heads_go(numbers: str) -> None:
    document = [f"{count}、{'又' * times}{LONG}" for times in range(5) for count in "一二三四五六七八九十"]
    source = to_source(as_pdf(document, "某某县人民政府文件", numbers), "a", "a.pdf")
    assert source.text.splitlines() == document
    pages = as_pdf(document).count(b"/Type /Page ")
    assert pages > 5 and source.notes == (f"pdf: {2 * pages} page numbers and running lines left out",)


def test_numbers_that_are_no_page_numbers_stay() -> None:
    for edge in ("120", "80/60", "-12", "3,507", "1 200"):
        document = [edge, *(f"{count}、{LONG}" for count in "一二三四五六七八"), edge]
        assert to_source(as_pdf(document, "", ""), "a", "a.pdf").text.splitlines() == document


def test_numbers_at_a_line_end_are_not_joined() -> None:
    """Nobody knows whether 12 and 34 on two full lines are one number."""
    page = ["0 0 m"]
    for y, text in ((700, "全" * 27 + "共12"), (672, "34户，" + "全" * 25), (644, "县" * 28), (616, "市" * 28)):
        page.append(f"BT /F 16 Tf 1 0 0 1 74 {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET")
    text = to_source(pdf(["\n".join(page)]), "a", "a.pdf").text
    assert "1234" not in text and "共12\n34户" in text


def test_columns_without_rules_are_rows() -> None:
    table = Table(
        tuple(
            tuple(enumerate(map(Box, row)))
            for row in (
                ("指标", "单位", "2020年"),
                ("床位", "张", "1200"),
                ("护理型", "%", "52.5"),
                ("机构", "个", "14"),
            )
        ),
        3,
        1,
    )
    source = to_source(as_pdf([LONG, LONG, table, LONG], "", "", ruled=False), "a", "a.pdf")
    assert source.text.splitlines()[2:6] == ["指标\t单位\t2020年", "床位\t张\t1200", "护理型\t%\t52.5", "机构\t个\t14"]


def test_pdf_of_another_program() -> None:
    """A page that matplotlib draws, with the outlines of its font inside and a table in rules."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    from analysis.publishing.fonts import register

    stream = io.BytesIO()
    with rc_context({"font.family": register(), "pdf.fonttype": 42}):
        figure = Figure(figsize=(8.27, 11.69))
        FigureCanvasPdf(figure)
        figure.text(0.1, 0.9, "到2025年，养老机构床位达到1200张。", size=14)
        axes = figure.add_axes((0.1, 0.2, 0.8, 0.3))
        axes.set_axis_off()
        axes.table(
            [["床位", "张", "1200"], ["护理型占比", "%", "52.5"]], colLabels=["指标", "单位", "2020年"], loc="center"
        )
        figure.savefig(stream, format="pdf")
    assert to_source(stream.getvalue(), "a", "a.pdf").text.splitlines() == [
        "到2025年，养老机构床位达到1200张。", "指标\t单位\t2020年", "床位\t张\t1200", "护理型占比\t%\t52.5",
    ]  # fmt: skip


def test_radicals_of_pdf_fonts_are_read_as_characters() -> None:
    plan = read_plan(to_source("到2025年，⽼年⼈⾼龄津贴标准为每⼈每⽉100元，由⺠政部门发放。".encode(), "a", "a.txt"))
    assert plan.reading.text == "到2025年，老年人高龄津贴标准为每人每月100元，由民政部门发放。"
    check_replay(plan)
    assert {edit.repair for edit in plan.reading.edits} == {"read_radicals"}


PICTURE = (
    "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    "stream\n0\nendstream"
)


def test_pdfs_without_text_are_refused_with_what_to_do() -> None:
    numbered = "BT /F 12 Tf 1 0 0 1 280 50 Tm <0031> Tj ET"
    for content in ("q 595 0 0 842 0 0 cm /P Do Q", f"q 595 0 0 842 0 0 cm /P Do Q {numbered}"):
        data = pdf([content] * 3, objects=[PICTURE], resources="/XObject << /P 14 0 R >>")
        with pytest.raises(ReadingError, match=r"^scan\.pdf: no text layer \(3 pages, 3 pictures\).* text recognition"):
            to_source(data, "scan", "scan.pdf")


def test_pages_without_text_are_named() -> None:
    written = as_pdf([LONG] * 12, "", "")
    texts = [
        f"BT /F 16 Tf 1 0 0 1 74 {700 - 28 * n} Tm <{LONG[:28].encode('utf-16-be').hex()}> Tj ET" for n in range(9)
    ]
    data = pdf(["\n".join(texts), "q /P Do Q", "\n".join(texts), "\n".join(texts)], "", [PICTURE],
               "/XObject << /P 16 0 R >>")  # fmt: skip
    assert "pdf: no text on 1 page: 2" in to_source(data, "a", "a.pdf").notes
    assert to_source(written, "a", "a.pdf").notes == ()


LOCKED = (
    "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "11" * 32 + "> /U <" + "22" * 32 + "> >>",
    "/Encrypt {} 0 R /ID [<" + "33" * 16 + "> <" + "33" * 16 + ">]",
)


def test_pdfs_that_cannot_be_read_are_refused() -> None:
    whole = as_pdf([LONG] * 3)
    locked = pdf(["BT ET"], LOCKED[1].format(10), [LOCKED[0]])
    packed = zlib.compress(bytes(100 * 2**20))
    bomb = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    for data, words in (
        (b"%PDF-1.7\n", "damaged or cut off"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged or cut off"),
        (whole[:200], "damaged or cut off"),
        (locked, "protected by a password"),
        (bomb, "which no document does"),
    ):
        with pytest.raises(ReadingError, match=r"^a\.pdf: ") as refused:
            to_source(data, "a", "a.pdf")
        assert words in str(refused.value)


SMALL_PDF = as_pdf([LONG])


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_files_end_in_a_text_or_a_refusal(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([WHOLE, SMALL_PDF]))
    cut = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 8)) if cut else 0):
        cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    try:
        source = to_source(bytes(cut), "a", "a.pdf")
    except ReadingError as refused:
        assert str(refused).startswith("a.pdf: ")
    else:
        assert source.text.strip()


def test_text_needs_no_reader_of_other_formats(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("民政事业发展。", encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from analysis.reading import read_file; read_file(Path(sys.argv[1])); "
        "print([name for name in sys.modules if name.split('.')[0] in ('lxml', 'pdfminer', 'docx')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# ---------------------------------------------------------------- encodings


ENCODINGS = ["gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "big5"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@FOUND
def test_encodings_give_the_same(path: Path, encoding: str) -> None:
    plan = original(path)
    try:
        data = plan.reading.source.text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip(f"the document has characters that {encoding} has not")
    found = read_plan(to_source(data, plan.doc_id, "a.txt"))
    assert found.reading.source.text == plan.reading.source.text
    same(found, plan)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@FOUND
def test_line_ends_give_the_same(path: Path, end: str) -> None:
    plan = original(path)
    text = plan.reading.source.text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", end)
    same(read_plan(to_source(text.encode(), plan.doc_id, "a.txt")), plan)


@pytest.mark.parametrize("end", ["<br>\n", "<br />"])
@FOUND
def test_breaks_of_a_page_give_the_same(path: Path, end: str) -> None:
    plan = original(path)
    text = plan.reading.source.text.replace("\r\n", "\n").replace("\n", end)
    same(read_plan(to_source(text.encode(), plan.doc_id, "a.txt")), plan)


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_line_ends_between_number_and_unit_change_no_fact(path: Path) -> None:
    plan = original(path)
    text = plan.reading.source.text
    prose = [plan.reading.place(block.start, block.end) for block in plan.blocks if block.kind is BlockKind.PARAGRAPH]
    places = [match.start() for match in re.finditer(rf"(?<=\d)(?={unit_pattern()})", text)]
    sets: list[list[int]] = []  # of places so far apart that none disturbs another
    for place in places:
        if any(start < place < end for start, end in prose):
            free = next((one for one in sets if place - one[-1] >= 300), None)
            free.append(place) if free else sets.append([place])
    assert sum(map(len, sets)) >= 15
    for one in sets:
        cut = "\n".join(text[a:b] for a, b in pairwise([0, *one, len(text)]))
        assert facts(read_plan(to_source(cut.encode(), plan.doc_id, "a.txt"))) == facts(plan)


def test_a_folder_of_every_format(tmp_path: Path) -> None:
    document = parts(original(DIGESTS[1]))
    (tmp_path / "deeper").mkdir()
    (tmp_path / "page.html").write_text(as_html(document), encoding="utf-8")
    (tmp_path / "deeper" / "word.docx").write_bytes(as_docx(document))
    (tmp_path / "deeper" / "sheet.PDF").write_bytes(as_pdf(document))
    (tmp_path / "scan.pdf").write_bytes(pdf(["q Q"]))
    (tmp_path / "old.doc").write_bytes(b"x")
    result = build(tmp_path, tmp_path / "out")
    plans = result.tables.plans
    assert plans["doc_id"].tolist() == ["page", "sheet", "word"]
    assert plans["encoding"].tolist() == ["utf-8", "pdf", "docx"]
    assert plans["region_code"].nunique() == 1
    counts = result.tables.facts.groupby("doc_id").size()
    assert counts.nunique() == 1
    assert [failure.doc_id for failure in result.failures] == ["old", "scan"]
    assert "no text layer" in result.failures[1].reason and "save it as .docx" in result.failures[0].reason
