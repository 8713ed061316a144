"""疑似同人比对: compare the persons of a book by name and number, for an auditor who may run rules.

Names are opened in this process and forgotten; what is kept names nobody (audit/linkage.py).
"""

from __future__ import annotations

from api.access import Caller, Permission
from api.noticing import moment
from api.reach import check_readable
from api.site import Site
from audit.linkage import Linked, link_persons
from ledger.book.post import Connection


def link(site: Site, snapshot: Connection, caller: Caller, book: int) -> Linked:
    """Compare and keep. Raises BookUnknown, LinkageNotInstalled, SealBroken."""
    check_readable(snapshot, caller, Permission.AUDIT_RUN, book)
    with moment(site) as at:
        return link_persons(
            at.work, book, sealer=site.system.sealer, actor=caller.login, known_at=at.now
        )
