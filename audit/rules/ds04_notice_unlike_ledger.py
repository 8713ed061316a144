"""公示与台账不符

## 为什么是问题
公示的是一套，账上是另一套：公示少写、账上多付的部分，群众永远看不到。

## 判定条件
1. 以每份登记了内容的公示、公告为对象，把最近一次登记的内容逐项和台账比较，一分不差才算相符。
   项目：计划金额和项目库（或任何一版批复）的金额不同。
2. 项目：已安排金额和台账不同。台账的数取到发布日为止的，和发布当时已经记账的；调整转入转出
   计入或不计入都算相符。
3. 项目：已支付金额少于或多于台账。发布以前付给农户、供应商而且没有退回的，至少要印出来；项目
   拨出的总额，是印出金额的上限。还没有退回、没有停在代发行的，两者相等，就是一分不差。
4. 只登记了一个合计的项目公示：合计和计划、安排、支付都对不上。
5. 受益名单：户数（或行数）、合计、统一的补助标准，和台账上那一版清单不同。
6. 受益名单：公示的是旧版本，而发布时新版本已经审定。
7. 资金分配：批次金额和台账收到的、文件的金额都不同。
8. 各项相加不等于印出的合计。

金额为相差最大的一项；只有户数、版本、标准不同的没有金额。没有登记内容、没有印出可比较的金额或户数、
登记的清单版本不在台账上的，列为“无法判断”。

## 不作为疑点的情形
1. 事前公示时还没有安排资金的：和以后任何一天的累计安排相同即可；至今没有安排的不比较。
2. 公示以后才发生的安排、支付、退回。
3. 发布时已经记账、业务日期写在发布日以后的；发布以后补记、业务日期在发布日以前的。
4. 名单一行一人或一户多行的：行数、户数有一个相符即可。
5. 已更换成另一份的：看换上的那一份。

## 依据
《山西省“十三五”脱贫攻坚规划》公告公示制度（SX778）；国开办发〔2018〕11号。

## 参数
无。
"""

from audit.noticed import READ_OF_HUNG, notices_of, payments
from audit.rule import Kind, Rule, Severity, looked_up, only_id

