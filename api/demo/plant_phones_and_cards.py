"""Which households have one telephone (CN02), a card of another province (CN07), and which cards
are emptied at one place as soon as money comes (CN08)? And which only seem to?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from api.demo.days import BEGINS_ON, between
from api.demo.people import Home
from api.demo.planned import Instalment, PaidLine, PlannedCounty, PlannedList
from api.demo.receipts import Reached
from api.demo.staged import Stage
from ledger.register.cards import CardOn, add_cards
from ledger.register.contacts import PhoneOn, add_phones
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.storage.sealing import Sealer
from ledger.values.region import RegionCode

_SHENZHEN, _XIAN = RegionCode.parse("440300"), RegionCode.parse("610100")
_MOST_DRAWN, _LATER = 8, 2
_FIRST_SHARED_PHONE = 900
"""The last digits of telephones that no household has of its own."""


def plant_phones_and_cards(stage: Stage) -> None:
    _plant_phones(stage)
    _plant_far_cards(stage)
    _plant_drawn(stage)


# CN02 --------------------------------------------------------------------------------------------


def _plant_phones(stage: Stage) -> None:
    for order, (homes, note) in enumerate(
        ((5, "五户登记了同一个代办人的电话"), (7, "七户登记了同一个代办人的电话"))
    ):
        county = stage.county("CN02")
        phone = _one_phone(stage, county, homes, order)
        stage.declared.plant("CN02", county.book, "phone", phone, note)
    county = stage.county("CN02")
    phone = _one_phone(stage, county, 4, 2)
    stage.declared.resemble("CN02", county.book, "phone", phone, "只有四户，亲戚代接电话")


def _one_phone(stage: Stage, county: PlannedCounty, homes: int, order: int) -> str:
    rng = stage.rng
    village = rng.choice(county.county.villages)
    phone = f"100{county.book % 1000:03}{village.number % 100:02}{_FIRST_SHARED_PHONE + order}"
    day = between(rng, date(2019, 3, 1), date(2020, 6, 30))
    phones = [
        PhoneOn(home.head.person, day, phone) for home in rng.sample(county.homes[village], homes)
    ]

    def add(work: Session, sealer: Sealer, known_at: datetime) -> None:
        add_phones(work, county.book, phones, sealer=sealer, known_at=known_at)

    stage.act(county.book, day, "登记电话", add)
    return phone


# CN07 --------------------------------------------------------------------------------------------


def _plant_far_cards(stage: Stage) -> None:
    for _ in range(2):
        home = _opened_in(stage, _SHENZHEN, "演示银行深圳分行")
        stage.declared.plant("CN07", home.book, "card", home.head.card, "农户的卡在深圳开户")
    home = _opened_in(stage, _XIAN, "演示银行西安分行")
    stage.declared.resemble("CN07", home.book, "card", home.head.card, "在本省西安开户")


def _opened_in(stage: Stage, place: RegionCode, bank: str) -> Home:
    """The register of cards is put right: a householder's card was opened elsewhere."""
    county = stage.county("CN07")
    rng, cards = stage.rng, _cards_of(county)
    home = rng.choice(
        [
            home
            for homes in county.homes.values()
            for home in homes
            if cards.get(home.head.card) == {home.household}
        ]
    )
    head = home.head

    def add(work: Session, sealer: Sealer, known_at: datetime) -> None:
        card = CardOn(head.card, BEGINS_ON, head.person, bank=bank, opened_in=place)
        add_cards(work, home.book, [card], sealer=sealer, known_at=known_at)

    stage.act(home.book, between(rng, date(2020, 3, 1), date(2020, 9, 30)), "核对银行卡", add)
    return home


def _cards_of(county: PlannedCounty) -> dict[str, set[object]]:
    """Card → households that are paid to it."""
    found: dict[str, set[object]] = {}
    for each in county.lists:
        for part in each.instalments:
            for line in part.lines:
                found.setdefault(line.card, set()).add(line.home.household)
    return found


