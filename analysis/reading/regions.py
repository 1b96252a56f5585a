"""Which administrative division a document is about: names, codes, and the evidence for one of several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.codebook import read_table

NATION = "000000"
# The characters with which every full name ends; only they are looked at in running text.
_CLASS = re.compile("[省市县区旗州盟]")
# 义乌市场, 城市区域: the class character belongs to the next word.
_NOT_BEHIND = {"市": "场", "区": "域块间位", "县": "域", "州": "际"}
_CHINESE = re.compile("[\u3400-\u9fff]")
# How a document speaks of its own region.
_SELF = re.compile("[全我本]([省市县区旗州盟])")
_CREDIT_CODE = re.compile(r"(?<!\d)1[1-9](\d{6})\d?")
_SITE_CODE = re.compile(r"(?:标识码[:： ]{0,3}|公网安备\s{0,2})(\d{6})")
_LICENCE = re.compile(r"([\u3400-\u9fff])ICP备|([\u3400-\u9fff])公网安备")
_RANK = {"nation": 0, "province": 1, "prefecture": 2, "county": 3}


@dataclass(frozen=True, slots=True)
class Region:
    """One row of ``codebook/regions.csv``: a division as it was called and coded between two years."""

    code: str
    name: str
    level: str  # nation, province, prefecture, county
    parent: str  # code
    valid_from: int  # year; 0 where before the table begins
    valid_to: int  # year; 9999 where still in force
    shorts: tuple[str, ...]
    letters: tuple[str, ...]

    def valid(self, year: int | None) -> bool:
        """Whether the division existed in (a part of) ``year``; without a year: whether it exists now."""
        if year is None:
            return self.valid_to == 9999
        return self.valid_from <= year <= self.valid_to


@dataclass(frozen=True, slots=True)
class Mention:
    """A division named in a text: half-open place and the name as written."""

    start: int
    end: int
    name: str


class RegionIndex:
    """Names → divisions; built once from the codebook (see ``index``)."""

    def __init__(self, rows: Iterable[Region]) -> None:
        self.names: dict[str, list[Region]] = {}
        self.shorts: dict[str, list[Region]] = {}
        self.letters: dict[str, Region] = {}
        self.codes: dict[str, list[Region]] = {}
        for region in rows:
            self.codes.setdefault(region.code, []).append(region)
            for name in _full_names(region):
                self.names.setdefault(name, []).append(region)
            for short in region.shorts:
                self.shorts.setdefault(short, []).append(region)
            for letter in region.letters:
                self.letters[letter] = region
        self.longest = max(map(len, self.names))
        # The last characters of every name: most 市 and 区 of a text are told from names by these alone.
        self.endings = frozenset(name[-3:] for name in self.names)

    def parent(self, region: Region, year: int | None = None) -> Region | None:
        """The division above, as it was called in ``year`` or, failing that, in the child's own time."""
        rows = self.codes.get(region.parent, [])
        if not rows:
            return None
        if region.valid_to != 9999:
            year = min(year or region.valid_to, region.valid_to)
        return next((row for row in reversed(rows) if row.valid(year)), rows[-1])

    def ancestors(self, region: Region) -> list[Region]:
        """The divisions above, nearest first, without the nation."""
        above = []
        parent = self.parent(region)
        while parent is not None and parent.code != NATION:
            above.append(parent)
            parent = self.parent(parent)
        return above

    def within(self, region: Region, outer: Region) -> bool:
        """Whether ``region`` lies inside ``outer`` (same code counts as outside)."""
        code = region.parent
        while code:
            if code == outer.code:
                return True
            rows = self.codes.get(code)
            code = rows[-1].parent if rows else ""
        return False


def _full_names(region: Region) -> Iterator[str]:
    """The full name and the forms that keep its class: 阿坝州, 石柱县, 长阳自治县, 达茂旗."""
    yield region.name
    for short in region.shorts:
        if short[-1] in "县旗州" and short[-1] == region.name[-1]:
            yield short
        elif (at := region.name.find("自治")) > 0 and region.level != "province":
            yield short + region.name[at:]
            yield short + region.name[-1]


