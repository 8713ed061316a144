"""What does a notice say about one project or benefit, and about each household it pays?

The fields of a project are those of 国开办发〔2018〕11号: 名称、地点、建设任务、补助标准、
来源及规模、期限、单位及责任人、绩效目标、带贫减贫机制. An empty text or a None is printed as
未提供: absence is said aloud. There is no field for an ID number, a card, a telephone, a cause of
poverty or a health fact, so none can be printed by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ledger.disclosure.printable import check_total, printable, printable_amount
from ledger.values.identity import mask_name
from ledger.values.refusal import Refusal, shown


class NoticeQuantityRefused(Refusal):
    """A quantity on a notice is a decimal from 0 with at most six places."""


class SectionKind(StrEnum):
    PROJECT = "项目"
    BENEFIT = "到户补助"


class Remark(StrEnum):
    """The only remarks that may stand beside a name: an allow-list, so that no cause of poverty
    and no illness can be typed in."""

    REGISTERED = "建档立卡户"
    LIFTED = "脱贫户"
    MONITORED = "监测户"
    MINIMUM_LIVING = "低保户"
    EXTREME_POVERTY = "特困供养户"
    FOREST_RETURN = "退耕户"
    ORDINARY = "普通户"
    BANK_RETURNED = "银行退回待重发"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """补助标准, and the document it comes from (E3: 公开资金支持规范额度)."""

    text: str
    source: str = ""

    def __post_init__(self) -> None:
        text = printable(self.text, where="补助标准", required=True)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "source", printable(self.source, where="补助标准的出处"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FundSource:
    """One source of a section's money: level and category, its 文号, its share if stated."""

    name: str
    doc_no: str = ""
    amount_fen: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", printable(self.name, where="资金来源", required=True))
        object.__setattr__(self, "doc_no", printable(self.doc_no, where="资金文号"))
        printable_amount(self.amount_fen, where="资金来源金额")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """quantity × rate as the roster states it, `3.5 亩 × 90.00元/亩·年`."""

    quantity: Decimal
    unit: str
    rate_fen: int
    rate_per: str

    def __post_init__(self) -> None:
        exponent = self.quantity.as_tuple().exponent
        if not isinstance(exponent, int) or not -6 <= exponent <= 6 or self.quantity < 0:
            raise NoticeQuantityRefused(
                f"数量应为不小于 0、最多六位小数的数,收到 {shown(str(self.quantity))}",
                found=str(self.quantity),
            )
        printable_amount(self.rate_fen, where="补助标准金额")
        for name, where in (("unit", "数量单位"), ("rate_per", "标准单位")):
            text = printable(getattr(self, name), where=where, required=True, longest=20)
            object.__setattr__(self, name, text)

    @property
    def quantity_text(self) -> str:
        """`3.5`, `12`: no exponent, no trailing zeros."""
        plain = f"{self.quantity:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLine:
    """One row of a roster. Its number is its place in the section's `lines`, from 1.

    `full_name` is the name of the payee (户主 of a household benefit); never a child's.
    """

    full_name: str
    group: str
    benefit: str
    period: str
    amount_fen: int
    calculation: Calculation | None = None
    remark: Remark | None = None

    def __post_init__(self) -> None:
        name = printable(self.full_name, where="姓名", required=True, longest=200)
        object.__setattr__(self, "full_name", name)
        for field, where in (
            ("group", "村民小组"),
            ("benefit", "补助名称"),
            ("period", "补助期间"),
        ):
            text = printable(getattr(self, field), where=where, longest=200)
            object.__setattr__(self, field, text)
        printable_amount(self.amount_fen, where="到户金额")

    @property
    def masked_name(self) -> str:
        """张*: the only form that may leave the notice board of the village."""
        return mask_name(self.full_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One project or benefit. In fen: `planned` 规模, `arranged` 安排 and `paid` 支付 to date."""

    kind: SectionKind
    code: str
    name: str
    place: str = ""
    task: str = ""
    standard: Standard | None = None
    sources: tuple[FundSource, ...] = ()
    planned_fen: int | None = None
    arranged_fen: int | None = None
    paid_fen: int | None = None
    term: str = ""
    responsible_unit: str = ""
    responsible_person: str = ""
    performance_target: str = ""
    benefit_mechanism: str = ""
    lines: tuple[HouseholdLine, ...] = ()
    stated_lines_total_fen: int | None = None

    def __post_init__(self) -> None:
        code = printable(self.code, where="项目编码", required=True, longest=100)
        object.__setattr__(self, "code", code)
        name = printable(self.name, where="项目名称", required=True, longest=300)
        object.__setattr__(self, "name", name)
        for field, where in (
            ("place", "地点"),
            ("task", "建设任务"),
            ("term", "期限"),
            ("responsible_unit", "责任单位"),
            ("responsible_person", "责任人"),
            ("performance_target", "绩效目标"),
            ("benefit_mechanism", "带贫减贫机制"),
        ):
            text = printable(getattr(self, field), where=f"“{name}”的{where}")
            object.__setattr__(self, field, text)
        printable_amount(self.planned_fen, where=f"“{name}”的计划金额")
        printable_amount(self.arranged_fen, where=f"“{name}”的安排金额")
        printable_amount(self.paid_fen, where=f"“{name}”的支付金额")
        check_total(self.stated_lines_total_fen, self.lines_total_fen, where=f"“{name}”到户")

    @property
    def lines_total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)
