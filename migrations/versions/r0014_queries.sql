CREATE TABLE sunledger.audit_query (
	name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	sql VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (name, version), 
	CONSTRAINT audit_query_version_from_one CHECK (version >= 1), 
	CONSTRAINT audit_query_says_why CHECK (purpose <> '' AND title <> '')
)
;;
GRANT SELECT ON sunledger.audit_query TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.audit_query_run (
	run UUID NOT NULL, 
	actor VARCHAR NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	name VARCHAR NOT NULL, 
	version INTEGER, 
	sql VARCHAR NOT NULL, 
	parameters JSONB NOT NULL, 
	books INTEGER[] NOT NULL, 
	as_of DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	reach BYTEA NOT NULL, 
	PRIMARY KEY (run), 
	CONSTRAINT audit_query_run_reach_is_one UNIQUE (reach)
)
;;
GRANT SELECT ON sunledger.audit_query_run TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.audit_query_outcome (
	run UUID NOT NULL, 
	outcome VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	duration_ms BIGINT NOT NULL, 
	message VARCHAR NOT NULL, 
	digest BYTEA, 
	PRIMARY KEY (run), 
	CONSTRAINT audit_query_outcome_known CHECK (outcome IN ('done', 'cut', 'refused', 'timed_out', 'failed')), 
	CONSTRAINT audit_query_outcome_run FOREIGN KEY(run) REFERENCES sunledger.audit_query_run (run)
)
;;
GRANT SELECT ON sunledger.audit_query_outcome TO sunledger_app, sunledger_read
;;
CREATE TRIGGER audit_query_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_query FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_query_outcome_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_query_outcome FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_query_run_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_query_run FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT ON sunledger.audit_query TO sunledger_app
;;
GRANT INSERT ON sunledger.audit_query_outcome TO sunledger_app
;;
GRANT INSERT ON sunledger.audit_query_run TO sunledger_app
;;
CREATE SCHEMA audit_view
;;
CREATE FUNCTION audit_view.reach() RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce((SELECT r.books FROM audit_query_run r WHERE r.reach =
    sha256(convert_to(current_setting('sunledger.reach', true), 'UTF8'))), '{}'::integer[])
$$
;;
CREATE FUNCTION audit_view.as_of() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT r.as_of FROM audit_query_run r WHERE r.reach =
    sha256(convert_to(current_setting('sunledger.reach', true), 'UTF8'))
$$
;;
CREATE FUNCTION audit_view.known_at() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT r.known_at FROM audit_query_run r WHERE r.reach =
    sha256(convert_to(current_setting('sunledger.reach', true), 'UTF8'))
$$
;;
CREATE FUNCTION audit_view.duties(p_books integer[], p_as_of date, p_known_at timestamptz)
RETURNS TABLE (
  book integer, requirement text, subject text, subject_key text, name text, stage text,
  level text, region text, amount_fen bigint, born_on date, due_on date, minimum_days integer,
  source text, notice uuid, published_on date, hung_days integer, state text, reason text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT b.book, d.requirement, d.subject, d.subject_key, d.name, d.stage, d.level, d.region,
    d.amount_fen, d.born_on, d.due_on, d.minimum_days, d.source, d.notice, d.published_on,
    d.hung_days, d.state, d.reason
  FROM unnest(audit_view.reach()) b(book)
  CROSS JOIN LATERAL disclosure_duties(b.book, p_as_of, p_known_at, '{}'::date[]) d
  WHERE b.book = ANY (p_books)
$$
;;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit_view FROM PUBLIC
;;
CREATE VIEW audit_view.book (book, name, bureau, level, region, live_from) WITH (security_barrier) AS
SELECT b.book, b.name, b.bureau, b.level, (
    SELECT r.region FROM sunledger.book_region r
    WHERE r.book = b.book AND r.valid_from <= (SELECT audit_view.as_of()) ORDER BY r.valid_from DESC LIMIT 1),
  b.live_from
FROM sunledger.book b WHERE b.book = ANY (((SELECT audit_view.reach())::integer[]))
;;
COMMENT ON VIEW audit_view.book IS '账簿：查询人权限以内的账簿'
;;
COMMENT ON COLUMN audit_view.book.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.book.name IS '账簿名称'
;;
COMMENT ON COLUMN audit_view.book.bureau IS '财政局'
;;
COMMENT ON COLUMN audit_view.book.level IS '层级（county 县、prefecture 市、province 省）'
;;
COMMENT ON COLUMN audit_view.book.region IS '截至日所属区划代码'
;;
COMMENT ON COLUMN audit_view.book.live_from IS '启用日'
;;
CREATE VIEW audit_view.fund_lot (book, lot, doc_no, own_doc_nos, origin_book, category, regime, integrable, level, direct, origin_amount_fen, received_fen, document_on, received_on, budget_year, age_days) WITH (security_barrier) AS
WITH flows AS (SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND f.happened_on <= (SELECT audit_view.as_of()) AND f.recorded_at <= (SELECT audit_view.known_at())),
came AS (
  SELECT f.book, f.lot, sum(CASE WHEN s.kind IN ('source', 'upstream') THEN f.amount_fen ELSE 0 END
    - CASE WHEN t.kind IN ('source', 'upstream') THEN f.amount_fen ELSE 0 END)::bigint AS fen
  FROM flows f
  JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
  JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account
  GROUP BY f.book, f.lot
)
SELECT l.book, l.lot, l.origin_doc_no, array_to_string(l.doc_nos, '、'), l.origin_book,
  l.category, c.regime, c.integrable, l.level, l.direct, l.origin_amount_fen, coalesce(m.fen, 0),
  l.document_on, l.received_on, l.budget_year, (SELECT audit_view.as_of()) - l.received_on
FROM sunledger.lot l
JOIN (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())) v ON v.book = l.book AND v.year = l.year AND v.number = l.number
LEFT JOIN came m ON m.book = l.book AND m.lot = l.lot
LEFT JOIN sunledger.fund_category c ON c.category = l.category
WHERE l.book = ANY (((SELECT audit_view.reach())::integer[]))
;;
COMMENT ON VIEW audit_view.fund_lot IS '资金批次：本账簿收到的每一批资金，从哪个文号来，到账多久'
;;
COMMENT ON COLUMN audit_view.fund_lot.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.fund_lot.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.fund_lot.doc_no IS '来源文号'
;;
COMMENT ON COLUMN audit_view.fund_lot.own_doc_nos IS '本级文号'
;;
COMMENT ON COLUMN audit_view.fund_lot.origin_book IS '来源账簿号'
;;
COMMENT ON COLUMN audit_view.fund_lot.category IS '资金类别'
;;
COMMENT ON COLUMN audit_view.fund_lot.regime IS '资金制度'
;;
COMMENT ON COLUMN audit_view.fund_lot.integrable IS '可否统筹整合（目录中没有的为空）'
;;
COMMENT ON COLUMN audit_view.fund_lot.level IS '资金级次'
;;
COMMENT ON COLUMN audit_view.fund_lot.direct IS '是否直达资金'
;;
COMMENT ON COLUMN audit_view.fund_lot.origin_amount_fen IS '来源文件的金额'
;;
COMMENT ON COLUMN audit_view.fund_lot.received_fen IS '本账簿已收到的净额'
;;
COMMENT ON COLUMN audit_view.fund_lot.document_on IS '本级文件日期'
;;
COMMENT ON COLUMN audit_view.fund_lot.received_on IS '到账日'
;;
COMMENT ON COLUMN audit_view.fund_lot.budget_year IS '预算年度'
;;
COMMENT ON COLUMN audit_view.fund_lot.age_days IS '到账至截至日的天数'
;;
CREATE VIEW audit_view.fund_stage (book, lot, doc_no, category, level, stage, account_kind, account_name, owner, project_code, project_name, account_year, balance_fen, idle, received_on, age_days, first_in_on, last_moved_on) WITH (security_barrier) AS
WITH 
flows AS (SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND f.happened_on <= (SELECT audit_view.as_of()) AND f.recorded_at <= (SELECT audit_view.known_at())),
net AS (
  SELECT x.book, x.lot, x.account, sum(x.fen)::bigint AS balance_fen,
    max(x.happened_on) AS last_moved_on,
    min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_in_on
  FROM (
    SELECT book, lot, to_account AS account, amount_fen AS fen, happened_on FROM flows
    UNION ALL
    SELECT book, lot, from_account, -amount_fen, happened_on FROM flows
  ) x GROUP BY x.book, x.lot, x.account
)

SELECT n.book, n.lot, l.origin_doc_no, l.category, l.level, CASE a.kind WHEN 'source' THEN '来源' WHEN 'upstream' THEN '来源' WHEN 'unassigned' THEN '指标' WHEN 'pool' THEN '指标' WHEN 'project' THEN '指标' WHEN 'recovered' THEN '指标' WHEN 'unit' THEN '资金' WHEN 'agent' THEN '资金' WHEN 'special' THEN '资金' WHEN 'advance' THEN '资金' WHEN 'collective' THEN '资金' WHEN 'revolving' THEN '资金' WHEN 'household' THEN '已支付' WHEN 'vendor' THEN '已支付' WHEN 'sent_down' THEN '在途' WHEN 'sent_up' THEN '在途' WHEN 'released' THEN '转出' ELSE a.kind END, a.kind,
  CASE a.kind WHEN 'source' THEN '来源' WHEN 'upstream' THEN '上级' WHEN 'unassigned' THEN '待分配' WHEN 'pool' THEN '统筹' WHEN 'project' THEN '项目' WHEN 'recovered' THEN '收回' WHEN 'unit' THEN '单位/乡镇报账户' WHEN 'agent' THEN '代发在途' WHEN 'special' THEN '财政专户' WHEN 'advance' THEN '暂付款' WHEN 'collective' THEN '村集体/合作社/企业' WHEN 'revolving' THEN '互助资金/周转金' WHEN 'household' THEN '农户' WHEN 'vendor' THEN '供应商' WHEN 'sent_down' THEN '下达在途' WHEN 'sent_up' THEN '上缴在途' WHEN 'released' THEN '转出' ELSE a.kind END, a.owner, p.code, p.name, a.year, n.balance_fen,
  a.kind NOT IN ('household', 'vendor', 'released', 'sent_down', 'sent_up'),
  l.received_on, (SELECT audit_view.as_of()) - l.received_on, n.first_in_on, n.last_moved_on
FROM net n
JOIN sunledger.account a ON a.book = n.book AND a.account = n.account
  AND a.kind NOT IN ('source', 'upstream')
JOIN sunledger.lot l ON l.book = n.book AND l.lot = n.lot
LEFT JOIN sunledger.project p ON p.book = n.book AND p.project::text = a.owner
WHERE n.balance_fen <> 0
;;
COMMENT ON VIEW audit_view.fund_stage IS '资金所处环节和账龄：每一批资金在每个账户还有多少，停了多久'
;;
COMMENT ON COLUMN audit_view.fund_stage.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.fund_stage.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.fund_stage.doc_no IS '来源文号'
;;
COMMENT ON COLUMN audit_view.fund_stage.category IS '资金类别'
;;
COMMENT ON COLUMN audit_view.fund_stage.level IS '资金级次'
;;
COMMENT ON COLUMN audit_view.fund_stage.stage IS '环节（指标、资金、已支付、转出、在途）'
;;
COMMENT ON COLUMN audit_view.fund_stage.account_kind IS '账户类别代码'
;;
COMMENT ON COLUMN audit_view.fund_stage.account_name IS '账户类别'
;;
COMMENT ON COLUMN audit_view.fund_stage.owner IS '账户所有者（项目、单位、下级账簿的编号）'
;;
COMMENT ON COLUMN audit_view.fund_stage.project_code IS '项目编号（账户属于项目时）'
;;
COMMENT ON COLUMN audit_view.fund_stage.project_name IS '项目名称'
;;
COMMENT ON COLUMN audit_view.fund_stage.account_year IS '账户年度'
;;
COMMENT ON COLUMN audit_view.fund_stage.balance_fen IS '余额'
;;
COMMENT ON COLUMN audit_view.fund_stage.idle IS '是否闲置（没有到达最终收款人，也不在途）'
;;
COMMENT ON COLUMN audit_view.fund_stage.received_on IS '到账日'
;;
COMMENT ON COLUMN audit_view.fund_stage.age_days IS '到账至截至日的天数'
;;
COMMENT ON COLUMN audit_view.fund_stage.first_in_on IS '第一次进入本账户的日期'
;;
COMMENT ON COLUMN audit_view.fund_stage.last_moved_on IS '本账户最近一次变动的日期'
;;
CREATE VIEW audit_view.lot_balance (book, lot, doc_no, category, level, received_on, age_days, received_fen, unassigned_fen, pool_fen, project_fen, recovered_fen, cash_fen, paid_fen, released_fen, sent_fen, idle_fen) WITH (security_barrier) AS
WITH 
flows AS (SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND f.happened_on <= (SELECT audit_view.as_of()) AND f.recorded_at <= (SELECT audit_view.known_at())),
net AS (
  SELECT x.book, x.lot, x.account, sum(x.fen)::bigint AS balance_fen,
    max(x.happened_on) AS last_moved_on,
    min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_in_on
  FROM (
    SELECT book, lot, to_account AS account, amount_fen AS fen, happened_on FROM flows
    UNION ALL
    SELECT book, lot, from_account, -amount_fen, happened_on FROM flows
  ) x GROUP BY x.book, x.lot, x.account
)
,
held AS (
  SELECT n.book, n.lot, a.kind, sum(n.balance_fen)::bigint AS fen FROM net n
  JOIN sunledger.account a ON a.book = n.book AND a.account = n.account
  GROUP BY n.book, n.lot, a.kind
)
SELECT h.book, h.lot, l.origin_doc_no, l.category, l.level, l.received_on,
  (SELECT audit_view.as_of()) - l.received_on,
  coalesce(-sum(h.fen) FILTER (WHERE h.kind IN ('source', 'upstream')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'unassigned'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'pool'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'project'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'recovered'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind IN ('unit', 'agent', 'special', 'advance', 'collective',
    'revolving')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind IN ('household', 'vendor')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind = 'released'), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind IN ('sent_down', 'sent_up')), 0)::bigint,
  coalesce(sum(h.fen) FILTER (WHERE h.kind NOT IN ('source', 'upstream', 'household', 'vendor',
    'released', 'sent_down', 'sent_up')), 0)::bigint
