"""Which views show what reached households: payments, lists, confirmations, cards, households."""

from __future__ import annotations

from ledger.storage.views.view import CODES, PAID, REGION_NAME, View, columns, key

PAYMENT = View(
    "payment",
    "到户发放：每一笔到达农户的款项（已扣除退回和红冲），连同发放当日的户籍登记",
    columns("""
book 账簿号
year 会计年度
number 凭证号
entry 分录号
line 发放明细行号
happened_on 发放日
recorded_on 记账日
doc_no 文号
maker 经办人
checker 复核人
lot 资金批次
lot_doc_no 批次的来源文号
from_kind 付款账户类别代码（project 直接支付、agent 代发、unit 报账户…）
household 户
household_code 户编号
person 人
household_class 发放当日登记的户类别（空：当日没有登记）
household_members 发放当日登记的人口
household_region 发放当日登记的住址区划
region 明细上的区划代码
village 明细上的村名
project_code 项目编号
project_name 项目名称
benefit 补助代码
benefit_name 补助名称
period_from 所属期起
period_to 所属期止
quantity_milli 数量（千分之一）
rate_fen 采用的标准
paid_fen 实发净额
list 应发清单
list_version 清单版本
list_line 清单行号
approved_fen 清单上审定的金额（没有列入清单的为空）
card_key 收款账号的带密钥摘要
confirmation 签收结果（received 收到、less 少收、not_received 没有收到；空：没有签收）
"""),
    f"""
WITH {PAID}
SELECT m.book, m.year, m.number, m.entry, m.line, m.happened_on,
  (m.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, m.doc_no, m.maker, m.checker, m.lot,
  (SELECT l.origin_doc_no FROM sunledger.lot l WHERE l.book = m.book AND l.lot = m.lot),
  m.from_kind, m.household,
  (SELECT c.code FROM {CODES} c WHERE c.book = m.book AND c.kind = 'household'
    AND c.key = m.household),
  m.person,
  (SELECT h.kind FROM sunledger.household_fact h WHERE h.book = m.book
    AND h.household = m.household AND h.valid_from <= m.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > m.happened_on) AND h.known_at <= :known_at
    ORDER BY h.known_at DESC LIMIT 1),
  (SELECT h.members FROM sunledger.household_fact h WHERE h.book = m.book
    AND h.household = m.household AND h.valid_from <= m.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > m.happened_on) AND h.known_at <= :known_at
    ORDER BY h.known_at DESC LIMIT 1),
  (SELECT h.region FROM sunledger.household_fact h WHERE h.book = m.book
    AND h.household = m.household AND h.valid_from <= m.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > m.happened_on) AND h.known_at <= :known_at
    ORDER BY h.known_at DESC LIMIT 1),
  m.region, g.name, p.code, p.name, m.benefit, b.name, m.period_from, m.period_to,
  m.quantity_milli, m.rate_fen, m.paid_fen, m.list, m.list_version, m.list_line, e.approved_fen,
  {key("m.card_hmac")},
  (SELECT c.outcome FROM sunledger.confirmation c
    JOIN sunledger.book_event v ON v.book = c.book AND v.event = c.event
      AND v.recorded_at <= :known_at
    WHERE c.book = m.book AND c.year = m.year AND c.number = m.number AND c.line = m.line
      AND c.signed_on <= :as_of ORDER BY c.event DESC LIMIT 1)
FROM paid m
LEFT JOIN {REGION_NAME} g ON g.code = m.region
LEFT JOIN sunledger.project p ON p.book = m.book AND p.project = m.project
LEFT JOIN sunledger.benefit b ON b.benefit = m.benefit
LEFT JOIN sunledger.entitlement e ON e.book = m.book AND e.list = m.list
  AND e.version = m.list_version AND e.line = m.list_line
""",
)

