"""How does a migration run its frozen statements?"""

from importlib.resources import files
from typing import NoReturn

from alembic import op

SEPARATOR = "\n;;\n"
"""Between the statements of a frozen file."""


def run(name: str) -> None:
    """Run every statement of `versions/<name>.sql`, in order.

    They go through the driver's own cursor without parameters, so that `%` and `:` stay what they
    are.
    """
    cursor = op.get_bind().connection.cursor()
    text = (files("migrations.versions") / f"{name}.sql").read_text("utf-8")
    for statement in text.split(SEPARATOR):
        if statement.strip():
            cursor.execute(statement)


def no_way_back() -> NoReturn:
    """An append-only ledger is never migrated down.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("an append-only ledger has no way back")
