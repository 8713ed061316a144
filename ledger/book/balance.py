"""What stands where? Now, or as of a day as known at an instant.

Now is read from the balances that `post()` keeps; any other moment is summed from the flows of the
accounts asked for, each found by its key: the rest of the ledger is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.by_key import plans_kept
from ledger.book.moment import Moment
from ledger.book.post import Connection
from ledger.values.kinds import OUTSIDE, AccountKind


@dataclass(frozen=True, slots=True)
class Standing:
    """An amount that stands in one account of one lot."""

    account: int
    kind: str
    owner: str
    year: int
    lot: UUID
    balance_fen: int

    @property
    def kind_chinese(self) -> str:
        return AccountKind(self.kind).chinese


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose money in a book is asked for. What is None does not narrow; all None: the whole book.

    A project is all its accounts, over the years; a lot alone is what of it stands in accounts
    that money has not left for good, as asked by `inside`.
    """

    account: int | None = None
    project: UUID | None = None
    lot: UUID | None = None

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "account": self.account,
            "project": None if self.project is None else str(self.project),
            "lot": self.lot,
        }


def standings(
    connection: Connection,
    book: int,
    subject: Subject = Subject(),
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Standing]:
    """What stands in each account and lot of the book, without zeros.

    With `as_of` or `known_at`: counting what happened until that day as recorded until that
    instant.
    """
    moment = Moment(as_of, known_at)
    query = _HELD.replace("{what}", _PAST if moment.past else "h.balance_fen")
    query = query.replace("{whose}", whose(subject))
    given = {"book": book, **subject.parameters, **moment.parameters}
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        if subject == Subject():
            return cursor.execute(query.encode(), given).fetchall()
        with plans_kept(connection):
            return cursor.execute(query.encode(), given, prepare=True).fetchall()


def whose(subject: Subject) -> str:
    """The condition on `balance h JOIN account a` for the accounts and lots of the subject."""
    narrow = ["h.book = %(book)s", "a.book = %(book)s"]
    if subject.account is not None:
        narrow += ["h.account = %(account)s", "a.account = %(account)s"]
    if subject.project is not None:
        narrow.append("a.kind = 'project' AND a.owner = %(project)s")
    if subject.lot is not None:
        narrow.append("h.lot = %(lot)s")
    return " AND ".join(narrow)


def standing_inside_fen(standing: list[Standing]) -> int:
    """What of it is in the book: without what came from outside or is on its way out."""
    return sum(each.balance_fen for each in standing if AccountKind(each.kind) not in OUTSIDE)


_PAST = """coalesce((
    SELECT sum(f.amount_fen) FROM flow f
    WHERE f.book = h.book AND f.lot = h.lot AND f.to_account = h.account
      AND f.happened_on <= %(as_of)s AND f.recorded_at <= %(known_at)s), 0)::bigint
  - coalesce((
    SELECT sum(f.amount_fen) FROM flow f
    WHERE f.book = h.book AND f.lot = h.lot AND f.from_account = h.account
      AND f.happened_on <= %(as_of)s AND f.recorded_at <= %(known_at)s), 0)::bigint"""

# OFFSET 0: else the sums are worked out once to be shown and once more to be compared with zero.
_HELD = """
SELECT * FROM (
  SELECT a.account, a.kind, a.owner, a.year, h.lot, {what} AS balance_fen
  FROM balance h JOIN account a ON a.book = h.book AND a.account = h.account
  WHERE {whose}
  OFFSET 0
) x WHERE x.balance_fen <> 0
ORDER BY x.kind, x.owner, x.year, x.lot
"""
