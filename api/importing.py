"""How does a file come in over the web? Kept, previewed, then confirmed or given up.

    upload = keep(...)                      the bytes, for an hour at most
    shown = look(...)                       counts, sums, faults; nothing is written
    taken = take(..., keep_good=False)      all of it or nothing; the bytes go

Pages and the API call the same. A file is read again for each of the steps instead of being held
in memory. Whatever goes wrong, no bytes stay behind: a file that cannot be read is removed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.access import Caller
from api.import_reach import NOTICES, bounded, check_importable, kind_title
from api.imported import ImportFault, ImportPreview, ImportSum, Taken
from api.importing_notices import look_at_notices, take_notices, write_notice_errors
from api.reading.row import Money
from api.site import Site
from ledger.book.drafts import ledger_now
from ledger.book.post import Connection
from ledger.intake.sheet_errors import write_errors
from ledger.intake.sheet_import import FileHasBadRows, SheetFile, sheet_file
from ledger.intake.sheet_preview import Preview
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.taking import Desk
from ledger.storage.attachments import CHUNK_BYTES
from ledger.storage.uploads import About, Upload
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal

SHOWN_FAULTS = 500
LARGEST_INDEX_BYTES = 2**20


class ImportedAtTheSameTime(Refusal):
    """Of two imports of the same numbers at once, the later one is refused."""


class IndexTooLarge(Refusal):
    """The index beside a file of notices is small."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as a form or a request brings it."""

    file: BinaryIO
    name: str
    index: BinaryIO | None = None


def keep(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    kind: str,
    incoming: Incoming,
    *,
    rows_stated: int | None = None,
    checker: str = "",
) -> Upload:
    """Keep an uploaded file for its preview.

    Raises what `check_importable` and the store raise.
    """
    check_importable(snapshot, caller, book, kind)
    about = About(caller.login, book, kind, incoming.name, rows_stated, checker)
    beside = None
    if kind == NOTICES and incoming.index is not None:
        index = incoming.index.read(LARGEST_INDEX_BYTES + 1)
        if len(index) > LARGEST_INDEX_BYTES:
            raise IndexTooLarge("目录 index.csv 超过 1 MB")
        beside = ("index.csv", index)
    return site.system.uploads.take(_chunks(incoming.file), about, beside=beside)


def kept(site: Site, snapshot: Connection, caller: Caller, book: int, number: str) -> Upload:
    """An upload of the caller's own, if he may still import it. Raises UploadGone."""
    upload = site.system.uploads.find(number, caller.login, book)
    check_importable(snapshot, caller, book, upload.about.kind)
    return upload


def look(site: Site, caller: Caller, upload: Upload) -> ImportPreview:
    """Raises what reading the file raises; the file is gone then."""
    try:
        if upload.about.kind == NOTICES:
            return look_at_notices(upload)
        with _opened(site, caller, upload) as (_, file):
            found = file.preview()
            before = file.imported_before(found)
            return _shown(upload, found, before)
    except BaseException:
        site.system.uploads.discard(upload)
        raise


def take(site: Site, caller: Caller, upload: Upload, *, keep_good: bool) -> Taken:
    """Import the file; its bytes are removed unless it is refused for rows that have faults.

    Raises FileHasBadRows, ImportedAtTheSameTime, and what reading and writing raise.
    """
    try:
        if upload.about.kind == NOTICES:
            taken = take_notices(site, caller, upload, keep_good=keep_good)
        else:
            taken = _take(site, caller, upload, keep_good=keep_good)
    except FileHasBadRows:
        raise
    except IntegrityError as error:
        site.system.uploads.discard(upload)
        raise ImportedAtTheSameTime("另一人刚刚导入了同样的内容，请稍后再试") from error
    except BaseException:
        site.system.uploads.discard(upload)
        raise
    site.system.uploads.discard(upload)
    return taken


def write_reasons(site: Site, caller: Caller, upload: Upload, path: Path) -> int:
    """Write the workbook with reasons. Returns how many rows have one."""
    if upload.about.kind == NOTICES:
        return write_notice_errors(upload, path)
    with _opened(site, caller, upload) as (_, file):
        found = file.preview()
        document = file.document_to_be(found) if found.good else None
        return write_errors(
            path, file.kind.sheet, file.reader.table, found.faults, document=document
        )


def _take(site: Site, caller: Caller, upload: Upload, *, keep_good: bool) -> Taken:
    with _opened(site, caller, upload) as (work, file):
        found = file.preview()
        before = file.imported_before(found)
        made = file.write(found, keep_good=keep_good)
        work.commit()
    return Taken(
        book=upload.about.book,
        document=made.document or before,
        again=made.document is None,
        new=made.new,
        aside=made.aside,
        resolved=made.resolved,
        drafts=[each.draft for each in made.drafts],
    )


@contextmanager
def _opened(site: Site, caller: Caller, upload: Upload) -> Iterator[tuple[Session, SheetFile[Any]]]:
    about = upload.about
    kind = bounded(SHEET_KINDS[about.kind], caller)
    with Session(site.engine) as work:
        now = ledger_now(work)
        desk = Desk(
            work=work,
            book=about.book,
            sealer=site.system.sealer,
            maker=caller.login,
            checker=about.checker,
            today=shanghai_day(now),
            now=now,
        )
        with sheet_file(upload.path, kind, desk, rows_stated=about.rows_stated) as file:
            yield work, file


def _shown(upload: Upload, found: Preview[Any], before: UUID | None) -> ImportPreview:
    faults = [
        ImportFault(row=fault.row, column=fault.column, reason=fault.reason)
        for number in sorted(found.faults)
        for fault in found.faults[number]
    ]
    return ImportPreview(
        upload=upload.number,
        book=upload.about.book,
        kind=upload.about.kind,
        kind_name=kind_title(upload.about.kind),
        file=upload.about.name,
        rows=found.rows,
        good=found.good,
        bad=found.bad,
        sums=[
            ImportSum(key=key, title=found.sheet.column(key).title, total=Money.of(total))
            for key, total in found.sums.items()
        ],
        faults=faults[:SHOWN_FAULTS],
        fault_count=len(faults),
        notes=[f"工作表「{each}」不是模板的表，没有读取" for each in found.other_sheets],
        document=before,
    )


def _chunks(file: BinaryIO) -> Iterable[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