FROM held h JOIN sunledger.lot l ON l.book = h.book AND l.lot = h.lot
GROUP BY h.book, h.lot, l.origin_doc_no, l.category, l.level, l.received_on
;;
COMMENT ON VIEW audit_view.lot_balance IS '批次余额：每一批资金到账、在各环节、已支付各多少，一批一行'
;;
COMMENT ON COLUMN audit_view.lot_balance.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.lot_balance.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.lot_balance.doc_no IS '来源文号'
;;
COMMENT ON COLUMN audit_view.lot_balance.category IS '资金类别'
;;
COMMENT ON COLUMN audit_view.lot_balance.level IS '资金级次'
;;
COMMENT ON COLUMN audit_view.lot_balance.received_on IS '到账日'
;;
COMMENT ON COLUMN audit_view.lot_balance.age_days IS '到账至截至日的天数'
;;
COMMENT ON COLUMN audit_view.lot_balance.received_fen IS '到账净额'
;;
COMMENT ON COLUMN audit_view.lot_balance.unassigned_fen IS '待分配'
;;
COMMENT ON COLUMN audit_view.lot_balance.pool_fen IS '统筹'
;;
COMMENT ON COLUMN audit_view.lot_balance.project_fen IS '在项目上的指标'
;;
COMMENT ON COLUMN audit_view.lot_balance.recovered_fen IS '已收回'
;;
COMMENT ON COLUMN audit_view.lot_balance.cash_fen IS '已拨出、未到最终收款人'
;;
COMMENT ON COLUMN audit_view.lot_balance.paid_fen IS '已支付到农户和供应商'
;;
COMMENT ON COLUMN audit_view.lot_balance.released_fen IS '转出'
;;
COMMENT ON COLUMN audit_view.lot_balance.sent_fen IS '转下达或上缴'
;;
COMMENT ON COLUMN audit_view.lot_balance.idle_fen IS '闲置合计（待分配、统筹、项目、收回和已拨出未到最终收款人）'
;;
CREATE VIEW audit_view.voucher (book, year, number, event, kind, kind_name, happened_on, recorded_at, recorded_on, delay_days, doc_no, maker, checker, amount_fen, entries, reverses_year, reverses_number, replaces_year, replaces_number, reversed, late, backfill, warned, payment_mode, payment_no, bank_on) WITH (security_barrier) AS
WITH known AS (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())),
sums AS (
  SELECT f.book, f.year, f.number, sum(f.amount_fen)::bigint AS fen, sum(f.entries) AS entries
  FROM (SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND f.happened_on <= (SELECT audit_view.as_of()) AND f.recorded_at <= (SELECT audit_view.known_at())) f GROUP BY f.book, f.year, f.number
)
SELECT v.book, v.year, v.number, v.event, v.kind, CASE v.kind WHEN 'open' THEN '期初' WHEN 'allocate' THEN '安排/下达' WHEN 'pass_down' THEN '转下达' WHEN 'receive' THEN '收到' WHEN 'send_back' THEN '上缴/退回上级' WHEN 'receive_back' THEN '收到下级退回' WHEN 'integrate' THEN '统筹整合' WHEN 'assign' THEN '安排到项目' WHEN 'adjust' THEN '调整' WHEN 'disburse' THEN '拨付' WHEN 'pay' THEN '支付' WHEN 'return' THEN '退回' WHEN 'recover' THEN '收回存量' WHEN 'reissue' THEN '盘活' WHEN 'release' THEN '转出' WHEN 'carry_over' THEN '结转' WHEN 'income' THEN '收益' WHEN 'reverse' THEN '红冲' ELSE v.kind END, v.happened_on,
  v.recorded_at, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date,
  (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - v.happened_on, v.doc_no, v.maker, v.checker,
  s.fen, s.entries, v.reverses_year, v.reverses_number, v.replaces_year, v.replaces_number,
  EXISTS (SELECT FROM known r WHERE r.book = v.book AND r.reverses_year = v.year
    AND r.reverses_number = v.number),
  v.late, v.backfill, array_to_string(v.warned, '、'), v.payment_mode, v.payment_no, v.bank_on
FROM known v LEFT JOIN sums s ON s.book = v.book AND s.year = v.year AND s.number = v.number
;;
COMMENT ON VIEW audit_view.voucher IS '凭证：一张一行，谁在什么时候编制、复核，记了多少'
;;
COMMENT ON COLUMN audit_view.voucher.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.voucher.year IS '会计年度'
;;
COMMENT ON COLUMN audit_view.voucher.number IS '凭证号'
;;
COMMENT ON COLUMN audit_view.voucher.event IS '账簿事件号'
;;
COMMENT ON COLUMN audit_view.voucher.kind IS '凭证类别代码'
;;
COMMENT ON COLUMN audit_view.voucher.kind_name IS '凭证类别'
;;
COMMENT ON COLUMN audit_view.voucher.happened_on IS '业务日期'
;;
COMMENT ON COLUMN audit_view.voucher.recorded_at IS '记账时间'
;;
COMMENT ON COLUMN audit_view.voucher.recorded_on IS '记账日'
;;
COMMENT ON COLUMN audit_view.voucher.delay_days IS '业务日期至记账日的天数'
;;
COMMENT ON COLUMN audit_view.voucher.doc_no IS '文号'
;;
COMMENT ON COLUMN audit_view.voucher.maker IS '经办人'
;;
COMMENT ON COLUMN audit_view.voucher.checker IS '复核人'
;;
COMMENT ON COLUMN audit_view.voucher.amount_fen IS '分录金额合计'
;;
COMMENT ON COLUMN audit_view.voucher.entries IS '分录数'
;;
COMMENT ON COLUMN audit_view.voucher.reverses_year IS '冲回的凭证年度'
;;
COMMENT ON COLUMN audit_view.voucher.reverses_number IS '冲回的凭证号'
;;
COMMENT ON COLUMN audit_view.voucher.replaces_year IS '替代的凭证年度'
;;
COMMENT ON COLUMN audit_view.voucher.replaces_number IS '替代的凭证号'
;;
COMMENT ON COLUMN audit_view.voucher.reversed IS '是否已被红冲（全部或部分）'
;;
COMMENT ON COLUMN audit_view.voucher.late IS '是否迟记'
;;
COMMENT ON COLUMN audit_view.voucher.backfill IS '是否补录'
;;
COMMENT ON COLUMN audit_view.voucher.warned IS '记账时的风险提示'
;;
COMMENT ON COLUMN audit_view.voucher.payment_mode IS '支付方式'
;;
COMMENT ON COLUMN audit_view.voucher.payment_no IS '支付凭证号'
;;
COMMENT ON COLUMN audit_view.voucher.bank_on IS '银行办理日期'
;;
CREATE VIEW audit_view.entry (book, year, number, entry, kind, happened_on, recorded_on, doc_no, lot, lot_doc_no, category, from_kind, from_owner, to_kind, to_owner, project_code, project_name, amount_fen, line, attribution, relation, of_book, of_year, of_number, of_entry) WITH (security_barrier) AS
SELECT e.book, e.year, e.number, e.entry, v.kind, e.happened_on,
  (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, v.doc_no, e.lot, l.origin_doc_no, l.category,
  f.kind, f.owner, t.kind, t.owner, p.code, p.name, e.amount_fen, e.line, e.attribution,
  e.relation, e.of_book, e.of_year, e.of_number, e.of_entry
FROM sunledger.entry e
JOIN (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())) v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN sunledger.lot l ON l.book = e.book AND l.lot = e.lot
JOIN sunledger.account f ON f.book = e.book AND f.account = e.from_account
JOIN sunledger.account t ON t.book = e.book AND t.account = e.to_account
LEFT JOIN sunledger.project p ON p.book = e.book
  AND p.project::text = CASE WHEN t.kind = 'project' THEN t.owner ELSE f.owner END
WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
;;
COMMENT ON VIEW audit_view.entry IS '分录：一条一行，哪批资金从哪个账户到哪个账户'
;;
COMMENT ON COLUMN audit_view.entry.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.entry.year IS '会计年度'
;;
COMMENT ON COLUMN audit_view.entry.number IS '凭证号'
;;
COMMENT ON COLUMN audit_view.entry.entry IS '分录号'
;;
COMMENT ON COLUMN audit_view.entry.kind IS '凭证类别代码'
;;
COMMENT ON COLUMN audit_view.entry.happened_on IS '业务日期'
;;
COMMENT ON COLUMN audit_view.entry.recorded_on IS '记账日'
;;
COMMENT ON COLUMN audit_view.entry.doc_no IS '文号'
;;
COMMENT ON COLUMN audit_view.entry.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.entry.lot_doc_no IS '批次的来源文号'
;;
COMMENT ON COLUMN audit_view.entry.category IS '资金类别'
;;
COMMENT ON COLUMN audit_view.entry.from_kind IS '转出账户类别代码'
;;
COMMENT ON COLUMN audit_view.entry.from_owner IS '转出账户所有者'
;;
COMMENT ON COLUMN audit_view.entry.to_kind IS '转入账户类别代码'
;;
COMMENT ON COLUMN audit_view.entry.to_owner IS '转入账户所有者'
;;
COMMENT ON COLUMN audit_view.entry.project_code IS '有关项目编号'
;;
COMMENT ON COLUMN audit_view.entry.project_name IS '有关项目名称'
;;
COMMENT ON COLUMN audit_view.entry.amount_fen IS '金额'
;;
COMMENT ON COLUMN audit_view.entry.line IS '发放明细行号'
;;
COMMENT ON COLUMN audit_view.entry.attribution IS '批次的依据（documented 文件载明、rule 先进先出）'
;;
COMMENT ON COLUMN audit_view.entry.relation IS '与原分录的关系（reverses 冲回、returns 退回、settles 代发结果、receives 收到下达）'
;;
COMMENT ON COLUMN audit_view.entry.of_book IS '原分录账簿号'
;;
COMMENT ON COLUMN audit_view.entry.of_year IS '原分录年度'
;;
COMMENT ON COLUMN audit_view.entry.of_number IS '原分录凭证号'
;;
COMMENT ON COLUMN audit_view.entry.of_entry IS '原分录号'
;;
CREATE VIEW audit_view.delivery (book, origin_book, origin_year, origin_number, origin_entry, lot, doc_no, amount_fen, sent_on, delivered_on, received_fen, last_received_on, open_fen, waiting_days, withdrawn) WITH (security_barrier) AS
WITH received AS (
  SELECT e.book, e.of_book, e.of_year, e.of_number, e.of_entry,
    sum(e.amount_fen)::bigint AS fen, max(e.happened_on) AS last_on
  FROM sunledger.entry e
  JOIN (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())) v ON v.book = e.book AND v.year = e.year AND v.number = e.number
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[])) AND e.relation = 'receives' AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN sunledger.voucher w ON w.book = r.book AND w.year = r.year AND w.number = r.number
      AND w.happened_on <= (SELECT audit_view.as_of()) AND w.recorded_at <= (SELECT audit_view.known_at())
    WHERE r.book = e.book AND r.relation = 'reverses' AND r.of_year = e.year
      AND r.of_number = e.number AND r.of_entry = e.entry)
  GROUP BY e.book, e.of_book, e.of_year, e.of_number, e.of_entry
)
SELECT i.book, i.origin_book, i.origin_year, i.origin_number, i.origin_entry, i.lot, i.doc_no,
  i.amount_fen, i.sent_on, (i.delivered_at AT TIME ZONE 'Asia/Shanghai')::date,
  coalesce(r.fen, 0), r.last_on,
  CASE WHEN w.book IS NULL THEN i.amount_fen - coalesce(r.fen, 0) ELSE 0 END,
  CASE WHEN r.fen >= i.amount_fen THEN r.last_on ELSE (SELECT audit_view.as_of()) END - i.sent_on, w.book IS NOT NULL
