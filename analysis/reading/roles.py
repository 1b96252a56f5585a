"""Decides what a section does in its document from the words of its title and of the titles around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.codebook import read_table
from analysis.model import Role

_PERIOD = re.compile(
    r"“?十[一二三四五]五”?(?:时期|期间|末)?|(?:19|20)\d\d\s*[-—－至]?\s*(?:(?:19|20)\d\d)?\s*年?|(?:今年|去年|全[省市区县旗州盟]|我[省市区县旗州盟])"
)
_FILLER = re.compile(
    r"主要|总体|发展|工作|规划|民政|事业|具体|建设|基本|政府|经济|社会|和|与|及|的|、|,|,|\s|[“”()]|要求|任务|理念|原则|指标"
)

# Which roles a section's own words may give it inside a section of another role. A section that looks back keeps its
# role whatever its children sound like (重点工程建设), except where a child's whole title says otherwise.
_MAY = {
    Role.NONE: {Role.REVIEW, Role.SITUATION, Role.GOALS, Role.TASKS, Role.SAFEGUARDS},
    Role.GOALS: {Role.REVIEW, Role.SITUATION, Role.TASKS, Role.SAFEGUARDS},
    Role.SITUATION: {Role.REVIEW},
    Role.REVIEW: {Role.SITUATION},
    Role.TASKS: set(),
    Role.SAFEGUARDS: set(),
    Role.APPENDIX: {Role.REVIEW, Role.SITUATION, Role.GOALS, Role.TASKS, Role.SAFEGUARDS},
    Role.GLOSSARY: set(),
}
_WHOLE_MAY = {Role.REVIEW: {Role.GOALS}, Role.SITUATION: {Role.GOALS}, Role.TASKS: {Role.GOALS}}
# Rank a word needs inside such a section: below goals 取得新成就 (rank 7) is a goal, 完成情况 (9) looks back.
_LEAST = {Role.GOALS: 6, Role.REVIEW: 7, Role.SITUATION: 6}
_LEAST_REVIEW = 8


@cache
def _table() -> tuple[tuple[str, Role, str, int], ...]:
    return tuple(
        (row["word"], Role(row["role"]), row["where"], int(row["rank"])) for row in read_table("section_roles")
    )


@cache
def _words() -> dict[str, tuple[Role, str, int]]:
    return {word: (role, where, rank) for word, role, where, rank in _table() if where in ("any", "whole")}


@cache
def _any_word() -> re.Pattern[str]:
    """A word of the table, the longest that stands in its place."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(_words(), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()))


@cache
def _edges(where: str) -> tuple[dict[str, Role], tuple[int, ...]]:
    """The words that say something at the end of a title, or at its start, with what they say; their lengths."""
    said = {word: role for word, role, place, _ in _table() if place == where}
    return said, tuple(sorted(set(map(len, said)), reverse=True))


def own_role(title: str) -> tuple[Role, int]:
    """What the title alone says: role, and rank of the word that says it (0: nothing, 1: weak).

    >>> own_role("主要目标完成情况")[0], own_role("“十四五”时期发展目标")
    (<Role.REVIEW: 'review'>, (<Role.GOALS: 'goals'>, 7))
    """
    known = _words()
    if said := _any_word().findall(title):
        firmest, _, rank = known[_firmest(said)]
        return firmest, rank
    ends, sizes = _edges("end")
    for size in sizes:
        if role := ends.get(title[-size:]):
            return role, 1
    starts, sizes = _edges("start")
    for size in sizes:
        if role := starts.get(title[:size]):
            return role, 1
    return Role.NONE, 0


def _firmest(said: Sequence[str]) -> str:
    """Of the words of the table in a title the one that decides; the first of several of one rank."""
    known = _words()
    return said[0] if len(said) == 1 else max(said, key=lambda word: known[word][2])


def _says_all(title: str) -> bool:
    """Whether a title says nothing besides its role: 发展目标, but not 养老服务目标.

    >>> _says_all("“十四五”时期发展目标"), _says_all("养老服务目标")
    (True, False)
    """
    known = _words()
    said = _any_word().findall(title)
    role, where, _ = known[_firmest(said)] if said else (Role.NONE, "", 0)
    if where != "whole":
        return False
    rest = _PERIOD.sub("", title)
    for word in said:
        if known[word][0] is role:
            rest = rest.replace(word, "")
    return not _FILLER.sub("", rest)


def section_role(title: str, parent: Role) -> Role:
    """Role of a section inside a section of role ``parent`` (``Role.NONE`` at the top).

    >>> section_role("重点工程建设", Role.REVIEW), section_role("面临形势", Role.REVIEW)
    (<Role.REVIEW: 'review'>, <Role.SITUATION: 'situation'>)
    """
    role, rank = own_role(title)
    if role is Role.NONE or role is parent:
        return parent
    if parent is Role.NONE:
        return role
    least = _LEAST_REVIEW if role is Role.REVIEW and parent is not Role.APPENDIX else _LEAST.get(parent, 2)
    if role in _MAY[parent] and rank >= least:
        return role
    if role in _WHOLE_MAY.get(parent, set()) and _says_all(title):
        return role
    return parent
