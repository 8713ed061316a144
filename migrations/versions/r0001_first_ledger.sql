CREATE SCHEMA IF NOT EXISTS sunledger
;;
CREATE TABLE sunledger.app_user (
	login VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	password_hash VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (login)
)
;;
CREATE TABLE sunledger.audit_run (
	run UUID NOT NULL, 
	as_of DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	finished_at TIMESTAMP WITH TIME ZONE, 
	actor VARCHAR NOT NULL, 
	books JSONB NOT NULL, 
	rules JSONB NOT NULL, 
	PRIMARY KEY (run)
)
;;
CREATE TABLE sunledger.balance (
	book INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	balance_fen BIGINT NOT NULL, 
	may_go_negative BOOLEAN NOT NULL, 
	PRIMARY KEY (book, account, lot), 
	CONSTRAINT no_overdraft CHECK (may_go_negative OR balance_fen >= 0)
)
 WITH (fillfactor = 70)
;;
CREATE TABLE sunledger.benefit (
	benefit VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	frequency VARCHAR NOT NULL, 
	payee_rule VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	flat_rate BOOLEAN NOT NULL, 
	exclusive_with TEXT[] NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (benefit)
)
;;
CREATE TABLE sunledger.book (
	book INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	bureau VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	non_gb BOOLEAN NOT NULL, 
	live_from DATE NOT NULL, 
	PRIMARY KEY (book), 
	CONSTRAINT book_number_has_six_digits CHECK (book BETWEEN 100000 AND 999999)
)
;;
CREATE TABLE sunledger.book_region (
	book INTEGER NOT NULL, 
	region VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	PRIMARY KEY (book, region, valid_from)
)
;;
CREATE TABLE sunledger.demo_clock (
	one BOOLEAN NOT NULL, 
	now TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (one), 
	CONSTRAINT demo_clock_is_one CHECK (one)
)
;;
CREATE TABLE sunledger.disclosure_requirement (
	requirement VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	subject VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	due_days INTEGER NOT NULL, 
	working_days BOOLEAN NOT NULL, 
	minimum_days INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (requirement, region, valid_from)
)
;;
CREATE TABLE sunledger.entry (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	from_account INTEGER NOT NULL, 
	to_account INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	happened_on DATE NOT NULL, 
	line INTEGER, 
	attribution VARCHAR NOT NULL, 
	relation VARCHAR, 
	of_book INTEGER, 
	of_year INTEGER, 
	of_number INTEGER, 
	of_entry INTEGER, 
	source_row INTEGER, 
	PRIMARY KEY (book, year, number, entry), 
	CONSTRAINT entry_amount_positive CHECK (amount_fen > 0), 
	CONSTRAINT entry_moves CHECK (from_account <> to_account)
)
;;
CREATE INDEX entry_by_lot ON sunledger.entry (book, lot, happened_on)
;;
CREATE INDEX entry_by_relation ON sunledger.entry (book, of_year, of_number, of_entry) WHERE relation IS NOT NULL
;;
CREATE UNIQUE INDEX entry_reversed_once ON sunledger.entry (book, of_year, of_number, of_entry) WHERE relation = 'reverses'
;;
CREATE TABLE sunledger.exchange_peer (
	book INTEGER NOT NULL, 
	key BYTEA NOT NULL, 
	seq INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	trusted BOOLEAN NOT NULL, 
	decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	decided_by VARCHAR NOT NULL, 
	PRIMARY KEY (book, key, seq), 
	CONSTRAINT peer_key_is_ed25519 CHECK (octet_length(key) = 32)
)
;;
CREATE TABLE sunledger.expenditure_code (
	code VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	name VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (code, valid_from)
)
;;
CREATE TABLE sunledger.external_number (
	book INTEGER NOT NULL, 
	system VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	document UUID NOT NULL, 
	row INTEGER NOT NULL, 
	draft UUID NOT NULL, 
	line INTEGER NOT NULL, 
	digest BYTEA NOT NULL, 
	PRIMARY KEY (book, system, kind, number), 
	CONSTRAINT external_number_kind_known CHECK (kind IN ('payment', 'bank_result'))
)
;;
CREATE INDEX external_number_by_draft ON sunledger.external_number (book, draft)
;;
CREATE TABLE sunledger.fund_category (
	category VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	regime VARCHAR NOT NULL, 
	levels TEXT[] NOT NULL, 
	instrument VARCHAR NOT NULL, 
	integrable BOOLEAN NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (category)
)
;;
CREATE TABLE sunledger.fund_regime (
	regime VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	successor VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (regime)
)
;;
CREATE TABLE sunledger.installation (
	one BOOLEAN NOT NULL, 
	installation UUID NOT NULL, 
	demo BOOLEAN NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (one), 
	CONSTRAINT installation_is_one CHECK (one)
)
;;
CREATE TABLE sunledger.limit_standard (
	code VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	measure VARCHAR NOT NULL, 
	low BIGINT, 
	high BIGINT, 
	per VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	condition VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	place_classes TEXT[] NOT NULL, 
	benefit VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	phrase VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	disputed BOOLEAN NOT NULL, 
	note VARCHAR NOT NULL, 
	PRIMARY KEY (code), 
	CONSTRAINT limit_numbers_fit_kind CHECK (CASE WHEN kind IN ('required', 'parameter') THEN low IS NULL AND high IS NULL AND measure = '' WHEN kind IN ('minimum', 'ratio_min', 'growth_min', 'growth_above', 'target') THEN low IS NOT NULL AND low >= 0 AND high IS NULL WHEN kind IN ('maximum', 'ratio_max', 'deadline') THEN low IS NULL AND high IS NOT NULL AND high > 0 WHEN kind IN ('rate', 'ratio') THEN low IS NOT NULL AND high IS NOT NULL AND low > 0 AND low = high WHEN kind IN ('range', 'ratio_range', 'rise') THEN low IS NOT NULL AND high IS NOT NULL AND low > 0 AND low <= high ELSE false END), 
	CONSTRAINT limit_ends_after_start CHECK (valid_to > valid_from)
)
;;
CREATE INDEX limit_standard_by_subject ON sunledger.limit_standard (subject, region)
;;
CREATE TABLE sunledger.movement (
	kind VARCHAR NOT NULL, 
	from_kind VARCHAR NOT NULL, 
	to_kind VARCHAR NOT NULL, 
	PRIMARY KEY (kind, from_kind, to_kind)
)
;;
CREATE TABLE sunledger.organisation (
	org VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	credit_code VARCHAR, 
	phone VARCHAR, 
	sort_key BYTEA NOT NULL, 
	PRIMARY KEY (org)
)
;;
CREATE TABLE sunledger.payment_line (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	household UUID, 
	person UUID, 
	payee_kind VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	project UUID, 
	benefit VARCHAR, 
	period_from DATE, 
	period_to DATE, 
	quantity_milli BIGINT, 
	rate_fen BIGINT, 
	amount_fen BIGINT NOT NULL, 
	list UUID, 
	list_version INTEGER, 
	list_line INTEGER, 
	of_year INTEGER, 
	of_number INTEGER, 
	of_line INTEGER, 
	bank_result VARCHAR, 
	card_hmac BYTEA, 
	sd BYTEA NOT NULL, 
	PRIMARY KEY (book, year, number, line), 
	CONSTRAINT line_amount_positive CHECK (amount_fen > 0)
)
;;
CREATE INDEX payment_line_by_household ON sunledger.payment_line (book, household)
;;
CREATE TABLE sunledger.private_line (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (book, year, number, line)
)
;;
CREATE TABLE sunledger.purpose (
	purpose VARCHAR NOT NULL, 
	tree VARCHAR NOT NULL, 
	parent VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE NOT NULL, 
	phrase VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (purpose), 
	CONSTRAINT purpose_lies_in_its_parent CHECK (purpose = tree AND parent = '' OR purpose ~ ('^' || parent || '[.][0-9]+$') AND (parent = tree OR starts_with(parent, tree || '.')))
)
;;
CREATE TABLE sunledger.region (
	code VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	name VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	parent VARCHAR, 
	successor VARCHAR, 
	aliases TEXT[] NOT NULL, 
	sort_key BYTEA NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (code, valid_from), 
	CONSTRAINT region_code_has_twelve_digits CHECK (code ~ '^[0-9]{12}$')
)
;;
CREATE INDEX region_by_parent ON sunledger.region (parent)
;;
CREATE TABLE sunledger.region_class (
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (code, kind, valid_from)
)
;;
CREATE TABLE sunledger.spending_rule (
	rule VARCHAR NOT NULL, 
	regime VARCHAR NOT NULL, 
	allowed BOOLEAN NOT NULL, 
	text VARCHAR NOT NULL, 
	keywords TEXT[] NOT NULL, 
	economic_classes TEXT[] NOT NULL, 
	exempts TEXT[] NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (rule)
)
;;
CREATE TABLE sunledger.voucher (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	event BIGINT NOT NULL, 
	key VARCHAR NOT NULL, 
	content BYTEA NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	happened_precision VARCHAR NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	document UUID, 
	maker VARCHAR NOT NULL, 
	checker VARCHAR NOT NULL, 
	reverses_year INTEGER, 
	reverses_number INTEGER, 
	replaces_year INTEGER, 
	replaces_number INTEGER, 
	backfill BOOLEAN NOT NULL, 
	late BOOLEAN NOT NULL, 
	warned TEXT[] NOT NULL, 
	payment_mode VARCHAR, 
	payment_no VARCHAR, 
	bank_on DATE, 
	sd BYTEA NOT NULL, 
	leaf BYTEA NOT NULL, 
	PRIMARY KEY (book, year, number), 
	CONSTRAINT voucher_event_is_one UNIQUE (book, event), 
	CONSTRAINT voucher_key_is_one UNIQUE (book, key), 
	CONSTRAINT maker_is_not_checker CHECK (maker <> checker), 
	CONSTRAINT leaf_fits_its_length CHECK (octet_length(leaf) <= 65535)
)
;;
CREATE TABLE sunledger.account (
	book INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	PRIMARY KEY (book, account), 
	CONSTRAINT account_is_one UNIQUE (book, kind, owner, year), 
	CONSTRAINT account_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.app_user_role (
	login VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	book INTEGER, 
	PRIMARY KEY (login, role, region), 
	CONSTRAINT app_user_role_user FOREIGN KEY(login) REFERENCES sunledger.app_user (login)
)
;;
CREATE TABLE sunledger.audit_outcome (
	run UUID NOT NULL, 
	book INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	parameters JSONB NOT NULL, 
	flagged INTEGER NOT NULL, 
	clear INTEGER NOT NULL, 
	not_computable INTEGER NOT NULL, 
	reasons JSONB NOT NULL, 
	PRIMARY KEY (run, book, rule), 
	CONSTRAINT audit_outcome_run FOREIGN KEY(run) REFERENCES sunledger.audit_run (run)
)
;;
CREATE TABLE sunledger.book_event (
	book INTEGER NOT NULL, 
	event BIGINT NOT NULL, 
	key VARCHAR NOT NULL, 
	content BYTEA NOT NULL, 
	kind VARCHAR NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	actor VARCHAR NOT NULL, 
	leaf BYTEA NOT NULL, 
	PRIMARY KEY (book, event), 
	CONSTRAINT book_event_key_is_one UNIQUE (book, key), 
	CONSTRAINT event_leaf_fits_its_length CHECK (octet_length(leaf) <= 65535), 
	CONSTRAINT book_event_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.book_state (
	book INTEGER NOT NULL, 
	next_event BIGINT NOT NULL, 
	next_account INTEGER NOT NULL, 
	last_recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book), 
	CONSTRAINT book_state_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.book_year (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	last_number INTEGER NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (book, year), 
	CONSTRAINT book_year_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.draft (
	book INTEGER NOT NULL, 
	draft UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	document UUID, 
	PRIMARY KEY (book, draft), 
	CONSTRAINT draft_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE INDEX draft_by_document ON sunledger.draft (book, document)
;;
CREATE TABLE sunledger.entitlement_list (
	book INTEGER NOT NULL, 
	list UUID NOT NULL, 
	version INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	benefit VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	region VARCHAR NOT NULL, 
	period_from DATE NOT NULL, 
	period_to DATE NOT NULL, 
	approved_on DATE NOT NULL, 
	final_by DATE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	maker VARCHAR NOT NULL, 
	checker VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, list, version), 
	CONSTRAINT entitlement_list_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.exchange_file (
	book INTEGER NOT NULL, 
	digest BYTEA NOT NULL, 
	format VARCHAR NOT NULL, 
	from_book INTEGER NOT NULL, 
	signer BYTEA NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	taken_by VARCHAR NOT NULL, 
	content BYTEA NOT NULL, 
	PRIMARY KEY (book, digest), 
	CONSTRAINT exchange_file_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.finding (
	run UUID NOT NULL, 
	book INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	identity BYTEA NOT NULL, 
	version INTEGER NOT NULL, 
	severity VARCHAR NOT NULL, 
	subject_kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	amount_fen BIGINT, 
	evidence JSONB NOT NULL, 
	parameters JSONB NOT NULL, 
	fingerprint BYTEA NOT NULL, 
	PRIMARY KEY (run, book, rule, identity), 
	CONSTRAINT finding_run FOREIGN KEY(run) REFERENCES sunledger.audit_run (run)
)
;;
CREATE INDEX finding_by_identity ON sunledger.finding (book, identity)
;;
CREATE TABLE sunledger.household (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, household), 
	CONSTRAINT household_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.inbound (
	book INTEGER NOT NULL, 
	origin_book INTEGER NOT NULL, 
	origin_year INTEGER NOT NULL, 
	origin_number INTEGER NOT NULL, 
	origin_entry INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	sent_on DATE NOT NULL, 
	lot_facts JSONB NOT NULL, 
	delivered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, origin_book, origin_year, origin_number, origin_entry), 
	CONSTRAINT inbound_amount_positive CHECK (amount_fen > 0), 
	CONSTRAINT inbound_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.inbound_withdrawal (
	book INTEGER NOT NULL, 
	origin_book INTEGER NOT NULL, 
	origin_year INTEGER NOT NULL, 
	origin_number INTEGER NOT NULL, 
	origin_entry INTEGER NOT NULL, 
	withdrawn_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, origin_book, origin_year, origin_number, origin_entry), 
	CONSTRAINT inbound_withdrawal_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.lot (
	book INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	origin VARCHAR NOT NULL, 
	origin_book INTEGER NOT NULL, 
	origin_doc_no VARCHAR NOT NULL, 
	origin_on DATE NOT NULL, 
	origin_amount_fen BIGINT NOT NULL, 
	category VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	direct BOOLEAN NOT NULL, 
	printed_source VARCHAR NOT NULL, 
	doc_nos TEXT[] NOT NULL, 
	document_on DATE NOT NULL, 
	document_precision VARCHAR NOT NULL, 
	received_on DATE NOT NULL, 
	budget_year INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (book, lot), 
	CONSTRAINT lot_amount_positive CHECK (origin_amount_fen > 0), 
	CONSTRAINT lot_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.project (
	book INTEGER NOT NULL, 
	project UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	org VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	benefit VARCHAR, 
	task VARCHAR NOT NULL, 
	standard_text VARCHAR NOT NULL, 
	planned_fen BIGINT, 
	starts_on DATE, 
	ends_on DATE, 
	responsible VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	mechanism VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	sort_key BYTEA NOT NULL, 
	PRIMARY KEY (book, project), 
	CONSTRAINT project_code_is_one UNIQUE (book, code), 
	CONSTRAINT project_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.register_code (
	book INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	key UUID NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, kind, code), 
	CONSTRAINT register_code_is_one UNIQUE (book, kind, key), 
	CONSTRAINT register_code_kind_known CHECK (kind IN ('household', 'list')), 
	CONSTRAINT register_code_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.source_document (
	book INTEGER NOT NULL, 
	document UUID NOT NULL, 
	external_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	issuer VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	doc_nos TEXT[] NOT NULL, 
	document_on DATE, 
	published_on DATE, 
	source_url VARCHAR NOT NULL, 
	printed_fen BIGINT, 
	computed_fen BIGINT, 
	remarks TEXT[] NOT NULL, 
	report JSONB NOT NULL, 
	digest BYTEA NOT NULL, 
	imported_by VARCHAR NOT NULL, 
	imported_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, document), 
	CONSTRAINT source_document_is_one UNIQUE (book, external_id, version), 
	CONSTRAINT source_document_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
CREATE TABLE sunledger.standard (
	benefit VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	rate_fen BIGINT NOT NULL, 
	unit VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (benefit, region, valid_from), 
	CONSTRAINT standard_benefit FOREIGN KEY(benefit) REFERENCES sunledger.benefit (benefit)
)
;;
CREATE TABLE sunledger.delivery_receipt (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	digest BYTEA NOT NULL, 
	lower_book INTEGER NOT NULL, 
	delivered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	received_fen BIGINT NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (book, year, number, entry, digest), 
	CONSTRAINT receipt_not_negative CHECK (received_fen >= 0), 
	CONSTRAINT delivery_receipt_file FOREIGN KEY(book, digest) REFERENCES sunledger.exchange_file (book, digest)
)
;;
CREATE TABLE sunledger.draft_version (
	book INTEGER NOT NULL, 
	draft UUID NOT NULL, 
	version INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	content JSONB NOT NULL, 
	digest BYTEA NOT NULL, 
	warnings JSONB NOT NULL, 
	problems JSONB NOT NULL, 
	maker VARCHAR NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, draft, version), 
	CONSTRAINT draft_version_draft FOREIGN KEY(book, draft) REFERENCES sunledger.draft (book, draft)
)
;;
CREATE TABLE sunledger.entitlement (
	book INTEGER NOT NULL, 
	list UUID NOT NULL, 
	version INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	household UUID NOT NULL, 
	person UUID, 
	quantity_milli BIGINT NOT NULL, 
	rate_fen BIGINT NOT NULL, 
	approved_fen BIGINT NOT NULL, 
	PRIMARY KEY (book, list, version, line), 
	CONSTRAINT entitlement_amount_positive CHECK (approved_fen > 0), 
	CONSTRAINT entitlement_of_list FOREIGN KEY(book, list, version) REFERENCES sunledger.entitlement_list (book, list, version)
)
;;
CREATE INDEX entitlement_by_household ON sunledger.entitlement (book, household)
;;
CREATE TABLE sunledger.household_fact (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	region VARCHAR NOT NULL, 
	village_group VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	members INTEGER NOT NULL, 
	PRIMARY KEY (book, household, valid_from, known_at), 
	CONSTRAINT household_fact_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household)
)
;;
CREATE TABLE sunledger.notice (
	book INTEGER NOT NULL, 
	notice UUID NOT NULL, 
	event BIGINT NOT NULL, 
	stage VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	subject_key VARCHAR NOT NULL, 
	project UUID, 
	list UUID, 
	list_version INTEGER, 
	up_to_event BIGINT, 
	doc_no VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	published_on DATE NOT NULL, 
	from_on DATE, 
	until_on DATE, 
	place VARCHAR NOT NULL, 
	source_url VARCHAR NOT NULL, 
	page_digest BYTEA, 
	PRIMARY KEY (book, notice), 
	CONSTRAINT notice_ends_after_start CHECK (until_on IS NULL OR until_on >= from_on), 
	CONSTRAINT notice_event FOREIGN KEY(book, event) REFERENCES sunledger.book_event (book, event)
)
;;
CREATE INDEX notice_by_subject ON sunledger.notice (book, subject, subject_key)
;;
CREATE TABLE sunledger.person (
	book INTEGER NOT NULL, 
	person UUID NOT NULL, 
	household UUID NOT NULL, 
	relation VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, person), 
	CONSTRAINT person_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household)
)
;;
CREATE INDEX person_by_household ON sunledger.person (book, household)
;;
CREATE TABLE sunledger.project_event (
	book INTEGER NOT NULL, 
	project UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, project, kind, happened_on), 
	CONSTRAINT project_event_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project)
)
;;
CREATE TABLE sunledger.same_as (
	book INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	event BIGINT NOT NULL, 
	same_as UUID NOT NULL, 
	stated_on DATE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	document UUID, 
	stated_by VARCHAR NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, lot, event), 
	CONSTRAINT same_as_lot FOREIGN KEY(book, lot) REFERENCES sunledger.lot (book, lot), 
	CONSTRAINT same_as_event FOREIGN KEY(book, event) REFERENCES sunledger.book_event (book, event)
)
;;
CREATE TABLE sunledger.source_row (
	book INTEGER NOT NULL, 
	document UUID NOT NULL, 
	row INTEGER NOT NULL, 
	tag VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	refused_column VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	amount_fen BIGINT, 
	cells JSONB NOT NULL, 
	digest BYTEA NOT NULL, 
	PRIMARY KEY (book, document, row), 
	CONSTRAINT source_row_outcome_known CHECK (outcome IN ('used', 'not_money', 'refused')), 
	CONSTRAINT source_row_document FOREIGN KEY(book, document) REFERENCES sunledger.source_document (book, document)
)
;;
CREATE TABLE sunledger.draft_event (
	book INTEGER NOT NULL, 
	draft UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	action VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	digest BYTEA NOT NULL, 
	reason VARCHAR NOT NULL, 
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, draft, seq), 
	CONSTRAINT draft_action_known CHECK (action IN ('submit', 'approve', 'reject', 'withdraw')), 
	CONSTRAINT draft_event_version FOREIGN KEY(book, draft, version) REFERENCES sunledger.draft_version (book, draft, version)
)
;;
CREATE TABLE sunledger.person_private (
	book INTEGER NOT NULL, 
	person UUID NOT NULL, 
	sealed BYTEA NOT NULL, 
	id_hmac BYTEA, 
	PRIMARY KEY (book, person), 
	CONSTRAINT person_private_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
CREATE INDEX person_private_by_id ON sunledger.person_private (id_hmac)
;;
CREATE TABLE sunledger.row_resolution (
	book INTEGER NOT NULL, 
	document UUID NOT NULL, 
	row INTEGER NOT NULL, 
	by_document UUID, 
	by_row INTEGER, 
	reason VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	resolved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, document, row), 
	CONSTRAINT resolution_names_row_or_reason CHECK ((by_document IS NULL) = (by_row IS NULL) AND (by_row IS NOT NULL OR reason <> '')), 
	CONSTRAINT row_resolution_row FOREIGN KEY(book, document, row) REFERENCES sunledger.source_row (book, document, row)
)
;;
CREATE VIEW sunledger.person_identity AS SELECT book, person, id_hmac FROM sunledger.person_private
;;
CREATE FUNCTION sunledger.refuse(p_token text, p_message text, p_details jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'SL001', CONSTRAINT = p_token,
    MESSAGE = format('[%s] %s', p_token, p_message), DETAIL = p_details::text;
END $$
;;
CREATE FUNCTION sunledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'SL001', CONSTRAINT = 'append_only',
    MESSAGE = '[append_only] ' || TG_OP || ': rows here are permanent', DETAIL = '{}';
END $$
;;
CREATE FUNCTION sunledger.ledger_now() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT CASE WHEN i.demo THEN c.now ELSE clock_timestamp() END
  FROM installation i LEFT JOIN demo_clock c ON true
$$
;;
CREATE FUNCTION sunledger.set_demo_clock(p_now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_now timestamptz;
BEGIN
  IF NOT (SELECT demo FROM installation) THEN
    PERFORM refuse('not_a_demo', 'the clock of a real database cannot be set', '{}');
  END IF;
  UPDATE demo_clock SET now = greatest(now, p_now) RETURNING now INTO v_now;
  RETURN v_now;
END $$
;;
CREATE FUNCTION sunledger.record_event(
  p_book integer, p_actor text, p_kind text, p_key text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_state book_state; v_old book_event; v_event bigint; v_at timestamptz;
BEGIN
  SELECT * INTO v_state FROM book_state WHERE book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_old FROM book_event e WHERE e.book = p_book AND e.key = p_key;
  IF FOUND THEN
    IF v_old.content <> p_content THEN
      PERFORM refuse('key_with_other_content', 'this key recorded something else',
                     jsonb_build_object('key', p_key, 'event', v_old.event));
    END IF;
    event := v_old.event; recorded_at := v_old.recorded_at; replayed := true;
    RETURN;
  END IF;
  v_event := v_state.next_event;
  v_at := greatest(ledger_now(), v_state.last_recorded_at);
  UPDATE book_state SET next_event = v_event + 1, last_recorded_at = v_at WHERE book = p_book;
  INSERT INTO book_event (book, event, key, content, kind, recorded_at, actor, leaf)
  VALUES (p_book, v_event, p_key, p_content, p_kind, v_at, p_actor,
    convert_to('{"body":' || p_body || ',"book":' || p_book || ',"event":' || v_event
      || ',"recorded_at":"' || leaf_instant(v_at) || '","v":1}', 'UTF8'));
  event := v_event; recorded_at := v_at; replayed := false;
END $$
;;
CREATE FUNCTION sunledger.leaf_instant(p_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$ SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$
;;
CREATE FUNCTION sunledger.open_book(
  p_book integer, p_name text, p_bureau text, p_level text, p_non_gb boolean, p_live_from date,
  p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  INSERT INTO book (book, name, bureau, level, non_gb, live_from)
  VALUES (p_book, p_name, p_bureau, p_level, p_non_gb, p_live_from)
  ON CONFLICT DO NOTHING;
  INSERT INTO book_state (book, next_event, next_account, last_recorded_at)
  VALUES (p_book, 0, 1, '-infinity') ON CONFLICT DO NOTHING;
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'open_book', 'open_book', p_content, p_body) r;
END $$
;;
CREATE FUNCTION sunledger.open_year(
  p_book integer, p_year integer, p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'open_year', 'open_year:' || p_year, p_content, p_body) r;
  INSERT INTO book_year (book, year, last_number) VALUES (p_book, p_year, 0)
  ON CONFLICT DO NOTHING;
END $$
;;
CREATE FUNCTION sunledger.close_year(
  p_book integer, p_year integer, p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'close_year', 'close_year:' || p_year, p_content, p_body) r;
  IF NOT EXISTS (SELECT FROM book_year y WHERE y.book = p_book AND y.year = p_year) THEN
    PERFORM refuse('year_not_open', 'this year was never opened',
                   jsonb_build_object('book', p_book, 'year', p_year));
  END IF;
  UPDATE book_year y SET closed_at = coalesce(y.closed_at, recorded_at)
  WHERE y.book = p_book AND y.year = p_year;
END $$
;;
CREATE FUNCTION sunledger.publish(
  p_book integer, p_actor text, p_key text, p_content bytea, p_body text, p_notice jsonb,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'publication', p_key, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  INSERT INTO notice
  SELECT * FROM jsonb_populate_record(NULL::notice,
    p_notice || jsonb_build_object('book', p_book, 'event', event));
END $$
;;
CREATE FUNCTION sunledger.deliver(
  p_book integer, p_origin_book integer, p_origin_year integer, p_origin_number integer,
  p_origin_entry integer, p_lot uuid, p_amount_fen bigint, p_doc_no text, p_sent_on date,
  p_lot_facts jsonb
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_old inbound;
BEGIN
  PERFORM FROM book_state WHERE book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_old FROM inbound i WHERE i.book = p_book AND i.origin_book = p_origin_book
    AND i.origin_year = p_origin_year AND i.origin_number = p_origin_number
    AND i.origin_entry = p_origin_entry;
  IF FOUND THEN
    IF (v_old.lot, v_old.amount_fen, v_old.doc_no, v_old.sent_on, v_old.lot_facts)
      IS DISTINCT FROM (p_lot, p_amount_fen, p_doc_no, p_sent_on, p_lot_facts)
    THEN
      PERFORM refuse('delivered_otherwise', 'this delivery arrived before with other content',
        jsonb_build_object('origin_book', p_origin_book, 'origin_year', p_origin_year,
                           'origin_number', p_origin_number, 'origin_entry', p_origin_entry));
    END IF;
    RETURN false;
  END IF;
  INSERT INTO inbound (book, origin_book, origin_year, origin_number, origin_entry, lot, amount_fen,
                       doc_no, sent_on, lot_facts, delivered_at)
  VALUES (p_book, p_origin_book, p_origin_year, p_origin_number, p_origin_entry, p_lot,
          p_amount_fen, p_doc_no, p_sent_on, p_lot_facts, ledger_now());
  RETURN true;
END $$
;;
CREATE FUNCTION sunledger.withdraw_delivery(
  p_book integer, p_origin_book integer, p_origin_year integer, p_origin_number integer,
  p_origin_entry integer
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_received bigint; v_done integer;
BEGIN
  PERFORM FROM book_state WHERE book = p_book FOR UPDATE;
  v_received := received_of(p_book, p_origin_book, p_origin_year, p_origin_number, p_origin_entry);
  IF v_received > 0 THEN
    PERFORM refuse('money_moved_on', 'the lower book has received this money',
      jsonb_build_object('book', p_book, 'received_fen', v_received));
  END IF;
  INSERT INTO inbound_withdrawal (book, origin_book, origin_year, origin_number, origin_entry,
                                  withdrawn_at)
  VALUES (p_book, p_origin_book, p_origin_year, p_origin_number, p_origin_entry, ledger_now())
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done = 1;
END $$
;;
CREATE FUNCTION sunledger.received_of(
  p_book integer, p_origin_book integer, p_origin_year integer, p_origin_number integer,
  p_origin_entry integer
) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(sum(e.amount_fen), 0)::bigint FROM entry e
  WHERE e.book = p_book AND e.relation = 'receives' AND e.of_book = p_origin_book
    AND e.of_year = p_origin_year AND e.of_number = p_origin_number AND e.of_entry = p_origin_entry
    AND NOT EXISTS (
      SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
        AND r.of_year = e.year AND r.of_number = e.number AND r.of_entry = e.entry)
$$
;;
CREATE FUNCTION sunledger.check_actor(p_book integer, p_actor jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  IF coalesce(p_actor->>'maker', '') = '' OR coalesce(p_actor->>'checker', '') = '' THEN
    PERFORM refuse('actor_missing', 'maker and checker must be named', '{}');
  END IF;
  IF p_actor->>'maker' = p_actor->>'checker' THEN
    PERFORM refuse('maker_is_checker', 'maker and checker must differ',
                   jsonb_build_object('maker', p_actor->>'maker'));
  END IF;
  IF p_actor->>'role' IS DISTINCT FROM 'finance_checker' THEN
    PERFORM refuse('role_may_not_post', 'only a finance checker posts',
                   jsonb_build_object('role', p_actor->>'role'));
  END IF;
  IF NOT coalesce(p_actor->'reach' @> to_jsonb(p_book), false) THEN
    PERFORM refuse('book_out_of_reach', 'the checker may not write this book',
                   jsonb_build_object('book', p_book));
  END IF;
END $$
;;
CREATE FUNCTION sunledger.check_vouchers(
  p_book integer, p_live_from date, p_actors jsonb, p_vouchers jsonb, p_number integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT x.n, x.token INTO v_bad FROM (
    SELECT o.n,
      CASE
        WHEN o.key LIKE 'draft:%' AND a.reason IS NULL THEN 'not_approved'
        WHEN cardinality(o.warned) > 0 AND coalesce(btrim(a.reason), '') = ''
          THEN 'reason_missing'
        WHEN o.kind = 'open' AND o.happened_on >= p_live_from THEN 'open_after_live'
        WHEN o.backfill AND o.happened_on >= p_live_from THEN 'backfill_after_live'
        WHEN (o.kind = 'reverse') <> (o.reverses_number IS NOT NULL) THEN 'reversal_names_nothing'
        WHEN o.reverses_number IS NOT NULL AND r.kind IS NULL THEN 'reversed_unknown'
        WHEN r.kind = 'reverse' THEN 'reversal_is_final'
        WHEN o.replaces_number IS NOT NULL AND p.kind IS NULL THEN 'replaced_unknown'
      END AS token
    FROM ROWS FROM (jsonb_to_recordset(p_vouchers) AS (key text, content text, kind text,
      actor integer, happened_on date, backfill boolean, warned text[], reverses_year integer,
      reverses_number integer, replaces_year integer, replaces_number integer))
      WITH ORDINALITY o(key, content, kind, actor, happened_on, backfill, warned, reverses_year,
        reverses_number, replaces_year, replaces_number, n)
    CROSS JOIN LATERAL (SELECT p_actors->(coalesce(o.actor, 1) - 1) AS j) who
    LEFT JOIN LATERAL (
      SELECT ev.reason FROM draft_event ev
      JOIN draft_version dv ON dv.book = p_book AND dv.draft = ev.draft AND dv.version = ev.version
      WHERE o.key LIKE 'draft:%' AND ev.book = p_book AND ev.action = 'approve'
        AND ev.draft = split_part(o.key, ':', 2)::uuid
        AND ev.version = split_part(o.key, ':', 3)::integer
        AND ev.digest = decode(o.content, 'hex') AND ev.actor = who.j->>'checker'
        AND dv.maker = who.j->>'maker' AND dv.digest = ev.digest
        AND NOT EXISTS (SELECT FROM draft_event later WHERE later.book = p_book
          AND later.draft = ev.draft AND later.seq > ev.seq)
      LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (SELECT v.kind FROM voucher v
      WHERE o.reverses_number IS NOT NULL AND v.book = p_book AND v.year = o.reverses_year
        AND v.number = o.reverses_number LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT v.kind FROM voucher v
      WHERE o.replaces_number IS NOT NULL AND v.book = p_book AND v.year = o.replaces_year
        AND v.number = o.replaces_number LIMIT 1) p ON true
    WHERE p_number[o.n] IS NOT NULL
  ) x WHERE x.token IS NOT NULL ORDER BY x.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the voucher cannot be posted',
                   jsonb_build_object('voucher', v_bad.n));
  END IF;
END $$
;;
CREATE FUNCTION sunledger.find_accounts(
  p_book integer, a_kind text[], a_owner text[], a_year integer[]
) RETURNS integer[]
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  RETURN (SELECT array_agg(a.account ORDER BY o.n)
    FROM unnest(a_kind, a_owner, a_year) WITH ORDINALITY o(kind, owner, year, n)
    LEFT JOIN LATERAL (SELECT s.account FROM account s WHERE s.book = p_book AND s.kind = o.kind
      AND s.owner = o.owner AND s.year = o.year LIMIT 1) a ON true);
END $$
;;
CREATE FUNCTION sunledger.add_lots(
  p_book integer, p_lots jsonb, v_kind text[], v_year integer[], v_number integer[],
  e_voucher integer[], e_lot uuid[], e_amount bigint[], e_relation text[], e_of_book integer[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  -- A receive names a delivery of this lot that was not withdrawn and has enough left.
  SELECT x.* INTO v_bad FROM (
    SELECT e.b, e.y, e.m, e.k, min(e.v) AS v, sum(e.amount) AS amount,
      CASE WHEN min(i.lot::text) IS NULL OR bool_or(i.lot <> e.lot) THEN 'delivery_unknown'
           WHEN bool_or(w.book IS NOT NULL) THEN 'delivery_withdrawn'
           WHEN min(i.amount_fen) < sum(e.amount) + received_of(p_book, e.b, e.y, e.m, e.k)
             THEN 'received_exceeds_delivery'
      END AS token
    FROM unnest(e_voucher, e_lot, e_amount, e_relation, e_of_book, e_of_year, e_of_number,
                e_of_entry) e(v, lot, amount, relation, b, y, m, k)
    LEFT JOIN inbound i ON i.book = p_book AND i.origin_book = e.b AND i.origin_year = e.y
      AND i.origin_number = e.m AND i.origin_entry = e.k
    LEFT JOIN inbound_withdrawal w ON w.book = p_book AND w.origin_book = e.b
      AND w.origin_year = e.y AND w.origin_number = e.m AND w.origin_entry = e.k
    WHERE e.relation = 'receives' AND v_number[e.v] IS NOT NULL
    GROUP BY e.b, e.y, e.m, e.k
  ) x WHERE x.token IS NOT NULL ORDER BY x.v LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the delivery cannot be received',
      jsonb_build_object('voucher', v_bad.v, 'origin_book', v_bad.b, 'origin_year', v_bad.y,
                         'origin_number', v_bad.m, 'origin_entry', v_bad.k));
  END IF;

  -- A new lot is made once; what is booked is its amount; a receive repeats the delivered facts.
  SELECT x.* INTO v_bad FROM (
    SELECT o.n, o.j->>'lot' AS lot,
      CASE
        WHEN k.kind NOT IN ('open', 'allocate', 'receive')
          OR (k.kind = 'receive' AND d.lot_facts IS NULL) THEN 'lot_not_made_by_this_kind'
        WHEN k.kind = 'receive' AND NOT o.j @> d.lot_facts THEN 'lot_facts_differ'
        WHEN k.kind <> 'receive' AND (l.lot IS NOT NULL OR twice.n IS NOT NULL) THEN 'lot_exists'
        WHEN k.kind = 'allocate' AND s.amount IS DISTINCT FROM (o.j->>'origin_amount_fen')::bigint
          THEN 'lot_amount_differs'
        WHEN k.kind = 'open' AND coalesce(s.amount, 0) > (o.j->>'origin_amount_fen')::bigint
          THEN 'lot_amount_differs'
      END AS token
    FROM jsonb_array_elements(p_lots) WITH ORDINALITY o(j, n)
    CROSS JOIN LATERAL (SELECT v_kind[(o.j->>'voucher')::integer] AS kind) k
    LEFT JOIN lot l ON l.book = p_book AND l.lot = (o.j->>'lot')::uuid
    LEFT JOIN LATERAL (
      SELECT t.n FROM jsonb_array_elements(p_lots) WITH ORDINALITY t(j, n)
      WHERE t.n < o.n AND t.j->>'lot' = o.j->>'lot'
        AND v_number[(t.j->>'voucher')::integer] IS NOT NULL LIMIT 1
    ) twice ON k.kind <> 'receive'
    LEFT JOIN LATERAL (
      SELECT i.lot_facts FROM unnest(e_voucher, e_lot, e_of_book, e_of_year, e_of_number,
                                     e_of_entry) e(v, lot, b, y, m, k)
      JOIN inbound i ON i.book = p_book AND i.origin_book = e.b AND i.origin_year = e.y
        AND i.origin_number = e.m AND i.origin_entry = e.k
      WHERE e.v = (o.j->>'voucher')::integer AND e.lot = (o.j->>'lot')::uuid LIMIT 1
    ) d ON k.kind = 'receive'
    LEFT JOIN LATERAL (
      SELECT sum(e.amount) AS amount FROM unnest(e_voucher, e_lot, e_amount) e(v, lot, amount)
      WHERE e.lot = (o.j->>'lot')::uuid AND e.v = (o.j->>'voucher')::integer
    ) s ON true
    WHERE v_number[(o.j->>'voucher')::integer] IS NOT NULL
  ) x WHERE x.token IS NOT NULL ORDER BY x.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the lot cannot be made', jsonb_build_object('lot', v_bad.lot));
  END IF;

  INSERT INTO lot (book, lot, origin, origin_book, origin_doc_no, origin_on, origin_amount_fen,
    category, level, direct, printed_source, doc_nos, document_on, document_precision, received_on,
    budget_year, year, number)
  SELECT DISTINCT ON (f.lot) p_book, f.lot, f.origin, f.origin_book, f.origin_doc_no, f.origin_on,
    f.origin_amount_fen, f.category, f.level, f.direct, f.printed_source,
    ARRAY(SELECT jsonb_array_elements_text(o.j->'doc_nos')), (o.j->>'document_on')::date,
    o.j->>'document_precision', (o.j->>'received_on')::date, (o.j->>'budget_year')::integer,
    v_year[(o.j->>'voucher')::integer], v_number[(o.j->>'voucher')::integer]
  FROM jsonb_array_elements(p_lots) WITH ORDINALITY o(j, n)
  LEFT JOIN LATERAL (
    SELECT i.lot_facts FROM unnest(e_voucher, e_lot, e_of_book, e_of_year, e_of_number, e_of_entry)
      e(v, lot, b, y, m, k)
    JOIN inbound i ON i.book = p_book AND i.origin_book = e.b AND i.origin_year = e.y
      AND i.origin_number = e.m AND i.origin_entry = e.k
    WHERE e.v = (o.j->>'voucher')::integer AND e.lot = (o.j->>'lot')::uuid LIMIT 1
  ) d ON true
  CROSS JOIN LATERAL jsonb_to_record(coalesce(d.lot_facts, o.j)
      || jsonb_build_object('lot', o.j->>'lot')) AS
    f(lot uuid, origin text, origin_book integer, origin_doc_no text, origin_on date,
      origin_amount_fen bigint, category text, level text, direct boolean, printed_source text)
  WHERE v_number[(o.j->>'voucher')::integer] IS NOT NULL
    AND (v_kind[(o.j->>'voucher')::integer] <> 'receive' OR NOT EXISTS (
      SELECT FROM lot l WHERE l.book = p_book AND l.lot = (o.j->>'lot')::uuid))
  ORDER BY f.lot, o.n;
END $$
;;
CREATE FUNCTION sunledger.check_lines(
  v_number integer[], e_voucher integer[], e_amount bigint[], e_line integer[],
  l_voucher integer[], l_line integer[], l_amount bigint[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT coalesce(e.v, l.v) AS v, coalesce(e.line, l.line) AS line, e.amount AS paid,
         l.amount AS stated
  INTO v_bad
  FROM (SELECT u.v, u.line, sum(u.amount) AS amount
        FROM unnest(e_voucher, e_amount, e_line) u(v, amount, line)
        WHERE u.line IS NOT NULL GROUP BY 1, 2) e
  FULL JOIN unnest(l_voucher, l_line, l_amount) l(v, line, amount)
    ON l.v = e.v AND l.line = e.line
  WHERE e.amount IS DISTINCT FROM l.amount AND v_number[coalesce(e.v, l.v)] IS NOT NULL
  ORDER BY 1, 2 LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('line_amount_differs', 'entries of a payment line do not add up to it',
      jsonb_build_object('voucher', v_bad.v, 'line', v_bad.line, 'entries_fen', v_bad.paid,
                         'line_fen', v_bad.stated));
  END IF;
END $$
;;
CREATE FUNCTION sunledger.check_named_lines(p_book integer, p_year integer[], p_number integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan  -- joins: planned for the tables as they are now
AS $$
DECLARE v_bad record;
BEGIN
  SELECT l.number, l.line, l.of_year, l.of_number, l.of_line INTO v_bad
  FROM unnest(p_year, p_number) WITH ORDINALITY n(year, number, at)
  JOIN payment_line l ON l.book = p_book AND l.year = n.year AND l.number = n.number
    AND l.of_line IS NOT NULL
  LEFT JOIN unnest(p_year, p_number) WITH ORDINALITY own(year, number, at)
    ON own.year = l.of_year AND own.number = l.of_number
  WHERE own.at >= n.at OR NOT EXISTS (SELECT FROM payment_line o WHERE o.book = p_book
    AND o.year = l.of_year AND o.number = l.of_number AND o.line = l.of_line)
  ORDER BY l.number, l.line LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('line_named_unknown', 'a payment line names one that is not here',
      jsonb_build_object('line', v_bad.line, 'of_year', v_bad.of_year,
                         'of_number', v_bad.of_number, 'of_line', v_bad.of_line));
  END IF;
END $$
;;
CREATE FUNCTION sunledger.oversettled(
  p_book integer, p_year integer, p_number integer, p_entry integer
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(sum(d.amount_fen * CASE WHEN d.level = 2 THEN -1 ELSE 1 END) > min(g.amount_fen),
                  false)
  FROM entry p
  JOIN entry g ON g.book = p_book AND g.year = p.of_year AND g.number = p.of_number
    AND g.entry = p.of_entry
  CROSS JOIN LATERAL (
    SELECT 1 AS level, s.year, s.number, s.entry, s.amount_fen FROM entry s
    WHERE s.book = p_book AND s.of_year = g.year AND s.of_number = g.number
      AND s.of_entry = g.entry AND s.relation IN ('returns', 'settles')
    UNION ALL
    SELECT 2, b.year, b.number, b.entry, b.amount_fen FROM entry s
    JOIN entry b ON b.book = p_book AND b.of_year = s.year AND b.of_number = s.number
      AND b.of_entry = s.entry AND b.relation = 'returns'
    WHERE s.book = p_book AND s.of_year = g.year AND s.of_number = g.number
      AND s.of_entry = g.entry AND s.relation = 'settles'
  ) d
  WHERE p.book = p_book AND p.year = p_year AND p.number = p_number AND p.entry = p_entry
    AND p.relation = 'settles'
    AND NOT EXISTS (SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
      AND r.of_year = d.year AND r.of_number = d.number AND r.of_entry = d.entry)
$$
;;
CREATE FUNCTION sunledger.check_relations(p_book integer, p_year integer[], p_number integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan  -- joins: planned for the tables as they are now
AS $$
DECLARE v_bad record;
BEGIN
  SELECT x.* INTO v_bad FROM (
    SELECT e.number, e.entry, e.of_year, e.of_number, e.of_entry,
      CASE
        WHEN o.book IS NULL OR e.of_book IS NOT NULL OR ov.event >= v.event
          THEN 'entry_named_unknown'
        WHEN e.relation = 'reverses' AND (v.reverses_year, v.reverses_number)
          IS DISTINCT FROM (e.of_year, e.of_number) THEN 'entry_named_unknown'
        WHEN e.relation = 'returns' AND ov.kind NOT IN ('disburse', 'pay') THEN 'entry_not_returnable'
        WHEN e.relation = 'settles' AND ov.kind <> 'disburse' THEN 'entry_not_settleable'
        WHEN e.lot <> o.lot THEN 'not_mirrored'
        WHEN e.relation IN ('returns', 'reverses') AND ((fa.kind, fa.owner) <> (ot.kind, ot.owner)
          OR (ta.kind, ta.owner) <> (ofa.kind, ofa.owner)) THEN 'not_mirrored'
        WHEN e.relation = 'reverses' AND e.amount_fen <> o.amount_fen THEN 'not_mirrored'
        WHEN e.relation = 'reverses' AND (fa.year NOT IN (ot.year, v.year)
          OR ta.year NOT IN (ofa.year, v.year)) THEN 'account_of_other_year'
        WHEN e.relation = 'returns' AND (fa.year NOT IN (ot.year, v.year) OR ta.year <> v.year)
          THEN 'account_of_other_year'
        WHEN e.relation = 'settles' AND (fa.kind, fa.owner) <> (ot.kind, ot.owner)
          THEN 'not_mirrored'
        WHEN e.relation = 'reverses' AND dep.amount > 0 THEN 'money_moved_on'
        WHEN e.relation IN ('returns', 'settles') AND gone.book IS NOT NULL THEN 'entry_reversed'
        WHEN e.relation IN ('returns', 'settles') AND dep.amount > o.amount_fen
          THEN CASE e.relation WHEN 'returns' THEN 'return_exceeds_entry'
               ELSE 'settlement_exceeds_entry' END
        -- A return of a settled payment made room for a second payment: that room is taken.
        WHEN e.relation = 'reverses' AND o.relation = 'returns'
          AND oversettled(p_book, o.of_year, o.of_number, o.of_entry) THEN 'money_moved_on'
      END AS token
    FROM unnest(p_year, p_number) n(year, number)
    JOIN entry e ON e.book = p_book AND e.year = n.year AND e.number = n.number
      AND e.relation IN ('reverses', 'returns', 'settles')
    JOIN voucher v ON v.book = p_book AND v.year = e.year AND v.number = e.number
    JOIN account fa ON fa.book = p_book AND fa.account = e.from_account
    JOIN account ta ON ta.book = p_book AND ta.account = e.to_account
    LEFT JOIN entry o ON o.book = p_book AND o.year = e.of_year AND o.number = e.of_number
      AND o.entry = e.of_entry
    LEFT JOIN voucher ov ON ov.book = p_book AND ov.year = o.year AND ov.number = o.number
    LEFT JOIN account ofa ON ofa.book = p_book AND ofa.account = o.from_account
    LEFT JOIN account ot ON ot.book = p_book AND ot.account = o.to_account
    LEFT JOIN entry gone ON gone.book = p_book AND gone.relation = 'reverses'
      AND gone.of_year = o.year AND gone.of_number = o.number AND gone.of_entry = o.entry
    LEFT JOIN LATERAL (
      SELECT sum(d.amount_fen - coalesce(back.amount, 0)) AS amount FROM entry d
      LEFT JOIN LATERAL (
        SELECT sum(b.amount_fen) AS amount FROM entry b
        WHERE b.book = p_book AND b.of_year = d.year AND b.of_number = d.number
          AND b.of_entry = d.entry AND b.relation = 'returns'
          AND NOT EXISTS (SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
            AND r.of_year = b.year AND r.of_number = b.number AND r.of_entry = b.entry)
      ) back ON d.relation = 'settles'
      WHERE d.book = p_book AND d.of_year = o.year AND d.of_number = o.number
        AND d.of_entry = o.entry AND d.relation IN ('returns', 'settles')
        AND NOT EXISTS (SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
          AND r.of_year = d.year AND r.of_number = d.number AND r.of_entry = d.entry)
    ) dep ON true
    ORDER BY e.year, e.number, e.entry
  ) x WHERE x.token IS NOT NULL LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'an entry does not fit the entry it names',
      jsonb_build_object('entry', v_bad.entry, 'of_year', v_bad.of_year,
                         'of_number', v_bad.of_number, 'of_entry', v_bad.of_entry));
  END IF;
END $$
;;
CREATE FUNCTION sunledger.move_balances(
  p_book integer, v_number integer[], a_account integer[], a_kind text[], e_voucher integer[],
  e_from integer[], e_to integer[], e_lot uuid[], e_amount bigint[], v_kind text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE
  v_bad record; d_account integer[]; d_kind text[]; d_lot uuid[]; d_after bigint[];
  v_may_fall_short boolean;
BEGIN
  -- The book's row is locked: nobody else moves these balances until we are done.
  SELECT array_agg(d.account), array_agg(d.kind), array_agg(d.lot), array_agg(d.before + d.moved),
         bool_or(d.before < d.gone AND d.kind NOT IN ('source', 'upstream'))
  INTO d_account, d_kind, d_lot, d_after, v_may_fall_short
  FROM (
    SELECT g.*, coalesce((SELECT b.balance_fen FROM balance b WHERE b.book = p_book
                            AND b.account = g.account AND b.lot = g.lot), 0) AS before
    FROM (
      SELECT a_account[leg.i] AS account, a_kind[leg.i] AS kind, leg.lot,
             sum(leg.d)::bigint AS moved, -sum(least(leg.d, 0))::bigint AS gone
      FROM unnest(e_voucher, e_from, e_to, e_lot, e_amount) e(v, f, t, lot, amount)
      CROSS JOIN LATERAL (VALUES (e.f, e.lot, -e.amount), (e.t, e.lot, e.amount)) leg(i, lot, d)
      WHERE v_number[e.v] IS NOT NULL GROUP BY 1, 2, 3
    ) g
  ) d;

  -- Only where all that leaves an account is more than was there at first does the order matter.
  IF v_may_fall_short THEN
    SELECT x.* INTO v_bad FROM (
      SELECT r.v, r.a, r.lot, r.moved, coalesce(b.balance_fen, 0) AS before_fen, r.kind
      FROM (
        SELECT g.v, g.a, g.lot, g.kind, sum(g.d) OVER w AS moved
        FROM (
          SELECT leg.v, a_account[leg.i] AS a, a_kind[leg.i] AS kind, leg.lot, sum(leg.d) AS d
          FROM (
            SELECT e.v, e.f AS i, e.lot, -e.amount AS d
            FROM unnest(e_voucher, e_from, e_lot, e_amount) e(v, f, lot, amount)
            UNION ALL
            SELECT e.v, e.t, e.lot, e.amount
            FROM unnest(e_voucher, e_to, e_lot, e_amount) e(v, t, lot, amount)
          ) leg WHERE v_number[leg.v] IS NOT NULL GROUP BY 1, 2, 3, 4
        ) g WINDOW w AS (PARTITION BY g.a, g.lot ORDER BY g.v)
      ) r
      LEFT JOIN balance b ON b.book = p_book AND b.account = r.a AND b.lot = r.lot
      WHERE r.kind NOT IN ('source', 'upstream')
    ) x WHERE x.before_fen + x.moved < 0 ORDER BY x.v, x.a LIMIT 1;
    IF FOUND THEN
      PERFORM refuse(
        CASE WHEN v_kind[v_bad.v] = 'reverse' THEN 'money_moved_on' ELSE 'no_overdraft' END,
        'an account would go below zero',
        jsonb_build_object('voucher', v_bad.v, 'account', v_bad.a, 'kind', v_bad.kind,
          'lot', v_bad.lot, 'balance_fen', v_bad.before_fen, 'moved_fen', v_bad.moved));
    END IF;
  END IF;

  INSERT INTO balance AS b (book, account, lot, balance_fen, may_go_negative)
  SELECT p_book, d.account, d.lot, d.after, d.kind IN ('source', 'upstream')
  FROM unnest(d_account, d_kind, d_lot, d_after) d(account, kind, lot, after)
  ON CONFLICT (book, account, lot) DO UPDATE SET balance_fen = excluded.balance_fen;
END $$
;;
CREATE FUNCTION sunledger.post(
  p_book integer, p_actor jsonb, p_vouchers jsonb, p_accounts jsonb, p_lots jsonb,
  e_voucher integer[], e_entry integer[], e_from integer[], e_to integer[], e_lot uuid[],
  e_amount bigint[], e_line integer[], e_rule boolean[], e_relation text[], e_of_book integer[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[], e_source_row integer[],
  l_voucher integer[], l_line integer[], l_amount bigint[], l_facts jsonb, l_card bytea[],
  l_sd bytea[], l_sealed bytea[], v_sd bytea[], v_sealed bytea[]
) RETURNS TABLE (ord integer, year integer, number integer, event bigint, recorded_at timestamptz,
                 replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_book book; v_state book_state; v_at timestamptz;
  v_count integer := jsonb_array_length(p_vouchers);
  v_key text[]; v_content bytea[]; v_kind text[]; v_year integer[]; v_on date[];
  h_number integer[];                              -- NULL for a voucher that is new,
  v_number integer[]; v_event bigint[];            -- these for one that is already here
  a_account integer[]; a_kind text[]; a_owner text[]; a_year integer[];
  v_actors jsonb; v_bad record; v_fresh integer; v_leaf_end text;
BEGIN
  v_actors := CASE jsonb_typeof(p_actor) WHEN 'array' THEN p_actor
                   ELSE jsonb_build_array(p_actor) END;
  FOR i IN 0 .. greatest(jsonb_array_length(v_actors), 1) - 1 LOOP
    PERFORM check_actor(p_book, coalesce(v_actors->i, '{}'));
  END LOOP;

  SELECT * INTO v_state FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_book FROM book b WHERE b.book = p_book;
  v_at := greatest(ledger_now(), v_state.last_recorded_at);

  SELECT array_agg(o.key ORDER BY o.n), array_agg(decode(o.content, 'hex') ORDER BY o.n),
         array_agg(o.kind ORDER BY o.n), array_agg(o.year ORDER BY o.n),
         array_agg(o.happened_on ORDER BY o.n), array_agg(h.number ORDER BY o.n)
  INTO v_key, v_content, v_kind, v_year, v_on, h_number
  FROM ROWS FROM (jsonb_to_recordset(p_vouchers) AS
    (key text, content text, kind text, year integer, happened_on date))
    WITH ORDINALITY o(key, content, kind, year, happened_on, n)
  LEFT JOIN LATERAL (SELECT v.number FROM voucher v
                     WHERE v.book = p_book AND v.key = o.key LIMIT 1) h ON true;

  -- Idempotence: what is here under this key must be the same content.
  SELECT k.n, h.year, h.number INTO v_bad
  FROM generate_subscripts(v_key, 1) k(n)
  CROSS JOIN LATERAL (SELECT v.year, v.number, v.content FROM voucher v
                      WHERE v.book = p_book AND v.key = v_key[k.n] LIMIT 1) h
  WHERE h_number[k.n] IS NOT NULL AND h.content <> v_content[k.n] ORDER BY k.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('key_with_other_content', 'this key was posted with other content',
      jsonb_build_object('voucher', v_bad.n, 'key', v_key[v_bad.n], 'year', v_bad.year,
                         'number', v_bad.number));
  END IF;
  IF (SELECT count(DISTINCT k) FROM unnest(v_key) k) <> v_count THEN
    PERFORM refuse('key_twice_in_batch', 'two vouchers of one call have the same key', '{}');
  END IF;

  SELECT k.n, k.year, y.closed_at INTO v_bad
  FROM unnest(v_year, h_number) WITH ORDINALITY k(year, here, n)
  LEFT JOIN book_year y ON y.book = p_book AND y.year = k.year
  WHERE (y.year IS NULL OR y.closed_at IS NOT NULL) AND k.here IS NULL
  ORDER BY k.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(CASE WHEN v_bad.closed_at IS NULL THEN 'year_not_open' ELSE 'year_closed' END,
      'the fiscal year of the voucher is not open',
      jsonb_build_object('voucher', v_bad.n, 'book', p_book, 'year', v_bad.year));
  END IF;

  SELECT array_agg(CASE WHEN x.fresh THEN x.last_number + x.in_year END ORDER BY x.n),
         array_agg(CASE WHEN x.fresh THEN v_state.next_event + x.in_book - 1 END ORDER BY x.n),
         count(*) FILTER (WHERE x.fresh)
  INTO v_number, v_event, v_fresh
  FROM (
    SELECT k.n, k.fresh, y.last_number,
           count(*) FILTER (WHERE k.fresh) OVER (PARTITION BY k.year ORDER BY k.n) AS in_year,
           count(*) FILTER (WHERE k.fresh) OVER (ORDER BY k.n) AS in_book
    FROM (
      SELECT u.n, u.year, u.here IS NULL AS fresh
      FROM unnest(v_year, h_number) WITH ORDINALITY u(year, here, n)
    ) k LEFT JOIN book_year y ON y.book = p_book AND y.year = k.year
  ) x;

  IF v_fresh > 0 THEN
    PERFORM check_vouchers(p_book, v_book.live_from, v_actors, p_vouchers, v_number);

    SELECT array_agg(o.kind ORDER BY o.n), array_agg(o.owner ORDER BY o.n),
           array_agg(o.year ORDER BY o.n)
    INTO a_kind, a_owner, a_year
    FROM ROWS FROM (jsonb_to_recordset(p_accounts) AS (kind text, owner text, year integer))
      WITH ORDINALITY o(kind, owner, year, n);
    a_account := find_accounts(p_book, a_kind, a_owner, a_year);
    v_count := 0;
    IF array_position(a_account, NULL) IS NOT NULL THEN
      INSERT INTO account (book, account, kind, owner, year)
      SELECT p_book, v_state.next_account + row_number() OVER (ORDER BY min(o.n))::integer - 1,
             o.kind, o.owner, o.year
      FROM unnest(a_account, a_kind, a_owner, a_year) WITH ORDINALITY
        o(account, kind, owner, year, n)
      WHERE o.account IS NULL GROUP BY o.kind, o.owner, o.year;
      GET DIAGNOSTICS v_count = ROW_COUNT;
      a_account := find_accounts(p_book, a_kind, a_owner, a_year);
    END IF;

    IF p_lots <> '[]' OR 'receives' = ANY (e_relation) THEN
      PERFORM add_lots(p_book, p_lots, v_kind, v_year, v_number,
                       e_voucher, e_lot, e_amount, e_relation, e_of_book, e_of_year, e_of_number,
                       e_of_entry);
    END IF;

    -- What a single entry may be: amount, accounts, movement, year, lot.
    SELECT x.* INTO v_bad FROM (
      SELECT e.v, e.entry, e.lot,
        CASE
          WHEN e.amount IS NULL OR e.amount <= 0 THEN 'entry_amount_not_positive'
          WHEN e.f = e.t THEN 'entry_moves_nothing'
          WHEN v_kind[e.v] <> 'reverse' AND m.kind IS NULL THEN 'movement_not_allowed'
          WHEN l.lot IS NULL THEN 'lot_unknown'
          WHEN v_kind[e.v] IN ('open', 'allocate')
            AND (l.year, l.number) IS DISTINCT FROM (v_year[e.v], v_number[e.v]) THEN 'lot_exists'
          WHEN v_kind[e.v] = 'carry_over' AND (a_year[e.f] <> v_year[e.v]
            OR a_year[e.t] <> v_year[e.v] + 1 OR a_owner[e.f] <> a_owner[e.t])
            THEN 'carry_over_not_to_next_year'
          WHEN v_kind[e.v] NOT IN ('carry_over', 'return', 'reverse')
            AND (a_year[e.f] <> v_year[e.v] OR a_year[e.t] <> v_year[e.v])
            THEN 'account_of_other_year'
          WHEN (v_kind[e.v] IN ('return', 'reverse', 'receive')) <> coalesce(e.relation IN
            ('returns', 'reverses', 'receives'), false)
            OR (v_kind[e.v] = 'return' AND e.relation <> 'returns')
            OR (v_kind[e.v] = 'reverse' AND e.relation <> 'reverses')
            OR (v_kind[e.v] = 'receive' AND e.relation <> 'receives')
            OR e.relation NOT IN ('returns', 'reverses', 'receives', 'settles')
            OR (e.relation IS NULL) <> (e.of_number IS NULL)
            THEN 'entry_names_nothing'
          WHEN e.relation = 'reverses' AND EXISTS (SELECT FROM entry p WHERE p.book = p_book
            AND p.relation = 'reverses' AND p.of_year = e.of_year AND p.of_number = e.of_number
            AND p.of_entry = e.of_entry) THEN 'entry_reversed'
        END AS token
      FROM unnest(e_voucher, e_entry, e_from, e_to, e_lot, e_amount, e_relation,
        e_of_year, e_of_number, e_of_entry)
        WITH ORDINALITY e(v, entry, f, t, lot, amount, relation, of_year, of_number, of_entry, n)
      LEFT JOIN LATERAL (SELECT s.kind FROM movement s WHERE s.kind = v_kind[e.v]
        AND s.from_kind = a_kind[e.f] AND s.to_kind = a_kind[e.t] LIMIT 1) m ON true
      LEFT JOIN LATERAL (SELECT s.lot, s.year, s.number FROM lot s
                         WHERE s.book = p_book AND s.lot = e.lot LIMIT 1) l ON true
      WHERE v_number[e.v] IS NOT NULL
      ORDER BY e.n
    ) x WHERE x.token IS NOT NULL LIMIT 1;
    IF FOUND THEN
      PERFORM refuse(v_bad.token, 'an entry cannot be posted',
        jsonb_build_object('voucher', v_bad.v, 'entry', v_bad.entry, 'kind', v_kind[v_bad.v],
                           'lot', v_bad.lot));
    END IF;

    IF cardinality(l_line) > 0 OR cardinality(array_remove(e_line, NULL)) > 0 THEN
      PERFORM check_lines(v_number, e_voucher, e_amount, e_line, l_voucher, l_line, l_amount);
    END IF;

    v_leaf_end := ',"recorded_at":"' || leaf_instant(v_at) || '","v":1,"year":';
    INSERT INTO voucher (book, year, number, event, key, content, kind, happened_on,
      happened_precision, recorded_at, doc_no, document, maker, checker, reverses_year,
      reverses_number, replaces_year, replaces_number, backfill, late, warned, payment_mode,
      payment_no, bank_on, sd, leaf)
    SELECT p_book, v_year[o.n], v_number[o.n], v_event[o.n], v_key[o.n], v_content[o.n],
      v_kind[o.n], v_on[o.n], o.happened_precision, v_at, o.doc_no, o.document,
      v_actors->(coalesce(o.actor, 1) - 1)->>'maker',
      v_actors->(coalesce(o.actor, 1) - 1)->>'checker', o.reverses_year, o.reverses_number,
      o.replaces_year, o.replaces_number, o.backfill,
      extract(year FROM v_on[o.n])::integer <> v_year[o.n], o.warned, o.payment_mode, o.payment_no,
      o.bank_on, v_sd[o.n],
      convert_to('{"body":' || o.body || ',"book":' || p_book || ',"event":' || v_event[o.n]
        || ',"number":' || v_number[o.n] || v_leaf_end || v_year[o.n] || '}', 'UTF8')
    FROM ROWS FROM (jsonb_to_recordset(p_vouchers) AS (actor integer, happened_precision text,
      doc_no text, document uuid, reverses_year integer, reverses_number integer,
      replaces_year integer, replaces_number integer, backfill boolean, warned text[],
      payment_mode text, payment_no text, bank_on date, body text))
      WITH ORDINALITY o(actor, happened_precision, doc_no, document, reverses_year,
        reverses_number, replaces_year, replaces_number, backfill, warned, payment_mode, payment_no,
        bank_on, body, n)
    WHERE v_number[o.n] IS NOT NULL;

    INSERT INTO entry (book, year, number, entry, from_account, to_account, lot, amount_fen,
      happened_on, line, attribution, relation, of_book, of_year, of_number, of_entry, source_row)
    SELECT p_book, v_year[e.v], v_number[e.v], e.entry, a_account[e.f], a_account[e.t], e.lot,
      e.amount, v_on[e.v], e.line, CASE WHEN e.rule THEN 'rule' ELSE 'documented' END, e.relation,
      e.of_book, e.of_year, e.of_number, e.of_entry, e.source_row
    FROM unnest(e_voucher, e_entry, e_from, e_to, e_lot, e_amount, e_line, e_rule, e_relation,
      e_of_book, e_of_year, e_of_number, e_of_entry, e_source_row)
      e(v, entry, f, t, lot, amount, line, rule, relation, of_book, of_year, of_number, of_entry,
        source_row)
    WHERE v_number[e.v] IS NOT NULL;

    IF cardinality(array_remove(e_relation, NULL)) > 0 THEN
      PERFORM check_relations(p_book, v_year, v_number);
    END IF;

    IF cardinality(l_line) > 0 THEN
      INSERT INTO payment_line (book, year, number, line, household, person, payee_kind, region,
        project, benefit, period_from, period_to, quantity_milli, rate_fen, amount_fen, list,
        list_version, list_line, of_year, of_number, of_line, bank_result, card_hmac, sd)
      SELECT p_book, v_year[l.v], v_number[l.v], l.line, l.household, l.person, l.payee_kind,
        l.region, l.project, l.benefit, l.period_from, l.period_to, l.quantity_milli, l.rate_fen,
        l.amount, l.list, l.list_version, l.list_line, l.of_year, l.of_number, l.of_line,
        l.bank_result, l.card, l.sd
      FROM ROWS FROM (unnest(l_voucher, l_line, l_amount, l_card, l_sd),
        jsonb_to_recordset(l_facts) AS (household uuid, person uuid, payee_kind text,
          region text, project uuid, benefit text, period_from date, period_to date,
          quantity_milli bigint, rate_fen bigint, list uuid, list_version integer,
          list_line integer, of_year integer, of_number integer, of_line integer,
          bank_result text))
        l(v, line, amount, card, sd, household, person, payee_kind, region, project, benefit,
          period_from, period_to, quantity_milli, rate_fen, list, list_version, list_line, of_year,
          of_number, of_line, bank_result)
      WHERE v_number[l.v] IS NOT NULL;

      IF l_facts @? '$[*].of_line' THEN
        PERFORM check_named_lines(p_book, v_year, v_number);
      END IF;
    END IF;

    INSERT INTO private_line (book, year, number, line, sealed)
    SELECT p_book, v_year[x.v], v_number[x.v], x.line, x.sealed
    FROM (
      SELECT l.v, l.line, l.sealed FROM unnest(l_voucher, l_line, l_sealed) l(v, line, sealed)
      UNION ALL
      SELECT s.n::integer, 0, s.sealed FROM unnest(v_sealed) WITH ORDINALITY s(sealed, n)
    ) x
    WHERE x.sealed IS NOT NULL AND v_number[x.v] IS NOT NULL;

    PERFORM move_balances(p_book, v_number, a_account, a_kind, e_voucher, e_from, e_to, e_lot,
                          e_amount, v_kind);

    UPDATE book_state s SET next_event = s.next_event + v_fresh, last_recorded_at = v_at,
      next_account = s.next_account + v_count WHERE s.book = p_book;
    UPDATE book_year y SET last_number = x.last_number
    FROM (SELECT u.year, max(u.number) AS last_number
          FROM unnest(v_year, v_number) u(year, number) GROUP BY 1) x
    WHERE y.book = p_book AND y.year = x.year AND x.last_number IS NOT NULL;
  END IF;

  RETURN QUERY
  SELECT k.n, v_year[k.n], coalesce(v_number[k.n], h.number), coalesce(v_event[k.n], h.event),
         coalesce(h.recorded_at, v_at), v_number[k.n] IS NULL
  FROM generate_subscripts(v_key, 1) k(n)
  LEFT JOIN LATERAL (SELECT v.number, v.event, v.recorded_at FROM voucher v
    WHERE v_number[k.n] IS NULL AND v.book = p_book AND v.key = v_key[k.n] LIMIT 1) h ON true
  ORDER BY k.n;
END $$
;;
CREATE FUNCTION sunledger.trust_peer(
  p_book integer, p_key bytea, p_name text, p_trusted boolean, p_actor text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_last exchange_peer;
BEGIN
  -- One decision at a time in the whole database: they are few, and drawn by count.
  PERFORM FROM installation FOR UPDATE;
  IF EXISTS (SELECT FROM book b WHERE b.book = p_book) THEN
    PERFORM refuse('peer_of_own_book', 'this book is kept here, nobody else speaks for it',
                   jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_last FROM exchange_peer p WHERE p.book = p_book AND p.key = p_key
  ORDER BY p.seq DESC LIMIT 1;
  IF v_last.trusted IS NOT DISTINCT FROM p_trusted AND v_last.name = p_name THEN
    RETURN false;
  END IF;
  INSERT INTO exchange_peer (book, key, seq, name, trusted, decided_at, decided_by)
  VALUES (p_book, p_key, coalesce(v_last.seq, 0) + 1, p_name, p_trusted, ledger_now(), p_actor);
  RETURN true;
END $$
;;
CREATE FUNCTION sunledger.check_signer(p_key bytea, p_book integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = sunledger, pg_temp
AS $$
DECLARE v_trusted boolean; v_details jsonb;
BEGIN
  v_details := jsonb_build_object('key', encode(p_key, 'hex'), 'book', p_book);
  SELECT p.trusted INTO v_trusted FROM exchange_peer p WHERE p.book = p_book AND p.key = p_key
  ORDER BY p.seq DESC LIMIT 1;
  IF v_trusted IS NULL THEN
    PERFORM refuse(
      CASE WHEN EXISTS (SELECT FROM exchange_peer p WHERE p.key = p_key)
           THEN 'signer_may_not_speak' ELSE 'signer_unknown' END,
      'nobody said that this key speaks for this book', v_details);
  ELSIF NOT v_trusted THEN
    PERFORM refuse('signer_revoked', 'this key no longer speaks for this book', v_details);
  END IF;
END $$
;;
CREATE FUNCTION sunledger.take_deliveries(
  p_book integer, p_from_book integer, p_signer bytea, p_digest bytea, p_content bytea,
  p_made_at timestamptz, p_actor text, p_lines jsonb,
  OUT delivered integer, OUT withdrawn integer, OUT kept integer, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_line record;
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  PERFORM check_signer(p_signer, p_from_book);
  delivered := 0; withdrawn := 0; kept := 0;
  replayed := NOT take_file(p_book, p_from_book, 'deliveries', p_signer, p_digest, p_content,
                            p_made_at, p_actor);
  FOR v_line IN
    SELECT l.* FROM jsonb_to_recordset(p_lines) AS
      l(year integer, number integer, entry integer, lot uuid, amount_fen bigint, doc_no text,
        sent_on date, withdrawn boolean, facts jsonb)
    ORDER BY l.year, l.number, l.entry
  LOOP
    IF deliver(p_book, p_from_book, v_line.year, v_line.number, v_line.entry, v_line.lot,
               v_line.amount_fen, v_line.doc_no, v_line.sent_on, v_line.facts)
    THEN
      delivered := delivered + CASE WHEN v_line.withdrawn THEN 0 ELSE 1 END;
    END IF;
    IF v_line.withdrawn THEN
      IF received_of(p_book, p_from_book, v_line.year, v_line.number, v_line.entry) > 0 THEN
        kept := kept + 1;
      ELSIF withdraw_delivery(p_book, p_from_book, v_line.year, v_line.number, v_line.entry) THEN
        withdrawn := withdrawn + 1;
      END IF;
    END IF;
  END LOOP;
END $$
;;
CREATE FUNCTION sunledger.take_receipt(
  p_book integer, p_from_book integer, p_signer bytea, p_digest bytea, p_content bytea,
  p_made_at timestamptz, p_actor text, p_lines jsonb,
  OUT acknowledged integer, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  PERFORM check_signer(p_signer, p_from_book);
  SELECT l.year, l.number, l.entry INTO v_bad
  FROM jsonb_to_recordset(p_lines) AS
    l(year integer, number integer, entry integer, lot uuid, amount_fen bigint,
      received_fen bigint)
  LEFT JOIN (entry e
      JOIN voucher v ON v.book = p_book AND v.year = e.year AND v.number = e.number
        AND v.kind = 'pass_down'
      JOIN account a ON a.book = p_book AND a.account = e.to_account AND a.kind = 'sent_down'
        AND a.owner = p_from_book::text)
    ON e.book = p_book AND e.year = l.year AND e.number = l.number AND e.entry = l.entry
  WHERE e.book IS NULL OR e.lot <> l.lot OR e.amount_fen <> l.amount_fen
    OR l.received_fen NOT BETWEEN 0 AND e.amount_fen
  ORDER BY 1, 2, 3 LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('receipt_of_nothing', 'the receipt names what was not passed down so',
      jsonb_build_object('book', p_book, 'lower_book', p_from_book, 'year', v_bad.year,
                         'number', v_bad.number, 'entry', v_bad.entry));
  END IF;
  acknowledged := 0;
  replayed := NOT take_file(p_book, p_from_book, 'receipt', p_signer, p_digest, p_content,
                            p_made_at, p_actor);
  IF replayed THEN RETURN; END IF;
  INSERT INTO delivery_receipt (book, year, number, entry, digest, lower_book, delivered_at,
                                received_fen, withdrawn, made_at, seq)
  SELECT p_book, l.year, l.number, l.entry, p_digest, p_from_book, l.delivered_at,
         l.received_fen, l.withdrawn, p_made_at,
         1 + coalesce((SELECT max(r.seq) FROM delivery_receipt r WHERE r.book = p_book), 0)
  FROM jsonb_to_recordset(p_lines) AS
    l(year integer, number integer, entry integer, delivered_at timestamptz, received_fen bigint,
      withdrawn boolean);
  GET DIAGNOSTICS acknowledged = ROW_COUNT;
END $$
;;
CREATE FUNCTION sunledger.take_file(
  p_book integer, p_from_book integer, p_format text, p_signer bytea, p_digest bytea,
  p_content bytea, p_made_at timestamptz, p_actor text
) RETURNS boolean
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  INSERT INTO exchange_file (book, digest, format, from_book, signer, made_at, taken_at, taken_by,
                             content)
  VALUES (p_book, p_digest, p_format, p_from_book, p_signer, p_made_at, ledger_now(), p_actor,
          p_content)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$
;;
CREATE FUNCTION sunledger.link_lots(
  p_book integer, p_lot uuid, p_same_as uuid, p_stated_on date, p_doc_no text, p_document uuid,
  p_actor text, p_key text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_details jsonb;
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'same_as', p_key, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  -- Two books linking to each other at once would make a circle that neither sees.
  PERFORM FROM installation FOR UPDATE;
  v_details := jsonb_build_object('book', p_book, 'lot', p_lot, 'same_as', p_same_as);
  IF NOT EXISTS (
    SELECT FROM lot l JOIN voucher v ON v.book = p_book AND v.year = l.year AND v.number = l.number
    WHERE l.book = p_book AND l.lot = p_lot AND v.kind <> 'receive')
  THEN
    PERFORM refuse('lot_not_entered_here', 'only the book that entered a lot links it', v_details);
  END IF;
  IF NOT EXISTS (SELECT FROM lot l WHERE l.lot = p_same_as)
    AND NOT EXISTS (SELECT FROM inbound i WHERE i.lot = p_same_as)
  THEN
    PERFORM refuse('linked_lot_unknown', 'the other lot is neither booked nor delivered here',
                   v_details);
  END IF;
  IF p_same_as <> p_lot AND EXISTS (
    SELECT FROM lot_links_at('infinity') k WHERE k.lot = p_same_as AND k.ancestor = p_lot)
  THEN
    PERFORM refuse('lots_in_a_circle', 'the other lot is already linked to this one', v_details);
  END IF;
  INSERT INTO same_as (book, lot, event, same_as, stated_on, doc_no, document, stated_by,
                       recorded_at)
  VALUES (p_book, p_lot, event, p_same_as, p_stated_on, p_doc_no, p_document, p_actor,
          recorded_at);
END $$
;;
CREATE FUNCTION sunledger.lot_links_at(p_known_at timestamptz)
RETURNS TABLE (lot uuid, ancestor uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  WITH RECURSIVE last AS (
    SELECT DISTINCT ON (s.lot) s.lot, s.same_as FROM same_as s
    WHERE s.recorded_at <= p_known_at ORDER BY s.lot, s.recorded_at DESC, s.event DESC
  ), walk(lot, ancestor) AS (
    SELECT l.lot, l.same_as FROM last l WHERE l.same_as <> l.lot
    UNION
    SELECT w.lot, l.same_as FROM walk w JOIN last l ON l.lot = w.ancestor AND l.same_as <> l.lot
  )
  SELECT w.lot, w.ancestor FROM walk w
$$
;;
CREATE FUNCTION sunledger.lot_identity_at(p_known_at timestamptz)
RETURNS TABLE (book integer, lot uuid, identity uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  WITH links AS (SELECT k.lot, k.ancestor FROM lot_links_at(p_known_at) k)
  SELECT l.book, l.lot, coalesce(root.ancestor, l.lot)
  FROM lot l
  LEFT JOIN links root ON root.lot = l.lot
    AND NOT EXISTS (SELECT FROM links onward WHERE onward.lot = root.ancestor)
$$
;;
CREATE TRIGGER account_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.account FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_outcome_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_outcome FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_run_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_run FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER balance_is_permanent BEFORE DELETE OR TRUNCATE ON sunledger.balance FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER benefit_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.benefit FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER book_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.book FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER book_event_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.book_event FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER book_region_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.book_region FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER book_state_is_permanent BEFORE DELETE OR TRUNCATE ON sunledger.book_state FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER book_year_is_permanent BEFORE DELETE OR TRUNCATE ON sunledger.book_year FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER delivery_receipt_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.delivery_receipt FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER demo_clock_is_permanent BEFORE DELETE OR TRUNCATE ON sunledger.demo_clock FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER disclosure_requirement_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.disclosure_requirement FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER draft_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.draft FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER draft_event_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.draft_event FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER draft_version_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.draft_version FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER entitlement_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.entitlement FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER entitlement_list_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.entitlement_list FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER entry_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.entry FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER exchange_file_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.exchange_file FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER exchange_peer_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.exchange_peer FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER expenditure_code_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.expenditure_code FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER external_number_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.external_number FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER finding_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.finding FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER fund_category_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.fund_category FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER fund_regime_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.fund_regime FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER household_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.household FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER household_fact_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.household_fact FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER inbound_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.inbound FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER inbound_withdrawal_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.inbound_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER installation_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.installation FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER limit_standard_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.limit_standard FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER lot_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.lot FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER movement_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.movement FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER notice_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.notice FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER organisation_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.organisation FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER payment_line_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.payment_line FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER person_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.person FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER person_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.person_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER private_line_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.private_line FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_event_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_event FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER purpose_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.purpose FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER region_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.region FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER region_class_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.region_class FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER register_code_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.register_code FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER row_resolution_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.row_resolution FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER same_as_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.same_as FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER source_document_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.source_document FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER source_row_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.source_row FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER spending_rule_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.spending_rule FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER standard_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.standard FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER voucher_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.voucher FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT USAGE ON SCHEMA sunledger TO sunledger_app, sunledger_read
;;
GRANT SELECT ON ALL TABLES IN SCHEMA sunledger TO sunledger_app, sunledger_read
;;
REVOKE SELECT ON sunledger.private_line FROM sunledger_read
;;
REVOKE SELECT ON sunledger.person_private FROM sunledger_read
;;
REVOKE SELECT ON sunledger.app_user FROM sunledger_read
;;
REVOKE SELECT ON sunledger.app_user_role FROM sunledger_read
;;
GRANT INSERT, UPDATE (name, password_hash, active) ON sunledger.app_user TO sunledger_app
;;
GRANT INSERT, DELETE ON sunledger.app_user_role TO sunledger_app
;;
GRANT INSERT ON sunledger.audit_outcome TO sunledger_app
;;
GRANT INSERT ON sunledger.audit_run TO sunledger_app
;;
GRANT INSERT ON sunledger.benefit TO sunledger_app
;;
GRANT INSERT ON sunledger.book_region TO sunledger_app
;;
GRANT INSERT ON sunledger.disclosure_requirement TO sunledger_app
;;
GRANT INSERT ON sunledger.draft TO sunledger_app
;;
GRANT INSERT ON sunledger.draft_event TO sunledger_app
;;
GRANT INSERT ON sunledger.draft_version TO sunledger_app
;;
GRANT INSERT ON sunledger.entitlement TO sunledger_app
;;
GRANT INSERT ON sunledger.entitlement_list TO sunledger_app
;;
GRANT INSERT ON sunledger.expenditure_code TO sunledger_app
;;
GRANT INSERT ON sunledger.external_number TO sunledger_app
;;
GRANT INSERT ON sunledger.finding TO sunledger_app
;;
GRANT INSERT ON sunledger.fund_category TO sunledger_app
;;
GRANT INSERT ON sunledger.fund_regime TO sunledger_app
;;
GRANT INSERT ON sunledger.household TO sunledger_app
;;
GRANT INSERT ON sunledger.household_fact TO sunledger_app
;;
GRANT INSERT ON sunledger.limit_standard TO sunledger_app
;;
GRANT INSERT ON sunledger.organisation TO sunledger_app
;;
GRANT INSERT ON sunledger.person TO sunledger_app
;;
GRANT INSERT ON sunledger.person_private TO sunledger_app
;;
GRANT INSERT ON sunledger.project TO sunledger_app
;;
GRANT INSERT ON sunledger.project_event TO sunledger_app
;;
GRANT INSERT ON sunledger.purpose TO sunledger_app
;;
GRANT INSERT ON sunledger.region TO sunledger_app
;;
GRANT INSERT ON sunledger.region_class TO sunledger_app
;;
GRANT INSERT ON sunledger.register_code TO sunledger_app
;;
GRANT INSERT ON sunledger.row_resolution TO sunledger_app
;;
GRANT INSERT ON sunledger.source_document TO sunledger_app
;;
GRANT INSERT ON sunledger.source_row TO sunledger_app
;;
GRANT INSERT ON sunledger.spending_rule TO sunledger_app
;;
GRANT INSERT ON sunledger.standard TO sunledger_app
;;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sunledger FROM PUBLIC
;;
GRANT EXECUTE ON FUNCTION sunledger.ledger_now() TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.set_demo_clock(timestamptz) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.received_of(integer, integer, integer, integer, integer) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.open_book(integer, text, text, text, boolean, date, text, bytea, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.open_year(integer, integer, text, bytea, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.close_year(integer, integer, text, bytea, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.publish(integer, text, text, bytea, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.deliver(integer, integer, integer, integer, integer, uuid, bigint, text, date, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.withdraw_delivery(integer, integer, integer, integer, integer) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.trust_peer(integer, bytea, text, boolean, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.take_deliveries(integer, integer, bytea, bytea, bytea, timestamptz, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.take_receipt(integer, integer, bytea, bytea, bytea, timestamptz, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.link_lots(integer, uuid, uuid, date, text, uuid, text, text, bytea, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.lot_links_at(timestamptz) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.lot_identity_at(timestamptz) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.ledger_now() TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.received_of(integer, integer, integer, integer, integer) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.lot_links_at(timestamptz) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.lot_identity_at(timestamptz) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.post TO sunledger_app
;;
INSERT INTO sunledger.movement (kind, from_kind, to_kind) VALUES
  ('allocate', 'source', 'unassigned'),
  ('assign', 'pool', 'project'),
  ('assign', 'unassigned', 'project'),
  ('carry_over', 'advance', 'advance'),
  ('carry_over', 'agent', 'agent'),
  ('carry_over', 'collective', 'collective'),
  ('carry_over', 'pool', 'pool'),
  ('carry_over', 'project', 'project'),
  ('carry_over', 'recovered', 'recovered'),
  ('carry_over', 'revolving', 'revolving'),
  ('carry_over', 'special', 'special'),
  ('carry_over', 'unassigned', 'unassigned'),
  ('carry_over', 'unit', 'unit'),
  ('disburse', 'project', 'advance'),
  ('disburse', 'project', 'agent'),
  ('disburse', 'project', 'collective'),
  ('disburse', 'project', 'household'),
  ('disburse', 'project', 'revolving'),
  ('disburse', 'project', 'special'),
  ('disburse', 'project', 'unit'),
  ('disburse', 'project', 'vendor'),
  ('integrate', 'unassigned', 'pool'),
  ('open', 'source', 'advance'),
  ('open', 'source', 'agent'),
  ('open', 'source', 'collective'),
  ('open', 'source', 'household'),
  ('open', 'source', 'pool'),
  ('open', 'source', 'project'),
  ('open', 'source', 'recovered'),
  ('open', 'source', 'released'),
  ('open', 'source', 'revolving'),
  ('open', 'source', 'special'),
  ('open', 'source', 'unassigned'),
  ('open', 'source', 'unit'),
  ('open', 'source', 'vendor'),
  ('pass_down', 'unassigned', 'sent_down'),
  ('pay', 'advance', 'household'),
  ('pay', 'advance', 'vendor'),
  ('pay', 'agent', 'household'),
  ('pay', 'agent', 'vendor'),
  ('pay', 'collective', 'household'),
  ('pay', 'collective', 'vendor'),
  ('pay', 'special', 'household'),
  ('pay', 'special', 'vendor'),
  ('pay', 'unit', 'household'),
  ('pay', 'unit', 'vendor'),
  ('receive', 'upstream', 'unassigned'),
  ('return', 'advance', 'project'),
  ('return', 'agent', 'project'),
  ('return', 'collective', 'project'),
  ('return', 'household', 'advance'),
  ('return', 'household', 'agent'),
  ('return', 'household', 'collective'),
  ('return', 'household', 'project'),
  ('return', 'household', 'special'),
  ('return', 'household', 'unit'),
  ('return', 'revolving', 'project'),
  ('return', 'special', 'project'),
  ('return', 'unit', 'project'),
  ('return', 'vendor', 'advance'),
  ('return', 'vendor', 'agent'),
  ('return', 'vendor', 'collective'),
  ('return', 'vendor', 'project'),
  ('return', 'vendor', 'special'),
  ('return', 'vendor', 'unit')
