"""Functions that people call by hand tell a misspelt argument in one sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from typing import ParamSpec, TypeVar

from analysis.model import PlainError

__all__ = ["ArgumentError", "plainly"]

P = ParamSpec("P")
R = TypeVar("R")
NEAR = 0.5


class ArgumentError(PlainError, TypeError):
    """A call with an argument that the function does not have; the message names those there are."""


def plainly(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, which tells arguments that it does not take in a sentence (:class:`ArgumentError`)."""
    signature = inspect.signature(function)

    @wraps(function)
    def called(*args: P.args, **given: P.kwargs) -> R:
        try:
            signature.bind(*args, **given)
        except TypeError as error:
            raise ArgumentError(_told(function.__name__, list(signature.parameters), list(given), error)) from None
        return function(*args, **given)

    return called


def _told(name: str, names: list[str], given: list[str], error: TypeError) -> str:
    names = [one for one in names if one != "self"]
    there = f"It takes {', '.join(names)}."
    strange = next((one for one in given if one not in names), None)
    if strange is None:
        return f"{name}: {error}. {there} Name them, as in {name}({names[0]}=…)."
    near = get_close_matches(strange.casefold(), names, 1, NEAR)
    return f"{name} has no “{strange}”. " + (f"Did you mean “{near[0]}”? " if near else "") + there
