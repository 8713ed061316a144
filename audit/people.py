"""Pieces of SQL about persons: which lists are loaded, who is a cadre, whose is a card?

Persons meet by the keyed hash of their ID number alone; no rule sees a name or a number.
"""

from __future__ import annotations

from typing import Final, LiteralString

from audit.rule import looked_up

POVERTY_LOT: Final[LiteralString] = """
poverty_lot AS (
  SELECT l.lot, c.category IS NULL AS unknown
  FROM lot l LEFT JOIN fund_category c ON c.category = l.category
  WHERE l.book = %(book)s AND (c.category IS NULL OR c.regime IN ('财政专项扶贫资金',
    '衔接推进乡村振兴补助资金', '常态化帮扶资金', '彩票公益金', '东西部协作资金'))
)
"""
"""Lots that only 帮扶对象 may live on; `unknown` where the category is not in the catalogue."""


FOR_BEING_POOR: Final[LiteralString] = """
total AS MATERIALIZED (
  SELECT p.household, p.lot, p.benefit, p.list, p.list_version, max(p.happened_on) AS last_on
  FROM paid p GROUP BY p.household, p.lot, p.benefit, p.list, p.list_version
),
poor AS (
  SELECT t.*, n.approved_on, coalesce(l.unknown, false) AS unknown
  FROM total t
  LEFT JOIN poverty_lot l ON l.lot = t.lot
  LEFT JOIN entitlement_list n ON n.book = %(book)s AND n.list = t.list
    AND n.version = t.list_version
  WHERE t.household IS NOT NULL
    AND (l.lot IS NOT NULL OR t.benefit IN ('low_income', 'extreme_poverty'))
),
home AS (
  SELECT p.household, max(coalesce(p.approved_on, p.last_on)) AS last_on,
    bool_or(p.unknown) AS unknown
  FROM poor p GROUP BY p.household
),
numbered AS (SELECT DISTINCT b.household FROM belonging b WHERE b.hash IS NOT NULL)
"""
"""After POVERTY_LOT: what reached each household for being poor (`poor`); the last day on which it
was asked (that of approval); households of which somebody's number is known."""


def credited(to: LiteralString) -> LiteralString:
    """CTE `credit`: each payment of `poor` to the households of this CTE, asked on the day of its
    approval.
    """
    return f"""
credit AS (
  SELECT p.year, p.number, p.entry, p.household, p.happened_on, p.paid_fen,
    coalesce(c.approved_on, p.happened_on) AS asked_on, c.unknown
  FROM (SELECT DISTINCT household FROM {to}) d
  JOIN poor c ON c.household = d.household
  JOIN paid p ON p.household = c.household AND p.lot = c.lot
    AND (p.benefit, p.list, p.list_version) IS NOT DISTINCT FROM (c.benefit, c.list, c.list_version)
)
"""


def list_day(kind: LiteralString) -> LiteralString:
    """Of which day the newest list of this kind is; NULL where none is loaded."""
    return f"(SELECT max(k.as_of_on) FROM external_kind k WHERE k.kind = '{kind}')"


def holder(cards: LiteralString) -> LiteralString:
    """CTE `holder`: whose a card was between two days, a `person` of the register or only the
    `hash` of his number. `cards` SELECTs those that are asked for in a run over changes.
    """
    return f"""
held_by AS (
  SELECT DISTINCT ON (b.card_hmac, b.valid_from) b.*
  FROM bank_card b
  WHERE b.book = %(book)s AND b.known_at <= %(known_at)s AND {looked_up("b.card_hmac", cards)}
  ORDER BY b.card_hmac, b.valid_from, b.known_at DESC
),
holder AS (
  SELECT b.card_hmac, b.valid_from, b.valid_to, b.person, b.opened_in,
    coalesce(b.holder_hmac, i.id_hmac) AS hash
  FROM held_by b
  LEFT JOIN person_identity i ON i.book = %(book)s AND i.person = b.person
    AND {looked_up("i.person", "SELECT person FROM held_by")}
  WHERE b.valid_to IS NULL OR b.valid_to > b.valid_from
)
"""


CARD_WITHOUT_STATEMENT: Final[LiteralString] = """EXISTS (
    SELECT FROM card_household c
    LEFT JOIN (SELECT DISTINCT s.hmac FROM external s WHERE s.kind = 'bank_flows'
      AND s.from_on <= %(as_of)s) s ON s.hmac = c.card_hmac
    CROSS JOIN LATERAL (SELECT l.line FROM payment_line l
      WHERE l.book = %(book)s AND l.household = c.household AND l.card_hmac = c.card_hmac
        AND (l.year, l.number) IN (
          SELECT k.year, k.number FROM known k)
      OFFSET 0) l
    WHERE c.book = %(book)s AND s.hmac IS NULL)"""
"""A condition: payment lines name a card of which no statement tells."""

DUTY_HOLDER: Final[LiteralString] = """
duty_holder AS (
  SELECT i.id_hmac AS hash, i.phone_hmac, d.valid_from AS from_on, d.valid_to AS until_on
  FROM (
    SELECT DISTINCT ON (d.duty) d.* FROM responsible_person d
    WHERE d.book = %(book)s AND d.known_at <= %(known_at)s ORDER BY d.duty, d.version DESC
  ) d
  JOIN responsible_identity i ON i.book = %(book)s AND i.duty = d.duty
  WHERE NOT d.void
)
"""
"""Who answers for a place, project or household (责任人), from when to when (exclusive)."""

CADRE: Final[LiteralString] = (
    DUTY_HOLDER
    + """,
cadre AS (
  SELECT x.hash, x.from_on, x.until_on, min(x.role) AS role FROM (
    SELECT hmac AS hash, from_on, until_on + 1 AS until_on, '干部' AS role FROM external
    WHERE kind = 'cadres'
    UNION ALL
    SELECT k.hmac, c.from_on, c.until_on + 1, '干部亲属' FROM external k
    LEFT JOIN external c ON c.kind = 'cadres' AND c.hmac = k.other_hmac
    WHERE k.kind = 'kin'
    UNION ALL
    SELECT hash, from_on, until_on, '责任人' FROM duty_holder
  ) x GROUP BY x.hash, x.from_on, x.until_on
)
"""
)
"""Cadres, their declared kin for the time of their office, and persons with a duty; `until_on`
exclusive. Kin of somebody whose office is on no list count for all days. `hash` is NULL where no
number was given; it joins nobody."""


def in_office(cadre: LiteralString, day: LiteralString) -> LiteralString:
    """A condition: on this day the row of `cadre` held its office."""
    return (
        f"(({cadre}.from_on IS NULL OR {cadre}.from_on <= {day})"
        f" AND ({cadre}.until_on IS NULL OR {cadre}.until_on > {day}))"
    )
