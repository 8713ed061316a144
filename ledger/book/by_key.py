"""How is a read that touches tens of rows not spent on planning it?

Such a query finds its rows by keys, whatever they are, so one plan serves for all: it is kept on
the connection. Nothing is hashed or read through, which a plan made while a table was small would
otherwise go on doing when it has grown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from psycopg.pq import TransactionStatus

from ledger.book.post import Connection

_SETTINGS: tuple[tuple[LiteralString, LiteralString, LiteralString], ...] = (
    ("plan_cache_mode", "force_generic_plan", "auto"),
    ("enable_hashjoin", "off", "on"),
    ("enable_mergejoin", "off", "on"),
    ("enable_seqscan", "off", "on"),
)


def _set(column: int) -> LiteralString:
    calls: list[LiteralString] = [
        f"set_config('{each[0]}', '{each[column]}', false)" for each in _SETTINGS
    ]
    return "SELECT " + ", ".join(calls)


_KEPT, _USUAL = _set(1), _set(2)


@contextmanager
def plans_kept(connection: Connection) -> Iterator[None]:
    """Queries run inside with `prepare=True` are planned once a connection, by key."""
    connection.execute(_KEPT, prepare=True)
    try:
        yield
    finally:
        # In a broken transaction nothing can be said; its rollback takes the settings back too.
        if connection.info.transaction_status is not TransactionStatus.INERROR:
            connection.execute(_USUAL, prepare=True)