FROM sunledger.inbound i
LEFT JOIN received r ON r.book = i.book AND r.of_book = i.origin_book
  AND r.of_year = i.origin_year AND r.of_number = i.origin_number AND r.of_entry = i.origin_entry
LEFT JOIN sunledger.inbound_withdrawal w ON w.book = i.book AND w.origin_book = i.origin_book
  AND w.origin_year = i.origin_year AND w.origin_number = i.origin_number
  AND w.origin_entry = i.origin_entry AND w.withdrawn_at <= (SELECT audit_view.known_at())
WHERE i.book = ANY (((SELECT audit_view.reach())::integer[])) AND NOT i.upward AND i.sent_on <= (SELECT audit_view.as_of())
  AND i.delivered_at <= (SELECT audit_view.known_at())
;;
COMMENT ON VIEW audit_view.delivery IS '上级下达：上级账簿转下达的每一笔，本账簿收到多少，等了多久'
;;
COMMENT ON COLUMN audit_view.delivery.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.delivery.origin_book IS '上级账簿号'
;;
COMMENT ON COLUMN audit_view.delivery.origin_year IS '上级凭证年度'
;;
COMMENT ON COLUMN audit_view.delivery.origin_number IS '上级凭证号'
;;
COMMENT ON COLUMN audit_view.delivery.origin_entry IS '上级分录号'
;;
COMMENT ON COLUMN audit_view.delivery.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.delivery.doc_no IS '下达文号'
;;
COMMENT ON COLUMN audit_view.delivery.amount_fen IS '下达金额'
;;
COMMENT ON COLUMN audit_view.delivery.sent_on IS '下达日'
;;
COMMENT ON COLUMN audit_view.delivery.delivered_on IS '送达日'
;;
COMMENT ON COLUMN audit_view.delivery.received_fen IS '已收到金额'
;;
COMMENT ON COLUMN audit_view.delivery.last_received_on IS '最近一次收到的日期'
;;
COMMENT ON COLUMN audit_view.delivery.open_fen IS '尚未收到金额'
;;
COMMENT ON COLUMN audit_view.delivery.waiting_days IS '下达至收足（没有收足的至截至日）的天数'
;;
COMMENT ON COLUMN audit_view.delivery.withdrawn IS '是否已被上级撤回'
;;
CREATE VIEW audit_view.payment (book, year, number, entry, line, happened_on, recorded_on, doc_no, maker, checker, lot, lot_doc_no, from_kind, household, household_code, person, household_class, household_members, household_region, region, village, project_code, project_name, benefit, benefit_name, period_from, period_to, quantity_milli, rate_fen, paid_fen, list, list_version, list_line, approved_fen, card_key, confirmation) WITH (security_barrier) AS
WITH 
known AS (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())),
reached AS (
  SELECT e.book, e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, k.recorded_at, k.maker, k.checker, k.payment_mode, k.bank_on,
    a.kind AS from_kind, a.owner AS from_owner
  FROM sunledger.entry e
  JOIN known k ON k.book = e.book AND k.year = e.year AND k.number = e.number
    AND k.kind IN ('disburse', 'pay')
  JOIN sunledger.account a ON a.book = e.book AND a.account = e.from_account
  JOIN sunledger.account h ON h.book = e.book AND h.account = e.to_account AND h.kind = 'household'
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
),
back AS (
  SELECT b.book, b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM sunledger.entry b
  JOIN known k ON k.book = b.book AND k.year = b.year AND k.number = b.number
  WHERE b.book = ANY (((SELECT audit_view.reach())::integer[])) AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN known n ON n.book = r.book AND n.year = r.year AND n.number = r.number
    WHERE r.book = b.book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.book, b.of_year, b.of_number, b.of_entry
),
paid AS (
  SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
    coalesce(l.rate_fen, o.rate_fen) AS rate_fen, coalesce(l.list, o.list) AS list,
    coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM reached m
  LEFT JOIN back u ON u.book = m.book AND u.of_year = m.year AND u.of_number = m.number
    AND u.of_entry = m.entry
  LEFT JOIN sunledger.payment_line l ON l.book = m.book AND l.year = m.year
    AND l.number = m.number AND l.line = m.line
  LEFT JOIN sunledger.payment_line o ON o.book = l.book AND o.year = l.of_year
    AND o.number = l.of_number AND o.line = l.of_line
  WHERE m.amount_fen > coalesce(u.fen, 0)
)

SELECT m.book, m.year, m.number, m.entry, m.line, m.happened_on,
  (m.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, m.doc_no, m.maker, m.checker, m.lot,
  (SELECT l.origin_doc_no FROM sunledger.lot l WHERE l.book = m.book AND l.lot = m.lot),
  m.from_kind, m.household,
  (SELECT c.code FROM sunledger.register_code c WHERE c.book = m.book AND c.kind = 'household'
    AND c.key = m.household),
  m.person,
  (SELECT h.kind FROM sunledger.household_fact h WHERE h.book = m.book
    AND h.household = m.household AND h.valid_from <= m.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > m.happened_on) AND h.known_at <= (SELECT audit_view.known_at())
    ORDER BY h.known_at DESC LIMIT 1),
  (SELECT h.members FROM sunledger.household_fact h WHERE h.book = m.book
    AND h.household = m.household AND h.valid_from <= m.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > m.happened_on) AND h.known_at <= (SELECT audit_view.known_at())
    ORDER BY h.known_at DESC LIMIT 1),
  (SELECT h.region FROM sunledger.household_fact h WHERE h.book = m.book
    AND h.household = m.household AND h.valid_from <= m.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > m.happened_on) AND h.known_at <= (SELECT audit_view.known_at())
    ORDER BY h.known_at DESC LIMIT 1),
  m.region, g.name, p.code, p.name, m.benefit, b.name, m.period_from, m.period_to,
  m.quantity_milli, m.rate_fen, m.paid_fen, m.list, m.list_version, m.list_line, e.approved_fen,
  left(encode(m.card_hmac, 'hex'), 16),
  (SELECT c.outcome FROM sunledger.confirmation c
    JOIN sunledger.book_event v ON v.book = c.book AND v.event = c.event
      AND v.recorded_at <= (SELECT audit_view.known_at())
    WHERE c.book = m.book AND c.year = m.year AND c.number = m.number AND c.line = m.line
      AND c.signed_on <= (SELECT audit_view.as_of()) ORDER BY c.event DESC LIMIT 1)
FROM paid m
LEFT JOIN (SELECT DISTINCT ON (code) code, name FROM sunledger.region
  ORDER BY code, valid_from DESC) g ON g.code = m.region
LEFT JOIN sunledger.project p ON p.book = m.book AND p.project = m.project
LEFT JOIN sunledger.benefit b ON b.benefit = m.benefit
LEFT JOIN sunledger.entitlement e ON e.book = m.book AND e.list = m.list
  AND e.version = m.list_version AND e.line = m.list_line
;;
COMMENT ON VIEW audit_view.payment IS '到户发放：每一笔到达农户的款项（已扣除退回和红冲），连同发放当日的户籍登记'
;;
COMMENT ON COLUMN audit_view.payment.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.payment.year IS '会计年度'
;;
COMMENT ON COLUMN audit_view.payment.number IS '凭证号'
;;
COMMENT ON COLUMN audit_view.payment.entry IS '分录号'
;;
COMMENT ON COLUMN audit_view.payment.line IS '发放明细行号'
;;
COMMENT ON COLUMN audit_view.payment.happened_on IS '发放日'
;;
COMMENT ON COLUMN audit_view.payment.recorded_on IS '记账日'
;;
COMMENT ON COLUMN audit_view.payment.doc_no IS '文号'
;;
COMMENT ON COLUMN audit_view.payment.maker IS '经办人'
;;
COMMENT ON COLUMN audit_view.payment.checker IS '复核人'
;;
COMMENT ON COLUMN audit_view.payment.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.payment.lot_doc_no IS '批次的来源文号'
;;
COMMENT ON COLUMN audit_view.payment.from_kind IS '付款账户类别代码（project 直接支付、agent 代发、unit 报账户…）'
;;
COMMENT ON COLUMN audit_view.payment.household IS '户'
;;
COMMENT ON COLUMN audit_view.payment.household_code IS '户编号'
;;
COMMENT ON COLUMN audit_view.payment.person IS '人'
;;
COMMENT ON COLUMN audit_view.payment.household_class IS '发放当日登记的户类别（空：当日没有登记）'
;;
COMMENT ON COLUMN audit_view.payment.household_members IS '发放当日登记的人口'
;;
COMMENT ON COLUMN audit_view.payment.household_region IS '发放当日登记的住址区划'
;;
COMMENT ON COLUMN audit_view.payment.region IS '明细上的区划代码'
;;
COMMENT ON COLUMN audit_view.payment.village IS '明细上的村名'
;;
COMMENT ON COLUMN audit_view.payment.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.payment.project_name IS '项目名称'
;;
COMMENT ON COLUMN audit_view.payment.benefit IS '补助代码'
;;
COMMENT ON COLUMN audit_view.payment.benefit_name IS '补助名称'
;;
COMMENT ON COLUMN audit_view.payment.period_from IS '所属期起'
;;
COMMENT ON COLUMN audit_view.payment.period_to IS '所属期止'
;;
COMMENT ON COLUMN audit_view.payment.quantity_milli IS '数量（千分之一）'
;;
COMMENT ON COLUMN audit_view.payment.rate_fen IS '采用的标准'
;;
COMMENT ON COLUMN audit_view.payment.paid_fen IS '实发净额'
;;
COMMENT ON COLUMN audit_view.payment.list IS '应发清单'
;;
COMMENT ON COLUMN audit_view.payment.list_version IS '清单版本'
;;
COMMENT ON COLUMN audit_view.payment.list_line IS '清单行号'
;;
COMMENT ON COLUMN audit_view.payment.approved_fen IS '清单上审定的金额（没有列入清单的为空）'
;;
COMMENT ON COLUMN audit_view.payment.card_key IS '收款账号的带密钥摘要'
;;
COMMENT ON COLUMN audit_view.payment.confirmation IS '签收结果（received 收到、less 少收、not_received 没有收到；空：没有签收）'
;;
CREATE VIEW audit_view.entitled (book, list, list_code, title, version, line, benefit, benefit_name, project_code, region, period_from, period_to, approved_on, final_by, doc_no, household, person, quantity_milli, rate_fen, approved_fen, paid_fen, unpaid_fen, last_paid_on) WITH (security_barrier) AS
WITH 
known AS (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())),
reached AS (
  SELECT e.book, e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, k.recorded_at, k.maker, k.checker, k.payment_mode, k.bank_on,
    a.kind AS from_kind, a.owner AS from_owner
  FROM sunledger.entry e
  JOIN known k ON k.book = e.book AND k.year = e.year AND k.number = e.number
    AND k.kind IN ('disburse', 'pay')
  JOIN sunledger.account a ON a.book = e.book AND a.account = e.from_account
  JOIN sunledger.account h ON h.book = e.book AND h.account = e.to_account AND h.kind = 'household'
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
),
back AS (
  SELECT b.book, b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM sunledger.entry b
  JOIN known k ON k.book = b.book AND k.year = b.year AND k.number = b.number
  WHERE b.book = ANY (((SELECT audit_view.reach())::integer[])) AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN known n ON n.book = r.book AND n.year = r.year AND n.number = r.number
    WHERE r.book = b.book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.book, b.of_year, b.of_number, b.of_entry
),
paid AS (
  SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
    coalesce(l.rate_fen, o.rate_fen) AS rate_fen, coalesce(l.list, o.list) AS list,
    coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM reached m
  LEFT JOIN back u ON u.book = m.book AND u.of_year = m.year AND u.of_number = m.number
    AND u.of_entry = m.entry
  LEFT JOIN sunledger.payment_line l ON l.book = m.book AND l.year = m.year
    AND l.number = m.number AND l.line = m.line
  LEFT JOIN sunledger.payment_line o ON o.book = l.book AND o.year = l.of_year
    AND o.number = l.of_number AND o.line = l.of_line
  WHERE m.amount_fen > coalesce(u.fen, 0)
)
,
newest AS (
  SELECT DISTINCT ON (n.book, n.list) n.* FROM sunledger.entitlement_list n
  WHERE n.book = ANY (((SELECT audit_view.reach())::integer[])) AND n.approved_on <= (SELECT audit_view.as_of()) AND n.known_at <= (SELECT audit_view.known_at())
  ORDER BY n.book, n.list, n.version DESC
),
given AS (
  SELECT m.book, m.list, m.household, m.person, sum(m.paid_fen)::bigint AS fen,
    max(m.happened_on) AS last_on
  FROM paid m WHERE m.list IS NOT NULL GROUP BY m.book, m.list, m.household, m.person
),
ranked AS (
  -- A household that stands on a list twice with one person: what was paid counts once.
  SELECT e.*, row_number() OVER (PARTITION BY e.book, e.list, e.version, e.household, e.person
    ORDER BY e.line) AS place
  FROM sunledger.entitlement e WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
)
SELECT n.book, n.list, c.code, n.title, n.version, e.line, n.benefit, b.name, p.code, n.region,
  n.period_from, n.period_to, n.approved_on, n.final_by, n.doc_no, e.household, e.person,
  e.quantity_milli, e.rate_fen, e.approved_fen, coalesce(g.fen, 0),
  e.approved_fen - coalesce(g.fen, 0), g.last_on
