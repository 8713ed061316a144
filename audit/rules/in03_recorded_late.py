"""倒签补录

## 为什么是问题
钱早就动了，账过了很久才补；或者为了凑时限把日期写早。补录越晚，越难核对，也越容易作假。

## 判定条件
1. 以每张凭证为对象：记账日（上海时间）晚于业务日期超过 **days** 天的，列为疑点，金额为凭证金额；
   第 **days** 天当天不算。
2. 业务日期所在月份已经结账，凭证作为迟到凭证（late）记入以后月份的，无论几天都列为疑点。

## 不作为疑点的情形
1. 启用日以前的补录凭证（backfill）和期初：本来就是事后补的。
2. 红冲凭证：它的业务日期就是更正那一天。
3. 期限内记账的。

## 依据
没有文件规定天数；《会计基础工作规范》要求及时记账（条号待核）。

## 参数
- **days**：30 天，系统默认值。
"""

from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only

RULE = Rule(
    code="IN03",
    version=1,
    name="倒签补录",
    kind=Kind.INTEGRITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"voucher", "flow"}),
    parameters=(Parameter("days", 30, "业务日期到记账日的天数", DEFAULT),),
    sql=f"""
WITH dated AS (
  SELECT k.year, k.number, k.doc_no, k.happened_on, k.late,
    (k.recorded_at AT TIME ZONE 'Asia/Shanghai')::date AS recorded_on
  FROM known k
  WHERE NOT k.backfill AND k.kind NOT IN ('open', 'reverse')
    AND {only("k.year || '/' || k.number")}
),
judged AS (
  SELECT d.*, d.late OR d.recorded_on - d.happened_on > %(days)s AS flagged FROM dated d
),
moved_by AS (
  SELECT f.year, f.number, sum(f.amount_fen)::bigint AS fen
  FROM flowed f JOIN judged j ON j.year = f.year AND j.number = f.number AND j.flagged
  GROUP BY f.year, f.number
)
SELECT j.year || '/' || j.number AS key, NULL::date AS due_on, 'voucher' AS subject_kind,
  j.year || '/' || j.number AS subject,
  '凭证' || j.year || '年第' || j.number || '号晚记 ' || (j.recorded_on - j.happened_on) || ' 天'
    AS title,
  CASE WHEN j.flagged THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, m.fen AS amount_fen,
  CASE WHEN j.flagged THEN jsonb_build_object('happened_on', j.happened_on,
    'recorded_on', j.recorded_on, 'doc_no', j.doc_no,
    'vouchers', jsonb_build_array(jsonb_build_object('book', %(book)s::integer, 'year', j.year,
      'number', j.number, 'amount_fen', coalesce(m.fen, 0)))) END AS evidence
FROM judged j
LEFT JOIN moved_by m ON m.year = j.year AND m.number = j.number
""",
)
