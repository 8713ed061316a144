"""By which numbers do the bureau's files name households and lists?

A number (户编号, 清单编号) is given to a thing once; the thing's own key is a uuid that says
nothing. A file may also name the key itself, as an export does for what never had a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import String, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from ledger.register.once import add_once
from ledger.storage.tables import RegisterCode

CodeKind = Literal["household", "list"]


def add_codes(
    work: Session, book: int, kind: CodeKind, codes: Mapping[str, UUID], *, known_at: datetime
) -> int:
    """Give the things their numbers. Returns how many were new. Raises RegisteredOtherwise."""
    known = keys_of(work, book, kind, codes)
    return add_once(
        work,
        RegisterCode,
        [
            {"book": book, "kind": kind, "code": code, "key": key, "known_at": known_at}
            for code, key in codes.items()
            if known.get(code) != key
        ],
    )


def codes_there(work: Session, book: int, kind: CodeKind, codes: Iterable[str]) -> set[str]:
    """Which of these numbers were given; `keys_of` takes twice as long."""
    rows = work.execute(
        select(col(RegisterCode.code)).where(
            col(RegisterCode.book) == book,
            col(RegisterCode.kind) == kind,
            col(RegisterCode.code) == any_(bindparam(None, list(codes), type_=ARRAY(String))),
        )
    )
    return set(rows.scalars())


def keys_of(work: Session, book: int, kind: CodeKind, codes: Iterable[str]) -> dict[str, UUID]:
    """The keys of the numbers that were given; the others are left out."""
    rows = work.execute(
        select(col(RegisterCode.code), col(RegisterCode.key)).where(
            col(RegisterCode.book) == book,
            col(RegisterCode.kind) == kind,
            col(RegisterCode.code) == any_(bindparam(None, list(codes), type_=ARRAY(String))),
        )
    )
    return dict(rows.all())


def codes_of(work: Session, book: int, kind: CodeKind, keys: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of these things; what never had one is left out."""
    rows = work.execute(
        select(col(RegisterCode.key), col(RegisterCode.code)).where(
            col(RegisterCode.book) == book,
            col(RegisterCode.kind) == kind,
            col(RegisterCode.key) == any_(bindparam(None, list(keys), type_=ARRAY(Uuid))),
        )
    )
    return dict(rows.all())
