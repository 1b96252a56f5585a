"""A document as it is: its facts highlighted and linked to a table, repairs on hover, flags and unread numbers visible.

The page shows the decoded source, character by character; nothing is corrected in it. ``#<fact_id>`` scrolls to the
number of a fact, ``#row-<fact_id>`` to its row in the table beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.publishing.fitting import quantity
from analysis.publishing.pages import link, page, write
from analysis.publishing.words import name, say

KINDS = ("target", "standard", "expenditure", "outcome", "rule")


def source_view(path: Path | str, out: Path | str | None = None, language: str = "zh") -> str:
    """Read and code one document and give its page as HTML; written to ``out`` as well where that is given.

    Raises :class:`analysis.model.ReadingError` for a document that cannot be read.
    """
    from analysis.coding import code
    from analysis.reading import read_file
    from analysis.tables.frames import document_rows, tables_of

    plan = read_file(Path(path))
    tables = tables_of([document_rows(code(plan))])
    about = tables.plans.to_dict("records")[0]
    html = document_page(
        plan.reading.source.text, about, tables.facts, tables.edits, tables.ledger, tables.issues, language
    )
    if out is not None:
        write(Path(out), html)
    return html


def document_page(
    text: str, about: Mapping[Any, Any], facts: pd.DataFrame, edits: pd.DataFrame, ledger: pd.DataFrame,
    issues: pd.DataFrame, language: str = "zh", index: str = "",
) -> str:  # fmt: skip
    """The page of one document.

    ``text``: the decoded source; ``about``: its row of ``plans``; the frames: its rows of the tables. ``index``: where
    the page of the whole report is, if there is one.
    """
    title = str(about.get("title") or about["doc_id"])
    rows = facts.to_dict("records")
    unread = ledger[ledger["status"].eq("unread")].to_dict("records")
    head = f"<nav>{link(index, say('to_index', language))}</nav>" if index else ""
    return page(
        title,
        f"{head}<h1>{escape(title)}</h1>\n{_about(about, language)}\n{_key(rows, edits, unread, language)}\n"
        f'<div class="split">\n<pre class="document" lang="zh">'
        f"{_marked_up(text, rows, edits.to_dict('records'), unread, language)}</pre>\n"
        f'<aside class="beside">{_facts_table(rows, language)}{_issues(issues, language)}{_edits(edits, language)}'
        "</aside>\n</div>",
        language,
    )


def _about(about: Mapping[Any, Any], language: str) -> str:
    shown = ("region", "region_code", "period", "publisher", "doc_number", "date_written", "date_published")
    parts = [f"{escape(say(f'about.{key}', language))}{escape(str(about[key]))}" for key in shown if about.get(key)]
    parts.append(f"SHA-256 {escape(str(about.get('sha256', ''))[:16])}…")
    return f'<p class="soft">{" · ".join(parts)}</p>'


def _key(rows: Sequence[Any], edits: pd.DataFrame, unread: Sequence[Any], language: str) -> str:
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in rows)]
    items = [f'<span><span class="fact {kind}">123</span> {say(f"fact.{kind}", language)}</span>' for kind in kinds]
    flagged, damaged = any(row["flags"] for row in rows), any(row["damaged"] for row in rows)
    for there, style in (
        (flagged, "flagged"),
        (damaged, "damaged"),
        (len(edits) > 0, "edit"),
        (bool(unread), "unread"),
    ):
        if there:
            items.append(f'<span><span class="{style}">123</span> {say(f"sign.{style}", language)}</span>')
    return f'<p class="key">{"".join(items)}</p>'


@dataclass(slots=True)
class _Stretch:
    """A piece of the text in which the same things hold."""

    numbers: list[Any] = field(default_factory=list)
    quoted: bool = False
    edit: Any = None
    unread: Any = None


def _marked_up(text: str, facts: Sequence[Any], edits: Sequence[Any], unread: Sequence[Any], language: str) -> str:
    """The text with markup, in one pass over the places where something begins or ends."""
    events: list[tuple[int, int, str, Any]] = []  # offset, 0 for an end and 1 for a begin, what, row

    def span(start: Any, end: Any, what: str, row: Any) -> None:
        if not pd.isna(start) and 0 <= int(start) < int(end) <= len(text):
            events.extend([(int(start), 1, what, row), (int(end), 0, what, row)])

    between: dict[int, list[str]] = {}  # what stands between two characters
    for fact in facts:
        span(fact["char_start"], fact["char_end"], "quote", fact)
        if pd.isna(fact["number_start"]):
            anchor = f'<span class="anchor" id="{escape(fact["fact_id"])}"></span>'
            between.setdefault(int(fact["char_start"]), []).append(anchor)
        else:
            span(fact["number_start"], fact["number_end"], "number", fact)
    for row in edits:
        span(row["char_start"], row["char_end"], "edit", row)
        if row["char_start"] == row["char_end"]:
            here = f'<span class="edit here" title="{escape(_repair(row, language))}"></span>'
            between.setdefault(int(row["char_start"]), []).append(here)
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


def _piece(text: str, now: _Stretch, named: set[str], language: str) -> str:
    """One stretch as HTML. The first stretch of a number carries its anchor."""
    html = escape(text)
    if now.edit is not None:
        told = escape(_repair(now.edit, language))
        html = f'<span class="edit {escape(str(now.edit["certainty"]))}" title="{told}">{html}</span>'
    if now.unread is not None:
        html = f'<span class="unread" title="{escape(str(now.unread["reason"]))}">{html}</span>'
    for fact in now.numbers:
        identity = fact["fact_id"]
        anchor = "" if identity in named else f' id="{escape(identity)}"'
        named.add(identity)
        styles = f"fact {escape(str(fact['kind']))}" + (
            " damaged" if fact["damaged"] else " flagged" * bool(fact["flags"])
        )
        tag = "a" if fact is now.numbers[0] else "span"  # links do not nest
        href = f' href="#row-{escape(identity)}"' if tag == "a" else ""
        html = f'<{tag} class="{styles}"{anchor}{href} title="{escape(_reading(fact, language))}">{html}</{tag}>'
    return f'<span class="quote">{html}</span>' if now.quoted else html


def _repair(row: Any, language: str) -> str:
    note = f" — {row['note']}" if row["note"] else ""
    return f"{row['found']} → {row['read'] or '∅'} [{row['repair']}, {row['certainty']}]{note}"


def _value(fact: Any) -> str:
    if pd.isna(fact["value"]):
        return str(fact["value_text"])
    upper = None if pd.isna(fact["value_max"]) else float(fact["value_max"])
    return f"{quantity(float(fact['value']), fact['comparator'], upper, 4)} {fact['unit']}".strip()


def _time(fact: Any, language: str) -> str:
    if not pd.isna(fact["year"]):
        written = f"{fact['year']}"
    elif not pd.isna(fact["period_start"]):
        written = f"{fact['period_start']}–{fact['period_end']}"
    else:
        return ""
    return written + (say("inferred_short", language) if fact["time_inferred"] else "")


def _reading(fact: Any, language: str) -> str:
    where = " ".join(part for part in (fact["indicator"] or fact["indicator_text"], fact["group"]) if part)
    flags = f" ⚑ {fact['flags']}" if fact["flags"] else ""
    note = f" — {fact['note']}" if fact["note"] else ""
    time = _time(fact, language)
    return (
        f"{say('fact.' + fact['kind'], language)}: {where} = {_value(fact)}{f' ({time})' if time else ''}{flags}{note}"
    )


def _facts_table(rows: Sequence[Any], language: str) -> str:
    heads = "".join(
        f"<th scope='col'>{say(f'head.{key}', language)}</th>" for key in ("place", "indicator", "value", "time")
    )
    body = []
    for fact in rows:
        kind, indicator = escape(fact["kind"]), escape(fact["indicator"] or fact["indicator_text"])
        group = f" <span class='soft'>{escape(name('group', fact['group'], language))}</span>" if fact["group"] else ""
        flags = f"<br><span class='bad'>⚑ {escape(fact['flags'])}</span>" if fact["flags"] else ""
        damaged = f"<br><span class='bad'>{say('sign.damaged', language)}</span>" if fact["damaged"] else ""
        body.append(
            f'<tr id="row-{escape(fact["fact_id"])}"><td>{link("#" + fact["fact_id"], str(fact["line"]))}</td>'
            f'<td><span class="fact {kind}">{indicator}</span>'
            f"{group}</td><td>{escape(_value(fact))}{flags}{damaged}</td><td>{escape(_time(fact, language))}</td></tr>"
        )
    return (
        f"<h2>{say('facts', language, count=len(rows))}</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _issues(issues: pd.DataFrame, language: str) -> str:
    if issues.empty:
        return ""
    items = ""
    for row in issues.to_dict("records"):
        severity, message = name("severity", str(row["severity"]), language), str(row["message"])
        items += f"<li>{escape(severity)}: {escape(message)}{_used(str(row['facts']))}</li>"
    return f"<h2>{say('issues', language, count=len(issues))}</h2><ul>{items}</ul>"


def _used(facts: str) -> str:
    links = [link(f"#{fact}", f"[{place}]") for place, fact in enumerate(filter(None, facts.split(";")), 1)]
    return f" {' '.join(links)}" if links else ""


def _edits(edits: pd.DataFrame, language: str) -> str:
    if edits.empty:
        return ""
    rows = "".join(_edit_row(row) for row in _grouped(edits.to_dict("records")))
    return (
        f"<details><summary>{say('repairs', language, count=len(edits))}</summary><table><tbody>{rows}</tbody></table>"
        "</details>"
    )


def _grouped(edits: Iterable[Any]) -> list[tuple[Any, list[int]]]:
    """Equal repairs once, with the lines where they were made."""
    found: dict[tuple[str, ...], tuple[Any, list[int]]] = {}
    for row in edits:
        key = (row["found"], row["read"], row["repair"], row["certainty"], row["note"])
        found.setdefault(key, (row, []))[1].append(int(row["line"]))
    return list(found.values())


def _edit_row(group: tuple[Any, list[int]]) -> str:
    row, lines = group
    where = ", ".join(map(str, lines[:6])) + (f" … ({len(lines)})" if len(lines) > 6 else "")
    cells = (where, row["found"], row["read"] or "∅", row["repair"], row["certainty"], row["note"])
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"
