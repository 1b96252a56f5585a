"""Names of indicators that the codebook does not know: their wording, with what their unit says of it."""

from __future__ import annotations

import re
from functools import cache

from analysis.coding.drafts import Draft
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues, denominators
from analysis.coding.phrases import without_reference
from analysis.model import Kind

_COUNTED = {"人": "人数", "人次": "人次", "户": "户数", "间": "间数"}


def open_name(draft: Draft, text: str) -> str:
    """The wording of a draft, completed where its unit tells what is counted.

    Denominators go, for the unit has them, and a rate of payment is a standard: 一般敬老院每所补助 becomes
    一般敬老院补助标准. What befalls or serves somebody, and does not say whom, counts those: 造成受灾, of persons,
    becomes 受灾人数. What a parameter is told beside (救助标准 为低保标准, 2倍) is not part of its name. Left alone:
    other units, and wordings that nothing would be left of.
    """
    if draft.unit.startswith("元/") and draft.kind in (Kind.STANDARD, Kind.TARGET):
        bare = _rates().sub("", text)
        rate = cue_at_end("payment").search(bare) and "标准" not in bare and not bare.endswith("补差")
        return f"{bare}标准" if rate else bare or text
    if draft.kind is Kind.RULE and draft.unit in ("倍", "%"):
        return without_reference(text)
    if draft.unit in _COUNTED and not text.startswith("每"):
        bare = _causing().sub("", text)
        if bare and not cue_pattern("person_noun").search(bare) and not bare.endswith(("数", "户", "人", "人次", "房")):
            return bare + _COUNTED[draft.unit]
    return text


@cache
def _rates() -> re.Pattern[str]:
    """By whom or what a payment is made, and that it is given: 每人每月给予, 每所."""
    rate = alternation(word for word in (*denominators(), *cues("fronted")) if word[0] == "每")
    return re.compile(rf"(?:按?(?:{rate}))+(?:{alternation(cues('handing'))})*")


@cache
def _causing() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternation(cues('causing'))})+")
