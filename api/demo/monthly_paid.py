"""Which vouchers pay one roster of a monthly benefit?

A roster sends a thousand lines from the project to the bank (代发). The bank answers: paid to the
household, or returned to the project because of a wrong account; what came back is sent again.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from api.demo.diary import Diary, Task
from api.demo.monthly import MonthlyProject, Roster
from api.demo.monthly_registers import Claim
from api.demo.places import Village
from api.demo.units import bank_of
from ledger.book.private import seal_fields
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    LineRef,
    ListLine,
    Payment,
    PaymentLine,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.storage.sealing import Sealer
from ledger.values.kinds import AccountKind, VoucherKind

_BANK_ANSWERS = timedelta(days=2)


@dataclass(slots=True)
class RosterPaid:
    """Pays one roster of a project; `claims` are those of the whole month, of which it is a part.

    `lists`: the list of each village.
    """

    sealer: Sealer
    project: MonthlyProject
    roster: Roster
    claims: Sequence[Claim]
    lists: dict[Village, UUID]

    def note(self, diary: Diary) -> None:
        roster = self.roster

        def part() -> Sequence[Claim]:
            return self.claims[roster.first : roster.last]

        self._note_sent(diary, part, roster.sent_on, roster.bank_on, roster.returned, "")

    def _note_sent(
        self,
        diary: Diary,
        part: Callable[[], Sequence[Claim]],
        sent_on: date,
        bank_on: date,
        returned: Sequence[int],
        again: str,
    ) -> None:
        key = f"demo:{self.project.new.code}-{self.roster.month}-{self.roster.order}{again}"

        def then(reference: VoucherRef) -> None:
            claims = part()
            good = [at for at in range(len(claims)) if at not in returned]
            diary.note(
                Task(
                    bank_on,
                    f"{key}:paid",
                    lambda: self._answer(VoucherKind.PAY, claims, good, bank_on, reference),
                )
            )
            if not returned:
                return
            repaid_on = self.roster.repaid_on

            def failed() -> Sequence[Claim]:
                return [claims[at] for at in returned]

            diary.note(
                Task(
                    bank_on,
                    f"{key}:returned",
                    lambda: self._answer(VoucherKind.RETURN, claims, returned, bank_on, reference),
                    lambda _: self._note_sent(
                        diary, failed, repaid_on, repaid_on + _BANK_ANSWERS, (), "-again"
                    ),
                )
            )

        diary.note(Task(sent_on, f"{key}:sent", lambda: self._sent(part(), sent_on), then))

    def _account(self, kind: AccountKind, owner: str = "") -> AccountRef:
        return AccountRef(kind, self.project.year, owner)

    @property
    def _agent(self) -> AccountRef:
        return self._account(AccountKind.AGENT, bank_of(self.project.county.book))

    @property
    def _of_project(self) -> AccountRef:
        return self._account(AccountKind.PROJECT, str(self.project.key))

    def _sent(self, claims: Sequence[Claim], day: date) -> Voucher:
        project, start, end = self.project, self._of_project, self._agent
        short, document = project.county.short, project.programme.document
        return Voucher(
            kind=VoucherKind.DISBURSE,
            year=project.year,
            happened_on=day,
            doc_no=f"{short}演{document}〔{project.year}〕{self.roster.month + 1}号",
            entries=tuple(
                Entry(start, end, lot, fen * claim.quantity_milli // 1_000, line=number)
                for number, claim in enumerate(claims, start=1)
                for lot, fen in project.shares
            ),
            lines=tuple(self._line(claim, number) for number, claim in enumerate(claims, start=1)),
            payment=Payment("代发"),
        )

    def _answer(
        self,
        kind: VoucherKind,
        claims: Sequence[Claim],
        answered: Sequence[int],
        day: date,
        of: VoucherRef,
    ) -> Voucher:
        """What the bank says of some lines (from 0) of a roster."""
        paid = kind is VoucherKind.PAY
        project, start = self.project, self._agent
        end = self._account(AccountKind.HOUSEHOLD) if paid else self._of_project
        relation = Relation.SETTLES if paid else Relation.RETURNS
        result = "成功" if paid else "账号有误，退回"
        return Voucher(
            kind=kind,
            year=project.year,
            happened_on=day,
            entries=tuple(
                Entry(
                    start,
                    end,
                    lot,
                    fen * claims[at].quantity_milli // 1_000,
                    line=number,
                    relation=relation,
                    of=EntryRef(of.year, of.number, at * len(project.shares) + turn),
                )
                for number, at in enumerate(answered, start=1)
                for turn, (lot, fen) in enumerate(project.shares, start=1)
            ),
            lines=tuple(
                self._line(
                    claims[at], number, of=LineRef(of.year, of.number, at + 1), result=result
                )
                for number, at in enumerate(answered, start=1)
            ),
            payment=Payment("代发", bank_on=day) if paid else None,
        )

    def _line(
        self, claim: Claim, number: int, *, of: LineRef | None = None, result: str | None = None
    ) -> PaymentLine:
        project, month = self.project, self.roster.month
        programme = project.programme
        fields = {"card": claim.card, "household": str(claim.household)}
        if claim.person:
            fields["person"] = str(claim.person)
        return PaymentLine(
            line=number,
            amount_fen=programme.rate_fen * claim.quantity_milli // 1_000,
            region=claim.village.code.code,
            household=claim.household,
            person=claim.person,
            payee_kind="person" if claim.person else "householder",
            project=project.key,
            benefit=programme.benefit,
            period_from=date(project.year, month, 1),
            period_to=date(project.year, month, monthrange(project.year, month)[1]),
            quantity_milli=claim.quantity_milli,
            rate_fen=programme.rate_fen,
            entitlement=ListLine(self.lists[claim.village], 1, claim.line),
            of=of,
            bank_result=result,
            card_hmac=claim.card_hmac,
            private=seal_fields(self.sealer, fields),
        )
