"""What every comparison shares: which documents it is about, and how sure each of its numbers is.

A panel is a tidy frame with one row per fact. Nothing is dropped from it in silence: a fact that cannot be
compared stays, with the reason in ``left_out``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from analysis.codebook import read_table
from analysis.model import PlainError

#: What a reader must know of a number, and figures show: date from the context, damaged, flagged, said otherwise too.
MARKS = ("inferred", "damaged", "flagged", "conflict")


class SelectionError(PlainError):
    """A region or period that no document has; the message names those there are."""


@cache
def _names() -> dict[str, frozenset[str]]:
    """Division code → everything people call the region, from the codebook."""
    names: dict[str, frozenset[str]] = {}
    for row in read_table("regions"):
        called = {row["code"], row["name"], *row["short"].split("|")} - {""}
        names[row["code"]] = names.get(row["code"], frozenset()) | called
    return names


def same_place(wanted: str, code: str, name: str) -> bool:
    """Whether ``wanted`` names the region: its six-digit code, its full name, or a short name of the codebook.

    >>> [same_place(wanted, "500116", "江津区") for wanted in ("500116", "江津区", "江津", "江")]
    [True, True, True, False]
    """
    wanted = wanted.strip()
    return bool(wanted) and (wanted in (code, name) or wanted in _names().get(code, frozenset()))


def same_period(wanted: str, word: str, years: str) -> bool:
    """Whether ``wanted`` is the period's word or its years.

    >>> [same_period(wanted, "十四五", "2021-2025") for wanted in ("十四五", "2021–2025", "2021")]
    [True, True, False]
    """
    wanted = wanted.strip().replace("–", "-").replace("—", "-")
    return bool(wanted) and wanted in (word, years)


def listed(asked: object) -> tuple[str, ...]:
    """Regions or periods as they are asked for: a list, one alone, or what ``papermill -p`` makes of either.

    Papermill hands over a list as its text, and digits as a number.

    >>> listed(["500116", 421300]), listed('["500116", "随州市"]'), listed("江津区、随州市"), listed(500116), listed("")
    (('500116', '421300'), ('500116', '随州市'), ('江津区', '随州市'), ('500116',), ())
    """
    if isinstance(asked, str):
        try:
            asked = json.loads(asked)
        except ValueError:
            asked = _SEPARATORS.split(str(asked).strip())
            return tuple(one.strip() for one in asked if one.strip())
    if asked is None:
        return ()
    return tuple(str(one) for one in asked) if isinstance(asked, list | tuple) else (str(asked),)


_SEPARATORS = re.compile("[,，、;；]")


def select_plans(plans: pd.DataFrame, regions: object = (), periods: object = ()) -> pd.DataFrame:
    """The documents of these regions and periods (see :func:`listed`); none asked for means all.

    A region is given by code or name (see :func:`same_place`), a period by its word (十四五, annual) or its years
    (2021-2025, 2024). Raises :class:`SelectionError` for one that no document of the table has, and for a region and
    period that are both there but never in the same document.
    """
    regions, periods = listed(regions), listed(periods)
    keep = pd.Series(True, index=plans.index)
    for wanted, there, same, what in (
        (regions, list(zip(plans["region_code"], plans["region"], strict=True)), same_place, "region"),
        (periods, list(zip(plans["period"], _years(plans), strict=True)), same_period, "period"),
    ):
        for name in wanted:
            if not any(same(name, *one) for one in there):
                raise SelectionError(_unknown(name, there, what))
        if wanted:
            keep &= pd.Series([any(same(name, *one) for name in wanted) for one in there], index=plans.index)
    if (regions or periods) and not keep.any():
        asked = f"{', '.join(regions)} in the period {', '.join(periods)}"
        raise SelectionError(f"No document is about {asked}. Give regions and periods that go together, or only one.")
    return plans[keep]


def one_plan(plans: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    """The row of one document; the first by name where ``doc_id`` is empty. Raises :class:`SelectionError` for a name
    that no document has, and where there is none at all."""
    if plans.empty:
        raise SelectionError("The tables hold no document: build some first.")
    if not doc_id:
        return plans.sort_values("doc_id", kind="stable").head(1)
    found = plans[plans["doc_id"].eq(doc_id)]
    if found.empty:
        raise SelectionError(_unknown(doc_id, [("", one) for one in plans["doc_id"]], "document"))
    return found


def _years(plans: pd.DataFrame) -> list[str]:
    """The years of each document's period: 2021-2025, or 2024 for one year, or the empty string."""
    spans = zip(plans["period_start"], plans["period_end"], strict=True)
    return ["" if pd.isna(a) or pd.isna(b) else f"{a}" if a == b else f"{a}-{b}" for a, b in spans]


