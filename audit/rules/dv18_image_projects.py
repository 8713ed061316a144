"""形象工程

## 为什么是问题
牌楼、景观墙、刷外墙，看着光鲜，贫困户什么也没有得到。审计公布过宁夏同心县17个村名牌楼用了114万元
扶贫资金，河北巨鹿县一面景观墙用了48万元。

## 判定条件
1. 以安排过资金的每个项目为对象，取项目名称、用途、建设任务和最新批复的用途、任务的文字
   （去掉空格）。
2. 文字里有牌楼、牌坊、门楼、村门、景观、文化墙、雕塑、喷泉、外墙粉刷、立面改造等词，而向它安排过
   财政资金（扣除红冲）。金额为这些资金。

项目不在项目库、没有文字可看的，列为“无法判断”。

## 不作为疑点的情形
1. 危房、住房改造里的外墙，旅游项目里的景观：文字里有危房、住房、农房、旅游的。
2. 只用社会捐赠资金建的。
3. 安排已全部红冲的。

命中的词是线索，应核对建设内容。

## 依据
《中共中央 国务院关于打赢脱贫攻坚战三年行动的指导意见》不搞形象工程（2018年，条目待核）；
2013年19县、2018年312县扶贫资金审计。词表没有文件规定，系统默认。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV18",
    version=1,
    name="形象工程",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"project", "project_approval", "fund_category", "lot", "entry"}),
    sql=f"""
WITH given AS (
  SELECT m.to_owner AS owner, sum(m.left_fen)::bigint AS fen, min(m.happened_on) AS from_on,
    {entry_keys("m")} AS entries
  FROM effective m
  JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
  LEFT JOIN fund_category c ON c.category = l.category
  WHERE m.to_kind = 'project' AND m.left_fen > 0
    AND m.voucher_kind IN ('assign', 'adjust', 'open') AND coalesce(c.instrument, '') <> '捐赠'
  GROUP BY m.to_owner
),
approval AS (
  SELECT DISTINCT ON (a.project) a.project, a.purpose, a.task, a.void FROM project_approval a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s
  ORDER BY a.project, a.version DESC
),
said AS (
  SELECT p.project::text AS owner, p.code, p.name,
    regexp_replace(concat_ws('，', p.name, p.purpose, p.task, CASE WHEN NOT a.void THEN a.purpose
      END, CASE WHEN NOT a.void THEN a.task END), '\\s', '', 'g') AS text
  FROM project p LEFT JOIN approval a ON a.project = p.project
  WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
),
judged AS (
  SELECT g.*, s.code, s.name, s.owner AS known,
    CASE WHEN s.text !~ '危房|住房|农房|旅游' THEN substring(s.text FROM
      '牌楼|牌坊|门楼|村门|寨门|景观|文化墙|雕塑|喷泉|粉刷外墙|外墙粉刷|立面改造|外立面')
      END AS word
  FROM given g LEFT JOIN said s ON s.owner = g.owner
)
SELECT 'project' AS subject_kind, j.owner AS subject,
  '“' || coalesce(j.name, '不在项目库的项目') || '”疑似形象工程 ' || {yuan("j.fen")} AS title,
  CASE WHEN j.known IS NULL THEN 'not_computable' WHEN j.word IS NOT NULL THEN 'flagged'
    ELSE 'clear' END AS outcome,
  CASE WHEN j.known IS NULL THEN '项目不在项目库（project），没有名称和用途' END AS reason,
  j.fen AS amount_fen,
  CASE WHEN j.word IS NOT NULL THEN jsonb_build_object('project', j.owner,
    'project_code', j.code, 'keyword', j.word, 'assigned_on', j.from_on, 'forbidden_fen', j.fen,
    'entries', j.entries) END AS evidence
FROM judged j
""",
    due=NO_DAY,
)
