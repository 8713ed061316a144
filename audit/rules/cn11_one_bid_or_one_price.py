"""单一投标、同价

## 为什么是问题
招标只有一家有效投标，或者几家报价分文不差，竞争多半是假的。

## 判定条件
1. 以每个开标的招标编号为对象：公开招标、邀请招标的，有效投标（没有被废标、撤回）只有一家。
2. 两家或更多有效投标的报价完全相同。

金额为中标价，没有中标价的用最低报价。公开招标、邀请招标的合同没有登记投标的，列为“无法判断”；账簿既
没有投标也没有这类合同的，列为“无法判断”。

## 不作为疑点的情形
1. 单一来源、直接委托等不经招标的采购，只有一家是正常的。
2. 被废标、已撤回的投标不参加报价比较。
3. 没有登记报价的投标不参加报价比较。

## 依据
cardinal-rs R018（单一投标）、R028（同价）；《招标投标法》第二十八条投标人不少于三个（待核）。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.registered import counting
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="CN11",
    version=1,
    name="单一投标、同价",
    kind=Kind.CONCENTRATION,
    severity=Severity.MEDIUM,
    needs=frozenset({"bid", "contract"}),
    sql=f"""
WITH bids AS (
  SELECT b.* FROM {counting("bid")} b WHERE b.opened_on <= %(as_of)s AND b.tender <> ''
),
contracts AS (
  SELECT c.tender, min(c.contract) AS contract, bool_or(c.tender_mode IN ('open', 'invited'))
    AS by_tender, sum(c.amount_fen)::bigint AS fen
  FROM {counting("contract")} c WHERE c.signed_on <= %(as_of)s GROUP BY c.tender
),
valid AS (SELECT b.* FROM bids b WHERE b.result NOT IN ('rejected', 'withdrawn')),
same AS (
  SELECT s.tender, max(s.price_fen) AS price_fen FROM (
    SELECT v.tender, v.price_fen FROM valid v GROUP BY v.tender, v.price_fen HAVING count(*) >= 2
  ) s GROUP BY s.tender
),
tenders AS (
  SELECT b.tender, min(b.opened_on) AS opened_on, count(v.bidder) AS valid,
    coalesce(max(v.price_fen) FILTER (WHERE v.result = 'won'), min(v.price_fen)) AS price_fen
  FROM bids b LEFT JOIN valid v ON v.tender = b.tender AND v.bidder = b.bidder GROUP BY b.tender
),
judged AS (
  SELECT t.*, c.contract, s.price_fen AS same_fen, t.valid = 1 AND coalesce(c.by_tender, true)
    AS single
  FROM tenders t LEFT JOIN contracts c ON c.tender = t.tender
  LEFT JOIN same s ON s.tender = t.tender
)
SELECT 'tender' AS subject_kind, j.tender AS subject,
  '招标' || j.tender || CASE WHEN j.single THEN '只有一家有效投标' ELSE '有相同的报价' END AS title,
  CASE WHEN j.single OR j.same_fen IS NOT NULL THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, j.price_fen AS amount_fen,
  CASE WHEN j.single OR j.same_fen IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
    'tender', j.tender, 'opened_on', j.opened_on, 'contract', j.contract, 'total', j.valid,
    'price_fen', coalesce(j.same_fen, j.price_fen), 'faults', to_jsonb(array_remove(ARRAY[
      CASE WHEN j.single THEN '单一投标' END,
      CASE WHEN j.same_fen IS NOT NULL THEN '报价相同' END], NULL)))) END AS evidence
FROM judged j
UNION ALL
SELECT 'contract', c.contract, '合同' || c.contract, 'not_computable', '招标合同没有登记投标',
  c.amount_fen, NULL::jsonb
FROM {counting("contract")} c
WHERE c.tender_mode IN ('open', 'invited') AND c.signed_on <= %(as_of)s
  AND NOT EXISTS (SELECT FROM bids b WHERE b.tender = c.tender)
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '本账簿没有登记投标', NULL::bigint,
  NULL::jsonb
WHERE NOT EXISTS (SELECT FROM bids)
  AND NOT EXISTS (SELECT FROM contracts c WHERE c.by_tender)
""",
    due=NO_DAY,
)
