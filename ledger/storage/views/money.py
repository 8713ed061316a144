"""Which views show the money: books, lots, where it stands and how old it is, vouchers, entries."""

from __future__ import annotations

from ledger.storage.views.view import (
    FLOWS,
    NET,
    VOUCHERS,
    View,
    account_name,
    columns,
    stage_name,
    voucher_name,
)

BOOK = View(
    "book",
    "账簿：查询人权限以内的账簿",
    columns("""
book 账簿号
name 账簿名称
bureau 财政局
level 层级（county 县、prefecture 市、province 省）
region 截至日所属区划代码
live_from 启用日
"""),
    """
SELECT b.book, b.name, b.bureau, b.level, (
    SELECT r.region FROM sunledger.book_region r
    WHERE r.book = b.book AND r.valid_from <= :as_of ORDER BY r.valid_from DESC LIMIT 1),
  b.live_from
FROM sunledger.book b WHERE b.book = ANY (:books)
""",
)

FUND_LOT = View(
    "fund_lot",
    "资金批次：本账簿收到的每一批资金，从哪个文号来，到账多久",
    columns("""
book 账簿号
lot 资金批次
doc_no 来源文号
own_doc_nos 本级文号
origin_book 来源账簿号
category 资金类别
regime 资金制度
integrable 可否统筹整合（目录中没有的为空）
level 资金级次
direct 是否直达资金
origin_amount_fen 来源文件的金额
received_fen 本账簿已收到的净额
document_on 本级文件日期
received_on 到账日
budget_year 预算年度
age_days 到账至截至日的天数
"""),
    f"""
WITH flows AS {FLOWS},
came AS (
  SELECT f.book, f.lot, sum(CASE WHEN s.kind IN ('source', 'upstream') THEN f.amount_fen ELSE 0 END
    - CASE WHEN t.kind IN ('source', 'upstream') THEN f.amount_fen ELSE 0 END)::bigint AS fen
  FROM flows f
  JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
  JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account
  GROUP BY f.book, f.lot
)
SELECT l.book, l.lot, l.origin_doc_no, array_to_string(l.doc_nos, '、'), l.origin_book,
  l.category, c.regime, c.integrable, l.level, l.direct, l.origin_amount_fen, coalesce(m.fen, 0),
  l.document_on, l.received_on, l.budget_year, :as_of - l.received_on
FROM sunledger.lot l
JOIN {VOUCHERS} v ON v.book = l.book AND v.year = l.year AND v.number = l.number
LEFT JOIN came m ON m.book = l.book AND m.lot = l.lot
LEFT JOIN sunledger.fund_category c ON c.category = l.category
WHERE l.book = ANY (:books)
""",
)

FUND_STAGE = View(
    "fund_stage",
    "资金所处环节和账龄：每一批资金在每个账户还有多少，停了多久",
    columns("""
book 账簿号
lot 资金批次
doc_no 来源文号
category 资金类别
level 资金级次
stage 环节（指标、资金、已支付、转出、在途）
account_kind 账户类别代码
account_name 账户类别
owner 账户所有者（项目、单位、下级账簿的编号）
project_code 项目编号（账户属于项目时）
project_name 项目名称
account_year 账户年度
balance_fen 余额
idle 是否闲置（没有到达最终收款人，也不在途）
received_on 到账日
age_days 到账至截至日的天数
first_in_on 第一次进入本账户的日期
last_moved_on 本账户最近一次变动的日期
"""),
    f"""
WITH {NET}
SELECT n.book, n.lot, l.origin_doc_no, l.category, l.level, {stage_name("a.kind")}, a.kind,
  {account_name("a.kind")}, a.owner, p.code, p.name, a.year, n.balance_fen,
  a.kind NOT IN ('household', 'vendor', 'released', 'sent_down', 'sent_up'),
  l.received_on, :as_of - l.received_on, n.first_in_on, n.last_moved_on
FROM net n
JOIN sunledger.account a ON a.book = n.book AND a.account = n.account
  AND a.kind NOT IN ('source', 'upstream')
JOIN sunledger.lot l ON l.book = n.book AND l.lot = n.lot
LEFT JOIN sunledger.project p ON p.book = n.book AND p.project::text = a.owner
WHERE n.balance_fen <> 0
""",
)

