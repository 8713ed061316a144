"""What is a row that is shown? Frozen, and money in it carries its print."""

from __future__ import annotations

from typing import Any, LiteralString, TypeVar

from psycopg.rows import kwargs_row
from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from ledger.book.post import Connection
from ledger.values.money import wan, yuan


class Row(BaseModel):
    """One row of an answer."""

    model_config = ConfigDict(frozen=True)


class Money(Row):
    """An amount: whole fen, and the same as text, never rounded. A bare integer is fen."""

    fen: int

    @model_validator(mode="before")
    @classmethod
    def _from_fen(cls, given: Any) -> Any:
        return {"fen": given} if isinstance(given, int) else given

    @computed_field(description="1,234.56元")
    def yuan(self) -> str:
        return yuan(self.fen)

    @computed_field(description="0.123456万元")
    def wan(self) -> str:
        return wan(self.fen)

    @classmethod
    def of(cls, fen: int) -> Money:
        return cls(fen=fen)


R = TypeVar("R", bound=Row)


def fetch(
    connection: Connection, kind: type[R], query: LiteralString, parameters: dict[str, object]
) -> list[R]:
    """All rows of the query, each column a field of `kind`."""
    with connection.cursor(row_factory=kwargs_row(kind)) as cursor:
        return cursor.execute(query, parameters).fetchall()


def fetch_one(
    connection: Connection, kind: type[R], query: LiteralString, parameters: dict[str, object]
) -> R | None:
    with connection.cursor(row_factory=kwargs_row(kind)) as cursor:
        return cursor.execute(query, parameters).fetchone()
