"""收款方涉干部

## 为什么是问题
工程款、扶持款付给干部自己或家里人的公司，农户的补助打进干部的卡，是以权谋私最直接的形式。广西
天等民族村有 11 个低保指标的钱进了村干部自己的账户。

## 判定条件
1. 以收过项目款的每个供应商、合作社、企业，和收过到户款项的每张卡为对象，与外部名单“干部”“干部
   亲属”、责任人登记（第一书记、帮扶责任人等）比对，只看付款当日在任的人；亲属以有关干部的任期
   为准。全部用密钥摘要。
2. 单位的法定代表人（工商登记信息，或外部名单“企业法人、股东”中的法定代表人、股东、经营者）是其
   中的人。
3. 单位的电话是其中的人登记的电话。
4. 单位的地址是其中的人所在户的住址。
5. 单位的账号是其中的人名下的卡。
6. 到户款项打进其中的人名下的卡，而他当日不是这一户的成员。

符合第 2 至 6 条中任何一条的列为疑点，金额为有关款项的合计。两份名单有缺的，单位没有登记法定代
表人、电话、地址、账号而且不在企业名单里的，卡没有登记持卡人或持卡人没有证件号的，没有发现问题
时列为“无法判断”。

## 不作为疑点的情形
1. 村集体经济组织：村干部按规定兼任负责人。
2. 干部只是合作社的普通成员。
3. 付款当日还没有上任，或者已经离任的。
4. 单位公布的办公电话登记成了某人的联系电话（official）。
5. 干部自己家的补助打进自己的卡（该不该享受，由别的规则看）。
6. 监护人、书面受托人代领（payee_authority）。
7. 已退回、已红冲的款项。

## 依据
《山东省“十三五”脱贫攻坚规划》贪污挪用、截留私分（SD106）；广西天等案例。

## 参数
无。
"""

from audit.people import CADRE, holder, in_office, list_day
from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity, looked_up, only, only_hash

