"""`sunledger export`: what a book holds, as a workbook."""

from __future__ import annotations

import argparse

from sqlmodel import Session

from api.cli.report import write_json
from api.cli.sheet_command import book_of
from api.system import opened
from ledger.intake.exports import EXPORTS
from ledger.storage.settings import Settings


def export_book(options: argparse.Namespace) -> int:
    export = EXPORTS[options.name]
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        with system.database.reading() as connection:
            rows = export.write(connection, book, options.out)
    print(f"{export.title}：{rows} 行，已写入 {options.out}")
    write_json(options.json, {"export": options.name, "book": book, "rows": rows})
    return 0