ENTITLED = View(
    "entitled",
    "应发与实发：最新一版应发清单的每一行，审定多少、实发多少",
    columns("""
book 账簿号
list 应发清单
list_code 清单编号
title 清单名称
version 版本
line 行号
benefit 补助代码
benefit_name 补助名称
project_code 项目编号
region 区划代码
period_from 所属期起
period_to 所属期止
approved_on 审定日
final_by 最迟发放日
doc_no 审定文号
household 户
person 人
quantity_milli 数量（千分之一）
rate_fen 标准
approved_fen 审定金额
paid_fen 实发净额
unpaid_fen 未发金额
last_paid_on 最后一次发放日
"""),
    f"""
WITH {PAID},
newest AS (
  SELECT DISTINCT ON (n.book, n.list) n.* FROM sunledger.entitlement_list n
  WHERE n.book = ANY (:books) AND n.approved_on <= :as_of AND n.known_at <= :known_at
  ORDER BY n.book, n.list, n.version DESC
),
given AS (
  SELECT m.book, m.list, m.household, m.person, sum(m.paid_fen)::bigint AS fen,
    max(m.happened_on) AS last_on
  FROM paid m WHERE m.list IS NOT NULL GROUP BY m.book, m.list, m.household, m.person
),
ranked AS (
  -- A household that stands on a list twice with one person: what was paid counts once.
  SELECT e.*, row_number() OVER (PARTITION BY e.book, e.list, e.version, e.household, e.person
    ORDER BY e.line) AS place
  FROM sunledger.entitlement e WHERE e.book = ANY (:books)
)
SELECT n.book, n.list, c.code, n.title, n.version, e.line, n.benefit, b.name, p.code, n.region,
  n.period_from, n.period_to, n.approved_on, n.final_by, n.doc_no, e.household, e.person,
  e.quantity_milli, e.rate_fen, e.approved_fen, coalesce(g.fen, 0),
  e.approved_fen - coalesce(g.fen, 0), g.last_on
FROM newest n
JOIN ranked e ON e.book = n.book AND e.list = n.list AND e.version = n.version
LEFT JOIN given g ON g.book = e.book AND g.list = e.list AND g.household = e.household
  AND g.person IS NOT DISTINCT FROM e.person AND e.place = 1
LEFT JOIN sunledger.benefit b ON b.benefit = n.benefit
LEFT JOIN sunledger.project p ON p.book = n.book AND p.project = n.project
LEFT JOIN {CODES} c ON c.book = n.book AND c.kind = 'list' AND c.key = n.list
""",
)

CARD = View(
    "card",
    "收款账号：每个账号收了几户、几人的钱（账号是带密钥摘要，看不出号码）",
    columns("""
book 账簿号
card_key 收款账号的带密钥摘要
households 收款的户数
persons 收款的人数
payments 笔数
paid_fen 实发净额
first_on 第一笔
last_on 最后一笔
holder 登记的持卡人
holder_household 登记的持卡人所在的户
"""),
    f"""
WITH {PAID},
used AS (
  SELECT m.book, m.card_hmac, count(DISTINCT m.household)::integer AS households,
    count(DISTINCT m.person)::integer AS persons, count(*)::integer AS payments,
    sum(m.paid_fen)::bigint AS fen, min(m.happened_on) AS first_on, max(m.happened_on) AS last_on
  FROM paid m WHERE m.card_hmac IS NOT NULL GROUP BY m.book, m.card_hmac
),
holder AS (
  SELECT DISTINCT ON (c.book, c.card_hmac) c.book, c.card_hmac, c.person FROM sunledger.bank_card c
  WHERE c.book = ANY (:books) AND c.known_at <= :known_at AND c.valid_from <= :as_of
    AND (c.valid_to IS NULL OR c.valid_to > :as_of)
  ORDER BY c.book, c.card_hmac, c.known_at DESC
)
SELECT u.book, {key("u.card_hmac")}, u.households, u.persons, u.payments, u.fen, u.first_on,
  u.last_on, h.person, p.household
FROM used u
LEFT JOIN holder h ON h.book = u.book AND h.card_hmac = u.card_hmac
LEFT JOIN sunledger.person p ON p.book = h.book AND p.person = h.person
""",
)

