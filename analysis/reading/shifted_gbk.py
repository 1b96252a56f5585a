"""Chinese text whose GBK bytes a mirror cut one byte late, and readings it inserted inside a character.

Such a mirror looked for the bytes of ；, 。 and ？ (A3BB, A1A3, A3BF) and found them across two characters. The byte
before was shown as ``?``, everything behind was decoded one byte late, until a second byte below 0x80 came out as an
ASCII character and reading was in step again. Encoding the run and putting one byte in front gives every character
but the first back exactly; the first character's own lead byte is open and is chosen by evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache

from analysis.model import Certainty
from analysis.reading.compose import Change
from analysis.reading.evidence import Choice, Gap, Witness
from analysis.reading.inline_readings import SYLLABLE, plain
from analysis.reading.script import simplified

_BRACKET = rf"[(（]{SYLLABLE}[)）]"
_RUN = re.compile(rf"\?([;；。?？])([^\x00-\x7f]{{1,120}}[@-~])({_BRACKET})?")
# Each begins with the sign it looks for and looks behind afterwards: several times as fast.
_INSIDE = re.compile(rf"\?(?<=([\u3400-\u9fff])\?)({SYLLABLE})[)）]([@-~])")
_DOCUMENT_READING = re.compile(rf"[(（](?<=([\u3400-\u9fff]).)({SYLLABLE})[)）]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FULL = {";": "；", "?": "？"}
_CONTEXT = 6  # characters on each side that take part in the evidence
_EVIDENCE_CHARACTERS = 300_000  # of a document that are asked for words; more changes nothing
_FEWEST_RUNS, _CHARACTERS_A_RUN = 20, 1_000  # a text with more runs has no sound words left that could decide
_FEW_SYLLABLES = 8


def _two_bytes(text: str) -> bytes | None:
    """GBK bytes of a text, private-use characters included; None where a character has no two-byte code."""
    data = text.encode("gb18030", "ignore")
    return data if len(data) == 2 * len(text) - sum(character < "\x80" for character in text) else None


def _readable(code: bytes) -> str | None:
    try:
        return code.decode("gbk")
    except UnicodeDecodeError:
        return None


def _restored(punctuation: str, rest: str) -> tuple[tuple[str, ...], str] | None:
    """Candidates for the first character of a run, and the characters behind it, which are exact."""
    data = _two_bytes(_FULL.get(punctuation, punctuation) + rest)
    tail = _readable(data[1:]) if data else None
    if data is None or tail is None:
        return None
    return _with_second_byte(data[0]), tail


@cache
def _with_second_byte(second: int) -> tuple[str, ...]:
    """The characters whose two bytes end with this one."""
    found = (_readable(bytes((lead, second))) for lead in range(0x81, 0xFF))
    return tuple(character for character in found if character and len(character) == 1)


def realign_shifted_runs(text: str) -> list[Change]:
    """Read a run of GBK bytes that is one byte late as what it was: 低?；蛱乩ЧB(yǎng) is 低保或特困供養.

    Asks for the whole trace: ``?`` with ；, 。 or ？ behind it, two-byte characters up to an ASCII character, a
    reading of common characters that the garbled one was not, and a first character far likelier than every other.
    Leaves alone a question mark that asks, a run that decodes to nothing, and any run whose first character the
    document's own words and the dictionary do not decide.

    >>> realign_shifted_runs("是什么?。我们支持A级机构")
    []
    """
    if "?" not in text:
        return []
    matches = [(match, restored) for match in _RUN.finditer(text) if (restored := _restored(match[1], match[2]))]
    if not matches or len(matches) > max(_FEWEST_RUNS, len(text) // _CHARACTERS_A_RUN):
        return []
    witness = Witness(simplified(plain(text[:_EVIDENCE_CHARACTERS])))
    gaps = []
    for match, (candidates, tail) in matches:
        if witness.is_sound(tail, match[2]):
            left = plain(text[max(0, match.start() - 60) : match.start()])
            right = tail + plain(text[match.end() : match.end() + 60])
            gap = Gap(candidates, left[-_CONTEXT:], right[:_CONTEXT], _quoted(left, right))
            gaps.append((match.start(), match.end(), gap, tail))
    changes = []
    for start, end, gap, tail in gaps:
        if choice := witness.choose(gap):
            changes.append(_change(start, end, choice, tail))
    return changes


def _quoted(left: str, right: str) -> bool:
    """Whether a place stands inside a short quotation, where no sentence ends."""
    opened, closed = left.rfind("“"), right.find("”")
    return opened > left.rfind("”") and 0 <= closed < 16 and len(left) - opened < 16


def _change(start: int, end: int, choice: Choice, tail: str) -> Change:
    note = f"first character by evidence, {choice.factor} times likelier than {choice.runner_up}; the rest exact"
    return Change(start, end, choice.best + tail, Certainty.EVIDENCE, note)


def _readings(text: str, syllables: Set[str]) -> dict[str, set[str]]:
    """Which characters a document reads as these syllables, by its own inline readings."""
    found: dict[str, set[str]] = {syllable: set() for syllable in syllables}
    if len(syllables) > _FEW_SYLLABLES:
        for character, syllable in dict.fromkeys(_DOCUMENT_READING.findall(text)):
            found.setdefault(syllable, set()).add(character)
        return found
    for syllable in syllables:
        for bracket in (f"({syllable})", f"（{syllable}）", f"({syllable}）", f"（{syllable})"):
            found[syllable] |= {piece[-1] for piece in text.split(bracket)[:-1] if piece and _HAN.match(piece[-1])}
    return found


def _inserted(before: str, syllable: str, ascii_byte: str, readings: dict[str, set[str]]) -> Iterator[str]:
    """Characters whose lead byte, behind the last byte of ``before``, looked like a character with that reading."""
    ahead = _two_bytes(before)
    if ahead is None or len(ahead) != 2:
        return
    for character in readings.get(syllable, ()):
        code = _two_bytes(character)
        if code and len(code) == 2 and code[0] == ahead[1]:
            original = _readable(code[1:] + ascii_byte.encode("ascii"))
            if original and len(original) == 1:
                yield original


def close_split_characters(text: str) -> list[Change]:
    """Drop a reading that was inserted inside a character, and put the character's two bytes together again.

    The second byte of the character before and the first byte of the damaged one looked like a character that has
    a reading, so the reading went between: ``焦?jié)M`` is 焦滿, for 焦 ends and 滿 begins with the bytes of 節 (jié).
    Exact: the document's own readings must name one such character and no second one. Leaves all else alone.

    >>> [(c.start, c.end, c.read) for c in close_split_characters("節(jié)約,聚焦?jié)M足")]
    [(10, 16, '滿')]
    """
    changes: list[Change] = []
    matches = list(_INSIDE.finditer(text)) if "?" in text else []
    readings = _readings(text, {match[2] for match in matches})
    for match in matches:
        originals = set(_inserted(match[1], match[2], match[3], readings))
        if len(originals) == 1:
            changes.append(Change(match.start(), match.end(), originals.pop(), note="byte-exact"))
    return changes
