"""How does an attached file leave? As a download, never as a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.responses import StreamingResponse

from api.reading.attachments import AttachmentRow
from api.site import Site
from ledger.storage.attachments import SUFFIXES


def download(site: Site, row: AttachmentRow) -> StreamingResponse:
    """The bytes after they were checked. Raises AttachmentMissing, AttachmentAltered.

    The type sent is the one told by the bytes, and the name ends as that type does: a picture
    named .html is no page. `nosniff` is set on every answer.
    """
    suffixes = SUFFIXES[row.media_type]
    name = row.name or f"附件-{row.digest[:8]}"
    if not name.lower().endswith(suffixes):
        name += suffixes[0]
    return StreamingResponse(
        site.system.attachments.read(bytes.fromhex(row.digest)),
        media_type=row.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Length": str(row.size_bytes),
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
