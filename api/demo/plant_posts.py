"""Who holds a post, and who is paid for it: ST07 岗位与带贫比例, ST08 领款户多于岗位?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from api.demo.days import AS_OF
from api.demo.ordinary import draw_list
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedList, PlannedProject
from api.demo.staged import Stage
from api.demo.units import cooperative_of
from ledger.register.households import HouseholdKind
from ledger.register.links import MEMBER_COUNTS, CountKind, MemberCount
from ledger.register.work_and_loans import POST_HOLDERS, POSTS

_LAST_YEAR = AS_OF.year


def plant_posts(stage: Stage) -> None:
    _count_members(stage)
    _insure(stage)
    _share_out(stage)


# ST07 --------------------------------------------------------------------------------------------


def _count_members(stage: Stage) -> None:
    for total, percent, on in ((80, 40, date(2020, 6, 30)), (60, 25, date(2019, 12, 10))):
        county = stage.county("ST07")
        _count(stage, county, on, total, total * percent // 100)
        stage.declared.plant(
            "ST07",
            county.book,
            "members",
            f"{cooperative_of(county.book)}/members",
            f"合作社成员中登记对象只有{percent}%",
        )
    county = stage.county("ST07")
    _count(stage, county, date(2019, 6, 30), 80, 30)
    _count(stage, county, date(2020, 6, 30), 85, 51)
    stage.declared.resemble(
        "ST07",
        county.book,
        "members",
        f"{cooperative_of(county.book)}/members",
        "最近一次登记恰好60%",
    )


def _count(stage: Stage, county: PlannedCounty, on: date, total: int, registered: int) -> None:
    row = MemberCount(
        org=cooperative_of(county.book),
        kind=CountKind.MEMBERS,
        counted_on=on,
        total=total,
        registered=registered,
    )
    stage.paper(county, on, MEMBER_COUNTS, row)


def _insure(stage: Stage) -> None:
    def of_last_year(planned: PlannedList) -> bool:
        return planned.new.period_from.year == _LAST_YEAR

    county, project, planned = draw_list(stage, "ST07 posts", "forest_ranger", of_last_year)
    stage.amend(project, _uninsured)
    stage.declared.plant(
        "ST07", county.book, "post", _post(project, planned), "护林员没有参加意外保险"
    )
    county, project, planned = draw_list(stage, "ST07 posts", "public_post", of_last_year)
    stage.amend(project, _uninsured)
    stage.declared.resemble(
        "ST07", county.book, "post", _post(project, planned), "护路、保洁岗位不要求意外保险"
    )


def _uninsured(papers: list[Paper]) -> list[Paper]:
    return [
        _with(each, replace(each.entered.row, insured=False))
        if each.register is POST_HOLDERS
        else each
        for each in papers
    ]


# ST08 --------------------------------------------------------------------------------------------


def _share_out(stage: Stage) -> None:
    for benefit in ("forest_ranger", "public_post"):
        county, project, planned = draw_list(stage, "ST08", benefit)
        posts = len(planned.new.lines) - 1
        stage.amend(project, _with_posts(posts))
        stage.declared.plant(
            "ST08",
            county.book,
            "project",
            str(project.key),
            f"{posts}个岗位的补贴由{posts + 1}户分领",
        )
    county, project, planned = draw_list(
        stage, "ST08", "forest_ranger", lambda each: len(each.instalments) == 2
    )
    _change_at_mid_year(stage, county, project, planned)
    stage.declared.resemble(
        "ST08", county.book, "project", str(project.key), "年中换了人，每半年都不多于岗位"
    )


def _with_posts(posts: int) -> Callable[[list[Paper]], list[Paper]]:
    def amend(papers: list[Paper]) -> list[Paper]:
        return [
            _with(each, replace(each.entered.row, posts=posts)) if each.register is POSTS else each
            for each in papers
        ]

    return amend


def _change_at_mid_year(
    stage: Stage, county: PlannedCounty, project: PlannedProject, planned: PlannedList
) -> None:
    """The last ranger goes at the end of June; another household has his post from then on."""
    posts = len(planned.new.lines)
    *others, left = planned.new.lines
    home = stage.home(county, HouseholdKind.LOW_INCOME, village=planned.village)
    half = replace(
        left, quantity_milli=left.quantity_milli // 2, approved_fen=left.approved_fen // 2
    )
    came = replace(half, household=home.household, person=home.head.person)
    planned.new = replace(planned.new, lines=(*others, half, came))
    planned.homes = [*planned.homes, home]
    first, second = planned.instalments
    gone = second.lines.pop()
    second.lines.append(
        replace(
            gone,
            line=posts + 1,
            home=home,
            payee=home.head,
            person=home.head.person,
            card=home.head.card,
        )
    )
    change_on = second.period_from

    def amend(papers: list[Paper]) -> list[Paper]:
        found = []
        for paper in _with_posts(posts)(papers):
            if paper.register is POST_HOLDERS:
                holder = paper.entered.row
                if holder.household == left.household:
                    holder = replace(holder, valid_to=change_on)
                if holder.household == home.household:
                    holder = replace(holder, valid_from=change_on)
                found.append(_with(paper, holder))
            else:
                found.append(paper)
        return found

    stage.amend(project, amend)
    assert first.lines[-1].line == posts


def _post(project: PlannedProject, planned: PlannedList) -> str:
    return f"GW-{project.new.code}-{project.lists.index(planned) + 1}"


def _with(paper: Paper, row: object) -> Paper:
    return replace(paper, entered=replace(paper.entered, row=row))
