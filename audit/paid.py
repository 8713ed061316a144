"""Which money reached households? Entry × payment line, less what came back.

Over a whole book, or of what is asked only: the payment lines or vouchers that may name it are
found by key and read, so that a run over changes reads little and misses nothing.
"""

from __future__ import annotations

from typing import Final, LiteralString

from ledger.book.payment_trace_sql import COUNTS, NEAR_LINE

_TO_HOUSE: LiteralString = """to_account = ANY (
      ARRAY(SELECT h.account FROM account h WHERE h.book = %(book)s AND h.kind = 'household'))"""


def _reached(entry: LiteralString, line: LiteralString, roster: LiteralString) -> LiteralString:
    """What these entries moved, whenever that was, with the words of their payment lines."""
    return f"""
SELECT e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen,
  CASE WHEN a.kind = 'project' THEN a.owner END AS from_project,
  coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
  coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
  coalesce(l.period_from, o.period_from) AS period_from,
  coalesce(l.period_to, o.period_to) AS period_to,
  coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
  coalesce(l.rate_fen, o.rate_fen) AS rate_fen, l.amount_fen AS line_fen,
  coalesce(l.list, o.list) AS list, coalesce(l.list_version, o.list_version) AS list_version,
  coalesce(l.list_line, o.list_line) AS list_line,
  coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
FROM {entry} e
JOIN account a ON a.book = %(book)s AND a.account = e.from_account
LEFT JOIN {line} l ON l.book = %(book)s AND l.year = e.year AND l.number = e.number
  AND l.line = e.line
-- Most lines of the bank's file say all that their roster lines say, but for a person.
LEFT JOIN {roster} o ON o.book = %(book)s AND o.year = l.of_year AND o.number = l.of_number
  AND o.line = l.of_line AND (o.person IS NOT NULL OR (o.year, o.number) IN (
    SELECT x.of_year, x.of_number FROM {line} x
    WHERE x.book = %(book)s AND x.of_year IS NOT NULL AND (x.household IS NULL OR x.project IS NULL
      OR x.benefit IS NULL OR x.period_from IS NULL OR x.period_to IS NULL
      OR x.quantity_milli IS NULL OR x.rate_fen IS NULL OR x.list IS NULL
      OR x.list_version IS NULL OR x.list_line IS NULL OR x.card_hmac IS NULL)))
WHERE e.book = %(book)s
"""


def _left(reached: LiteralString, only: LiteralString) -> LiteralString:
    """What is known of it by the day and not undone."""
    return f"""
SELECT m.year, m.number, m.entry, m.line, m.happened_on,
  m.amount_fen - coalesce(u.fen, 0) AS paid_fen, m.lot, m.household, m.person, m.from_project,
  m.project, m.benefit, m.period_from, m.period_to,
  m.quantity_milli, m.rate_fen, m.line_fen, m.list, m.list_version, m.list_line, m.card_hmac,
  m.region
FROM {reached} m
JOIN known k ON k.year = m.year AND k.number = m.number AND k.kind IN ('disburse', 'pay')
LEFT JOIN taken_back u ON u.of_year = m.year AND u.of_number = m.number AND u.of_entry = m.entry
WHERE m.amount_fen > coalesce(u.fen, 0) AND {only}
"""


_LINE: LiteralString = """x.book, x.year, x.number, x.line, x.household, x.person, x.project,
    x.benefit, x.period_from, x.period_to, x.quantity_milli, x.rate_fen, x.amount_fen, x.list,
    x.list_version, x.list_line, x.card_hmac, x.region, x.of_year, x.of_number, x.of_line"""

_LINES: LiteralString = f"""SELECT {_LINE} FROM payment_line x
    WHERE x.book = %(book)s AND x.year = w.year AND x.number = w.number OFFSET 0"""

_TOUCHED_VOUCHERS: LiteralString = r"""
  SELECT split_part(t.key, '/', 1)::integer AS year, split_part(t.key, '/', 2)::integer AS number
  FROM touched t
  WHERE t.key ~ '^[0-9]{4}/[0-9]+$'"""

_NOT_FOLDED: LiteralString = """
  SELECT v.year, v.number FROM voucher v WHERE v.book = %(book)s AND v.event >= coalesce(
    (SELECT a.next_event FROM audit_mark a WHERE a.book = %(book)s), 0)"""


