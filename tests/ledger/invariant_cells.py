"""The cells of the table "invariant × who × refused by what, or named by verify as what".

A deed is SQL on the story of `story.py`. For the application, the reader and the owner a cell says
what refuses the deed; a superuser (and an owner who switches guards off) is not refused, so there
the cell says what `verify` finds and which vouchers it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.book.verify_report import Code
from ledger.storage.ddl import LEDGER, SEALED, STATE
from ledger.storage.tables import metadata
from tests.ledger.scene import LOWER, UPPER, YEAR


class Who(StrEnum):
    APP = "application"
    READER = "reader"
    OWNER = "owner"
    SUPERUSER = "superuser"


class By(StrEnum):
    """What answers a deed."""

    PRIVILEGE = "privilege"
    TRIGGER = "trigger"
    CHECK = "CHECK"
    POST = "post"
    VERIFY = "verify"
    NOBODY = "only a witnessed checkpoint"


@dataclass(frozen=True)
class Cell:
    """`names`: the token, the constraint, or the codes of verify. `vouchers`: those it must name
    as LEAF_MISMATCH, and no other.
    """

    invariant: int
    deed: str
    who: Who
    by: By
    names: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    vouchers: tuple[tuple[int, int], ...] = ()


INVARIANTS = {
    1: "Append only",
    2: "Conservation",
    3: "No overdraft",
    4: "Idempotence",
    5: "Gapless numbers",
    6: "Two times",
    7: "Closed periods stay closed",
    8: "Two pairs of eyes",
    9: "Tamper evidence",
    10: "Privacy",
}

GUARDS_OFF = "SET session_replication_role = replica"
"""What a superuser does first: no trigger and no foreign key is looked at any more."""


def _written_tables() -> list[Cell]:
    """Every ledger table: nobody but post() writes, and nobody changes what is written."""
    cells = []
    for name in LEDGER:
        column = next(iter(metadata.tables[f"sunledger.{name}"].columns)).name
        deeds = {
            "changed": f"UPDATE {name} SET {column} = {column}",
            "deleted": f"DELETE FROM {name} WHERE false",
            "truncated": f"TRUNCATE {name} CASCADE",
            "inserted": f"INSERT INTO {name} SELECT * FROM {name} WHERE false",
        }
        for deed, sql in deeds.items():
            said = f"rows of `{name}` {deed}"
            cells += [
                Cell(1, said, who, By.PRIVILEGE, ("42501",), (sql,))
                for who in (Who.APP, Who.READER)
            ]
            refused_to_owner = {"truncated"}
            if name not in ("private_line", "record_private", "audit_case_private"):
                refused_to_owner.add("deleted")
            if name not in STATE:
                refused_to_owner.add("changed")
            if deed in refused_to_owner:
                cells.append(Cell(1, said, Who.OWNER, By.TRIGGER, ("append_only",), (sql,)))
    return cells


def _sealed() -> list[Cell]:
    return [
        Cell(10, f"`{name}` read", Who.READER, By.PRIVILEGE, ("42501",), (f"TABLE {name}",))
        for name in SEALED
    ]


def _found(
    invariant: int,
    deed: str,
    codes: tuple[Code, ...],
    *sql: str,
    vouchers: tuple[tuple[int, int], ...] = (),
    who: Who = Who.SUPERUSER,
) -> Cell:
    return Cell(invariant, deed, who, By.VERIFY, tuple(codes), sql, vouchers)


_AT = f"book = {LOWER} AND year = {YEAR} AND number"
C = Code
_ALL_LOWER = tuple((LOWER, n) for n in range(1, 19))
_WITHOUT_ENTRIES = (*((UPPER, n) for n in range(1, 5)), *_ALL_LOWER)
_ADDED = (
    "INSERT INTO entry SELECT (jsonb_populate_record(e, '{\"entry\": 2}')).*"
    f" FROM entry e WHERE {_AT} = 3"
)
_LAST = (
    f"DELETE FROM entry WHERE {_AT} = 18",
    f"DELETE FROM flow WHERE {_AT} = 18",
    f"DELETE FROM private_line WHERE {_AT} = 18",
    f"DELETE FROM voucher WHERE {_AT} = 18",
)

CELLS: tuple[Cell, ...] = (
    *_written_tables(),
    *_sealed(),
    _found(1, "a voucher's rows all deleted", (C.SEQUENCE_GAP, C.EVENT_GAP, C.BALANCE_MISMATCH),
           *(f"DELETE FROM {t} WHERE {_AT} = 10" for t in ("entry", "private_line", "voucher"))),
    _found(1, "a voucher deleted, its entries left", (C.SEQUENCE_GAP, C.ORPHAN_ENTRY),
           f"DELETE FROM voucher WHERE {_AT} = 4"),
    _found(1, "the last voucher deleted with its balances, counters left",
           (C.SEQUENCE_GAP, C.EVENT_GAP, C.BALANCE_MISMATCH), *_LAST),
    _found(1, "all entries truncated", (C.ORPHAN_ENTRY, C.BALANCE_MISMATCH, C.LEAF_MISMATCH),
           "TRUNCATE entry", vouchers=_WITHOUT_ENTRIES),
    _found(1, "all payment lines truncated", (C.ORPHAN_ENTRY, C.LEAF_MISMATCH, C.ORPHAN_PRIVATE),
           "TRUNCATE payment_line", vouchers=((LOWER, 5), (LOWER, 6), (LOWER, 7))),
    _found(1, "an entry changed, the guard switched off", (C.LEAF_MISMATCH, C.BALANCE_MISMATCH),
           "ALTER TABLE entry DISABLE TRIGGER entry_is_permanent",
           f"UPDATE entry SET amount_fen = amount_fen + 1 WHERE {_AT} = 10",
           vouchers=((LOWER, 10),), who=Who.OWNER),
    _found(1, "a voucher inserted directly", (C.LEAF_MISMATCH, C.ORPHAN_ENTRY, C.SEQUENCE_GAP),
           "INSERT INTO voucher SELECT (jsonb_populate_record(v, jsonb_build_object('number', 19,"
           f" 'event', 99, 'key', 'slipped in'))).* FROM voucher v WHERE {_AT} = 18",
           vouchers=((LOWER, 19),), who=Who.OWNER),
    *(_found(1, "an entry added to a posted voucher",
             (C.LEAF_MISMATCH, C.BALANCE_MISMATCH, C.FLOW_MISMATCH), _ADDED,
             vouchers=((LOWER, 3),), who=who) for who in (Who.OWNER, Who.SUPERUSER)),
    _found(1, "a flow enlarged", (C.FLOW_MISMATCH,),
           f"UPDATE flow SET amount_fen = amount_fen + 1 WHERE {_AT} = 3"),
    _found(6, "a flow dated back", (C.FLOW_MISMATCH,),
           f"UPDATE flow SET happened_on = happened_on - 1 WHERE {_AT} = 3"),
    _found(1, "a reversal's flow cut loose", (C.FLOW_MISMATCH,),
           f"UPDATE flow SET undoes = -1 WHERE {_AT} = 9"),
    _found(1, "the project of an account changed", (C.LEAF_MISMATCH,),
           f"UPDATE account SET owner = 'x' WHERE book = {LOWER} AND kind = 'vendor'",
           vouchers=((LOWER, 8), (LOWER, 9), (LOWER, 10))),
    _found(1, "the line of a payment line's origin removed", (C.ORPHAN_LINE, C.LEAF_MISMATCH),
           f"UPDATE payment_line SET of_line = 9 WHERE {_AT} = 6", vouchers=((LOWER, 6),)),
    _found(1, "a lot removed", (C.ORPHAN_ENTRY, C.ORPHAN_BALANCE, C.LEAF_MISMATCH),
           f"DELETE FROM lot WHERE book = {LOWER}",
           vouchers=((LOWER, 1), (LOWER, 2), (LOWER, 12))),
    _found(1, "a lot's voucher renamed", (C.ORPHAN_LOT, C.LEAF_MISMATCH),
           f"UPDATE lot SET number = 99 WHERE book = {LOWER}",
           vouchers=((LOWER, 1), (LOWER, 2), (LOWER, 12))),
    _found(1, "the fiscal year of vouchers removed", (C.ORPHAN_VOUCHER,),
           f"DELETE FROM book_year WHERE book = {LOWER} AND year = {YEAR}"),
    _found(1, "a book removed", (C.ORPHAN_BOOK, C.EVENT_LEAF_MISMATCH),
           f"DELETE FROM book WHERE book = {LOWER}"),
    _found(2, "more allocated than the document says", (C.LOT_NOT_CONSERVED, C.LEAF_MISMATCH),
           f"UPDATE entry SET amount_fen = amount_fen + 1 WHERE book = {UPPER} AND number = 2",
           vouchers=((UPPER, 2),)),
    _found(2, "an amount changed", (C.LEAF_MISMATCH, C.BALANCE_MISMATCH),
           f"UPDATE entry SET amount_fen = amount_fen - 1 WHERE {_AT} = 3",
           vouchers=((LOWER, 3),)),
    _found(2, "the amounts of two entries swapped", (C.LEAF_MISMATCH, C.LINE_MISMATCH),
           f"UPDATE entry SET amount_fen = 70000000 / 100 - amount_fen WHERE {_AT} = 5",
           vouchers=((LOWER, 5),)),
    _found(2, "a balance edited", (C.BALANCE_MISMATCH, C.LOT_NOT_CONSERVED),
           f"UPDATE balance SET balance_fen = balance_fen + 1 WHERE book = {LOWER}"
           " AND balance_fen = 50000", who=Who.OWNER),
    _found(2, "a balance edited", (C.BALANCE_MISMATCH, C.LOT_NOT_CONSERVED),
           f"UPDATE balance SET balance_fen = balance_fen + 1 WHERE book = {LOWER}"
           " AND balance_fen = 50000"),
    _found(2, "a balance deleted", (C.BALANCE_MISMATCH,),
           f"DELETE FROM balance WHERE book = {UPPER} AND balance_fen = 500000"),
    _found(2, "lot facts edited in one book", (C.LOT_FACTS_DIFFER, C.LEAF_MISMATCH),
           f"UPDATE lot SET category = 'sector' WHERE book = {LOWER}",
           vouchers=((LOWER, 1), (LOWER, 2), (LOWER, 12))),
    _found(2, "lot facts edited in the origin book", (C.LOT_FACTS_DIFFER, C.DELIVERY_MISMATCH),
           f"UPDATE lot SET level = 'county' WHERE book = {UPPER} AND category = 'special'",
           vouchers=((UPPER, 2),)),
    _found(2, "a delivery enlarged", (C.DELIVERY_MISMATCH,),
           "UPDATE inbound SET amount_fen = amount_fen + 1"),
    _found(2, "a send-back shown as passed down", (C.DELIVERY_MISMATCH,),
           f"UPDATE inbound SET upward = false WHERE book = {UPPER}"),
    _found(2, "what an adjustment changed removed", (C.LEAF_MISMATCH, C.CONTENT_MISMATCH),
           f"UPDATE voucher SET changes = NULL WHERE {_AT} = 14", vouchers=((LOWER, 14),)),
    _found(2, "the asset of an income exchanged", (C.LEAF_MISMATCH,),
           f"UPDATE lot SET asset = lot WHERE book = {LOWER} AND origin = 'asset'",
           vouchers=((LOWER, 12),)),
    Cell(2, "the asset of an income removed", Who.SUPERUSER, By.CHECK, ("asset_not_named",),
         (f"UPDATE lot SET asset = NULL WHERE book = {LOWER}",)),
    _found(2, "a delivery removed", (C.DELIVERY_MISMATCH,), "DELETE FROM inbound"),
    _found(2, "a received delivery withdrawn", (C.DELIVERY_MISMATCH,),
           "INSERT INTO inbound_withdrawal SELECT book, origin_book, origin_year, origin_number,"
           " origin_entry, delivered_at FROM inbound", who=Who.OWNER),
    _found(2, "more received than was passed down", (C.DELIVERY_MISMATCH, C.LEAF_MISMATCH),
           f"UPDATE entry SET amount_fen = 6000000 WHERE {_AT} = 2", vouchers=((LOWER, 2),)),
    _found(2, "a payment line changed", (C.LINE_MISMATCH, C.LEAF_MISMATCH),
           f"UPDATE payment_line SET amount_fen = amount_fen + 1 WHERE {_AT} = 6",
           vouchers=((LOWER, 6),)),
    _found(2, "more returned than was paid", (C.RELATION_BROKEN, C.LEAF_MISMATCH),
           f"UPDATE entry SET amount_fen = 400001 WHERE {_AT} = 7", vouchers=((LOWER, 7),)),
    _found(2, "a reversal that mirrors nothing", (C.RELATION_BROKEN, C.LEAF_MISMATCH),
           f"UPDATE entry SET amount_fen = 49999 WHERE {_AT} = 9", vouchers=((LOWER, 9),)),
    _found(2, "a reversal cut loose", (C.RELATION_BROKEN, C.LEAF_MISMATCH),
           f"UPDATE voucher SET reverses_number = NULL, reverses_year = NULL WHERE {_AT} = 9",
           vouchers=((LOWER, 9),)),
    _found(2, "money between kinds that this voucher may not touch",
           (C.MOVEMENT_NOT_ALLOWED, C.LEAF_MISMATCH),
           f"UPDATE voucher SET kind = 'integrate' WHERE {_AT} = 4", vouchers=((LOWER, 4),)),
    Cell(3, "a balance below zero", Who.SUPERUSER, By.CHECK, ("no_overdraft",),
         (f"UPDATE balance SET balance_fen = -1 WHERE book = {LOWER} AND balance_fen = 50000",)),
    Cell(3, "a balance below zero", Who.OWNER, By.CHECK, ("no_overdraft",),
         (f"UPDATE balance SET balance_fen = -1 WHERE book = {LOWER} AND balance_fen = 50000",)),
    Cell(3, "an entry of zero fen", Who.SUPERUSER, By.CHECK, ("entry_amount_positive",),
         (f"UPDATE entry SET amount_fen = 0 WHERE {_AT} = 3",)),
    _found(3, "a payment enlarged beyond what stood there", (C.OVERDRAWN, C.LEAF_MISMATCH),
           f"UPDATE entry SET amount_fen = 9000000 WHERE {_AT} = 10", vouchers=((LOWER, 10),)),
    _found(3, "an account let below zero", (C.BALANCE_MISMATCH,),
           f"UPDATE balance SET may_go_negative = true WHERE book = {LOWER}"
           " AND balance_fen = 50000"),
    Cell(4, "a key used twice", Who.SUPERUSER, By.CHECK, ("voucher_key_is_one",),
         (f"UPDATE voucher SET key = '{LOWER}-3' WHERE {_AT} = 4",)),
    _found(4, "a key changed", (C.COMMITMENT_MISMATCH,),
           f"UPDATE voucher SET key = 'other' WHERE {_AT} = 4"),
    _found(4, "a content digest changed", (C.CONTENT_MISMATCH,),
           f"UPDATE voucher SET content = sha256(content) WHERE {_AT} = 4"),
    _found(5, "a number skipped in the counter", (C.SEQUENCE_GAP,),
           f"UPDATE book_year SET last_number = last_number + 1 WHERE book = {LOWER}"
           f" AND year = {YEAR}"),
    _found(5, "a number skipped in the counter", (C.SEQUENCE_GAP,),
           f"UPDATE book_year SET last_number = last_number + 1 WHERE book = {LOWER}"
           f" AND year = {YEAR}", who=Who.OWNER),
    _found(5, "the numbers of two vouchers swapped", (C.LEAF_MISMATCH, C.SEQUENCE_GAP),
           f"UPDATE voucher SET number = 99 WHERE {_AT} = 3",
           f"UPDATE voucher SET number = 3 WHERE {_AT} = 10",
           f"UPDATE voucher SET number = 10 WHERE {_AT} = 99",
           vouchers=((LOWER, 3), (LOWER, 10))),
    _found(5, "an account number skipped", (C.ACCOUNT_GAP,),
           f"UPDATE book_state SET next_account = next_account + 1 WHERE book = {LOWER}"),
    _found(6, "a voucher recorded earlier", (C.TIME_BACKWARDS, C.LEAF_MISMATCH),
           f"UPDATE voucher SET recorded_at = recorded_at - interval '1 day' WHERE {_AT} = 6",
           vouchers=((LOWER, 6),)),
    _found(6, "a voucher dated back", (C.LEAF_MISMATCH,),
           f"UPDATE voucher SET happened_on = happened_on - 30 WHERE {_AT} = 6",
           vouchers=((LOWER, 6),)),
    _found(6, "an entry dated back", (C.LEAF_MISMATCH,),
           f"UPDATE entry SET happened_on = happened_on - 30 WHERE {_AT} = 6",
           vouchers=((LOWER, 6),)),
    _found(6, "a late voucher marked as on time", (C.YEAR_STATE,),
           f"UPDATE voucher SET late = false WHERE book = {UPPER} AND number = 1"),
    _found(6, "the time of the book set back", (C.TIME_BACKWARDS,),
           f"UPDATE book_state SET last_recorded_at = '2000-01-01' WHERE book = {LOWER}"),
    _found(6, "history entered after the first live day", (C.HISTORY_AFTER_LIVE,),
           f"UPDATE voucher SET backfill = true WHERE {_AT} = 6", vouchers=((LOWER, 6),)),
    Cell(6, "the mark of a demo unset", Who.OWNER, By.TRIGGER, ("append_only",),
         ("UPDATE installation SET demo = NOT demo",)),
    _found(7, "a year closed without its event", (C.YEAR_STATE,),
           f"UPDATE book_year SET closed_at = now() WHERE book = {LOWER} AND year = {YEAR}"),
    _found(7, "a month closed without its event", (C.YEAR_STATE,),
           f"UPDATE book_year SET closed_month = 3 WHERE book = {LOWER} AND year = {YEAR}"),
    Cell(7, "a December closed before its year", Who.SUPERUSER, By.CHECK,
         ("december_closes_with_year",),
         (f"UPDATE book_year SET closed_month = 12 WHERE book = {LOWER} AND year = {YEAR}",)),
    _found(7, "the event that opened a year removed", (C.YEAR_STATE, C.EVENT_GAP),
           f"DELETE FROM book_event WHERE book = {LOWER} AND key = 'open_year:{YEAR}'"),
    _found(7, "an account of another year used", (C.ACCOUNT_YEAR, C.LEAF_MISMATCH),
           f"UPDATE account SET year = {YEAR - 1} WHERE book = {LOWER} AND kind = 'pool'",
           vouchers=((LOWER, 3), (LOWER, 4))),
    Cell(8, "maker and checker the same", Who.SUPERUSER, By.CHECK, ("maker_is_not_checker",),
         (f"UPDATE voucher SET maker = checker WHERE {_AT} = 6",)),
    _found(8, "maker and checker the same, the CHECK dropped",
           (C.MAKER_IS_CHECKER, C.COMMITMENT_MISMATCH),
           "ALTER TABLE voucher DROP CONSTRAINT maker_is_not_checker",
           f"UPDATE voucher SET maker = checker WHERE {_AT} = 6"),
    _found(8, "another maker written in", (C.COMMITMENT_MISMATCH,),
           f"UPDATE voucher SET maker = '别人' WHERE {_AT} = 6"),
    _found(8, "a voucher of a draft nobody approved", (C.NOT_APPROVED,),
           f"UPDATE voucher SET key = 'draft:00000000-0000-4000-8000-000000000000:1'"
           f" WHERE {_AT} = 6"),
    _found(8, "a warning without the checker's reason", (C.NOT_APPROVED, C.LEAF_MISMATCH),
           f"UPDATE voucher SET warned = '{{not_integrable}}' WHERE {_AT} = 3",
           vouchers=((LOWER, 3),)),
    _found(9, "a leaf altered", (C.LEAF_MISMATCH,),
           f"UPDATE voucher SET leaf = set_byte(leaf, 20, 64) WHERE {_AT} = 6",
           vouchers=((LOWER, 6),)),
    _found(9, "the event counter edited", (C.EVENT_GAP,),
           f"UPDATE book_state SET next_event = next_event + 1 WHERE book = {LOWER}"),
    _found(9, "the event counter edited", (C.EVENT_GAP,),
           f"UPDATE book_state SET next_event = next_event - 1 WHERE book = {LOWER}",
           who=Who.OWNER),
    _found(9, "the leaf of an event altered", (C.EVENT_LEAF_MISMATCH,),
           f"UPDATE book_event SET leaf = set_byte(leaf, 10, 64) WHERE book = {LOWER}"
           " AND event = 1"),
    _found(9, "the period of a notice made longer", (C.EVENT_LEAF_MISMATCH,),
           "UPDATE notice SET until_on = until_on + 10"),
    _found(9, "a notice removed", (C.EVENT_LEAF_MISMATCH,), "DELETE FROM notice"),
    _found(9, "a notice moved to another event", (C.EVENT_LEAF_MISMATCH,),
           "UPDATE notice SET event = 1"),
    _found(9, "a book renamed", (C.EVENT_LEAF_MISMATCH,),
           f"UPDATE book SET name = '别的账簿' WHERE book = {LOWER}"),
    Cell(9, "the last events taken out of every table, balance and counter", Who.SUPERUSER,
         By.NOBODY, (), (
             *_LAST,
             f"DELETE FROM balance b USING account a WHERE a.kind = 'released'"
             f" AND (a.book, a.account) = (b.book, b.account) AND b.book = {LOWER}",
             f"DELETE FROM account WHERE kind = 'released' AND book = {LOWER}",
             f"UPDATE balance SET balance_fen = balance_fen + 5000 WHERE book = {LOWER}"
             " AND account IN (SELECT account FROM account a"
             f" WHERE a.book = {LOWER} AND a.kind = 'recovered')",
             f"UPDATE book_year SET last_number = 17 WHERE book = {LOWER} AND year = {YEAR}",
             f"DELETE FROM notice WHERE book = {LOWER}",
             "DELETE FROM record_private", "DELETE FROM attachment",
             f"DELETE FROM confirmation WHERE book = {LOWER}",
             f"DELETE FROM book_event WHERE book = {LOWER} AND kind IN"
             " ('publication', 'confirmations', 'attachment')",
             f"UPDATE book_state SET next_event = next_event - 6, next_account = next_account - 1"
             f" WHERE book = {LOWER}",
         )),
    _found(7, "an opening posted after its closing", (C.OPENING_MISMATCH, C.EVENT_GAP),
           f"UPDATE voucher SET event = 99 WHERE book = {UPPER} AND number = 1",
           vouchers=((UPPER, 1),)),
    _found(9, "a confirmation says more than was signed", (C.RECORD_MISMATCH,),
           "UPDATE confirmation SET amount_fen = amount_fen + 1 WHERE outcome = 'less'"),
    _found(9, "a confirmation removed", (C.RECORD_MISMATCH, C.ORPHAN_PRIVATE),
           "DELETE FROM confirmation WHERE corrects IS NOT NULL"),
    _found(9, "a confirmation of no payment line", (C.RECORD_MISMATCH,),
           "UPDATE confirmation SET line = 7"),
    _found(9, "an attached file exchanged for another", (C.RECORD_MISMATCH,),
           "UPDATE attachment SET digest = sha256(digest)"),
    _found(9, "an attachment removed", (C.RECORD_MISMATCH,), "DELETE FROM attachment"),
    _found(2, "the signed opening list changed afterwards", (C.OPENING_MISMATCH,),
           "UPDATE opening_row SET amount_fen = amount_fen + 1"),
    _found(9, "the closing of the opening removed", (C.RECORD_MISMATCH, C.ORPHAN_PRIVATE),
           "DELETE FROM opening_closing"),
    _found(10, "the names of two confirmations swapped", (C.COMMITMENT_MISMATCH,),
           f"UPDATE record_private p SET sealed = o.sealed FROM record_private o"
           f" WHERE p.book = {LOWER} AND o.book = p.book AND o.record <> p.record"),
    _found(10, "a sealed text altered", (C.COMMITMENT_MISMATCH,),
           f"UPDATE private_line SET sealed = set_byte(sealed, 20, 0) WHERE {_AT} = 5"
           " AND line = 1"),
    _found(10, "the sealed texts of two lines swapped", (C.COMMITMENT_MISMATCH,),
           f"UPDATE private_line p SET sealed = o.sealed FROM private_line o WHERE p.book = {LOWER}"
           " AND (o.book, o.year, o.number) = (p.book, p.year, p.number) AND p.number = 5"
           " AND p.line > 0 AND o.line = 3 - p.line"),
    _found(10, "another household paid", (C.CONTENT_MISMATCH, C.COMMITMENT_MISMATCH),
           f"UPDATE payment_line SET household = gen_random_uuid() WHERE {_AT} = 6"),
    _found(10, "another card paid", (C.CONTENT_MISMATCH, C.COMMITMENT_MISMATCH),
           f"UPDATE payment_line SET card_hmac = sha256(card_hmac) WHERE {_AT} = 6"),
    _found(10, "a commitment altered", (C.COMMITMENT_MISMATCH, C.LEAF_MISMATCH),
           f"UPDATE payment_line SET sd = sha256(sd) WHERE {_AT} = 6", vouchers=((LOWER, 6),)),
    _found(10, "a sealed text of no line", (C.ORPHAN_PRIVATE,),
           f"UPDATE private_line SET line = 99 WHERE {_AT} = 6 AND line = 1"),
    _found(10, "a sealed text that no erasure took", (C.PRIVATE_MISSING,),
           f"DELETE FROM private_line WHERE {_AT} = 6 AND line = 1"),
    _found(10, "an erasure that nobody decided", (C.ERASURE_MISMATCH,),
           f"UPDATE book_event SET kind = 'erasure' WHERE book = {LOWER} AND kind = 'open_book'"),
)  # fmt: skip
