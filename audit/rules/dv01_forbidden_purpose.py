"""负面清单支出

## 为什么是问题
扶贫资金不得用于单位基本支出、交通工具、奖金津贴、楼堂馆所、还债等。用在这些地方，就是挪用。

## 判定条件
1. 以安排过资金的每个项目为对象，取项目名称、用途、建设任务和最新批复的用途、任务的文字
   （去掉空格）。
2. 文字里有某个资金制度负面清单（spending_rule，不允许）的关键词，而从适用这一制度的资金中向它
   安排过款项（扣除红冲）。金额为这些款项。清单按安排那一天有效的行：原制度到期的，适用它的后续
   制度的清单。

项目不在项目库、没有文字可看的，资金类别不在目录里的，列为“无法判断”。
凭证没有登记经济分类，所以只看文字；命中关键词是线索，应核对支出内容。

## 不作为疑点的情形
1. 文字同时命中允许用途、而那一用途写明排除这一条禁止的（如“项目管理费”排除“单位基本支出”）。
2. 没有负面清单的资金制度（行业资金、统筹的涉农资金等）安排的。
3. 安排已全部红冲的。
4. 安排那一天，清单已经失效、后续制度没有这一条的。

## 依据
财农〔2017〕8号、财农〔2021〕19号负面清单（条号待核）；每一条在登记表里各自注明来源。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV01",
    version=1,
    name="负面清单支出",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"spending_rule", "fund_regime", "fund_category", "project", "entry"}),
    sql=f"""
WITH RECURSIVE followed AS (
  SELECT r.regime, r.regime AS by_regime FROM fund_regime r
  UNION
  SELECT f.regime, r.successor FROM followed f JOIN fund_regime r ON r.regime = f.by_regime
),
assigned AS (
  SELECT m.to_owner AS owner, m.lot, m.year, m.number, m.entry, m.left_fen, m.happened_on,
    c.category IS NULL AS unknown, c.regime
  FROM effective m
  JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
  LEFT JOIN fund_category c ON c.category = l.category
  WHERE m.to_kind = 'project' AND m.left_fen > 0
    AND m.voucher_kind IN ('assign', 'adjust', 'open')
),
approval AS (
  SELECT DISTINCT ON (a.project) a.project, a.purpose, a.task, a.void FROM project_approval a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s
  ORDER BY a.project, a.version DESC
),
said AS (
  SELECT p.project::text AS owner, p.code, p.name,
    regexp_replace(concat_ws('，', p.name, p.purpose, p.task, u.name,
      CASE WHEN NOT a.void THEN a.purpose END, CASE WHEN NOT a.void THEN a.task END),
      '\\s', '', 'g') AS text
  FROM project p
  LEFT JOIN approval a ON a.project = p.project
  LEFT JOIN purpose u ON u.purpose = a.purpose
  WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
),
spoken AS (SELECT DISTINCT s.owner, s.text FROM said s JOIN assigned a ON a.owner = s.owner),
hit AS (
  SELECT s.owner, r.rule, r.regime, r.allowed, r.text AS rule_text, r.exempts, r.valid_from,
    r.valid_to, r.source, min(k.word) AS word
  FROM spoken s
  CROSS JOIN spending_rule r
  CROSS JOIN LATERAL unnest(r.keywords) k(word)
  WHERE strpos(s.text, k.word) > 0
  GROUP BY s.owner, r.rule, r.regime, r.allowed, r.text, r.exempts, r.valid_from, r.valid_to,
    r.source
),
excepted AS (
  SELECT h.owner, h.regime, x.rule
  FROM hit h CROSS JOIN LATERAL unnest(h.exempts) x(rule)
),
forbidden AS (
  SELECT h.* FROM hit h
  LEFT JOIN excepted e ON e.owner = h.owner AND e.regime = h.regime AND e.rule = h.rule
  WHERE NOT h.allowed AND e.owner IS NULL
),
-- What was forbidden on the day of the arrangement, by its regime or by one that followed it.
broken AS (
  SELECT a.owner, a.year, a.number, a.entry, a.left_fen, a.happened_on,
    jsonb_build_object('rule', f.rule, 'rule_text', f.rule_text, 'keyword', f.word,
      'rule_source', f.source) AS rule
  FROM assigned a
  JOIN followed o ON o.regime = a.regime
  JOIN forbidden f ON f.owner = a.owner AND f.regime = o.by_regime
    AND f.valid_from <= a.happened_on AND (f.valid_to IS NULL OR f.valid_to > a.happened_on)
),
wrong AS (
  SELECT b.owner, sum(b.left_fen)::bigint AS forbidden_fen, min(b.happened_on) AS from_on,
    {entry_keys("b")} AS entries
  FROM (SELECT DISTINCT owner, year, number, entry, left_fen, happened_on FROM broken) b
  GROUP BY b.owner
),
which AS (
  SELECT b.owner, jsonb_agg(DISTINCT b.rule) AS rules FROM broken b GROUP BY b.owner
),
of_project AS (
  SELECT a.owner, bool_or(a.unknown) AS unknown FROM assigned a GROUP BY a.owner
),
judged AS (
  SELECT o.*, s.code, s.name, w.forbidden_fen, w.from_on, w.entries, x.rules,
    CASE WHEN w.owner IS NOT NULL THEN 'flagged'
         WHEN s.owner IS NULL OR o.unknown THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM of_project o
  LEFT JOIN said s ON s.owner = o.owner
  LEFT JOIN wrong w ON w.owner = o.owner
  LEFT JOIN which x ON x.owner = o.owner
)
SELECT 'project' AS subject_kind, j.owner AS subject,
  '“' || coalesce(j.name, '不在项目库的项目') || '”疑似负面清单支出 '
    || {yuan("coalesce(j.forbidden_fen, 0)")} AS title,
  j.outcome,
  CASE WHEN j.outcome <> 'not_computable' THEN NULL
       WHEN j.code IS NULL THEN '项目不在项目库（project），没有名称和用途'
       ELSE '资金类别不在目录（fund_category）里，不知适用哪个负面清单' END AS reason,
  j.forbidden_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object(
    'project', j.owner, 'project_code', j.code, 'assigned_on', j.from_on,
    'forbidden_fen', j.forbidden_fen, 'spending_rules', j.rules, 'entries', j.entries
  ) END AS evidence
FROM judged j
""",
    due=NO_DAY,
)
