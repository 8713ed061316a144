"""Which keys do new rows of the registers with versions concern, and days that came in them?

Beside the queries of audit/increment.py; `since` and `old_as_of` are those of the run before.
"""

from __future__ import annotations

from typing import Final, LiteralString


def _of(register: LiteralString, keys: LiteralString, *days: LiteralString) -> LiteralString:
    """Keys of rows that became known, or of which one of the days came."""
    came: LiteralString = "".join(
        f" OR ({day} > %(old_as_of)s AND {day} <= %(as_of)s)" for day in days
    )
    return f"""
    SELECT x.key FROM {register} r CROSS JOIN LATERAL (VALUES {keys}) x(key)
    WHERE r.book = %(book)s AND x.key IS NOT NULL AND (r.known_at > %(since)s{came})
    """


_PROJECT: LiteralString = "(r.project::text)"

REGISTER_KEYS: Final[tuple[LiteralString, ...]] = (
    _of("project_milestone", _PROJECT, "r.planned_on", "r.done_on"),
    _of("project_target", _PROJECT, "r.set_on"),
    _of("project_review", _PROJECT, "r.reviewed_on"),
    _of("project_approval", _PROJECT, "r.approved_on"),
    _of("project_fund", _PROJECT),
    _of("contract", "(r.project::text), (r.contract), (r.supplier)", "r.signed_on", "r.awarded_on"),
    _of("bid", "(r.project::text), (r.tender)", "r.opened_on"),
    _of("invoice", "(r.project::text), (r.contract), (r.seller)", "r.invoiced_on"),
    _of("inspection", _PROJECT, "r.inspected_on"),
    _of("acceptance", "(r.project::text), (r.contract)", "r.accepted_on"),
    _of("asset", "(r.project::text), (r.asset)", "r.formed_on"),
    _of("support_agreement", "(r.project::text), (r.agreement), (r.org)", "r.signed_on"),
    _of("dividend_due", "(r.project::text), (r.agreement)", "r.due_on"),
    _of("beneficiary", "(r.project::text), (r.household::text)", "r.valid_from", "r.valid_to"),
    _of("member_count", "(r.org)", "r.counted_on"),
    _of("wage", "(r.project::text), (r.household::text), (r.list)", "r.period_to", "r.signed_on"),
    _of("public_post", "(r.project::text), (r.post)", "r.valid_from", "r.valid_to"),
    _of("post_holder", "(r.post), (r.household::text)", "r.valid_from", "r.valid_to"),
    """
    SELECT p.project::text FROM post_holder r
    JOIN public_post p ON p.book = r.book AND p.post = r.post
    WHERE r.book = %(book)s AND (r.known_at > %(since)s
      OR (r.valid_from > %(old_as_of)s AND r.valid_from <= %(as_of)s)
      OR (r.valid_to > %(old_as_of)s AND r.valid_to <= %(as_of)s))
    """,
    _of("loan", "(r.loan), (r.household::text)", "r.lent_on", "r.due_on"),
    """
    SELECT x.key FROM loan_event r
    LEFT JOIN loan l ON l.book = r.book AND l.loan = r.loan
    CROSS JOIN LATERAL (VALUES (r.loan), (r.org), (l.household::text)) x(key)
    WHERE r.book = %(book)s AND x.key IS NOT NULL
      AND (r.known_at > %(since)s OR (r.happened_on > %(old_as_of)s AND r.happened_on <= %(as_of)s))
    """,
    _of("project_organisation", "(r.project::text), (r.org)", "r.valid_from", "r.valid_to"),
    """
    SELECT x.key FROM notice_step r
    JOIN notice n ON n.book = r.book AND n.notice = r.notice
    CROSS JOIN LATERAL (VALUES (n.notice::text), (n.subject_key), (n.project::text),
      (n.list::text)) x(key)
    WHERE r.book = %(book)s AND (r.known_at > %(since)s
      OR (r.happened_on > %(old_as_of)s AND r.happened_on <= %(as_of)s))
    """,
    _of("notice_reading", "(r.notice::text)", "r.read_on"),
    _of("objection", "(r.objection::text)", "r.raised_on"),
    _of("objection_step", "(r.objection::text)", "r.happened_on"),
    # The same photo may be shown for a notice of another book.
    """
    SELECT e.notice::text FROM posting_evidence r
    JOIN posting_evidence e ON e.digest = r.digest AND e.book = %(book)s
    WHERE r.known_at > %(since)s OR (r.taken_on > %(old_as_of)s AND r.taken_on <= %(as_of)s)
    """,
    _of("allocation_factor", "(r.plan)"),
    _of("allocation_share", "(r.plan)"),
    # A unit is of all books: what became known of it concerns those that deal with it.
    """
    SELECT f.org FROM organisation_fact f
    JOIN contract c ON c.book = %(book)s AND c.supplier = f.org
    WHERE f.known_at > %(since)s OR (f.valid_from > %(old_as_of)s AND f.valid_from <= %(as_of)s)
    """,
    # Units that this book deals with, whose accounts rules compare with bank lists.
    """
    SELECT f.org FROM organisation_fact f
    JOIN (
      SELECT a.owner AS org FROM account a WHERE a.book = %(book)s
      UNION SELECT p.org FROM project p WHERE p.book = %(book)s
    ) o ON o.org = f.org
    WHERE f.known_at > %(since)s OR (f.valid_from > %(old_as_of)s AND f.valid_from <= %(as_of)s)
    """,
    _of("membership", "(r.household::text), (r.person::text)", "r.joined_on", "r.left_on"),
    _of(
        "phone_identity",
        "(r.person::text), (encode(r.phone_hmac, 'hex'))",
        "r.valid_from",
        "r.valid_to",
    ),
    # Where payees begin to sign for a benefit, silence about its other lists says something.
    """
    SELECT m.list::text FROM (
      SELECT DISTINCT coalesce(l.list, o.list) AS list FROM confirmation c
      JOIN book_event e ON e.book = c.book AND e.event = c.event
      JOIN payment_line l ON l.book = c.book AND l.year = c.year AND l.number = c.number
        AND l.line = c.line
      LEFT JOIN payment_line o ON o.book = c.book AND o.year = l.of_year
        AND o.number = l.of_number AND o.line = l.of_line
      WHERE c.book = %(book)s AND (e.recorded_at > %(since)s
        OR (c.signed_on > %(old_as_of)s AND c.signed_on <= %(as_of)s))
    ) s
    JOIN entitlement_list n ON n.book = %(book)s AND n.list = s.list
    JOIN entitlement_list m ON m.book = %(book)s AND m.benefit = n.benefit
    """,
    """
    SELECT p.household::text FROM payee_authority r
    JOIN person p ON p.book = r.book AND p.person = r.person
    WHERE r.book = %(book)s AND (r.known_at > %(since)s
      OR (r.valid_from > %(old_as_of)s AND r.valid_from <= %(as_of)s)
      OR (r.valid_to > %(old_as_of)s AND r.valid_to <= %(as_of)s))
    """,
    """
    SELECT encode(b.card_hmac, 'hex') FROM bank_card b
    WHERE b.book = %(book)s AND (b.known_at > %(since)s
      OR (b.valid_from > %(old_as_of)s AND b.valid_from <= %(as_of)s)
      OR (b.valid_to > %(old_as_of)s AND b.valid_to <= %(as_of)s))
    """,
)
"""Each gives keys of the book."""
