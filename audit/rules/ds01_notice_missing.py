"""应公示未公示

## 为什么是问题
资金分到哪里、用在哪个项目、发给哪些户，群众看不到就无从监督。2017年审计发现41个县568个项目
没有公示。

## 判定条件
1. 对象是“公示要求 × 事项”。事项有三种：资金分配（县、市账簿收到或安排的一个批次，自收到日起）、
   项目（安排了资金的项目，自第一次安排日起）、应发清单（自第一次审定日起）。公示要求按事项
   所在地、事项发生日有效的要求行；同一要求在下级地方另有规定的，用最近的一行。
2. 到期日 = 事项发生日 + due_days 天（可为负：事前公示）；按工作日的，只数周一至周五，并跳过
   **holidays** 中的日子。
3. 截止日晚于到期日，而到期日当天及以前没有发布过这一事项、这一阶段、这一层级的公示公告。
   到期之后才发布的同样列为疑点，证据里写明补发的日期。

没有一行公示要求适用的，列为“无法判断：未配置公示要求”；事项早于账簿启用日而当时的公示没有录入的、
项目不在项目库的、地点没有登记到要求的层级的，也列为“无法判断”。

## 不作为疑点的情形
1. 还没有到期的，包括到期日当天。
2. 在任何渠道（公示栏、网站）按期发布的。
3. 已全部红冲的分配或项目安排。

法定节假日没有内置：**holidays** 为空时只跳过周末，到期日可能偏早，遇长假应先核对（待核）。

## 依据
《汉中市“十三五”脱贫攻坚规划》“市、县扶贫资金分配结果一律公开；镇、村两级项目安排和资金使用
情况一律公告公示”（HZ106）；《精河县“十三五”脱贫攻坚规划》（JH491）；国开办发〔2018〕11号。
每一行公示要求在登记表里各自注明来源。

## 参数
- **holidays**：空，法定节假日清单（待核）。系统默认值。
"""

from audit.pieces import DOCUMENT, region_prefix, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

_DEPTH = "array_position(ARRAY['province', 'prefecture', 'county', 'township', 'village'], {})"

