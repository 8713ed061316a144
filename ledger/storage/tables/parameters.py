"""Which value does a parameter of an audit rule have in a place, from which day, by whose word?"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, jsonb


class AuditParameter(Row, table=True):
    """审计参数: a dated value for a place, all books in it together.

    `region`: 12 digits, '000000000000' for all of China. `regime`: only while this fund regime is
    in force; '' always. `until_on` is the first day on which it no longer holds. `value` as
    audit/rule.py keeps it; NULL takes the row back. Of rows that agree in rule, name, region,
    regime, from_on and source the one with the highest `seq` counts.
    """

    __tablename__ = "audit_parameter"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("until_on > from_on", name="audit_parameter_ends_after_start"),
        CheckConstraint("source <> '' AND reason <> ''", name="audit_parameter_is_explained"),
        {"schema": SCHEMA},
    )
    rule: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    regime: str
    from_on: date
    until_on: date | None = Field(default=None)
    value: Any = jsonb(nullable=True)
    source: str
    actor: str
    reason: str
    known_at: datetime = instant()
