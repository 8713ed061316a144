"""What people do about notices: register one, say what became of it, show that it hangs, object.

One function a deed, each its own transaction; routes and pages call the same. Whoever writes does
so for places of his own: the subtree of the role that holds the permission.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from api.access import Caller, Permission
from api.reading.notices import NoticeRow, notice
from api.site import Site
from ledger.book.drafts import ledger_now
from ledger.book.post import Connection
from ledger.book.publication import Channel as NoticeChannel
from ledger.book.publication import Level, Publication, Stage, Subject, publish
from ledger.book.refusals import BookUnknown
from ledger.disclosure.village import RegionHasNoBook
from ledger.register.notice_readings import NewReading, add_reading
from ledger.register.notice_steps import NewNoticeStep, add_notice_step
from ledger.register.objections import (
    Channel,
    Handler,
    NewObjection,
    NewObjectionStep,
    Said,
    Topic,
    add_objection_step,
    raise_objection,
    said_in,
)
from ledger.register.posting import EvidenceFile, NewEvidence, add_evidence
from ledger.storage.attachments import AttachmentStore
from ledger.storage.database import unit_of_work
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

LARGEST_EVIDENCE_BYTES = 8 * 1024 * 1024
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PUBLIC_ACTOR = "公众"


class PlaceOutOfReach(Refusal):
    """A cadre writes about places of his own county, township or village."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNotice:
    """A notice that was published elsewhere: on paper, on a county's website."""

    stage: Stage
    level: Level
    channel: NoticeChannel
    region: RegionCode
    subject: Subject
    subject_key: str
    title: str
    published_on: date
    from_on: date | None = None
    until_on: date | None = None
    project: UUID | None = None
    list: UUID | None = None
    list_version: int | None = None
    doc_no: str = ""
    place: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What somebody without a login says. No repr of the words."""

    region: RegionCode
    topic: Topic
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    notice: UUID | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One transaction, with the ledger's day and instant."""

    work: Session
    today: date
    now: datetime


@contextmanager
def moment(site: Site) -> Iterator[Moment]:
    with unit_of_work(site.engine) as work:
        now = ledger_now(work)
        yield Moment(work, shanghai_day(now), now)


def check_place(caller: Caller, permission: Permission, region: str) -> None:
    """Raises PlaceOutOfReach."""
    if not caller.scope(permission).covers_region(region):
        raise PlaceOutOfReach(f"区划 {region} 不在您的辖区内，不能办理", region=region)


def own_notice(
    connection: Connection, caller: Caller, permission: Permission, book: int, key: UUID
) -> NoticeRow:
    """A notice that the caller may read and write about. Raises NotFound, PlaceOutOfReach."""
    found = notice(connection, caller.scope(Permission.NOTICE_READ), book, key)
    check_place(caller, permission, found.region)
    return found


def register_notice(
    site: Site, connection: Connection, caller: Caller, book: int, new: ForeignNotice
) -> UUID:
    """Register a notice that others published. Returns its key.

    Raises BookUnknown, PlaceOutOfReach, and the refusals of publishing.
    """
    check_place(caller, Permission.NOTICE_RECORD, new.region.code)
    if book_of(connection, new.region) != book:
        raise BookUnknown(f"没有账簿 {book}", book=book)
    key = uuid4()
    with site.system.database.connect() as writing:
        publish(
            writing,
            book,
            Publication(
                notice=key,
                stage=new.stage,
                level=new.level,
                channel=new.channel,
                region=new.region.code,
                subject=new.subject,
                subject_key=new.subject_key,
                title=new.title,
                published_on=new.published_on,
                from_on=new.from_on,
                until_on=new.until_on,
                project=new.project,
                list=new.list,
                list_version=new.list_version,
                doc_no=new.doc_no,
                place=new.place,
                source_url=new.source_url,
            ),
            caller.login,
        )
    return key


def record_step(site: Site, caller: Caller, book: int, new: NewNoticeStep) -> int:
    with moment(site) as at:
        return add_notice_step(
            at.work, book, new, actor=caller.login, today=at.today, known_at=at.now
        )


def record_reading(site: Site, caller: Caller, book: int, new: NewReading) -> int:
    with moment(site) as at:
        return add_reading(
            at.work, book, new, sealer=site.system.sealer, actor=caller.login, known_at=at.now
        )


