"""Which views may auditors' own queries read? All of them, in the order of audit/VIEWS.md."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.storage.views.audits import AUDITS
from ledger.storage.views.money import MONEY
from ledger.storage.views.notices import NOTICES
from ledger.storage.views.people import PEOPLE
from ledger.storage.views.projects import PROJECTS
from ledger.storage.views.view import VIEWS, View

__all__ = ["ALL_VIEWS", "VIEWS", "View", "view_statements"]

ALL_VIEWS: tuple[View, ...] = (*MONEY, *PEOPLE, *PROJECTS, *NOTICES, *AUDITS)


def view_statements(query_role: str) -> Iterator[str]:
    """The schema with its views, readable by the one role and nobody else."""
    for view in ALL_VIEWS:
        yield from view.statements()
    yield f"GRANT USAGE ON SCHEMA {VIEWS} TO {query_role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {VIEWS} TO {query_role}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {VIEWS} TO {query_role}"
