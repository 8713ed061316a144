"""How is a village's year published? Pages are made, their digests recorded, then they are printed.

The digest of a page is an event of its book, so the page says where in the log it stands. The same
content again is the same event and the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from api.system import System
from ledger.book.drafts import ledger_now
from ledger.book.publication import Publication, publish
from ledger.disclosure.content import page_digest
from ledger.disclosure.page import NoticeKind, NoticePage
from ledger.disclosure.page_reading import reading_of
from ledger.disclosure.render import RenderedNotice, render
from ledger.disclosure.village import Asked, village_notices
from ledger.register.notice_readings import add_reading
from ledger.storage.database import unit_of_work
from ledger.values.day import shanghai_day
from ledger.values.region import RegionCode

_NAMESPACE = UUID("0c6c0c8e-7a55-5f0f-9d53-6a1f60b6b8a4")


@dataclass(frozen=True, slots=True)
class Published:
    """One notice of the village: its page, its two forms, and its place in the book's log."""

    page: NoticePage
    rendered: RenderedNotice
    digest: bytes
    book: int
    event: int
    new: bool


def publish_year(
    system: System, region: RegionCode, year: int | None, actor: str
) -> list[Published]:
    """Publish every notice of the village for the year (default: the ledger's year).

    Raises RegionNotRegistered, RegionHasNoBook, VillageHasNoNotice, NoticeGlyphMissing.
    """
    engine = system.database.engine()
    with system.database.connect() as connection, unit_of_work(engine) as work:
        now = ledger_now(work)
        day = shanghai_day(now)
        asked = Asked(region, year or day.year, day, now, system.demo, system.base_url)
        pages = village_notices(work, connection, system.sealer, asked)
        published: list[Published] = []
        for each in pages:
            page, digest = each.page, page_digest(each.page)
            key = uuid5(_NAMESPACE, f"{page.notice_id}/{digest.hex()}")
            recorded = publish(
                connection,
                each.book,
                Publication(
                    notice=key,
                    stage="before" if page.kind is NoticeKind.BEFORE else "after",
                    level="village",
                    channel="website",
                    region=region.code,
                    subject="village_page",
                    subject_key=page.notice_id,
                    project=each.project,
                    list=each.list,
                    list_version=each.list_version,
                    up_to_event=page.basis.event_number,
                    title=page.title,
                    published_on=page.issued_on,
                    from_on=page.start_on,
                    until_on=page.end_on,
                    page_digest=digest,
                ),
                actor,
            )
            with unit_of_work(engine) as reading:
                add_reading(
                    reading,
                    each.book,
                    reading_of(page, key, projects=each.projects, listed=each.listed),
                    sealer=system.sealer,
                    actor=actor,
                    known_at=recorded.recorded_at,
                )
            final = replace(page, event_number=recorded.event)
            published.append(
                Published(
                    final, render(final), digest, each.book, recorded.event, not recorded.replayed
                )
            )
    return published
