"""What was a user asked to explain, and what did he answer? He sees no more of the case."""

from __future__ import annotations

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from pydantic import computed_field

from api.not_found import NotFound
from api.reading.one_case import files_of, leads_of, steps_of
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection


class QuestionRow(Row):
    """A question that a user was asked to answer."""

    book: int
    book_name: str
    case_id: UUID
    year: int
    number: int
    seq: int
    last_seq: int
    asked_by: str
    asked_at: datetime
    due_on: date
    answered: bool
    open: bool
    late: bool

    @computed_field
    def name(self) -> str:
        return f"核查〔{self.year}〕{self.number}号"


class Replied(Row):
    """An answer given before."""

    seq: int
    actor: str
    taken_at: datetime
    text: str | None
    files: list[str]


class QuestionLead(Row):
    """What the question is about: the lead's words, and no more of the case."""

    title: str
    amount: Money | None
    rule: str


class QuestionFull(QuestionRow):
    """A question with its words, the leads that it is about, and the answers so far."""

    text: str | None = None
    leads: list[QuestionLead]
    replies: list[Replied]


def questions(connection: Connection, login: str, *, open_only: bool = False) -> list[QuestionRow]:
    """What this user was asked, the nearest deadline first."""
    found = fetch(connection, QuestionRow, _QUESTIONS, {"login": login, "book": None, "case": None})
    return [each for each in found if not open_only or (each.open and not each.answered)]


def one_question(
    connection: Connection,
    login: str,
    book: int,
    case: UUID,
    seq: int,
    *,
    said: dict[int, str],
) -> QuestionFull:
    """`said`: the opened words of the case, by step. Raises NotFound, also where somebody else was
    asked."""
    asked = [
        each
        for each in fetch(
            connection, QuestionRow, _QUESTIONS, {"login": login, "book": book, "case": case}
        )
        if each.seq == seq
    ]
    if not asked:
        raise NotFound("没有向您提出这个问题")
    files = files_of(connection, book, case)
    answers = [
        Replied(
            seq=each.seq,
            actor=each.actor,
            taken_at=each.taken_at,
            text=said.get(each.seq),
            files=[file.name or file.what for file in files if file.seq == each.seq],
        )
        for each in steps_of(connection, book, case)
        if each.of_seq == seq
    ]
    return QuestionFull(
        **{name: getattr(asked[0], name) for name in QuestionRow.model_fields},
        text=said.get(seq),
        leads=[
            QuestionLead(title=each.title, amount=each.amount, rule=each.rule)
            for each in leads_of(connection, book, case)
        ],
        replies=answers,
    )


_QUESTIONS: LiteralString = """
WITH mine AS (
  SELECT s.* FROM audit_case_step s
  WHERE s.to_login = %(login)s AND s.kind = 'asked'
    AND (%(book)s::int IS NULL OR (s.book = %(book)s AND s.case_id = %(case)s::uuid))
)
SELECT m.book, b.name AS book_name, m.case_id, c.year, c.number, m.seq, g.last_seq,
  m.actor AS asked_by, m.taken_at AS asked_at, m.due_on,
  EXISTS (SELECT FROM audit_case_step r
    WHERE r.book = m.book AND r.case_id = m.case_id AND r.of_seq = m.seq) AS answered,
  g.stage = 'working' AS open, m.due_on < case_today() AS late
FROM mine m
JOIN audit_case c ON c.book = m.book AND c.case_id = m.case_id
JOIN book b ON b.book = m.book
JOIN case_stages(ARRAY(SELECT book FROM mine)) g ON g.book = m.book AND g.case_id = m.case_id
ORDER BY answered, m.due_on, m.book, c.number, m.seq
"""
