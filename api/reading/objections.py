"""Which objections are there, how old are they, and was money paid meanwhile?

The words are sealed and opened by the service that shows one objection; a list holds only what may
be counted. A village sees what it is to answer itself, not what was said to the township about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import computed_field

from api.access import Caller, Permission, Role
from api.not_found import NotFound
from api.reading.row import Row, fetch
from ledger.book.post import Connection
from ledger.register.objections import Channel, Handler, Outcome, StepKind, Topic

OPEN_D = 15
"""Days after which an open objection is late (DS07; 系统默认值)."""

_ALL = (Handler.VILLAGE, Handler.TOWNSHIP, Handler.COUNTY)
_HANDLES = {
    Role.VILLAGE: (Handler.VILLAGE,),
    Role.TOWNSHIP: (Handler.VILLAGE, Handler.TOWNSHIP),
}


class ObjectionRow(Row):
    """One objection without its words. `open_days` counts from the day it was raised."""

    book: int
    objection: UUID
    code: str
    notice: UUID | None
    notice_title: str
    region: str
    region_name: str
    channel: str
    topic: str
    anonymous: bool
    handler: str
    raised_on: date
    state: str
    outcome: str
    last_on: date
    open_days: int
    paid_while_open: bool

    @computed_field
    def late(self) -> bool:
        return self.state != StepKind.CLOSED and self.open_days > OPEN_D

    @computed_field
    def state_name(self) -> str:
        closed = f"（{Outcome(self.outcome).chinese}）" if self.outcome else ""
        return StepKind(self.state).chinese + closed

    @computed_field
    def channel_name(self) -> str:
        return Channel(self.channel).chinese

    @computed_field
    def topic_name(self) -> str:
        return Topic(self.topic).chinese

    @computed_field
    def handler_name(self) -> str:
        return Handler(self.handler).chinese


class ObjectionStepRow(Row):
    """One step without its words."""

    seq: int
    kind: str
    outcome: str
    happened_on: date
    office: str
    actor: str

    @computed_field
    def kind_name(self) -> str:
        closed = f"（{Outcome(self.outcome).chinese}）" if self.outcome else ""
        return StepKind(self.kind).chinese + closed


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller sees: places by their prefixes, for each the levels whose work he sees."""

    prefixes: tuple[str, ...]
    handlers: tuple[str, ...]

    @classmethod
    def of(cls, caller: Caller, permission: Permission) -> Sight:
        pairs = [
            (grant.region.prefix, handler.value)
            for grant in caller.grants
            if grant.holds(permission)
            for handler in _HANDLES.get(grant.role, _ALL)
        ]
        return cls(tuple(prefix for prefix, _ in pairs), tuple(level for _, level in pairs))

    def covers(self, region: str, handler: str) -> bool:
        return any(
            region.startswith(prefix) and handler == level
            for prefix, level in zip(self.prefixes, self.handlers, strict=True)
        )


def objections(
    connection: Connection,
    sight: Sight,
    *,
    today: date,
    open_only: bool = False,
    notice: UUID | None = None,
    limit: int = 200,
) -> list[ObjectionRow]:
    """Open ones first, the oldest leading."""
    return _fetched(
        connection, sight, today, open_only=open_only, notice=notice, objection=None, limit=limit
    )


def one_objection(
    connection: Connection, sight: Sight, book: int, objection: UUID, *, today: date
) -> ObjectionRow:
    """Raises NotFound, also where it is out of sight."""
    found = _fetched(
        connection, sight, today, open_only=False, notice=None, objection=objection, limit=2
    )
    for each in found:
        if each.book == book:
            return each
    raise NotFound("没有这条异议")


def objection_steps(
    connection: Connection, book: int, objection: UUID
) -> Sequence[ObjectionStepRow]:
    return fetch(connection, ObjectionStepRow, _STEPS, {"book": book, "objection": objection})


class ComplaintState(Row):
    """What the person who holds the number may see: where it stands, no words."""

    code: str
    raised_on: date
    state: str
    outcome: str
    happened_on: date

    @computed_field
    def state_name(self) -> str:
        closed = f"（{Outcome(self.outcome).chinese}）" if self.outcome else ""
        return StepKind(self.state).chinese + closed


def complaint_state(connection: Connection, code: str) -> ComplaintState | None:
    """By the number that was given when it was raised on the website."""
    found = fetch(connection, ComplaintState, _BY_CODE, {"code": code})
    return found[0] if found else None


def _fetched(
    connection: Connection,
    sight: Sight,
    today: date,
    *,
    open_only: bool,
    notice: UUID | None,
    objection: UUID | None,
    limit: int,
) -> list[ObjectionRow]:
    return fetch(
        connection,
        ObjectionRow,
        _OBJECTIONS,
        {
            "prefixes": list(sight.prefixes),
            "handlers": list(sight.handlers),
            "today": today,
            "open_only": open_only,
            "notice": notice,
            "objection": objection,
            "limit": limit,
        },
    )


_OBJECTIONS = """
SELECT o.book, o.objection, o.code, o.notice, coalesce(n.title, '') AS notice_title, o.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = o.region ORDER BY r.valid_from DESC LIMIT 1),
    o.region) AS region_name,
  o.channel, o.topic, o.anonymous, o.handler, o.raised_on, s.kind AS state, s.outcome,
  s.happened_on AS last_on,
  (CASE WHEN s.kind = 'closed' THEN s.happened_on ELSE %(today)s::date END) - o.raised_on
    AS open_days,
  EXISTS (
    SELECT FROM payment_line l
    JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
    WHERE l.book = o.book AND v.kind IN ('disburse', 'pay')
      AND (l.list = o.list OR (o.list IS NULL AND l.project = o.project))
      AND v.happened_on >= o.raised_on
      AND (s.kind <> 'closed' OR v.happened_on < s.happened_on)
  ) AS paid_while_open
FROM objection o
JOIN LATERAL (
  SELECT t.kind, t.outcome, t.happened_on FROM objection_step t
  WHERE t.book = o.book AND t.objection = o.objection ORDER BY t.seq DESC LIMIT 1
) s ON true
LEFT JOIN notice n ON n.book = o.book AND n.notice = o.notice
WHERE EXISTS (SELECT FROM unnest(%(prefixes)s::text[], %(handlers)s::text[]) seen(prefix, handler)
    WHERE starts_with(o.region, seen.prefix) AND o.handler = seen.handler)
  AND (NOT %(open_only)s OR s.kind <> 'closed')
  AND (%(notice)s::uuid IS NULL OR o.notice = %(notice)s::uuid)
  AND (%(objection)s::uuid IS NULL OR o.objection = %(objection)s::uuid)
ORDER BY s.kind = 'closed', o.raised_on, o.book, o.objection LIMIT %(limit)s
"""
_STEPS = """
SELECT seq, kind, outcome, happened_on, office, actor FROM objection_step
WHERE book = %(book)s AND objection = %(objection)s ORDER BY seq
"""
_BY_CODE = """
SELECT o.code, o.raised_on, s.kind AS state, s.outcome, s.happened_on
FROM objection o
JOIN LATERAL (
  SELECT t.kind, t.outcome, t.happened_on FROM objection_step t
  WHERE t.book = o.book AND t.objection = o.objection ORDER BY t.seq DESC LIMIT 1
) s ON true
WHERE o.code = %(code)s AND o.channel = 'website' LIMIT 1
"""
