"""Tells headings and their numbers from the wording of single lines."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.codebook import read_table
from analysis.model import new_tuple

LONGEST_TITLE = 50
LONGEST_RUN_IN = 45
LONGEST_PLAIN = 30

_CJK = "[一二三四五六七八九十百零〇○两]"
_DIGIT_OF = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}

# Styles by rank, outermost first. A document uses some of them; levels are counted among those it uses.
# "cjk " is a Chinese numeral behind which only a space stands (一 综合), or the private-use character into which the
# full-width space of GBK was read; beside 一、 it numbers the next level, where such documents also write (一).
# "1 " is a number behind which only a space stands: a heading where the document also has 1.1.
RANKS = {
    "part": 10,
    "plain-outer": 15,
    "chapter": 20,
    "section": 30,
    "cjk": 40,
    "cjk ": 45,
    "(cjk)": 50,
    "1.": 60,
    "1 ": 60,
    "1.1": 61,
    "1.1.1": 62,
    "1.1.1.1": 63,
    "1.1.1.1.1": 64,
    "(1)": 70,
    "1)": 72,
    "circle": 80,
    "box": 90,
    "plain-inner": 95,
}
_DIGIT_STYLES = {"par": "(1)", "dot": "1.", "space": "1 ", "half": "1)"}
_DECIMAL_STYLES = ("1.", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1")

_DEBRIS = re.compile(r"[?�•●◆■□▪►*][?�•●◆■□▪►*\s]*(?=[第一二三四五六七八九十(（\d专名附])")
DEBRIS_STARTS = frozenset("#?�•●◆■□▪►*")
_CIRCLED = (
    ("①", "⑳", "circle"),
    ("㈠", "㈩", "(cjk)"),
    ("⑴", "⒇", "(1)"),
    ("⒈", "⒛", "1."),
    ("❶", "❿", "circle"),
)
STARTS = (  # with which a line with a number begins
    frozenset("第一二三四五六七八九十百零〇○两([(〔【0123456789")
    | DEBRIS_STARTS
    | {chr(code) for first, last, _ in _CIRCLED for code in range(ord(first), ord(last) + 1)}
)
_MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
_STARS = re.compile(r"\*\*(.+?)\*\*:?$")
_NUMBER = re.compile(
    rf"(?P<formal>第\s*(?P<formal_n>(?:{_CJK}\s?){{1,4}}|\d{{1,3}})\s*(?P<unit>部分|编|篇|章|节)(?:\s*[:、.,]\s*|\s+|(?=[^\s的])|$))"
    rf"|(?P<cjk>(?P<cjk_n>{_CJK}{{1,5}})(?:\s*[、.,]\s*|(?P<gap>[\ue000-\uf8ff\s]\s*)(?=\S)))"
    rf"|(?P<pcjk>[(〔【]\s*(?P<pcjk_n>{_CJK}{{1,5}})\s*[)〕】]\s*[、.,:]?\s*)"
    r"|(?P<par>\(\s*(?P<par_n>\d{1,2})\s*\)\s*[、.,]?\s*)"
    r"|(?P<dec>(?P<dec_n>\d{1,2}(?:\.\d{1,2}){1,4})(?P<dec_dot>\.?\s*))"
    r"|(?P<dot>(?P<dot_n>\d{1,2})\s*[.、](?!\d)\s*)"
    r"|(?P<space>(?P<space_n>\d{1,2})\s+(?=[\u3400-\u9fff]))"
    r"|(?P<half>(?P<half_n>\d{1,2})\s*\)\s*)"
    r"|(?P<circle>[①-⑳㈠-㈩⑴-⒇⒈-⒛❶-❿]\s*[.、]?\s*)"
)
# what follows 一、 or 1. in prose and not in a heading: 一、二级公路, 5.万元
_NOT_AFTER = re.compile(rf"{_CJK}*(?:、{_CJK}|[类级线期]|[、,])|[%‰]|[万亿]元")
_NOT_AFTER_STARTS = frozenset("一二三四五六七八九十百零〇○两、类级线期,%‰万亿")
_UNIT_AFTER = re.compile(r"[万亿千百元%‰个张人户家所件倍年月日级名位次岁平吨米公里℃/:*×x~-]|\d")
_FINAL = tuple("。;；,，:：!！?？、…")
_STOP = re.compile(r"[。;；!！?？:]")
_INNER = re.compile(r"[。;；!！?？]")
_BOX = re.compile(rf"专\s*[栏题]\s*(?P<n>\d{{1,2}}|{_CJK}{{1,3}})?\s*[:、.—-]*\s*")
_APPENDIX = re.compile(
    r"(?P<word>附\s*[件表录图]|附)\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})?\s*(?P<sep>[:、.]?)\s*"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_FOUR_HAN = re.compile(r"(?:[^\u3400-\u9fff]*[\u3400-\u9fff]){4}")
_CLAUSE_ENDS = re.compile(r"[。;；,，:：!！?？]")
_LEAD = re.compile(r"([^。;；:!！?？\d%]{4,28})([。:])")
_DASH = re.compile(r"[—–―-]{1,2}\s*|[•●◆■·]\s*")
_DASHES = frozenset("—–―-•●◆■·")
_DIGIT = re.compile(r"\d")
_NO_APPENDIX = re.compile(r"\d+\s*[.、]")
_BRACKETED_YEAR = re.compile(r"\((?:19|20)?[^()]{0,24}\)$")
_BRACKETED_END = re.compile(r"\s*[(][^()]{0,20}[)]\s*$")
_TABLE_NUMBER = re.compile(r"表\s*\d")
_NOT_PLAIN = re.compile(r"[。;；:：!！?？|<>@\t={}]|\d[.:/-]\d")
_PLAIN_START = re.compile(r"[\u3400-\u9fff“]|(?:19|20)\d\d\s*年?")
_DATED = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月|^[二○〇零О]{2}|日$")
_PAGE_NUMBER = re.compile(r"[.．·…]{2,}\s*[-—(]?\d{0,3}[-—)]?$|(?<=[^\d.])\s+\d{1,3}$")
_PAGE_ENDS = frozenset(".．·…-—()")  # and digits: with what a page number or its dotted leader ends
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff“”、,])\s+(?=[\u3400-\u9fff“”、,])")
_ORDINAL_WORD = re.compile(r"(?:[一二三四五六七八九十]是|其[一二三四五]|第[一二三四五六七八九十]+[条,、])")
_LEAD_OPENS_PROSE = re.compile(
    r"(?:这|我们?|其中|同时|今年|去年|目前|截至|据|为|根据|按照|依据|各位|过去|经|到\d|在|对|从|由于|因此|此外|另外|以上|以下)"
)
_TITLE_YEAR = re.compile(r"(?:19|20)\d\d\s*年|[\u3400-\u9fff]{1,8}(?:省|市|区|县|旗|盟|州)|“?十[二三四五]五”?")


class Mark(NamedTuple):
    """The number at the beginning of a line: its style, itself as written, its value, and where the title begins."""

    style: str
    number: str
    path: tuple[int, ...]  # values of its components; the last one counts the siblings
    offset: int  # in the line's text
    lost: int = 0  # characters of debris in front of the number

    @property
    def rank(self) -> int:
        return RANKS[self.style]


class Wording(NamedTuple):
    """How a numbered line is told: ``whole`` (all of it is the heading), ``run-in`` or ``item`` (numbered prose)."""

    form: str
    title: str
    closed: bool = False  # the whole line ends with a full stop


_BARE_NUMERAL = re.compile(rf"{_CJK}{{1,3}}(?=[\u3400-\u9fff])")


def lost_separator(text: str) -> Mark | None:
    """A Chinese numeral at the beginning of a line that may have lost what stood behind it (九以旅游为龙头).

    >>> lost_separator("九以旅游为龙头").path
    (9,)
    """
    match = _BARE_NUMERAL.match(text)
    if match is None or not cjk_number(match[0]):
        return None
    return Mark("cjk ", match[0], (cjk_number(match[0]),), match.end())


@lru_cache(maxsize=256)
def cjk_number(text: str) -> int:
    """Value of a Chinese numeral below 1000; 0 where it has none.

    >>> cjk_number("二十三"), cjk_number("十"), cjk_number("一百零二")
    (23, 10, 102)
    """
    total = digit = 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char in _DIGIT_OF:
            digit = _DIGIT_OF[char]
    return total + digit


def tidy(title: str) -> str:
    """A title without the spaces that pad Chinese characters, and without final punctuation.

    >>> tidy("综  合："), tidy("互联网 + 养老")
    ('综合', '互联网 + 养老')
    """
    if len(words := title.split()) > 1:
        title = _BETWEEN_HAN.sub("", " ".join(words))
    return title.strip().strip(" 。;；,，:：、.")


def strip_debris(text: str) -> int:
    """How many characters of lost marks, bullets and markdown stand in front of what the line says."""
    if text[:1] not in DEBRIS_STARTS:
        return 0
    match = _MARKDOWN.match(text) or _DEBRIS.match(text)
    return match.end() if match else 0


def markdown_depth(text: str) -> int:
    """Number of leading # of a markdown heading, 0 for other lines."""
    match = _MARKDOWN.match(text)
    return len(match[1]) if match else 0


