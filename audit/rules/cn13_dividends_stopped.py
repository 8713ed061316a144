"""分红中断

## 为什么是问题
投给企业的扶贫资金，头一两年分红，后来就没有了，往往是企业已经垮掉，或者钱被挪走。广西环江三个村的
200万元、北方某县16户的贷款都是这样。

## 判定条件
1. 以每份有约定分红的帮扶协议为对象：签订以后这家单位曾给农户分过红。
2. 最近一次到期超过 **grace_days** 天的约定分红，从上一次约定到期日（没有上一次的，
   从签订日）以后，没有
   任何分红。金额为最后一次分红以后没有分过红的各期约定分红合计。

这家单位从未分过红的，由“无利益联结”看，不重复列出。没有登记约定分红的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 到期 **grace_days** 天以内。
2. 这一期分过红，哪怕不足额。
3. 协议在到期日以前已经终止的。

## 依据
《汉中市“十三五”脱贫攻坚规划》折股量化、收益分配（HZ106）；广西环江案例。天数没有文件规定。

## 参数
- **grace_days**：60 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="CN13",
    version=1,
    name="分红中断",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"support_agreement", "dividend_due", "entry"}),
    parameters=(Parameter("grace_days", 60, "分红到期后的宽限天数", DEFAULT),),
    sql=f"""
WITH deals AS (
  SELECT a.* FROM {counting("support_agreement")} a WHERE a.signed_on <= %(as_of)s
),
due AS (
  SELECT d.agreement, d.due_on, d.agreed_fen, a.org, a.signed_on,
    coalesce(lag(d.due_on) OVER (PARTITION BY d.agreement ORDER BY d.due_on), a.signed_on)
      AS since_on
  FROM {counting("dividend_due")} d JOIN deals a ON a.agreement = d.agreement
  WHERE a.valid_to IS NULL OR a.valid_to > d.due_on
),
latest AS (
  SELECT DISTINCT ON (d.agreement) d.* FROM due d
  WHERE %(as_of)s::date - d.due_on > %(grace_days)s ORDER BY d.agreement, d.due_on DESC
),
-- What is left of each day's dividends of a unit.
shared AS (
  SELECT m.org, m.happened_on, sum(m.fen)::bigint AS fen FROM (
    SELECT w.from_owner AS org, w.happened_on, w.amount_fen AS fen FROM flowed w
    WHERE w.from_kind = 'collective' AND w.to_kind = 'household'
    UNION ALL
    SELECT w.to_owner, o.happened_on, -w.amount_fen FROM flowed w
    JOIN known o ON o.event = w.undoes
    WHERE w.from_kind = 'household' AND w.to_kind = 'collective'
  ) m GROUP BY m.org, m.happened_on HAVING sum(m.fen) > 0
),
last_shared AS (
  SELECT l.agreement, max(s.happened_on) AS last_on
  FROM latest l JOIN shared s ON s.org = l.org AND s.happened_on >= l.signed_on
  GROUP BY l.agreement
),
missed AS (
  SELECT d.agreement, sum(d.agreed_fen)::bigint AS fen
  FROM due d JOIN last_shared s ON s.agreement = d.agreement AND d.since_on >= s.last_on
  WHERE %(as_of)s::date - d.due_on > %(grace_days)s GROUP BY d.agreement
),
judged AS (
  SELECT l.*, s.last_on, m.fen, coalesce(s.last_on <= l.since_on, false) AS stopped
  FROM latest l LEFT JOIN last_shared s ON s.agreement = l.agreement
  LEFT JOIN missed m ON m.agreement = l.agreement
)
SELECT 'agreement' AS subject_kind, j.agreement AS subject,
  '协议' || j.agreement || '最后一次分红后，到期未分 ' || {yuan("coalesce(j.fen, 0)")} AS title,
  CASE WHEN j.stopped THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  j.fen AS amount_fen,
  CASE WHEN j.stopped THEN jsonb_build_object('agreement', j.agreement, 'org', j.org,
    'signed_on', j.signed_on, 'due_on', j.due_on, 'last_on', j.last_on, 'agreed_fen', j.fen) END
    AS evidence
FROM judged j
UNION ALL {nothing_in("due", "本账簿没有登记约定分红")}
""",
    due=first_of(coming("dividend_due", "r.due_on + %(grace_days)s::integer + 1")),
)
