"""应整未整

## 为什么是问题
国家允许贫困县把各渠道的涉农资金捆在一起用，“应整尽整”。钱留在原来的口子上不动，而项目库里的项目
却没有钱做，就是两头落空。

## 判定条件
1. 以县级账簿每个可以整合的资金批次（资金类别目录中可整合）为对象，看截止日仍停在“待分配”、
   到账超过 **days** 天的金额大于零。第 **days** 天当天不算。
2. 同时截止日项目库有缺口：已审定入库、没有出库也没有验收的项目，计划金额合计大于已安排金额合计
   （逐个项目比较，多安排的不抵少安排的）。金额取停留金额和缺口中较小的。

资金类别不在目录里的，列为“无法判断”；没有统筹整合过、也没有登记为贫困县类别的县，不知道是否属于
整合试点，列为“无法判断”；库内没有一个项目登记了计划金额的，不知道有没有缺口，列为“无法判断”。

原设想的“入池后又指定用途”（干扰整合）不在这里：池里的钱按原口子一对一安排出去，由“统而不合”看。

## 不作为疑点的情形
1. 不可整合的资金（普惠性直补、应急救灾等）。
2. 已经入池、安排到项目或用掉的部分。
3. 到账 **days** 天以内的。
4. 项目库没有缺口的：没有项目等钱，按需而整。
5. 省、市账簿：整合在县一级进行。

## 依据
《汉中市“十三五”脱贫攻坚规划》“按需而整……应整尽整”“严肃查处……却不整合”（HZ106）；
国办发〔2016〕22号（待核）。天数没有文件规定。

## 参数
- **days**：180 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import DOCUMENT, entry_keys, standing, yuan
from audit.registered import ACCEPTED, PROJECT_MONEY, PROJECTS, STEPS
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity
from ledger.values.kinds import AccountKind

RULE = Rule(
    code="DV11",
    version=1,
    name="应整未整",
    kind=Kind.DIVERSION,
    severity=Severity.MEDIUM,
    needs=frozenset({"lot", "entry", "fund_category", "project", "project_event", "region_class"}),
    parameters=(Parameter("days", 180, "到账后停在待分配的天数", DEFAULT),),
    sql=f"""
WITH {standing((AccountKind.UNASSIGNED,), touched_only=False)},
{PROJECTS}, {STEPS}, {ACCEPTED}, {PROJECT_MONEY},
waiting AS (
  SELECT p.planned_fen, greatest(0, p.planned_fen - coalesce(m.arranged_fen, 0)) AS gap_fen
  FROM projects p
  JOIN steps s ON s.project = p.project AND s.kind = 'entered'
  LEFT JOIN steps r ON r.project = p.project AND r.kind = 'removed' AND r.last_on >= s.last_on
  LEFT JOIN finished f ON f.project = p.project
  LEFT JOIN project_money m ON m.project_key = p.project_key
  WHERE r.project IS NULL AND f.project IS NULL
),
gap AS (
  SELECT sum(w.gap_fen)::bigint AS gap_fen, count(w.planned_fen) AS planned FROM waiting w
),
place AS (
  SELECT EXISTS (SELECT FROM flowed f WHERE f.to_kind = 'pool')
    OR EXISTS (
      SELECT FROM book_region r JOIN region_class c ON c.code = r.region
        AND c.kind IN ('国家级重点县', '省级重点县', '片区县', '深度贫困县')
        AND c.valid_from <= %(as_of)s
      WHERE r.book = %(book)s) AS pilot
),
late AS (
  SELECT a.lot, sum(a.stands_fen)::bigint AS late_fen, min(a.came_on) AS came_on,
    {entry_keys("a")} AS entries
  FROM aged a
  WHERE %(as_of)s::date - a.came_on > %(days)s
  GROUP BY a.lot
),
told AS (
  SELECT l.*, t.late_fen, t.came_on, t.entries, c.category IS NULL AS unknown, g.gap_fen,
    g.planned, p.pilot,
    CASE WHEN t.lot IS NULL THEN 'clear'
      WHEN c.category IS NULL THEN 'not_computable'
      WHEN NOT p.pilot OR g.planned = 0 THEN 'not_computable'
      WHEN g.gap_fen > 0 THEN 'flagged' ELSE 'clear' END AS outcome
  FROM lot l
  JOIN book b ON b.book = l.book AND b.level = 'county'
  JOIN known v ON v.year = l.year AND v.number = l.number
  LEFT JOIN fund_category c ON c.category = l.category
  LEFT JOIN late t ON t.lot = l.lot
  CROSS JOIN gap g CROSS JOIN place p
  WHERE l.book = %(book)s AND coalesce(c.integrable, true)
)
SELECT 'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 可以整合而停在待分配 ' || {yuan("coalesce(l.late_fen, 0)")} AS title,
  l.outcome,
  CASE WHEN l.outcome <> 'not_computable' THEN NULL
    WHEN l.unknown THEN '资金类别不在目录（fund_category）里，不知能否整合'
    WHEN NOT l.pilot THEN '没有统筹整合过，也没有登记县的类别（region_class），不知是否整合试点'
    ELSE '项目库的项目没有登记计划金额（planned_fen），不知有没有缺口' END AS reason,
  least(l.late_fen, l.gap_fen) AS amount_fen,
  CASE WHEN l.outcome = 'flagged' THEN jsonb_build_object('lot', l.lot,
    'doc_no', l.origin_doc_no, 'category', l.category, 'received_on', l.came_on,
    'idle_fen', l.late_fen, 'gap_fen', l.gap_fen, 'entries', l.entries) END AS evidence
FROM told l
""",
    due=first_of(
        coming("lot", "r.received_on + %(days)s::integer + 1"),
        """
SELECT m.happened_on + %(days)s::integer + 1 FROM effective m
WHERE m.from_kind IN ('source', 'upstream')""",
    ),
)
