"""Parts of a whole: what 其中 and the members behind it count."""

from __future__ import annotations

import re
from functools import cache

from analysis.codebook import Match
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.linking import Link
from analysis.coding.phrases import generic, is_rate, only_verbs, starts_with_verb, strip_leading, without_leading_verb
from analysis.coding.quantities import Quantity
from analysis.coding.sentences import Clause
from analysis.coding.setting import Topic

LONGEST_PART = 12


def whole_of(view: str, clause: Clause, q: Quantity, link: Link, topic: Topic) -> str:
    """What a number that tells a part is a part of: 其中入院供养432人, and the members of its list behind it.

    A member is the bare name of something counted as the whole is (女性、残疾人 behind 其中老年人), and all of them
    together are no more than the whole.
    """
    if link.at == clause.start and cue_pattern("of_which").match(view, clause.start, clause.end):
        return topic.phrase
    if not topic.whole or q.unit != topic.whole_unit or link.rule != "noun before number":
        return ""
    if topic.rest == 0:
        topic.rest = topic.whole_number  # divided again: 男性30人、女性20人,未成年人5人
    return topic.whole if names_a_part(strip_leading(link.phrase)) and q.value <= topic.rest else ""


def names_a_part(text: str) -> bool:
    """Whether words are the name of some of what a whole counts: 其中 建档立卡户 4012户; no verb, no rate."""
    if text in cues("government_level"):
        return True
    plain = 2 <= len(text) <= LONGEST_PART and not only_verbs(text) and not starts_with_verb(text) and not generic(text)
    return plain and not is_rate(text)


def always_in_parts(whole: str, part: str, unit: str) -> bool:
    """Whether a part of a whole is a group of it, whatever its own name means elsewhere.

    医疗救助2863人次,其中 低保对象 1862人次; 公益金1260万元,其中 儿童福利 220万元; 低保对象…,其中 残疾人 2186人.
    """
    if cue_pattern("told_in_parts").search(whole):
        return True
    persons = unit in ("人", "户")
    return persons and _receivers().search(whole) is not None and not _receivers().search(part)


def distinguishing(text: str, match: Match) -> str:
    """What tells a part apart from a whole that the same wording counts: 内地居民 of 内地居民收养登记.

    All of the text where it is the wording: 社会工作师 of 持证社会工作者.
    """
    before, behind = text[: match.start], text[match.end :]
    rest = "" if before and behind else strip_leading(before + behind)
    return rest if len(rest) >= LEAST_NAME else without_leading_verb(text)


LEAST_NAME = 3  # characters that name a part by themselves


@cache
def _receivers() -> re.Pattern[str]:
    return re.compile(alternation([*cues("scheme"), *cues("scheme_by_area")]))
