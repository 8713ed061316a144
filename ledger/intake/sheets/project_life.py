"""批复、资金、里程碑、目标、自评、参建单位: what is approved, planned and reported of a project."""

from __future__ import annotations

from ledger.intake.register_sheet import PROJECT, YES_NO, register_sheet
from ledger.intake.sheet import Column, Kind, choices_of
from ledger.register.project_life import (
    APPROVALS,
    FUNDS,
    MILESTONES,
    PARTS,
    REVIEWS,
    TARGETS,
    OrganisationRole,
    ReviewLevel,
    TargetKind,
)

APPROVAL_SHEET = register_sheet(
    APPROVALS,
    name="approvals",
    purpose="登记项目批复的用途、地点、任务和金额。调整时另报一行，写依据文号和变更说明，两个版本都保留。",
    columns=(
        PROJECT,
        Column("approved_on", "批复日期", Kind.DAY, "", "2020-02-20"),
        Column("purpose", "批复用途", Kind.TEXT, "用途编号或批复中的说法", "产业发展"),
        Column("region", "区划代码", Kind.REGION, "批复的建设地点", "610727101201"),
        Column("task", "建设任务", Kind.TEXT, "", "新建产业路3.2公里"),
        Column("approved_fen", "批复金额", Kind.AMOUNT, "", "600000"),
        Column(
            "public_good",
            "公益性建设项目",
            Kind.CHOICE,
            "国家安排的公益性建设项目不得要求县级配套",
            "否",
            required=False,
            choices=YES_NO,
        ),
        Column("starts_on", "批复开工", Kind.DAY, "", "2020-03-01", required=False),
        Column("ends_on", "批复竣工", Kind.DAY, "", "2020-10-31", required=False),
    ),
    links={"project": "project", "region": "place"},
    sums=("approved_fen",),
)

FUND_SHEET = register_sheet(
    FUNDS,
    name="approved-funds",
    purpose="登记批复中各类资金的金额；一个项目每类资金一行。",
    columns=(
        PROJECT,
        Column("category", "资金类别", Kind.TEXT, "资金类别的简称", "财政专项扶贫资金"),
        Column("level", "资金层级", Kind.TEXT, "中央、省、市、县或社会", "中央"),
        Column("approved_fen", "批复金额", Kind.AMOUNT, "", "600000"),
        Column(
            "matching",
            "要求配套",
            Kind.CHOICE,
            "作为县级配套要求的资金写“是”",
            "否",
            required=False,
            choices=YES_NO,
        ),
    ),
    links={"project": "project"},
    sums=("approved_fen",),
)

MILESTONE_SHEET = register_sheet(
    MILESTONES,
    name="milestones",
    purpose="登记项目计划的节点；完成后补填完成日期。",
    columns=(
        PROJECT,
        Column("milestone", "节点", Kind.TEXT, "", "路基完成"),
        Column("planned_on", "计划日期", Kind.DAY, "", "2020-06-30"),
        Column("done_on", "完成日期", Kind.DAY, "还没有完成就空着", "", required=False),
    ),
    links={"project": "project"},
)

TARGET_SHEET = register_sheet(
    TARGETS,
    name="targets",
    purpose="登记项目入库时设定的绩效目标，一项指标一行。",
    columns=(
        PROJECT,
        Column("target", "绩效指标", Kind.TEXT, "", "新建产业路里程"),
        Column("kind", "指标类别", Kind.CHOICE, "", "数量", choices=choices_of(TargetKind)),
        Column("value", "指标值", Kind.TEXT, "", "≥3.2公里"),
        Column("set_on", "设定日期", Kind.DAY, "", "2020-01-20"),
    ),
    links={"project": "project"},
)

REVIEW_SHEET = register_sheet(
    REVIEWS,
    name="reviews",
    purpose="登记绩效自评：项目、行业部门、县级，每年一次。",
    columns=(
        PROJECT,
        Column("year", "自评年度", Kind.COUNT, "", "2020"),
        Column("level", "自评层级", Kind.CHOICE, "", "项目", choices=choices_of(ReviewLevel)),
        Column("reviewed_on", "自评日期", Kind.DAY, "", "2021-02-10"),
        Column("score_milli", "得分", Kind.QUANTITY, "满分 100", "92.5", required=False),
        Column("conclusion", "自评结论", Kind.TEXT, "", "目标全部完成"),
    ),
    links={"project": "project"},
)

PART_SHEET = register_sheet(
    PARTS,
    name="project-units",
    purpose="登记参与项目的单位：主管、实施、监理、施工、供货、代建等。",
    columns=(
        PROJECT,
        Column("org", "单位", Kind.TEXT, "单位编号或名称，先导入单位", "略阳县交通运输局"),
        Column("role", "角色", Kind.CHOICE, "", "主管", choices=choices_of(OrganisationRole)),
        Column("valid_from", "起始日期", Kind.DAY, "", "2020-02-01"),
        Column("valid_to", "截止日期", Kind.DAY, "不含这一天", "", required=False),
    ),
    links={"project": "project", "org": "org"},
)

PROJECT_LIFE_SHEETS = (
    APPROVAL_SHEET,
    FUND_SHEET,
    MILESTONE_SHEET,
    TARGET_SHEET,
    REVIEW_SHEET,
    PART_SHEET,
)
