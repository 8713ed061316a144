"""What does a page made here say, as a reading of its notice?

Taken from the page itself, so rule DS04 compares what was published with the ledger as it is later.
The text is every text of the public content, one a line: names are masked there already.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from ledger.disclosure.content import page_digest, public_content
from ledger.disclosure.page import SUPERVISION_HOTLINES, NoticePage
from ledger.disclosure.section import Section, SectionKind
from ledger.register.nine_fields import HOTLINE, NoticeField
from ledger.register.notice_readings import ItemKind, NewReading, ReadingOrigin, ReadItem


def reading_of(
    page: NoticePage,
    notice: UUID,
    *,
    projects: dict[str, UUID],
    listed: tuple[UUID, int] | None = None,
) -> NewReading:
    """The reading of a page. `projects`: key by project code; `listed`: list and version."""
    return NewReading(
        notice=notice,
        origin=ReadingOrigin.PAGE,
        read_on=page.issued_on,
        text="\n".join(_texts(json.loads(public_content(page)))),
        text_digest=page_digest(page),
        hotline=any(number == HOTLINE for number, _ in SUPERVISION_HOTLINES),
        total_fen=page.lines_total_fen,
        line_count=page.lines_count,
        items=[_item(each, projects.get(each.code), listed) for each in page.sections],
    )


def printed_fields(section: Section) -> frozenset[NoticeField]:
    """Which of the nine fields a section prints."""
    said = {
        NoticeField.NAME: section.name,
        NoticeField.PLACE: section.place,
        NoticeField.TASK: section.task,
        NoticeField.STANDARD: section.standard,
        NoticeField.SOURCE: section.sources
        and (section.planned_fen is not None or section.arranged_fen is not None),
        NoticeField.TERM: section.term,
        NoticeField.RESPONSIBLE: section.responsible_unit and section.responsible_person,
        NoticeField.TARGET: section.performance_target,
        NoticeField.MECHANISM: section.benefit_mechanism,
    }
    return frozenset(field for field, value in said.items() if value)


def _item(section: Section, project: UUID | None, listed: tuple[UUID, int] | None) -> ReadItem:
    rates = {line.calculation.rate_fen for line in section.lines if line.calculation is not None}
    return ReadItem(
        kind=ItemKind.BENEFIT if section.kind is SectionKind.BENEFIT else ItemKind.PROJECT,
        name=section.name,
        code=section.code,
        project=project,
        list=listed[0] if listed else None,
        list_version=listed[1] if listed else None,
        standard_text=section.standard.text if section.standard else "",
        rate_fen=rates.pop() if len(rates) == 1 else None,
        planned_fen=section.planned_fen,
        arranged_fen=section.arranged_fen,
        paid_fen=section.paid_fen,
        line_count=len(section.lines) or None,
        lines_fen=section.lines_total_fen if section.lines else None,
        printed=printed_fields(section),
    )


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from _texts(each)
    elif isinstance(content, list):
        for each in content:
            yield from _texts(each)
