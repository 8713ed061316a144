"""What the last rules read."""

from migrations import frozen

revision = "r0017"
down_revision = "r0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0017_rules")


def downgrade() -> None:
    frozen.no_way_back()
