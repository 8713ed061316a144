"""Who gets two benefits that exclude each other (EL09 互斥政策)?"""

from __future__ import annotations

from dataclasses import replace

from api.demo.benefits import Claim
from api.demo.people import Home
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.receipts import Reached
from api.demo.staged import Stage

_YEAR = 2019


def plant_excluding(stage: Stage) -> None:
    """In two counties a house is repaired twice: as an unsafe one, and as one of a disabled."""
    for _ in range(2):
        _repair_twice(stage, stage.county("excluding", lambda each: _suits(stage, each)))


def _repair_twice(stage: Stage, county: PlannedCounty) -> None:
    reached, rng = Reached(county), stage.rng
    home = reached.draw(stage.declared, rng, lambda each: _repaired(reached, each))
    claim = Claim(home, home.head, 1000, False)
    stage.benefit(county, "housing_repair", _YEAR, [claim], spoil=_of_the_disabled)
    note = "已领农村危房改造补助，又领贫困残疾人危房改造补助"
    stage.declared.plant("EL09", county.book, "household", str(home.household), note)
    home = reached.draw(stage.declared, rng, lambda each: _more(reached, each))
    why = "危房改造和别的补助互不排斥"
    stage.declared.resemble("EL09", county.book, "household", str(home.household), why)


def _suits(stage: Stage, county: PlannedCounty) -> bool:
    reached = Reached(county)
    return len(reached.free(stage.declared, lambda each: _more(reached, each))) > 1


def _repaired(reached: Reached, home: Home) -> bool:
    return any(each.benefit == "housing_repair" for each in reached.receipts(home))


def _more(reached: Reached, home: Home) -> bool:
    return len({each.benefit for each in reached.receipts(home)}) > 1 and _repaired(reached, home)


def _of_the_disabled(project: PlannedProject) -> None:
    def renamed(text: str) -> str:
        return text.replace("农村危房改造", "贫困残疾人危房改造")

    benefit = "disabled_repair"
    (planned,) = project.lists
    planned.new = replace(planned.new, benefit=benefit, title=renamed(planned.new.title))
    project.new = replace(project.new, benefit=benefit, name=renamed(project.new.name))
