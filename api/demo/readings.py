"""What does a notice of the demo say, and how is it typed in?

Village clerks photograph what hangs and type it in on the posting day after it was published. Names
are masked as on real boards, and no number of a person is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from api.demo.days import posting_day
from api.demo.money import gifts_to
from api.demo.planned import PlannedCounty, PlannedList, PlannedLot, PlannedProject
from api.demo.staged import Stage
from ledger.book.publication import Publication
from ledger.register.nine_fields import NoticeField
from ledger.register.notice_readings import (
    ItemKind,
    NewReading,
    ReadingOrigin,
    ReadItem,
    add_reading,
)
from ledger.storage.sealing import Sealer

ALL_FIELDS = frozenset(NoticeField)
HOTLINE = "监督举报电话：12317"
OFFICE = "县扶贫办电话：0916-2600000"


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on a notice: its items, and the lines of its text below the title."""

    items: Sequence[ReadItem]
    lines: Sequence[str]


def type_in(
    stage: Stage, book: int, notice: Publication, printed: Printed, *, on: date | None = None
) -> date:
    """Note that somebody reads the notice. Returns the day on which it is typed in."""
    day = on or next_posting_day(notice.published_on)
    text = "\n".join((notice.title, *printed.lines, f"发布日期：{notice.published_on}"))
    website = notice.channel == "website"
    new = NewReading(
        notice=notice.notice,
        origin=ReadingOrigin.WEBSITE if website else ReadingOrigin.PAPER,
        read_on=day,
        text=text,
        items=printed.items,
    )

    def do(work: Session, sealer: Sealer, known_at: datetime) -> None:
        add_reading(
            work,
            book,
            new,
            sealer=sealer,
            actor="演示信息公开员" if website else "演示村干部",
            known_at=known_at,
        )

    stage.act(book, day, f"录入公示内容 {notice.title}", do)
    return day


def next_posting_day(day: date) -> date:
    """The first posting day after the one on which something of `day` is recorded."""
    return posting_day(posting_day(day) + timedelta(days=1))


def project_item(
    county: PlannedCounty,
    project: PlannedProject,
    *,
    printed: frozenset[NoticeField] = ALL_FIELDS,
    planned_fen: int | None = None,
    arranged_fen: int | None = None,
    paid_fen: int | None = None,
) -> ReadItem:
    """A project as its notice prints it; without another amount, with all that it is given."""
    return ReadItem(
        kind=ItemKind.PROJECT,
        name=project.new.name,
        project=project.key,
        standard_text=project.new.standard_text,
        planned_fen=gifts_to(county, project.key) if planned_fen is None else planned_fen,
        arranged_fen=arranged_fen,
        paid_fen=paid_fen,
        printed=printed,
    )


def list_item(
    planned: PlannedList,
    *,
    printed: frozenset[NoticeField] = ALL_FIELDS,
    left_out: int = 0,
) -> ReadItem:
    """A list as its notice prints it, without its last `left_out` lines."""
    new = planned.revised or planned.new
    shown = new.lines[: len(new.lines) - left_out]
    return ReadItem(
        kind=ItemKind.BENEFIT,
        name=new.title,
        list=new.list,
        list_version=2 if planned.revised else 1,
        rate_fen=new.lines[0].rate_fen,
        line_count=len(shown),
        lines_fen=sum(line.approved_fen for line in shown),
        printed=printed,
    )


def lot_item(lot: PlannedLot, book: int) -> ReadItem:
    return ReadItem(
        kind=ItemKind.LOT,
        name=lot.doc_no,
        lot=lot.lot,
        lines_fen=sum(fen for _, fen in lot.received(book)),
    )


def arranged_by(county: PlannedCounty, project: PlannedProject, day: date) -> int:
    """What a project was given by a day."""
    return sum(use.gifts.get(project.key, 0) for use in county.uses if use.assigned_on <= day)


def payees(planned: PlannedList, *, notes: Sequence[str] = ()) -> list[str]:
    """A line for each household: surname only, class and amount. `notes`: what is said beside the
    first of them."""
    new = planned.revised or planned.new
    said = [*notes, *[""] * len(new.lines)]
    return [
        f"{number}. 户主：{home.head.name[0]}某　金额：{line.approved_fen // 100}元{note}"
        for number, (home, line, note) in enumerate(
            zip(planned.homes, new.lines, said, strict=False), start=1
        )
    ]


def told(project: PlannedProject) -> list[str]:
    """The nine fields of a project in words."""
    new = project.new
    return [
        f"项目名称：{new.name}",
        f"实施地点：{project.village.township.name}{project.village.name}",
        f"建设任务：{new.task}",
        f"补助标准：{new.standard_text}",
        "资金来源及规模：财政涉农整合资金，金额见附表",
        f"实施期限：{new.starts_on} 至 {new.ends_on}",
        f"实施单位及责任人：{new.responsible}",
        f"绩效目标：{new.target}",
        f"带贫减贫机制：{new.mechanism}",
    ]


def without(lines: Iterable[str], *headings: str) -> list[str]:
    return [line for line in lines if not line.startswith(headings)]
