"""要素缺失

## 为什么是问题
公示只写“某项目，若干万元”，群众看不出钱从哪里来、谁负责、要做成什么样；没有监督电话，有意见也不知道
找谁。

## 判定条件
1. 以每份登记了全文的公示、公告为对象，看最近一次登记的内容。没有印监督举报电话 12317 的。
2. 项目安排、项目调整、项目完成、受益名单和村级公示中的每个项目：项目名称、实施地点、建设任务、
   补助标准、资金来源及规模、实施期限、实施单位及责任人、绩效目标、带贫减贫机制九项，缺一项的。标题里写明
   项目名称的，算印了名称。
3. 受益名单（补助）：没有印补助标准的。

没有登记内容或全文的，列为“无法判断”；内容里没有登记事项的，也列为“无法判断”；发布日早于
**in_force_from** 的，当时没有九项的规定，列为“无法判断”。

## 不作为疑点的情形
1. 资金分配、捐赠资金、季度村务：公开的是分配结果，不要求九项，只看监督举报电话。
2. 受益名单不要求绩效目标等项目的要素：那些印在项目公示上。原设想不分名单和项目，误报太多。
3. 已更换成另一份的：看换上的那一份。
4. 全角数字的电话，与半角一样。

## 依据
国开办发〔2018〕11号：年度计划公开的九项内容；监督举报电话 12317。《山西省“十三五”脱贫攻坚规划》
“公开资金支持规范额度”（SX778）。

## 参数
- **in_force_from**：2018-05-01，国开办发〔2018〕11号的施行日（待核）。
"""

from datetime import date
from typing import LiteralString

from audit.days import NO_DAY
from audit.noticed import NOTICES, READ
from audit.rule import TO_BE_CHECKED, Kind, Parameter, Rule, Severity

_FIELDS: LiteralString = """(VALUES
  (1, 'name', '项目名称'), (2, 'place', '实施地点'), (3, 'task', '建设任务'),
  (4, 'standard', '补助标准'), (5, 'source', '资金来源及规模'), (6, 'term', '实施期限'),
  (7, 'responsible', '实施单位及责任人'), (8, 'target', '绩效目标'),
  (9, 'mechanism', '带贫减贫机制'))"""
"""The names of ledger.register.nine_fields.NoticeField, in the order of the document."""

RULE = Rule(
    code="DS03",
    version=1,
    name="要素缺失",
    kind=Kind.DISCLOSURE,
    severity=Severity.MEDIUM,
    needs=frozenset({"notice", "notice_step", "notice_reading", "notice_item"}),
    parameters=(
        Parameter(
            "in_force_from",
            date(2018, 5, 1),
            "规定的施行日",
            f"国开办发〔2018〕11号（{TO_BE_CHECKED}）",
        ),
    ),
    sql=f"""
WITH {NOTICES},
{READ},
asked AS (
  SELECT n.*, r.reading, r.hotline, coalesce(r.scanned, false) AS scanned,
    n.subject IN ('project', 'adjustment', 'completion', 'benefit_list', 'village_page') AS itemised
  FROM notices n LEFT JOIN read r ON r.notice = n.notice
),
item AS (
  SELECT a.notice, a.title, i.item, i.kind, i.name, i.printed
  FROM asked a
  JOIN notice_item i ON i.book = %(book)s AND i.notice = a.notice AND i.reading = a.reading
  WHERE a.itemised
),
missing AS (
  SELECT i.notice, count(*) AS fields,
    jsonb_agg(i.name || '：' || f.chinese ORDER BY i.item, f.place) AS named
  FROM item i CROSS JOIN {_FIELDS} f(place, field, chinese)
  WHERE i.kind <> 'lot' AND (i.kind = 'project' OR f.field = 'standard')
    AND f.field <> ALL (i.printed)
    AND NOT (f.field = 'name' AND i.name <> '' AND strpos(i.title, i.name) > 0)
  GROUP BY i.notice
),
itemed AS (SELECT DISTINCT notice FROM item),
judged AS (
  SELECT a.*, m.named, coalesce(m.fields, 0) + (NOT a.hotline)::integer AS fields,
    CASE WHEN a.reading IS NULL THEN '没有登记公示的内容（notice_reading）'
      WHEN NOT a.scanned THEN '没有登记公示的全文'
      WHEN a.published_on < %(in_force_from)s THEN '发布早于九项规定的施行日'
      WHEN a.itemised AND i.notice IS NULL THEN '登记的内容里没有事项（notice_item）' END AS reason
  FROM asked a
  LEFT JOIN missing m ON m.notice = a.notice
  LEFT JOIN itemed i ON i.notice = a.notice
),
decided AS (
  SELECT j.*, CASE WHEN j.replaced THEN 'clear' WHEN j.reason IS NOT NULL THEN 'not_computable'
    WHEN j.fields > 0 THEN 'flagged' ELSE 'clear' END AS outcome
  FROM judged j
)
SELECT 'notice' AS subject_kind, d.notice::text AS subject,
  '“' || d.title || '”缺' || d.fields || '项要素' AS title,
  d.outcome, d.reason, NULL::bigint AS amount_fen,
  CASE WHEN d.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'notice', d.notice, 'event', d.event, 'channel', d.channel, 'level', d.level,
    'region', d.region, 'subject', d.subject, 'subject_key', d.subject_key,
    'published_on', d.published_on,
    'missing_fields', coalesce(d.named, '[]'::jsonb)
      || CASE WHEN d.hotline THEN '[]'::jsonb ELSE '["监督举报电话12317"]'::jsonb END
  )) END AS evidence
FROM decided d
""",
    due=NO_DAY,
)
