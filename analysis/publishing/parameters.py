"""The parameters of a notebook, read from its cell tagged ``parameters``, and whether values fit them."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.model import PlainError


class ParameterError(PlainError):
    """Parameters that a notebook does not take; the message names notebook, parameter and what it takes."""


WIDTHS = ("single", "double")  # of a figure, in columns of a journal
#: Parameters that are one of a few words, where that is what their default is.
WORDS = {"column": WIDTHS}


def defaults(path: Path) -> dict[str, Any]:
    """The parameters of a notebook with their default values.

    Read from the source of the cell by its syntax: nothing is run, and ``=`` inside a default or a comment does not
    matter. Raises :class:`ParameterError` where the file is no notebook, has no such cell, or the cell holds anything
    but assignments of plain values to names.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [one for one in notebook["cells"] if "parameters" in one.get("metadata", {}).get("tags", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParameterError(f"{path.name} is not a notebook that can be read ({error})") from None
    if not cells:
        raise ParameterError(f"{path.name} has no cell tagged “parameters”; tag the cell that holds its defaults")
    try:
        tree = ast.parse("".join(cells[0]["source"]))
    except SyntaxError as error:
        raise ParameterError(f"{path.name}: its parameters cell is not Python ({error.msg})") from None
    found: dict[str, Any] = {}
    for statement in tree.body:
        name, value = _assignment(statement)
        try:
            found[name] = ast.literal_eval(value)
        except ValueError:
            name = ""
        if not name:
            shown = ast.unparse(statement)
            raise ParameterError(f"{path.name}: the parameters cell holds “{shown}”, expected name = plain value")
    return found


def _assignment(statement: ast.stmt) -> tuple[str, ast.expr]:
    """Name and value of ``name = value``; an empty name for any other statement."""
    target: ast.expr | None = None
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    value = getattr(statement, "value", None)
    return (target.id, value) if isinstance(target, ast.Name) and value is not None else ("", ast.Constant(None))


def check(path: Path, given: Mapping[str, Any]) -> None:
    """Refuse parameters that the notebook does not have or whose type is not that of the default.

    A default of None takes anything; whole numbers pass for decimal ones; members of a list must have the type of the
    members of the default, or be text where the default is empty; one of a few words (``WORDS``) must be one of them.
    Raises :class:`ParameterError`.
    """
    known = defaults(path)
    for name, value in given.items():
        if name not in known:
            takes = ", ".join(known) or "no parameters"
            raise ParameterError(f"{path.name} has no parameter “{name}”; it takes {takes}")
        if not _fits(value, known[name]):
            expected = _type_name(known[name])
            raise ParameterError(f"{path.name}: parameter “{name}” is {value!r}, expected {expected}")
        words = WORDS.get(name, ())
        if known[name] in words and value not in words:
            raise ParameterError(f"{path.name}: parameter “{name}” is “{value}”, expected {' or '.join(words)}")


def _fits(value: Any, default: Any) -> bool:
    if default is None:
        return True
    if isinstance(default, list | tuple):
        member = default[0] if default else ""
        return isinstance(value, list | tuple) and all(_fits(one, member) for one in value)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, float):
        return isinstance(value, int | float)
    return isinstance(value, type(default))


def _type_name(default: Any) -> str:
    if isinstance(default, list | tuple):
        return f"a list of {_type_name(default[0] if default else '')}"
    return {str: "text", int: "a whole number", float: "a number", bool: "True or False"}.get(
        type(default), type(default).__name__
    )
