"""The hand corrections of a folder: read, found sound, handed to the documents they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.building.documents import CORRECTIONS, BuildError, Documents
from analysis.model import Finding
from analysis.plural import counted

if TYPE_CHECKING:
    from analysis.coding.correction_rows import Correction, CorrectionTable, Problem

__all__ = ["CorrectionsError", "read_corrections", "sound", "waiting", "without_document"]


class CorrectionsError(BuildError):
    """Hand corrections that cannot be applied; a sentence for each row."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = [
            f"{counted(len(problems), 'row')} of the corrections cannot be applied, so nothing was built:",
            *(p.message for p in problems),
        ]
        super().__init__("\n".join(lines))
        self.problems = tuple(problems)


def read_corrections(plans: Path) -> CorrectionTable:
    """``corrections.csv`` of a folder of documents; an empty table where there is none.

    Rows that are not good are in its ``problems``. Raises ``BuildError`` where the corrections are a workbook.
    """
    from analysis.coding.correction_rows import CorrectionTable, read_rows

    path = plans / CORRECTIONS
    if path.is_file():
        return read_rows(path.read_bytes(), str(path))
    for suffix in (".xlsx", ".xls", ".et", ".ods"):
        if (found := path.with_suffix(suffix)).is_file():
            raise BuildError(f"{found}: corrections are read from {CORRECTIONS}; save the workbook as CSV UTF-8")
    return CorrectionTable(str(path))


def without_document(documents: Documents, corrections: CorrectionTable) -> list[Problem]:
    """Corrections of documents that are not in the folder."""
    from analysis.coding.correction_rows import Problem

    known = {path.stem for path in documents.paths} | {failure.doc_id for failure in documents.failures}
    return [
        Problem(
            one.row,
            f"{one.where}: expected a document {one.doc_id} in {documents.root}, found none; put it back, correct "
            "doc_id, or delete the row",
        )
        for one in corrections.corrections
        if one.doc_id not in known
    ]


def waiting(one: Correction) -> Finding:
    """A correction of a document that cannot be read: neither applied nor stale."""
    what = f"{one.column} of fact" if one.column else "fact"
    told = f"{one.doc_id} cannot be read, so the correction of {what} {one.fact_id} was not applied"
    return Finding(one.doc_id, "correction", "warning", 0, "a document that can be read", "", (), told)


def sound(corrections: CorrectionTable) -> CorrectionTable:
    """The table itself; raises before any document is read where a row of it is not good."""
    if corrections.problems:
        raise CorrectionsError(corrections.problems)
    return corrections
