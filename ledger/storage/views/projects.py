"""Which views show projects: money against contract and acceptance, contracts, invoices, assets."""

from __future__ import annotations

from ledger.storage.views.view import FLOWS, REGION_NAME, View, columns, counting

PROJECT = View(
    "project",
    "项目：计划、批复、安排、拨付、合同、发票和验收对照，一个项目一行",
    columns("""
book 账簿号
project 项目
code 项目编号
name 项目名称
region 区划代码
place 地点名称
org 实施单位代码
org_name 实施单位
purpose 用途
benefit 补助代码（到户项目）
planned_fen 计划投资
approved_fen 批复金额
arranged_fen 已安排净额
disbursed_fen 已拨付净额（离开指标）
standing_fen 仍在项目上的指标
contracts 合同份数
contract_fen 合同金额合计
invoiced_fen 发票金额合计
accepted_fen 验收合格的价值合计
starts_on 计划开工日
ends_on 计划完工日
entered_on 审定入库日
removed_on 出库日
approved_on 批复日
first_arranged_on 第一次安排日
first_disbursed_on 第一次拨付日
last_disbursed_on 最后一次拨付日
accepted_on 竣工验收日
"""),
    f"""
WITH flows AS {FLOWS},
steps AS (
  SELECT e.book, e.project, e.kind, min(e.happened_on) AS first_on, max(e.happened_on) AS last_on
  FROM sunledger.project_event e
  LEFT JOIN sunledger.project_event_void v ON v.book = e.book AND v.project = e.project
    AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version
    AND v.known_at <= :known_at
  WHERE e.book = ANY (:books) AND e.happened_on <= :as_of AND e.known_at <= :known_at
    AND v.project IS NULL
  GROUP BY e.book, e.project, e.kind
),
moved AS (
  SELECT x.book, x.project_key,
    coalesce(sum(x.fen) FILTER (WHERE x.other IN ('source', 'unassigned', 'pool', 'project')),
      0)::bigint AS arranged_fen,
    coalesce(-sum(x.fen) FILTER (WHERE x.other NOT IN ('source', 'unassigned', 'pool', 'project',
      'recovered')), 0)::bigint AS out_fen,
    sum(x.fen)::bigint AS standing_fen,
    min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_on,
    min(x.happened_on) FILTER (WHERE x.fen < 0 AND x.other NOT IN ('source', 'unassigned', 'pool',
      'project', 'recovered')) AS first_out_on,
    max(x.happened_on) FILTER (WHERE x.fen < 0 AND x.other NOT IN ('source', 'unassigned', 'pool',
      'project', 'recovered')) AS last_out_on
  FROM (
    SELECT f.book, t.owner AS project_key, s.kind AS other, f.amount_fen AS fen, f.happened_on
    FROM flows f
    JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
    JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account AND t.kind = 'project'
    UNION ALL
    SELECT f.book, s.owner, t.kind, -f.amount_fen, f.happened_on
    FROM flows f
    JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
      AND s.kind = 'project'
    JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account
  ) x GROUP BY x.book, x.project_key
),
ordered AS (
  SELECT c.book, c.project, count(*)::integer AS contracts, sum(c.amount_fen)::bigint AS fen
  FROM {counting("contract", "contract")} c WHERE c.signed_on <= :as_of GROUP BY c.book, c.project
),
billed AS (
  SELECT i.book, i.project, sum(i.amount_fen)::bigint AS fen
  FROM {counting("invoice", "code, number")} i WHERE i.invoiced_on <= :as_of
  GROUP BY i.book, i.project
),
taken AS (
  SELECT a.book, a.project, sum(a.value_fen)::bigint AS fen,
    min(a.accepted_on) FILTER (WHERE a.final) AS final_on
  FROM {counting("acceptance", "acceptance")} a
  WHERE a.accepted_on <= :as_of AND a.result <> 'failed' GROUP BY a.book, a.project
)
SELECT p.book, p.project, p.code, p.name, p.region, g.name, p.org, o.name, p.purpose, p.benefit,
  p.planned_fen, r.approved_fen, coalesce(m.arranged_fen, 0), coalesce(m.out_fen, 0),
  coalesce(m.standing_fen, 0), coalesce(c.contracts, 0), coalesce(c.fen, 0), coalesce(i.fen, 0),
  coalesce(a.fen, 0), p.starts_on, p.ends_on, entered.first_on, removed.last_on,
  coalesce(r.approved_on, approved.first_on), m.first_on, m.first_out_on, m.last_out_on,
  least(a.final_on, accepted.first_on)
FROM sunledger.project p
LEFT JOIN moved m ON m.book = p.book AND m.project_key = p.project::text
LEFT JOIN ordered c ON c.book = p.book AND c.project = p.project
LEFT JOIN billed i ON i.book = p.book AND i.project = p.project
LEFT JOIN taken a ON a.book = p.book AND a.project = p.project
LEFT JOIN {counting("project_approval", "project")} r ON r.book = p.book AND r.project = p.project
LEFT JOIN steps entered ON entered.book = p.book AND entered.project = p.project
  AND entered.kind = 'entered'
LEFT JOIN steps removed ON removed.book = p.book AND removed.project = p.project
  AND removed.kind = 'removed'
LEFT JOIN steps approved ON approved.book = p.book AND approved.project = p.project
  AND approved.kind = 'approved'
LEFT JOIN steps accepted ON accepted.book = p.book AND accepted.project = p.project
  AND accepted.kind = 'accepted'
LEFT JOIN sunledger.organisation o ON o.org = p.org
LEFT JOIN {REGION_NAME} g ON g.code = p.region
WHERE p.book = ANY (:books) AND p.known_at <= :known_at
""",
)

