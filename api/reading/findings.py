"""Which leads did the last run raise in each book, on what evidence?

A lead is shown from the newest finished run that judged its book by its rule; older runs stay in
the database. Within reach means: the book is. What is being done about a lead is read with it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.not_found import NotFound
from api.reading.row import Money, Row, fetch
from audit.cases import Disposition, LeadState
from audit.evidence import vouchers_named
from audit.rule import Severity
from ledger.book.post import Connection


class FindingRow(Row):
    """A lead in a list. `identity` (hex) is the same in every run that finds it again."""

    run: UUID
    book: int
    book_name: str
    rule: str
    version: int
    identity: str
    severity: str
    subject_kind: str
    subject: str
    title: str
    amount: Money | None
    score: int
    as_of: date
    state: str
    """new, in_case, settled, reopened, suppressed; gone: the newest run does not raise it."""
    case_id: UUID | None
    disposition: str | None
    until_on: date | None

    @computed_field
    def severity_name(self) -> str:
        return Severity(self.severity).chinese

    @computed_field
    def state_name(self) -> str:
        name = LEAD_STATES[self.state]
        if self.state == "settled" and self.disposition:
            return f"{name}：{Disposition(self.disposition).chinese}"
        return f"{name}至 {self.until_on}" if self.state == "suppressed" else name


class FindingFull(FindingRow):
    """A lead with its evidence."""

    evidence: dict[str, object]
    parameters: dict[str, object]
    known_at: datetime
    first_seen_at: datetime


class OutcomeRow(Row):
    """What one rule said of one book in the newest run."""

    run: UUID
    book: int
    rule: str
    version: int
    as_of: date
    finished_at: datetime | None
    flagged: int
    clear: int
    not_computable: int
    reasons: dict[str, int]


class RunRow(Row):
    """One run of the rules."""

    run: UUID
    as_of: date
    known_at: datetime
    started_at: datetime
    finished_at: datetime | None
    actor: str
    books: list[int]
    rules: list[str]
    flagged: int


LEAD_STATES = {each.value: each.chinese for each in LeadState} | {"gone": "最近一次运行不再提出"}


def findings(
    connection: Connection,
    books: list[int],
    *,
    rule: str = "",
    severity: str = "",
    text: str = "",
    state: str = "",
    limit: int = 500,
) -> list[FindingRow]:
    """The leads of the newest run of each rule and book, the highest score first.

    `state`: one of LeadState; `open`: neither settled nor suppressed.
    """
    return fetch(
        connection,
        FindingRow,
        _FINDINGS.replace("/*more*/", ""),
        {
            "books": books,
            "rule": rule,
            "severity": severity,
            "text": f"%{text}%" if text else "",
            "state": state,
            "identity": None,
            "run": None,
            "limit": limit,
        },
    )


def finding(
    connection: Connection, books: list[int], run: UUID, rule: str, book: int, identity: bytes
) -> FindingFull:
    """Raises NotFound, also where the book is out of reach."""
    found = fetch(
        connection,
        FindingFull,
        _FINDINGS.replace("/*more*/", _MORE),
        {
            "books": [book] if book in books else [],
            "rule": rule,
            "severity": "",
            "text": "",
            "state": "",
            "identity": identity,
            "run": run,
            "limit": 1,
        },
    )
    if not found:
        raise NotFound("没有这条疑点")
    return found[0]


class StateCount(Row):
    """How many leads of the newest runs stand so."""

    state: str
    leads: int


def state_counts(connection: Connection, books: list[int]) -> dict[str, int]:
    """Leads of the newest runs by what is being done about them."""
    rows = fetch(
        connection,
        StateCount,
        "SELECT state, count(*)::int AS leads FROM lead_states(%(books)s, case_today())"
        " GROUP BY state",
        {"books": books},
    )
    return {each.state: each.leads for each in rows}


class FindingKey(Row):
    """Where a lead is found."""

    run: UUID
    book: int
    rule: str
    identity: str


def newest(connection: Connection, books: list[int], identity: bytes) -> FindingKey:
    """The lead in the newest run that raised it. Raises NotFound."""
    found = fetch(connection, FindingKey, _NEWEST_OF, {"books": books, "identity": identity})
    if not found:
        raise NotFound("没有这条疑点")
    return found[0]


def outcomes(connection: Connection, books: list[int]) -> list[OutcomeRow]:
    """How many subjects each rule looked at, by book, in its newest run there."""
    return fetch(connection, OutcomeRow, _OUTCOMES, {"books": books})


def runs(connection: Connection, books: list[int], *, limit: int = 20) -> list[RunRow]:
    """The newest runs over any of these books; other books are left out of the row."""
    rows = fetch(connection, RunRow, _RUNS, {"books": books, "limit": limit})
    reach = set(books)
    return [
        row.model_copy(update={"books": [book for book in row.books if book in reach]})
        for row in rows
    ]


class VoucherLink(Row):
    """A voucher that the evidence names."""

    book: int
    year: int
    number: int


def vouchers_in(evidence: object, book: int) -> list[VoucherLink]:
    """Every voucher named anywhere in the evidence, once, in the order met."""
    return [
        VoucherLink(book=each.book, year=each.year, number=each.number)
        for each in vouchers_named(evidence, book)
    ]


_NEWEST = """
  SELECT DISTINCT ON (o.book, o.rule) o.book, o.rule, o.run FROM audit_outcome o
  JOIN audit_run r ON r.run = o.run AND r.finished_at IS NOT NULL
  WHERE o.book = ANY(%(books)s) ORDER BY o.book, o.rule, r.finished_at DESC, r.run
