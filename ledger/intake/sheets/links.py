"""资产、协议、分红、受益户、成员人数: what projects leave behind and whom they reach."""

from __future__ import annotations

from ledger.intake.register_sheet import HOUSEHOLD, PROJECT, register_sheet
from ledger.intake.sheet import Column, Kind, choices_of
from ledger.register.links import (
    AGREEMENTS,
    ASSETS,
    BENEFICIARIES,
    DIVIDENDS,
    MEMBER_COUNTS,
    AssetKind,
    CountKind,
    Mechanism,
    OwnerKind,
)

_MECHANISM = Column("mechanism", "带贫机制", Kind.CHOICE, "", "分红", choices=choices_of(Mechanism))
_FROM = Column("valid_from", "起始日期", Kind.DAY, "", "2020-06-01")
_TO = Column("valid_to", "截止日期", Kind.DAY, "不含这一天", "", required=False)

ASSET_SHEET = register_sheet(
    ASSETS,
    name="assets",
    purpose="登记项目形成的资产；确权后补填确权日期。",
    columns=(
        Column("asset", "资产编号", Kind.CODE, "本县唯一", "ZC-2020-001"),
        PROJECT,
        Column("name", "资产名称", Kind.TEXT, "", "示例村香菇大棚"),
        Column("kind", "资产类别", Kind.CHOICE, "", "经营性", choices=choices_of(AssetKind)),
        Column("region", "区划代码", Kind.REGION, "资产所在地", "610727101201"),
        Column("owner_kind", "产权性质", Kind.CHOICE, "", "村集体", choices=choices_of(OwnerKind)),
        Column("owner", "产权人", Kind.TEXT, "村集体、单位；到户资产写户编号", "示例村经济合作社"),
        Column("value_fen", "账面原值", Kind.AMOUNT, "", "575000"),
        Column("formed_on", "形成日期", Kind.DAY, "", "2020-11-15"),
        Column("keeper", "管护责任人", Kind.TEXT, "单位或岗位", "示例村村委会", required=False),
        Column("confirmed_on", "确权日期", Kind.DAY, "", "", required=False),
    ),
    links={"project": "project", "region": "place"},
    sums=("value_fen",),
)

AGREEMENT_SHEET = register_sheet(
    AGREEMENTS,
    name="agreements",
    purpose="登记与企业、合作社签订的帮扶（带贫）协议。",
    columns=(
        Column("agreement", "协议编号", Kind.CODE, "本县唯一", "XY-2020-001"),
        PROJECT,
        Column("org", "带贫单位", Kind.TEXT, "单位编号或名称", "略阳县示例合作社"),
        _MECHANISM,
        Column("signed_on", "签订日期", Kind.DAY, "", "2020-05-20"),
        _FROM,
        _TO,
        Column("support_fen", "扶持金额", Kind.AMOUNT, "给该单位的资金", "500000", required=False),
        Column("asset", "资产编号", Kind.CODE, "协议涉及的资产", "", required=False),
        Column("terms", "主要约定", Kind.TEXT, "", "每年按投入的6%分红"),
    ),
    links={"project": "project", "org": "org", "asset": ASSETS},
)

DIVIDEND_SHEET = register_sheet(
    DIVIDENDS,
    name="dividends",
    purpose="登记协议约定的分红：哪天以前，付给谁，多少。",
    columns=(
        Column("agreement", "协议编号", Kind.CODE, "先导入帮扶协议", "XY-2020-001"),
        Column("due_on", "应付日期", Kind.DAY, "", "2020-12-31"),
        PROJECT,
        Column("payee", "受款方", Kind.TEXT, "村集体、农户", "示例村经济合作社"),
        Column("agreed_fen", "约定金额", Kind.AMOUNT, "", "30000"),
    ),
    links={"agreement": AGREEMENTS, "project": "project"},
    sums=("agreed_fen",),
)

BENEFICIARY_SHEET = register_sheet(
    BENEFICIARIES,
    name="beneficiaries",
    purpose="登记项目的受益户和带贫机制，一户一行。",
    columns=(
        PROJECT,
        HOUSEHOLD,
        _MECHANISM,
        _FROM,
        _TO,
        Column("agreement", "协议编号", Kind.CODE, "", "", required=False),
        Column("expected_fen", "预计年受益", Kind.AMOUNT, "", "1000", required=False),
    ),
    links={"project": "project", "household": "household", "agreement": AGREEMENTS},
)

MEMBER_COUNT_SHEET = register_sheet(
    MEMBER_COUNTS,
    name="member-counts",
    purpose="登记合作社成员、务工人员中建档立卡户的人数。",
    columns=(
        Column("org", "单位", Kind.TEXT, "单位编号或名称", "略阳县示例合作社"),
        Column("kind", "人数类别", Kind.CHOICE, "", "合作社成员", choices=choices_of(CountKind)),
        Column("counted_on", "统计日期", Kind.DAY, "", "2020-12-31"),
        Column("total", "总人数", Kind.COUNT, "", "50"),
        Column("registered", "建档立卡人数", Kind.COUNT, "", "32"),
    ),
    links={"org": "org"},
)

LINK_SHEETS = (
    ASSET_SHEET,
    AGREEMENT_SHEET,
    DIVIDEND_SHEET,
    BENEFICIARY_SHEET,
    MEMBER_COUNT_SHEET,
)
