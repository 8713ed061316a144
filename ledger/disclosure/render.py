"""What does publishing one page produce?"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.disclosure.content import page_digest
from ledger.disclosure.html import render_html
from ledger.disclosure.page import NoticePage
from ledger.disclosure.pdf import render_pdf


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """`html` for the web (names masked), `pdf` for the board, and the 32-byte digest of both."""

    html: bytes
    pdf: bytes
    digest: bytes


def render(page: NoticePage) -> RenderedNotice:
    """Both forms or neither. Raises NoticeGlyphMissing. The same page gives the same bytes."""
    return RenderedNotice(pdf=render_pdf(page), html=render_html(page), digest=page_digest(page))
