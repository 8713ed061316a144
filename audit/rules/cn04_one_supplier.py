"""供应商集中

## 为什么是问题
一个乡镇的工程款、货款大半给了一家，合同又多，可能是有人安排好的。

## 判定条件
1. 以每个乡镇、每个供应商、每一年为对象：付款按项目所在乡镇，为项目直接付给供应商、合作社的款项。
   法定代表人、电话或账号相同的几家单位算一家。
2. 占该乡镇当年这类付款的比例超过 **percent**%，
   并且到年底它在该乡镇的项目上有 **contracts** 份或更多非公开
   招标的合同。金额为它当年的付款。

没有收款方的付款，列为“无法判断”。

## 不作为疑点的情形
1. 经公开招标的合同不计入份数。
2. 恰好达到比例的。
3. 合同不足 **contracts** 份的（小乡镇一项工程就可能占大半）。
4. 没有定到乡镇的项目（项目地点是县）不作为对象。

## 依据
开放采购数据的集中度指标（OCP）。比例、份数没有文件规定。

## 参数
- **percent**：40，系统默认值。
- **contracts**：5 份，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.registered import PROJECTS, VENDOR_PAID, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="CN04",
    version=2,
    name="供应商集中",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"contract", "project", "organisation_private", "entry"}),
    parameters=(
        Parameter("percent", 40, "占乡镇付款的百分比", DEFAULT),
        Parameter("contracts", 5, "合同份数", DEFAULT),
    ),
    sql=f"""
WITH {PROJECTS}, {VENDOR_PAID},
identity AS (
  SELECT DISTINCT ON (i.org) i.* FROM organisation_identity i
  WHERE i.valid_from <= %(as_of)s AND i.known_at <= %(known_at)s
  ORDER BY i.org, i.valid_from DESC, i.known_at DESC
),
mark AS (
  SELECT i.org, x.mark FROM identity i
  CROSS JOIN LATERAL (VALUES ('法' || encode(i.legal_id_hmac, 'hex')),
    ('话' || encode(i.phone_hmac, 'hex')), ('户' || encode(i.account_hmac, 'hex'))) x(mark)
),
-- Units that share a mark are one party, named by the least of them.
party AS (
  SELECT a.org, min(b.org) AS party FROM mark a JOIN mark b ON b.mark = a.mark GROUP BY a.org
),
placed AS (
  SELECT v.*, coalesce(y.party, v.payee) AS party, left(p.region, 9) || '000' AS township,
    extract(year FROM v.happened_on)::integer AS of_year
  FROM vendor_paid v JOIN projects p ON p.project_key = v.project_key
  LEFT JOIN party y ON y.org = v.payee
  WHERE right(p.region, 6) <> '000000'
),
given AS (
  SELECT s.township, s.party AS payee, s.of_year, sum(s.left_fen)::bigint AS fen,
    jsonb_agg(DISTINCT s.payee) AS orgs, {entry_keys("s")} AS entries
  FROM placed s GROUP BY s.township, s.party, s.of_year
),
whole_of AS (
  SELECT township, of_year, sum(fen)::bigint AS fen FROM given GROUP BY township, of_year
),
ordered AS (
  SELECT g.township, g.payee, g.of_year, count(*) AS contracts,
    jsonb_agg(c.contract ORDER BY c.contract) AS numbers
  FROM given g
  JOIN (
    SELECT c.*, coalesce(y.party, c.supplier) AS party FROM {counting("contract")} c
    LEFT JOIN party y ON y.org = c.supplier
  ) c ON c.party = g.payee AND extract(year FROM c.signed_on) <= g.of_year
  JOIN projects p ON p.project = c.project AND left(p.region, 9) || '000' = g.township
  WHERE c.signed_on <= %(as_of)s AND c.tender_mode <> 'open'
  GROUP BY g.township, g.payee, g.of_year
),
told AS (
  SELECT g.*, w.fen AS whole_fen, o.numbers,
    CASE WHEN g.payee = '' THEN 'not_computable'
      WHEN g.fen * 100 > w.fen * %(percent)s AND o.contracts >= %(contracts)s THEN 'flagged'
      ELSE 'clear' END AS outcome
  FROM given g JOIN whole_of w ON w.township = g.township AND w.of_year = g.of_year
  LEFT JOIN ordered o ON o.township = g.township AND o.payee = g.payee AND o.of_year = g.of_year
)
SELECT 'supplier' AS subject_kind, concat_ws('/', t.township, t.payee, t.of_year) AS subject,
  t.of_year || '年一家（或一伙）供应商在一个乡镇收款 ' || {yuan("t.fen")}
    || '，该乡镇共 ' || {yuan("t.whole_fen")} AS title,
  t.outcome, CASE WHEN t.outcome = 'not_computable' THEN '付款没有登记收款方' END AS reason,
  t.fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('supplier', t.payee, 'orgs', t.orgs,
    'region', t.township, 'year', t.of_year, 'paid_fen', t.fen, 'total_fen', t.whole_fen,
    'contracts', t.numbers,
    'entries', t.entries) END AS evidence
FROM told t
""",
    due=NO_DAY,
)
