"""Cases (核查单) and leads over time."""

from migrations import frozen

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0012_cases")


def downgrade() -> None:
    frozen.no_way_back()
