"""The text of a document with its facts, repairs, unread numbers and places marked up, character by character.

Nothing is corrected in it: taking the markup away gives the decoded source back. Anchors: ``<fact_id>`` is the number
of a fact (or its sentence, where the number is implied), ``L<line>`` a line, ``e<offset>`` a repair, ``u<offset>`` an
unread number, and ``p<offset>`` any other place that somebody asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.publishing.fitting import quantity
from analysis.publishing.words import name, say
from analysis.tables.schema import parted

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class _Stretch:
    """A piece of the text in which the same things hold."""

    numbers: list[Any] = field(default_factory=list)
    quoted: bool = False
    edit: Any = None
    unread: Any = None


def marked_up(
    text: str, facts: Sequence[Any], edits: Sequence[Any], unread: Sequence[Any], places: Iterable[int], language: str
) -> str:
    """The text as HTML, made in one pass over the places where something begins or ends."""
    events: list[tuple[int, int, str, Any]] = []  # offset, 0 for an end and 1 for a begin, what, row

    def span(start: Any, end: Any, what: str, row: Any) -> None:
        if not pd.isna(start) and 0 <= int(start) < int(end) <= len(text):
            events.extend([(int(start), 1, what, row), (int(end), 0, what, row)])

    between = _anchors(text, places)  # what stands between two characters
    for fact in facts:
        span(fact["char_start"], fact["char_end"], "quote", fact)
        if pd.isna(fact["number_start"]):
            between.setdefault(int(fact["char_start"]), []).append(_anchor("anchor", str(fact["fact_id"])))
        else:
            span(fact["number_start"], fact["number_end"], "number", fact)
    for row in edits:
        span(row["char_start"], row["char_end"], "edit", row)
        if row["char_start"] == row["char_end"]:
            told, start = escape(repair_words(row, language)), int(row["char_start"])
            here = f'<span class="edit here" id="e{start}" title="{told}"></span>'
            between.setdefault(start, []).append(here)
    for row in unread:
        span(row["char_start"], row["char_end"], "unread", row)
    events.sort(key=lambda event: event[:2])
    stops = sorted({0, len(text), *(event[0] for event in events), *between})
    now, quotes, at = _Stretch(), 0, 0
    named: set[str] = set()
    pieces: list[str] = []
    for start, end in pairwise(stops):
        while at < len(events) and events[at][0] == start:
            _, begins, what, row = events[at]
            at += 1
            if what == "quote":
                quotes += 1 if begins else -1
            elif what == "number":
                now.numbers = [*now.numbers, row] if begins else [one for one in now.numbers if one is not row]
            elif what == "edit":
                now.edit = row if begins else None
            else:
                now.unread = row if begins else None
        now.quoted = quotes > 0
        pieces += between.get(start, [])
        pieces.append(_piece(text[start:end], now, named, language))
    return "".join(pieces)


def _anchors(text: str, places: Iterable[int]) -> dict[int, list[str]]:
    """Anchors of lines, and of places asked for, by offset."""
    found = {0: [_line(1)]}
    for number, end in enumerate(_LINE_END.finditer(text), 2):
        if end.end() < len(text):
            found[end.end()] = [_line(number)]
    for place in sorted({int(place) for place in places}):
        if 0 <= place < len(text):
            found.setdefault(place, []).append(_anchor("anchor", f"p{place}"))
    return found


def _line(number: int) -> str:
    """The anchor of a line; its number is shown in the margin, and is no text that could be copied."""
    return f'<span class="line" id="L{number}" data-line="{number}"></span>'


def _anchor(style: str, name: str) -> str:
    return f'<span class="{style}" id="{escape(name)}"></span>'


def _piece(text: str, now: _Stretch, named: set[str], language: str) -> str:
    """One stretch as HTML. The first stretch of a number, repair or unread number carries its anchor."""

    def once(identity: str) -> str:
        if identity in named:
            return ""
        named.add(identity)
        return f' id="{escape(identity)}"'

    html = escape(text)
    if now.edit is not None:
        told, style = escape(repair_words(now.edit, language)), escape(str(now.edit["certainty"]))
        anchor = once(f"e{now.edit['char_start']}")
        html = f'<span class="edit {style}"{anchor} title="{told}">{html}</span>'
    if now.unread is not None:
        told, anchor = escape(name("reason", str(now.unread["reason"]), language)), once(f"u{now.unread['char_start']}")
        html = f'<span class="unread"{anchor} title="{told}">{html}</span>'
    for fact in now.numbers:
        identity = str(fact["fact_id"])
        state = " damaged" if fact["damaged"] else " flagged" * bool(fact["flags"])
        tag = "a" if fact is now.numbers[0] else "span"  # links do not nest
        href = f' href="#row-{escape(identity)}"' if tag == "a" else ""
        told = escape(reading_words(fact, language))
        kind = escape(str(fact["kind"]))
        html = f'<{tag} class="fact {kind}{state}"{once(identity)}{href} title="{told}">{html}</{tag}>'
    return f'<span class="quote">{html}</span>' if now.quoted else html


def repair_words(row: Any, language: str) -> str:
    """A repair in one line: what stood there, what is read, which repair, how certain."""
    note = f" — {row['note']}" if row["note"] else ""
    certainty = name("certainty", str(row["certainty"]), language)
    return f"{row['found']} → {row['read'] or '∅'} [{row['repair']}, {certainty}]{note}"


def fact_subject(fact: Any, language: str) -> str:
    """The indicator of a fact; the document's own words where the codebook has none."""
    return name("indicator", fact["indicator_id"], language) if fact["indicator_id"] else str(fact["indicator_text"])


def value_words(fact: Any) -> str:
    """The value of a fact with its bound and unit, or the wording where it has no number."""
    if pd.isna(fact["value"]):
        return str(fact["value_text"])
    upper = None if pd.isna(fact["value_max"]) else float(fact["value_max"])
    return f"{quantity(float(fact['value']), fact['comparator'], upper, 4)} {fact['unit']}".strip()


def time_words(fact: Any, language: str) -> str:
    """The year or the span of a fact, and whether it is inferred."""
    if not pd.isna(fact["year"]):
        written = f"{fact['year']}"
    elif not pd.isna(fact["period_start"]):
        written = f"{fact['period_start']}–{fact['period_end']}"
    else:
        return ""
    return written + (say("inferred_short", language) if fact["time_inferred"] else "")


def flag_words(fact: Any, language: str) -> str:
    """What a reader should know of a fact before using it, by the names of its flags."""
    return say("semicolon", language).join(name("flag", flag, language) for flag in parted(fact["flags"]))


def reading_words(fact: Any, language: str) -> str:
    """A fact in one line: kind, indicator, group, value, time, flags and note."""
    where = " ".join(
        filter(None, (fact_subject(fact, language), fact["group"] and name("group", fact["group"], language)))
    )
    flags = f" ⚑ {flag_words(fact, language)}" if fact["flags"] else ""
    note = f" — {fact['note']}" if fact["note"] else ""
    time = time_words(fact, language)
    kind = say(f"fact.{fact['kind']}", language)
    return f"{kind}: {where} = {value_words(fact)}{f' ({time})' if time else ''}{flags}{note}"
