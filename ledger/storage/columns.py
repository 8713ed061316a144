"""How does a long column of values reach the server? As an array in the server's binary form.

The driver's own way looks at every element several times, and the server parses what it writes;
posting sends some sixty columns a call. `None` is NULL. A column of nothing but None is an empty
array: `unnest` fills it up with NULL, and what nothing is said of costs nothing.

    connection.execute("SELECT unnest(%s), unnest(%s)", (integers([1, 2]), texts(["a", None])))

The form (PostgreSQL, src/backend/utils/adt/arrayfuncs.c, array_recv), all numbers big-endian:
dimensions, whether there are NULLs, type of element; size and first index of each dimension; then
of each element its length in bytes (-1: NULL) and itself.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import ClassVar, TypeVar, cast
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.adapt import Dumper

_NULL = b"\xff\xff\xff\xff"
_FOUR, _EIGHT, _SIXTEEN, _ONE = (n.to_bytes(4, "big") for n in (4, 8, 16, 1))
_FIRST_DAY = date(2000, 1, 1).toordinal()

T = TypeVar("T")


class _Column(bytes):
    """The bytes of one array; the class says of what."""

    array_oid: ClassVar[int]
    element_oid: ClassVar[int]

    @classmethod
    def of(cls, elements: bytes, count: int, *, nulls: bool = False) -> bytes:
        """Elements with their lengths, or an empty array if there are none."""
        if not count:
            return cls(struct.pack(">iii", 0, 0, cls.element_oid))
        return cls(struct.pack(">iiiii", 1, nulls, cls.element_oid, count, 1) + elements)

    @classmethod
    def each(
        cls, values: Sequence[T | None], written: Callable[[T], bytes], *, few: bool = False
    ) -> bytes:
        """Values, some of them None, written one by one with their lengths; `few` of them differ:
        then each is written once.
        """
        if few:
            known = {value: _NULL if value is None else written(value) for value in {*values}}
            made = [known[value] for value in values]
        else:
            made = [_NULL if value is None else written(value) for value in values]
        missing = made.count(_NULL)
        if missing == len(made):
            return cls.of(b"", 0)
        return cls.of(b"".join(made), len(made), nulls=missing > 0)


class _Booleans(_Column):
    array_oid, element_oid = 1000, 16


class _Octets(_Column):
    array_oid, element_oid = 1001, 17


class _Integers(_Column):
    array_oid, element_oid = 1007, 23


class _Texts(_Column):
    array_oid, element_oid = 1009, 25


class _Bigints(_Column):
    array_oid, element_oid = 1016, 20


class _Days(_Column):
    array_oid, element_oid = 1182, 1082


class _Uuids(_Column):
    array_oid, element_oid = 2951, 2950


class _ColumnDumper(Dumper):
    format = pq.Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


for _column in (_Booleans, _Octets, _Integers, _Texts, _Bigints, _Days, _Uuids):
    psycopg.adapters.register_dumper(
        _column, type(f"{_column.__name__}Dumper", (_ColumnDumper,), {"oid": _column.array_oid})
    )


def integers(values: Sequence[int | None]) -> bytes:
    """An integer[]. Raises OverflowError."""
    if None in values:
        return _Integers.each(values, _integer)
    packed = array("i", cast(Sequence[int], values))
    framed = array("i", bytes(8 * len(packed)))
    framed[0::2] = array("i", [4]) * len(packed)
    framed[1::2] = packed
    if sys.byteorder == "little":
        framed.byteswap()
    return _Integers.of(framed.tobytes(), len(packed))


def bigints(values: Sequence[int | None]) -> bytes:
    """A bigint[]."""
    return _Bigints.each(values, lambda value: _EIGHT + value.to_bytes(8, "big", signed=True))


def booleans(values: Iterable[bool]) -> bytes:
    """A boolean[] without NULL."""
    made = [b"\x01" if value else b"\x00" for value in values]
    return _Booleans.of(_ONE.join([b"", *made]), len(made))


def days(values: Sequence[date | None]) -> bytes:
    """A date[]."""
    return _Days.each(values, lambda value: _integer(value.toordinal() - _FIRST_DAY), few=True)


def uuids(values: Sequence[UUID | None]) -> bytes:
    """A uuid[]."""
    return _Uuids.each(values, lambda value: _SIXTEEN + value.bytes)


def octets(values: Sequence[bytes | None]) -> bytes:
    """A bytea[]."""
    return _Octets.each(values, _with_length)


def texts(values: Sequence[str | None], *, few: bool = False) -> bytes:
    """A text[]; `few`: most of them are equal. Raises UnicodeEncodeError."""
    return _Texts.each(values, lambda value: _with_length(value.encode()), few=few)


def _integer(value: int) -> bytes:
    return _FOUR + value.to_bytes(4, "big", signed=True)


def _with_length(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value
