"""Who took registers out of the system that name people?"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, refers


class RegisterExport(Row, table=True):
    """A whole register (人, 银行卡, 代领授权) was written with names and numbers, and for what."""

    __tablename__ = "register_export"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("purpose <> '' AND row_count >= 0", name="register_export_says_why"),
        refers("register_export_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    export: UUID = Field(primary_key=True)
    register_name: str
    actor: str
    purpose: str
    row_count: int
    exported_at: datetime = instant()
