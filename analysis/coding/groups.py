"""Groups: the subgroup a number is about, read off its phrase by the codebook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from analysis.codebook import read_table
from analysis.coding.lexicon import alternation, cue_pattern, cues


@cache
def _groups() -> dict[str, str]:
    return {r["wording"]: r["group"] for r in read_table("groups")}


def wordings() -> tuple[str, ...]:
    """All words of groups."""
    return tuple(_groups())


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(alternation([*_groups(), *_traps()]))


@cache
def _traps() -> frozenset[str]:
    """Names that hold the word of a group and name none: 历城区, 友好城市, 乡村振兴."""
    areas = tuple(word for word, kind in _classes().items() if kind == "area")
    regions = {row["name"] for row in read_table("regions")}
    held = (name for name in regions if name not in areas and any(area in name for area in areas))
    return frozenset(held).union(cues("group_trap"))


def _named(phrase: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
    """The words of groups in a phrase, in order."""
    found = _pattern().finditer(phrase, start, len(phrase) if end is None else end)
    return [m for m in found if m.group() in _groups()]


_AGES = r"(?:年?满)?\d{1,3}(?:周岁|岁)?(?:-{1,2}|—{1,2}|~|至|到)?\d{0,3}(?:周岁|岁)(?:及)?(?:以上|以下)?"
_AGE = re.compile(r"(\d{1,3})(?:周岁|岁)?\s?(?:-{1,2}|—{1,2}|~|至|到)\s?(\d{1,3})(?:周岁|岁)")
_OLDER = re.compile(r"(\d{1,3})(?:周岁|岁)(?:及)?以上")


@cache
def _only() -> re.Pattern[str]:
    words = (word for word in _groups() if _classes()[word] not in BY_THEMSELVES)
    return re.compile(rf"(?:{alternation(words)}|{_AGES}|[的(),、:\s]|其中|对象|人员)+")


def group_in(phrase: str) -> str:
    """The group a phrase names, normalised; ages as 80-99岁; empty where it names none.

    >>> group_in("农村牧区最低生活保障标准")
    '农村'
    """
    m = _AGE.search(phrase)
    if m:
        return f"{m[1]}-{m[2]}岁"
    m = _OLDER.search(phrase)
    if m:
        return f"{m[1]}岁以上"
    found = groups_named(phrase)
    if not found:
        return ""
    members = next((parts for whole, parts in _unfold().items() if whole == found[0]), ())
    first = next((g for g in found if g in members), found[0])  # 提高城乡低保标准中城市低保标准: 城市
    grades = [g for g in found if _classes().get(g) == "grade"]
    if first in grades:  # 一类地区城市低保标准
        first = next((g for g in found if g not in grades), "")
    return " ".join(filter(None, (first, *grades[-1:])))  # 城市A类对象


def group_behind(view: str, end: int) -> str:
    """The group in brackets right behind a number: 1700元(集中)和1300元(散居); empty where there is none.

    >>> group_behind("1700元(集中)和1300元(散居)", 5), group_behind("20家(含改建)", 3)
    ('集中供养', '')
    """
    m = _BRACKETED.match(view, end)
    first = _CONNECTED.split(m[1], maxsplit=1)[0] if m else ""  # (散居及事实无人抚养)
    return next((group_in(words) for words in (first, f"{first}{PLACED}") if m and group_words(words)), "")


PLACED = "供养"  # what 集中 and 分散 in brackets leave out


_BRACKETED = re.compile(r"\s?\(([^()\d]{2,16})\)")
_CONNECTED = re.compile("[、和及与或]")


def groups_named(phrase: str) -> list[str]:
    """The groups a phrase names, normalised, in order; names of places that hold such a word (历城区) name none."""
    return [_groups()[m.group()] for m in _named(phrase)]


NEAR = 10  # characters of a part of a sentence within which it names what it is about


def areas_told_apart(view: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The parts of a sentence between semicolons that each begin with one area, where they begin with different ones.

    >>> areas_told_apart("城市低保对象3人,补差9元;农村低保对象5人", 0, 23)
    [(0, 13, '城市'), (14, 23, '农村')]
    """
    if view.find(";", start, end) < 0:
        return []
    edges = [start, *(start + m.end() for m in re.finditer(";", view[start:end])), end + 1]
    found = []
    for begin, stop in pairwise(edges):
        named = [(m.start(), _groups()[m.group()]) for m in _named(view, begin, stop - 1)]
        areas = [(place, group) for place, group in named if group in cues("area")]
        if areas and areas[0][0] <= begin + NEAR and len({group for _, group in areas}) == 1:
            found.append((begin, stop - 1, areas[0][1]))
    return found if len({area for _, _, area in found}) > 1 else []


def area_at(areas: Sequence[tuple[int, int, str]], place: int) -> str:
    """The area that the part of a sentence at a place is about: 城市低保对象3人,补差 9元;农村低保对象5人."""
    return next((area for begin, stop, area in areas if begin <= place < stop), "")


def group_words(phrase: str) -> bool:
    """Whether a phrase is made of group words alone (城市; 农村; 其中集中供养)."""
    return bool(phrase) and _only().fullmatch(phrase) is not None


_GRADE_ALONE = re.compile("[一二三四]级")


