"""证据缺失或重复

## 为什么是问题
公示有没有贴出来，要看照片。没有照片，或者几个村用同一张照片交差，就等于没有公示。

## 判定条件
1. 以公示栏上的每份公示、公告为对象：公示结束（没有止日的，发布）后超过 **days** 天，没有
   任何张贴证据。
2. 有证据，但没有一份是公示期内拍的：上传人写的日期、照片自己记录的日期，有一个在发布日以前或止日
   以后就不算。
3. 同一张照片（内容散列相同）也用作另一个地方的张贴证据，包括别的账簿的。

没有金额。没有登记过任何张贴证据的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 公示结束后 **days** 天以内。
2. 网站上的公示：网址本身就是证据。
3. 同一个村的几份公示贴在一起、拍在一张照片里的。
4. 扫描件、网页截图相同的：同一份文件发到各村，扫描件本来就相同。
5. 照片自己没有记录日期的，以上传人写的为准。
6. 多份证据中有一份是公示期内的。

## 依据
没有文件规定。《山西省“十三五”脱贫攻坚规划》公告公示制度（SX778）；天数是系统默认值。

## 参数
- **days**：30 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.noticed import NOTICES
from audit.registered import nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DS09",
    version=1,
    name="证据缺失或重复",
    kind=Kind.DISCLOSURE,
    severity=Severity.MEDIUM,
    needs=frozenset({"notice", "notice_step", "posting_evidence"}),
    parameters=(Parameter("days", 30, "上传证据的期限", DEFAULT),),
    sql=f"""
WITH {NOTICES},
shown AS (
  SELECT e.book, e.evidence, e.notice, e.kind, e.digest, e.region, e.taken_on, e.exif_on
  FROM posting_evidence e
  WHERE e.taken_on <= %(as_of)s AND e.known_at <= %(known_at)s
),
here AS (SELECT s.* FROM shown s WHERE s.book = %(book)s),
boards AS (SELECT n.* FROM notices n WHERE n.channel = 'board' AND EXISTS (SELECT FROM here)),
timely AS (
  SELECT h.notice, bool_or(h.taken_on >= b.published_on
      AND (b.last_on IS NULL OR h.taken_on <= b.last_on)
      AND (h.exif_on IS NULL OR (h.exif_on >= b.published_on
        AND (b.last_on IS NULL OR h.exif_on <= b.last_on)))) AS inside,
    jsonb_agg(jsonb_strip_nulls(jsonb_build_object('taken_on', h.taken_on, 'exif_on', h.exif_on))
      ORDER BY h.taken_on, h.evidence) AS photos
  FROM here h JOIN boards b ON b.notice = h.notice GROUP BY h.notice
),
twice AS (
  SELECT h.notice, jsonb_agg(DISTINCT jsonb_build_object('book', o.book, 'notice', o.notice,
    'region', o.region)) AS others
  FROM here h
  JOIN shown o ON o.digest = h.digest AND o.region <> h.region AND o.kind = 'photo'
  WHERE h.kind = 'photo'
  GROUP BY h.notice
),
judged AS (
  SELECT b.*, t.photos, w.others, concat_ws('、',
    CASE WHEN t.notice IS NULL AND coalesce(b.last_on, b.published_on) + %(days)s < %(as_of)s
      THEN '没有张贴证据' END,
    CASE WHEN NOT t.inside THEN '证据不是公示期内的' END,
    CASE WHEN w.notice IS NOT NULL THEN '照片也用在别处' END) AS fault
  FROM boards b
  LEFT JOIN timely t ON t.notice = b.notice
  LEFT JOIN twice w ON w.notice = b.notice
)
SELECT 'notice' AS subject_kind, j.notice::text AS subject,
  '“' || j.title || '”' || j.fault AS title,
  CASE WHEN j.fault <> '' THEN 'flagged' ELSE 'clear' END AS outcome, NULL::text AS reason,
  NULL::bigint AS amount_fen,
  CASE WHEN j.fault <> '' THEN jsonb_strip_nulls(jsonb_build_object(
    'notice', j.notice, 'event', j.event, 'level', j.level, 'region', j.region,
    'place', j.place, 'published_on', j.published_on, 'until_on', j.last_on,
    'faults', j.fault, 'photos', j.photos, 'other_notices', j.others)) END AS evidence
FROM judged j
UNION ALL {nothing_in("here", "本账簿没有登记过张贴证据（posting_evidence）")}
""",
    due=first_of(
        """
SELECT x.on_day + %(days)s::integer + 1 FROM notice n
LEFT JOIN posting_evidence e ON e.book = n.book AND e.notice = n.notice
  AND e.taken_on <= %(as_of)s AND e.known_at <= %(known_at)s
CROSS JOIN LATERAL (VALUES (n.published_on), (n.until_on)) x(on_day)
WHERE n.book = %(book)s AND n.channel = 'board' AND e.notice IS NULL""",
        coming(
            "notice_step",
            "r.until_on + %(days)s::integer + 1",
            "r.happened_on + %(days)s::integer",
        ),
    ),
)
