"""退出程序缺失: which steps of an exit were done, in which order, and what the household earned."""

from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import earned, exit_step, line_of, procedure
from tests.audit.world import Step

ON = "2020-12-31"
STEPS = procedure("household", ("评议", ""), ("公示", "before"), ("批准", ""))
LEFT = (
    home("张家", "registered", "2016-01-01", "2018-06-01"),
    home("张家", "lifted", "2018-06-01"),
)
ONE = exit_step("张家", 1, "2018-04-01")
TWO = exit_step("张家", 2, "2018-04-10")
THREE = exit_step("张家", 3, "2018-05-01")
LINES = (line_of(2017, 3000_00), line_of(2018, 3100_00))


def incomes(before: int | None, same: int | None) -> tuple[Step, ...]:
    given = ((2017, before), (2018, same))
    return tuple(earned("张家", year, fen) for year, fen in given if fen is not None)


CASES = (
    Case("all steps in order", ("spares", 2), (STEPS, *LEFT, ONE, TWO, THREE), ON, clear=1),
    Case(
        "two steps on one day, of which one needs no paper and one has its notice",
        ("spares", 2),
        (
            *(STEPS, *LEFT, exit_step("张家", 1, "2018-04-01", doc_no="")),
            exit_step("张家", 2, "2018-04-01", doc_no="", notice="公示"),
            THREE,
        ),
        ON,
        clear=1,
    ),
    Case("one step is absent", ("judges", 1), (STEPS, *LEFT, ONE, TWO), ON, flagged=(None,)),
    Case(
        "one step was not passed",
        ("judges", 1),
        (STEPS, *LEFT, ONE, TWO, exit_step("张家", 3, "2018-05-01", passed=False)),
        ON,
        flagged=(None,),
    ),
    Case(
        "one step was taken back",
        ("judges", 1),
        (STEPS, *LEFT, ONE, TWO, THREE, exit_step("张家", 3, "2018-05-01", annulled=True)),
        ON,
        flagged=(None,),
    ),
    Case(
        "the township's own procedure, though one step of the county's was done",
        ("judges", 1),
        (
            STEPS,
            procedure("household", ("乡镇核查", ""), of="镇", at="township"),
            *LEFT,
            ONE,
            exit_step("张家", 1, "2018-04-01", of="镇"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "the procedure of its day, not those before and after",
        ("judges", 1),
        (
            STEPS,
            *(
                procedure("household", ("核查", ""), of=of, at="township", valid=valid)
                for of, valid in (
                    ("旧", ("2016-01-01", "2018-06-01")),
                    ("新", ("2018-06-02", None)),
                )
            ),
            *(*LEFT, ONE, TWO, THREE),
        ),
        ON,
        clear=1,
    ),
    Case(
        "one step is absent, on the ninetieth day",
        ("judges", 1),
        (STEPS, *LEFT, ONE, TWO),
        "2018-08-30",
        flagged=(None,),
    ),
    Case(
        "the papers are still under way",
        ("spares", 1),
        (STEPS, *LEFT, ONE, exit_step("张家", 2, "2018-04-10", doc_no="", passed=False)),
        "2018-08-29",
        clear=1,
    ),
    Case(
        "out of order",
        ("judges", 2),
        (STEPS, *LEFT, ONE, TWO, exit_step("张家", 3, "2018-04-09")),
        ON,
        flagged=(None,),
    ),
    Case(
        "a notice that nothing shows",
        ("judges", 3),
        (STEPS, *LEFT, ONE, exit_step("张家", 2, "2018-04-10", doc_no=""), THREE),
        ON,
        flagged=(None,),
    ),
    Case(
        "income above the line in both years",
        ("judges", 4),
        (STEPS, *LEFT, ONE, TWO, THREE, *LINES, *incomes(3000_01, 3100_01)),
        ON,
        clear=1,
    ),
    Case(
        "income above the line here, not above that of another county",
        ("judges", 4),
        (
            *(STEPS, *LEFT, ONE, TWO, THREE, *LINES, *incomes(3000_01, 3100_01)),
            *(line_of(year, 9000_00, elsewhere=True) for year in (2017, 2018)),
            home("外家", "registered", "2016-01-01", elsewhere=True),
            home("外家", "lifted", "2018-06-01", elsewhere=True),
        ),
        ON,
        clear=1,
        reasons={"当地没有登记退出程序": 1},
    ),
    Case(
        "on the line in the year before",
        ("judges", 4),
        (STEPS, *LEFT, ONE, TWO, THREE, *LINES, *incomes(3000_00, 3100_01)),
        ON,
        flagged=(None,),
        severity="H",
    ),
    Case(
        "on the line in the year of exit",
        ("judges", 4),
        (STEPS, *LEFT, ONE, TWO, THREE, *LINES, *incomes(3000_01, 3100_00)),
        ON,
        flagged=(None,),
        severity="H",
    ),
    Case(
        "its facts changed, it stays lifted",
        ("spares", 3),
        (
            STEPS,
            home("张家", "registered", "2016-01-01", "2018-06-01"),
            home("张家", "lifted", "2018-06-01", "2019-01-01"),
            home("张家", "lifted", "2019-01-01"),
            ONE,
            TWO,
            THREE,
        ),
        ON,
        clear=1,
    ),
    Case(
        "lifted, back, and lifted again without a step",
        ("judges", 1),
        (
            STEPS,
            *LEFT[:1],
            home("张家", "lifted", "2018-06-01", "2019-01-01"),
            home("张家", "relapsed", "2019-01-01", "2020-01-01"),
            home("张家", "lifted", "2020-01-01"),
            ONE,
            TWO,
            THREE,
        ),
        ON,
        flagged=(None,),
        clear=1,
    ),
    Case(
        "a village left out a step",
        ("judges", 5),
        (
            procedure("village", ("评议", ""), ("检查", ""), ("公示", "before")),
            exit_step("村", 1, "2018-03-01", of="village"),
            exit_step("村", 3, "2018-04-01", of="village"),
        ),
        ON,
        flagged=(None,),
    ),
    Case(
        "a village out of order",
        ("judges", 5),
        (
            procedure("village", ("评议", ""), ("检查", "")),
            exit_step("村", 1, "2018-03-02", of="village"),
            exit_step("村", 2, "2018-03-01", of="village"),
        ),
        ON,
        flagged=(None,),
    ),
    Case(
        "a village's notice that nothing shows",
        ("judges", 5),
        (
            procedure("village", ("公示", "before")),
            exit_step("村", 1, "2018-03-02", of="village", doc_no=""),
        ),
        ON,
        flagged=(None,),
    ),
    Case(
        "a village is on its way",
        ("spares", 4),
        (
            procedure("village", ("评议", ""), ("检查", "")),
            exit_step("村", 1, "2018-03-01", of="village"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "no step of anybody is registered",
        ("cannot", 0),
        (STEPS, *LEFT),
        ON,
        reasons={"本账簿没有登记任何退出步骤": 1},
    ),
    Case(
        "nobody left, and no step is registered",
        ("cannot", 0),
        (STEPS,),
        ON,
        reasons={"本账簿没有登记任何退出步骤": 1},
    ),
    Case(
        "the one step that was registered was taken back",
        ("cannot", 0),
        (STEPS, *LEFT, ONE, exit_step("张家", 1, "2018-03-01", annulled=True)),
        ON,
        reasons={"本账簿没有登记任何退出步骤": 1},
    ),
    Case(
        "nobody left who is registered, and no step is",
        ("cannot", 0),
        (STEPS, LEFT[0]),
        ON,
        reasons={"本账簿没有登记任何退出步骤": 1},
    ),
    Case(
        "no procedure here",
        ("cannot", 0),
        (procedure("village", ("评议", "")), exit_step("村", 1, "2018-03-01", of="village"), *LEFT),
        ON,
        clear=1,
        reasons={"当地没有登记退出程序": 1},
    ),
    Case(
        "lifted when it was registered, without a step",
        ("cannot", 0),
        (STEPS, *LEFT, ONE, TWO, THREE, home("李家", "lifted", "2018-01-01")),
        ON,
        clear=1,
        reasons={"登记时已是脱贫户": 1},
    ),
    Case(
        "lifted when it was registered, with all its steps",
        ("spares", 2),
        (STEPS, LEFT[1], ONE, TWO, THREE),
        ON,
        clear=1,
    ),
    Case(
        "an income is missing",
        ("cannot", 0),
        (STEPS, *LEFT, ONE, TWO, THREE, *LINES, *incomes(None, 3100_01)),
        ON,
        reasons={"没有登记退出当年或上一年的收入": 1},
    ),
    Case(
        "a line is missing",
        ("cannot", 0),
        (STEPS, LEFT[1], ONE, TWO, THREE, LINES[1], *incomes(3000_01, 3100_01)),
        ON,
        reasons={"脱贫收入标准": 1},
    ),
)
