"""What does a shipped query answer that compares books? A story in each of two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.audit.homes import member
from tests.audit.paying import To, lives, paid
from tests.audit.query_stories import FORESTED, ID
from tests.audit.world import Step

FULL_YEAR = ("2019-01-01", "2019-12-31")


@dataclass(frozen=True)
class ToldOfTwo:
    """`rows`: of each row the columns named here, when both books are within reach."""

    here: tuple[Step, ...]
    there: tuple[Step, ...]
    rows: tuple[Mapping[str, object], ...]


ACROSS: Mapping[str, ToldOfTwo] = {
    "registered-in-several-books": ToldOfTwo(
        (lives("张家/张三", resident_id=ID), member("张家/小三", resident_id="610727200001011234")),
        (lives("李家/李四", resident_id=ID),),
        ({"账簿数": 2, "人次": 2},),
    ),
    "paid-in-several-books": ToldOfTwo(
        (
            *FORESTED,
            lives("张家/张三", resident_id=ID),
            paid("2019-04-01", To("张家", 100_00, period=("2019-01-01", "2019-06-30"))),
            paid("2019-05-01", To("张家", 20_00, benefit="temporary_relief", period=FULL_YEAR)),
            paid("2019-06-01", To("李家", 50_00)),
        ),
        (
            *FORESTED,
            lives("王家/张三", resident_id=ID),
            lives("王家/小王", resident_id="610727201001011234", head=False),
            # The day after the other's period ended, and another member: neither is the same money.
            paid("2019-04-02", To("王家/张三", 90_00, period=("2019-06-30", "2019-12-31"))),
            paid("2019-05-02", To("王家/张三", 80_00, period=("2019-07-01", "2019-12-31"))),
            paid("2019-06-02", To("王家/小王", 70_00, period=FULL_YEAR)),
        ),
        ({"paid_fen": 100_00, "另一笔_fen": 90_00},),
    ),
}