CONTRACT = View(
    "contract",
    "合同：一份一行，供应商、采购方式、金额和投标家数",
    columns("""
book 账簿号
contract 合同编号
name 合同名称
project_code 项目编号
project_name 项目名称
region 项目区划代码
kind 类别（works 工程、goods 货物、services 服务）
buyer 采购单位代码
buyer_name 采购单位
supplier 供应商代码
supplier_name 供应商
supplier_credit_code 供应商统一社会信用代码
tender_mode 采购方式（open 公开、invited 邀请、single_source 单一来源、direct 直接…）
tender 招标编号
bidders 投标家数
amount_fen 合同金额
limit_fen 适用的采购限额
awarded_on 中标日
signed_on 签订日
starts_on 合同开工日
ends_on 合同完工日
versions 登记过的版本数（大于1即变更过）
"""),
    f"""
WITH offered AS (
  SELECT b.book, b.tender, count(DISTINCT b.bidder)::integer AS bidders
  FROM {counting("bid", "tender, bidder")} b GROUP BY b.book, b.tender
)
SELECT c.book, c.contract, c.name, p.code, p.name, p.region, c.kind, c.buyer, y.name, c.supplier,
  s.name, s.credit_code, c.tender_mode, c.tender, b.bidders, c.amount_fen, c.limit_fen,
  c.awarded_on, c.signed_on, c.starts_on, c.ends_on, c.version
FROM {counting("contract", "contract")} c
LEFT JOIN sunledger.project p ON p.book = c.book AND p.project = c.project
LEFT JOIN sunledger.organisation y ON y.org = c.buyer
LEFT JOIN sunledger.organisation s ON s.org = c.supplier
LEFT JOIN offered b ON b.book = c.book AND b.tender = c.tender AND c.tender <> ''
WHERE c.signed_on <= :as_of
""",
)

INVOICE = View(
    "invoice",
    "发票：一张一行",
    columns("""
book 账簿号
code 发票代码
number 发票号码
project_code 项目编号
contract 合同编号
seller 销售方代码
seller_name 销售方
invoiced_on 开票日
amount_fen 金额
tax_fen 税额
"""),
    f"""
SELECT i.book, i.code, i.number, p.code, i.contract, i.seller, s.name, i.invoiced_on,
  i.amount_fen, i.tax_fen
FROM {counting("invoice", "code, number")} i
LEFT JOIN sunledger.project p ON p.book = i.book AND p.project = i.project
LEFT JOIN sunledger.organisation s ON s.org = i.seller
WHERE i.invoiced_on <= :as_of
""",
)

ACCEPTANCE = View(
    "acceptance",
    "验收：一次一行，验了什么、多少、值多少",
    columns("""
book 账簿号
acceptance 验收编号
project_code 项目编号
project_name 项目名称
contract 合同编号
accepted_on 验收日
item 验收内容
quantity_milli 数量（千分之一）
unit 单位
value_fen 价值
result 结论（passed 合格、partly 部分合格、failed 不合格）
final 是否竣工验收
retention_fen 扣留质保金
retention_due_on 质保金到期日
"""),
    f"""
SELECT a.book, a.acceptance, p.code, p.name, a.contract, a.accepted_on, a.item, a.quantity_milli,
  a.unit, a.value_fen, a.result, a.final, a.retention_fen, a.retention_due_on
FROM {counting("acceptance", "acceptance")} a
LEFT JOIN sunledger.project p ON p.book = a.book AND p.project = a.project
WHERE a.accepted_on <= :as_of
""",
)

ASSET = View(
    "asset",
    "项目资产：一项一行，值多少，是否确权",
    columns("""
book 账簿号
asset 资产编号
name 资产名称
project_code 项目编号
kind 类别（public 公益性、operating 经营性、household 到户类）
region 区划代码
owner_kind 所有者类别
value_fen 价值
formed_on 形成日
confirmed_on 确权日（空：没有确权）
"""),
    f"""
SELECT a.book, a.asset, a.name, p.code, a.kind, a.region, a.owner_kind, a.value_fen, a.formed_on,
  CASE WHEN a.confirmed_on <= :as_of THEN a.confirmed_on END
FROM {counting("asset", "asset")} a
LEFT JOIN sunledger.project p ON p.book = a.book AND p.project = a.project
WHERE a.formed_on <= :as_of
""",
)

DIVIDEND = View(
    "dividend",
    "约定分红：协议约定到期应付的每一笔",
    columns("""
book 账簿号
agreement 协议编号
due_on 到期日
agreed_fen 约定金额
project_code 项目编号
org 带动主体代码
org_name 带动主体
mechanism 联结方式（dividend 分红、shares 折股量化、land 土地流转…）
support_fen 投入或支持的金额
terms_until 协议到期日
"""),
    f"""
SELECT d.book, d.agreement, d.due_on, d.agreed_fen, p.code, a.org, o.name, a.mechanism,
  a.support_fen, a.valid_to
FROM {counting("dividend_due", "agreement, due_on")} d
LEFT JOIN {counting("support_agreement", "agreement")} a ON a.book = d.book
  AND a.agreement = d.agreement
LEFT JOIN sunledger.project p ON p.book = d.book AND p.project = d.project
LEFT JOIN sunledger.organisation o ON o.org = a.org
""",
)

PROJECTS = (PROJECT, CONTRACT, INVOICE, ACCEPTANCE, ASSET, DIVIDEND)
