"""达到限额未招标

## 为什么是问题
达到招标限额的项目，用“一事一议”、直接委托代替招标，谁来做、多少钱就没有公开竞争。四川2017年审计发现
82个项目用“一事一议”代替公开招标、比选。

## 判定条件
1. 以每份合同为对象，金额达到限额，而采购方式不是公开招标、邀请招标。限额是合同登记的采购限额；
   没有登记
   的用参数。金额为合同金额。

没有登记合同的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 金额不到限额的。
2. 公开招标、邀请招标的。
3. 村民自建、直接委托以外、写明了限额来源的竞争性谈判、竞争性磋商和单一来源采购：是经批准的方式。

## 依据
《必须招标的工程项目规定》第五条（待核）；2017年四川审计通报。

## 参数
- **works_fen**：400000000（400万元），《必须招标的工程项目规定》第五条（待核）。
- **goods_fen**：200000000（200万元），《必须招标的工程项目规定》第五条（待核）。
- **services_fen**：100000000（100万元），《必须招标的工程项目规定》第五条（待核）。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import Kind, Parameter, Rule, Severity

_TENDERING = "《必须招标的工程项目规定》第五条（待核）"

RULE = Rule(
    code="CN14",
    version=1,
    name="达到限额未招标",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"contract"}),
    parameters=(
        Parameter("works_fen", 400_000_000, "工程的招标限额", _TENDERING),
        Parameter("goods_fen", 200_000_000, "货物的招标限额", _TENDERING),
        Parameter("services_fen", 100_000_000, "服务的招标限额", _TENDERING),
    ),
    sql=f"""
WITH contracts AS (
  SELECT c.*, coalesce(c.limit_fen, CASE c.kind WHEN 'works' THEN %(works_fen)s::bigint
    WHEN 'goods' THEN %(goods_fen)s::bigint ELSE %(services_fen)s::bigint END) AS of_limit_fen
  FROM {counting("contract")} c WHERE c.signed_on <= %(as_of)s
),
judged AS (
  SELECT c.*, c.amount_fen >= c.of_limit_fen AND c.tender_mode NOT IN ('open', 'invited')
    AND NOT (c.tender_mode IN ('negotiated', 'consulted', 'single_source')
      AND c.limit_source <> '') AS wrong
  FROM contracts c
)
SELECT 'contract' AS subject_kind, j.contract AS subject,
  '合同' || j.contract || ' ' || {yuan("j.amount_fen")} || '，达到限额没有招标' AS title,
  CASE WHEN j.wrong THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason, j.amount_fen,
  CASE WHEN j.wrong THEN jsonb_build_object('contract', j.contract, 'project', j.project,
    'buyer', j.buyer, 'supplier', j.supplier, 'tender_mode', j.tender_mode, 'kind', j.kind,
    'signed_on', j.signed_on, 'contract_fen', j.amount_fen, 'limit_fen', j.of_limit_fen) END
    AS evidence
FROM judged j
UNION ALL {nothing_in("contracts", "本账簿没有登记合同")}
""",
    due=NO_DAY,
)
