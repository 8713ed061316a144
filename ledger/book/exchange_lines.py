"""Are the lines of a signed file what they must be, type by type and field by field?

A trusted peer may have a faulty program: what does not fit is refused here, by the place of the
field, and never reaches the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError

from ledger.book.signed_file import ExchangeFileUnreadable, SignedFile
from ledger.values.canonical import LARGEST_INTEGER, canonical

_STRICT = ConfigDict(extra="forbid", strict=True)
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Positive = Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
_NotNegative = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]


@dataclass(frozen=True, slots=True)
class _Facts:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    origin: str
    origin_book: _Number
    origin_doc_no: str
    origin_on: date
    origin_amount_fen: _Positive
    category: str
    level: str
    direct: Literal[0, 1]
    printed_source: str
    asset: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Delivery:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    year: _Number
    number: _Number
    entry: _Number
    lot: UUID
    amount_fen: _Positive
    doc_no: str
    sent_on: date
    withdrawn: Literal[0, 1]
    facts: _Facts
    upward: Literal[0, 1] = 0


@dataclass(frozen=True, slots=True)
class _Arrival:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    year: _Number
    number: _Number
    entry: _Number
    lot: UUID
    amount_fen: _Positive
    delivered_at: AwareDatetime
    received_fen: _NotNegative
    withdrawn: Literal[0, 1]


_DELIVERIES = TypeAdapter(list[_Delivery])
_ARRIVALS = TypeAdapter(list[_Arrival])


def deliveries_of(file: SignedFile) -> list[dict[str, Any]]:
    """The lines of a file of deliveries, fit for `take_deliveries()`."""
    lines = _read(_DELIVERIES, file)
    for line in lines:
        line["withdrawn"] = line["withdrawn"] == 1
        line["upward"] = line["upward"] == 1
        line["facts"]["direct"] = line["facts"]["direct"] == 1
        if line["facts"]["asset"] is None:
            del line["facts"]["asset"]
    return lines


def arrivals_of(file: SignedFile) -> list[dict[str, Any]]:
    """The lines of a receipt, fit for `take_receipt()`."""
    lines = _read(_ARRIVALS, file)
    for line in lines:
        line["withdrawn"] = line["withdrawn"] == 1
    return lines


def _read(adapter: TypeAdapter[Any], file: SignedFile) -> list[dict[str, Any]]:
    try:
        read: Sequence[Any] = adapter.validate_json(canonical([dict(x) for x in file.lines]))
    except ValidationError as error:
        at = "、".join(str(each) for each in error.errors()[0]["loc"])
        raise ExchangeFileUnreadable(f"往来文件的内容不合格式：第 {at} 项", at=at) from error
    places = [(each.year, each.number, each.entry) for each in read]
    if len(set(places)) != len(places):
        raise ExchangeFileUnreadable("往来文件里同一条下达出现了两次")
    lines: list[dict[str, Any]] = adapter.dump_python(list(read), mode="json")
    return lines
