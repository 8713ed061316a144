"""公示义务: which notice falls due for what, by when, and which notice met it?

    duties_due(connection, 610727, as_of=day, known_at=now, states=OPEN_STATES)

The answer is computed by the SQL function `disclosure_duties`, which rules read too. Subjects:

    allocation       a lot that the book received or allocated           after, county or prefecture
    project          a project that money was first assigned to          before, village
    benefit_list     a list first approved                               before, village
    adjustment       a voucher that moved money between projects         before, village
    completion       a project's acceptance                              after, village
    donation         a lot of income whose category is a donation        after, county or prefecture
    village_affairs  a village and a quarter: anything posted at all     quarterly, village

`subject_key`: lot, project or list as text; `2019-12` (year-number of the voucher); a village
code and quarter as `610727101201:2019Q3`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row


class DutyState(StrEnum):
    """Where a duty stands on the day asked."""

    MET = "met"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"
    NOT_COMPUTABLE = "not_computable"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    DutyState.MET: "已按期公示",
    DutyState.LATE: "逾期才公示",
    DutyState.OPEN: "待公示",
    DutyState.OVERDUE: "逾期未公示",
    DutyState.NOT_COMPUTABLE: "无法判断",
}

TO_DO = (DutyState.OVERDUE, DutyState.OPEN)
"""What somebody has still to publish."""

DUTY_SUBJECTS = {
    "allocation": "资金分配",
    "project": "项目安排",
    "benefit_list": "受益名单",
    "adjustment": "项目调整",
    "completion": "项目完成",
    "donation": "捐赠资金",
    "village_affairs": "季度村务",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One notice that is or was due. `due_on` is inclusive; `until_on` the last day it hung."""

    requirement: str
    subject: str
    subject_key: str
    name: str
    stage: str
    level: str
    region: str
    amount_fen: int | None
    born_on: date
    due_on: date | None
    minimum_days: int | None
    source: str
    notice: UUID | None
    published_on: date | None
    from_on: date | None
    until_on: date | None
    hung_days: int | None
    state: str
    reason: str

    @property
    def state_name(self) -> str:
        return DutyState(self.state).chinese

    @property
    def subject_name(self) -> str:
        return DUTY_SUBJECTS.get(self.subject, self.subject)


def duties_due(
    connection: psycopg.Connection[Any],
    book: int,
    *,
    as_of: date,
    known_at: datetime,
    states: Collection[DutyState] = tuple(DutyState),
    holidays: Sequence[date] = (),
    region: str = "",
    limit: int | None = None,
) -> list[Duty]:
    """The duties of a book in these states, those due first leading.

    `region`: the digits that the places asked for begin with. `holidays`: days that are no
    working days beside weekends.
    """
    with connection.cursor(row_factory=class_row(Duty)) as cursor:
        return cursor.execute(
            "SELECT * FROM disclosure_duties(%s, %s, %s, %s::date[])"
            " WHERE state = ANY(%s) AND region LIKE %s"
            " ORDER BY due_on NULLS LAST, subject, region, subject_key, requirement LIMIT %s",
            [
                book,
                as_of,
                known_at,
                list(holidays),
                [each.value for each in states],
                f"{region}%",
                limit,
            ],
        ).fetchall()
