"""/api/audit/paper/{book}: the audit working paper of a book and period, as JSON, PDF and .xlsx."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToRunAudit
from api.inputs import BookPath, Day
from api.reach import check_readable
from api.reading.papers import PaperRow
from api.site import Snapshot
from api.web.workbook import Workbook, workbook
from audit.paper.contents import Paper, collect
from audit.paper.pdf import paper_pdf
from audit.paper.sheet import write_paper
from ledger.book.post import Connection

router = APIRouter(prefix="/api/audit/paper", tags=["审计"])


class Pdf(Response):
    """The answer of a route that gives a PDF."""

    media_type = "application/pdf"


@router.get("/{book}")
def paper(
    book: BookPath, from_on: Day, to_on: Day, caller: ToRunAudit, snapshot: Snapshot
) -> PaperRow:
    """工作底稿的内容（不含逐条疑点）。"""
    return PaperRow.of(paper_of(snapshot, caller, book, from_on, to_on))


@router.get("/{book}/pdf", response_class=Pdf)
def paper_as_pdf(
    book: BookPath, from_on: Day, to_on: Day, caller: ToRunAudit, snapshot: Snapshot
) -> Response:
    """工作底稿，PDF。"""
    return pdf_answer(paper_of(snapshot, caller, book, from_on, to_on))


@router.get("/{book}/xlsx", response_class=Workbook)
def paper_as_workbook(
    book: BookPath, from_on: Day, to_on: Day, caller: ToRunAudit, snapshot: Snapshot
) -> Response:
    """工作底稿，.xlsx。"""
    return workbook_answer(paper_of(snapshot, caller, book, from_on, to_on))


def paper_of(snapshot: Connection, caller: Caller, book: int, from_on: date, to_on: date) -> Paper:
    """Raises BookUnknown, also where the book is out of reach, and PaperWithoutRun."""
    check_readable(snapshot, caller, Permission.AUDIT_RUN, book)
    return collect(snapshot, book, from_on=from_on, to_on=to_on, made_by=caller.name)


def pdf_answer(paper: Paper) -> Response:
    """As a download."""
    name = quote(_file_name(paper), safe="")
    return Pdf(
        paper_pdf(paper),
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}.pdf"},
    )


def workbook_answer(paper: Paper) -> Workbook:
    """As a download."""

    def write(path: Path) -> None:
        write_paper(path, paper)

    return workbook(_file_name(paper), write)


def _file_name(paper: Paper) -> str:
    return f"审计工作底稿 {paper.book} {paper.from_on} {paper.to_on}"
