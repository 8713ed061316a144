"""非工作时间批量

## 为什么是问题
夜里、假日一个人成批复核记账，没有别人在场，往往是补资料、赶进度，也可能是有意避开。

## 判定条件
1. 以每个复核人每个工作日界（从 **opens** 点到次日 **opens** 点算一天）在非工作时间复核记账的凭证为
   对象：**closes** 点以后、次日 **opens** 点以前，星期六、星期日，以及 **holidays** 中的日子，
   按上海时间；**workdays** 中的调休日按工作日算。
2. 凭证达到 **vouchers** 张。金额为这些凭证的合计。

原设想按分录数计算。一张代发名册就有几百条分录，一次复核不是批量，所以改按凭证张数。系统记下的时刻是
复核记账的时刻，所以看的是复核人。

## 不作为疑点的情形
1. 工作时间复核的，多少张都不算。
2. 不足 **vouchers** 张的。
3. 启用日以前的补录凭证（backfill）、期初和年末结转：本来就是成批的。
4. 调休上班的星期六、星期日。

## 依据
审计软件（ACL）的常用测试。时间、张数没有文件规定；误报较多，严重程度为“低”。
节假日没有内置（待核）。

## 参数
- **opens**：7 点，系统默认值。
- **closes**：21 点，系统默认值。
- **vouchers**：20 张，系统默认值。
- **holidays**：空，法定节假日清单（待核）。系统默认值。
- **workdays**：空，调休上班的周末（待核）。系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="IN05",
    version=1,
    name="非工作时间批量",
    kind=Kind.INTEGRITY,
    severity=Severity.LOW,
    needs=frozenset({"voucher", "flow"}),
    parameters=(
        Parameter("opens", 7, "工作时间从几点起", DEFAULT),
        Parameter("closes", 21, "工作时间到几点止", DEFAULT),
        Parameter("vouchers", 20, "一个人一天的凭证张数", DEFAULT),
        Parameter("holidays", (), "按非工作日算的节假日", DEFAULT),
        Parameter("workdays", (), "按工作日算的周末", DEFAULT),
    ),
    sql=f"""
WITH worked AS (
  SELECT k.year, k.number, k.checker, k.recorded_at AT TIME ZONE 'Asia/Shanghai' AS at
  FROM known k WHERE NOT k.backfill AND k.kind NOT IN ('open', 'carry_over')
),
dated AS (
  SELECT w.*, (w.at - make_interval(hours => %(opens)s::integer))::date AS on_day FROM worked w
),
off AS (
  SELECT d.* FROM dated d
  WHERE extract(hour FROM d.at) >= %(closes)s OR extract(hour FROM d.at) < %(opens)s
    OR d.on_day = ANY (%(holidays)s::date[])
    OR (extract(isodow FROM d.on_day) > 5 AND d.on_day <> ALL (%(workdays)s::date[]))
),
moved_by AS (
  SELECT f.year, f.number, sum(f.amount_fen)::bigint AS fen
  FROM flowed f JOIN off o ON o.year = f.year AND o.number = f.number
  GROUP BY f.year, f.number
),
batch AS (
  SELECT o.checker, o.on_day, count(*) AS vouchers, coalesce(sum(m.fen), 0)::bigint AS fen,
    min(o.at)::text AS from_at, max(o.at)::text AS until_at,
    jsonb_agg(jsonb_build_object('book', %(book)s::integer, 'year', o.year, 'number', o.number,
      'amount_fen', coalesce(m.fen, 0)) ORDER BY o.year, o.number) AS made
  FROM off o LEFT JOIN moved_by m ON m.year = o.year AND m.number = o.number
  GROUP BY o.checker, o.on_day
)
SELECT 'checker_day' AS subject_kind,
  -- A login may be somebody's name: it is told apart by a digest; the vouchers say whose it is.
  left(encode(sha256(convert_to(b.checker, 'UTF8')), 'hex'), 16) || '/' || b.on_day AS subject,
  b.on_day || ' 非工作时间一人复核凭证 ' || b.vouchers || ' 张，' || {yuan("b.fen")} AS title,
  CASE WHEN b.vouchers >= %(vouchers)s THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, b.fen AS amount_fen,
  CASE WHEN b.vouchers >= %(vouchers)s THEN jsonb_build_object('happened_on', b.on_day,
    'voucher_count', b.vouchers, 'from_at', b.from_at, 'until_at', b.until_at,
    'total_fen', b.fen, 'vouchers', b.made) END AS evidence
FROM batch b
""",
    due=NO_DAY,
)
