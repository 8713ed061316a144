"""Which days are working days? What the State Council's orders say against the week."""

from datetime import date
from typing import Any, ClassVar

from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row


class CalendarDay(Row, table=True):
    """A weekday that is free (放假), or a Saturday or Sunday on which people work (调休上班).

    Days that are not here are what the week says. Shared by all books.
    """

    __tablename__ = "calendar_day"
    __table_args__: ClassVar[Any] = ({"schema": SCHEMA},)
    day: date = Field(primary_key=True)
    working: bool
    name: str
    source: str
