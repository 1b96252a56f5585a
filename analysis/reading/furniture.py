"""Tells the lines that a portal put around a document: metadata of its header, and page furniture."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from analysis.codebook import read_table
from analysis.model import BlockKind
from analysis.reading.lines import Line

_LONGEST = 160  # a line of furniture is shorter; a longer line is prose, or debris of markup
_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>")
_BRACKET_LABEL = re.compile(r"(?P<bullet>[•●·*]?)\s*\[\s*(?P<label>[^\[\]\s]{2,8})\s*\]\s*(?P<value>.*)")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(\s*\d{1,2}:\d{2}(:\d{2})?)?")
_INDENT = re.compile(r"[\s•●·*]*")
_SENTENCE = re.compile(r"[。；;！!]")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The codebook table ``furniture`` as patterns.

    ``lines``: of each zone one pattern, whose group ``metadata`` tells the kind; ``holding``: those of furniture that
    are tried only on lines that hold a word.
    """

    lines: Mapping[str, re.Pattern[str]]
    holding: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]  # word → zones and patterns
    label: re.Pattern[str]
    anywhere: frozenset[str]
    spam: re.Pattern[str]


_CAPTURE = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\((?!\?)")  # behind escaped signs and classes


def _uncaptured(pattern: str) -> str:
    r"""The pattern with groups that keep nothing: one that begins with such is passed over in half the time.

    >>> print(_uncaptured(r"(上|下)一页[(]\("))
    (?:上|下)一页[(]\(
    """
    return _CAPTURE.sub(lambda match: match[1] or "(?:", pattern)


@cache
def _rules() -> _Rules:
    rows = read_table("furniture")
    lines = {}
    for zone in ("head", "body", "tail"):
        here = [row for row in rows if row["zone"] in ("any", zone) and not row["holds"]]
        furniture = [f"(?:{_uncaptured(row['pattern'])})" for row in here if row["kind"] == "furniture"]
        metadata = "|".join(f"(?:{_uncaptured(row['pattern'])})" for row in here if row["kind"] == "metadata")
        lines[zone] = re.compile("|".join([*furniture, f"(?P<metadata>{metadata})"]))
    holding: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for row in rows:
        for word in row["holds"].split():
            holding.setdefault(word, []).append((row["zone"], re.compile(row["pattern"])))
    labels = [row for row in rows if row["kind"] == "label"]
    words = sorted((row["pattern"] for row in labels), key=len, reverse=True)
    label = re.compile(r"\W{0,3}(?P<label>" + "|".join(r"\s*".join(map(re.escape, word)) for word in words) + r")\s*:")
    anywhere = frozenset(row["pattern"] for row in labels if row["zone"] == "any")
    spam = re.compile("|".join(re.escape(row["pattern"]) for row in rows if row["kind"] == "spam"))
    return _Rules(lines, {word: tuple(found) for word, found in holding.items()}, label, anywhere, spam)


def _is_debris(text: str) -> bool:
    """The line is markup and what stands between it is no text."""
    rest = _MARKUP.sub("", text)
    return len(rest) < len(text) and not re.search(r"[A-Za-z\u4e00-\u9fff]{2}", rest)


def _held(written: Sequence[Line]) -> dict[int, list[tuple[str, re.Pattern[str]]]]:
    """Line index → zone and pattern of the furniture of which the line holds a word."""
    found: dict[int, list[tuple[str, re.Pattern[str]]]] = {}
    short = [line for line in written if len(line.text) <= _LONGEST]
    whole = "\n".join([line.text for line in short])
    starts = [0, *accumulate([len(line.text) + 1 for line in short])]
    for word, patterns in _rules().holding.items():
        at = whole.find(word)
        while at >= 0:
            place = bisect_right(starts, at)
            found.setdefault(short[place - 1].index, []).extend(patterns)
            at = whole.find(word, starts[place])
    return found


def furniture_kind(text: str, zone: str, held: Sequence[tuple[str, re.Pattern[str]]] | None = None) -> BlockKind | None:
    """What a single line is by its wording alone; ``zone`` is ``head``, ``body`` or ``tail``.

    ``held``: zones and patterns of the furniture of which the line holds a word, where these are known already.

    >>> furniture_kind("扫一扫在手机打开当前页", "tail")
    <BlockKind.FURNITURE: 'furniture'>
    >>> furniture_kind("每千名老年人拥有养老床位35张", "body") is None
    True
    """
    if "<" in text and _is_debris(text):
        return BlockKind.FURNITURE
    if len(text) > _LONGEST:
        return None
    rules = _rules()
    match = rules.lines[zone].fullmatch(text)
    if match is not None and match["metadata"] is None:
        return BlockKind.FURNITURE
    if held is None:
        held = [one for word, patterns in rules.holding.items() if word in text for one in patterns]
    if held and any(pattern.fullmatch(text) for where, pattern in held if where in ("any", zone)):
        return BlockKind.FURNITURE
    return BlockKind.METADATA if match is not None else None


def head_and_tail(lines: Sequence[Line]) -> tuple[int, int]:
    """Line indices between which the document's own text stands: first and behind the last line of prose.

    Prose is a line of 40 characters or more with a full stop, or a line that begins like a first heading.
    """
    first = next((line.index for line in lines if _opens_text(line.text)), len(lines))
    last = next((line.index for line in reversed(lines) if _opens_text(line.text)), -1)
    return first, last + 1


def _opens_text(text: str) -> bool:
    if len(text) >= 40 and "。" in text:
        return True
    return text[:1] in _FIRST_SIGNS and _FIRST.match(text) is not None


_FIRST_SIGNS = frozenset("?#第一(1")  # with which a first heading begins
_FIRST = re.compile(r"(?:[?#][?#\s]*)?(?:第\s*[一1]\s*[章节编]|一\s*[、.]|[(]一[)]|1\s*[.、])\s*[\u4e00-\u9fff“]")


def classify(lines: Sequence[Line]) -> Mapping[int, BlockKind]:
    """Line index → METADATA or FURNITURE; lines not named are the document's own.

    Labels with their values count in the head of a document (some also behind its text), and a value stands behind its
    label or on the next line. Left alone: label-like lines inside the text (地点:…), tables, addressees, signatures.
    """
    found: dict[int, BlockKind] = {}
    first, last = head_and_tail(lines)
    rules = _rules()
    in_body = rules.lines["body"].fullmatch
    written = [line for line in lines if line.text]
    held = _held(written)
    marked = any("<" in line.text for line in written)
    awaiting = ""  # bullet of a label that still has no value, or ":" for a label with a colon
    for line in written:
        text = line.text
        if first <= line.index < last:
            awaiting = ""
            possible = len(text) <= _LONGEST and (line.index in held or in_body(text))
            possible = possible or (marked and "<" in text)
            if possible and (kind := furniture_kind(text, "body", held.get(line.index, ()))):
                found[line.index] = kind
            continue
        zone = "head" if line.index < first else "tail"
        kind = furniture_kind(text, zone, held.get(line.index, ()))
        value_expected, awaiting = awaiting, ""
        if kind is None and zone == "head" and len(set(rules.spam.findall(text[:400]))) >= 2:
            kind = BlockKind.FURNITURE
        bracket = _BRACKET_LABEL.fullmatch(text[:_LONGEST]) if len(text) < _LONGEST else None
        named = rules.label.match(text) if len(text) < _LONGEST else None
        if kind is None and bracket is not None and zone == "head":
            kind = BlockKind.METADATA
            if not bracket["value"]:
                awaiting = bracket["bullet"] or "["
        elif (
            kind is None
            and named is not None
            and (zone == "head" or re.sub(r"\s", "", named["label"]) in rules.anywhere)
        ):
            kind = BlockKind.METADATA
            if named.end() == len(text) and zone == "head":
                awaiting = ":"
        elif kind is None and value_expected and _is_value(text, value_expected):
            kind = BlockKind.METADATA
        if kind is not None:
            found[line.index] = kind
    return found


def _is_value(text: str, expected: str) -> bool:
    """The line answers the label before it: it has the label's bullet, or is a number, a date or a short name."""
    if expected in "•●·*":
        return text.startswith(expected)
    return (
        len(text) <= 40
        and not _SENTENCE.search(text)
        and not re.search(r"(的通知|规划|纲要|要点|报告|公报|条例|目\s*录)$", text)
    )
