"""同一项目重复申报: one canal, filed every year."""

from typing import Any

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.projecting import planned
from tests.audit.steps import arrives, assigned, disbursed, reversed_
from tests.audit.world import Step

ON = "2020-12-31"
MONEY = arrives("甲批", 1000, "2019-01-02")


def filed(project: str, name: str, on: str = "2019-02-01", **other: Any) -> tuple[Step, ...]:
    task = other.pop("task", "修水渠 500 米")
    return (
        planned(project, name=name, task=task, **other),
        assigned("甲批", project, 100, on, name=project),
    )


FIRST = (MONEY, *filed("甲", "2019年水渠工程"))

CASES = (
    Case(
        "the next year again",
        ("judges", 1),
        (*FIRST, *filed("乙", "2020年度水渠（二期）项目", "2020-02-01", task="修水渠500米")),
        ON,
        (100,),
        clear=1,
    ),
    Case("only once", ("judges", 1), FIRST, ON, clear=1),
    Case(
        "all spent, and dated before it was arranged",
        ("judges", 1),
        (
            *FIRST,
            planned("乙", name="水渠工程", task="修水渠500米"),
            assigned("甲批", "乙", 70, "2019-02-02"),
            disbursed("甲批", "乙", 70, "2019-01-20", K.VENDOR),
        ),
        ON,
        (70,),
        clear=1,
    ),
    Case(
        "the next stretch",
        ("spares", 1),
        (*FIRST, *filed("乙", "2020年水渠工程", task="修水渠下游300米")),
        ON,
        clear=2,
    ),
    Case(
        "elsewhere",
        ("spares", 2),
        (*FIRST, *filed("乙", "2020年水渠工程", region="110101100202")),
        ON,
        clear=2,
    ),
    Case(
        "a benefit is paid every year",
        ("spares", 3),
        (*FIRST, *filed("乙", "2020年水渠工程", benefit="forest_ranger")),
        ON,
        clear=1,
    ),
    Case(
        "the other one got nothing in the end",
        ("spares", 4),
        (*FIRST, *filed("乙", "2020年水渠工程"), reversed_("乙", "2019-03-01")),
        ON,
        clear=1,
    ),
    Case(
        "nobody wrote down how much is done",
        ("cannot", 0),
        (MONEY, *filed("甲", "水渠", task="修水渠"), *filed("乙", "水渠", task="修水渠")),
        ON,
        reasons={"建设任务": 2},
    ),
)
