"""Which views show what the rules said: leads, coverage, and which lists of others are here?"""

from __future__ import annotations

from ledger.storage.views.view import View, columns

_NEWEST = """(SELECT DISTINCT ON (o.book, o.rule) o.*, r.as_of, r.known_at AS run_known_at
  FROM sunledger.audit_outcome o
  JOIN sunledger.audit_run r ON r.run = o.run AND r.finished_at IS NOT NULL
    AND r.known_at <= :known_at
  WHERE o.book = ANY (:books) ORDER BY o.book, o.rule, r.finished_at DESC, r.run)"""

LEAD = View(
    "lead",
    "疑点：每条规则在每个账簿最近一次运行提出的疑点",
    columns("""
book 账簿号
run 运行
rule 规则编号
version 规则版本
identity 疑点标识（历次运行不变）
severity 严重程度（H 高、M 中、L 低）
subject_kind 对象类别
subject 对象
title 疑点
amount_fen 涉及金额
as_of 运行截至日
evidence 证据（JSON）
"""),
    f"""
SELECT f.book, f.run, f.rule, f.version, encode(f.identity, 'hex'), f.severity, f.subject_kind,
  f.subject, f.title, f.amount_fen, o.as_of, f.evidence
FROM {_NEWEST} o
JOIN sunledger.finding f ON f.run = o.run AND f.book = o.book AND f.rule = o.rule
WHERE f.book = ANY (:books)
""",
)

COVERAGE = View(
    "coverage",
    "规则覆盖：每条规则最近一次查了多少对象，多少无法判断",
    columns("""
book 账簿号
rule 规则编号
version 规则版本
as_of 运行截至日
flagged 疑点数
clear 未见异常数
not_computable 无法判断数
reasons 无法判断的原因和个数（JSON）
"""),
    f"""
SELECT o.book, o.rule, o.version, o.as_of, o.flagged, o.clear, o.not_computable, o.reasons
FROM {_NEWEST} o
""",
)

EXTERNAL = View(
    "external_list",
    "外部名单：已经装入哪些单位提供的名单，截至哪一天",
    columns("""
book 账簿号
list 名单
kind 种类
office 提供单位
as_of_on 名单截至日
rows 行数
"""),
    """
SELECT l.book, l.list, l.kind, l.office, l.as_of_on, l.rows
FROM sunledger.external_list l
WHERE l.book = ANY (:books) AND l.known_at <= :known_at AND l.as_of_on <= :as_of
""",
)

CASE_LEAD = View(
    "case_lead",
    "核查单上的疑点：一条一行，在哪张核查单、办到哪一步、认定为什么",
    columns("""
book 账簿号
case_year 核查单年度
case_number 核查单号
case_title 核查单名称
opened_on 立单日
last_step 最近一步（opened 立单、asked 要求说明、replied 答复、disposed 认定、closed 销号…）
last_step_on 最近一步的日期
rule 规则编号
identity 疑点标识
severity 严重程度
title 疑点
amount_fen 涉及金额
disposition 认定（upheld 属实、unfounded 不属实、permitted 政策允许、rectified 已整改；空：未认定）
recovered_fen 本核查单挂接的追回金额
"""),
    """
WITH steps AS (
  SELECT s.* FROM sunledger.audit_case_step s
  WHERE s.book = ANY (:books) AND s.taken_at <= :known_at
),
last AS (
  SELECT DISTINCT ON (s.book, s.case_id) s.book, s.case_id, s.kind, s.taken_at FROM steps s
  ORDER BY s.book, s.case_id, s.seq DESC
),
held AS (
  SELECT DISTINCT ON (d.book, d.case_id, d.identity) d.book, d.case_id, d.identity, d.disposition
  FROM sunledger.audit_case_disposition d
  JOIN steps s ON s.book = d.book AND s.case_id = d.case_id AND s.seq = d.seq
  ORDER BY d.book, d.case_id, d.identity, d.seq DESC
),
back AS (
  SELECT r.book, r.case_id, sum(r.amount_fen)::bigint AS fen
  FROM sunledger.audit_case_recovery r
  JOIN steps s ON s.book = r.book AND s.case_id = r.case_id AND s.seq = r.seq
  GROUP BY r.book, r.case_id
)
SELECT c.book, c.year, c.number, c.title, (c.opened_at AT TIME ZONE 'Asia/Shanghai')::date,
  t.kind, (t.taken_at AT TIME ZONE 'Asia/Shanghai')::date, l.rule, encode(l.identity, 'hex'),
  f.severity, f.title, f.amount_fen, h.disposition, coalesce(b.fen, 0)
FROM sunledger.audit_case c
JOIN last t ON t.book = c.book AND t.case_id = c.case_id
JOIN sunledger.audit_case_lead l ON l.book = c.book AND l.case_id = c.case_id
JOIN steps w ON w.book = l.book AND w.case_id = l.case_id AND w.seq = l.seq
JOIN sunledger.finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule
  AND f.identity = l.identity
LEFT JOIN held h ON h.book = l.book AND h.case_id = l.case_id AND h.identity = l.identity
LEFT JOIN back b ON b.book = c.book AND b.case_id = c.case_id
WHERE c.book = ANY (:books) AND c.opened_at <= :known_at
""",
)

AUDITS = (LEAD, COVERAGE, CASE_LEAD, EXTERNAL)
