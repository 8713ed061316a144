"""Which templates fill versioned registers? By name; a later one may refer to an earlier one."""

from __future__ import annotations

from typing import Any

from ledger.intake.register_sheet import RegisterSheet
from ledger.intake.sheets.contracts import CONTRACT_SHEETS
from ledger.intake.sheets.links import LINK_SHEETS
from ledger.intake.sheets.project_life import PROJECT_LIFE_SHEETS
from ledger.intake.sheets.work_and_loans import WORK_AND_LOAN_SHEETS

# Each has a row type of its own; whoever asks by name gets rows of whichever it is.
REGISTER_SHEETS: dict[str, RegisterSheet[Any]] = {
    each.sheet.name: each
    for each in (*PROJECT_LIFE_SHEETS, *CONTRACT_SHEETS, *LINK_SHEETS, *WORK_AND_LOAN_SHEETS)
}
