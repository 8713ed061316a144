"""公示登记: notices that hung on paper or stood on other websites, with what they said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, cast, get_args
from uuid import UUID, uuid5

import psycopg
from sqlalchemy import select
from sqlmodel import col

from ledger.book.publication import Channel, Level, Publication, Stage, Subject, publish
from ledger.intake.lookups import Places, projects_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.register.codes import keys_of
from ledger.register.nine_fields import fields_in
from ledger.register.notice_readings import (
    ItemKind,
    NewReading,
    ReadingOrigin,
    ReadItem,
    add_reading,
)
from ledger.storage.tables import Notice


class NoticeRow(NamedTuple):
    code: str
    stage: str
    level: str
    channel: str
    region: str
    subject: str
    subject_key: str
    title: str
    published_on: date
    from_on: date | None
    until_on: date | None
    doc_no: str
    place: str
    source_url: str
    text: str
    line_count: int | None
    total_fen: int | None


_ITEMS = {"benefit_list": ItemKind.BENEFIT, "allocation": ItemKind.LOT}
_OF_PROJECT = ("project", "completion")


class NoticeTaker:
    """Registers each notice as an event of the book; one registered before must be the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._seen: set[str] = set()

    def check(self, rows: Sequence[ReadRow[NoticeRow]]) -> list[Fault]:
        faults: list[Fault] = []
        made = self._publications(rows)
        before = self._known(made)
        for each, publication in zip(rows, made, strict=True):
            row = each.taken()
            if row.code in self._seen:
                faults.append(Fault(each.number, "公示编号", f"{row.code} 在本文件中重复"))
            self._seen.add(row.code)
            if reason := self._places.fault(row.region):
                faults.append(Fault(each.number, "区划代码", reason))
            if row.from_on and row.until_on and row.until_on < row.from_on:
                faults.append(Fault(each.number, "公示止日", "早于公示起日"))
            if row.published_on > self._desk.today:
                faults.append(Fault(each.number, "发布日期", "还没有到"))
            known = before.get(publication.notice)
            if known is not None and not _same(known, publication):
                reason = f"{row.code} 已经登记，内容不同；登记后不能改写"
                faults.append(Fault(each.number, "公示编号", reason))
        return faults

    def take(self, rows: Iterator[ReadRow[NoticeRow]], source: Source) -> Made:
        return Made(sum(self._take(some) for some in portions(rows)))

    def _take(self, rows: Sequence[ReadRow[NoticeRow]]) -> int:
        desk, made = self._desk, self._publications(rows)
        known = self._known(made)
        connection = desk.work.connection().connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        for each, publication in zip(rows, made, strict=True):
            if publication.notice not in known:
                publish(connection, desk.book, publication, desk.maker)
            row = each.taken()
            if row.text or row.line_count is not None or row.total_fen is not None:
                add_reading(
                    desk.work,
                    desk.book,
                    _reading(row, publication),
                    sealer=desk.sealer,
                    actor=desk.maker,
                    known_at=desk.now,
                )
        return sum(each.notice not in known for each in made)

    def _publications(self, rows: Sequence[ReadRow[NoticeRow]]) -> list[Publication]:
        work, book = self._desk.work, self._desk.book
        taken = [each.taken() for each in rows]
        projects = projects_named(
            work, book, [row.subject_key for row in taken if row.subject in _OF_PROJECT]
        )
        lists = keys_of(
            work, book, "list", [row.subject_key for row in taken if row.subject == "benefit_list"]
        )
        return [_publication(book, row, projects, lists) for row in taken]

    def _known(self, made: Sequence[Publication]) -> dict[UUID, Notice]:
        found = self._desk.work.execute(
            select(Notice).where(
                col(Notice.book) == self._desk.book,
                col(Notice.notice).in_([each.notice for each in made]),
            )
        ).scalars()
        return {each.notice: each for each in found}


