"""The first ledger: books, lots, vouchers, entries, lists, registers, drafts, notices, findings.

The statements are the frozen file beside this one. The mark of a demo database is set here, when
the database is made, and nowhere else.
"""

from importlib.resources import files

from alembic import context, op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()
    frozen = (files("migrations.versions") / "r0001_first_ledger.sql").read_text("utf-8")
    for statement in frozen.split("\n;;\n"):
        # Through the driver's own cursor without parameters: '%' and ':' stay what they are.
        cursor.execute(statement)
    demo = bool(context.config.attributes.get("demo", False))
    cursor.execute(
        "INSERT INTO sunledger.installation VALUES (true, gen_random_uuid(), %s, now())", (demo,)
    )
    if demo:
        cursor.execute("INSERT INTO sunledger.demo_clock VALUES (true, '1970-01-01 00:00:00+00')")


def downgrade() -> None:
    raise RuntimeError("an append-only ledger has no way back")
