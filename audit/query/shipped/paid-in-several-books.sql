-- 标题：同一人在两个账簿领取同一补助、所属期重叠
-- 目的：找出跨县（区）重复领取；没有注明人的发放明细按户主比对
-- 参数：from date 2015-01-01 发放日起（含）
-- 参数：until date 2099-12-31 发放日止（含）
WITH twice AS (
  SELECT id_key FROM person WHERE id_key IS NOT NULL
  GROUP BY id_key HAVING count(DISTINCT book) > 1
),
who AS (
  SELECT p.book, p.person, p.household, p.household_code, p.relation, p.id_key
  FROM person p JOIN twice t ON t.id_key = p.id_key
),
got AS (
  SELECT w.id_key, g.book, coalesce(w.household_code, w.household::text) AS home, g.benefit,
    g.benefit_name, g.period_from, g.period_to, g.year, g.number, g.paid_fen
  FROM payment g
  JOIN who w ON w.book = g.book AND w.household = g.household
    AND (w.person = g.person OR (g.person IS NULL AND w.relation = '户主'))
  WHERE g.benefit IS NOT NULL AND g.period_from IS NOT NULL AND g.period_to IS NOT NULL
    AND g.happened_on BETWEEN :from AND :until
)
SELECT a.id_key, a.benefit_name, a.book, a.home AS 户, a.period_from, a.period_to, a.paid_fen,
  a.year || '-' || a.number AS 凭证, b.book AS 另一账簿, b.home AS 另一户,
  b.period_from AS 另一所属期起, b.period_to AS 另一所属期止, b.paid_fen AS 另一笔_fen,
  b.year || '-' || b.number AS 另一凭证
FROM got a
JOIN got b ON b.id_key = a.id_key AND b.benefit = a.benefit AND b.book > a.book
  AND b.period_from <= a.period_to AND a.period_from <= b.period_to
ORDER BY least(a.paid_fen, b.paid_fen) DESC, a.id_key, a.book, 凭证, 另一凭证
