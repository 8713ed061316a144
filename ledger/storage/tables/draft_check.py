"""What did the rules say of a draft before it was posted?"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, jsonb, refers


class DraftCheck(Row, table=True):
    """记账前检查: the leads that posting this version would raise, judged as of a day.

    `refused`: what the ledger says instead, if it could not be posted at all. `unjudged`: rules
    that could not be run. `locked_ms`: how long the book's row was held; `took_ms`: all of it.
    """

    __tablename__ = "draft_check"
    __table_args__: ClassVar[Any] = (
        refers("draft_check_version", "book draft version", "draft_version"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    draft: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    as_of: date
    checked_at: datetime = instant()
    actor: str
    refused: str
    leads: list[dict[str, Any]] = jsonb()
    unjudged: list[str] = jsonb()
    rules: int
    locked_ms: int
    took_ms: int
