"""异议登记: objections kept on paper or in another system, with how far each has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import col

from ledger.intake.lookups import Places
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.register.objections import (
    Channel,
    Handler,
    NewObjection,
    NewObjectionStep,
    Outcome,
    StepKind,
    Topic,
    add_objection_step,
    raise_objection,
)
from ledger.storage.tables import Notice, Objection
from ledger.values.region import RegionCode


class ObjectionRow(NamedTuple):
    code: str
    region: str
    notice: str
    channel: str
    topic: str
    handler: str
    raised_on: date
    text: str
    name: str
    contact: str
    accepted_on: date | None
    answered_on: date | None
    answer: str
    closed_on: date | None
    outcome: str


class ObjectionTaker:
    """Records objections that are new, with their steps; one registered before is passed over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._seen: set[str] = set()

    def check(self, rows: Sequence[ReadRow[ObjectionRow]]) -> list[Fault]:
        faults: list[Fault] = []
        notices = self._notices(rows)
        for each in rows:
            row = each.taken()
            if row.code in self._seen:
                faults.append(Fault(each.number, "异议编号", f"{row.code} 在本文件中重复"))
            self._seen.add(row.code)
            if reason := self._places.fault(row.region):
                faults.append(Fault(each.number, "区划代码", reason))
            if row.notice and _notice_key(self._desk.book, row.notice) not in notices:
                reason = f"没有登记公示 {row.notice}，请先导入公示登记"
                faults.append(Fault(each.number, "公示编号", reason))
            faults += [
                Fault(each.number, column, reason)
                for column, reason in _out_of_order(row, self._desk.today)
            ]
        return faults

    def take(self, rows: Iterator[ReadRow[ObjectionRow]], source: Source) -> Made:
        return Made(sum(self._take(each.taken()) for some in portions(rows) for each in some))

    def _take(self, row: ObjectionRow) -> int:
        desk = self._desk
        known = desk.work.execute(
            select(col(Objection.objection)).where(
                col(Objection.book) == desk.book, col(Objection.code) == row.code
            )
        ).scalar()
        if known is not None:
            return 0
        key = uuid5(INTAKE_NAMESPACE, f"objection/{desk.book}/{row.code}")
        new = NewObjection(
            objection=key,
            code=row.code,
            region=RegionCode(row.region),
            channel=Channel(row.channel),
            topic=Topic(row.topic),
            handler=Handler(row.handler),
            raised_on=row.raised_on,
            text=row.text,
            name=row.name,
            contact=row.contact,
            notice=_notice_key(desk.book, row.notice) if row.notice else None,
        )
        raise_objection(
            desk.work,
            desk.book,
            new,
            sealer=desk.sealer,
            actor=desk.maker,
            today=desk.today,
            known_at=desk.now,
        )
        for step in _steps(row, key):
            add_objection_step(
                desk.work,
                desk.book,
                step,
                sealer=desk.sealer,
                actor=desk.maker,
                today=desk.today,
                known_at=desk.now,
            )
        return 1

    def _notices(self, rows: Sequence[ReadRow[ObjectionRow]]) -> set[UUID]:
        book = self._desk.book
        named = [row.notice for each in rows if (row := each.taken()).notice]
        return set(
            self._desk.work.execute(
                select(col(Notice.notice)).where(
                    col(Notice.book) == book,
                    col(Notice.notice).in_([_notice_key(book, each) for each in named]),
                )
            ).scalars()
        )


def _steps(row: ObjectionRow, key: UUID) -> Iterator[NewObjectionStep]:
    if row.accepted_on:
        yield NewObjectionStep(objection=key, kind=StepKind.ACCEPTED, happened_on=row.accepted_on)
    if row.answered_on:
        yield NewObjectionStep(
            objection=key, kind=StepKind.ANSWERED, happened_on=row.answered_on, text=row.answer
        )
    if row.closed_on:
        yield NewObjectionStep(
            objection=key,
            kind=StepKind.CLOSED,
            happened_on=row.closed_on,
            outcome=Outcome(row.outcome),
        )


def _out_of_order(row: ObjectionRow, today: date) -> Iterator[tuple[str, str]]:
    """Column and reason of each thing that would be refused when it is taken."""
    last = row.raised_on
    days = (
        ("受理日期", row.accepted_on),
        ("答复日期", row.answered_on),
        ("办结日期", row.closed_on),
    )
    for column, day in (("提出日期", row.raised_on), *days):
        if day is not None and not last <= day <= today:
            yield column, f"应在 {last} 至 {today} 之间"
        last = day or last
    if row.answered_on and not row.accepted_on:
        yield "受理日期", "答复之前应先受理"
    if bool(row.answer) != (row.answered_on is not None):
        yield "答复内容", "答复日期和答复内容应同时填写"
    if bool(row.outcome) != (row.closed_on is not None):
        yield "结论", "办结日期和结论应同时填写"
    elif row.closed_on and not row.answered_on and row.outcome != Outcome.NOT_TAKEN:
        yield "结论", "未经答复就办结的，只能是不予受理"


def _notice_key(book: int, code: str) -> UUID:
    try:
        return UUID(code) if len(code) == 36 else uuid5(INTAKE_NAMESPACE, f"notice/{book}/{code}")
    except ValueError:
        return uuid5(INTAKE_NAMESPACE, f"notice/{book}/{code}")


OBJECTIONS = SheetKind(
    Sheet(
        name="objections",
        title="异议登记",
        purpose="登记群众对公示的异议和办理情况。提出人、联系方式、内容和答复加密保存，导入报告里不出现。",
        columns=(
            Column("code", "异议编号", Kind.CODE, "自编，本县唯一", "YY-2019-001"),
            Column("region", "区划代码", Kind.REGION, "所在村或乡镇", "610727101201"),
            Column("notice", "公示编号", Kind.CODE, "针对哪份公示", "", required=False),
            Column("channel", "渠道", Kind.CHOICE, "", "窗口", choices=choices_of(Channel)),
            Column("topic", "事由", Kind.CHOICE, "", "金额不对", choices=choices_of(Topic)),
            Column("handler", "办理层级", Kind.CHOICE, "", "乡镇", choices=choices_of(Handler)),
            Column("raised_on", "提出日期", Kind.DAY, "", "2019-08-20"),
            Column("text", "内容", Kind.NAME, "加密保存", "补助少了一百元"),
            Column("name", "提出人", Kind.NAME, "匿名就空着", "", required=False),
            Column("contact", "联系电话", Kind.PHONE, "", "", required=False),
            Column("accepted_on", "受理日期", Kind.DAY, "", "2019-08-21", required=False),
            Column("answered_on", "答复日期", Kind.DAY, "", "", required=False),
            Column("answer", "答复内容", Kind.NAME, "加密保存", "", required=False),
            Column("closed_on", "办结日期", Kind.DAY, "", "", required=False),
            Column(
                "outcome", "结论", Kind.CHOICE, "", "", required=False, choices=choices_of(Outcome)
            ),
        ),
        make=ObjectionRow,
        key=("code",),
    ),
    ObjectionTaker,
)  # fmt: skip