FROM newest n
JOIN ranked e ON e.book = n.book AND e.list = n.list AND e.version = n.version
LEFT JOIN given g ON g.book = e.book AND g.list = e.list AND g.household = e.household
  AND g.person IS NOT DISTINCT FROM e.person AND e.place = 1
LEFT JOIN sunledger.benefit b ON b.benefit = n.benefit
LEFT JOIN sunledger.project p ON p.book = n.book AND p.project = n.project
LEFT JOIN sunledger.register_code c ON c.book = n.book AND c.kind = 'list' AND c.key = n.list
;;
COMMENT ON VIEW audit_view.entitled IS '应发与实发：最新一版应发清单的每一行，审定多少、实发多少'
;;
COMMENT ON COLUMN audit_view.entitled.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.entitled.list IS '应发清单'
;;
COMMENT ON COLUMN audit_view.entitled.list_code IS '清单编号'
;;
COMMENT ON COLUMN audit_view.entitled.title IS '清单名称'
;;
COMMENT ON COLUMN audit_view.entitled.version IS '版本'
;;
COMMENT ON COLUMN audit_view.entitled.line IS '行号'
;;
COMMENT ON COLUMN audit_view.entitled.benefit IS '补助代码'
;;
COMMENT ON COLUMN audit_view.entitled.benefit_name IS '补助名称'
;;
COMMENT ON COLUMN audit_view.entitled.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.entitled.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.entitled.period_from IS '所属期起'
;;
COMMENT ON COLUMN audit_view.entitled.period_to IS '所属期止'
;;
COMMENT ON COLUMN audit_view.entitled.approved_on IS '审定日'
;;
COMMENT ON COLUMN audit_view.entitled.final_by IS '最迟发放日'
;;
COMMENT ON COLUMN audit_view.entitled.doc_no IS '审定文号'
;;
COMMENT ON COLUMN audit_view.entitled.household IS '户'
;;
COMMENT ON COLUMN audit_view.entitled.person IS '人'
;;
COMMENT ON COLUMN audit_view.entitled.quantity_milli IS '数量（千分之一）'
;;
COMMENT ON COLUMN audit_view.entitled.rate_fen IS '标准'
;;
COMMENT ON COLUMN audit_view.entitled.approved_fen IS '审定金额'
;;
COMMENT ON COLUMN audit_view.entitled.paid_fen IS '实发净额'
;;
COMMENT ON COLUMN audit_view.entitled.unpaid_fen IS '未发金额'
;;
COMMENT ON COLUMN audit_view.entitled.last_paid_on IS '最后一次发放日'
;;
CREATE VIEW audit_view.card (book, card_key, households, persons, payments, paid_fen, first_on, last_on, holder, holder_household) WITH (security_barrier) AS
WITH 
known AS (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())),
reached AS (
  SELECT e.book, e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, k.recorded_at, k.maker, k.checker, k.payment_mode, k.bank_on,
    a.kind AS from_kind, a.owner AS from_owner
  FROM sunledger.entry e
  JOIN known k ON k.book = e.book AND k.year = e.year AND k.number = e.number
    AND k.kind IN ('disburse', 'pay')
  JOIN sunledger.account a ON a.book = e.book AND a.account = e.from_account
  JOIN sunledger.account h ON h.book = e.book AND h.account = e.to_account AND h.kind = 'household'
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
),
back AS (
  SELECT b.book, b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM sunledger.entry b
  JOIN known k ON k.book = b.book AND k.year = b.year AND k.number = b.number
  WHERE b.book = ANY (((SELECT audit_view.reach())::integer[])) AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN known n ON n.book = r.book AND n.year = r.year AND n.number = r.number
    WHERE r.book = b.book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.book, b.of_year, b.of_number, b.of_entry
),
paid AS (
  SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
    coalesce(l.rate_fen, o.rate_fen) AS rate_fen, coalesce(l.list, o.list) AS list,
    coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM reached m
  LEFT JOIN back u ON u.book = m.book AND u.of_year = m.year AND u.of_number = m.number
    AND u.of_entry = m.entry
  LEFT JOIN sunledger.payment_line l ON l.book = m.book AND l.year = m.year
    AND l.number = m.number AND l.line = m.line
  LEFT JOIN sunledger.payment_line o ON o.book = l.book AND o.year = l.of_year
    AND o.number = l.of_number AND o.line = l.of_line
  WHERE m.amount_fen > coalesce(u.fen, 0)
)
,
used AS (
  SELECT m.book, m.card_hmac, count(DISTINCT m.household)::integer AS households,
    count(DISTINCT m.person)::integer AS persons, count(*)::integer AS payments,
    sum(m.paid_fen)::bigint AS fen, min(m.happened_on) AS first_on, max(m.happened_on) AS last_on
  FROM paid m WHERE m.card_hmac IS NOT NULL GROUP BY m.book, m.card_hmac
),
holder AS (
  SELECT DISTINCT ON (c.book, c.card_hmac) c.book, c.card_hmac, c.person FROM sunledger.bank_card c
  WHERE c.book = ANY (((SELECT audit_view.reach())::integer[])) AND c.known_at <= (SELECT audit_view.known_at()) AND c.valid_from <= (SELECT audit_view.as_of())
    AND (c.valid_to IS NULL OR c.valid_to > (SELECT audit_view.as_of()))
  ORDER BY c.book, c.card_hmac, c.known_at DESC
)
SELECT u.book, left(encode(u.card_hmac, 'hex'), 16), u.households, u.persons, u.payments, u.fen, u.first_on,
  u.last_on, h.person, p.household
FROM used u
LEFT JOIN holder h ON h.book = u.book AND h.card_hmac = u.card_hmac
LEFT JOIN sunledger.person p ON p.book = h.book AND p.person = h.person
;;
COMMENT ON VIEW audit_view.card IS '收款账号：每个账号收了几户、几人的钱（账号是带密钥摘要，看不出号码）'
;;
COMMENT ON COLUMN audit_view.card.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.card.card_key IS '收款账号的带密钥摘要'
;;
COMMENT ON COLUMN audit_view.card.households IS '收款的户数'
;;
COMMENT ON COLUMN audit_view.card.persons IS '收款的人数'
;;
COMMENT ON COLUMN audit_view.card.payments IS '笔数'
;;
COMMENT ON COLUMN audit_view.card.paid_fen IS '实发净额'
;;
COMMENT ON COLUMN audit_view.card.first_on IS '第一笔'
;;
COMMENT ON COLUMN audit_view.card.last_on IS '最后一笔'
;;
COMMENT ON COLUMN audit_view.card.holder IS '登记的持卡人'
;;
COMMENT ON COLUMN audit_view.card.holder_household IS '登记的持卡人所在的户'
;;
CREATE VIEW audit_view.household (book, household, code, class, class_from, doc_no, region, village, village_group, members, persons, income_year, per_capita_fen, address_key, programmes, payments, paid_fen, last_paid_on) WITH (security_barrier) AS
WITH 
known AS (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())),
reached AS (
  SELECT e.book, e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, k.recorded_at, k.maker, k.checker, k.payment_mode, k.bank_on,
    a.kind AS from_kind, a.owner AS from_owner
  FROM sunledger.entry e
  JOIN known k ON k.book = e.book AND k.year = e.year AND k.number = e.number
    AND k.kind IN ('disburse', 'pay')
  JOIN sunledger.account a ON a.book = e.book AND a.account = e.from_account
  JOIN sunledger.account h ON h.book = e.book AND h.account = e.to_account AND h.kind = 'household'
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
),
back AS (
  SELECT b.book, b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM sunledger.entry b
  JOIN known k ON k.book = b.book AND k.year = b.year AND k.number = b.number
  WHERE b.book = ANY (((SELECT audit_view.reach())::integer[])) AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN known n ON n.book = r.book AND n.year = r.year AND n.number = r.number
    WHERE r.book = b.book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.book, b.of_year, b.of_number, b.of_entry
),
paid AS (
  SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
    coalesce(l.rate_fen, o.rate_fen) AS rate_fen, coalesce(l.list, o.list) AS list,
    coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM reached m
  LEFT JOIN back u ON u.book = m.book AND u.of_year = m.year AND u.of_number = m.number
    AND u.of_entry = m.entry
  LEFT JOIN sunledger.payment_line l ON l.book = m.book AND l.year = m.year
    AND l.number = m.number AND l.line = m.line
  LEFT JOIN sunledger.payment_line o ON o.book = l.book AND o.year = l.of_year
    AND o.number = l.of_number AND o.line = l.of_line
  WHERE m.amount_fen > coalesce(u.fen, 0)
)
,
now AS (
  SELECT DISTINCT ON (f.book, f.household) f.* FROM sunledger.household_fact f
  WHERE f.book = ANY (((SELECT audit_view.reach())::integer[])) AND f.known_at <= (SELECT audit_view.known_at()) AND f.valid_from <= (SELECT audit_view.as_of())
    AND (f.valid_to IS NULL OR f.valid_to > (SELECT audit_view.as_of()))
  ORDER BY f.book, f.household, f.known_at DESC
),
given AS (
  SELECT m.book, m.household, count(DISTINCT m.benefit)::integer AS programmes,
    count(*)::integer AS payments, sum(m.paid_fen)::bigint AS fen, max(m.happened_on) AS last_on
  FROM paid m WHERE m.household IS NOT NULL GROUP BY m.book, m.household
),
income AS (
  SELECT DISTINCT ON (i.book, i.household) i.book, i.household, i.year, i.per_capita_fen
  FROM sunledger.household_income i WHERE i.book = ANY (((SELECT audit_view.reach())::integer[])) AND i.known_at <= (SELECT audit_view.known_at())
    AND i.year <= extract(year FROM (SELECT audit_view.as_of()))
  ORDER BY i.book, i.household, i.year DESC, i.known_at DESC
),
lived AS (
  SELECT DISTINCT ON (a.book, a.household) a.book, a.household, a.address_hmac
  FROM sunledger.address_identity a WHERE a.book = ANY (((SELECT audit_view.reach())::integer[])) AND a.known_at <= (SELECT audit_view.known_at())
    AND a.valid_from <= (SELECT audit_view.as_of()) AND (a.valid_to IS NULL OR a.valid_to > (SELECT audit_view.as_of()))
  ORDER BY a.book, a.household, a.known_at DESC
),
counted AS (
  SELECT p.book, p.household, count(*)::integer AS persons FROM sunledger.person p
  WHERE p.book = ANY (((SELECT audit_view.reach())::integer[])) AND p.known_at <= (SELECT audit_view.known_at()) GROUP BY p.book, p.household
)
SELECT h.book, h.household, c.code, f.kind, f.valid_from, f.doc_no, f.region, g.name,
  f.village_group, f.members, coalesce(n.persons, 0), i.year, i.per_capita_fen,
  left(encode(a.address_hmac, 'hex'), 16), coalesce(m.programmes, 0), coalesce(m.payments, 0),
  coalesce(m.fen, 0), m.last_on
