"""Which notices hung from when to when, what did they say, and what was paid meanwhile?

Pieces of SQL for the rules over notices (DS02–DS09). The registers of notices are small beside the
entries, so a rule takes all of their rows that count.
"""

from __future__ import annotations

from typing import Final, LiteralString

from audit.rule import looked_up

_STEPPED: LiteralString = """
stepped AS (
  SELECT s.notice,
    min(s.happened_on) FILTER (WHERE s.kind IN ('withdrawn', 'replaced')) AS gone_on,
    min(s.happened_on) FILTER (WHERE s.kind = 'withdrawn') AS withdrawn_on,
    bool_or(s.kind = 'replaced') AS replaced,
    max(s.until_on) FILTER (WHERE s.kind = 'extended') AS longer_on
  FROM notice_step s
  WHERE s.book = %(book)s AND s.happened_on <= %(as_of)s AND s.known_at <= %(known_at)s
  GROUP BY s.notice
)
"""


def _notices(among: LiteralString, events: LiteralString) -> LiteralString:
    return f"""{_STEPPED},
notices AS (
  SELECT n.*, e.recorded_at, s.withdrawn_on, coalesce(s.replaced, false) AS replaced,
    least(coalesce(s.longer_on, n.until_on), s.gone_on - 1) AS last_on
  FROM {among} n
  JOIN book_event e ON e.book = n.book AND e.event = n.event AND e.recorded_at <= %(known_at)s
    {events}
  LEFT JOIN stepped s ON s.notice = n.notice
  WHERE n.book = %(book)s AND n.published_on <= %(as_of)s
)
"""


NOTICES: Final[LiteralString] = _notices("notice", "")
"""`notices`: those published by the day, with what became of them. `last_on` is the last day on
which one hung or is to hang: as printed or extended, and not beyond the day it was taken down."""


def notices_of(only_these: LiteralString) -> LiteralString:
    """The same of the notices `n` of which this holds."""
    return f"""
hung AS (SELECT n.* FROM notice n WHERE n.book = %(book)s AND {only_these}),
{_notices("hung", "AND " + looked_up("e.event", "SELECT event FROM hung"))}"""


def _read(only_these: LiteralString) -> LiteralString:
    return f"""
read AS (
  SELECT DISTINCT ON (r.notice) r.* FROM notice_reading r
  WHERE r.book = %(book)s AND r.read_on <= %(as_of)s AND r.known_at <= %(known_at)s
    {only_these}
  ORDER BY r.notice, r.reading DESC
)
"""


READ: Final[LiteralString] = _read("")
"""The newest reading of each notice."""

READ_OF_HUNG: Final[LiteralString] = _read(
    "AND " + looked_up("r.notice", "SELECT notice FROM hung")
)
"""The same after `notices_of()`, of those."""


def payments(paid: LiteralString) -> LiteralString:
    """What reached vendors, firms, cooperatives and households, less what came back: of a project,
    and of an approved list where the line names one. A roster that still lies with the bank is not
    paid. `paid`: the fact that has what reached the households that the rule asks for."""
    return f"""
payments AS (
  SELECT m.from_owner AS project_key, NULL::uuid AS list, m.to_kind AS payee, m.happened_on,
    m.year, m.number, m.entry, m.left_fen AS fen
  FROM effective m
  WHERE m.from_kind = 'project' AND m.to_kind IN ('vendor', 'collective') AND m.left_fen > 0
  UNION ALL
  SELECT coalesce(p.project::text, p.from_project), p.list,
    'household', p.happened_on, p.year, p.number, p.entry, p.paid_fen
  FROM {paid} p
)
"""
