"""Which vouchers, and which other things, does the evidence of a lead name?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedVoucher:
    """A voucher by its key."""

    book: int
    year: int
    number: int


def vouchers_named(evidence: object, book: int) -> list[NamedVoucher]:
    """Every voucher named anywhere in the evidence, once, in the order met."""
    return list(dict.fromkeys(_named(evidence, book)))


_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def keys_named(value: object) -> list[str]:
    """Every key (uuid) of a lot, project, household … in it, once, in the order met."""
    return list(dict.fromkeys(_keys(value)))


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _KEY.findall(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _named(value: object, book: int) -> Iterator[NamedVoucher]:
    if isinstance(value, dict):
        year, number = value.get("year"), value.get("number")
        if isinstance(year, int) and isinstance(number, int):
            own = value.get("book")
            yield NamedVoucher(own if isinstance(own, int) else book, year, number)
        for inner in value.values():
            yield from _named(inner, book)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, book)
