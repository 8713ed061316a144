"""Which keys do new rows about persons, cards, addresses, moves and exits concern?

Beside the queries of audit/increment.py; `since` and `old_as_of` are those of the run before.
"""

from __future__ import annotations

from typing import Final, LiteralString

HOUSEHOLD_KEYS: Final[tuple[LiteralString, ...]] = (
    "SELECT m.household::text FROM membership m WHERE m.book = %(book)s AND m.known_at > %(since)s",
    "SELECT h.household::text FROM address_identity h"
    " WHERE h.book = %(book)s AND h.known_at > %(since)s",
    """
    SELECT p.household::text FROM phone_identity t
    JOIN person p ON p.book = t.book AND p.person = t.person
    WHERE t.book = %(book)s AND t.known_at > %(since)s
    """,
    """
    SELECT p.household::text FROM payee_authority a
    JOIN person p ON p.book = a.book AND p.person IN (a.person, a.payee)
    WHERE a.book = %(book)s AND a.known_at > %(since)s
    """,
    """
    SELECT x.key FROM household_move m
    CROSS JOIN LATERAL (VALUES (m.household::text), (m.to_household::text)) x(key)
    WHERE m.book = %(book)s AND (m.known_at > %(since)s
      OR (m.happened_on > %(old_as_of)s AND m.happened_on <= %(as_of)s))
    """,
    "SELECT i.household::text FROM household_income i"
    " WHERE i.book = %(book)s AND i.known_at > %(since)s",
    """
    SELECT e.subject FROM exit_step e
    WHERE e.book = %(book)s AND (e.known_at > %(since)s
      OR (e.done_on > %(old_as_of)s AND e.done_on <= %(as_of)s))
    """,
    # The first step that is recorded says something of every exit, and so does one annulled.
    """
    SELECT f.household::text FROM household_fact f
    WHERE f.book = %(book)s AND f.kind = 'lifted' AND EXISTS (
      SELECT FROM exit_step n WHERE n.book = %(book)s AND (n.known_at > %(since)s
        OR (n.done_on > %(old_as_of)s AND n.done_on <= %(as_of)s))
        AND (n.annulled OR NOT EXISTS (
          SELECT FROM exit_step o WHERE o.book = %(book)s AND NOT o.annulled
            AND o.known_at <= %(since)s AND o.done_on <= %(old_as_of)s)))
    """,
    # A comparison of persons takes the place of the one before it.
    """
    SELECT p.household::text FROM linkage_pair l
    JOIN person p ON p.book = l.book AND p.person IN (l.person, l.other_person)
    WHERE l.book = %(book)s AND EXISTS (
      SELECT FROM linkage r WHERE r.book = %(book)s AND r.known_at > %(since)s)
    """,
    "SELECT 'book' FROM linkage l WHERE l.book = %(book)s AND l.known_at > %(since)s",
    # What became known of a unit, or of a telephone, address or account that is also a unit's.
    """
    SELECT f.org FROM organisation_fact f
    JOIN account a ON a.book = %(book)s AND a.owner = f.org
    WHERE f.known_at > %(since)s
    """,
    """
    SELECT o.org FROM organisation_identity o
    JOIN phone_identity t ON t.phone_hmac = o.phone_hmac
    WHERE t.book = %(book)s AND t.known_at > %(since)s
    """,
    """
    SELECT o.org FROM organisation_identity o
    JOIN address_identity a ON a.address_hmac = o.address_hmac
    WHERE a.book = %(book)s AND (a.known_at > %(since)s OR a.household IN (
      SELECT m.household FROM membership m WHERE m.book = %(book)s AND m.known_at > %(since)s))
    """,
    """
    SELECT o.org FROM organisation_identity o
    JOIN bank_card b ON b.card_hmac = o.account_hmac
    WHERE b.book = %(book)s AND b.known_at > %(since)s
    """,
    # A person with a duty concerns every payee account of the book, and the cards that he holds.
    """
    SELECT a.owner FROM account a
    WHERE a.book = %(book)s AND a.kind IN ('vendor', 'collective') AND EXISTS (
      SELECT FROM responsible_person d WHERE d.book = %(book)s AND (d.known_at > %(since)s
        OR (d.valid_from > %(old_as_of)s AND d.valid_from <= %(as_of)s)))
    """,
    """
    SELECT encode(b.card_hmac, 'hex')
    FROM responsible_person d
    JOIN responsible_identity r ON r.book = d.book AND r.duty = d.duty
    JOIN bank_card b ON b.book = d.book
    LEFT JOIN person_identity i ON i.book = b.book AND i.person = b.person
    WHERE d.book = %(book)s AND (d.known_at > %(since)s
      OR (d.valid_from > %(old_as_of)s AND d.valid_from <= %(as_of)s))
      AND r.id_hmac = coalesce(b.holder_hmac, i.id_hmac)
    """,
)
"""Each gives keys of the book."""

HOUSEHOLD_LINKS: Final[tuple[LiteralString, ...]] = (
    # A unit's telephone is no bond between the households that name it.
    """
    SELECT encode(i.phone_hmac, 'hex') FROM person p
    JOIN phone_identity i ON i.book = p.book AND i.person = p.person AND NOT i.official
    WHERE p.book = %(book)s AND p.household IN (SELECT id FROM touched WHERE turn = %(turn)s)
    """,
    """
    SELECT p.household::text FROM phone_identity i
    JOIN person p ON p.book = i.book AND p.person = i.person
    WHERE i.book = %(book)s AND NOT i.official
      AND i.phone_hmac IN (SELECT hmac FROM touched WHERE turn = %(turn)s)
    """,
    """
    SELECT x.key FROM household_move m
    CROSS JOIN LATERAL (VALUES (m.household, m.to_household::text),
      (m.to_household, m.household::text)) x(own, key)
    WHERE m.book = %(book)s AND m.household <> m.to_household
      AND x.own IN (SELECT id FROM touched WHERE turn = %(turn)s)
    """,
    """
    SELECT y.household::text FROM linkage_pair l
    CROSS JOIN LATERAL (VALUES (l.person, l.other_person), (l.other_person, l.person)) v(one, other)
    JOIN person x ON x.book = l.book AND x.person = v.one
    JOIN person y ON y.book = l.book AND y.person = v.other
    WHERE l.book = %(book)s AND x.household IN (SELECT id FROM touched WHERE turn = %(turn)s)
    """,
)
"""What hangs together with touched households: where they came from, what came from them, and
whose members are probably members of them, and who has the same telephone."""