def _paying(things: LiteralString, thing: LiteralString) -> LiteralString:
    """Vouchers with payment lines of these projects and lists, or out of these projects; of a list
    where its projects are paid.
    """
    return f"""
  SELECT u.year, u.number FROM (
    SELECT g.{thing} AS thing FROM {things} g
    UNION SELECT n.project FROM entitlement_list n
    WHERE n.book = %(book)s AND n.list IN (SELECT g.{thing} FROM {things} g)
  ) t
  CROSS JOIN LATERAL (SELECT x.year, x.number FROM paid_under x
    WHERE x.book = %(book)s AND x.thing = t.thing OFFSET 0) u
  UNION
  SELECT f.year, f.number FROM flowed f
  WHERE f.from_kind = 'project' AND f.to_kind = 'household'
    AND f.from_owner IN (SELECT g.{thing}::text FROM {things} g)
  UNION {_NOT_FOLDED}"""


def _made(name: LiteralString, found: LiteralString, only: LiteralString) -> LiteralString:
    """A table of payments; `found`: CTEs `line` (payment lines), `roster` (the lines that they
    name) and `went` (entries).
    """
    return f"""
CREATE TEMP TABLE {name} ON COMMIT DROP AS
WITH {found},
reached AS ({_reached("went", "line", "roster")})
{_left("reached", only)}
"""


_WENT: LiteralString = f"""
  SELECT e.* FROM wanted w CROSS JOIN LATERAL (
    SELECT x.* FROM entry x
    WHERE x.book = %(book)s AND x.year = w.year AND x.number = w.number AND x.{_TO_HOUSE}
    OFFSET 0) e"""


_DENSE: LiteralString = "8"
"""Where every eighth entry of a voucher is asked for, it is read through."""


def _of_lines(
    name: LiteralString, lines: LiteralString, vouchers: LiteralString, only: LiteralString
) -> LiteralString:
    """A table of what these payment lines paid, and these vouchers to nobody that is named.

    A household has a line in each of hundreds of vouchers, so entries are sought where a line's
    should be, and lines of rosters by their key: few vouchers are read through.
    """
    return _made(
        name,
        f"""line AS MATERIALIZED (
  SELECT l.* FROM ({lines}
  ) l WHERE (l.year, l.number) IN (SELECT k.year, k.number FROM known k)
),
-- Most lines name one of the same household, which is there.
roster AS (
  SELECT o.* FROM line o
  WHERE (o.year, o.number) IN (SELECT l.of_year, l.of_number FROM line l)
  UNION ALL
  SELECT o.* FROM (
    SELECT DISTINCT l.of_year, l.of_number, l.of_line FROM line l
    LEFT JOIN line o ON o.year = l.of_year AND o.number = l.of_number AND o.line = l.of_line
    WHERE l.of_year IS NOT NULL AND o.year IS NULL
  ) w
  CROSS JOIN LATERAL (SELECT {_LINE} FROM payment_line x
    WHERE x.book = %(book)s AND x.year = w.of_year AND x.number = w.of_number
      AND x.line = w.of_line OFFSET 0) o
),
counted AS MATERIALIZED (
  SELECT v.year, v.number, has.entries, has.lines, w.asked * {_DENSE} >= has.entries AS dense
  FROM (SELECT l.year, l.number, count(*) AS asked FROM line l
    WHERE (l.year, l.number) IN (
      SELECT f.year, f.number FROM flowed f WHERE f.to_kind = 'household')
    GROUP BY l.year, l.number) w
  CROSS JOIN LATERAL (SELECT x.* FROM voucher x
    WHERE x.book = %(book)s AND x.year = w.year AND x.number = w.number OFFSET 0) v
  {COUNTS}
),
wanted (year, number) AS ({vouchers}
  UNION SELECT c.year, c.number FROM counted c WHERE c.dense
),
went AS (
  SELECT e.* FROM line l
  JOIN counted has ON has.year = l.year AND has.number = l.number AND NOT has.dense
  {NEAR_LINE}
  WHERE e.{_TO_HOUSE}
  UNION ALL
  SELECT t.* FROM ({_WENT}) t
  WHERE t.line IS NULL OR (t.year, t.number, t.line) IN (
    SELECT l.year, l.number, l.line FROM line l
    JOIN counted c ON c.year = l.year AND c.number = l.number AND c.dense)
)""",
        only,
    )


