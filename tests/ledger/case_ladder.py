"""The refusals of the work on leads, each raised once on the story, with leads put in by hand.

Each deed is one transaction of the application, so that nothing of it remains once it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import uuid4

from psycopg.types.json import Jsonb

from audit.cases import CaseActor, Disposition, MoneyBack, NewStep, Step, open_case, take_step
from audit.suppressions import Action, ask_suppression, decide_suppression
from ledger.book.post import Connection, Posting
from ledger.book.voucher import EntryRef, Relation, VoucherRef
from tests.ledger.ladder_case import Case, Deed
from tests.ledger.scene import (
    LOWER,
    SEALER,
    YEAR,
    K,
    Scene,
    V,
    account,
    entry,
    lot,
    named,
    voucher,
)

TODAY = date(2019, 6, 1)
FIRST, SECOND, OTHER = b"\x01" * 32, b"\x02" * 32, b"\x09" * 32
A = CaseActor("审计甲", "auditor", (LOWER,))
B = replace(A, login="审计乙")
UNIT = CaseActor("经办丙", "finance_maker")
PAID, RETURNED = 5, 7
"""Vouchers of the lower book: a roster paid out, and a line of it that came back."""


def raise_leads(
    connection: Connection,
    facts: str = "一",
    book: int = LOWER,
    identities: tuple[bytes, bytes] = (FIRST, SECOND),
) -> None:
    """A finished run with two leads; other `facts`, other fingerprints."""
    run = uuid4()
    connection.execute(
        "INSERT INTO audit_run (run, as_of, known_at, started_at, finished_at, actor, books,"
        " rules) VALUES (%s, %s, clock_timestamp(), clock_timestamp(), clock_timestamp(), '审计甲',"
        " %s, '[\"ID03\"]')",
        [run, TODAY, Jsonb([book])],
    )
    connection.execute(
        "INSERT INTO audit_outcome (run, book, rule, version, parameters, flagged, clear,"
        " not_computable, reasons) VALUES (%s, %s, 'ID03', 1, '{}', 2, 0, 0, '{}')",
        [run, book],
    )
    for identity, fen in zip(identities, (500_00, None), strict=True):
        connection.execute(
            "INSERT INTO finding (run, book, rule, identity, version, severity, subject_kind,"
            " subject, title, amount_fen, evidence, parameters, fingerprint)"
            " VALUES (%s, %s, 'ID03', %s, 1, 'H', 'lot', %s, '闲置', %s, '{}', '{}', %s)",
            [run, book, identity, identity.hex(), fen, identity + facts.encode()],
        )


@dataclass
class Desk:
    """A case in the lower book, its next step, and who takes it."""

    connection: Connection
    scene: Scene

    def __post_init__(self) -> None:
        self.case = uuid4()
        self.seq = 0

    def open(self, *leads: bytes, title: str = "闲置核查", by: CaseActor = A) -> int:
        return open_case(
            self.connection, LOWER, self.case, title=title, leads=leads or (FIRST,), by=by,
            sealer=SEALER,
        )  # fmt: skip

    def step(self, kind: Step, by: CaseActor = A, text: str = "理由", **given: object) -> None:
        new = NewStep(kind=kind, after_seq=self.seq, text=text, **given)  # type: ignore[arg-type]
        self.seq = take_step(self.connection, LOWER, self.case, new, by=by, sealer=SEALER)

    def ask(self) -> None:
        self.connection.execute(
            "INSERT INTO app_user (login, name, password_hash, active, created_at)"
            " VALUES (%s, '丙', 'x', true, now()) ON CONFLICT DO NOTHING",
            [UNIT.login],
        )
        self.step(Step.ASKED, to_login=UNIT.login, due_on=TODAY)

    def hold(self, held: Disposition = Disposition.UPHELD, *leads: bytes) -> None:
        self.step(Step.DISPOSED, dispositions=[(each, held) for each in leads or (FIRST,)])

    def ready(self) -> None:
        """Opened, held, and its closing asked for by A."""
        self.open()
        self.hold()
        self.step(Step.CLOSE_ASKED)

    def bring_back(self, *numbers: int) -> None:
        self.step(Step.RECOVERED, recoveries=[MoneyBack(YEAR, each) for each in numbers])

    def suppress(self, until_on: date = TODAY + timedelta(30), reason: str = "待县里批复") -> None:
        ask_suppression(
            self.connection, LOWER, self.case, identity=FIRST, until_on=until_on, reason=reason,
            by=A,
        )  # fmt: skip

    def decide(self, action: Action, by: CaseActor = B, reason: str = "") -> None:
        decide_suppression(self.connection, LOWER, self.case, action, by=by, reason=reason)


def _at(work: Callable[[Desk], object]) -> Deed:
    def deed(scene: Scene) -> None:
        with scene.database.connect() as connection, connection.transaction():
            raise_leads(connection)
            work(Desk(connection, scene))

    return deed


def _opened(work: Callable[[Desk], object], *leads: bytes) -> Deed:
    def begun(desk: Desk) -> None:
        desk.open(*leads)
        work(desk)

    return _at(begun)


def _elsewhere(desk: Desk) -> None:
    Desk(desk.connection, desk.scene).open()


def _settled(desk: Desk) -> None:
    desk.ready()
    desk.step(Step.CLOSED, by=B)
    _elsewhere(desk)


def _referred(desk: Desk) -> None:
    desk.hold()
    desk.step(Step.REFERRED)
    desk.step(Step.CLOSE_ASKED)


def _twice(desk: Desk) -> None:
    desk.bring_back(RETURNED)
    desk.bring_back(RETURNED)


def _reply_of_another(desk: Desk) -> None:
    desk.ask()
    desk.step(Step.REPLIED, by=replace(UNIT, login="别人"), of_seq=desk.seq)


def _return_reversed(desk: Desk) -> None:
    """Money is spent, comes back, and the coming back is reversed."""
    scene = replace(desk.scene, connection=desk.connection)
    vendor = account(K.VENDOR, "91610727MA0000009X")
    project = account(K.PROJECT, str(named("短工")))
    made = replace(lot("批次末", 1_00, book=LOWER), origin_book=LOWER)
    source, unassigned = account(K.SOURCE), account(K.UNASSIGNED)
    allocated = replace(
        voucher(V.ALLOCATE, entry(source, unassigned, made.lot, 1_00)), lots=(made,)
    )
    spent = entry(project, vendor, made.lot, 1_00)
    steps = [
        allocated,
        voucher(V.ASSIGN, entry(unassigned, project, made.lot, 1_00)),
        voucher(V.DISBURSE, spent),
    ]
    paid = scene.batch(LOWER, [Posting(str(uuid4()), each) for each in steps])[-1].number
    back = replace(
        spent, start=vendor, end=project, relation=Relation.RETURNS, of=EntryRef(YEAR, paid, 1)
    )
    came = scene.batch(LOWER, [Posting(str(uuid4()), voucher(V.RETURN, back))])[0].number
    again = replace(spent, relation=Relation.REVERSES, of=EntryRef(YEAR, came, 1))
    undone = replace(voucher(V.REVERSE, again), reverses=VoucherRef(YEAR, came))
    scene.batch(LOWER, [Posting(str(uuid4()), undone)])
    desk.bring_back(came)


def _suppressed_twice(desk: Desk) -> None:
    desk.suppress()
    other = Desk(desk.connection, desk.scene)
    other.suppress()


def _decided_twice(desk: Desk) -> None:
    desk.suppress()
    desk.decide(Action.APPROVE)
    desk.decide(Action.REJECT, reason="不妥")


def _by_one(desk: Desk) -> None:
    desk.suppress()
    desk.decide(Action.APPROVE, by=A)


def _closed_by_one(desk: Desk) -> None:
    desk.ready()
    desk.step(Step.CLOSED)


def _nothing_said(desk: Desk) -> None:
    desk.step(Step.REFERRED, text="")


def _moved_on(desk: Desk) -> None:
    desk.hold()
    desk.seq = 0
    desk.hold()


CASES: dict[str, Case] = {
    "case_role_refused": Case(8, _at(lambda d: d.open(by=replace(A, role="finance_checker")))),
    "case_out_of_reach": Case(8, _at(lambda d: d.open(by=replace(A, reach=(610700,))))),
    "case_unknown": Case(4, _at(lambda d: d.hold())),
    "case_moved_on": Case(4, _opened(_moved_on)),
    "case_step_not_allowed": Case(8, _opened(lambda d: d.step(Step.CLOSED, by=B))),
    "case_says_nothing": Case(8, _opened(_nothing_said)),
    "case_deadline_wrong": Case(
        6,
        _opened(
            lambda d: d.step(Step.ASSIGNED, to_login="甲", due_on=TODAY - timedelta(1)),
        ),
    ),
    "case_addressee_unknown": Case(
        8, _opened(lambda d: d.step(Step.ASSIGNED, to_org="没有的单位", due_on=TODAY))
    ),
    "case_reply_not_asked": Case(8, _opened(_reply_of_another)),
    "case_without_lead": Case(
        4,
        _at(
            lambda d: open_case(
                d.connection, LOWER, d.case, title="无", leads=[], by=A, sealer=SEALER
            )
        ),
    ),
    "case_lead_unknown": Case(4, _at(lambda d: d.open(OTHER))),
    "case_lead_taken": Case(4, _opened(_elsewhere)),
    "case_lead_settled": Case(4, _at(_settled)),
    "case_lead_not_here": Case(4, _opened(lambda d: d.hold(Disposition.UPHELD, SECOND))),
    "case_leads_undisposed": Case(8, _opened(lambda d: d.step(Step.CLOSE_ASKED))),
    "case_referral_open": Case(8, _opened(_referred)),
    "case_closed_by_one": Case(8, _at(_closed_by_one)),
    "recovery_voucher_unknown": Case(2, _opened(lambda d: d.bring_back(999))),
    "recovery_not_here": Case(
        2,
        _opened(
            lambda d: d.step(Step.RECOVERY_UNDONE, recoveries=[MoneyBack(YEAR, RETURNED)]),
        ),
    ),
    "recovery_kind_wrong": Case(2, _opened(lambda d: d.bring_back(PAID))),
    "recovery_counted_already": Case(2, _opened(_twice)),
    "recovery_taken_back": Case(2, _opened(_return_reversed)),
    "suppression_unknown": Case(8, _at(lambda d: d.decide(Action.APPROVE))),
    "suppression_end_wrong": Case(8, _at(lambda d: d.suppress(TODAY + timedelta(367)))),
    "suppression_stands": Case(8, _at(_suppressed_twice)),
    "suppression_decided": Case(8, _at(_decided_twice)),
    "suppression_by_one": Case(8, _at(_by_one)),
}
