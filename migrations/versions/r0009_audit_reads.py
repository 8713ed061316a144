"""Structures that the audit rules read."""

from migrations import frozen

revision = "r0009"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0009_audit_reads")


def downgrade() -> None:
    frozen.no_way_back()
