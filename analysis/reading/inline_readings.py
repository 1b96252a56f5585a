"""Pinyin that a mirror inserted behind characters: 發(fā)展."""

from __future__ import annotations

import re
from functools import cache

from analysis.reading.characters import alphabet
from analysis.reading.compose import Change, dropped

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
_TONES = re.compile(f"[{_TONED}]")
SYLLABLE = rf"[a-zü]{{0,5}}[{_TONED}][a-zü]{{0,4}}"


@cache
def _reading(brackets: str) -> re.Pattern[str]:
    """A reading that one of the brackets opens; a pattern with a single one to look for is much faster."""
    return re.compile(rf"[{brackets}](?<=[\u3400-\u9fff\uf900-\ufaff].){SYLLABLE}[)）]")


def _reading_in(text: str) -> re.Pattern[str]:
    return _reading("".join([bracket for bracket in "(（" if bracket in text]) or "(")


def drop_inline_readings(text: str) -> list[Change]:
    """Drop a bracket that holds exactly one syllable with a tone mark and stands behind a Chinese character.

    Leaves alone every bracket that means something: a unit 床位(张), a gloss PPP(项目), a number (一), a Latin word
    without tone mark (app), two syllables (as a dictionary would give for a name), and a reading behind anything but a
    character.

    >>> [(c.start, c.end) for c in drop_inline_readings("發(fā)展(张)標(biāo)準(a)")]
    [(1, 5), (10, 16)]
    """
    if not _TONES.search(alphabet(text)):
        return []
    return dropped(_reading_in(text).finditer(text))


def plain(text: str) -> str:
    """The text without inline readings."""
    return _reading_in(text).sub("", text)
