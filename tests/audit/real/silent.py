"""A complaint that was investigated and cleared: the rules stay silent on the whole story."""

from __future__ import annotations

from ledger.storage import tables as t
from tests.audit.funding import catalogued, granted
from tests.audit.projecting import (
    accepted,
    approved,
    bought,
    contracted,
    looked_up,
    planned,
    registered,
    stepped,
)
from tests.audit.real.told import Told, yuan
from tests.audit.steps import assigned

RICE = {"project": "稻鱼", "purpose": "产业发展"}

TOLD = (
    Told(
        "B143",
        (
            catalogued(),
            granted("甲批", yuan(100_000), "2019-07-10"),
            granted("乙批", yuan(100_000), "2019-11-01"),
            planned(
                "稻鱼",
                task="稻田养鱼200亩",
                target="稻田养鱼200亩，带动贫困户",
                ends_on="2020-04-30",
                benefit=None,
            ),
            stepped("稻鱼", "entered", "2019-03-20"),
            approved(
                yuan(100_000), "2019-04-05", task="稻田养鱼100亩", doc_no="农批〔2019〕1号", **RICE
            ),
            stepped("稻鱼", "approved", "2019-04-05"),
            assigned("甲批", "稻鱼", yuan(100_000), "2019-07-15"),
            stepped("稻鱼", "started", "2019-05-01"),
            # Raised from 100 to 200 mu by the proper procedure, before acceptance.
            approved(
                yuan(200_000),
                "2019-09-01",
                task="稻田养鱼200亩",
                version=2,
                doc_no="农批〔2019〕9号",
                **RICE,
            ),
            assigned("乙批", "稻鱼", yuan(100_000), "2019-11-10"),
            contracted("合1", yuan(200_000), "2019-09-15", project="稻鱼", kind="goods"),
            looked_up("甲公司", registered_on="2010-01-01"),
            accepted(
                "验1",
                yuan(200_000),
                "2020-03-20",
                project="稻鱼",
                item="稻田养鱼",
                quantity_milli=200_000,
                unit="亩",
            ),
            bought("甲批", yuan(100_000), "2019-11-20", project="稻鱼"),
            bought("乙批", yuan(100_000), "2020-03-25", project="稻鱼"),
            registered(
                t.ProjectReview,
                project="稻鱼",
                year=2019,
                level="project",
                reviewed_on="2020-01-20",
                conclusion="完成",
            ),
        ),
        "2020-04-30",
        {},
    ),
)
