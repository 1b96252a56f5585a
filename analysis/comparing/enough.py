"""How much text a statistic needs before it means anything. Below that the result is empty and says so."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NEEDS", "Need"]


@dataclass(frozen=True, slots=True)
class Need:
    """The least number of documents, of counted words in each, and why."""

    documents: int
    words: int
    why: str


#: Statistic → what it needs.
NEEDS = {
    # The cosine of two documents is defined from two on; but with fewer than a hundred counted words (about 300
    # characters of a plan) one repeated phrase moves it by a tenth and more.
    "similarity": Need(2, 100, "a similarity is that of two documents, and of a short one it is chance"),
    # Two documents can be joined in one way only: a tree says something from three on.
    "clusters": Need(3, 100, "two documents can be joined in one way only"),
    # The prior is what all documents use; with one document there is nothing it could differ from.
    "distinctive": Need(2, 100, "a word is distinctive against other documents"),
    "passages": Need(2, 0, "a passage is shared by two documents"),
    # Factors of a matrix of sections are stable (the same topics from either half of the documents) only when each
    # topic is met in several documents; a topic of one plan is that plan's table of contents.
    "topics": Need(30, 100, "a topic must be met in several documents to be more than a chapter of one"),
}
