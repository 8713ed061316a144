"""A quicker post()."""

from migrations import frozen

revision = "r0011"
down_revision = "r0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0011_posting")


def downgrade() -> None:
    frozen.no_way_back()
