"""What is today's schema, as a list of single statements?

The tables come from the SQLModel classes, the functions from `sql/*.sql`; guards, privileges and
the list of movements are written here from the same names. A migration holds a frozen copy, and a
test compares a migrated database with this (tests/storage/test_drift.py).
"""

from collections.abc import Iterator
from importlib.resources import files

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from ledger.storage.tables import SCHEMA, metadata
from ledger.storage.views import VIEWS, view_statements
from ledger.values.kinds import MOVEMENTS

OWNER, APP, READ = "sunledger_owner", "sunledger_app", "sunledger_read"
QUERY = "sunledger_query"

LEDGER = (
    *("installation", "demo_clock", "movement", "book", "book_state", "book_year", "account"),
    *("lot", "voucher", "entry", "payment_line", "private_line", "balance"),
    "flow",
    *("inbound", "inbound_withdrawal", "book_event", "notice"),
    *("exchange_peer", "exchange_file", "delivery_receipt", "same_as"),
    *("confirmation", "record_private", "attachment", "attachment_struck"),
    *("opening_list", "opening_row", "opening_closing"),
    *("card_household", "paid_under", "audit_mark"),
    *("erasure", "erased_line", "erased_record"),
    *("audit_case", "audit_case_step", "audit_case_lead", "audit_case_disposition"),
    *("audit_case_recovery", "audit_case_file", "audit_case_private"),
    *("audit_suppression", "audit_suppression_step"),
)
"""Written by the owner's functions only."""
STATE = ("demo_clock", "book_state", "book_year", "balance", "audit_mark")
"""Derived or counting rows that those functions also update."""
CHANGEABLE = {
    "app_user": "INSERT, UPDATE (name, password_hash, active)",
    "app_user_role": "INSERT, DELETE",
    "audit_due": "INSERT, DELETE",
    "audit_verdict": "INSERT, UPDATE, DELETE",
}
"""People who sign in, what rules said of each key, when to look again: all it may change."""
ERASABLE = (
    *("private_line", "person_private", "person_phone", "card_private", "household_private"),
    *("notice_text", "objection_private"),
    "record_private",
    *("organisation_private", "responsible_private"),
    "audit_case_private",
)
"""Sealed personal rows, which an erasure can delete; it is an event of its own."""
SEALED = (*ERASABLE, "app_user", "app_user_role")
"""Not shown to the reading role: sealed personal data and password hashes."""

FUNCTIONS = (
    *("refuse", "clock", "events", "post_checks", "post", "exchange"),
    "duties",
    "records",
    "cards",
    "erasure",
    "limits",
    "audit_cases",
)
CALLABLE = (
    "ledger_now()",
    "set_demo_clock(timestamptz)",
    "received_of(integer, integer, integer, integer, integer)",
    "open_book(integer, text, text, text, boolean, date, text, bytea, text)",
    "open_year(integer, integer, text, bytea, text)",
    "close_year(integer, integer, text, bytea, text)",
    "close_month(integer, integer, integer, text, bytea, text)",
    "booked_month(integer, integer, date, bigint)",
    "publish(integer, text, text, bytea, text, jsonb)",
    "deliver(integer, integer, integer, integer, integer, uuid, bigint, text, date, jsonb, "
    "boolean)",
    "trust_peer(integer, bytea, text, boolean, text)",
    "take_deliveries(integer, integer, bytea, bytea, bytea, timestamptz, text, jsonb)",
    "take_receipt(integer, integer, bytea, bytea, bytea, timestamptz, text, jsonb)",
    "link_lots(integer, uuid, uuid, date, text, uuid, text, text, bytea, text)",
    "lot_links_at(timestamptz)",
    "lot_identity_at(timestamptz)",
    "disclosure_duties(integer, date, timestamptz, date[])",
    "confirm(integer, jsonb, text, bytea, text, jsonb)",
    "attach(integer, text, text, bytea, text, jsonb)",
    "strike_attachment(integer, uuid, text, text)",
    "fix_attachments(integer, text, text, bytea, text)",
    "list_opening(integer, uuid, date, bytea, text, jsonb)",
    "opening_against_list(integer, uuid, bigint)",
    "close_opening(integer, jsonb, bytea, text, jsonb)",
    "fold_cards(integer)",
    "erase(integer, uuid, jsonb, bytea, text)",
    "places_above(text, date)",
    "limit_standing(text, text, date)",
    "limit_at(text, text, date)",
    "erasure_reach(integer, uuid)",
    "personal_lines(integer, uuid)",
    "open_case(integer, uuid, jsonb, jsonb)",
    "case_step(integer, uuid, jsonb, jsonb)",
    "ask_suppression(integer, uuid, jsonb, jsonb)",
    "decide_suppression(integer, uuid, jsonb, text, text)",
    "case_today()",
    "newest_leads(integer[])",
    "case_stages(integer[])",
    "suppressions_on(integer[], date)",
    "lead_states(integer[], date)",
    "lead_score(text, bigint)",
)
"""What the application role may call, besides post() itself."""
READABLE = (
    "ledger_now()",
    "booked_month(integer, integer, date, bigint)",
    "received_of(integer, integer, integer, integer, integer)",
    "lot_links_at(timestamptz)",
    "lot_identity_at(timestamptz)",
    "disclosure_duties(integer, date, timestamptz, date[])",
    "opening_against_list(integer, uuid, bigint)",
    "places_above(text, date)",
    "limit_standing(text, text, date)",
    "limit_at(text, text, date)",
    "case_today()",
    "newest_leads(integer[])",
    "case_stages(integer[])",
    "suppressions_on(integer[], date)",
    "lead_states(integer[], date)",
    "lead_score(text, bigint)",
)
"""What the reading role may call: functions that only read."""


