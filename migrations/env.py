"""How Alembic connects: as the owner, with one connection of its own and bounded waits."""

import psycopg
from alembic import context
from sqlalchemy import create_engine, pool

from ledger.storage.tables import SCHEMA, metadata


def run() -> None:
    conninfo = str(context.config.attributes["conninfo"])
    engine = create_engine(
        "postgresql+psycopg://",
        poolclass=pool.NullPool,
        creator=lambda: psycopg.connect(
            conninfo, options="-c lock_timeout=10s -c statement_timeout=10min"
        ),
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_schemas=True,
            version_table_schema="public",
            include_name=lambda name, kind, _: kind != "schema" or name == SCHEMA,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
