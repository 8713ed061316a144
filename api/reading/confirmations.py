"""What did the payees of these payment lines confirm, and which lines wait for it?

Who signed is opened only for those who may see names in the book, and for the township or village
itself; everybody else sees 张*.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from uuid import UUID

from pydantic import computed_field
from sqlmodel import Session

from api.reading.row import Money, Row, fetch
from api.site import Site
from ledger.book.confirmation import Means, Outcome, Signer
from ledger.book.post import Connection
from ledger.book.private import open_fields, unpacked
from ledger.book.voucher import Sealed
from ledger.register.persons import householder_names, identities
from ledger.values.identity import mask_name

PENDING_SHOWN = 200


class ConfirmationRow(Row):
    """What was last confirmed of one payment line; `corrections`: how often before."""

    book: int
    year: int
    number: int
    line: int
    confirmation: UUID
    event: int
    outcome: str
    received: Money | None
    paid: Money
    goods: str
    relation: str
    means: str
    signed_on: date
    signed_time: time | None
    evidence: str | None
    corrections: int
    region: str
    region_name: str
    signer: str = ""
    note: str = ""

    @computed_field
    def outcome_name(self) -> str:
        return Outcome(self.outcome).chinese

    @computed_field
    def relation_name(self) -> str:
        return Signer(self.relation).chinese

    @computed_field
    def means_name(self) -> str:
        return Means(self.means).chinese


class PendingRow(Row):
    """A payment line that reached a household and that nobody confirmed yet."""

    book: int
    year: int
    number: int
    line: int
    region: str
    region_name: str
    household: UUID
    person: UUID | None
    paid_on: date
    benefit_name: str
    amount: Money
    bank_result: str | None
    payee: str = ""

    @property
    def key(self) -> str:
        return f"{self.book}-{self.year}-{self.number}-{self.line}"


def confirmations_of(
    connection: Connection, site: Site, book: int, year: int, number: int, *, names: bool
) -> dict[int, ConfirmationRow]:
    """By line of the voucher: the last confirmation of it, or of the line of a payment that
    settled it."""
    rows = fetch(
        connection, _OfVoucher, _OF_VOUCHER, {"book": book, "year": year, "number": number}
    )
    shown = _opened(site, [row.of() for row in rows], names=names)
    return {row.for_line: each for row, each in zip(rows, shown, strict=True)}


class EntrySigned(Row):
    """How many payment lines one entry pays, and what was confirmed of them."""

    lines: int
    received: int
    less: int
    not_received: int


def signed_of(
    connection: Connection, book: int, year: int, number: int, entry: int | None, line: int | None
) -> EntrySigned:
    """Of one line, of the lines that entries like this one pay, or of the whole voucher.

    A page of a long roster shows the entries of one lot between two accounts as one.
    """
    found = fetch(
        connection,
        EntrySigned,
        _SIGNED,
        {"book": book, "year": year, "number": number, "entry": entry, "line": line},
    )
    return found[0]


def recent(
    connection: Connection,
    site: Site,
    prefixes: Iterable[str],
    *,
    names: bool,
    doubtful_only: bool,
    line: str = "",
    limit: int = 100,
) -> list[ConfirmationRow]:
    """The newest confirmations of these places that nothing corrects."""
    rows = fetch(
        connection,
        ConfirmationRow,
        _RECENT,
        {
            "prefixes": [f"{each}%" for each in prefixes],
            "doubtful": doubtful_only,
            "line": line,
            "limit": limit,
        },
    )
    return _opened(site, rows, names=names)


def pending(
    connection: Connection, site: Site, prefixes: Iterable[str], *, names: bool, line: str = ""
) -> list[PendingRow]:
    """Payment lines of the households of these places without a confirmation, newest first.

    `line` asks for one of them, `book-year-number-line`.
    """
    rows = fetch(
        connection,
        PendingRow,
        _PENDING,
        {
            "prefixes": [f"{each}%" for each in prefixes],
            "line": line,
            "limit": PENDING_SHOWN,
        },
    )
    found: list[PendingRow] = []
    with Session(site.engine) as work:
        for book in sorted({row.book for row in rows}):
            mine = [row for row in rows if row.book == book]
            sealer = site.system.sealer
            heads = householder_names(work, sealer, book, [row.household for row in mine])
            people = identities(work, sealer, book, [row.person for row in mine if row.person])
            for row in mine:
                full = heads.get(row.household, "")
                if row.person:
                    full = people[row.person].name if row.person in people else ""
                payee = full if names or not full else mask_name(full)
                found.append(row.model_copy(update={"payee": payee}))
    place = {row.key: at for at, row in enumerate(rows)}
    return sorted(found, key=lambda row: place[row.key])


class _OfVoucher(ConfirmationRow):
    for_line: int

    def of(self) -> ConfirmationRow:
        return ConfirmationRow(**{name: getattr(self, name) for name in _FIELDS})


_FIELDS = tuple(ConfirmationRow.model_fields)


class _Private(Row):
    book: int
    record: UUID
    sd: bytes
    sealed: bytes


def _opened(site: Site, rows: list[ConfirmationRow], *, names: bool) -> list[ConfirmationRow]:
    """The same with who signed, masked unless `names`; nothing where it was erased."""
    with site.system.database.connect() as connection:
        private = fetch(
            connection, _Private, _PRIVATE, {"records": [row.confirmation for row in rows]}
        )
    sealer = site.system.sealer
    fields = {
        (each.book, each.record): open_fields(sealer, Sealed(unpacked(each.sd), each.sealed))
        for each in private
    }
    shown: list[ConfirmationRow] = []
    for row in rows:
        told = fields.get((row.book, row.confirmation), {})
        signer = told.get("signer", "")
        shown.append(
            row.model_copy(
                update={
                    "signer": signer if names or not signer else mask_name(signer),
                    "note": told.get("note", "") if names else "",
                }
            )
        )
    return shown


_COLUMNS = """c.book, c.year, c.number, c.line, c.confirmation, c.event, c.outcome,
  c.amount_fen AS received, l.amount_fen AS paid, c.goods, c.relation, c.means, c.signed_on,
  c.signed_time, encode(c.evidence, 'hex') AS evidence,
  (SELECT count(*)::int FROM confirmation o WHERE o.book = c.book AND o.year = c.year
   AND o.number = c.number AND o.line = c.line AND o.event < c.event) AS corrections,
  l.region, coalesce((SELECT r.name FROM region r WHERE r.code = l.region
            ORDER BY r.valid_from DESC LIMIT 1), l.region) AS region_name"""

_LAST = """NOT EXISTS (SELECT FROM confirmation o WHERE o.book = c.book
  AND o.corrects = c.confirmation)"""

_OF_VOUCHER = f"""
SELECT DISTINCT ON (t.line) {_COLUMNS}, t.line AS for_line
FROM payment_line t
JOIN payment_line l ON l.book = t.book AND (
  (l.year, l.number, l.line) = (t.year, t.number, t.line)
  OR (l.year, l.number, l.line) = (t.of_year, t.of_number, t.of_line))
