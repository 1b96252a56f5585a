"""The page that links everything a report made: notebooks, figures, tables, documents, and how well they were read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from analysis.build import BuildResult, Failure
from analysis.publishing.fitting import figure
from analysis.publishing.issue_words import issue_words
from analysis.publishing.pages import address, file_links, link, page
from analysis.publishing.produced import Product
from analysis.publishing.programme import Edition, left_out
from analysis.publishing.runner import Run
from analysis.publishing.words import LANGUAGES, WORDING, name, say
from analysis.tables.schema import Tables


def index_page(
    built: BuildResult, edition: Edition, others: Sequence[Edition], runs: Sequence[Run], made: Sequence[Product],
    files: Sequence[Path], shown: Collection[str],
) -> str:  # fmt: skip
    """The index of an edition as HTML.

    ``others``: the other editions of the same report; ``runs``: those of this one; ``made``: what its comparisons left
    behind; ``files``: the table files beside it; ``shown``: its documents that have a page.
    """
    tables, language = built.tables, edition.language
    title = say("index.title", language) + (f" · {edition.label}" if edition.label else "")
    counts = say("index.counts", language, documents=len(tables.plans), facts=len(tables.facts))
    omitted = escape(left_out(tables.plans, edition, language))
    parts = [
        f"<h1>{escape(title)}</h1><p>{counts} {_verdict(runs, language)} {omitted}</p>",
        _editions(others, language),
    ]
    parts += [
        _runs(runs, language),
        _gallery(made, language),
        _paper_tables(made, language),
        _citations(made, language),
    ]
    if edition.label:
        return page(title, "\n".join(parts), language)
    profiles: dict[str, list[Run]] = {}
    for run in runs:
        if run.task.doc_id:
            profiles.setdefault(run.task.doc_id, []).append(run)
    parts += [
        _documents(tables, built.failures, shown, profiles, language),
        _quality(tables, shown, language),
        _files(tables, files, language),
    ]
    return page(title, "\n".join(parts), language)


def notice_page(message: str, language: str) -> str:
    """The index of a report that could not be made, so that nobody takes an older one for it."""
    language = language if language in LANGUAGES else "zh"
    title = say("index.title", language)
    told = "".join(f"<p class='bad'>{escape(line)}</p>" for line in message.splitlines())
    return page(title, f"<h1>{title}</h1><p>{say('index.not_made', language)}</p>{told}", language)


def _verdict(runs: Sequence[Run], language: str) -> str:
    bad = sum(not run.ok for run in runs)
    style, key = ("bad", "index.some_failed") if bad else ("good", "index.all_done")
    return f"<span class='{style}'>{say(key, language, count=len(runs), bad=bad)}</span>"


def _editions(others: Sequence[Edition], language: str) -> str:
    if not others:
        return ""
    names = [link(other.index, other.label or say("index.whole", language)) for other in others]
    return f"<nav>{say('index.editions', language)} {' · '.join(names)}</nav>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _heads(language: str, *keys: str) -> list[str]:
    return [say(f"index.{key}", language) for key in keys]


def _runs(runs: Sequence[Run], language: str) -> str:
    """A row for each comparison; a notebook run once for each document is one row, and one more for each failure."""
    rows = [_run(run, language) for run in runs if not run.task.doc_id]
    many: dict[str, list[Run]] = {}
    for run in runs:
        if run.task.doc_id:
            many.setdefault(run.notebook.stem, []).append(run)
    for stem, same in many.items():
        done = sum(run.ok for run in same)
        style = "good" if done == len(same) else "bad"
        told = f"<span class='{style}'>{say('index.of_documents', language, done=done, count=len(same))}</span>"
        seconds = f"{sum(run.seconds for run in same):.1f}\u00a0s"
        rows.append([link("", f"{stem} · {_title(stem, language)}".rstrip(" ·"), "documents"), told, seconds, ""])
        rows += [_run(run, language) for run in same if not run.ok]
    heads = _heads(language, "notebook", "status", "duration", "file")
    return f"<h2>{say('index.notebooks', language)}</h2>{_table(heads, rows)}"


def _run(run: Run, language: str) -> list[str]:
    told = f"<br>{escape(run.message)}" if run.message else ""
    words = " · ".join(filter(None, (run.notebook.stem, run.task.doc_id or _title(run.notebook.stem, language))))
    file = link(f"notebooks/{run.output.name}", ".ipynb") if run.output.is_file() else ""
    return [link(_page_of(run), words), _status(run, language) + told, f"{run.seconds:.1f}\u00a0s", file]


def _title(stem: str, language: str) -> str:
    """What a notebook of ours is about; nothing for others."""
    key = f"{stem}.title"
    return say(key, language) if key in WORDING else ""


def _status(run: Run, language: str) -> str:
    style = "good" if run.ok else "bad"
    return f"<span class='{style}'>{escape(name('status', run.status, language))}</span>"


def _page_of(run: Run) -> str:
    return f"notebooks/{run.task.stem}.html"


def _gallery(made: Sequence[Product], language: str) -> str:
    shown = "".join(
        f"<figure><a href='{address(one.page, one.anchor)}'>"
        f"<img src='{address(one.stem + '.png')}' alt='{escape(one.title)}'></a>"
        f"<figcaption>{escape(one.caption)}<br>{file_links(one)}</figcaption></figure>"
        for one in made
        if one.kind == "figure"
    )
    return f"<h2>{say('index.figures', language)}</h2><div class='gallery'>{shown}</div>"


def _paper_tables(made: Sequence[Product], language: str) -> str:
    rows = [[link(one.page, one.title, one.anchor), file_links(one)] for one in made if one.kind == "table"]
    if not rows:
        return ""
    return f"<h2>{say('index.paper_tables', language)}</h2>{_table(_heads(language, 'table', 'file'), rows)}"


def _citations(made: Sequence[Product], language: str) -> str:
    items = [f"<li>{file_links(one)}</li>" for one in made if one.kind == "citations"]
    return f"<h2>{say('citations', language)}</h2><ul>{''.join(items)}</ul>" if items else ""


def _documents(
    tables: Tables, failures: Sequence[Failure], shown: Collection[str], profiles: Mapping[str, Sequence[Run]],
    language: str,
) -> str:  # fmt: skip
    rows = []
    for row in tables.plans.to_dict("records"):
        title = row["title"] or row["doc_id"]
        numbers = [str(row[key]) for key in ("facts", "edits", "flags", "unread")]
        period, sort = name("period", row["period"], language), name("doc_type", row["doc_type"], language)
        known = [escape(one) for one in (row["region"], period, sort, row["date_published"])]
        linked = link(f"plans/{row['doc_id']}.html", title) if row["doc_id"] in shown else escape(title)
        made = [link(_page_of(run), say("index.profile", language)) if run.ok else _status(run, language)
                for run in profiles.get(row["doc_id"], ())]  # fmt: skip
        rows.append([linked, " ".join(made), *known, *numbers])
    told = "".join(f"<li class='bad'>{escape(failure.reason)}</li>" for failure in failures)
    lost = f"<h3>{say('index.failures', language)}</h3><ul>{told}</ul>" if told else ""
    keys = ("document", "profile", "region", "period", "type", "published", "facts", "edits", "flags", "unread")
    return f"<h2 id='documents'>{say('index.documents', language)}</h2>{_table(_heads(language, *keys), rows)}{lost}"


def _where(issue: Mapping[Any, Any], shown: Collection[str]) -> str:
    """The document of a finding, linked to the line."""
    doc_id, line = str(issue["doc_id"]), int(issue["line"])
    if doc_id not in shown:
        return escape(doc_id)
    return link(f"plans/{doc_id}.html", f"{doc_id}:{line}" if line else doc_id, f"L{line}" if line else "")


def _quality(tables: Tables, shown: Collection[str], language: str) -> str:
    counts = tables.ledger["status"].value_counts()
    total = int(counts.sum())
    lines = []
    if total:
        shares = {
            status: figure(100 * int(counts.get(status, 0)) / total, 1) for status in ("fact", "excluded", "unread")
        }
        lines.append(say("index.ledger", language, total=total, **shares))
    lines.append(
        say(
            "index.marks", language, facts=len(tables.facts), inferred=int(tables.facts["time_inferred"].sum()),
            damaged=int(tables.facts["damaged"].sum()), flagged=int(tables.facts["flags"].ne("").sum()),
            unknown=int(tables.facts["indicator_id"].eq("").sum()),
        )
    )  # fmt: skip
    found = tables.issues.groupby("severity", sort=True).size()
    said = ", ".join(
        f"{escape(name('severity', str(severity), language))} {count}" for severity, count in found.items()
    )
    lines.append(say("index.issues", language, found=said or "0"))
    notable = tables.issues[tables.issues["severity"].ne("note")].head(200).to_dict("records")
    rows = [
        [_where(row, shown), escape(name("severity", row["severity"], language)), issue_words(row, language)]
        for row in notable
    ]
    listed = _table(_heads(language, "document", "severity", "message"), rows) if rows else ""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<h2>{say('index.quality', language)}</h2><ul>{items}</ul>{listed}"


def _files(tables: Tables, files: Sequence[Path], language: str) -> str:
    rows = []
    for table, frame in tables.items():
        there = [link(path.name, path.suffix[1:].upper()) for path in files if path.stem == table]
        rows.append([escape(table), str(len(frame)), " ".join(there)])
    described = "".join(f"<p>{link(path.name, path.name)}</p>" for path in files if path.suffix == ".json")
    heads = _heads(language, "table", "rows", "file")
    return f"<h2>{say('index.tables', language)}</h2>{_table(heads, rows)}{described}"
