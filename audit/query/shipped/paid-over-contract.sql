-- 标题：拨付超过合同或验收价值的项目
-- 目的：项目拨付与合同金额、验收合格价值、发票金额对照，找出超付和虚报
SELECT book, code, name, place, org_name, approved_fen, disbursed_fen, contract_fen, accepted_fen,
  invoiced_fen, disbursed_fen - contract_fen AS 超合同_fen,
  CASE WHEN accepted_on IS NOT NULL THEN disbursed_fen - accepted_fen END AS 超验收_fen
FROM project
WHERE contracts > 0 AND (disbursed_fen > contract_fen
  OR (accepted_on IS NOT NULL AND accepted_fen > 0 AND disbursed_fen > accepted_fen))
ORDER BY disbursed_fen - contract_fen DESC, book, code
