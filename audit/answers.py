"""What does a rule say of every subject of one book, the clear ones too? It keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from psycopg import sql
from psycopg.rows import dict_row

from audit.catalogue import rule as rule_of
from audit.facts import facts_of, make_facts
from audit.increment import make_touched
from audit.parameters import given_to
from ledger.storage.database import Database

_ALL_EVENTS = 2**62


@dataclass(frozen=True, slots=True)
class Answer:
    """One subject and its outcome: flagged, clear or not_computable with a reason."""

    subject_kind: str
    subject: str
    title: str
    outcome: str
    reason: str | None


def answers(
    database: Database, code: str, book: int, *, as_of: date, known_at: datetime | None = None
) -> list[Answer]:
    """All subjects of the rule in the book, judged by the parameters of its place.

    Raises RuleUnknown.
    """
    rule = rule_of(code).rule
    with database.reading(temporary=True) as snapshot:
        known = known_at
        if known is None:
            row = snapshot.execute("SELECT ledger_now()").fetchone()
            assert row is not None
            known = row[0]
        given: dict[str, object] = {
            "book": book,
            "as_of": as_of,
            "known_at": known,
            "mark": _ALL_EVENTS,
            "whole": True,
        }
        values = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given_to(snapshot, [rule], book, as_of, known)[code].values.items()
        }
        make_touched(snapshot)
        make_facts(snapshot, facts_of([rule], whole=True), given)
        with snapshot.cursor(row_factory=dict_row) as cursor:
            return [
                Answer(
                    row["subject_kind"], row["subject"], row["title"], row["outcome"], row["reason"]
                )
                for row in cursor.execute(sql.SQL(rule.sql), {**given, **values})
            ]
