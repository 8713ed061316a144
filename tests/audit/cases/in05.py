"""非工作时间批量: who approves many vouchers while nobody is there?"""

from datetime import date

from tests.audit.backfilling import pooled_before
from tests.audit.case import Case
from tests.audit.steps import arrives, opening, pooled
from tests.audit.tampering import tampered
from tests.audit.world import Step

ON = "2019-12-31"


def many(count: int) -> tuple[Step, ...]:
    """An arrival and so many integrations less one."""
    return (
        arrives("甲批", 1000, "2019-01-02"),
        *(pooled("甲批", 1, "2019-01-03") for _ in range(count - 1)),
    )


def recorded_at(*instants: str) -> Step:
    """The vouchers were recorded at these instants of Shanghai, in turn."""
    listed = ", ".join(f"'{each}+08'::timestamptz" for each in instants)
    return tampered(
        "voucher",
        f"UPDATE voucher SET recorded_at = (ARRAY[{listed}])[1 + mod(event, {len(instants)})]"
        " WHERE book = %(book)s",
    )


TWO = {"vouchers": 2}
NIGHT = "2019-01-09 23:00"

CASES = (
    Case(
        "twenty in one night",
        ("judges", 2),
        (*many(20), recorded_at(NIGHT)),
        ON,
        flagged=(1019,),
    ),
    Case("nineteen", ("spares", 2), (*many(19), recorded_at(NIGHT)), ON, clear=1),
    Case(
        "before and after midnight is one night",
        ("judges", 1),
        (*many(2), recorded_at("2019-01-09 21:00", "2019-01-10 06:59")),
        ON,
        flagged=(1001,),
        parameters=TWO,
    ),
    Case(
        "from seven to nine in the evening is work",
        ("spares", 1),
        (*many(2), recorded_at("2019-01-09 07:00", "2019-01-09 20:59")),
        ON,
        parameters=TWO,
    ),
    Case(
        "a Saturday",
        ("judges", 1),
        (*many(2), recorded_at("2019-01-12 10:00")),
        ON,
        flagged=(1001,),
        parameters=TWO,
    ),
    Case(
        "a Saturday on which everybody works",
        ("spares", 4),
        (*many(2), recorded_at("2019-01-12 10:00")),
        ON,
        parameters={**TWO, "workdays": (date(2019, 1, 12),)},
    ),
    Case(
        "a holiday",
        ("judges", 1),
        (*many(2), recorded_at("2019-01-09 10:00")),
        ON,
        flagged=(1001,),
        parameters={**TWO, "holidays": (date(2019, 1, 9),)},
    ),
    Case(
        "two nights",
        ("judges", 1),
        (*many(2), recorded_at("2019-01-09 23:00", "2019-01-10 23:00")),
        ON,
        clear=2,
        parameters=TWO,
    ),
    Case(
        "what is entered afterwards",
        ("spares", 3),
        (
            opening("甲批", 10, "2018-12-31", received_on="2018-06-01"),
            *(pooled_before("甲批", 1, "2019-01-03") for _ in range(2)),
            recorded_at(NIGHT),
        ),
        ON,
        parameters=TWO,
        live_from=date(2019, 2, 1),
    ),
    Case(
        "openings and what is carried over",
        ("spares", 3),
        (
            opening("甲批", 10, "2019-01-01", received_on="2018-06-01"),
            opening("乙批", 10, "2019-01-01", received_on="2018-06-01"),
            recorded_at(NIGHT),
        ),
        ON,
        parameters=TWO,
        live_from=date(2019, 2, 1),
    ),
)
