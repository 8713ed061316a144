"""代领授权: who may receive in whose place (监护人, 委托), by which document?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import households_named
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.cards import AuthorityOn, AuthorityReason, add_authorities
from ledger.register.persons import persons_named

_Wanted = tuple[UUID, str, str]


class AuthorityRow(NamedTuple):
    household: str
    name: str
    resident_id: str
    payee_household: str
    payee_name: str
    payee_id: str
    reason: str
    doc_no: str
    valid_from: date
    valid_to: date | None


class AuthorityTaker:
    """Both are registered persons; a row without the payee's household means the same one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, rows: Sequence[ReadRow[AuthorityRow]]) -> list[Fault]:
        homes, persons = self._found(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            for title, code in (
                ("户编号", row.household),
                ("代领人户编号", row.payee_household),
            ):
                if code and code not in homes:
                    faults.append(Fault(each.number, title, f"没有登记 {code}，请先导入户"))
            own, payee = _own(homes, row), _payee(homes, row)
            person = persons.get(own) if own else None
            other = persons.get(payee) if payee else None
            if own and person is None:
                faults.append(Fault(each.number, "姓名", "户内没有登记这个人"))
            if payee and other is None:
                faults.append(Fault(each.number, "代领人", "户内没有登记这个人"))
            if person is not None and person == other:
                faults.append(Fault(each.number, "代领人", "本人领取不用登记"))
            if row.valid_to is not None and row.valid_to < row.valid_from:
                faults.append(Fault(each.number, "截止日期", "早于起始日期"))
        return faults

    def take(self, rows: Iterator[ReadRow[AuthorityRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            homes, persons = self._found(some)
            authorities = []
            for each in some:
                row = each.taken()
                own, payee = _own(homes, row), _payee(homes, row)
                assert own is not None
                assert payee is not None
                authorities.append(
                    AuthorityOn(
                        persons[own],
                        persons[payee],
                        AuthorityReason(row.reason),
                        row.doc_no,
                        row.valid_from,
                        row.valid_to,
                    )
                )
            new += add_authorities(desk.work, desk.book, authorities, known_at=desk.now)
        return Made(new)

    def _found(
        self, rows: Sequence[ReadRow[AuthorityRow]]
    ) -> tuple[dict[str, UUID], dict[_Wanted, UUID]]:
        desk = self._desk
        taken = [each.taken() for each in rows]
        codes = [code for row in taken for code in (row.household, row.payee_household) if code]
        homes = households_named(desk.work, desk.book, codes)
        wanted = [each for row in taken for each in (_own(homes, row), _payee(homes, row)) if each]
        return homes, persons_named(desk.work, desk.sealer, desk.book, wanted)


def _own(homes: dict[str, UUID], row: AuthorityRow) -> _Wanted | None:
    home = homes.get(row.household)
    return (home, row.name, row.resident_id) if home else None


def _payee(homes: dict[str, UUID], row: AuthorityRow) -> _Wanted | None:
    home = homes.get(row.payee_household or row.household)
    return (home, row.payee_name, row.payee_id) if home else None


PAYEE_AUTHORITIES = SheetKind(
    Sheet(
        name="payee-authorities",
        title="代领授权",
        purpose="登记谁可以代谁领取（监护、委托、照料）。没有登记的代领会作为疑点提示。",
        columns=(
            Column("household", "户编号", Kind.CODE, "先导入户和人", "H0001"),
            Column("name", "姓名", Kind.NAME, "谁的补助", "张三"),
            Column("resident_id", "证件号码", Kind.ID, "户内同名时填写", "", required=False),
            Column(
                "payee_household", "代领人户编号", Kind.CODE, "同户的空着", "", required=False
            ),
            Column("payee_name", "代领人", Kind.NAME, "", "李四"),
            Column("payee_id", "代领人证件号码", Kind.ID, "户内同名时填写", "", required=False),
            Column(
                "reason", "原因", Kind.CHOICE, "", "监护人", choices=choices_of(AuthorityReason)
            ),
            Column("doc_no", "依据", Kind.TEXT, "监护证明、委托书编号", "", required=False),
            Column("valid_from", "起始日期", Kind.DAY, "", "2018-01-01"),
            Column("valid_to", "截止日期", Kind.DAY, "没有就空着", "", required=False),
        ),
        make=AuthorityRow,
        key=("household", "name", "payee_name", "valid_from"),
    ),
    AuthorityTaker,
)  # fmt: skip
