"""What a lot moved is found by its flows: the index of all entries by lot goes."""

from migrations import frozen

revision = "r0018"
down_revision = "r0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0018_lots_by_flow")


def downgrade() -> None:
    frozen.no_way_back()
