"""人: the members of households; names and numbers are sealed before they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import households_named
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.persons import NewPerson, Relation, add_persons, id_form
from ledger.storage.sealing import Sealer

_PURPOSE = "person_key"


class PersonRow(NamedTuple):
    household: str
    name: str
    relation: str
    resident_id: str
    phone: str


class PersonTaker:
    """Registers members of known households; one who is registered is passed over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[bytes] = set()

    def check(self, rows: Sequence[ReadRow[PersonRow]]) -> list[Fault]:
        desk = self._desk
        known = households_named(desk.work, desk.book, (each.taken().household for each in rows))
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            household = known.get(row.household)
            if household is None:
                faults.append(Fault(each.number, "户编号", f"没有登记 {row.household}，请先导入户"))
                continue
            key = person_key(desk.sealer, household, row).bytes
            if key in self._seen:
                faults.append(Fault(each.number, "证件号码", "同一人在本文件中重复"))
            self._seen.add(key)
        return faults

    def take(self, rows: Iterator[ReadRow[PersonRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            known = households_named(
                desk.work, desk.book, (each.taken().household for each in some)
            )
            persons = [_person(desk.sealer, known, each.taken()) for each in some]
            new += add_persons(desk.work, desk.book, persons, sealer=desk.sealer, known_at=desk.now)
        return Made(new)


def person_key(sealer: Sealer, household: UUID, row: PersonRow) -> UUID:
    """The same person of the same household again; made with the key, because a uuid made of an
    ID number by a plain hash would give the number away to whoever tries them all."""
    number = id_form(row.resident_id) if row.resident_id else f"\x1f{row.name}\x1f{row.relation}"
    return UUID(bytes=sealer.hmac(_PURPOSE, f"{household}\x1f{number}")[:16], version=4)


def _person(sealer: Sealer, known: dict[str, UUID], row: PersonRow) -> NewPerson:
    household = known[row.household]
    return NewPerson(
        person=person_key(sealer, household, row),
        household=household,
        relation=Relation(row.relation),
        name=row.name,
        resident_id=row.resident_id,
        phone=row.phone,
    )


PERSONS = SheetKind(
    Sheet(
        name="persons",
        title="人",
        purpose="登记户内成员。姓名、证件号码和电话加密保存，导入报告里不出现。",
        columns=(
            Column("household", "户编号", Kind.CODE, "先导入户", "H0001"),
            Column("name", "姓名", Kind.NAME, "", "张三"),
            Column(
                "relation", "与户主关系", Kind.CHOICE, "每户一个户主", "户主",
                choices=choices_of(Relation),
            ),
            Column(
                "resident_id", "证件号码", Kind.ID, "校验位不对也照录，由审计规则提示", "",
                required=False,
            ),
            Column("phone", "联系电话", Kind.PHONE, "", "", required=False),
        ),
        make=PersonRow,
        key=("household", "name", "resident_id"),
    ),
    PersonTaker,
)  # fmt: skip
