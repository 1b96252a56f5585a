"""The view: the same text, character by character, in simplified script and half-width digits, letters and signs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.codebook import read_table
from analysis.reading.characters import alphabet, codes, flag_table, mapping_table, text_of

if TYPE_CHECKING:
    from analysis.reading.characters import Codes, Flags

_WIDTH = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
_WIDTH |= dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u202f\u200b\u200c\u200d\u2060\ufeff\0", " ")
_WIDTH |= dict.fromkeys("‐‑‒–−﹣", "-") | dict(zip("∶﹕﹔﹐﹙﹚﹪∕⁄", "::;,()%//", strict=True))
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE, _TRADITIONAL_ONLY = 1, 2  # kinds of characters; every traditional one is a Chinese one
_TRADITIONAL = 0.10  # share of traditional-only characters; traditional prose has 0.3 and more, simplified none
_SINGLE = 0.01  # below this share, single traditional characters stand in simplified text


class View(NamedTuple):
    text: str
    script: str  # "simplified", "traditional" or "mixed"


class _Script(NamedTuple):
    converter: Any  # opencc.OpenCC
    single: dict[str, str]  # traditional-only character → simplified
    traditional: re.Pattern[str]  # one traditional-only character
    width: Codes  # what each code point is in half width
    simplified: Codes  # what each traditional-only character is in simplified script
    kind: Flags  # _CHINESE or _TRADITIONAL_ONLY


@cache
def _script() -> _Script:
    """OpenCC and what follows from it, made once, on first use."""
    import opencc

    converter = opencc.OpenCC("t2s")
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = converter.convert("\n".join(characters)).split("\n")
    single = {}
    for old, new in zip(characters, simplified, strict=True):
        if old != new and len(new) == 1 and not _in_gb2312(old):
            single[old] = new
    traditional = "".join(single)
    return _Script(
        converter,
        single,
        re.compile(f"[{traditional}]"),
        mapping_table(_WIDTH),
        mapping_table(single),
        flag_table([(0x3400, 0xA000)], [traditional]),
    )


def _in_gb2312(character: str) -> bool:
    """Whether a character is simplified usage too, as 著, 乾 and 於 are: then only its context can tell."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _settled() -> tuple[tuple[str, str, re.Pattern[str] | None], ...]:
    rules = []
    for row in read_table("script_words"):
        words = sorted(row["stays_in"].split(), key=lambda word: (-len(word), word))
        pattern = re.compile("|".join(map(re.escape, words))) if words else None
        rules.append((row["character"], row["simplified"], pattern))
    return tuple(rules)


def simplified(text: str) -> str:
    """The text with each character in half width and simplified script by itself, to look words up: no context decides.

    >>> simplified("基本養老１２項，顯著")
    '基本养老12项,显著'
    """
    script = _script()
    return text_of(script.simplified[script.width[codes(text)]])


def _settle(text: str) -> str:
    """Characters that only their word decides, in text that was traditional: 無著落 → 无着落, but 著名 and 显著."""
    for character, simplified, stays in _settled():
        if character not in text:
            continue
        if stays is None:
            text = text.replace(character, simplified)
            continue
        pieces: list[str] = []
        at = 0
        for match in stays.finditer(text):
            pieces += (text[at : match.start()].replace(character, simplified), match[0])
            at = match.end()
        pieces.append(text[at:].replace(character, simplified))
        text = "".join(pieces)
    return text


def _single(line: str, script: _Script) -> str:
    """A line with its traditional-only characters replaced one by one."""
    return script.traditional.sub(lambda match: script.single[match[0]], line)


def _share(kinds: Flags) -> float:
    """Share of traditional-only characters among the Chinese ones, from at most twenty-one even samples."""
    step = max(1, len(kinds) // 20)
    size = min(step, 3000)
    samples = [kinds[start : start + size] for start in range(0, len(kinds), step)] if size < step else [kinds]
    length = sum(map(len, samples))
    found = sum(int((sample == _TRADITIONAL_ONLY).sum()) for sample in samples)
    chinese = sum(int((sample != 0).sum()) for sample in samples)
    return found / (length if found < _SINGLE * length / 4 else max(1, chinese))


def _convert(text: str, script: _Script) -> str:
    """Traditional text in simplified characters, of the same length whatever the converter does."""
    converted = script.converter.convert(text)
    if len(converted) == len(text):
        return _settle(converted)
    lines = []
    for line in re.split(r"(?<=\n)", text):
        out = script.converter.convert(line)
        lines.append(out if len(out) == len(line) else _single(line, script))
    return _settle("".join(lines))


def make_view(text: str) -> View:
    """The view of a text, always of its length, and its script.

    Simplified text is not given to the converter (it would read 乾, 著 and 於 as traditional); single traditional
    characters in it are replaced one by one. In mixed text each line goes its own way. The dash —, the marks
    。、“”《》〔〕 and everything that is no full-width variant of an ASCII character stay.

    >>> make_view("無著落的老人１２３人，占２％")
    View(text='无着落的老人123人,占2%', script='traditional')
    >>> make_view("显著提高").text
    '显著提高'
    """
    if text.isascii():
        return View(text.replace("\0", " "), "simplified")
    script = _script()
    traditional = script.traditional.search(alphabet(text))
    points = script.width[codes(text)]
    text = text_of(points)
    if not traditional:
        return View(text, "simplified")
    share = _share(script.kind[points])
    if share >= _TRADITIONAL:
        return View(_convert(text, script), "traditional")
    if share < _SINGLE:
        return View(text_of(script.simplified[points]), "simplified")
    lines = []
    for line in re.split(r"(?<=\n)", text):
        inside = len(script.traditional.findall(line))
        whole = inside and inside >= _TRADITIONAL * len(_HAN.findall(line))
        lines.append(_convert(line, script) if whole else _single(line, script))
    return View("".join(lines), "mixed")
