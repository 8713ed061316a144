"""What does one line of a payment say: who, which benefit, which period, which approved line?"""

from __future__ import annotations

from api.demo.places import Village
from api.demo.planned import Instalment, PaidLine, PlannedList
from ledger.book.private import seal_fields
from ledger.book.voucher import LineRef, ListLine, PaymentLine
from ledger.register.persons import card_hmac
from ledger.storage.sealing import Sealer


def payment_line(
    sealer: Sealer,
    planned: PlannedList,
    part: Instalment,
    line: PaidLine,
    number: int,
    *,
    of: LineRef | None = None,
    result: str | None = None,
) -> PaymentLine:
    """`number` is the line's in its voucher; `of` the roster's line that the bank answers."""
    fields = {"card": line.card, "household": str(line.home.household)}
    if line.person:
        fields["person"] = str(line.person)
    return PaymentLine(
        line=number,
        amount_fen=line.amount_fen,
        region=planned.village.code.code,
        household=line.home.household,
        person=line.person,
        payee_kind=line.payee_kind,
        project=planned.new.project,
        benefit=planned.new.benefit,
        period_from=part.period_from,
        period_to=part.period_to,
        quantity_milli=line.quantity_milli,
        rate_fen=line.rate_fen,
        entitlement=ListLine(planned.new.list, 2 if planned.revised else 1, line.line),
        of=of,
        bank_result=result,
        card_hmac=card_hmac(sealer, line.card),
        private=seal_fields(sealer, fields),
    )


def vendor_line(sealer: Sealer, village: Village, account: str, amount_fen: int) -> PaymentLine:
    """The one line of a payment to a builder's account."""
    return PaymentLine(
        line=1,
        amount_fen=amount_fen,
        region=village.code.code,
        payee_kind="vendor",
        card_hmac=card_hmac(sealer, account),
        private=seal_fields(sealer, {"card": account}),
    )


def collective_line(sealer: Sealer, planned: PlannedList, part: Instalment) -> PaymentLine:
    """The one line of money that a cooperative holds for the households of an instalment."""
    card = part.held_on_card or part.lines[0].card
    return PaymentLine(
        line=1,
        amount_fen=part.amount_fen,
        region=planned.village.code.code,
        payee_kind="collective",
        project=planned.new.project,
        benefit=planned.new.benefit,
        card_hmac=card_hmac(sealer, card),
        private=seal_fields(sealer, {"card": card}),
    )
