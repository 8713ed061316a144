-- 标题：没有入库就安排资金的项目
-- 目的：第一次安排早于审定入库，或从未审定入库、已经出库
SELECT book, code, name, place, arranged_fen, first_arranged_on, entered_on, removed_on
FROM project
WHERE first_arranged_on IS NOT NULL AND (entered_on IS NULL OR first_arranged_on < entered_on
  OR (removed_on IS NOT NULL AND removed_on <= first_arranged_on))
ORDER BY arranged_fen DESC, book, code
