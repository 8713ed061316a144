"""One case for each refusal of the ledger, in the order of ledger/book/refusals.py.

A case acts on the story of `story.py` and must be refused with its token. The list is compared
with the tokens in ledger/storage/sql and with the classes: none may be missing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import psycopg

from ledger.book.books import close_month, close_year, deliver
from ledger.book.post import Actor, Posting
from ledger.book.refusals import refusal_of
from ledger.book.reverse import reversal
from ledger.book.voucher import (
    Entry,
    EntryRef,
    LineRef,
    NewLot,
    PaymentLine,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import VoucherKind
from tests.ledger.case_ladder import CASES
from tests.ledger.ladder_case import Case, Deed
from tests.ledger.records_ladder import RECORDS
from tests.ledger.scene import (
    ACTOR,
    DAY,
    LOWER,
    UPPER,
    YEAR,
    K,
    Scene,
    V,
    account,
    allocation,
    entry,
    lot,
    named,
    voucher,
)
from tests.ledger.sequel import EARNED, SENT_BACK
from tests.ledger.story import AGENT, PROJECT, VENDOR

UNASSIGNED, POOL = account(K.UNASSIGNED), account(K.POOL)
PROJECT_ACCOUNT, AGENT_ACCOUNT = account(K.PROJECT, PROJECT), account(K.AGENT, AGENT)
VENDOR_ACCOUNT, HOUSEHOLD = account(K.VENDOR, VENDOR), account(K.HOUSEHOLD)


def _moved(kind: VoucherKind, entry_of: Entry, **changes: object) -> Voucher:
    return replace(voucher(kind, entry_of), **changes)  # type: ignore[arg-type]


def _integrate(amount_fen: int = 1, **changes: object) -> Voucher:
    return _moved(V.INTEGRATE, entry(UNASSIGNED, POOL, "批次甲", amount_fen), **changes)


def _post(what: Voucher, *, book: int = LOWER, key: str = "", actor: Actor | None = None) -> Deed:
    def deed(scene: Scene) -> object:
        acting = replace(scene, actor=actor) if actor else scene
        return acting.batch(book, [Posting(key or str(uuid4()), what)])

    return deed


def _entry(kind: VoucherKind, moved: Entry, **changes: object) -> Deed:
    return _post(voucher(kind, replace(moved, **changes)))  # type: ignore[arg-type]


def _names(relation: Relation, number: int, of: int, book: int | None = None) -> dict[str, object]:
    return {"relation": relation, "of": EntryRef(YEAR, number, of, book)}


def _receive(amount_fen: int, number: int, of: int = 1, lots: tuple[NewLot, ...] = ()) -> Voucher:
    moved = entry(account(K.UPSTREAM, str(UPPER)), UNASSIGNED, "批次甲", amount_fen)
    named = EntryRef(YEAR, number, of, UPPER)
    return _moved(V.RECEIVE, replace(moved, relation=Relation.RECEIVES, of=named), lots=lots)


def _reverse(number: int, moved: Entry, of: int = 1) -> Deed:
    named = replace(moved, relation=Relation.REVERSES, of=EntryRef(YEAR, number, of))
    return _post(_moved(V.REVERSE, named, reverses=VoucherRef(YEAR, number)))


def _year_closed(scene: Scene) -> None:
    scene.open(610728, 2018)
    close_year(scene.connection, 610728, 2018, "系统管理")
    start, end = account(K.UNASSIGNED, year=2018), account(K.POOL, year=2018)
    integrated = _moved(V.INTEGRATE, entry(start, end, "批次甲", 1), year=2018)
    _post(integrated, book=610728, actor=scene.actor)(scene)


def _account_year_closed(scene: Scene) -> None:
    """A carry-over out of a year that was closed since is reversed."""
    scene.open(610729, YEAR - 1, YEAR)
    made = replace(lot("批次丁", 1_00, book=610729), origin_book=610729, budget_year=YEAR - 1)
    source, old = account(K.SOURCE, year=YEAR - 1), account(K.UNASSIGNED, year=YEAR - 1)
    _post(
        _moved(V.ALLOCATE, entry(source, old, made.lot, 1_00), year=YEAR - 1, lots=(made,)),
        book=610729,
        actor=scene.actor,
    )(scene)
    over = _moved(V.CARRY_OVER, entry(old, UNASSIGNED, made.lot, 1_00), year=YEAR - 1)
    _post(over, book=610729, actor=scene.actor)(scene)
    close_year(scene.connection, 610729, YEAR - 1, "系统管理")
    of = VoucherRef(YEAR - 1, 2)
    back = reversal(scene.connection, 610729, of, fiscal_year=YEAR, happened_on=DAY)
    _post(back, book=610729, actor=scene.actor)(scene)


def _sent_down_to_other_book(scene: Scene) -> None:
    moved = entry(account(K.SENT_DOWN, "610728"), UNASSIGNED, "批次甲", 1)
    of = EntryRef(YEAR, 11 + SENT_BACK, 1, LOWER)
    back = replace(moved, relation=Relation.RECEIVES, of=of)
    _post(voucher(V.RECEIVE_BACK, back), book=UPPER)(scene)


def _closing(year: int, month: int | None = None) -> Deed:
    def deed(scene: Scene) -> object:
        if month is None:
            return close_year(scene.connection, LOWER, year, "系统管理")
        return close_month(scene.connection, LOWER, year, month, "系统管理")

    return deed


def _year_not_over(scene: Scene) -> None:
    scene.open(610731, YEAR)
    close_year(scene.connection, 610731, YEAR, "系统管理")


def _month_closed(scene: Scene) -> None:
    scene.open(610730, YEAR)
    for month in (2, 1):
        close_month(scene.connection, 610730, YEAR, month, "系统管理")


def _delivery_withdrawn(scene: Scene) -> None:
    down = entry(UNASSIGNED, account(K.SENT_DOWN, str(LOWER)), "批次甲", 7_00)
    sent = scene.batch(UPPER, [Posting(str(uuid4()), voucher(V.PASS_DOWN, down))])[0]
    deliver(scene.connection, UPPER)
    of = VoucherRef(YEAR, sent.number)
    back = reversal(scene.connection, UPPER, of, fiscal_year=YEAR, happened_on=DAY)
    scene.batch(UPPER, [Posting(str(uuid4()), back)])
    _post(_receive(1, sent.number))(scene)


def _delivered_otherwise(scene: Scene) -> None:
    _sql(
        "SELECT deliver(book, origin_book, origin_year, origin_number, origin_entry, lot,"
        " amount_fen + 1, doc_no, sent_on, lot_facts) FROM inbound WHERE origin_number = 3"
    )(scene)


def _sql(*statements: str, owner: bool = False) -> Deed:
    """The statements as one transaction: when the last is refused, nothing of them remains."""

    def deed(scene: Scene) -> None:
        login = scene.database.owner if owner else scene.database.app
        with scene.database.connect(login) as connection:
            try:
                connection.execute("; ".join(statements).encode())
            except psycopg.Error as error:
                raise refusal_of(error) or error from None

    return deed


_KEY = "decode(repeat('0a', 32), 'hex')"


def _trusting(book: int, trusted: str = "true") -> str:
    return f"SELECT trust_peer({book}, {_KEY}, '邻市', {trusted}, '甲')"


def _taking(what: str, from_book: int = UPPER) -> str:
    """A file of one line: of the upper book to the lower, or back to it from this book."""
    line = f'[{{"year":{YEAR},"number":3,"entry":1,"lot":"{named("批次甲")}","amount_fen":1}}]'
    function, to_book = ("take_receipt", UPPER) if what == "receipt" else ("take_deliveries", LOWER)
    return (
        f"SELECT {function}({to_book}, {from_book}, {_KEY}, 'digest', 'file', now(), '甲',"
        f" '{line}')"
    )


def _linking(book: int, lot_name: str, same_as: str) -> str:
    return (
        f"SELECT link_lots({book}, '{named(lot_name)}', '{named(same_as)}', '2019-03-01', '文号',"
        f" NULL, '甲', '{lot_name}', 'content', '{{}}')"
    )


def _erasing(maker: str, checker: str) -> str:
    actor = json.dumps(
        {"maker": maker, "checker": checker, "role": "finance_checker", "reach": [LOWER]}
    )
    return f"SELECT erase({LOWER}, '{named('申请')}', '{actor}', 'content', '{{}}')"


def _registered_and_erased() -> tuple[str, ...]:
    home, person, request = (f"'{named(each)}'" for each in ("户甲", "人甲", "申请"))
    return (
        f"INSERT INTO household (book, household, known_at) VALUES ({LOWER}, {home}, now())",
        "INSERT INTO person (book, person, household, relation, known_at)"
        f" VALUES ({LOWER}, {person}, {home}, '户主', now())",
        "INSERT INTO erasure_request (book, request, person, reason, actor, requested_at)"
        f" VALUES ({LOWER}, {request}, {person}, '本人申请', '甲', now())",
        "INSERT INTO erasure_decision (book, request, action, actor, reason, decided_at)"
        f" VALUES ({LOWER}, {request}, 'approve', '乙', '', now())",
        _erasing("甲", "乙"),
    )


def _naming() -> str:
    return (
        "INSERT INTO person_private (book, person, sealed, id_faults)"
        f" VALUES ({LOWER}, '{named('人甲')}', 'x', '{{}}')"
    )


def _twice(scene: Scene) -> None:
    scene.batch(LOWER, [Posting("twice", _integrate()), Posting("twice", _integrate())])


_LINE = PaymentLine(1, 1_00, "610727100200")
_PAID = entry(account(K.PROJECT, PROJECT), account(K.HOUSEHOLD), "批次甲", 1_00)
_ALLOCATED = lot("批次乙", 10_00)

LADDER: dict[str, Case] = {
    "actor_missing": Case(8, _post(_integrate(), actor=replace(ACTOR, maker=""))),
    "maker_is_checker": Case(8, _post(_integrate(), actor=replace(ACTOR, maker=ACTOR.checker))),
    "role_may_not_post": Case(8, _post(_integrate(), actor=replace(ACTOR, role="administrator"))),
    "book_out_of_reach": Case(8, _post(_integrate(), actor=replace(ACTOR, reach=(UPPER,)))),
    "book_unknown": Case(
        5, _post(_integrate(), book=999999, actor=replace(ACTOR, reach=(999999,)))
    ),
    "key_with_other_content": Case(4, _post(_integrate(), key=f"{LOWER}-3")),
    "key_twice_in_batch": Case(4, _twice),
    "year_not_open": Case(7, _post(_integrate(year=2031))),
    "year_closed": Case(7, _year_closed),
    "not_approved": Case(8, _post(_integrate(), key=f"draft:{uuid4()}:1")),
    "reason_missing": Case(8, _post(_integrate(warned=("not_integrable",)))),
    "open_after_live": Case(6, _post(_moved(V.OPEN, entry(account(K.SOURCE), POOL, "批次丙", 1)))),
    "opening_closed": Case(
        7,
        _post(
            replace(
                _moved(V.OPEN, entry(account(K.SOURCE), POOL, "批次丙", 1)),
                happened_on=date(2018, 12, 31),
            ),
            book=UPPER,
        ),
    ),
    "backfill_after_live": Case(6, _post(_integrate(backfill=True))),
    "reversal_names_nothing": Case(2, _post(_integrate(reverses=VoucherRef(YEAR, 3)))),
    "reversed_unknown": Case(2, _reverse(999, entry(POOL, UNASSIGNED, "批次甲", 1))),
    "reversal_is_final": Case(2, _reverse(9, entry(PROJECT_ACCOUNT, VENDOR_ACCOUNT, "批次甲", 1))),
    "replaced_unknown": Case(2, _post(_integrate(replaces=VoucherRef(YEAR, 999)))),
    "delivery_unknown": Case(2, _post(_receive(1, number=3, of=9))),
    "delivery_withdrawn": Case(2, _delivery_withdrawn),
    "received_exceeds_delivery": Case(2, _post(_receive(10_000_01, number=3))),
    "lot_not_made_by_this_kind": Case(2, _post(_integrate(lots=(_ALLOCATED,)))),
    "lot_facts_differ": Case(
        2, _post(_receive(1, number=3, lots=(replace(lot("批次甲", 100_000_00), level="county"),)))
    ),
    "lot_exists": Case(2, _post(allocation(lot("批次甲", 100_000_00)), book=UPPER)),
    "asset_not_named": Case(
        2,
        _post(
            _moved(
                V.INCOME,
                entry(account(K.SOURCE), UNASSIGNED, "无主收益", 1_00),
                lots=(replace(EARNED, lot=named("无主收益"), asset=None),),
            )
        ),
    ),
    "lot_amount_differs": Case(
        2,
        _post(replace(allocation(_ALLOCATED), lots=(replace(_ALLOCATED, origin_amount_fen=9_00),))),
    ),
    "entry_amount_not_positive": Case(3, _post(_integrate(0))),
    "entry_moves_nothing": Case(2, _entry(V.INTEGRATE, entry(POOL, POOL, "批次甲", 1))),
    "movement_not_allowed": Case(
        2, _entry(V.INTEGRATE, entry(UNASSIGNED, PROJECT_ACCOUNT, "批次甲", 1))
    ),
    "lot_unknown": Case(2, _entry(V.INTEGRATE, entry(UNASSIGNED, POOL, "没有的批次", 1))),
    "carry_over_not_to_next_year": Case(
        7, _entry(V.CARRY_OVER, entry(POOL, account(K.POOL, year=YEAR + 2), "批次甲", 1))
    ),
    "account_of_other_year": Case(
        7, _entry(V.INTEGRATE, entry(UNASSIGNED, account(K.POOL, year=YEAR + 1), "批次甲", 1))
    ),
    "account_year_closed": Case(7, _account_year_closed),
    "entry_names_nothing": Case(
        2, _entry(V.RETURN, entry(VENDOR_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 1))
    ),
    "sent_down_to_other_book": Case(2, _sent_down_to_other_book),
    "entry_reversed": Case(
        2, _reverse(8, entry(VENDOR_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 500_00))
    ),
    "line_amount_differs": Case(
        2, _post(_moved(V.DISBURSE, replace(_PAID, line=1, amount_fen=99), lines=(_LINE,)))
    ),
    "entry_named_unknown": Case(
        2,
        _entry(
            V.RETURN,
            entry(AGENT_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 1),
            **_names(Relation.RETURNS, 5, 99),
        ),
    ),
    "entry_not_returnable": Case(
        2,
        _entry(
            V.RETURN,
            entry(VENDOR_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 1),
            **_names(Relation.RETURNS, 4, 1),
        ),
    ),
    "entry_not_settleable": Case(
        2,
        _entry(
            V.PAY, entry(AGENT_ACCOUNT, HOUSEHOLD, "批次甲", 1), **_names(Relation.SETTLES, 4, 1)
        ),
    ),
    "not_mirrored": Case(
        2,
        _entry(
            V.RETURN,
            entry(VENDOR_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 1),
            **_names(Relation.RETURNS, 5, 2),
        ),
    ),
    "return_exceeds_entry": Case(
        2,
        _entry(
            V.RETURN,
            entry(VENDOR_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 500_01),
            **_names(Relation.RETURNS, 10, 1),
        ),
    ),
    "settlement_exceeds_entry": Case(
        2,
        _entry(
            V.PAY, entry(AGENT_ACCOUNT, HOUSEHOLD, "批次甲", 1), **_names(Relation.SETTLES, 5, 1)
        ),
    ),
    "line_named_unknown": Case(
        2,
        _post(
            _moved(
                V.DISBURSE,
                replace(_PAID, line=1),
                lines=(replace(_LINE, of=LineRef(YEAR, 5, 9)),),
            )
        ),
    ),
    "money_moved_on": Case(
        2, _reverse(5, entry(AGENT_ACCOUNT, PROJECT_ACCOUNT, "批次甲", 3_000_00))
    ),
    "no_overdraft": Case(3, _post(_integrate(10**12))),
    "earlier_year_open": Case(7, _closing(YEAR + 1)),
    "year_not_cleared": Case(7, _closing(YEAR)),
    "december_closes_with_year": Case(7, _closing(YEAR, 12)),
    "month_closed": Case(7, _month_closed),
    "month_not_over": Case(7, _closing(YEAR, 6)),
    "year_not_over": Case(7, _year_not_over),
    "delivered_otherwise": Case(4, _delivered_otherwise),
    "peer_of_own_book": Case(9, _sql(_trusting(LOWER))),
    "signer_unknown": Case(9, _sql(_taking("deliveries"))),
    "signer_may_not_speak": Case(9, _sql(_trusting(610800), _taking("deliveries"))),
    "signer_revoked": Case(
        9, _sql(_trusting(610800), _trusting(610800, "false"), _taking("receipt", 610800))
    ),
    "receipt_of_nothing": Case(2, _sql(_trusting(610800), _taking("receipt", 610800))),
    "lot_not_entered_here": Case(2, _sql(_linking(LOWER, "批次甲", "期初结余"))),
    "linked_lot_unknown": Case(2, _sql(_linking(UPPER, "批次甲", "没有的批次"))),
    "lots_in_a_circle": Case(
        2,
        _sql(_linking(UPPER, "批次甲", "期初结余"), _linking(UPPER, "期初结余", "批次甲")),
    ),
    **RECORDS,
    "erasure_not_approved": Case(8, _sql(_erasing("甲", "乙"))),
    "person_erased": Case(10, _sql(*_registered_and_erased(), _naming())),
    "not_a_demo": Case(6, _sql("SELECT set_demo_clock(now())")),
    "append_only": Case(1, _sql("UPDATE voucher SET maker = 'x'", owner=True)),
    **CASES,
}
