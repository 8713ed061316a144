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

AUDITS = (LEAD, COVERAGE, EXTERNAL)
