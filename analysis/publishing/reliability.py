"""How far the tables agree with what people coded, for those of their documents that somebody has coded."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.model import ReadingError
from analysis.reading import read_source
from analysis.tables.agreement import Agreement, Share, combined
from analysis.tables.evaluation import agreement
from analysis.tables.gold import read_gold
from analysis.tables.schema import Tables, records
from analysis.tables.scoring import find_document, gold_files, near
from analysis.tables.store import text_of

COLUMNS = ["doc_id", "kind", "agreement", "coded", "found", "precision", "recall", "f1"]


def measured_agreement(tables: Tables, plans: pd.DataFrame, gold: Path) -> tuple[pd.DataFrame, Agreement | None]:
    """Precision, recall and F1 of the facts of ``plans`` against human-coded records, and the whole agreement.

    One row per document, then per kind over all of them (``doc_id`` empty), then over everything (``kind`` empty too),
    each for the levels ``quantity`` (value, bound and unit agree) and ``fact`` (also kind, date and indicator). Records
    count only where their document is, byte for byte, one of ``plans``: those of another edition of a document measure
    nothing here. An empty frame and None where there is no such document, or no folder ``gold``.
    """
    known = dict(zip(plans["sha256"], plans["doc_id"], strict=True))
    done: list[Agreement] = []
    files = gold_files(gold) if gold.is_dir() and any(gold.glob("*.jsonl")) else ()
    folders = near(gold, Path("data/raw")) if files else []
    for path in files:
        place = find_document(path.stem, folders)
        if place is None:
            continue
        try:
            source = read_source(*place)
        except ReadingError:
            continue
        if source.sha256 not in known:
            continue
        scope = path.with_name(f"{path.stem}.scope.json")
        gold_records = read_gold(path.stem, source.text, text_of(path), text_of(scope) if scope.is_file() else "")
        facts = tables.facts[tables.facts["doc_id"].eq(known[source.sha256])]
        done.append(agreement(gold_records, records(facts), source.text))
    if not done:
        return _frame([]), None
    total = combined(done)
    rows = [_row(one.doc_id, "", level, getattr(one, level)) for one in done for level in ("quantity", "fact")]
    rows += [_row("", kind, level, share) for kind, both in total.by_kind.items() for level, share in both.items()]
    rows += [_row("", "", level, getattr(total, level)) for level in ("quantity", "fact")]
    return _frame(rows), total


def _row(doc_id: str, kind: str, level: str, share: Share) -> list[object]:
    return [doc_id, kind, level, share.gold, share.found, share.precision, share.recall, share.f1]


def _frame(rows: list[list[object]]) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS[:3], "str") | dict.fromkeys(COLUMNS[3:5], "int64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(types | dict.fromkeys(COLUMNS[5:], "float64"))
