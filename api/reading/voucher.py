"""What does one voucher say, entry by entry and line by line?

Names of payees and the memo are opened only for those who may see them (`names=True`); everybody
else who may see the voucher sees 张*.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field
from sqlmodel import Session

from api.not_found import NotFound
from api.reading.names import OWNER_NAME, account_name, voucher_kind
from api.reading.row import Money, Row, fetch, fetch_one
from api.site import Site
from api.users import names_of
from ledger.book.post import Connection
from ledger.book.private import open_fields, unpacked
from ledger.book.voucher import Changed, Sealed
from ledger.register.persons import householder_names, identities
from ledger.values.identity import mask_name

LINES_SHOWN = 200


class ChangeRow(Row):
    """One thing that an adjustment changes."""

    what: Changed
    before: str
    after: str

    @property
    def name(self) -> str:
        return self.what.chinese


class VoucherFacts(Row):
    """The head of a voucher."""

    book: int
    book_name: str
    bureau: str
    year: int
    number: int
    event: int
    kind: str
    happened_on: date
    happened_precision: str
    recorded_at: datetime
    doc_no: str
    document: UUID | None
    maker: str
    checker: str
    reverses_year: int | None
    reverses_number: int | None
    replaces_year: int | None
    replaces_number: int | None
    backfill: bool
    late: bool
    booked_month: int
    changes: list[ChangeRow] | None
    warned: list[str]
    payment_mode: str | None
    payment_no: str | None
    bank_on: date | None
    lines: int
    key: str

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.kind)


class EntryRow(Row):
    """One entry, or on long rosters the sum of those between the same accounts of one lot."""

    entry: int
    entries: int
    from_account: int
    from_kind: str
    from_owner: str
    from_owner_name: str
    to_account: int
    to_kind: str
    to_owner: str
    to_owner_name: str
    lot: UUID
    lot_doc_no: str
    category: str
    amount: Money
    attribution: str
    relation: str | None
    of_year: int | None
    of_number: int | None

    @computed_field
    def from_name(self) -> str:
        return account_name(self.from_kind, self.from_owner_name)

    @computed_field
    def to_name(self) -> str:
        return account_name(self.to_kind, self.to_owner_name)


class LineRow(Row):
    """One payment line. `payee` is masked unless the reader may see names."""

    line: int
    household: UUID | None
    person: UUID | None
    payee_kind: str
    region: str
    region_name: str
    benefit: str | None
    benefit_name: str
    period_from: date | None
    period_to: date | None
    quantity_milli: int | None
    rate: Money | None
    amount: Money
    bank_result: str | None
    of_year: int | None
    of_number: int | None
    of_line: int | None
    payee: str = ""


class Mention(Row):
    """Another voucher that names this one: reverses, returns or settles its entries."""

    year: int
    number: int
    kind: str
    relation: str
    amount: Money

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.kind)


class VoucherFull(Row):
    """A voucher with everything that its reader may see."""

    facts: VoucherFacts
    amount: Money
    entries: list[EntryRow]
    lines: list[LineRow]
    mentioned_by: list[Mention]
    memo: str
    reason: str
    maker_name: str
    checker_name: str
    names_shown: bool


def voucher(
    connection: Connection,
    site: Site,
    book: int,
    year: int,
    number: int,
    *,
    names: bool,
    lines_after: int = 0,
) -> VoucherFull:
    """Raises NotFound. `lines_after` pages through a roster, `LINES_SHOWN` lines at a time."""
    key: dict[str, object] = {"book": book, "year": year, "number": number}
    facts = fetch_one(connection, VoucherFacts, _FACTS, key)
    if facts is None:
        raise NotFound(f"账簿 {book} 没有 {year} 年第 {number} 号凭证", **key)
    entries = fetch(connection, EntryRow, _ENTRIES, key)
    lines = fetch(connection, LineRow, _LINES, {**key, "after": lines_after, "limit": LINES_SHOWN})
    people, private = _private(site, key, facts)
    return VoucherFull(
        facts=facts,
        amount=Money.of(sum(each.amount.fen for each in entries)),
        entries=entries,
        lines=_with_payees(site, book, lines, names=names),
        mentioned_by=fetch(connection, Mention, _MENTIONS, key),
        memo=private.get("memo", "") if names else "",
        reason=private.get("reason", "") if names else "",
        maker_name=people.get(facts.maker, facts.maker),
        checker_name=people.get(facts.checker, facts.checker),
        names_shown=names,
    )


def _private(
    site: Site, key: dict[str, object], facts: VoucherFacts
) -> tuple[dict[str, str], dict[str, str]]:
    """The officials' names by login; memo and reason of the voucher, empty once erased."""
    with site.system.database.connect() as connection:
        people = names_of(connection, [facts.maker, facts.checker])
        row = connection.execute(_PRIVATE, key).fetchone()
    if row is None:
        return people, {}
    return people, open_fields(site.system.sealer, Sealed(unpacked(row[0]), row[1]))