# CN08 --------------------------------------------------------------------------------------------


def _plant_drawn(stage: Stage) -> None:
    county, part = _paid_part(stage)
    place = _drawn_at_once(stage, county, part, 6)
    stage.declared.plant(
        "CN08", county.book, "gathering", f"取现/{place}/{part.bank_on}", "六户的卡第二天在一处取空"
    )

    county, part = _paid_part(stage)
    card = stage.declared.extra_card(county.book, 30)
    _moved_on(stage, county, part, [(5, 1, NewExternalRow(thing="转账", other_card=card))])
    stage.declared.plant(
        "CN08", county.book, "gathering", f"转账/{card}/{part.bank_on}", "五户的卡转进同一个账号"
    )

    county, part = _paid_part(stage)
    place = _drawn_at_once(stage, county, part, 4)
    stage.declared.resemble(
        "CN08", county.book, "gathering", f"取现/{place}/{part.bank_on}", "只有四户在一处取现"
    )


def _paid_part(stage: Stage) -> tuple[PlannedCounty, Instalment]:
    """Awards that are all paid to cards of the households themselves, to which nothing else comes
    on that day or the next: what is drawn is compared with all of a day's credits."""

    def parts(county: PlannedCounty) -> list[tuple[PlannedList, Instalment]]:
        cards, reached = _cards_of(county), Reached(county)

        def comes_alone(line: PaidLine, on: date) -> bool:
            theirs = [each for each in reached.receipts(line.home) if each.card == line.card]
            next_day = on + timedelta(days=1)
            return sum(each.sent_on <= next_day and each.last_on >= on for each in theirs) == 1

        return [
            (each, part)
            for each in county.lists
            if each.new.benefit == "industry_award" and stage.declared.is_free(each.new.list)
            for part in each.instalments
            if not part.through_village
            and len(part.lines) > _MOST_DRAWN
            and all(not line.repaid_on and not line.miskeyed for line in part.lines)
            and all(len(cards[line.card]) == 1 for line in part.lines)
            and all(comes_alone(line, part.bank_on) for line in part.lines)
        ]

    county = stage.county("CN08", lambda county: bool(parts(county)))
    planned, part = stage.rng.choice(parts(county))
    stage.declared.use(planned.new.list)
    return county, part


def _drawn_at_once(stage: Stage, county: PlannedCounty, part: Instalment, homes: int) -> str:
    """So many draw all of it on the next day at one place, others do days later."""
    village, region = part.lines[0].home.village, county.county.region
    org = f"{village.township.name}信用社ATM{stage.rng.randint(1, 4)}"
    here = NewExternalRow(thing="取现", org=org, region=region.code.code)
    _moved_on(stage, county, part, [(homes, 1, here), (_LATER, 6, here)])
    return f"{org}/{region.code.code}"


def _moved_on(
    stage: Stage,
    county: PlannedCounty,
    part: Instalment,
    moves: Sequence[tuple[int, int, NewExternalRow]],
) -> None:
    """The bank's statement of all cards of the instalment: what came in, and (households, days
    later, how) what went out again."""
    rows: list[NewExternalRow] = []
    gone = [(after_d, how) for homes, after_d, how in moves for _ in range(homes)]
    for number, line in enumerate(stage.rng.sample(part.lines, len(part.lines))):
        came = NewExternalRow(
            card=line.card,
            thing="入账",
            role=f"{part.bank_on:%Y%m%d}{number:04}",
            from_on=part.bank_on,
            amount_fen=line.amount_fen,
        )
        rows.append(came)
        if number < len(gone):
            after_d, how = gone[number]
            went_on = part.bank_on + timedelta(days=after_d)
            role = f"{went_on:%Y%m%d}{number:04}"
            rows.append(
                replace(how, card=line.card, role=role, from_on=went_on, amount_fen=line.amount_fen)
            )
    stage.told(county.book, ListKind.BANK_FLOWS, *rows)
