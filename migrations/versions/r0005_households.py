"""What happens to households and cards: exits, splits, moves, erasure."""

from migrations import frozen

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0005_households")


def downgrade() -> None:
    frozen.no_way_back()
