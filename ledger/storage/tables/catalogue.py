"""The fund catalogue and the limits: what all books share and no book writes.

Rows are added, never changed; what changes in the world is a new row with its own days.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, texts


class FundRegime(Row, table=True):
    """资金制度: rules of a fund between two days, and the regime that carries on what is left."""

    __tablename__ = "fund_regime"
    regime: str = Field(primary_key=True)
    valid_from: date
    valid_to: date | None = Field(default=None)
    successor: str
    source: str


class SpendingRule(Row, table=True):
    """A purpose that a regime allows or forbids (负面清单), with the words it is known by."""

    __tablename__ = "spending_rule"
    rule: str = Field(primary_key=True)
    regime: str
    allowed: bool
    text: str
    keywords: list[str] = texts()
    economic_classes: list[str] = texts()
    exempts: list[str] = texts()
    valid_from: date
    valid_to: date | None = Field(default=None)
    source: str


class ExpenditureCode(Row, table=True):
    """政府收支分类科目: a budget code and its name between two days."""

    __tablename__ = "expenditure_code"
    code: str = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = Field(default=None)
    name: str
    source: str


class PurposeRow(Row, table=True):
    """用途: a branch of one place's tree of purposes; `QH.1.03` lies in `QH.1`."""

    __tablename__ = "purpose"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "purpose = tree AND parent = '' OR purpose ~ ('^' || parent || '[.][0-9]+$') "
            "AND (parent = tree OR starts_with(parent, tree || '.'))",
            name="purpose_lies_in_its_parent",
        ),
        {"schema": SCHEMA},
    )
    purpose: str = Field(primary_key=True)
    tree: str
    parent: str
    name: str
    region: str
    valid_from: date
    valid_to: date
    phrase: str
    source: str


class LimitStandard(Row, table=True):
    """标准: an amount, share or number that a document sets for a subject in a place.

    Numbers are whole, in `measure` (fen, basis_points, persons …). `place_classes`: holds only in
    places of one of these classes, if any is named. What a benefit pays is in `standard` too.
    """

    __tablename__ = "limit_standard"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "CASE WHEN kind IN ('required', 'parameter') "
            "THEN low IS NULL AND high IS NULL AND measure = '' "
            "WHEN kind IN ('minimum', 'ratio_min', 'growth_min', 'growth_above', 'target') "
            "THEN low IS NOT NULL AND low >= 0 AND high IS NULL "
            "WHEN kind IN ('maximum', 'ratio_max', 'deadline') "
            "THEN low IS NULL AND high IS NOT NULL AND high > 0 "
            "WHEN kind IN ('rate', 'ratio') "
            "THEN low IS NOT NULL AND high IS NOT NULL AND low > 0 AND low = high "
            "WHEN kind IN ('range', 'ratio_range', 'rise') "
            "THEN low IS NOT NULL AND high IS NOT NULL AND low > 0 AND low <= high "
            "ELSE false END",
            name="limit_numbers_fit_kind",
        ),
        CheckConstraint("valid_to > valid_from", name="limit_ends_after_start"),
        Index("limit_standard_by_subject", "subject", "region"),
        {"schema": SCHEMA},
    )
    code: str = Field(primary_key=True)
    subject: str
    name: str
    kind: str
    measure: str
    low: int | None = big(nullable=True)
    high: int | None = big(nullable=True)
    per: str
    basis: str
    condition: str
    region: str
    place_classes: list[str] = texts()
    benefit: str
    valid_from: date
    valid_to: date | None = Field(default=None)
    phrase: str
    source: str
    disputed: bool
    note: str
