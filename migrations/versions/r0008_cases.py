"""Cases, parameters and runs of the audit."""

from migrations import frozen

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0008_cases")


def downgrade() -> None:
    frozen.no_way_back()