def upload_evidence(
    site: Site, caller: Caller, book: int, new: NewEvidence, content: bytes
) -> UUID:
    """Keep the file, then say what it shows; a file without a row is harmless.

    Raises EvidenceNotPicture, EvidenceDayAhead, AttachmentTooLarge, NoticeNotRegistered.
    """
    file = EvidenceFile.of(content)
    evidence_store(site).take([content])
    with moment(site) as at:
        return add_evidence(
            at.work, book, new, file, actor=caller.login, today=at.today, known_at=at.now
        )


def evidence_store(site: Site) -> AttachmentStore:
    return AttachmentStore(site.system.settings.home, largest_bytes=LARGEST_EVIDENCE_BYTES)


def record_objection(
    site: Site,
    connection: Connection,
    caller: Caller,
    book: int,
    *,
    region: RegionCode,
    channel: Channel,
    topic: Topic,
    handler: Handler,
    raised_on: date,
    text: str,
    name: str = "",
    contact: str = "",
    notice: UUID | None = None,
    office: str = "",
) -> UUID:
    """An objection that a cadre took down, in the book of its place.

    Raises BookUnknown where the book is not that of the place.
    """
    if book_of(connection, region) != book:
        raise BookUnknown(f"没有账簿 {book}", book=book)
    new = NewObjection(
        objection=uuid4(),
        code=new_code(),
        region=region,
        channel=channel,
        topic=topic,
        handler=handler,
        raised_on=raised_on,
        text=text,
        name=name,
        contact=contact,
        notice=notice,
        office=office,
    )
    with moment(site) as at:
        raise_objection(
            at.work,
            book,
            new,
            sealer=site.system.sealer,
            actor=caller.login,
            today=at.today,
            known_at=at.now,
        )
    return new.objection


def complain(site: Site, connection: Connection, complaint: Complaint) -> str:
    """What the public form leaves. Returns the number by which its state can be asked.

    It goes to the township, of a county's place to the county: never first to those whom it may be
    about. Raises RegionHasNoBook, and the refusals of `raise_objection`.
    """
    code = new_code()
    book = book_of(connection, complaint.region)
    in_township = complaint.region.code[6:9] != "000"
    with moment(site) as at:
        raise_objection(
            at.work,
            book,
            NewObjection(
                objection=uuid4(),
                code=code,
                region=complaint.region,
                channel=Channel.WEBSITE,
                topic=complaint.topic,
                handler=Handler.TOWNSHIP if in_township else Handler.COUNTY,
                raised_on=at.today,
                text=complaint.text,
                name=complaint.name,
                contact=complaint.contact,
                notice=complaint.notice,
            ),
            sealer=site.system.sealer,
            actor=PUBLIC_ACTOR,
            today=at.today,
            known_at=at.now,
        )
    return code


def take_objection_step(site: Site, caller: Caller, book: int, new: NewObjectionStep) -> int:
    with moment(site) as at:
        return add_objection_step(
            at.work,
            book,
            new,
            sealer=site.system.sealer,
            actor=caller.login,
            today=at.today,
            known_at=at.now,
        )


def words_of(site: Site, caller: Caller, book: int, objection: UUID) -> dict[int, Said]:
    """What was said in each step; who said it only to who may know."""
    with moment(site) as at:
        said = said_in(at.work, book, objection, sealer=site.system.sealer)
    if caller.may(Permission.OBJECTION_NAME):
        return said
    return {seq: Said(each.text) for seq, each in said.items()}


def new_code() -> str:
    """Ten signs that are not mistaken for each other when read out on the telephone."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(10))


def book_of(connection: Connection, region: RegionCode) -> int:
    """The book of the county that a place lies in. Raises RegionHasNoBook."""
    row = connection.execute(
        "SELECT r.book FROM book_region r WHERE r.region = ANY(%s)"
        " ORDER BY length(rtrim(r.region, '0')) DESC, r.valid_from DESC LIMIT 1",
        [[each.code for each in (region, *region.ancestors)]],
    ).fetchone()
    if row is None:
        raise RegionHasNoBook(f"{region.code} 所在的县没有账簿", region=region.code)
    return int(row[0])
