"""The bytes of a leaf worked out by somebody else: from a vector's JSON, with `rfc8785` and
`hashlib` and none of our code. It follows the written format, so it is deliberately plain.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import rfc8785

Json = dict[str, Any]


def tree(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962, section 2.1, defines it: by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def commitment(disclosure: str) -> bytes:
    """RFC 9901: the SHA-256 of the ASCII of the base64url text."""
    return hashlib.sha256(disclosure.encode("ascii")).digest()


def opened(disclosure: str) -> tuple[bytes, str, str]:
    """(salt, field, value)."""
    salt, field, value = json.loads(_unbase64(disclosure))
    return _unbase64(salt), field, value


def sd(commitments: list[bytes]) -> list[str]:
    return sorted(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in commitments)


def entry(number: int, given: Json) -> bytes:
    made: Json = {
        "amount_fen": given["amount_fen"],
        "attribution": "rule" if given["by_rule"] else "documented",
        "end": name(given["end"]),
        "lot": given["lot"],
        "n": number,
        "start": name(given["start"]),
    }
    for key in ("line", "relation", "source_row", "of"):
        if given.get(key) is not None:
            made[key] = given[key]
    return rfc8785.dumps(made)


def line(given: Json) -> bytes:
    sealed = [bytes.fromhex(each) for each in given["private"]["commitments"]]
    made: Json = {
        "_sd": sd(sealed),
        "amount_fen": given["amount_fen"],
        "n": given["line"],
        "payee_kind": given["payee_kind"],
        "region": given["region"],
    }
    for key in (
        *("bank_result", "benefit", "of", "period_from", "period_to", "project"),
        *("quantity_milli", "rate_fen"),
    ):
        if given.get(key) is not None:
            made[key] = given[key]
    if given.get("entitlement") is not None:
        made["list"] = given["entitlement"]
    return rfc8785.dumps(made)


def name(account: Json) -> str:
    return f"{account['kind']}:{account['owner']}:{account['year']}"


def body(given: Json, commitments: list[bytes], *, with_lines: bool = True) -> Json:
    entries = given["entries"]
    sums: dict[tuple[str, str, str], int] = {}
    for each in entries:
        key = (name(each["start"]), name(each["end"]), each["lot"])
        sums[key] = sums.get(key, 0) + each["amount_fen"]
    made: Json = {
        "_sd": sd(commitments),
        "entries": len(entries),
        "entries_root": tree([entry(n + 1, each) for n, each in enumerate(entries)]).hex(),
        "happened_on": given["happened_on"],
        "kind": given["kind"],
        "moves": [
            {"amount_fen": fen, "end": end, "lot": lot, "start": start}
            for (start, end, lot), fen in sorted(sums.items())
        ],
        "precision": given["precision"],
    }
    if given["backfill"]:
        made["backfill"] = 1
    for fact in ("doc_no", "document", "warned", "reverses", "replaces", "changes"):
        if given.get(fact):
            made[fact] = given[fact]
    if given["lots"]:
        lots = sorted(given["lots"], key=lambda each: str(each["lot"]))
        made["lots"] = [{**each, "direct": int(each["direct"])} for each in lots]
    if given.get("payment"):
        made["payment"] = {key: value for key, value in given["payment"].items() if value}
    if with_lines and given["lines"]:
        ordered = sorted(given["lines"], key=lambda each: int(each["line"]))
        made["lines"] = len(ordered)
        made["lines_root"] = tree([line(each) for each in ordered]).hex()
    return made


def leaf(vector: Json) -> bytes:
    made = body(vector["voucher"], [commitment(each) for each in vector["disclosures"]])
    frame = {key: vector[key] for key in ("book", "event", "number", "recorded_at")}
    return rfc8785.dumps({"body": made, "v": 1, "year": vector["voucher"]["year"], **frame})


def content(vector: Json) -> bytes:
    given = vector["voucher"]
    bare = [{**each, "private": {"commitments": []}} for each in given["lines"]]
    private = [
        {
            key: value
            for key, value in (
                ("card", each.get("card_hmac")),
                ("household", each.get("household")),
                ("n", each["line"]),
                ("person", each.get("person")),
            )
            if value is not None
        }
        for each in given["lines"]
    ]
    public = body(given, [], with_lines=False)
    return hashlib.sha256(
        rfc8785.dumps(
            {
                "body": hashlib.sha256(rfc8785.dumps(public)).hexdigest(),
                "lines": tree([line(each) for each in bare]).hex(),
                "memo": vector["memo_hmac"],
                "private": private,
                "year": given["year"],
            }
        )
    ).digest()


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
