"""The command line on a database of its own, reached as a server's would be: by DATABASE_URL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from api.cli import main
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.secrets import DatabaseRole

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sunledger(
    server: Server,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs one command: (exit status, what it printed, what it printed as errors)."""
    name = str(conninfo_to_dict(database.owner)["dbname"])
    monkeypatch.setenv("DATABASE_URL", server.url(DatabaseRole.ADMINISTRATOR, name))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
