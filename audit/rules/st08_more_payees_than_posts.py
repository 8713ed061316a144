"""领款户多于岗位

## 为什么是问题
公益岗位的补贴分给比岗位多的人家，就成了平均分钱，真正上岗的人拿不够。四川黑水县8个岗位的补贴由24户
平分，后来退还给8名在岗人员。

## 判定条件
1. 以每个设有公益岗位的项目为对象：同一所属期里到户领款的户数，多于当期岗位数。金额为多出户数最多的
   那个所属期的领款合计。
2. 登记的同时在岗户数多于岗位数。只有这一条的没有金额。

到户款项没有所属期的项目列为“无法判断”；没有登记公益岗位的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 户数恰好等于岗位数。
2. 中途换人：所属期不同的领款户分别计算，离岗的不计入在岗。
3. 已退回、红冲的款项。

## 依据
四川黑水县案例（岗位补贴平分）；《汉中市“十三五”脱贫攻坚规划》公益岗位（HZ56）。

## 参数
无。
"""

from audit.pieces import entry_keys
from audit.registered import PROJECTS, counting, nothing_in
from audit.rule import Kind, Rule, Severity, only_id

RULE = Rule(
    code="ST08",
    version=1,
    name="领款户多于岗位",
    kind=Kind.STANDARD,
    severity=Severity.HIGH,
    needs=frozenset({"public_post", "post_holder", "payment_line", "entry"}),
    sql=f"""
WITH {PROJECTS},
posts AS (
  SELECT p.* FROM {counting("public_post")} p WHERE p.valid_from <= %(as_of)s
),
with_posts AS (SELECT DISTINCT project FROM posts WHERE {only_id("project")}),
credit AS (
  SELECT w.project, c.period_from, c.period_to, c.household, c.paid_fen, c.year, c.number, c.entry
  FROM project_paid c JOIN with_posts w ON w.project = c.project WHERE c.household IS NOT NULL
),
received AS (
  SELECT c.project, c.period_from, c.period_to, count(DISTINCT c.household) AS payees,
    sum(c.paid_fen)::bigint AS fen, {entry_keys("c")} AS entries
  FROM credit c WHERE c.period_from IS NOT NULL GROUP BY c.project, c.period_from, c.period_to
),
compared AS (
  SELECT r.*, coalesce(sum(p.posts), 0)::bigint AS posts
  FROM received r
  LEFT JOIN posts p ON p.project = r.project AND p.valid_from <= r.period_to
    AND (p.valid_to IS NULL OR p.valid_to > r.period_from)
  GROUP BY r.project, r.period_from, r.period_to, r.payees, r.fen, r.entries
),
worst AS (
  SELECT DISTINCT ON (c.project) c.* FROM compared c WHERE c.payees > c.posts
  ORDER BY c.project, c.payees - c.posts DESC, c.fen DESC, c.period_from
),
holding AS (
  SELECT h.post, count(DISTINCT h.household) AS holders FROM {counting("post_holder")} h
  WHERE h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
  GROUP BY h.post
),
crowded AS (
  SELECT p.project, min(p.post) AS post, sum(h.holders)::bigint AS holders,
    sum(p.posts)::bigint AS posts
  FROM posts p JOIN holding h ON h.post = p.post WHERE h.holders > p.posts GROUP BY p.project
),
undated AS (SELECT DISTINCT project FROM credit WHERE period_from IS NULL),
told AS (
  SELECT p.*, w.payees, w.fen, w.period_from, w.period_to, w.entries, c.holders, c.post,
    coalesce(w.posts, c.posts) AS posts,
    CASE WHEN w.project IS NOT NULL OR c.project IS NOT NULL THEN 'flagged'
      WHEN u.project IS NOT NULL THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM with_posts o JOIN projects p ON p.project = o.project
  LEFT JOIN worst w ON w.project = p.project
  LEFT JOIN crowded c ON c.project = p.project
  LEFT JOIN undated u ON u.project = p.project
)
SELECT t.project_key AS key, NULL::date AS due_on, 'project' AS subject_kind,
  t.project_key AS subject,
  '项目“' || t.name || '”' || coalesce(t.posts, 0) || '个岗位，'
    || CASE WHEN t.payees IS NULL THEN '在岗' ELSE '领款' END
    || coalesce(t.payees, t.holders, 0) || '户' AS title,
  t.outcome, CASE WHEN t.outcome = 'not_computable' THEN '到户款项没有所属期' END AS reason,
  t.fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'posts', t.posts, 'payees', t.payees,
    'household_count', t.holders, 'post', t.post, 'period_from', t.period_from,
    'period_to', t.period_to, 'paid_fen', t.fen, 'entries', t.entries)) END AS evidence
FROM told t
UNION ALL SELECT 'book', NULL, o.* FROM ({nothing_in("posts", "本账簿没有登记公益岗位")}) o
""",
)
