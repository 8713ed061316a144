"""What do payees say and give back: lists that nobody signs (DV16), equal sums that many households
pay back within days (DV17)?

Signing is the practice of one benefit in two counties only; elsewhere DV16 cannot be computed.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from api.demo.days import AS_OF, after, fiscal_year, posting_day
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.invented import invented_key
from api.demo.planned import PlannedCounty, PlannedList
from api.demo.staged import Stage
from ledger.book.confirmation import (
    Confirmation,
    Confirmer,
    Means,
    Outcome,
    Signer,
    confirm,
    key_of,
)
from ledger.book.reverse import money_back
from ledger.book.voucher import Voucher, VoucherRef

_SIGNED_FOR = "forest_ranger"
"""A benefit that no other village of a larger scale gets."""

_PROMPT_D = 62
"""What was paid later than so many days before the end need not be signed for yet."""


def plant_payees_word(stage: Stage) -> None:
    _nobody_signs(stage)
    _somebody_got_nothing(stage)
    _many_pay_back(stage)


# DV16 --------------------------------------------------------------------------------------------


def _nobody_signs(stage: Stage) -> None:
    """One list of the county is signed by nobody, all others by one household each."""
    county = stage.county("DV16", lambda each: len(_old_lists(each)) >= 3)
    silent, signed = stage.rng.sample(_old_lists(county), 2)
    stage.errand(county.book, "签收", _SigningAll(stage, county, {id(silent): ()}).note)
    note = "这份清单没有一户签收，别的清单都有人签"
    stage.declared.plant("DV16", county.book, "benefit_list", str(silent.new.list), note)
    why = "有一户签收，不要求户户都签"
    stage.declared.resemble("DV16", county.book, "benefit_list", str(signed.new.list), why)


def _somebody_got_nothing(stage: Stage) -> None:
    """Of one list a payee says that nothing came; of another one says so and corrects it."""
    county = stage.county("DV16", lambda each: len(_old_lists(each)) >= 3)
    robbed, slow = stage.rng.sample(_old_lists(county), 2)
    answers = {id(robbed): (False,), id(slow): (False, True)}
    stage.errand(county.book, "签收", _SigningAll(stage, county, answers).note)
    note = "收款人说没有收到"
    stage.declared.plant("DV16", county.book, "benefit_list", str(robbed.new.list), note)
    why = "先说没有收到，查到以后更正为已收到"
    stage.declared.resemble("DV16", county.book, "benefit_list", str(slow.new.list), why)


def _lists(county: PlannedCounty) -> list[PlannedList]:
    return [
        each
        for each in county.lists
        if each.new.benefit == _SIGNED_FOR and any(part.lines for part in each.instalments)
    ]


def _old_lists(county: PlannedCounty) -> list[PlannedList]:
    """Those of which the last payment is so old that somebody should have signed."""
    return [
        each
        for each in _lists(county)
        if max(part.bank_on for part in each.instalments) < AS_OF - timedelta(days=_PROMPT_D)
    ]


class _SigningAll:
    """Every list of the benefit in a county is signed for. `answers`: by the list, what the first
    payee says when asked once, twice or never: whether he got his money; else once, and he did."""

    def __init__(
        self, stage: Stage, county: PlannedCounty, answers: dict[int, tuple[bool, ...]]
    ) -> None:
        self._rng, self._county, self._answers = stage.rng, county, answers

    def note(self, desk: Desk) -> None:
        for planned in _lists(self._county):
            batch: UUID | None = None
            first = min(part.bank_on for part in planned.instalments if part.lines)
            # The bank's answer is in the ledger by then.
            on = posting_day(first) + timedelta(days=1)
            for received in self._answers.get(id(planned), (True,)):
                before, batch = batch, invented_key(self._rng)
                self._note_one(desk, planned, on, received, batch, before)
                on = posting_day(on) + timedelta(days=4)

    def _note_one(
        self,
        desk: Desk,
        planned: PlannedList,
        on: date,
        received: bool,
        batch: UUID,
        before: UUID | None,
    ) -> None:
        def sign() -> None:
            row = desk.connection.execute(
                _FIRST_PAID, {"book": desk.book, "list": planned.new.list}
            ).fetchone()
            assert row is not None, planned.new.title
            year, number, line, amount_fen, household = row
            confirmation = Confirmation(
                year=year,
                number=number,
                line=line,
                outcome=Outcome.RECEIVED if received else Outcome.NOT_RECEIVED,
                relation=Signer.SELF,
                means=Means.SIGNATURE if received else Means.PHONE,
                signed_on=on,
                signer=_name(planned, household),
                amount_fen=amount_fen if received else None,
                corrects=key_of(before, 1) if before else None,
            )
            by = Confirmer(
                f"{planned.village.name}签收员（演示）", "village", (planned.village.code.code,)
            )
            confirm(desk.connection, desk.book, batch, [confirmation], by=by, sealer=desk.sealer)

        # No voucher comes of it: the task is done when it is due.
        desk.note(Task(on, f"{planned.new.title}签收", sign))


def _name(planned: PlannedList, household: UUID) -> str:
    lines = (line for part in planned.instalments for line in part.lines)
    return next(line.payee.name for line in lines if line.home.household == household)


_FIRST_PAID = """
SELECT l.year, l.number, l.line, l.amount_fen, l.household FROM payment_line l
JOIN entry e ON e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
JOIN account a ON a.book = e.book AND a.account = e.to_account AND a.kind = 'household'
WHERE l.book = %(book)s AND l.list = %(list)s
ORDER BY e.happened_on, l.year, l.number, l.line LIMIT 1
"""


# DV17 --------------------------------------------------------------------------------------------

_EACH_FEN = 5_000
"""No more than a twentieth of the smallest award, so that it takes nothing from anybody (DV05)."""


def _many_pay_back(stage: Stage) -> None:
    for _ in range(2):
        planned = _paid_directly(stage)
        homes = stage.rng.randint(6, 8)
        _give_back(stage, planned, homes, _EACH_FEN)
        note = f"{homes}户在发放后几天各退回50元"
        _declare(stage, planned, _EACH_FEN, note, "")
    planned = _paid_directly(stage)
    _give_back(stage, planned, 4, _EACH_FEN - 1_000)
    _declare(stage, planned, _EACH_FEN - 1_000, "", "只有四户退回同样的金额")


def _paid_directly(stage: Stage) -> PlannedList:
    """Awards of the last year that the treasury pays to the households itself."""
    _, planned = stage.declared.a_list(
        stage.world,
        stage.rng,
        "industry_award",
        lambda each: (
            each.new.period_from.year == AS_OF.year
            and len(each.instalments) == 1
            and sum(line.amount_fen >= 20 * _EACH_FEN for line in each.instalments[0].lines) >= 9
        ),
    )
    part = planned.instalments[0]
    part.direct = True
    for line in part.lines:
        line.repaid_on, line.miskeyed = None, False
    return planned


def _give_back(stage: Stage, planned: PlannedList, homes: int, fen: int) -> None:
    part = planned.instalments[0]
    on = after(stage.rng, posting_day(part.sent_on), 3, 12)

    def note(desk: Desk) -> None:
        def make() -> Voucher:
            rows = desk.connection.execute(
                _PAID, {"book": desk.book, "list": planned.new.list, "least": 20 * fen}
            ).fetchall()
            year, number, _ = rows[0]
            return money_back(
                desk.connection,
                desk.book,
                VoucherRef(year, number),
                amounts_fen={entry: fen for _, _, entry in rows[:homes]},
                fiscal_year=fiscal_year(on),
                happened_on=on,
                memo="农户退回",
            )

        desk.note(Task(on, f"{planned.new.title}退回", make))

    stage.errand(planned.village.book, "农户退回", note)


_PAID = """
SELECT e.year, e.number, min(e.entry) FROM payment_line l
JOIN entry e ON e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
WHERE l.book = %(book)s AND l.list = %(list)s AND e.amount_fen >= %(least)s
GROUP BY e.year, e.number, l.line ORDER BY e.year, e.number, l.line
"""


def _declare(stage: Stage, planned: PlannedList, fen: int, note: str, why: str) -> None:
    book, subject = planned.village.book, f"{planned.new.project}/{fen}"
    if note:
        stage.declared.plant("DV17", book, "repayments", subject, note)
    else:
        stage.declared.resemble("DV17", book, "repayments", subject, why)
