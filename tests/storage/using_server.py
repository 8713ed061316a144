"""A process that uses the embedded server: `python -m tests.storage.using_server HOME`.

It prints one line of JSON when the server answers and leaves when its input ends. Tests start it
to have a second process, and to kill it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psycopg

from ledger.storage.embedded import Embedded
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal


def main(home: str) -> int:
    settings = Settings.read({**os.environ, "SUNLEDGER_HOME": home})
    try:
        secrets = Secrets.load(Path(home))
        with Embedded(settings, secrets).running() as server:
            administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
            with psycopg.connect(administrator) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
            print(json.dumps({"administrator": administrator, "data": row and row[0]}), flush=True)
            sys.stdin.read()
    except Refusal as refusal:
        print(json.dumps({"refused": refusal.code, "message": refusal.message}), flush=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
