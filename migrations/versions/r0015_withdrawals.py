"""No year closes before it is over; a reversal withdraws what was sent."""

from migrations import frozen

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0015_withdrawals")


def downgrade() -> None:
    frozen.no_way_back()