# Several readers ask the same of a line; what they were told is kept for as many lines as a long document has.
_per_document = lru_cache(maxsize=4096)


def forget() -> None:
    """Drop what was kept of the lines of the document before."""
    for kept in (read_mark, read_wording, bare, is_box, is_title, is_caption, appendix_offset):
        kept.cache_clear()


@_per_document
def read_mark(text: str) -> Mark | None:
    """The heading number at the beginning of a line, or None.

    Left alone: decimals and amounts (3.24万张), enumerations in prose (一、二级), ordinals (一是), articles (第一条).

    >>> read_mark("(十二)完善兜底服务").path, read_mark("4.4.2.  完善网络").style, read_mark("3.24万张") is None
    ((12,), '1.1.1', True)
    """
    if text[:1] not in STARTS:
        return None
    lost = strip_debris(text) if text[0] in DEBRIS_STARTS else 0
    if text.startswith("**", lost):
        lost += 2
    match = _NUMBER.match(text, lost)
    if match is None:
        return None
    offset = match.end()
    kind = match.lastgroup  # the outer group of the alternative, which closes last
    said = match[match.lastindex + 1] if match.lastindex and kind != "circle" else ""
    path: tuple[int, ...]
    if kind == "dec":
        path = tuple(map(int, said.split(".")))
        style = _DECIMAL_STYLES[len(path) - 1]
        if not match["dec_dot"] and len(path) == 2 and _UNIT_AFTER.match(text, offset):
            return None
    elif kind == "circle":
        path, style = _circled(match[0][0])
    elif kind == "formal":
        said = said.replace(" ", "")
        path = (int(said) if said.isdigit() else cjk_number(said),)
        style = {"章": "chapter", "节": "section"}.get(match["unit"], "part")
    elif kind in ("cjk", "pcjk"):
        path = (cjk_number(said),)
        style = "(cjk)" if kind == "pcjk" else "cjk " if match["gap"] else "cjk"
    else:
        path, style = (int(said),), _DIGIT_STYLES[kind or ""]
    if path[-1] == 0:
        return None
    if (
        text[offset : offset + 1] in _NOT_AFTER_STARTS
        and style in ("cjk", "cjk ", "1.")
        and _NOT_AFTER.match(text, offset)
    ):
        return None
    return new_tuple(Mark, (style, text[lost:offset].strip(), path, offset, lost))


