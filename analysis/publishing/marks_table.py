"""Measures by document as a table in which every sign leads to the sentence that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML, display

from analysis.publishing.figures.measures import SHADES, STRENGTHS
from analysis.publishing.pages import sentence
from analysis.publishing.words import name, say

SIGNS = dict(zip(STRENGTHS, "·○◐●", strict=True))
EMPTY = {"not in force": "–", "not readable": "?", "damaged": "×", "": ""}
DOCUMENTS = 20  # columns that a screen shows; the rest is in the data of the figure


def marks_table(panel: pd.DataFrame, language: str) -> None:
    """Show :func:`analysis.comparing.measure_panel` as a matrix; a sign is a link, its quote is told on hover."""
    names = dict(zip(panel["doc_id"], panel["label"], strict=True))
    shown = list(names)[:DOCUMENTS]
    heads = "".join(f"<th scope='col'>{escape(names[doc_id])}</th>" for doc_id in shown)
    body, domain = [], ""
    cells = {(row["measure_id"], row["doc_id"]): row for row in panel.to_dict("records")}
    for row in panel.drop_duplicates("measure_id").to_dict("records"):
        if row["domain"] != domain:
            domain = row["domain"]
            title = escape(name("domain", domain, language))
            body.append(f"<tr><th scope='rowgroup' colspan='{len(shown) + 1}'>{title}</th></tr>")
        measure = escape(name("measure_id", row["measure_id"], language))
        signs = "".join(f"<td>{_sign(cells[row['measure_id'], doc_id], language)}</td>" for doc_id in shown)
        body.append(f"<tr><th scope='row' style='font-weight:normal'>{measure}</th>{signs}</tr>")
    more = say("more_documents", language, count=len(names) - len(shown)) if len(names) > len(shown) else ""
    empty = say("no_rows", language) if panel.empty else ""
    display(
        HTML(
            f"<p>{_key(language)}</p><div class='wide'><table><thead><tr><th></th>{heads}</tr></thead>"
            f"<tbody>{''.join(body)}</tbody></table></div><p>{more}{empty}</p>"
        )
    )


def _sign(row: Mapping[Any, Any], language: str) -> str:
    if row["state"] != "found":
        told = name("reason", row["why_not"], language) or name("state", row["state"], language)
        return f"<span title='{escape(told)}'>{EMPTY[row['why_not']]}</span>"
    told = f"{name('strength', row['strength'], language)} ×{row['marks']}: {row['quote']}"
    target = sentence(row["doc_id"], f"p{row['char_start']}")
    sign, style = SIGNS[row["strength"]], _style(row["strength"])
    return f"<a href='{target}' title='{escape(told)}' style='{style}'>{sign}</a>"


def _style(strength: str) -> str:
    return f"text-decoration:none;color:{'#555555' if strength == 'mentioned' else SHADES[strength]}"


def _key(language: str) -> str:
    said = [f"{SIGNS[one]} {name('strength', one, language)}" for one in STRENGTHS]
    said += [f"{sign} {name('reason', reason, language)}" for reason, sign in EMPTY.items() if reason]
    return escape(" · ".join(said)) + " · " + escape(say("blank", language))
