"""What does every request share? The opened system, its connections, tokens and throttle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.auditing import Auditing
from api.system import System
from api.throttle import Throttle
from api.tokens import Tokens
from ledger.book.coalesce import Coalescer
from ledger.book.post import Connection
from ledger.values.day import SHANGHAI


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Site:
    """One per application; tests give it another clock.

    Whatever is posted goes through `coalescer`, so that approvals at one moment share a call.
    """

    system: System
    engine: Engine
    coalescer: Coalescer
    tokens: Tokens
    audits: Auditing
    throttle: Throttle = field(default_factory=lambda: Throttle(time.monotonic))
    complaints: Throttle = field(
        default_factory=lambda: Throttle(time.monotonic, said="提交过于频繁")
    )
    reprints: object = None

    @classmethod
    def of(cls, system: System) -> Site:
        return cls(
            system=system,
            engine=system.database.engine(),
            coalescer=Coalescer(system.database.connect, system.sealer),
            tokens=Tokens(system.secrets.jwt_key, _utc_now),
            audits=Auditing(system.database),
        )

    def close(self) -> None:
        """Give back the connections; what is being posted is still answered."""
        self.audits.close()
        self.coalescer.close()
        self.engine.dispose()


def site_of(request: Request) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


Here = Annotated[Site, Depends(site_of)]


def snapshot(here: Here) -> Iterator[Connection]:
    """One read-only snapshot as the reading role: what a page shows belongs together."""
    with here.system.database.reading() as connection:
        yield connection


Snapshot = Annotated[Connection, Depends(snapshot)]


def today(connection: Connection) -> date:
    """The ledger's day in Shanghai, simulated in a demo."""
    row = connection.execute("SELECT ledger_now()").fetchone()
    assert row is not None
    now: datetime = row[0]
    return now.astimezone(SHANGHAI).date()
