"""What may be shown of registers whose rows are partly sealed: the cells of their templates?

The personal cells stay empty: a file that leaves names nobody, and reading it again keeps them.
`…_CELLS` has a column for each of the template, `…_ROWS` version, document, change, who entered it
and when besides.
"""

from typing import Final, LiteralString

_FACT: Final[LiteralString] = """f.org, f.valid_from, coalesce(f.credit_code, ''),
  f.registered_on, f.cancelled_on, f.source, '', '', '', '', ''"""
_FACTS: Final[LiteralString] = """
FROM organisation_fact f WHERE %(book)s IS NOT NULL AND NOT EXISTS (
  SELECT FROM organisation_fact n
  WHERE n.org = f.org AND n.valid_from = f.valid_from AND n.known_at > f.known_at)
ORDER BY f.org, f.valid_from
"""
_DUTY: Final[LiteralString] = """d.duty::text, d.kind, coalesce(d.region, ''),
  coalesce(p.code, ''),
  CASE WHEN d.household IS NULL THEN '' ELSE coalesce(c.code, d.household::text) END,
  coalesce(d.org, ''), d.post, '', '', '', d.valid_from, d.valid_to, d.doc_no, d.change"""
_DUTIES: Final[LiteralString] = """
FROM responsible_person d
LEFT JOIN project p ON p.book = d.book AND p.project = d.project
LEFT JOIN register_code c ON c.book = d.book AND c.kind = 'household' AND c.key = d.household
WHERE d.book = %(book)s AND NOT d.void AND NOT EXISTS (
  SELECT FROM responsible_person n
  WHERE n.book = d.book AND n.duty = d.duty AND n.version > d.version)
ORDER BY d.kind, d.valid_from, d.duty
"""
ORGANISATION_FACT_CELLS: Final[LiteralString] = "SELECT " + _FACT + _FACTS
ORGANISATION_FACT_ROWS: Final[LiteralString] = (
    "SELECT "
    + _FACT
    + ", 1, '', CASE WHEN f.credit_code_valid IS FALSE THEN '校验位不对' ELSE '' END"
    + ", f.actor, f.known_at"
    + _FACTS
)
RESPONSIBLE_CELLS: Final[LiteralString] = "SELECT " + _DUTY + _DUTIES
RESPONSIBLE_ROWS: Final[LiteralString] = (
    "SELECT " + _DUTY + ", d.version, d.doc_no, d.change, d.actor, d.known_at" + _DUTIES
)