def _unknown(name: str, there: Iterable[tuple[str, str]], what: str) -> str:
    labels = sorted({f"{second} ({first})" if first and second else first or second for first, second in there} - {""})
    known = "There are: " + ", ".join(labels) if labels else f"No document has a known {what}"
    return f"No document has the {what} “{name}”. {known}. Give one of these, or none for all."


def chosen(facts: pd.DataFrame, plans: pd.DataFrame, indicators: Iterable[str]) -> pd.DataFrame:
    """The facts of ``plans`` about these indicators, in the order of documents and places."""
    rows = facts[facts["indicator_id"].isin(set(indicators)) & facts["doc_id"].isin(plans["doc_id"])]
    return rows.sort_values(["doc_id", "char_start", "number_start", "fact_id"], kind="stable").reset_index(drop=True)


def marked(rows: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Facts with region and period of their document and their marks.

    Adds ``region`` (the document's name where the region is unknown), ``region_code``, ``plan_period``,
    ``plan_start``, ``inferred`` (the date follows from the context) and ``flagged`` (a reader should look first).
    Sorted by region code, then as the rows came.
    """
    about = plans[["doc_id", "region", "region_code", "period", "period_start"]]
    about = about.rename(columns={"period": "plan_period", "period_start": "plan_start"})
    panel = rows.merge(about, on="doc_id", how="left")
    panel["region"] = panel["region"].where(panel["region"].ne(""), panel["doc_id"])
    panel["inferred"], panel["flagged"] = panel["time_inferred"], panel["flags"].ne("")
    return panel.sort_values(["region_code", "region"], kind="stable").reset_index(drop=True)


def disputed(panel: pd.DataFrame, same: Sequence[str], value: str) -> pd.Series:
    """Whether rows that can be compared and agree in ``same`` differ in ``value``."""
    used = panel[panel["left_out"].eq("")]
    differing = used.groupby(list(same), sort=False)[value].transform("nunique").gt(1)
    return differing.reindex(panel.index, fill_value=False).astype(bool)


def clearest(rows: pd.DataFrame, same: Sequence[str]) -> pd.DataFrame:
    """Of statements that agree in ``same`` the one that needs least trust: its date written, undamaged, not flagged."""
    doubts = ["inferred", "damaged", "flagged"]
    return rows.sort_values(doubts, kind="stable").drop_duplicates(list(same)).sort_index()


def comparable(panel: pd.DataFrame) -> pd.DataFrame:
    """The rows of a panel that can be set beside each other."""
    return panel[panel["left_out"].eq("")]


def places(panel: pd.DataFrame) -> list[str]:
    """The regions of a panel, in its order."""
    return list(dict.fromkeys(panel["region"]))


def subjects(panel: pd.DataFrame) -> pd.Series:
    """What each row is about: the indicator's id or, where the codebook has none, the document's words for it."""
    return panel["indicator_id"].where(panel["indicator_id"].ne(""), panel["indicator"])


def labels(plans: pd.DataFrame) -> dict[str, str]:
    """Document → a short name that no other document of ``plans`` has: region, with its period, else the document's.

    >>> plans = pd.DataFrame({"doc_id": ["a", "b", "c"], "region": ["江津区", "随州市", "随州市"],
    ...                       "period": ["十四五", "十三五", "十四五"], "period_start": 2021, "period_end": 2025})
    >>> labels(plans)
    {'a': '江津区', 'b': '随州市 十三五', 'c': '随州市 十四五'}
    """
    spans = [
        years if word in ("", "annual") else word for word, years in zip(plans["period"], _years(plans), strict=True)
    ]
    found = dict(zip(plans["doc_id"], plans["region"], strict=True))
    longer = {
        doc_id: f"{region} {span}".strip() if region else ""
        for doc_id, region, span in zip(plans["doc_id"], plans["region"], spans, strict=True)
    }
    for names in (longer, {doc_id: doc_id for doc_id in found}):
        counts = Counter(found.values())
        found = {doc_id: names[doc_id] if not name or counts[name] > 1 else name for doc_id, name in found.items()}
    return found