def _publication(
    book: int, row: NoticeRow, projects: dict[str, UUID], lists: dict[str, UUID]
) -> Publication:
    """The key of a thing stands for its number, where the number is known here."""
    of_project = row.subject in _OF_PROJECT
    project = (projects.get(row.subject_key) or _uuid(row.subject_key)) if of_project else None
    listed = (
        (lists.get(row.subject_key) or _uuid(row.subject_key))
        if row.subject == "benefit_list"
        else None
    )
    return Publication(
        notice=_uuid(row.code) or uuid5(INTAKE_NAMESPACE, f"notice/{book}/{row.code}"),
        stage=cast(Stage, row.stage),
        level=cast(Level, row.level),
        channel=cast(Channel, row.channel),
        region=row.region,
        subject=cast(Subject, row.subject),
        subject_key=str(project or listed or row.subject_key or row.region),
        title=row.title,
        published_on=row.published_on,
        from_on=row.from_on,
        until_on=row.until_on,
        project=project,
        list=listed,
        doc_no=row.doc_no,
        place=row.place,
        source_url=row.source_url,
    )


def _reading(row: NoticeRow, publication: Publication) -> NewReading:
    item = ReadItem(
        kind=_ITEMS.get(row.subject, ItemKind.PROJECT),
        name=row.title,
        project=publication.project,
        list=publication.list,
        lot=_uuid(row.subject_key) if row.subject == "allocation" else None,
        line_count=row.line_count,
        lines_fen=row.total_fen,
        printed=fields_in(row.text),
    )
    return NewReading(
        notice=publication.notice,
        origin=ReadingOrigin.FILE,
        read_on=row.published_on,
        text=row.text,
        total_fen=row.total_fen,
        line_count=row.line_count,
        items=[item],
    )


_COMPARED = (
    *("stage", "level", "channel", "region", "subject", "subject_key", "title", "published_on"),
    *("from_on", "until_on", "doc_no", "place", "source_url"),
)


def _same(known: Notice, publication: Publication) -> bool:
    return all(getattr(known, name) == getattr(publication, name) for name in _COMPARED)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


SUBJECT_CHOICES = (
    ("资金分配", "allocation"),
    ("项目安排", "project"),
    ("受益名单", "benefit_list"),
    ("项目调整", "adjustment"),
    ("项目完成", "completion"),
    ("捐赠资金", "donation"),
    ("季度村务", "village_affairs"),
    ("村级公示", "village_page"),
)
assert {meant for _, meant in SUBJECT_CHOICES} == set(get_args(Subject))

NOTICE_REGISTER = SheetKind(
    Sheet(
        name="notice-register",
        title="公示登记",
        purpose="登记纸质张贴和其他网站发布过的公示公告。公示全文加密保存，只留下要素和疑似泄露的个人信息。",
        columns=(
            Column("code", "公示编号", Kind.CODE, "自编，本县唯一", "GS-2019-001"),
            Column(
                "stage", "阶段", Kind.CHOICE, "", "公示",
                choices=(("公示", "before"), ("公告", "after")),
            ),
            Column(
                "level", "层级", Kind.CHOICE, "", "村",
                choices=(
                    ("村", "village"), ("乡镇", "township"), ("县", "county"), ("市", "prefecture"),
                    ("省", "province"),
                ),
            ),
            Column(
                "channel", "方式", Kind.CHOICE, "", "公示栏",
                choices=(("公示栏", "board"), ("网站", "website")),
            ),
            Column("region", "区划代码", Kind.REGION, "张贴的地方", "610727101201"),
            Column("subject", "事项", Kind.CHOICE, "", "项目安排", choices=SUBJECT_CHOICES),
            Column(
                "subject_key", "事项编号", Kind.TEXT,
                "项目编号、清单编号或批次；季度村务写 村代码:年Q季", "XM-2020-001", required=False,
            ),
            Column("title", "标题", Kind.TEXT, "", "产业奖补项目公示"),
            Column("published_on", "发布日期", Kind.DAY, "", "2019-08-14"),
            Column("from_on", "公示起日", Kind.DAY, "没有印的空着", "2019-08-14", required=False),
            Column("until_on", "公示止日", Kind.DAY, "没有印的空着", "2019-08-23", required=False),
            Column("doc_no", "文号", Kind.TEXT, "", "", required=False),
            Column("place", "张贴地点", Kind.TEXT, "", "村委会公示栏", required=False),
            Column("source_url", "网址", Kind.TEXT, "", "", required=False),
            Column("text", "公示全文", Kind.NAME, "加密保存", "", required=False),
            Column("line_count", "名单行数", Kind.COUNT, "", "", required=False),
            Column("total_fen", "合计金额", Kind.AMOUNT, "公示上印的合计", "", required=False),
        ),
        make=NoticeRow,
        key=("code",),
    ),
    NoticeTaker,
)  # fmt: skip
