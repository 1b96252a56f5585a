"""What a document says of itself: title, region, publisher, number, dates, kind and period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.model import BlockKind, Header, Outline, Reading
from analysis.reading import dates, regions, titles
from analysis.reading.portal import Line, Portal, head_lines, last_words, read_portal, tail_lines
from analysis.reading.regions import Evidence, Region
from analysis.reading.source_lines import SourceLine, is_medium, source_lines

# Region names and years are counted in the first part of a document; more of it changes nothing.
_EVIDENCE_CHARACTERS = 200_000
_ANNUAL = frozenset({"work_priorities", "bulletin", "work_report", "standard_notice"})

_NUMBER = (
    r"[\u3400-\u9fff]{1,14}(?:\s?[\[〔【(（﹝［]\s?(?P<year>(?:19|20)\d\d)\s?[\]〕】)）﹞］]\s?第?\s?(?P<count>\d{1,4})\s?号"
    r"|令\s?第?\s?\d{1,4}\s?号)"
)
_NUMBER_START = re.compile(_NUMBER)
_NUMBER_IN_TITLE = re.compile(rf"[(（]\s?(?P<number>{_NUMBER})\s?[)）]")
_ISSUER = re.compile(r"^(?P<organ>.{2,60}?)(?:关于)?(?:印发|转发|批转|发布|公布|颁布|下发|关于)")
_PASSED = re.compile(r"会议(?:通过|批准|审议|上)|通过$|公布$|印发$")
_INDEX = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-_/.()（）]*")
_NATIONAL = re.compile(
    r"国务院|民政部|国家(?!统计局[^,。\s]{1,12}调查)[\u3400-\u9fff]{2,12}[局部会办]|全国(?:人民|人大|老龄|政协)|中共中央"
    r"|人力资源和?社会保障部|财政部|住房和?城乡建设部"
)
_NATIONAL_TITLE = re.compile(r"全国|国家|中国(?!共产党)|中华人民共和国|国务院|民政部")
_TERM = re.compile(r"规划(?:的)?(?:实施)?期(?:限|间)?[^。;；\n]{0,6}?为?[^。;；\n]{0,12}")
_PLAN_YEAR = re.compile(
    r"((?:19|20)\d\d)\s?年(?:[\u3400-\u9fff]{0,12}?)(?:总体要求|主要任务|工作任务|工作安排|工作重点|重点工作|主要目标|奋斗目标"
    r"|目标任务|预期目标|工作打算|工作建议|工作计划|主要工作(?!回顾)|政府工作$)"
)
_REVIEW_YEAR = re.compile(r"((?:19|20)\d\d)\s?年[\u3400-\u9fff]{0,8}?工作?的?(?:回顾|总结|情况)")
_IN_FORCE = re.compile(r"[从自]\s?((?:19|20)\d\d)\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?\s?(?:起|开始)")


def read_header(reading: Reading, outline: Outline, start: int = 0, end: int | None = None) -> Header:
    """The header of a document, or of the part of a file between two text offsets.

    It is read from the first 150 and last 20 non-blank lines and from the labels of the portal.
    The region is the plan's, not the publisher's: the title's, else the issuing body's, the document number's and that
    of which the text speaks. Where several divisions share the name and the document does not tell them apart, the name
    is given without code. Years are calendar years, dates ISO dates; what a document does not say, or says with lost
    characters, stays empty. Time is linear in the size of the document (only a bounded part of it is looked at).
    """
    view = reading.view[start:end] if start or end is not None else reading.view
    contents = [
        (block.start - start, block.end - start)
        for block in outline.blocks
        if block.kind is BlockKind.CONTENTS and block.start >= start
    ]
    head = head_lines(view, contents)
    tail = tail_lines(view)
    portal = read_portal(head)
    found = titles.find_titles(head, portal)
    title = found.own or _stem_title(reading.source.doc_id)
    opening = view[:3_000]
    kind = _doc_type(title, found.issuing, opening)
    printed = _printed(view, head, portal)
    written = _date_written(head, tail, portal, found.line) or _date_of(printed, written=True)
    published = _date_published(head, portal) or _date_of(printed, written=False)
    number = _doc_number(head, portal, found)
    publisher = _publisher(head, portal, found, printed)
    period = _period(kind, title, found.issuing, view, written or published)
    year = _region_year(written, published, period)
    media = [one.name for one in printed if is_medium(one.name)]
    media += [name for name in portal.values.get("source", ()) if is_medium(name)]
    region, name = _region(view, head, tail, portal, found, title, number, publisher, media, year)
    parent = regions.index().parent(region, year) if region is not None else None
    return Header(
        title=title,
        region=name,
        region_code=region.code if region is not None else "",
        region_level=region.level if region is not None else "",
        parent=parent.name if parent is not None else "",
        publisher=publisher,
        doc_type=kind,
        doc_number=number,
        index_number=_index_number(portal),
        date_written=written,
        date_published=published,
        period=period[0],
        period_start=period[1],
        period_end=period[2],
    )


def _stem_title(stem: str) -> str:
    """The file's name, where it reads as a title; used only when the document has none."""
    text = titles.tidy(stem.replace("_", " "))
    return text if titles.is_title(text) else ""


