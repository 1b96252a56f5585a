"""Findings of checks as pages tell them, in the language of the page."""

from __future__ import annotations

from html import escape
from typing import Any

from analysis.publishing.words import name, say


def issue_words(row: Any, language: str) -> str:
    """A row of ``issues`` as HTML.

    In English its message; in Chinese what the check asks, what it expected and what it found, which are the
    document's own words, with the message on hover. A finding that has neither is told by its message in both.
    """
    message, asked = str(row["message"]), name("check", str(row["check"]), language)
    expected, found = str(row["expected"]), str(row["found"])
    if language == "en" or asked == row["check"] or not (expected and found):
        return escape(message)
    told = say("issue", language, asked=asked, expected=expected, found=found)
    return f'<span title="{escape(message)}">{escape(told)}</span>'