def beside(phrase: str, topic: str) -> str:
    """A group word put where the topic's own group stands: 重度残疾人 beside 享受补贴的困难残疾人.

    >>> beside("农村", "城市低保")
    '农村低保'
    """
    kind = _classes().get(phrase)
    if _GRADE_ALONE.fullmatch(phrase) and _GRADE_ALONE.match(topic):
        return f"{phrase}{topic[len(phrase) :]}"  # 二级 beside 一级重度残疾人护理补贴
    alike = next((m for m in _pattern().finditer(topic) if kind and _classes().get(m.group()) == kind), None)
    if alike is not None and (alike.start() or kind in FURTHER):  # 女性 beside 结婚登记男性平均年龄
        rest = topic[alike.end() :]
        return topic[: alike.start()] + (phrase.removesuffix("的") if rest.startswith("的") else phrase) + rest
    if divides_further(phrase):
        return topic + phrase
    own = _last_group(topic)
    if own is not None and own.start() and own.end() == len(topic):
        rest = topic[: own.start()]
        return rest + phrase if rest.endswith("的") else phrase + rest
    first = _pattern().match(topic)
    return phrase + (topic[first.end() :] if first and first.end() < len(topic) else topic)


@cache
def _classes() -> dict[str, str]:
    """What each group word divides by."""
    return {row["wording"]: row["class"] for row in read_table("groups")}


def placements() -> list[str]:
    """The words for where persons are looked after: 集中供养, 社会散居."""
    return [word for word, kind in _classes().items() if kind == "placement"]


BY_THEMSELVES = ("care",)  # classes of words that name what is counted, too: 住院救助
FURTHER = ("sex", "grade")  # classes of groups within others


def divides_further(phrase: str) -> bool:
    """Whether a phrase names a group that says nothing of the groups it lies in: women, of 城市 or 农村 recipients."""
    found = _last_group(phrase)
    return found is not None and _classes()[found.group()] in FURTHER


def within(group: str, own: str) -> str:
    """A group that divides another one further, behind it: women of the 城市 recipients counted before.

    >>> within("城市", "女性"), within("城市 女性", "男性"), within("城市", "农村")
    ('城市 女性', '城市 男性', '农村')
    """
    if not divides_further(own):
        return own
    return " ".join([*(name for name in group.split() if not divides_further(name)), own])


def of_both(column: str, row: str) -> str:
    """The group that the column and the row of a number tell together; a part goes before the whole it is of.

    >>> of_both("城市", ""), of_both("城市", "城乡"), of_both("女性", "农村"), of_both("青石镇", "农村")
    ('城市', '城市', '农村 女性', '青石镇 农村')
    """
    whole = _unfold().get(row, ())
    names = [column] if column in whole else [row, column] if divides_further(column) else [column, row]
    return " ".join(dict.fromkeys(word for name in names for word in name.split()))


def _last_group(phrase: str) -> re.Match[str] | None:
    return next(reversed(_named(phrase)), None)


def leading_group(phrase: str) -> tuple[str, str]:
    """The group a phrase begins with and the rest; empty group where it begins with none."""
    m = _pattern().match(phrase)
    return (_groups()[m.group()], phrase[m.end() :]) if m and m.group() in _groups() else ("", phrase)


@cache
def _unfold() -> dict[str, tuple[str, ...]]:
    return {r["wording"]: tuple(r["members"].split(";")) for r in read_table("group_pairs")}


def expand(phrase: str, size: int) -> list[tuple[str, str]] | None:
    """A phrase under a compound group (城乡低保标准) as one phrase per member; None where it has no such group."""
    for wording, members in _unfold().items():
        if wording in phrase and len(members) == size:
            return [(phrase.replace(wording, m, 1), group_in(m) or m) for m in members]
    return _grades_between(phrase, size)


def _grades_between(phrase: str, size: int) -> list[tuple[str, str]] | None:
    """One phrase for each of the grades from one to another: 一至四级残疾军人 of four numbers."""
    m = _FROM_GRADE_TO.search(phrase)
    first, last = (_ORDER.find(m["first"]), _ORDER.find(m["last"])) if m else (0, 0)
    if m is None or last - first + 1 != size or size < 2:
        return None
    grades = (f"{grade}{m['kind']}" for grade in _ORDER[first : last + 1])
    return [(f"{phrase[: m.start()]}{grade}{phrase[m.end() :]}", grade) for grade in grades]


_ORDER = "一二三四五六七八九十"
_FROM_GRADE_TO = re.compile(rf"(?P<first>[{_ORDER}])[级类档]?[至到-](?P<last>[{_ORDER}])(?P<kind>[级类档])")


def ratio_unit(phrase: str, base: int) -> str:
    """The unit of a ratio of two groups, which names the one that is 1: the first named (0) or the second (1).

    >>> ratio_unit("城乡低保标准之比", 0), ratio_unit("农村与城市低保标准之比", 1), ratio_unit("男女比例", 0)
    ('城市=1', '城市=1', '1')
    """
    named = next((members for wording, members in _unfold().items() if wording in phrase), ())
    named = named or tuple(dict.fromkeys(groups_named(phrase)))
    return f"{named[base]}=1" if len(named) == 2 else "1"


@cache
def _places() -> re.Pattern[str]:
    ends = "|".join(r["wording"] for r in read_table("place_endings"))
    return re.compile(rf"(?:其中|和|、|及|与|,|等)*(?:[一-鿿]{{1,7}}?(?:{ends})(?:、|和|及|与|等|,)*)+")


def place_words(phrase: str) -> bool:
    """Whether a phrase is made of places alone (两县政府所在镇; 东山县、西河市): a group, not an indicator.

    >>> place_words("其他乡镇"), place_words("农村社区")
    (True, False)
    """
    if not phrase or len(phrase) > 24 or cue_pattern("benefit_noun").search(phrase):
        return False
    return _places().fullmatch(phrase) is not None
