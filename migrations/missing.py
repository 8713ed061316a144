"""Which statements take a migrated database to today's source?

    python -m migrations.missing            # print them, to be frozen in the next migration

Told by text: what `ledger.storage.ddl` says today against all frozen files. A table that is there
and is described otherwise now is named in a comment, because only a person knows how its rows are
to change; its migration alters it and keeps the statement in a comment `/* now: … */`. Whether the
outcome is right is the question of tests/storage/test_drift.py.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from ledger.storage.ddl import APP, READ, SEALED, statements
from ledger.storage.tables import SCHEMA
from migrations.frozen import SEPARATOR

_TABLE = re.compile(r"CREATE TABLE sunledger\.(\w+)")
_ALTERED = re.compile(r"ALTER TABLE sunledger\.(\w+)")
_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION sunledger\.(\w+)")
_DESCRIBED = re.compile(r"/\* now:\n(.*?)\n\*/", re.DOTALL)
"""After an ALTER TABLE written by hand: the CREATE TABLE that today's source has for it."""
_MOVEMENT = re.compile(r"\('\w+', '\w+', '\w+'\)")


def frozen() -> list[str]:
    """Every statement of every migration, in order."""
    folder = Path(str(files("migrations.versions")))
    return [
        part.strip()
        for path in sorted(folder.glob("r*.sql"))
        for part in path.read_text("utf-8").split(SEPARATOR)
        if part.strip()
    ]


def missing() -> Iterator[str]:
    """The statements that today's source has and no migration, in an order that can be run."""
    there = frozen()
    known = {each.replace("CREATE OR REPLACE VIEW", "CREATE VIEW", 1) for each in there}
    known |= {match.strip() for each in there for match in _DESCRIBED.findall(each)}
    tables = {match[1] for each in there if (match := _TABLE.match(each))}
    altered = {match[1] for each in there if (match := _ALTERED.match(each))}
    bodies = {
        match[1]: each.replace("CREATE OR REPLACE ", "CREATE ", 1)
        for each in there
        if (match := _FUNCTION.match(each))
    }
    moves = {row for each in there for row in _MOVEMENT.findall(each) if "movement" in each}
    for statement in map(str.strip, statements()):
        if function := _FUNCTION.match(statement):
            if bodies.get(function[1]) == statement:
                continue
            yield statement.replace("CREATE ", "CREATE OR REPLACE ", 1)
            if function[1] not in bodies:
                yield f"REVOKE ALL ON FUNCTION {SCHEMA}.{function[1]} FROM PUBLIC"
        elif statement.startswith("INSERT INTO sunledger.movement"):
            new = [row for row in _MOVEMENT.findall(statement) if row not in moves]
            if new:
                yield statement.split("\n", 1)[0] + "\n  " + ",\n  ".join(new)
        elif statement in known:
            continue
        elif table := _TABLE.match(statement):
            if table[1] in tables and table[1] in altered:
                continue  # whether it is what the source describes, only a database can say
            if table[1] in tables:
                yield f"-- by hand: {table[1]} is described otherwise now\n{statement}"
                continue
            yield statement
            readers = APP if table[1] in SEALED else f"{APP}, {READ}"
            yield f"GRANT SELECT ON {SCHEMA}.{table[1]} TO {readers}"
        else:
            yield statement


if __name__ == "__main__":
    print(SEPARATOR.join(missing()))
