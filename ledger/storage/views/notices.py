"""Which views show what was made public, against the ledger, and what was objected to?"""

from __future__ import annotations

from ledger.storage.views.view import FLOWS, PAID, View, columns

_KNOWN = """(SELECT n.* FROM sunledger.notice n
  JOIN sunledger.book_event e ON e.book = n.book AND e.event = n.event
    AND e.recorded_at <= :known_at
  WHERE n.book = ANY (:books) AND n.published_on <= :as_of)"""

NOTICE = View(
    "notice",
    "公示公告：一份一行，挂了几天，有没有张贴证据，有没有个人信息",
    columns("""
book 账簿号
notice 公示
stage 阶段（before 公示、after 公告）
level 公开层级
channel 渠道
region 区划代码
subject 公示事项
subject_key 事项编号
project_code 项目编号
list 应发清单
list_version 清单版本
doc_no 文号
title 标题
published_on 发布日
from_on 起日
until_on 止日（印出的）
down_on 提前撤下或更换的日期
hung_days 实际公示天数
evidence 张贴证据份数
exposures 正文中发现的个人信息处数
hotline 是否印有12317（没有读过的为空）
objections 异议件数
"""),
    f"""
SELECT n.book, n.notice, n.stage, n.level, n.channel, n.region, n.subject, n.subject_key, p.code,
  n.list, n.list_version, n.doc_no, n.title, n.published_on, n.from_on,
  coalesce(k.until_on, n.until_on), k.down_on,
  least(coalesce(k.until_on, n.until_on), k.down_on - 1) - n.from_on + 1,
  (SELECT count(*)::integer FROM sunledger.posting_evidence e WHERE e.book = n.book
    AND e.notice = n.notice AND e.known_at <= :known_at),
  (SELECT count(*)::integer FROM sunledger.notice_exposure x WHERE x.book = n.book
    AND x.notice = n.notice),
  (SELECT bool_or(r.hotline) FROM sunledger.notice_reading r WHERE r.book = n.book
    AND r.notice = n.notice AND r.known_at <= :known_at),
  (SELECT count(*)::integer FROM sunledger.objection o WHERE o.book = n.book
    AND o.notice = n.notice AND o.known_at <= :known_at AND o.raised_on <= :as_of)
FROM {_KNOWN} n
LEFT JOIN sunledger.project p ON p.book = n.book AND p.project = n.project
LEFT JOIN (
  SELECT s.book, s.notice, min(s.happened_on) FILTER (WHERE s.kind <> 'extended') AS down_on,
    max(s.until_on) AS until_on
  FROM sunledger.notice_step s WHERE s.book = ANY (:books) AND s.happened_on <= :as_of
    AND s.known_at <= :known_at GROUP BY s.book, s.notice
) k ON k.book = n.book AND k.notice = n.notice
""",
)

NOTICE_LEDGER = View(
    "notice_ledger",
    "公示对账：公示上印的每个项目、清单、资金，与发布当日账上的数对照",
    columns("""
book 账簿号
notice 公示
title 公示标题
published_on 发布日
reading 第几次读取
item 第几项
kind 事项（project 项目、benefit 清单、lot 资金）
project_code 项目编号
list 应发清单
list_version 清单版本
lot 资金批次
printed_planned_fen 印出的计划投资
printed_arranged_fen 印出的安排金额
printed_paid_fen 印出的拨付金额
printed_lines 印出的明细行数
printed_lines_fen 印出的明细合计
ledger_arranged_fen 发布日账上的安排净额（项目）
ledger_paid_fen 发布日账上的拨付净额（项目）或实发净额（清单）
ledger_lines 清单该版本的行数
ledger_lines_fen 清单该版本的审定合计
"""),
    f"""
WITH flows AS {FLOWS},
moved AS (
  SELECT f.book, t.owner AS project_key, s.kind AS other, f.amount_fen AS fen, f.happened_on
  FROM flows f
  JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
  JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account AND t.kind = 'project'
  UNION ALL
  SELECT f.book, s.owner, t.kind, -f.amount_fen, f.happened_on
  FROM flows f
  JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account AND s.kind = 'project'
  JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account
),
{PAID.strip()},
shown AS (
  SELECT i.*, n.title, n.published_on FROM sunledger.notice_item i
  JOIN {_KNOWN} n ON n.book = i.book AND n.notice = i.notice
  JOIN sunledger.notice_reading r ON r.book = i.book AND r.notice = i.notice
    AND r.reading = i.reading AND r.known_at <= :known_at
  WHERE i.book = ANY (:books)
),
project_sums AS (
  SELECT i.book, i.notice, i.reading, i.item,
    coalesce(sum(m.fen) FILTER (WHERE m.other IN ('source', 'unassigned', 'pool', 'project')),
      0)::bigint AS arranged_fen,
    coalesce(-sum(m.fen) FILTER (WHERE m.other NOT IN ('source', 'unassigned', 'pool', 'project',
      'recovered')), 0)::bigint AS paid_fen
  FROM shown i LEFT JOIN moved m ON m.book = i.book AND m.project_key = i.project::text
    AND m.happened_on <= i.published_on
  WHERE i.kind = 'project' AND i.project IS NOT NULL
  GROUP BY i.book, i.notice, i.reading, i.item
),
list_sums AS (
  SELECT i.book, i.notice, i.reading, i.item, sum(m.paid_fen)::bigint AS paid_fen
  FROM shown i JOIN paid m ON m.book = i.book AND m.list = i.list
    AND m.happened_on <= i.published_on
  WHERE i.kind = 'benefit' GROUP BY i.book, i.notice, i.reading, i.item
),
listed AS (
  SELECT e.book, e.list, e.version, count(*)::integer AS line_count,
    sum(e.approved_fen)::bigint AS fen
  FROM sunledger.entitlement e WHERE e.book = ANY (:books) GROUP BY e.book, e.list, e.version
)
SELECT i.book, i.notice, i.title, i.published_on, i.reading, i.item, i.kind, p.code, i.list,
  i.list_version, i.lot, i.planned_fen, i.arranged_fen, i.paid_fen, i.line_count, i.lines_fen,
  s.arranged_fen, coalesce(s.paid_fen, t.paid_fen), l.line_count, l.fen
FROM shown i
LEFT JOIN sunledger.project p ON p.book = i.book AND p.project = i.project
LEFT JOIN project_sums s ON s.book = i.book AND s.notice = i.notice AND s.reading = i.reading
  AND s.item = i.item
LEFT JOIN list_sums t ON t.book = i.book AND t.notice = i.notice AND t.reading = i.reading
  AND t.item = i.item
LEFT JOIN listed l ON l.book = i.book AND l.list = i.list AND l.version = i.list_version
""",
)

