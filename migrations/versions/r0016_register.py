"""What the registers lacked."""

from migrations import frozen

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0016_register")


def downgrade() -> None:
    frozen.no_way_back()
