"""What local governments promise and do in civil affairs (民政): scraped plans in, tidy tables out.

Every number leads back to its sentence. The front door:

* ``read_plan(path)`` reads one document, ``code_plan(plan)`` finds its facts;
* ``build(plans, out)`` turns a folder of documents into tables on disk;
* ``open_corpus(folder)`` opens a folder of documents or of built tables to look around in, ``load_tables(folder)``
  gives built tables as frames;
* ``report(...)`` and ``source_view(path)`` make the batch report and the page that shows one document with its facts.

Nothing is loaded before it is asked for, so ``import analysis`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.version import VERSION as __version__

if TYPE_CHECKING:
    from analysis.build import BuildResult, build
    from analysis.coding import code as code_plan
    from analysis.exploring import Corpus, open_corpus
    from analysis.model import Coded, Fact, Plan
    from analysis.publishing.report import report
    from analysis.publishing.source_view import source_view
    from analysis.reading import read_file as read_plan
    from analysis.tables.schema import Tables
    from analysis.tables.store import load as load_tables

__all__ = [
    "BuildResult",
    "Coded",
    "Corpus",
    "Fact",
    "Plan",
    "Tables",
    "__version__",
    "build",
    "code_plan",
    "load_tables",
    "open_corpus",
    "read_plan",
    "report",
    "source_view",
]

# public name → where it lives
_HOMES = {
    "BuildResult": ("analysis.build", "BuildResult"),
    "Coded": ("analysis.model", "Coded"),
    "Corpus": ("analysis.exploring", "Corpus"),
    "Fact": ("analysis.model", "Fact"),
    "Plan": ("analysis.model", "Plan"),
    "Tables": ("analysis.tables.schema", "Tables"),
    "build": ("analysis.build", "build"),
    "code_plan": ("analysis.coding", "code"),
    "load_tables": ("analysis.tables.store", "load"),
    "open_corpus": ("analysis.exploring", "open_corpus"),
    "read_plan": ("analysis.reading", "read_file"),
    "report": ("analysis.publishing.report", "report"),
    "source_view": ("analysis.publishing.source_view", "source_view"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; it has {', '.join(sorted(_HOMES))}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
