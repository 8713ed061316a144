"""The life of a project, and who answers for it."""

from migrations import frozen

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0004_projects")


def downgrade() -> None:
    frozen.no_way_back()