LOT_BALANCE = View(
    "lot_balance",
    "批次余额：每一批资金到账、在各环节、已支付各多少，一批一行",
    columns("""
book 账簿号
lot 资金批次
doc_no 来源文号
category 资金类别
level 资金级次
received_on 到账日
age_days 到账至截至日的天数
received_fen 到账净额
unassigned_fen 待分配
pool_fen 统筹
project_fen 在项目上的指标
recovered_fen 已收回
cash_fen 已拨出、未到最终收款人
paid_fen 已支付到农户和供应商
released_fen 转出
sent_fen 转下达或上缴
idle_fen 闲置合计（待分配、统筹、项目、收回和已拨出未到最终收款人）
"""),
    f"""
WITH {NET},
held AS (
  SELECT n.book, n.lot, a.kind, sum(n.balance_fen)::bigint AS fen FROM net n
  JOIN sunledger.account a ON a.book = n.book AND a.account = n.account
  GROUP BY n.book, n.lot, a.kind
)
SELECT h.book, h.lot, l.origin_doc_no, l.category, l.level, l.received_on,
  :as_of - l.received_on,
  coalesce(-sum(h.fen) FILTER (WHERE h.kind IN ('source', 'upstream')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'unassigned'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'pool'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'project'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'recovered'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind IN ('unit', 'agent', 'special', 'advance', 'collective',
    'revolving')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind IN ('household', 'vendor')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'released'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind IN ('sent_down', 'sent_up')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind NOT IN ('source', 'upstream', 'household', 'vendor',
    'released', 'sent_down', 'sent_up')), 0)::bigint
FROM held h JOIN sunledger.lot l ON l.book = h.book AND l.lot = h.lot
GROUP BY h.book, h.lot, l.origin_doc_no, l.category, l.level, l.received_on
""",
)

VOUCHER = View(
    "voucher",
    "凭证：一张一行，谁在什么时候编制、复核，记了多少",
    columns("""
book 账簿号
year 会计年度
number 凭证号
event 账簿事件号
kind 凭证类别代码
kind_name 凭证类别
happened_on 业务日期
recorded_at 记账时间
recorded_on 记账日
delay_days 业务日期至记账日的天数
doc_no 文号
maker 经办人
checker 复核人
amount_fen 分录金额合计
entries 分录数
reverses_year 冲回的凭证年度
reverses_number 冲回的凭证号
replaces_year 替代的凭证年度
replaces_number 替代的凭证号
reversed 是否已被红冲（全部或部分）
late 是否迟记
backfill 是否补录
warned 记账时的风险提示
payment_mode 支付方式
payment_no 支付凭证号
bank_on 银行办理日期
"""),
    f"""
WITH known AS {VOUCHERS},
sums AS (
  SELECT f.book, f.year, f.number, sum(f.amount_fen)::bigint AS fen, sum(f.entries) AS entries
  FROM {FLOWS} f GROUP BY f.book, f.year, f.number
)
SELECT v.book, v.year, v.number, v.event, v.kind, {voucher_name("v.kind")}, v.happened_on,
  v.recorded_at, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date,
  (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - v.happened_on, v.doc_no, v.maker, v.checker,
  s.fen, s.entries, v.reverses_year, v.reverses_number, v.replaces_year, v.replaces_number,
  EXISTS (SELECT FROM known r WHERE r.book = v.book AND r.reverses_year = v.year
    AND r.reverses_number = v.number),
  v.late, v.backfill, array_to_string(v.warned, '、'), v.payment_mode, v.payment_no, v.bank_on
FROM known v LEFT JOIN sums s ON s.book = v.book AND s.year = v.year AND s.number = v.number
""",
)

