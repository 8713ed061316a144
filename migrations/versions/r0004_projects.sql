CREATE TABLE sunledger.allocation_factor (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	plan VARCHAR NOT NULL, 
	factor VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	value_milli BIGINT NOT NULL, 
	weight_ppm INTEGER NOT NULL, 
	PRIMARY KEY (book, plan, factor, region, version), 
	CONSTRAINT allocation_factor_value_milli_not_negative CHECK (value_milli >= 0), 
	CONSTRAINT allocation_factor_weight_ppm_not_negative CHECK (weight_ppm >= 0), 
	CONSTRAINT allocation_factor_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT allocation_factor_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.allocation_factor TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.allocation_share (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	plan VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	allocated_fen BIGINT NOT NULL, 
	adjustment_fen BIGINT NOT NULL, 
	note VARCHAR NOT NULL, 
	PRIMARY KEY (book, plan, region, version), 
	CONSTRAINT allocation_share_allocated_fen_not_negative CHECK (allocated_fen >= 0), 
	CONSTRAINT allocation_share_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT allocation_share_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.allocation_share TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.loan_event (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	loan VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	amount_fen BIGINT, 
	org VARCHAR, 
	due_on DATE, 
	PRIMARY KEY (book, loan, kind, happened_on, version), 
	CONSTRAINT loan_event_amount_fen_not_negative CHECK (amount_fen >= 0), 
	CONSTRAINT loan_event_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT loan_event_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.loan_event TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.member_count (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	org VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	counted_on DATE NOT NULL, 
	total INTEGER NOT NULL, 
	registered INTEGER NOT NULL, 
	PRIMARY KEY (book, org, kind, counted_on, version), 
	CONSTRAINT member_count_total_not_negative CHECK (total >= 0), 
	CONSTRAINT member_count_registered_not_negative CHECK (registered >= 0), 
	CONSTRAINT member_count_org FOREIGN KEY(org) REFERENCES sunledger.organisation (org), 
	CONSTRAINT member_count_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT member_count_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.member_count TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.organisation_fact (
	org VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	credit_code VARCHAR, 
	credit_code_valid BOOLEAN, 
	registered_on DATE, 
	cancelled_on DATE, 
	source VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	PRIMARY KEY (org, valid_from, known_at), 
	CONSTRAINT organisation_fact_org FOREIGN KEY(org) REFERENCES sunledger.organisation (org)
)
;;
GRANT SELECT ON sunledger.organisation_fact TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.responsible_person (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	duty UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	region VARCHAR, 
	project UUID, 
	household UUID, 
	org VARCHAR, 
	post VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	PRIMARY KEY (book, duty, version), 
	CONSTRAINT responsible_person_for_one_thing CHECK (num_nonnulls(region, project, household) = 1), 
	CONSTRAINT responsible_person_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT responsible_person_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.responsible_person TO sunledger_app, sunledger_read
;;
CREATE INDEX responsible_person_by_household ON sunledger.responsible_person (book, household)
;;
CREATE INDEX responsible_person_by_project ON sunledger.responsible_person (book, project)
;;
CREATE TABLE sunledger.responsible_private (
	book INTEGER NOT NULL, 
	duty UUID NOT NULL, 
	sealed BYTEA NOT NULL, 
	name_hmac BYTEA NOT NULL, 
	id_hmac BYTEA, 
	phone_hmac BYTEA, 
	PRIMARY KEY (book, duty), 
	CONSTRAINT responsible_private_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.responsible_private TO sunledger_app
;;
CREATE INDEX responsible_private_by_id ON sunledger.responsible_private (id_hmac)
;;
CREATE TABLE sunledger.acceptance (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	acceptance VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	contract VARCHAR, 
	accepted_on DATE NOT NULL, 
	accepted_by VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	quantity_milli BIGINT, 
	unit VARCHAR NOT NULL, 
	value_fen BIGINT NOT NULL, 
	result VARCHAR NOT NULL, 
	final BOOLEAN NOT NULL, 
	retention_fen BIGINT, 
	retention_due_on DATE, 
	PRIMARY KEY (book, acceptance, version), 
	CONSTRAINT acceptance_quantity_milli_positive CHECK (quantity_milli > 0), 
	CONSTRAINT acceptance_value_fen_not_negative CHECK (value_fen >= 0), 
	CONSTRAINT acceptance_retention_fen_not_negative CHECK (retention_fen >= 0), 
	CONSTRAINT acceptance_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT acceptance_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.acceptance TO sunledger_app, sunledger_read
;;
CREATE INDEX acceptance_by_project ON sunledger.acceptance (book, project)
;;
CREATE TABLE sunledger.asset (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	asset VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	owner_kind VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	keeper VARCHAR NOT NULL, 
	value_fen BIGINT NOT NULL, 
	formed_on DATE NOT NULL, 
	confirmed_on DATE, 
	PRIMARY KEY (book, asset, version), 
	CONSTRAINT asset_value_fen_not_negative CHECK (value_fen >= 0), 
	CONSTRAINT asset_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT asset_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.asset TO sunledger_app, sunledger_read
;;
CREATE INDEX asset_by_project ON sunledger.asset (book, project)
;;
CREATE TABLE sunledger.beneficiary (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	household UUID NOT NULL, 
	mechanism VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	agreement VARCHAR, 
	expected_fen BIGINT, 
	PRIMARY KEY (book, project, household, mechanism, valid_from, version), 
	CONSTRAINT beneficiary_expected_fen_not_negative CHECK (expected_fen >= 0), 
	CONSTRAINT beneficiary_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household), 
	CONSTRAINT beneficiary_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT beneficiary_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.beneficiary TO sunledger_app, sunledger_read
;;
CREATE INDEX beneficiary_by_household ON sunledger.beneficiary (book, household)
;;
CREATE TABLE sunledger.bid (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	tender VARCHAR NOT NULL, 
	bidder VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	org VARCHAR, 
	opened_on DATE NOT NULL, 
	price_fen BIGINT, 
	result VARCHAR NOT NULL, 
	PRIMARY KEY (book, tender, bidder, version), 
	CONSTRAINT bid_price_fen_positive CHECK (price_fen > 0), 
	CONSTRAINT bid_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT bid_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.bid TO sunledger_app, sunledger_read
;;
CREATE INDEX bid_by_project ON sunledger.bid (book, project)
;;
CREATE TABLE sunledger.contract (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	contract VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	buyer VARCHAR NOT NULL, 
	supplier VARCHAR NOT NULL, 
	tender_mode VARCHAR NOT NULL, 
	tender VARCHAR NOT NULL, 
	limit_fen BIGINT, 
	limit_source VARCHAR NOT NULL, 
	awarded_on DATE, 
	signed_on DATE NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	starts_on DATE, 
	ends_on DATE, 
	retention_milli BIGINT, 
	PRIMARY KEY (book, contract, version), 
	CONSTRAINT contract_amount_fen_positive CHECK (amount_fen > 0), 
	CONSTRAINT contract_limit_fen_positive CHECK (limit_fen > 0), 
	CONSTRAINT contract_retention_milli_not_negative CHECK (retention_milli >= 0), 
	CONSTRAINT contract_buyer FOREIGN KEY(buyer) REFERENCES sunledger.organisation (org), 
	CONSTRAINT contract_supplier FOREIGN KEY(supplier) REFERENCES sunledger.organisation (org), 
	CONSTRAINT contract_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT contract_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.contract TO sunledger_app, sunledger_read
;;
CREATE INDEX contract_by_project ON sunledger.contract (book, project)
;;
CREATE TABLE sunledger.dividend_due (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	agreement VARCHAR NOT NULL, 
	due_on DATE NOT NULL, 
	project UUID NOT NULL, 
	payee VARCHAR NOT NULL, 
	agreed_fen BIGINT NOT NULL, 
	PRIMARY KEY (book, agreement, due_on, version), 
	CONSTRAINT dividend_due_agreed_fen_positive CHECK (agreed_fen > 0), 
	CONSTRAINT dividend_due_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT dividend_due_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.dividend_due TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.inspection (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	inspection VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	inspected_on DATE NOT NULL, 
	inspector VARCHAR NOT NULL, 
	result VARCHAR NOT NULL, 
	found VARCHAR NOT NULL, 
	correct_by DATE, 
	corrected_on DATE, 
	PRIMARY KEY (book, inspection, version), 
	CONSTRAINT inspection_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT inspection_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.inspection TO sunledger_app, sunledger_read
;;
CREATE INDEX inspection_by_project ON sunledger.inspection (book, project)
;;
CREATE TABLE sunledger.invoice (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	code VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	contract VARCHAR, 
	seller VARCHAR NOT NULL, 
	invoiced_on DATE NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	tax_fen BIGINT, 
	PRIMARY KEY (book, code, number, version), 
	CONSTRAINT invoice_amount_fen_positive CHECK (amount_fen > 0), 
	CONSTRAINT invoice_tax_fen_not_negative CHECK (tax_fen >= 0), 
	CONSTRAINT invoice_seller FOREIGN KEY(seller) REFERENCES sunledger.organisation (org), 
	CONSTRAINT invoice_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT invoice_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.invoice TO sunledger_app, sunledger_read
;;
CREATE INDEX invoice_by_project ON sunledger.invoice (book, project)
;;
CREATE TABLE sunledger.loan (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	loan VARCHAR NOT NULL, 
	household UUID NOT NULL, 
	bank VARCHAR NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	lent_on DATE NOT NULL, 
	due_on DATE NOT NULL, 
	rate_ppm INTEGER NOT NULL, 
	interest_aid BOOLEAN NOT NULL, 
	secured BOOLEAN NOT NULL, 
	purpose VARCHAR NOT NULL, 
	PRIMARY KEY (book, loan, version), 
	CONSTRAINT loan_amount_fen_positive CHECK (amount_fen > 0), 
	CONSTRAINT loan_rate_ppm_not_negative CHECK (rate_ppm >= 0), 
	CONSTRAINT loan_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household), 
	CONSTRAINT loan_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT loan_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.loan TO sunledger_app, sunledger_read
;;
CREATE INDEX loan_by_household ON sunledger.loan (book, household)
;;
CREATE TABLE sunledger.organisation_private (
	org VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	sealed BYTEA NOT NULL, 
	legal_id_hmac BYTEA, 
	legal_name_hmac BYTEA, 
	phone_hmac BYTEA, 
	address_hmac BYTEA, 
	account_hmac BYTEA, 
	PRIMARY KEY (org, valid_from, known_at), 
	CONSTRAINT organisation_private_fact FOREIGN KEY(org, valid_from, known_at) REFERENCES sunledger.organisation_fact (org, valid_from, known_at)
)
;;
GRANT SELECT ON sunledger.organisation_private TO sunledger_app
;;
CREATE INDEX organisation_private_by_legal_id ON sunledger.organisation_private (legal_id_hmac)
;;
CREATE TABLE sunledger.post_holder (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	post VARCHAR NOT NULL, 
	household UUID NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	insured BOOLEAN NOT NULL, 
	PRIMARY KEY (book, post, household, valid_from, version), 
	CONSTRAINT post_holder_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household), 
	CONSTRAINT post_holder_book FOREIGN KEY(book) REFERENCES sunledger.book (book), 
	CONSTRAINT post_holder_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.post_holder TO sunledger_app, sunledger_read
;;
CREATE INDEX post_holder_by_household ON sunledger.post_holder (book, household)
;;
CREATE TABLE sunledger.project_approval (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	approved_on DATE NOT NULL, 
	purpose VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	task VARCHAR NOT NULL, 
	approved_fen BIGINT NOT NULL, 
	public_good BOOLEAN NOT NULL, 
	starts_on DATE, 
	ends_on DATE, 
	PRIMARY KEY (book, project, version), 
	CONSTRAINT project_approval_approved_fen_positive CHECK (approved_fen > 0), 
	CONSTRAINT project_approval_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT project_approval_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.project_approval TO sunledger_app, sunledger_read
;;
ALTER TABLE sunledger.project_event ADD COLUMN actor VARCHAR NOT NULL DEFAULT ''
;;
ALTER TABLE sunledger.project_event ADD COLUMN remark VARCHAR NOT NULL DEFAULT ''
;;
ALTER TABLE sunledger.project_event ADD COLUMN version INTEGER NOT NULL DEFAULT 1
;;
ALTER TABLE sunledger.project_event DROP CONSTRAINT project_event_pkey
;;
ALTER TABLE sunledger.project_event ADD PRIMARY KEY (book, project, kind, happened_on, version)
;;
ALTER TABLE sunledger.project_event ALTER COLUMN actor DROP DEFAULT, ALTER COLUMN remark DROP DEFAULT, ALTER COLUMN version DROP DEFAULT
/* now:
CREATE TABLE sunledger.project_event (
	book INTEGER NOT NULL, 
	project UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	actor VARCHAR NOT NULL, 
	remark VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (book, project, kind, happened_on, version), 
	CONSTRAINT project_event_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project)
)
*/
;;
CREATE TABLE sunledger.project_fund (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	category VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	approved_fen BIGINT NOT NULL, 
	matching BOOLEAN NOT NULL, 
	PRIMARY KEY (book, project, category, level, version), 
	CONSTRAINT project_fund_approved_fen_not_negative CHECK (approved_fen >= 0), 
	CONSTRAINT project_fund_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT project_fund_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.project_fund TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.project_milestone (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	milestone VARCHAR NOT NULL, 
	planned_on DATE NOT NULL, 
	done_on DATE, 
	PRIMARY KEY (book, project, milestone, version), 
	CONSTRAINT project_milestone_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT project_milestone_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.project_milestone TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.project_organisation (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	org VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	PRIMARY KEY (book, project, org, role, valid_from, version), 
	CONSTRAINT project_organisation_org FOREIGN KEY(org) REFERENCES sunledger.organisation (org), 
	CONSTRAINT project_organisation_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT project_organisation_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.project_organisation TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.project_review (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	year INTEGER NOT NULL, 
	level VARCHAR NOT NULL, 
	reviewed_on DATE NOT NULL, 
	score_milli BIGINT, 
	conclusion VARCHAR NOT NULL, 
	PRIMARY KEY (book, project, year, level, version), 
	CONSTRAINT project_review_score_milli_not_negative CHECK (score_milli >= 0), 
	CONSTRAINT project_review_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT project_review_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.project_review TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.project_target (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	project UUID NOT NULL, 
	target VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	set_on DATE NOT NULL, 
	PRIMARY KEY (book, project, target, version), 
	CONSTRAINT project_target_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT project_target_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.project_target TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.public_post (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	post VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	posts INTEGER NOT NULL, 
	pay_fen BIGINT NOT NULL, 
	pay_period VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	PRIMARY KEY (book, post, version), 
	CONSTRAINT public_post_posts_positive CHECK (posts > 0), 
	CONSTRAINT public_post_pay_fen_positive CHECK (pay_fen > 0), 
	CONSTRAINT public_post_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT public_post_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.public_post TO sunledger_app, sunledger_read
;;
CREATE INDEX public_post_by_project ON sunledger.public_post (book, project)
;;
CREATE TABLE sunledger.support_agreement (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	agreement VARCHAR NOT NULL, 
	project UUID NOT NULL, 
	org VARCHAR NOT NULL, 
	mechanism VARCHAR NOT NULL, 
	signed_on DATE NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	support_fen BIGINT NOT NULL, 
	asset VARCHAR, 
	terms VARCHAR NOT NULL, 
	PRIMARY KEY (book, agreement, version), 
	CONSTRAINT support_agreement_support_fen_not_negative CHECK (support_fen >= 0), 
	CONSTRAINT support_agreement_org FOREIGN KEY(org) REFERENCES sunledger.organisation (org), 
	CONSTRAINT support_agreement_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT support_agreement_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.support_agreement TO sunledger_app, sunledger_read
;;
CREATE INDEX support_agreement_by_project ON sunledger.support_agreement (book, project)
;;
CREATE TABLE sunledger.wage (
	book INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	void BOOLEAN NOT NULL, 
	change VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	list VARCHAR NOT NULL, 
	line INTEGER NOT NULL, 
	project UUID NOT NULL, 
	household UUID NOT NULL, 
	period_from DATE NOT NULL, 
	period_to DATE NOT NULL, 
	days_milli BIGINT, 
	amount_fen BIGINT NOT NULL, 
	signed_on DATE, 
	PRIMARY KEY (book, list, line, version), 
	CONSTRAINT wage_amount_fen_positive CHECK (amount_fen > 0), 
	CONSTRAINT wage_days_milli_positive CHECK (days_milli > 0), 
	CONSTRAINT wage_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household), 
	CONSTRAINT wage_project FOREIGN KEY(book, project) REFERENCES sunledger.project (book, project), 
	CONSTRAINT wage_version_from_one CHECK (version >= 1)
)
;;
GRANT SELECT ON sunledger.wage TO sunledger_app, sunledger_read
;;
CREATE INDEX wage_by_project ON sunledger.wage (book, project)
;;
CREATE TABLE sunledger.project_event_void (
	book INTEGER NOT NULL, 
	project UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	version INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, project, kind, happened_on, version), 
	CONSTRAINT project_event_void_event FOREIGN KEY(book, project, kind, happened_on, version) REFERENCES sunledger.project_event (book, project, kind, happened_on, version)
)
;;
GRANT SELECT ON sunledger.project_event_void TO sunledger_app, sunledger_read
;;
CREATE VIEW sunledger.organisation_identity AS SELECT org, valid_from, known_at, legal_id_hmac, legal_name_hmac, phone_hmac, address_hmac, account_hmac FROM sunledger.organisation_private
;;
GRANT SELECT ON sunledger.organisation_identity TO sunledger_app, sunledger_read
;;
CREATE VIEW sunledger.responsible_identity AS SELECT book, duty, name_hmac, id_hmac, phone_hmac FROM sunledger.responsible_private
;;
GRANT SELECT ON sunledger.responsible_identity TO sunledger_app, sunledger_read
;;
CREATE TRIGGER acceptance_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.acceptance FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER allocation_factor_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.allocation_factor FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER allocation_share_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.allocation_share FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER asset_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.asset FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER beneficiary_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.beneficiary FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER bid_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.bid FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER contract_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.contract FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER dividend_due_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.dividend_due FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER inspection_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.inspection FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER invoice_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.invoice FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER loan_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.loan FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER loan_event_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.loan_event FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER member_count_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.member_count FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER organisation_fact_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.organisation_fact FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER organisation_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.organisation_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER post_holder_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.post_holder FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_approval_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_approval FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_event_void_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_event_void FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_fund_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_fund FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_milestone_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_milestone FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_organisation_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_organisation FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_review_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_review FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER project_target_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.project_target FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER public_post_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.public_post FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER responsible_person_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.responsible_person FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER responsible_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.responsible_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER support_agreement_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.support_agreement FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER wage_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.wage FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
REVOKE SELECT ON sunledger.organisation_private FROM sunledger_read
;;
REVOKE SELECT ON sunledger.responsible_private FROM sunledger_read
;;
GRANT INSERT ON sunledger.acceptance TO sunledger_app
;;
GRANT INSERT ON sunledger.allocation_factor TO sunledger_app
;;
GRANT INSERT ON sunledger.allocation_share TO sunledger_app
;;
GRANT INSERT ON sunledger.asset TO sunledger_app
;;
GRANT INSERT ON sunledger.beneficiary TO sunledger_app
;;
GRANT INSERT ON sunledger.bid TO sunledger_app
;;
GRANT INSERT ON sunledger.contract TO sunledger_app
;;
GRANT INSERT ON sunledger.dividend_due TO sunledger_app
;;
GRANT INSERT ON sunledger.inspection TO sunledger_app
;;
GRANT INSERT ON sunledger.invoice TO sunledger_app
;;
GRANT INSERT ON sunledger.loan TO sunledger_app
;;
GRANT INSERT ON sunledger.loan_event TO sunledger_app
;;
GRANT INSERT ON sunledger.member_count TO sunledger_app
;;
GRANT INSERT ON sunledger.organisation_fact TO sunledger_app
;;
GRANT INSERT ON sunledger.organisation_private TO sunledger_app
;;
GRANT INSERT ON sunledger.post_holder TO sunledger_app
;;
GRANT INSERT ON sunledger.project_approval TO sunledger_app
;;
GRANT INSERT ON sunledger.project_event_void TO sunledger_app
;;
GRANT INSERT ON sunledger.project_fund TO sunledger_app
;;
GRANT INSERT ON sunledger.project_milestone TO sunledger_app
;;
GRANT INSERT ON sunledger.project_organisation TO sunledger_app
;;
GRANT INSERT ON sunledger.project_review TO sunledger_app
;;
GRANT INSERT ON sunledger.project_target TO sunledger_app
;;
GRANT INSERT ON sunledger.public_post TO sunledger_app
;;
GRANT INSERT ON sunledger.responsible_person TO sunledger_app
;;
GRANT INSERT ON sunledger.responsible_private TO sunledger_app
;;
GRANT INSERT ON sunledger.support_agreement TO sunledger_app
;;
GRANT INSERT ON sunledger.wage TO sunledger_app
;;
CREATE OR REPLACE FUNCTION sunledger.limit_standing(p_subject text, p_region text, p_on date)
RETURNS TABLE (code text, standing text)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  WITH RECURSIVE above AS (
    SELECT DISTINCT rpad(left(p_region, width), 12, '0') AS code
    FROM unnest(ARRAY[2, 4, 6, 9, 12]) width
  ), area (code, valid_from) AS (
    SELECT a.code, (
      SELECT min(r.valid_from) FROM region r
      WHERE r.code = a.code AND r.valid_from <= p_on AND (r.valid_to IS NULL OR p_on < r.valid_to))
    FROM above a
    UNION
    SELECT before.code, before.valid_from FROM area a
    CROSS JOIN LATERAL (
      -- A place made of several began as none of them.
      SELECT min(r.code) AS code, min(r.valid_from) AS valid_from FROM region r
      WHERE r.successor = a.code AND r.valid_to = a.valid_from HAVING count(*) = 1
    ) before
  ), class AS (
    SELECT coalesce(array_agg(c.kind::text), '{}') AS kinds
    FROM region_class c JOIN above a ON a.code = c.code
    WHERE c.valid_from <= p_on AND (c.valid_to IS NULL OR p_on < c.valid_to)
  ), holding AS (
    SELECT l.code, l.subject, ROW(l.kind, l.measure, l.low, l.high, l.per)::text AS says,
      rank() OVER (PARTITION BY l.subject ORDER BY
        CASE WHEN l.region = '000000000000' THEN 0 WHEN l.region LIKE '%0000000000' THEN 1
          WHEN l.region LIKE '%00000000' THEN 2 WHEN l.region LIKE '%000000' THEN 3
          WHEN l.region LIKE '%000' THEN 4 ELSE 5 END DESC,
        cardinality(l.place_classes) > 0 DESC, l.valid_from DESC) AS place
    FROM limit_standard l
    WHERE (p_subject IS NULL OR l.subject = p_subject)
      AND l.valid_from <= p_on AND (l.valid_to IS NULL OR p_on < l.valid_to)
      AND (l.region = '000000000000' OR l.region IN (SELECT a.code FROM area a))
      AND (cardinality(l.place_classes) = 0
        OR l.place_classes::text[] && (SELECT kinds FROM class))
  )
  SELECT h.code::text, CASE
    WHEN h.place > 1 THEN 'overridden'
    WHEN min(h.says) OVER ranked <> max(h.says) OVER ranked THEN 'conflict'
    WHEN row_number() OVER (ranked ORDER BY h.code COLLATE "C") = 1 THEN 'holds'
    ELSE 'same' END
  FROM holding h WINDOW ranked AS (PARTITION BY h.subject, h.place)
$$
;;
REVOKE ALL ON FUNCTION sunledger.limit_standing FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.limit_at(p_subject text, p_region text, p_on date)
RETURNS SETOF sunledger.limit_standard
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT l.* FROM limit_standing(p_subject, p_region, p_on) s
  JOIN limit_standard l ON l.code = s.code
  WHERE p_subject IS NOT NULL AND s.standing = 'holds'
$$
;;
REVOKE ALL ON FUNCTION sunledger.limit_at FROM PUBLIC
;;
GRANT EXECUTE ON FUNCTION sunledger.limit_standing(text, text, date) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.limit_at(text, text, date) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.limit_standing(text, text, date) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.limit_at(text, text, date) TO sunledger_read
