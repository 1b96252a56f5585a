"""Figures of agreement between human-coded records and facts, of one document or of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ALPHA_FIELDS", "FIELDS", "Agreement", "Difference", "Share", "combined", "krippendorff_alpha"]

FIELDS = ("unit", "kind", "time", "group", "comparator", "attribute", "indicator")
ALPHA_FIELDS = ("kind", "unit", "group", "comparator", "attribute")


@dataclass(frozen=True, slots=True)
class Share:
    """Hits against what was to be found (``gold``) and what was found (``found``)."""

    hits: int
    gold: int
    found: int
    found_hits: int | None = None  # hits among what was found, where both sides are counted by their own label

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.gold)

    @property
    def precision(self) -> float:
        return (self.hits if self.found_hits is None else self.found_hits) / max(1, self.found)

    @property
    def f1(self) -> float:
        if self.found_hits is None:
            return 2 * self.hits / max(1, self.gold + self.found)
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Share) -> Share:
        own = None if self.found_hits is None else self.found_hits + (other.found_hits or 0)
        return Share(self.hits + other.hits, self.gold + other.gold, self.found + other.found, own)

    def as_dict(self) -> dict[str, float | int]:
        rates = {name: round(getattr(self, name), 4) for name in ("recall", "precision", "f1")}
        return {"hits": self.hits, "gold": self.gold, "found": self.found, **rates}


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement: ``missed``, ``false``, ``field`` (matched, but a field differs) or ``unsafe``.

    *unsafe* is the worst: a number that the crawl damaged, given without any flag and with another value.
    """

    sort: str
    doc_id: str
    line: int
    fields: tuple[str, ...]
    gold: str
    found: str
    quote: str

    def __str__(self) -> str:
        parts = [f"{self.sort.upper():7}{self.doc_id}:{self.line}"]
        if self.fields:
            parts.append(",".join(self.fields))
        if self.gold:
            parts.append(f"coded {self.gold}")
        if self.found:
            parts.append(f"found {self.found}")
        return " | ".join([*parts, self.quote.replace("\r", "").replace("\n", "⏎").replace("\t", "⇥")])


@dataclass(frozen=True)
class Agreement:
    """Agreement on one document, or on several taken together."""

    doc_id: str
    quantity: Share
    fact: Share
    rules: Share  # policy parameters: recall only
    by_kind: Mapping[str, Mapping[str, Share]]  # kind → {"quantity": …, "fact": …}
    by_field: Mapping[str, Share]  # of all statements, those matched that agree in this field
    matched: int  # matched records that count
    damaged: int  # records of damaged numbers
    unsafe: int
    labels: Mapping[str, tuple[tuple[str, str], ...]] = field(repr=False)  # field → (coder, software) labels
    differences: tuple[Difference, ...] = field(repr=False)

    @property
    def alpha(self) -> dict[str, float | None]:
        return {name: krippendorff_alpha(self.labels[name]) for name in ALPHA_FIELDS}

    def agree_share(self, name: str) -> float:
        """Share of matched records that agree in a field."""
        return self.by_field[name].hits / max(1, self.matched)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, for JSON."""
        return {
            "doc_id": self.doc_id,
            "gold": self.quantity.gold,
            "predicted": self.quantity.found,
            "quantity": self.quantity.as_dict(),
            "fact": self.fact.as_dict(),
            "rules": self.rules.gold,
            "rule_recall": round(self.rules.recall, 4),
            "by_kind": {
                kind: {level: share.as_dict() for level, share in levels.items()}
                for kind, levels in self.by_kind.items()
            },
            "by_field": {
                name: {**share.as_dict(), "of_matched": round(self.agree_share(name), 4)}
                for name, share in self.by_field.items()
            },
            "alpha": {name: None if value is None else round(value, 4) for name, value in self.alpha.items()},
            "damaged": self.damaged,
            "unsafe": self.unsafe,
        }


def combined(agreements: Sequence[Agreement]) -> Agreement:
    """Agreement over several documents, every statement counting once (micro average)."""
    if not agreements:
        raise ValueError("no document to combine")

    def total(share: Callable[[Agreement], Share]) -> Share:
        parts = [share(one) for one in agreements]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole + part
        return whole

    first = agreements[0]
    return Agreement(
        "all",
        total(lambda one: one.quantity),
        total(lambda one: one.fact),
        total(lambda one: one.rules),
        {
            kind: {level: total(lambda one, k=kind, v=level: one.by_kind[k][v]) for level in levels}  # type: ignore[misc]
            for kind, levels in first.by_kind.items()
        },
        {name: total(lambda one, n=name: one.by_field[n]) for name in FIELDS},  # type: ignore[misc]
        sum(one.matched for one in agreements),
        sum(one.damaged for one in agreements),
        sum(one.unsafe for one in agreements),
        {name: tuple(pair for one in agreements for pair in one.labels[name]) for name in ALPHA_FIELDS},
        tuple(difference for one in agreements for difference in one.differences),
    )


def krippendorff_alpha(units: Iterable[Sequence[str | None]]) -> float | None:
    """Krippendorff's alpha for nominal data; one sequence of labels (``None`` for missing) for each coded unit.

    1 is full agreement, 0 what chance would give, below 0 is systematic disagreement. ``None`` where it is not
    defined: no unit has two labels, or all labels are the same. (Krippendorff, Content Analysis, 2004, ch. 11)

    >>> krippendorff_alpha([("a", "a"), ("b", "b")])
    1.0
    >>> krippendorff_alpha([("a", "a"), ("a", "a")]) is None
    True
    """
    totals: Counter[str] = Counter()
    disagreement = 0.0
    for unit in units:
        labels = [label for label in unit if label is not None]
        if len(labels) < 2:
            continue
        counts = Counter(labels)
        totals.update(counts)
        unlike = len(labels) ** 2 - sum(count**2 for count in counts.values())  # ordered pairs of unlike labels
        disagreement += unlike / (len(labels) - 1)
    size = sum(totals.values())
    expected = size**2 - sum(count**2 for count in totals.values())
    if not expected:
        return None
    return 1.0 - (size - 1) * disagreement / expected
