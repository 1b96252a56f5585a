"""The page of one document: its text with everything marked, and the tables of facts, findings and repairs beside.

``#<fact_id>`` scrolls to the number of a fact, ``#row-<fact_id>`` to its row; the other anchors are those of
:mod:`analysis.publishing.source_text`. The page runs no script and fetches nothing; the links in it are all that is
needed to get about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.arguments import plainly
from analysis.model import Finding
from analysis.publishing.issue_words import issue_words
from analysis.publishing.pages import link, page, write
from analysis.publishing.source_text import fact_subject, flag_words, marked_up, time_words, value_words
from analysis.publishing.words import check_language, name, say
from analysis.tables.schema import frame_of, parted

KINDS = ("target", "standard", "expenditure", "outcome", "rule")
#: The tables whose rows a page shows, and those of which it only marks the places.
SHOWN, MARKED = ("facts", "edits", "ledger", "issues"), ("measures", "sentences")


@plainly
def source_view(
    path: Path | str, out: Path | str | None = None, language: str = "zh", plans: Path | str | None = None
) -> str:
    """Read and code one document and give its page as HTML; written to ``out`` as well where that is given.

    Hand corrections are applied from ``corrections.csv`` in ``plans``, the folder of the documents (by default the one
    in which this one lies); those that cannot be applied are among the findings of the page. Raises
    :class:`analysis.model.ReadingError` for a document that cannot be read, and ``BuildError`` where the corrections
    are no CSV file.
    """
    from analysis.build import read_corrections
    from analysis.coding import code
    from analysis.coding.corrections import correct
    from analysis.reading import read_file
    from analysis.tables.frames import document_rows, tables_of

    check_language(language)
    path = Path(path)
    table = read_corrections(path.parent if plans is None else Path(plans))
    plan = read_file(path)
    corrected = correct(code(plan), [one for one in table.corrections if one.doc_id == plan.doc_id])
    stale = [
        Finding(plan.doc_id, "correction", "error", 0, "", "", (), problem.message)
        for problem in (*table.problems, *corrected.problems)
    ]
    tables = tables_of([document_rows(corrected.coded)], stale)
    about = tables.plans.to_dict("records")[0]
    html = document_page(plan.reading.source.text, about, dict(tables.items()), language)
    if out is not None:
        write(Path(out), html)
    return html


def document_page(
    text: str, about: Mapping[Any, Any], rows: Mapping[str, pd.DataFrame], language: str = "zh", index: str = ""
) -> str:
    """The page of one document.

    ``text``: the decoded source; ``about``: its row of ``plans``; ``rows``: its rows of the tables, by table; those
    that are absent count as empty. ``index``: where the page of the whole report is, if there is one.
    """
    title = str(about.get("title") or about["doc_id"])
    frames = {table: rows[table] if table in rows else frame_of(table, []) for table in SHOWN}
    facts, edits, issues = (frames[table].to_dict("records") for table in ("facts", "edits", "issues"))
    unread = frames["ledger"][frames["ledger"]["status"].eq("unread")].to_dict("records")
    places = [place for table in MARKED if table in rows for place in rows[table]["char_start"].dropna()]
    head = f"<nav>{link(index, say('to_index', language))}</nav>" if index else ""
    document = marked_up(text, facts, edits, unread, places, language)
    return page(
        title,
        f"{head}<h1>{escape(title)}</h1>\n{_about(about, language)}\n{_key(facts, edits, unread, language)}\n"
        f'<div class="split">\n<pre class="document" lang="zh">{document}</pre>\n<aside class="beside">'
        f"{_facts_table(facts, language)}{_issues(issues, facts, language)}"
        f"{_unread(unread, language)}{_edits(edits, language)}</aside>\n</div>",
        language,
    )


def _about(about: Mapping[Any, Any], language: str) -> str:
    shown = ("region", "region_code", "period", "publisher", "doc_number", "date_written", "date_published")
    worded = {**about, "period": name("period", str(about.get("period", "")), language)}
    parts = [f"{escape(say(f'about.{key}', language))}{escape(str(worded[key]))}" for key in shown if worded.get(key)]
    parts.append(f"SHA-256 {escape(str(about.get('sha256', ''))[:16])}…")
    return f'<p class="soft">{" · ".join(parts)}</p>'


def _key(facts: Sequence[Any], edits: Sequence[Any], unread: Sequence[Any], language: str) -> str:
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in facts)]
    items = [f'<span><span class="fact {kind}">123</span> {say(f"fact.{kind}", language)}</span>' for kind in kinds]
    flagged, damaged = any(row["flags"] for row in facts), any(row["damaged"] for row in facts)
    for there, style in ((flagged, "flagged"), (damaged, "damaged"), (edits, "edit"), (unread, "unread")):
        if there:
            items.append(f'<span><span class="{style}">123</span> {say(f"sign.{style}", language)}</span>')
    return f'<p class="key">{" ".join(items)}</p>'


def _facts_table(facts: Sequence[Any], language: str) -> str:
    heads = "".join(
        f"<th scope='col'>{say(f'head.{key}', language)}</th>" for key in ("place", "indicator", "value", "time")
    )
    body = []
    for fact in facts:
        kind, indicator = escape(fact["kind"]), escape(fact_subject(fact, language))
        group = f" <span class='soft'>{escape(name('group', fact['group'], language))}</span>" if fact["group"] else ""
        flags = f"<br><span class='bad'>⚑ {escape(flag_words(fact, language))}</span>" if fact["flags"] else ""
        damaged = f"<br><span class='bad'>{say('sign.damaged', language)}</span>" if fact["damaged"] else ""
        body.append(
            f'<tr id="row-{escape(fact["fact_id"])}"><td>{link("", str(fact["line"]), fact["fact_id"])}</td>'
            f'<td><span class="fact {kind}">{indicator}</span>{group}</td>'
            f"<td>{escape(value_words(fact))}{flags}{damaged}</td><td>{escape(time_words(fact, language))}</td></tr>"
        )
    return (
        f"<h2>{say('facts', language, count=len(facts))}</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _issues(issues: Sequence[Any], facts: Sequence[Any], language: str) -> str:
    if not issues:
        return ""
    there = {str(fact["fact_id"]) for fact in facts}
    items = ""
    for row in issues:
        severity = escape(name("severity", str(row["severity"]), language))
        used = [fact for fact in parted(row["facts"]) if fact in there]
        links = [link("", f"[{place}]", fact) for place, fact in enumerate(used, 1)]
        items += f"<li>{severity} · {issue_words(row, language)} {' '.join(links)}</li>"
    return f"<h2>{say('issues', language, count=len(issues))}</h2><ul>{items}</ul>"


def _unread(unread: Sequence[Any], language: str) -> str:
    if not unread:
        return ""
    rows = "".join(
        f"<tr><td>{link('', str(row['line']), 'u' + str(row['char_start']))}</td><td>{escape(str(row['text']))}</td>"
        f"<td>{escape(name('reason', str(row['reason']), language))}</td></tr>"
        for row in unread
    )
    return f"<h2>{say('unread', language, count=len(unread))}</h2><table><tbody>{rows}</tbody></table>"


def _edits(edits: Sequence[Any], language: str) -> str:
    if not edits:
        return ""
    rows = "".join(_edit_row(row, same, language) for row, same in _grouped(edits))
    return (
        f"<details><summary>{say('repairs', language, count=len(edits))}</summary><table><tbody>{rows}</tbody></table>"
        "</details>"
    )


def _grouped(edits: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """Equal repairs once, with all of their rows."""
    found: dict[tuple[str, ...], tuple[Any, list[Any]]] = {}
    for row in edits:
        key = (row["found"], row["read"], row["repair"], row["certainty"], row["note"])
        found.setdefault(key, (row, []))[1].append(row)
    return list(found.values())


def _edit_row(row: Any, same: Sequence[Any], language: str) -> str:
    where = ", ".join(link("", str(one["line"]), f"e{one['char_start']}") for one in same[:6])
    where += f" … ({len(same)})" if len(same) > 6 else ""
    certainty = name("certainty", str(row["certainty"]), language)
    cells = (row["found"], row["read"] or "∅", row["repair"], certainty, row["note"])
    return f"<tr><td>{where}</td>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"
