"""A served application and a real browser; without Chromium these tests say so and are skipped."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from api.app import create_app
from api.system import System
from ledger.storage.embedded import Server
from ledger.storage.sealing import Sealer
from tests.api.world import World, build, settings_and_secrets
from tests.browser.chromium import Page, chromium, find_chromium
from tests.conftest import _clone


@pytest.fixture(scope="module")
def site(server: Server) -> Iterator[tuple[str, World]]:
    """The address of a running server, and what is in its database."""
    with socket.socket() as listening, _clone(server, demo=True, shipped=True) as database:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings, secrets = settings_and_secrets()
        world = build(
            System(
                settings=settings,
                secrets=secrets,
                database=database,
                sealer=Sealer.of(secrets),
                base_url=address,
                demo=True,
            )
        )
        served = uvicorn.Server(
            uvicorn.Config(create_app(world.system), log_level="warning", timeout_keep_alive=1)
        )
        thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address, world
        finally:
            served.should_exit = True
            thread.join(20)


@pytest.fixture
def browser(site: tuple[str, World]) -> Iterator[Page]:
    """A fresh profile, on the served application."""
    program = find_chromium()
    if program is None:
        pytest.skip("没有 Chromium：浏览器测试需要 Debian 的 chromium 软件包")
    with chromium(program) as page:
        yield page
