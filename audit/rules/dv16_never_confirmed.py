"""发放无人签收

## 为什么是问题
清单、批复、回单样样齐全，钱却没有到该得的人手里。手续是人做的，只有收款人自己说收到了才算数。

## 判定条件
1. 以到户款项所属的每份应发清单为对象，看收款户有没有签收记录（confirmation；更正以最后一次为准）。
2. 收款人说没有收到，或者收到的比发放的少：列为疑点，严重程度“高”，金额为没有收到的部分。
3. 最后一次发放已超过 **days** 天，没有一户签收，而本账簿同一补助的别的清单有人签收：列为疑点，
   金额为这份清单的实发合计。

同一补助没有一份清单有签收记录的，不知道有没有这个做法，列为“无法判断：没有登记签收”。

## 不作为疑点的情形
1. 有户签收而且都收到的（不要求每一户都签）。
2. 最后一次发放在 **days** 天以内的，第 **days** 天当天也算。
3. 先说没有收到、后来更正为已收到的。

## 依据
《山西省“十三五”脱贫攻坚规划》（SX754）“签字记录”。天数没有文件规定。

## 参数
- **days**：60 天，系统默认值。
"""

from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, looked_up, only_id

RULE = Rule(
    code="DV16",
    version=2,
    name="发放无人签收",
    kind=Kind.DIVERSION,
    severity=Severity.MEDIUM,
    needs=frozenset({"confirmation", "entitlement_list", "payment_line", "entry"}),
    parameters=(Parameter("days", 60, "最后一次发放后等待签收的天数", DEFAULT),),
    sql=f"""
WITH of_home AS (
  SELECT p.list, p.household, sum(p.paid_fen) AS paid_fen, max(p.happened_on) AS last_on
  FROM project_paid p WHERE {only_id("p.list")} GROUP BY p.list, p.household
),
of_list AS (
  SELECT h.list, n.benefit, n.title, n.doc_no, sum(h.paid_fen)::bigint AS paid_fen,
    max(h.last_on) AS last_on, count(h.household) AS homes
  FROM of_home h JOIN newest n ON n.list = h.list
  GROUP BY h.list, n.benefit, n.title, n.doc_no
),
-- A row that another one corrects does not count; a line of the bank's file names its roster line.
signed AS (
  SELECT c.year, c.number, c.line, c.outcome, c.amount_fen
  FROM confirmation c
  JOIN book_event e ON e.book = c.book AND e.event = c.event AND e.recorded_at <= %(known_at)s
  LEFT JOIN (
    SELECT x.corrects FROM confirmation x
    JOIN book_event y ON y.book = x.book AND y.event = x.event AND y.recorded_at <= %(known_at)s
    WHERE x.book = %(book)s
  ) later ON later.corrects = c.confirmation
  WHERE c.book = %(book)s AND later.corrects IS NULL AND c.signed_on <= %(as_of)s
),
about AS (
  SELECT c.*, l.list, l.of_year, l.of_number, l.of_line, l.amount_fen AS line_fen
  FROM signed c
  JOIN payment_line l ON l.book = %(book)s AND l.year = c.year AND l.number = c.number
    AND l.line = c.line AND {looked_up("l.year", "SELECT DISTINCT year FROM signed")}
    AND {looked_up("l.number", "SELECT DISTINCT number FROM signed")}
),
said AS (
  SELECT c.year, c.number, c.line, c.outcome, c.amount_fen, coalesce(c.list, o.list) AS list,
    c.line_fen
  FROM about c
  LEFT JOIN payment_line o ON o.book = %(book)s AND o.year = c.of_year AND o.number = c.of_number
    AND o.line = c.of_line AND {looked_up("o.year", "SELECT DISTINCT of_year FROM about")}
    AND {looked_up("o.number", "SELECT DISTINCT of_number FROM about")}
),
told AS (
  SELECT s.list, count(*) AS confirmed,
    sum(CASE s.outcome WHEN 'not_received' THEN s.line_fen
      WHEN 'less' THEN s.line_fen - coalesce(s.amount_fen, 0) ELSE 0 END)::bigint AS missing_fen,
    jsonb_agg(jsonb_build_object('book', %(book)s::integer, 'year', s.year, 'number', s.number,
      'line', s.line, 'paid_fen', s.line_fen) ORDER BY s.year, s.number, s.line)
      FILTER (WHERE s.outcome <> 'received') AS lines
  FROM said s GROUP BY s.list
),
practised AS (
  SELECT DISTINCT n.benefit FROM newest n JOIN told t ON t.list = n.list
),
judged AS (
  SELECT l.*, t.confirmed, t.missing_fen, t.lines,
    CASE WHEN t.lines IS NOT NULL THEN 'missing'
         WHEN t.list IS NOT NULL OR %(as_of)s::date - l.last_on <= %(days)s THEN 'clear'
         WHEN p.benefit IS NULL THEN 'not_computable' ELSE 'silent' END AS found
  FROM of_list l
  LEFT JOIN told t ON t.list = l.list
  LEFT JOIN practised p ON p.benefit = l.benefit
)
SELECT j.list::text AS key,
  CASE WHEN %(as_of)s::date - j.last_on <= %(days)s THEN j.last_on + %(days)s::integer + 1 END
    AS due_on,
  'benefit_list' AS subject_kind, j.list::text AS subject,
  CASE WHEN j.found = 'missing' THEN '“' || j.title || '”有人说没有收到或少收 '
      || {yuan("j.missing_fen")}
    ELSE '“' || j.title || '”实发 ' || {yuan("j.paid_fen")} || '，无人签收' END AS title,
  CASE WHEN j.found IN ('missing', 'silent') THEN 'flagged' ELSE j.found END AS outcome,
  CASE WHEN j.found = 'not_computable' THEN '没有登记签收（confirmation）' END AS reason,
  CASE WHEN j.found = 'missing' THEN j.missing_fen ELSE j.paid_fen END AS amount_fen,
  CASE WHEN j.found = 'missing' THEN 'H' END AS severity,
  CASE WHEN j.found IN ('missing', 'silent') THEN jsonb_strip_nulls(jsonb_build_object(
    'list', j.list, 'doc_no', j.doc_no, 'benefit', j.benefit, 'household_count', j.homes,
    'paid_fen', j.paid_fen, 'last_paid_on', j.last_on, 'confirmed_count', j.confirmed,
    'missing_fen', CASE WHEN j.found = 'missing' THEN j.missing_fen END, 'lines', j.lines)) END
    AS evidence
FROM judged j
""",
)
