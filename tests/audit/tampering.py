"""Who goes behind the product's back? Verbs that change the database as its owner could."""

from __future__ import annotations

from ledger.book.post import Actor, Posting, post
from ledger.book.voucher import Entry, Voucher
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.world import YEAR, Step, World, day


def made_by(maker: str, checker: str, lot: str, fen: int, on: str) -> Step:
    """统筹整合 entered and approved by these two logins."""

    def step(world: World) -> None:
        entry = Entry(world.account(K.UNASSIGNED), world.account(K.POOL), world.lot(lot), fen)
        voucher = Voucher(kind=V.INTEGRATE, year=YEAR, happened_on=day(on), entries=(entry,))
        actor = Actor(maker, checker, (world.book,))
        post(
            world.ground.connection,
            world.book,
            [Posting(f"{maker} {checker} {on}", voucher)],
            actor,
            world.ground.sealer,
        )

    return step


def tampered(table: str, statement: str) -> Step:
    """The owner switches a table's guards off and runs this on `%(book)s`."""

    def step(world: World) -> None:
        with world.ground.database.connect(world.ground.database.owner) as connection:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
            connection.execute(statement.encode(), {"book": world.book})
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())

    return step