def statements() -> Iterator[str]:
    """Every statement that makes the schema of an empty database, in order."""
    yield f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
    yield from views()
    for name in FUNCTIONS:
        yield from functions(name)
    yield from guards()
    yield from privileges()
    yield from movements()
    yield from audit_views()


def views() -> Iterator[str]:
    """What the reading role sees of sealed tables: that two numbers, names, telephones or addresses
    are equal, and no more.

    A keyed hash tells nothing without the key, and it stays in the row that an erasure deletes.
    """
    for view, columns, table in (
        ("person_identity", "book, person, id_hmac, name_hmac, id_faults", "person_private"),
        (
            "phone_identity",
            "book, person, valid_from, known_at, valid_to, official, phone_hmac",
            "person_phone",
        ),
        (
            "address_identity",
            "book, household, valid_from, known_at, valid_to, hmac AS address_hmac",
            "household_private WHERE kind = 'address'",
        ),
        (
            "organisation_identity",
            "org, valid_from, known_at, legal_id_hmac, legal_name_hmac, phone_hmac, address_hmac, "
            "account_hmac",
            "organisation_private",
        ),
        (
            "responsible_identity",
            "book, duty, name_hmac, id_hmac, phone_hmac",
            "responsible_private",
        ),
    ):
        yield f"CREATE VIEW {SCHEMA}.{view} AS SELECT {columns} FROM {SCHEMA}.{table}"


def functions(name: str) -> Iterator[str]:
    """The CREATE FUNCTION statements of one file; each ends with `$$;` or `$$ ;` on its own."""
    source = (files("ledger.storage") / "sql" / f"{name}.sql").read_text("utf-8")
    statement: list[str] = []
    for line in source.splitlines():
        if not statement and not line.startswith("CREATE"):
            continue
        statement.append(line)
        if line.rstrip().endswith("$$;") or line.rstrip().endswith("END $$;") or line == "$$;":
            yield "\n".join(statement).rstrip().removesuffix(";")
            statement = []
    if statement:
        raise ValueError(f"{name}.sql ends inside a statement")


def guards() -> Iterator[str]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, even to the owner."""
    for table in sorted(metadata.tables.values(), key=lambda each: each.name):
        name = table.name
        if name in CHANGEABLE:
            continue
        refused = ["TRUNCATE"]
        if name not in ERASABLE:
            refused.append("DELETE")
        if name not in (*STATE, "draft_version"):
            refused.append("UPDATE")
        yield (
            f"CREATE TRIGGER {name}_is_permanent BEFORE {' OR '.join(sorted(refused))} "
            f"ON {SCHEMA}.{name} FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_change()"
        )

    yield (
        f"CREATE TRIGGER draft_version_only_loses_what_is_sealed BEFORE UPDATE "
        f"ON {SCHEMA}.draft_version FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.refuse_draft_change()"
    )
    for name in ("person_private", "person_phone", "bank_card"):
        yield (
            f"CREATE TRIGGER {name}_of_nobody_erased BEFORE INSERT ON {SCHEMA}.{name} "
            f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.refuse_erased()"
        )


def privileges() -> Iterator[str]:
    """Least privilege: the application reads, calls, and inserts into registers and drafts."""
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}, {READ}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {APP}, {READ}"
    for name in SEALED:
        yield f"REVOKE SELECT ON {SCHEMA}.{name} FROM {READ}"
    for table in sorted(metadata.tables.values(), key=lambda each: each.name):
        if table.name not in LEDGER:
            rights = CHANGEABLE.get(table.name, "INSERT")
            yield f"GRANT {rights} ON {SCHEMA}.{table.name} TO {APP}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC"
    for signature in CALLABLE:
        yield f"GRANT EXECUTE ON FUNCTION {SCHEMA}.{signature} TO {APP}"
    for signature in READABLE:
        yield f"GRANT EXECUTE ON FUNCTION {SCHEMA}.{signature} TO {READ}"
    yield f"GRANT EXECUTE ON FUNCTION {SCHEMA}.post TO {APP}"


def movements() -> Iterator[str]:
    """The rows of `movement`: what kind of voucher moves money between which kinds of account."""
    rows = ",\n  ".join(f"('{kind}', '{start}', '{end}')" for kind, start, end in sorted(MOVEMENTS))
    yield f"INSERT INTO {SCHEMA}.movement (kind, from_kind, to_kind) VALUES\n  {rows}"


def audit_views() -> Iterator[str]:
    """The schema of the auditors' own queries: functions that say what is in reach, then views."""
    yield f"CREATE SCHEMA {VIEWS}"
    yield from functions("queries")
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {VIEWS} FROM PUBLIC"
    yield from view_statements(QUERY)
