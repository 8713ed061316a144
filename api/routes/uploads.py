"""/api/import-kinds, /api/books/{book}/uploads …: a file in, its preview and its import"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, UploadFile
from pydantic import BaseModel, ConfigDict

from api.callers import ToImport
from api.import_reach import (
    NOTICES,
    import_books,
    importable,
    kind_title,
)
from api.imported import ImportPreview, Taken
from api.importing import Incoming, keep, kept, look, take, write_reasons
from api.inputs import BookPath, ShortText
from api.not_found import NotFound
from api.reading.row import Row
from api.site import Here, Snapshot
from api.web.workbook import Workbook, workbook
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.template_workbook import write_template

router = APIRouter(prefix="/api", tags=["导入"])

KindPath = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="导入种类")]
UploadPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="预览时给的上传编号")]


class TemplateColumn(Row):
    """One column of a template."""

    key: str
    title: str
    required: bool
    form: str
    note: str


class ImportKindRow(Row):
    """One kind of file that the caller may import into a book."""

    book: int
    kind: str
    title: str
    purpose: str
    columns: list[TemplateColumn]


class Confirm(BaseModel):
    """`keep_good`: rows with faults are set aside, the others are taken."""

    model_config = ConfigDict(extra="forbid")

    keep_good: bool = False


@router.get("/import-kinds")
def import_kinds(caller: ToImport, snapshot: Snapshot) -> list[ImportKindRow]:
    """可以导入的种类，按账簿；各列与模板相同。"""
    return [
        ImportKindRow(
            book=book,
            kind=each.name,
            title=each.title,
            purpose=each.purpose,
            columns=[
                TemplateColumn(
                    key=column.key,
                    title=column.heading,
                    required=column.required,
                    form=column.form,
                    note=column.note,
                )
                for column in (SHEET_KINDS[each.name].sheet.columns if each.name != NOTICES else ())
            ],
        )
        for book in import_books(snapshot, caller)
        for each in importable(snapshot, caller, book)
    ]


@router.get("/import-kinds/{kind}/template", response_class=Workbook)
def import_template(kind: KindPath, caller: ToImport) -> Workbook:
    """下载一种文件的空白模板（.xlsx）。"""
    return template_of(kind)


@router.post("/books/{book}/uploads")
def upload_file(
    book: BookPath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[ShortText, Form(description="导入种类，见 /api/import-kinds")],
    file: Annotated[UploadFile, File(description=".xlsx、.xls 或 .csv")],
    rows: Annotated[int | None, Form(ge=0, le=10**6, description="文件应有的行数")] = None,
    checker: Annotated[ShortText, Form(description="应发清单的审定人")] = "",
    index: Annotated[UploadFile | None, File(description="公告的目录 index.csv")] = None,
) -> ImportPreview:
    """上传并预览一个文件：行数、合计、每一处错误。不写入账簿；一小时内凭 upload 确认导入。"""
    incoming = Incoming(file.file, file.filename or "", index.file if index else None)
    upload = keep(here, snapshot, caller, book, kind, incoming, rows_stated=rows, checker=checker)
    return look(here, caller, upload)


@router.get("/books/{book}/uploads/{upload}")
def preview_upload(
    book: BookPath, upload: UploadPath, caller: ToImport, snapshot: Snapshot, here: Here
) -> ImportPreview:
    """再次预览。"""
    return look(here, caller, kept(here, snapshot, caller, book, upload))


@router.get("/books/{book}/uploads/{upload}/errors", response_class=Workbook)
def upload_errors(
    book: BookPath, upload: UploadPath, caller: ToImport, snapshot: Snapshot, here: Here
) -> Workbook:
    """同一份表，末列写明错误原因；改正后可直接重新导入。"""
    return errors_of(here, snapshot, caller, book, upload)


@router.post("/books/{book}/uploads/{upload}/import")
def import_upload(
    book: BookPath,
    upload: UploadPath,
    body: Confirm,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
) -> Taken:
    """确认导入：有错则都不导入；keep_good 时有错的行退回待改，其余导入。同样的内容不重复。"""
    return take(here, caller, kept(here, snapshot, caller, book, upload), keep_good=body.keep_good)


@router.delete("/books/{book}/uploads/{upload}", status_code=204)
def discard_upload(
    book: BookPath, upload: UploadPath, caller: ToImport, snapshot: Snapshot, here: Here
) -> None:
    """放弃：立即删除上传的文件。"""
    here.system.uploads.discard(kept(here, snapshot, caller, book, upload))


def template_of(kind: str) -> Workbook:
    """Raises ImportKindUnknown; NotFound for what has no template."""
    title = kind_title(kind)
    if kind == NOTICES:
        raise NotFound(f"{title}没有模板，按公告原有的列导入", kind=kind)
    return workbook(title, lambda path: write_template(path, SHEET_KINDS[kind].sheet))


def errors_of(here: Here, snapshot: Snapshot, caller: ToImport, book: int, number: str) -> Workbook:
    """The workbook with reasons of an upload. Raises UploadGone."""
    upload = kept(here, snapshot, caller, book, number)
    stem = upload.about.name.rpartition(".")[0] or upload.about.name
    return workbook(f"退回 {stem}"[:80], lambda path: write_reasons(here, caller, upload, path))
