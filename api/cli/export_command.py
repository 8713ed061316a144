"""`sunledger export`: what a book holds, as a workbook."""

from __future__ import annotations

import argparse

from sqlmodel import Session

from api.access import Permission
from api.cli.person_command import caller_of
from api.cli.report import write_json
from api.cli.sheet_command import book_of
from api.exporting import take_sealed
from api.reach import check_writable
from api.site import Site
from api.system import opened
from ledger.intake.exports import EXPORTS
from ledger.intake.sealed_exports import SEALED_EXPORTS
from ledger.storage.database import unit_of_work
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal


class RegisterNamesPeople(Refusal):
    """A register with names and numbers leaves for a named user and a purpose."""


def export_book(options: argparse.Namespace) -> int:
    if options.name in SEALED_EXPORTS:
        return _export_sealed(options)
    export = EXPORTS[options.name]
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        with system.database.reading() as connection:
            rows = export.write(connection, book, options.out)
    print(f"{export.title}：{rows} 行，已写入 {options.out}")
    write_json(options.json, {"export": options.name, "book": book, "rows": rows})
    return 0


def _export_sealed(options: argparse.Namespace) -> int:
    """A register that names people: by a user who may, for a purpose, and recorded."""
    if not options.user or not options.purpose:
        raise RegisterNamesPeople(
            f"{SEALED_EXPORTS[options.name].title}含姓名和号码，请写 --user 和 --purpose"
        )
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        caller = caller_of(system, options.user, Permission.REGISTER_EXPORT)
        with system.database.reading() as connection:
            check_writable(connection, caller, Permission.REGISTER_EXPORT, book)
        with unit_of_work(system.database.engine()) as work:
            rows = take_sealed(
                work,
                Site.of(system),
                caller,
                book,
                options.name,
                options.out,
                purpose=options.purpose,
            )
    print(f"{SEALED_EXPORTS[options.name].title}：{rows} 行，已写入 {options.out}；导出已记录")
    write_json(options.json, {"export": options.name, "book": book, "rows": rows})
    return 0
