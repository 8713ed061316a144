"""Into whose account goes what is a builder's (DV07)?

Small roads that get a part of what the work is given out of which a fee was taken (plant_fees.py):
of one lot each, so that an invoice is one entry.
"""

from __future__ import annotations

from dataclasses import replace

from api.demo.days import BEGINS_ON
from api.demo.invented import invented_resident_id
from api.demo.people import Home
from api.demo.planned import PlannedCounty, PlannedProject, Use
from api.demo.plant_fees import FEE
from api.demo.staged import Stage
from api.demo.works import Label
from ledger.register.cards import CardOn, add_cards
from ledger.register.households import HouseholdKind
from ledger.register.links import BENEFICIARIES, Beneficiary, Mechanism

_OUTSIDER_ORDER = 44
_OUTSIDER_SERIAL = 330_000
"""Numbers of somebody who lives in no followed village."""

_PART = 20
_YUAN_FEN = 100


def plant_accounts(stage: Stage) -> None:
    _villager_for_builder(stage)
    _outsider_for_builder(stage)
    _villager_who_builds(stage)


def _villager_for_builder(stage: Stage) -> None:
    county, work = _small_road(stage)
    work.invoices[1].account = _villager(stage, county, work).head.card
    note = "工程款打进一个村民的卡"
    stage.declared.plant("DV07", county.book, "entry", str(work.key), note)


def _outsider_for_builder(stage: Stage) -> None:
    county, work = _small_road(stage)
    card = work.invoices[1].account = stage.declared.extra_card(county.book, _OUTSIDER_ORDER)
    holder = invented_resident_id(county.book, stage.rng.randint(1965, 1985), _OUTSIDER_SERIAL)
    stage.act(
        county.book,
        BEGINS_ON,
        "登记名册以外的持卡人",
        lambda work, sealer, known_at: add_cards(
            work,
            county.book,
            [CardOn(card, BEGINS_ON, holder_id=holder, bank="演示银行")],
            sealer=sealer,
            known_at=known_at,
        ),
    )
    note = "工程款打进一个外地人的卡"
    stage.declared.plant("DV07", county.book, "entry", str(work.key), note)


def _villager_who_builds(stage: Stage) -> None:
    county, work = _small_road(stage)
    home, invoice = _villager(stage, county, work), work.invoices[1]
    invoice.account = home.head.card
    works_there = Beneficiary(
        project=work.key,
        household=home.household,
        mechanism=Mechanism.WORK,
        valid_from=invoice.day,
    )
    stage.paper(county, invoice.day, BENEFICIARIES, works_there)
    why = "收款的村民登记为这个项目的务工受益户"
    stage.declared.resemble("DV07", county.book, "entry", str(work.key), why)


def _villager(stage: Stage, county: PlannedCounty, work: PlannedProject) -> Home:
    """A household of the village that is on no list."""
    homes = county.homes[work.village]
    ordinary = [each for each in homes if each.kind is HouseholdKind.ORDINARY]
    home = stage.rng.choice([each for each in ordinary if stage.declared.is_free(each.household)])
    stage.declared.use(home.household)
    return home


def _small_road(stage: Stage) -> tuple[PlannedCounty, PlannedProject]:
    """A road with two invoices, four fifths and the rest."""
    county = stage.county("DV07", lambda each: bool(_with_fee(each)))
    use, work = _with_fee(county)[0]

    def said(project: PlannedProject) -> None:
        name = project.new.name.replace("以工代赈", "")
        project.new = replace(project.new, name=name, mechanism="方便群众出行")

    part_fen = use.gifts[work.key] // _PART
    part_fen -= part_fen % _YUAN_FEN
    return county, stage.part_of(county, use, work, part_fen, label=Label.RELIEF, spoil=said)


def _with_fee(county: PlannedCounty) -> list[tuple[Use, PlannedProject]]:
    """The use out of which a fee was taken, and the work that gets most of it."""
    fees = {each.key for each in county.projects if FEE in each.new.name}
    return [
        (use, max(works, key=lambda each: use.gifts[each.key]))
        for use in county.uses
        if fees & use.gifts.keys()
        for works in [
            [each for each in county.projects if each.key in use.gifts and not each.lists]
        ]
    ]