RULE = Rule(
    code="DS01",
    version=1,
    name="应公示未公示",
    kind=Kind.DISCLOSURE,
    severity=Severity.HIGH,
    needs=frozenset({"disclosure_requirement", "notice", "lot", "project", "entitlement_list"}),
    parameters=(Parameter("holidays", (), "工作日中要跳过的节假日", DEFAULT),),
    sql=f"""
WITH place AS (
  SELECT DISTINCT ON (r.book) r.book, r.region FROM book_region r
  WHERE r.book = %(book)s AND r.valid_from <= %(as_of)s
  ORDER BY r.book, r.valid_from DESC
),
thing AS (
  SELECT 'allocation' AS kind, l.lot::text AS key, l.received_on AS born_on, p.region,
    b.level AS only_level, {DOCUMENT} AS name, sum(m.left_fen)::bigint AS amount_fen
  FROM lot l
  JOIN book b ON b.book = l.book AND b.level IN ('county', 'prefecture')
  JOIN effective m ON m.lot = l.lot AND m.from_kind IN ('source', 'upstream') AND m.left_fen > 0
    AND m.voucher_kind IN ('allocate', 'receive')
  LEFT JOIN place p ON p.book = l.book
  WHERE l.book = %(book)s AND l.received_on <= %(as_of)s
  GROUP BY l.lot, l.received_on, p.region, b.level, l.origin_doc_no, l.category
  UNION ALL
  SELECT 'project', m.to_owner, min(m.happened_on), p.region, NULL, coalesce(p.name, m.to_owner),
    sum(m.left_fen)::bigint
  FROM effective m
  LEFT JOIN project p ON p.book = %(book)s AND p.project::text = m.to_owner
    AND p.known_at <= %(known_at)s
  WHERE m.voucher_kind = 'assign' AND m.left_fen > 0
  GROUP BY m.to_owner, p.region, p.name
  UNION ALL
  SELECT 'benefit_list', n.list::text, n.first_on, n.region, NULL, n.title, e.amount_fen
  FROM newest n
  LEFT JOIN (
    SELECT list, version, sum(approved_fen)::bigint AS amount_fen FROM entitlement
    WHERE book = %(book)s GROUP BY list, version
  ) e ON e.list = n.list AND e.version = n.version
),
demanded AS (
  SELECT t.*, r.requirement, r.stage, r.level, r.source, b.live_from,
    CASE WHEN NOT r.working_days OR r.due_days = 0 THEN t.born_on + r.due_days
    ELSE (
      SELECT t.born_on + sign(r.due_days)::integer * g.n
      FROM generate_series(1, abs(r.due_days) * 3 + 60) g(n)
      WHERE extract(isodow FROM t.born_on + sign(r.due_days)::integer * g.n) < 6
        AND t.born_on + sign(r.due_days)::integer * g.n <> ALL (%(holidays)s::date[])
      ORDER BY g.n OFFSET greatest(abs(r.due_days) - 1, 0) LIMIT 1
    ) END AS due_on,
    {_DEPTH.format("r.level")} > (CASE
      WHEN t.region IS NULL THEN 0
      WHEN right(t.region, 10) = repeat('0', 10) THEN 1
      WHEN right(t.region, 8) = repeat('0', 8) THEN 2
      WHEN right(t.region, 6) = repeat('0', 6) THEN 3
      WHEN right(t.region, 3) = '000' THEN 4
      ELSE 5 END) AS too_deep
  FROM thing t
  JOIN book b ON b.book = %(book)s
  LEFT JOIN LATERAL (
    SELECT DISTINCT ON (q.requirement) q.* FROM disclosure_requirement q
    WHERE q.subject = t.kind AND (t.only_level IS NULL OR q.level = t.only_level)
      AND q.valid_from <= t.born_on AND (q.valid_to IS NULL OR t.born_on < q.valid_to)
      AND left(t.region, length({region_prefix("q.region")})) = {region_prefix("q.region")}
    ORDER BY q.requirement, length({region_prefix("q.region")}) DESC
  ) r ON true
),
published AS (
  SELECT n.subject, n.subject_key, n.stage, n.level, min(n.published_on) AS published_on
  FROM notice n
  JOIN book_event e ON e.book = n.book AND e.event = n.event AND e.recorded_at <= %(known_at)s
  WHERE n.book = %(book)s AND n.published_on <= %(as_of)s
  GROUP BY n.subject, n.subject_key, n.stage, n.level
),
judged AS (
  SELECT d.*, p.published_on,
    CASE WHEN d.born_on < d.live_from AND p.published_on IS NULL
           THEN '事项早于账簿启用日，当时的公示没有录入'
         WHEN d.region IS NULL AND d.kind = 'project' THEN '项目不在项目库（project），没有地点'
         WHEN d.region IS NULL THEN '账簿没有登记所属区划（book_region）'
         WHEN d.requirement IS NULL THEN '未配置公示要求'
         WHEN d.too_deep THEN '地点没有登记到公示要求的层级' END AS reason
  FROM demanded d
  LEFT JOIN published p ON p.subject = d.kind AND p.subject_key = d.key AND p.stage = d.stage
    AND p.level = d.level
),
decided AS (
  SELECT j.*,
    CASE WHEN j.reason IS NOT NULL THEN 'not_computable'
         WHEN %(as_of)s <= j.due_on OR j.published_on <= j.due_on THEN 'clear'
         ELSE 'flagged' END AS outcome
  FROM judged j
)
SELECT d.kind AS subject_kind, concat_ws(':', d.requirement, d.key) AS subject,
  '“' || d.name || '”' || {yuan("coalesce(d.amount_fen, 0)")}
    || CASE WHEN d.published_on IS NULL THEN ' 到期未公示' ELSE ' 逾期才公示' END AS title,
  d.outcome, d.reason, d.amount_fen,
  CASE WHEN d.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'requirement', d.requirement, 'requirement_source', d.source, 'stage', d.stage,
    'level', d.level, 'region', d.region, 'subject', d.kind, 'subject_key', d.key,
    'born_on', d.born_on, 'due_on', d.due_on, 'published_on', d.published_on,
    'amount_fen', d.amount_fen
  )) END AS evidence
FROM decided d
""",
)
