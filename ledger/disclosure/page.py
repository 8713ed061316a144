"""What does one notice page say?

The frozen value of a 公示 (before payment, from an approved list version) or a 公告 (after
payment, from vouchers up to a number). A page that exists is fit to print: its texts are
`printable`, its amounts are fen, its stated totals equal the sums of its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.disclosure.printable import check_total, number_from, office_line, printable
from ledger.disclosure.section import Section
from ledger.values.day import period_days
from ledger.values.refusal import Refusal, shown
from ledger.values.region import RegionCode, RegionLevel

SUPERVISION_HOTLINES = (("12317", "扶贫监督举报"), ("12388", "纪检监察举报"))

BOARD_LEVELS = (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY)

# No query, no fragment: the fragment of the QR code carries the digest.
_ADDRESS = re.compile(r"https?://[0-9A-Za-z.\-]+(?::[0-9]{1,5})?(?:/[0-9A-Za-z._~/\-]*)?")
_NOTICE_ID = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,62}[0-9A-Za-z])?")
_LONG_NUMBER = re.compile("[0-9]{13}")  # a region code has 12 digits, an ID number or card more
_LONGEST_ADDRESS = 200


class NoticeIdRefused(Refusal):
    """A notice id has 1 to 64 letters, digits and hyphens, never over 12 digits together."""


class NoticeLevelDoesNotFit(Refusal):
    """A notice hangs on a village, township or county board, and its place is not above that."""


class NoticeBasisDoesNotFit(Refusal):
    """A 公示 rests on an approved list version, a 公告 on vouchers."""


class NoticeAddressRefused(Refusal):
    """The address of a notice is a plain http or https address without query or fragment."""


class NoticeKind(StrEnum):
    """公示 comes before the money, 公告 after it."""

    BEFORE = "公示"
    AFTER = "公告"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """`path`: the names from the province down to the place itself."""

    code: RegionCode
    path: tuple[str, ...]

    def __post_init__(self) -> None:
        names = tuple(printable(name, where="区划名称", required=True) for name in self.path)
        object.__setattr__(self, "path", names)
        printable(self.full_name, where="区划名称", required=True, longest=200)

    @property
    def full_name(self) -> str:
        return "".join(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBasis:
    """One approved version of a list (应发清单). `event_number`: last event of the book it saw."""

    list_name: str
    version: int
    approved_on: date
    event_number: int

    def __post_init__(self) -> None:
        name = printable(self.list_name, where="清单名称", required=True, longest=200)
        object.__setattr__(self, "list_name", name)
        number_from(1, self.version, where="清单版本")
        number_from(0, self.event_number, where="依据的事件号")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherBasis:
    """The vouchers of a book up to a number of a fiscal year, all up to `event_number`."""

    book: int
    fiscal_year: int
    voucher_number: int
    event_number: int

    def __post_init__(self) -> None:
        number_from(1, self.book, where="账簿")
        number_from(1, self.fiscal_year, where="会计年度")
        number_from(0, self.voucher_number, where="凭证号")
        number_from(0, self.event_number, where="依据的事件号")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """One notice of one place.

    `level` is that of the board it hangs on. `issued_on` stands under the signature and in the
    PDF. `address` is where the web page stands, "" on a closed network. `event_number` is what
    the publication itself drew in the book's log, None while it is not published. The last two
    are not part of the digest (see `content.py`).
    """

    notice_id: str
    kind: NoticeKind
    level: RegionLevel
    region: Region
    issuer: str
    title: str
    issued_on: date
    start_on: date
    end_on: date
    basis: ListBasis | VoucherBasis
    regime: str
    sections: tuple[Section, ...]
    objection_to: str
    office_phone: str = ""
    stated_total_fen: int | None = None
    demo: bool = False
    address: str = ""
    event_number: int | None = None

    def __post_init__(self) -> None:
        if not _NOTICE_ID.fullmatch(self.notice_id) or _LONG_NUMBER.search(self.notice_id):
            raise NoticeIdRefused(
                "公示编号只能用字母、数字、连字符,连续数字不超过 12 位,"
                f"收到 {shown(self.notice_id)}"
            )
        if self.level not in BOARD_LEVELS or self.region.code.level.depth < self.level.depth:
            raise NoticeLevelDoesNotFit(
                f"{self.level.chinese}公示栏不能公示{self.region.code.level.chinese}区划"
                f"{self.region.path[-1]}",
                level=self.level.value,
                region=str(self.region.code),
            )
        period_days(self.start_on, self.end_on)
        if isinstance(self.basis, ListBasis) != (self.kind is NoticeKind.BEFORE):
            raise NoticeBasisDoesNotFit(
                "公示应依据审定的清单版本,公告应依据凭证",
                kind=self.kind.value,
                basis=type(self.basis).__name__,
            )
        if self.address and (
            len(self.address) > _LONGEST_ADDRESS
            or not _ADDRESS.fullmatch(self.address)
            or _LONG_NUMBER.search(self.address)
        ):
            raise NoticeAddressRefused(
                f"网址应为 http(s) 地址,不带参数和长数字,最长 {_LONGEST_ADDRESS} 字符,"
                f"收到 {shown(self.address)}"
            )
        if self.event_number is not None:
            number_from(1, self.event_number, where="事件号")
        for field, where in (
            ("issuer", "发布单位"),
            ("title", "标题"),
            ("regime", "资金制度"),
            ("objection_to", "异议受理单位"),
        ):
            text = printable(getattr(self, field), where=where, required=True, longest=200)
            object.__setattr__(self, field, text)
        object.__setattr__(self, "office_phone", office_line(self.office_phone, where="办公电话"))
        check_total(self.stated_total_fen, self.lines_total_fen, where="全页到户")

    @property
    def days(self) -> int:
        return period_days(self.start_on, self.end_on)

    @property
    def lines_total_fen(self) -> int:
        return sum(section.lines_total_fen for section in self.sections)

    @property
    def lines_count(self) -> int:
        return sum(len(section.lines) for section in self.sections)
