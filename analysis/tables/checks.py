"""Checks over built tables: is what they say what the documents hold?

The arithmetic of documents is checked in ``coding``; here the tables themselves are. Every finding names the table,
the row and what was expected; nothing is changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.codebook import read_table
from analysis.model import Finding, ReadingError, Source
from analysis.plural import counted
from analysis.tables.schema import DTYPES, TABLES, Tables, columns, parted
from analysis.tables.views import VIEWS

__all__ = ["check", "check_folder", "read_sources"]

DIGITS = re.compile(r"\d+")  # any script's digits, full width too
SHOWN = 5  # findings of one kind and table that are listed one by one; the rest is counted
# Two rows that agree in all of this say the same thing twice.
STATEMENT = [
    "doc_id",
    "number_start",
    "number_end",
    "kind",
    "indicator_id",
    "indicator",
    "indicator_text",
    "group",
    "value",
    "value_max",
    "unit",
    "year",
    "period_start",
    "period_end",
]


def check(tables: Tables, sources: Mapping[str, Source] | None = None) -> list[Finding]:
    """Everything that is wrong (``error``) or doubtful (``warning``, ``note``) with a set of tables.

    ``sources`` maps ``doc_id`` to the decoded document; without it places are not compared with the documents, and a
    note says so.
    """
    found = [finding for table in TABLES for finding in _schema(tables[table], table)]
    if any(finding.check in ("columns", "types") for finding in found):
        return found  # the other checks read these columns
    for one in (_keys, _counts, _ledger, _duplicates, _ranges, _order):
        found.extend(one(tables))
    if sources is None:
        message = "the documents are not at hand, so quotes were not compared with them; name their folder with --plans"
        found.append(Finding("", "places", "note", 0, "", "", (), message))
    else:
        found.extend(_places(tables, sources))
        found.extend(_coverage(tables, sources))
    return found


def read_sources(plans: Path, paths: Mapping[str, str]) -> tuple[dict[str, Source], list[Finding]]:
    """The documents behind tables (``doc_id`` → path below ``plans``), and those that are not there any more."""
    from analysis.reading import read_source

    sources: dict[str, Source] = {}
    found: list[Finding] = []
    for doc_id, name in paths.items():
        try:
            sources[doc_id] = read_source(plans / name, plans)
        except (ReadingError, OSError) as error:
            found.append(
                Finding(doc_id, "documents", "error", 0, name, "", (), f"{plans / name} cannot be read again: {error}")
            )
    return sources, found


def check_folder(folder: Path, plans: Path | None) -> list[Finding]:
    """``check`` on the tables in ``folder``, against the documents below ``plans`` where that folder exists.

    A folder that holds none of the documents is the wrong one: one error says so. Errors that the build itself recorded
    in ``issues`` (documents it could not read) are given again. Raises ``TablesError`` when there is no complete build.
    """
    from analysis.tables.store import load, read_description

    tables = load(folder)
    paths = {entry["doc_id"]: entry["path"] for entry in read_description(folder).get("sources", [])}
    sources, found = (None, []) if plans is None or not plans.is_dir() else read_sources(plans, paths)
    if (
        sources is not None
        and plans is not None
        and paths
        and not any((plans / name).exists() for name in paths.values())
    ):
        told = f"{plans} holds none of the documents that these tables were built from ({_some(paths.values())})"
        found = [Finding("", "documents", "error", 0, "", "", (), f"{told}; name their folder with --plans")]
    recorded = [
        Finding(
            row["doc_id"],
            row["check"],
            row["severity"],
            int(row["line"]),
            row["expected"],
            row["found"],
            parted(row["facts"]),
            row["message"],
        )
        for row in tables.issues.to_dict("records")
        if row["severity"] == "error"
    ]
    return [*recorded, *found, *check(tables, sources)]


def _some(names: Iterable[str]) -> str:
    some = list(names)
    return ", ".join(some[:SHOWN]) + (" …" if len(some) > SHOWN else "")


def _listed(
    table: str, check: str, rows: pd.DataFrame, expected: str, told: str, severity: str = "error"
) -> Iterator[Finding]:
    """A finding for each of the first rows, and one for all the others; ``told`` is filled in from the row."""
    for row in rows.head(SHOWN).to_dict("records"):
        found = told.format_map(row)
        line = row.get("line")
        yield Finding(
            str(row.get("doc_id", "")),
            check,
            severity,
            0 if line is None or pd.isna(line) else int(line),
            expected,
            found,
            (str(row["fact_id"]),) if row.get("fact_id") else (),
            f"{table}: {found}; expected {expected}",
        )
    if len(rows) > SHOWN:
        more = f"{counted(len(rows) - SHOWN, 'more row')} of this kind"
        yield Finding("", check, severity, 0, expected, more, (), f"{table}: {more}; expected {expected}")


# --- the tables by themselves --------------------------------------------------------------------------------------


def _schema(frame: pd.DataFrame, table: str) -> Iterator[Finding]:
    """Columns, types, required cells and allowed values are those of ``columns.csv``."""
    described = columns(table)
    expected, own = [column.name for column in described], [str(name) for name in frame.columns]
    if own != expected:
        differing = ", ".join(sorted(set(expected) ^ set(own))) or "their order"
        message = f"{table}: the columns are not those of columns.csv ({differing}); run `minzheng build`"
        yield Finding("", "columns", "error", 0, ", ".join(expected), ", ".join(own), (), message)
        return
    name_of = "fact_id" if "fact_id" in own and table != "ledger" else "doc_id"
    for column in described:
        cells = frame[column.name]
        if str(cells.dtype) != DTYPES[column.type]:
            message = f"{table}.{column.name}: type {cells.dtype}, expected {column.type}"
            yield Finding("", "types", "error", 0, column.type, str(cells.dtype), (), message)
            continue
        empty = cells.isna() | (cells.eq("") if column.type == "string" else False)
        if column.required:
            told = f"{column.name} is empty in a row of {{{name_of}}}"
            yield from _listed(table, "required", frame[empty], f"a value in {column.name}", told)
        if column.allowed:
            told = f"{column.name} is {{{column.name}!r}} in a row of {{{name_of}}}"
            strange = frame[~cells.isin(column.allowed) & ~empty]
            yield from _listed(table, "allowed", strange, f"one of {', '.join(column.allowed)}", told)


def _keys(tables: Tables) -> Iterator[Finding]:
    """Ids name one row each, and every reference leads somewhere."""
    facts, plans, ledger = tables.facts, tables.plans, tables.ledger
    twice = "{%s} stands twice"
    yield from _listed("facts", "keys", facts[facts["fact_id"].duplicated()], "each fact_id once", twice % "fact_id")
    yield from _listed("plans", "keys", plans[plans["doc_id"].duplicated()], "each doc_id once", twice % "doc_id")
    for table in ("facts", "measures", "coverage", "ledger", "edits"):
        strangers = tables[table][~tables[table]["doc_id"].isin(plans["doc_id"])]
        yield from _listed(table, "keys", strangers, "a doc_id of plans", "doc_id {doc_id} is not in plans")
    marks = tables.measures
    double = marks[marks["mark_id"].duplicated()]
    yield from _listed("measures", "keys", double, "each mark_id once", twice % "mark_id")
    unlinked = marks[~marks["fact_ids"].map(parted).map(set(facts["fact_id"]).issuperset).astype(bool)]
    yield from _listed(
        "measures", "keys", unlinked, "fact_ids of facts", "mark {mark_id} links a fact that is not there"
    )
    lost = ledger[ledger["fact_id"].ne("") & ~ledger["fact_id"].isin(facts["fact_id"])]
    yield from _listed("ledger", "keys", lost, "a fact_id of facts", "fact_id {fact_id} is not in facts")
    for view, (kind, _) in VIEWS.items():
        own, expected = set(tables[view]["fact_id"]), set(facts.loc[facts["kind"].eq(kind), "fact_id"])
        if own != expected:
            held = f"{view}: {counted(len(own), 'fact')}, but facts has {len(expected)} of kind {kind}"
            message = f"{held}; run `minzheng build`"
            yield Finding("", "views", "error", 0, str(len(expected)), str(len(own)), (), message)


def _counts(tables: Tables) -> Iterator[Finding]:
    """``plans`` counts what the other tables hold."""
    facts, ledger = tables.facts, tables.ledger
    counted = {
        "facts": facts,
        "edits": tables.edits,
        "measures": tables.measures,
        "flags": facts[facts["flags"].ne("") | facts["damaged"]],
        "unread": ledger[ledger["status"].eq("unread")],
    }
    true = {name: rows["doc_id"].value_counts().to_dict() for name, rows in counted.items()}
    for row in tables.plans.to_dict("records"):
        for name, counts in true.items():
            expected = counts.get(row["doc_id"], 0)
            if row[name] != expected:
                message = f"plans: {row['doc_id']} has {name} = {row[name]}, but the tables hold {expected}"
                yield Finding(row["doc_id"], "counts", "error", 0, str(expected), str(row[name]), (), message)


def _ledger(tables: Tables) -> Iterator[Finding]:
    """A ledger row says what became of its digits."""
    ledger = tables.ledger
    where = "{text!r} in {doc_id}, line {line}, "
    silent = ledger[ledger["status"].isin(["excluded", "unread"]) & ledger["reason"].eq("")]
    yield from _listed("ledger", "ledger", silent, "a reason", where + "is {status} without a reason")
    lost = ledger[ledger["status"].eq("fact") & ledger["fact_id"].eq("")]
    yield from _listed("ledger", "ledger", lost, "the fact it became", where + "names no fact")
    unread = ledger[ledger["status"].eq("unread")]
    told = where + "was not read: {reason}"
    yield from _listed("ledger", "unread", unread, "a number that is read or excluded", told, "note")


def _duplicates(tables: Tables) -> Iterator[Finding]:
    """The same digits say the same thing only once."""
    facts = tables.facts[tables.facts["number_start"].notna()]
    told = "{doc_id}, line {line}: {indicator} {value:.12g} {unit} is coded twice from the same digits"
    yield from _listed("facts", "duplicates", facts[facts.duplicated(STATEMENT)], "each statement once", told)


def _ranges(tables: Tables) -> Iterator[Finding]:
    """Ranges run upwards and spans forwards; a value outside its indicator's plausible range carries a flag."""
    facts = tables.facts
    down = facts[facts["value_max"] < facts["value"]]
    yield from _listed("facts", "ranges", down, "value <= value_max", "{fact_id}: {value:.12g} to {value_max:.12g}")
    back = facts[(facts["period_end"] < facts["period_start"]).fillna(False).astype(bool)]
    told = "{fact_id}: {period_start} to {period_end}"
    yield from _listed("facts", "ranges", back, "period_start <= period_end", told)
    silent = facts[facts["flags"].eq("") & ~facts["damaged"]]
    told = "{doc_id}, line {line}: {indicator} {value:.12g} {unit} without a flag"
    for row in read_table("indicators"):
        low, high = row["plausible_min"], row["plausible_max"]
        own = silent[silent["indicator_id"].eq(row["id"]) & silent["unit"].eq(row["unit"])]
        strange = own[(own["value"] < float(low)) | (own[["value", "value_max"]].max(axis=1) > float(high))]
        yield from _listed("facts", "plausible", strange, f"{low} to {high} {row['unit']}", told, "warning")


