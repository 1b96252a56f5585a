"""What one paragraph leaves to the next: a date that still holds, and a number that a break has cut in two."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from analysis.coding.calendar import Calendar, Moment, moments
from analysis.coding.completing import names_benefit
from analysis.coding.dating import of_a_base
from analysis.coding.lexicon import alternation, cue_pattern, cues
from analysis.coding.setting import Setting
from analysis.coding.tense import begins_next, outlook
from analysis.model import Block, Role

_ITEM = re.compile(r"\s*(?:—|-{2}|•|·|[(（]?\d{1,2}[)）.、]|[①-⑳])")
_DIGIT_AT_END = re.compile(r"\d[.．]?\s*$")
_DIGIT_AT_START = re.compile(r"\s*(?:\d{1,2}、)?\d+(?![\d.]*[.、)）]\s*[一-鿿])")


_LEAD_LINE = re.compile(r"\s*(?P<lead>[^,;。:\d]{2,16}):\s*")  # 文明治丧奖补:
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百\d]{1,5}条\s*")
_DELIVERED = re.compile(r"日在.*会议上\s*$")  # the line below the title of a report
_LIST_NUMBER = re.compile(r"\s*(?:(?P<number>\d{1,2})[.．、]|(?P<padded>\d\d)[ \u3000](?=[一-鿿]))")


@cache
def _benefit_first() -> re.Pattern[str]:
    """The benefit that an article of rules begins with: 运营补贴按…, 高龄津贴标准为…."""
    payment = alternation(cues("payment"))
    return re.compile(rf"(?P<benefit>[^,;。:、\d]{{0,10}}?(?:{payment}))(?:标准)?(?={alternation(cues('set_by'))})")


def _begins_with_benefit(article: str) -> str:
    m = _benefit_first().match(article)
    return m["benefit"] if m else ""


class Carry:
    """Dates that govern paragraphs behind the one that states them; mutable, local to one document.

    The goal date of a chapeau (到2025年，…：) governs the items under it. In a document that tells no date of its own,
    the last year it names governs what follows, but for what it says of today (截至目前), and a year that leans on
    another (去年, 由2010年的180元).
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.chapeau: tuple[int, Moment] | None = None  # section, date
        self.last: Moment | None = None
        self.broken = False
        self._ahead = False  # whether the section looks ahead where somebody last asked
        self._turned = False  # whether a paragraph of the section turned to what comes next (下一步,…)
        self._heard: list[str] = []  # its paragraphs since then
        self._tail = self._text = ""
        self.mark = 0  # length of the paragraph's list number
        self._item = 0
        self._section = -1
        self._lead = ""  # the last line that named what stands below it

    def into(self, view: str, block: Block, setting: Setting) -> Setting:
        """The paragraph's setting with the date it inherits, if any."""
        text = view[block.start : block.end]
        goes_on = block.section == self._section and self._tail.strip()[-1:].isalnum() and not text[:1].isspace()
        if block.section != self._section:
            self._heard.clear()
            self._ahead, self._section, self._lead, self._turned = False, block.section, "", False
        else:
            self._heard.append(self._text)
        self._text = text
        self._count(text)
        self.broken = bool(_DIGIT_AT_END.search(self._tail) and _DIGIT_AT_START.match(text))
        self._tail = text[-8:]
        inherited = setting.moment
        goals = setting.role is Role.GOALS and not self.calendar.several_years
        if (goals or _ITEM.match(text)) and self.chapeau is not None and self.chapeau[0] == block.section:
            inherited = self.chapeau[1]
        elif goes_on or not (self.calendar.certain or cue_pattern("now").match(text.lstrip())):
            inherited = inherited or (self.last if self._near(self.last) else None)
        self._learn(view, block, setting.role)
        article = _ARTICLE.match(text)
        if named := _LEAD_LINE.fullmatch(text, article.end() if article else 0):
            self._lead = named["lead"]
        elif article:
            self._lead = _begins_with_benefit(text[article.end() :])
        if names_benefit(self._lead):
            setting = replace(setting, section=self._lead)
        self._turned = self._turned or begins_next(text, 0, len(text), self.calendar)
        if self._turned and setting.role in (Role.REVIEW, Role.SITUATION, Role.NONE):
            setting = replace(setting, role=Role.TASKS, moment=None)
        looks_back = setting.role is not Role.REVIEW and cue_pattern("review_opening").search(text[:60]) is not None
        if inherited is setting.moment and not looks_back:
            return setting
        return replace(setting, moment=inherited, role=Role.REVIEW if looks_back else setting.role)

    @property
    def ahead(self) -> bool:
        """Whether the section looks ahead before the paragraph that came last; asked of few, so found out then."""
        told = (outlook(text) for text in reversed(self._heard))
        self._ahead = next((ahead for ahead in told if ahead is not None), self._ahead)
        self._heard.clear()
        return self._ahead

    def _count(self, text: str) -> None:
        """Learn whether the paragraph begins with the number that follows that of the paragraph before, or with 01.

        Behind ``1.`` and before ``3.`` the 2 of 2.3万元至5万元 is a list number, and the amount begins with 3.
        """
        m = _LIST_NUMBER.match(text)
        number = int(m["number"] or m["padded"]) if m else 0
        follows = m is not None and number == self._item + 1 and (number > 1 or m["padded"] is not None)
        self._item = number if follows or (m and not text[m.end() : m.end() + 1].isdigit()) else 0
        self.mark = m.end() if follows and m else 0

    def _near(self, moment: Moment | None) -> bool:
        """Whether a year named before may be the year the document speaks of."""
        return moment is not None and (self.calendar.year is None or 0 <= self.calendar.year - moment.year <= 1)

    def _learn(self, view: str, block: Block, role: Role) -> None:
        if _DELIVERED.search(self._text):
            return  # the day on which a report was given dates nothing in it
        own = moments(view, block.start, min(block.end, block.start + 600), self.calendar)
        dates = [m for m in own if not m.span]
        named = [m for m in dates if any(c.isdigit() for c in view[m.start : m.end]) and not of_a_base(view, m)]
        self.last = named[-1] if named else self.last
        if _ITEM.match(view, block.start) or not dates:
            return
        goal = [m for m in dates if cue_pattern("up_to").search(view, max(0, m.start - 1), m.start)]
        self.chapeau = (block.section, goal[-1]) if goal and role in (Role.GOALS, Role.TASKS, Role.NONE) else None
