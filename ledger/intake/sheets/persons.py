"""人: the members of households; names and numbers are sealed before they are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import households_named
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.members import Joined, Labour, LabourOn, Left, add_labour
from ledger.register.persons import NewPerson, Relation, add_persons, id_form, persons_named
from ledger.register.regions import REGISTERED_SINCE
from ledger.storage.sealing import Sealer

_PURPOSE = "person_key"


class PersonRow(NamedTuple):
    household: str
    name: str
    relation: str
    resident_id: str
    phone: str
    joined_on: date | None = None
    joined_cause: str = ""
    left_on: date | None = None
    left_cause: str = ""
    labour: str = ""
    labour_since: date | None = None

    @property
    def labour_from(self) -> date:
        return self.labour_since or self.joined_on or REGISTERED_SINCE


class PersonTaker:
    """Registers members of known households; one who is registered is passed over.

    Whoever is known by his ID number, or by a name that one member alone has, is that member,
    whatever key he was registered under and whatever he is to the householder by now.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[bytes] = set()
        self._unnumbered: set[tuple[str, str]] = set()

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
            if (row.left_on is None) != (not row.left_cause):
                faults.append(
                    Fault(each.number, "离户日期", "离户日期和离户原因要么都写，要么都不写")
                )
            if row.joined_on and row.left_on and row.left_on < row.joined_on:
                faults.append(Fault(each.number, "离户日期", "早于入户日期"))
        return faults

    def take(self, rows: Iterator[ReadRow[PersonRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            known = households_named(
                desk.work, desk.book, (each.taken().household for each in some)
            )
            here = self._here(known, [each.taken() for each in some])
            persons = [_person(desk.sealer, known, here, each.taken()) for each in some]
            labour = [
                LabourOn(person.person, Labour(row.labour), row.labour_from)
                for person, row in zip(persons, (each.taken() for each in some), strict=True)
                if row.labour
            ]
            added = add_persons(
                desk.work, desk.book, persons, sealer=desk.sealer, known_at=desk.now
            )
            new += max(added, add_labour(desk.work, desk.book, labour, known_at=desk.now))
        return Made(new)

    def _here(
        self, known: dict[str, UUID], rows: Sequence[PersonRow]
    ) -> dict[tuple[UUID, str, str], UUID]:
        """Members who are registered; two of one name and no number are told apart by relation."""
        desk = self._desk
        named = Counter((row.household, row.name) for row in rows if not row.resident_id)
        wanted = [
            (known[row.household], row.name, row.resident_id)
            for row in rows
            if row.resident_id
            or (
                named[row.household, row.name] == 1
                and (row.household, row.name) not in self._unnumbered
            )
        ]
        self._unnumbered |= named.keys()
        return persons_named(desk.work, desk.sealer, desk.book, wanted)


def person_key(sealer: Sealer, household: UUID, row: PersonRow) -> UUID:
    """The same person of the same household again; made with the key, because a uuid made of an
    ID number by a plain hash would give the number away to whoever tries them all."""
    number = id_form(row.resident_id) if row.resident_id else f"\x1f{row.name}\x1f{row.relation}"
    return UUID(bytes=sealer.hmac(_PURPOSE, f"{household}\x1f{number}")[:16], version=4)


def _person(
    sealer: Sealer,
    known: dict[str, UUID],
    here: dict[tuple[UUID, str, str], UUID],
    row: PersonRow,
) -> NewPerson:
    household = known[row.household]
    registered = here.get((household, row.name, row.resident_id))
    return NewPerson(
        person=registered or person_key(sealer, household, row),
        household=household,
        relation=Relation(row.relation),
        name=row.name,
        resident_id=row.resident_id,
        phone=row.phone,
        joined_on=row.joined_on,
        joined_cause=Joined(row.joined_cause) if row.joined_cause else Joined.REGISTERED,
        left_on=row.left_on,
        left_cause=Left(row.left_cause) if row.left_cause else None,
    )


PERSONS = SheetKind(
    Sheet(
        name="persons",
        title="人",
        purpose="登记户内成员，何时因何入户、离户。姓名、证件号码和电话加密保存，导入报告里不出现。",
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
            Column("phone", "联系电话", Kind.PHONE, "变更后再导入一次", "", required=False),
            Column("joined_on", "入户日期", Kind.DAY, "登记时已在户的空着", "", required=False),
            Column(
                "joined_cause", "入户原因", Kind.CHOICE, "", "", required=False,
                choices=choices_of(Joined),
            ),
            Column("left_on", "离户日期", Kind.DAY, "从这一天起不在户", "", required=False),
            Column(
                "left_cause", "离户原因", Kind.CHOICE, "", "", required=False,
                choices=choices_of(Left),
            ),
            Column(
                "labour", "劳动能力", Kind.CHOICE, "", "普通劳动力", required=False,
                choices=choices_of(Labour),
            ),
            Column(
                "labour_since", "劳动能力起始", Kind.DAY, "从哪一天起；入户时就是的空着", "",
                required=False,
            ),
        ),
        make=PersonRow,
        key=("household", "name", "resident_id"),
    ),
    PersonTaker,
)  # fmt: skip