def _order(tables: Tables) -> Iterator[Finding]:
    """Rows are sorted by document and place."""
    for table in ("facts", "measures", "ledger", "edits"):
        places = list(zip(tables[table]["doc_id"], tables[table]["char_start"], strict=True))
        if places != sorted(places):
            message = f"{table}: the rows are not sorted by document and place; run `minzheng build`"
            yield Finding("", "order", "error", 0, "sorted", "not sorted", (), message)


# --- the tables against the documents ------------------------------------------------------------------------------


def _places(tables: Tables, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Every quote, digit run and repaired piece stands in its document exactly where the row says."""
    for row in tables.plans.to_dict("records"):
        source = sources.get(row["doc_id"])
        if source is not None and source.sha256 != row["sha256"]:
            message = f"plans: {source.name} has changed since the build; run `minzheng build` again"
            yield Finding(row["doc_id"], "documents", "error", 0, row["sha256"], source.sha256, (), message)
    for table, name in (("facts", "quote"), ("measures", "quote"), ("ledger", "text"), ("edits", "found")):
        frame = tables[table]
        wrong = [
            doc_id in sources and sources[doc_id].text[start:end] != text
            for doc_id, start, end, text in zip(
                frame["doc_id"], frame["char_start"], frame["char_end"], frame[name], strict=True
            )
        ]
        told = f"{{doc_id}}, line {{line}}: the document does not hold {{{name}!r:.50}} at {{char_start}}"
        yield from _listed(table, "places", frame[wrong], f"source[char_start:char_end] == {name}", told)
    facts = tables.facts[tables.facts["number_start"].notna()]
    outside = facts[(facts["number_start"] < facts["char_start"]) | (facts["number_end"] > facts["char_end"])]
    told = "{doc_id}, line {line}: the number of {fact_id} lies outside its quote"
    yield from _listed("facts", "places", outside, "the number inside the quote", told)


def _coverage(tables: Tables, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Every digit of every document lies in a row of the ledger."""
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ledger = tables.ledger
    for doc_id, start, end in zip(ledger["doc_id"], ledger["char_start"], ledger["char_end"], strict=True):
        rows[doc_id].append((int(start), int(end)))
    for doc_id in tables.plans["doc_id"]:
        if doc_id not in sources:
            continue
        text = sources[doc_id].text
        covered = bytearray(len(text))
        for start, end in rows[doc_id]:
            covered[start:end] = b"\1" * (min(end, len(text)) - start)
        missing = [run for run in DIGITS.finditer(text) if not all(covered[run.start() : run.end()])]
        for run in missing[:SHOWN]:
            line = text.count("\n", 0, run.start()) + 1
            message = f"ledger: the digits {run.group()!r} of {doc_id}, line {line}, are not accounted for"
            yield Finding(doc_id, "ledger", "error", line, "a ledger row", "none", (), message)
        if len(missing) > SHOWN:
            message = f"ledger: {counted(len(missing) - SHOWN, 'more digit run')} of {doc_id} not accounted for"
            yield Finding(doc_id, "ledger", "error", 0, "ledger rows", "none", (), message)
