"""`sunledger book opening` and `book close-opening`: the signed list against the ledger."""

from __future__ import annotations

import argparse
from uuid import uuid4

from sqlmodel import Session

from api.cli.report import write_json
from api.cli.sheet_command import book_of
from api.reading.opening import Opening, opening
from api.recording import plain_name
from api.system import opened
from ledger.book.attachment import Attachment, attach
from ledger.book.opening import Closer, Signed, close_opening
from ledger.book.refusals import OpeningListUnknown
from ledger.storage.settings import Settings
from ledger.values.money import parse_amount, yuan


def show_opening(options: argparse.Namespace) -> int:
    """0 where list and ledger agree, 1 where they do not."""
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        with system.database.reading() as connection:
            found = opening(connection, book)
    _print(found)
    differing = [line for line in found.lines if line.signed.fen != line.posted.fen]
    write_json(options.json, found.model_dump(mode="json"))
    return 1 if differing or found.list is None else 0


def close_book_opening(options: argparse.Namespace) -> int:
    total_fen = parse_amount(options.total, unit="元")
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        with system.database.reading() as connection:
            found = opening(connection, book)
        if found.list is None:
            raise OpeningListUnknown(OpeningListUnknown.template, book=book)
        stored = None
        if options.scan:
            with options.scan.open("rb") as file:
                stored = system.attachments.take(iter(lambda: file.read(1 << 16), b""))
        with system.database.connect() as connection:
            made = close_opening(
                connection,
                book,
                Signed(
                    found.list,
                    options.signed_on,
                    total_fen,
                    options.signer,
                    stored.digest if stored else None,
                ),
                by=Closer(options.user, (book,)),
                sealer=system.sealer,
            )
            if stored is not None and not made.replayed:
                name = plain_name(options.scan.name)
                scan = Attachment(uuid4(), "book", str(book), stored, name, "签字的期初清单")
                attach(connection, book, scan, options.user)
    print(
        f"账簿 {book} 的期初已结清：清单合计 {yuan(total_fen)}，事件号 {made.event}"
        + ("（以前已结清）" if made.replayed else "")
    )
    write_json(options.json, {"book": book, "event": made.event, "new": not made.replayed})
    return 0


def _print(found: Opening) -> None:
    if found.list is None or found.total is None:
        print("还没有导入期初清单（sunledger import opening）")
        return
    state = f"已结清，事件号 {found.event}" if found.event is not None else "未结清"
    posted = sum(line.posted.fen for line in found.lines)
    print(f"期初清单合计 {found.total.yuan}，账上 {yuan(posted)}，{state}")
    for line in found.lines:
        sign = "  " if line.signed.fen == line.posted.fen else "不符"
        print(
            f"{sign} {line.account}（{line.doc_no or '无文号'}）"
            f"清单 {line.signed.yuan}，账上 {line.posted.yuan}"
        )