FROM sunledger.household h
LEFT JOIN now f ON f.book = h.book AND f.household = h.household
LEFT JOIN given m ON m.book = h.book AND m.household = h.household
LEFT JOIN income i ON i.book = h.book AND i.household = h.household
LEFT JOIN lived a ON a.book = h.book AND a.household = h.household
LEFT JOIN counted n ON n.book = h.book AND n.household = h.household
LEFT JOIN sunledger.register_code c ON c.book = h.book AND c.kind = 'household' AND c.key = h.household
LEFT JOIN (SELECT DISTINCT ON (code) code, name FROM sunledger.region
  ORDER BY code, valid_from DESC) g ON g.code = f.region
WHERE h.book = ANY (((SELECT audit_view.reach())::integer[])) AND h.known_at <= (SELECT audit_view.known_at())
;;
COMMENT ON VIEW audit_view.household IS '户：截至日的户类别、住址、人口和收入，以及累计到户金额'
;;
COMMENT ON COLUMN audit_view.household.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.household.household IS '户'
;;
COMMENT ON COLUMN audit_view.household.code IS '户编号'
;;
COMMENT ON COLUMN audit_view.household.class IS '户类别（registered 建档立卡、monitored 监测、lifted 脱贫、ordinary 普通…）'
;;
COMMENT ON COLUMN audit_view.household.class_from IS '该类别起始日'
;;
COMMENT ON COLUMN audit_view.household.doc_no IS '依据文号'
;;
COMMENT ON COLUMN audit_view.household.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.household.village IS '村名'
;;
COMMENT ON COLUMN audit_view.household.village_group IS '村民小组'
;;
COMMENT ON COLUMN audit_view.household.members IS '登记人口'
;;
COMMENT ON COLUMN audit_view.household.persons IS '在册成员数'
;;
COMMENT ON COLUMN audit_view.household.income_year IS '最近一次登记收入的年度'
;;
COMMENT ON COLUMN audit_view.household.per_capita_fen IS '该年度人均纯收入'
;;
COMMENT ON COLUMN audit_view.household.address_key IS '住址的带密钥摘要'
;;
COMMENT ON COLUMN audit_view.household.programmes IS '享受过的补助种数'
;;
COMMENT ON COLUMN audit_view.household.payments IS '到户笔数'
;;
COMMENT ON COLUMN audit_view.household.paid_fen IS '累计到户净额'
;;
COMMENT ON COLUMN audit_view.household.last_paid_on IS '最后一次到户日'
;;
CREATE VIEW audit_view.person (book, person, household, household_code, relation, id_key, name_key, id_faults) WITH (security_barrier) AS
SELECT p.book, p.person, p.household, c.code, p.relation, left(encode(i.id_hmac, 'hex'), 16),
  left(encode(i.name_hmac, 'hex'), 16), array_to_string(i.id_faults, '、')
FROM sunledger.person p
LEFT JOIN sunledger.person_identity i ON i.book = p.book AND i.person = p.person
LEFT JOIN sunledger.register_code c ON c.book = p.book AND c.kind = 'household' AND c.key = p.household
WHERE p.book = ANY (((SELECT audit_view.reach())::integer[])) AND p.known_at <= (SELECT audit_view.known_at())
;;
COMMENT ON VIEW audit_view.person IS '人：户的成员，姓名和证件号只有带密钥摘要，用来找出相同的人'
;;
COMMENT ON COLUMN audit_view.person.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.person.person IS '人'
;;
COMMENT ON COLUMN audit_view.person.household IS '户'
;;
COMMENT ON COLUMN audit_view.person.household_code IS '户编号'
;;
COMMENT ON COLUMN audit_view.person.relation IS '与户主关系代码'
;;
COMMENT ON COLUMN audit_view.person.id_key IS '证件号的带密钥摘要（没有登记的为空）'
;;
COMMENT ON COLUMN audit_view.person.name_key IS '姓名的带密钥摘要'
;;
COMMENT ON COLUMN audit_view.person.id_faults IS '证件号的问题（missing 没有、form 位数、birth 生日、check 校验码、region 区划）'
;;
CREATE VIEW audit_view.project (book, project, code, name, region, place, org, org_name, purpose, benefit, planned_fen, approved_fen, arranged_fen, disbursed_fen, standing_fen, contracts, contract_fen, invoiced_fen, accepted_fen, starts_on, ends_on, entered_on, removed_on, approved_on, first_arranged_on, first_disbursed_on, last_disbursed_on, accepted_on) WITH (security_barrier) AS
WITH flows AS (SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND f.happened_on <= (SELECT audit_view.as_of()) AND f.recorded_at <= (SELECT audit_view.known_at())),
steps AS (
  SELECT e.book, e.project, e.kind, min(e.happened_on) AS first_on, max(e.happened_on) AS last_on
  FROM sunledger.project_event e
  LEFT JOIN sunledger.project_event_void v ON v.book = e.book AND v.project = e.project
    AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version
    AND v.known_at <= (SELECT audit_view.known_at())
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[])) AND e.happened_on <= (SELECT audit_view.as_of()) AND e.known_at <= (SELECT audit_view.known_at())
    AND v.project IS NULL
  GROUP BY e.book, e.project, e.kind
),
moved AS (
  SELECT x.book, x.project_key,
    coalesce(sum(x.fen) FILTER (WHERE x.other IN ('source', 'unassigned', 'pool', 'project')),
      0)::bigint AS arranged_fen,
    coalesce(-sum(x.fen) FILTER (WHERE x.other NOT IN ('source', 'unassigned', 'pool', 'project',
      'recovered')), 0)::bigint AS out_fen,
    sum(x.fen)::bigint AS standing_fen,
    min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_on,
    min(x.happened_on) FILTER (WHERE x.fen < 0 AND x.other NOT IN ('source', 'unassigned', 'pool',
      'project', 'recovered')) AS first_out_on,
    max(x.happened_on) FILTER (WHERE x.fen < 0 AND x.other NOT IN ('source', 'unassigned', 'pool',
      'project', 'recovered')) AS last_out_on
  FROM (
    SELECT f.book, t.owner AS project_key, s.kind AS other, f.amount_fen AS fen, f.happened_on
    FROM flows f
    JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
    JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account AND t.kind = 'project'
    UNION ALL
    SELECT f.book, s.owner, t.kind, -f.amount_fen, f.happened_on
    FROM flows f
    JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
      AND s.kind = 'project'
    JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account
  ) x GROUP BY x.book, x.project_key
),
ordered AS (
  SELECT c.book, c.project, count(*)::integer AS contracts, sum(c.amount_fen)::bigint AS fen
  FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, contract) * FROM sunledger.contract
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, contract, version DESC
    ) n WHERE NOT n.void) c WHERE c.signed_on <= (SELECT audit_view.as_of()) GROUP BY c.book, c.project
),
billed AS (
  SELECT i.book, i.project, sum(i.amount_fen)::bigint AS fen
  FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, code, number) * FROM sunledger.invoice
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, code, number, version DESC
    ) n WHERE NOT n.void) i WHERE i.invoiced_on <= (SELECT audit_view.as_of())
  GROUP BY i.book, i.project
),
taken AS (
  SELECT a.book, a.project, sum(a.value_fen)::bigint AS fen,
    min(a.accepted_on) FILTER (WHERE a.final) AS final_on
  FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, acceptance) * FROM sunledger.acceptance
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, acceptance, version DESC
    ) n WHERE NOT n.void) a
  WHERE a.accepted_on <= (SELECT audit_view.as_of()) AND a.result <> 'failed' GROUP BY a.book, a.project
)
SELECT p.book, p.project, p.code, p.name, p.region, g.name, p.org, o.name, p.purpose, p.benefit,
  p.planned_fen, r.approved_fen, coalesce(m.arranged_fen, 0), coalesce(m.out_fen, 0),
  coalesce(m.standing_fen, 0), coalesce(c.contracts, 0), coalesce(c.fen, 0), coalesce(i.fen, 0),
  coalesce(a.fen, 0), p.starts_on, p.ends_on, entered.first_on, removed.last_on,
  coalesce(r.approved_on, approved.first_on), m.first_on, m.first_out_on, m.last_out_on,
  least(a.final_on, accepted.first_on)
FROM sunledger.project p
LEFT JOIN moved m ON m.book = p.book AND m.project_key = p.project::text
LEFT JOIN ordered c ON c.book = p.book AND c.project = p.project
LEFT JOIN billed i ON i.book = p.book AND i.project = p.project
LEFT JOIN taken a ON a.book = p.book AND a.project = p.project
LEFT JOIN (SELECT n.* FROM (
      SELECT DISTINCT ON (book, project) * FROM sunledger.project_approval
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, project, version DESC
    ) n WHERE NOT n.void) r ON r.book = p.book AND r.project = p.project
LEFT JOIN steps entered ON entered.book = p.book AND entered.project = p.project
  AND entered.kind = 'entered'
LEFT JOIN steps removed ON removed.book = p.book AND removed.project = p.project
  AND removed.kind = 'removed'
LEFT JOIN steps approved ON approved.book = p.book AND approved.project = p.project
  AND approved.kind = 'approved'
LEFT JOIN steps accepted ON accepted.book = p.book AND accepted.project = p.project
  AND accepted.kind = 'accepted'
LEFT JOIN sunledger.organisation o ON o.org = p.org
LEFT JOIN (SELECT DISTINCT ON (code) code, name FROM sunledger.region
  ORDER BY code, valid_from DESC) g ON g.code = p.region
WHERE p.book = ANY (((SELECT audit_view.reach())::integer[])) AND p.known_at <= (SELECT audit_view.known_at())
;;
COMMENT ON VIEW audit_view.project IS '项目：计划、批复、安排、拨付、合同、发票和验收对照，一个项目一行'
;;
COMMENT ON COLUMN audit_view.project.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.project.project IS '项目'
;;
COMMENT ON COLUMN audit_view.project.code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.project.name IS '项目名称'
;;
COMMENT ON COLUMN audit_view.project.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.project.place IS '地点名称'
;;
COMMENT ON COLUMN audit_view.project.org IS '实施单位代码'
;;
COMMENT ON COLUMN audit_view.project.org_name IS '实施单位'
;;
COMMENT ON COLUMN audit_view.project.purpose IS '用途'
;;
COMMENT ON COLUMN audit_view.project.benefit IS '补助代码（到户项目）'
;;
COMMENT ON COLUMN audit_view.project.planned_fen IS '计划投资'
;;
COMMENT ON COLUMN audit_view.project.approved_fen IS '批复金额'
;;
COMMENT ON COLUMN audit_view.project.arranged_fen IS '已安排净额'
;;
COMMENT ON COLUMN audit_view.project.disbursed_fen IS '已拨付净额（离开指标）'
;;
COMMENT ON COLUMN audit_view.project.standing_fen IS '仍在项目上的指标'
;;
COMMENT ON COLUMN audit_view.project.contracts IS '合同份数'
;;
COMMENT ON COLUMN audit_view.project.contract_fen IS '合同金额合计'
;;
COMMENT ON COLUMN audit_view.project.invoiced_fen IS '发票金额合计'
;;
COMMENT ON COLUMN audit_view.project.accepted_fen IS '验收合格的价值合计'
;;
COMMENT ON COLUMN audit_view.project.starts_on IS '计划开工日'
;;
COMMENT ON COLUMN audit_view.project.ends_on IS '计划完工日'
;;
COMMENT ON COLUMN audit_view.project.entered_on IS '审定入库日'
;;
COMMENT ON COLUMN audit_view.project.removed_on IS '出库日'
;;
COMMENT ON COLUMN audit_view.project.approved_on IS '批复日'
;;
COMMENT ON COLUMN audit_view.project.first_arranged_on IS '第一次安排日'
;;
COMMENT ON COLUMN audit_view.project.first_disbursed_on IS '第一次拨付日'
;;
COMMENT ON COLUMN audit_view.project.last_disbursed_on IS '最后一次拨付日'
;;
COMMENT ON COLUMN audit_view.project.accepted_on IS '竣工验收日'
;;
CREATE VIEW audit_view.contract (book, contract, name, project_code, project_name, region, kind, buyer, buyer_name, supplier, supplier_name, supplier_credit_code, tender_mode, tender, bidders, amount_fen, limit_fen, awarded_on, signed_on, starts_on, ends_on, versions) WITH (security_barrier) AS
WITH offered AS (
  SELECT b.book, b.tender, count(DISTINCT b.bidder)::integer AS bidders
  FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, tender, bidder) * FROM sunledger.bid
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, tender, bidder, version DESC
    ) n WHERE NOT n.void) b GROUP BY b.book, b.tender
)
SELECT c.book, c.contract, c.name, p.code, p.name, p.region, c.kind, c.buyer, y.name, c.supplier,
  s.name, s.credit_code, c.tender_mode, c.tender, b.bidders, c.amount_fen, c.limit_fen,
  c.awarded_on, c.signed_on, c.starts_on, c.ends_on, c.version
FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, contract) * FROM sunledger.contract
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, contract, version DESC
    ) n WHERE NOT n.void) c
LEFT JOIN sunledger.project p ON p.book = c.book AND p.project = c.project
LEFT JOIN sunledger.organisation y ON y.org = c.buyer
LEFT JOIN sunledger.organisation s ON s.org = c.supplier
LEFT JOIN offered b ON b.book = c.book AND b.tender = c.tender AND c.tender <> ''
WHERE c.signed_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.contract IS '合同：一份一行，供应商、采购方式、金额和投标家数'
;;
COMMENT ON COLUMN audit_view.contract.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.contract.contract IS '合同编号'
;;
COMMENT ON COLUMN audit_view.contract.name IS '合同名称'
;;
COMMENT ON COLUMN audit_view.contract.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.contract.project_name IS '项目名称'
;;
COMMENT ON COLUMN audit_view.contract.region IS '项目区划代码'
;;
COMMENT ON COLUMN audit_view.contract.kind IS '类别（works 工程、goods 货物、services 服务）'
;;
COMMENT ON COLUMN audit_view.contract.buyer IS '采购单位代码'
;;
COMMENT ON COLUMN audit_view.contract.buyer_name IS '采购单位'
;;
COMMENT ON COLUMN audit_view.contract.supplier IS '供应商代码'
;;
COMMENT ON COLUMN audit_view.contract.supplier_name IS '供应商'
;;
COMMENT ON COLUMN audit_view.contract.supplier_credit_code IS '供应商统一社会信用代码'
;;
COMMENT ON COLUMN audit_view.contract.tender_mode IS '采购方式（open 公开、invited 邀请、single_source 单一来源、direct 直接…）'
;;
COMMENT ON COLUMN audit_view.contract.tender IS '招标编号'
;;
COMMENT ON COLUMN audit_view.contract.bidders IS '投标家数'
;;
COMMENT ON COLUMN audit_view.contract.amount_fen IS '合同金额'
;;
COMMENT ON COLUMN audit_view.contract.limit_fen IS '适用的采购限额'
;;
COMMENT ON COLUMN audit_view.contract.awarded_on IS '中标日'
;;
COMMENT ON COLUMN audit_view.contract.signed_on IS '签订日'
;;
COMMENT ON COLUMN audit_view.contract.starts_on IS '合同开工日'
;;
COMMENT ON COLUMN audit_view.contract.ends_on IS '合同完工日'
;;
COMMENT ON COLUMN audit_view.contract.versions IS '登记过的版本数（大于1即变更过）'
;;
CREATE VIEW audit_view.invoice (book, code, number, project_code, contract, seller, seller_name, invoiced_on, amount_fen, tax_fen) WITH (security_barrier) AS
SELECT i.book, i.code, i.number, p.code, i.contract, i.seller, s.name, i.invoiced_on,
  i.amount_fen, i.tax_fen
FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, code, number) * FROM sunledger.invoice
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, code, number, version DESC
    ) n WHERE NOT n.void) i
LEFT JOIN sunledger.project p ON p.book = i.book AND p.project = i.project
LEFT JOIN sunledger.organisation s ON s.org = i.seller
WHERE i.invoiced_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.invoice IS '发票：一张一行'
;;
COMMENT ON COLUMN audit_view.invoice.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.invoice.code IS '发票代码'
;;
COMMENT ON COLUMN audit_view.invoice.number IS '发票号码'
;;
COMMENT ON COLUMN audit_view.invoice.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.invoice.contract IS '合同编号'
;;
COMMENT ON COLUMN audit_view.invoice.seller IS '销售方代码'
;;
COMMENT ON COLUMN audit_view.invoice.seller_name IS '销售方'
;;
COMMENT ON COLUMN audit_view.invoice.invoiced_on IS '开票日'
;;
COMMENT ON COLUMN audit_view.invoice.amount_fen IS '金额'
;;
COMMENT ON COLUMN audit_view.invoice.tax_fen IS '税额'
;;
CREATE VIEW audit_view.acceptance (book, acceptance, project_code, project_name, contract, accepted_on, item, quantity_milli, unit, value_fen, result, final, retention_fen, retention_due_on) WITH (security_barrier) AS
SELECT a.book, a.acceptance, p.code, p.name, a.contract, a.accepted_on, a.item, a.quantity_milli,
  a.unit, a.value_fen, a.result, a.final, a.retention_fen, a.retention_due_on
FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, acceptance) * FROM sunledger.acceptance
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, acceptance, version DESC
    ) n WHERE NOT n.void) a
LEFT JOIN sunledger.project p ON p.book = a.book AND p.project = a.project
WHERE a.accepted_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.acceptance IS '验收：一次一行，验了什么、多少、值多少'
;;
COMMENT ON COLUMN audit_view.acceptance.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.acceptance.acceptance IS '验收编号'
;;
COMMENT ON COLUMN audit_view.acceptance.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.acceptance.project_name IS '项目名称'
;;
COMMENT ON COLUMN audit_view.acceptance.contract IS '合同编号'
;;
COMMENT ON COLUMN audit_view.acceptance.accepted_on IS '验收日'
;;
COMMENT ON COLUMN audit_view.acceptance.item IS '验收内容'
;;
COMMENT ON COLUMN audit_view.acceptance.quantity_milli IS '数量（千分之一）'
;;
COMMENT ON COLUMN audit_view.acceptance.unit IS '单位'
;;
COMMENT ON COLUMN audit_view.acceptance.value_fen IS '价值'
;;
COMMENT ON COLUMN audit_view.acceptance.result IS '结论（passed 合格、partly 部分合格、failed 不合格）'
;;
COMMENT ON COLUMN audit_view.acceptance.final IS '是否竣工验收'
;;
COMMENT ON COLUMN audit_view.acceptance.retention_fen IS '扣留质保金'
;;
COMMENT ON COLUMN audit_view.acceptance.retention_due_on IS '质保金到期日'
;;
CREATE VIEW audit_view.asset (book, asset, name, project_code, kind, region, owner_kind, value_fen, formed_on, confirmed_on) WITH (security_barrier) AS
SELECT a.book, a.asset, a.name, p.code, a.kind, a.region, a.owner_kind, a.value_fen, a.formed_on,
  CASE WHEN a.confirmed_on <= (SELECT audit_view.as_of()) THEN a.confirmed_on END
FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, asset) * FROM sunledger.asset
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, asset, version DESC
    ) n WHERE NOT n.void) a
LEFT JOIN sunledger.project p ON p.book = a.book AND p.project = a.project
WHERE a.formed_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.asset IS '项目资产：一项一行，值多少，是否确权'
;;
COMMENT ON COLUMN audit_view.asset.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.asset.asset IS '资产编号'
;;
COMMENT ON COLUMN audit_view.asset.name IS '资产名称'
;;
COMMENT ON COLUMN audit_view.asset.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.asset.kind IS '类别（public 公益性、operating 经营性、household 到户类）'
;;
COMMENT ON COLUMN audit_view.asset.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.asset.owner_kind IS '所有者类别'
;;
COMMENT ON COLUMN audit_view.asset.value_fen IS '价值'
;;
COMMENT ON COLUMN audit_view.asset.formed_on IS '形成日'
;;
COMMENT ON COLUMN audit_view.asset.confirmed_on IS '确权日（空：没有确权）'
;;
CREATE VIEW audit_view.dividend (book, agreement, due_on, agreed_fen, project_code, org, org_name, mechanism, support_fen, terms_until) WITH (security_barrier) AS
SELECT d.book, d.agreement, d.due_on, d.agreed_fen, p.code, a.org, o.name, a.mechanism,
  a.support_fen, a.valid_to
FROM (SELECT n.* FROM (
      SELECT DISTINCT ON (book, agreement, due_on) * FROM sunledger.dividend_due
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, agreement, due_on, version DESC
    ) n WHERE NOT n.void) d
LEFT JOIN (SELECT n.* FROM (
      SELECT DISTINCT ON (book, agreement) * FROM sunledger.support_agreement
      WHERE book = ANY (((SELECT audit_view.reach())::integer[])) AND known_at <= (SELECT audit_view.known_at()) ORDER BY book, agreement, version DESC
    ) n WHERE NOT n.void) a ON a.book = d.book
  AND a.agreement = d.agreement
LEFT JOIN sunledger.project p ON p.book = d.book AND p.project = d.project
LEFT JOIN sunledger.organisation o ON o.org = a.org
;;
COMMENT ON VIEW audit_view.dividend IS '约定分红：协议约定到期应付的每一笔'
;;
COMMENT ON COLUMN audit_view.dividend.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.dividend.agreement IS '协议编号'
;;
COMMENT ON COLUMN audit_view.dividend.due_on IS '到期日'
;;
COMMENT ON COLUMN audit_view.dividend.agreed_fen IS '约定金额'
;;
COMMENT ON COLUMN audit_view.dividend.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.dividend.org IS '带动主体代码'
;;
COMMENT ON COLUMN audit_view.dividend.org_name IS '带动主体'
;;
COMMENT ON COLUMN audit_view.dividend.mechanism IS '联结方式（dividend 分红、shares 折股量化、land 土地流转…）'
;;
COMMENT ON COLUMN audit_view.dividend.support_fen IS '投入或支持的金额'
;;
COMMENT ON COLUMN audit_view.dividend.terms_until IS '协议到期日'
;;
CREATE VIEW audit_view.notice (book, notice, stage, level, channel, region, subject, subject_key, project_code, list, list_version, doc_no, title, published_on, from_on, until_on, down_on, hung_days, evidence, exposures, hotline, objections) WITH (security_barrier) AS
SELECT n.book, n.notice, n.stage, n.level, n.channel, n.region, n.subject, n.subject_key, p.code,
  n.list, n.list_version, n.doc_no, n.title, n.published_on, n.from_on,
  coalesce(k.until_on, n.until_on), k.down_on,
  least(coalesce(k.until_on, n.until_on), k.down_on - 1) - n.from_on + 1,
  (SELECT count(*)::integer FROM sunledger.posting_evidence e WHERE e.book = n.book
    AND e.notice = n.notice AND e.known_at <= (SELECT audit_view.known_at())),
  (SELECT count(*)::integer FROM sunledger.notice_exposure x WHERE x.book = n.book
    AND x.notice = n.notice),
  (SELECT bool_or(r.hotline) FROM sunledger.notice_reading r WHERE r.book = n.book
    AND r.notice = n.notice AND r.known_at <= (SELECT audit_view.known_at())),
  (SELECT count(*)::integer FROM sunledger.objection o WHERE o.book = n.book
    AND o.notice = n.notice AND o.known_at <= (SELECT audit_view.known_at()) AND o.raised_on <= (SELECT audit_view.as_of()))
FROM (SELECT n.* FROM sunledger.notice n
  JOIN sunledger.book_event e ON e.book = n.book AND e.event = n.event
    AND e.recorded_at <= (SELECT audit_view.known_at())
  WHERE n.book = ANY (((SELECT audit_view.reach())::integer[])) AND n.published_on <= (SELECT audit_view.as_of())) n
