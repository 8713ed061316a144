"""What an asset earned names an asset of the register by its number, or the draft warns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from ledger.register.links import ASSETS, Asset, AssetKind, OwnerKind, asset_key
from ledger.register.versions import Entered, add_versions, void
from ledger.storage.database import unit_of_work
from tests.api.test_drafts import DRAFTS, step
from tests.api.world import LOWER, NOW, VILLAGE, World

Bearer = Callable[[str], dict[str, str]]
WARNING = ("asset_not_registered", "资产收益所指的资产没有登记在本账簿的资产中")


def register(world: World, *, voided: bool = False) -> str:
    """An asset of the project; its number."""
    number = f"ZC-{uuid4().hex[:8]}"
    asset = Asset(
        asset=number,
        project=UUID(str(world.project)),
        name="村级光伏电站",
        kind=AssetKind.OPERATING,
        region=VILLAGE,
        owner_kind=OwnerKind.COLLECTIVE,
        owner="村集体",
        value_fen=30_000_000,
        formed_on=date(2019, 1, 20),
    )
    engine = world.system.database.engine()
    with unit_of_work(engine) as work:
        add_versions(work, ASSETS, LOWER, [Entered(asset)], actor="project", known_at=NOW)
        if voided:
            void(work, ASSETS, LOWER, (number,), reason="重复录入", actor="project", known_at=NOW)
    engine.dispose()
    return number


def income(asset: str) -> dict[str, Any]:
    lot = str(uuid4())
    return {
        "title": "光伏收益",
        "voucher": {
            "kind": "income",
            "year": 2019,
            "happened_on": "2019-05-30",
            "doc_no": "略财农〔2019〕19号",
            "entries": [
                {
                    "start": {"kind": "source", "year": 2019},
                    "end": {"kind": "unassigned", "year": 2019},
                    "lot": lot,
                    "amount_fen": 500_000,
                }
            ],
            "lots": [
                {
                    "lot": lot,
                    "origin": "asset",
                    "origin_book": LOWER,
                    "origin_doc_no": "光伏收益协议〔2018〕3号",
                    "origin_on": "2019-05-30",
                    "origin_amount_fen": 500_000,
                    "category": "资产收益",
                    "level": "county",
                    "doc_nos": ["光伏收益协议〔2018〕3号"],
                    "document_on": "2019-05-30",
                    "received_on": "2019-05-30",
                    "budget_year": 2019,
                    "asset": asset,
                }
            ],
        },
    }


@pytest.mark.parametrize("named_by", ["number", "key", "another", "void"])
def test_what_an_asset_earned_names_one_of_the_register(
    client: TestClient, bearer: Bearer, world: World, named_by: str
) -> None:
    number = register(world, voided=named_by == "void")
    asset = {"key": str(asset_key(LOWER, number)), "another": "ZC-没有"}.get(named_by, number)
    made = client.post(DRAFTS, json=income(asset), headers=bearer("maker"))
    assert made.status_code == 201, made.text
    at = f"{DRAFTS}/{made.json()['draft']}"
    warnings = client.get(at, headers=bearer("checker")).json()["warnings"]
    expected = [] if named_by in ("number", "key") else [WARNING]
    assert [(each["code"], each["message"]) for each in warnings] == expected
    sent = step(made.json(), reason="先入账，资产随后登记")
    client.post(f"{at}/submit", json=sent, headers=bearer("maker"))
    assert client.post(f"{at}/approve", json=sent, headers=bearer("checker")).status_code == 204
    posted = client.post(f"{at}/post", json=step(made.json()), headers=bearer("checker"))
    assert posted.status_code == 200, posted.text
