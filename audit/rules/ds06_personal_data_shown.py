"""泄露个人信息

## 为什么是问题
公示要让人看到谁领了多少钱，不需要完整的身份证号、手机号、银行账号和病情。多个县的网站曾把贫困户的
完整身份证号挂在网上，被人拿去冒用。

## 判定条件
1. 以每份公示、公告为对象，看历次登记的全文。印有完整的18位身份证号（校验位正确）的。
2. 印有11位手机号的，包括中间用空格、短横隔开的。
3. 印有16至19位银行账号的。
4. 写明了个人的疾病、残疾情况的。

数字用全角字符印的，与半角一样；号码前后紧挨着另一种宽度的数字，也不能把它藏住。曾经泄露的，以后更正了
也是疑点，但最近一次登记的全文已经没有的，严重程度降为“中”。没有登记全文的，列为“无法判断”。

## 不作为疑点的情形
1. 已遮盖的号码（6107***********3X），和不足位数的数字。
2. 办公电话、12317 等公开号码。
3. 统一社会信用代码，和校验位不对、也不够账号位数的数字。
4. 补助和政策的名称：大病保险、慢性病签约服务、残疾人两项补贴；“防止因病致贫”。

## 依据
《中华人民共和国个人信息保护法》第二十八条（敏感个人信息）；2018年政务公开工作要点：公示时去标识化
（条号待核）。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.noticed import NOTICES
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DS06",
    version=1,
    name="泄露个人信息",
    kind=Kind.DISCLOSURE,
    severity=Severity.HIGH,
    needs=frozenset({"notice", "notice_reading", "notice_exposure"}),
    sql=f"""
WITH {NOTICES},
scanned AS (
  SELECT r.notice, r.reading, r.read_on,
    max(r.reading) OVER (PARTITION BY r.notice) AS newest_reading
  FROM notice_reading r
  WHERE r.book = %(book)s AND r.read_on <= %(as_of)s AND r.known_at <= %(known_at)s AND r.scanned
),
found AS (
  SELECT s.notice, s.reading, s.newest_reading, s.read_on, x.kind, count(*) AS finds,
    CASE x.kind WHEN 'id_number' THEN '身份证号' WHEN 'phone' THEN '手机号'
      WHEN 'account' THEN '银行账号' ELSE '健康状况' END AS chinese
  FROM scanned s
  JOIN notice_exposure x ON x.book = %(book)s AND x.notice = s.notice AND x.reading = s.reading
  GROUP BY s.notice, s.reading, s.newest_reading, s.read_on, x.kind
),
shown AS (
  SELECT f.notice, max(f.reading) < min(f.newest_reading) AS mended,
    min(f.read_on) AS first_read_on,
    string_agg(DISTINCT f.chinese, '、' ORDER BY f.chinese) AS kinds,
    jsonb_agg(jsonb_build_object('reading', f.reading, 'exposure', f.chinese, 'found', f.finds)
      ORDER BY f.reading, f.kind) AS exposures
  FROM found f GROUP BY f.notice
),
read_through AS (SELECT DISTINCT notice FROM scanned),
decided AS (
  SELECT n.*, s.mended, s.first_read_on, s.kinds, s.exposures,
    CASE WHEN s.notice IS NOT NULL THEN 'flagged' WHEN r.notice IS NULL THEN 'not_computable'
      ELSE 'clear' END AS outcome
  FROM notices n
  LEFT JOIN read_through r ON r.notice = n.notice
  LEFT JOIN shown s ON s.notice = n.notice
)
-- The title of the notice is left out: it may be what leaks.
SELECT 'notice' AS subject_kind, d.notice::text AS subject,
  d.published_on || ' 发布的公示印有' || d.kinds AS title,
  d.outcome, CASE WHEN d.outcome = 'not_computable' THEN '没有登记公示的全文' END AS reason,
  NULL::bigint AS amount_fen,
  CASE WHEN d.mended THEN 'M' END AS severity,
  CASE WHEN d.outcome = 'flagged' THEN jsonb_build_object(
    'notice', d.notice, 'event', d.event, 'channel', d.channel, 'level', d.level,
    'region', d.region, 'subject', d.subject, 'subject_key', d.subject_key,
    'published_on', d.published_on, 'read_on', d.first_read_on,
    'mended', CASE WHEN d.mended THEN '最近一次登记已没有' ELSE '最近一次登记仍有' END,
    'exposures', d.exposures) END AS evidence
FROM decided d
""",
    due=NO_DAY,
)
