"""Who stands behind a unit, which part it has in a project, and who answers for what?

What is known of a firm is shared by all books, as the unit itself is. Names and numbers of its
legal representative, and of responsible persons, are sealed and apart; keyed hashes beside them
let a rule find the same person, telephone, address or account twice.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, octets, refers
from ledger.storage.tables.versioned import Versioned, versioned


class OrganisationFact(Row, table=True):
    """A unit from a day on, as known from an instant on, out of the register of companies.

    `credit_code` as it is printed there or on the papers, right or wrong; `credit_code_valid`: its
    check digit (GB 32100) agrees.
    """

    __tablename__ = "organisation_fact"
    __table_args__: ClassVar[Any] = (
        refers("organisation_fact_org", "org", "organisation"),
        {"schema": SCHEMA},
    )
    org: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    credit_code: str | None = Field(default=None)
    credit_code_valid: bool | None = Field(default=None)
    registered_on: date | None = Field(default=None)
    cancelled_on: date | None = Field(default=None)
    source: str
    actor: str


class OrganisationPrivate(Row, table=True):
    """Sealed: legal representative, telephone, address, account; and their keyed hashes."""

    __tablename__ = "organisation_private"
    __table_args__: ClassVar[Any] = (
        refers("organisation_private_fact", "org valid_from known_at", "organisation_fact"),
        Index("organisation_private_by_legal_id", "legal_id_hmac"),
        {"schema": SCHEMA},
    )
    org: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    known_at: datetime = instant(primary_key=True)
    sealed: bytes = octets()
    legal_id_hmac: bytes | None = octets(nullable=True)
    legal_name_hmac: bytes | None = octets(nullable=True)
    phone_hmac: bytes | None = octets(nullable=True)
    address_hmac: bytes | None = octets(nullable=True)
    account_hmac: bytes | None = octets(nullable=True)


class ProjectOrganisation(Versioned, table=True):
    """The part of a unit in a project: 主管 实施 监理 施工 供货 代建 设计 审计, from a day on."""

    __tablename__ = "project_organisation"
    __table_args__: ClassVar[Any] = versioned(
        "project_organisation",
        "project org role valid_from",
        refers("project_organisation_org", "org", "organisation"),
    )
    project: UUID
    org: str
    role: str
    valid_from: date
    valid_to: date | None = Field(default=None)


class ResponsiblePerson(Versioned, table=True):
    """Who answers for a place, a project or a household from a day on; the name is sealed.

    `duty` is a key of its own. `kind`: lifelong 项目终身负责, first_secretary 第一书记, helper
    帮扶责任人, village_team 驻村工作队, village_leader 包村领导, village_unit 包村单位.
    """

    __tablename__ = "responsible_person"
    __table_args__: ClassVar[Any] = versioned(
        "responsible_person",
        "duty",
        CheckConstraint(
            "num_nonnulls(region, project, household) = 1",
            name="responsible_person_for_one_thing",
        ),
        Index("responsible_person_by_household", "book", "household"),
        Index("responsible_person_by_project", "book", "project"),
        project=False,
    )
    duty: UUID
    kind: str
    region: str | None = Field(default=None)
    project: UUID | None = Field(default=None)
    household: UUID | None = Field(default=None)
    org: str | None = Field(default=None)
    post: str
    valid_from: date
    valid_to: date | None = Field(default=None)


class ResponsiblePrivate(Row, table=True):
    """Sealed: name, ID number and telephone of a responsible person; and their keyed hashes."""

    __tablename__ = "responsible_private"
    __table_args__: ClassVar[Any] = (
        refers("responsible_private_book", "book", "book"),
        Index("responsible_private_by_id", "id_hmac"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    duty: UUID = Field(primary_key=True)
    sealed: bytes = octets()
    name_hmac: bytes = octets()
    id_hmac: bytes | None = octets(nullable=True)
    phone_hmac: bytes | None = octets(nullable=True)
