"""On which list do kin of cadres have most of the places (EL11 干部亲属集中)?"""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

from api.demo.invented import invented_resident_id
from api.demo.people import Home
from api.demo.planned import PlannedCounty, PlannedList
from api.demo.receipts import Reached
from api.demo.staged import Stage
from ledger.register.external_lists import ListKind, NewExternalRow

_KIN, _FEW, _MANY = 3, 6, 13
"""So many households of kin are too many on a list of up to six, and none of at least thirteen."""

_FIRST_CADRE_SERIAL = 30_000
_RELATIONS = ("弟弟", "父亲", "岳父", "堂兄", "妻妹", "姐夫")


def plant_kin(stage: Stage) -> None:
    for _ in range(2):
        county = stage.county(
            "kin", lambda each: bool(_crowded(stage, each) and _large(stage, each))
        )
        planned, trio = stage.rng.choice(_crowded(stage, county))
        elsewhere = [each for each in _large(stage, county) if each[0].village != planned.village]
        _declare_kin(stage, county, trio)
        stage.declared.plant(
            "EL11",
            county.book,
            "entitlement_list",
            str(planned.new.list),
            f"{len(planned.homes)}户的清单里有3户是干部亲属",
        )
        planned, trio = stage.rng.choice(elsewhere)
        _declare_kin(stage, county, trio)
        stage.declared.resemble(
            "EL11",
            county.book,
            "entitlement_list",
            str(planned.new.list),
            "半个村都有的奖补，3户亲属自然也在其中",
        )


def _crowded(stage: Stage, county: PlannedCounty) -> list[tuple[PlannedList, tuple[Home, ...]]]:
    return _trios(stage, county, _KIN, _FEW)


def _large(stage: Stage, county: PlannedCounty) -> list[tuple[PlannedList, tuple[Home, ...]]]:
    villages = {each.village for each, _ in _crowded(stage, county)}
    found = _trios(stage, county, _MANY, 99)
    return found if all(any(e.village != v for e, _ in found) for v in villages) else []


def _trios(
    stage: Stage, county: PlannedCounty, least: int, most: int
) -> list[tuple[PlannedList, tuple[Home, ...]]]:
    """Lists of so many households, each with three that stand together on no other list."""
    plain = {each.household for each in Reached(county).free(stage.declared)}
    on: dict[UUID, set[UUID]] = {}
    for planned in county.lists:
        for home in planned.homes:
            on.setdefault(home.household, set()).add(planned.new.list)
    found = []
    for planned in county.lists:
        homes = [each for each in planned.homes if each.household in plain]
        if not planned.revised and least <= len(planned.homes) <= most and planned.instalments:
            trio = next(
                (
                    each
                    for each in combinations(homes, _KIN)
                    if len(set.intersection(*(on[home.household] for home in each))) == 1
                ),
                None,
            )
            if trio:
                found.append((planned, trio))
    return found


def _declare_kin(stage: Stage, county: PlannedCounty, homes: tuple[Home, ...]) -> None:
    """Each is of another cadre, so that no two of them are one family (CN01). They serve nothing
    else: what flows to their cards flows to kin of a cadre (DV08)."""
    stage.declared.use(*(home.household for home in homes))
    told = stage.told(county.book, ListKind.KIN)
    for home in homes:
        serial = _FIRST_CADRE_SERIAL + len(told.rows)
        told.rows.append(
            NewExternalRow(
                person=home.head.resident_id,
                name=home.head.name,
                other_person=invented_resident_id(county.book, 1968, serial),
                role=stage.rng.choice(_RELATIONS),
            )
        )
