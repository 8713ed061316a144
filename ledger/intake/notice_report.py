"""What does `sunledger import notices --json` say of each notice? Exactly these keys:

    notice_id       as in the file
    class           allocation | plan | running total | result
    rows            rows of the notice; always used + not_money + refused
    used            rows in a draft, or in the record of a plan, running total or result
    not_money       rows whose tag says that they must not be added
    refused         rows that could not be taken
    printed_fen     first amount of stated_total in index.csv, else null
    src_fen         sum of SRC rows with a readable amount, null if there is none
    alloc_fen       the same of ALLOC rows
    computed_fen    alloc_fen, or src_fen if no row is ALLOC
    difference_fen  computed_fen − printed_fen, null without a printed total
    reasons         why, in Chinese: a list of {row, column, outcome, reason}

`reasons` holds each row that was not used, in the file's order (outcome `not_money` or `refused`,
`row` counted with the header as 1), then what concerns the whole notice, with `row` null: one entry
with outcome `class`, and the remarks, with outcome `remark`.
"""

from __future__ import annotations

from typing import TypedDict

from ledger.intake.notice_intake import NoticeIntake
from ledger.intake.notice_rows import Outcome


class Reason(TypedDict):
    """One line of `reasons`."""

    row: int | None
    column: str
    outcome: str
    reason: str


NoticeReport = TypedDict(
    "NoticeReport",
    {
        "notice_id": str,
        "class": str,
        "rows": int,
        "used": int,
        "not_money": int,
        "refused": int,
        "printed_fen": int | None,
        "src_fen": int | None,
        "alloc_fen": int | None,
        "computed_fen": int | None,
        "difference_fen": int | None,
        "reasons": list[Reason],
    },
)


def report_of(intake: NoticeIntake) -> NoticeReport:
    """The report of one notice, ready for JSON."""
    outcomes = [each.outcome for each in intake.rows]
    reasons: list[Reason] = [
        {
            "row": each.row,
            "column": each.column,
            "outcome": each.outcome.value,
            "reason": each.reason,
        }
        for each in intake.rows
        if each.outcome is not Outcome.USED
    ]
    reasons.append({"row": None, "column": "", "outcome": "class", "reason": intake.classed.reason})
    reasons += [
        {"row": None, "column": "", "outcome": "remark", "reason": each} for each in intake.remarks
    ]
    return {
        "notice_id": intake.notice_id,
        "class": intake.classed.kind.value,
        "rows": len(outcomes),
        "used": outcomes.count(Outcome.USED),
        "not_money": outcomes.count(Outcome.NOT_MONEY),
        "refused": outcomes.count(Outcome.REFUSED),
        "printed_fen": intake.totals.printed_fen,
        "src_fen": intake.totals.src_fen,
        "alloc_fen": intake.totals.alloc_fen,
        "computed_fen": intake.totals.computed_fen,
        "difference_fen": intake.totals.difference_fen,
        "reasons": reasons,
    }