HOUSEHOLD = View(
    "household",
    "户：截至日的户类别、住址、人口和收入，以及累计到户金额",
    columns("""
book 账簿号
household 户
code 户编号
class 户类别（registered 建档立卡、monitored 监测、lifted 脱贫、ordinary 普通…）
class_from 该类别起始日
doc_no 依据文号
region 区划代码
village 村名
village_group 村民小组
members 登记人口
persons 在册成员数
income_year 最近一次登记收入的年度
per_capita_fen 该年度人均纯收入
address_key 住址的带密钥摘要
programmes 享受过的补助种数
payments 到户笔数
paid_fen 累计到户净额
last_paid_on 最后一次到户日
"""),
    f"""
WITH {PAID},
now AS (
  SELECT DISTINCT ON (f.book, f.household) f.* FROM sunledger.household_fact f
  WHERE f.book = ANY (:books) AND f.known_at <= :known_at AND f.valid_from <= :as_of
    AND (f.valid_to IS NULL OR f.valid_to > :as_of)
  ORDER BY f.book, f.household, f.known_at DESC
),
given AS (
  SELECT m.book, m.household, count(DISTINCT m.benefit)::integer AS programmes,
    count(*)::integer AS payments, sum(m.paid_fen)::bigint AS fen, max(m.happened_on) AS last_on
  FROM paid m WHERE m.household IS NOT NULL GROUP BY m.book, m.household
),
income AS (
  SELECT DISTINCT ON (i.book, i.household) i.book, i.household, i.year, i.per_capita_fen
  FROM sunledger.household_income i WHERE i.book = ANY (:books) AND i.known_at <= :known_at
    AND i.year <= extract(year FROM :as_of)
  ORDER BY i.book, i.household, i.year DESC, i.known_at DESC
),
lived AS (
  SELECT DISTINCT ON (a.book, a.household) a.book, a.household, a.address_hmac
  FROM sunledger.address_identity a WHERE a.book = ANY (:books) AND a.known_at <= :known_at
    AND a.valid_from <= :as_of AND (a.valid_to IS NULL OR a.valid_to > :as_of)
  ORDER BY a.book, a.household, a.known_at DESC
),
counted AS (
  SELECT p.book, p.household, count(*)::integer AS persons FROM sunledger.person p
  WHERE p.book = ANY (:books) AND p.known_at <= :known_at GROUP BY p.book, p.household
)
SELECT h.book, h.household, c.code, f.kind, f.valid_from, f.doc_no, f.region, g.name,
  f.village_group, f.members, coalesce(n.persons, 0), i.year, i.per_capita_fen,
  {key("a.address_hmac")}, coalesce(m.programmes, 0), coalesce(m.payments, 0),
  coalesce(m.fen, 0), m.last_on
FROM sunledger.household h
LEFT JOIN now f ON f.book = h.book AND f.household = h.household
LEFT JOIN given m ON m.book = h.book AND m.household = h.household
LEFT JOIN income i ON i.book = h.book AND i.household = h.household
LEFT JOIN lived a ON a.book = h.book AND a.household = h.household
LEFT JOIN counted n ON n.book = h.book AND n.household = h.household
LEFT JOIN {CODES} c ON c.book = h.book AND c.kind = 'household' AND c.key = h.household
LEFT JOIN {REGION_NAME} g ON g.code = f.region
WHERE h.book = ANY (:books) AND h.known_at <= :known_at
""",
)

PERSON = View(
    "person",
    "人：户的成员，姓名和证件号只有带密钥摘要，用来找出相同的人",
    columns("""
book 账簿号
person 人
household 户
household_code 户编号
relation 与户主关系代码
id_key 证件号的带密钥摘要（没有登记的为空）
name_key 姓名的带密钥摘要
id_faults 证件号的问题（missing 没有、form 位数、birth 生日、check 校验码、region 区划）
"""),
    f"""
SELECT p.book, p.person, p.household, c.code, p.relation, {key("i.id_hmac")},
  {key("i.name_hmac")}, array_to_string(i.id_faults, '、')
FROM sunledger.person p
LEFT JOIN sunledger.person_identity i ON i.book = p.book AND i.person = p.person
LEFT JOIN {CODES} c ON c.book = p.book AND c.kind = 'household' AND c.key = p.household
WHERE p.book = ANY (:books) AND p.known_at <= :known_at
""",
)

PEOPLE = (PAYMENT, ENTITLED, CARD, HOUSEHOLD, PERSON)
