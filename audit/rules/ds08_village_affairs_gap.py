"""村务公开断档

## 为什么是问题
村务每季度至少要公布一次。一个季度什么都没有贴，村民就不知道这一季的钱去了哪里。

## 判定条件
1. 以县级账簿中有过资金安排、应发清单或公示的每个村为对象，看它第一次有这些事以后开始的、已经结束的
   每个季度（账簿启用以后的整季度）。
2. 有一个季度没有发布过任何村级公示、公告。一个村一条疑点，列出断档的季度，没有金额。

没有适用的季度村务公开要求的，列为“无法判断”；账簿里一份村级公示都没有登记过的，整个账簿列为
“无法判断”。

## 不作为疑点的情形
1. 季度还没有结束的，包括最后一天。
2. 那一季贴过任何村级公示、公告（项目、名单、村务，公示栏或网站）的。
3. 第一次有资金或公示的那一季，和账簿启用的那一季。
4. 没有资金往来的村：本系统没有依据判断。

## 依据
《中华人民共和国村民委员会组织法》第三十条：一般的村务事项至少每季度公布一次；财务往来较多的每月一次
（本规则只看季度）。

## 参数
无。
"""

from audit.days import first_of
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DS08",
    version=1,
    name="村务公开断档",
    kind=Kind.DISCLOSURE,
    severity=Severity.LOW,
    needs=frozenset({"disclosure_requirement", "region", "notice", "project", "entitlement_list"}),
    sql="""
WITH hung AS (
  SELECT n.region, n.published_on FROM notice n
  JOIN book_event e ON e.book = n.book AND e.event = n.event AND e.recorded_at <= %(known_at)s
  WHERE n.book = %(book)s AND n.published_on <= %(as_of)s AND n.level = 'village'
),
concerned AS (
  SELECT x.region, min(x.on_day) AS first_on FROM (
    SELECT p.region, m.happened_on AS on_day FROM project p
    JOIN moved m ON m.to_owner = p.project::text
    WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
    UNION ALL
    SELECT n.region, n.first_on FROM newest n
    UNION ALL
    SELECT h.region, h.published_on FROM hung h
  ) x GROUP BY x.region
),
due AS (
  SELECT split_part(d.subject_key, ':', 1) AS village, split_part(d.subject_key, ':', 2) AS quarter,
    d.name, d.born_on, d.due_on, d.source, d.state, d.reason
  FROM duties d
  WHERE d.subject = 'village_affairs'
),
judged AS (
  SELECT d.village, min(d.source) AS source, min(nullif(d.reason, '')) AS reason,
    count(*) FILTER (WHERE d.state IN ('overdue', 'late')) AS gaps,
    count(*) FILTER (WHERE d.state <> 'not_computable') AS judged,
    array_agg(d.quarter ORDER BY d.born_on) FILTER (WHERE d.state IN ('overdue', 'late'))
      AS quarters
  FROM due d
  JOIN concerned c ON c.region = d.village AND c.first_on <= d.born_on
  WHERE EXISTS (SELECT FROM hung)
  GROUP BY d.village
),
place AS (
  SELECT DISTINCT ON (r.code) r.code, r.name FROM region r
  WHERE r.level = 'village' AND r.valid_from <= %(as_of)s ORDER BY r.code, r.valid_from DESC
)
SELECT 'village' AS subject_kind, j.village AS subject,
  p.name || '有' || j.gaps || '个季度没有村务公开' AS title,
  CASE WHEN j.gaps > 0 THEN 'flagged' WHEN j.judged = 0 THEN 'not_computable' ELSE 'clear' END
    AS outcome,
  j.reason,
  NULL::bigint AS amount_fen,
  CASE WHEN j.gaps > 0 THEN jsonb_build_object('region', j.village,
    'quarters', to_jsonb(j.quarters), 'requirement_source', j.source) END AS evidence
FROM judged j JOIN place p ON p.code = j.village
UNION ALL
SELECT 'book', b.book::text, '本账簿', 'not_computable',
  '本账簿没有登记过村级公示、公告（notice）', NULL::bigint, NULL::jsonb
FROM book b WHERE b.book = %(book)s AND b.level = 'county' AND NOT EXISTS (SELECT FROM hung)
""",
    due=first_of(
        "SELECT d.due_on + 1 FROM duties d WHERE d.subject = 'village_affairs'",
        "SELECT (date_trunc('quarter', %(as_of)s::date) + interval '3 months')::date",
    ),
)
