"""Which notices does a village have for a year, and what do they say?

A 公示 for each approved list of the village (its newest version), a 公告 of everything paid there
in the fiscal year up to the last voucher. All of it as known at one instant; amounts are net of
what came back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from sqlmodel import Session

from ledger.book.post import Connection
from ledger.disclosure import village_sql as sql
from ledger.disclosure.page import ListBasis, NoticeKind, NoticePage, Region, VoucherBasis
from ledger.disclosure.section import (
    Calculation,
    FundSource,
    HouseholdLine,
    Remark,
    Section,
    SectionKind,
    Standard,
)
from ledger.register.households import HouseholdOn, households_as_of
from ledger.register.persons import householder_names
from ledger.register.shipped import NATIONWIDE
from ledger.storage.sealing import Sealer
from ledger.values.money import yuan
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode, RegionLevel
from ledger.values.sort_key import sort_key

BOARD_DAYS = 10
"""Days a board notice hangs where the register has no requirement (国开办发〔2018〕11号)."""

Row = dict[str, Any]


class RegionNotRegistered(Refusal):
    """The place is in the register on the day asked."""


class RegionHasNoBook(Refusal):
    """The place belongs to a county whose book is kept here."""


class VillageHasNoNotice(Refusal):
    """There is an approved list or a payment to publish for the village and year."""


@dataclass(frozen=True, slots=True)
class VillageNotice:
    """A page and what it is about: the list version of a 公示, nothing for a 公告.

    `projects`: the key of each section's project by its code.
    """

    book: int
    page: NoticePage
    list: UUID | None = None
    list_version: int | None = None
    project: UUID | None = None
    projects: dict[str, UUID] = field(default_factory=dict)

    @property
    def listed(self) -> tuple[UUID, int] | None:
        """The list and version that the page shows, if it shows one."""
        return None if self.list is None else (self.list, self.list_version or 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which village, which fiscal year, as of which day as known at which instant."""

    region: RegionCode
    year: int
    day: date
    known_at: datetime
    demo: bool
    base_url: str = ""


def village_notices(
    work: Session, connection: Connection, sealer: Sealer, asked: Asked
) -> list[VillageNotice]:
    """The notices of the village, 公示 first, each fit to print.

    Raises RegionNotRegistered, RegionHasNoBook, VillageHasNoNotice.
    """
    reader = _Reader(work, connection, sealer, asked)
    found = [reader.before(each) for each in reader.lists()]
    after = reader.after()
    if after:
        found.append(after)
    if not found:
        raise VillageHasNoNotice(
            f"{reader.place.full_name} {asked.year} 年度没有审定的清单，也没有支付记录",
            region=asked.region.code,
            year=asked.year,
        )
    return found


