"""The other events of the ledger: money that flows back, recovery, income; closed months."""

from migrations import frozen

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0002_events")


def downgrade() -> None:
    frozen.no_way_back()
