"""What does the register of companies say of a unit, and who stands behind it?

Facts have two times like those of a household: true from `valid_from` on, known from `known_at`.
A credit code is kept as it is printed; whether its check digit agrees stands beside it, because a
rule is to find the wrong one. The legal representative, telephone, address and account are sealed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.contacts import address_hmac, phone_hmac
from ledger.register.once import add_once
from ledger.register.persons import card_hmac, id_form, id_hmac, name_hmac
from ledger.register.versions import RegisterRowWrong
from ledger.storage.sealing import Sealer
from ledger.storage.tables import OrganisationFact, OrganisationPrivate
from ledger.values.identity import check_credit_code
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text, half_width, without_blanks


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisationFact:
    """A unit from `valid_from` on. No repr of what is personal: a value may end in a log."""

    org: str
    valid_from: date
    source: str
    credit_code: str = ""
    registered_on: date | None = None
    cancelled_on: date | None = None
    legal_name: str = field(default="", repr=False)
    legal_id: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    account: str = field(default="", repr=False)

    def cleaned(self) -> NewOrganisationFact:
        """As it is stored."""
        code = without_blanks(half_width(clean_text(self.credit_code))).upper()
        return replace(
            self,
            credit_code=code,
            source=clean_text(self.source),
            legal_name=clean_text(self.legal_name),
            legal_id=id_form(self.legal_id),
            address=clean_text(self.address),
        )

    def over(self, before: NewOrganisationFact | None) -> NewOrganisationFact:
        """This with what was sealed before, where this says nothing."""
        if before is None:
            return self
        return replace(
            self, **{name: getattr(self, name) or getattr(before, name) for name in PERSONAL}
        )


PERSONAL = ("legal_name", "legal_id", "phone", "address", "account")
"""The fields that are sealed."""


def check_fact(fact: NewOrganisationFact) -> None:
    """Raises RegisterRowWrong where a unit ends before it begins."""
    if fact.registered_on and fact.cancelled_on and fact.cancelled_on < fact.registered_on:
        raise RegisterRowWrong("注销日期早于登记日期", column="cancelled_on")


def add_organisation_facts(
    work: Session,
    facts: Iterable[NewOrganisationFact],
    *,
    sealer: Sealer,
    actor: str,
    known_at: datetime,
) -> int:
    """Register what is known of units. Returns how many facts were new.

    Raises RegisterRowWrong where a unit ends before it begins, RegisteredOtherwise.
    """
    public: list[dict[str, Any]] = []
    private: list[dict[str, Any]] = []
    for given in facts:
        each = given.cleaned()
        check_fact(each)
        key = {"org": each.org, "valid_from": each.valid_from, "known_at": known_at}
        public.append(
            key
            | {
                "credit_code": each.credit_code or None,
                "credit_code_valid": credit_code_valid(each.credit_code)
                if each.credit_code
                else None,
                "registered_on": each.registered_on,
                "cancelled_on": each.cancelled_on,
                "source": each.source,
                "actor": actor,
            }
        )
        fields = {name: getattr(each, name) for name in PERSONAL}
        if not any(fields.values()):
            continue
        private.append(
            key
            | {
                "sealed": sealer.seal(
                    json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False),
                    associated=_bound_to(each.org, each.valid_from),
                ),
                "legal_id_hmac": id_hmac(sealer, each.legal_id),
                "legal_name_hmac": name_hmac(sealer, each.legal_name) if each.legal_name else None,
                "phone_hmac": phone_hmac(sealer, each.phone),
                "address_hmac": address_hmac(sealer, each.address) if each.address else None,
                "account_hmac": card_hmac(sealer, each.account),
            }
        )
    new = add_once(work, OrganisationFact, public)
    add_once(work, OrganisationPrivate, private)
    return new


def opened(sealer: Sealer, sealed: bytes, *, org: str, valid_from: date) -> dict[str, str]:
    """The sealed fields: legal_name, legal_id, phone, address, account. Raises SealBroken."""
    fields: dict[str, str] = json.loads(sealer.open(sealed, associated=_bound_to(org, valid_from)))
    return fields


def known_facts(
    work: Session, sealer: Sealer, keys: Collection[tuple[str, date]]
) -> dict[tuple[str, date], NewOrganisationFact]:
    """What is known last of each unit from each of these days on, opened. Raises SealBroken."""
    rows = work.execute(
        select(OrganisationFact, col(OrganisationPrivate.sealed))
        .outerjoin(
            OrganisationPrivate,
            (col(OrganisationPrivate.org) == col(OrganisationFact.org))
            & (col(OrganisationPrivate.valid_from) == col(OrganisationFact.valid_from))
            & (col(OrganisationPrivate.known_at) == col(OrganisationFact.known_at)),
        )
        .where(col(OrganisationFact.org).in_({org for org, _ in keys}))
        .order_by(col(OrganisationFact.known_at))
    )
    found: dict[tuple[str, date], NewOrganisationFact] = {}
    for fact, sealed in rows:
        private = opened(sealer, sealed, org=fact.org, valid_from=fact.valid_from) if sealed else {}
        found[fact.org, fact.valid_from] = NewOrganisationFact(
            org=fact.org,
            valid_from=fact.valid_from,
            source=fact.source,
            credit_code=fact.credit_code or "",
            registered_on=fact.registered_on,
            cancelled_on=fact.cancelled_on,
            **private,
        )
    return {key: found[key] for key in keys if key in found}


def credit_code_valid(code: str) -> bool:
    """Whether the code has the form and check digit of GB 32100."""
    try:
        check_credit_code(code)
    except Refusal:
        return False
    return True


def _bound_to(org: str, valid_from: date) -> str:
    return f"organisation:{org}:{valid_from}"
