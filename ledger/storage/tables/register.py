"""Registers: places, units, fund categories, standards, projects, households and persons.

Places, units, categories and standards are shared by all books; projects, households and lists
belong to one. Rows are added, never changed: what changes gets a new row with its own validity
(`valid_*`) and the instant it became known (`known_at`). Names and identity numbers of private
persons live only in `person_private`, sealed.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, octets, refers, texts


class RegionRow(Row, table=True):
    """区划: a place with a 12-digit code and validity dates; renamed places name a successor."""

    __tablename__ = "region"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("code ~ '^[0-9]{12}$'", name="region_code_has_twelve_digits"),
        Index("region_by_parent", "parent"),
        {"schema": SCHEMA},
    )
    code: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)
    name: str
    level: str
    parent: str | None = Field(default=None)
    successor: str | None = Field(default=None)
    aliases: list[str] = texts()
    sort_key: bytes = octets()
    source: str


class RegionClass(Row, table=True):
    """Classes of a place with dates: 国家级重点县, 深度贫困县, 贫困村 …"""

    __tablename__ = "region_class"
    code: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)
    source: str


class BookRegion(Row, table=True):
    """Which place a book is the ledger of, from when to when (孟津 and 偃师 changed code)."""

    __tablename__ = "book_region"
    book: int = Field(primary_key=True)
    region: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)


class Organisation(Row, table=True):
    """单位: a bureau, department, township office, implementing unit, firm or cooperative."""

    __tablename__ = "organisation"
    org: str = Field(primary_key=True)
    name: str
    kind: str
    region: str
    credit_code: str | None = Field(default=None)
    phone: str | None = Field(default=None)
    sort_key: bytes = octets()


class FundCategory(Row, table=True):
    """资金类别 within a fund regime (资金制度); `integrable`: may enter the county pool.

    `levels`: whose money it can be (中央 省 市 县 社会); `instrument`: spent (支出), or 债务, 捐赠,
    周转 (it comes back), 一般转移支付.
    """

    __tablename__ = "fund_category"
    category: str = Field(primary_key=True)
    name: str
    regime: str
    levels: list[str] = texts()
    instrument: str
    integrable: bool
    valid_from: date
    valid_to: date | None = Field(default=None)
    source: str


class Benefit(Row, table=True):
    """补助: what a programme pays, how often, to whom."""

    __tablename__ = "benefit"
    benefit: str = Field(primary_key=True)
    name: str
    frequency: str
    payee_rule: str
    unit: str
    flat_rate: bool
    exclusive_with: list[str] = texts()
    source: str


class Standard(Row, table=True):
    """标准: the rate of a benefit in a place between two days, with its source."""

    __tablename__ = "standard"
    __table_args__: ClassVar[Any] = (
        refers("standard_benefit", "benefit", "benefit"),
        {"schema": SCHEMA},
    )
    benefit: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)
    rate_fen: int = fen()
    unit: str
    source: str


class Project(Row, table=True):
    """项目: an item of the county project library, with the nine fields a notice must show."""

    __tablename__ = "project"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "code", name="project_code_is_one"),
        refers("project_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    project: UUID = Field(primary_key=True)
    code: str
    name: str
    region: str
    org: str
    purpose: str
    benefit: str | None = Field(default=None)
    task: str
    standard_text: str
    planned_fen: int | None = fen(nullable=True)
    starts_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)
    responsible: str
    target: str
    mechanism: str
    known_at: datetime = instant()
    sort_key: bytes = octets()


class ProjectEvent(Row, table=True):
    """One step of a project's life: 申报 评审 立项 批复 实施 监督 验收, 审定入库 and 出库.

    `happened_on` is what the document `doc_no` says; `actor` entered it, known from `known_at` on.
    A step that was voided and is entered again for its day is the next `version`.
    """

    __tablename__ = "project_event"
    __table_args__: ClassVar[Any] = (
        refers("project_event_project", "book project", "project"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    project: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    happened_on: date = Field(primary_key=True)
    doc_no: str
    known_at: datetime = instant()
    actor: str
    remark: str
    version: int = Field(primary_key=True)


class Household(Row, table=True):
    """户: exists from a day on; everything about it is in `household_fact`."""

    __tablename__ = "household"
    __table_args__: ClassVar[Any] = (
        refers("household_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    household: UUID = Field(primary_key=True)
    known_at: datetime = instant()


class HouseholdFact(Row, table=True):
    """A household between two days as known from an instant on: where it lives, of what class.

    The row with the latest `known_at` not after the instant asked, among those valid on the day
    asked, is the one that counts. Class: registered, lifted, relapsed, struck_off, monitored,
    low_income, ordinary … `doc_no`: what made it so.
    """

    __tablename__ = "household_fact"
    __table_args__: ClassVar[Any] = (
        refers("household_fact_household", "book household", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    household: UUID = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    valid_to: date | None = Field(default=None)
    region: str
    village_group: str
    kind: str
    members: int
    doc_no: str


class Person(Row, table=True):
    """人: a member of a household; the name and numbers are in `person_private`."""

    __tablename__ = "person"
    __table_args__: ClassVar[Any] = (
        refers("person_household", "book household", "household"),
        Index("person_by_household", "book", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    household: UUID
    relation: str
    known_at: datetime = instant()


class PersonPrivate(Row, table=True):
    """Sealed name and ID number of a person, and keyed hashes to find the same one twice.

    `id_faults`: what is wrong with the ID number as registered: missing, form, birth, check,
    region; a rule asks without opening it.
    """

    __tablename__ = "person_private"
    __table_args__: ClassVar[Any] = (
        refers("person_private_person", "book person", "person"),
        Index("person_private_by_id", "id_hmac"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    sealed: bytes = octets()
    id_hmac: bytes | None = octets(nullable=True)
    name_hmac: bytes | None = octets(nullable=True)
    id_faults: list[str] = texts()


class EntitlementList(Row, table=True):
    """应发清单: one version of an approved list of who is to get what."""

    __tablename__ = "entitlement_list"
    __table_args__: ClassVar[Any] = (
        refers("entitlement_list_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    list: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    title: str
    benefit: str
    project: UUID
    region: str
    period_from: date
    period_to: date
    approved_on: date
    final_by: date
    doc_no: str
    maker: str
    checker: str
    known_at: datetime = instant()


class Entitlement(Row, table=True):
    """One line of an approved list."""

    __tablename__ = "entitlement"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("approved_fen > 0", name="entitlement_amount_positive"),
        refers("entitlement_of_list", "book list version", "entitlement_list"),
        Index("entitlement_by_household", "book", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    list: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    household: UUID
    person: UUID | None = Field(default=None)
    quantity_milli: int = fen()
    rate_fen: int = fen()
    approved_fen: int = fen()
