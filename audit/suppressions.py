"""暂不提示: how is a rule told to keep silent of one subject, and until when?

One asks, with a reason and an end; a second person approves. The lead is still found by every run
and still shown, marked; it only leaves the list of what waits.
"""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from uuid import UUID

import psycopg

from audit.cases import CaseActor
from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.values.text import clean_text


class Action(StrEnum):
    """What becomes of a suppression that somebody asked for."""

    APPROVE = "approve"
    REJECT = "reject"
    END = "end"


def ask_suppression(
    connection: Connection,
    book: int,
    suppression: UUID,
    *,
    identity: bytes,
    until_on: date,
    reason: str,
    by: CaseActor,
) -> None:
    """Ask for it; the same again changes nothing. `reason` names nobody: it is kept for ever.

    Raises SuppressionEndWrong, SuppressionStands, CaseLeadUnknown, CaseSaysNothing.
    """
    row = {
        "identity": identity.hex(),
        "until_on": until_on.isoformat(),
        "reason": clean_text(reason),
    }
    _call(
        connection,
        "SELECT ask_suppression(%s, %s, %s::jsonb, %s::jsonb)",
        [book, suppression, by.as_json(), json.dumps(row, ensure_ascii=False)],
    )


def decide_suppression(
    connection: Connection,
    book: int,
    suppression: UUID,
    action: Action,
    *,
    by: CaseActor,
    reason: str = "",
) -> None:
    """Approve or reject as a second person, or end an approved one early, saying why.

    Raises SuppressionUnknown, SuppressionDecided, SuppressionByOne, CaseSaysNothing.
    """
    _call(
        connection,
        "SELECT decide_suppression(%s, %s, %s::jsonb, %s, %s)",
        [book, suppression, by.as_json(), action.value, clean_text(reason)],
    )


def _call(connection: Connection, statement: str, arguments: list[object]) -> None:
    try:
        connection.execute(statement.encode(), arguments)
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
