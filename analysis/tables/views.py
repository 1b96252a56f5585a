"""Views of facts that an analyst wants. Each adds columns beside a fact's own; none changes a written value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.codebook import read_table
from analysis.coding.lexicon import alternation
from analysis.model import PART_OF_YEAR
from analysis.tables.schema import columns, dtype_of, names, parted, records, typed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VIEWS", "expenditures", "outcomes", "standards", "targets", "view_rows"]

Record = dict[str, Any]  # a fact's cells by column, None where a number is missing
ABOUT = (("region", "region"), ("region_code", "region_code"), ("plan_period", "period"))  # column of a view, of plans

CENT = Decimal("0.01")
CLAUSE_ENDS = "，。；：、,;:\n\r\t"  # a cue counts only in the number's own clause


class _Baseline(NamedTuple):
    fact_id: str
    value: float
    year: int
    unit: str
    place: int
    row_start: int | None  # where the row of a table begins, None in prose
    increment: bool
    years: int  # what the number is a total of: 1 for a single year
    flagged: bool


def _outcome_cells(facts: Sequence[Record]) -> list[tuple[Any, ...]]:
    return [() for record in facts if record["kind"] == "outcome"]


def _standard_cells(facts: Sequence[Record]) -> list[tuple[Any, ...]]:
    extra: list[tuple[Any, ...]] = []
    for record in facts:
        if record["kind"] != "standard":
            continue
        unit, value, value_max = record["unit"], record["value"], record["value_max"]
        if value is None:
            extra.append((None, None, "", "the text gives no number"))
        elif unit == "元/人/月":
            extra.append((value, value_max, "as written", ""))
        elif unit == "元/人/年":
            extra.append((_monthly(value), _monthly(value_max), "÷12", ""))
        elif unit == "元/人/次":
            extra.append((None, None, "", "paid once per case, not per month"))
        elif unit == "元":
            extra.append((None, None, "", "the text does not say whether per month or per year"))
        else:
            extra.append((None, None, "", f"{unit or 'no unit'} is not an amount per person and time"))
    return extra


def _monthly(value: float | None) -> float | None:
    """A twelfth, to the cent.

    >>> _monthly(6016.0)
    501.33
    """
    if value is None:
        return None
    return _to_cents(Decimal(repr(value)) / 12)


def _to_cents(value: Decimal) -> float:
    """A value to the cent; one with more digits than the arithmetic keeps has no cents.

    >>> _to_cents(Decimal("501.335")), _to_cents(Decimal("1e40"))
    (501.34, 1e+40)
    """
    return float(value if value.adjusted() >= MOST_DIGITS else value.quantize(CENT, ROUND_HALF_UP))


MOST_DIGITS = 20

# --- targets -------------------------------------------------------------------------------------------------------


def _target_cells(facts: Sequence[Record]) -> list[tuple[Any, ...]]:
    known: dict[tuple[str, str, str], list[_Baseline]] = defaultdict(list)
    for record in facts:
        if record["kind"] not in ("outcome", "standard"):
            continue
        year = record["year"] if record["year"] is not None else record["period_end"]
        if year is None or record["value"] is None or not _indicator(record):
            continue
        if PART_OF_YEAR in parted(record["flags"]):
            continue
        known[record["doc_id"], _indicator(record), record["group"]].append(
            _Baseline(
                record["fact_id"],
                record["value"],
                year,
                record["unit"],
                record["char_start"],
                record["char_start"] if record["source"] == "table" else None,
                _is_increment(record["indicator_text"]),
                _years(record),
                bool(record["damaged"] or record["flags"]),
            )
        )
    return [
        _against(record, known.get((record["doc_id"], _indicator(record), record["group"]), []))
        for record in facts
        if record["kind"] == "target"
    ]


def _indicator(record: Record) -> str:
    return str(record["indicator_id"] or record["indicator"] or record["indicator_text"])


def _years(record: Record) -> int:
    """Over how many years a number adds up; shares do not add up."""
    start, end = record["period_start"], record["period_end"]
    return 1 if start is None or end is None or record["unit"] == "%" else int(end - start) + 1


def _against(target: Record, candidates: list[_Baseline]) -> tuple[Any, ...]:
    """The view's columns for one target: id, value and year of the baseline, change, its unit, percent, note."""

    def without(reason: str) -> tuple[Any, ...]:
        return "", None, None, None, "", None, reason

    year = target["year"] if target["year"] is not None else target["period_end"]
    if target["value"] is None:
        return without("the goal is in words")
    if year is None:
        return without("the goal has no date")
    if not candidates:
        return without("the document gives no earlier value for this indicator and group")
    earlier = [c for c in candidates if c.year < year and c.unit == target["unit"]]
    if not earlier:
        return without("the document gives no earlier value in the same unit")
    increment = _is_increment(target["indicator_text"])
    alike = [c for c in earlier if c.increment == increment]
    if not alike:
        return without("an increase is not measured against a stock")
    alike = [c for c in alike if c.years == _years(target)]
    if not alike:
        return without("a total over years is measured only against a total over as many years")
    row_start = target["char_start"] if target["source"] == "table" else None

    def same_row(c: _Baseline) -> bool:
        return row_start is not None and c.row_start == row_start

    best = max(alike, key=lambda c: (same_row(c), c.year, -abs(c.place - target["char_start"]), c.fact_id))
    notes = ["same row of the table" if same_row(best) else "another place of the document"]
    if not same_row(best) and len({c.value for c in alike if c.year == best.year}) > 1:
        notes.append("the document gives several values for that year")
    if best.flagged:
        notes.append("the baseline is flagged")
    if target["value_max"] is not None:
        notes.append("measured to the lower end")
    value, base = Decimal(repr(target["value"])), Decimal(repr(best.value))
    change, share = value - base, target["unit"] == "%"
    percent = None if share or base == 0 else _to_cents(change / base * 100)
    return (
        best.fact_id,
        best.value,
        best.year,
        float(change),
        "百分点" if share else target["unit"],
        percent,
        "; ".join(notes),
    )


