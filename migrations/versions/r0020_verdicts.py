"""What rules said of each key is kept, and which vouchers pay of which project or list.

So a run over changes need not judge the past again, nor read all payments of a book.
"""

from migrations import frozen

revision = "r0020"
down_revision = "r0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen.run("r0020_verdicts")


def downgrade() -> None:
    frozen.no_way_back()
