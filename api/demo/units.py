"""Which units take part: bureaus, departments, townships, banks, builders? All of them invented
but the places they are of."""

from __future__ import annotations

from api.demo.places import PREFECTURE, County
from ledger.register.organisations import NewOrganisation, OrganisationKind
from ledger.register.regions import Region

DEPARTMENTS = (
    "农业农村局",
    "林业局",
    "人力资源和社会保障局",
    "教育体育局",
    "住房和城乡建设局",
    "交通运输局",
    "水利局",
)
CIVIL_AFFAIRS = "民政局"
"""Pays the monthly benefits of the larger scales; the small world has none."""

BUILDERS_PER_COUNTY = 6


def bureau_of(book: int) -> str:
    return f"{book}-bureau"


def department_of(book: int, name: str) -> str:
    return f"{book}-department-{(*DEPARTMENTS, CIVIL_AFFAIRS).index(name) + 1}"


def bank_of(book: int) -> str:
    """The bank that pays rosters: the owner of the `agent` accounts."""
    return f"{book}-bank"


def builder_of(book: int, number: int) -> str:
    return f"{book}-builder-{number}"


def township_of(township: Region) -> str:
    return f"{township.code.short}-township"


def cooperative_of(book: int) -> str:
    """The village cooperative that holds money meant for households."""
    return f"{book}-cooperative"


def maker_of(book: int) -> str:
    return f"{book}经办（演示）"


def checker_of(book: int) -> str:
    return f"{book}复核（演示）"


def organisations(prefecture: Region, counties: tuple[County, ...]) -> list[NewOrganisation]:
    """Every unit of the demo."""
    kind = OrganisationKind
    found = [NewOrganisation(bureau_of(PREFECTURE), "汉中市财政局", kind.BUREAU, prefecture.code)]
    for county in counties:
        book, region = county.book, county.region
        found.append(
            NewOrganisation(bureau_of(book), f"{region.name}财政局", kind.BUREAU, region.code)
        )
        found += [
            NewOrganisation(
                department_of(book, name), f"{region.name}{name}", kind.DEPARTMENT, region.code
            )
            for name in (*DEPARTMENTS, *((CIVIL_AFFAIRS,) if county.others else ()))
        ]
        found.append(
            NewOrganisation(bank_of(book), f"演示银行{region.name}支行", kind.BANK, region.code)
        )
        found += [
            NewOrganisation(
                builder_of(book, number),
                f"{region.name}演示建设{'一二三四五六'[number - 1]}公司",
                kind.FIRM,
                region.code,
            )
            for number in range(1, BUILDERS_PER_COUNTY + 1)
        ]
        found.append(
            NewOrganisation(
                cooperative_of(book),
                f"{region.name}演示股份经济合作社",
                kind.COOPERATIVE,
                county.villages[0].code,
            )
        )
        townships = {village.township.code: village.township for village in county.villages}
        found += [
            NewOrganisation(
                township_of(each),
                # 街道 have an office (办事处), towns a government.
                each.name + ("办事处" if each.name.endswith("街道") else "人民政府"),
                kind.TOWNSHIP,
                each.code,
            )
            for each in townships.values()
        ]
    return found