# --- expenditures --------------------------------------------------------------------------------------------------


@cache
def _cues() -> tuple[tuple[str, str, str, bool], ...]:
    """Form, cue, flow and whether it is a verb, of every cue in both scripts; a longer form stands first."""
    forms = {
        (form, row["cue"], row["flow"], row["strength"] == "verb")
        for row in read_table("flows")
        for form in (row["cue"], row["traditional"])
        if row["strength"]
    }
    return tuple(sorted(forms, key=lambda form: (-len(form[0]), form)))


@cache
def _between() -> re.Pattern[str]:
    """What stands between a cue and its number, in both scripts."""
    rows = [row for row in read_table("flows") if row["flow"] == "between"]
    return re.compile(rf"(?:{alternation(form for row in rows for form in (row['cue'], row['traditional']))}| )+$")


@cache
def _increments() -> tuple[str, ...]:
    return tuple(row["cue"] for row in read_table("flows") if row["flow"] == "increment")


def _is_increment(wording: str) -> bool:
    return any(cue in wording for cue in _increments())


class _Hit(NamedTuple):
    at: int
    end: int
    cue: str
    flow: str
    verb: bool


def _hits(text: str) -> list[_Hit]:
    """Cues of ``text`` in order; a cue inside a longer one (投资 in 计划投资) does not count."""
    hits: list[_Hit] = []
    for form, cue, flow, verb in _cues():
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            if not any(hit.at < end and at < hit.end for hit in hits):
                hits.append(_Hit(at, end, cue, flow, verb))
            at = text.find(form, end)
    return sorted(hits)


def flow_of(wording: str, clause: str) -> tuple[str, str]:
    """Where the money went, and the word that says so; two empty strings where no word does.

    ``wording`` is the indicator as the document puts it, ``clause`` what stands before the number in its clause and is
    asked first. A word of intention wins; then a cue that touches the number (募集资金支出 5 万元); then the verb
    that opens the clause, but money from tickets sold is raised (销售福利彩票筹集公益金); nouns (捐赠, 补助) come last.

    >>> flow_of("福利彩票", "累计销售福利彩票")
    ('sold', '销售')
    >>> flow_of("公益金", "销售福利彩票筹集公益金")
    ('raised', '筹集')
    >>> flow_of("捐赠资金", "下拨捐赠资金")
    ('spent', '下拨')
    >>> flow_of("福彩公益金", "")
    ('', '')
    """
    for text in (_between().sub("", clause), wording):
        hits = _hits(text)
        if not hits:
            continue
        planned = [hit for hit in hits if hit.flow == "planned"]
        verbs = [hit for hit in hits if hit.verb]
        if planned:
            chosen = planned[0]
        elif hits[-1].end == len(text):
            chosen = hits[-1]
        else:
            chosen = (verbs or hits)[0]
            if chosen.flow == "sold":
                chosen = next((hit for hit in verbs if hit.flow == "raised"), chosen)
        return chosen.flow, chosen.cue
    return "", ""


