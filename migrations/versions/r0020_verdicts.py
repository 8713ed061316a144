"""What rules said of each key is kept, so that a run over changes need not judge the past again."""

from migrations import frozen

revision = "r0020"
down_revision = "r0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0020_verdicts")


def downgrade() -> None:
    frozen.no_way_back()
