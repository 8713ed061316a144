"""Households over time: who belonged to them, what they earned, how they left, where they went.

Every row has two times: the days for which it holds and the instant since when it is known. The
row known last for the same thing counts; a row with an empty period, or one marked `annulled`,
takes back what was said. What is personal stands sealed in a table of its own, beside a keyed hash
by which equal ones are found; those tables are the ones that an erasure deletes from.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, octets, refers


class Membership(Row, table=True):
    """A person belongs to a household from `joined_on` up to, not including, `left_on`.

    `relation` to the householder; when it changes the period ends and another begins.
    """

    __tablename__ = "membership"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="membership_period"),
        refers("membership_household", "book household", "household"),
        refers("membership_person", "book person", "person"),
        Index("membership_by_person", "book", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    household: UUID = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    joined_on: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    relation: str
    joined_cause: str
    left_on: date | None = Field(default=None)
    left_cause: str


class PersonFact(Row, table=True):
    """What is said of a person between two days: 劳动能力."""

    __tablename__ = "person_fact"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="person_fact_period"),
        refers("person_fact_person", "book person", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    valid_to: date | None = Field(default=None)
    labour: str


class PersonPhone(Row, table=True):
    """A person's telephone between two days, sealed; `official`: a contact number of an office."""

    __tablename__ = "person_phone"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="person_phone_period"),
        refers("person_phone_person", "book person", "person"),
        Index("person_phone_by_hash", "phone_hmac"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    valid_to: date | None = Field(default=None)
    official: bool
    phone_hmac: bytes | None = octets(nullable=True)
    sealed: bytes = octets()


class HouseholdPrivate(Row, table=True):
    """What is personal of a household between two days, sealed: `address`, or `causes` of poverty
    (因病 and 因残 are health data). `hmac`: of an address, to find two households in one house."""

    __tablename__ = "household_private"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('address', 'causes')", name="household_private_kind_known"),
        CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="household_private_period"
        ),
        refers("household_private_household", "book household", "household"),
        Index("household_private_by_hash", "hmac"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    household: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    valid_to: date | None = Field(default=None)
    hmac: bytes | None = octets(nullable=True)
    sealed: bytes = octets()


class BankCard(Row, table=True):
    """Whose a bank card or passbook is between two days, known by the hash of its number.

    `person` holds it; where the holder is nobody of the register, `holder_hmac` is the hash of his
    ID number. `opened_in`: the region where it was opened, as a code, or empty.
    """

    __tablename__ = "bank_card"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="bank_card_period"),
        CheckConstraint("person IS NOT NULL OR holder_hmac IS NOT NULL", name="bank_card_has_one"),
        Index("bank_card_by_person", "book", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    card_hmac: bytes = octets(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    valid_to: date | None = Field(default=None)
    person: UUID | None = Field(default=None)
    holder_hmac: bytes | None = octets(nullable=True)
    bank: str
    opened_in: str


class CardPrivate(Row, table=True):
    """The sealed number of a card."""

    __tablename__ = "card_private"
    __table_args__: ClassVar[Any] = ({"schema": SCHEMA},)
    book: int = Field(primary_key=True)
    card_hmac: bytes = octets(primary_key=True)
    sealed: bytes = octets()


class PayeeAuthority(Row, table=True):
    """`payee` may receive what is `person`'s between two days: 监护人, 委托代领."""

    __tablename__ = "payee_authority"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="authority_period"),
        CheckConstraint("person <> payee", name="authority_names_another"),
        refers("payee_authority_person", "book person", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    payee: UUID = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    valid_to: date | None = Field(default=None)
    reason: str
    doc_no: str


class HouseholdMove(Row, table=True):
    """分户, 并户, 迁移. Of a move within or out of the county both households are the same one."""

    __tablename__ = "household_move"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('split', 'merge', 'move')", name="household_move_kind_known"),
        CheckConstraint(
            "(kind = 'move') = (household = to_household)", name="household_move_between"
        ),
        refers("household_move_from", "book household", "household"),
        refers("household_move_to", "book to_household", "household", "book household"),
        Index("household_move_by_other", "book", "to_household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    household: UUID = Field(primary_key=True)
    to_household: UUID = Field(primary_key=True)
    happened_on: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    from_region: str
    to_region: str
    doc_no: str
    annulled: bool


class HouseholdIncome(Row, table=True):
    """家庭纯收入 of a calendar year, of so many members; per head in whole fen, rounded down."""

    __tablename__ = "household_income"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("members > 0", name="income_of_somebody"),
        refers("household_income_household", "book household", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    household: UUID = Field(primary_key=True)
    year: int = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    income_fen: int = fen()
    members: int
    per_capita_fen: int = fen()
    source: str


class ExitRule(Row, table=True):
    """One step of a procedure by which households, villages or counties leave poverty (退出程序).

    `subject`: household, village or county; `step` counts from 1 in the order of the document;
    `notice`: empty, before (公示) or after (公告). For places in `region`, between two days.
    """

    __tablename__ = "exit_rule"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("subject IN ('household', 'village', 'county')", name="exit_subject"),
        CheckConstraint("notice IN ('', 'before', 'after')", name="exit_rule_notice"),
        {"schema": SCHEMA},
    )
    procedure: str = Field(primary_key=True)
    step: int = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)
    region: str
    subject: str
    name: str
    level: str
    notice: str
    source: str


class ExitStep(Row, table=True):
    """A step that was done in the exit of one subject in one year: a household's key as text, or
    the code of a village or county. `passed` is what came of it."""

    __tablename__ = "exit_step"
    __table_args__: ClassVar[Any] = (
        refers("exit_step_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    procedure: str = Field(primary_key=True)
    exit_year: int = Field(primary_key=True)
    step: int = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    region: str
    done_on: date
    doc_no: str
    notice: UUID | None = Field(default=None)
    passed: bool
    annulled: bool


class HouseholdEntry(Row, table=True):
    """Who registered something of a household by form, of which kind (the name of the template)."""

    __tablename__ = "household_entry"
    __table_args__: ClassVar[Any] = (
        refers("household_entry_household", "book household", "household"),
        Index("household_entry_by_household", "book", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    entry: UUID = Field(primary_key=True)
    household: UUID
    sheet: str
    actor: str
    known_at: datetime = instant()


class PersonalAccess(Row, table=True):
    """Who took out all that is kept about one person, when and for what (本人数据导出)."""

    __tablename__ = "personal_access"
    __table_args__: ClassVar[Any] = (
        refers("personal_access_person", "book person", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    access: UUID = Field(primary_key=True)
    person: UUID
    actor: str
    purpose: str
    accessed_at: datetime = instant()
