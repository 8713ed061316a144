"""Which benefits does a village pay in a year, to whom, by which list and in which instalments?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from api.demo.days import after, between
from api.demo.invented import invented_key
from api.demo.people import Home, Member
from api.demo.places import County, Village
from api.demo.planned import Instalment, PaidLine, PlannedList, PlannedProject
from api.demo.units import department_of
from ledger.register.entitlements import NewEntitlement, NewList
from ledger.register.households import HouseholdKind
from ledger.register.projects import NewProject, NewProjectEvent, ProjectStep

_POOR = (HouseholdKind.REGISTERED, HouseholdKind.LOW_INCOME, HouseholdKind.EXTREME_POVERTY)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is entitled to how much: a household, or a person of it."""

    home: Home
    payee: Member
    quantity_milli: int
    of_person: bool


@dataclass(frozen=True, slots=True)
class Programme:
    """One benefit as the demo pays it. Stretches of days are (month, day, month, day).

    `instalments`: when sent, period in months, thousandths of the year's amount.
    """

    benefit: str
    title: str
    purpose: str
    department: str
    category: str
    frequency: float
    years: tuple[int, ...]
    rate_fen: int
    unit_text: str
    approved: tuple[int, int, int, int]
    final: tuple[int, int]
    instalments: tuple[tuple[tuple[int, int, int, int], int, int, int], ...]
    task: str
    target: str
    mechanism: str
    choose: Callable[[Random, Sequence[Home]], list[Claim]]
    direct: bool = False


def _some(rng: Random, homes: Sequence[Home], least: int, most: int) -> list[Home]:
    chosen = rng.sample(list(homes), min(len(homes), rng.randint(least, most)))
    return sorted(chosen, key=homes.index)


def is_poor(home: Home) -> bool:
    return home.kind in _POOR


def _poor(homes: Sequence[Home]) -> list[Home]:
    return [each for each in homes if is_poor(each)]


def _growers(rng: Random, homes: Sequence[Home]) -> list[Claim]:
    return [
        Claim(home, home.head, rng.choice((500, 800, 1000, 1200, 1500)), False)
        for home in _some(rng, _poor(homes), 11, 16)
    ]


def _rangers(rng: Random, homes: Sequence[Home]) -> list[Claim]:
    able = [each for each in homes if each.kind is HouseholdKind.REGISTERED]
    return [Claim(each, rng.choice(each.workers), 1000, True) for each in _some(rng, able, 2, 4)]


def _post_holders(rng: Random, homes: Sequence[Home]) -> list[Claim]:
    able = [each for each in _poor(homes) if each.kind is not HouseholdKind.EXTREME_POVERTY]
    return [Claim(each, rng.choice(each.workers), 12000, True) for each in _some(rng, able, 2, 3)]


def _pupils(rng: Random, homes: Sequence[Home]) -> list[Claim]:
    able = [each for each in _poor(homes) if each.children]
    return [Claim(each, each.head, each.children * 1000, False) for each in _some(rng, able, 3, 6)]


def _rebuilders(rng: Random, homes: Sequence[Home]) -> list[Claim]:
    return [Claim(each, each.head, 1000, False) for each in _some(rng, _poor(homes), 1, 3)]


PROGRAMMES = (
    Programme(
        "industry_award", "到户产业奖补", "产业发展", "农业农村局", "扶贫发展资金", 1.0,
        (2018, 2019, 2020), 200_000, "户", (8, 20, 9, 12), (12, 24),
        (((10, 8, 10, 25), 12, 1, 1000),),
        "对发展种养业并经验收的建档立卡户给予奖补", "奖补户当年产业增收", "到户奖补，先建后补",
        _growers,
    ),
    Programme(
        "forest_ranger", "生态护林员", "生态扶贫", "林业局", "林业补助资金", 0.75,
        (2018, 2019, 2020), 600_000, "人", (4, 12, 5, 10), (12, 28),
        (((7, 10, 7, 24), 6, 1, 500), ((12, 4, 12, 15), 12, 7, 500)),
        "聘用建档立卡贫困人口为生态护林员", "管护责任区全年无重大毁林", "一人护林，全家受益",
        _rangers,
    ),
    Programme(
        "public_post", "公益性岗位", "就业扶贫", "人力资源和社会保障局", "就业补助资金", 0.65,
        (2018, 2019, 2020), 60_000, "月", (4, 12, 5, 10), (12, 28),
        (
            ((7, 10, 7, 24), 6, 1, 500),
            ((10, 9, 10, 20), 9, 7, 250),
            ((12, 4, 12, 15), 12, 10, 250),
        ),
        "开发保洁、护路等公益性岗位", "在岗人员全年稳定就业", "就业增收",
        _post_holders,
    ),
    Programme(
        "school_aid", "贫困家庭学生资助", "教育扶贫", "教育体育局", "教育资助资金", 0.8,
        (2018, 2019, 2020), 200_000, "生", (9, 3, 9, 20), (12, 20),
        (((10, 20, 11, 12), 12, 1, 1000),),
        "资助建档立卡贫困家庭学生", "受助学生不因贫失学", "减轻家庭教育支出",
        _pupils,
    ),
    Programme(
        "housing_repair", "农村危房改造", "安全住房", "住房和城乡建设局", "农村危房改造补助资金",
        0.5, (2018, 2019), 1_500_000, "户", (5, 20, 6, 10), (12, 15),
        (((7, 10, 8, 10), 12, 1, 600), ((11, 1, 11, 20), 12, 1, 400)),
        "对鉴定为危房的农户住房进行改造", "改造后住房安全", "补助到户",
        _rebuilders, direct=True,
    ),
)  # fmt: skip


