"""What a notebook shows and leaves behind: figures in three formats with data and caption, tables that link back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import HTML, Markdown, display
from matplotlib.figure import Figure

from analysis.model import PlainError
from analysis.publishing.citations import bibliography, references
from analysis.publishing.files import write_whole
from analysis.publishing.pages import sentence
from analysis.publishing.paper_tables import cell, paper_table, save_table
from analysis.publishing.produced import FIGURES, METADATA
from analysis.publishing.prose import caption, plain
from analysis.publishing.spots import documents_of, linked_picture, spots
from analysis.publishing.theme import MILLIMETRE, save, theme
from analysis.publishing.visible import visible
from analysis.publishing.words import name, say, title_of
from analysis.tables.store import guard


class WorkspaceError(PlainError):
    """There are no tables where a notebook looks for them; the message says what to do."""


def workspace(tables: str, figures: str) -> tuple[Path, Path]:
    """The folders of tables and figures, wherever the notebook is run from.

    Relative folders count from the working directory or, where that holds no such tables (JupyterLab starts a notebook
    in its own folder), from the nearest folder above that does. Raises :class:`WorkspaceError` where none does.
    """
    here = Path.cwd()
    for base in (here, *here.parents):
        if (base / tables / "facts.csv").is_file():
            return base / tables, base / figures
    raise WorkspaceError(f"There are no tables in “{tables}” (seen from {here}). Make them: minzheng build")


def tell(markdown: str) -> None:
    """Show Markdown in the notebook."""
    display(Markdown(markdown))


def exhibit(
    stem: str,
    figures: Sequence[Figure],
    data: pd.DataFrame,
    folder: Path | str,
    language: str,
    notes: Sequence[str] = (),
) -> None:
    """Save a figure's pages as PNG, PDF and SVG with its data and caption beside, and show them in the notebook, where
    every point that is a fact of ``data`` is a link to its sentence.

    Files are named ``<stem>_<language>``, with ``_2`` and so on for further pages; the data, which has no language,
    ``<stem>.csv`` (UTF-8 with byte-order mark).
    """
    folder = Path(folder)
    title = title_of("figure", stem, language)
    left = getattr(figures, "left", 0)
    more = [say("caption.pages", language, left=left, total=getattr(figures, "total", 0))] if left else []
    words = visible(caption(stem, data, language, [*notes, *more]))
    write_whole(folder / f"{stem}.csv", _csv(data))
    documents = documents_of(data)
    for page, figure in enumerate(figures, 1):
        path = folder / (f"{stem}_{language}" + (f"_{page}" if page > 1 else ""))
        with theme(language):
            points = spots(figure)
            save(figure, path, FIGURES)
        width = round(figure.get_size_inches()[0] / MILLIMETRE)
        plt.close(figure)
        about = {
            "figure": path.name,
            "data": f"{stem}.csv",
            "title": title,
            "caption": words,
            "words": f"{stem}_{language}.txt",
        }
        png = Path(f"{path}.png").read_bytes()
        display(HTML(linked_picture(png, points, documents, width * 4, words, path.name)), metadata={METADATA: about})
    write_whole(folder / f"{stem}_{language}.txt", f"{words}\n".encode())
    display(Markdown(f"*{plain(words)}*"))


def _csv(data: pd.DataFrame) -> bytes:
    """A panel as CSV: UTF-8 with byte-order mark, text guarded against formulas."""
    text = data.copy()
    for column in text.select_dtypes(include=["str", "object"]).columns:
        text[column] = text[column].map(lambda cell: guard(cell) if isinstance(cell, str) else cell)
    return text.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def table(
    data: pd.DataFrame, columns: Sequence[str], language: str, rows: int = 200, *, stem: str = "",
    folder: Path | str | None = None, note: str = "",
) -> None:  # fmt: skip
    """Show columns of a panel as a table; every ``*fact``, ``fact_id`` and place (``PLACES``) links to the sentence in
    its document.

    With a ``folder``, up to 5,000 rows are saved there as ``table_<stem>_<language>`` in LaTeX, Markdown, CSV and
    XLSX, with the title that ``stem`` has in the wording.
    """
    about: dict[str, str] = {}
    if folder is not None:
        left = len(data) - SAVED
        notes = [note, say("rows_left", language, left=left, total=len(data))] if left > 0 else [note]
        title = title_of("table", stem, language)
        made = paper_table(data.head(SAVED), columns, language, title, " ".join(filter(None, notes)))
        about = {"table": f"table_{stem}_{language}", "title": made.title}
        save_table(made, Path(folder) / about["table"])
    heads = "".join(f"<th scope='col'>{escape(name('column', column, language))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(_cell(column, row, language) for column in columns) + "</tr>"
        for row in data.head(rows).to_dict("records")
    )
    more = f"<p>{say('more_rows', language, count=len(data) - rows)}</p>" if len(data) > rows else ""
    empty = f"<p>{say('no_rows', language)}</p>" if data.empty else ""
    anchor = f" id='{about['table']}'" if about else ""
    html = f"<table{anchor}><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{more}{empty}"
    display(HTML(html), metadata={METADATA: about} if about else {})


SAVED = 5000  # rows of a table for papers; more are for programs, and stand in the tables that were built

#: Columns that are places in a document → the column that names the document.
PLACES = {"char_start": "doc_id", "other_start": "other_id", "start_one": "doc_id_one", "start_other": "doc_id_other"}


def _cell(column: str, row: dict, language: str) -> str:
    value = row[column]
    if column.endswith(("fact", "fact_id")) and isinstance(value, str) and value:  # runs_fact is a count
        own = row.get(column.removesuffix("_fact") + "_doc") or row["doc_id"]  # of two documents each fact has its own
        return f"<td>{_link(own, value, language)}</td>"
    if column in PLACES and not pd.isna(value):
        return f"<td>{_link(row[PLACES[column]], f'p{value}', language)}</td>"
    right = " class='number'" if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return f"<td{right}>{escape(cell(column, value, language))}</td>"


def _link(doc_id: object, anchor: object, language: str) -> str:
    return f"<a href='{sentence(doc_id, anchor)}'>{escape(say('sentence', language))}</a>"


def sources(plans: pd.DataFrame, language: str, folder: Path | str) -> None:
    """Show how to cite the documents and leave ``citations.md`` (GB/T 7714) and ``citations.bib`` (BibTeX) behind."""
    folder = Path(folder)
    cited = references(plans)
    write_whole(folder / "citations.md", "".join(f"{plain(visible(one))}\n\n" for one in cited).encode())
    write_whole(folder / "citations.bib", visible(bibliography(plans)).encode())
    lines = [f"## {say('citations', language)}", "", *(f"{plain(one)}\n" for one in cited[:CITED])]
    if len(cited) > CITED:
        lines.append(say("more_citations", language, count=len(cited) - CITED))
    display(Markdown("\n".join(lines)), metadata={METADATA: {"citations": "citations"}})


CITED = 40  # references shown; all are in the files
