"""Agreement over a folder of human-coded records: finds the documents, codes them, compares, and prints the figures."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.codebook import read_suffixes
from analysis.tables.agreement import Agreement, Share, combined
from analysis.tables.evaluation import agreement
from analysis.tables.gold import GoldError, read_gold
from analysis.tables.schema import names

__all__ = ["Score", "find_document", "gold_files", "near", "score"]


def gold_files(folder: Path) -> tuple[Path, ...]:
    """The ``.jsonl`` files of a folder, sorted; raises ``GoldError`` when it is absent or holds none."""
    if not folder.is_dir():
        raise GoldError(f"{folder}: there is no such folder; name the one with the human-coded records (*.jsonl)")
    found = tuple(sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith(".")))
    if not found:
        raise GoldError(f"{folder} holds no human-coded records (*.jsonl)")
    return found


FEW_CODED = 3  # times as many facts as records: most likely only a part of the document was coded


@dataclass(frozen=True, slots=True)
class Score:
    """Agreement by document and over all; records without a document are named, never left out in silence."""

    documents: tuple[Agreement, ...]
    total: Agreement
    absent: tuple[str, ...]  # doc_ids that have records but no document
    partly: tuple[str, ...] = ()  # doc_ids whose records look like those of a part, and that no scope says so of

    def __str__(self) -> str:
        """Tables for a terminal."""
        rates = "{:>7} {:>7} {:>7}"
        width = max(len(one.doc_id) for one in (*self.documents, self.total))
        lines = [f"{'':{width}}   coded   found | quantity P    R      F1 | fact P      R      F1 | unsafe/damaged"]
        for one in (*self.documents, self.total):
            q, f = (rates.format(*_rates(share)) for share in (one.quantity, one.fact))
            counts = f"{one.quantity.gold:7} {one.quantity.found:7}"
            lines.append(f"{one.doc_id:{width}} {counts} | {q} | {f} | {one.unsafe}/{one.damaged}")
        lines += ["", f"{'by kind':12}   coded   found | quantity P    R      F1 | fact P      R      F1"]
        for kind, levels in self.total.by_kind.items():
            share = levels["quantity"]
            q, f = (rates.format(*_rates(levels[level])) for level in ("quantity", "fact"))
            lines.append(f"{kind:12} {share.gold:7} {share.found:7} | {q} | {f}")
        rules = self.total.rules
        lines.append(
            f"{'rule':12} {rules.gold:7} {'':7} | recall {rules.recall:.3f} (parameters of policies count apart)"
        )
        lines += ["", f"{'by field':12}       P       R      F1 | of matched | Krippendorff's alpha"]
        alphas = self.total.alpha
        for name, share in self.total.by_field.items():
            alpha = "" if name not in alphas else "not defined" if alphas[name] is None else f"{alphas[name]:.3f}"
            lines.append(f"{name:12} {rates.format(*_rates(share))} | {self.total.agree_share(name):10.3f} | {alpha}")
        return "\n".join(line.rstrip() for line in lines)


def _rates(share: Share) -> tuple[str, str, str]:
    return f"{share.precision:.3f}", f"{share.recall:.3f}", f"{share.f1:.3f}"


def find_document(doc_id: str, folders: Sequence[Path]) -> tuple[Path, Path] | None:
    """The document called ``doc_id`` below one of ``folders``, and that folder; ``None`` where there is none.

    Raises ``GoldError`` when several differ.
    """
    from analysis.reading import read_source

    found = [
        (path, folder)
        for folder in folders
        for suffix in read_suffixes()
        for path in sorted(folder.rglob(f"{glob.escape(doc_id)}{suffix}"))
    ]
    if len(found) > 1 and len({read_source(*one).sha256 for one in found}) > 1:
        shown = " and ".join(str(path) for path, _ in found)
        raise GoldError(f"two different documents are called {doc_id}: {shown}; name one folder with --plans")
    return found[0] if found else None


def score(gold_dir: Path, plans: Sequence[Path]) -> Score:
    """Read and code the documents that have human-coded records in ``gold_dir``, and compare.

    Documents are looked for below each folder of ``plans`` by name (``<doc_id>.txt``). Raises ``GoldError`` when there
    are no records, no document for any of them, or records that do not fit their document; ``ReadingError`` when a
    document cannot be read.
    """
    from analysis.coding import code
    from analysis.reading import read_file
    from analysis.tables.frames import document_rows
    from analysis.tables.store import text_of

    columns = names("facts")
    done, absent, partly = [], [], []
    for path in gold_files(gold_dir):
        found = find_document(path.stem, plans)
        if found is None:
            absent.append(path.stem)
            continue
        plan = read_file(*found)
        scope = path.with_name(f"{path.stem}.scope.json")
        source = plan.reading.source.text
        gold = read_gold(path.stem, source, text_of(path), text_of(scope) if scope.is_file() else "")
        facts = [dict(zip(columns, row, strict=True)) for row in document_rows(code(plan)).facts]
        done.append(agreement(gold, facts, source))
        share = done[-1].quantity
        if gold.ranges is None and share.found >= FEW_CODED * max(1, share.gold):
            partly.append(path.stem)
    if not done:
        shown = ", ".join(map(str, plans)) or "any folder"
        raise GoldError(f"none of the documents {', '.join(absent)} lies in {shown}; name their folder with --plans")
    return Score(tuple(done), combined(done), tuple(absent), tuple(partly))


def near(gold_dir: Path, otherwise: Path) -> list[Path]:
    """Where the documents of a folder of records are looked for when nobody says: in it, beside it, or
    ``otherwise``."""
    wanted = [path.stem for path in gold_files(gold_dir)]

    def holds_one(folder: Path) -> bool:
        return any((folder / f"{doc_id}{suffix}").is_file() for doc_id in wanted for suffix in read_suffixes())

    if holds_one(gold_dir):
        return [gold_dir]
    beside = sorted(folder for folder in gold_dir.resolve().parent.iterdir() if folder.is_dir() and holds_one(folder))
    return beside or [otherwise]
