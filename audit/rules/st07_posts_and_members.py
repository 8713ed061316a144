"""岗位与带贫比例

## 为什么是问题
给合作社的钱、设的管护岗位，是为了带动登记在册的困难群众。比例不够，好处就给了别人；护林员没有保险，
出了事没有着落。

## 判定条件
1. 以每个单位最近一次成员、务工人数登记为对象：登记对象不到 **members_percent**%。
2. 以每个公益岗位为对象：截止日在岗的户中，登记对象（建档立卡、脱贫、返贫、监测，以及
   低保、特困：2021 年前多数同时在册，与“非建档立卡受益”一致，待核）不到 **posts_percent**%。
3. 护林岗位的在岗人员没有参加意外保险。

没有在岗人员登记的岗位列为“无法判断”；岗位和成员都没有登记的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 恰好达到比例的。
2. 已经离岗的人员不计入。
3. 护林以外的岗位，不要求意外保险。

## 依据
《山西省“十三五”脱贫攻坚规划》造林合作社贫困成员 60% 以上（SX502）、新增管护岗位 60% 以上（SX506）；
《汉中市“十三五”脱贫攻坚规划》护林员意外保险（HZ62）。

## 参数
- **members_percent**：60，《山西省“十三五”脱贫攻坚规划》（SX502）。
- **posts_percent**：60，《山西省“十三五”脱贫攻坚规划》（SX506）。
"""

from audit.days import NO_DAY
from audit.registered import counting
from audit.rule import Kind, LimitOf, Parameter, Rule, Severity

RULE = Rule(
    code="ST07",
    version=2,
    name="岗位与带贫比例",
    kind=Kind.STANDARD,
    severity=Severity.LOW,
    needs=frozenset({"member_count", "public_post", "post_holder", "household_fact"}),
    parameters=(
        Parameter(
            "members_percent",
            60,
            "成员、务工中登记对象的百分比",
            "《山西省“十三五”脱贫攻坚规划》（SX502）",
            limit=LimitOf("cooperative_poor_members", "low", per=100),
        ),
        Parameter(
            "posts_percent",
            60,
            "在岗人员中登记对象的百分比",
            "《山西省“十三五”脱贫攻坚规划》（SX506）",
            limit=LimitOf("care_post_poor_share", "low", per=100),
        ),
    ),
    sql=f"""
WITH counted AS (
  SELECT DISTINCT ON (m.org, m.kind) m.* FROM {counting("member_count")} m
  WHERE m.counted_on <= %(as_of)s AND m.kind IN ('members', 'workers') AND m.total > 0
  ORDER BY m.org, m.kind, m.counted_on DESC
),
posts AS (
  SELECT p.* FROM {counting("public_post")} p
  WHERE p.valid_from <= %(as_of)s AND (p.valid_to IS NULL OR p.valid_to > %(as_of)s)
),
holding AS (
  SELECT h.post, h.household, bool_and(h.insured) AS insured FROM {counting("post_holder")} h
  WHERE h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
  GROUP BY h.post, h.household
),
class AS (
  SELECT DISTINCT ON (f.household) f.household, f.kind FROM household_fact f
  WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND f.valid_from <= %(as_of)s
    AND f.household IN (SELECT household FROM holding)
  ORDER BY f.household, f.valid_from DESC, f.known_at DESC
),
held AS (
  SELECT h.post, count(*) AS total, count(*) FILTER (WHERE c.kind IN ('registered', 'lifted',
      'relapsed', 'monitored', 'low_income', 'extreme_poverty')) AS registered,
    count(*) FILTER (WHERE NOT h.insured) AS uninsured
  FROM holding h LEFT JOIN class c ON c.household = h.household GROUP BY h.post
),
judged AS (
  SELECT p.post, p.project, p.kind, h.total, h.registered, h.uninsured,
    h.registered * 100 < h.total * %(posts_percent)s AS few,
    p.kind LIKE '%%护林%%' AND h.uninsured > 0 AS bare
  FROM posts p LEFT JOIN held h ON h.post = p.post
)
SELECT 'members' AS subject_kind, concat_ws('/', c.org, c.kind) AS subject,
  '单位成员（务工）' || c.total || '人，其中登记对象' || c.registered || '人' AS title,
  CASE WHEN c.registered::bigint * 100 < c.total::bigint * %(members_percent)s THEN 'flagged'
    ELSE 'clear' END AS outcome,
  NULL AS reason, NULL::bigint AS amount_fen,
  CASE WHEN c.registered::bigint * 100 < c.total::bigint * %(members_percent)s
    THEN jsonb_build_object('org', c.org, 'kind', c.kind, 'total', c.total,
      'registered', c.registered, 'last_on', c.counted_on) END AS evidence
FROM counted c
UNION ALL
SELECT 'post', j.post,
  '岗位' || j.post || CASE WHEN j.few THEN '登记对象偏少' ELSE '有人没有意外保险' END,
  CASE WHEN j.total IS NULL THEN 'not_computable' WHEN j.few OR j.bare THEN 'flagged'
    ELSE 'clear' END,
  CASE WHEN j.total IS NULL THEN '岗位没有登记在岗人员' END, NULL,
  CASE WHEN j.few OR j.bare THEN jsonb_build_object('post', j.post, 'project', j.project,
    'total', j.total, 'registered', j.registered, 'insured', j.total - j.uninsured) END
FROM judged j
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '本账簿没有登记岗位和成员', NULL, NULL
WHERE NOT EXISTS (SELECT FROM counted) AND NOT EXISTS (SELECT FROM posts)
""",
    due=NO_DAY,
)
