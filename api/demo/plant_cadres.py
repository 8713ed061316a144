"""Which builder belongs to a cadre or to his kin (CN05), and which to one who has left office?

The lists of cadres and of their kin are loaded for three drawn counties. Nobody on them lives in a
followed village.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.demo.invented import chinese_number, invented_resident_id
from api.demo.planned import PlannedCounty
from api.demo.plant_suppliers import known_of, looked_up
from api.demo.staged import Stage
from api.demo.works import is_ordinary_work
from ledger.register.external_lists import ListKind, NewExternalRow

_FIRST_SERIAL = 19_000
"""Of ID numbers, where no other serial of a county is."""


def plant_cadres(stage: Stage) -> None:
    county = stage.county("CN05")
    cadre = _cadre(stage, county, 0)
    _kin(stage, county, 1, "无关的亲属", cadre)
    builder = _owned(stage, county, cadre)
    stage.declared.plant(
        "CN05", county.book, "org", builder, "收工程款的公司，法定代表人是在任的村支书"
    )

    county = stage.county("CN05")
    cadre = _cadre(stage, county, 0)
    builder = _owned(stage, county, _kin(stage, county, 1, "配偶", cadre))
    stage.declared.plant(
        "CN05", county.book, "org", builder, "收工程款的公司，法定代表人是在任村支书的配偶"
    )

    county = stage.county("CN05")
    former = _cadre(stage, county, 0, until=date(2017, 11, 30))
    _kin(stage, county, 1, "配偶", former)
    builder = _owned(stage, county, former)
    stage.declared.resemble(
        "CN05", county.book, "org", builder, "法定代表人以前是村支书，付款以前已经离任"
    )


def _number(stage: Stage, county: PlannedCounty, order: int) -> str:
    return invented_resident_id(county.book, stage.rng.randint(1960, 1975), _FIRST_SERIAL + order)


def _cadre(stage: Stage, county: PlannedCounty, order: int, until: date | None = None) -> str:
    """On the list of cadres; his ID number."""
    village = stage.rng.choice(county.county.villages)
    person = _number(stage, county, order)
    row = NewExternalRow(
        person=person,
        name=f"村{chinese_number(village.number)}",
        org=f"{village.name}村委会",
        role="村支书",
        region=village.code.code,
        from_on=date(2014, 12, 1),
        until_on=until,
    )
    stage.told(county.book, ListKind.CADRES, row)
    return person


def _kin(stage: Stage, county: PlannedCounty, order: int, role: str, of: str) -> str:
    person = _number(stage, county, order)
    row = NewExternalRow(person=person, other_person=of, role=role)
    stage.told(county.book, ListKind.KIN, row)
    return person


def _owned(stage: Stage, county: PlannedCounty, legal_id: str) -> str:
    """One of the builders that the county pays straight turns out to be this person's."""
    builders = sorted(
        {
            invoice.vendor
            for project in county.projects
            if is_ordinary_work(project)
            for invoice in project.invoices
            if not invoice.through_unit and invoice.vendor.startswith(f"{county.book}-builder")
        }
    )
    builder = stage.rng.choice(builders)
    looked_up(stage, county, replace(known_of(stage.world, builder), legal_id=legal_id))
    return builder
