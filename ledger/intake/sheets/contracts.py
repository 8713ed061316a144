"""合同、投标、发票、检查、验收: the papers of a project's work."""

from __future__ import annotations

from ledger.intake.register_sheet import PROJECT, YES_NO, register_sheet
from ledger.intake.sheet import Column, Kind, choices_of
from ledger.register.contracts import (
    ACCEPTANCES,
    BIDS,
    CONTRACTS,
    INSPECTIONS,
    INVOICES,
    AcceptanceResult,
    BidResult,
    ContractKind,
    InspectionKind,
    InspectionResult,
    TenderMode,
)

_CONTRACT = Column("contract", "合同编号", Kind.CODE, "先导入合同", "HT-2020-001", required=False)

CONTRACT_SHEET = register_sheet(
    CONTRACTS,
    name="contracts",
    purpose="登记合同。合同变更另报一行，写依据文号和变更说明，原合同保留。",
    columns=(
        Column("contract", "合同编号", Kind.CODE, "本县唯一", "HT-2020-001"),
        PROJECT,
        Column("name", "合同名称", Kind.TEXT, "", "产业路施工合同"),
        Column("kind", "合同类别", Kind.CHOICE, "", "工程", choices=choices_of(ContractKind)),
        Column("buyer", "发包单位", Kind.TEXT, "单位编号或名称", "略阳县交通运输局"),
        Column("supplier", "承包单位", Kind.TEXT, "单位编号或名称", "略阳县示例建筑公司"),
        Column(
            "tender_mode", "采购方式", Kind.CHOICE, "", "公开招标", choices=choices_of(TenderMode)
        ),
        Column("tender", "招标编号", Kind.CODE, "与投标表一致", "ZB-2020-01", required=False),
        Column("limit_fen", "适用限额", Kind.AMOUNT, "采购限额标准", "", required=False),
        Column("limit_source", "限额依据", Kind.TEXT, "限额出自哪份文件", "", required=False),
        Column("awarded_on", "中标日期", Kind.DAY, "", "2020-03-10", required=False),
        Column("signed_on", "签订日期", Kind.DAY, "", "2020-03-20"),
        Column("amount_fen", "合同金额", Kind.AMOUNT, "", "580000"),
        Column("starts_on", "合同开工", Kind.DAY, "", "2020-04-01", required=False),
        Column("ends_on", "合同竣工", Kind.DAY, "", "2020-10-31", required=False),
        Column(
            "retention_milli", "质保金比例（%）", Kind.QUANTITY, "一位小数", "3", required=False
        ),
    ),
    links={"project": "project", "buyer": "org", "supplier": "org"},
    scales={"retention_milli": (1, 100)},
    sums=("amount_fen",),
)

BID_SHEET = register_sheet(
    BIDS,
    name="bids",
    purpose="登记一次招标的所有投标，包括未中标和废标的。",
    columns=(
        Column("tender", "招标编号", Kind.CODE, "招标或标段的编号", "ZB-2020-01"),
        Column("bidder", "投标人", Kind.TEXT, "投标文件上的名称", "略阳县示例建筑公司"),
        PROJECT,
        Column("org", "单位编号", Kind.TEXT, "已登记的单位", "", required=False),
        Column("opened_on", "开标日期", Kind.DAY, "", "2020-03-05"),
        Column("price_fen", "报价", Kind.AMOUNT, "", "580000", required=False),
        Column("result", "结果", Kind.CHOICE, "", "中标", choices=choices_of(BidResult)),
    ),
    links={"project": "project", "org": "org"},
)

INVOICE_SHEET = register_sheet(
    INVOICES,
    name="invoices",
    purpose="登记发票。数电票没有发票代码，号码 20 位。",
    columns=(
        Column("code", "发票代码", Kind.CODE, "数电票空着", "061001900111", required=False),
        Column("number", "发票号码", Kind.CODE, "", "01234567"),
        PROJECT,
        _CONTRACT,
        Column("seller", "销售方", Kind.TEXT, "单位编号或名称", "略阳县示例建筑公司"),
        Column("invoiced_on", "开票日期", Kind.DAY, "", "2020-06-30"),
        Column("amount_fen", "价税合计", Kind.AMOUNT, "", "232000"),
        Column("tax_fen", "税额", Kind.AMOUNT, "", "", required=False),
    ),
    links={"project": "project", "contract": CONTRACTS, "seller": "org"},
    sums=("amount_fen",),
)

INSPECTION_SHEET = register_sheet(
    INSPECTIONS,
    name="inspections",
    purpose="登记监理、检查、抽查和整改；整改完成后补填完成日期。",
    columns=(
        Column("inspection", "检查编号", Kind.CODE, "本县唯一", "JC-2020-001"),
        PROJECT,
        Column("kind", "检查类别", Kind.CHOICE, "", "监理", choices=choices_of(InspectionKind)),
        Column("inspected_on", "检查日期", Kind.DAY, "", "2020-05-12"),
        Column("inspector", "检查单位", Kind.TEXT, "", "略阳县示例监理公司"),
        Column("result", "检查结果", Kind.CHOICE, "", "合格", choices=choices_of(InspectionResult)),
        Column("found", "发现的问题", Kind.TEXT, "", "", required=False),
        Column("correct_by", "整改期限", Kind.DAY, "", "", required=False),
        Column("corrected_on", "整改完成", Kind.DAY, "", "", required=False),
    ),
    links={"project": "project"},
)

ACCEPTANCE_SHEET = register_sheet(
    ACCEPTANCES,
    name="acceptances",
    purpose="登记验收：验收的工程内容、数量和金额，扣留的质保金和到期日。",
    columns=(
        Column("acceptance", "验收编号", Kind.CODE, "本县唯一", "YS-2020-001"),
        PROJECT,
        _CONTRACT,
        Column("accepted_on", "验收日期", Kind.DAY, "", "2020-11-15"),
        Column("accepted_by", "验收单位", Kind.TEXT, "", "略阳县交通运输局"),
        Column("item", "工程内容", Kind.TEXT, "同类工程用同样的说法", "硬化道路"),
        Column("quantity_milli", "验收数量", Kind.QUANTITY, "", "3.2", required=False),
        Column("unit", "计量单位", Kind.TEXT, "", "公里", required=False),
        Column("value_fen", "验收金额", Kind.AMOUNT, "", "575000", required=False),
        Column("result", "验收结论", Kind.CHOICE, "", "合格", choices=choices_of(AcceptanceResult)),
        Column(
            "final",
            "竣工验收",
            Kind.CHOICE,
            "阶段验收写“否”",
            "是",
            required=False,
            choices=YES_NO,
        ),
        Column("retention_fen", "质保金", Kind.AMOUNT, "", "17250", required=False),
        Column("retention_due_on", "质保金到期", Kind.DAY, "", "2021-11-15", required=False),
    ),
    links={"project": "project", "contract": CONTRACTS},
    sums=("value_fen",),
)

CONTRACT_SHEETS = (CONTRACT_SHEET, BID_SHEET, INVOICE_SHEET, INSPECTION_SHEET, ACCEPTANCE_SHEET)