def _circled(char: str) -> tuple[tuple[int, ...], str]:
    for first, last, style in _CIRCLED:
        if first <= char <= last:
            return (ord(char) - ord(first) + 1,), style
    return (0,), "circle"


# a number with its unit behind a colon, at the end, or in a whole sentence: an item of a list of tasks, no title
_TOLD = r"\d\s?[余多]?(?:万|亿|%|[张个人户家所件元名处套座对])"
_TOLD_NUMBER = re.compile(rf"{_TOLD}[^,;:。()]{{0,6}}(?:\([^()]{{0,40}}\))?[。;]?$|:[^:]*{_TOLD}|{_TOLD}[^:]*[。;]$")


@_per_document
def read_wording(text: str, mark: Mark) -> Wording:
    """How the words behind a number are told (see ``Wording``).

    >>> line = "(一)织牢救助网络。以低保为基础,完善制度。"
    >>> read_wording(line, read_mark(line))
    Wording(form='run-in', title='织牢救助网络', closed=False)
    """
    rest = text[mark.offset :]
    if len(rest) <= LONGEST_TITLE and rest.isalpha():  # most headings: nothing but Chinese characters
        return new_tuple(Wording, ("whole", rest, False))
    bold = _STARS.match("**" + rest) if text.startswith("**", max(0, mark.lost - 2)) else None
    if bold:
        rest = bold[1]
    if not rest:
        return Wording("whole", "")
    if len(rest) <= LONGEST_TITLE and not (_DIGIT.search(rest) and _TOLD_NUMBER.search(rest)):
        if not _INNER.search(rest) and not rest.endswith(_FINAL):
            return Wording("whole", tidy(rest))
        if rest[-1] == ":" and not _INNER.search(rest):
            return Wording("whole", tidy(rest))
        if rest[-1] in "。.!" and not _INNER.search(rest[:-1]) and len(rest) <= 36:
            return Wording("whole", tidy(rest), closed=True)
    stop = _STOP.search(rest, 0, LONGEST_RUN_IN + 1)
    if stop and stop.start() >= 2 and rest[stop.end() :].strip():
        # before a colon only outer numbers head a section; behind 1. it names an item of a list or of a box
        named = stop[0] == ":" and mark.rank <= RANKS["(cjk)"] and stop.start() <= 24
        named = named and not rest[stop.start() - 1].isdigit()  # a ratio
        if named or stop[0] in "。!":
            return Wording("run-in", tidy(rest[: stop.start()]))
    return Wording("item", tidy(_CLAUSE_ENDS.split(rest[:LONGEST_TITLE], maxsplit=1)[0]))


