"""Which lists of other offices are there, and how are they matched without anybody's number?

An office (公安, 民政, 人社, 不动产, 市场监管, 银行) gives a list of the state of one day. Persons
and cards are hashed with this installation's key before they are written; the file is not kept.

Source: 汉中“十三五”脱贫攻坚规划 (HZ98) names whose data are compared: 公安、教育、健康、就业、
社保、住房、银行、农村低保、残疾人.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from ledger.register.persons import card_hmac, id_hmac
from ledger.storage.sealing import Sealer
from ledger.storage.tables import ExternalList, ExternalRow
from ledger.values.text import clean_text

NAME_PURPOSE = "external_name"
_AT_ONCE = 1000


class ListKind(StrEnum):
    """外部名单类别."""

    POPULATION = "population"
    DEATHS = "deaths"
    CADRES = "cadres"
    KIN = "kin"
    PAYROLL = "payroll"
    VEHICLES = "vehicles"
    PROPERTY = "property"
    COMPANIES = "companies"
    BANK_FLOWS = "bank_flows"
    BANK_BALANCES = "bank_balances"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]

    @property
    def adds_up(self) -> bool:
        """Whether each list adds to those before; else the newest one replaces them."""
        return self in (ListKind.BANK_FLOWS, ListKind.BANK_BALANCES)


K = ListKind
_CHINESE = {
    K.POPULATION: "户籍人口",
    K.DEATHS: "死亡人员",
    K.CADRES: "干部",
    K.KIN: "干部亲属",
    K.PAYROLL: "财政供养人员",
    K.VEHICLES: "机动车",
    K.PROPERTY: "房产",
    K.COMPANIES: "企业法人、股东",
    K.BANK_FLOWS: "银行流水",
    K.BANK_BALANCES: "银行余额",
}


@dataclass(frozen=True, slots=True)
class NewExternalRow:
    """One row before hashing. No repr of what is personal: a value may end in a log.

    `person` and `other_person` are ID numbers, `card` and `other_card` card numbers; a row has
    persons or cards. `amount_fen` in fen.
    """

    person: str = field(default="", repr=False)
    other_person: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    card: str = field(default="", repr=False)
    other_card: str = field(default="", repr=False)
    org: str = ""
    role: str = ""
    thing: str = ""
    region: str = ""
    from_on: date | None = None
    until_on: date | None = None
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A loaded list, as a page shows it."""

    list: UUID
    kind: ListKind
    office: str
    as_of_on: date
    rows: int
    actor: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class NewList:
    """外部名单: what is said of the whole file."""

    list: UUID
    kind: ListKind
    office: str
    as_of_on: date


def add_external_list(
    work: Session,
    book: int,
    new: NewList,
    rows: Iterable[NewExternalRow],
    *,
    sealer: Sealer,
    actor: str,
    known_at: datetime,
) -> int:
    """Write a list with its rows, hashed. Returns how many rows; 0 if the list is here already."""
    there = work.execute(
        select(func.count())
        .select_from(ExternalList)
        .where(col(ExternalList.book) == book, col(ExternalList.list) == new.list)
    ).scalar_one()
    if there:
        return 0
    count, left = 0, iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        work.execute(
            insert(ExternalRow),
            [
                _hashed(sealer, book, new.list, count + at, each)
                for at, each in enumerate(some, start=1)
            ],
        )
        count += len(some)
    work.execute(
        insert(ExternalList).values(
            book=book,
            list=new.list,
            kind=new.kind.value,
            office=new.office,
            as_of_on=new.as_of_on,
            rows=count,
            actor=actor,
            known_at=known_at,
        )
    )
    return count


def external_lists(work: Session, book: int) -> Sequence[ListedFile]:
    """The lists of a book, the newest first."""
    found = work.execute(
        select(
            col(ExternalList.list),
            col(ExternalList.kind),
            col(ExternalList.office),
            col(ExternalList.as_of_on),
            col(ExternalList.rows),
            col(ExternalList.actor),
            col(ExternalList.known_at),
        )
        .where(col(ExternalList.book) == book)
        .order_by(col(ExternalList.known_at).desc(), col(ExternalList.list))
    )
    return [ListedFile(row[0], ListKind(row[1]), *row[2:]) for row in found]


def _hashed(
    sealer: Sealer, book: int, key: UUID, row: int, each: NewExternalRow
) -> dict[str, object]:
    name = clean_text(each.name)
    return {
        "book": book,
        "list": key,
        "row": row,
        "hmac": id_hmac(sealer, each.person) if each.person else card_hmac(sealer, each.card),
        "other_hmac": id_hmac(sealer, each.other_person)
        if each.other_person
        else card_hmac(sealer, each.other_card),
        "name_hmac": sealer.hmac(NAME_PURPOSE, name) if name else None,
        "org": each.org,
        "role": each.role,
        "thing": each.thing,
        "region": each.region,
        "from_on": each.from_on,
        "until_on": each.until_on,
        "amount_fen": each.amount_fen,
    }
