"""Many checkers post at one moment: each gets the answer it would have had alone, in its turn."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from api.app import create_app
from api.site import Site
from api.system import System
from api.tokens import Purpose
from api.users import standing_of
from ledger.book import coalesce
from ledger.book.drafts import DraftKey, NewDraft, approve, save, submit
from ledger.book.post import Connection, Posting
from ledger.book.verify import verify
from ledger.storage.database import Database, unit_of_work
from ledger.storage.embedded import Server
from ledger.storage.migrate import give_database
from ledger.storage.sealing import Sealer
from ledger.storage.secrets import DatabaseRole
from tests.api.conftest import BASE
from tests.api.world import LOWER, World, _assign, build, settings_and_secrets
from tests.conftest import _administrator, _clone, _database, _drop

MANY, CLERKS = 36, 12
LEFT = (
    "SELECT sum(balance_fen) FROM balance JOIN account USING (book, account)"
    " WHERE book = %s AND kind = 'unassigned'"
)
Answer = tuple[int, Any]


@pytest.fixture(scope="module")
def worlds(server: Server) -> Iterator[tuple[World, System, list[DraftKey]]]:
    """A world with approved drafts for more money than there is, and its twin."""
    with _clone(server, demo=True, shipped=True) as database:
        settings, secrets = settings_and_secrets()
        sealer = Sealer.of(secrets)
        world = build(System(settings, secrets, database, sealer, BASE, demo=True))
        drafts = _approved(world)
        with _twin_of(server, database) as twin:
            yield world, System(settings, secrets, twin, sealer, BASE, demo=True), drafts


@contextmanager
def _twin_of(server: Server, original: Database) -> Iterator[Database]:
    name = f"t_{uuid4().hex}"
    with psycopg.connect(_administrator(server), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name),
                sql.Identifier(DatabaseRole.OWNER.value),
                sql.Identifier(str(conninfo_to_dict(original.owner)["dbname"])),
            )
        )
    try:
        give_database(_administrator(server, name))
        yield _database(server, name)
    finally:
        _drop(server, name)


def _approved(world: World) -> list[DraftKey]:
    with world.system.database.connect() as connection:
        row = connection.execute(LEFT, [LOWER]).fetchone()
    assert row is not None
    part = int(row[0]) // (MANY // 2)
    new = [
        NewDraft(_assign(world.lot, world.project, part * (1 + n % 3)), f"安排{n}")
        for n in range(MANY)
    ]
    engine = world.system.database.engine()
    with unit_of_work(engine) as work:
        keys = save(
            work, LOWER, new, maker="maker", today=date(2019, 6, 1), sealer=world.system.sealer
        )
        submit(work, keys, actor="maker")
        approve(work, keys, checker="checker", reason="同意")
    engine.dispose()
    return keys


def _post(client: TestClient, key: DraftKey) -> Answer:
    """The answer without its time."""
    answered = client.post(
        f"/api/books/{LOWER}/drafts/{key.draft}/post",
        json={"version": key.version, "digest": key.digest.hex()},
    )
    said = answered.json()
    if answered.status_code != 200:
        return answered.status_code, said["code"]
    return answered.status_code, {k: v for k, v in said.items() if k != "recorded_at"}


@contextmanager
def _office(system: System) -> Iterator[list[TestClient]]:
    """The application, and a client for each clerk, signed in as the checker."""
    app = create_app(system)
    site: Site = app.state.site
    with TestClient(app, base_url=BASE) as first:
        with system.database.connect() as connection:
            standing = standing_of(connection, "checker")
        assert standing is not None
        token = site.tokens.issue(
            site.tokens.begin("checker", standing.password_hash), Purpose.ACCESS
        )
        clients = [first, *(TestClient(app, base_url=BASE) for _ in range(CLERKS - 1))]
        for each in clients:
            each.headers["Authorization"] = f"Bearer {token}"
        yield clients


def test_posted_together_is_posted_one_by_one_in_the_order_of_arrival(
    worlds: tuple[World, System, list[DraftKey]], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, twin, drafts = worlds
    calls: list[list[str]] = []
    in_order = coalesce.post_in_order

    def noted(
        connection: Connection, book: int, postings: Sequence[Posting], sealer: Sealer
    ) -> list[coalesce.Outcome]:
        calls.append([each.key for each in postings])
        return in_order(connection, book, postings, sealer)

    monkeypatch.setattr(coalesce, "post_in_order", noted)
    start = threading.Barrier(CLERKS)

    with _office(world.system) as clients:

        def clerk(n: int) -> dict[str, Answer]:
            start.wait()
            return {key.posting_key: _post(clients[n], key) for key in drafts[n::CLERKS]}

        with ThreadPoolExecutor(CLERKS) as pool:
            together = {k: v for each in pool.map(clerk, range(CLERKS)) for k, v in each.items()}
    arrived = [key for call in calls for key in call]
    assert sorted(arrived) == sorted(together)
    assert len(calls) < MANY, "no call was shared"
    monkeypatch.undo()

    by_key = {key.posting_key: key for key in drafts}
    with _office(twin) as (client, *_):
        singly = {key: _post(client, by_key[key]) for key in arrived}
    assert together == singly
    counted = Counter(status for status, _ in together.values())
    assert set(counted) == {200, 409}, "some are refused for want of money"
    with world.system.database.connect() as connection:
        report = verify(connection, world.system.sealer)
    assert report.ok, report.differences


def test_a_connection_that_broke_between_two_posts_is_not_the_clerks_concern(
    worlds: tuple[World, System, list[DraftKey]],
) -> None:
    _, twin, drafts = worlds
    with _office(twin) as (client, *_):
        before = [_post(client, each) for each in drafts]
        with twin.database.connect() as other:
            cut = other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query LIKE '%post(%'"
            ).fetchall()
        assert cut, "the connection that posts was not found"
        assert [status for status, _ in map(_post, [client] * MANY, drafts)] == [
            status for status, _ in before
        ]
