"""资产闲置或灭失: what was built and brings nothing, or is gone."""

from typing import Any

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.projecting import agreed, registered
from tests.audit.world import Step


def asset(fen: int = 1000, **other: Any) -> Step:
    return registered(
        t.Asset,
        **{
            "asset": "资1",
            "project": "路",
            "name": "大棚",
            "kind": "operating",
            "region": "村",
            "owner_kind": "village",
            "owner": "某村",
            "keeper": "",
            "value_fen": fen,
            "formed_on": "2018-06-30",
            **other,
        },
    )


def part(**other: Any) -> Step:
    """A household has a part in the project."""
    return registered(
        t.Beneficiary,
        **{
            "project": "路",
            "household": "张家",
            "mechanism": "dividend",
            "valid_from": "2018-07-01",
            **other,
        },
    )


LATE, IN_TIME = "2019-07-01", "2019-06-30"

CASES = (
    Case("366 days", ("judges", 1), (asset(),), LATE, (1000,)),
    Case("365 days", ("spares", 1), (asset(),), IN_TIME, clear=1),
    Case(
        "let to a cooperative",
        ("judges", 1),
        (asset(), agreed("协1", 0, asset="资1")),
        LATE,
        clear=1,
    ),
    Case(
        "the agreement has ended",
        ("judges", 1),
        (asset(), agreed("协1", 0, asset="资1", valid_to="2019-03-01")),
        LATE,
        (1000,),
    ),
    Case(
        "households have a part",
        ("judges", 1),
        (
            asset(),
            part(),
        ),
        LATE,
        clear=1,
    ),
    Case("a road brings nothing", ("spares", 2), (asset(kind="public"),), LATE, clear=1),
    Case(
        "half is gone without a paper",
        ("judges", 2),
        (asset(kind="public"), asset(500, kind="public", version=2)),
        LATE,
        (500,),
    ),
    Case(
        "gone",
        ("judges", 2),
        (asset(kind="public"), asset(kind="public", version=2, void=True)),
        LATE,
        (1000,),
    ),
    Case(
        "what was never worth anything cannot fall",
        ("judges", 2),
        (asset(0, kind="public"), asset(0, kind="public", version=2)),
        LATE,
        clear=1,
    ),
    Case(
        "idle and fallen: the larger sum",
        ("judges", 2),
        (asset(), asset(700, version=2)),
        LATE,
        (700,),
        parameters={"percent": 20},
    ),
    Case(
        "a bit less than half",
        ("spares", 3),
        (asset(kind="public"), asset(501, kind="public", version=2)),
        LATE,
        clear=1,
    ),
    Case(
        "disposed of by a paper",
        ("spares", 3),
        (asset(kind="public"), asset(0, kind="public", version=2, doc_no="处〔2019〕1号")),
        LATE,
        clear=1,
    ),
    Case("no assets", ("cannot", 0), (), LATE, reasons={"没有登记资产": 1}),
    Case(
        "taken off the list by a paper",
        ("spares", 3),
        (asset(), asset(version=2, void=True, doc_no="处〔2019〕1号")),
        LATE,
        clear=1,
    ),
    *(
        Case(says, ("judges", 1), (asset(), step), LATE, (1000,))
        for says, step in (
            ("an agreement that was void", agreed("协1", 0, void=True)),
            ("an agreement that begins later", agreed("协1", 0, valid_from="2019-08-01")),
            ("a household that was no part", part(void=True)),
            ("a household's part ended", part(valid_to="2019-06-30")),
            ("a household's part begins later", part(valid_from="2019-08-01")),
        )
    ),
    Case(
        "let by an agreement of another project",
        ("judges", 1),
        (asset(), agreed("协1", 0, project="桥", asset="资1")),
        LATE,
        clear=1,
    ),
    Case(
        "built later",
        ("cannot", 0),
        (asset(formed_on="2019-08-01"),),
        LATE,
        reasons={"没有登记资产": 1},
    ),
    Case(
        "lost long ago, and disposed of by a paper since",
        ("spares", 3),
        (
            asset(kind="public"),
            asset(400, kind="public", version=2),
            asset(390, kind="public", version=3, doc_no="处〔2019〕1号"),
        ),
        LATE,
        clear=1,
    ),
)
