"""Which notices were published where? For signed-in readers, and for everybody.

The public sees what hung on a board or a website: place, title, period, project. Nothing here
holds a name of a private person.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import computed_field

from api.access import Scope
from api.not_found import NotFound
from api.reading.names import STAGES, SUBJECTS
from api.reading.row import Row, fetch
from ledger.book.post import Connection


class NoticeRow(Row):
    """One publication."""

    book: int
    notice: UUID
    event: int
    stage: str
    level: str
    channel: str
    region: str
    region_name: str
    subject: str
    subject_key: str
    project: UUID | None
    project_name: str
    doc_no: str
    title: str
    published_on: date
    from_on: date | None
    until_on: date | None
    place: str
    source_url: str
    page_digest: str | None
    evidence: int

    @computed_field
    def stage_name(self) -> str:
        return STAGES.get(self.stage, self.stage)

    @computed_field
    def subject_name(self) -> str:
        return SUBJECTS.get(self.subject, self.subject)

    @computed_field
    def days(self) -> int | None:
        """Both ends count: 08-14 to 08-23 is ten days."""
        if self.from_on is None or self.until_on is None:
            return None
        return (self.until_on - self.from_on).days + 1


class PlaceRow(Row):
    """A place in the register, with how many notices were published for it and below."""

    code: str
    name: str
    level: str
    parent_names: str
    notices: int


def notices(
    connection: Connection,
    scope: Scope | None,
    *,
    region: str = "",
    text: str = "",
    limit: int = 300,
) -> list[NoticeRow]:
    """Newest first. `scope` None is the public's view: published notices are for all."""
    return fetch(
        connection,
        NoticeRow,
        _NOTICES,
        {
            "all": scope is None,
            **(scope.parameters if scope else {"scope_prefixes": [], "scope_books": []}),
            "region": f"{region}%" if region else "",
            "text": f"%{text}%" if text else "",
            "book": None,
            "notice": None,
            "limit": limit,
        },
    )


def notice(connection: Connection, scope: Scope | None, book: int, key: UUID) -> NoticeRow:
    """Raises NotFound."""
    found = fetch(
        connection,
        NoticeRow,
        _NOTICES,
        {
            "all": scope is None,
            **(scope.parameters if scope else {"scope_prefixes": [], "scope_books": []}),
            "region": "",
            "text": "",
            "book": book,
            "notice": key,
            "limit": 1,
        },
    )
    if not found:
        raise NotFound("没有这份公示")
    return found[0]


def places(
    connection: Connection, *, text: str = "", parent: str = "", level: str = "", limit: int = 300
) -> list[PlaceRow]:
    """Places with notices, or those whose name holds `text`, in the order of their codes."""
    return fetch(
        connection,
        PlaceRow,
        _PLACES,
        {
            "text": f"%{text}%" if text else "",
            "parent": parent,
            "level": level,
            "limit": limit,
        },
    )


def place(connection: Connection, code: str) -> PlaceRow:
    """Raises NotFound."""
    found = fetch(connection, PlaceRow, _PLACE, {"code": code})
    if not found:
        raise NotFound(f"区划表中没有 {code}", code=code)
    return found[0]


_NOTICES = """
SELECT n.book, n.notice, n.event, n.stage, n.level, n.channel, n.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = n.region ORDER BY r.valid_from DESC LIMIT 1),
    n.region) AS region_name,
  n.subject, n.subject_key, n.project,
  coalesce((SELECT p.name FROM project p WHERE p.book = n.book AND p.project = n.project), '')
    AS project_name,
  n.doc_no, n.title, n.published_on, n.from_on, n.until_on, n.place, n.source_url,
  encode(n.page_digest, 'hex') AS page_digest,
  (SELECT count(*)::int FROM posting_evidence p WHERE p.book = n.book AND p.notice = n.notice)
    AS evidence
FROM notice n
WHERE (%(all)s OR n.book = ANY(%(scope_books)s) OR n.region LIKE ANY(%(scope_prefixes)s))
  AND (%(region)s = '' OR n.region LIKE %(region)s)
  AND (%(text)s = '' OR n.title ILIKE %(text)s OR n.doc_no ILIKE %(text)s)
  AND (%(book)s::int IS NULL OR n.book = %(book)s)
  AND (%(notice)s::uuid IS NULL OR n.notice = %(notice)s::uuid)
ORDER BY n.published_on DESC, n.book, n.event DESC LIMIT %(limit)s
"""

_NAMED = """
SELECT r.code, r.name, r.level,
  coalesce((SELECT string_agg(u.name, '' ORDER BY u.code)
    FROM (SELECT DISTINCT ON (p.code) p.code, p.name FROM region p
          WHERE p.code <> r.code AND p.valid_to IS NULL AND p.code IN (
            left(r.code, 2) || '0000000000', left(r.code, 4) || '00000000',
            left(r.code, 6) || '000000', left(r.code, 9) || '000')
          ORDER BY p.code, p.valid_from DESC) u), '') AS parent_names,
  (SELECT count(*)::int FROM notice n WHERE n.region LIKE inside.prefix || '%%') AS notices
FROM region r
CROSS JOIN LATERAL (SELECT CASE r.level WHEN 'province' THEN left(r.code, 2)
  WHEN 'prefecture' THEN left(r.code, 4) WHEN 'county' THEN left(r.code, 6)
  WHEN 'township' THEN left(r.code, 9) ELSE r.code END AS prefix) inside
WHERE r.valid_to IS NULL
"""

_PLACES = f"""
SELECT x.* FROM ({_NAMED}
  AND (%(text)s = '' OR r.name LIKE %(text)s)
  AND (%(level)s = '' OR r.level = %(level)s)
  AND (%(parent)s = '' OR (r.code LIKE %(parent)s || '%%' AND length(r.code) = 12))
) x WHERE x.notices > 0 OR %(text)s <> ''
ORDER BY x.notices = 0, x.code LIMIT %(limit)s
"""

_PLACE = f"{_NAMED} AND r.code = %(code)s LIMIT 1"
