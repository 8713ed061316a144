"""跨年对冲

## 为什么是问题
年底把钱拨给单位、供应商，算进当年支出，过了年原路退回。支出进度是假的，钱一天也没有用。

## 判定条件
1. 以每年 12 月 **from_day** 日至 31 日由项目拨给单位、专户、暂付款、村集体
   （合作社、企业）或供应商的每张凭证的每个“批次 × 收款账户”为对象。
2. 次年 1 月 1 日至 **until_month** 月末，同一批次由同一账户退回、红冲到同一项目的金额，达到
   拨出金额的 **percent**%。金额为退回的金额；恰好等于即列为疑点。没有指明原凭证的
   反向凭证，金额相同的也算。

## 不作为疑点的情形
1. 当年之内就退回的。
2. 只退回一小部分结余的。
3. 次年 **until_month** 月以后才退回的（由“闲置一年以上”看）。
4. 到户、代发款项被银行退回的。

## 依据
审计案例：年底转出、年初转回，虚列支出（待核）。《中华人民共和国预算法》关于不得虚列支出的规定
（条号待核）。

## 参数
- **from_day**：15，12 月的起日，系统默认值。
- **until_month**：3，次年的止月，系统默认值。
- **percent**：90，退回占拨出的百分比，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="IN08",
    version=1,
    name="跨年对冲",
    kind=Kind.INTEGRITY,
    severity=Severity.HIGH,
    needs=frozenset({"flow", "voucher", "account"}),
    parameters=(
        Parameter("from_day", 15, "十二月的起日", DEFAULT),
        Parameter("until_month", 3, "次年的止月", DEFAULT),
        Parameter("percent", 90, "退回占拨出的百分比", DEFAULT),
    ),
    sql=f"""
WITH out_of AS (
  SELECT f.year, f.number, f.event, f.lot, f.happened_on, f.from_owner, f.to_kind, f.to_owner,
    sum(f.amount_fen)::bigint AS fen, extract(year FROM f.happened_on)::integer AS on_year
  FROM flowed f
  WHERE f.from_kind = 'project' AND f.undoes < 0
    AND f.to_kind IN ('unit', 'special', 'advance', 'collective', 'vendor')
    AND extract(month FROM f.happened_on) = 12
    AND extract(day FROM f.happened_on) >= %(from_day)s
  GROUP BY f.year, f.number, f.event, f.lot, f.happened_on, f.from_owner, f.to_kind, f.to_owner
),
back AS (
  SELECT f.year, f.number, f.undoes, f.lot, f.happened_on, f.to_owner AS project,
    f.from_kind AS kind, f.from_owner AS owner, f.amount_fen AS fen,
    extract(year FROM f.happened_on)::integer - 1 AS on_year
  FROM flowed f
  WHERE f.to_kind = 'project'
    AND extract(month FROM f.happened_on) <= %(until_month)s
),
matched AS (
  SELECT o.year, o.number, o.lot, o.to_kind, o.to_owner, sum(b.fen)::bigint AS back_fen,
    min(b.happened_on) AS back_on,
    jsonb_agg(DISTINCT jsonb_build_object('book', %(book)s::integer, 'year', b.year,
      'number', b.number, 'amount_fen', b.fen)) AS vouchers
  FROM out_of o
  JOIN back b ON b.on_year = o.on_year AND b.lot = o.lot AND b.project = o.from_owner
    AND b.kind = o.to_kind AND b.owner = o.to_owner
    AND (b.undoes = o.event OR (b.undoes < 0 AND b.fen = o.fen))
  GROUP BY o.year, o.number, o.lot, o.to_kind, o.to_owner
),
judged AS (
  SELECT o.*, m.back_fen, m.back_on, m.vouchers,
    coalesce(m.back_fen, 0) * 100 >= o.fen * %(percent)s AS flagged
  FROM out_of o
  LEFT JOIN matched m ON m.year = o.year AND m.number = o.number AND m.lot = o.lot
    AND m.to_kind = o.to_kind AND m.to_owner = o.to_owner
)
SELECT 'payment' AS subject_kind,
  concat_ws('/', j.year, j.number, j.lot, j.from_owner, j.to_kind, j.to_owner) AS subject,
  j.on_year || '年底拨出 ' || {yuan("j.fen")} || '，年初退回 '
    || {yuan("coalesce(j.back_fen, 0)")} AS title,
  CASE WHEN j.flagged THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, j.back_fen AS amount_fen,
  CASE WHEN j.flagged THEN jsonb_build_object('lot', j.lot, 'project', j.from_owner,
    'account_kind', j.to_kind, 'sent_on', j.happened_on, 'out_fen', j.fen, 'back_on', j.back_on,
    'back_fen', j.back_fen, 'vouchers', jsonb_build_array(jsonb_build_object(
      'book', %(book)s::integer, 'year', j.year, 'number', j.number, 'amount_fen', j.fen))
      || j.vouchers) END AS evidence
FROM judged j
""",
    due=NO_DAY,
)