def _clause(record: Record) -> str:
    """What stands between the last punctuation mark and the number, within the quote."""
    quote: str = record["quote"]
    if record["number_start"] is not None:
        quote = quote[: max(0, record["number_start"] - record["char_start"])]
    cut = max(quote.rfind(mark) for mark in CLAUSE_ENDS)
    return quote[cut + 1 :]


def _expenditure_cells(facts: Sequence[Record]) -> list[tuple[Any, ...]]:
    return [
        (*flow_of(record["indicator_text"], _clause(record)), *_annual(record))
        for record in facts
        if record["kind"] == "expenditure"
    ]


def _annual(record: Record) -> tuple[Any, ...]:
    """Years of the span, yearly average, its upper end, and why there is none."""
    start, end, year = record["period_start"], record["period_end"], record["year"]
    if start is not None and end is not None and end >= start:
        years = end - start + 1
    elif year is not None:
        years = 1
    else:
        return None, None, None, "the sum is undated"
    if record["unit"] != "元":
        return years, None, None, f"{record['unit'] or 'no unit'} is not a sum of money"
    if record["value"] is None:
        return years, None, None, "the text gives no number"
    return years, _share(record["value"], years), _share(record["value_max"], years), ""


def _share(value: float | None, years: int) -> float | None:
    return None if value is None else _to_cents(Decimal(repr(value)) / years)


# --- the views -----------------------------------------------------------------------------------------------------

# table → the kind of its facts, and the cells of its own columns, one tuple per fact of that kind
VIEWS: dict[str, tuple[str, Callable[[Sequence[Record]], list[tuple[Any, ...]]]]] = {
    "targets": ("target", _target_cells),
    "standards": ("standard", _standard_cells),
    "expenditures": ("expenditure", _expenditure_cells),
    "outcomes": ("outcome", _outcome_cells),
}


@cache
def _layout(view: str) -> tuple[int, ...]:
    """For each column of a view, its place in: what is said of the document, the fact's cells, the view's own."""
    have = [*(name for name, _ in ABOUT), *names("facts")]
    have += [name for name in names(view) if name not in have]
    return tuple(have.index(name) for name in names(view))


def view_rows(facts: Sequence[Sequence[Any]], plan: Sequence[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every view of one document, from its rows of ``facts`` and ``plans`` (plain values, None missing)."""
    keys, of_plan = names("facts"), names("plans")
    plain = [dict(zip(keys, row, strict=True)) for row in facts]
    about = [plan[of_plan.index(own)] for _, own in ABOUT]
    found = {}
    for view, (kind, cells) in VIEWS.items():
        chosen = [row for row, record in zip(facts, plain, strict=True) if record["kind"] == kind]
        layout, rows = _layout(view), []
        for row, own in zip(chosen, cells(plain), strict=True):
            values = (*about, *row, *own)
            rows.append(tuple(values[at] for at in layout))
        found[view] = rows
    return found


def _view(table: str, facts: pd.DataFrame, plans: pd.DataFrame, kinds: Sequence[str] = ()) -> pd.DataFrame:
    """Facts of a kind, with region and period of their document before and the view's own columns behind."""
    import pandas as pd

    kind, cells = VIEWS[table]
    view = facts[facts["kind"].eq(kind)].reset_index(drop=True)
    about = plans.set_index("doc_id")
    for name, own in ABOUT:
        view[name] = view["doc_id"].map(about[own])
    added = [column for column in columns(table) if column.name not in view.columns]
    extra = cells(records(facts[facts["kind"].isin((kind, *kinds))])) if added else []
    for column, values in zip(added, zip(*extra, strict=True) if extra else [()] * len(added), strict=True):
        view[column.name] = pd.Series(list(values), dtype=dtype_of(column))
    return typed(view, table)


def outcomes(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Facts of kind ``outcome`` with region and plan period."""
    return _view("outcomes", facts, plans)


def standards(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Facts of kind ``standard``, also in 元/人/月.

    Only 元/人/年 is converted (÷12, rounded to 0.01 元): anything else would need to know what the text does not say.
    """
    return _view("standards", facts, plans)


def targets(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Facts of kind ``target`` with their baseline and the required change.

    The baseline is an outcome (or a standard in force) of the same document, indicator, group and unit, dated before
    the target: from the same row of a table where there is one, else the latest, else the nearest in the text. A goal
    for an increase (新增 …) is never measured against a stock, nor a total over years against a single year.
    ``baseline_note`` says why a baseline is absent.
    """
    return _view("targets", facts, plans, ("outcome", "standard"))


def expenditures(facts: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Facts of kind ``expenditure`` with flow and yearly average (beside, never instead of, the written value)."""
    return _view("expenditures", facts, plans)
