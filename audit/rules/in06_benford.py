"""本福特偏离

## 为什么是问题
自然发生的大量付款，金额开头的数字有固定的规律（本福特定律）：1 开头的最多，9 开头的最少。编出来的、
凑限额的金额会偏离这个规律。

## 判定条件
1. 以账簿截至上一年年末付给供应商的全部款项（扣除已退回、红冲的，不低于 **least_fen** 分）为对象，
   比较金额前两位数字的实际占比和理论占比 log10(1 + 1/d)，d 为 10 至 99。
2. 90 个差的绝对值的平均数（MAD）大于万分之 **mad_per_10000**。恰好等于不算偏离。没有金额：
   偏离说的是全体，不是哪一笔。

款项不足 **payments** 笔的，最大金额不到最小金额 **span** 倍的，本福特定律不成立，列为“无法判断”。
计算全部用整数和精确小数，不用浮点数。

## 不作为疑点的情形
1. 到户补助：按标准乘数量计发，金额本来就集中在几个数上，从不用这条规则。
2. 拨到单位、专户、合作社的款项：是指标切块，不是交易。
3. 不足 **least_fen** 的零星款项。
4. 偏离不大于界限的。

## 依据
Nigrini《Benford's Law》前两位数字的界限：0.0012、0.0018、0.0022，大于 0.0022 为不符合（书中的数，
未见原书，待核）。误报多，严重程度为“低”，只作为抽查的方向。

## 参数
- **mad_per_10000**：22，即 0.0022，Nigrini（待核）。
- **payments**：1000 笔，系统默认值。
- **span**：100 倍，系统默认值。
- **least_fen**：1000 分（10元），系统默认值。
"""

from audit.days import NEW_YEAR
from audit.rule import DEFAULT, TO_BE_CHECKED, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="IN06",
    version=1,
    name="本福特偏离",
    kind=Kind.INTEGRITY,
    severity=Severity.LOW,
    needs=frozenset({"entry"}),
    parameters=(
        Parameter("mad_per_10000", 22, "平均绝对偏差的界限，万分之", f"Nigrini（{TO_BE_CHECKED}）"),
        Parameter("payments", 1000, "至少多少笔", DEFAULT),
        Parameter("span", 100, "最大金额至少是最小金额的倍数", DEFAULT),
        Parameter("least_fen", 1000, "不看低于多少分的款项", DEFAULT),
    ),
    sql="""
WITH payment AS (
  SELECT m.amount_fen AS fen FROM effective m
  WHERE m.to_kind = 'vendor' AND m.from_kind <> 'source' AND m.left_fen > 0
    AND m.amount_fen >= %(least_fen)s
    AND m.happened_on < date_trunc('year', %(as_of)s::date)::date
),
total AS (
  SELECT count(*) AS n, coalesce(max(p.fen) >= min(p.fen) * %(span)s, false) AS wide,
    count(*) >= %(payments)s AS many
  FROM payment p
),
counted AS (
  SELECT left(p.fen::text, 2)::integer AS digits, count(*) AS times FROM payment p GROUP BY 1
),
deviated AS (
  SELECT d.digits, coalesce(c.times, 0) AS times,
    log((d.digits + 1)::numeric / d.digits) * t.n AS expected,
    abs(coalesce(c.times, 0) - log((d.digits + 1)::numeric / d.digits) * t.n) AS off
  FROM generate_series(10, 99) d(digits)
  CROSS JOIN total t
  LEFT JOIN counted c ON c.digits = d.digits
),
-- Of n payments: the sum of |share - expected| over 90 pairs of digits is off / n.
mad AS (SELECT sum(d.off) AS off FROM deviated d),
worst AS (
  SELECT jsonb_agg(jsonb_build_object('digits', w.digits, 'times', w.times,
    'expected_times', round(w.expected)::bigint) ORDER BY w.off DESC, w.digits) AS digits
  FROM (SELECT d.* FROM deviated d ORDER BY d.off DESC, d.digits LIMIT 5) w
),
told AS (
  SELECT t.*, m.off, CASE WHEN NOT (t.many AND t.wide) THEN 'not_computable'
      WHEN m.off * 10000 > 90::numeric * t.n * %(mad_per_10000)s THEN 'flagged'
      ELSE 'clear' END AS outcome
  FROM total t CROSS JOIN mad m
)
SELECT 'book' AS subject_kind, (%(book)s)::text AS subject,
  '付给供应商的 ' || t.n || ' 笔款项的前两位数字偏离本福特定律' AS title,
  t.outcome,
  CASE WHEN t.outcome <> 'not_computable' THEN NULL
    WHEN NOT t.many THEN '付给供应商的款项太少，本福特定律不适用'
    ELSE '付给供应商的款项金额相差太小，本福特定律不适用' END AS reason,
  NULL::bigint AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('payment_count', t.n,
    'mad_ppm', trunc(t.off * 1000000 / (90::numeric * t.n))::bigint, 'leading_digits', w.digits)
  END AS evidence
FROM told t CROSS JOIN worst w
""",
    due=NEW_YEAR,
)
