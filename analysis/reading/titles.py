"""A document's own title, the notice that brings it, and what kind of document a title names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.codebook import read_table
from analysis.reading import dates
from analysis.reading.portal import Line, Portal
from analysis.reading.regions import index

_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])|\s+(?=\s)")
_FOOTNOTE = re.compile(r"\s*(?:[\[〔【(（]\s*\d{1,2}\s*[\]〕】)）]|[①-⑳])$")
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条部篇]|[一二三四五六七八九十]{1,3}[、.．,]|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}(?:\.\d{1,2})*[.、．](?!\d{3})|[①-⑳])"
)
_NOT_A_TITLE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}[:：]|附件|附录|上一|下一|相关|根据|依据|按照|为了|为[进加深全切]|现将|各|经|您|当前|目录|来源|文件|关键|标签|编者)"
    r"|解读|一图读懂|图解|浏览|点击|下载|打印|首页|[。;；!！?？|｜>›»…]|[,，](?!印发)|[A-Za-z]/[A-Za-z\d]"
)
_TAIL = (
    r"(?:范文|全文|正文|文字版)?(?:的(?:通知|通告|公告|公示|函|批复|通报|命令|令))?"
    r"(?:\s*[(（][^()（）]{1,40}[)）]){0,3}$"
)
_BRACKETS = re.compile(r"\s*[(（][^()（）]{1,40}[)）]$")
_YEARS_LINE = re.compile(
    r"[(（]\s*(?:(?:19|20)\d\d\s*年?\s*(?:[-–—－~～〜]{1,2}|至)\s*(?:19|20)\d\d\s*年?|征求意见稿|草案|试行|送审稿|修订版?|节选)\s*[)）]"
)
_ISSUING = re.compile(
    r"(?:印发|下发|批转|转发|发布|公布|颁布|实施)(?:了?\s*[《〈](?P<marked>[^《》〈〉]{4,80}(?:[《〈][^《》〈〉]{2,60}[》〉][^《》〈〉]{0,40})?)[》〉]"
    r"|(?P<plain>[^《》]{4,70}?)的(?:通知|公告|通告|令))"
    r"|关于[^《》]{0,12}《(?P<draft>[^《》]{4,80})》(?:公开)?(?:征求|征集|听取)"
)
_ORGAN = re.compile(
    r"(?:人民政府|办公[厅室]|委员会|[^布结格大部]局|[^大]厅|民政部|财政部|国务院|调查总?队|领导小组|工作委员会|常委会|街道办事处|管委会|发改委|老龄办|残联)$"
)
_SHORT_ORGANS = frozenset({"民政部", "国务院", "财政部"})
_OPENING = re.compile(r"关于|[“\"「]|[12]\d{3}|二[〇○零]|中共|中华|国|民政部")
_ASKING = re.compile(r"(?:公开)?(?:征求|征集|听取|反馈)(?:社会)?意见")
_NO_PIECE = re.compile(r"号$|文件$")
_SALUTATION = re.compile(r"^各.{0,60}[::]$|[::]$")


_NOTICE_ENDS = ("通知", "公告", "通告", "令", ")", "）")
_NOTICE_SENTENCE = re.compile(r"印发|转发|下发|贯彻|遵照|执行|落实|抓好|施行|公布")
# Points a title needs when text stands above it (an abstract, spam): region and period or year, or its notice's name.
_CERTAIN = 5.0
_LONGEST_TITLE = 80
_LONGEST_HEADLINE = 40


@dataclass(frozen=True, slots=True)
class Titles:
    """The document's own title and, where it came with a notice, the notice's; empty where there is none."""

    own: str = ""
    issuing: str = ""
    line: int = -1  # number of the head line with which the own title begins


def tidy(text: str) -> str:
    """A title on one line: no space beside a Chinese character, no footnote mark.

    >>> tidy("合肥市 2024 年统计公报 [1]")
    '合肥市2024年统计公报'
    """
    return _SPACE.sub("", _FOOTNOTE.sub("", text.strip())).strip()


@dataclass(frozen=True, slots=True)
class _TypeRule:
    pattern: re.Pattern[str]
    words: str
    doc_type: str


@cache
def _rules(where: str) -> tuple[_TypeRule, ...]:
    return tuple(
        _TypeRule(
            re.compile(".{0,1500}?".join(map(re.escape, row["pattern"].split("…"))), re.DOTALL),
            row["pattern"],
            row["doc_type"],
        )
        for row in read_table("doc_types")
        if row["where"] == where
    )


def _any_of(*where: str) -> str:
    words = {rule.words for one in where for rule in _rules(one) if "…" not in rule.words}
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def _ends() -> re.Pattern[str]:
    whole = f"{_any_of('any')}|{_any_of('end')}|{_joined().pattern}"
    return re.compile(f'(?:{whole})[”"」』]?{_TAIL}')


@cache
def _joined() -> re.Pattern[str]:
    """What was done and what comes next, in one title: 上半年工作总结及下半年计划."""
    return re.compile(rf"(?:{_any_of('review')})(?:以?及|[和与暨、])[^《》()（）]{{0,24}}?(?:{_any_of('outlook')})")


@cache
def _ends_joined() -> re.Pattern[str]:
    return re.compile(f'(?:{_joined().pattern})[”"」』]?{_TAIL}')


def looks_ahead(title: str) -> bool:
    """Whether a title names work that is still to be done, beside what was done or alone.

    >>> [looks_ahead(t) for t in ("2021年工作总结", "2021年工作总结及2022年设想", "2022年工作计划")]
    [False, True, True]
    """
    return re.search(_any_of("outlook"), title) is not None


@cache
def _last_characters() -> frozenset[str]:
    """The characters with which a title can end: the first and quickest test of a line."""
    words = {rule.words for where in ("end", "any", "outlook") for rule in _rules(where)}
    return frozenset({word[-1] for word in words} | set(')）]】〕”"」』知告示函复报令文版①②③④⑤'))


def core(title: str) -> str:
    """A title without the brackets and the 的通知 at its end."""
    while (match := _BRACKETS.search(title)) is not None:
        title = title[: match.start()]
    return _ASKING.sub("", re.sub(r"的(?:通知|通告|公告|公示|函|批复)$", "", title.strip()))


def doc_type(title: str) -> str:
    """Kind of the document that a title names; empty where no word of the codebook stands in it.

    >>> [doc_type(t) for t in ("某县2024年民政工作要点", "2023年总结及2024年计划", "关于提高低保标准的通知")]
    ['work_priorities', 'work_report', 'standard_notice']
    """
    for rule in _rules("any"):
        if rule.pattern.search(title):
            return rule.doc_type
    if _ends_joined().search(title):
        return next(rule.doc_type for rule in _rules("review"))
    if re.search(r"(?:通知|通告|公告|公示|函|批复|标准)$", _strip_brackets(title)):
        for rule in _rules("notice"):
            if rule.pattern.search(title):
                return rule.doc_type
    text = core(title)
    places = [(match.end(), rule) for rule in _rules("end") for match in rule.pattern.finditer(text)]
    return max(places, key=lambda place: (place[0], len(place[1].words)))[1].doc_type if places else ""


def _strip_brackets(title: str) -> str:
    while (match := _BRACKETS.search(title)) is not None:
        title = title[: match.start()]
    return title.strip()


def text_type(text: str) -> str:
    """Kind of a document without a title, from what its first pages say; empty where they do not tell."""
    return next((rule.doc_type for rule in _rules("text") if rule.pattern.search(text)), "")


def is_organ(line: str) -> bool:
    """Whether a line names public bodies and nothing else: 某县人民政府, 某市民政局 某市财政局."""
    parts = line.split()
    if not parts or len(line) > 60 or set(line) & set("。,，;；:：、《》“”0123456789"):
        return False
    return all(len(part) <= 30 and _ORGAN.search(part) and (len(part) >= 4 or part in _SHORT_ORGANS) for part in parts)


def is_title(line: str) -> bool:
    """Whether a line can be a document's title: it ends with what a document is; no sentence, heading or link."""
    if line.rstrip()[-1:] not in _last_characters():
        return False
    text = tidy(line)
    if not 6 <= len(text) <= _LONGEST_TITLE or _NUMBERED.match(text) or _NOT_A_TITLE.search(text):
        return False
    return _ends().search(text) is not None


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", _strip_brackets(text))