@cache
def index() -> RegionIndex:
    """All divisions of the codebook (built at the first call)."""
    return RegionIndex(
        Region(
            row["code"],
            row["name"],
            row["level"],
            row["parent"],
            int(row["valid_from"] or 0),
            int(row["valid_to"] or 9999),
            tuple(filter(None, row["short"].split("|"))),
            tuple(filter(None, row["letter"].split("|"))),
        )
        for row in read_table("regions")
    )


@cache
def _words(use: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("region_words") if row["use"] == use)


def full_names(text: str) -> list[Mention]:
    """Divisions named in full, in order and without overlap; one pass, a bounded number of look-ups a character.

    Names that are ordinary words (城区) count only right behind another name, names of two characters (和县) also at
    the beginning of a clause. Left out where the class character belongs to the next word (义乌市场).

    >>> [m.name for m in full_names("重庆市武隆区与共和县,不是全县、社区、市和县")]
    ['重庆市', '武隆区', '共和县']
    """
    table, chained = index(), _words("chained")
    names, longest, endings = table.names, table.longest, table.endings
    found: list[Mention] = []
    for match in _CLASS.finditer(text):
        end = match.end()
        if text[end - 3 : end] not in endings and text[end - 2 : end] not in endings:
            continue
        if text[end : end + 1] and text[end] in _NOT_BEHIND.get(match[0], ""):
            continue
        last = found[-1].end if found else 0
        for start in range(max(last, end - longest), end - 1):
            name = text[start:end]
            if name not in names:
                continue
            behind = bool(found) and start == last
            if name in chained and not behind:
                continue
            if len(name) == 2 and not behind and start and _CHINESE.match(text[start - 1]):
                continue
            found.append(Mention(start, end, name))
            break
    return found


class Evidence:
    """What a document says for one division or another; each count is made once, when it is asked for."""

    def __init__(self, text: str, year: int | None = None, marks: str = "") -> None:
        """``text``: the first part of the view; ``marks``: index number and footer, which hold codes and licences."""
        self.text = text
        self.year = year
        self.marks = marks
        self.index = index()
        self._shorts: dict[str, int] = {}

    @cached_property
    def names(self) -> Counter[str]:
        """How often each full name stands in the text."""
        return Counter(mention.name for mention in full_names(self.text))

    @cached_property
    def selves(self) -> Counter[str]:
        """How often the text says 全市, 我县, 本区 and the like, by class."""
        return Counter(_SELF.findall(self.text))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Division codes in the publisher's credit code (which begins an index number) and in the site's licences."""
        return frozenset(_CREDIT_CODE.findall(self.marks) + _SITE_CODE.findall(self.marks))

    @cached_property
    def letters(self) -> frozenset[str]:
        """Codes of the provinces whose letter stands in the site's licences (渝ICP备)."""
        found = (self.index.letters.get(match[1] or match[2]) for match in _LICENCE.finditer(self.marks))
        return frozenset(region.code for region in found if region is not None)

    def short(self, name: str) -> int:
        """How often a short name stands in the text."""
        if name not in self._shorts:
            self._shorts[name] = self.text.count(name)
        return self._shorts[name]

    def support(self, region: Region) -> float:
        """How much the document speaks of ``region`` itself, apart from divisions of the same name."""
        points = 3.0 * (region.code in self.codes)
        for above in self.index.ancestors(region):
            prefix = above.code[:2] if above.level == "province" else above.code[:4]
            points += any(code.startswith(prefix) for code in self.codes) + (above.code in self.letters)
            points += 3 * self.names[above.name] + sum(self.short(short) for short in above.shorts)
        return points

    def resolve(self, candidates: list[Region]) -> Region | None:
        """The one of several divisions with the same name that the document means; None where that stays open."""
        valid = [region for region in candidates if region.valid(self.year)] or candidates
        codes = {region.code for region in valid}
        if len(codes) == 1:
            return max(valid, key=lambda region: region.valid_from)
        points = {region: self.support(region) for region in valid}
        best = max(points.values())
        top = [region for region, value in points.items() if value == best]
        if len({region.code for region in top}) == 1 and best > 0:
            return max(top, key=lambda region: region.valid_from)
        # one region after another under the same name: the later
        if best > 0 and len({region.parent for region in top}) == 1:
            return max(top, key=lambda region: (region.valid_to, region.valid_from))
        return None

    def resolve_short(self, short: str) -> Region | None:
        """The division meant by a short name: the one whose full name the text has, else the highest and latest."""
        candidates = self.index.shorts.get(short, [])
        named = [region for region in candidates if self.names[region.name]]
        if named:
            most = max(self.names[region.name] for region in named)
            return self.resolve([region for region in named if self.names[region.name] == most])
        candidates = [region for region in candidates if region.valid(self.year)]
        if not candidates or short in _words("full"):
            return None
        own = [region for region in candidates if self.selves[region.name[-1]]] or candidates
        rank = min(_RANK[region.level] for region in own)
        return self.resolve([region for region in own if _RANK[region.level] == rank])


