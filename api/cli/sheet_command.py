"""`sunledger import NAME FILE` for the templates' files; `import aside` for what was set aside."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from api.cli.progress import ProgressLine
from api.cli.report import write_json
from api.importing import ImportedAtTheSameTime
from api.system import System, opened
from ledger.book.drafts import ledger_now
from ledger.intake.quarantine import drop, open_rows
from ledger.intake.sheet_errors import write_errors
from ledger.intake.sheet_import import Imported, SheetFile, sheet_file
from ledger.intake.sheet_post import Progress, post_file
from ledger.intake.sheet_preview import Preview
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.taking import Desk
from ledger.storage.database import unit_of_work
from ledger.storage.settings import Settings
from ledger.storage.tables import Book
from ledger.values.day import shanghai_day
from ledger.values.money import yuan
from ledger.values.refusal import Refusal

SHOWN_FAULTS = 20
DONE, WITH_REFUSALS = 0, 1


class BookNotNamed(Refusal):
    """Where there are several books, --book says which one a file belongs to."""


def import_sheet(options: argparse.Namespace) -> int:
    kind = SHEET_KINDS[options.sheet]
    with opened(Settings.read()) as system:
        engine = system.database.engine()
        try:
            with Session(engine) as work:
                desk = _desk(work, system, options)
                with sheet_file(options.file, kind, desk, rows_stated=options.rows) as file:
                    with ProgressLine() as line:
                        found = file.preview(lambda rows: line.show("已检查", rows, None, "行"))
                    _print_preview(found, dry_run=options.dry_run)
                    made = None
                    if not options.dry_run and (options.keep_good or not found.bad):
                        with ProgressLine() as line:
                            made = file.write(
                                found,
                                keep_good=options.keep_good,
                                seen=lambda rows: line.show("已写入", rows, found.rows, "行"),
                            )
                        work.commit()
                        _print_made(made)
                    errors = _errors(options.errors, file, found, made)
                    external_id = file.external_id(found)
        except IntegrityError as error:
            raise ImportedAtTheSameTime("另一人刚刚导入了同样的内容，请稍后再试") from error
        posted = 0
        if options.post and made is not None:
            posted = _post(system, desk.book, external_id, options)
    write_json(options.json, _as_json(found, made, options, errors, posted))
    return WITH_REFUSALS if found.bad else DONE


def show_aside(options: argparse.Namespace) -> int:
    """List the rows set aside, or drop one with a reason."""
    with opened(Settings.read()) as system, unit_of_work(system.database.engine()) as work:
        desk = _desk(work, system, options)
        if options.drop:
            drop(desk, options.drop, reason=options.reason)
            print(f"已作废 {options.drop}")
        rows = open_rows(work, desk.book)
    for each in rows:
        print(f"{each.name}  {each.title} 第 {each.row} 行  {each.reason}")
    print(f"退回未处理的行：{len(rows)}")
    write_json(
        options.json,
        [
            {
                "aside": each.name,
                "kind": each.kind,
                "title": each.title,
                "row": each.row,
                "column": each.column,
                "reason": each.reason,
                "cells": each.cells,
            }
            for each in rows
        ],
    )
    return WITH_REFUSALS if rows else DONE


def _desk(work: Session, system: System, options: argparse.Namespace) -> Desk:
    now = ledger_now(work)
    return Desk(
        work=work,
        book=book_of(work, options),
        sealer=system.sealer,
        maker=options.user,
        checker=getattr(options, "checker", "") or "",
        today=shanghai_day(now),
        now=now,
    )


def book_of(work: Session, options: argparse.Namespace) -> int:
    """The book that --book names, or the only one. Raises BookNotNamed."""
    if options.book:
        return int(options.book)
    books: list[int] = list(work.execute(select(col(Book.book)).limit(2)).scalars())
    if len(books) != 1:
        raise BookNotNamed("请用 --book 写明哪个账簿")
    return books[0]


def _errors(
    path: Path | None, file: SheetFile[Any], found: Preview[Any], made: Imported | None
) -> int:
    if path is None or not found.bad:
        return 0
    document = made.document if made else None
    count = write_errors(path, file.kind.sheet, file.reader.table, found.faults, document=document)
    print(f"有错的行和原因已写入 {path}，改正后可以直接重新导入")
    return count


def _post(system: System, book: int, external_id: str, options: argparse.Namespace) -> int:
    def say(progress: Progress) -> None:
        if not progress.number:
            line.begin(progress.lines)
            if progress.done:
                print(f"以前已记账 {progress.done}/{progress.all} 张凭证，接着记其余的", flush=True)
            return
        vouchers = (
            f"{progress.done}/{progress.all} 张凭证，{progress.year} 年第 {progress.number} 号"
        )
        line.show("已记账", progress.lines, progress.all_lines, "行", vouchers)

    with system.database.connect() as connection, ProgressLine() as line:
        posted = post_file(
            connection,
            system.database.engine(),
            book,
            external_id,
            maker=options.user,
            checker=options.checker or "",
            reason=options.reason,
            sealer=system.sealer,
            say=say,
        )
    print(f"本次记账 {posted} 张凭证")
    return posted


def _print_preview(found: Preview[Any], *, dry_run: bool) -> None:
    ending = "（试算，未写入）" if dry_run else ""
    print(
        f"{found.sheet.title} {found.file}：共 {found.rows} 行，可导入 {found.good}，"
        f"有错 {found.bad}{ending}"
    )
    for key, total in found.sums.items():
        print(f"  {found.sheet.column(key).title}合计 {yuan(total)}")
    for each in found.other_sheets:
        print(f"  工作表「{each}」不是模板的表，没有读取")
    shown = 0
    for faults in found.faults.values():
        for fault in faults:
            if shown < SHOWN_FAULTS:
                print(f"  第 {fault.row} 行 {fault.column}：{fault.reason}")
            shown += 1
    if shown > SHOWN_FAULTS:
        print(f"  ……共 {shown} 处，完整的原因请用 --errors 写入工作簿")
    if found.bad and not dry_run:
        print("  没有导入任何一行" if not found.good else "  有错的行不导入")


def _print_made(made: Imported) -> None:
    if made.document is None:
        print("以前已导入，没有新增")
        return
    text = f"已导入：新增 {made.new}"
    if made.drafts:
        text += f"，待复核草稿 {len(made.drafts)} 份"
    if made.aside:
        text += f"，退回待改 {made.aside} 行"
    if made.resolved:
        text += f"，补正以前退回的 {made.resolved} 行"
    print(text)


def _as_json(
    found: Preview[Any],
    made: Imported | None,
    options: argparse.Namespace,
    errors: int,
    posted: int,
) -> dict[str, object]:
    return {
        "sheet": found.sheet.name,
        "file": found.file,
        "dry_run": options.dry_run,
        "rows": found.rows,
        "good": found.good,
        "bad": found.bad,
        "sums": found.sums,
        "faults": [
            {"row": fault.row, "column": fault.column, "reason": fault.reason}
            for faults in found.faults.values()
            for fault in faults
        ],
        "imported": made is not None,
        "document": str(made.document) if made and made.document else None,
        "version": made.version if made else None,
        "new": made.new if made else 0,
        "aside": made.aside if made else 0,
        "resolved": made.resolved if made else 0,
        "drafts": [str(key.draft) for key in made.drafts] if made else [],
        "posted": posted,
        "errors_written": errors,
    }
