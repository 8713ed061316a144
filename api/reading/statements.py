"""Balances and statements of account, as of a day and as known at an instant, with names."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.not_found import NotFound
from api.reading.names import account_name, voucher_kind
from api.reading.owner_names import OwnerNames
from api.reading.row import Money, Row
from ledger.book.balance import Standing, Subject, standings
from ledger.book.post import Connection
from ledger.book.statement import Statement, StatementLine, statement
from ledger.values.kinds import AccountKind


class StandingRow(Row):
    """What stands in one account of one lot."""

    account: int
    kind: str
    name: str
    year: int
    lot: UUID
    lot_doc_no: str
    balance: Money


class BalanceSheet(Row):
    """Balances of a book or of one account, project or lot in it. `total`: of those listed."""

    book: int
    as_of: date | None
    known_at: datetime | None
    standing: list[StandingRow]
    total: Money


class StatementRow(Row):
    """One line: in positive, out negative, and what stands after it."""

    event: int
    year: int
    number: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    happened_precision: str
    recorded_at: datetime
    late: bool
    backfill: bool
    months_late: int
    account_name: str
    account_year: int
    other_name: str
    lot: UUID
    lot_doc_no: str
    entries: int
    by_rule: bool
    change: Money
    balance: Money
    undone: Money
    undoes_year: int | None
    undoes_number: int | None
    undone_closed: bool

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.voucher_kind)

    @computed_field
    def notes(self) -> list[str]:
        return line_notes(self)


_ORDER = {kind.value: place for place, kind in enumerate(AccountKind)}


class StatementFull(Row):
    """A page of a statement; the sums are of the whole statement, `brought` stands before it."""

    book: int
    title: str
    from_on: date | None
    to_on: date | None
    known_at: datetime | None
    opening: Money
    came: Money
    went: Money
    closing: Money
    brought: Money
    lines: list[StatementRow]
    next_after: int | None


def balances(
    connection: Connection,
    book: int,
    subject: Subject,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> BalanceSheet:
    """Without zeros; none where nothing ever stood."""
    found = standings(connection, book, subject, as_of=as_of, known_at=known_at)
    # In the order that money takes, not in that of the English words.
    found.sort(key=lambda each: _ORDER[each.kind])
    names = OwnerNames(connection, [book], {each.owner for each in found})
    documents = _documents(connection, book, {each.lot for each in found})
    return BalanceSheet(
        book=book,
        as_of=as_of,
        known_at=known_at,
        standing=[_standing(book, each, names, documents) for each in found],
        total=Money.of(sum(each.balance_fen for each in found)),
    )


def statement_page(
    connection: Connection,
    book: int,
    subject: Subject,
    *,
    from_on: date | None = None,
    to_on: date | None = None,
    known_at: datetime | None = None,
    after: int = -1,
    vouchers: int | None = 200,
) -> StatementFull:
    """Raises NotFound where the book has no such account, project or lot."""
    title = subject_name(connection, book, subject)
    found = statement(
        connection,
        book,
        subject,
        from_on=from_on,
        to_on=to_on,
        known_at=known_at,
        after=after,
        vouchers=vouchers,
    )
    owners = {owner for each in found.lines for owner in (each.owner, each.other_owner)}
    return _full(found, title, OwnerNames(connection, [book], owners))


def subject_name(connection: Connection, book: int, subject: Subject) -> str:
    """账户、项目或批次的名称. Raises NotFound."""
    parts: list[str] = []
    if subject.account is not None:
        row = connection.execute(
            "SELECT kind, owner, year FROM account WHERE book = %s AND account = %s",
            [book, subject.account],
        ).fetchone()
        if row is None:
            raise NotFound(f"账簿 {book} 没有账户 {subject.account}")
        names = OwnerNames(connection, [book], [row[1]])
        parts.append(f"{names.account(book, row[0], row[1])}（{row[2]} 年度）")
    if subject.project is not None:
        row = connection.execute(
            "SELECT coalesce((SELECT p.name FROM project p WHERE p.book = k.book"
            " AND p.project = k.project), k.project::text)"
            " FROM (SELECT %s::integer AS book, %s::uuid AS project) k"
            " WHERE EXISTS (SELECT FROM project p WHERE p.book = k.book AND p.project = k.project)"
            " OR EXISTS (SELECT FROM account a WHERE a.book = k.book AND a.kind = 'project'"
            " AND a.owner = k.project::text)",
            [book, subject.project],
        ).fetchone()
        if row is None:
            raise NotFound(f"账簿 {book} 没有这个项目")
        parts.append(account_name(AccountKind.PROJECT, str(row[0])))
    if subject.lot is not None:
        documents = _documents(connection, book, {subject.lot})
        if subject.lot not in documents:
            raise NotFound(f"账簿 {book} 没有这个资金批次")
        parts.append(f"资金批次 {documents[subject.lot] or '（无文号）'}")
    if not parts:
        parts.append("全部未付资金")
    return "　".join(parts)


def line_notes(line: StatementRow) -> list[str]:
    """What a reader must know of this line, in words."""
    found = []
    if line.undoes_number is not None:
        said = "冲回" if line.voucher_kind == "reverse" else "退回"
        closed = "（该年度已结账）" if line.undone_closed else ""
        found.append(f"{said} {line.undoes_year}-{line.undoes_number} 号{closed}")
    if line.undone.fen:
        found.append(f"其后退回或冲回 {line.undone.yuan}")
    if line.backfill:
        found.append("补录")
    elif line.late:
        found.append("跨年度迟记")
    elif line.months_late > 0:
        found.append(f"迟记 {line.months_late} 个月")
    if line.by_rule:
        found.append("批次按规则，旧钱先用")
    return found


def _standing(
    book: int, each: Standing, names: OwnerNames, documents: dict[UUID, str]
) -> StandingRow:
    return StandingRow(
        account=each.account,
        kind=each.kind,
        name=names.account(book, each.kind, each.owner),
        year=each.year,
        lot=each.lot,
        lot_doc_no=documents.get(each.lot, ""),
        balance=Money.of(each.balance_fen),
    )


def _full(found: Statement, title: str, names: OwnerNames) -> StatementFull:
    return StatementFull(
        book=found.book,
        title=title,
        from_on=found.from_on,
        to_on=found.to_on,
        known_at=found.known_at,
        opening=Money.of(found.opening_fen),
        came=Money.of(found.in_fen),
        went=Money.of(found.out_fen),
        closing=Money.of(found.closing_fen),
        brought=Money.of(found.brought_fen),
        lines=[
            _line(found.book, line, balance_fen, names)
            for line, balance_fen in zip(found.lines, found.balances_fen, strict=True)
        ],
        next_after=found.next_after,
    )


def _line(book: int, line: StatementLine, balance_fen: int, names: OwnerNames) -> StatementRow:
    return StatementRow(
        event=line.event,
        year=line.year,
        number=line.number,
        voucher_kind=line.voucher_kind,
        doc_no=line.doc_no,
        happened_on=line.happened_on,
        happened_precision=line.happened_precision,
        recorded_at=line.recorded_at,
        late=line.late,
        backfill=line.backfill,
        months_late=line.months_late,
        account_name=names.account(book, line.kind, line.owner),
        account_year=line.account_year,
        other_name=names.account(book, line.other_kind, line.other_owner),
        lot=line.lot,
        lot_doc_no=line.lot_doc_no,
        entries=line.entries,
        by_rule=line.by_rule_fen > 0,
        change=Money.of(line.change_fen),
        balance=Money.of(balance_fen),
        undone=Money.of(line.undone_fen),
        undoes_year=line.undoes_year,
        undoes_number=line.undoes_number,
        undone_closed=line.undone_closed,
    )


def _documents(connection: Connection, book: int, lots: set[UUID]) -> dict[UUID, str]:
    rows = connection.execute(
        "SELECT lot, origin_doc_no FROM lot WHERE book = %s AND lot = ANY(%s)",
        [book, sorted(lots)],
    )
    return {lot: str(doc_no) for lot, doc_no in rows}