def _doc_type(title: str, issuing: str, opening: str) -> str:
    kind = titles.doc_type(title)
    if not kind or kind == "other":
        named = titles.doc_type(issuing)
        kind = named if named not in ("", "other") else kind
    return kind or titles.text_type(opening) or "other"


def _index_number(portal: Portal) -> str:
    for value in portal.values.get("index_number", ()):
        match = _INDEX.match(value)
        if match and any(character.isdigit() for character in match[0]):
            return match[0]
    return ""


def normal_number(text: str) -> str:
    """The document number at the beginning of ``text`` with 〔〕 and without spaces; empty where it is damaged.

    >>> normal_number("某府发[2022] 20号"), normal_number("某政办发〔20228号"), normal_number("重庆市人民政府令第347号")
    ('某府发〔2022〕20号', '', '重庆市人民政府令第347号')
    """
    match = _NUMBER_START.match(text.strip())
    if match is None:
        return ""
    return re.sub(r"[\[【(（﹝［]", "〔", re.sub(r"[\]】)）﹞］]", "〕", re.sub(r"\s", "", match[0])))


def _doc_number(head: Sequence[Line], portal: Portal, found: titles.Titles) -> str:
    for value in portal.values.get("doc_number", ()):
        if number := normal_number(value):
            return number
    for number_of_line, line in enumerate(head[:60]):
        if number_of_line in portal.lines:
            continue
        text = line.text.strip(" ()（）")
        match = _NUMBER_START.match(text)
        if match and len(text) - match.end() <= 16 and not re.match(r"[》，。,;；]", text[match.end() :]):
            return normal_number(match[0])
    for title in (found.issuing, found.own):
        if match := _NUMBER_IN_TITLE.search(title):
            return normal_number(match["number"])
    return ""


def _date_published(head: Sequence[Line], portal: Portal) -> str:
    for value in portal.values.get("date_published", ()):
        if date := dates.first_date(value[:40]):
            return date
    for number, line in enumerate(head[:30]):
        if number in portal.lines and re.match(r"(?:19|20)\d\d[-/.]", line.text):
            return dates.first_date(line.text[:12])
        if number in portal.lines and (timed := _TIMED.search(line.text)):
            return dates.first_date(timed[0])  # 来源:岭南晚报 2022-12-29 14:40:45
        date = dates.only_plain_date(line.text)
        if date and not dates.only_date(line.text):
            return date
        if len(line.text) <= 60 and (timed := _TIMED.match(line.text)):
            return dates.first_date(timed[0])  # 2016年01月03日 11时19分 忻州在线
    return ""


