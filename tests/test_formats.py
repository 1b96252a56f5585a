"""Formats people have: the same document as text, web page, Word file and PDF gives the same facts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from saved_as import Part, as_html, documents, parts

from analysis.coding import code
from analysis.model import Plan
from analysis.reading import read_file, read_plan
from analysis.reading.compose import replay
from analysis.reading.decode import decode
from analysis.reading.html_page import keep_main_text

ROOT = Path(__file__).resolve().parents[1]
DIGESTS = documents(ROOT / "data" / "raw")
SHARED = documents(ROOT.parent / "shared" / "plans")
FOUND = pytest.mark.parametrize("path", [*DIGESTS, *SHARED], ids=lambda path: f"{path.parent.name}-{path.stem}")

Facts = Counter[tuple[object, ...]]


def facts(plan: Plan) -> Facts:
    """What is comparable between two forms of one document; the places differ."""
    return Counter(
        (str(f.kind), f.indicator_id or f.indicator_text, f.group, f.value, f.value_max, f.unit, f.year, f.comparator)
        for f in code(plan).facts
    )


def outline(plan: Plan) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.title) for section in plan.sections]


def shapes(plan: Plan) -> list[tuple[int, int, int, tuple[str, ...]]]:
    return [(grid.header_rows, grid.rows, grid.columns, grid.headers) for grid in plan.grids]


def check_replay(plan: Plan) -> None:
    """The edits lead from the source to the text, and every place back to what stands there."""
    reading = plan.reading
    assert replay(reading.source.text, reading.edits) == reading.text
    for fact in code(plan).facts:
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
    plan = read_file(path)
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
    plan = read_file(DIGESTS[1])
    data = as_html(parts(plan), charset).encode(encoding)
    found = read_plan(decode(data, "page", "page.html"))
    assert found.reading.source.encoding == encoding
    assert any(note.startswith(f"encoding: declares {charset}") for note in found.reading.source.notes)
    same(found, plan)
