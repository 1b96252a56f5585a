"""A corpus: the documents of a folder with everything that was found in them, or the part of it that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.arguments import plainly
from analysis.comparing import SelectionError, bed_ratios, low_income_standards, select_plans
from analysis.comparing.panels import listed, same_place
from analysis.exploring.cards import FactCard, PlanCard
from analysis.exploring.choosing import choose_facts
from analysis.exploring.listing import Listing
from analysis.exploring.sources import Sources
from analysis.plural import counted
from analysis.tables.schema import Tables, parted

PLAN_COLUMNS = (
    "doc_id", "title", "region", "period", "doc_type", "date_published", "facts", "edits", "flags", "unread",
)  # fmt: skip
FACT_COLUMNS = ("region", "indicator", "group", "kind", "value", "when", "marks", "quote", "fact_id")
ISSUE_COLUMNS = ("doc_id", "line", "severity", "check", "message")


@dataclass(frozen=True)
class Corpus:
    """Documents and their facts. ``corpus.filter(region="江津", indicator="低保标准")`` gives a smaller one.

    ``tables`` are those of the whole folder, whatever was filtered; ``plan_rows`` and ``fact_rows`` those that are in.
    """

    tables: Tables = field(repr=False)
    plan_rows: pd.DataFrame = field(repr=False)
    fact_rows: pd.DataFrame = field(repr=False)
    sources: Sources = field(repr=False)

    # --- what is in it ---------------------------------------------------------------------------------------------

    @property
    def plans(self) -> Listing:
        """The documents; ``corpus.plans[0]`` is the first."""
        return Listing("documents", self.plan_rows, PLAN_COLUMNS, self._plan_of)

    @property
    def facts(self) -> Listing:
        """The facts, by document and place; ``corpus.facts[0].show()`` leads to the sentence of the first."""
        regions = dict(zip(self.tables.plans["doc_id"], self.tables.plans["region"], strict=True))
        return Listing("facts", self.fact_rows, FACT_COLUMNS, self._fact_of, {"region": regions})

    @property
    def issues(self) -> Listing:
        """What the checks found in these documents, and which could not be read at all, as long as nothing is filtered.

        A finding about facts leads to the first of them.
        """
        rows, whole = self.tables.issues, len(self.plan_rows) == len(self.tables.plans)
        rows = rows if whole else rows[rows["doc_id"].isin(self.plan_rows["doc_id"])]
        return Listing("findings", rows, ISSUE_COLUMNS, self._fact_of)

    def plan(self, doc_id: str) -> PlanCard:
        """The document of this name, or of the region of this name where there is only one."""
        rows = self.plan_rows[self.plan_rows["doc_id"].eq(doc_id)]
        if rows.empty:
            about = zip(self.plan_rows["region_code"], self.plan_rows["region"], strict=True)
            rows = self.plan_rows[[same_place(doc_id, code, region) for code, region in about]]
        if rows.empty:
            there = ", ".join(f"{row['doc_id']} ({row['region']})" for row in self.plan_rows.to_dict("records")[:20])
            raise SelectionError(f"There is no document “{doc_id}”, nor one about a region of that name: {there}.")
        if len(rows) > 1:
            names = ", ".join(rows["doc_id"])
            raise SelectionError(f"{len(rows)} documents are about “{doc_id}”: {names}. Name one of them.")
        return self._plan_of(rows.iloc[0])

    def fact(self, fact_id: str) -> FactCard:
        """The fact with this id, as the tables, figures and pages name it."""
        rows = self.tables.facts[self.tables.facts["fact_id"].eq(fact_id)]
        if rows.empty:
            raise SelectionError(f"There is no fact “{fact_id}”. Ids are in corpus.facts.frame, column fact_id.")
        return FactCard({str(name): cell for name, cell in rows.iloc[0].items()}, self.sources)

    # --- a smaller one ---------------------------------------------------------------------------------------------

    @plainly
    def filter(
        self, *, region: object = (), period: object = (), indicator: object = (), kind: object = (),
        group: object = (), document: object = (),
    ) -> Corpus:  # fmt: skip
        """The part of the corpus that is about these; each is one word or a list, and those not given mean all.

        ``region``: name, short name or code; ``period``: 十四五, annual, 2021-2025. ``indicator``: id, name in Chinese
        or English, or wording of the text; where none is called exactly so, all that contain the word. ``kind``:
        target, standard, expenditure, outcome, rule; ``group``: 城市, 农村 … Raises ``SelectionError`` for a word that
        nothing in the whole corpus answers to, naming what there is.
        """
        plans = select_plans(self.plan_rows, region, period)
        if documents := listed(document):
            cards = [self.plan(name) for name in documents]
            plans = plans[plans["doc_id"].isin([card.doc_id for card in cards])]
        facts = self.fact_rows[self.fact_rows["doc_id"].isin(plans["doc_id"])]
        facts = choose_facts(facts, self.tables.facts, listed(indicator), listed(kind), listed(group))
        return replace(self, plan_rows=plans, fact_rows=facts)

    # --- comparisons -----------------------------------------------------------------------------------------------

    def panel(self, compare: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]) -> Listing:
        """A comparison of :mod:`analysis.comparing` that is made of facts and documents, such as ``bed_ratios``."""
        frame = compare(self.fact_rows, self.plan_rows)
        hidden = ("region_code", "doc_id", "quote", "line", "plan_start", "indicator_id", "indicator_text")
        columns = [column for column in frame.columns if column not in hidden]
        return Listing("rows", frame, tuple(columns), self._fact_of)

    @property
    def standards(self) -> Listing:
        """Low-income standards (低保标准) in 元/人/月."""
        return self.panel(low_income_standards)

    @property
    def beds(self) -> Listing:
        """Beds for the elderly: per 1,000, nursing, government-run and inclusive shares."""
        return self.panel(bed_ratios)

    # --- how it shows itself ---------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"{self._counts()}\n{self.plans!r}"

    def _repr_html_(self) -> str:
        hint = "corpus.filter(region=…, indicator=…) · corpus.facts[0].show() · corpus.plan('…').show()"
        return f"<p><b>{escape(self._counts())}</b></p>{self.plans._repr_html_()}<p><code>{escape(hint)}</code></p>"

    def _counts(self) -> str:
        unread = int(self.plan_rows["unread"].sum())
        told = (
            f"{counted(len(self.plan_rows), 'document')}, {counted(len(self.fact_rows), 'fact')}; "
            f"{counted(unread, 'number')} could not be read"
        )
        lost = self.issues.frame
        lost = lost[lost["check"].eq("reading") & lost["severity"].eq("error")]
        return told + (f"; {counted(len(lost), 'document')} could not be read, see corpus.issues" if len(lost) else "")

    # --- rows become cards -----------------------------------------------------------------------------------------

    def _plan_of(self, row: Mapping[Any, Any] | pd.Series) -> PlanCard:
        about = dict(row)
        own = {
            table: frame[frame["doc_id"].eq(about["doc_id"])]
            for table, frame in self.tables.items()
            if "doc_id" in frame.columns
        }
        return PlanCard(about, own, self.sources)

    def _fact_of(self, row: Mapping[Any, Any] | pd.Series) -> FactCard:
        """The fact that a row of facts, of a panel or of findings is about."""
        about = dict(row)
        for column in ("fact_id", "target_fact", *(name for name in about if str(name).endswith("_fact"))):
            if about.get(column):
                return self.fact(str(about[column]))
        if used := parted(str(about.get("facts", ""))):
            return self.fact(used[0])
        raise SelectionError("This row is about no single fact.")


@plainly
def open_corpus(folder: Path | str = "data/raw", documents: Path | str | None = None, jobs: int = 1) -> Corpus:
    """The corpus of a folder of documents, read into memory, or of a folder of tables that ``minzheng build`` made.

    ``documents``: where the documents of built tables are; with it their text can be shown as it is in the file,
    without it as it was read. Documents that cannot be read are among ``corpus.issues``. Raises ``BuildError`` where
    the folder is absent or holds neither, ``CorrectionsError`` where a hand correction cannot be applied, and
    ``TablesError`` where tables are damaged.
    """
    from analysis.build import open_corpus as tables_of_folder
    from analysis.tables.store import DESCRIPTION_FILE, load

    folder = Path(folder)
    if (folder / DESCRIPTION_FILE).is_file():
        tables, root = load(folder), None if documents is None else Path(documents)
    else:
        tables, root = tables_of_folder(folder, jobs), folder
    return Corpus(tables, tables.plans, tables.facts, Sources(tables.plans, tables.sentences, root))
