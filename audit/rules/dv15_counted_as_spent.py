"""以拨代支

## 为什么是问题
钱从项目拨到单位、乡镇的报账户或专户，账上就算支出了；可它还没有到农户和施工、供货单位手里。支出
进度好看，群众没有拿到钱。

## 判定条件
1. 以由项目拨到单位报账户、财政专户、暂付款的每张凭证的每个“批次 × 账户”为对象，看拨出后
   **days** 天内从这个账户付给农户、供应商的金额。先拨入的视为先付出，期初先于拨入；收回的、没有
   指明原凭证退回项目的，视为已经离开账户。退回又被红冲的，视为红冲那天重新拨出。
2. 拨出超过 **days** 天，付出的不到拨出金额（扣除退回、红冲）的 **percent**%。金额为没有付出的部分；
   恰好 **percent**% 不列为疑点。以后才付出的，仍按当时看。

## 不作为疑点的情形
1. 拨出还不到 **days** 天的，第 **days** 天当天也不算。
2. 分几次付出，期限内合计达到比例的。
3. 已全部退回、红冲的。
4. 拨给村集体、合作社的（由“无利益联结”看），一卡通代发在途的（由“到户克扣”看），互助资金、周转金。

## 依据
《汉中市“十三五”脱贫攻坚规划》资金安排、拨付使用的监控（HZ106）。天数、比例没有文件规定。

## 参数
- **days**：90 天，系统默认值。
- **percent**：50，系统默认值。
"""

from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_id

_HELD = "('unit', 'special', 'advance')"

RULE = Rule(
    code="DV15",
    version=2,
    name="以拨代支",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"flow", "voucher", "account"}),
    parameters=(
        Parameter("days", 90, "拨出后应付给最终收款人的天数", DEFAULT),
        Parameter("percent", 50, "付出占拨出的百分比", DEFAULT),
    ),
    sql=f"""
WITH sent AS (
  SELECT f.event, f.year, f.number, f.doc_no, f.lot, f.happened_on, f.to_kind AS kind,
    f.to_owner AS owner, sum(f.amount_fen)::bigint AS fen
  FROM flowed f
  WHERE f.from_kind = 'project' AND f.to_kind IN {_HELD} AND {only_id("f.lot")}
  GROUP BY f.event, f.year, f.number, f.doc_no, f.lot, f.happened_on, f.to_kind, f.to_owner
),
back AS (
  SELECT f.undoes AS event, f.lot, f.from_kind AS kind, f.from_owner AS owner,
    sum(f.amount_fen)::bigint AS fen
  FROM flowed f
  WHERE f.undoes >= 0 AND {only_id("f.lot")}
  GROUP BY f.undoes, f.lot, f.from_kind, f.from_owner
),
opened AS (
  SELECT f.lot, f.to_kind AS kind, f.to_owner AS owner, sum(f.amount_fen)::bigint AS fen
  FROM flowed f
  WHERE f.from_kind = 'source' AND {only_id("f.lot")}
  GROUP BY f.lot, f.to_kind, f.to_owner
),
net AS (
  SELECT s.*, s.fen - coalesce(b.fen, 0) AS left_fen
  FROM sent s
  LEFT JOIN back b ON b.event = s.event AND b.lot = s.lot AND b.kind = s.kind AND b.owner = s.owner
),
queued AS (
  SELECT n.*, coalesce(o.fen, 0) + sum(n.left_fen) OVER (PARTITION BY n.lot, n.kind, n.owner
    ORDER BY n.happened_on, n.event) - n.left_fen AS before_fen
  FROM net n
  LEFT JOIN opened o ON o.lot = n.lot AND o.kind = n.kind AND o.owner = n.owner
),
gone AS (
  SELECT x.lot, x.kind, x.owner, x.happened_on, sum(x.fen)::bigint AS fen FROM (
    SELECT f.lot, f.from_kind AS kind, f.from_owner AS owner, f.happened_on, f.amount_fen AS fen
    FROM flowed f
    WHERE f.from_kind IN {_HELD} AND (f.to_kind IN ('household', 'vendor', 'recovered')
      OR (f.to_kind = 'project' AND f.undoes < 0)) AND {only_id("f.lot")}
    UNION ALL
    SELECT f.lot, f.to_kind, f.to_owner, f.happened_on, -f.amount_fen
    FROM flowed f
    WHERE f.from_kind IN ('household', 'vendor') AND {only_id("f.lot")}
  ) x GROUP BY x.lot, x.kind, x.owner, x.happened_on
),
in_time AS (
  SELECT q.event, q.lot, q.kind, q.owner, sum(g.fen)::bigint AS gone_fen
  FROM queued q
  JOIN gone g ON g.lot = q.lot AND g.kind = q.kind AND g.owner = q.owner
    AND g.happened_on <= q.happened_on + %(days)s::integer
  GROUP BY q.event, q.lot, q.kind, q.owner
),
reached AS (
  SELECT q.*,
    greatest(0, least(q.left_fen, coalesce(t.gone_fen, 0) - q.before_fen))::bigint AS paid_fen
  FROM queued q
  LEFT JOIN in_time t ON t.event = q.event AND t.lot = q.lot AND t.kind = q.kind
    AND t.owner = q.owner
),
judged AS (
  SELECT r.*, %(as_of)s::date - r.happened_on > %(days)s
    AND r.paid_fen * 100 < r.left_fen * %(percent)s AS flagged
  FROM reached r
)
SELECT j.lot::text AS key,
  CASE WHEN %(as_of)s::date - j.happened_on <= %(days)s
    THEN j.happened_on + %(days)s::integer + 1 END AS due_on,
  'payment' AS subject_kind,
  concat_ws('/', j.year, j.number, j.lot, j.kind, j.owner) AS subject,
  j.happened_on || ' 拨到单位账户 ' || {yuan("j.left_fen")} || '，' || %(days)s || ' 天内付出 '
    || {yuan("j.paid_fen")} AS title,
  CASE WHEN j.flagged THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, (j.left_fen - j.paid_fen)::bigint AS amount_fen,
  CASE WHEN j.flagged THEN jsonb_build_object('lot', j.lot, 'account_kind', j.kind,
    'owner', j.owner, 'sent_on', j.happened_on, 'sent_fen', j.left_fen, 'reached_fen', j.paid_fen,
    'doc_no', j.doc_no, 'until_on', j.happened_on + %(days)s::integer,
    'vouchers', jsonb_build_array(jsonb_build_object('book', %(book)s::integer, 'year', j.year,
      'number', j.number, 'amount_fen', j.fen))) END AS evidence
FROM judged j
""",
)
