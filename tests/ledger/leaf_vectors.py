"""The test vectors of leaf version 1: `python -m tests.ledger.leaf_vectors --write|--check`.

Each vector holds a voucher as JSON, the salts, and every byte that follows from them. Once real
vouchers are posted these bytes can never change: `--write` is for adding vectors, and a change in
an old one means a leaf version 2.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from ledger.book.leaf import body, content_digest, entry_bytes, in_order, line_bytes
from ledger.book.post import MEMO_PURPOSE
from ledger.book.voucher import voucher_json
from ledger.values.commitment import digest, disclosure
from ledger.values.merkle import root
from tests.ledger.scene import ACTOR, CLOCK, SEALER
from tests.ledger.story import Step, story

FILE = Path(__file__).parents[1] / "vectors" / "leaf_v1.json"


def counted_salt(purpose: str) -> Callable[[], bytes]:
    """16 bytes a call, the same sequence in every run."""
    count = iter(range(10**6))
    return lambda: hashlib.sha256(f"{purpose} {next(count)}".encode()).digest()[:16]


def vectors() -> list[dict[str, object]]:
    salt = counted_salt("voucher")
    return [_vector(step, salt) for step in story(counted_salt("line"))]


def _vector(step: Step, salt: Callable[[], bytes]) -> dict[str, object]:
    voucher = step.voucher
    said = {
        "checker": ACTOR.checker,
        "key": step.key,
        "maker": ACTOR.maker,
        "memo": voucher.memo,
        "reason": ACTOR.reason,
    }
    disclosures = [disclosure(name, value, salt()) for name, value in said.items() if value]
    commitments = sorted(digest(each) for each in disclosures)
    made = body(voucher, commitments)
    entries = [entry_bytes(n, each) for n, each in enumerate(voucher.entries, start=1)]
    lines = [line_bytes(each) for each in in_order(voucher.lines)]
    leaf = (
        b'{"body":'
        + made
        + f',"book":{step.book},"event":{step.event},"number":{step.number},'
        f'"recorded_at":"{CLOCK}","v":1,"year":{voucher.year}}}'.encode()
    )
    stated = json.loads(voucher_json(voucher))
    for line in stated["lines"]:
        line["private"]["sealed"] = ""  # encryption is random and no part of a leaf
    memo_hmac = SEALER.hmac(MEMO_PURPOSE, voucher.memo)
    return {
        "name": f"{voucher.kind.value} {step.book}/{step.number}",
        "kind": voucher.kind.value,
        "book": step.book,
        "event": step.event,
        "number": step.number,
        "recorded_at": CLOCK,
        "voucher": stated,
        "disclosures": disclosures,
        "commitments": [each.hex() for each in commitments],
        "memo_hmac": memo_hmac.hex(),
        "entries": [each.decode() for each in entries],
        "entries_root": root(entries).hex(),
        "lines": [each.decode() for each in lines],
        "lines_root": root(lines).hex(),
        "body": made.decode(),
        "content": content_digest(voucher, memo_hmac=memo_hmac).hex(),
        "leaf": leaf.decode(),
        "leaf_hash": hashlib.sha256(b"\x00" + leaf).hexdigest(),
    }


def text() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text(), "utf-8")
    elif sys.argv[1:] == ["--check"]:
        sys.exit(FILE.read_text("utf-8") != text())
    else:
        sys.exit("--write or --check")