class _Reader:
    """One village in one snapshot."""

    def __init__(self, work: Session, connection: Connection, sealer: Sealer, asked: Asked) -> None:
        self._work, self._connection, self._sealer = work, connection, sealer
        self._asked = asked
        self.place = self._place()
        self._book = self._book_of()
        self._values = {
            "book": self._book,
            "region": asked.region.code,
            "reach": [NATIONWIDE, *(each.code for each in (*asked.region.ancestors, asked.region))],
            "year": asked.year,
            "day": asked.day,
            "known_at": asked.known_at,
        }

    def lists(self) -> list[Row]:
        return self._rows(sql.LISTS)

    def before(self, listed: Row) -> VillageNotice:
        """The 公示 of one list version."""
        lines = self._rows(sql.LIST_LINES, list=listed["list"], version=listed["version"])
        period = self._period(listed)
        section = replace(
            self._section(listed["project"], SectionKind.BENEFIT, lines), paid_fen=None
        )
        page = self._page(
            notice_id=f"{self._asked.region.code}-{self._asked.year}-gs-{str(listed['list'])[:8]}"
            f"-{listed['version']}",
            kind=NoticeKind.BEFORE,
            title=f"{listed['title']}公示",
            issued_on=period[0],
            start_on=period[0],
            end_on=period[1],
            basis=ListBasis(
                list_name=listed["title"],
                version=listed["version"],
                approved_on=listed["approved_on"],
                # Of the day the list was approved, so that the page stays the same ever after.
                event_number=self._rows(sql.EVENT_KNOWN, list_known_at=listed["known_at"])[0][
                    "event"
                ],
            ),
            sections=(section,),
        )
        return VillageNotice(
            self._book,
            page,
            listed["list"],
            listed["version"],
            listed["project"],
            {section.code: listed["project"]},
        )

    def after(self) -> VillageNotice | None:
        """The 公告 of what was paid and arranged, or None where there is nothing."""
        paid: dict[UUID, list[Row]] = {}
        for line in self._rows(sql.PAID_LINES):
            paid.setdefault(line["project"], []).append(line)
        local = [row["project"] for row in self._rows(sql.LOCAL_PROJECTS)]
        projects = list(dict.fromkeys([*paid, *local]))
        if not projects:
            return None
        sections = tuple(
            self._section(
                project,
                SectionKind.BENEFIT if project in paid else SectionKind.PROJECT,
                paid.get(project, []),
            )
            for project in projects
        )
        last = self._last_voucher()
        start = self._asked.day
        page = self._page(
            notice_id=f"{self._asked.region.code}-{self._asked.year}-gg-{last['event']}",
            kind=NoticeKind.AFTER,
            title=f"{self._asked.year}年度财政扶贫资金使用情况公告",
            issued_on=start,
            start_on=start,
            end_on=start + timedelta(days=self._minimum_days("after") - 1),
            basis=VoucherBasis(
                book=self._book,
                fiscal_year=self._asked.year,
                voucher_number=last["number"],
                event_number=last["event"],
            ),
            sections=sections,
        )
        keys = {part.code: project for part, project in zip(sections, projects, strict=True)}
        return VillageNotice(self._book, page, projects=keys)

    def _page(self, **fields: Any) -> NoticePage:
        township = self.place.path[-2] if len(self.place.path) > 1 else self.place.path[-1]
        phone = self._rows(sql.TOWNSHIP_PHONE, township=self._asked.region.code[:9] + "000")
        return NoticePage(
            level=RegionLevel.VILLAGE,
            region=self.place,
            issuer=f"{self.place.path[-1]}村民委员会",
            regime=self._regime(fields["sections"]),
            objection_to=f"{township}人民政府",
            office_phone=phone[0]["phone"] or "" if phone else "",
            demo=self._asked.demo,
            address=f"{self._asked.base_url}/n/{fields['notice_id']}"
            if self._asked.base_url
            else "",
            **fields,
        )

    def _section(self, project: UUID, kind: SectionKind, lines: Sequence[Row]) -> Section:
        row = self._rows(sql.PROJECT, project=project)[0]
        sources = self._rows(sql.SOURCES, owner=str(project))
        standard = self._rows(sql.STANDARD, benefit=row["benefit"]) if row["benefit"] else []
        named = self._households([line["household"] for line in lines])
        return Section(
            kind=kind,
            code=row["code"],
            name=row["name"],
            place=row["place"] or self.place.full_name,
            task=row["task"],
            standard=self._standard(row, standard),
            sources=tuple(
                FundSource(
                    name=each["category"], doc_no=each["doc_no"], amount_fen=each["amount_fen"]
                )
                for each in sources
            ),
            planned_fen=row["planned_fen"],
            arranged_fen=sum(each["amount_fen"] for each in sources) if sources else None,
            paid_fen=self._rows(sql.PAID_OF_PROJECT, project=project)[0]["paid_fen"],
            term=_term(row["starts_on"], row["ends_on"]),
            responsible_unit=row["unit"] or row["org"],
            responsible_person=row["responsible"],
            performance_target=row["target"],
            benefit_mechanism=row["mechanism"],
            lines=tuple(
                _line(line, named, standard[0]["unit"] if standard else "")
                for line in _in_board_order(lines, named)
            ),
        )

    def _standard(self, project: Row, rates: Sequence[Row]) -> Standard | None:
        if rates:
            rate = rates[0]
            per = rate["unit"].removeprefix("元/")
            return Standard(text=f"{yuan(rate['rate_fen'])}/{per}", source=rate["source"])
        return Standard(text=project["standard_text"]) if project["standard_text"] else None

    def _households(self, keys: Iterable[UUID]) -> dict[UUID, tuple[str, HouseholdOn | None]]:
        """Name for the board and what the register says, of each household."""
        wanted = list(dict.fromkeys(keys))
        day, known_at = self._asked.day, self._asked.known_at
        names = householder_names(
            self._work, self._sealer, self._book, wanted, day=day, known_at=known_at
        )
        facts = households_as_of(self._work, self._book, wanted, day=day, known_at=known_at)
        return {key: (names.get(key, "（已依法删除）"), facts.get(key)) for key in wanted}

    def _period(self, listed: Row) -> tuple[date, date]:
        """The period as published before, else from today for the required days."""
        known = self._rows(sql.PUBLISHED, list=listed["list"], version=listed["version"])
        if known:
            return known[0]["from_on"], known[0]["until_on"]
        start = self._asked.day
        return start, start + timedelta(days=self._minimum_days("before") - 1)

    def _minimum_days(self, stage: str) -> int:
        found = self._rows(sql.MINIMUM, stage=stage)
        days = found[0]["days"] if found else None
        return int(days) if days else BOARD_DAYS

    def _regime(self, sections: Sequence[Section]) -> str:
        names = list(dict.fromkeys(each.name for part in sections for each in part.sources))
        found = [row["regime"] for row in self._rows(sql.REGIMES, names=names)]
        return "、".join(found) or "财政扶贫（衔接）资金"

    def _last_voucher(self) -> Row:
        found = self._rows(sql.LAST_VOUCHER)
        return found[0] if found else {"number": 0, "event": 0}

    def _place(self) -> Region:
        code = self._asked.region
        rows = self._rows(
            sql.PLACES,
            codes=[each.code for each in (*code.ancestors, code)],
            day=self._asked.day,
        )
        if not rows or rows[-1]["code"] != code.code:
            raise RegionNotRegistered(
                f"区划表中没有 {code.code}（{self._asked.day}）", region=code.code
            )
        return Region(code=code, path=tuple(row["name"] for row in rows))

    def _book_of(self) -> int:
        code = self._asked.region
        rows = self._rows(
            sql.BOOK_OF,
            codes=[each.code for each in (code, *code.ancestors)],
            day=self._asked.day,
        )
        if not rows:
            raise RegionHasNoBook(f"{self.place.full_name} 所在的县没有账簿", region=code.code)
        return int(rows[0]["book"])

    def _rows(self, query: str, **more: object) -> list[Row]:
        values = {**getattr(self, "_values", {}), **more}
        with self._connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(query.encode(), values)
            return cursor.fetchall()


