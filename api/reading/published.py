"""What did a published notice say? Made again from the ledger and compared with its digest.

A page is not stored: it follows from the ledger as of its day as known when it was published. If
it can no longer be made with the same digest, that is said instead of showing another page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from api.access import Scope
from api.not_found import NotFound
from api.site import Site
from ledger.disclosure.content import page_digest
from ledger.disclosure.html import render_html
from ledger.disclosure.page import NoticePage
from ledger.disclosure.pdf import render_pdf
from ledger.disclosure.village import Asked, village_notices
from ledger.storage.database import unit_of_work
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode


class NoticeNotReproducible(Refusal):
    """The ledger still gives the page whose digest was published."""


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A village notice as it was recorded."""

    book: int
    notice: UUID
    event: int
    region: str
    year: int
    published_on: date
    recorded_at: datetime
    digest: bytes


def published_page(site: Site, notice_id: str, scope: Scope | None = None) -> PublishedPage:
    """The newest publication under this id, in reach of `scope` if one is given.

    Raises NotFound.
    """
    with site.system.database.reading() as connection:
        row = connection.execute(_PUBLISHED, {"id": notice_id}).fetchone()
    parts = notice_id.split("-")
    if row is None or len(parts) < 2 or not parts[1].isascii() or not parts[1].isdecimal():
        raise NotFound("没有这份公示")
    book, notice, event, region, published_on, recorded_at, digest = row
    if scope is not None and book not in scope.books and not scope.covers_region(region):
        raise NotFound("没有这份公示")
    return PublishedPage(
        book, notice, event, region, int(parts[1]), published_on, recorded_at, bytes(digest)
    )


class Reprints:
    """Pages made again, the last few kept: the same publication always has the same bytes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.html = lru_cache(maxsize=64)(self._html)
        self.pdf = lru_cache(maxsize=8)(self._pdf)

    def _html(self, published: PublishedPage) -> bytes:
        return render_html(self._page(published))

    def _pdf(self, published: PublishedPage) -> bytes:
        return render_pdf(self._page(published))

    def _page(self, published: PublishedPage) -> NoticePage:
        """Raises NoticeNotReproducible."""
        system = self._site.system
        asked = Asked(
            RegionCode(published.region),
            published.year,
            published.published_on,
            published.recorded_at,
            system.demo,
            system.base_url,
        )
        with system.database.connect() as connection, unit_of_work(self._site.engine) as work:
            for each in village_notices(work, connection, system.sealer, asked):
                if page_digest(each.page) == published.digest:
                    return replace(each.page, event_number=published.event)
        raise NoticeNotReproducible(
            "这份公示的内容与现有账目对不上，请以发布单位张贴的纸质公示为准，并可拨打 12317 反映"
        )


def reprints_of(site: Site) -> Reprints:
    """The reprints of this application, kept on it."""
    if not isinstance(site.reprints, Reprints):
        site.reprints = Reprints(site)
    return site.reprints


_PUBLISHED = """
SELECT n.book, n.notice, n.event, n.region, n.published_on, e.recorded_at, n.page_digest
FROM notice n JOIN book_event e ON e.book = n.book AND e.event = n.event
WHERE n.subject = 'village_page' AND n.subject_key = %(id)s AND n.page_digest IS NOT NULL
ORDER BY e.recorded_at DESC, n.event DESC LIMIT 1
"""
