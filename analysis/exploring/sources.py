"""The texts behind a corpus: the documents as they are where their folder is known, else the sentences as read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.build import find_documents
from analysis.model import PlainError
from analysis.reading import read_source


class SourceError(PlainError):
    """A document that cannot be shown; the message says what to do."""


@dataclass(frozen=True)
class Sources:
    """Where texts come from. ``root``: the folder of the documents, if it is known."""

    plans: pd.DataFrame = field(repr=False)
    sentences: pd.DataFrame = field(repr=False)
    root: Path | None = None
    _texts: dict[str, str] = field(default_factory=dict, repr=False)

    def text(self, doc_id: str) -> str:
        """The decoded document. Raises :class:`SourceError` where its folder is not known, or it is not the one that
        the tables were made from."""
        if doc_id not in self._texts:
            self._texts[doc_id] = self._read(doc_id)
        return self._texts[doc_id]

    def _read(self, doc_id: str) -> str:
        if self.root is None:
            told = "These are built tables, and where their documents are is not known"
            raise SourceError(f"{told}. Open them so: open_corpus(tables, documents='folder of the documents')")
        path = next((path for path in find_documents(self.root).paths if path.stem == doc_id), None)
        if path is None:
            raise SourceError(f"{self.root} holds no document {doc_id}; name the folder that does: documents='…'")
        source = read_source(path, self.root)
        expected = self.plans.loc[self.plans["doc_id"].eq(doc_id), "sha256"].iloc[0]
        if source.sha256 != expected:
            raise SourceError(f"{path} has changed since the tables were made; open the corpus again, or build again")
        return source.text

    def passage(self, fact: dict[str, Any], around: int = 160) -> tuple[str, str, str, str, str]:
        """A fact's surroundings: text before its quote, the quote before its number, the number, and the rest of both.

        From the document where it can be had: its line, and at most ``around`` characters on either side of the quote.
        Else the sentence as it was read, without a marked number.
        """
        try:
            text = self.text(fact["doc_id"])
        except SourceError:
            return "", self._sentence(fact), "", "", ""
        start, end = int(fact["char_start"]), int(fact["char_end"])
        left, right = max(start - around, 0), min(end + around, len(text))
        left = max(left, text.rfind("\n", 0, start) + 1)
        stop = text.find("\n", end)
        right = right if stop < 0 else min(right, stop)
        first, last = (fact["number_start"], fact["number_end"])
        first, last = (start, start) if pd.isna(first) else (int(first), int(last))
        before, after = "…" if left and text[left - 1] != "\n" else "", "…" if right < (stop if stop > 0 else 0) else ""
        return before + text[left:start], text[start:first], text[first:last], text[last:end], text[end:right] + after

    def _sentence(self, fact: dict[str, Any]) -> str:
        same = self.sentences[self.sentences["doc_id"].eq(fact["doc_id"])]
        own = same[same["char_start"].lt(fact["char_end"]) & same["char_end"].gt(fact["char_start"])]
        return " ".join(own["text"]) or str(fact["quote"])
