"""What takes money back has an index of its own, small where nearly all entries settle a roster."""

from migrations import frozen

revision = "r0019"
down_revision = "r0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0019_taken_back")


def downgrade() -> None:
    frozen.no_way_back()
