"""The text of notebooks and captions in the language asked for: questions, limits, captions, what cannot be said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from analysis.codebook import Comparability
from analysis.comparing.cautions import across, between, within
from analysis.comparing.panels import MARKS, clearest, listed
from analysis.publishing.findings import Claim
from analysis.publishing.fitting import figure
from analysis.publishing.words import name, say, title_of

_MARKDOWN = str.maketrans({sign: "\\" + sign for sign in "\\`*_{}[]()#+-!|~>$"})
#: What makes a point of a figure: statements that agree in all of these are one point.
DRAWN_BY = (
    "region", "doc_id", "indicator_id", "indicator", "group", "basis", "role", "kind", "year", "span", "comparator",
)  # fmt: skip
# the first that a panel has is drawn, with its upper end
MEASURES = ("level", "monthly_value", "multiple", "implied", "per_year", "ratio", "value")
SHOWN = 40  # claims printed; all are checked


def plain(text: object) -> str:
    r"""Text of a document made safe inside Markdown: no markup, no HTML, no address that becomes a link by itself.

    >>> plain("<b>*x*</b>")
    '&lt;b&gt;\\*x\\*&lt;/b&gt;'
    >>> plain("http://x")
    'http&#58;//x'
    """
    return escape(str(text).translate(_MARKDOWN).replace("\\>", ">"), quote=False).replace("://", "&#58;//")


def question(notebook: str, language: str) -> str:
    """Title and question of a notebook, as Markdown."""
    return f"# {say(f'{notebook}.title', language)}\n\n{say(f'{notebook}.question', language)}"


def heading(part: str, language: str) -> str:
    """The heading of a part (data, figures, table, findings, limits), as Markdown."""
    return f"## {say(f'part.{part}', language)}"


def cannot_say(notebook: str, language: str) -> str:
    """What the comparison cannot say, as Markdown."""
    return f"{heading('limits', language)}\n\n{say(f'{notebook}.limits', language)}"


def choice(regions: object, periods: object, language: str) -> str:
    """Which regions and periods were asked for, as Markdown (papermill shows parameters as escapes)."""
    everything = say("all", language)
    asked = {what: ", ".join(plain(one) for one in listed(some)) or everything for what, some in
             (("regions", regions), ("periods", periods))}  # fmt: skip
    return say("choice", language, **asked)


def basis(panel: pd.DataFrame, plans: pd.DataFrame, language: str) -> str:
    """How many documents and facts a panel rests on, how they were read, and what was left out and why."""
    lines = [say("basis.documents", language, chosen=len(plans), used=panel["doc_id"].nunique(), facts=len(panel))]
    silent = plans[~plans["doc_id"].isin(panel["doc_id"])]
    if len(silent):
        names = say("comma", language).join(plain(one) for one in _names(silent)[:SHOWN])
        lines.append(say("basis.silent", language, count=len(silent), names=names))
    marks = {mark: int(panel[mark].sum()) for mark in MARKS}
    lines += [say(f"basis.{mark}", language, count=count) for mark, count in marks.items() if count]
    if "conversion" in panel:
        divided = int(panel["conversion"].eq("÷12").sum())
        lines += [say("basis.divided", language, count=divided)] if divided else []
    for reason, count in panel.loc[panel["left_out"].ne(""), "left_out"].value_counts(sort=False).items():
        lines.append(say("basis.left_out", language, count=count, reason=plain(name("reason", str(reason), language))))
    return "\n".join(f"- {line}" for line in lines)


def _names(plans: pd.DataFrame) -> list[str]:
    return [region or doc for region, doc in zip(plans["region"], plans["doc_id"], strict=True)]


def caption(stem: str, data: pd.DataFrame, language: str, notes: Sequence[str] = ()) -> str:
    """The caption of a figure in plain text: what it shows, from what, what its marks mean, and ``notes``."""
    parts = [title_of("figure", stem, language) + say("stop", language)]
    used = data[data["left_out"].eq("")] if "left_out" in data else data
    regions = [region for region in dict.fromkeys(used.get("region", ())) if region]
    listed_regions = say("comma", language).join(regions[:12]) + ("…" if len(regions) > 12 else "")
    key = "caption.source" if regions and "documents" not in used and "agreement" not in used else "caption.of"
    said = {"documents": _documents(used), "rows": len(used), "regions": listed_regions}
    parts.append(say(key if len(used) else "caption.none", language, **said))
    drawn = used
    if "doc_id" in used and {"inferred", "damaged", "flagged"} <= set(used.columns) and "documents" not in used:
        measure = next((column for column in MEASURES if column in used.columns), "fact_id")
        drawn = clearest(used, [column for column in (*DRAWN_BY, measure, f"{measure}_max") if column in used.columns])
    for mark in ("inferred", "flagged", "damaged", "conflict") if "documents" not in used else ():
        columns = [column for column in drawn.columns if column == mark or column.endswith(f"_{mark}")]
        count = int(drawn[columns].any(axis=1).sum()) if columns else 0
        if count:
            parts.append(say(f"caption.{mark}", language, count=count))
    if "conversion" in used and used["conversion"].eq("÷12").any():
        parts.append(say("caption.divided", language, count=int(used["conversion"].eq("÷12").sum())))
    if "target_comparator" in used:
        parts.append(say("caption.comparators", language))
    if len(data) > len(used):
        parts.append(say("caption.left_out", language, count=len(data) - len(used)))
    parts += notes
    return "".join(parts) if language == "zh" else " ".join(parts)


def _documents(used: pd.DataFrame) -> int:
    """How many documents the rows of a panel come from, whether they name one, two or only their number."""
    if "documents" in used:
        return int(used["documents"].sum())
    if "first_documents" in used:  # of two periods, the same ones in every row
        return int((used["first_documents"] + used["last_documents"]).max()) if len(used) else 0
    named = [column for column in used.columns if column == "doc_id" or str(column).startswith("doc_id_")]
    return pd.concat([used[column] for column in named]).replace("", pd.NA).nunique()


def promised(kept: pd.DataFrame, plans: pd.DataFrame, language: str) -> str:
    """How many promises there are, in how many of the documents, and how many have their outcome, as Markdown."""
    said = {"chosen": len(plans), "used": kept["doc_id"].nunique(), "promises": len(kept)}
    lines = [say("basis.promises", language, attained=int(kept["attained"].notna().sum()), **said)]
    reasons = kept.loc[kept["reason"].ne(""), "reason"].value_counts(sort=False)
    for reason, count in reasons.items():
        lines.append(say("basis.left_out", language, count=count, reason=plain(name("reason", str(reason), language))))
    return "\n".join(f"- {line}" for line in lines)


def scopes(money: pd.DataFrame, language: str) -> list[str]:
    """Where duties of civil affairs changed within the years of sums, as notes of a caption."""
    rows = [row for row in money.to_dict("records") if row["caution"]]
    found = [across(row["indicator_id"], int(row["first"]), int(row["last"])) for row in rows]
    return list(dict.fromkeys(_caution(one, language) for one in found if one is not None))


def about(plan: pd.DataFrame, language: str) -> str:
    """Title, region, period and sort of one document, as Markdown."""
    row = plan.iloc[0]
    words = {
        "title": row["title"] or row["doc_id"], "region": row["region"] or "–",
        "sort": name("doc_type", row["doc_type"], language),
        "period": name("period", row["period"], language) or "–",
    }  # fmt: skip
    return plain(say("about.document", language, **words))


def dated(stem: str, span: str) -> str:
    """The stem of a figure about one span of years, fit for a file's name.

    >>> dated("spending", "2016–2020"), dated("spending", "")
    ('spending_2016-2020', 'spending')
    """
    return f"{stem}_{span.replace('–', '-')}" if span else stem


def joined(*frames: pd.DataFrame) -> pd.DataFrame:
    """Frames of one shape below each other; those without rows are left out, so that they settle no types."""
    there = [frame for frame in frames if len(frame)]
    return pd.concat(there, ignore_index=True) if there else frames[0]


def definitions(indicators: Iterable[str], language: str) -> list[str]:
    """What the codebook says must be known before these indicators are set beside themselves, as notes of a caption."""
    return [_caution(one, language) for one in within(indicators)]


def _caution(caution: Comparability, language: str) -> str:
    both = dict.fromkeys((caution.id, caution.other))
    names = say("comma", language).join(name("indicator", one, language) for one in both)
    reason = name("reason", caution.reason, language)
    return say("caption.comparable", language, indicator=names, reason=reason)


def cautions(one: str, other: str, language: str) -> list[str]:
    """Why two indicators that a figure relates must not be taken for one, as notes of a caption."""
    found = between(one, other)
    return [] if found is None else [_caution(found, language)]


def national_sources(gaps: pd.DataFrame, language: str) -> list[str]:
    """Where the national figures of a frame come from, as notes of a caption."""
    found = [one for one in dict.fromkeys(gaps["source"]) if one]
    return [say("caption.national", language, sources=say("comma", language).join(found))] if found else []


def told(claims: Iterable[Claim], language: str) -> str:
    """The sentences of the claims as a Markdown list, or a word that there are none."""
    said = [plain(claim.text) for claim in claims]
    if not said:
        return say("no_findings", language)
    more = [say("more_findings", language, count=len(said) - SHOWN)] if len(said) > SHOWN else []
    return "\n".join(f"- {one}" for one in [*said[:SHOWN], *more])


def shown(value: object, language: str) -> str:
    """A cell of a table as people read it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return ""
    if isinstance(value, bool):
        return say("yes", language) if value else ""
    return figure(value, 2 if abs(value) >= 1 else 4) if isinstance(value, float) else str(value)
