"""Is the ledger what it says it is? A third reader that trusts nobody.

Neither the code that posts nor the SQL functions nor any derived row is believed: from the rows
alone balances, numbers, events, times, conservation, relations and leaf bytes are worked out again
and compared, in one snapshot, so it may run while others post. Every difference has a code and,
where one exists, the voucher. What a superuser rewrites in every place at once is not found here
but against a witnessed checkpoint of the log.

    with database.reading() as connection:
        report = verify(connection, None)

Private rows are opened only with a sealer, and only by the application role.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import LiteralString

from psycopg.pq import TransactionStatus

from ledger.book.post import Connection
from ledger.book.verify_balances import CHECKS as BALANCES
from ledger.book.verify_balances import CONSERVATION, LOT_FACTS
from ledger.book.verify_erasures import check_erasures
from ledger.book.verify_events import check_events
from ledger.book.verify_flows import CHECKS as FLOWS
from ledger.book.verify_leaves import check_vouchers
from ledger.book.verify_numbers import CHECKS as NUMBERS
from ledger.book.verify_proof import prove
from ledger.book.verify_records import check_records
from ledger.book.verify_references import DELIVERIES, FITS, ORPHANS, PRIVATE_ORPHANS
from ledger.book.verify_report import Code, Difference, Report
from ledger.storage.attachments import AttachmentStore
from ledger.storage.sealing import Sealer
from ledger.values.kinds import MOVEMENTS

__all__ = ["Code", "Difference", "Report", "verify"]

_BOOKS = """
SELECT book FROM book UNION SELECT book FROM book_state UNION SELECT book FROM book_event
UNION SELECT book FROM account UNION SELECT book FROM lot UNION SELECT book FROM voucher
UNION SELECT book FROM balance UNION SELECT book FROM inbound UNION SELECT book FROM entry
ORDER BY book
"""


def verify(
    connection: Connection,
    sealer: Sealer | None,
    books: Collection[int] | None = None,
    files: AttachmentStore | None = None,
) -> Report:
    """Check the given books, or all. What several books share is read over all of them.
    Attached files are read only where their store is given.

    Takes one read-only snapshot, unless the connection is inside a transaction already.
    """
    begins = connection.info.transaction_status == TransactionStatus.IDLE
    with connection.transaction():
        if begins:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _verified(connection, sealer, books, files)


def _verified(
    connection: Connection,
    sealer: Sealer | None,
    books: Collection[int] | None,
    files: AttachmentStore | None,
) -> Report:
    every = [int(row[0]) for row in connection.execute(_BOOKS)]
    chosen = every if books is None else sorted(set(books))
    report = Report(sealed=sealer is not None)
    report.checked["books"] = len(chosen)
    given: dict[str, object] = {
        "books": chosen,
        "all": every,
        "movements": [f"{kind} {start} {end}" for kind, start, end in sorted(MOVEMENTS)],
    }
    queries = [*ORPHANS, *NUMBERS, *BALANCES, *FLOWS, CONSERVATION, LOT_FACTS, *FITS, *DELIVERIES]
    if sealer is not None:
        queries.append(PRIVATE_ORPHANS)
    proof = prove(connection, chosen, every=chosen == every)
    for query in queries:
        instead = proof.instead.get(query)
        if instead and not next(_found(connection, instead, given | proof.given), None):
            continue
        for difference in _found(connection, query, given):
            report.add(difference)
    for name, counted in _COUNTED.items():
        row = connection.execute(counted, given).fetchone()
        report.checked[name] = int(row[0]) if row else 0
    for book in chosen:
        check_events(connection, book, report)
        check_vouchers(connection, sealer, book, report)
        check_records(connection, sealer, files, book, report)
        check_erasures(connection, book, report, sealed=sealer is not None)
    return report


def _found(
    connection: Connection, query: LiteralString, given: dict[str, object]
) -> Iterator[Difference]:
    with connection.cursor(name="verify_rows") as cursor:
        for code, book, year, number, detail in cursor.execute(query, given):
            yield Difference(Code(code), book, year, number, detail)


_COUNTED = {
    "balances": "SELECT count(*) FROM balance WHERE book = ANY(%(books)s)",
    "lots": "SELECT count(*) FROM lot WHERE book = ANY(%(books)s)",
    "deliveries": "SELECT count(*) FROM inbound WHERE book = ANY(%(books)s)",
}
