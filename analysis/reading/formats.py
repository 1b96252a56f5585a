"""Which reader a file needs: by its content first, its suffix second. Readers of docx and PDF load when needed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath

from analysis.model import ReadingError, Source
from analysis.reading.decode import decode

__all__ = ["to_source"]

_PDF_WITHIN = 1024  # bytes in which a PDF must say what it is
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of an Office document with a password


def _is_pdf(data: bytes, suffix: str) -> bool:
    at = data.find(b"%PDF-", 0, _PDF_WITHIN)
    return at == 0 or (at > 0 and (suffix == ".pdf" or not data[:at].strip()))


def to_source(data: bytes, doc_id: str, name: str) -> Source:
    """The bytes of one file as a ``Source``, whatever its format.

    ``Source.text`` of text and web pages is the decoded file; of a Word document or a PDF it is the text taken out of
    it, and ``Source.encoding`` says ``docx`` or ``pdf``. ``sha256`` is always that of the bytes. A file whose suffix
    says another format than its content is read by its content, with a note. Raises ``ReadingError`` with a sentence
    that names the file, the reason and what to do.

    >>> to_source("民政工作".encode(), "a", "a.txt").encoding
    'utf-8'
    """
    suffix = PurePosixPath(name).suffix.lower()
    if _is_pdf(data, suffix):
        from analysis.reading.pdf import pdf_text

        text, notes = pdf_text(data, name)
        return Source(doc_id, name, _digest(data), "pdf", text, (*notes, *_misnamed(suffix, ".pdf")))
    if data.startswith(_ZIP):
        from analysis.reading.docx import docx_text

        text, notes = docx_text(data, name)
        return Source(doc_id, name, _digest(data), "docx", text, (*notes, *_misnamed(suffix, ".docx")))
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ReadingError(f"{name}: the document is protected by a password. Save it without one and try again")
        raise ReadingError(f"{name}: an old Office file (doc, xls, wps). Open it in Word or WPS and save it as .docx")
    source = decode(data, doc_id, name)
    if suffix in (".docx", ".pdf"):
        return replace(source, notes=(*source.notes, *_misnamed(suffix, "text")))
    return source


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _misnamed(suffix: str, found: str) -> tuple[str, ...]:
    return (f"format: named {suffix}, is {found.lstrip('.')}",) if suffix != found else ()