"""

_MORE = """, f.evidence, f.parameters, r.known_at,
  (SELECT min(r0.known_at) FROM finding f0 JOIN audit_run r0 ON r0.run = f0.run
   WHERE f0.book = f.book AND f0.identity = f.identity) AS first_seen_at"""

_FINDINGS = f"""
WITH newest AS ({_NEWEST})
SELECT f.run, f.book, b.name AS book_name, f.rule, f.version, encode(f.identity, 'hex') AS identity,
  f.severity, f.subject_kind, f.subject, f.title, f.amount_fen AS amount,
  lead_score(f.severity, f.amount_fen) AS score, r.as_of, coalesce(s.state, 'gone') AS state,
  s.case_id, s.disposition, s.until_on/*more*/
FROM finding f
JOIN audit_run r ON r.run = f.run
JOIN book b ON b.book = f.book
LEFT JOIN lead_states(%(books)s, case_today()) s ON s.book = f.book AND s.identity = f.identity
WHERE f.book = ANY(%(books)s)
  AND (f.run = %(run)s::uuid OR (%(run)s::uuid IS NULL
       AND EXISTS (SELECT FROM newest n
         WHERE n.book = f.book AND n.rule = f.rule AND n.run = f.run)))
  AND (%(rule)s = '' OR f.rule = %(rule)s)
  AND (%(severity)s = '' OR f.severity = %(severity)s)
  AND (%(text)s = '' OR f.title ILIKE %(text)s)
  AND (%(state)s = '' OR s.state = %(state)s
       OR (%(state)s = 'open' AND s.state NOT IN ('settled', 'suppressed')))
  AND (%(identity)s::bytea IS NULL OR f.identity = %(identity)s::bytea)
ORDER BY score DESC, f.amount_fen DESC NULLS LAST, f.book, f.rule, f.identity
LIMIT %(limit)s
"""

_NEWEST_OF = """
SELECT f.run, f.book, f.rule, encode(f.identity, 'hex') AS identity
FROM finding f JOIN audit_run r ON r.run = f.run
WHERE f.identity = %(identity)s AND f.book = ANY(%(books)s)
ORDER BY r.started_at DESC LIMIT 1
"""

_OUTCOMES = f"""
WITH newest AS ({_NEWEST})
SELECT o.run, o.book, o.rule, o.version, r.as_of, r.finished_at, o.flagged, o.clear,
  o.not_computable, o.reasons
FROM newest n JOIN audit_outcome o ON o.run = n.run AND o.book = n.book AND o.rule = n.rule
JOIN audit_run r ON r.run = o.run ORDER BY o.rule, o.book
"""

_RUNS = """
SELECT r.run, r.as_of, r.known_at, r.started_at, r.finished_at, r.actor, r.books, r.rules,
  (SELECT coalesce(sum(o.flagged), 0)::int FROM audit_outcome o
   WHERE o.run = r.run AND o.book = ANY(%(books)s)) AS flagged
FROM audit_run r
WHERE EXISTS (SELECT FROM audit_outcome o WHERE o.run = r.run AND o.book = ANY(%(books)s))
ORDER BY r.started_at DESC LIMIT %(limit)s
"""