def _begins_with_region(text: str) -> bool:
    table = index()
    return any(text[:length] in table.names or text[:length] in table.shorts for length in range(2, 9))


def _worth(text: str, named: set[str], position: int) -> float:
    worth = 0.0
    if any(bare and (bare in _bare(text) or _bare(text) in bare) for bare in named):
        worth += 6
    if _begins_with_region(text):
        worth += 3
    if dates.title_period(text) or dates.years(text):
        worth += 3
    if text.startswith("关于"):
        worth += 2
    return worth - 0.03 * position


_FILE_ENDING = re.compile(r"\.(?:docx?|pdf|wps|txt|html?)$", re.IGNORECASE)


def _candidates(lines: Sequence[Line], portal: Portal, body: int) -> list[tuple[int, str]]:
    """Lines, and above the body also runs of two to four short lines, that read as titles; with their numbers."""
    found: list[tuple[int, str]] = []
    texts = [_FILE_ENDING.sub("", line.text) for line in lines]
    usable = [
        number not in portal.lines and len(text) <= 80 and not _SALUTATION.search(text)
        for number, text in enumerate(texts)
    ]
    for number, text in enumerate(texts):
        if not usable[number]:
            continue
        if is_title(text):
            found.append((number, tidy(text)))
            continue
        if number >= body:
            continue
        if _NUMBERED.match(text) or _NOT_A_TITLE.search(text) or _NO_PIECE.search(text) or dates.only_plain_date(text):
            continue
        opening = is_organ(text)
        joined = text
        for following in range(number + 1, min(number + 4, len(texts))):
            part = texts[following]
            if not usable[following] or _NUMBERED.match(part) or _NO_PIECE.search(part) or dates.only_plain_date(part):
                break
            if opening and not is_organ(part) and not re.match(r"关于|印发|转发", part):
                break
            if opening and not is_organ(part):
                opening = False
            joined += part
            if is_title(joined) and (
                _begins_with_region(joined) or _OPENING.match(joined) or dates.title_period(joined)
            ):
                found.append((number, tidy(joined)))
                break
    return found


