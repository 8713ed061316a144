"""How are telephone numbers, addresses and names of persons compared without being read?

Keyed hashes, equal for what means the same: blanks, full-width signs and 86 before a number do not
matter. Each kind has a purpose of its own, the same for units and for persons, so that a rule finds
a firm and a cadre behind one telephone.
"""

from __future__ import annotations

import re

from ledger.storage.sealing import Sealer
from ledger.values.text import clean_text, half_width, without_blanks

PHONE_PURPOSE = "phone"
ADDRESS_PURPOSE = "address"
NAME_PURPOSE = "name"
_NOT_DIGIT = re.compile(r"[^0-9]")


def phone_hmac(sealer: Sealer, phone: str) -> bytes | None:
    """None without a number."""
    digits = _NOT_DIGIT.sub("", half_width(phone))
    if len(digits) > 11 and digits.startswith("86"):
        digits = digits[2:]
    return sealer.hmac(PHONE_PURPOSE, digits) if digits else None


def address_hmac(sealer: Sealer, address: str) -> bytes | None:
    """None without an address."""
    form = without_blanks(half_width(address))
    return sealer.hmac(ADDRESS_PURPOSE, form) if form else None


def name_hmac(sealer: Sealer, name: str) -> bytes | None:
    """None without a name. Many persons share a name: equality alone says little."""
    form = without_blanks(clean_text(name))
    return sealer.hmac(NAME_PURPOSE, form) if form else None
