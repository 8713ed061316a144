"""How is something with a key registered in versions, so that nothing said before is lost?

    add_versions(work, CONTRACTS, book, [Entered(contract)], actor="wang", known_at=now)

The first time it is version 1. The same again adds nothing. What was left open may be filled in
later (a milestone is reached, a term gets its end): the next version, no questions asked. Whatever
else differs needs the document that changed it and a word of what was changed. A thing entered by
mistake is voided, with a reason. Which rows count: ledger/storage/tables/versioned.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from ledger.register.once import one_of
from ledger.storage.tables import Versioned
from ledger.values.money import check_fen
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text

R = TypeVar("R")

_AT_ONCE = 500


class ChangeWithoutDocument(Refusal):
    """What was registered is changed only by a document, and by saying what changes."""


class RegisteredMeanwhile(Refusal):
    """Two persons do not register versions of one thing at the same moment."""


class NothingToVoid(Refusal):
    """Only something that stands in a register can be voided."""


class VoidNeedsReason(Refusal):
    """A thing is voided for a written reason."""


class RegisterRowWrong(Refusal):
    """A row of a register agrees with itself: its days, its amounts."""


@dataclass(frozen=True)
class Register(Generic[R]):
    """One register: its rows, the columns of its key, and what a row must agree with in itself.

    The fields of `row` are the columns of `table` beyond those that all versions have.
    """

    title: str
    table: type[Versioned]
    row: type[R]
    key: tuple[str, ...]
    check: Callable[[R], None] = lambda _: None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(each.name for each in fields(self.row))  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)


@dataclass(frozen=True, slots=True)
class Entered(Generic[R]):
    """A row, the document it is from, and what it changes of the version before."""

    row: R
    doc_no: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """The columns in which a row differs from the version that counts, by kind."""

    filled: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    revived: bool = False


def content(register: Register[R], row: R) -> dict[str, Any]:
    """The row as it is stored. Raises what text, amounts and `check` refuse."""
    register.check(row)
    found: dict[str, Any] = {}
    for name in register.columns:
        value = getattr(row, name)
        if isinstance(value, StrEnum):
            value = value.value
        elif isinstance(value, str):
            value = clean_text(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            value = _measured(register, name, value)
        found[name] = value
    return found


def _measured(register: Register[R], name: str, value: int) -> int:
    """The database checks the same; here it becomes a sentence."""
    checks = {str(each.name) for each in inspect(register.table).local_table.constraints}
    if name.endswith("_fen"):
        check_fen(value)
    if f"{register.name}_{name}_positive" in checks and value <= 0:
        raise RegisterRowWrong(f"{register.title}中的数应大于 0，收到 {value}", column=name)
    if f"{register.name}_{name}_not_negative" in checks and value < 0:
        raise RegisterRowWrong(f"{register.title}中的数不应小于 0，收到 {value}", column=name)
    return value


def last_versions(
    work: Session, register: Register[R], book: int, keys: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The highest version of each key that was ever registered, void or not."""
    columns = inspect(register.table).local_table.c
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        wanted = [(book, *key) for key in keys[start : start + _AT_ONCE]]
        rows = work.execute(
            select(*columns)
            .where(one_of(columns, ["book", *register.key], wanted))
            .order_by(columns["version"])
        ).mappings()
        found |= {tuple(row[name] for name in register.key): row for row in rows}
    return found


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """What `after` says otherwise. Nothing (None or empty) that gets a value is only filled in."""
    unlike = [name for name in after if before[name] != after[name]]
    filled = tuple(name for name in unlike if before[name] is None or before[name] == "")
    changed = tuple(name for name in unlike if name not in filled)
    return Difference(filled, changed, bool(before["void"]))


def add_versions(
    work: Session,
    register: Register[R],
    book: int,
    entered: Iterable[Entered[R]],
    *,
    actor: str,
    known_at: datetime,
) -> int:
    """Register the rows. Returns how many versions were new.

    Raises ChangeWithoutDocument, RegisteredMeanwhile, and what `content` raises.
    """
    known: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    asked = [(each, content(register, each.row)) for each in entered]
    keys = [tuple(row[name] for name in register.key) for _, row in asked]
    known = last_versions(work, register, book, list(dict.fromkeys(keys)))
    new: list[dict[str, Any]] = []
    for key, (each, row) in zip(keys, asked, strict=True):
        before = known.get(key)
        doc_no, change = clean_text(each.doc_no), clean_text(each.change)
        if before is not None:
            unlike = difference(before, row)
            if unlike == Difference():
                continue
            if (unlike.changed or unlike.revived) and not (doc_no and change):
                raise ChangeWithoutDocument(
                    f"{register.title} {'／'.join(map(str, key))} 已有登记，内容不同"
                    f"（{'、'.join(unlike.changed) or '已作废'}）；"
                    "要变更，须写明依据文号和变更说明",
                    register=register.name,
                    key=[str(part) for part in key],
                    columns=list(unlike.changed),
                )
        new.append(
            row
            | {
                "book": book,
                "version": before["version"] + 1 if before is not None else 1,
                "void": False,
                "change": change if before is not None else "",
                "doc_no": doc_no,
                "actor": actor,
                "known_at": known_at,
            }
        )
        known[key] = new[-1]
    _insert(work, register, new)
    return len(new)


def void(
    work: Session,
    register: Register[R],
    book: int,
    key: tuple[Any, ...],
    *,
    reason: str,
    actor: str,
    known_at: datetime,
) -> None:
    """Say that the thing was entered by mistake. Raises NothingToVoid, VoidNeedsReason."""
    if not (why := clean_text(reason)):
        raise VoidNeedsReason("作废登记必须写明原因")
    before = last_versions(work, register, book, [key]).get(key)
    if before is None or before["void"]:
        raise NothingToVoid(
            f"{register.title}中没有 {'／'.join(map(str, key))}，或者已经作废",
            register=register.name,
        )
    row = dict(before) | {
        "version": before["version"] + 1,
        "void": True,
        "change": why,
        "doc_no": "",
        "actor": actor,
        "known_at": known_at,
    }
    _insert(work, register, [row])


def _insert(work: Session, register: Register[R], rows: list[dict[str, Any]]) -> None:
    table = inspect(register.table).local_table
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        written = work.execute(
            insert(register.table).on_conflict_do_nothing().returning(table.c.version),
            some,
        ).all()
        if len(written) != len(some):
            raise RegisteredMeanwhile(
                f"{register.title}刚刚被别人登记，请重新查看后再登记", register=register.name
            )
