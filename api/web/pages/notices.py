"""The register of notices, and the A3 print of one for the board."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToPrintNotices, ToReadNotices
from api.inputs import ShortText
from api.reading.notices import notices
from api.reading.published import published_page, reprints_of
from api.site import Here, Snapshot
from api.web.render import page

router = APIRouter()

NoticeId = Annotated[str, Path(pattern="^[0-9A-Za-z-]{1,64}$", description="公示编号")]


@router.get("/notices")
def list_notices(
    request: Request,
    caller: ToReadNotices,
    snapshot: Snapshot,
    region: ShortText = "",
    text: ShortText = "",
) -> Response:
    prefix = region if region.isascii() and region.isdecimal() else ""
    return page(
        request,
        "notices.html",
        notices=notices(snapshot, caller.scope(Permission.NOTICE_READ), region=prefix, text=text),
        region=prefix,
        text=text,
        may_record=caller.may(Permission.NOTICE_RECORD),
        may_print=caller.may(Permission.NOTICE_PRINT),
    )


@router.get("/notices/{notice_id}/print")
def print_notice(notice_id: NoticeId, caller: ToPrintNotices, here: Here) -> Response:
    """The PDF bears full names, so it is not for the web: who hangs it up signs in."""
    published = published_page(here, notice_id, caller.scope(Permission.NOTICE_PRINT))
    return Response(
        reprints_of(here).pdf(published),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{notice_id}.pdf"'},
    )
