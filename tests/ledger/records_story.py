"""What is recorded beside the vouchers of the story: a confirmation and its correction, two files,
the opening of the upper book closed against its list."""

from __future__ import annotations

from datetime import date, time
from uuid import uuid5

from ledger.book.attachment import Attachment, attach
from ledger.book.confirmation import (
    Confirmation,
    Confirmer,
    Means,
    Outcome,
    Signer,
    confirm,
    key_of,
)
from ledger.book.opening import Closer, ListRow, Signed, close_opening, list_opening
from ledger.storage.attachments import Stored
from tests.ledger.scene import LOWER, UPPER, YEAR, K, Scene, named

VILLAGE = Confirmer("村会计", "village", ("610727100200",))
BATCH, CORRECTION = named("签收一"), named("签收二")
LIST = named("期初清单")
SCAN = Stored(b"\x07" * 32, 1234, "application/pdf")
LESS = Confirmation(
    YEAR, 6, 1, Outcome.LESS, Signer.SPOUSE, Means.SIGNATURE, date(2019, 5, 20), "张三妻",
    amount_fen=2_000_00, signed_time=time(9, 30), evidence=SCAN.digest, note="说少一千",
)  # fmt: skip
WHOLE = Confirmation(
    YEAR, 6, 1, Outcome.RECEIVED, Signer.SELF, Means.FINGERPRINT, date(2019, 5, 21), "张三",
    amount_fen=3_000_00, corrects=key_of(BATCH, 1),
)  # fmt: skip
ROWS = (
    ListRow(1, K.UNASSIGNED, "", named("期初结余"), "", 5_000_00),
    ListRow(2, K.POOL, "", named("期初结余"), "", 4_000_00),
)
SIGNED = Signed(LIST, date(2019, 1, 2), 9_000_00, "局长某")
CLOSER = Closer("复核乙", (UPPER, LOWER))


def record(scene: Scene) -> None:
    """After the vouchers were posted."""
    confirm(scene.connection, LOWER, BATCH, [LESS], by=VILLAGE, sealer=scene.sealer)
    confirm(scene.connection, LOWER, CORRECTION, [WHOLE], by=VILLAGE, sealer=scene.sealer)
    of_voucher = Attachment(
        named("附件一"), "voucher", f"{YEAR}-6", SCAN, "签收表 张三.pdf", "签收表"
    )
    attach(scene.connection, LOWER, of_voucher, "经办甲")
    of_batch = Attachment(
        uuid5(BATCH, "evidence"), "confirmations", str(BATCH), SCAN, "签收表.pdf", "签收表"
    )
    attach(scene.connection, LOWER, of_batch, "村会计")
    list_opening(
        scene.connection, UPPER, LIST, ROWS, as_of=date(2018, 12, 31), digest=b"\x08" * 32,
        actor="经办甲",
    )  # fmt: skip
    close_opening(scene.connection, UPPER, SIGNED, by=CLOSER, sealer=scene.sealer)
