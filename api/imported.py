"""What is shown of a file before and after it is imported?"""

from __future__ import annotations

from uuid import UUID

from api.reading.row import Money, Row


class ImportFault(Row):
    """One cell that cannot be taken; names, numbers and cards are not repeated."""

    row: int
    column: str
    reason: str


class ImportSum(Row):
    """The sum of one column over the rows that can be taken."""

    key: str
    title: str
    total: Money


class ImportPreview(Row):
    """A file that waits to be confirmed. `upload` names it for an hour; `document` is where the
    same content was imported before."""

    upload: str
    book: int
    kind: str
    kind_name: str
    file: str
    rows: int
    good: int
    bad: int
    sums: list[ImportSum]
    faults: list[ImportFault]
    fault_count: int
    notes: list[str]
    document: UUID | None = None


class Taken(Row):
    """What an import left. `again`: the same content had been imported before, nothing was added.

    `document` is None where a file of notices had several.
    """

    book: int
    document: UUID | None
    again: bool
    new: int
    aside: int
    resolved: int
    drafts: list[UUID]
