"""What notices and objections leave behind."""

from migrations import frozen

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0006_evidence")


def downgrade() -> None:
    frozen.no_way_back()
