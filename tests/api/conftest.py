"""One filled database and one application a module: tests of pages only read, or add their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.callers import COOKIE
from api.site import Site
from api.system import System
from api.tokens import Purpose
from api.users import standing_of
from ledger.storage.embedded import Server
from ledger.storage.sealing import Sealer
from tests.api.world import World, build, settings_and_secrets
from tests.conftest import _clone

BASE = "http://testserver"
Signed = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def world(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Its files are its own: what another module's fuzzed request uploads is not among them."""
    with _clone(server, demo=True, shipped=True) as database:
        settings, secrets = settings_and_secrets()
        yield build(
            System(
                settings=replace(settings, home=tmp_path_factory.mktemp("home")),
                secrets=secrets,
                database=database,
                sealer=Sealer.of(secrets),
                base_url=BASE,
                demo=True,
            )
        )


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[TestClient]:
    """Nobody signed in."""
    with TestClient(create_app(world.system), base_url=BASE, follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="module")
def bearer(world: World, client: TestClient) -> Callable[[str], dict[str, str]]:
    """The Authorization header of a user. Passwords are tested where signing in is."""

    def of(login: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {_token(world, client, login, Purpose.ACCESS)}"}

    return of


@pytest.fixture(scope="module")
def browse(world: World, client: TestClient) -> Signed:
    """A browser of a signed-in user, over the same application."""

    def of(login: str) -> TestClient:
        browser = TestClient(client.app, base_url=BASE, follow_redirects=False)
        browser.cookies.set(COOKIE, _token(world, client, login, Purpose.WEB))
        return browser

    return of


def _token(world: World, client: TestClient, login: str, purpose: Purpose) -> str:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    with world.system.database.connect() as connection:
        standing = standing_of(connection, login)
    assert standing is not None
    return site.tokens.issue(site.tokens.begin(login, standing.password_hash), purpose)