def read_lead(text: str, mark: Mark | None = None) -> str:
    """The lead-in phrase at a paragraph's start that acts as a heading, or an empty string.

    A short first sentence without digits, followed by more; behind a number or a dash also a phrase before a colon.

    >>> read_lead("健全服务网络。科学编制布局规划,推进设施建设。")
    '健全服务网络'
    >>> read_lead("2020年新建养老机构5所。其中公办2所。")
    ''
    """
    start = mark.offset if mark else strip_debris(text) if text[0] in DEBRIS_STARTS else 0
    dash = _DASH.match(text, start, start + 4) if text[start : start + 1] in _DASHES else None
    if dash:
        start = dash.end()
    lead = _LEAD.match(text, start)
    if lead is None or not text[lead.end() :].strip():
        return ""
    phrase, stop = lead.groups()
    if phrase.count(",") > 1 or _ORDINAL_WORD.match(phrase) or not _FOUR_HAN.match(phrase):
        return ""
    if stop == ":":
        named = mark is not None or dash is not None or phrase.endswith(("工程", "项目", "行动", "计划"))
        return tidy(phrase) if named and "," not in phrase else ""
    if mark is None and dash is None and _LEAD_OPENS_PROSE.match(phrase):
        return ""
    return tidy(phrase)


@cache
def words(kind: str) -> tuple[str, ...]:
    """The words of one kind in the codebook table ``headings``, the longest first."""
    found = [row["word"] for row in read_table("headings") if row["kind"] == kind]
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _strong_captions() -> tuple[str, ...]:
    return tuple(row["word"] for row in read_table("headings") if row["kind"] == "caption" and row["note"] == "strong")


