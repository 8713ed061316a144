"""Parameter packs, rules over drafts, runs by schedule."""

from migrations import frozen

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0013_parameters")


def downgrade() -> None:
    frozen.no_way_back()
