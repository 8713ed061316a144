"""How does an understood notice get into the database? Whole or not at all, and only once.

Document, rows, projects and drafts are written in one transaction. The document is keyed by its
notice id and the digest of its rows, so the same notice from a re-saved workbook adds nothing; a
changed one becomes a new version of the document and of those of its drafts that are not posted.
Only an allocation makes drafts; plans, running totals and results are records to compare with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session, col

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.drafts import DraftKey, NewDraft, save
from ledger.book.post import Connection
from ledger.book.publication import Level as BoardLevel
from ledger.book.publication import Publication, publish
from ledger.intake.notice_class import NoticeClass
from ledger.intake.notice_intake import NoticeIntake
from ledger.intake.notice_lots import NOTICE_NAMESPACE
from ledger.intake.notice_planned import PlannedProject, PlannedVoucher
from ledger.intake.notice_report import report_of
from ledger.intake.notice_rows import Outcome
from ledger.register.regions import Region, RegionTree
from ledger.storage.database import unit_of_work
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Book, BookRegion, Project, SourceDocument, SourceRow
from ledger.storage.tables import Voucher as VoucherRow
from ledger.values.sort_key import sort_key


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import left: its document and the drafts it made now (none where nothing is new)."""

    notice_id: str
    book: int
    document: UUID
    new: bool
    drafts: tuple[DraftKey, ...]


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports, and where to. `live_from` is the first live day of a book that is opened now."""

    connection: Connection
    engine: Engine
    sealer: Sealer
    tree: RegionTree
    maker: str
    today: date
    live_from: date

    def take(self, intake: NoticeIntake) -> Imported | None:
        """Write one notice. None where its issuer is unknown: there is no book to put it in."""
        if intake.issuer is None:
            return None
        book = self.tree.book_of(intake.issuer)
        self._ensure_book(intake, intake.issuer, book)
        with unit_of_work(self.engine) as work:
            imported = self._write(work, intake, intake.issuer, book)
        if imported.new:
            self._publish(intake, intake.issuer, book)
        return imported

    def _ensure_book(self, intake: NoticeIntake, issuer: Region, book: int) -> None:
        with unit_of_work(self.engine) as work:
            known = work.get(Book, book)
            if known is None:
                new = NewBook(
                    book=book,
                    name=f"{issuer.name}财政专项扶贫资金账簿",
                    bureau=f"{issuer.name}财政局",
                    level=issuer.level.value,
                    live_from=self.live_from,
                    non_gb=issuer.non_gb,
                )
                open_book(self.connection, new, self.maker)
                first = issuer.valid_from or date(1949, 10, 1)
                work.add(BookRegion(book=book, region=issuer.code.code, valid_from=first))
        for voucher in intake.plan.vouchers if intake.plan else ():
            open_year(self.connection, book, voucher.voucher.year, self.maker)

    def _write(self, work: Session, intake: NoticeIntake, issuer: Region, book: int) -> Imported:
        before = work.execute(
            select(SourceDocument)
            .where(
                col(SourceDocument.book) == book,
                col(SourceDocument.external_id) == intake.notice_id,
            )
            .order_by(col(SourceDocument.version).desc())
            .limit(1)
        ).scalar_one_or_none()
        kind = intake.classed.kind.value
        if before and (before.digest, before.kind) == (intake.digest, kind):
            return Imported(intake.notice_id, book, before.document, False, ())
        version = before.version + 1 if before else 1
        document = uuid5(NOTICE_NAMESPACE, f"{book}/{intake.notice_id}/{version}")
        self._add_document(work, intake, issuer, book, document, version)
        drafts: tuple[DraftKey, ...] = ()
        if intake.plan:
            self._add_projects(work, book, intake.notice_id, intake.plan.projects)
            drafts = self._add_drafts(work, book, document, intake.plan.vouchers)
        return Imported(intake.notice_id, book, document, True, drafts)

    def _add_document(
        self,
        work: Session,
        intake: NoticeIntake,
        issuer: Region,
        book: int,
        document: UUID,
        version: int,
    ) -> None:
        entry, now = intake.entry, work.execute(select(func.sunledger.ledger_now())).scalar_one()
        money = [row.money for row in intake.rows if row.money]
        doc_nos = list(dict.fromkeys(doc_no for row in money for doc_no in row.doc_nos))
        work.execute(
            insert(SourceDocument),
            [
                {
                    "book": book,
                    "document": document,
                    "external_id": intake.notice_id,
                    "version": version,
                    "kind": intake.classed.kind.value,
                    "title": entry.description if entry else intake.notice_id,
                    "issuer": intake.rows[0].printed.org if intake.rows else "",
                    "place": issuer.name,
                    "doc_nos": doc_nos,
                    "document_on": intake.dated.last_on if intake.dated else None,
                    "published_on": entry.published.last_on if entry and entry.published else None,
                    "source_url": entry.source_url if entry else "",
                    "printed_fen": intake.totals.printed_fen,
                    "computed_fen": intake.totals.computed_fen,
                    "remarks": list(intake.remarks),
                    "report": report_of(intake),
                    "digest": intake.digest,
                    "imported_by": self.maker,
                    "imported_at": now,
                }
            ],
        )
        rows = [
            {
                "book": book,
                "document": document,
                "row": each.row,
                "tag": each.tag,
                "outcome": each.outcome.value,
                "refused_column": each.column if each.outcome is Outcome.REFUSED else "",
                "reason": each.reason,
                "amount_fen": each.amount_fen,
                "cells": each.printed.cells(),
                "digest": each.digest,
            }
            for each in intake.rows
        ]
        if rows:
            work.execute(insert(SourceRow), rows)

    def _add_projects(
        self, work: Session, book: int, notice_id: str, projects: Sequence[PlannedProject]
    ) -> None:
        """Projects as the notice prints them, so that their money has a name and a place."""
        known = set(
            work.execute(
                select(col(Project.project)).where(
                    col(Project.book) == book,
                    col(Project.project).in_([each.project for each in projects]),
                )
            ).scalars()
        )
        now = work.execute(select(func.sunledger.ledger_now())).scalar_one()
        rows = [
            {
                "book": book,
                "project": each.project,
                "code": f"{notice_id}-{each.rows[0]}",
                "name": each.name,
                "region": each.region.code.code,
                "org": each.unit,
                "purpose": "",
                "task": "；".join(part for part in (each.site, each.content) if part),
                "standard_text": "",
                "planned_fen": each.planned_fen,
                "responsible": "",
                "target": "",
                "mechanism": "",
                "known_at": now,
                "sort_key": sort_key(each.name),
            }
            for each in projects
            if each.project not in known
        ]
        if rows:
            work.execute(insert(Project), rows)

    def _add_drafts(
        self, work: Session, book: int, document: UUID, planned: Sequence[PlannedVoucher]
    ) -> tuple[DraftKey, ...]:
        live_from = work.execute(
            select(col(Book.live_from)).where(col(Book.book) == book)
        ).scalar_one()
        posted = {
            key.split(":")[1]
            for key in work.execute(
                select(col(VoucherRow.key)).where(
                    col(VoucherRow.book) == book,
                    func.split_part(col(VoucherRow.key), ":", 2).in_(
                        [str(each.draft) for each in planned]
                    ),
                )
            ).scalars()
        }
        drafts = [
            NewDraft(
                voucher=replace(
                    each.voucher,
                    document=document,
                    backfill=each.voucher.happened_on < live_from,
                ),
                title=each.title,
                document=document,
                problems=each.problems,
                draft=each.draft,
            )
            for each in planned
            if str(each.draft) not in posted
        ]
        return tuple(
            save(work, book, drafts, maker=self.maker, today=self.today, sealer=self.sealer)
        )

    def _publish(self, intake: NoticeIntake, issuer: Region, book: int) -> None:
        """The notice itself is a publication: of each of its lots and projects."""
        entry, plan = intake.entry, intake.plan
        if plan is None or entry is None or entry.published is None:
            return
        if intake.classed.kind is not NoticeClass.ALLOCATION:
            return
        level: BoardLevel = _LEVELS[issuer.level.value]
        period = entry.period
        subjects: list[tuple[str, str, UUID | None]] = []
        subjects += [("allocation", str(lot.lot), None) for lot in plan.lots]
        subjects += [("project", str(each.project), each.project) for each in plan.projects]
        for subject, key, project in subjects:
            publish(
                self.connection,
                book,
                Publication(
                    notice=uuid5(NOTICE_NAMESPACE, f"{book}/{intake.notice_id}/published/{key}"),
                    stage="after",
                    level=level,
                    channel="website",
                    region=issuer.code.code,
                    subject="allocation" if subject == "allocation" else "project",
                    subject_key=key,
                    project=project,
                    title=entry.description,
                    published_on=entry.published.last_on,
                    from_on=period[0] if period else None,
                    until_on=period[1] if period else None,
                    source_url=entry.source_url,
                ),
                self.maker,
            )


_LEVELS: dict[str, BoardLevel] = {
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "township": "township",
    "village": "village",
}
