"""Which units are there: bureaus, departments, townships, firms, cooperatives, banks?

The key of a unit is its name for the books (the `owner` of its accounts), given once. A unified
social credit code (统一社会信用代码) is checked where it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from ledger.register.once import add_once
from ledger.storage.tables import Organisation
from ledger.values.identity import check_credit_code
from ledger.values.region import RegionCode
from ledger.values.sort_key import sort_key
from ledger.values.text import clean_text


class OrganisationKind(StrEnum):
    """单位类别."""

    BUREAU = "bureau"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    BANK = "bank"
    FIRM = "firm"
    COOPERATIVE = "cooperative"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    OrganisationKind.BUREAU: "财政部门",
    OrganisationKind.DEPARTMENT: "主管部门",
    OrganisationKind.TOWNSHIP: "乡镇",
    OrganisationKind.VILLAGE: "村集体",
    OrganisationKind.BANK: "代发银行",
    OrganisationKind.FIRM: "企业",
    OrganisationKind.COOPERATIVE: "合作社",
}


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """单位 as it is registered. `phone` is the office's, never a person's."""

    org: str
    name: str
    kind: OrganisationKind
    region: RegionCode
    credit_code: str | None = None
    phone: str | None = None


def add_organisations(work: Session, organisations: Iterable[NewOrganisation]) -> int:
    """Register the units. Returns how many were new.

    Raises RegisteredOtherwise, CreditCodeMalformed, CreditCodeCheckWrong.
    """
    rows = []
    for each in organisations:
        name = clean_text(each.name)
        rows.append(
            {
                "org": clean_text(each.org),
                "name": name,
                "kind": each.kind.value,
                "region": each.region.code,
                "credit_code": check_credit_code(each.credit_code) if each.credit_code else None,
                "phone": each.phone,
                "sort_key": sort_key(name),
            }
        )
    return add_once(work, Organisation, rows)
