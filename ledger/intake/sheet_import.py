"""How does a file get into the database? Whole or not at all, and only once.

    with sheet_file(path, kind, desk) as file:
        file.preview()                          nothing written
        file.write(found, keep_good=False)      in the caller's transaction

The file is read twice: once to know whether all of it can be taken, once to take it; if it is
another file the second time, nothing is taken. Its document is known by an id of its own (清单编号,
system and batch) or by its content; the same content adds nothing, another content is a version.

With `keep_good` the rows with faults are set aside: they stand beside the others as refused, with
the reason, until a corrected row takes their place (ledger/intake/quarantine.py). Cells of names,
numbers and cards are not kept: the clerk has them in the file with reasons.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

import psycopg
from sqlalchemy import insert, select, text
from sqlmodel import col

from ledger.book.drafts import DraftKey
from ledger.intake.quarantine import AsideRow, Correction, open_rows, resolve
from ledger.intake.report_workbook import plain_decimal
from ledger.intake.sheet import Column, Kind
from ledger.intake.sheet_cells import Value
from ledger.intake.sheet_file import opened_table
from ledger.intake.sheet_preview import Preview, preview
from ledger.intake.sheet_rows import Fault, ReadRow, RowReader
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, SheetKind, Source
from ledger.storage.tables import Book, SourceDocument
from ledger.values.refusal import Refusal, shown

R = TypeVar("R")

_AT_ONCE = 5_000


class BookNotOpened(Refusal):
    """A file is imported into a book that is open."""


class FileHasBadRows(Refusal):
    """Without --keep-good a file is taken whole or not at all."""


class FileChangedMeanwhile(Refusal):
    """A file does not change while it is imported."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import left. `document` is None where the same content had been imported before;
    `aside` are the rows set aside, `resolved` how many older ones found their correction."""

    document: UUID | None
    version: int
    new: int
    aside: int
    resolved: int
    drafts: tuple[DraftKey, ...]


@contextmanager
def sheet_file(
    path: Path, kind: SheetKind[R], desk: Desk, *, rows_stated: int | None = None
) -> Iterator[SheetFile[R]]:
    """The file, open for as long as the block runs. Raises what reading its header raises."""
    if desk.work.get(Book, desk.book) is None:
        raise BookNotOpened(f"没有账簿 {desk.book}", book=desk.book)
    # A plan made while a table was empty and kept would read all of it for each portion later.
    desk.work.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    titles = [each.title for each in kind.sheet.columns]
    with opened_table(path, titles) as table:
        reader = RowReader(kind.sheet, table, sealer=desk.sealer, rows_stated=rows_stated)
        yield SheetFile(kind, reader, desk)


class SheetFile(Generic[R]):
    """One file of one kind at one desk."""

    def __init__(self, kind: SheetKind[R], reader: RowReader[R], desk: Desk) -> None:
        self.kind, self.reader, self._desk = kind, reader, desk

    def preview(self, seen: Callable[[int], None] = lambda rows: None) -> Preview[R]:
        """Counts, sums and faults; nothing is written. `seen` is told how many rows were read."""
        return preview(self.reader, self.kind.taker(self._desk), seen)

    def write(
        self,
        found: Preview[R],
        *,
        keep_good: bool = False,
        seen: Callable[[int], None] = lambda rows: None,
    ) -> Imported:
        """Take the rows. The caller commits, or rolls back where this raises.

        Raises FileHasBadRows, FileChangedMeanwhile, and the refusals of what is written.
        """
        if found.bad and not keep_good:
            raise FileHasBadRows(
                f"文件 {shown(found.file)} 有 {found.bad} 行有错，没有导入任何一行；"
                "改正后重新导入，或用 --keep-good 先导入其余的行",
                file=found.file,
                bad=found.bad,
            )
        before = self._before(found)
        waiting = open_rows(self._desk.work, self._desk.book, self.kind.sheet.name)
        if before is not None and _is_same(before, found, waiting):
            return Imported(None, before.version, 0, 0, 0, ())
        source = self._add_document(found, before.version + 1 if before else 1)
        rows = _Recorder(self.reader, self._desk, source, found, waiting, seen)
        if found.good:
            made = self.kind.taker(self._desk).take(rows.good(), source)
        rows.finish()
        if rows.digest != found.digest:
            raise FileChangedMeanwhile(
                f"文件 {shown(found.file)} 在导入过程中被改动", file=found.file
            )
        resolved = resolve(self._desk, source.document, waiting, rows.corrections)
        return Imported(
            source.document,
            source.version,
            made.new if found.good else 0,
            found.bad,
            resolved,
            made.drafts if found.good else (),
        )

    def imported_before(self, found: Preview[R]) -> UUID | None:
        """The document in which the same content is here already: writing adds nothing."""
        before = self._before(found)
        if before is None:
            return None
        waiting = open_rows(self._desk.work, self._desk.book, self.kind.sheet.name)
        return before.document if _is_same(before, found, waiting) else None

    def document_to_be(self, found: Preview[R]) -> UUID:
        """The document that writing now would make."""
        before = self._before(found)
        return self._document(self.external_id(found), before.version + 1 if before else 1)

    def external_id(self, found: Preview[R]) -> str:
        """The id under which the document is kept."""
        name = self.kind.sheet.name
        if self.kind.document is not None and found.first is not None:
            return f"{name}:{self.kind.document(found.first)}"
        return f"{name}:{found.digest.hex()[:32]}"

    def _before(self, found: Preview[R]) -> SourceDocument | None:
        return self._desk.work.execute(
            select(SourceDocument)
            .where(
                col(SourceDocument.book) == self._desk.book,
                col(SourceDocument.external_id) == self.external_id(found),
            )
            .order_by(col(SourceDocument.version).desc())
            .limit(1)
        ).scalar_one_or_none()

    def _document(self, external_id: str, version: int) -> UUID:
        return uuid5(INTAKE_NAMESPACE, f"{self._desk.book}/{external_id}/{version}")

    def _add_document(self, found: Preview[R], version: int) -> Source:
        desk, external_id = self._desk, self.external_id(found)
        document = self._document(external_id, version)
        remarks = [f"工作表「{each}」不是模板的表，没有读取" for each in found.other_sheets]
        desk.work.execute(
            insert(SourceDocument),
            [
                {
                    "book": desk.book,
                    "document": document,
                    "external_id": external_id,
                    "version": version,
                    "kind": self.kind.sheet.name,
                    "title": f"{self.kind.sheet.title} {found.file}",
                    "issuer": "",
                    "place": "",
                    "doc_nos": [],
                    "source_url": "",
                    "printed_fen": None,
                    "computed_fen": found.total_fen,
                    "remarks": remarks,
                    "report": {"rows": found.rows, "good": found.good, "bad": found.bad},
                    "digest": found.digest,
                    "imported_by": desk.maker,
                    "imported_at": desk.now,
                }
            ],
        )
        return Source(document, version, external_id)


def _is_same(before: SourceDocument, found: Preview[Any], waiting: Sequence[AsideRow]) -> bool:
    """Whether the newest version has the same good rows, and as many rows still set aside."""
    mine = [each for each in waiting if each.document == before.document]
    return before.digest == found.digest and len(mine) == found.bad


def _printer(column: Column) -> Callable[[Value], str]:
    """What a row said, for people: the words of a choice, amounts in 元, quantities as numbers."""
    words = {meant: printed for printed, meant in column.choices}
    places = {Kind.AMOUNT: (2, "元"), Kind.QUANTITY: (3, "")}.get(column.kind)

    def printed(value: Value) -> str:
        if places and isinstance(value, int):
            return plain_decimal(value, places[0]) + places[1]
        return words.get(str(value), str(value))

    return printed


class _Recorder(Generic[R]):
    """Hands out the good rows and writes a source_row for every row that passes by."""

    def __init__(
        self,
        reader: RowReader[R],
        desk: Desk,
        source: Source,
        found: Preview[R],
        waiting: Sequence[AsideRow],
        seen: Callable[[int], None],
    ) -> None:
        self._seen, self._written = seen, 0
        self._reader, self._desk, self._source, self._found = reader, desk, source, found
        self._waiting: list[tuple[object, ...]] = []
        self._aside = {each.name for each in waiting} | {each.key for each in waiting if each.key}
        self._shown = [
            (at, each.title, _printer(each))
            for at, each in enumerate(reader.sheet.columns)
            if not each.kind.personal
        ]
        keys = [each.key for each in reader.sheet.columns]
        self._amount = keys.index(reader.sheet.amount) if reader.sheet.amount else None
        self._whole = hashlib.sha256()
        self._rows = iter(reader.rows())
        self.corrections: list[Correction] = []

    @property
    def digest(self) -> bytes:
        return self._whole.digest()

    def good(self) -> Iterator[ReadRow[R]]:
        """The rows without faults, in order; each is noted as it passes."""
        for each in self._rows:
            faults = self._found.faults.get(each.number)
            self._note(each, faults)
            if faults:
                continue
            self._whole.update(each.digest)
            if self._aside:
                self._note_correction(each)
            yield each

    def finish(self) -> None:
        """The rows after the last good one, and what is still in hand."""
        for each in self.good():
            raise FileChangedMeanwhile(f"第 {each.number} 行没有被取用", row=each.number)
        self._flush()

    def _note_correction(self, each: ReadRow[R]) -> None:
        key = self._reader.key_of(each)
        if each.aside in self._aside or key in self._aside:
            self.corrections.append(Correction(each.number, each.aside, key))

    def _note(self, each: ReadRow[R], faults: list[Fault] | None) -> None:
        cells = {
            title: printed(each.values[at])
            for at, title, printed in self._shown
            if each.values[at] not in (None, "")
        }
        amount = each.values[self._amount] if self._amount is not None else None
        self._waiting.append(
            (
                self._desk.book,
                self._source.document,
                each.number,
                self._reader.key_of(each) if faults else "",
                "refused" if faults else "used",
                faults[0].column if faults else "",
                "；".join(f"{fault.column}：{fault.reason}" for fault in faults or ()),
                amount if isinstance(amount, int) else None,
                json.dumps(cells, ensure_ascii=False),
                each.digest,
            )
        )
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        connection = self._desk.work.connection().connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY source_row (book, document, row, tag, outcome, refused_column, reason,"
                " amount_fen, cells, digest) FROM STDIN"
            ) as copy,
        ):
            for row in self._waiting:
                copy.write_row(row)
        self._written += len(self._waiting)
        self._waiting = []
        self._seen(self._written)
