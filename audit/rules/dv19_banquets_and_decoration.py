"""吃喝、旅游、装修类收款方

## 为什么是问题
扶贫资金、项目管理费付给酒楼、旅行社、烟酒店、装饰公司，多半是公款吃喝、旅游或装修办公室。审计公布过
5个县扶贫办用管理费吃喝、旅游53.36万元，11个县用3.2亿元装修办公楼等。

## 判定条件
1. 以由项目、单位报账户、财政专户、暂付款付给的每个供应商为对象，看供应商名称：有酒店、饭店、餐饮、
   酒楼、旅行社、旅游、茶楼、娱乐、烟酒、礼品等词的，列为疑点。金额为没有退回的付款合计。
2. 名称有装饰、装修的，同样列为疑点。

没有登记收款单位的付款，列为“无法判断”。

## 不作为疑点的情形
1. 旅游、餐饮、培训、食堂项目直接付给它们的款项。
2. 危房、住房、农房、校舍、卫生室项目直接付给装饰、装修公司的款项。
3. 已退回、已红冲的付款。

经单位报账户支付的款项看不到是哪个项目，不适用前两条。

## 依据
《党政机关厉行节约反对浪费条例》（2013年，条号待核）；财农〔2017〕8号不得用于单位基本支出（条号待核）；
2013年19县、2019年第二季度扶贫资金审计。词表没有文件规定，系统默认。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV19",
    version=1,
    name="吃喝、旅游、装修类收款方",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"organisation", "project", "entry"}),
    sql=f"""
WITH said AS (
  SELECT p.project::text AS owner, concat_ws('，', p.name, p.purpose, p.task) AS text
  FROM project p WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
),
payee AS (
  SELECT o.org, substring(o.name FROM
      '酒店|宾馆|饭店|餐厅|餐饮|酒楼|食府|茶楼|娱乐|旅行社|旅游|烟酒|礼品') AS feast,
    substring(o.name FROM '装饰|装修') AS fitting
  FROM organisation o
),
given AS (
  SELECT m.to_owner AS org, m.year, m.number, m.entry, m.left_fen, m.happened_on, p.feast,
    p.fitting, p.org AS known,
    CASE WHEN p.feast IS NOT NULL THEN coalesce(s.text, '') !~ '旅游|餐饮|培训|食堂'
         WHEN p.fitting IS NOT NULL THEN coalesce(s.text, '') !~ '危房|住房|农房|校舍|卫生室'
         ELSE false END AS wrong
  FROM effective m
  LEFT JOIN payee p ON p.org = m.to_owner
  LEFT JOIN said s ON s.owner = m.from_owner
  WHERE m.to_kind = 'vendor' AND m.from_kind IN ('project', 'unit', 'special', 'advance')
    AND m.left_fen > 0
),
told AS (
  SELECT g.org, bool_and(g.known IS NULL) AS unknown, min(coalesce(g.feast, g.fitting)) AS word,
    sum(g.left_fen)::bigint AS all_fen,
    sum(g.left_fen) FILTER (WHERE g.wrong)::bigint AS fen,
    min(g.happened_on) FILTER (WHERE g.wrong) AS from_on,
    max(g.happened_on) FILTER (WHERE g.wrong) AS to_on,
    {entry_keys("g")} FILTER (WHERE g.wrong) AS entries
  FROM given g GROUP BY g.org
)
SELECT 'supplier' AS subject_kind, t.org AS subject,
  '付给名称有“' || coalesce(t.word, '') || '”的单位 ' || {yuan("coalesce(t.fen, t.all_fen)")}
    AS title,
  CASE WHEN t.unknown THEN 'not_computable' WHEN t.fen > 0 THEN 'flagged' ELSE 'clear' END
    AS outcome,
  CASE WHEN t.unknown THEN '没有登记收款单位（organisation）' END AS reason,
  coalesce(t.fen, t.all_fen) AS amount_fen,
  CASE WHEN t.fen > 0 THEN jsonb_build_object('supplier', t.org, 'keyword', t.word,
    'paid_fen', t.fen, 'from_on', t.from_on, 'to_on', t.to_on, 'entries', t.entries) END
    AS evidence
FROM told t
""",
    due=NO_DAY,
)