LEFT JOIN sunledger.project p ON p.book = n.book AND p.project = n.project
LEFT JOIN (
  SELECT s.book, s.notice, min(s.happened_on) FILTER (WHERE s.kind <> 'extended') AS down_on,
    max(s.until_on) AS until_on
  FROM sunledger.notice_step s WHERE s.book = ANY (((SELECT audit_view.reach())::integer[])) AND s.happened_on <= (SELECT audit_view.as_of())
    AND s.known_at <= (SELECT audit_view.known_at()) GROUP BY s.book, s.notice
) k ON k.book = n.book AND k.notice = n.notice
;;
COMMENT ON VIEW audit_view.notice IS '公示公告：一份一行，挂了几天，有没有张贴证据，有没有个人信息'
;;
COMMENT ON COLUMN audit_view.notice.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.notice.notice IS '公示'
;;
COMMENT ON COLUMN audit_view.notice.stage IS '阶段（before 公示、after 公告）'
;;
COMMENT ON COLUMN audit_view.notice.level IS '公开层级'
;;
COMMENT ON COLUMN audit_view.notice.channel IS '渠道'
;;
COMMENT ON COLUMN audit_view.notice.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.notice.subject IS '公示事项'
;;
COMMENT ON COLUMN audit_view.notice.subject_key IS '事项编号'
;;
COMMENT ON COLUMN audit_view.notice.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.notice.list IS '应发清单'
;;
COMMENT ON COLUMN audit_view.notice.list_version IS '清单版本'
;;
COMMENT ON COLUMN audit_view.notice.doc_no IS '文号'
;;
COMMENT ON COLUMN audit_view.notice.title IS '标题'
;;
COMMENT ON COLUMN audit_view.notice.published_on IS '发布日'
;;
COMMENT ON COLUMN audit_view.notice.from_on IS '起日'
;;
COMMENT ON COLUMN audit_view.notice.until_on IS '止日（印出的）'
;;
COMMENT ON COLUMN audit_view.notice.down_on IS '提前撤下或更换的日期'
;;
COMMENT ON COLUMN audit_view.notice.hung_days IS '实际公示天数'
;;
COMMENT ON COLUMN audit_view.notice.evidence IS '张贴证据份数'
;;
COMMENT ON COLUMN audit_view.notice.exposures IS '正文中发现的个人信息处数'
;;
COMMENT ON COLUMN audit_view.notice.hotline IS '是否印有12317（没有读过的为空）'
;;
COMMENT ON COLUMN audit_view.notice.objections IS '异议件数'
;;
CREATE VIEW audit_view.notice_ledger (book, notice, title, published_on, reading, item, kind, project_code, list, list_version, lot, printed_planned_fen, printed_arranged_fen, printed_paid_fen, printed_lines, printed_lines_fen, ledger_arranged_fen, ledger_paid_fen, ledger_lines, ledger_lines_fen) WITH (security_barrier) AS
WITH flows AS (SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND f.happened_on <= (SELECT audit_view.as_of()) AND f.recorded_at <= (SELECT audit_view.known_at())),
moved AS (
  SELECT f.book, t.owner AS project_key, s.kind AS other, f.amount_fen AS fen, f.happened_on
  FROM flows f
  JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account
  JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account AND t.kind = 'project'
  UNION ALL
  SELECT f.book, s.owner, t.kind, -f.amount_fen, f.happened_on
  FROM flows f
  JOIN sunledger.account s ON s.book = f.book AND s.account = f.from_account AND s.kind = 'project'
  JOIN sunledger.account t ON t.book = f.book AND t.account = f.to_account
),
known AS (SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (((SELECT audit_view.reach())::integer[]))
      AND v.happened_on <= (SELECT audit_view.as_of()) AND v.recorded_at <= (SELECT audit_view.known_at())),
reached AS (
  SELECT e.book, e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, k.recorded_at, k.maker, k.checker, k.payment_mode, k.bank_on,
    a.kind AS from_kind, a.owner AS from_owner
  FROM sunledger.entry e
  JOIN known k ON k.book = e.book AND k.year = e.year AND k.number = e.number
    AND k.kind IN ('disburse', 'pay')
  JOIN sunledger.account a ON a.book = e.book AND a.account = e.from_account
  JOIN sunledger.account h ON h.book = e.book AND h.account = e.to_account AND h.kind = 'household'
  WHERE e.book = ANY (((SELECT audit_view.reach())::integer[]))
),
back AS (
  SELECT b.book, b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM sunledger.entry b
  JOIN known k ON k.book = b.book AND k.year = b.year AND k.number = b.number
  WHERE b.book = ANY (((SELECT audit_view.reach())::integer[])) AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN known n ON n.book = r.book AND n.year = r.year AND n.number = r.number
    WHERE r.book = b.book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.book, b.of_year, b.of_number, b.of_entry
),
paid AS (
  SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
    coalesce(l.rate_fen, o.rate_fen) AS rate_fen, coalesce(l.list, o.list) AS list,
    coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM reached m
  LEFT JOIN back u ON u.book = m.book AND u.of_year = m.year AND u.of_number = m.number
    AND u.of_entry = m.entry
  LEFT JOIN sunledger.payment_line l ON l.book = m.book AND l.year = m.year
    AND l.number = m.number AND l.line = m.line
  LEFT JOIN sunledger.payment_line o ON o.book = l.book AND o.year = l.of_year
    AND o.number = l.of_number AND o.line = l.of_line
  WHERE m.amount_fen > coalesce(u.fen, 0)
),
shown AS (
  SELECT i.*, n.title, n.published_on FROM sunledger.notice_item i
  JOIN (SELECT n.* FROM sunledger.notice n
  JOIN sunledger.book_event e ON e.book = n.book AND e.event = n.event
    AND e.recorded_at <= (SELECT audit_view.known_at())
  WHERE n.book = ANY (((SELECT audit_view.reach())::integer[])) AND n.published_on <= (SELECT audit_view.as_of())) n ON n.book = i.book AND n.notice = i.notice
  JOIN sunledger.notice_reading r ON r.book = i.book AND r.notice = i.notice
    AND r.reading = i.reading AND r.known_at <= (SELECT audit_view.known_at())
  WHERE i.book = ANY (((SELECT audit_view.reach())::integer[]))
),
project_sums AS (
  SELECT i.book, i.notice, i.reading, i.item,
    coalesce(sum(m.fen) FILTER (WHERE m.other IN ('source', 'unassigned', 'pool', 'project')),
      0)::bigint AS arranged_fen,
    coalesce(-sum(m.fen) FILTER (WHERE m.other NOT IN ('source', 'unassigned', 'pool', 'project',
      'recovered')), 0)::bigint AS paid_fen
  FROM shown i LEFT JOIN moved m ON m.book = i.book AND m.project_key = i.project::text
    AND m.happened_on <= i.published_on
  WHERE i.kind = 'project' AND i.project IS NOT NULL
  GROUP BY i.book, i.notice, i.reading, i.item
),
list_sums AS (
  SELECT i.book, i.notice, i.reading, i.item, sum(m.paid_fen)::bigint AS paid_fen
  FROM shown i JOIN paid m ON m.book = i.book AND m.list = i.list
    AND m.happened_on <= i.published_on
  WHERE i.kind = 'benefit' GROUP BY i.book, i.notice, i.reading, i.item
),
listed AS (
  SELECT e.book, e.list, e.version, count(*)::integer AS line_count,
    sum(e.approved_fen)::bigint AS fen
  FROM sunledger.entitlement e WHERE e.book = ANY (((SELECT audit_view.reach())::integer[])) GROUP BY e.book, e.list, e.version
)
SELECT i.book, i.notice, i.title, i.published_on, i.reading, i.item, i.kind, p.code, i.list,
  i.list_version, i.lot, i.planned_fen, i.arranged_fen, i.paid_fen, i.line_count, i.lines_fen,
  s.arranged_fen, coalesce(s.paid_fen, t.paid_fen), l.line_count, l.fen
FROM shown i
LEFT JOIN sunledger.project p ON p.book = i.book AND p.project = i.project
LEFT JOIN project_sums s ON s.book = i.book AND s.notice = i.notice AND s.reading = i.reading
  AND s.item = i.item
LEFT JOIN list_sums t ON t.book = i.book AND t.notice = i.notice AND t.reading = i.reading
  AND t.item = i.item
LEFT JOIN listed l ON l.book = i.book AND l.list = i.list AND l.version = i.list_version
;;
COMMENT ON VIEW audit_view.notice_ledger IS '公示对账：公示上印的每个项目、清单、资金，与发布当日账上的数对照'
;;
COMMENT ON COLUMN audit_view.notice_ledger.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.notice_ledger.notice IS '公示'
;;
COMMENT ON COLUMN audit_view.notice_ledger.title IS '公示标题'
;;
COMMENT ON COLUMN audit_view.notice_ledger.published_on IS '发布日'
;;
COMMENT ON COLUMN audit_view.notice_ledger.reading IS '第几次读取'
;;
COMMENT ON COLUMN audit_view.notice_ledger.item IS '第几项'
;;
COMMENT ON COLUMN audit_view.notice_ledger.kind IS '事项（project 项目、benefit 清单、lot 资金）'
;;
COMMENT ON COLUMN audit_view.notice_ledger.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.notice_ledger.list IS '应发清单'
;;
COMMENT ON COLUMN audit_view.notice_ledger.list_version IS '清单版本'
;;
COMMENT ON COLUMN audit_view.notice_ledger.lot IS '资金批次'
;;
COMMENT ON COLUMN audit_view.notice_ledger.printed_planned_fen IS '印出的计划投资'
;;
COMMENT ON COLUMN audit_view.notice_ledger.printed_arranged_fen IS '印出的安排金额'
;;
COMMENT ON COLUMN audit_view.notice_ledger.printed_paid_fen IS '印出的拨付金额'
;;
COMMENT ON COLUMN audit_view.notice_ledger.printed_lines IS '印出的明细行数'
;;
COMMENT ON COLUMN audit_view.notice_ledger.printed_lines_fen IS '印出的明细合计'
;;
COMMENT ON COLUMN audit_view.notice_ledger.ledger_arranged_fen IS '发布日账上的安排净额（项目）'
;;
COMMENT ON COLUMN audit_view.notice_ledger.ledger_paid_fen IS '发布日账上的拨付净额（项目）或实发净额（清单）'
;;
COMMENT ON COLUMN audit_view.notice_ledger.ledger_lines IS '清单该版本的行数'
;;
COMMENT ON COLUMN audit_view.notice_ledger.ledger_lines_fen IS '清单该版本的审定合计'
;;
CREATE VIEW audit_view.posting_evidence (book, evidence, notice, kind, digest, region, taken_on, exif_on) WITH (security_barrier) AS
SELECT e.book, e.evidence, e.notice, e.kind, encode(e.digest, 'hex'), e.region, e.taken_on,
  e.exif_on
FROM sunledger.posting_evidence e
WHERE e.book = ANY (((SELECT audit_view.reach())::integer[])) AND e.known_at <= (SELECT audit_view.known_at()) AND e.taken_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.posting_evidence IS '张贴证据：一张照片一行，同一张照片的摘要相同'
;;
COMMENT ON COLUMN audit_view.posting_evidence.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.posting_evidence.evidence IS '证据'
;;
COMMENT ON COLUMN audit_view.posting_evidence.notice IS '公示'
;;
COMMENT ON COLUMN audit_view.posting_evidence.kind IS '类别（photo 照片、screenshot 截图、scan 扫描）'
;;
COMMENT ON COLUMN audit_view.posting_evidence.digest IS '文件摘要（SHA-256）'
;;
COMMENT ON COLUMN audit_view.posting_evidence.region IS '张贴地区划代码'
;;
COMMENT ON COLUMN audit_view.posting_evidence.taken_on IS '填报的拍摄日'
;;
COMMENT ON COLUMN audit_view.posting_evidence.exif_on IS '照片自带的拍摄日'
;;
CREATE VIEW audit_view.duty (book, requirement, subject, subject_key, name, stage, level, region, amount_fen, born_on, due_on, minimum_days, source, notice, published_on, hung_days, state, reason) WITH (security_barrier) AS
SELECT d.book, d.requirement, d.subject, d.subject_key, d.name, d.stage, d.level, d.region,
  d.amount_fen, d.born_on, d.due_on, d.minimum_days, d.source, d.notice, d.published_on,
  d.hung_days, d.state, d.reason
FROM audit_view.duties(((SELECT audit_view.reach())::integer[]), (SELECT audit_view.as_of()), (SELECT audit_view.known_at())) d
;;
COMMENT ON VIEW audit_view.duty IS '应公示事项：每一项公示义务到截至日的状态（节假日只算周六周日）'
;;
COMMENT ON COLUMN audit_view.duty.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.duty.requirement IS '公示要求代码'
;;
COMMENT ON COLUMN audit_view.duty.subject IS '公示事项'
;;
COMMENT ON COLUMN audit_view.duty.subject_key IS '事项编号'
;;
COMMENT ON COLUMN audit_view.duty.name IS '事项名称'
;;
COMMENT ON COLUMN audit_view.duty.stage IS '阶段'
;;
COMMENT ON COLUMN audit_view.duty.level IS '公开层级'
;;
COMMENT ON COLUMN audit_view.duty.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.duty.amount_fen IS '金额'
;;
COMMENT ON COLUMN audit_view.duty.born_on IS '事项发生日'
;;
COMMENT ON COLUMN audit_view.duty.due_on IS '最迟公示日'
;;
COMMENT ON COLUMN audit_view.duty.minimum_days IS '最短公示天数'
;;
COMMENT ON COLUMN audit_view.duty.source IS '依据'
;;
COMMENT ON COLUMN audit_view.duty.notice IS '公示'
;;
COMMENT ON COLUMN audit_view.duty.published_on IS '发布日'
;;
COMMENT ON COLUMN audit_view.duty.hung_days IS '公示天数'
;;
COMMENT ON COLUMN audit_view.duty.state IS '状态（met 按期、late 逾期后公示、open 未到期、overdue 逾期未公示、not_computable 无法判断）'
;;
COMMENT ON COLUMN audit_view.duty.reason IS '无法判断的原因'
;;
CREATE VIEW audit_view.objection (book, objection, code, notice, region, subject, subject_key, project_code, channel, topic, anonymous, handler, raised_on, accepted_on, answered_on, closed_on, outcome, open_days) WITH (security_barrier) AS
SELECT o.book, o.objection, o.code, o.notice, o.region, o.subject, o.subject_key, p.code,
  o.channel, o.topic, o.anonymous, o.handler, o.raised_on, s.accepted_on, s.answered_on,
  s.closed_on, nullif(s.outcome, ''), coalesce(s.closed_on, (SELECT audit_view.as_of())) - o.raised_on
