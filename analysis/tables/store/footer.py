"""The footer of a Parquet file, rewritten so that row groups written apart become one file.

A Parquet file is a magic number, row groups one behind the other, and a footer that says where they lie. Row groups
that lie elsewhere are the same bytes: only the offsets in the footer change. The footer is written in Thrift's compact
protocol (https://github.com/apache/parquet-format, ``parquet.thrift``); whatever is no offset is copied as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Union

__all__ = ["MAGIC", "described", "footer_of", "relocated"]

MAGIC = b"PAR1"
Change = Callable[[int], int]
Rules = Mapping[int, Union["Rules", Change]]  # by number of the field; those not named are copied

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _, _STRUCT = range(1, 13)
_INTEGERS = frozenset((_I16, _I32, _I64))
_NONE: Rules = {}
_NUM_ROWS, _ROW_GROUPS = 3, 4  # fields of FileMetaData
_MANY = 15  # in the head of a list: its length follows


def footer_of(file: bytes) -> tuple[int, bytes]:
    """Where the footer of a Parquet file begins, and the footer. Raises ``ValueError`` where there is none."""
    length = int.from_bytes(file[-8:-4], "little")
    begin = len(file) - 8 - length
    if file[:4] != MAGIC or file[-4:] != MAGIC or begin < 4:
        raise ValueError("not a Parquet file")
    return begin, file[begin:-8]


def relocated(footer: bytes, by: int, first: int) -> tuple[list[bytes], int]:
    """The descriptions of a file's row groups, ``by`` bytes further on and numbered from ``first``; and its rows."""

    def moved(offset: int) -> int:
        return offset + by if offset else 0  # 0 stands for none

    numbers = count(first)
    # RowGroup: columns, file_offset, ordinal; ColumnChunk: file_offset, meta_data, offset_index_offset,
    # column_index_offset; ColumnMetaData: data_page, index_page, dictionary_page and bloom_filter offsets
    data: Rules = {9: moved, 10: moved, 11: moved, 14: moved}
    column: Rules = {2: moved, 3: data, 4: moved, 6: moved}
    group: Rules = {1: column, 5: moved, 7: lambda _: next(numbers)}
    found: list[bytes] = []
    rows = 0
    walk = _Walk(footer)
    for number, kind in walk.fields():
        if number == _ROW_GROUPS:
            for inner in walk.items():
                found.append(walk.value(inner, group))
        elif number == _NUM_ROWS:
            rows = _signed(_Walk(walk.value(kind)).varint())
        else:
            walk.value(kind)
    return found, rows


def described(frame: bytes, groups: Sequence[bytes], rows: int) -> bytes:
    """The footer ``frame`` of a file without rows, with row groups that hold so many rows."""
    walk, out = _Walk(frame), bytearray()
    for number, kind in walk.fields():
        out += walk.head
        if number == _ROW_GROUPS:
            if list(walk.items()):
                raise ValueError("the file has row groups of its own")
            out += _list_head(len(groups)) + b"".join(groups)
        else:
            out += walk.value(kind, (lambda _: rows) if number == _NUM_ROWS else None)
    return bytes(out) + b"\0"


class _Walk:
    """A way through one value, from its first byte to its last."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.head = b""  # of the field that came last

    def fields(self) -> Iterator[tuple[int, int]]:
        """Number and kind of each field of a struct; its value is to be taken before the next one is asked for."""
        number = 0
        while self.data[self.at]:
            begin = self.at
            step, kind = divmod(self.data[begin], 16)
            self.at += 1
            number = number + step if step else _signed(self.varint())
            self.head = self.data[begin : self.at]
            yield number, kind
        self.at += 1

    def items(self) -> Iterator[int]:
        """The kind of each item of a list; its value is to be taken before the next one is asked for."""
        length, kind = divmod(self.data[self.at], 16)
        self.at += 1
        if length == _MANY:
            length = self.varint()
        for _ in range(length):
            yield kind

    def value(self, kind: int, rules: Rules | Change | None = None) -> bytes:
        """The bytes of a value, what ``rules`` name in it changed; they hold for each item of a list."""
        begin = at = self.at
        changed: list[tuple[int, int, bytes]] = []
        self._pass(kind, rules, changed)
        parts = []
        for start, end, instead in changed:
            parts += [self.data[at:start], instead]
            at = end
        return b"".join([*parts, self.data[at : self.at]]) if parts else self.data[begin : self.at]

    def _pass(self, kind: int, rules: Rules | Change | None, changed: list[tuple[int, int, bytes]]) -> None:
        """Go behind a value and add what is to be changed in it: from where to where, and what stands there then."""
        data = self.data
        if kind in _INTEGERS:
            begin = self.at
            while data[self.at] > 127:
                self.at += 1
            self.at += 1
            if callable(rules):
                found = _signed(_Walk(data[begin : self.at]).varint())
                changed.append((begin, self.at, _varint(_unsigned(rules(found)))))
        elif kind == _STRUCT:
            inner = rules if isinstance(rules, Mapping) else _NONE
            number = 0
            while head := data[self.at]:
                self.at += 1
                step = head >> 4
                number = number + step if step else _signed(self.varint())
                self._pass(head & 15, inner.get(number), changed)
            self.at += 1
        elif kind == _BINARY:
            length = self.varint()  # moves on by itself
            self.at += length
        elif kind in (_LIST, _SET):
            for own in self.items():
                self._pass(_BYTE if own in (_TRUE, _FALSE) else own, rules, changed)
        elif kind in (_BYTE, _DOUBLE):
            self.at += 1 if kind == _BYTE else 8
        elif kind not in (_TRUE, _FALSE):  # those say all in their head
            raise ValueError(f"a value of the kind {kind} is not known")

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7


def _list_head(length: int) -> bytes:
    """The head of a list of structs."""
    return bytes([length << 4 | _STRUCT]) if length < _MANY else bytes([_MANY << 4 | _STRUCT]) + _varint(length)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def _signed(number: int) -> int:
    return number >> 1 ^ -(number & 1)


def _unsigned(number: int) -> int:
    return number << 1 ^ number >> 63
