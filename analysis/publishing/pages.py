"""HTML pages that work from disk: one style, no scripts, no network, everything that came from documents escaped."""

from __future__ import annotations

import os
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from analysis.publishing.produced import Product, products
from analysis.publishing.visible import visible
from analysis.publishing.words import say

#: The browser itself is told to run no script and to fetch nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:"

#: Tag of cells that explain the notebook to who runs it, and are no part of the report.
NOTEBOOK_ONLY = "notebook-only"


@cache
def _style() -> str:
    return files("analysis.publishing").joinpath("page.css").read_text(encoding="utf-8")


def page(title: str, body: str, language: str) -> str:
    """A whole page around ``body``, which is HTML; ``title`` is plain text. Characters that act are shown instead."""
    return visible(
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def address(path: str, anchor: str = "") -> str:
    """A file beside the page, and a place in it, as they stand in HTML; names may hold any character, ``#`` too."""
    return escape(quote(path, safe="/.~-_") + (f"#{quote(anchor)}" if anchor else ""))


def sentence(doc_id: object, anchor: object) -> str:
    """Where the page of a document holds a fact or a place, seen from a notebook of the same report, as HTML has it."""
    return address(f"../plans/{doc_id}.html", str(anchor))


def link(path: str, text: str, anchor: str = "") -> str:
    """A link to a file beside the page, or to a place in the page itself where ``path`` is empty; all plain text."""
    return f'<a href="{address(path, anchor)}">{escape(text)}</a>'


def file_links(product: Product) -> str:
    """Links to all files of something that a notebook left behind."""
    return " · ".join(link(path, name) for path, name in product.files)


def write(path: Path, html: str) -> None:
    """Write a page; characters that are no text (halves of surrogate pairs) are shown as ``?``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(html.encode("utf-8", errors="replace"))


def write_notebook_page(
    notebook: Path, path: Path, message: str, language: str, doc_id: str = "", figures: Path | None = None
) -> None:
    """The executed notebook as a page of its own, pictures inside; ``message`` says what went wrong, if anything.

    ``doc_id``: the document that it is about, whose page is linked. ``figures``: its folder of figures; all that it
    saved there is linked at the end.
    """
    title = notebook.stem
    ways = [link("../index.html", say("to_index", language))]
    if doc_id:
        ways.append(link(f"../plans/{doc_id}.html", say("to_document", language)))
    if notebook.is_file():
        ways.append(link(os.path.relpath(notebook, path.parent), ".ipynb"))
    head = f"<nav>{' · '.join(ways)}</nav>\n"
    if message:
        head += f'<p class="bad">{escape(message)}</p>\n'
    switch = f'<label for="code" class="screen">{say("code", language)}</label>'
    switch = f'<input type="checkbox" id="code" class="screen">{switch}'
    made = list(products(notebook, figures, path, path.parent)) if figures is not None else []
    saved = "".join(f"<li>{escape(one.title or say('citations', language))}: {file_links(one)}</li>" for one in made)
    files = f"<h2>{say('files', language)}</h2>\n<ul>{saved}</ul>\n" if saved else ""
    body = f'{head}{switch}<main class="notebook">\n{_body(notebook)}\n{files}</main>'
    write(path, page(title, body, language))


def _body(notebook: Path) -> str:
    import nbformat
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    if not notebook.is_file():
        return ""
    tags = Config({"TagRemovePreprocessor": {"enabled": True, "remove_cell_tags": [NOTEBOOK_ONLY]}})
    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True, config=tags)
    exporter.register_preprocessor("nbconvert.preprocessors.TagRemovePreprocessor", enabled=True)
    body, _ = exporter.from_notebook_node(nbformat.read(notebook, as_version=4))
    return body
