-- 标题：公示上印的金额与账不符
-- 目的：逐项对照公示印出的安排、拨付、明细合计与发布日账上的数
SELECT book, title, published_on, kind, project_code, printed_arranged_fen, ledger_arranged_fen,
  printed_paid_fen, ledger_paid_fen, printed_lines, ledger_lines, printed_lines_fen, ledger_lines_fen
FROM notice_ledger
WHERE printed_arranged_fen <> ledger_arranged_fen OR printed_paid_fen <> ledger_paid_fen
  OR printed_lines <> ledger_lines OR printed_lines_fen <> ledger_lines_fen
ORDER BY published_on, book, title, item
