"""What is recorded beside vouchers: confirmations, attachments, signed opening lists."""

from migrations import frozen

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0003_records")


def downgrade() -> None:
    frozen.no_way_back()
