"""Drafts → facts: the codebook's indicator, a content-made id, and places that lead back to the source."""

from __future__ import annotations

import hashlib
import re

from analysis.codebook import codebook
from analysis.coding.drafts import Draft
from analysis.coding.phrases import strip_leading
from analysis.model import Fact, Kind, Reading


def to_fact(draft: Draft, reading: Reading) -> Fact:
    """The fact of a draft. The quote is the source between the draft's places, so ``source[start:end] == quote``."""
    source = reading.source
    start, end = reading.place(draft.start, draft.end)
    number = reading.place(draft.number_start, draft.number_end) if draft.number_start is not None and draft.number_end is not None else None
    if number is not None:
        start, end = min(start, number[0]), max(end, number[1])
    text = _tidy(draft.phrase)
    alias = codebook().match(text, draft.unit)
    if alias is None and draft.topic:
        alias = codebook().match(_tidy(draft.topic) + text, draft.unit)
    indicator = codebook().indicators[alias.indicator_id] if alias else None
    group = draft.group or (alias.group if alias else "")
    line = reading.line(number[0] if number else start)
    key = f"{source.sha256}|{start}|{end}|{number}|{text}|{group}|{draft.value}|{draft.date.year}"
    return Fact(
        fact_id=hashlib.sha256(key.encode()).hexdigest()[:12],
        doc_id=source.doc_id,
        kind=Kind(draft.kind),
        indicator_id=indicator.id if indicator else "",
        indicator=indicator.name_zh if indicator else "",
        indicator_text=text,
        group=group,
        value=draft.value,
        value_max=draft.value_max,
        value_text=draft.value_text,
        comparator=draft.comparator,
        unit=draft.unit,
        unit_text=draft.unit_text,
        year=draft.date.year,
        period_start=draft.date.period_start,
        period_end=draft.date.period_end,
        time_inferred=draft.date.inferred and (draft.date.year is not None or draft.date.period_start is not None),
        attribute=draft.attribute,
        implied=draft.implied,
        damaged=draft.damaged,
        flags=tuple(dict.fromkeys(draft.flags)),
        quote=source.text[start:end],
        char_start=start,
        char_end=end,
        number_start=number[0] if number else None,
        number_end=number[1] if number else None,
        line=line,
        section=draft.section,
        source=draft.source,
        rule=draft.rule,
        note=draft.note,
    )


def _tidy(phrase: str) -> str:
    return re.sub(r"\s+", "", strip_leading(phrase)).strip("、,;:。的")
