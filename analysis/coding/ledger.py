"""The ledger: every digit run of a document is a fact, excluded with a reason, or unread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.model import Block, BlockKind, Fact, LedgerRow, Reading

# a picture inside a page is one run, not the hundred thousand that its encoding happens to hold
_RUN = re.compile(r"(?P<embedded>;base64,[A-Za-z0-9+/=]{40,})|\d+(?:[.,．，]\d+)*")
_MARK = re.compile(r"[.,．，]")
_BLOCK_REASONS = {
    BlockKind.FURNITURE: "page furniture",
    BlockKind.METADATA: "document header",
    BlockKind.CONTENTS: "table of contents",
    BlockKind.HEADING: "heading",
}


class Claim(NamedTuple):
    """A stretch of the source that coding has dealt with."""

    start: int
    end: int
    status: str
    reason: str = ""
    fact_id: str = ""


def fact_claims(facts: Iterable[Fact]) -> list[Claim]:
    return [
        Claim(f.number_start, f.number_end or f.number_start, "fact", "", f.fact_id)
        for f in facts
        if f.number_start is not None
    ]


def build_ledger(
    reading: Reading, blocks: tuple[Block, ...], facts: tuple[Fact, ...], claims: list[Claim]
) -> tuple[LedgerRow, ...]:
    """One row per digit run of the source, in order, and one per numeral in words that became a fact.

    A run that two claims share (1.2019年: the number of an item, and a year) is a row for each of them. A file inside
    the page (``;base64,…``) is one run, excluded.

    A claim of a fact goes before any other; a run nobody claimed takes the reason of its block or of the repair that
    removed it, and is unread otherwise.
    """
    source = reading.source
    claims = sorted([*fact_claims(facts), *claims], key=lambda c: (c.start, c.status != "fact", c.end))
    regions = [(*reading.place(b.start, b.end), _BLOCK_REASONS[b.kind]) for b in blocks if b.kind in _BLOCK_REASONS]
    edits = [(e.start, e.end, f"removed by repair: {e.repair}") for e in reading.edits if e.end > e.start]
    rows: list[LedgerRow] = []
    claim_at = region_at = edit_at = 0
    read_runs = set()
    for start, end in _runs(source.text, claims):
        while claim_at < len(claims) and claims[claim_at].end <= start:
            claim_at += 1
        claim = _best(claims, claim_at, start, end)
        region_at = _advance(regions, region_at, start)
        edit_at = _advance(edits, edit_at, start)
        if source.text[start] == ";":
            status, reason, fact_id = "excluded", "embedded file", ""
        elif claim is not None:
            status, reason, fact_id = claim.status, claim.reason, claim.fact_id
            read_runs.add((claim.start, claim.end))
        elif _covers(regions, region_at, start):
            status, reason, fact_id = "excluded", regions[region_at][2], ""
        elif _covers(edits, edit_at, start):
            status, reason, fact_id = "excluded", edits[edit_at][2], ""
        else:
            status, reason, fact_id = "unread", "no reading found", ""
        text = source.text[start:end]
        rows.append(LedgerRow(source.doc_id, start, end, reading.line(start), text, status, reason, fact_id))
    for c in claims:
        if c.status == "fact" and (c.start, c.end) not in read_runs and not _RUN.search(source.text[c.start : c.end]):
            rows.append(
                LedgerRow(
                    source.doc_id,
                    c.start,
                    c.end,
                    reading.line(c.start),
                    source.text[c.start : c.end],
                    "fact",
                    "numeral in words",
                    c.fact_id,
                )
            )
    return tuple(sorted(rows, key=lambda r: (r.char_start, r.char_end, r.fact_id)))


def _runs(text: str, claims: list[Claim]) -> Iterator[tuple[int, int]]:
    """The digit runs of a text, parted at a mark between digits where one claim ends and another begins behind it."""
    starts = {claim.start for claim in claims}
    ends = {claim.end for claim in claims}
    for run in _RUN.finditer(text):
        start = run.start()
        if not run["embedded"]:
            for mark in _MARK.finditer(text, start, run.end()):
                if mark.end() in starts and (mark.start() in ends or mark.end() in ends):
                    yield start, mark.start()
                    start = mark.end()
        yield start, run.end()


def _best(claims: list[Claim], at: int, start: int, end: int) -> Claim | None:
    found = None
    while at < len(claims) and claims[at].start < end:
        c = claims[at]
        if c.end > start and (found is None or (c.status == "fact" and found.status != "fact")):
            found = c
        at += 1
    return found


def _advance(places: list[tuple[int, int, str]], at: int, start: int) -> int:
    while at < len(places) and places[at][1] <= start:
        at += 1
    return at


def _covers(places: list[tuple[int, int, str]], at: int, start: int) -> bool:
    return at < len(places) and places[at][0] <= start < places[at][1]
