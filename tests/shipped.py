"""The registers that the product ships with, in a test's database: there already, or added now."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

from ledger.register.shipped import load_shipped


def have_shipped(work: Session) -> None:
    """Add them, unless this is a clone of a database that has them (`shipped=True`)."""
    if not work.execute(text("SELECT EXISTS (SELECT FROM limit_standard)")).scalar_one():
        load_shipped(work)