RULE = Rule(
    code="DS04",
    version=1,
    name="公示与台账不符",
    kind=Kind.DISCLOSURE,
    severity=Severity.HIGH,
    needs=frozenset(
        {
            *("notice", "notice_step", "notice_reading", "notice_item", "project"),
            *("project_approval", "entitlement_list", "entitlement", "lot", "flow", "entry"),
        }
    ),
    sql=f"""
WITH {notices_of(only_id("n.notice"))},
{READ_OF_HUNG},
{payments("shown_paid")},
item AS (
  SELECT n.notice, n.event, n.published_on, n.recorded_at, n.stage, i.item, i.kind, i.name,
    i.project::text AS project_key, i.list, i.list_version, i.lot, i.rate_fen, i.planned_fen,
    i.arranged_fen, i.paid_fen, i.line_count, i.lines_fen
  FROM notices n
  JOIN read r ON r.notice = n.notice
  JOIN notice_item i ON i.book = %(book)s AND i.notice = n.notice AND i.reading = r.reading
    AND {looked_up("i.notice", "SELECT notice FROM hung")}
  WHERE NOT n.replaced
),
asked AS (
  SELECT DISTINCT notice, event, published_on, stage, project_key FROM item
  WHERE project_key IS NOT NULL
),
-- What came to these projects from sources, the pool and other projects, less what went back.
movement AS (
  SELECT f.to_owner AS project_key, f.event, f.happened_on, f.amount_fen AS fen,
    f.from_kind AS other
  FROM flowed f WHERE f.to_kind = 'project' AND f.to_owner IN (SELECT project_key FROM asked)
  UNION ALL
  SELECT f.from_owner, f.event, f.happened_on, -f.amount_fen, f.to_kind
  FROM flowed f WHERE f.from_kind = 'project' AND f.from_owner IN (SELECT project_key FROM asked)
),
arranging AS (
  SELECT m.*, m.other IN ('source', 'unassigned', 'pool') AS fresh FROM movement m
  WHERE m.other IN ('source', 'unassigned', 'pool', 'project', 'recovered')
),
arranged AS (
  SELECT a.notice, a.project_key,
    coalesce(sum(m.fen) FILTER (WHERE m.fresh AND m.happened_on <= a.published_on), 0) AS day_fen,
    coalesce(sum(m.fen) FILTER (WHERE m.fresh AND m.event < a.event), 0) AS booked_fen,
    coalesce(sum(m.fen) FILTER (WHERE m.happened_on <= a.published_on), 0) AS adjusted_fen,
    coalesce(sum(m.fen) FILTER (WHERE m.event < a.event), 0) AS adjusted_booked_fen,
    count(m.fen) AS movements
  FROM asked a LEFT JOIN arranging m ON m.project_key = a.project_key
  GROUP BY a.notice, a.project_key
),
running AS (
  SELECT m.project_key, m.happened_on, sum(sum(m.fen)) OVER (PARTITION BY m.project_key
    ORDER BY m.happened_on) AS fen
  FROM arranging m GROUP BY m.project_key, m.happened_on
),
later AS (
  SELECT DISTINCT a.notice, a.project_key, r.fen
  FROM asked a
  JOIN running r ON r.project_key = a.project_key AND r.happened_on > a.published_on
  JOIN arranged n ON n.notice = a.notice AND n.project_key = a.project_key
    AND n.adjusted_fen = 0 AND n.adjusted_booked_fen = 0
  WHERE a.stage = 'before'
),
spent AS (
  SELECT a.notice, a.project_key, sum(p.fen) AS least_fen
  FROM asked a
  JOIN payments p ON p.project_key = a.project_key AND p.payee IN ('household', 'vendor')
    AND p.happened_on <= a.published_on
  JOIN known k ON k.year = p.year AND k.number = p.number AND k.event < a.event
  GROUP BY a.notice, a.project_key
),
gone AS (
  SELECT a.notice, a.project_key, -sum(m.fen) AS most_fen
  FROM asked a
  JOIN movement m ON m.project_key = a.project_key AND m.fen < 0
    AND m.other NOT IN ('source', 'unassigned', 'pool', 'project', 'recovered')
    AND (m.happened_on <= a.published_on OR m.event < a.event)
  GROUP BY a.notice, a.project_key
),
planned AS (
  SELECT p.project::text AS project_key, p.planned_fen FROM project p
  WHERE p.book = %(book)s AND p.known_at <= %(known_at)s AND p.planned_fen IS NOT NULL
  UNION
  SELECT a.project::text, a.approved_fen FROM project_approval a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s AND NOT a.void
),
of_project AS (
  SELECT i.*, p.plan_fens, n.day_fen, n.movements,
    ARRAY[n.day_fen, n.booked_fen, n.adjusted_fen, n.adjusted_booked_fen] AS arranged_fens,
    l.fen IS NOT NULL AS arranged_later, coalesce(s.least_fen, 0) AS least_fen,
    coalesce(g.most_fen, 0) AS most_fen
  FROM item i
  JOIN arranged n ON n.notice = i.notice AND n.project_key = i.project_key
  LEFT JOIN (SELECT project_key, array_agg(planned_fen) AS plan_fens FROM planned
    GROUP BY project_key) p ON p.project_key = i.project_key
  LEFT JOIN later l ON l.notice = i.notice AND l.project_key = i.project_key
    AND l.fen = coalesce(i.arranged_fen, i.lines_fen)
  LEFT JOIN spent s ON s.notice = i.notice AND s.project_key = i.project_key
  LEFT JOIN gone g ON g.notice = i.notice AND g.project_key = i.project_key
),
listed AS (
  SELECT l.list, l.version, l.approved_on, l.known_at, e.lines, e.households, e.fen, e.low_fen,
    e.high_fen
  FROM entitlement_list l
  JOIN (SELECT DISTINCT list FROM item WHERE list IS NOT NULL) w ON w.list = l.list
  JOIN (
    SELECT list, version, count(*) AS lines, count(DISTINCT household) AS households,
      sum(approved_fen) AS fen, min(rate_fen) AS low_fen, max(rate_fen) AS high_fen
    FROM entitlement WHERE book = %(book)s AND {looked_up("list", "SELECT list FROM item")}
    GROUP BY list, version
  ) e ON e.list = l.list AND e.version = l.version
  WHERE l.book = %(book)s AND l.approved_on <= %(as_of)s AND l.known_at <= %(known_at)s
),
current AS (
  SELECT i.notice, i.item, min(l.version) AS first_version,
    max(l.version) FILTER (WHERE l.approved_on <= i.published_on AND l.known_at <= i.recorded_at)
      AS version
  FROM item i JOIN listed l ON l.list = i.list GROUP BY i.notice, i.item
),
list_paid AS (
  SELECT i.notice, i.item, sum(p.fen) AS least_fen
  FROM item i
  JOIN payments p ON p.list = i.list AND p.happened_on <= i.published_on
  JOIN known k ON k.year = p.year AND k.number = p.number AND k.event < i.event
  GROUP BY i.notice, i.item
),
of_list AS (
  SELECT i.*, c.version AS due_version, l.lines, l.households, l.fen, l.low_fen, l.high_fen,
    i.stage = 'after' AND i.lines_fen BETWEEN coalesce(p.least_fen, 0) AND l.fen AS as_paid
  FROM item i
  JOIN current c ON c.notice = i.notice AND c.item = i.item
  JOIN listed l ON l.list = i.list
    AND l.version = coalesce(i.list_version, c.version, c.first_version)
  LEFT JOIN list_paid p ON p.notice = i.notice AND p.item = i.item
),
came AS (
  SELECT m.lot, sum(m.left_fen) AS fen FROM effective m
  WHERE m.from_kind IN ('source', 'upstream') GROUP BY m.lot
),
of_lot AS (
  SELECT i.*, c.fen, l.origin_amount_fen, coalesce(i.lines_fen, i.arranged_fen) AS shown_fen
  FROM item i
  JOIN lot l ON l.book = %(book)s AND l.lot = i.lot
  JOIN came c ON c.lot = i.lot
),
summed AS (
  SELECT i.notice, sum(i.lines_fen) AS fen FROM item i
  GROUP BY i.notice HAVING count(*) = count(i.lines_fen)
),
compared AS (
  SELECT notice, item, name, '计划金额' AS what, planned_fen AS printed, plan_fens[1] AS ledger,
    planned_fen = ANY (plan_fens) AS same, true AS money
  FROM of_project WHERE planned_fen IS NOT NULL AND plan_fens IS NOT NULL
  UNION ALL
  SELECT notice, item, name, '已安排金额', arranged_fen, day_fen,
    arranged_later OR arranged_fen = ANY (arranged_fens), true
  FROM of_project WHERE arranged_fen IS NOT NULL AND (movements > 0 OR stage = 'after')
  UNION ALL
  SELECT notice, item, name, '已支付金额', paid_fen,
    CASE WHEN paid_fen < least_fen THEN least_fen ELSE most_fen END,
    paid_fen BETWEEN least_fen AND most_fen, true
  FROM of_project WHERE paid_fen IS NOT NULL
  UNION ALL
  SELECT notice, item, name, '公示金额', lines_fen, day_fen,
    coalesce(lines_fen = ANY (plan_fens), false) OR arranged_later
      OR lines_fen = ANY (arranged_fens) OR lines_fen BETWEEN least_fen AND most_fen, true
  FROM of_project
  WHERE kind = 'project' AND lines_fen IS NOT NULL
    AND (movements > 0 OR plan_fens IS NOT NULL OR stage = 'after')
  UNION ALL
  SELECT notice, item, name, '户数', line_count, households, line_count IN (lines, households),
    false
  FROM of_list WHERE line_count IS NOT NULL
  UNION ALL
  SELECT notice, item, name, '清单合计', lines_fen, fen, lines_fen = fen OR as_paid, true
  FROM of_list WHERE lines_fen IS NOT NULL
  UNION ALL
  SELECT notice, item, name, '补助标准（分）', rate_fen, low_fen, rate_fen = low_fen, false
  FROM of_list WHERE rate_fen IS NOT NULL AND low_fen = high_fen
  UNION ALL
  SELECT notice, item, name, '清单版本', list_version, due_version, list_version >= due_version,
    false
  FROM of_list WHERE list_version IS NOT NULL AND due_version IS NOT NULL
  UNION ALL
  SELECT notice, item, name, '批次金额', shown_fen, fen, shown_fen IN (fen, origin_amount_fen), true
  FROM of_lot WHERE shown_fen IS NOT NULL
  UNION ALL
  SELECT r.notice, 0, '', '合计', r.total_fen, s.fen, r.total_fen = s.fen, true
  FROM read r JOIN summed s ON s.notice = r.notice
  WHERE r.total_fen IS NOT NULL
),
differing AS (
  SELECT c.notice, count(*) AS differences,
    max(abs(c.printed - c.ledger)) FILTER (WHERE c.money)::bigint AS amount_fen,
    jsonb_agg(jsonb_strip_nulls(jsonb_build_object('what', c.what, 'shown_item', nullif(c.name, ''),
      'printed_fen', CASE WHEN c.money THEN c.printed::bigint END,
      'ledger_fen', CASE WHEN c.money THEN c.ledger::bigint END,
      'printed', CASE WHEN NOT c.money THEN c.printed::bigint END,
      'ledger', CASE WHEN NOT c.money THEN c.ledger::bigint END)) ORDER BY c.item, c.what)
      AS differences_found
  FROM compared c WHERE NOT c.same GROUP BY c.notice
),
comparable AS (
  SELECT notice, count(*) FILTER (WHERE item > 0) AS items FROM compared GROUP BY notice
),
unlisted AS (
  SELECT i.notice FROM item i LEFT JOIN of_list l ON l.notice = i.notice AND l.item = i.item
  WHERE i.list IS NOT NULL AND l.notice IS NULL GROUP BY i.notice
),
decided AS (
  SELECT n.*, d.amount_fen, d.differences_found, d.differences,
    CASE WHEN n.replaced OR d.notice IS NOT NULL THEN NULL
      WHEN r.notice IS NULL THEN '没有登记公示的内容（notice_reading）'
      WHEN u.notice IS NOT NULL THEN '登记的清单或版本不在台账上'
      WHEN coalesce(c.items, 0) = 0 THEN '没有登记可以和台账比较的金额、标准或户数' END AS reason
  FROM notices n
  LEFT JOIN read r ON r.notice = n.notice
  LEFT JOIN differing d ON d.notice = n.notice
  LEFT JOIN comparable c ON c.notice = n.notice
  LEFT JOIN unlisted u ON u.notice = n.notice
)
SELECT d.notice::text AS key, NULL::date AS due_on, 'notice' AS subject_kind,
  d.notice::text AS subject,
  '“' || d.title || '”与台账有' || d.differences || '处不同' AS title,
  CASE WHEN d.differences IS NOT NULL THEN 'flagged' WHEN d.reason IS NOT NULL THEN 'not_computable'
    ELSE 'clear' END AS outcome,
  d.reason, d.amount_fen,
  CASE WHEN d.differences IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
    'notice', d.notice, 'event', d.event, 'channel', d.channel, 'level', d.level,
    'region', d.region, 'subject', d.subject, 'subject_key', d.subject_key,
    'published_on', d.published_on, 'differences', d.differences_found
  )) END AS evidence
FROM decided d
""",
)
