"""签收: what payees of one village or township confirmed, from the signed sheets.

Who imports must have the role of a township or village (`--user` is his login), as on the page: his
place decides which lines he may confirm. A line that was confirmed so already is passed over; one
that was confirmed otherwise is corrected only where the row says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import col

from ledger.book.confirmation import Confirmation, Confirmer, Means, Outcome, Signer, confirm
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, driver_of, portions
from ledger.storage.tables import AppUserRole
from ledger.values.money import yuan
from ledger.values.region import RegionCode, RegionLevel

YES = "yes"
_PLACES = {"township": RegionLevel.TOWNSHIP, "village": RegionLevel.VILLAGE}


class ConfirmationRow(NamedTuple):
    year: int
    number: int
    line: int
    outcome: str
    amount_fen: int | None
    goods: str
    signer: str
    relation: str
    means: str
    signed_on: date
    signed_time: str
    correction: str


class _Line(NamedTuple):
    """A payment line that a row may name: what was paid, where, and its last confirmation."""

    amount_fen: int
    region: str
    happened_on: date
    last: UUID | None
    said: tuple[object, ...] | None


class ConfirmationTaker:
    """Checks rows against payment lines and the importer's place, and records them in batches."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by = _confirmer(desk)
        self._seen: set[tuple[int, int, int]] = set()

    def check(self, rows: Sequence[ReadRow[ConfirmationRow]]) -> list[Fault]:
        lines = self._lines(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            faults += [
                Fault(each.number, column, reason)
                for column, reason in self._against(
                    row, lines.get((row.year, row.number, row.line))
                )
            ]
        return faults

    def take(self, rows: Iterator[ReadRow[ConfirmationRow]], source: Source) -> Made:
        new = 0
        for place, some in enumerate(portions(rows)):
            lines = self._lines(some)
            fresh: list[Confirmation] = []
            for each in some:
                row = each.taken()
                line = lines[row.year, row.number, row.line]
                if line.said != _said(row):
                    fresh.append(_confirmation(row, line.last))
            if fresh:
                batch = uuid5(source.document, f"confirmations/{place}")
                desk = self._desk
                confirm(driver_of(desk), desk.book, batch, fresh, by=self._by, sealer=desk.sealer)
            new += len(fresh)
        return Made(new)

    def _against(self, row: ConfirmationRow, line: _Line | None) -> Iterator[tuple[str, str]]:
        at = (row.year, row.number, row.line)
        if at in self._seen:
            yield "行号", "同一行发放在本文件中重复"
        self._seen.add(at)
        if line is None:
            yield "行号", f"没有 {row.year} 年第 {row.number} 号凭证第 {row.line} 行这笔发放"
            return
        if not self._by.reach:
            yield "行号", "导入人（--user）不是乡镇或村的用户，不能登记签收"
        elif not line.region.startswith(self._by.reach):
            yield "行号", "不是本村（本乡镇）的发放"
        if row.outcome == Outcome.NOT_RECEIVED:
            if row.amount_fen is not None or row.goods:
                yield "结果", "没有收到的不写金额和实物"
        elif row.amount_fen is None and not row.goods:
            yield "收到金额", "收到的必须写明金额或实物"
        elif row.amount_fen is not None:
            less = row.amount_fen < line.amount_fen
            if less != (row.outcome == Outcome.LESS):
                yield "收到金额", f"发放 {yuan(line.amount_fen)}，与结果不符"
        if row.signed_on > self._desk.today:
            yield "签收日期", "签收日期在今天之后"
        elif (line.happened_on - row.signed_on).days > 366:
            yield "签收日期", "签收日期比发放早一年以上"
        if row.signed_time and _time(row.signed_time) is None:
            yield "签收时间", "应写成 09:30 这样"
        if line.said is not None and row.correction != YES and line.said != _said(row):
            yield "更正", "这一行已经登记过签收，内容不同；确要更正请写“是”"
        if line.said is None and row.correction == YES:
            yield "更正", "这一行还没有登记过签收，没有可更正的"

    def _lines(self, rows: Sequence[ReadRow[ConfirmationRow]]) -> dict[tuple[int, int, int], _Line]:
        taken = [each.taken() for each in rows]
        found = driver_of(self._desk).execute(
            _LINES,
            [
                [row.year for row in taken],
                [row.number for row in taken],
                [row.line for row in taken],
                self._desk.book,
            ],
        )
        lines: dict[tuple[int, int, int], _Line] = {}
        for year, number, line, amount_fen, region, on, last, *said in found:
            told = tuple(said) if last is not None else None
            lines[year, number, line] = _Line(amount_fen, region, on, last, told)
        return lines


def _said(row: ConfirmationRow) -> tuple[object, ...]:
    """What a confirmation says without its names, in the order of the query."""
    return (
        *(row.outcome, row.amount_fen, row.goods, row.relation, row.means, row.signed_on),
        _time(row.signed_time),
    )


def _confirmation(row: ConfirmationRow, corrects: UUID | None) -> Confirmation:
    return Confirmation(
        row.year, row.number, row.line, Outcome(row.outcome), Signer(row.relation),
        Means(row.means), row.signed_on, row.signer, row.amount_fen, row.goods,
        _time(row.signed_time), corrects,
    )  # fmt: skip


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(microsecond=0, tzinfo=None) if text else None
    except ValueError:
        return None


def _confirmer(desk: Desk) -> Confirmer:
    """The importer with the townships or villages that are his own."""
    grants = desk.work.execute(
        select(col(AppUserRole.role), col(AppUserRole.region)).where(
            col(AppUserRole.login) == desk.maker, col(AppUserRole.role).in_(_PLACES)
        )
    ).all()
    places = [
        (role, RegionCode(region).prefix)
        for role, region in grants
        if RegionCode(region).level is _PLACES[role]
    ]
    role = places[0][0] if places else ""
    return Confirmer(desk.maker, role, tuple(sorted(prefix for _, prefix in places)))


_LINES = """
SELECT l.year, l.number, l.line, l.amount_fen, l.region, v.happened_on, c.confirmation, c.outcome,
  c.amount_fen, c.goods, c.relation, c.means, c.signed_on, c.signed_time
FROM unnest(%s::int[], %s::int[], %s::int[]) w(year, number, line)
JOIN payment_line l ON l.book = %s AND l.year = w.year AND l.number = w.number AND l.line = w.line
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
  AND v.kind IN ('disburse', 'pay')
LEFT JOIN confirmation c ON c.book = l.book AND c.year = l.year AND c.number = l.number
  AND c.line = l.line AND NOT EXISTS (SELECT FROM confirmation o WHERE o.book = c.book
    AND o.corrects = c.confirmation)
"""

CONFIRMATIONS = SheetKind(
    Sheet(
        name="confirmations",
        title="签收",
        purpose="收款人签收的登记，按凭证和行号对应发放明细。由乡镇或村的用户（--user）导入。",
        columns=(
            Column("year", "年度", Kind.COUNT, "凭证的会计年度", "2020"),
            Column("number", "凭证号", Kind.COUNT, "", "12"),
            Column("line", "行号", Kind.COUNT, "发放明细的行", "1"),
            Column("outcome", "结果", Kind.CHOICE, "", "已收到", choices=choices_of(Outcome)),
            Column(
                "amount_fen", "收到金额", Kind.AMOUNT, "没有收到的空着", "3000", required=False
            ),
            Column("goods", "收到的实物", Kind.TEXT, "如 鸡苗50只", "", required=False),
            Column("signer", "签收人", Kind.NAME, "", "张某某"),
            Column("relation", "与收款人关系", Kind.CHOICE, "", "本人", choices=choices_of(Signer)),
            Column("means", "签收方式", Kind.CHOICE, "", "签字", choices=choices_of(Means)),
            Column("signed_on", "签收日期", Kind.DAY, "", "2020-07-05"),
            Column("signed_time", "签收时间", Kind.TEXT, "如 09:30", "", required=False),
            Column(
                "correction", "更正", Kind.CHOICE, "更正以前登记的写“是”", "", required=False,
                choices=(("是", YES), ("否", "no")),
            ),
        ),
        make=ConfirmationRow,
        key=("year", "number", "line"),
        sums=("amount_fen",),
    ),
    ConfirmationTaker,
)  # fmt: skip