FROM sunledger.objection o
LEFT JOIN sunledger.project p ON p.book = o.book AND p.project = o.project
LEFT JOIN (
  SELECT t.book, t.objection, min(t.happened_on) FILTER (WHERE t.kind = 'accepted') AS accepted_on,
    min(t.happened_on) FILTER (WHERE t.kind = 'answered') AS answered_on,
    min(t.happened_on) FILTER (WHERE t.kind = 'closed') AS closed_on, max(t.outcome) AS outcome
  FROM sunledger.objection_step t WHERE t.book = ANY (((SELECT audit_view.reach())::integer[])) AND t.happened_on <= (SELECT audit_view.as_of())
    AND t.known_at <= (SELECT audit_view.known_at()) GROUP BY t.book, t.objection
) s ON s.book = o.book AND s.objection = o.objection
WHERE o.book = ANY (((SELECT audit_view.reach())::integer[])) AND o.known_at <= (SELECT audit_view.known_at()) AND o.raised_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.objection IS '异议：一件一行，到截至日办到哪一步、用了多少天（谁提出、说了什么不在此列）'
;;
COMMENT ON COLUMN audit_view.objection.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.objection.objection IS '异议'
;;
COMMENT ON COLUMN audit_view.objection.code IS '受理编号'
;;
COMMENT ON COLUMN audit_view.objection.notice IS '公示'
;;
COMMENT ON COLUMN audit_view.objection.region IS '区划代码'
;;
COMMENT ON COLUMN audit_view.objection.subject IS '公示事项'
;;
COMMENT ON COLUMN audit_view.objection.subject_key IS '事项编号'
;;
COMMENT ON COLUMN audit_view.objection.project_code IS '项目编号'
;;
COMMENT ON COLUMN audit_view.objection.channel IS '渠道'
;;
COMMENT ON COLUMN audit_view.objection.topic IS '事由'
;;
COMMENT ON COLUMN audit_view.objection.anonymous IS '是否匿名'
;;
COMMENT ON COLUMN audit_view.objection.handler IS '办理层级'
;;
COMMENT ON COLUMN audit_view.objection.raised_on IS '提出日'
;;
COMMENT ON COLUMN audit_view.objection.accepted_on IS '受理日'
;;
COMMENT ON COLUMN audit_view.objection.answered_on IS '第一次答复日'
;;
COMMENT ON COLUMN audit_view.objection.closed_on IS '办结日'
;;
COMMENT ON COLUMN audit_view.objection.outcome IS '结论（upheld 成立、partly 部分成立、unfounded 不成立、not_taken 不予受理）'
;;
COMMENT ON COLUMN audit_view.objection.open_days IS '提出至办结（未办结的至截至日）的天数'
;;
CREATE VIEW audit_view.lead (book, run, rule, version, identity, severity, subject_kind, subject, title, amount_fen, as_of, evidence) WITH (security_barrier) AS
SELECT f.book, f.run, f.rule, f.version, encode(f.identity, 'hex'), f.severity, f.subject_kind,
  f.subject, f.title, f.amount_fen, o.as_of, f.evidence
FROM (SELECT DISTINCT ON (o.book, o.rule) o.*, r.as_of, r.known_at AS run_known_at
  FROM sunledger.audit_outcome o
  JOIN sunledger.audit_run r ON r.run = o.run AND r.finished_at IS NOT NULL
    AND r.known_at <= (SELECT audit_view.known_at())
  WHERE o.book = ANY (((SELECT audit_view.reach())::integer[])) ORDER BY o.book, o.rule, r.finished_at DESC, r.run) o
JOIN sunledger.finding f ON f.run = o.run AND f.book = o.book AND f.rule = o.rule
WHERE f.book = ANY (((SELECT audit_view.reach())::integer[]))
;;
COMMENT ON VIEW audit_view.lead IS '疑点：每条规则在每个账簿最近一次运行提出的疑点'
;;
COMMENT ON COLUMN audit_view.lead.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.lead.run IS '运行'
;;
COMMENT ON COLUMN audit_view.lead.rule IS '规则编号'
;;
COMMENT ON COLUMN audit_view.lead.version IS '规则版本'
;;
COMMENT ON COLUMN audit_view.lead.identity IS '疑点标识（历次运行不变）'
;;
COMMENT ON COLUMN audit_view.lead.severity IS '严重程度（H 高、M 中、L 低）'
;;
COMMENT ON COLUMN audit_view.lead.subject_kind IS '对象类别'
;;
COMMENT ON COLUMN audit_view.lead.subject IS '对象'
;;
COMMENT ON COLUMN audit_view.lead.title IS '疑点'
;;
COMMENT ON COLUMN audit_view.lead.amount_fen IS '涉及金额'
;;
COMMENT ON COLUMN audit_view.lead.as_of IS '运行截至日'
;;
COMMENT ON COLUMN audit_view.lead.evidence IS '证据（JSON）'
;;
CREATE VIEW audit_view.coverage (book, rule, version, as_of, flagged, clear, not_computable, reasons) WITH (security_barrier) AS
SELECT o.book, o.rule, o.version, o.as_of, o.flagged, o.clear, o.not_computable, o.reasons
FROM (SELECT DISTINCT ON (o.book, o.rule) o.*, r.as_of, r.known_at AS run_known_at
  FROM sunledger.audit_outcome o
  JOIN sunledger.audit_run r ON r.run = o.run AND r.finished_at IS NOT NULL
    AND r.known_at <= (SELECT audit_view.known_at())
  WHERE o.book = ANY (((SELECT audit_view.reach())::integer[])) ORDER BY o.book, o.rule, r.finished_at DESC, r.run) o
;;
COMMENT ON VIEW audit_view.coverage IS '规则覆盖：每条规则最近一次查了多少对象，多少无法判断'
;;
COMMENT ON COLUMN audit_view.coverage.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.coverage.rule IS '规则编号'
;;
COMMENT ON COLUMN audit_view.coverage.version IS '规则版本'
;;
COMMENT ON COLUMN audit_view.coverage.as_of IS '运行截至日'
;;
COMMENT ON COLUMN audit_view.coverage.flagged IS '疑点数'
;;
COMMENT ON COLUMN audit_view.coverage.clear IS '未见异常数'
;;
COMMENT ON COLUMN audit_view.coverage.not_computable IS '无法判断数'
;;
COMMENT ON COLUMN audit_view.coverage.reasons IS '无法判断的原因和个数（JSON）'
;;
CREATE VIEW audit_view.case_lead (book, case_year, case_number, case_title, opened_on, last_step, last_step_on, rule, identity, severity, title, amount_fen, disposition, recovered_fen) WITH (security_barrier) AS
WITH steps AS (
  SELECT s.* FROM sunledger.audit_case_step s
  WHERE s.book = ANY (((SELECT audit_view.reach())::integer[])) AND s.taken_at <= (SELECT audit_view.known_at())
),
last AS (
  SELECT DISTINCT ON (s.book, s.case_id) s.book, s.case_id, s.kind, s.taken_at FROM steps s
  ORDER BY s.book, s.case_id, s.seq DESC
),
held AS (
  SELECT DISTINCT ON (d.book, d.case_id, d.identity) d.book, d.case_id, d.identity, d.disposition
  FROM sunledger.audit_case_disposition d
  JOIN steps s ON s.book = d.book AND s.case_id = d.case_id AND s.seq = d.seq
  ORDER BY d.book, d.case_id, d.identity, d.seq DESC
),
back AS (
  SELECT r.book, r.case_id, sum(r.amount_fen)::bigint AS fen
  FROM sunledger.audit_case_recovery r
  JOIN steps s ON s.book = r.book AND s.case_id = r.case_id AND s.seq = r.seq
  GROUP BY r.book, r.case_id
)
SELECT c.book, c.year, c.number, c.title, (c.opened_at AT TIME ZONE 'Asia/Shanghai')::date,
  t.kind, (t.taken_at AT TIME ZONE 'Asia/Shanghai')::date, l.rule, encode(l.identity, 'hex'),
  f.severity, f.title, f.amount_fen, h.disposition, coalesce(b.fen, 0)
FROM sunledger.audit_case c
JOIN last t ON t.book = c.book AND t.case_id = c.case_id
JOIN sunledger.audit_case_lead l ON l.book = c.book AND l.case_id = c.case_id
JOIN steps w ON w.book = l.book AND w.case_id = l.case_id AND w.seq = l.seq
JOIN sunledger.finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule
  AND f.identity = l.identity
LEFT JOIN held h ON h.book = l.book AND h.case_id = l.case_id AND h.identity = l.identity
LEFT JOIN back b ON b.book = c.book AND b.case_id = c.case_id
WHERE c.book = ANY (((SELECT audit_view.reach())::integer[])) AND c.opened_at <= (SELECT audit_view.known_at())
;;
COMMENT ON VIEW audit_view.case_lead IS '核查单上的疑点：一条一行，在哪张核查单、办到哪一步、认定为什么'
;;
COMMENT ON COLUMN audit_view.case_lead.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.case_lead.case_year IS '核查单年度'
;;
COMMENT ON COLUMN audit_view.case_lead.case_number IS '核查单号'
;;
COMMENT ON COLUMN audit_view.case_lead.case_title IS '核查单名称'
;;
COMMENT ON COLUMN audit_view.case_lead.opened_on IS '立单日'
;;
COMMENT ON COLUMN audit_view.case_lead.last_step IS '最近一步（opened 立单、asked 要求说明、replied 答复、disposed 认定、closed 销号…）'
;;
COMMENT ON COLUMN audit_view.case_lead.last_step_on IS '最近一步的日期'
;;
COMMENT ON COLUMN audit_view.case_lead.rule IS '规则编号'
;;
COMMENT ON COLUMN audit_view.case_lead.identity IS '疑点标识'
;;
COMMENT ON COLUMN audit_view.case_lead.severity IS '严重程度'
;;
COMMENT ON COLUMN audit_view.case_lead.title IS '疑点'
;;
COMMENT ON COLUMN audit_view.case_lead.amount_fen IS '涉及金额'
;;
COMMENT ON COLUMN audit_view.case_lead.disposition IS '认定（upheld 属实、unfounded 不属实、permitted 政策允许、rectified 已整改；空：未认定）'
;;
COMMENT ON COLUMN audit_view.case_lead.recovered_fen IS '本核查单挂接的追回金额'
;;
CREATE VIEW audit_view.external_list (book, list, kind, office, as_of_on, rows) WITH (security_barrier) AS
SELECT l.book, l.list, l.kind, l.office, l.as_of_on, l.rows
FROM sunledger.external_list l
WHERE l.book = ANY (((SELECT audit_view.reach())::integer[])) AND l.known_at <= (SELECT audit_view.known_at()) AND l.as_of_on <= (SELECT audit_view.as_of())
;;
COMMENT ON VIEW audit_view.external_list IS '外部名单：已经装入哪些单位提供的名单，截至哪一天'
;;
COMMENT ON COLUMN audit_view.external_list.book IS '账簿号'
;;
COMMENT ON COLUMN audit_view.external_list.list IS '名单'
;;
COMMENT ON COLUMN audit_view.external_list.kind IS '种类'
;;
COMMENT ON COLUMN audit_view.external_list.office IS '提供单位'
;;
COMMENT ON COLUMN audit_view.external_list.as_of_on IS '名单截至日'
;;
COMMENT ON COLUMN audit_view.external_list.rows IS '行数'
;;
GRANT USAGE ON SCHEMA audit_view TO sunledger_query
;;
GRANT SELECT ON ALL TABLES IN SCHEMA audit_view TO sunledger_query
;;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA audit_view TO sunledger_query
