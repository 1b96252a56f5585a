"""Frozen dataclasses and named tuples as JSON and back: what is kept between builds must be data and never code.

A record is the list of its fields' values, an enum its value, a tuple a list. What does not fit the types is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

__all__ = ["from_json", "to_json"]

Record = TypeVar("Record")
Plain = Any  # what JSON can hold
PLAIN = (str, int, bool, NoneType)


def to_json(record: Any) -> bytes:
    """A record of frozen dataclasses, named tuples, tuples, enums, strings, integers and None as JSON.

    >>> from analysis.model import Edit, Certainty
    >>> to_json(Edit(3, 4, "O", "0", "letters", Certainty.EXACT)).decode()
    '[3,4,"O","0","letters","exact",""]'
    """
    plain = _writer(_as_key(type(record)))(record)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_json(data: bytes, kind: type[Record]) -> Record:
    """The record behind ``to_json``; raises ``ValueError`` where the data are none of this kind.

    >>> from analysis.model import Edit
    >>> from_json(b'[3,4,"O","0","letters","exact",""]', Edit).certainty
    <Certainty.EXACT: 'exact'>
    """
    try:
        found: Record = _reader(_as_key(kind))(json.loads(data.decode("utf-8", "surrogatepass")))
    except (TypeError, RecursionError) as error:
        raise ValueError(f"not a record of {kind.__name__}: {error}") from error
    return found


def _as_key(kind: Any) -> Any:
    """A type as the caches take it: the checker does not know that types are hashable."""
    return kind


def _is_record(kind: Any) -> bool:
    return is_dataclass(kind) or hasattr(kind, "_fields")


def _names(kind: Any) -> tuple[str, ...]:
    """Names of the fields of a dataclass or a named tuple."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else kind._fields


def _hints(kind: Any) -> list[Any]:
    known = get_type_hints(kind)
    return [known[name] for name in _names(kind)]


def _is_plain(hint: Any) -> bool:
    return all(part in PLAIN for part in get_args(hint) or (hint,))


@cache
def _writer(kind: Any) -> Callable[[Any], Plain]:
    """How a value of a type becomes plain."""
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if _is_plain(inner):
            return list
        write = _writer(inner)
        return lambda values: [write(value) for value in values]
    if _is_record(kind):
        hints, values = _hints(kind), attrgetter(*_names(kind))
        deep = [(at, _writer(hint)) for at, hint in enumerate(hints) if not (_is_plain(hint) or _is_enum(hint))]
        if not deep:
            return values

        def written(record: Any) -> list[Plain]:
            cells = list(values(record))
            for at, write in deep:
                cells[at] = write(cells[at])
            return cells

        return written
    raise TypeError(f"{kind} cannot be kept")


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, str) and issubclass(hint, Enum)


@cache
def _reader(kind: Any) -> Callable[[Plain], Any]:
    """How a plain value becomes one of a type; raises ``ValueError`` or ``TypeError`` where it is none."""
    if _is_enum(kind):
        return kind  # type: ignore[no-any-return]
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if _is_plain(inner):
            return _plain_tuple(_types(inner))
        read = _reader(inner)
        return lambda values: tuple(map(read, _list(values)))
    if _is_record(kind):
        return _record_reader(kind)
    raise TypeError(f"{kind} cannot be kept")


def _types(hint: Any) -> frozenset[type]:
    return frozenset(get_args(hint) or (hint,))


def _plain_tuple(allowed: frozenset[type]) -> Callable[[Plain], tuple[Plain, ...]]:
    def read(values: Plain) -> tuple[Plain, ...]:
        if not set(map(type, _list(values))) <= allowed:
            raise ValueError(f"other values than {allowed}")
        return tuple(values)

    return read


def _record_reader(kind: Any) -> Callable[[Plain], Any]:
    hints = _hints(kind)
    deep = [(at, _reader(hint)) for at, hint in enumerate(hints) if not _is_plain(hint)]
    allowed = [_types(hint) if _is_plain(hint) else frozenset((str, list)) for hint in hints]
    good: set[tuple[type, ...]] = set()  # types of fields that were found right; records have few such rows of types

    def read(values: Plain) -> Any:
        found = tuple(map(type, _list(values)))
        if found not in good:
            if len(found) != len(allowed) or not all(one in types for one, types in zip(found, allowed, strict=True)):
                raise ValueError(f"not the fields of {kind.__name__}: {[one.__name__ for one in found]}")
            good.add(found)
        for at, inner in deep:
            values[at] = inner(values[at])
        return kind(*values)

    return read


def _list(values: Plain) -> list[Plain]:
    if type(values) is not list:
        raise ValueError(f"{type(values).__name__} instead of a list")
    return values
