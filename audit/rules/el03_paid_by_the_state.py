"""财政供养人员

## 为什么是问题
领财政工资的人和他的家庭，不该再占扶贫补助的名额。广西马山一次查出 343 名财政供养人员享受扶贫政
策。

## 判定条件
1. 以用扶贫资金，或者用低保、特困供养补助付过款的每一户为对象，用证件号的密钥摘要，把审定日（没
   有清单的为付款日）在户的每一个人与外部名单“财政供养人员”比对。
2. 审定日在编或者离退休的：列为疑点，金额为这些款项的合计。
3. 只有身份为“其他”（临时聘用等）的，严重程度降为“中”。

没有装入财政供养人员名单的，名单的数据日期早于最后一次审定的，户里没有一个人登记证件号的，资金
类别不在目录里的，到户款项没有注明户的，列为“无法判断”。

## 不作为疑点的情形
1. 村级临时岗位（护林员、保洁员等）：本来就是给困难群众的岗位。
2. 审定日还没有入职，或者已经离职的。
3. 审定日已经离开这一户的人（婚出、分户等）。
4. 不以困难为条件的普惠性补贴（资金类别不是扶贫资金，补助也不是低保、特困供养）。
5. 已退回、已红冲的款项。

## 依据
广西马山案例；HZ98 数据比对。“财政供养人员家庭不纳入”是各地识别的通行做法（文件待核）。

## 参数
无。
"""

from audit.people import FOR_BEING_POOR, POVERTY_LOT, credited, list_day
from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="EL03",
    version=1,
    name="财政供养人员",
    kind=Kind.ELIGIBILITY,
    severity=Severity.HIGH,
    needs=frozenset(
        {"payment_line", "entry", "lot", "membership", "person_identity", "external_list"}
    ),
    sql=f"""
WITH {POVERTY_LOT},
listed AS (SELECT {list_day("payroll")} AS as_of_on),
{FOR_BEING_POOR},
served AS (
  SELECT x.hmac AS hash, x.role, x.org, x.from_on, x.until_on FROM external x
  WHERE x.kind = 'payroll' AND x.role <> '村级临时岗位'
),
employed AS (
  SELECT b.household, b.person, b.joined_on, b.left_on, s.role, s.from_on, s.until_on
  FROM belonging b JOIN served s ON s.hash = b.hash
),
{credited("employed")},
wrong AS (
  SELECT c.year, c.number, c.entry, c.household, c.happened_on, c.paid_fen,
    bool_and(s.role = '其他') AS temporary, jsonb_agg(DISTINCT s.role) AS roles,
    jsonb_agg(DISTINCT s.person) AS persons
  FROM credit c
  JOIN employed s ON s.household = c.household AND s.joined_on <= c.asked_on
    AND (s.left_on IS NULL OR s.left_on > c.asked_on)
    AND (s.from_on IS NULL OR s.from_on <= c.asked_on)
    AND (s.until_on IS NULL OR s.until_on >= c.asked_on)
  WHERE NOT c.unknown
  GROUP BY c.year, c.number, c.entry, c.household, c.happened_on, c.paid_fen
),
summed AS (
  SELECT w.household, sum(w.paid_fen)::bigint AS paid_fen, min(w.happened_on) AS from_on,
    max(w.happened_on) AS to_on, bool_and(w.temporary) AS temporary, {entry_keys("w")} AS entries
  FROM wrong w GROUP BY w.household
),
who AS (
  SELECT w.household, jsonb_agg(DISTINCT p.person ORDER BY p.person) AS persons,
    jsonb_agg(DISTINCT r.role ORDER BY r.role) AS roles
  FROM wrong w
  CROSS JOIN LATERAL jsonb_array_elements_text(w.persons) p(person)
  CROSS JOIN LATERAL jsonb_array_elements_text(w.roles) r(role)
  GROUP BY w.household
),
judged AS (
  SELECT h.household, s.paid_fen, s.from_on, s.to_on, s.temporary, s.entries, o.persons, o.roles,
    CASE WHEN l.as_of_on IS NULL THEN '没有装入外部名单：财政供养人员'
         WHEN h.unknown THEN '资金类别不在目录（fund_category）里，不知是否以困难为条件'
         WHEN n.household IS NULL THEN '户里没有一个人登记证件号，无法与财政供养人员名单比对'
         WHEN h.last_on > l.as_of_on
           THEN '财政供养人员名单截至 ' || l.as_of_on || '，早于最后一次审定' END AS reason
  FROM home h
  CROSS JOIN listed l
  LEFT JOIN summed s ON s.household = h.household
  LEFT JOIN who o ON o.household = h.household
  LEFT JOIN numbered n ON n.household = h.household
)
SELECT j.household::text AS key, NULL::date AS due_on, 'household' AS subject_kind,
  j.household::text AS subject,
  '财政供养人员家庭领款 ' || {yuan("coalesce(j.paid_fen, 0)")} AS title,
  CASE WHEN j.entries IS NOT NULL THEN 'flagged' WHEN j.reason IS NOT NULL THEN 'not_computable'
    ELSE 'clear' END AS outcome,
  j.reason, j.paid_fen AS amount_fen,
  CASE WHEN j.temporary THEN 'M' END AS severity,
  CASE WHEN j.entries IS NOT NULL THEN jsonb_build_object('household', j.household,
    'persons', j.persons, 'matched', j.roles, 'from_on', j.from_on, 'to_on', j.to_on,
    'paid_fen', j.paid_fen, 'entries', j.entries) END AS evidence
FROM judged j
UNION ALL {nameless_payments("total", of="JOIN poverty_lot l ON l.lot = p.lot")}
""",
)