@_per_document
def bare(text: str) -> str:
    """A line without spaces, debris, dotted leaders and page number: two lines that say the same title agree in it.

    >>> bare("第一章  总 则………… 12") == bare("第一章 总则")
    True
    """
    text = text[strip_debris(text) :]
    if text and (text[-1] in _PAGE_ENDS or text[-1].isdecimal()):
        text = _PAGE_NUMBER.sub("", text)
    return "".join(text.split()).replace(".", "").replace("、", "").replace(":", "")


@_per_document
def is_box(text: str) -> bool:
    """The line is the title of a box (专栏1 …)."""
    match = _BOX.match(text)
    return (
        match is not None
        and len(text) <= LONGEST_TITLE
        and not _INNER.search(text)
        and (match["n"] is not None or len(text) <= 30)
    )


def box_number(text: str) -> int:
    """Length of a box's number in its title line."""
    match = _BOX.match(text)
    return match.end() if match else 0


@_per_document
def appendix_offset(text: str) -> int:
    """Where the title of an appendix heading begins in the line, or -1 where the line is none.

    >>> appendix_offset("附件2 指标解释"), appendix_offset("附件"), appendix_offset("附近设施")
    (4, 2, -1)
    """
    match = _APPENDIX.match(text)
    if match is None or len(text) > LONGEST_TITLE or _INNER.search(text):
        return -1
    rest = text[match.end() :]
    if not rest:
        return match.end()
    if _NO_APPENDIX.match(rest) or rest.endswith(_FINAL):
        return -1
    spaced = match["sep"] or match["n"] or match.end() > len(match["word"])
    return match.end() if spaced and match["word"] != "附" else -1


@_per_document
def is_title(text: str) -> bool:
    """The line is a document's title: it names a kind of document, a place, a year or a period, and is no sentence.

    >>> is_title("某某市民政事业发展“十四五”规划"), is_title("推进规划"), is_title("2019年工作要点")
    (True, False, True)
    """
    text = text[strip_debris(text) :]
    if not 5 <= len(text) <= 70 or not (text.endswith(words("title_end")) or text[-1] == ")" or text[-1].isspace()):
        return False
    if _INNER.search(text) or text.count(",") > 1:
        return False
    text = _BRACKETED_YEAR.sub("", text).strip()
    if text.startswith(("《", "(", "-", "—", "附")) or read_mark(text) is not None:
        return False
    return text.endswith(words("title_end")) and _TITLE_YEAR.search(text) is not None


@_per_document
def is_caption(text: str, strong: bool = False) -> bool:
    """The line can stand above a table and name it; ``strong`` asks for a word that names nothing else (统计表)."""
    text = text[strip_debris(text) :]
    if not 4 <= len(text) <= 60:
        return False
    names = _strong_captions() if strong else words("caption")
    if not (text.endswith(names) or text[-1] == ")" or text[-1].isspace() or _TABLE_NUMBER.match(text)):
        return False
    if text.endswith(_FINAL) or _INNER.search(text):
        return False
    text = _BRACKETED_END.sub("", text)
    return text.endswith(names) or _TABLE_NUMBER.match(text) is not None


def is_plain_heading(text: str) -> bool:
    """The line can be a heading without a number: short, without punctuation, no date, signature or addressee."""
    if not 2 <= len(text) <= LONGEST_PLAIN or text.endswith(_FINAL) or _NOT_PLAIN.search(text):
        return False
    if text.count(",") > 1 or len(_HAN.findall(text)) < 2 or not _PLAIN_START.match(text):
        return False
    if _DATED.search(text) or text.startswith(("各位", "同志们", "《")):
        return False
    return not text.endswith(words("body")) and not text.endswith(("单位", "地址", "电话"))
