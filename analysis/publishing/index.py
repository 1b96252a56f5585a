"""The page that links everything a report made: notebooks, figures, tables, documents, and how well they were read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from analysis.build import Failure
from analysis.publishing.fitting import figure
from analysis.publishing.pages import link, page
from analysis.publishing.runner import Run
from analysis.publishing.words import name, say
from analysis.tables.schema import Tables


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of the gallery; paths are relative to the index."""

    stem: str  # without ending
    title: str
    caption: str
    data: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A run with the place of its page, relative to the index."""

    run: Run
    page: str
    notebook: str


def index_page(
    tables: Tables, failures: Sequence[Failure], runs: Sequence[Listed], pictures: Sequence[Picture],
    files: Sequence[Path], shown: Collection[str], language: str,
) -> str:  # fmt: skip
    """The index as HTML. ``files``: the table files in its own folder; ``shown``: documents that have a page."""
    title = say("index.title", language)
    counts = say("index.counts", language, documents=len(tables.plans), facts=len(tables.facts))
    parts = [
        f"<h1>{title}</h1><p>{counts}</p>",
        _runs(runs, language),
        _gallery(pictures, language),
        _documents(tables, failures, shown, language),
        _quality(tables, language),
        _files(tables, files, language),
    ]
    return page(title, "\n".join(parts), language)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _heads(language: str, *keys: str) -> list[str]:
    return [say(f"index.{key}", language) for key in keys]


def _runs(runs: Sequence[Listed], language: str) -> str:
    rows = []
    for one in runs:
        style = "good" if one.run.ok else "bad"
        status = f"<span class='{style}'>{escape(name('status', one.run.status, language))}</span>"
        told = f"<br>{escape(one.run.message)}" if one.run.message else ""
        rows.append(
            [
                link(one.page, one.run.notebook.stem),
                status + told,
                f"{one.run.seconds:.1f} s",
                link(one.notebook, ".ipynb"),
            ]
        )
    heads = _heads(language, "notebook", "status", "duration", "file")
    return f"<h2>{say('index.notebooks', language)}</h2>{_table(heads, rows)}"


def _gallery(pictures: Sequence[Picture], language: str) -> str:
    shown = "".join(
        f"<figure><a href='{escape(one.stem)}.png'><img src='{escape(one.stem)}.png' alt='{escape(one.title)}'></a>"
        f"<figcaption>{escape(one.caption)}<br>"
        + " ".join(link(f"{one.stem}.{ending}", ending.upper()) for ending in ("png", "pdf", "svg"))
        + f" {link(one.data, 'CSV')}</figcaption></figure>"
        for one in pictures
    )
    return f"<h2>{say('index.figures', language)}</h2><div class='gallery'>{shown}</div>"


def _documents(tables: Tables, failures: Sequence[Failure], shown: Collection[str], language: str) -> str:
    rows = []
    for row in tables.plans.to_dict("records"):
        title = row["title"] or row["doc_id"]
        numbers = [str(row[key]) for key in ("facts", "edits", "flags", "unread")]
        period, sort = name("period", row["period"], language), name("doc_type", row["doc_type"], language)
        known = [escape(one) for one in (row["region"], period, sort, row["date_published"])]
        linked = link(f"plans/{row['doc_id']}.html", title) if row["doc_id"] in shown else escape(title)
        rows.append([linked, *known, *numbers])
    told = "".join(f"<li class='bad'>{escape(failure.reason)}</li>" for failure in failures)
    lost = f"<h3>{say('index.failures', language)}</h3><ul>{told}</ul>" if told else ""
    keys = ("document", "region", "period", "type", "published", "facts", "edits", "flags", "unread")
    return f"<h2>{say('index.documents', language)}</h2>{_table(_heads(language, *keys), rows)}{lost}"


def _quality(tables: Tables, language: str) -> str:
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
        [escape(row["doc_id"]), escape(name("severity", row["severity"], language)), escape(row["message"])]
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
