"""What does the register of companies say of a unit, and who stands behind it?

Facts have two times like those of a household: true from `valid_from` on, known from `known_at`.
A credit code is kept as it is printed; whether its check digit agrees stands beside it, because a
rule is to find the wrong one. The legal representative, telephone, address and account are sealed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

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
    for each in facts:
        if each.registered_on and each.cancelled_on and each.cancelled_on < each.registered_on:
            raise RegisterRowWrong("注销日期早于登记日期", column="cancelled_on")
        key = {"org": each.org, "valid_from": each.valid_from, "known_at": known_at}
        code = without_blanks(half_width(clean_text(each.credit_code))).upper()
        public.append(
            key
            | {
                "credit_code": code or None,
                "credit_code_valid": credit_code_valid(code) if code else None,
                "registered_on": each.registered_on,
                "cancelled_on": each.cancelled_on,
                "source": clean_text(each.source),
                "actor": actor,
            }
        )
        legal_name, address = clean_text(each.legal_name), clean_text(each.address)
        fields = {
            "legal_name": legal_name,
            "legal_id": id_form(each.legal_id),
            "phone": each.phone,
            "address": address,
            "account": each.account,
        }
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
                "legal_name_hmac": name_hmac(sealer, legal_name) if legal_name else None,
                "phone_hmac": phone_hmac(sealer, each.phone),
                "address_hmac": address_hmac(sealer, address) if address else None,
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


def credit_code_valid(code: str) -> bool:
    """Whether the code has the form and check digit of GB 32100."""
    try:
        check_credit_code(code)
    except Refusal:
        return False
    return True


def _bound_to(org: str, valid_from: date) -> str:
    return f"organisation:{org}:{valid_from}"