_TIMED = re.compile(r"(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}(?:日\s{0,4}|\s{1,4})\d{1,2}[:：时]\d{2}")


def _date_written(head: Sequence[Line], tail: Sequence[Line], portal: Portal, title_line: int) -> str:
    for value in portal.values.get("date_written", ()):
        if date := dates.first_date(value[:40]):
            return date
    for number, line in enumerate(head[:60]):
        if number in portal.lines or len(line.text) > 60:
            continue
        if date := dates.only_date(line.text):
            return date
        if _PASSED.search(line.text) and (date := dates.first_date(line.text)):
            return date
        signature = re.search(r"(?:政府|[局厅委部办室会])\s{1,12}(\d{4}年.{1,12}日)$", line.text)
        if signature and (date := dates.only_date(signature[1])):
            return date
    for line in reversed(tail):
        if len(line.text) <= 60:
            date = dates.only_date(line.text)
            if not date and re.search(r"印发[)）]?$", line.text):
                date = dates.first_date(line.text)
            if date:
                return date
    return ""


# A page is signed at its beginning, below the headline, or with its last words.
_FIRST_LINES, _LAST_LINES = 6, 4


def _printed(view: str, head: Sequence[Line], portal: Portal) -> list[SourceLine]:
    """The lines that say who printed the page, and when; those of the portal's header are read there."""
    first = [line.text for number, line in enumerate(head[:_FIRST_LINES]) if number not in portal.lines]
    last = last_words(view, _LAST_LINES)
    return source_lines([*last, *(line for line in first if line not in last)])


def _date_of(printed: Sequence[SourceLine], *, written: bool) -> str:
    return next((one.date for one in printed if one.date and one.written is written), "")


def _publisher(head: Sequence[Line], portal: Portal, found: titles.Titles, printed: Sequence[SourceLine]) -> str:
    for name in ("publisher", "source"):
        for value in portal.values.get(name, ()):
            text = re.split(r"\s{2,}|[|【\[]", value)[0].strip()
            body = text.replace(" ", "")
            if name == "publisher" and body:
                return text
            if titles.is_organ(text) or (body and regions.full_names(body) and len(body) <= 30):
                return text
    if (issuer := _issuer(found.issuing)) or (issuer := _issuer(found.own)):
        return issuer
    for number, line in enumerate(head[:40]):
        if number not in portal.lines and titles.is_organ(line.text):
            return re.sub(r"\s+", " ", line.text)
    return next((one.name for one in printed if titles.is_organ(one.name)), "")


def _issuer(title: str) -> str:
    """The body in front of 关于印发 …, where the title names one."""
    match = _ISSUER.match(title)
    return match["organ"] if match and titles.is_organ(match["organ"]) else ""


def _region_year(written: str, published: str, period: tuple[str, int | None, int | None]) -> int | None:
    if written:
        return int(written[:4])
    return period[1] if period[1] is not None else (int(published[:4]) if published else None)


def _region(
    view: str,
    head: Sequence[Line],
    tail: Sequence[Line],
    portal: Portal,
    found: titles.Titles,
    title: str,
    number: str,
    publisher: str,
    media: Sequence[str],
    year: int | None,
) -> tuple[Region | None, str]:
    """The plan's region, and its name (which stands alone where the code stays open)."""
    marks = [*portal.values.get("index_number", ()), *(line.text for line in (*tail, *head) if len(line.text) < 150)]
    evidence = Evidence(view[:_EVIDENCE_CHARACTERS], year, "\n".join(marks))
    open_name = ""
    for text in (title, found.issuing):
        region = regions.chain(text, evidence)
        if region is not None:
            return region, region.name
        open_name = open_name or next((m.name for m in regions.full_names(text)), "")
        if text and _NATIONAL_TITLE.match(titles.core(_without_lead(text))):
            return _nation()
    open_name = open_name or next(filter(None, map(regions.unknown_name, (title, found.issuing))), "")
    if open_name:
        return None, open_name
    hints = [(publisher, 3.0)]
    for line in head[:40]:
        if titles.is_organ(line.text):
            hints.append((line.text, 6.0))
    organs = [text for text, _ in hints if text]
    if organs and all(_NATIONAL.match(text) for text in organs):
        return _nation()
    if number:
        hints.append((_ORGAN_ABBREVIATED.sub("", number), 6.0))
    hints += [(name, 3.0) for name in media if regions.speaks_as(name, evidence)]
    region = regions.most_spoken_of(evidence, hints)
    return region, region.name if region is not None else ""


