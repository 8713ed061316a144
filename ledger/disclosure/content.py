"""What is the digest of a page taken over, and what does the QR code say?

The digest is SHA-256 over the canonical bytes (`ledger.values.canonical`) of the page's public
content: everything the **web** page says, with names masked, except

- the address (it is empty on a closed network and changes when a site moves),
- the publication's own event number and evidence state (the event's leaf contains this digest,
  so the digest cannot contain the event),
- the fixed wording, which is the same on every page.

The paper page of a village says full names where the web page says 张*; nothing else differs, and
both print this one digest. So the digest does not prove a full name. That is the price of an
address where anybody can recompute it: the bytes are offered for download on the web page, and
`sha256sum` of that file is the digest.

    {"v":1,"notice_id":…,"kind":"公示","level":"village","region":{"code":…,"path":[…]},"issuer":…,
     "title":…,"issued_on":"2019-08-14","start_on":…,"end_on":…,"days":10,
     "basis":{"list_name":…,"version":2,"approved_on":…,"event_number":57}
        or {"book":610727,"fiscal_year":2019,"voucher_number":40,"event_number":57},
     "regime":…,"objection_to":…,"office_phone":…,"hotlines":["12317","12388"],"demo":0,
     "lines_total_fen":…,"lines_count":…,
     "sections":[{"kind":"项目","code":…,"name":…,…,"lines_total_fen":…,
        "lines":[{"name":"张*","group":…,"benefit":…,"period":…,"amount_fen":600000,
                  "quantity":"1","unit":"人","rate_fen":600000,"rate_per":"人·年",
                  "remark":"监测户"},…]},…]}

What was not provided has no key (canonical JSON here has no null): an empty text and a None both
mean 未提供. The order of sections and lines is the order on the page.
"""

from __future__ import annotations

import base64
import hashlib

from ledger.disclosure.page import SUPERVISION_HOTLINES, ListBasis, NoticePage
from ledger.disclosure.section import HouseholdLine, Section
from ledger.values.canonical import canonical

CONTENT_VERSION = 1


def public_content(page: NoticePage) -> bytes:
    """The canonical bytes that the digest is taken over. They hold no full name."""
    return canonical(
        _given(
            v=CONTENT_VERSION,
            notice_id=page.notice_id,
            kind=page.kind.value,
            level=page.level.value,
            region={"code": page.region.code.code, "path": list(page.region.path)},
            issuer=page.issuer,
            title=page.title,
            issued_on=page.issued_on.isoformat(),
            start_on=page.start_on.isoformat(),
            end_on=page.end_on.isoformat(),
            days=page.days,
            basis=_basis(page),
            regime=page.regime,
            objection_to=page.objection_to,
            office_phone=page.office_phone,
            hotlines=[number for number, _ in SUPERVISION_HOTLINES],
            demo=int(page.demo),
            lines_total_fen=page.lines_total_fen,
            lines_count=page.lines_count,
            sections=[_section(section) for section in page.sections],
        )
    )


def page_digest(page: NoticePage) -> bytes:
    """32 bytes: SHA-256 of `public_content`."""
    return hashlib.sha256(public_content(page)).digest()


def digest_text(digest: bytes) -> str:
    """The digest as printed: base64url without padding, 43 characters.

    Not hexadecimal: 64 hex digits often hold eleven decimal digits in a row, which a scan for
    telephone numbers (DS06) would report.
    """
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def qr_text(page: NoticePage, digest: bytes) -> str:
    """`https://…#<digest>`: a phone opens the address, and the fragment never leaves the phone.

    Without an address, `sunledger:<notice id>#<digest>`.
    """
    return f"{page.address or f'sunledger:{page.notice_id}'}#{digest_text(digest)}"


def _given(**fields: object) -> dict[str, object]:
    """The fields that were provided. 0 is provided; "", None and an empty list are not."""
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def _basis(page: NoticePage) -> dict[str, object]:
    basis = page.basis
    if isinstance(basis, ListBasis):
        return {
            "list_name": basis.list_name,
            "version": basis.version,
            "approved_on": basis.approved_on.isoformat(),
            "event_number": basis.event_number,
        }
    return {
        "book": basis.book,
        "fiscal_year": basis.fiscal_year,
        "voucher_number": basis.voucher_number,
        "event_number": basis.event_number,
    }


def _section(section: Section) -> dict[str, object]:
    standard = section.standard
    return _given(
        kind=section.kind.value,
        code=section.code,
        name=section.name,
        place=section.place,
        task=section.task,
        standard=standard and standard.text,
        standard_source=standard and standard.source,
        sources=[
            _given(name=source.name, doc_no=source.doc_no, amount_fen=source.amount_fen)
            for source in section.sources
        ],
        planned_fen=section.planned_fen,
        arranged_fen=section.arranged_fen,
        paid_fen=section.paid_fen,
        term=section.term,
        responsible_unit=section.responsible_unit,
        responsible_person=section.responsible_person,
        performance_target=section.performance_target,
        benefit_mechanism=section.benefit_mechanism,
        lines_total_fen=section.lines_total_fen,
        lines=[_line(line) for line in section.lines],
    )


def _line(line: HouseholdLine) -> dict[str, object]:
    said = _given(
        name=line.masked_name,
        group=line.group,
        benefit=line.benefit,
        period=line.period,
        amount_fen=line.amount_fen,
        remark=line.remark and line.remark.value,
    )
    if line.calculation is not None:
        said |= {
            "quantity": line.calculation.quantity_text,
            "unit": line.calculation.unit,
            "rate_fen": line.calculation.rate_fen,
            "rate_per": line.calculation.rate_per,
        }
    return said