ENTRY = View(
    "entry",
    "分录：一条一行，哪批资金从哪个账户到哪个账户",
    columns("""
book 账簿号
year 会计年度
number 凭证号
entry 分录号
kind 凭证类别代码
happened_on 业务日期
recorded_on 记账日
doc_no 文号
lot 资金批次
lot_doc_no 批次的来源文号
category 资金类别
from_kind 转出账户类别代码
from_owner 转出账户所有者
to_kind 转入账户类别代码
to_owner 转入账户所有者
project_code 有关项目编号
project_name 有关项目名称
amount_fen 金额
line 发放明细行号
attribution 批次的依据（documented 文件载明、rule 先进先出）
relation 与原分录的关系（reverses 冲回、returns 退回、settles 代发结果、receives 收到下达）
of_book 原分录账簿号
of_year 原分录年度
of_number 原分录凭证号
of_entry 原分录号
"""),
    f"""
SELECT e.book, e.year, e.number, e.entry, v.kind, e.happened_on,
  (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, v.doc_no, e.lot, l.origin_doc_no, l.category,
  f.kind, f.owner, t.kind, t.owner, p.code, p.name, e.amount_fen, e.line, e.attribution,
  e.relation, e.of_book, e.of_year, e.of_number, e.of_entry
FROM sunledger.entry e
JOIN {VOUCHERS} v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN sunledger.lot l ON l.book = e.book AND l.lot = e.lot
JOIN sunledger.account f ON f.book = e.book AND f.account = e.from_account
JOIN sunledger.account t ON t.book = e.book AND t.account = e.to_account
LEFT JOIN sunledger.project p ON p.book = e.book
  AND p.project::text = CASE WHEN t.kind = 'project' THEN t.owner ELSE f.owner END
WHERE e.book = ANY (:books)
""",
)

DELIVERY = View(
    "delivery",
    "上级下达：上级账簿转下达的每一笔，本账簿收到多少，等了多久",
    columns("""
book 账簿号
origin_book 上级账簿号
origin_year 上级凭证年度
origin_number 上级凭证号
origin_entry 上级分录号
lot 资金批次
doc_no 下达文号
amount_fen 下达金额
sent_on 下达日
delivered_on 送达日
received_fen 已收到金额
last_received_on 最近一次收到的日期
open_fen 尚未收到金额
waiting_days 下达至收足（没有收足的至截至日）的天数
withdrawn 是否已被上级撤回
"""),
    f"""
WITH received AS (
  SELECT e.book, e.of_book, e.of_year, e.of_number, e.of_entry,
    sum(e.amount_fen)::bigint AS fen, max(e.happened_on) AS last_on
  FROM sunledger.entry e
  JOIN {VOUCHERS} v ON v.book = e.book AND v.year = e.year AND v.number = e.number
  WHERE e.book = ANY (:books) AND e.relation = 'receives' AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN sunledger.voucher w ON w.book = r.book AND w.year = r.year AND w.number = r.number
      AND w.happened_on <= :as_of AND w.recorded_at <= :known_at
    WHERE r.book = e.book AND r.relation = 'reverses' AND r.of_year = e.year
      AND r.of_number = e.number AND r.of_entry = e.entry)
  GROUP BY e.book, e.of_book, e.of_year, e.of_number, e.of_entry
)
SELECT i.book, i.origin_book, i.origin_year, i.origin_number, i.origin_entry, i.lot, i.doc_no,
  i.amount_fen, i.sent_on, (i.delivered_at AT TIME ZONE 'Asia/Shanghai')::date,
  coalesce(r.fen, 0), r.last_on,
  CASE WHEN w.book IS NULL THEN i.amount_fen - coalesce(r.fen, 0) ELSE 0 END,
  CASE WHEN r.fen >= i.amount_fen THEN r.last_on ELSE :as_of END - i.sent_on, w.book IS NOT NULL
FROM sunledger.inbound i
LEFT JOIN received r ON r.book = i.book AND r.of_book = i.origin_book
  AND r.of_year = i.origin_year AND r.of_number = i.origin_number AND r.of_entry = i.origin_entry
LEFT JOIN sunledger.inbound_withdrawal w ON w.book = i.book AND w.origin_book = i.origin_book
  AND w.origin_year = i.origin_year AND w.origin_number = i.origin_number
  AND w.origin_entry = i.origin_entry AND w.withdrawn_at <= :known_at
WHERE i.book = ANY (:books) AND NOT i.upward AND i.sent_on <= :as_of
  AND i.delivered_at <= :known_at
""",
)

MONEY = (BOOK, FUND_LOT, FUND_STAGE, LOT_BALANCE, VOUCHER, ENTRY, DELIVERY)
