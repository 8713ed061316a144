"""How does a public notice get into the ledger? As an event of its book, with a leaf.

公示 (before, from an approved list version) and 公告 (after, from vouchers up to an event) are
recorded with place, period, basis and the digest of the page, so that rules can judge them and a
villager can check that the page is the one that was published.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

import psycopg

from ledger.book.books import Recorded
from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.values.canonical import Canonical, canonical

Stage = Literal["before", "after"]
Level = Literal["village", "township", "county", "prefecture", "province"]
Channel = Literal["board", "website"]
Subject = Literal[
    "allocation",
    "project",
    "benefit_list",
    "adjustment",
    "completion",
    "donation",
    "village_affairs",
    "village_page",
]


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication. `subject_key`: a lot, project or list (uuid text), a voucher
    (`2019-12`), or a village with its quarter (`610727101201:2019Q3`).

    `from_on`/`until_on`: the period as printed; both None where none was printed. `channel`: a
    board at a place, or a website. `doc_no` and `source_url` of a document published elsewhere.
    """

    notice: UUID
    stage: Stage
    level: Level
    channel: Channel
    region: str
    subject: Subject
    subject_key: str
    title: str
    published_on: date
    from_on: date | None = None
    until_on: date | None = None
    project: UUID | None = None
    list: UUID | None = None
    list_version: int | None = None
    up_to_event: int | None = None
    doc_no: str = ""
    place: str = ""
    source_url: str = ""
    page_digest: bytes | None = None


def publish(connection: Connection, book: int, publication: Publication, actor: str) -> Recorded:
    """Record the publication; the same one again returns the event it drew then.

    Raises KeyWithOtherContent where this notice was published with other content, BookUnknown.
    """
    facts = _facts(publication)
    body = canonical({**facts, "kind": "publication"})
    row = {name: value for name, value in facts.items() if name != "page_digest"}
    if publication.page_digest is not None:
        row["page_digest"] = "\\x" + publication.page_digest.hex()
    try:
        found = connection.execute(
            "SELECT event, recorded_at, replayed FROM publish(%s, %s, %s, %s, %s, %s::jsonb)",
            [
                book,
                actor,
                f"notice:{publication.notice}",
                hashlib.sha256(body).digest(),
                body.decode(),
                json.dumps(row, ensure_ascii=False),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return Recorded(*found)


def _facts(publication: Publication) -> dict[str, Canonical]:
    """Every field that says something; names are those of the table `notice`."""
    digest = publication.page_digest
    fields: dict[str, Canonical | None] = {
        "notice": str(publication.notice),
        "stage": publication.stage,
        "level": publication.level,
        "channel": publication.channel,
        "region": publication.region,
        "subject": publication.subject,
        "subject_key": publication.subject_key,
        "title": publication.title,
        "published_on": publication.published_on.isoformat(),
        "from_on": publication.from_on.isoformat() if publication.from_on else None,
        "until_on": publication.until_on.isoformat() if publication.until_on else None,
        "project": str(publication.project) if publication.project else None,
        "list": str(publication.list) if publication.list else None,
        "list_version": publication.list_version,
        "up_to_event": publication.up_to_event,
        "doc_no": publication.doc_no,
        "place": publication.place,
        "source_url": publication.source_url,
        "page_digest": digest.hex() if digest else None,
    }
    return {name: value for name, value in fields.items() if value is not None}
