"""Who is paid and unknown to the police (EL13 查无此人)?"""

from __future__ import annotations

from api.demo.places import COUNTIES
from api.demo.receipts import Reached
from api.demo.staged import Stage
from ledger.register.external_lists import ListKind, NewExternalRow


def plant_nobodies(stage: Stage) -> None:
    """In each of two counties a household that was made up, and one registered elsewhere."""
    for _ in range(2):
        county = stage.county("nobodies")
        reached, told = Reached(county), stage.told(county.book, ListKind.POPULATION)
        home = reached.draw(stage.declared, stage.rng)
        for member in home.members:
            told.left_out.add(member.person)
            stage.declared.plant(
                "EL13", county.book, "person", str(member.person), "全家都是编出来的，公安查无此人"
            )
        home = reached.draw(stage.declared, stage.rng)
        elsewhere = stage.rng.choice([each for each in COUNTIES if each != county.book])
        told.left_out.add(home.head.person)
        told.rows.append(
            NewExternalRow(
                person=home.head.resident_id, name=home.head.name, region=f"{elsewhere}000000"
            )
        )
        stage.declared.resemble(
            "EL13", county.book, "person", str(home.head.person), "户籍还在别的县，名单里有他"
        )
