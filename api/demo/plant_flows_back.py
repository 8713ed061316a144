"""Where does money that was paid out come back to the office that paid it (DV08)?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from api.demo.days import AS_OF, BEGINS_ON
from api.demo.money import gifts_to
from api.demo.planned import PaidLine, PlannedCounty, PlannedList, PlannedProject
from api.demo.receipts import Reached, Receipt
from api.demo.staged import Stage
from api.demo.works import Label, label_of, work_year
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.register.organisation_facts import NewOrganisationFact, add_organisation_facts

_OFFICE, _BUILDER, _MIDDLEMAN, _DEALER = 40, 41, 42, 43
"""Whose the extra cards are."""

_TOO_LATE_D = 95
_HOMES = 3


def plant_flows_back(stage: Stage) -> None:
    _awards_back_to_the_office(stage)
    _builder_pays_the_office(stage)


def _awards_back_to_the_office(stage: Stage) -> None:
    quiet = {book: _quiet(stage, county) for book, county in stage.world.counties.items()}
    project, listed = stage.declared.a_list(
        stage.world,
        stage.rng,
        "industry_award",
        lambda each: (
            stage.declared.is_free(("CN08", each.village.book))
            and not each.instalments[0].through_village
            and len(_clean(each, quiet[each.village.book])) >= _HOMES
        ),
    )
    county = stage.world.counties[listed.village.book]
    stage.declared.use(("DV08", county.book))
    office = _office(stage, county, project)
    part = listed.instalments[0]
    most, little, dealt = stage.rng.sample(_clean(listed, quiet[county.book]), _HOMES)
    stage.declared.use(*(line.home.household for line in (most, little, dealt)))
    dealer = stage.declared.extra_card(county.book, _DEALER)
    moves = []
    for line, after_d, other, percent in (
        (most, 3, office, 80),
        (little, 5, office, 40),
        (dealt, 8, dealer, 100),
    ):
        moves.append(_move("入账", line.card, part.bank_on, line.amount_fen))
        moved_on = part.bank_on + timedelta(days=after_d)
        moves.append(_move("转账", line.card, moved_on, line.amount_fen * percent // 100, other))
    _tell(stage, county, moves)
    subject = f"{most.card}/{part.bank_on}"
    note = "奖补到账三天，八成转回发放单位的账户"
    stage.declared.plant("DV08", county.book, "credit", subject, note)
    for line, why in ((little, "转给单位的不到一半"), (dealt, "全部转给了无关的农资商户")):
        subject = f"{line.card}/{part.bank_on}"
        stage.declared.resemble("DV08", county.book, "credit", subject, why)


_Quiet = dict[UUID, list[Receipt]]
"""Households that serve no plant and share their cards with nobody, and what each is paid."""


def _quiet(stage: Stage, county: PlannedCounty) -> _Quiet:
    reached = Reached(county)
    return {each.household: reached.receipts(each) for each in reached.free(stage.declared)}


def _clean(listed: PlannedList, quiet: _Quiet) -> list[PaidLine]:
    """The awards that are paid at once, each to a card of the household to which nothing else comes
    meanwhile: what moves on is looked for behind every credit of ninety days."""
    part = listed.instalments[0]
    first, last = part.bank_on - timedelta(days=_TOO_LATE_D), part.bank_on + timedelta(days=20)
    return [
        line
        for line in part.lines
        if not line.repaid_on
        and not line.miskeyed
        and line.card == line.home.head.card
        and sum(
            each.card == line.card and each.last_on >= first and each.sent_on <= last
            for each in quiet.get(line.home.household, [])
        )
        == 1
    ]


def _builder_pays_the_office(stage: Stage) -> None:
    county, work = stage.ordinary_work(
        "DV08",
        lambda _, work: (
            label_of(work) in (Label.ROAD, Label.WATER)
            and work_year(work) < AS_OF.year
            and len(work.invoices) > 1
            and all(each.wrong_vendor is None for each in work.invoices[:2])
        ),
    )
    builder, middleman = (
        stage.declared.extra_card(county.book, order) for order in (_BUILDER, _MIDDLEMAN)
    )
    office, given_fen = _office(stage, county, work), gifts_to(county, work.key)
    for invoice in work.invoices[:2]:
        invoice.account = builder
    first, second = (
        (invoice.day, given_fen * (invoice.share_milli or 0) // 1000)
        for invoice in work.invoices[:2]
    )
    back_fen = first[1] * 6 // 10
    late_on = second[0] + timedelta(days=_TOO_LATE_D)
    _tell(
        stage,
        county,
        [
            _move("入账", builder, *first),
            _move("转账", builder, first[0] + timedelta(days=2), back_fen, middleman),
            _move("转账", middleman, first[0] + timedelta(days=4), back_fen, office),
            _move("入账", builder, *second),
            _move("转账", builder, late_on, second[1], office),
        ],
    )
    note = "工程款到账两天后，六成经他人转回项目主管单位的账户"
    stage.declared.plant("DV08", county.book, "credit", f"{builder}/{first[0]}", note)
    why = "收款三个多月以后的转账，不算回流"
    stage.declared.resemble("DV08", county.book, "credit", f"{builder}/{second[0]}", why)


def _office(stage: Stage, county: PlannedCounty, project: PlannedProject) -> str:
    """The registered account of the office that has the project."""
    account = stage.declared.extra_card(county.book, _OFFICE)
    fact = NewOrganisationFact(
        org=project.new.org, valid_from=BEGINS_ON, source="演示数据，虚构", account=account
    )
    stage.act(
        county.book,
        BEGINS_ON,
        "登记单位账户",
        lambda work, sealer, known_at: add_organisation_facts(
            work, [fact], sealer=sealer, actor="演示项目主管", known_at=known_at
        ),
    )
    return account


def _move(thing: str, card: str, on: date, fen: int, other: str = "") -> NewExternalRow:
    """A line of a statement."""
    return NewExternalRow(card=card, other_card=other, thing=thing, from_on=on, amount_fen=fen)


def _tell(stage: Stage, county: PlannedCounty, moves: list[NewExternalRow]) -> None:
    """The bank gives its statements, numbered as its journal numbers them."""
    told = [replace(each, role=str(number)) for number, each in enumerate(moves, start=1)]
    stage.told(county.book, ListKind.BANK_FLOWS, *told)
