"""Who answers for the demo's villages and projects, and who stands behind its firms?

Names begin with a word that is no family name and with which no villager's begins, so that nobody
is by accident also a villager. Credit codes check as a whole (GB 32100), but the nine characters of
the organisation in them do not (GB 11714), so none is a real firm's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.demo.days import BEGINS_ON
from api.demo.invented import chinese_number, invented_credit_code
from api.demo.planned import PlannedCounty, PlannedProject, World
from ledger.register.organisation_facts import NewOrganisationFact
from ledger.register.organisations import OrganisationKind
from ledger.register.projects import ProjectStep
from ledger.register.responsible import Answering, Duty, DutyKind, duty_key
from ledger.storage.sealing import Sealer

_WITH_FACTS = (OrganisationKind.FIRM, OrganisationKind.COOPERATIVE, OrganisationKind.BANK)
_REGISTERED_ON = date(2012, 3, 5)


def unit_facts(world: World) -> Iterator[NewOrganisationFact]:
    """Each firm, cooperative and bank, registered long ago under a code and a name of its own."""
    units = [each for each in world.organisations if each.kind in _WITH_FACTS]
    for serial, unit in enumerate(units, start=1):
        yield NewOrganisationFact(
            org=unit.org,
            valid_from=_REGISTERED_ON,
            source="演示数据，虚构",
            credit_code=invented_credit_code(int(unit.region.code[:6]), serial),
            registered_on=_REGISTERED_ON,
            legal_name=f"演{chinese_number(serial)}",
            address=f"示例路{serial}号",
        )


def first_secretaries(county: PlannedCounty, sealer: Sealer) -> Iterator[Answering]:
    """第一书记 of each followed village, from the first day on."""
    for village in county.homes:
        name = f"示{chinese_number(village.number)}"
        kind, region = DutyKind.FIRST_SECRETARY, village.code.code
        duty = duty_key(sealer, county.book, kind, region, name, BEGINS_ON)
        yield Answering(
            duty=Duty(duty=duty, kind=kind, post="驻村干部", valid_from=BEGINS_ON, region=region),
            name=name,
        )


def answers_for(book: int, number: int, project: PlannedProject, sealer: Sealer) -> Answering:
    """项目终身负责人 of a project, from its approval on; one person for twenty projects."""
    approved_on = next(
        each.happened_on for each in project.steps if each.step is ProjectStep.APPROVED
    )
    name, kind = f"责{chinese_number(number // 20 + 1)}", DutyKind.LIFELONG
    return Answering(
        duty=Duty(
            duty=duty_key(sealer, book, kind, str(project.key), name, approved_on),
            kind=kind,
            post="股长",
            valid_from=approved_on,
            project=project.key,
            org=project.new.org,
        ),
        name=name,
        doc_no=f"演项批〔{approved_on.year}〕2号",
    )