EVIDENCE = View(
    "posting_evidence",
    "张贴证据：一张照片一行，同一张照片的摘要相同",
    columns("""
book 账簿号
evidence 证据
notice 公示
kind 类别（photo 照片、screenshot 截图、scan 扫描）
digest 文件摘要（SHA-256）
region 张贴地区划代码
taken_on 填报的拍摄日
exif_on 照片自带的拍摄日
"""),
    """
SELECT e.book, e.evidence, e.notice, e.kind, encode(e.digest, 'hex'), e.region, e.taken_on,
  e.exif_on
FROM sunledger.posting_evidence e
WHERE e.book = ANY (:books) AND e.known_at <= :known_at AND e.taken_on <= :as_of
""",
)

DUTY = View(
    "duty",
    "应公示事项：每一项公示义务到截至日的状态（节假日只算周六周日）",
    columns("""
book 账簿号
requirement 公示要求代码
subject 公示事项
subject_key 事项编号
name 事项名称
stage 阶段
level 公开层级
region 区划代码
amount_fen 金额
born_on 事项发生日
due_on 最迟公示日
minimum_days 最短公示天数
source 依据
notice 公示
published_on 发布日
hung_days 公示天数
state 状态（met 按期、late 逾期后公示、open 未到期、overdue 逾期未公示、not_computable 无法判断）
reason 无法判断的原因
"""),
    """
SELECT d.book, d.requirement, d.subject, d.subject_key, d.name, d.stage, d.level, d.region,
  d.amount_fen, d.born_on, d.due_on, d.minimum_days, d.source, d.notice, d.published_on,
  d.hung_days, d.state, d.reason
FROM audit_view.duties(:books, :as_of, :known_at) d
""",
)

OBJECTION = View(
    "objection",
    "异议：一件一行，到截至日办到哪一步、用了多少天（谁提出、说了什么不在此列）",
    columns("""
book 账簿号
objection 异议
code 受理编号
notice 公示
region 区划代码
subject 公示事项
subject_key 事项编号
project_code 项目编号
channel 渠道
topic 事由
anonymous 是否匿名
handler 办理层级
raised_on 提出日
accepted_on 受理日
answered_on 第一次答复日
closed_on 办结日
outcome 结论（upheld 成立、partly 部分成立、unfounded 不成立、not_taken 不予受理）
open_days 提出至办结（未办结的至截至日）的天数
"""),
    """
SELECT o.book, o.objection, o.code, o.notice, o.region, o.subject, o.subject_key, p.code,
  o.channel, o.topic, o.anonymous, o.handler, o.raised_on, s.accepted_on, s.answered_on,
  s.closed_on, nullif(s.outcome, ''), coalesce(s.closed_on, :as_of) - o.raised_on
FROM sunledger.objection o
LEFT JOIN sunledger.project p ON p.book = o.book AND p.project = o.project
LEFT JOIN (
  SELECT t.book, t.objection, min(t.happened_on) FILTER (WHERE t.kind = 'accepted') AS accepted_on,
    min(t.happened_on) FILTER (WHERE t.kind = 'answered') AS answered_on,
    min(t.happened_on) FILTER (WHERE t.kind = 'closed') AS closed_on, max(t.outcome) AS outcome
  FROM sunledger.objection_step t WHERE t.book = ANY (:books) AND t.happened_on <= :as_of
    AND t.known_at <= :known_at GROUP BY t.book, t.objection
) s ON s.book = o.book AND s.objection = o.objection
WHERE o.book = ANY (:books) AND o.known_at <= :known_at AND o.raised_on <= :as_of
""",
)

NOTICES = (NOTICE, NOTICE_LEDGER, EVIDENCE, DUTY, OBJECTION)
