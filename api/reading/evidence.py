"""What does a notice leave behind, as a page shows it? Steps, readings, photos of it hanging.

The public sees that evidence is there and from which day; who took it and the file itself are for
those who sign in.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import computed_field

from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection
from ledger.register.exposures import ExposureKind
from ledger.register.nine_fields import NoticeField, missing_of
from ledger.register.notice_readings import ReadingOrigin
from ledger.register.notice_steps import NoticeStepKind
from ledger.register.posting import EvidenceKind


class StepRow(Row):
    """What became of a notice."""

    seq: int
    kind: str
    happened_on: date
    until_on: date | None
    by_notice: UUID | None
    by_title: str | None
    reason: str
    actor: str

    @computed_field
    def kind_name(self) -> str:
        return NoticeStepKind(self.kind).chinese


class ReadingRow(Row):
    """What a notice said; `exposures` are masked."""

    reading: int
    origin: str
    read_on: date
    hotline: bool
    scanned: bool
    total: Money | None
    line_count: int | None
    actor: str
    exposures: list[str]
    items: list[ItemRow]

    @computed_field
    def origin_name(self) -> str:
        return ReadingOrigin(self.origin).chinese


class ItemRow(Row):
    """One project, list or lot of a reading."""

    item: int
    kind: str
    name: str
    code: str
    standard_text: str
    arranged: Money | None
    paid: Money | None
    line_count: int | None
    lines: Money | None
    printed: list[str]

    @computed_field
    def missing_names(self) -> list[str]:
        """The fields of 国开办发〔2018〕11号 that are not printed."""
        return [each.chinese for each in missing_of(frozenset(map(NoticeField, self.printed)))]


class EvidenceRow(Row):
    """One photo or screenshot. `elsewhere`: how many other villages' notices it also serves."""

    evidence: UUID
    notice: UUID
    kind: str
    digest: str
    media_type: str
    size_bytes: int
    region: str
    place: str
    taken_on: date
    exif_on: date | None
    taken_by: str
    note: str
    actor: str
    elsewhere: int

    @computed_field
    def kind_name(self) -> str:
        return EvidenceKind(self.kind).chinese


class Traces(Row):
    """Everything that one notice left behind."""

    book: int
    notice: UUID
    steps: list[StepRow]
    readings: list[ReadingRow]
    evidence: list[EvidenceRow]


def traces(connection: Connection, book: int, notice: UUID) -> Traces:
    """Of one notice, oldest first."""
    key: dict[str, object] = {"book": book, "notice": notice}
    found = fetch(connection, _Exposed, _EXPOSURES, key)
    items = fetch(connection, _Item, _ITEMS, key)
    readings = [
        ReadingRow(
            **each.model_dump(),
            exposures=[
                f"{ExposureKind(one.kind).chinese} {one.excerpt}"
                for one in found
                if one.reading == each.reading
            ],
            items=[one.shown for one in items if one.reading == each.reading],
        )
        for each in fetch(connection, _Reading, _READINGS, key)
    ]
    return Traces(
        book=book,
        notice=notice,
        steps=fetch(connection, StepRow, _STEPS, key),
        readings=readings,
        evidence=fetch(connection, EvidenceRow, _EVIDENCE, key),
    )


def evidence_row(connection: Connection, book: int, evidence: UUID) -> EvidenceRow | None:
    """One photo, to hand out its file."""
    found = fetch(connection, EvidenceRow, _ONE_EVIDENCE, {"book": book, "evidence": evidence})
    return found[0] if found else None


class _Exposed(Row):
    reading: int
    kind: str
    excerpt: str


class _Reading(Row):
    reading: int
    origin: str
    read_on: date
    hotline: bool
    scanned: bool
    total: Money | None
    line_count: int | None
    actor: str


class _Item(ItemRow):
    reading: int

    @property
    def shown(self) -> ItemRow:
        return ItemRow.model_validate(self.model_dump(exclude={"reading", "missing_names"}))


_STEPS = """
SELECT s.seq, s.kind, s.happened_on, s.until_on, s.by_notice, n.title AS by_title, s.reason, s.actor
FROM notice_step s
LEFT JOIN notice n ON n.book = s.book AND n.notice = s.by_notice
WHERE s.book = %(book)s AND s.notice = %(notice)s ORDER BY s.seq
"""
_READINGS = """
SELECT reading, origin, read_on, hotline, scanned, total_fen AS total, line_count, actor
FROM notice_reading WHERE book = %(book)s AND notice = %(notice)s ORDER BY reading
"""
_ITEMS = """
SELECT reading, item, kind, name, code, standard_text, arranged_fen AS arranged, paid_fen AS paid,
  line_count, lines_fen AS lines, printed
FROM notice_item WHERE book = %(book)s AND notice = %(notice)s ORDER BY reading, item
"""
_EXPOSURES = """
SELECT reading, kind, excerpt FROM notice_exposure
WHERE book = %(book)s AND notice = %(notice)s ORDER BY reading, position
"""
_SHOWN = """
SELECT e.evidence, e.notice, e.kind, encode(e.digest, 'hex') AS digest, e.media_type,
  e.size_bytes, e.region, e.place, e.taken_on, e.exif_on, e.taken_by, e.note, e.actor,
  (SELECT count(DISTINCT o.region)::int FROM posting_evidence o
   WHERE o.digest = e.digest AND o.region <> e.region) AS elsewhere
FROM posting_evidence e
"""
_EVIDENCE = f"""{_SHOWN} WHERE e.book = %(book)s AND e.notice = %(notice)s
ORDER BY e.taken_on, e.evidence"""
_ONE_EVIDENCE = f"{_SHOWN} WHERE e.book = %(book)s AND e.evidence = %(evidence)s"

ReadingRow.model_rebuild()
