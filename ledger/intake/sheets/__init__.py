"""Which kinds of file are there?

Each has its file here: the template, the row, and who takes the rows into the books. The order is
that in which an empty book is filled.
"""

from __future__ import annotations

from typing import Any

from ledger.intake.register_taking import register_kind
from ledger.intake.sheets.approved_list import APPROVED_LIST
from ledger.intake.sheets.bank_result import BANK_RESULT
from ledger.intake.sheets.cards import CARDS
from ledger.intake.sheets.confirmations import CONFIRMATIONS
from ledger.intake.sheets.exit_steps import EXIT_STEPS
from ledger.intake.sheets.external import EXTERNAL
from ledger.intake.sheets.household_incomes import HOUSEHOLD_INCOMES
from ledger.intake.sheets.household_moves import HOUSEHOLD_MOVES
from ledger.intake.sheets.households import HOUSEHOLDS
from ledger.intake.sheets.indicators import INDICATORS
from ledger.intake.sheets.notice_register import NOTICE_REGISTER
from ledger.intake.sheets.objections import OBJECTIONS
from ledger.intake.sheets.opening import OPENING
from ledger.intake.sheets.organisation_facts import ORGANISATION_FACTS
from ledger.intake.sheets.organisations import ORGANISATIONS
from ledger.intake.sheets.payee_authorities import PAYEE_AUTHORITIES
from ledger.intake.sheets.payments import PAYMENTS
from ledger.intake.sheets.persons import PERSONS
from ledger.intake.sheets.places import PLACE_CLASSES, REGIONS
from ledger.intake.sheets.project_steps import PROJECT_STEPS
from ledger.intake.sheets.projects import PROJECTS
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.intake.sheets.responsible import RESPONSIBLE
from ledger.intake.taking import SheetKind

# Each kind has a row type of its own; whoever asks by name gets rows of whichever it is.
SHEET_KINDS: dict[str, SheetKind[Any]] = {
    each.sheet.name: each
    for each in (
        REGIONS,
        PLACE_CLASSES,
        ORGANISATIONS,
        ORGANISATION_FACTS,
        PROJECTS,
        PROJECT_STEPS,
        HOUSEHOLDS,
        PERSONS,
        CARDS,
        PAYEE_AUTHORITIES,
        HOUSEHOLD_MOVES,
        HOUSEHOLD_INCOMES,
        EXIT_STEPS,
        RESPONSIBLE,
        OPENING,
        INDICATORS,
        APPROVED_LIST,
        PAYMENTS,
        BANK_RESULT,
        CONFIRMATIONS,
        *EXTERNAL,
        NOTICE_REGISTER,
        OBJECTIONS,
    )
} | {name: register_kind(each) for name, each in REGISTER_SHEETS.items()}
"""By the name that the command line uses."""