def _body_start(lines: Sequence[Line]) -> int:
    """Number of the first line that is a sentence of the document's own; the sentences of the notice are not."""
    for number, line in enumerate(lines):
        sentence = line.text.count("。") or line.text.startswith(("各位代表", "各位委员", "第一条"))
        if sentence and not (len(line.text) < 200 and _NOTICE_SENTENCE.search(line.text)):
            return number
    return len(lines)


def find_titles(lines: Sequence[Line], portal: Portal) -> Titles:
    """The titles in a document's first lines (see ``portal.head_lines``).

    The own title is preferred to the notice's: among the lines that read as titles, one that the notice or the portal
    names, that begins with a region, and that carries a period or a year, the earlier of equals. A notice that brings
    nothing (关于调整…标准的通知) is its own title.
    """
    body = _body_start(lines)
    candidates = _candidates(lines, portal, body)
    if not candidates and lines and body == 0 and (title := _run_on(lines[0].text)):
        return Titles(title, "", 0)
    named_by_portal = [tidy(value) for value in portal.values.get("title", ()) if len(value) >= 6]
    issuing, inner, where = "", "", -1
    notices = [(-1, value) for value in named_by_portal] + candidates
    for number, text in notices:
        match = _ISSUING.search(text)
        if match and text.endswith(_NOTICE_ENDS):
            issuing, where = text, number
            inner = (match["marked"] or match["draft"] or re.sub(r"^关于", "", match["plain"] or "")).strip()
            break
    if not inner:
        for line in lines[:60]:
            match = re.search(r"现将[^《》]{0,30}《([^《》]{4,80})》[^。]{0,20}(?:印发|下发|发)给?你们", line.text)
            if match:
                inner = tidy(match[1])
                break
    named = {_bare(text) for text in (inner, *named_by_portal) if text and not _ISSUING.search(text)}
    own = [pair for pair in candidates if not (_ISSUING.search(pair[1]) and pair[1].endswith(_NOTICE_ENDS[:3]))]
    own = [pair for pair in own if pair[0] < body or _worth(pair[1], named, 0) >= _CERTAIN]
    if own:
        best = max(own, key=lambda pair: _worth(pair[1], named, pair[0]))
        if not inner or _worth(best[1], named, 0) >= 6:
            return Titles(_with_years(best[1], best[0], lines), issuing, best[0])
    if inner:
        return Titles(inner, issuing, where)
    if named_by_portal:
        return Titles(named_by_portal[0], issuing, -1)
    return Titles(issuing, issuing, where) if issuing else _headline(lines, portal, body)


def _headline(lines: Sequence[Line], portal: Portal, body: int) -> Titles:
    """The line above the first one of the portal (发布时间:…, 来源:…), as a press report has its headline there."""
    for number in range(min(body, len(lines))):
        above = lines[number - 1].text if number else ""
        if number in portal.lines and above and number - 1 not in portal.lines:
            text = tidy(above)
            plain = not (_NUMBERED.match(text) or _NOT_A_TITLE.search(text) or _SALUTATION.search(text))
            return Titles(text, "", number - 1) if plain and 8 <= len(text) <= _LONGEST_HEADLINE else Titles()
    return Titles()


def _run_on(line: str) -> str:
    """The title with which a page that lost its line ends begins, up to a blank; empty where there is none."""
    ends = [m.start() for m in re.finditer(r"\s", line[:_LONGEST_TITLE])]
    return next((tidy(line[:end]) for end in reversed(ends) if is_title(line[:end])), "")


def _with_years(title: str, number: int, lines: Sequence[Line]) -> str:
    """The title with the line of years or status that follows it: (2021-2025年), (征求意见稿)."""
    for line in lines[number + 1 : number + 4]:
        text = tidy(line.text)
        if _YEARS_LINE.fullmatch(text):
            return title + text
        if text not in title:
            break
    return title
