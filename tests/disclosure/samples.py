"""Invented notices for the tests: no place, person, document or amount here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ledger.disclosure.page import (
    ListBasis,
    NoticeKind,
    NoticePage,
    Region,
    VoucherBasis,
)
from ledger.disclosure.section import (
    Calculation,
    FundSource,
    HouseholdLine,
    Remark,
    Section,
    SectionKind,
    Standard,
)
from ledger.values.region import RegionCode, RegionLevel

ADDRESS = "https://sun.example.cn/n/610727-2019-0031"

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = ("样甲", "样乙", "样丙", "样丁", "试", "例", "样戊", "例己", "试庚", "例辛", "样壬")
_REMARKS = (None, Remark.LIFTED, Remark.MONITORED, None, Remark.MINIMUM_LIVING, None, None)


def line(number: int, *, full_name: str | None = None, amount_fen: int = 600_000) -> HouseholdLine:
    """The `number`th invented forest ranger."""
    name = _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number % len(_GIVEN)]
    return HouseholdLine(
        full_name=name if full_name is None else full_name,
        group=f"第{number % 7 + 1}村民小组",
        benefit="生态护林员补助",
        period="2019年度",
        calculation=Calculation(
            quantity=Decimal("1"), unit="人", rate_fen=600_000, rate_per="人·年"
        ),
        amount_fen=amount_fen,
        remark=_REMARKS[number % len(_REMARKS)],
    )


def rangers(count: int) -> Section:
    """A benefit with `count` household lines."""
    lines = tuple(line(number) for number in range(1, count + 1))
    total_fen = sum(each.amount_fen for each in lines)
    return Section(
        kind=SectionKind.BENEFIT,
        code="610727-2019-B0004",
        name="建档立卡贫困人口生态护林员补助",
        place="示例村全村林地",
        task=f"选聘生态护林员{count}人，每人管护集体林地约600亩",
        standard=Standard(text="每人每年6000元", source="虚构林发〔2019〕8号第三条"),
        sources=(
            FundSource(
                name="中央财政林业改革发展资金",
                doc_no="虚构财农〔2019〕27号",
                amount_fen=total_fen,
            ),
        ),
        planned_fen=total_fen,
        arranged_fen=total_fen,
        paid_fen=total_fen,
        term="2019年1月至12月",
        responsible_unit="样板镇林业工作站",
        responsible_person="样板镇副镇长 试一",
        performance_target=f"{count}户每户稳定增收6000元",
        benefit_mechanism="护林岗位优先聘用建档立卡户，劳务报酬直接发放到户",
        lines=lines,
        stated_lines_total_fen=total_fen,
    )


def road() -> Section:
    """A project without household lines and with two fields nobody provided."""
    return Section(
        kind=SectionKind.PROJECT,
        code="610727-2019-P0012",
        name="示例村二组至四组产业路硬化",
        place="示例村二组、四组",
        task="硬化产业路2.4公里，路面宽3.5米，厚18厘米",
        standard=Standard(text="每公里45万元", source="虚构县项目库建设指南（2019年版）"),
        sources=(
            FundSource(
                name="省级财政专项扶贫资金",
                doc_no="虚构财农〔2019〕14号",
                amount_fen=70_000_000,
            ),
            FundSource(name="县级统筹整合资金", amount_fen=38_000_000),
        ),
        planned_fen=108_000_000,
        arranged_fen=108_000_000,
        paid_fen=75_600_000,
        term="2019年4月至10月",
        responsible_unit="样板镇人民政府",
        responsible_person="样板镇镇长 样一",
    )


def poultry() -> Section:
    """A benefit paid by quantity."""
    rows = (
        ("褚样乙", 40, Remark.LIFTED),
        ("欧阳例", 60, None),
        ("卫试庚", 25, Remark.MONITORED),
        ("蒋例辛", 80, None),
    )
    lines = tuple(
        HouseholdLine(
            full_name=name,
            group=f"第{count % 4 + 1}村民小组",
            benefit="土鸡养殖奖补",
            period="2019年1月至6月",
            calculation=Calculation(
                quantity=Decimal(count), unit="只", rate_fen=1_500, rate_per="只"
            ),
            amount_fen=count * 1_500,
            remark=remark,
        )
        for name, count, remark in rows
    )
    total_fen = sum(each.amount_fen for each in lines)
    return Section(
        kind=SectionKind.BENEFIT,
        code="610727-2019-B0007",
        name="产业奖补（土鸡养殖）",
        place="示例村",
        task="存栏土鸡20只以上的养殖户",
        standard=Standard(text="每只15元，每户最多3000元", source="虚构扶发〔2019〕5号附件二"),
        sources=(
            FundSource(
                name="县级财政专项扶贫资金", doc_no="虚构财农〔2019〕31号", amount_fen=total_fen
            ),
        ),
        planned_fen=500_000,
        arranged_fen=total_fen,
        paid_fen=total_fen,
        term="2019年1月至6月",
        responsible_unit="样板镇农业综合服务站",
        responsible_person="站长 样二",
        performance_target="带动4户发展养殖",
        benefit_mechanism="以奖代补，先建后补，直接补到户",
        lines=lines,
    )


def announcement(*sections: Section) -> NoticePage:
    """A 公告 after payment."""
    return NoticePage(
        notice_id="610727-2019-0031",
        kind=NoticeKind.AFTER,
        level=RegionLevel.VILLAGE,
        region=Region(
            code=RegionCode("610727999201"),
            path=("陕西省", "汉中市", "略阳县", "样板镇", "示例村"),
        ),
        issuer="样板镇示例村村民委员会",
        title="示例村2019年财政专项扶贫资金使用情况公告",
        issued_on=date(2019, 8, 14),
        start_on=date(2019, 8, 14),
        end_on=date(2019, 8, 23),
        basis=VoucherBasis(book=610727, fiscal_year=2019, voucher_number=1284, event_number=3391),
        regime="财政专项扶贫资金",
        sections=sections,
        objection_to="示例村村务监督委员会或样板镇人民政府",
        office_phone="0916-4820000",
        demo=True,
        address=ADDRESS,
        event_number=3402,
    )


def proposal(*sections: Section) -> NoticePage:
    """A 公示 before payment."""
    return replace(
        announcement(*sections),
        kind=NoticeKind.BEFORE,
        title="示例村2019年财政专项扶贫资金项目公示",
        basis=ListBasis(
            list_name="示例村2019年生态护林员补助清单",
            version=2,
            approved_on=date(2019, 8, 12),
            event_number=3300,
        ),
    )
