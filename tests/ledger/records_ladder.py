"""The refusals of what is recorded beside vouchers, each raised once on the story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import psycopg

from ledger.book.attachment import Attachment, attach, strike
from ledger.book.confirmation import Confirmation, Confirmer, Outcome, confirm
from ledger.book.opening import Closer, Signed, close_opening, list_opening
from ledger.book.refusals import refusal_of
from tests.ledger.ladder_case import Case, Deed
from tests.ledger.records_story import LESS, ROWS, SCAN, VILLAGE, WHOLE
from tests.ledger.scene import LOWER, YEAR, Scene, named

_FRESH = replace(LESS, number=5, line=1)


def _confirm(row: Confirmation, by: Confirmer = VILLAGE) -> Deed:
    def deed(scene: Scene) -> object:
        return confirm(scene.connection, LOWER, uuid4(), [row], by=by, sealer=scene.sealer)

    return deed


def _attach(subject_key: str) -> Deed:
    def deed(scene: Scene) -> object:
        new = Attachment(uuid4(), "voucher", subject_key, SCAN, "扫描件.pdf", "凭证附件")
        return attach(scene.connection, LOWER, new, "经办甲")

    return deed


def _draft_submitted(scene: Scene) -> object:
    draft = str(uuid4())
    scene.connection.execute(
        "INSERT INTO draft (book, draft, created_at) VALUES (%s, %s, now())", [LOWER, draft]
    )
    scene.connection.execute(
        "INSERT INTO draft_version (book, draft, version, title, kind, amount_fen, content,"
        " digest, warnings, problems, maker, made_at)"
        " VALUES (%s, %s, 1, '', 'integrate', 1, '{}', 'd', '[]', '[]', '经办甲', now())",
        [LOWER, draft],
    )
    scene.connection.execute(
        "INSERT INTO draft_event (book, draft, seq, version, action, actor, digest, reason,"
        " happened_at) VALUES (%s, %s, 1, 1, 'submit', '经办甲', 'd', '', now())",
        [LOWER, draft],
    )
    new = Attachment(uuid4(), "draft", draft, SCAN, "扫描件.pdf", "凭证附件")
    return attach(scene.connection, LOWER, new, "经办甲")


def _strike(scene: Scene) -> object:
    return strike(scene.connection, LOWER, named("附件一"), actor="经办甲", reason="传错了")


def _close(*, listed: bool, total_fen: int = 9_000_00) -> Deed:
    """In the lower book nothing was posted by `open`: a list of anything differs."""

    def deed(scene: Scene) -> object:
        key = uuid4()
        if listed:
            list_opening(
                scene.connection, LOWER, key, ROWS, as_of=date(2018, 12, 31),
                digest=b"\x01" * 32, actor="经办甲",
            )  # fmt: skip
        signed = Signed(key, date(2019, 1, 2), total_fen, "局长某")
        return scene.connection.execute(
            "SELECT close_opening(%s, %s::jsonb, 'c', '{}', %s::jsonb)",
            [
                LOWER,
                f'{{"login": "复核乙", "role": "finance_checker", "reach": [{LOWER}]}}',
                f'{{"list": "{signed.list}", "total_fen": {total_fen}, "sd": "",'
                ' "signed_on": "2019-01-02"}',
            ],
        )

    return _by_name(deed)


def _by_name(deed: Deed) -> Deed:
    """SQL called directly, its error turned into the refusal as the functions do."""

    def named_deed(scene: Scene) -> object:
        try:
            return deed(scene)
        except psycopg.Error as error:
            raise refusal_of(error) or error from None

    return named_deed


def _differs(scene: Scene) -> object:
    key = uuid4()
    list_opening(
        scene.connection, LOWER, key, ROWS, as_of=date(2018, 12, 31), digest=b"\x01" * 32,
        actor="经办甲",
    )  # fmt: skip
    signed = Signed(key, date(2019, 1, 2), 9_000_00, "局长某")
    by = Closer("复核乙", (LOWER,))
    return close_opening(scene.connection, LOWER, signed, by=by, sealer=scene.sealer)


RECORDS: dict[str, Case] = {
    "role_may_not_confirm": Case(8, _confirm(_FRESH, replace(VILLAGE, role="finance_maker"))),
    "confirmed_line_unknown": Case(2, _confirm(replace(_FRESH, line=9))),
    "confirmed_line_out_of_reach": Case(
        8, _confirm(_FRESH, replace(VILLAGE, reach=("610727100201", "610727")))
    ),
    "confirmation_contradicts_line": Case(2, _confirm(replace(_FRESH, amount_fen=3_000_00))),
    "confirmation_day_impossible": Case(6, _confirm(replace(_FRESH, signed_on=date(2019, 6, 2)))),
    "corrected_unknown": Case(1, _confirm(replace(WHOLE, corrects=uuid4()))),
    "confirmed_already": Case(
        1, _confirm(replace(LESS, outcome=Outcome.NOT_RECEIVED, amount_fen=None))
    ),
    "attachment_subject_unknown": Case(9, _attach(f"{YEAR}-999")),
    "draft_not_open": Case(8, _draft_submitted),
    "attachment_is_permanent": Case(1, _strike),
    "opening_list_unknown": Case(2, _close(listed=False)),
    "opening_total_differs": Case(2, _close(listed=True, total_fen=9_000_01)),
    "opening_differs": Case(2, _differs),
}