def plan_benefits(
    county: County, village: Village, homes: Sequence[Home], year: int, rng: Random
) -> list[PlannedProject]:
    """The benefit projects of one village in one year, each with its list."""
    found = []
    for programme in PROGRAMMES:
        if year not in programme.years or rng.random() >= programme.frequency:
            continue
        claims = programme.choose(rng, homes)
        if claims:
            found.append(plan_benefit(county, village, programme, claims, year, rng))
    return found


def plan_benefit(
    county: County,
    village: Village,
    programme: Programme,
    claims: list[Claim],
    year: int,
    rng: Random,
) -> PlannedProject:
    """One programme in one village and year, for these claims."""
    key = invented_key(rng)
    listed = plan_list(village, programme, claims, key, year, rng)
    last = max(each.bank_on for each in listed.instalments)
    standard = f"{programme.rate_fen // 100}元/{programme.unit_text}"
    return PlannedProject(
        village=village,
        new=NewProject(
            project=key,
            code=f"{village.code.short}-{year}-{programme.benefit}",
            name=f"{year}年{village.township.name}{village.name}{programme.title}项目",
            region=village.code,
            org=department_of(county.book, programme.department),
            purpose=programme.purpose,
            benefit=programme.benefit,
            task=programme.task,
            standard_text=standard,
            planned_fen=sum(line.approved_fen for line in listed.new.lines),
            starts_on=listed.new.approved_on,
            ends_on=date(year, 12, 31),
            responsible=f"{county.region.name}{programme.department}",
            target=programme.target,
            mechanism=programme.mechanism,
        ),
        steps=project_steps(key, year, listed.new.approved_on, last, rng),
        lists=[listed],
    )


def plan_list(
    village: Village,
    programme: Programme,
    claims: Sequence[Claim],
    project: UUID,
    year: int,
    rng: Random,
    *,
    title: str = "",
) -> PlannedList:
    """The list of one village and its instalments; some payments come back from the bank."""
    approved_on = _day(rng, year, programme.approved)
    lines = tuple(
        NewEntitlement(
            claim.home.household,
            claim.quantity_milli,
            programme.rate_fen,
            programme.rate_fen * claim.quantity_milli // 1000,
            claim.payee.person if claim.of_person else None,
        )
        for claim in claims
    )
    key = invented_key(rng)
    new = NewList(
        list=key,
        title=title or f"{year}年{village.name}{programme.title}应发清单",
        benefit=programme.benefit,
        project=project,
        region=village.code,
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        approved_on=approved_on,
        final_by=date(year, *programme.final),
        doc_no=f"{village.township.name}〔{year}〕{key.int % 90 + 10}号",
        lines=lines,
    )
    instalments = []
    for window, to_month, from_month, share_milli in programme.instalments:
        sent_on = _day(rng, year, window)
        instalments.append(
            Instalment(
                sent_on=sent_on,
                bank_on=after(rng, sent_on, 2, 4),
                period_from=date(year, from_month, 1),
                period_to=_month_end(year, to_month),
                lines=[
                    _paid(number, claim, line, share_milli, programme, sent_on, rng)
                    for number, (claim, line) in enumerate(zip(claims, lines, strict=True), 1)
                ],
                direct=programme.direct,
            )
        )
    return PlannedList(village, new, [claim.home for claim in claims], instalments)


def _paid(
    number: int,
    claim: Claim,
    line: NewEntitlement,
    share_milli: int,
    programme: Programme,
    sent_on: date,
    rng: Random,
) -> PaidLine:
    failed = not programme.direct and rng.random() < 0.03
    return PaidLine(
        line=number,
        home=claim.home,
        payee=claim.payee,
        payee_kind="person" if claim.of_person else "householder",
        person=line.person,
        amount_fen=line.approved_fen * share_milli // 1000,
        quantity_milli=line.quantity_milli * share_milli // 1000,
        rate_fen=line.rate_fen,
        card=claim.payee.card,
        repaid_on=after(rng, sent_on, 8, 9) if failed else None,
        miskeyed=not programme.direct and not failed and rng.random() < 0.004,
    )


def project_steps(
    project: UUID, year: int, started_on: date, last_on: date, rng: Random
) -> list[NewProjectEvent]:
    """The seven steps and the entry into the library; acceptance when the last money has gone, or
    not before the year is over."""
    first = between(rng, date(year, 1, 4), date(year, 1, 15))
    reviewed_on = after(rng, first, 3, 8)
    days = {
        ProjectStep.PROPOSED: first,
        ProjectStep.REVIEWED: reviewed_on,
        ProjectStep.ENTERED: reviewed_on + timedelta(days=1),
        ProjectStep.ADMITTED: after(rng, first, 9, 14),
        ProjectStep.APPROVED: after(rng, first, 15, 25),
        ProjectStep.STARTED: started_on,
        ProjectStep.SUPERVISED: started_on + (last_on - started_on) / 2,
        ProjectStep.ACCEPTED: last_on,
    }
    return [
        NewProjectEvent(project, step, day, _PAPERS.get(step, "").format(year=year), "演示项目主管")
        for step, day in days.items()
    ]


_PAPERS = {
    ProjectStep.ENTERED: "演项库〔{year}〕1号",
    ProjectStep.APPROVED: "演项批〔{year}〕2号",
    ProjectStep.ACCEPTED: "演项验〔{year}〕3号",
}
"""The papers of those steps that are acts of an authority."""


def _day(rng: Random, year: int, window: tuple[int, int, int, int]) -> date:
    first_month, first_day, last_month, last_day = window
    return between(rng, date(year, first_month, first_day), date(year, last_month, last_day))


def _month_end(year: int, month: int) -> date:
    return (
        date(year, 12, 31)
        if month == 12
        else date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
    )
