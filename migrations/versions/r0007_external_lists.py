"""Lists of other offices, as keyed hashes."""

from migrations import frozen

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0007_external_lists")


def downgrade() -> None:
    frozen.no_way_back()
