"""Alembic migrations. A migration, once shipped, is never edited; it holds its own SQL."""
