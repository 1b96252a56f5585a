"""What the headings around a passage say of it: its role, the time they name, and whether they look ahead."""

from __future__ import annotations

from dataclasses import replace

from analysis.coding.calendar import Calendar, Moment, moments
from analysis.coding.lexicon import cue_pattern
from analysis.coding.setting import Setting
from analysis.model import Plan, Role
from analysis.reading.roles import own_role


class Headings:
    """The headings of a document, each asked once; ``calendar`` is the document's."""

    def __init__(self, plan: Plan, calendar: Calendar) -> None:
        self._plan, self.calendar = plan, calendar
        self._settings: dict[int, Setting] = {}
        self._named: dict[int, list[Moment]] = {-1: []}
        self._tasks = self._first_tasks()

    def setting(self, section: int, lead: str) -> Setting:
        """The setting of a passage in a section (-1 for none); ``lead`` stands where that has no title."""
        if section < 0:
            return Setting(lead, Role.REVIEW if self.calendar.summary else Role.NONE, self.calendar)
        if section not in self._settings:
            self._settings[section] = self._read(section)
        found = self._settings[section]
        return found if found.section or not lead else replace(found, section=lead)

    def _read(self, section: int) -> Setting:
        title, role = self._plan.sections[section].title, self._plan.sections[section].role
        if role in (Role.REVIEW, Role.SITUATION) and cue_pattern("goal_heading").search(title):
            role = Role.NONE  # 基本情况和工作目标
        if self.calendar.summary and role in (Role.GOALS, Role.TASKS, Role.NONE) and not self._plans(section):
            role = Role.REVIEW
        if section < self._tasks and self._weakly_ahead(section):
            role = Role.REVIEW
        ahead = title != "" and cue_pattern("ahead").search(title) is not None
        times = self._times(section)
        dates = [m for m in times if not m.span or _later(m, self.calendar)]
        moment = dates[-1]._replace(first=dates[-1].last, span=False) if dates else None
        return Setting(title, role, self._of_past_years(times), moment, ahead)

    def _first_tasks(self) -> int:
        """The section of a yearly report with the tasks of its year, before which it looks back; 0 for none."""
        if self.calendar.doc_type != "work_report" or not self.calendar.annual or self.calendar.summary:
            return 0
        year, sections = str(self.calendar.year), self._plan.sections
        ahead = (Role.TASKS, Role.GOALS)
        return next((i for i, s in enumerate(sections) if s.role in ahead and year in s.title), 0)

    def _weakly_ahead(self, section: int) -> bool:
        """Whether nothing but the verb of a heading (推进…) says that a section is one of tasks."""
        while section >= 0:
            part = self._plan.sections[section]
            if part.role not in (Role.TASKS, Role.NONE) or own_role(part.title)[1] > WEAK:
                return False
            section = part.parent
        return True

    def _times(self, section: int) -> list[Moment]:
        """The times that the heading of a section names, or else the nearest heading around it that names any."""
        if section not in self._named:
            title = self._plan.sections[section].title
            title = "" if title == self._plan.header.title else title  # dates the document, which its calendar knows
            own = moments(title, 0, len(title), self.calendar)
            self._named[section] = own or self._times(self._plan.sections[section].parent)
        return self._named[section]

    def _of_past_years(self, times: list[Moment]) -> Calendar:
        """The calendar of a yearly report under a heading that names several past years: 过去五年工作回顾."""
        calendar = self.calendar
        if not calendar.annual or calendar.year is None or len(times) != 1:
            return calendar
        first, last = times[0].first, times[0].last
        past = times[0].span and first < last < calendar.year
        return replace(calendar, review_start=first, review_end=last) if past else calendar

    def _plans(self, section: int) -> bool:
        """Whether a heading around a section says that it looks ahead (下一步打算, 2022年工作计划)."""
        while section >= 0:
            if cue_pattern("plan_heading").search(self._plan.sections[section].title):
                return True
            section = self._plan.sections[section].parent
        return False


WEAK = (
    4  # the rank up to which words of a heading say too little (see ``section_roles.csv``): 以改善民生为重点的社会建设
)


def _later(moment: Moment, calendar: Calendar) -> bool:
    """Whether a heading names a plan's period beyond the document's own year (“十五五”时期的主要目标)."""
    return moment.period and calendar.annual and calendar.year is not None and moment.last > calendar.year