_ORGAN_ABBREVIATED = re.compile(r"[政府民办字规]*发?〔.*")  # what follows the place: 青政办发〔2021〕3号


def _without_lead(title: str) -> str:
    return re.sub(r"^[\W_]*(?:(?:19|20)\d\d年?度?|[“\"「]?十[一二三四五六]五[”\"」]?|关于|印发|[《“\"])*", "", title)


def _nation() -> tuple[Region, str]:
    nation = regions.index().codes[regions.NATION][0]
    return nation, nation.name


def _period(kind: str, title: str, issuing: str, view: str, date: str) -> tuple[str, int | None, int | None]:
    """Name, first and last year of the period that the document is about."""
    none: tuple[str, None, None] = ("", None, None)
    if kind == "regulation":
        return none
    for text in (title, issuing):
        named = dates.title_period(text)
        if named is not None and not (kind in _ANNUAL and kind != "bulletin" and not dates.year_span(text)):
            return named
    if kind in _ANNUAL:
        year = _annual_year(kind, title, issuing, view, date)
        return ("annual", year, year) if year is not None else none
    if kind != "plan":
        return none
    text = view[:_EVIDENCE_CHARACTERS]
    for match in _TERM.finditer(text[:20_000]):
        span = dates.year_span(text[match.start() : match.end() + 16])
        if span is not None:
            return dates.span_name(*span), *span
    year = next(iter(dates.years(title)), None)
    if year is not None:
        return "annual", year, year
    names = dates.named_periods(text)
    if names:
        name = max(set(names), key=lambda name: (names.count(name), dates.period_years(name) or (0, 0)))
        years = dates.period_years(name)
        if years is not None and names.count(name) >= 3:
            return name, *years
    return none


def _annual_year(kind: str, title: str, issuing: str, view: str, date: str) -> int | None:
    """The year that an annual document is about: of a work report, the year it plans for."""
    text = view[:_EVIDENCE_CHARACTERS]
    titled = dates.years(title) or dates.years(issuing) or dates.bracketed_years(title)
    if kind == "work_report":
        only_review = "总结" in title and not titles.looks_ahead(title)
        if only_review and titled:
            return titled[0]
        if len(titled) > 1:
            return max(titled)
        short_lines = [line.strip() for line in text.split("\n") if 6 <= len(line.strip()) <= 40]
        short_lines += re.findall(r">([^<>\n]{6,40})<", text)
        planned = dates.usual([int(m[1]) for line in short_lines if (m := _PLAN_YEAR.search(line))])
        reviewed = dates.usual([int(m[1]) for line in short_lines if (m := _REVIEW_YEAR.search(line))])
        if planned is None and reviewed is not None:
            planned = reviewed if dates.some_months(title) else reviewed + 1
        if titled and (planned is None or planned - titled[0] not in (0, 1)):
            return titled[0]
        if planned is not None:
            return planned
        return int(date[:4]) if date else dates.usual(dates.years(text[:5_000]))
    if titled:
        return titled[0]
    if kind == "standard_notice":
        match = _IN_FORCE.search(text)
        return int(match[1]) if match else None
    usual = dates.usual(dates.years(text[:5_000]))
    if kind == "bulletin" and date and (before := int(date[:4]) - 1) in dates.years(text[:5_000]):
        return before
    return usual if usual is not None else (int(date[:4]) if date else None)
