"""Plans: lots, moves, projects and drafts; nothing invented, the same each time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.book.voucher import voucher_from_json, voucher_json
from ledger.intake.notice_index import IndexEntry
from ledger.intake.notice_intake import NoticeRowsMissing
from ledger.intake.notice_planned import NoticePlan, PlannedVoucher
from ledger.intake.notice_report import report_of
from ledger.values.kinds import MOVEMENTS
from ledger.values.money import wan
from tests.intake.samples import cells, intake_of


def wan_row(amount: int, tag: str, **changes: str) -> dict[str, str]:
    money = {"amount_yuan_text": f"{amount}万元", "amount_fen": str(amount * 10**6)}
    return cells(**(money | {"note": f"[{tag}]"} | changes))


def source(amount: int, level: str = "省级", **changes: str) -> dict[str, str]:
    return wan_row(amount, "SRC", fund_source_level=level, **changes)


def use(amount: int, project: str = "甲", **changes: str) -> dict[str, str]:
    return wan_row(
        amount,
        "ALLOC",
        **({"fund_source_level": "", "doc_no": "", "project_name": project} | changes),
    )


def plan_of(*rows: dict[str, str], place: str = "陕西省汉中市略阳县") -> NoticePlan:
    plan = intake_of(rows, IndexEntry("T1", place=place)).plan
    assert plan is not None
    return plan


def parts(plan: NoticePlan) -> dict[str, PlannedVoucher]:
    return {each.part: each for each in plan.vouchers}


def moves(planned: PlannedVoucher) -> list[tuple[str, str, int, bool]]:
    return [
        (each.start.kind.value, each.end.kind.value, each.amount_fen // 10**6, each.by_rule)
        for each in planned.voucher.entries
    ]


def test_one_source_is_assigned_as_documented_without_the_pool() -> None:
    plan = plan_of(source(100), use(60), use(30, "乙"))
    assert list(parts(plan)) == ["allocate", "assign"]
    assert moves(parts(plan)["allocate"]) == [("source", "unassigned", 100, False)]
    assert moves(parts(plan)["assign"]) == [
        ("unassigned", "project", 60, False),
        ("unassigned", "project", 30, False),
    ]


def test_uses_that_state_no_source_go_through_the_pool_oldest_lot_first() -> None:
    plan = plan_of(
        source(50, "省级", notice_date="2019-05-16"),
        source(30, "县级", notice_date="2019-05-01"),
        use(40),
        use(40, "乙"),
    )
    assert moves(parts(plan)["integrate"]) == [
        ("unassigned", "pool", 50, False),
        ("unassigned", "pool", 30, False),
    ]
    assert moves(parts(plan)["assign"]) == [
        ("pool", "project", 30, True),
        ("pool", "project", 10, True),
        ("pool", "project", 40, True),
    ]
    by_level = {each.lot: each.facts.level for each in plan.lots}
    assert [by_level[each.lot] for each in parts(plan)["assign"].voucher.entries] == [
        "county",
        "province",
        "province",
    ]


def test_a_use_that_states_the_level_of_one_source_is_documented_and_skips_the_pool() -> None:
    plan = plan_of(source(50), source(30, "县级"), use(20, fund_source_level="县级"), use(60, "乙"))
    assert moves(parts(plan)["integrate"]) == [
        ("unassigned", "pool", 50, False),
        ("unassigned", "pool", 10, False),
    ]
    assert moves(parts(plan)["assign"])[0] == ("unassigned", "project", 20, False)


def test_a_use_that_cites_the_number_of_one_source_is_documented() -> None:
    first, second = source(50, doc_no="汉财办〔2019〕1号"), source(30, doc_no="汉财办〔2019〕2号")
    plan = plan_of(first, second, use(30, doc_no="汉财办〔2019〕2号"))
    assert moves(parts(plan)["assign"]) == [("unassigned", "project", 30, False)]
    shared = source(30, "县级", doc_no="汉财办〔2019〕1号")
    assert "integrate" in parts(plan_of(first, shared, use(30, doc_no="汉财办〔2019〕1号")))


def test_without_sources_each_number_level_and_category_is_a_lot_as_printed() -> None:
    plan = plan_of(
        use(10, fund_source_level="省级", doc_no="a〔2019〕1号"),
        use(20, "乙", fund_source_level="省级", doc_no="a〔2019〕1号"),
        use(40, fund_source_level="中央", doc_no="a〔2019〕1号"),
    )
    assert [(each.facts.origin, each.amount_fen // 10**6) for each in plan.lots] == [
        ("as_printed", 30),
        ("as_printed", 40),
    ]
    assert list(parts(plan)) == ["allocate", "assign"]


def test_money_from_above_is_external_and_the_issuers_own_documented() -> None:
    plan = plan_of(source(50, "中央"), source(30, "县级"), use(80))
    assert [each.facts.origin for each in plan.lots] == ["external", "documented"]


def test_counties_with_books_are_passed_down_to_and_units_are_assigned() -> None:
    row = {"fund_source_level": "省级", "doc_no": "x〔2019〕1号"}
    plan = plan_of(
        use(70, recipient_region_or_unit="睢 县", **row),
        use(10, recipient_region_or_unit="市直", **row),
        place="河南省商丘市",
    )
    assert list(parts(plan)) == ["allocate", "pass_down", "assign"]
    (entry,) = parts(plan)["pass_down"].voucher.entries
    assert (entry.end.kind.value, entry.end.owner) == ("sent_down", "411422")
    assert plan.book == 411400


def test_a_refused_place_leaves_its_draft_待补正_and_changes_no_lot() -> None:
    row = {"fund_source_level": "省级", "doc_no": "x〔2019〕1号"}
    rows = [
        use(70, recipient_region_or_unit="睢县", **row),
        use(5, recipient_region_or_unit="示范区", **row),
    ]
    plan = plan_of(*rows, place="河南省商丘市")
    assert [(each.part, [p.row for p in each.problems]) for each in plan.vouchers] == [
        ("allocate", []),
        ("pass_down", [3]),
    ]
    named = replace_recipient(rows, "虞城县")
    assert plan_of(*named, place="河南省商丘市").lots == plan.lots


def replace_recipient(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    return [*rows[:-1], rows[-1] | {"recipient_region_or_unit": name}]


def test_an_unreadable_source_leaves_every_draft_that_draws_on_it_待补正() -> None:
    plan = plan_of(source(50), source(30, amount_yuan_text="三十"), use(40))
    assert {each.part: [p.row for p in each.problems] for each in plan.vouchers} == {
        "allocate": [3],
        "assign": [3],
    }


def test_what_sources_do_not_cover_is_a_draft_of_its_own_and_no_money_is_invented() -> None:
    plan = plan_of(source(50), source(30, "县级"), use(60), use(60, "乙"))
    assert sum(each.amount_fen for each in plan.lots) == 80 * 10**6
    short = parts(plan)["assign-shortfall"]
    assert moves(short) == [("pool", "project", 40, True)]
    assert short.problems[0].reason.startswith("公告列明的来源不够:缺 40万元")
    assert parts(plan)["assign"].problems == ()
    assert plan.shortfall_fen == 40 * 10**6
    single = plan_of(source(50), use(60))
    assert moves(parts(single)["assign-shortfall"]) == [("unassigned", "project", 10, False)]


def test_uses_of_sources_that_are_all_zero_make_a_draft_待补正_without_entries() -> None:
    plan = plan_of(source(0), use(5))
    ((planned),) = plan.vouchers
    assert planned.voucher.entries == () and "没有可用的来源" in planned.problems[0].reason
    assert plan.shortfall_fen == 5 * 10**6


def test_less_used_than_received_leaves_the_rest_in_the_pool() -> None:
    plan = plan_of(source(50), source(30, "县级"), use(10))
    assert sum(e.amount_fen for e in parts(plan)["integrate"].voucher.entries) == 80 * 10**6
    assert plan.shortfall_fen == 0


def test_zero_makes_no_entry_and_no_lot() -> None:
    plan = plan_of(source(50), source(0, "县级"), use(0), use(50, "乙"))
    assert len(plan.lots) == 1 and moves(parts(plan)["assign"]) == [
        ("unassigned", "project", 50, False)
    ]


def test_rows_of_one_project_share_it_and_equal_source_rows_stay_two_lots() -> None:
    plan = plan_of(source(50), source(50), use(30), use(30))
    assert len(plan.lots) == 2
    assert [(each.planned_fen // 10**6, each.rows) for each in plan.projects] == [(60, (4, 5))]


def test_the_budget_year_named_by_the_category_counts_if_it_is_next_to_the_documents() -> None:
    named = plan_of(source(50, fund_category="中央资金(2020年第一批)", notice_date="2019-12-27"))
    far = plan_of(source(50, fund_category="(2009年)", notice_date="2019-12-27"))
    assert [each.lots[0].facts.budget_year for each in (named, far)] == [2020, 2019]


def test_a_year_stays_a_year_and_ages_from_its_last_day() -> None:
    plan = plan_of(source(50, notice_date="2018"))
    (planned,) = plan.vouchers
    assert (planned.voucher.happened_on.isoformat(), planned.voucher.precision) == (
        "2018-12-31",
        "year",
    )
    assert plan.lots[0].facts.document_precision == "year"


def test_no_date_is_replaced_by_the_publication_date_and_refused_without_one() -> None:
    rows = [source(50, notice_date="")]
    without = intake_of(rows, IndexEntry("T1", place="陕西省汉中市略阳县"))
    assert without.plan is None
    assert [(each.column, each.outcome.value) for each in without.rows] == [
        ("notice_date", "refused")
    ]


def test_an_unknown_issuer_refuses_every_row_of_money() -> None:
    intake = intake_of([source(50), wan_row(1, "INFO")], IndexEntry("T1", place="某省某县"))
    report = report_of(intake)
    assert (intake.plan, report["refused"], report["not_money"]) == (None, 1, 1)
    assert report["src_fen"] == 50 * 10**6


def test_a_notice_that_is_no_allocation_uses_its_rows_without_matching_places() -> None:
    intake = intake_of([use(5, recipient_region_or_unit="某县")], override="plan")
    assert intake.plan is None and report_of(intake)["used"] == 1


def test_fewer_rows_than_the_index_says_refuse_the_notice() -> None:
    with pytest.raises(NoticeRowsMissing) as caught:
        intake_of([source(50)], IndexEntry("T1", row_count=2))
    assert "应有 2 行" in caught.value.message
    assert intake_of([source(50)], IndexEntry("T1", row_count=1)).rows


def test_importing_again_gives_the_same_drafts_lots_and_projects() -> None:
    rows = [source(50), source(30, "县级"), use(60)]
    assert plan_of(*rows) == plan_of(*rows)
    assert plan_of(*rows).lots[0].lot != plan_of(source(51), *rows[1:]).lots[0].lot


amounts = st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=5)


@given(amounts, amounts, st.booleans())
@example([0], [5], False)
def test_any_plan_conserves_lots_overdraws_nothing_and_can_be_drafted(
    sources: list[int], uses: list[int], stated: bool
) -> None:
    levels = ["中央", "省级", "市级", "县级", "中央+省级"]
    plan = intake_of(
        [
            *(source(fen, level) for fen, level in zip(sources, levels, strict=False)),
            *(
                use(fen, str(at), fund_source_level=levels[at] if stated else "")
                for at, fen in enumerate(uses)
            ),
        ],
        IndexEntry("T1", place="陕西省汉中市略阳县"),
    ).plan
    assert plan is not None
    balance: Counter[tuple[str, object]] = Counter()
    for planned in plan.vouchers:
        voucher = planned.voucher
        assert voucher_from_json(voucher_json(voucher)) == voucher
        for entry in voucher.entries:
            assert (voucher.kind, entry.start.kind, entry.end.kind) in MOVEMENTS
            assert entry.amount_fen > 0
            if planned.problems:
                continue
            balance[entry.start.kind.value, entry.lot] -= entry.amount_fen
            balance[entry.end.kind.value, entry.lot] += entry.amount_fen
            assert (
                entry.start.kind.value == "source"
                or balance[entry.start.kind.value, entry.lot] >= 0
            )
    assert sum(each.amount_fen for each in plan.lots) == sum(sources) * 10**6
    assigned = sum(each.planned_fen for each in plan.projects)
    posted = sum(fen for (kind, _), fen in balance.items() if kind == "project")
    assert assigned == posted + plan.shortfall_fen == sum(uses) * 10**6, wan(assigned)
    assert replace(plan) == plan
