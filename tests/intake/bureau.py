"""A small bureau for the tests of files: a book that is open, places, a unit, a funded project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import psycopg
import xlsxwriter
from psycopg.rows import TupleRow
from sqlalchemy import Engine
from sqlmodel import Session

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.drafts import ledger_now
from ledger.book.post import Actor, Posting, post
from ledger.book.voucher import AccountRef, Entry, NewLot, Voucher
from ledger.intake.sheet import Sheet
from ledger.intake.sheet_import import Imported, sheet_file
from ledger.intake.sheet_preview import Preview
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.taking import Desk
from ledger.register.organisations import NewOrganisation, OrganisationKind, add_organisations
from ledger.register.places import add_book_region, load_regions
from ledger.register.projects import NewProject, add_projects
from ledger.register.regions import Region
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer
from ledger.values.day import shanghai_day
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from ledger.values.region import RegionCode
from tests.shipped import have_shipped

BOOK, YEAR = 610727, 2020
VILLAGE, OTHER_VILLAGE = "610727101201", "610727101202"
PROJECT_CODE, AGENT = "XM-2020-001", "农商行"
SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
MAKER, CHECKER = "经办甲", "复核乙"
_NAMESPACE = UUID("00000000-0000-4000-8000-00000000b0b0")
FUNDS = (("略财〔2020〕1号", date(2020, 1, 10)), ("略财〔2020〕2号", date(2020, 2, 10)))


@dataclass
class Bureau:
    """A database with one book, and short ways to say what a clerk does."""

    database: Database
    engine: Engine
    connection: psycopg.Connection[TupleRow]
    project: UUID
    sealer: Sealer = SEALER

    @contextmanager
    def desk(self, *, checker: str = CHECKER) -> Iterator[Desk]:
        """A desk whose work is committed at the end."""
        with Session(self.engine) as work:
            now = ledger_now(work)
            yield Desk(work, BOOK, self.sealer, MAKER, checker, shanghai_day(now), now)
            work.commit()

    def preview(self, name: str, path: Path, **options: Any) -> Preview[Any]:
        with (
            self.desk() as desk,
            sheet_file(path, SHEET_KINDS[name], desk, **options) as file,
        ):
            return file.preview()

    def take(self, name: str, path: Path, *, keep_good: bool = False, **options: Any) -> Imported:
        with (
            self.desk() as desk,
            sheet_file(path, SHEET_KINDS[name], desk, **options) as file,
        ):
            return file.write(file.preview(), keep_good=keep_good)

    def count(self, table: str) -> int:
        row = self.connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query.encode(), values).fetchall()


@contextmanager
def bureau_on(
    database: Database, *, fund_fen: int = 1_000_000_00, sealer: Sealer = SEALER
) -> Iterator[Bureau]:
    """The bureau with a project that holds `fund_fen` of each of two lots."""
    engine = database.engine()
    with database.connect() as connection:
        connection.execute("SELECT set_demo_clock('2020-07-01 09:00:00+08')")
        open_book(
            connection,
            NewBook(BOOK, "略阳账簿", "略阳县财政局", "county", date(2020, 1, 1)),
            "系统",
        )
        for year in (YEAR - 1, YEAR):
            open_year(connection, BOOK, year, "系统")
        project = uuid5(_NAMESPACE, "project")
        with unit_of_work(engine) as work:
            _registers(work, project)
        _funds(connection, project, fund_fen, sealer)
        yield Bureau(database, engine, connection, project, sealer)
    engine.dispose()


def _registers(work: Session, project: UUID) -> None:
    places = {
        "610000": "陕西省",
        "610700": "汉中市",
        "610727": "略阳县",
        "610727101": "接官亭镇",
        VILLAGE: "西沟村",
        OTHER_VILLAGE: "东沟村",
    }
    load_regions(
        work,
        [Region(RegionCode.parse(code), name, source="测试") for code, name in places.items()],
    )
    add_book_region(work, BOOK, RegionCode.parse("610727"))
    have_shipped(work)
    county = RegionCode.parse("610727")
    add_organisations(
        work,
        [
            NewOrganisation(AGENT, "略阳农村商业银行", OrganisationKind.BANK, county),
            NewOrganisation("林业局", "略阳县林业局", OrganisationKind.DEPARTMENT, county),
        ],
    )
    add_projects(
        work,
        BOOK,
        [
            NewProject(
                project=project,
                code=PROJECT_CODE,
                name="生态护林员",
                region=county,
                org="林业局",
                purpose="生态扶贫",
                task="聘用护林员",
                standard_text="6000元",
                responsible="局长",
                target="无毁林",
                mechanism="增收",
            )
        ],
        known_at=ledger_now(work),
    )


def _funds(
    connection: psycopg.Connection[TupleRow], project: UUID, fund_fen: int, sealer: Sealer
) -> None:
    actor = Actor(MAKER, CHECKER, (BOOK,))
    postings: list[Posting] = []
    for doc_no, day in FUNDS:
        lot = uuid5(_NAMESPACE, doc_no)
        facts = NewLot(
            lot, "documented", BOOK, doc_no, day, fund_fen, "扶贫发展资金", "county",
            (doc_no,), day, day, YEAR,
        )  # fmt: skip
        source, free = AccountRef(K.SOURCE, YEAR), AccountRef(K.UNASSIGNED, YEAR)
        target = AccountRef(K.PROJECT, YEAR, str(project))
        allocated = Voucher(
            V.ALLOCATE, YEAR, day, (Entry(source, free, lot, fund_fen),), lots=(facts,)
        )
        assigned = Voucher(V.ASSIGN, YEAR, day, (Entry(free, target, lot, fund_fen),))
        postings += [Posting(f"{doc_no}/1", allocated), Posting(f"{doc_no}/2", assigned)]
    post(connection, BOOK, postings, actor, sealer)


def filled(path: Path, sheet: Sheet[Any], rows: Sequence[dict[str, object]]) -> Path:
    """A workbook of a template: each row gives cells by column key, others stay empty.

    A number is written as a number, everything else as text.
    """
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet.title)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.heading)
        for number, row in enumerate(rows, start=1):
            for at, column in enumerate(sheet.columns):
                cell = row.get(column.key, "")
                if isinstance(cell, int | float):
                    page.write_number(number, at, cell)
                elif cell != "":
                    page.write_string(number, at, str(cell))
    return path


def household(number: int, **changed: object) -> dict[str, object]:
    return {
        "household": f"H{number:05}",
        "region": VILLAGE,
        "village_group": "一组",
        "kind": "建档立卡户",
        "members": 3,
        "valid_from": "2018-01-01",
    } | changed


def payment(number: int, **changed: object) -> dict[str, object]:
    return {
        "system": "一卡通",
        "batch": "PC-1",
        "paid_on": "2020-06-30",
        "mode": "代发",
        "agent": AGENT,
        "number": f"P{number:07}",
        "project": PROJECT_CODE,
        "benefit": "生态护林员劳务补助",
        "household": f"H{number:05}",
        "payee": f"张三{number}",
        "card": f"6217{number:015}",
        "amount_fen": 30.05,
    } | changed


def result(number: int, **changed: object) -> dict[str, object]:
    return {
        "system": "一卡通",
        "batch": "JG-1",
        "number": f"P{number:07}",
        "result": "成功",
        "bank_on": "2020-07-01",
        "amount_fen": 30.05,
    } | changed