def _line(
    row: Row, named: dict[UUID, tuple[str, HouseholdOn | None]], rate_unit: str
) -> HouseholdLine:
    name, fact = named[row["household"]]
    return HouseholdLine(
        full_name=name,
        group=fact.village_group if fact else "",
        benefit=row["benefit_name"] or "",
        period=_period_text(row["period_from"], row["period_to"]),
        amount_fen=row["amount_fen"],
        calculation=_calculation(row, rate_unit),
        remark=Remark(fact.kind.chinese) if fact else None,
    )


def _calculation(row: Row, rate_unit: str) -> Calculation | None:
    """`2 人 × 6000元/人·年`; None where the roster states no quantity."""
    if row["quantity_milli"] is None or row["rate_fen"] is None:
        return None
    unit = row["unit"] or "项"
    return Calculation(
        quantity=Decimal(row["quantity_milli"]) / 1000,
        unit=unit,
        rate_fen=row["rate_fen"],
        rate_per=rate_unit.removeprefix("元/") or unit,
    )


def _in_board_order(
    lines: Sequence[Row], named: dict[UUID, tuple[str, HouseholdOn | None]]
) -> list[Row]:
    """By 村民小组, then by name, then by period: how people look for themselves."""

    def place(row: Row) -> tuple[bytes, bytes, date]:
        name, fact = named[row["household"]]
        return (
            sort_key(fact.village_group if fact else ""),
            sort_key(name),
            row["period_from"] or date.min,
        )

    return sorted(lines, key=place)


def _period_text(start: date | None, end: date | None) -> str:
    if start is None or end is None:
        return ""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return f"{start.year}年度"
    return f"{start:%Y-%m-%d}至{end:%Y-%m-%d}"


def _term(start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return ""
    return f"{start or '未提供'}至{end or '未提供'}"
