"""What a number does with a stock or changes in it, so that it is not taken for the stock itself: ``changes.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analysis.codebook.loader import read_table


@dataclass(frozen=True, slots=True)
class Change:
    """A word behind an indicator's id, and how it changes the indicator's name (``{name}``) in both languages."""

    word: str
    name_zh: str
    name_en: str
    over_years: bool  # a rate of change over its years

    @property
    def suffix(self) -> str:
        """What the id of an indicator gets."""
        return f".{self.word}"

    def named(self, name: str, language: str = "zh") -> str:
        """The name of an indicator with this change, in the language of that name.

        >>> changes()["added"].named("养老床位数"), changes()["growth"].named("Donations", "en")
        ('新增养老床位数', 'Donations (growth)')
        """
        return (self.name_zh if language == "zh" else self.name_en).format(name=name)


@cache
def changes() -> dict[str, Change]:
    """Every change by its word."""
    return {
        row["change"]: Change(row["change"], row["name_zh"], row["name_en"], row["over_years"] == "yes")
        for row in read_table("changes")
    }
