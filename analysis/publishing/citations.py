"""How to cite the documents: GB/T 7714 (author, title, sort, date) and BibTeX.

Only what the document says of itself is cited. Nobody told the tables where and when it was fetched: whoever cites an
online edition gives ``address`` and ``accessed``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

BIBTEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "$": r"\$", "&": r"\&", "_": r"\_",
          "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


def reference(row: Mapping[Any, Any], address: str = "", accessed: str = "") -> str:
    """A row of ``plans`` as a reference in the style of GB/T 7714, numeric system, without its number.

    Publisher, title, document number, sort (``Z``, other; ``EB/OL`` with an address), date of publication, else of
    writing, date of access, address. What a document does not say is left out; a document without a title has its
    name for one. ``accessed`` is an ISO date.

    >>> row = {"publisher": "江津区民政局", "title": "江津区民政事业发展规划", "doc_number": "", "doc_id": "jiangjin",
    ...        "date_published": "2021-12-31", "date_written": "", "region": "江津区"}
    >>> reference(row)
    '江津区民政局. 江津区民政事业发展规划[Z]. 2021-12-31.'
    >>> reference(row, "https://example.org/1", "2026-03-31")
    '江津区民政局. 江津区民政事业发展规划[EB/OL]. (2021-12-31)[2026-03-31]. https://example.org/1.'
    """
    title = row["title"] or row["doc_id"]
    if row["doc_number"]:
        title = f"{title}: {row['doc_number']}"
    date = row["date_published"] or row["date_written"]
    parts = [row["publisher"]] if row["publisher"] else []
    parts.append(f"{title}[{'EB/OL' if address else 'Z'}]")
    if address:
        dates = (f"({date})" if date else "") + (f"[{accessed}]" if accessed else "")
        parts += [dates] if dates else []
        parts.append(address)
    elif date:
        parts.append(date)
    return " ".join(f"{part}." for part in parts)


def references(plans: pd.DataFrame) -> list[str]:
    """The documents as references, by region code, title and name."""
    return [reference(row) for row in _rows(plans)]


def bibliography(plans: pd.DataFrame) -> str:
    """The documents as BibTeX entries (``@misc``) in the same order; keys are made of the documents' names.

    The note holds the first digits of the file's SHA-256, so that a reader can tell which edition was read.
    """
    taken: set[str] = set()
    return "\n".join(_entry(row, _key(str(row["doc_id"]), taken)) for row in _rows(plans))


def _rows(plans: pd.DataFrame) -> list[dict[Any, Any]]:
    return plans.sort_values(["region_code", "title", "doc_id"], kind="stable").to_dict("records")


def _key(doc_id: str, taken: set[str]) -> str:
    """A key of letters, digits, ``_`` and ``-`` that no other entry has; other characters become ``_``."""
    stem = re.sub(r"[^0-9A-Za-z_-]+", "_", doc_id).strip("_") or "document"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    taken.add(key)
    return key


def _entry(row: Mapping[Any, Any], key: str) -> str:
    date = str(row["date_published"] or row["date_written"])
    fields = {
        "author": f"{{{_plain(row['publisher'])}}}" if row["publisher"] else "",
        "title": f"{{{_plain(row['title'] or row['doc_id'])}}}",
        "number": _plain(row["doc_number"]),
        "year": date[:4],
        "month": str(int(date[5:7])) if len(date) >= 7 else "",
        "note": f"SHA-256 {str(row['sha256'])[:16]}",
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _plain(text: object) -> str:
    return "".join(BIBTEX.get(letter, letter) for letter in str(text))
