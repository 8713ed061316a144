"""The auditor's own queries."""

from migrations import frozen

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0014_queries")


def downgrade() -> None:
    frozen.no_way_back()
