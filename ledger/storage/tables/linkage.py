"""疑似同人: which two persons of a register are probably one, as a comparison found?

The comparison opens names and numbers in the memory of whoever runs it; here stand keys of persons,
a probability and the names of what agreed, and a keyed digest of what was compared.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, octets, refers, texts


class Linkage(Row, table=True):
    """One comparison of all persons of a book; the newest one counts.

    `method`: program and model with their versions; `inputs_hmac`: keyed digest of all that was
    compared, in order, so that the same inputs are known again; `left_out`: persons whose sealed
    name was erased.
    """

    __tablename__ = "linkage"
    __table_args__: ClassVar[Any] = (
        refers("linkage_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    linkage: UUID = Field(primary_key=True)
    method: str
    persons: int
    left_out: int
    inputs_hmac: bytes = octets()
    actor: str
    known_at: datetime = instant()


class LinkagePair(Row, table=True):
    """Two persons with different ID numbers and the probability, in millionths, that they are one.

    `agrees`: what is the same of both: name, born, number (but for one sign), phone, address, card.
    """

    __tablename__ = "linkage_pair"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("person < other_person", name="linkage_pair_in_order"),
        CheckConstraint("probability_ppm BETWEEN 0 AND 1000000", name="linkage_pair_probability"),
        refers("linkage_pair_linkage", "book linkage", "linkage"),
        refers("linkage_pair_person", "book person", "person"),
        refers("linkage_pair_other", "book other_person", "person", "book person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    linkage: UUID = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    other_person: UUID = Field(primary_key=True)
    probability_ppm: int
    agrees: list[str] = texts()
