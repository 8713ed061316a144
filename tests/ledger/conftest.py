"""A database with one voucher of every kind in it, shared by the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.storage.embedded import Server
from tests.conftest import _administrator, _clone
from tests.ledger.scene import Scene
from tests.ledger.story import run_story


@pytest.fixture
def scene(server: Server) -> Iterator[Scene]:
    """An empty demo database with its clock at the first day of the story."""
    with _clone(server, demo=True) as database, Scene.of(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def told(server: Server) -> Iterator[Scene]:
    """A demo database in which the whole story was posted. Tests leave it as they found it."""
    with _clone(server, demo=True) as database, Scene.of(database) as opened:
        opened.administrator = _administrator(server, opened.connection.info.dbname)
        run_story(opened)
        yield opened
