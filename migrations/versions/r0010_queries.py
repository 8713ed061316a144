"""Views for auditors, and their kept queries."""

from migrations import frozen

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0010_queries")


def downgrade() -> None:
    frozen.no_way_back()
