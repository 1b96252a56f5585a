"""Coded plans made by hand: one sentence of our own, its facts, ledger and an edit."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.model import (
    Certainty,
    Coded,
    Edit,
    Fact,
    Finding,
    Header,
    Kind,
    LedgerRow,
    Plan,
    Reading,
    Source,
)

TEXT = "2020年全县农村低保标准为每人每年5952元。\n到2025年，每千名老人床位达到36.5张。\n"


def fact(text: str = TEXT, number: str = "5952", quote: str = "", **fields: Any) -> Fact:
    """A fact whose places fit ``text``: ``number`` within ``quote`` (its own line unless given)."""
    at = text.index(number)
    quote = quote or next(line for line in text.splitlines() if number in line)
    start = text.rindex(quote, 0, at + len(quote))
    made = Fact(
        fact_id="",
        doc_id="d",
        kind=Kind.STANDARD,
        indicator_id="",
        indicator="低保标准",
        indicator_text="低保标准",
        group="农村",
        value=Decimal(number) if re.fullmatch(r"[\d.]+", number) else None,
        value_max=None,
        value_text=number,
        comparator="=",
        unit="元/人/年",
        unit_text="元",
        year=2020,
        period_start=None,
        period_end=None,
        time_inferred=False,
        attribute="",
        implied=False,
        damaged=False,
        flags=(),
        quote=quote,
        char_start=start,
        char_end=start + len(quote),
        number_start=at,
        number_end=at + len(number),
        line=text.count("\n", 0, at) + 1,
        section="",
        source="prose",
        rule="test",
    )
    made = replace(made, **fields)
    if not made.fact_id:
        key = f"{made.doc_id}|{made.number_start}|{made.char_start}|{made.indicator}|{made.group}|{made.kind}"
        made = replace(made, fact_id=hashlib.sha256(key.encode()).hexdigest()[:12])
    return made


def coded(
    text: str = TEXT,
    facts: tuple[Fact, ...] | None = None,
    doc_id: str = "d",
    header: Header | None = None,
    edits: tuple[Edit, ...] = (),
    findings: tuple[Finding, ...] = (),
    flags: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Coded:
    """A plan that reads its text as it stands, with the given facts (two by default) and a complete ledger."""
    if facts is None:
        facts = (
            fact(text),
            fact(text, "36.5", kind=Kind.TARGET, indicator="每千名老人床位数", indicator_text="每千名老人床位",
                 group="", unit="张", unit_text="张", year=2025),
        )  # fmt: skip
    facts = tuple(replace(one, doc_id=doc_id) for one in facts)
    source = Source(doc_id, f"{doc_id}.txt", hashlib.sha256(text.encode()).hexdigest(), "utf-8", text, notes)
    lines = (0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)))
    reading = Reading(source, text, text, "simplified", edits, (0,), (0,), (len(text),), lines)
    ledger = []
    for run in re.finditer(r"\d+(?:\.\d+)?", text):
        owner = next((one for one in facts if one.number_start == run.start()), None)
        ledger.append(
            LedgerRow(doc_id, run.start(), run.end(), text.count("\n", 0, run.start()) + 1, run.group(),
                      "fact" if owner else "excluded", "" if owner else "date", owner.fact_id if owner else "")
        )  # fmt: skip
    header = header or Header(title="样本", region="样县", region_code="000001", period="十四五")
    plan = Plan(reading, header, (), (), (), flags)
    return Coded(plan, facts, tuple(ledger), findings)


EDIT = Edit(0, 4, "2020", "2020", "sample", Certainty.EXACT)
