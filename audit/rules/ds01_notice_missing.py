"""应公示未公示

## 为什么是问题
资金分到哪里、用在哪个项目、发给哪些户，群众看不到就无从监督。2017年审计发现41个县568个项目
没有公示。

## 判定条件
1. 对象是“公示要求 × 事项”，即公示义务（数据库函数 disclosure_duties，公示待办页面用的也是它）。
   事项有六种：资金分配、捐赠资金（县、市账簿收到或安排的一个批次，自收到日起）、项目（安排了资金的
   项目，自第一次安排日起）、项目调整（每张调整凭证）、项目完成（自验收日起）、应发清单（自第一次
   审定日起）。公示要求按事项所在地、事项发生日有效的要求行；同一要求在下级地方另有规定的，用最近的
   一行。
2. 到期日 = 事项发生日 + due_days 天（可为负：事前公示）；按工作日的，数周一至周五，法定节假日和
   调休按登记的国务院办公厅安排（calendar_day），并跳过 **holidays** 中的日子。
3. 截止日晚于到期日，而到期日当天及以前没有发布过这一事项、这一阶段、这一层级的公示公告。
   到期之后才发布的同样列为疑点，证据里写明补发的日期。一份公示登记的内容里列有这个项目、清单或批次的，
   也算发布过。

没有一行公示要求适用的，列为“无法判断：未配置公示要求”；事项早于账簿启用日而当时的公示没有录入的、
项目不在项目库的、地点没有登记到要求的层级的，也列为“无法判断”。

## 不作为疑点的情形
1. 还没有到期的，包括到期日当天。
2. 在任何渠道（公示栏、网站）按期发布的。
3. 已全部红冲的分配或项目安排。
4. 每季度的村务公开，由“村务公开断档”看。

内置的节假日安排为2017年至2025年，凭记忆录入（待核）；没有安排的年份只跳过周末，到期日可能偏早。

## 依据
《汉中市“十三五”脱贫攻坚规划》“市、县扶贫资金分配结果一律公开；镇、村两级项目安排和资金使用
情况一律公告公示”（HZ106）；《精河县“十三五”脱贫攻坚规划》（JH491）；国开办发〔2018〕11号。
每一行公示要求在登记表里各自注明来源。

## 参数
- **holidays**：空，登记的安排以外另要跳过的日子。系统默认值。
"""

from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DS01",
    version=2,
    name="应公示未公示",
    kind=Kind.DISCLOSURE,
    severity=Severity.HIGH,
    needs=frozenset({"disclosure_requirement", "notice", "lot", "project", "entitlement_list"}),
    parameters=(Parameter("holidays", (), "工作日中要跳过的节假日", DEFAULT),),
    sql=f"""
WITH due AS (
  SELECT d.*, CASE d.state WHEN 'met' THEN 'clear' WHEN 'open' THEN 'clear'
    WHEN 'not_computable' THEN 'not_computable' ELSE 'flagged' END AS outcome
  FROM (
    SELECT * FROM duties WHERE cardinality(%(holidays)s::date[]) = 0
    UNION ALL
    SELECT * FROM disclosure_duties(%(book)s, %(as_of)s, %(known_at)s, %(holidays)s::date[])
    WHERE cardinality(%(holidays)s::date[]) > 0
  ) d
  WHERE d.subject <> 'village_affairs'
)
SELECT d.subject AS subject_kind, concat_ws(':', nullif(d.requirement, ''), d.subject_key)
    AS subject,
  '“' || d.name || '”' || {yuan("coalesce(d.amount_fen, 0)")}
    || CASE WHEN d.published_on IS NULL THEN ' 到期未公示' ELSE ' 逾期才公示' END AS title,
  d.outcome, nullif(d.reason, '') AS reason, d.amount_fen,
  CASE WHEN d.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'requirement', d.requirement, 'requirement_source', d.source, 'stage', d.stage,
    'level', d.level, 'region', d.region, 'subject', d.subject, 'subject_key', d.subject_key,
    'born_on', d.born_on, 'due_on', d.due_on, 'published_on', d.published_on,
    'amount_fen', d.amount_fen
  )) END AS evidence
FROM due d
""",
    due="""
SELECT CASE WHEN cardinality(%(holidays)s::date[]) > 0 THEN %(as_of)s::date + 1
  ELSE min(d.due_on) FILTER (WHERE d.due_on >= %(as_of)s) + 1 END
FROM duties d WHERE d.state = 'open'
""",
)
