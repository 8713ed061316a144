"""Public notices: what must be published when, and what was published."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, octets, refers


class DisclosureRequirement(Row, table=True):
    """Which notice falls due when: subject (allocation, project, benefit_list) × stage × level.

    `due_days` counts from the day the subject came about; negative or zero: before that day.
    """

    __tablename__ = "disclosure_requirement"
    requirement: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)
    subject: str
    stage: str
    level: str
    due_days: int
    working_days: bool
    minimum_days: int
    source: str


class Notice(Row, table=True):
    """公示/公告: one publication, with its basis and the digest of the page."""

    __tablename__ = "notice"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="notice_ends_after_start"),
        refers("notice_event", "book event", "book_event"),
        Index("notice_by_subject", "book", "subject", "subject_key"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    notice: UUID = Field(primary_key=True)
    event: int = big()
    stage: str
    level: str
    channel: str
    region: str
    subject: str
    subject_key: str
    project: UUID | None = Field(default=None)
    list: UUID | None = Field(default=None)
    list_version: int | None = Field(default=None)
    up_to_event: int | None = big(nullable=True)
    doc_no: str
    title: str
    published_on: date
    from_on: date | None = Field(default=None)
    until_on: date | None = Field(default=None)
    place: str
    source_url: str
    page_digest: bytes | None = octets(nullable=True)