JOIN confirmation c ON c.book = l.book AND c.year = l.year AND c.number = l.number
  AND c.line = l.line
WHERE t.book = %(book)s AND t.year = %(year)s AND t.number = %(number)s AND {_LAST}
ORDER BY t.line, c.event DESC
"""

_SIGNED = f"""
SELECT count(DISTINCT t.line)::int AS lines,
  count(DISTINCT t.line) FILTER (WHERE c.outcome = 'received')::int AS received,
  count(DISTINCT t.line) FILTER (WHERE c.outcome = 'less')::int AS less,
  count(DISTINCT t.line) FILTER (WHERE c.outcome = 'not_received')::int AS not_received
FROM payment_line t
LEFT JOIN payment_line l ON l.book = t.book AND (
  (l.year, l.number, l.line) = (t.year, t.number, t.line)
  OR (l.year, l.number, l.line) = (t.of_year, t.of_number, t.of_line))
LEFT JOIN confirmation c ON c.book = l.book AND c.year = l.year AND c.number = l.number
  AND c.line = l.line AND {_LAST}
WHERE t.book = %(book)s AND t.year = %(year)s AND t.number = %(number)s
  AND (%(line)s::int IS NULL OR t.line = %(line)s::int)
  AND (%(entry)s::int IS NULL OR EXISTS (
    SELECT FROM entry x
    JOIN entry e ON e.book = x.book AND e.year = x.year AND e.number = x.number AND e.lot = x.lot
      AND e.from_account = x.from_account AND e.to_account = x.to_account AND e.line = t.line
    WHERE x.book = t.book AND x.year = t.year AND x.number = t.number
      AND x.entry = %(entry)s::int))
"""

_RECENT = f"""
SELECT {_COLUMNS} FROM confirmation c
JOIN payment_line l ON l.book = c.book AND l.year = c.year AND l.number = c.number
  AND l.line = c.line
JOIN book_event e ON e.book = c.book AND e.event = c.event
WHERE l.region LIKE ANY(%(prefixes)s) AND (NOT %(doubtful)s OR c.outcome <> 'received')
  AND (%(line)s = '' OR c.book || '-' || c.year || '-' || c.number || '-' || c.line = %(line)s)
  AND {_LAST}
ORDER BY e.recorded_at DESC, c.event DESC, c.place LIMIT %(limit)s
"""

# By way of the households of the place: they are few, and lines are found by household.
_PENDING = """
WITH homes AS MATERIALIZED (
  SELECT DISTINCT f.book, f.household FROM household_fact f
  WHERE f.region LIKE ANY(%(prefixes)s)
)
SELECT l.book, l.year, l.number, l.line, l.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = l.region
            ORDER BY r.valid_from DESC LIMIT 1), l.region) AS region_name,
  l.household, l.person, v.happened_on AS paid_on,
  coalesce((SELECT n.name FROM benefit n WHERE n.benefit = l.benefit), l.benefit, '')
    AS benefit_name, l.amount_fen AS amount, l.bank_result
FROM homes h
JOIN payment_line l ON l.book = h.book AND l.household = h.household
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
WHERE l.region LIKE ANY(%(prefixes)s) AND v.kind IN ('disburse', 'pay')
  AND (%(line)s = '' OR l.book || '-' || l.year || '-' || l.number || '-' || l.line = %(line)s)
  AND NOT EXISTS (SELECT FROM confirmation c WHERE c.book = l.book AND c.year = l.year
    AND c.number = l.number AND c.line = l.line)
  AND NOT EXISTS (SELECT FROM confirmation c WHERE c.book = l.book AND c.year = l.of_year
    AND c.number = l.of_number AND c.line = l.of_line)
  AND EXISTS (SELECT FROM entry e JOIN account a ON a.book = e.book AND a.account = e.to_account
    WHERE e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
      AND a.kind = 'household'
      AND NOT EXISTS (SELECT FROM entry r WHERE r.book = e.book AND r.of_year = e.year
        AND r.of_number = e.number AND r.of_entry = e.entry
        AND r.relation IN ('reverses', 'returns')))
ORDER BY v.happened_on DESC, l.book, l.year, l.number, l.line LIMIT %(limit)s
"""

_PRIVATE = """
SELECT p.book, p.record, c.sd, p.sealed FROM record_private p
JOIN confirmation c ON c.book = p.book AND c.confirmation = p.record
WHERE p.record = ANY(%(records)s)
"""