def _of_vouchers(
    name: LiteralString, vouchers: LiteralString, only: LiteralString, first: LiteralString = ""
) -> LiteralString:
    """A table of what these vouchers (year, number) paid, as far as it is meant."""
    return _made(
        name,
        f"""{first}wanted AS MATERIALIZED (
  SELECT w.year, w.number FROM ({vouchers}
  ) w WHERE (w.year, w.number) IN (
    SELECT f.year, f.number FROM flowed f WHERE f.to_kind = 'household')
),
line AS MATERIALIZED (
  SELECT l.* FROM wanted w CROSS JOIN LATERAL ({_LINES}) l
),
roster AS (
  SELECT o.* FROM (SELECT DISTINCT l.of_year AS year, l.of_number AS number FROM line l) w
  CROSS JOIN LATERAL ({_LINES}) o
),
went AS MATERIALIZED ({_WENT}
)""",
        only,
    )


PAID_BY_ALL: Final[LiteralString] = f"""
CREATE TEMP TABLE paid ON COMMIT DROP AS
{_left(f"({_reached('entry', 'payment_line', 'payment_line')} AND e.{_TO_HOUSE})", "true")}
"""

VIEWS_OF_PAID: Final[dict[str, LiteralString]] = {
    "project_paid": "CREATE TEMP VIEW project_paid AS SELECT * FROM paid",
    "shown_paid": "CREATE TEMP VIEW shown_paid AS SELECT * FROM paid",
    "banked": "CREATE TEMP VIEW banked AS SELECT * FROM paid",
}
"""Where `paid` holds all."""

PAID_TO_TOUCHED: Final[LiteralString] = _of_lines(
    "paid",
    f"""
  SELECT l.* FROM touched_id t CROSS JOIN LATERAL (SELECT {_LINE} FROM payment_line x
    WHERE x.book = %(book)s AND x.household = t.id OFFSET 0) l
  UNION ALL
  -- Lines of the bank's file that leave the household to the roster, and those that name none.
  SELECT {_LINE} FROM payment_line x WHERE x.book = %(book)s AND x.household IS NULL""",
    _TOUCHED_VOUCHERS,
    """(m.household IN (SELECT id FROM touched_id)
  OR (m.household IS NULL AND m.year || '/' || m.number IN (SELECT key FROM touched)))""",
)

PROJECT_PAID_OF_TOUCHED: Final[LiteralString] = _of_vouchers(
    "project_paid",
    f"""{_paying("touched_id", "id")}
  UNION {_TOUCHED_VOUCHERS}""",
    """(m.project IN (SELECT id FROM touched_id) OR m.list IN (SELECT id FROM touched_id)
  OR m.from_project IN (SELECT key FROM touched)
  OR ((m.household IS NULL OR m.project IS NULL)
    AND m.year || '/' || m.number IN (SELECT key FROM touched)))""",
)

SHOWN_PAID: Final[LiteralString] = _of_vouchers(
    "shown_paid",
    _paying("shown", "thing"),
    """(m.project IN (SELECT thing FROM shown) OR m.list IN (SELECT thing FROM shown)
  OR m.from_project IN (SELECT thing::text FROM shown))""",
    first="""shown AS MATERIALIZED (
  SELECT DISTINCT x.thing FROM (
    SELECT i.project, i.list FROM notice_item i WHERE i.book = %(book)s
    UNION ALL SELECT o.project, o.list FROM objection o WHERE o.book = %(book)s
  ) i CROSS JOIN LATERAL (VALUES (i.project), (i.list)) x(thing) WHERE x.thing IS NOT NULL
),
""",
)

BANKED: Final[LiteralString] = _of_lines(
    "banked",
    f"""
  SELECT l.* FROM (
    SELECT c.household, c.card_hmac FROM card_household c
    WHERE c.book = %(book)s AND c.card_hmac IN (
      SELECT x.hmac FROM external x WHERE x.kind = 'bank_flows')
  ) c
  CROSS JOIN LATERAL (SELECT {_LINE} FROM payment_line x
    WHERE x.book = %(book)s AND x.household = c.household
      AND (x.card_hmac = c.card_hmac OR x.card_hmac IS NULL) OFFSET 0) l
  UNION
  SELECT {_LINE} FROM payment_line x WHERE x.book = %(book)s AND x.household IS NULL
  UNION
  SELECT l.* FROM ({_NOT_FOLDED}
  ) w CROSS JOIN LATERAL ({_LINES}) l""",
    "SELECT NULL::integer, NULL::integer",
    "m.card_hmac IN (SELECT x.hmac FROM external x WHERE x.kind = 'bank_flows')",
)
