"""公示期不足

## 为什么是问题
公示栏上的公示挂得太短，群众来不及看到，也来不及提出异议。

## 判定条件
1. 以截止日前发布的每份公示、公告为对象。
2. 止日 − 起日 + **first_day** < **days** 天。止日是印出的止日（延期的用延期后的）；提前撤下的，是
   撤下的前一天。公示期还没有结束的，按印出的止日计算。
3. 网站公开没有止日、发布不到 **website_days** 天就撤下的。

没有印起日或止日的（网站除外）列为“无法判断”；发布日早于 **in_force_from** 的，当时还没有十天
的规定，列为“无法判断”。

## 不作为疑点的情形
1. 恰好十天，例如8月14日至8月23日。
2. 网站公开且没有止日的：按规定长期公开。
3. 更换成另一份的：看换上的那一份。

## 依据
国开办发〔2018〕11号：乡镇、村、项目实施地点的固定公示栏公示不少于10天；网站长期公开。

## 参数
- **days**：10 天，国开办发〔2018〕11号。
- **first_day**：1，首日计入公示期；改为 0 则不计首日。系统默认值。
- **website_days**：365 天，“长期”没有规定天数。系统默认值。
- **in_force_from**：2018-05-01，国开办发〔2018〕11号的施行日（待核）。
"""

from datetime import date

from audit.days import NO_DAY
from audit.noticed import NOTICES
from audit.rule import DEFAULT, TO_BE_CHECKED, Kind, Parameter, Rule, Severity

_DOCUMENT = "国开办发〔2018〕11号"

RULE = Rule(
    code="DS02",
    version=2,
    name="公示期不足",
    kind=Kind.DISCLOSURE,
    severity=Severity.MEDIUM,
    needs=frozenset({"notice", "notice_step", "book_event"}),
    parameters=(
        Parameter("days", 10, "公示最少天数", _DOCUMENT),
        Parameter("first_day", 1, "首日是否计入：1 计入，0 不计", DEFAULT),
        Parameter("website_days", 365, "网站公开最少天数", DEFAULT),
        Parameter(
            "in_force_from",
            date(2018, 5, 1),
            "规定的施行日",
            f"{_DOCUMENT}（{TO_BE_CHECKED}）",
        ),
    ),
    sql=f"""
WITH {NOTICES},
timed AS (
  SELECT n.*, n.channel = 'website' AND n.until_on IS NULL AS lasting,
    n.last_on - n.from_on + %(first_day)s::integer AS days
  FROM notices n
),
judged AS (
  SELECT t.*,
    CASE WHEN t.replaced THEN 'clear'
         WHEN t.lasting AND t.withdrawn_on IS NULL THEN 'clear'
         WHEN t.published_on < %(in_force_from)s THEN 'not_computable'
         WHEN t.lasting AND t.withdrawn_on - t.published_on < %(website_days)s THEN 'flagged'
         WHEN t.lasting THEN 'clear'
         WHEN t.days IS NULL THEN 'not_computable'
         WHEN t.days < %(days)s THEN 'flagged'
         ELSE 'clear' END AS outcome
  FROM timed t
)
SELECT 'notice' AS subject_kind, j.notice::text AS subject,
  '“' || j.title || '”公示 '
    || coalesce(CASE WHEN j.lasting THEN j.withdrawn_on - j.published_on ELSE j.days END::text, '—')
    || ' 天' AS title,
  j.outcome,
  CASE WHEN j.outcome <> 'not_computable' THEN NULL
       WHEN j.published_on < %(in_force_from)s THEN '发布早于十天规定的施行日'
       WHEN j.from_on IS NULL AND j.last_on IS NULL THEN '公示没有印起止日期（from_on、until_on）'
       WHEN j.from_on IS NULL THEN '公示没有印起日（from_on）'
       ELSE '公示没有印止日（until_on）' END AS reason,
  NULL::bigint AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'notice', j.notice, 'event', j.event, 'doc_no', j.doc_no, 'channel', j.channel,
    'level', j.level, 'region', j.region, 'place', j.place, 'subject', j.subject,
    'subject_key', j.subject_key, 'published_on', j.published_on, 'from_on', j.from_on,
    'until_on', j.until_on, 'withdrawn_on', j.withdrawn_on,
    'days', CASE WHEN j.lasting THEN j.withdrawn_on - j.published_on ELSE j.days END
  )) END AS evidence
FROM judged j
""",
    due=NO_DAY,
)
