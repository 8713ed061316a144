"""劳务报酬、公益岗位、小额信贷, and the factors by which money is divided."""

from __future__ import annotations

from ledger.intake.register_sheet import HOUSEHOLD, PROJECT, YES_NO, register_sheet
from ledger.intake.sheet import Column, Kind, choices_of
from ledger.register.allocation import FACTORS, SHARES
from ledger.register.work_and_loans import (
    LOAN_EVENTS,
    LOANS,
    POST_HOLDERS,
    POSTS,
    WAGES,
    LoanEventKind,
    PayPeriod,
)

_FROM = Column("valid_from", "起始日期", Kind.DAY, "", "2020-06-01")
_TO = Column("valid_to", "截止日期", Kind.DAY, "不含这一天", "", required=False)

WAGE_SHEET = register_sheet(
    WAGES,
    name="wages",
    purpose="登记以工代赈等项目的劳务报酬发放表，一人一行；签字后填签字日期。",
    columns=(
        Column("list", "发放表编号", Kind.CODE, "", "LW-2020-001"),
        Column("line", "行号", Kind.COUNT, "发放表中的行号", "1"),
        PROJECT,
        HOUSEHOLD,
        Column("period_from", "期间起", Kind.DAY, "", "2020-06-01"),
        Column("period_to", "期间止", Kind.DAY, "", "2020-06-30"),
        Column("days_milli", "工日", Kind.QUANTITY, "", "20", required=False),
        Column("amount_fen", "报酬", Kind.AMOUNT, "", "2400"),
        Column("signed_on", "签字日期", Kind.DAY, "没有签字就空着", "", required=False),
    ),
    links={"project": "project", "household": "household"},
    sums=("amount_fen",),
)

POST_SHEET = register_sheet(
    POSTS,
    name="posts",
    purpose="登记公益岗位：岗位数和报酬。",
    columns=(
        Column("post", "岗位编号", Kind.CODE, "本县唯一", "GW-2020-001"),
        PROJECT,
        Column("kind", "岗位类别", Kind.TEXT, "", "生态护林员"),
        Column("region", "区划代码", Kind.REGION, "岗位所在地", "610727101201"),
        Column("posts", "岗位数", Kind.COUNT, "", "5"),
        Column("pay_fen", "报酬", Kind.AMOUNT, "每期每人", "500"),
        Column("pay_period", "发放周期", Kind.CHOICE, "", "月", choices=choices_of(PayPeriod)),
        _FROM,
        _TO,
    ),
    links={"project": "project", "region": "place"},
)

HOLDER_SHEET = register_sheet(
    POST_HOLDERS,
    name="post-holders",
    purpose="登记公益岗位由哪户的人担任；离岗后补填截止日期。",
    columns=(
        Column("post", "岗位编号", Kind.CODE, "先导入公益岗位", "GW-2020-001"),
        HOUSEHOLD,
        _FROM,
        _TO,
        Column(
            "insured",
            "意外保险",
            Kind.CHOICE,
            "是否已投保人身意外险",
            "是",
            required=False,
            choices=YES_NO,
        ),
    ),
    links={"post": POSTS, "household": "household"},
)

LOAN_SHEET = register_sheet(
    LOANS,
    name="loans",
    purpose="登记小额信贷。贷款不是账簿里的资金，只登记。",
    columns=(
        Column("loan", "借据号", Kind.CODE, "本县唯一", "JJ2020000001"),
        HOUSEHOLD,
        Column("bank", "贷款银行", Kind.TEXT, "", "略阳县农村信用联社"),
        Column("amount_fen", "贷款金额", Kind.AMOUNT, "", "50000"),
        Column("lent_on", "放款日期", Kind.DAY, "", "2020-04-01"),
        Column("due_on", "到期日期", Kind.DAY, "", "2023-03-31"),
        Column("rate_ppm", "年利率（%）", Kind.QUANTITY, "", "4.35"),
        Column("purpose", "贷款用途", Kind.TEXT, "", "养蜂"),
        Column("interest_aid", "财政贴息", Kind.CHOICE, "", "是", required=False, choices=YES_NO),
        Column("secured", "抵押担保", Kind.CHOICE, "", "否", required=False, choices=YES_NO),
    ),
    links={"household": "household"},
    scales={"rate_ppm": (10, 1)},
    sums=("amount_fen",),
)

LOAN_EVENT_SHEET = register_sheet(
    LOAN_EVENTS,
    name="loan-events",
    purpose="登记贷款的还款、展期、续贷、贴息、代偿，以及转给企业使用的情况。",
    columns=(
        Column("loan", "借据号", Kind.CODE, "先导入小额信贷", "JJ2020000001"),
        Column("kind", "变动类别", Kind.CHOICE, "", "还款", choices=choices_of(LoanEventKind)),
        Column("happened_on", "日期", Kind.DAY, "", "2021-04-01"),
        Column("amount_fen", "金额", Kind.AMOUNT, "", "50000", required=False),
        Column("org", "企业", Kind.TEXT, "转给企业的，写单位编号或名称", "", required=False),
        Column("due_on", "新到期日", Kind.DAY, "展期、续贷的新到期日", "", required=False),
    ),
    links={"loan": LOANS, "org": "org"},
)

FACTOR_SHEET = register_sheet(
    FACTORS,
    name="allocation-factors",
    purpose="登记因素法分配所用的因素、权重和各地的数值，供重算。",
    columns=(
        Column("plan", "分配文号", Kind.TEXT, "", "汉财农〔2020〕8号"),
        Column("factor", "因素", Kind.TEXT, "", "贫困人口数量"),
        Column("region", "区划代码", Kind.REGION, "分到资金的地方", "610727"),
        Column("value_milli", "因素值", Kind.QUANTITY, "", "38000"),
        Column("weight_ppm", "权重（%）", Kind.QUANTITY, "", "40"),
    ),
    links={"region": "place"},
    scales={"weight_ppm": (10, 1)},
)

SHARE_SHEET = register_sheet(
    SHARES,
    name="allocation-shares",
    purpose="登记因素法分配的结果，以及公式以外的调整和理由。",
    columns=(
        Column("plan", "分配文号", Kind.TEXT, "", "汉财农〔2020〕8号"),
        Column("region", "区划代码", Kind.REGION, "分到资金的地方", "610727"),
        Column("allocated_fen", "分配金额", Kind.AMOUNT, "", "12000000"),
        Column(
            "adjustment_fen",
            "其中调整",
            Kind.AMOUNT,
            "公式以外增加的金额，减少写负数",
            "",
            required=False,
        ),
        Column("note", "调整理由", Kind.TEXT, "", "", required=False),
    ),
    links={"region": "place"},
    sums=("allocated_fen",),
)

WORK_AND_LOAN_SHEETS = (
    WAGE_SHEET,
    POST_SHEET,
    HOLDER_SHEET,
    LOAN_SHEET,
    LOAN_EVENT_SHEET,
    FACTOR_SHEET,
    SHARE_SHEET,
)