_ZONE = re.compile(
    r"(?P<own>[\u3400-\u9fff]{2,5}?)?"
    r"(?:经济技术开发区|经济开发区|高新技术产业开发区|高新技术产业园区|高新区|经开区|工业园区)"
)
# What may stand before the region in a title: year, period, quotation marks, 关于印发 and the like.
_LEAD = re.compile(
    r"(?:中共|关于|印发|下发|发布|公布|转发|批转|调整|提高|加强|推进|加快|进一步|做好|[《〈“”\"「」『』‘’()（）\[\]\s]"
    r"|(?:19|20)\d\d(?:[-–—－~至](?:19|20)\d\d)?年?度?|二[〇零○][〇零○一二三四]?[〇零○一二三四五六七八九]?年|十[一二三四五六]五)*"
)


def chain(title: str, evidence: Evidence) -> Region | None:
    """The division a title names: the innermost of the first run of names that lie in each other.

    Full names count anywhere; short ones (江津民政…) only where a title names its region: at its beginning, behind
    印发, 关于, a year or the name of the region above. A development zone (某市高新区) is no division: it is given with
    its name, without code and level, under the division it lies in. 新疆生产建设兵团 is no division either.
    """
    table = evidence.index
    start = end = _name_start(title)
    mentions = {mention.start: mention for mention in full_names(title)}
    for length in range(4, 1, -1):
        if title[start : start + length] in _words("chained"):
            mentions.setdefault(start, Mention(start, start + length, title[start : start + length]))
    current: Region | None = None
    if start not in mentions:
        current, end = _short_at(title, start, evidence, None)
        if current is None and mentions:
            start = end = min(mentions)
    while end in mentions:
        mention = mentions[end]
        inner = [r for r in table.names[mention.name] if current is None or table.within(r, current)]
        region = evidence.resolve(inner) if inner else None
        if region is None:
            return current
        current, start, end = region, mention.start, mention.end
    if current is None:
        return None
    deeper, after = _short_at(title, end, evidence, current)
    if deeper is not None:
        current, start, end = deeper, end, after
    zone = _ZONE.match(title, end)
    if zone is not None:
        name = zone[0] if zone["own"] else title[start : zone.end()]
        return Region("", name, "", current.code, 0, 9999, (), ())
    return current


def _name_start(title: str) -> int:
    """Where the region's name may begin: behind year, period, quotation marks, 关于印发 and the like."""
    match = _LEAD.match(title)
    return match.end() if match else 0


