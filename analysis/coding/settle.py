"""Damaged numbers settled by the rest of their document: another place, or arithmetic, that leaves one reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from analysis.coding.damage import DENOMINATOR_LOST
from analysis.coding.damaged_sums import MAGNITUDE_LOST
from analysis.coding.drafts import Draft
from analysis.coding.lexicon import cue_at_end, cue_pattern
from analysis.model import Kind


def settle(drafts: Sequence[Draft]) -> None:
    """Read, in place, the damaged drafts of one document whose right reading its other drafts make certain.

    Every change is named in the flags; a draft that nothing settles keeps its written value and its flag.
    """
    _small_among_items(drafts)
    for draft in drafts:
        if DENOMINATOR_LOST in draft.flags:
            _denominator_from_table(draft, drafts)
        if MAGNITUDE_LOST in draft.flags:
            _magnitude_from_recipients(draft, drafts)


FORM = 3  # characters with which items of one form end: (一)老年人福利类项目, (二)残疾人福利类项目
TEN_THOUSAND = LARGE = 10_000
SMALL = 1_000
LEAST_ITEMS = 2


def _small_among_items(drafts: Sequence[Draft]) -> None:
    """Flag sums of a few yuan among items of one form that are thousands of times as large: 万 is lost.

    Read where the same digits stand with 万 elsewhere in the document.
    """
    sums = [(d, d.value) for d in drafts if d.source == "prose" and d.unit == "元" and d.value is not None]
    large = Counter(d.phrase[-FORM:] for d, value in sums if value >= LARGE)
    amounts = {value for _, value in sums if value >= LARGE}
    for draft, value in sums:
        item = cue_at_end("item_of_sums").search(draft.phrase) is not None and MAGNITUDE_LOST not in draft.flags
        if not item or value >= SMALL or large[draft.phrase[-FORM:]] < LEAST_ITEMS or draft.group:
            continue
        draft.damaged, draft.flags = True, (*draft.flags, MAGNITUDE_LOST)
        if value * TEN_THOUSAND in amounts:
            draft.note = f"written {value} 元; the same digits stand with 万 elsewhere"
            draft.value, draft.flags = value * TEN_THOUSAND, (*draft.flags, "read:same-amount-elsewhere")
            draft.kind = Kind.EXPENDITURE if draft.kind == Kind.STANDARD else draft.kind


def _denominator_from_table(draft: Draft, drafts: Sequence[Draft]) -> None:
    """The unit of the same amount for the same year in a table of the document."""
    units = {
        d.unit
        for d in drafts
        if d.dimension == "money_per_person"
        and d.value == draft.value
        and d is not draft
        and d.date.year == draft.date.year
    }
    if len(units) == 1:
        draft.unit, draft.dimension = units.pop(), "money_per_person"
        draft.flags = (*draft.flags, "read:same-amount-elsewhere")


SLACK = Decimal("1.05")  # recipients and standards are of one date, the sum is of a period
LEAST_SHARE = 50  # a sum below a fiftieth of what its recipients could have drawn is no reading of it


def _magnitude_from_recipients(draft: Draft, drafts: Sequence[Draft]) -> None:
    """万 or 亿 restored where recipients × standard × months admit exactly one of them.

    Recipients and standards are those of the same paragraph, paired by the words they share.
    """
    if draft.value is None or not cue_pattern("aggregate_money").search(draft.phrase):
        return
    near = [d for d in drafts if d.section == draft.section and abs(d.start - draft.start) < 600 and d.value]
    persons = [d for d in near if d.unit == "人"]
    rates = [d for d in near if d.unit == "元/人/月" and d.value is not None]
    yearly = Decimal(0)
    for rate in rates:
        partner = max(persons, key=lambda p: _shared(p.phrase, rate.phrase), default=None)
        if partner is None or _shared(partner.phrase, rate.phrase) < 3:
            return
        yearly += partner.value * rate.value * 12  # type: ignore[operator]
    first, last = draft.date.period_start, draft.date.period_end
    most = yearly * (last - first + 1 if first and last else 1)
    candidates = [
        c for c in (draft.value, draft.value * 10**4, draft.value * 10**8) if most / LEAST_SHARE <= c <= most * SLACK
    ]
    if yearly and len(candidates) == 1:
        draft.note = f"written {draft.value} 元; at most {most} 元 can have been paid"
        draft.value = candidates[0]
        draft.flags = (*draft.flags, "read:recipients-times-standard")


def _shared(a: str, b: str) -> int:
    """Number of pairs of neighbouring characters that two phrases share."""
    return len({a[i : i + 2] for i in range(len(a) - 1)} & {b[i : i + 2] for i in range(len(b) - 1)})
