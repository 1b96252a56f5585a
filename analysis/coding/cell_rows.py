"""Rows of a grid: the indicator a label names, without its list mark and with what it takes from the rows above it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from analysis.codebook import codebook, read_table
from analysis.coding.cell_units import BRACKETS, Measure, measure_of
from analysis.coding.groups import PLACED, beside, divides_further, group_in, group_words, leading_group, within
from analysis.coding.lexicon import alternation
from analysis.coding.phrases import generic

_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"[(（][一二三四五六七八九十]{1,3}[)）]",
        r"\d{1,3}(?:[.．、](?!\d)|\s(?=[一-鿿]))",
        r"[(（]\d{1,3}[)）]|\d{1,3}[)）]",
        r"[①-⑳]|[A-Z](?:[.．、)）]|\s+(?=[一-鿿])|(?=[一-鿿])(?![级类型股区栋座等照证]))",
        r"[IVX]{1,4}(?:[.．、]|\s+(?=[一-鿿]))|[Ⅰ-Ⅻ][.．、]?|[a-z](?:[.．、)）]|\s+(?=[一-鿿]))",
    )
)
"""List marks by rank, outermost first. I, V and X are romans where several letters or a space follow them."""

_ROMAN = re.compile(r"(?:I|II|III|IV|V|VI|VII|VIII|IX|X)(?:[.．、]|\s+)(?=[一-鿿])")
_BARE_NUMBER = re.compile(r"[(（]?\d{1,3}(?=[一-鿿])(?![-—~至到年月日岁周个项人元户张级类%])")
_NOTE_MARK = re.compile(r"(?<=[^\s*＊])[*＊]{1,3}$")
_NEXT_TITLE = re.compile(r"\s(?=[一二三四五六七八九十]{1,3}、)")
_SHARED = 4  # characters that a label and the heading above it have in common where it belongs there
_DEEPEST = 9
_SHORTEST = 2  # characters of a member that says nothing alone (集中, 分散)


@dataclass(frozen=True, slots=True)
class Row:
    """What a label names: ``name`` is the indicator as written, ``topic`` what it stands under, ``group`` its group."""

    name: str
    topic: str = ""
    group: str = ""
    measure: Measure | None = None
    over: Measure | None = None  # of the row that it is a part of, for parts that tell none


@dataclass(slots=True)
class Labels:
    """The rows read so far, for those below them; mutable, local to one grid."""

    caption: str = ""
    above: list[tuple[int, str, bool]] = field(default_factory=list)  # rank, name, is a heading
    whole: str = ""  # the last row that is no part of another
    measure: Measure | None = None  # of the last row with a list mark
    of_whole: Measure | None = None  # of the last row that is no part of another
    divided: bool = False  # the last row was one of the groups that make up the whole

    def heading(self, label: str) -> None:
        """A row without numbers: it names what the rows below are about."""
        rank, name, _ = _marked(label)
        self._leave(rank)
        self.above.append((rank, _without_unit(name)[0], True))
        self.whole, self.measure, self.of_whole, self.divided = "", None, None, False

    def row(self, label: str) -> Row:
        """A row with numbers."""
        rank, name, part = _marked(label)
        name, measure = _without_unit(name)
        grouped = group_words(name) and bool(group_in(name))
        part = part or (self.divided and grouped)  # 其中:城市, then 农村
        self.divided = part and grouped
        if rank != _DEEPEST:
            self._leave(rank)
        told = self._told(name, rank, part)
        over = self.of_whole or self.measure if part else self.measure if rank == _DEEPEST else None
        if not part:
            self.whole, self.of_whole = told.name, measure
            if rank != _DEEPEST:
                self.above.append((rank, told.name, False))
                self.measure = measure
        return Row(told.name, told.topic, told.group, measure, over)

    def member(self, whole: Row, label: str) -> Row:
        """A member of a label that stands in a column of its own beside it (人数 | 城市)."""
        name, measure = _without_unit(_marked(label)[1])
        self.whole = whole.name
        told = self._told(name, _DEEPEST, True)
        if told.name == name and len(name) <= _SHORTEST:
            told = replace(told, name=name + whole.name)
        placed = f"{name}{PLACED}"  # 集中, 分散
        if not told.group and group_words(placed):
            told = replace(told, group=group_in(placed))
        return replace(told, measure=measure or whole.measure)

    def _leave(self, rank: int) -> None:
        while self.above and self.above[-1][0] >= rank:
            self.above.pop()

    def _told(self, name: str, rank: int, part: bool) -> Row:
        over = self.whole if part and self.whole else next((n for _, n, _ in reversed(self.above)), "")
        close = group_words(name) or _residue(name)
        group = group_in(name)
        if not group or divides_further(name):
            around = group_in(self.whole) if part and close else self._inherited(name, rank)
            group = within(around, group) if group else around
        if over and name != over and group_words(name):
            return Row(beside(name, over), "", group)
        if over and name != over:
            return Row(over + name, "", group) if _residue(name) else Row(name, "", group)
        told = under_caption(name, self.caption)
        return replace(told, group=group or group_in(told.name) if told.name != name else group)

    def _inherited(self, name: str, rank: int) -> str:
        """The group of the heading that the row stands under, where marks or words show that it does."""
        for above, words, heading in reversed(self.above):
            group = group_in(words)
            deeper = above < rank < _DEEPEST
            if group and (deeper or (heading and (_residue(name) or _alike(name, words)))):
                return group
        return ""


def titles_behind(label: str) -> tuple[str, list[str]]:
    """A label and the titles of sections below it that the crawl put into its cell.

    >>> titles_behind("敬老院 二、社会救助 农村低保")
    ('敬老院', ['二、社会救助', '农村低保'])
    """
    m = _NEXT_TITLE.search(label, 1)
    return (label[: m.start()], label[m.end() :].split()) if m else (label, [])


def _marked(label: str) -> tuple[int, str, bool]:
    """Rank of a label's list mark (``_DEEPEST`` without one), the label without it, and whether it opens a part."""
    text = _NOTE_MARK.sub("", re.sub(r"\s+", " ", label).strip())
    m = _part().match(text)
    part = m is not None
    text = text[m.end() :] if m and m.end() < len(text) else text
    for rank in (5, 0, 1, 2, 3, 4) if _ROMAN.match(text) else range(len(_MARKS)):
        m = _MARKS[rank].match(text)
        if m and m.end() < len(text):
            return rank, text[m.end() :].strip(), part
    m = _BARE_NUMBER.match(text)
    return _DEEPEST, text[m.end() :] if m else text, part


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("grid_headers") if row["kind"] == kind)


@cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_words('part'))})\s?[:：,，]?\s?")


def _without_unit(name: str) -> tuple[str, Measure | None]:
    """A name without its bracketed unit, and that unit."""
    measure = None
    for m in BRACKETS.finditer(name):
        found = measure_of(m[1])
        if found is not None:
            measure = found
            name = name.replace(m.group(), "")
    return re.sub(r"(?<=.)小计$", "", name.strip()), measure


def _residue(name: str) -> bool:
    """The name says something only together with what it stands under (人数, 平均标准, 其他)."""
    return name in _words("residue") or generic(name)


def _alike(name: str, words: str) -> bool:
    _, rest = leading_group(words)
    if rest != words and len(rest) >= 2 and rest in name:  # 低保人数 below 城市低保
        return True
    return any(name[i : i + _SHARED] in words for i in range(len(name) - _SHARED + 1))


_CAPTION_MARKS = re.compile(
    r"^(?:附?表|图)\s?\d{0,3}[-.]?\d{0,2}[:：.、]?\s*|\s*单位\s*[:：].*$|(?:统计|一览|情况|月报|简)*表$"
)
_CAPTION_ENDS = re.compile(
    r"^(?:19|20)\d\d年?(?:度|末|底)?|^各[县市区乡镇街道地、()]+|(?:基本|保障|主要)?(?:情况|统计)$"
)


def _core(caption: str) -> str:
    """What a caption is about, without its number, its unit and the word 表."""
    return _CAPTION_MARKS.sub("", _CAPTION_MARKS.sub("", caption)).strip()


def _scheme(caption: str) -> str:
    """What a caption is about, without its unit in brackets, its year, the places it lists and the word 情况.

    >>> [_scheme(c) for c in ("表1 2020年各县市低保情况", "表3 城乡低保标准(元/月)", "表2 主要指标")]
    ['低保', '城乡低保标准', '主要指标']
    """
    core = BRACKETS.sub("", _core(caption))
    for _ in range(2):
        core = _CAPTION_ENDS.sub("", core).strip()
    return core


def under_caption(name: str, caption: str) -> Row:
    """What a label, or the header of a column, names in a table with a caption.

    A group (城市), or a group of what says nothing alone (城市标准), is one of what the caption names, where the
    codebook knows that; what says nothing alone is about it.

    >>> [under_caption(name, "表1 低保情况").name for name in ("城市标准", "农村", "人数", "孤儿人数")]
    ['城市低保标准', '农村低保', '人数', '孤儿人数']
    """
    whole, rest = _scheme(caption), leading_group(name)[1]
    if whole and rest != name and (group_words(name) or _residue(rest)):
        rest = "" if group_words(name) else rest
        told = beside(name.removesuffix(rest), whole)
        told = told if told.endswith(rest) else told + rest
        if codebook().knows(told):
            return Row(told)
    return Row(name, _core(caption) if _residue(name) else "")