def _short_at(title: str, at: int, evidence: Evidence, outer: Region | None) -> tuple[Region | None, int]:
    shorts = evidence.index.shorts
    for length in range(min(9, len(title) - at), 1, -1):
        short = title[at : at + length]
        if short not in shorts or title.startswith(("生产建设兵团", "建设兵团"), at + length):
            continue
        if outer is None:
            region = evidence.resolve_short(short)
        else:
            inner = [r for r in shorts[short] if evidence.index.within(r, outer) and r.valid(evidence.year)]
            region = evidence.resolve(inner) if inner and short not in _words("full") else None
        if region is not None and not _of_another(title, at + length, region):
            return region, at + length
    return None, at


_OFFICE = "(?=民政|人民政府|政府)"
_LONGER_NAME = re.compile(rf"(?![全各我本市])[\u3400-\u9fff]{{1,2}}[县市区旗]{_OFFICE}")
_UNKNOWN = re.compile(rf"(?![全各我本])(?P<name>(?:(?![全各我本])[\u3400-\u9fff]){{2,5}}?[县市区旗]){_OFFICE}")


def _of_another(title: str, at: int, region: Region) -> bool:
    """Whether a short name is the beginning of another division's: 青河 of 青河区 where the register has 青河县."""
    if _LONGER_NAME.match(title, at):
        return True
    kind, behind = title[at : at + 1], title[at + 1 : at + 2]
    if not kind or kind not in "县市区旗" or region.name.endswith(kind):
        return False
    return not behind or behind not in _NOT_BEHIND.get(kind, "")


def unknown_name(title: str) -> str:
    """The name of a division that the register does not have, where a title begins with it; empty for none.

    >>> unknown_name("2018年明溪区民政局工作总结"), unknown_name("全市民政局长会议"), unknown_name("在全市民政会议上")
    ('明溪区', '', '')
    """
    m = _UNKNOWN.match(title, _name_start(title))
    return m["name"] if m else ""


def speaks_as(name: str, evidence: Evidence) -> bool:
    """Whether the region that begins a name is of the class with which the text speaks of itself (我市, 全县)."""
    region = chain(name, evidence)
    return region is not None and evidence.selves[region.name[-1]] > 0


def most_spoken_of(evidence: Evidence, hints: Iterable[tuple[str, float]] = ()) -> Region | None:
    """The division that the text as a whole is about.

    Full names, short names and the names of the divisions below are counted, weighted by whether the class of the name
    is the one with which the document speaks of itself (全市, 我县, 本区), and scaled so that the best has ten points;
    ``hints`` (a text that begins with a region's name, points) come on top. None below three mentions without a hint.
    """
    table = evidence.index
    regions: dict[str, Region] = {}
    for name in evidence.names:
        region = evidence.resolve(table.names[name])
        if region is not None:
            regions[region.code] = region
    points: dict[str, float] = {}
    below: Counter[str] = Counter()
    for region in regions.values():
        below[region.parent] += evidence.names[region.name]
    for code, count in below.items():
        if code not in regions and count >= 3 and code != NATION and code in table.codes:
            parent = evidence.resolve(table.codes[code])
            if parent is not None:
                regions[code] = parent
    total = sum(evidence.selves.values())
    for code, region in regions.items():
        full = evidence.names[region.name]
        shorts = sum(max(0, evidence.short(s) - full) for s in region.shorts if s not in _words("full"))
        share = evidence.selves[region.name[-1]] / total if total else 0.5
        points[code] = (full + 0.5 * shorts + 0.4 * below[code]) * (0.3 + share)
    best = max(points.values(), default=0.0)
    if best < 1.5:
        points = {}
    points = {code: 10 * value / best for code, value in points.items()}
    for text, weight in hints:
        region = chain(text, evidence)
        if region is not None:
            regions[region.code] = region
            points[region.code] = points.get(region.code, 0.0) + weight
    if not points:
        return None
    return regions[max(points, key=lambda code: (points[code], code))]
