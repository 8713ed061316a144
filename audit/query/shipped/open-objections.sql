-- 标题：办理缓慢的异议
-- 目的：提出后超过规定天数仍没有办结的异议，以及没有答复就办结的
-- 参数：days integer 15 天数（超过）
SELECT book, code, region, subject, project_code, channel, topic, handler, raised_on, accepted_on,
  answered_on, closed_on, outcome, open_days
FROM objection
WHERE open_days > :days AND closed_on IS NULL
ORDER BY open_days DESC, book, code
