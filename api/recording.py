"""What does recording beside a voucher take? Reach, then the ledger's own function.

Confirmations by a township or village for its own place, files by the finance maker of the book,
closing the opening by its checker. The API, the pages and the command line go through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO
from uuid import UUID, uuid5

from api.access import Caller, Permission, Role
from api.not_found import NotFound
from api.reach import check_writable
from api.site import Site
from ledger.book.attachment import Attachment, Subject, attach, strike
from ledger.book.books import Recorded
from ledger.book.confirmation import Confirmation, Confirmer, confirm
from ledger.book.opening import Closer, Signed, close_opening
from ledger.book.post import Connection
from ledger.storage.attachments import CHUNK_BYTES, Stored
from ledger.values.region import RegionCode, RegionLevel
from ledger.values.text import clean_text

_PLACES = {Role.TOWNSHIP: RegionLevel.TOWNSHIP, Role.VILLAGE: RegionLevel.VILLAGE}
_LONGEST_NAME = 120


def places_of(caller: Caller) -> tuple[str, ...]:
    """The region prefixes for which the caller records: his own townships and villages."""
    return tuple(
        sorted(
            {
                grant.region.prefix
                for grant in caller.grants
                if grant.role in _PLACES and grant.region.level is _PLACES[grant.role]
            }
        )
    )


def confirmer(caller: Caller) -> Confirmer:
    """The caller as the ledger asks for him; without a place of his own he reaches nothing."""
    role = next((each.role for each in caller.grants if each.role in _PLACES), Role.PUBLIC)
    return Confirmer(caller.login, role.value, places_of(caller))


def confirm_lines(
    site: Site, caller: Caller, book: int, batch: UUID, rows: Sequence[Confirmation]
) -> Recorded:
    """Record a batch. Raises what `confirm` raises."""
    with site.system.database.connect() as connection:
        return confirm(
            connection, book, batch, rows, by=confirmer(caller), sealer=site.system.sealer
        )


def store_file(site: Site, file: BinaryIO) -> Stored:
    """Stream an uploaded file into the store. Raises what the store raises."""
    return site.system.attachments.take(_chunks(file))


def attach_evidence(
    site: Site, caller: Caller, book: int, batch: UUID, stored: Stored, name: str
) -> None:
    """The signed sheet or photo of a batch of confirmations that was just recorded."""
    new = Attachment(
        uuid5(batch, f"evidence:{stored.digest.hex()}"),
        "confirmations",
        str(batch),
        stored,
        plain_name(name),
        "签收凭据",
    )
    with site.system.database.connect() as connection:
        attach(connection, book, new, caller.login)


def attach_file(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    attachment: UUID,
    subject: Subject,
    subject_key: str,
    file: BinaryIO,
    *,
    name: str,
    what: str,
) -> Attachment:
    """Store and attach an uploaded file. Raises BookOutOfReach, and what store and ledger raise."""
    check_writable(snapshot, caller, Permission.ATTACHMENT_WRITE, book)
    new = Attachment(
        attachment,
        subject,
        subject_key,
        store_file(site, file),
        plain_name(name),
        what or "附件",
    )
    with site.system.database.connect() as connection:
        attach(connection, book, new, caller.login)
    return new


def strike_file(
    site: Site, snapshot: Connection, caller: Caller, book: int, attachment: UUID, *, reason: str
) -> None:
    """Take a file off an open draft."""
    check_writable(snapshot, caller, Permission.ATTACHMENT_WRITE, book)
    with site.system.database.connect() as connection:
        strike(connection, book, attachment, actor=caller.login, reason=reason)


def close(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    key: UUID,
    *,
    signer: str,
    signed_on: date,
    total_fen: int,
    scan: bytes | None,
) -> Recorded:
    """Close the opening of a book against a list. Raises what `close_opening` raises."""
    check_writable(snapshot, caller, Permission.OPENING_CLOSE, book)
    if scan is not None and not site.system.attachments.path(scan).exists():
        raise NotFound("没有这份扫描件，请先上传", digest=scan.hex())
    by = Closer(caller.login, caller.scope(Permission.OPENING_CLOSE).books)
    with site.system.database.connect() as connection:
        return close_opening(
            connection,
            book,
            Signed(key, signed_on, total_fen, signer, scan),
            by=by,
            sealer=site.system.sealer,
        )


def plain_name(name: str) -> str:
    """The last part of a file's name, as text that is safe to show."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return clean_text("".join(each for each in last if each.isprintable()))[-_LONGEST_NAME:]


def own_line(caller: Caller, region: str) -> bool:
    """Whether a line of this place is the caller's to confirm."""
    return RegionCode(region).code.startswith(places_of(caller)) if places_of(caller) else False


def _chunks(file: BinaryIO) -> Iterable[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
