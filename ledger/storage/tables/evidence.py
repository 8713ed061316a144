"""What notices and objections leave behind: what became of a notice, what it said, photos of it
hanging, objections with their steps.

Rows are added, never changed. Free text and names of persons are sealed and stand apart
(`notice_text`, `objection_private`), where an erasure can delete them; rules read the facts beside
them. A notice itself is in `notice` (disclosure.py), drawn as an event of its book.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, octets, refers, texts


class NoticeStep(Row, table=True):
    """What became of a notice: taken down (撤下), extended (延期), replaced by another (更换).

    `happened_on`: the first day on which it no longer hung, or on which it was extended or
    replaced. `until_on`: the new last day of an extension. `by_notice`: what hangs in its place.
    """

    __tablename__ = "notice_step"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('withdrawn', 'extended', 'replaced')", name="notice_step_known"),
        CheckConstraint(
            "(kind = 'extended') = (until_on IS NOT NULL)"
            " AND (kind = 'replaced') = (by_notice IS NOT NULL)",
            name="notice_step_says_what",
        ),
        refers("notice_step_notice", "book notice", "notice"),
        refers("notice_step_by_notice", "book by_notice", "notice", "book notice"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    notice: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    happened_on: date
    until_on: date | None = Field(default=None)
    by_notice: UUID | None = Field(default=None)
    reason: str
    actor: str
    known_at: datetime = instant()


class NoticeReading(Row, table=True):
    """What a notice said when somebody (or the program that made it) read it.

    `origin`: `page` made here, `paper` on a board, `website` of somebody else, `file` taken in.
    `text_digest`: SHA-256 of the text; of a page made here it is the page's digest. `hotline`:
    12317 stands on it. `scanned`: the text was searched for personal data, so that no
    `notice_exposure` means that there is none. Sums are those printed; null: not printed.
    """

    __tablename__ = "notice_reading"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("origin IN ('page', 'paper', 'website', 'file')", name="reading_known"),
        refers("notice_reading_notice", "book notice", "notice"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    notice: UUID = Field(primary_key=True)
    reading: int = Field(primary_key=True)
    origin: str
    read_on: date
    text_digest: bytes | None = octets(nullable=True)
    hotline: bool
    scanned: bool
    total_fen: int | None = fen(nullable=True)
    line_count: int | None = Field(default=None)
    actor: str
    known_at: datetime = instant()


class NoticeItem(Row, table=True):
    """One project, benefit list or lot as a reading of a notice shows it.

    `printed`: which of the nine fields of 国开办发〔2018〕11号 are printed, by the names of
    `ledger.disclosure.nine_fields.NoticeField`. `line_count` and `lines_fen`: rows of the printed
    list and their sum. Null or empty: not printed.
    """

    __tablename__ = "notice_item"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('project', 'benefit', 'lot')", name="notice_item_kind_known"),
        refers("notice_item_reading", "book notice reading", "notice_reading"),
        Index("notice_item_by_project", "book", "project"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    notice: UUID = Field(primary_key=True)
    reading: int = Field(primary_key=True)
    item: int = Field(primary_key=True)
    kind: str
    printed: list[str] = texts()
    project: UUID | None = Field(default=None)
    list: UUID | None = Field(default=None)
    list_version: int | None = Field(default=None)
    lot: UUID | None = Field(default=None)
    code: str
    name: str
    standard_text: str
    rate_fen: int | None = fen(nullable=True)
    planned_fen: int | None = fen(nullable=True)
    arranged_fen: int | None = fen(nullable=True)
    paid_fen: int | None = fen(nullable=True)
    line_count: int | None = Field(default=None)
    lines_fen: int | None = fen(nullable=True)


class NoticeExposure(Row, table=True):
    """Personal data found in the text of a notice. `excerpt` is masked: it leaks nothing again.

    `position`: the character of the text where it begins, from 0.
    """

    __tablename__ = "notice_exposure"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "kind IN ('id_number', 'phone', 'account', 'health')", name="exposure_kind_known"
        ),
        refers("notice_exposure_reading", "book notice reading", "notice_reading"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    notice: UUID = Field(primary_key=True)
    reading: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    kind: str
    excerpt: str


class NoticeText(Row, table=True):
    """The text of a reading, sealed: it may hold names, and on a bad notice more than names."""

    __tablename__ = "notice_text"
    __table_args__: ClassVar[Any] = (
        refers("notice_text_reading", "book notice reading", "notice_reading"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    notice: UUID = Field(primary_key=True)
    reading: int = Field(primary_key=True)
    sealed: bytes = octets()


class PostingEvidence(Row, table=True):
    """张贴证据: a photo or screenshot of a notice hanging, by the SHA-256 of its bytes.

    `taken_on` is what the uploader says, `exif_on` what the photo says of itself (null: nothing).
    `region`: where it hung. The same digest at two villages is one photo used twice (DS09).
    """

    __tablename__ = "posting_evidence"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('photo', 'screenshot', 'scan')", name="evidence_kind_known"),
        CheckConstraint("length(digest) = 32 AND size_bytes > 0", name="evidence_is_a_file"),
        refers("posting_evidence_notice", "book notice", "notice"),
        Index("posting_evidence_by_notice", "book", "notice"),
        Index("posting_evidence_by_digest", "digest"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    evidence: UUID = Field(primary_key=True)
    notice: UUID
    kind: str
    digest: bytes = octets()
    media_type: str
    size_bytes: int
    region: str
    place: str
    taken_on: date
    exif_on: date | None = Field(default=None)
    taken_by: str
    note: str
    actor: str
    known_at: datetime = instant()


class Objection(Row, table=True):
    """异议: somebody objects to a notice, or to what should have been on one.

    Who and what in words are sealed (`objection_private`, seq 0). `code` is the number given to
    the person who objects. `handler`: the level that answers. `subject`, `subject_key`: as in
    `notice`, empty where only the place is known.
    """

    __tablename__ = "objection"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "code", name="objection_code_is_one"),
        CheckConstraint(
            "channel IN ('village', 'hotline', 'counter', 'website', 'other')",
            name="objection_channel_known",
        ),
        CheckConstraint(
            "handler IN ('village', 'township', 'county')", name="objection_handler_known"
        ),
        refers("objection_book", "book", "book"),
        refers("objection_notice", "book notice", "notice"),
        Index("objection_by_notice", "book", "notice"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    objection: UUID = Field(primary_key=True)
    code: str
    notice: UUID | None = Field(default=None)
    region: str
    subject: str
    subject_key: str
    project: UUID | None = Field(default=None)
    list: UUID | None = Field(default=None)
    channel: str
    topic: str
    anonymous: bool
    handler: str
    raised_on: date
    actor: str
    known_at: datetime = instant()


class ObjectionStep(Row, table=True):
    """One step of an objection: raised (seq 0) → accepted → answered → closed.

    Each step names the kind of the step before it, and the foreign key holds it to that: two who
    answer at once cannot both follow the same step, and nothing is closed before it is answered,
    except what is not taken up at all (`not_taken`).
    """

    __tablename__ = "objection_step"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "objection", "seq", "kind", name="objection_step_has_one_kind"),
        CheckConstraint(
            "CASE kind WHEN 'raised' THEN seq = 0 AND after_kind IS NULL AND after_seq IS NULL"
            " ELSE after_seq IS NOT NULL AND after_seq = seq - 1 AND CASE kind"
            " WHEN 'accepted' THEN after_kind IN ('raised')"
            " WHEN 'answered' THEN after_kind IN ('accepted', 'answered')"
            " WHEN 'closed' THEN after_kind IN ('answered')"
            " OR (after_kind IN ('raised', 'accepted') AND outcome = 'not_taken')"
            " ELSE false END IS TRUE END",
            name="objection_step_in_order",
        ),
        CheckConstraint(
            "outcome IN ('', 'upheld', 'partly', 'unfounded', 'not_taken')"
            " AND (kind = 'closed') = (outcome <> '')",
            name="objection_outcome_known",
        ),
        refers("objection_step_objection", "book objection", "objection"),
        refers(
            "objection_step_follows",
            "book objection after_seq after_kind",
            "objection_step",
            "book objection seq kind",
        ),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    objection: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    after_seq: int | None = Field(default=None)
    after_kind: str | None = Field(default=None)
    outcome: str
    happened_on: date
    office: str
    actor: str
    known_at: datetime = instant()


class ObjectionPrivate(Row, table=True):
    """Who objected and what was said, sealed; seq 0 is the objection, others its steps."""

    __tablename__ = "objection_private"
    __table_args__: ClassVar[Any] = (
        refers("objection_private_step", "book objection seq", "objection_step"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    objection: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    sealed: bytes = octets()
