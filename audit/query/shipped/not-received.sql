-- 标题：本人说没有收到、或少收的款项
-- 目的：账上手续齐全而群众没有拿到手的，优先入户核实
SELECT book, year, number, line, happened_on, household, village, benefit_name, paid_fen,
  confirmation, maker, checker
FROM payment WHERE confirmation IN ('less', 'not_received')
ORDER BY paid_fen DESC, book, year, number, line
