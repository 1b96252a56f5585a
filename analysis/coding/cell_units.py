"""Units of tables: those that a cell, the header of a column or a caption names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.codebook import codebook
from analysis.coding.benefits import period_on_noun
from analysis.coding.lexicon import cue_at_end, cue_pattern, denominator_pattern, denominators, units
from analysis.coding.numerals import MAGNITUDES

BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")


@dataclass(frozen=True, slots=True)
class Measure:
    """Unit of a column or row as its header tells: canonical unit, magnitude and the text it was read from."""

    unit: str = ""
    magnitude: str = ""
    text: str = ""
    dimension: str = ""


NO_MEASURE = Measure()
PERCENT = Measure("%", "", "", "percent")


def measure_of(text: str) -> Measure | None:
    """The unit a unit cell or a bracket names (%, 万元, 张/千名老人); None where it names no unit.

    >>> measure_of("万户").magnitude, measure_of("元/人·月").unit, measure_of("张/千名老人").unit
    ('万', '元/人/月', '张/千名老人')
    """
    word = text.strip().strip("()（）[]").replace(" ", "")
    if not word:
        return None
    known = units()
    for magnitude in sorted(MAGNITUDES, key=len, reverse=True):
        if word.startswith(magnitude):
            found = _plain(word[len(magnitude) :])
            if found is not None:
                return replace(found, magnitude=magnitude, text=word)
    if word in known:
        return Measure(known[word].canonical, "", word, known[word].dimension)
    return _plain(word)


def _plain(word: str) -> Measure | None:
    """A unit without magnitude, with or without a denominator."""
    known = units()
    if word in known:
        return Measure(known[word].canonical, "", word, known[word].dimension) if known[word].factor == "1" else None
    head = re.split(r"[/／每]", word)[0]
    if head in known and known[head].factor == "1":
        return Measure(known[head].canonical + word[len(head) :], "", word, known[head].dimension)
    return None


def measure_of_header(text: str) -> Measure:
    """The unit in a header: its brackets, and a denominator such as 月人均."""
    found = Measure()
    for m in BRACKETS.finditer(text):
        found = measure_of(m[1]) or found
    return _per_person(text, found)


def _per_person(text: str, found: Measure) -> Measure:
    words = text.replace(" ", "")
    m = denominator_pattern().search(words)
    money = found.unit == "元" and not found.magnitude
    if m is None:
        on_noun = period_on_noun(words) if money else ""
        return Measure(on_noun, "", found.text, "money_per_person") if on_noun else found
    if money or (not found.unit and cue_pattern("standard").search(text)):
        return Measure(denominators()[m.group()], "", found.text, "money_per_person")
    return found


_UNIT_LINE = re.compile(r"单位\s*[:：]\s*(?P<units>[^)）\]】\s|]{1,40})")


def caption_measures(caption: str) -> tuple[Measure, ...]:
    """The units a caption names, in order: 单位:万张、张 → two; a bracket such as (万元) → one.

    >>> [m.text for m in caption_measures("表3 床位 单位:万张、张")]
    ['万张', '张']
    """
    m = _UNIT_LINE.search(caption)
    if m is None:
        found = measure_of_header(caption)
        return (found,) if found.unit and found.text else ()
    whole = measure_of(m["units"])
    if whole is not None:
        return (whole,)
    listed = [measure_of(word) for word in re.split(r"[、,，;；/]", m["units"])]
    return tuple(x for x in listed if x is not None) if all(listed) else ()


def fitting(listed: Sequence[Measure], name: str) -> Measure:
    """The unit of a caption that is the only one, or the only one in which ``name`` can be counted.

    >>> listed = caption_measures("单位:万元、人")
    >>> [fitting(listed, name).text for name in ("低保人数", "补贴资金", "项目")]
    ['人', '万元', '']
    """
    if len(listed) == 1:
        return listed[0]
    whole = len(name)
    fits = [m for m in listed if any(found.end == whole for found in codebook().matches(name, m.unit))]
    if not fits and cue_at_end("money_column").search(name):
        fits = [m for m in listed if m.dimension.startswith("money")]
    return fits[0] if len(fits) == 1 else NO_MEASURE