def _with_payees(site: Site, book: int, lines: list[LineRow], *, names: bool) -> list[LineRow]:
    homes = [line.household for line in lines if line.household and not line.person]
    persons = [line.person for line in lines if line.person]
    with Session(site.engine) as work:
        heads = householder_names(work, site.system.sealer, book, homes) if homes else {}
        people = identities(work, site.system.sealer, book, persons) if persons else {}
    shown: list[LineRow] = []
    for line in lines:
        if line.person:
            full = people[line.person].name if line.person in people else ""
        else:
            full = heads.get(line.household, "") if line.household else ""
        payee = full if names or not full else mask_name(full)
        shown.append(line.model_copy(update={"payee": payee}))
    return shown


_FACTS = """
SELECT v.book, b.name AS book_name, b.bureau, v.year, v.number, v.event, v.kind, v.happened_on,
  v.happened_precision, v.recorded_at, v.doc_no, v.document, v.maker, v.checker, v.reverses_year,
  v.reverses_number, v.replaces_year, v.replaces_number, v.backfill, v.late, v.warned,
  booked_month(v.book, v.year, v.happened_on, v.event), v.changes,
  v.payment_mode, v.payment_no, v.bank_on, v.key,
  (SELECT count(*)::int FROM payment_line l WHERE l.book = v.book AND l.year = v.year
   AND l.number = v.number) AS lines
FROM voucher v JOIN book b ON b.book = v.book
WHERE v.book = %(book)s AND v.year = %(year)s AND v.number = %(number)s
"""

_ENTRIES = (
    """
WITH grouped AS (
  SELECT min(e.entry) AS entry, count(*)::int AS entries, e.book, e.from_account, e.to_account,
    e.lot, sum(e.amount_fen)::bigint AS amount, e.attribution, e.relation, e.of_year, e.of_number
  FROM entry e
  WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s
  GROUP BY e.book, e.from_account, e.to_account, e.lot, e.attribution, e.relation, e.of_year,
    e.of_number
)
SELECT g.entry, g.entries, g.from_account, f.kind AS from_kind, f.owner AS from_owner, """
    + OWNER_NAME.replace("{a}", "f")
    + """ AS from_owner_name, g.to_account, t.kind AS to_kind, t.owner AS to_owner, """
    + OWNER_NAME.replace("{a}", "t")
    + """ AS to_owner_name, g.lot, l.origin_doc_no AS lot_doc_no, l.category, g.amount,
  g.attribution, g.relation, g.of_year, g.of_number
FROM grouped g
JOIN account f ON f.book = g.book AND f.account = g.from_account
JOIN account t ON t.book = g.book AND t.account = g.to_account
JOIN lot l ON l.book = g.book AND l.lot = g.lot
ORDER BY g.entry
"""
)

_LINES = """
SELECT l.line, l.household, l.person, l.payee_kind, l.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = l.region
            ORDER BY r.valid_from DESC LIMIT 1), l.region) AS region_name,
  l.benefit, coalesce((SELECT n.name FROM benefit n WHERE n.benefit = l.benefit), l.benefit, '')
    AS benefit_name,
  l.period_from, l.period_to, l.quantity_milli, l.rate_fen AS rate, l.amount_fen AS amount,
  l.bank_result, l.of_year, l.of_number, l.of_line
FROM payment_line l
WHERE l.book = %(book)s AND l.year = %(year)s AND l.number = %(number)s AND l.line > %(after)s
ORDER BY l.line LIMIT %(limit)s
"""

_MENTIONS = """
SELECT e.year, e.number, v.kind, e.relation, sum(e.amount_fen)::bigint AS amount
FROM entry e JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
WHERE e.book = %(book)s AND e.of_year = %(year)s AND e.of_number = %(number)s
  AND e.relation IN ('reverses', 'returns', 'settles')
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2
"""

_PRIVATE = """
SELECT v.sd, p.sealed FROM voucher v JOIN private_line p ON p.book = v.book AND p.year = v.year
  AND p.number = v.number AND p.line = 0
WHERE v.book = %(book)s AND v.year = %(year)s AND v.number = %(number)s
"""