RULE = Rule(
    code="CN05",
    version=2,
    name="收款方涉干部",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset(
        {
            *("entry", "payment_line", "organisation", "organisation_identity", "bank_card"),
            *("person_identity", "phone_identity", "address_identity", "membership"),
            *("responsible_person", "external_list"),
        }
    ),
    sql=f"""
WITH listed AS (
  SELECT array_to_string(ARRAY[CASE WHEN {list_day("cadres")} IS NULL THEN '干部' END,
    CASE WHEN {list_day("kin")} IS NULL THEN '干部亲属' END], '、') AS missing
),
{CADRE},
span AS (
  SELECT t.* FROM (
    SELECT p.card_hmac, p.household, min(p.happened_on) AS from_on
    FROM paid p GROUP BY p.card_hmac, p.household
  ) t
  WHERE t.card_hmac IS NOT NULL AND t.household IS NOT NULL AND {only_hash("t.card_hmac")}
),
card AS (
  SELECT s.card_hmac, min(s.from_on) AS from_on FROM span s GROUP BY s.card_hmac
),
{
        holder(
            "SELECT card_hmac FROM card UNION ALL"
            " SELECT account_hmac FROM organisation_identity WHERE known_at <= %(known_at)s"
        )
    },
payee AS (
  SELECT m.to_owner AS org, m.year, m.number, m.entry, m.happened_on, m.left_fen AS fen
  FROM effective m
  LEFT JOIN organisation o ON o.org = m.to_owner
  WHERE m.to_kind IN ('vendor', 'collective') AND m.left_fen > 0 AND m.to_owner <> ''
    AND o.kind IS DISTINCT FROM 'village' AND {only("m.to_owner")}
),
-- A registered person who is a cadre, with the days on which he was.
own AS (
  SELECT i.person, c.from_on, c.until_on, c.role
  FROM cadre c JOIN person_identity i ON i.book = %(book)s AND i.id_hmac = c.hash
),
own_home AS (
  SELECT m.household, w.role, w.from_on, w.until_on
  FROM (
    SELECT DISTINCT ON (m.household, m.person, m.joined_on) m.*
    FROM membership m JOIN (SELECT DISTINCT w.person FROM own w) w ON w.person = m.person
    WHERE m.book = %(book)s AND m.known_at <= %(known_at)s
    ORDER BY m.household, m.person, m.joined_on, m.known_at DESC
  ) m
  JOIN own w ON w.person = m.person
  WHERE m.left_on IS NULL OR m.left_on > m.joined_on
),
trait AS (
  SELECT o.org, '法定代表人' AS tie, c.role, c.from_on, c.until_on
  FROM organisation_identity o JOIN cadre c ON c.hash = o.legal_id_hmac
  WHERE o.known_at <= %(known_at)s
  UNION
  SELECT o.org, x.role, c.role, c.from_on, c.until_on
  FROM external x
  JOIN organisation o ON o.credit_code = x.org
  JOIN cadre c ON c.hash = x.hmac
  WHERE x.kind = 'companies' AND x.role <> '合作社成员'
  UNION
  SELECT o.org, '电话', w.role, w.from_on, w.until_on
  FROM organisation_identity o
  JOIN phone_identity t ON t.book = %(book)s AND t.phone_hmac = o.phone_hmac
    AND t.known_at <= %(known_at)s AND NOT t.official
  JOIN own w ON w.person = t.person
  WHERE o.known_at <= %(known_at)s
  UNION
  SELECT o.org, '电话', '责任人', d.from_on, d.until_on
  FROM organisation_identity o JOIN duty_holder d ON d.phone_hmac = o.phone_hmac
  WHERE o.known_at <= %(known_at)s
  UNION
  SELECT o.org, '地址', w.role, w.from_on, w.until_on
  FROM organisation_identity o
  JOIN address_identity a ON a.book = %(book)s AND a.address_hmac = o.address_hmac
    AND a.known_at <= %(known_at)s
  JOIN own_home w ON w.household = a.household
  WHERE o.known_at <= %(known_at)s
  UNION
  SELECT o.org, '账号', c.role, c.from_on, c.until_on
  FROM organisation_identity o
  JOIN holder h ON h.card_hmac = o.account_hmac
  JOIN cadre c ON c.hash = h.hash
  WHERE o.known_at <= %(known_at)s
),
tied AS (
  SELECT p.org, p.year, p.number, p.entry, p.happened_on, p.fen,
    array_agg(DISTINCT t.role || t.tie) AS ties
  FROM payee p JOIN trait t ON t.org = p.org AND {in_office("t", "p.happened_on")}
  GROUP BY p.org, p.year, p.number, p.entry, p.happened_on, p.fen
),
tied_org AS (
  SELECT t.org, sum(t.fen)::bigint AS fen, min(t.happened_on) AS from_on,
    max(t.happened_on) AS to_on, {entry_keys("t")} AS entries
  FROM tied t GROUP BY t.org
),
ties_of AS (
  SELECT t.org, jsonb_agg(DISTINCT x.tie ORDER BY x.tie) AS ties
  FROM tied t CROSS JOIN LATERAL unnest(t.ties) x(tie) GROUP BY t.org
),
known_org AS (
  SELECT o.org FROM organisation_identity o WHERE o.known_at <= %(known_at)s
  UNION
  SELECT o.org FROM external x JOIN organisation o ON o.credit_code = x.org
  WHERE x.kind = 'companies'
),
sure AS (
  SELECT DISTINCT c.card_hmac FROM card c
  JOIN holder h ON h.card_hmac = c.card_hmac AND h.hash IS NOT NULL AND h.valid_from <= c.from_on
    AND (h.valid_to IS NULL OR h.valid_to > c.from_on)
),
-- Most cards had a holder on the first day, and never a cadre: only of the others each payment is
-- looked at.
doubted AS (
  SELECT DISTINCT c.card_hmac, c.household FROM span c
  JOIN holder h ON h.card_hmac = c.card_hmac
  LEFT JOIN sure s ON s.card_hmac = c.card_hmac
  LEFT JOIN cadre o ON o.hash = h.hash
  WHERE s.card_hmac IS NULL OR o.hash IS NOT NULL
),
credit AS (
  SELECT p.card_hmac, p.household, p.year, p.number, p.entry, p.happened_on, p.paid_fen AS fen
  FROM doubted d
  JOIN paid p ON p.card_hmac = d.card_hmac AND p.household = d.household
),
held AS (
  SELECT c.*, h.hash, h.person FROM credit c
  JOIN holder h ON h.card_hmac = c.card_hmac AND h.valid_from <= c.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > c.happened_on)
),
allowed AS (
  SELECT DISTINCT ON (a.person, a.payee, a.valid_from) a.* FROM payee_authority a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s
    AND {looked_up("a.person", "SELECT person FROM belonging")}
  ORDER BY a.person, a.payee, a.valid_from, a.known_at DESC
),
authority AS (
  SELECT b.household, i.id_hmac AS hash, a.valid_from, a.valid_to
  FROM allowed a
  JOIN belonging b ON b.person = a.person
  JOIN person_identity i ON i.book = %(book)s AND i.person = a.payee
    AND {looked_up("i.person", "SELECT payee FROM allowed")}
),
taken AS (
  SELECT h.card_hmac, h.household, h.year, h.number, h.entry, h.happened_on, h.fen,
    min(c.role) AS role
  FROM held h
  JOIN cadre c ON c.hash = h.hash AND {in_office("c", "h.happened_on")}
  LEFT JOIN belonging m ON m.household = h.household AND m.hash = h.hash
    AND m.joined_on <= h.happened_on AND (m.left_on IS NULL OR m.left_on > h.happened_on)
  LEFT JOIN authority a ON a.household = h.household AND a.hash = h.hash
    AND a.valid_from <= h.happened_on AND (a.valid_to IS NULL OR a.valid_to > h.happened_on)
  WHERE m.household IS NULL AND a.household IS NULL
  GROUP BY h.card_hmac, h.household, h.year, h.number, h.entry, h.happened_on, h.fen
),
taken_card AS (
  SELECT t.card_hmac, sum(t.fen)::bigint AS fen, min(t.happened_on) AS from_on,
    max(t.happened_on) AS to_on, jsonb_agg(DISTINCT t.household) AS households,
    jsonb_agg(DISTINCT t.role || '持卡') AS ties, {entry_keys("t")} AS entries
  FROM taken t GROUP BY t.card_hmac
),
judged AS (
  SELECT 'org' AS kind, p.org AS key, t.fen, t.from_on, t.to_on, NULL::jsonb AS households,
    x.ties, t.entries, k.org IS NULL AS unknown
  FROM (SELECT DISTINCT org FROM payee) p
  LEFT JOIN tied_org t ON t.org = p.org
  LEFT JOIN ties_of x ON x.org = p.org
  LEFT JOIN known_org k ON k.org = p.org
  UNION ALL
  SELECT 'card', encode(c.card_hmac, 'hex'), t.fen, t.from_on, t.to_on, t.households, t.ties,
    t.entries, h.card_hmac IS NULL
  FROM card c
  LEFT JOIN taken_card t ON t.card_hmac = c.card_hmac
  LEFT JOIN (SELECT card_hmac FROM sure
    UNION SELECT card_hmac FROM held WHERE hash IS NOT NULL) h ON h.card_hmac = c.card_hmac
),
told AS (
  SELECT j.*, CASE WHEN l.missing <> '' THEN '没有装入外部名单：' || l.missing
      WHEN j.unknown AND j.kind = 'org' THEN '单位没有登记法定代表人、电话、地址、账号'
      WHEN j.unknown THEN '卡没有登记持卡人，或持卡人没有证件号（bank_card）' END AS reason
  FROM judged j CROSS JOIN listed l
)
SELECT t.key, NULL::date AS due_on, t.kind AS subject_kind,
  CASE WHEN t.kind = 'card' THEN left(t.key, 32) ELSE t.key END AS subject,
  CASE WHEN t.kind = 'card' THEN '到户款项进了干部或其亲属的卡 ' ELSE '收款单位涉干部 ' END
    || {yuan("coalesce(t.fen, 0)")} AS title,
  CASE WHEN t.entries IS NOT NULL THEN 'flagged' WHEN t.reason IS NOT NULL THEN 'not_computable'
    ELSE 'clear' END AS outcome,
  t.reason, t.fen AS amount_fen,
  CASE WHEN t.entries IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
    'org', CASE WHEN t.kind = 'org' THEN t.key END,
    'card_digest', CASE WHEN t.kind = 'card' THEN left(t.key, 32) END,
    'matched', t.ties, 'households', t.households, 'from_on', t.from_on, 'to_on', t.to_on,
    'paid_fen', t.fen, 'entries', t.entries)) END AS evidence
FROM told t
""",
)
